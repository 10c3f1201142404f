/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP/1.0 and 1.1 (RFC 9112; RFC 9110 for the meaning of fields).
 *
 * A message of the log may be any part of a stream: a line, a piece, a whole request. So a small
 * machine reads a stream from a start line on, first what came before and then what is to be
 * shown. The way back to the start line is bounded; where it is not found, a message is none of
 * ours. A response is shown with the request that it answers: the last one that went the other way
 * before it.
 */
#include "tapline-bytes.h"

#define BACK_MAX 200
#define LINE_MAX 4096

typedef enum
{
  START,
  FIELDS,
  BODY,       /* so many bytes, or until the end of the stream */
  CHUNK_SIZE,
  CHUNK,
  CHUNK_END,
  TRAILERS,
  LOST,       /* nobody knows where the next message begins */
} State;

typedef struct
{
  TaplinePluginOutput *output;      /* NULL while it reads what came before */
  const uint8_t       *bytes;       /* of the message that is read */
  State                state;
  int                  to_end;      /* the body ends with the stream */
  uint64_t             left;        /* of the body or chunk */
  uint64_t             whole;       /* of it at its start */
  int                  is_response;
  int                  has_length;
  int                  is_chunked;
  int                  no_body;     /* the answer to HEAD */
  int                  tunnels;     /* the answer to CONNECT */
  unsigned             status;
  char                 line[LINE_MAX]; /* that has not ended yet */
  size_t               line_length;
  int                  line_is_cut;
  char                 start[512];     /* the start line */
  char                 host[128];
  char                 type[128];
  int                  has_start;      /* in the message that is shown */
  int                  n_errors;
  TaplineLine          said;           /* what the message has beside a start line */
} Http;

static int
is_start (const uint8_t *bytes,
          size_t         length)
{
  static const char *const methods[] = {
    "GET ", "POST ", "HEAD ", "PUT ", "DELETE ", "OPTIONS ", "PATCH ", "CONNECT ", "TRACE ",
    "HTTP/1.",
  };

  for (unsigned i = 0; i < sizeof methods / sizeof *methods; i++)
    if (length >= strlen (methods[i]) && memcmp (bytes, methods[i], strlen (methods[i])) == 0)
      return 1;

  return 0;
}

static int
is_answer (const TaplinePluginMessage *message)
{
  return message->length >= 7 && memcmp (message->bytes, "HTTP/1.", 7) == 0;
}

static int
equals_caseless (const char *text,
                 size_t      length,
                 const char *other)
{
  if (length != strlen (other))
    return 0;
  for (size_t i = 0; i < length; i++)
    {
      char c = text[i] >= 'A' && text[i] <= 'Z' ? (char) (text[i] | 0x20) : text[i];

      if (c != other[i])
        return 0;
    }

  return 1;
}

static void
add (Http                  *self,
     TaplinePluginSeverity  severity,
     size_t                 from,
     size_t                 to,
     const char            *name,
     const char            *value,
     size_t                 length)
{
  self->n_errors += severity == TAPLINE_PLUGIN_ERROR;
  if (self->output != NULL)
    self->output->add_value (self->output, severity, from, to - from, name, value, length);
}

static void
read_start (Http   *self,
            size_t  from,
            size_t  to)
{
  const char *line = self->line;
  const char *space = memchr (line, ' ', self->line_length);
  TaplineBytes in = { (const uint8_t *) line, 0, self->line_length, 0 };

  /* An empty line before a request is passed over (RFC 9112, 2.2). */
  if (self->line_length == 0)
    return;
  self->has_length = self->is_chunked = self->to_end = 0;
  self->left = 0;
  self->host[0] = self->type[0] = '\0';
  snprintf (self->start, sizeof self->start, "%.*s", (int) self->line_length, line);
  self->is_response = self->line_length >= 7 && memcmp (line, "HTTP/1.", 7) == 0;
  if (self->output != NULL)
    self->has_start = 1;
  self->state = FIELDS;
  if (self->is_response)
    {
      int64_t status = -1;

      if (self->line_length >= 12)
        status = tapline_bytes_get_decimal (&in, 9, 12);
      self->status = status >= 100 ? (unsigned) status : 0;
      add (self, status < 100 ? TAPLINE_PLUGIN_ERROR
                 : status >= 400 ? TAPLINE_PLUGIN_NOTE : TAPLINE_PLUGIN_PLAIN,
           from, to, "status", line, self->line_length);
      return;
    }
  if (space == NULL || self->line_length < 8 + (size_t) (space - line)
      || memcmp (line + self->line_length - 8, "HTTP/1.", 7) != 0)
    {
      add (self, TAPLINE_PLUGIN_ERROR, from, to, "no start line", line, self->line_length);
      self->state = LOST;
      return;
    }
  add (self, TAPLINE_PLUGIN_PLAIN, from, to, "request", line, self->line_length);
}

