/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages as text, hex, JSON, CSV, C, base64 or bytes: what is printed, exported and copied.
 *
 * A message is rendered in parts: first what stands before its bytes, then these, then what stands
 * behind. Whether JSON and CSV can have the bytes as text must be known before the first of them,
 * so those formats walk over the message twice.
 *
 * Threads: any; plain functions.
 */
#include "config.h"

#include <string.h>
#include <time.h>

#include "tapline-render.h"
#include "tapline-text.h"

#define C_WIDTH 12 /* bytes a line */

G_STATIC_ASSERT (TAPLINE_RENDER_PART % (16 * C_WIDTH) == 0); /* and so of 3, for base64 */

enum
{
  STAGE_CHECK,
  STAGE_BYTES,
  STAGE_END,
  STAGE_OVER,
};

/* The inside of a string of JSON. */
static void
append_json_text (GString    *out,
                  const char *text,
                  gsize       length)
{
  gsize plain = 0; /* where what needs no escape begins */

  for (gsize i = 0; i < length; i++)
    {
      guchar c = (guchar) text[i];

      if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
        continue;
      g_string_append_len (out, text + plain, (gssize) (i - plain));
      plain = i + 1;
      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c == '\n')
        g_string_append (out, "\\n");
      else if (c == '\r')
        g_string_append (out, "\\r");
      else if (c == '\t')
        g_string_append (out, "\\t");
      else
        g_string_append_printf (out, "\\u%04x", c);
    }
  g_string_append_len (out, text + plain, (gssize) (length - plain));
}

/**
 * tapline_render_append_json_string:
 * @out: where it goes
 * @text: UTF-8
 *
 * Thread: any.
 */
void
tapline_render_append_json_string (GString    *out,
                                   const char *text)
{
  g_string_append_c (out, '"');
  append_json_text (out, text, strlen (text));
  g_string_append_c (out, '"');
}

/* The names of the flags, between quotes and with a separator. */
static void
append_flags (GString             *out,
              TaplineMessageFlags  flags,
              const char          *quote,
              const char          *between)
{
  static const struct
  {
    TaplineMessageFlags flag;
    const char         *word;
  } words[] = {
    { TAPLINE_MESSAGE_PENDING, "unfinished" },
    { TAPLINE_MESSAGE_CUT_BY_CLOSE, "cut-by-close" },
    { TAPLINE_MESSAGE_OVER_LIMIT, "over-limit" },
    { TAPLINE_MESSAGE_GARBAGE, "garbage" },
    { TAPLINE_MESSAGE_BAD_CHECKSUM, "bad-checksum" },
  };
  const char *separator = "";

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if ((flags & words[i].flag) != 0)
      {
        g_string_append_printf (out, "%s%s%s%s", separator, quote, words[i].word, quote);
        separator = between;
      }
}

/* How many bytes of @data are whole characters of UTF-8; the end of one may come in the next part.
 * GLib takes a NUL for the end of a text; in a message it is a character like others, but readers
 * of CSV stop at it. */
static gsize
get_text_length (const TaplineRender *self,
                 const char          *data,
                 gsize                length)
{
  const char *end = data + length;
  const char *at = data;

  while (!g_utf8_validate_len (at, (gsize) (end - at), &at) && at < end && *at == '\0'
         && self->format == TAPLINE_FORMAT_JSON)
    at++;

  return (gsize) (at - data);
}

/* Whether @data is the beginning of a character. */
static gboolean
is_cut_character (const char *data,
                  gsize       length)
{
  return length < 4 && *data != '\0'
         && g_utf8_get_char_validated (data, (gssize) length) == (gunichar) -2;
}

static const char *const directions[] = { "in", "out", "note" };

/* Decimal digits, with zeros before them up to @width. Rows come by the million, and printf() would
 * take most of the time of each. */
static void
append_number (GString *out,
               guint64  number,
               guint    width)
{
  char digits[20];
  guint n = 0;

  do
    digits[n++] = (char) ('0' + number % 10);
  while ((number /= 10) > 0);
  while (n < width)
    digits[n++] = '0';
  while (n > 0)
    g_string_append_c (out, digits[--n]);
}

