/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a decoder writes into: a tree bounded in depth, nodes, text and time.
 *
 * Whatever a decoder hands in comes out as UTF-8 without control characters and within the
 * message: names and values may be bytes of a message, which may be anything.
 *
 * Time is the thread's own, so that a busy machine makes no decoder slow.
 *
 * Threads: one that decodes.
 */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <glib/gi18n-lib.h>

#include "tapline-decoded-private.h"

#define NS_PER_MS      G_GINT64_CONSTANT (1000000)
#define TEXT_TOTAL_MAX (1024 * 1024)
#define SUMMARY_MAX    1024
#define CALLS_PER_LOOK 64

static gint64
get_cpu_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return time.tv_sec * G_GINT64_CONSTANT (1000000000) + time.tv_nsec;
}

/* Characters that cannot be seen, or that move others about. */
static gboolean
is_visible (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT && type != G_UNICODE_UNASSIGNED
         && type != G_UNICODE_LINE_SEPARATOR && type != G_UNICODE_PARAGRAPH_SEPARATOR;
}

/* At most @max bytes; an ellipsis stands for what is left out. */
static void
append_visible (GString    *out,
                const char *text,
                gsize       length,
                gsize       max)
{
  const char *end = text + length;

  while (text < end)
    {
      guchar byte = (guchar) *text;
      gunichar c;

      if (out->len >= max)
        {
          g_string_append (out, "…");
          return;
        }
      if (byte >= 0x20 && byte < 0x7f)
        {
          g_string_append_c (out, *text++);
          continue;
        }
      c = byte == 0 ? 0 : g_utf8_get_char_validated (text, end - text);
      if (byte == '\n' || byte == '\r' || byte == '\t')
        g_string_append (out, byte == '\n' ? "\\n" : byte == '\r' ? "\\r" : "\\t");
      else if (c == (gunichar) -1 || c == (gunichar) -2 || c < 0x80)
        g_string_append_printf (out, "\\x%02x", byte);
      else
        {
          if (is_visible (c))
            g_string_append_unichar (out, c);
          else
            g_string_append_printf (out, "\\u{%x}", c);
          text = g_utf8_next_char (text);
          continue;
        }
      text++;
    }
}

static gboolean
may_go_on (TaplineDecodedBuilder *self)
{
  if (self->full || self->decoded->why != NULL)
    return FALSE;
  if (self->n_calls++ % CALLS_PER_LOOK == CALLS_PER_LOOK - 1
      && get_cpu_time () > self->deadline)
    {
      self->decoded->why = g_strdup_printf (_("The decoder “%s” takes too long for this message, "
                                              "so it is shown as text."), self->decoded->decoder);
      return FALSE;
    }

  return TRUE;
}

static const char *
keep_text (TaplineDecodedBuilder *self,
           const char            *text,
           gsize                  length)
{
  g_autoptr (GString) visible = g_string_sized_new (length < 64 ? 64 : 256);

  append_visible (visible, text, length, TAPLINE_PLUGIN_TEXT_MAX);
  self->text_size += visible->len;

  return g_string_chunk_insert_len (self->decoded->texts, visible->str, (gssize) visible->len);
}

static int
add_value_cb (TaplinePluginOutput   *output,
              TaplinePluginSeverity  severity,
              size_t                 offset,
              size_t                 length,
              const char            *name,
              const char            *value,
              size_t                 value_length)
{
  TaplineDecodedBuilder *self = (TaplineDecodedBuilder *) output;
  TaplineDecoded *decoded = self->decoded;
  TaplineDecodedNode node = { 0 };

  if (!may_go_on (self))
    return 0;
  node.severity = CLAMP (severity, TAPLINE_PLUGIN_PLAIN, TAPLINE_PLUGIN_ERROR);
  decoded->severity = MAX (decoded->severity, node.severity);
  if (!output->want_tree)
    return 1;
  if (self->depth >= TAPLINE_PLUGIN_DEPTH_MAX)
    {
      decoded->cut = TRUE;
      return 1;
    }
  if (decoded->nodes->len == TAPLINE_PLUGIN_NODES_MAX || self->text_size > TEXT_TOTAL_MAX)
    {
      decoded->cut = self->full = TRUE;
      return 0;
    }

  node.depth = self->depth;
  node.offset = MIN (offset, self->length);
  node.length = MIN (length, self->length - node.offset);
  node.name = keep_text (self, name, strlen (name));
  node.value = keep_text (self, value, MIN (value_length, TAPLINE_PLUGIN_TEXT_MAX + 1));
  g_array_append_val (decoded->nodes, node);

  return 1;
}