/* What decides where the body ends, and what the line for the log tells. */
static const char *
note_field (Http       *self,
            const char *name,
            size_t      name_length,
            const char *value,
            size_t      length)
{
  TaplineBytes in = { (const uint8_t *) value, 0, length, 0 };

  if (equals_caseless (name, name_length, "content-length"))
    {
      int64_t number = tapline_bytes_get_decimal (&in, 0, length);

      if (number < 0)
        return "no number";
      if (self->has_length && (uint64_t) number != self->left)
        return "another length than before";
      self->left = (uint64_t) number;
      self->has_length = 1;
    }
  else if (equals_caseless (name, name_length, "transfer-encoding"))
    {
      self->is_chunked = length >= 7
                         && equals_caseless (value + length - 7, 7, "chunked");
      if (self->is_chunked && self->has_length)
        return "a length, and chunks: one of them is wrong";
    }
  else if (equals_caseless (name, name_length, "host"))
    snprintf (self->host, sizeof self->host, "%.*s", (int) length, value);
  else if (equals_caseless (name, name_length, "content-type"))
    snprintf (self->type, sizeof self->type, "%.*s", (int) length, value);

  return NULL;
}

static void
end_fields (Http *self)
{
  int has_none = self->is_response && (self->status / 100 == 1 || self->status == 204
                                       || self->status == 304 || self->no_body);

  /* From here on another protocol is spoken (RFC 9110, 7.8 and 9.3.6). */
  self->state = self->status == 101 || (self->tunnels && self->status / 100 == 2) ? LOST : START;
  if (has_none || self->state == LOST)
    return;
  if (self->is_chunked)
    self->state = CHUNK_SIZE;
  else if (self->has_length ? self->left > 0 : self->is_response)
    {
      self->state = BODY;
      self->to_end = !self->has_length;
      self->whole = self->left;
    }
}

static void
read_field (Http   *self,
            size_t  from,
            size_t  to)
{
  const char *line = self->line;
  const char *colon = memchr (line, ':', self->line_length);
  const char *value, *wrong;
  const char *end = line + self->line_length;
  char name[128];

  if (self->line_length == 0)
    {
      if (self->output != NULL && self->said.length == 0)
        tapline_line_append (&self->said, "end of the header");
      if (self->state == FIELDS)
        end_fields (self);
      else
        self->state = START;
      return;
    }
  if (line[0] == ' ' || line[0] == '\t')
    {
      add (self, TAPLINE_PLUGIN_WARNING, from, to, "folded line", line, self->line_length);
      return;
    }
  if (colon == NULL || colon == line || colon[-1] == ' ' || colon[-1] == '\t')
    {
      add (self, TAPLINE_PLUGIN_ERROR, from, to, "no field", line, self->line_length);
      return;
    }
  for (value = colon + 1; value < end && (*value == ' ' || *value == '\t'); value++)
    continue;
  while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
    end--;
  snprintf (name, sizeof name, "%.*s", (int) (colon - line), line);
  wrong = note_field (self, line, (size_t) (colon - line), value, (size_t) (end - value));
  add (self, TAPLINE_PLUGIN_PLAIN, from, to, name, value, (size_t) (end - value));
  if (wrong != NULL)
    add (self, TAPLINE_PLUGIN_ERROR, from, to, "error", wrong, strlen (wrong));
  if (self->output != NULL && self->said.length == 0)
    {
      tapline_line_append (&self->said, name);
      tapline_line_append (&self->said, ": ");
      tapline_line_append_bytes (&self->said, (const uint8_t *) value, (size_t) (end - value));
    }
}