/* "2026-03-05", with "T" or a space behind it */
static void
append_date (GString         *out,
             const struct tm *tm,
             char             separator)
{
  append_number (out, (guint64) tm->tm_year + 1900, 4);
  g_string_append_c (out, '-');
  append_number (out, (guint64) tm->tm_mon + 1, 2);
  g_string_append_c (out, '-');
  append_number (out, (guint64) tm->tm_mday, 2);
  g_string_append_c (out, separator);
}

/* "12:01:33" */
static void
append_clock (GString         *out,
              const struct tm *tm)
{
  append_number (out, (guint64) tm->tm_hour, 2);
  g_string_append_c (out, ':');
  append_number (out, (guint64) tm->tm_min, 2);
  g_string_append_c (out, ':');
  append_number (out, (guint64) tm->tm_sec, 2);
}

/* RFC 3339 with microseconds. */
static void
append_stamp (GString *out,
              gint64   time)
{
  time_t seconds = time / G_USEC_PER_SEC;
  struct tm tm = { 0 };

  gmtime_r (&seconds, &tm);
  append_date (out, &tm, 'T');
  append_clock (out, &tm);
  g_string_append_c (out, '.');
  append_number (out, (guint64) (time % G_USEC_PER_SEC), 6);
  g_string_append_c (out, 'Z');
}

static void
append_address (GString              *out,
                const TaplineMessage *message)
{
  char address[TAPLINE_ADDRESS_STRING_MAX] = "";

  if (message->peer.family != 0)
    tapline_address_to_string (&message->peer, address);
  g_string_append (out, address);
}

/* Up to where the bytes begin. */
static void
append_json (GString              *out,
             const TaplineMessage *message,
             const char           *flaw,
             const char           *mark)
{
  g_string_append (out, "{\"n\":");
  append_number (out, message->number + 1, 1);
  g_string_append (out, ",\"time\":\"");
  append_stamp (out, message->time);
  g_string_append (out, "\",\"connection\":");
  append_number (out, message->connection, 1);
  g_string_append (out, ",\"peer\":\"");
  append_address (out, message);
  g_string_append (out, "\",\"dir\":\"");
  g_string_append (out, directions[message->direction]);
  g_string_append (out, "\",\"len\":");
  append_number (out, message->length, 1);
  g_string_append (out, ",\"flags\":[");
  append_flags (out, message->flags, "\"", ",");
  g_string_append_c (out, ']');
  if (flaw != NULL)
    {
      g_string_append (out, ",\"flaw\":");
      tapline_render_append_json_string (out, flaw);
    }
  if (mark != NULL)
    {
      g_string_append (out, ",\"mark\":");
      tapline_render_append_json_string (out, mark);
    }
}

/* A row of RFC 4180 up to where the bytes begin. */
static void
append_csv (GString              *out,
            const TaplineMessage *message)
{
  append_number (out, message->number + 1, 1);
  g_string_append_c (out, ',');
  append_stamp (out, message->time);
  g_string_append_c (out, ',');
  append_number (out, message->connection, 1);
  g_string_append_c (out, ',');
  append_address (out, message);
  g_string_append_c (out, ',');
  g_string_append (out, directions[message->direction]);
  g_string_append_c (out, ',');
  append_number (out, message->length, 1);
  g_string_append_c (out, ',');
  append_flags (out, message->flags, "", " ");
}

static void
append_csv_text (GString    *out,
                 const char *text,
                 gsize       length)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *quote = memchr (text, '"', (gsize) (end - text));
      const char *stop = quote != NULL ? quote + 1 : end;

      g_string_append_len (out, text, stop - text);
      if (quote != NULL)
        g_string_append_c (out, '"');
      text = stop;
    }
}

/* How far local time is from UTC: "+01:00" */
static void
append_zone (GString         *out,
             const struct tm *tm)
{
  guint64 minutes = (guint64) ABS (tm->tm_gmtoff) / 60;

  g_string_append_c (out, tm->tm_gmtoff < 0 ? '-' : '+');
  append_number (out, minutes / 60, 2);
  g_string_append_c (out, ':');
  append_number (out, minutes % 60, 2);
}

