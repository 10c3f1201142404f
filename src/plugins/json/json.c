/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON (RFC 8259): the tree of its values, and where it is wrong.
 *
 * One pass over the bytes, without recursion: a message may be nested as deeply as it likes. It may
 * have several values one after the other, as a piece of a stream of them does. What is wrong is
 * told with line and column, and ends the reading.
 */
#include "tapline-bytes.h"

#define DEPTH_MAX   65536
#define TREE_MAX    (TAPLINE_PLUGIN_DEPTH_MAX + 1)
#define NAME_MAX    256
#define SUMMARY_MAX 300

typedef struct
{
  TaplineBytes         in;
  TaplinePluginOutput *output; /* NULL to look whether it is JSON */
  TaplineLine          line;
  unsigned             depth;
  uint8_t              objects[DEPTH_MAX / 8]; /* a bit for each level: no array */
  unsigned             counts[TREE_MAX];       /* of what is in the outer levels */
  unsigned             n_values;
  const char          *wrong;  /* what ends the reading, NULL if nothing does */
  char                 text[TAPLINE_PLUGIN_TEXT_MAX + 2]; /* the last string, cut there */
  size_t               text_length;
} Json;

static int
fail (Json       *self,
      const char *wrong)
{
  if (self->wrong == NULL)
    self->wrong = wrong;

  return 0;
}

static void
skip_space (Json *self)
{
  TaplineBytes *in = &self->in;

  while (in->at < in->end && in->bytes[in->at] != '\0'
         && strchr (" \t\n\r", in->bytes[in->at]) != NULL)
    in->at++;
}

static int
peek (Json *self)
{
  skip_space (self);

  return self->in.at < self->in.end ? self->in.bytes[self->in.at] : -1;
}

static void
add (Json       *self,
     size_t      offset,
     const char *name,
     const char *value,
     size_t      length)
{
  if (self->output != NULL)
    self->output->add_value (self->output, TAPLINE_PLUGIN_PLAIN, offset, self->in.at - offset,
                             name, value, length);
}

/* The line for the log has the outermost values, and what is in the first container. */
static void
sum_up (Json       *self,
        const char *text,
        size_t      length)
{
  unsigned before = self->line.length;

  if (self->depth > 1 || self->n_values > 0 || before >= SUMMARY_MAX)
    return;
  tapline_line_append_bytes (&self->line, (const uint8_t *) text, length);
  if (self->line.length >= SUMMARY_MAX)
    tapline_line_append (&self->line, "…");
}

static void
append_utf8 (Json     *self,
             unsigned  c)
{
  char *out = self->text + self->text_length;

  if (self->text_length + 4 > sizeof self->text)
    return;
  if (c < 0x80)
    *out++ = (char) c;
  else
    {
      unsigned n = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;

      *out++ = (char) ((0xf00u >> (n + 1) & 0xff) | c >> 6 * n);
      while (n-- > 0)
        *out++ = (char) (0x80 | (c >> 6 * n & 0x3f));
    }
  self->text_length = (size_t) (out - self->text);
}

/* Four hex digits, or -1. */
static int
read_unit (Json *self)
{
  TaplineBytes *in = &self->in;
  int unit = 0;

  if (tapline_bytes_left (in) < 4)
    {
      in->at = in->end;
      return -1;
    }
  for (unsigned i = 0; i < 4; i++)
    {
      int digit = tapline_bytes_get_hex (in->bytes[in->at]);

      if (digit < 0)
        return -1;
      unit = unit << 4 | digit;
      in->at++;
    }

  return unit;
}

static int
read_unicode (Json *self)
{
  TaplineBytes *in = &self->in;
  int high = read_unit (self), low;

  if (high < 0)
    return fail (self, "four hex digits expected behind \\u");
  if (high < 0xd800 || high > 0xdfff)
    {
      append_utf8 (self, (unsigned) high);
      return 1;
    }
  if (high > 0xdbff || tapline_bytes_left (in) < 2 || in->bytes[in->at] != '\\'
      || in->bytes[in->at + 1] != 'u')
    return fail (self, "half of a surrogate pair");
  in->at += 2;
  low = read_unit (self);
  if (low < 0xdc00 || low > 0xdfff)
    return fail (self, "half of a surrogate pair");
  append_utf8 (self, 0x10000 + ((unsigned) (high & 0x3ff) << 10 | (unsigned) (low & 0x3ff)));

  return 1;
}

