/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages that the command line asks for, as it asks for them.
 *
 * Threads: the main thread's.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "tapline-row.h"

static void
append_named (GString    *out,
              const char *name,
              const char *text)
{
  g_string_append_printf (out, "\"%s\":", name);
  tapline_render_append_json_string (out, text);
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

static GBytes *
dup_all (TaplineMessageList   *list,
         const TaplineMessage *message)
{
  GBytes *bytes;

  if (message->head_length == message->length)
    return g_bytes_new_static (message->head, message->head_length);
  bytes = tapline_message_list_dup_bytes (list, message->number, 0, (gsize) message->length);

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

/* What the filter cannot decide is shown: a message that is missing would not be missed. */
static gboolean
passes_filter (TaplinePattern       *filter,
               TaplineMessageList   *list,
               const TaplineMessage *message)
{
  static gboolean told;
  g_autoptr (GBytes) bytes = dup_all (list, message);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  TaplinePatternResult result = tapline_pattern_match (filter, data, length, message->ending);

  if (result == TAPLINE_PATTERN_TOO_COMPLEX && !told)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, message->number + 1);
      g_autofree char *sentence =
        g_strdup_printf (_("The regular expression is too complex for message %s, and perhaps for "
                           "others; these are shown whether they match or not. Write it with "
                           "fewer repetitions inside repetitions."), number);

      told = TRUE;
      g_printerr ("tapline-cli: --filter: %s\n", sentence);
    }

  return result != TAPLINE_PATTERN_ABSENT;
}

static gboolean
is_wanted (const TaplineOptions *options,
           TaplineMessageList   *list,
           const TaplineMessage *message)
{
  char address[TAPLINE_ADDRESS_STRING_MAX] = "";

  if (options->marked)
    {
      g_autofree char *note = tapline_message_list_dup_mark (list, message->number);

      if (note == NULL)
        return FALSE;
    }
  if (message->direction == TAPLINE_DIRECTION_NOTE)
    return options->format == TAPLINE_FORMAT_JSON
           || options->command == TAPLINE_COMMAND_EXPORT;
  if (options->peer != NULL)
    {
      if (message->peer.family != 0)
        tapline_address_to_string (&message->peer, address);
      if (!is_of_peer (options->peer, address))
        return FALSE;
    }

  return options->filter == NULL || passes_filter (options->filter, list, message);
}

/* (transfer full) (nullable) */
static TaplineDecoded *
decode (const TaplineOptions *options,
        TaplineExplainer     *explainer,
        TaplineMessageList   *list,
        const TaplineMessage *message)
{
  if (explainer == NULL || message->direction == TAPLINE_DIRECTION_NOTE
      || (options->format != TAPLINE_FORMAT_TEXT && options->format != TAPLINE_FORMAT_JSON))
    return NULL;

  return tapline_explainer_explain (explainer, TAPLINE_TRANSCRIPT (list), message);
}

/**
 * tapline_row_append:
 * @options: what is wanted, and how
 * @explainer: (nullable): what knows what it means
 * @list: where the message is from
 * @message: the message; its head may be a part of it
 * @out: where it goes
 *
 * Returns: whether it is a message, no note, that passed the filters, and so counts
 */
gboolean
tapline_row_append (const TaplineOptions *options,
                    TaplineExplainer     *explainer,
                    TaplineMessageList   *list,
                    const TaplineMessage *message,
                    GString              *out)
{
  g_autoptr (TaplineDecoded) decoded = NULL;
  g_autoptr (GString) fields = NULL;
  TaplineMessage whole = *message;
  TaplineRender render;

  if (!is_wanted (options, list, message))
    return FALSE;
  tapline_render_init (&render, options->format, options->color, TAPLINE_RENDER_PART);
  if (options->output != NULL)
    tapline_render_set_dated (&render);
  decoded = decode (options, explainer, list, message);
  if (decoded != NULL)
    {
      fields = g_string_new (NULL);
      append_decoded (fields, decoded);
      tapline_render_explain (&render, tapline_decoded_get_summary (decoded), fields->str);
      /* To decode it may have taken the list's reader elsewhere. */
      whole.head_length = 0;
    }
  tapline_render_begin (&render, list, &whole, out);
  while (tapline_render_go_on (&render, out))
    ;

  return message->direction != TAPLINE_DIRECTION_NOTE;
}

/* What a file of a format begins with. */
void
tapline_row_append_start (const TaplineOptions *options,
                          GString              *out)
{
  TaplineRender render;

  tapline_render_init (&render, options->format, FALSE, TAPLINE_RENDER_PART);
  tapline_render_append_start (&render, out);
}

/* Whether marks matter, for the format or as a filter: they have to be known before the first
 * message then. */
gboolean
tapline_row_needs_marks (const TaplineOptions *options)
{
  return options->marked || options->format == TAPLINE_FORMAT_TEXT
         || options->format == TAPLINE_FORMAT_HEX || options->format == TAPLINE_FORMAT_JSON;
}