/* "12:01:33.402 ← 192.0.2.7:5025", with a date "2026-03-05 12:01:33.402+01:00 ← …" */
static void
append_head (const TaplineRender  *self,
             const TaplineMessage *message,
             GString              *out)
{
  static const char *const arrows[] = { "←", "→", "·" };
  static const char *const colors[] = { "\033[34m", "\033[32m", "\033[2m" };
  g_autofree char *peer = tapline_message_list_dup_peer_name (self->list, message);
  time_t seconds = message->time / G_USEC_PER_SEC;
  struct tm tm = { 0 };

  localtime_r (&seconds, &tm);
  g_string_append (out, self->color ? "\033[2m" : "");
  if (self->dated)
    append_date (out, &tm, ' ');
  append_clock (out, &tm);
  g_string_append_c (out, '.');
  append_number (out, (guint64) (message->time % G_USEC_PER_SEC / 1000), 3);
  if (self->dated)
    append_zone (out, &tm);
  g_string_append (out, self->color ? "\033[0m " : " ");
  g_string_append (out, self->color ? colors[message->direction] : "");
  g_string_append (out, arrows[message->direction]);
  g_string_append (out, self->color ? "\033[0m " : " ");
  g_string_append (out, peer);
}

/* What is wrong with a message, and what the user says of it, in words behind it. */
static void
append_remarks (const TaplineRender *self,
                GString             *out)
{
  if (self->flaw != NULL)
    g_string_append_printf (out, "  %s(%s)%s", self->color ? "\033[31m" : "", self->flaw,
                            self->color ? "\033[0m" : "");
  if (self->mark != NULL)
    g_string_append_printf (out, "  %s★%s%s%s", self->color ? "\033[33m" : "",
                            self->mark[0] != '\0' ? " " : "", self->mark,
                            self->color ? "\033[0m" : "");
}

/* Of an array of C. There are none of no length. */
static void
append_c_head (GString              *out,
               const TaplineMessage *message)
{
  g_string_append (out, "/* ");
  append_stamp (out, message->time);
  g_string_append_c (out, ' ');
  g_string_append (out, directions[message->direction]);
  g_string_append_c (out, ' ');
  append_address (out, message);
  g_string_append (out, " */\n");
  if (message->length == 0)
    g_string_append_printf (out, "/* message_%" G_GUINT64_FORMAT " is empty */\n",
                            message->number + 1);
  else
    g_string_append_printf (out, "static const unsigned char message_%" G_GUINT64_FORMAT
                            "[%" G_GUINT64_FORMAT "] = {\n", message->number + 1, message->length);
}

static void
append_c (GString      *out,
          const guint8 *bytes,
          gsize         length)
{
  for (gsize i = 0; i < length; i++)
    {
      char text[] = "0x00,";

      text[2] = "0123456789abcdef"[bytes[i] >> 4];
      text[3] = "0123456789abcdef"[bytes[i] & 0xf];
      g_string_append (out, i % C_WIDTH == 0 ? "  " : " ");
      g_string_append_len (out, text, 5);
      if (i % C_WIDTH == C_WIDTH - 1 || i + 1 == length)
        g_string_append_c (out, '\n');
    }
}

static void
append_base64 (GString      *out,
               const guint8 *bytes,
               gsize         length)
{
  g_autofree char *base64 = g_base64_encode (bytes, length);

  g_string_append (out, base64);
}

static gboolean
may_be_text (const TaplineRender *self)
{
  return self->format == TAPLINE_FORMAT_JSON || self->format == TAPLINE_FORMAT_CSV;
}

static gboolean
has_remarks (const TaplineRender *self)
{
  return self->format == TAPLINE_FORMAT_TEXT || self->format == TAPLINE_FORMAT_HEX
         || self->format == TAPLINE_FORMAT_JSON;
}

