/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RESP 2 and 3, what Redis speaks (the Redis serialization protocol specification): commands as a
 * client types them, and replies as trees.
 */
#include "tapline-bytes.h"

#define DEPTH_MAX 128
#define WORD_MAX  40

typedef struct
{
  TaplineBytes         in;
  TaplinePluginOutput *output; /* NULL to look whether it is RESP */
  TaplineLine          line;
  unsigned             depth;
  const char          *wrong;
  int                  has_error; /* an error of the server's */
} Resp;

static const struct
{
  char        type;
  const char *name;
} types[] = {
  { '+', "simple string" }, { '-', "error" }, { ':', "integer" }, { '$', "bulk string" },
  { '*', "array" }, { '_', "null" }, { '#', "boolean" }, { ',', "double" },
  { '(', "big number" }, { '!', "bulk error" }, { '=', "verbatim string" }, { '%', "map" },
  { '~', "set" }, { '>', "push" }, { '|', "attributes" }, { ';', "chunk" }, { '.', "end" },
};

static int read_value (Resp       *self,
                       const char *name);

static const char *
get_type_name (uint8_t type)
{
  for (unsigned i = 0; i < sizeof types / sizeof *types; i++)
    if (types[i].type == (char) type)
      return types[i].name;

  return NULL;
}

static int
fail (Resp       *self,
      const char *wrong)
{
  if (self->wrong == NULL)
    self->wrong = wrong;

  return 0;
}

static int
fail_at (Resp       *self,
         size_t      at,
         const char *wrong)
{
  self->in.at = at;

  return fail (self, wrong);
}

/* Whether the next word belongs into the line; what is between words is put there. */
static int
begin_word (Resp *self)
{
  if (self->depth > 1 || self->line.length > 300)
    return 0;
  if (self->line.length > 0)
    tapline_line_append (&self->line, " ");

  return 1;
}

/* Words of a command or of a flat reply, as redis-cli shows them. */
static void
sum_up (Resp   *self,
        size_t  at,
        size_t  end)
{
  int quoted = at == end || memchr (self->in.bytes + at, ' ', end - at) != NULL;
  size_t stop = end - at > WORD_MAX ? at + WORD_MAX : end;

  if (!begin_word (self))
    return;
  if (quoted)
    tapline_line_append (&self->line, "\"");
  tapline_line_append_bytes (&self->line, self->in.bytes + at, stop - at);
  if (stop < end)
    tapline_line_append (&self->line, "…");
  if (quoted)
    tapline_line_append (&self->line, "\"");
}

/* A value that has a word of its own: nothing, true, false. */
static int
add_word (Resp       *self,
          size_t      start,
          const char *name,
          const char *word)
{
  if (begin_word (self))
    tapline_line_append (&self->line, word);
  if (self->output != NULL)
    self->output->add (self->output, TAPLINE_PLUGIN_PLAIN, start, self->in.at - start, name,
                       "%s", word);

  return 1;
}

static int
add_value (Resp       *self,
           uint8_t     type,
           size_t      start,
           const char *name,
           size_t      at,
           size_t      end)
{
  int is_error = type == '-' || type == '!';

  self->has_error |= is_error;
  sum_up (self, at, end);
  if (self->output == NULL)
    return 1;

  return self->output->add_value (self->output,
                                  is_error ? TAPLINE_PLUGIN_NOTE : TAPLINE_PLUGIN_PLAIN, start,
                                  self->in.at - start, name, (const char *) self->in.bytes + at,
                                  end - at);
}

/* Up to CR LF: where it ends. */
static int
read_line (Resp   *self,
           size_t *end)
{
  TaplineBytes *in = &self->in;

  *end = tapline_bytes_find (in, in->at, '\r');
  if (*end + 1 >= in->end || in->bytes[*end + 1] != '\n')
    return fail (self, "a line has to end with CR LF");
  in->at = *end + 2;

  return 1;
}

static int
read_bulk (Resp       *self,
           size_t      start,
           const char *name,
           int64_t     length)
{
  TaplineBytes *in = &self->in;
  size_t at = tapline_bytes_take (in, (size_t) length);

  if (in->failed)
    return fail (self, "it ends too early");
  if (tapline_bytes_left (in) < 2 || in->bytes[in->at] != '\r' || in->bytes[in->at + 1] != '\n')
    return fail (self, "CR LF expected behind the string");
  in->at += 2;
  add_value (self, in->bytes[start], start, name, at, at + (size_t) length);

  return 1;
}