static void
read_chunk_size (Http   *self,
                 size_t  from,
                 size_t  to)
{
  uint64_t size = 0;
  size_t i;

  for (i = 0; i < self->line_length && i < 15; i++)
    {
      int digit = tapline_bytes_get_hex ((uint8_t) self->line[i]);

      if (digit < 0)
        break;
      size = size << 4 | (unsigned) digit;
    }
  if (i == 0 || (i < self->line_length && self->line[i] != ';' && self->line[i] != ' '))
    {
      add (self, TAPLINE_PLUGIN_ERROR, from, to, "no size of a chunk", self->line,
           self->line_length);
      self->state = LOST;
      return;
    }
  add (self, TAPLINE_PLUGIN_PLAIN, from, to, "chunk", self->line, self->line_length);
  self->left = self->whole = size;
  self->state = size > 0 ? CHUNK : TRAILERS;
  if (self->output != NULL && self->said.length == 0)
    tapline_line_append (&self->said, size > 0 ? "chunk" : "last chunk");
}

static void
read_line (Http   *self,
           size_t  from,
           size_t  to)
{
  if (self->line_length > 0 && self->line[self->line_length - 1] == '\r')
    self->line_length--;
  if (self->line_is_cut)
    add (self, TAPLINE_PLUGIN_WARNING, from, to, "long line", self->line, self->line_length);
  else if (self->state == START)
    read_start (self, from, to);
  else if (self->state == FIELDS || self->state == TRAILERS)
    read_field (self, from, to);
  else if (self->state == CHUNK_SIZE)
    read_chunk_size (self, from, to);
  else
    self->state = CHUNK_SIZE;
  self->line_length = 0;
  self->line_is_cut = 0;
}

static void
say_part (Http   *self,
          size_t  length)
{
  char text[96];

  if (self->output == NULL || self->said.length > 0)
    return;
  if (self->to_end)
    snprintf (text, sizeof text, "%zu bytes of the body", length);
  else
    snprintf (text, sizeof text, "%llu to %llu of %llu bytes of the %s",
              (unsigned long long) (self->whole - self->left + 1),
              (unsigned long long) (self->whole - self->left + length),
              (unsigned long long) self->whole, self->state == CHUNK ? "chunk" : "body");
  tapline_line_append (&self->said, text);
}

/* Takes what belongs to the body; there may be more of it than there are bytes. */
static uint64_t
read_body (Http     *self,
           size_t    at,
           size_t    there,
           uint64_t  length)
{
  uint64_t n = self->to_end || length < self->left ? length : self->left;

  say_part (self, (size_t) n);
  add (self, TAPLINE_PLUGIN_PLAIN, at, at + (n < there ? (size_t) n : there),
       self->state == CHUNK ? "data" : "body", (const char *) self->bytes + at,
       n < there ? (size_t) n : there);
  if (self->to_end)
    return n;
  self->left -= n;
  if (self->left == 0)
    self->state = self->state == CHUNK ? CHUNK_END : START;

  return n;
}

/* One message of the log, of which only the first @length bytes may be there. */
static void
read_message (Http                       *self,
              const TaplinePluginMessage *message)
{
  uint64_t at = 0;

  self->bytes = message->bytes;
  while (at < message->total && self->state != LOST)
    {
      size_t from = (size_t) at, length = message->length;
      const uint8_t *end;
      size_t to, n;

      if (self->state == BODY || self->state == CHUNK)
        {
          at += read_body (self, at < length ? from : length, at < length ? length - from : 0,
                           message->total - at);
          continue;
        }
      if (at >= length)
        {
          self->state = LOST;
          return;
        }
      end = memchr (message->bytes + from, '\n', length - from);
      to = end != NULL ? (size_t) (end - message->bytes) : length;
      n = to - from < LINE_MAX - self->line_length ? to - from : LINE_MAX - self->line_length;
      memcpy (self->line + self->line_length, message->bytes + from, n);
      self->line_length += n;
      self->line_is_cut |= n < to - from;
      if (end != NULL)
        read_line (self, from, to);
      at = end != NULL ? to + 1 : length;
    }
}

static int
begins_here (const TaplinePluginMessage *message)
{
  return is_start (message->bytes, message->length);
}

/* The last message before that begins something and goes this way. */
static const TaplinePluginMessage *
find_start (const TaplinePluginMessage *message,
            uint32_t                    direction)
{
  const TaplinePluginMessage *earlier = message;

  for (unsigned i = 0; i < BACK_MAX && (earlier = earlier->earlier (earlier)) != NULL; i++)
    if (earlier->direction == direction && begins_here (earlier))
      return earlier;

  return NULL;
}