/* How many bytes are rendered: a line of text goes without the framing at the end. */
static guint64
get_length (const TaplineRender *self)
{
  const TaplineMessage *message = &self->message;

  if (self->format == TAPLINE_FORMAT_TEXT && self->summary != NULL)
    return 0;
  if (self->format == TAPLINE_FORMAT_TEXT)
    return message->length - MIN (message->ending, message->length);
  if (self->format == TAPLINE_FORMAT_PAYLOAD && message->direction != TAPLINE_DIRECTION_IN)
    return 0;

  return self->format == TAPLINE_FORMAT_NONE ? 0 : message->length;
}

/* What stands between the head and the bytes. */
static void
append_opening (const TaplineRender *self,
                GString             *out)
{
  if (self->format == TAPLINE_FORMAT_JSON)
    g_string_append (out, self->is_text ? ",\"text\":\"" : ",\"base64\":\"");
  else if (self->format == TAPLINE_FORMAT_CSV)
    g_string_append (out, self->is_text ? ",\"" : ",,");
}

static void
append_closing (const TaplineRender *self,
                GString             *out)
{
  switch (self->format)
    {
    case TAPLINE_FORMAT_TEXT:
      append_remarks (self, out);
      g_string_append_c (out, '\n');
      break;
    case TAPLINE_FORMAT_BASE64:
      g_string_append_c (out, '\n');
      break;
    case TAPLINE_FORMAT_JSON:
      g_string_append_c (out, '"');
      if (self->fields != NULL)
        g_string_append (out, self->fields);
      g_string_append (out, "}\n");
      break;
    case TAPLINE_FORMAT_CSV:
      g_string_append (out, self->is_text ? "\",\r\n" : "\r\n");
      break;
    case TAPLINE_FORMAT_C:
      if (self->message.length > 0)
        g_string_append (out, "};\n");
      break;
    case TAPLINE_FORMAT_HEX:
    case TAPLINE_FORMAT_DUMP:
    case TAPLINE_FORMAT_PAYLOAD:
    case TAPLINE_FORMAT_NONE:
    case TAPLINE_FORMAT_PCAPNG:
    default:
      break;
    }
}

/* A note is in UTF-8. */
static gboolean
decodes (const TaplineRender *self)
{
  return self->encoding != NULL && self->message.direction != TAPLINE_DIRECTION_NOTE;
}

static gsize
append_text (const TaplineRender *self,
             const guint8        *bytes,
             gsize                length,
             gboolean             more_follows,
             GString             *out)
{
  g_autoptr (GByteArray) text = NULL;
  gsize n;

  if (!decodes (self))
    return tapline_text_append (out, bytes, length,
                                more_follows ? TAPLINE_TEXT_MORE_FOLLOWS : 0);

  text = g_byte_array_new ();
  n = tapline_encoding_decode (self->encoding, bytes, length, more_follows, NULL, text);
  tapline_text_append (out, text->data, text->len, TAPLINE_TEXT_ESCAPED);

  return n;
}

/* Renders bytes and returns how many: not those of a character that the end cuts. */
static gsize
append_bytes (const TaplineRender *self,
              const guint8        *bytes,
              gsize                length,
              gboolean             more_follows,
              GString             *out)
{
  const char *text = (const char *) bytes;

  switch (self->format)
    {
    case TAPLINE_FORMAT_TEXT:
      return append_text (self, bytes, length, more_follows, out);
    case TAPLINE_FORMAT_HEX:
    case TAPLINE_FORMAT_DUMP:
      tapline_text_append_hex_dump (out, bytes, length, self->offset);
      break;
    case TAPLINE_FORMAT_JSON:
    case TAPLINE_FORMAT_CSV:
      if (!self->is_text)
        {
          append_base64 (out, bytes, length);
          break;
        }
      length = get_text_length (self, text, length);
      if (self->format == TAPLINE_FORMAT_JSON)
        append_json_text (out, text, length);
      else
        append_csv_text (out, text, length);
      break;
    case TAPLINE_FORMAT_C:
      append_c (out, bytes, length);
      break;
    case TAPLINE_FORMAT_BASE64:
      append_base64 (out, bytes, length);
      break;
    case TAPLINE_FORMAT_PAYLOAD:
      g_string_append_len (out, text, (gssize) length);
      break;
    case TAPLINE_FORMAT_NONE:
    case TAPLINE_FORMAT_PCAPNG:
    default:
      break;
    }

  return length;
}