static int
is_at_end_mark (Resp *self)
{
  TaplineBytes *in = &self->in;

  return tapline_bytes_left (in) >= 3 && memcmp (in->bytes + in->at, ".\r\n", 3) == 0;
}

static int
is_at_last_chunk (Resp *self)
{
  TaplineBytes *in = &self->in;

  return tapline_bytes_left (in) >= 4 && memcmp (in->bytes + in->at, ";0\r\n", 4) == 0;
}

/* @n values, or if that is less than 0, as many as come before the mark of the end. */
static int
read_values (Resp       *self,
             size_t      start,
             const char *name,
             int64_t     n)
{
  TaplineBytes *in = &self->in;
  uint8_t type = in->bytes[start];
  int is_map = type == '%' || type == '|';
  int is_chunked = type == '$';
  int fine = 1;
  char item[32];

  if (self->depth == DEPTH_MAX)
    return fail (self, "nested too deeply");
  if (self->output != NULL)
    {
      if (n < 0)
        self->output->add (self->output, TAPLINE_PLUGIN_PLAIN, start, 1, name, "%s, streamed",
                           get_type_name (type));
      else
        self->output->add (self->output, TAPLINE_PLUGIN_PLAIN, start, 1, name, "%s of %lld",
                           get_type_name (type), (long long) n);
      self->output->enter (self->output);
    }
  if (self->depth == 1)
    {
      tapline_line_append (&self->line, self->line.length > 0 ? " " : "");
      tapline_line_append (&self->line, is_map ? "{…}" : "[…]");
    }
  self->depth++;
  for (int64_t i = 0; fine && i != (is_map && n >= 0 ? 2 * n : n); i++)
    {
      if (n < 0 && (is_chunked ? is_at_last_chunk (self) : is_at_end_mark (self)))
        {
          in->at += is_chunked ? 4 : 3;
          break;
        }
      if (is_map)
        snprintf (item, sizeof item, "%s %lld", i % 2 == 0 ? "key" : "value",
                  (long long) (i / 2));
      else
        snprintf (item, sizeof item, "%lld", (long long) i);
      fine = read_value (self, item);
    }
  self->depth--;
  if (self->output != NULL)
    {
      self->output->extend (self->output, in->at);
      self->output->leave (self->output);
    }

  return fine;
}

static int
read_sized (Resp       *self,
            size_t      start,
            const char *name,
            size_t      at,
            size_t      end)
{
  uint8_t type = self->in.bytes[start];
  int is_string = strchr ("$!=;", type) != NULL;
  int64_t n;

  if (tapline_bytes_are (&self->in, at, end, "-1"))
    return add_word (self, start, name, "(nil)");
  if (tapline_bytes_are (&self->in, at, end, "?"))
    return read_values (self, start, name, -1);
  n = tapline_bytes_get_decimal (&self->in, at, end);
  if (n < 0)
    return fail_at (self, at, "a length expected");

  return is_string ? read_bulk (self, start, name, n) : read_values (self, start, name, n);
}

/* Any number of digits with a sign. */
static int
is_integer (const TaplineBytes *in,
            size_t              at,
            size_t              end)
{
  at += at < end && (in->bytes[at] == '-' || in->bytes[at] == '+');
  for (size_t i = at; i < end; i++)
    if (!tapline_bytes_is_digit (in->bytes[i]))
      return 0;

  return at < end;
}

/* "1.5", "10", "-1e3", "inf", "nan". */
static int
is_double (const TaplineBytes *in,
           size_t              at,
           size_t              end)
{
  int has_digits = 0;

  at += at < end && (in->bytes[at] == '-' || in->bytes[at] == '+');
  if (tapline_bytes_are (in, at, end, "inf") || tapline_bytes_are (in, at, end, "nan"))
    return 1;
  for (; at < end; at++)
    {
      has_digits |= tapline_bytes_is_digit (in->bytes[at]);
      if (!tapline_bytes_is_digit (in->bytes[at])
          && (in->bytes[at] == '\0' || strchr (".eE+-", in->bytes[at]) == NULL))
        return 0;
    }

  return has_digits;
}