/* Reads from the start of what the message belongs to; 0 if that is nowhere. */
static int
read_before (Http                       *self,
             const TaplinePluginMessage *message)
{
  const TaplinePluginMessage *before[BACK_MAX];
  const TaplinePluginMessage *start = find_start (message, message->direction);
  const TaplinePluginMessage *earlier = message;
  unsigned n = 0;

  if (start == NULL)
    return 0;
  while (n < BACK_MAX && earlier != start)
    {
      earlier = earlier->earlier (earlier);
      if (earlier->direction == message->direction)
        before[n++] = earlier;
    }
  while (n > 0)
    read_message (self, before[--n]);

  return self->state != LOST;
}

static void
find_request (Http                       *self,
              const TaplinePluginMessage *message,
              char                        request[256])
{
  const TaplinePluginMessage *asked = find_start (message, !message->direction);
  size_t length;

  request[0] = '\0';
  if (asked == NULL || is_answer (asked))
    return;
  length = asked->length < 200 ? asked->length : 200;
  for (size_t i = 0; i < length; i++)
    if (asked->bytes[i] == '\r' || asked->bytes[i] == '\n')
      length = i;
  if (length > 9 && memcmp (asked->bytes + length - 9, " HTTP/1.", 8) == 0)
    length -= 9;
  snprintf (request, 256, "%.*s", (int) length, (const char *) asked->bytes);
  self->no_body = memcmp (asked->bytes, "HEAD", 4) == 0;
  self->tunnels = memcmp (asked->bytes, "CONN", 4) == 0;
}

/* Whether a client speaks another protocol now, by the last answer to it. */
static int
has_switched (const TaplinePluginMessage *message)
{
  const TaplinePluginMessage *answer = find_start (message, !message->direction);

  return answer != NULL && is_answer (answer) && answer->length >= 12
         && memcmp (answer->bytes + 8, " 101", 4) == 0;
}

static int
judge (void                       *state,
       const TaplinePluginMessage *message)
{
  TaplineBytes in = tapline_bytes_of (message);
  size_t end = tapline_bytes_find (&in, 0, '\n');

  if (!begins_here (message))
    return 0;
  if (is_answer (message))
    return 100;
  if (end > 0 && in.bytes[end - 1] == '\r')
    end--;

  return end > 9 && memcmp (in.bytes + end - 9, " HTTP/1.", 8) == 0 ? 100 : 20;
}

static void
decode (void                       *state,
        const TaplinePluginMessage *message,
        TaplinePluginOutput        *output)
{
  Http self = { .state = START };
  char request[256];
  const char *start, *host;

  if (!begins_here (message) && has_switched (message))
    return;
  find_request (&self, message, request);
  /* A start line in the middle of a body is part of the body. */
  if (!read_before (&self, message)
      || (begins_here (message)
          && (self.to_end || (self.state != BODY && self.state != CHUNK))))
    {
      Http again = { .state = START, .no_body = self.no_body, .tunnels = self.tunnels };

      if (!begins_here (message))
        return;
      self = again;
    }
  self.output = output;
  read_message (&self, message);
  if (self.line_length > 0)
    add (&self, TAPLINE_PLUGIN_PLAIN, message->length - message->ending, message->length,
         "goes on", "", 0);
  if (!self.has_start)
    {
      output->summary (output, "%s", self.said.length > 0 ? self.said.text : "(empty line)");
      return;
    }
  start = self.start;
  if (self.is_response)
    {
      start += strcspn (start, " ");
      output->summary (output, "%s%s%s%s%s%s", *start == ' ' ? start + 1 : self.start,
                       request[0] != '\0' ? " ← " : "", request,
                       self.type[0] != '\0' ? " · " : "", self.type,
                       self.n_errors > 0 ? " · malformed" : "");
      return;
    }
  host = self.host;
  output->summary (output, "%s%s%s%s", start, host[0] != '\0' ? " · " : "", host,
                   self.n_errors > 0 ? " · malformed" : "");
}

static const TaplinePluginDecoder decoder = {
  .size = sizeof decoder,
  .name = "http",
  .title = "HTTP/1",
  .framings = "raw lines idle delim",
  .ports = "80 3000 8000-8090",
  .judge = judge,
  .decode = decode,
};

TAPLINE_PLUGIN_DEFINE ("http", "HTTP/1", "1.0", decoder);