/* Looks on whether the message is text; returns how many bytes are settled, 0 if it is none. */
static gsize
check_bytes (TaplineRender *self,
             const guint8  *bytes,
             gsize          length,
             gboolean       more_follows)
{
  const char *text = (const char *) bytes;
  gsize good = get_text_length (self, text, length);

  if (good == length || (more_follows && is_cut_character (text + good, length - good)))
    return good;
  self->is_text = FALSE;

  return 0;
}

static void
begin_stage (TaplineRender *self,
             int            stage,
             GString       *out)
{
  self->stage = stage;
  self->offset = 0;
  if (stage == STAGE_BYTES)
    append_opening (self, out);
  if (self->offset == get_length (self) && stage < STAGE_END)
    begin_stage (self, stage + 1, out);
}

/**
 * tapline_render_init:
 * @self: (out caller-allocates): a render
 * @format: how
 * @color: with the escape sequences of a terminal
 * @part: how many bytes at once, a multiple of %TAPLINE_RENDER_PART
 *
 * Thread: any.
 */
void
tapline_render_init (TaplineRender *self,
                     TaplineFormat  format,
                     gboolean       color,
                     gsize          part)
{
  g_return_if_fail (part > 0 && part % TAPLINE_RENDER_PART == 0);

  *self = (TaplineRender) { .format = format, .color = color, .part = part, .stage = STAGE_OVER };
}

/**
 * tapline_render_set_dated:
 * @self: a render that begins with no message yet
 *
 * Lines of text begin with the date and the time zone too: they are to be kept. Thread: any.
 */
void
tapline_render_set_dated (TaplineRender *self)
{
  self->dated = TRUE;
}

/**
 * tapline_render_set_encoding:
 * @self: a render that begins with no message yet
 * @encoding: (nullable) (transfer none): of the messages' text, for lines of text; %NULL for UTF-8
 *
 * Formats that keep the bytes as they are do not ask for it. Thread: any.
 */
void
tapline_render_set_encoding (TaplineRender   *self,
                             TaplineEncoding *encoding)
{
  self->encoding = encoding;
}

/**
 * tapline_render_clear:
 * @self: a render that may have stopped within a message
 *
 * Thread: its user's.
 */
void
tapline_render_clear (TaplineRender *self)
{
  g_clear_pointer (&self->flaw, g_free);
  g_clear_pointer (&self->mark, g_free);
}

/**
 * tapline_render_explain:
 * @self: a render that begins next
 * @summary: (nullable) (transfer none): what a line of text says instead of the bytes
 * @fields: (nullable) (transfer none): more of the object of JSON, each after a comma
 *
 * For the message that is begun with next; both must live as long as it is rendered. Thread: any.
 */
void
tapline_render_explain (TaplineRender *self,
                        const char    *summary,
                        const char    *fields)
{
  self->summary = summary;
  self->fields = fields;
}

/**
 * tapline_render_append_start:
 * @self: a render
 * @out: where it goes
 *
 * Appends what a file of the format begins with. Thread: any.
 */
void
tapline_render_append_start (const TaplineRender *self,
                             GString             *out)
{
  if (self->format == TAPLINE_FORMAT_CSV)
    g_string_append (out, "n,time,connection,peer,dir,len,flags,text,base64\r\n");
}

/**
 * tapline_render_begin:
 * @self: a render
 * @list: (transfer none): where the message is from
 * @message: a message; its head may be a part of it
 * @out: where it goes
 *
 * Begins with a message: tapline_render_go_on() follows until it returns %FALSE. Until then the
 * message's head must stay valid if it is all of it. Thread: that of @list.
 */