static int
add_cb (TaplinePluginOutput   *output,
        TaplinePluginSeverity  severity,
        size_t                 offset,
        size_t                 length,
        const char            *name,
        const char            *format,
        ...)
{
  char value[TAPLINE_PLUGIN_TEXT_MAX + 2];
  va_list arguments;
  int n;

  if (!output->want_tree)
    return add_value_cb (output, severity, offset, length, name, "", 0);
  va_start (arguments, format);
  n = vsnprintf (value, sizeof value, format, arguments);
  va_end (arguments);

  return add_value_cb (output, severity, offset, length, name, value,
                       CLAMP (n, 0, (int) sizeof value - 1));
}

static int
add_text_cb (TaplinePluginOutput   *output,
             TaplinePluginSeverity  severity,
             size_t                 offset,
             size_t                 length,
             const char            *name)
{
  TaplineDecodedBuilder *self = (TaplineDecodedBuilder *) output;
  gsize from = MIN (offset, self->length);

  return add_value_cb (output, severity, offset, length, name,
                       (const char *) self->bytes + from, MIN (length, self->length - from));
}

static void
summary_cb (TaplinePluginOutput *output,
            const char          *format,
            ...)
{
  TaplineDecodedBuilder *self = (TaplineDecodedBuilder *) output;
  g_autoptr (GString) visible = g_string_new (NULL);
  char text[SUMMARY_MAX + 2];
  va_list arguments;
  int n;

  va_start (arguments, format);
  n = vsnprintf (text, sizeof text, format, arguments);
  va_end (arguments);
  append_visible (visible, text, (gsize) CLAMP (n, 0, (int) sizeof text - 1), SUMMARY_MAX);
  g_free (self->decoded->summary);
  self->decoded->summary = g_string_free (g_steal_pointer (&visible), FALSE);
}

static void
enter_cb (TaplinePluginOutput *output)
{
  TaplineDecodedBuilder *self = (TaplineDecodedBuilder *) output;
  guint n = self->decoded->nodes->len;

  /* Only below a node of this level; what is too deep or too much has none. */
  if (n == 0 || self->full || self->n_skipped > 0 || self->depth >= TAPLINE_PLUGIN_DEPTH_MAX
      || g_array_index (self->decoded->nodes, TaplineDecodedNode, n - 1).depth != self->depth)
    self->n_skipped++;
  else
    self->parents[self->depth++] = n - 1;
}

static void
leave_cb (TaplinePluginOutput *output)
{
  TaplineDecodedBuilder *self = (TaplineDecodedBuilder *) output;

  if (self->n_skipped > 0)
    self->n_skipped--;
  else if (self->depth > 0)
    self->depth--;
}

static void
extend_cb (TaplinePluginOutput *output,
           size_t               end)
{
  TaplineDecodedBuilder *self = (TaplineDecodedBuilder *) output;
  TaplineDecodedNode *node;

  if (self->n_skipped > 0 || self->depth == 0)
    return;
  node = &g_array_index (self->decoded->nodes, TaplineDecodedNode, self->parents[self->depth - 1]);
  node->length = MAX (MIN (end, self->length), node->offset) - node->offset;
}

/**
 * tapline_decoded_builder_init:
 * @self: a builder
 * @decoder: name of the decoder
 * @title: its title
 * @message: borrowed until the end
 * @want_tree: whether nodes are kept
 * @time_ms: how long the decoder may take, of the thread's own time
 */
void
tapline_decoded_builder_init (TaplineDecodedBuilder      *self,
                              const char                 *decoder,
                              const char                 *title,
                              const TaplinePluginMessage *message,
                              gboolean                    want_tree,
                              guint                       time_ms)
{
  memset (self, 0, sizeof *self);
  self->output = (TaplinePluginOutput) {
    .size = sizeof self->output,
    .want_tree = want_tree,
    .summary = summary_cb,
    .add = add_cb,
    .add_text = add_text_cb,
    .add_value = add_value_cb,
    .enter = enter_cb,
    .leave = leave_cb,
    .extend = extend_cb,
  };
  self->decoded = tapline_decoded_new_failed (decoder, NULL);
  self->decoded->title = g_strdup (title);
  self->decoded->texts = g_string_chunk_new (want_tree ? 4096 : 16);
  self->bytes = message->bytes;
  self->length = message->length;
  self->deadline = get_cpu_time () + time_ms * NS_PER_MS;
}

/**
 * tapline_decoded_builder_end:
 * @self: a builder
 *
 * Returns: (transfer full): what was built; nothing but a reason if it took too long
 */
TaplineDecoded *
tapline_decoded_builder_end (TaplineDecodedBuilder *self)
{
  TaplineDecoded *decoded = self->decoded;

  self->n_calls = CALLS_PER_LOOK - 1;
  self->full = FALSE;
  may_go_on (self);
  if (decoded->why != NULL)
    {
      g_clear_pointer (&decoded->summary, g_free);
      g_array_set_size (decoded->nodes, 0);
    }

  return g_steal_pointer (&self->decoded);
}
