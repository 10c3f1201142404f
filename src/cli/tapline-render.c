/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages as text, hex, JSON, CSV or bytes: what is printed and what is exported.
 *
 * Threads: any; plain functions.
 */
#include "config.h"

#include <string.h>
#include <time.h>

#include "tapline-render.h"
#include "tapline-text.h"

static void
append_json_string (GString    *out,
                    const char *text,
                    gsize       length)
{
  gsize plain = 0; /* where what needs no escape begins */

  g_string_append_c (out, '"');
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

/* GLib takes a NUL for the end of a text; in a message it is a character like others. */
static gboolean
is_utf8 (const char *data,
         gsize       length)
{
  const char *end = data + length;

  while (data < end)
    {
      const char *nul = memchr (data, '\0', (gsize) (end - data));
      const char *stop = nul != NULL ? nul : end;

      if (!g_utf8_validate_len (data, (gsize) (stop - data), NULL))
        return FALSE;
      data = stop + 1;
    }

  return TRUE;
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

/* RFC 3339 with microseconds. */
static void
append_stamp (GString *out,
              gint64   time)
{
  time_t seconds = time / G_USEC_PER_SEC;
  struct tm tm = { 0 };

  gmtime_r (&seconds, &tm);
  append_number (out, (guint64) tm.tm_year + 1900, 4);
  g_string_append_c (out, '-');
  append_number (out, (guint64) tm.tm_mon + 1, 2);
  g_string_append_c (out, '-');
  append_number (out, (guint64) tm.tm_mday, 2);
  g_string_append_c (out, 'T');
  append_number (out, (guint64) tm.tm_hour, 2);
  g_string_append_c (out, ':');
  append_number (out, (guint64) tm.tm_min, 2);
  g_string_append_c (out, ':');
  append_number (out, (guint64) tm.tm_sec, 2);
  g_string_append_c (out, '.');
  append_number (out, (guint64) (time % G_USEC_PER_SEC), 6);
  g_string_append_c (out, 'Z');
}

static void
append_named (GString    *out,
              const char *name,
              const char *text)
{
  g_string_append_printf (out, "\"%s\":", name);
  append_json_string (out, text, strlen (text));
}

/* The list of nodes as a tree. */
static void
append_nodes (GString                  *out,
              const TaplineDecodedNode *nodes,
              guint                     n)
{
  static const char *const severities[] = { "plain", "note", "warning", "error" };

  g_string_append (out, ",\"tree\":[");
  for (guint i = 0; i < n; i++)
    {
      guint next = i + 1 < n ? nodes[i + 1].depth : 0;

      g_string_append_c (out, '{');
      append_named (out, "name", nodes[i].name);
      g_string_append_c (out, ',');
      append_named (out, "value", nodes[i].value);
      g_string_append_printf (out, ",\"offset\":%zu,\"len\":%zu,\"severity\":\"%s\"",
                              nodes[i].offset, nodes[i].length, severities[nodes[i].severity]);
      if (next > nodes[i].depth)
        {
          g_string_append (out, ",\"children\":[");
          continue;
        }
      g_string_append_c (out, '}');
      for (guint depth = nodes[i].depth; depth > next; depth--)
        g_string_append (out, "]}");
      if (i + 1 < n)
        g_string_append_c (out, ',');
    }
  g_string_append_c (out, ']');
}

/* Nothing if there is no decoder for it. */
static void
append_decoded (GString        *out,
                TaplineDecoded *decoded)
{
  const TaplineDecodedNode *nodes;
  const char *summary, *why;
  guint n;

  if (decoded == NULL || tapline_decoded_get_decoder (decoded) == NULL)
    return;
  summary = tapline_decoded_get_summary (decoded);
  why = tapline_decoded_get_why (decoded);
  nodes = tapline_decoded_get_nodes (decoded, &n);
  g_string_append (out, ",\"decoded\":{");
  append_named (out, "decoder", tapline_decoded_get_decoder (decoded));
  if (summary != NULL)
    {
      g_string_append_c (out, ',');
      append_named (out, "summary", summary);
    }
  if (why != NULL)
    {
      g_string_append_c (out, ',');
      append_named (out, "failure", why);
    }
  append_nodes (out, nodes, n);
  g_string_append_c (out, '}');
}

static void
append_json (GString              *out,
             const TaplineMessage *message,
             TaplineDecoded       *decoded,
             const char           *peer,
             const char           *flaw,
             GBytes               *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  g_string_append (out, "{\"n\":");
  append_number (out, message->number + 1, 1);
  g_string_append (out, ",\"time\":\"");
  append_stamp (out, message->time);
  g_string_append (out, "\",\"connection\":");
  append_number (out, message->connection, 1);
  g_string_append (out, ",\"peer\":");
  append_json_string (out, peer, strlen (peer));
  g_string_append (out, ",\"dir\":\"");
  g_string_append (out, directions[message->direction]);
  g_string_append (out, "\",\"len\":");
  append_number (out, message->length, 1);
  g_string_append (out, ",\"flags\":[");
  append_flags (out, message->flags, "\"", ",");
  g_string_append_c (out, ']');
  if (flaw != NULL)
    {
      g_string_append (out, ",\"flaw\":");
      append_json_string (out, flaw, strlen (flaw));
    }
  if (is_utf8 (data, length))
    {
      g_string_append (out, ",\"text\":");
      append_json_string (out, data, length);
    }
  else
    {
      g_autofree char *base64 = g_base64_encode ((const guchar *) data, length);

      g_string_append_printf (out, ",\"base64\":\"%s\"", base64);
    }
  append_decoded (out, decoded);
  g_string_append (out, "}\n");
}

/* A field of RFC 4180. Text that holds a NUL, which readers of CSV stop at, counts as none. */
static void
append_csv (GString              *out,
            const TaplineMessage *message,
            const char           *peer,
            GBytes               *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  append_number (out, message->number + 1, 1);
  g_string_append_c (out, ',');
  append_stamp (out, message->time);
  g_string_append_c (out, ',');
  append_number (out, message->connection, 1);
  g_string_append_c (out, ',');
  g_string_append (out, peer);
  g_string_append_c (out, ',');
  g_string_append (out, directions[message->direction]);
  g_string_append_c (out, ',');
  append_number (out, message->length, 1);
  g_string_append_c (out, ',');
  append_flags (out, message->flags, "", " ");
  if (g_utf8_validate_len (data, length, NULL))
    {
      g_string_append (out, ",\"");
      for (gsize i = 0; i < length; i++)
        if (data[i] == '"')
          g_string_append (out, "\"\"");
        else
          g_string_append_c (out, data[i]);
      g_string_append (out, "\",\r\n");
    }
  else
    {
      g_autofree char *base64 = g_base64_encode ((const guchar *) data, length);

      g_string_append_printf (out, ",,%s\r\n", base64);
    }
}

/* "12:01:33.402 ← 192.0.2.7:5025  +1.245E+00V" */
static void
append_head (const TaplineOptions *options,
             const TaplineMessage *message,
             const char           *peer,
             GString              *out)
{
  static const char *const arrows[] = { "←", "→", "·" };
  static const char *const colors[] = { "\033[34m", "\033[32m", "\033[2m" };
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (message->time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);

  g_string_append_printf (out, "%s%02d:%02d:%02d.%03u%s %s%s%s %s",
                          options->color ? "\033[2m" : "", g_date_time_get_hour (local),
                          g_date_time_get_minute (local), g_date_time_get_second (local),
                          (guint) (message->time % G_USEC_PER_SEC / 1000),
                          options->color ? "\033[0m" : "",
                          options->color ? colors[message->direction] : "",
                          arrows[message->direction],
                          options->color ? "\033[0m" : "", peer);
}

/* What is wrong with a message, in words behind it. */
static void
append_flaw (const TaplineOptions *options,
             const char           *flaw,
             GString              *out)
{
  if (flaw != NULL)
    g_string_append_printf (out, "  %s(%s)%s", options->color ? "\033[31m" : "", flaw,
                            options->color ? "\033[0m" : "");
}

static GBytes *
dup_all (TaplineMessageList   *list,
         const TaplineMessage *message)
{
  GBytes *bytes;

  if (message->head_length == message->length)
    return g_bytes_new (message->head, message->head_length);
  bytes = tapline_message_list_dup_bytes (list, message->number, 0, message->length);

  return bytes != NULL ? bytes : g_bytes_new (message->head, message->head_length);
}

static gboolean
is_of_peer (const char *wanted,
            const char *peer)
{
  gsize length = strlen (wanted);

  if (strncmp (peer, wanted, length) == 0 && (peer[length] == '\0' || peer[length] == ':'))
    return TRUE;

  /* An IPv6 address without its brackets. */
  return peer[0] == '[' && strncmp (peer + 1, wanted, length) == 0 && peer[length + 1] == ']';
}

static gboolean
is_wanted (const TaplineOptions *options,
           const TaplineMessage *message,
           const char           *address,
           GBytes               *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  if (message->direction == TAPLINE_DIRECTION_NOTE)
    return options->format == TAPLINE_FORMAT_JSON
           || options->command == TAPLINE_COMMAND_EXPORT;
  if (options->peer != NULL && !is_of_peer (options->peer, address))
    return FALSE;

  return options->filter == NULL
         || tapline_pattern_match (options->filter, data, length, message->ending)
            == TAPLINE_PATTERN_FOUND;
}

static void
append_message (const TaplineOptions *options,
                TaplineExplainer     *explainer,
                TaplineMessageList   *list,
                const TaplineMessage *message,
                const char           *address,
                GBytes               *bytes,
                GString              *out)
{
  g_autofree char *name = tapline_message_list_dup_peer_name (list, message);
  g_autofree char *flaw = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  TaplineMessage whole = *message;
  g_autoptr (TaplineDecoded) decoded = NULL;
  const char *summary = NULL;

  if (explainer != NULL && message->direction != TAPLINE_DIRECTION_NOTE
      && (options->format == TAPLINE_FORMAT_TEXT || options->format == TAPLINE_FORMAT_JSON))
    decoded = tapline_explainer_explain (explainer, TAPLINE_TRANSCRIPT (list), message);
  if (decoded != NULL)
    summary = tapline_decoded_get_summary (decoded);

  if ((message->flags & ~(guint) TAPLINE_MESSAGE_PENDING) != 0)
    flaw = tapline_message_list_dup_flaw (list, message->number);

  switch (options->format)
    {
    case TAPLINE_FORMAT_TEXT:
      append_head (options, message, name, out);
      g_string_append (out, "  ");
      whole.head = data;
      whole.head_length = length;
      if (summary != NULL)
        g_string_append (out, summary);
      else
        tapline_text_append (out, data, tapline_text_message_length (&whole), 0);
      append_flaw (options, flaw, out);
      g_string_append_c (out, '\n');
      break;
    case TAPLINE_FORMAT_HEX:
      append_head (options, message, name, out);
      append_flaw (options, flaw, out);
      g_string_append_c (out, '\n');
      tapline_text_append_hex_dump (out, data, length, 0);
      break;
    case TAPLINE_FORMAT_JSON:
      append_json (out, message, decoded, address, flaw, bytes);
      break;
    case TAPLINE_FORMAT_CSV:
      append_csv (out, message, address, bytes);
      break;
    case TAPLINE_FORMAT_PAYLOAD:
      if (message->direction == TAPLINE_DIRECTION_IN)
        g_string_append_len (out, (const char *) data, (gssize) length);
      break;
    case TAPLINE_FORMAT_NONE:
    case TAPLINE_FORMAT_PCAPNG:
      break;
    }
}

/**
 * tapline_render_append:
 * @options: what is wanted, and how
 * @explainer: (nullable): what knows what it means
 * @list: where the message is from
 * @message: the message; its head may be a part of it
 * @out: where it goes
 *
 * Returns: whether it is a message, no note, that passed the filters, and so counts
 */
gboolean
tapline_render_append (const TaplineOptions *options,
                       TaplineExplainer     *explainer,
                       TaplineMessageList   *list,
                       const TaplineMessage *message,
                       GString              *out)
{
  char address[TAPLINE_ADDRESS_STRING_MAX] = "";
  g_autoptr (GBytes) bytes = NULL;

  if (options->format == TAPLINE_FORMAT_NONE && options->filter == NULL && options->peer == NULL)
    return message->direction != TAPLINE_DIRECTION_NOTE;

  bytes = dup_all (list, message);
  if (message->peer.family != 0)
    tapline_address_to_string (&message->peer, address);
  if (!is_wanted (options, message, address, bytes))
    return FALSE;
  append_message (options, explainer, list, message, address, bytes, out);

  return message->direction != TAPLINE_DIRECTION_NOTE;
}

/* What a file of a format begins with. */
void
tapline_render_append_start (const TaplineOptions *options,
                             GString              *out)
{
  if (options->format == TAPLINE_FORMAT_CSV)
    g_string_append (out, "n,time,connection,peer,dir,len,flags,text,base64\r\n");
}