void
tapline_render_begin (TaplineRender        *self,
                      TaplineMessageList   *list,
                      const TaplineMessage *message,
                      GString              *out)
{
  self->list = list;
  self->message = *message;
  self->is_text = may_be_text (self);
  self->is_broken = FALSE;
  tapline_render_clear (self);
  if (decodes (self))
    tapline_encoding_begin (self->encoding);
  if (has_remarks (self) && tapline_message_list_get_marks_serial (list) != 0)
    {
      self->mark = tapline_message_list_dup_mark (list, message->number);
      self->message.head_length = 0;
    }
  if ((message->flags & ~(guint) TAPLINE_MESSAGE_PENDING) != 0 && has_remarks (self))
    {
      self->flaw = tapline_message_list_dup_flaw (list, message->number);
      /* For that the list has read something else. */
      self->message.head_length = 0;
    }

  switch (self->format)
    {
    case TAPLINE_FORMAT_TEXT:
    case TAPLINE_FORMAT_HEX:
      append_head (self, message, out);
      if (self->format == TAPLINE_FORMAT_HEX)
        append_remarks (self, out);
      g_string_append (out, self->format == TAPLINE_FORMAT_TEXT ? "  " : "\n");
      if (self->format == TAPLINE_FORMAT_TEXT && self->summary != NULL)
        g_string_append (out, self->summary);
      break;
    case TAPLINE_FORMAT_JSON:
      append_json (out, message, self->flaw, self->mark);
      break;
    case TAPLINE_FORMAT_CSV:
      append_csv (out, message);
      break;
    case TAPLINE_FORMAT_C:
      append_c_head (out, message);
      break;
    case TAPLINE_FORMAT_DUMP:
    case TAPLINE_FORMAT_BASE64:
    case TAPLINE_FORMAT_PAYLOAD:
    case TAPLINE_FORMAT_NONE:
    case TAPLINE_FORMAT_PCAPNG:
    default:
      break;
    }
  begin_stage (self, may_be_text (self) ? STAGE_CHECK : STAGE_BYTES, out);
}

/**
 * tapline_render_go_on:
 * @self: a render that began with a message
 * @out: where it goes
 *
 * Renders the next part. Thread: that of the list.
 *
 * Returns: whether more of the message follows
 */
gboolean
tapline_render_go_on (TaplineRender *self,
                      GString       *out)
{
  g_autoptr (GBytes) owned = NULL;
  guint64 left = get_length (self) - self->offset;
  const guint8 *bytes = self->message.head + self->offset;
  gsize length = (gsize) left, n;

  if (self->stage >= STAGE_END)
    {
      append_closing (self, out);
      tapline_render_clear (self);
      self->stage = STAGE_OVER;
      return FALSE;
    }

  if (self->message.head_length < self->message.length)
    {
      owned = tapline_message_list_dup_bytes (self->list, self->message.number, self->offset,
                                              (gsize) MIN (left, self->part));
      if (owned == NULL || g_bytes_get_size (owned) < MIN (left, self->part))
        {
          self->is_broken = TRUE;
          if (self->stage == STAGE_CHECK)
            begin_stage (self, STAGE_BYTES, out);
          self->stage = STAGE_END;
          return TRUE;
        }
      bytes = g_bytes_get_data (owned, &length);
    }

  if (self->stage == STAGE_CHECK)
    n = check_bytes (self, bytes, length, length < left);
  else
    n = append_bytes (self, bytes, length, length < left, out);
  self->offset += n;
  if (n == 0 || self->offset == get_length (self))
    begin_stage (self, self->stage + 1, out);

  return TRUE;
}

/* How much of the message is dealt with, from 0 to 1. */
double
tapline_render_get_fraction (const TaplineRender *self)
{
  guint64 length = get_length (self);

  if (length == 0 || self->stage >= STAGE_END)
    return self->stage == STAGE_OVER ? 1 : 0;
  if (!may_be_text (self))
    return (double) self->offset / (double) length;

  return (self->stage == STAGE_BYTES ? 0.5 : 0) + (double) self->offset / (double) length / 2;
}

/* Whether some of the message, with which it is over, could not be read. */
gboolean
tapline_render_is_broken (const TaplineRender *self)
{
  return self->is_broken;
}