static int
read_one (Resp       *self,
          const char *name)
{
  TaplineBytes *in = &self->in;
  size_t start = in->at, end;

  if (in->at == in->end)
    return fail (self, "it ends too early");
  if (get_type_name (in->bytes[start]) == NULL)
    return fail (self, "no type of RESP");
  if (!read_line (self, &end))
    return 0;
  if (strchr ("$!=;*%~>|", in->bytes[start]) != NULL)
    return read_sized (self, start, name, start + 1, end);
  switch (in->bytes[start])
    {
    case '_':
      return end == start + 1 ? add_word (self, start, name, "(nil)")
                              : fail_at (self, start + 1, "nothing expected behind “_”");

    case '#':
      if (tapline_bytes_are (in, start + 1, end, "t"))
        return add_word (self, start, name, "true");
      if (tapline_bytes_are (in, start + 1, end, "f"))
        return add_word (self, start, name, "false");
      return fail_at (self, start + 1, "“t” or “f” expected");

    case ':': case '(':
      if (!is_integer (in, start + 1, end))
        return fail_at (self, start + 1, "an integer expected");
      break;

    case ',':
      if (!is_double (in, start + 1, end))
        return fail_at (self, start + 1, "a number expected");
      break;

    default:
      break;
    }
  add_value (self, in->bytes[start], start, name, start + 1, end);

  return 1;
}

/* Attributes stand before the value that they belong to. */
static int
read_value (Resp       *self,
            const char *name)
{
  while (self->in.at < self->in.end && self->in.bytes[self->in.at] == '|')
    if (!read_one (self, "attributes"))
      return 0;

  return read_one (self, name);
}

/* What a person types: words without any type. */
static int
is_inline (const TaplineBytes *in)
{
  return in->at < in->end && ((in->bytes[in->at] | 0x20) >= 'a')
         && ((in->bytes[in->at] | 0x20) <= 'z');
}

static int
judge (void                       *state,
       const TaplinePluginMessage *message)
{
  Resp self = { .in = tapline_bytes_of (message) };

  /* The framing counts the ending CR LF of an inline command as one; ours are part of values. */
  self.in.end = message->length;
  if (is_inline (&self.in) || self.in.end == 0)
    return strcmp (message->framing, "resp") == 0 ? 60 : 0;
  if (!read_value (&self, "") && self.in.at < self.in.end && !self.in.failed)
    return 0;

  return strcmp (message->framing, "resp") == 0 ? 95
         : strchr ("*%$~>", message->bytes[0]) != NULL ? 80 : 30;
}

static void
decode (void                       *state,
        const TaplinePluginMessage *message,
        TaplinePluginOutput        *output)
{
  Resp self = { .in = tapline_bytes_of (message), .output = output };
  TaplineLine *line = &self.line;

  if (is_inline (&self.in))
    {
      output->summary (output, "%.*s", TAPLINE_BYTES_TEXT (&self.in, 0, self.in.end, 1000));
      output->add_text (output, TAPLINE_PLUGIN_PLAIN, 0, self.in.end, "inline command");
      return;
    }
  self.in.end = message->length;
  while (self.wrong == NULL && self.in.at < self.in.end)
    read_value (&self, message->direction == TAPLINE_PLUGIN_IN ? "received" : "sent");
  if (self.wrong != NULL && (message->total == message->length || self.in.at < self.in.end))
    output->add (output, TAPLINE_PLUGIN_ERROR, self.in.at, 1, "error", "%s", self.wrong);
  if (self.wrong != NULL)
    output->summary (output, "%s%sinvalid: %s", line->text, line->length > 0 ? " · " : "",
                     self.wrong);
  else
    output->summary (output, "%s%s", self.has_error ? "error: " : "",
                     line->length > 0 ? line->text : "(empty)");
}

static const TaplinePluginDecoder decoder = {
  .size = sizeof decoder,
  .name = "resp",
  .title = "RESP (Redis)",
  .framings = "resp raw idle",
  .ports = "6379-6390 26379",
  .judge = judge,
  .decode = decode,
};

TAPLINE_PLUGIN_DEFINE ("resp", "RESP (Redis)", "1.0", decoder);