static int
read_escape (Json *self)
{
  static const char escapes[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *found;
  uint8_t byte;

  if (self->in.at == self->in.end)
    return fail (self, "the string does not end");
  byte = self->in.bytes[self->in.at];
  if (byte == 'u')
    {
      self->in.at++;
      return read_unicode (self);
    }
  found = byte != '\0' ? strchr (escapes, byte) : NULL;
  if (found == NULL)
    return fail (self, "no such escape");
  self->in.at++;
  append_utf8 (self, (unsigned) meanings[found - escapes]);

  return 1;
}

/* Into text. */
static int
read_string (Json *self)
{
  TaplineBytes *in = &self->in;

  in->at++;
  self->text_length = 0;
  while (in->at < in->end)
    {
      uint8_t byte = in->bytes[in->at];

      if (byte == '"')
        {
          in->at++;
          return 1;
        }
      if (byte < 0x20)
        return fail (self, "a control character in a string has to be escaped");
      in->at++;
      if (byte == '\\')
        {
          if (!read_escape (self))
            return 0;
        }
      else if (self->text_length < sizeof self->text)
        self->text[self->text_length++] = (char) byte;
    }

  return fail (self, "the string does not end");
}

static size_t
skip_digits (Json *self)
{
  size_t start = self->in.at;

  while (self->in.at < self->in.end && tapline_bytes_is_digit (self->in.bytes[self->in.at]))
    self->in.at++;

  return self->in.at - start;
}

static int
skip_one (Json       *self,
          const char *of)
{
  TaplineBytes *in = &self->in;

  if (in->at == in->end || in->bytes[in->at] == '\0' || strchr (of, in->bytes[in->at]) == NULL)
    return 0;
  in->at++;

  return 1;
}

static int
read_number (Json *self)
{
  size_t start;

  skip_one (self, "-");
  start = self->in.at;
  if (skip_digits (self) == 0)
    return fail (self, "digits expected");
  if (self->in.bytes[start] == '0' && self->in.at > start + 1)
    {
      self->in.at = start + 1;
      return fail (self, "a number does not begin with 0");
    }
  if (skip_one (self, ".") && skip_digits (self) == 0)
    return fail (self, "digits expected behind the point");
  if (skip_one (self, "eE"))
    {
      skip_one (self, "+-");
      if (skip_digits (self) == 0)
        return fail (self, "digits expected in the exponent");
    }

  return 1;
}

static int
read_word (Json *self)
{
  static const char *const words[] = { "true", "false", "null" };

  for (unsigned i = 0; i < 3; i++)
    {
      size_t length = strlen (words[i]);

      if (tapline_bytes_left (&self->in) >= length
          && memcmp (self->in.bytes + self->in.at, words[i], length) == 0)
        {
          self->in.at += length;
          return 1;
        }
    }

  return fail (self, "a value expected");
}

/* "name": */
static int
read_name (Json *self,
           char  name[NAME_MAX])
{
  size_t length;

  if (peek (self) != '"')
    return fail (self, "a name in quotes expected");
  if (!read_string (self))
    return 0;
  length = self->text_length < NAME_MAX - 1 ? self->text_length : NAME_MAX - 1;
  memcpy (name, self->text, length);
  name[length] = '\0';
  sum_up (self, name, length);
  sum_up (self, ": ", 2);
  if (peek (self) != ':')
    return fail (self, "“:” expected");
  self->in.at++;

  return 1;
}

static int
is_object (const Json *self)
{
  unsigned level = self->depth - 1;

  return self->objects[level / 8] >> level % 8 & 1;
}

static int
open_container (Json       *self,
                const char *name)
{
  TaplineBytes *in = &self->in;
  unsigned level = self->depth;
  int opens_object = in->bytes[in->at] == '{';
  const char *shut = opens_object ? "{…}" : "[…]";

  if (level == DEPTH_MAX)
    return fail (self, "nested more deeply than this is read");
  in->at++;
  add (self, in->at - 1, name, shut, strlen (shut));
  sum_up (self, level > 0 ? shut : opens_object ? "{" : "[", level > 0 ? strlen (shut) : 1);
  if (self->output != NULL)
    self->output->enter (self->output);
  self->objects[level / 8] &= (uint8_t) ~(1u << level % 8);
  self->objects[level / 8] |= (uint8_t) (opens_object << level % 8);
  if (level < TREE_MAX)
    self->counts[level] = 0;
  self->depth++;

  return 1;
}

static void
leave_container (Json *self)
{
  self->depth--;
  if (self->output != NULL)
    {
      self->output->extend (self->output, self->in.at);
      self->output->leave (self->output);
    }
}

/* From behind a value, or from where a container begins, to the next value. Closes what ends
 * before it; that was all if nothing is open any more. */
static int
find_next (Json *self,
           int   is_first,
           char  name[NAME_MAX])
{
  while (self->depth > 0)
    {
      unsigned level = self->depth - 1;
      int in_object = is_object (self);
      int byte = peek (self);

      if (byte == (in_object ? '}' : ']'))
        {
          self->in.at++;
          leave_container (self);
          if (level == 0)
            sum_up (self, in_object ? "}" : "]", 1);
          is_first = 0;
          continue;
        }
      if (!is_first && byte != ',')
        return fail (self, byte < 0 ? "it ends too early"
                           : in_object ? "“,” or “}” expected" : "“,” or “]” expected");
      if (!is_first)
        {
          self->in.at++;
          sum_up (self, ", ", 2);
        }
      if (in_object)
        return read_name (self, name);
      if (level < TREE_MAX)
        snprintf (name, NAME_MAX, "%u", self->counts[level]++);
      return 1;
    }

  return 1;
}

static int
read_scalar (Json       *self,
             int         first,
             const char *name)
{
  TaplineBytes *in = &self->in;
  size_t start = in->at;

  if (first == '"')
    {
      if (!read_string (self))
        return 0;
      add (self, start, name, self->text, self->text_length);
    }
  else
    {
      if (!(first == '-' || tapline_bytes_is_digit ((uint8_t) first) ? read_number (self)
                                                                     : read_word (self)))
        return 0;
      add (self, start, name, (const char *) in->bytes + start, in->at - start);
    }
  sum_up (self, (const char *) in->bytes + start, in->at - start);

  return 1;
}

static void
read_all (Json *self)
{
  do
    {
      char name[NAME_MAX] = "value";
      int fine;

      do
        {
          int first = peek (self);
          int opens = first == '{' || first == '[';

          fine = (opens ? open_container (self, name) : read_scalar (self, first, name))
                 && find_next (self, opens, name);
        }
      while (fine && self->depth > 0);
      while (self->depth > 0)
        leave_container (self);
      if (!fine)
        return;
      self->n_values++;
    }
  while (peek (self) >= 0);
}

/* What begins as no object or array is most likely no JSON: then the message itself says more. */
static void
tell_wrong (Json *self,
            int   first)
{
  unsigned line = 1;
  size_t column = 1;

  for (size_t i = 0; i < self->in.at; i++)
    if (self->in.bytes[i] == '\n')
      {
        line++;
        column = 1;
      }
    else
      column += (self->in.bytes[i] & 0xc0) != 0x80;
  self->output->add (self->output, TAPLINE_PLUGIN_ERROR, self->in.at, 1, "error",
                     "line %u, column %zu: %s", line, column, self->wrong);
  if (first == '{' || first == '[')
    self->output->summary (self->output, "invalid at line %u, column %zu: %s", line,
                           column, self->wrong);
}

static int
judge (void                       *state,
       const TaplinePluginMessage *message)
{
  Json self = { .in = tapline_bytes_of (message) };
  int first = peek (&self);

  if (first != '{' && first != '[')
    return 0;
  read_all (&self);
  if (self.wrong == NULL)
    return 95;

  /* The rest is not here, or is wrong far behind what looks right. */
  return self.in.at == self.in.end ? 75 : first == '{' && self.in.at > 8 ? 60 : 10;
}

static void
decode (void                       *state,
        const TaplinePluginMessage *message,
        TaplinePluginOutput        *output)
{
  Json self = { .in = tapline_bytes_of (message), .output = output };
  int first = peek (&self);

  if (first < 0)
    return;
  read_all (&self);
  if (self.wrong != NULL && self.in.at == self.in.end && message->total > message->length)
    output->summary (output, "%s … (the first %zu of %llu bytes)", self.line.text,
                     message->length, (unsigned long long) message->total);
  else if (self.wrong != NULL)
    tell_wrong (&self, first);
  else if (self.n_values > 1)
    output->summary (output, "%s and %u more", self.line.text, self.n_values - 1);
  else
    output->summary (output, "%s", self.line.text);
}

static const TaplinePluginDecoder decoder = {
  .size = sizeof decoder,
  .name = "json",
  .title = "JSON",
  .judge = judge,
  .decode = decode,
};

TAPLINE_PLUGIN_DEFINE ("json", "JSON", "1.0", decoder);
