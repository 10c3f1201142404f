/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row's content: the head of a message, read once, and its parts in words. tapline-log-draw.c
 * makes the render node of it.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>
#include <time.h>

#include "tapline-log-content.h"
#include "tapline-log-peers.h"

static const struct
{
  TaplineMessageFlags flag;
  const char         *words;
} flag_words[] = {
  { TAPLINE_MESSAGE_GARBAGE, N_("fits no frame") },
  { TAPLINE_MESSAGE_BAD_CHECKSUM, N_("bad checksum") },
  { TAPLINE_MESSAGE_OVER_LIMIT, N_("over the limit") },
  { TAPLINE_MESSAGE_CUT_BY_CLOSE, N_("cut by close") },
  { TAPLINE_MESSAGE_PENDING, N_("unfinished") },
};

/* Flags in words, for eyes and ears; %NULL if there are none. */
char *
tapline_log_format_flags (TaplineMessageFlags flags)
{
  GString *words = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (flag_words); i++)
    {
      if ((flags & flag_words[i].flag) == 0)
        continue;
      if (words == NULL)
        words = g_string_new (_(flag_words[i].words));
      else
        g_string_append_printf (words, ", %s", _(flag_words[i].words));
    }

  return words != NULL ? g_string_free (words, FALSE) : NULL;
}

/* A size that fits the column: bytes up to 999, then three to four figures and a unit. */
char *
tapline_log_format_size (guint64 size)
{
  static const char *const units[] = { "kB", "MB", "GB", "TB", "PB", "EB" };
  double value = (double) size / 1000;
  guint unit = 0;

  if (size < 1000)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, size);

  /* 999,950 would be printed as 1000.0. */
  while (value >= 999.95 && unit + 1 < G_N_ELEMENTS (units))
    {
      value /= 1000;
      unit++;
    }

  return g_strdup_printf ("%.1f %s", value, units[unit]);
}

/* Local time of day to the millisecond, behind the date if that is wanted; localtime_r() because a
 * GDateTime costs as much as everything else in a row. */
void
tapline_log_format_time (gint64    time,
                         gboolean  dated,
                         char     *text)
{
  gint64 seconds = time / G_USEC_PER_SEC;
  gint64 rest = time % G_USEC_PER_SEC;
  time_t clock;
  struct tm local;
  int length = 0;

  if (rest < 0)
    {
      rest += G_USEC_PER_SEC;
      seconds--;
    }
  clock = (time_t) seconds;
  if (localtime_r (&clock, &local) == NULL)
    memset (&local, 0, sizeof local);

  if (dated)
    length = g_snprintf (text, TAPLINE_LOG_TIME_MAX, "%04d-%02d-%02d ", 1900 + local.tm_year,
                         local.tm_mon % 12 + 1, local.tm_mday % 32);
  g_snprintf (text + length, (gulong) (TAPLINE_LOG_TIME_MAX - length), "%02d:%02d:%02d.%03d",
              local.tm_hour % 24, local.tm_min % 60, local.tm_sec % 61, (int) (rest / 1000));
}

TaplineLogContent *
tapline_log_content_new (void)
{
  TaplineLogContent *self = g_new (TaplineLogContent, 1);

  memset (self, 0, G_STRUCT_OFFSET (TaplineLogContent, head));
  self->message.number = G_MAXUINT64;
  self->accent = TAPLINE_LOG_NO_ACCENT;

  return self;
}

void
tapline_log_content_free (TaplineLogContent *self)
{
  tapline_log_content_undraw (self);
  g_clear_pointer (&self->decoded, g_byte_array_unref);
  g_free (self->mark);
  g_clear_pointer (&self->rule, tapline_rule_unref);
  g_clear_pointer (&self->meaning, tapline_decoded_unref);
  g_free (self->peer);
  g_free (self);
}

/* Reads message @number of @list, at most @head_max bytes of it. */
void
tapline_log_content_read (TaplineLogContent  *self,
                          TaplineMessageList *list,
                          guint64             number,
                          gsize               head_max)
{
  tapline_log_content_undraw (self);
  g_clear_pointer (&self->peer, g_free);
  g_clear_pointer (&self->decoded, g_byte_array_unref);
  g_clear_pointer (&self->rule, tapline_rule_unref);
  g_clear_pointer (&self->meaning, tapline_decoded_unref);
  self->is_asked = FALSE;
  self->time[0] = '\0';
  g_clear_pointer (&self->mark, g_free);
  self->marks_serial = 0;

  head_max = MIN (head_max, sizeof self->head);
  self->readable = tapline_message_list_get_message (list, number, head_max, &self->message);
  if (self->readable)
    {
      self->message.head_length = MIN (self->message.head_length, head_max);
      if (self->message.head_length > 0)
        memcpy (self->head, self->message.head, self->message.head_length);
      self->peer = tapline_message_list_dup_peer_name (list, &self->message);
    }
  else
    {
      memset (&self->message, 0, sizeof self->message);
    }
  if (self->peer == NULL)
    self->peer = g_strdup ("");

  self->message.number = number;
  self->message.head = self->head;
  self->peer_chars = (guint) g_utf8_strlen (self->peer, -1);
}

/* Looks whether the message is marked, unless that was done with the marks as they are. */
void
tapline_log_content_read_mark (TaplineLogContent  *self,
                               TaplineMessageList *list,
                               guint64             serial)
{
  g_autofree char *mark = NULL;

  if (self->marks_serial == serial)
    return;

  self->marks_serial = serial;
  mark = tapline_message_list_dup_mark (list, self->message.number);
  if (g_strcmp0 (mark, self->mark) == 0)
    return;
  g_free (self->mark);
  self->mark = g_steal_pointer (&mark);
  tapline_log_content_undraw (self);
}

/* Asks which rule is for the message, and keeps @head_max bytes, which were read for that. */
void
tapline_log_content_highlight (TaplineLogContent *self,
                               TaplineRules      *rules,
                               gsize              head_max)
{
  TaplineRule *rule = self->readable ? tapline_rules_match (rules, &self->message) : NULL;

  if (rule != NULL)
    self->rule = tapline_rule_ref (rule);
  self->message.head_length = MIN (self->message.head_length, head_max);
}

/* Decodes what was read; @encoding: (nullable): for UTF-8, which is drawn as it is. */
void
tapline_log_content_decode (TaplineLogContent *self,
                            TaplineEncoding   *encoding)
{
  const TaplineMessage *message = &self->message;
  gsize content = tapline_text_message_length (message);
  gboolean more = message->head_length < message->length ||
                  (message->flags & TAPLINE_MESSAGE_PENDING) != 0;

  if (encoding == NULL || message->direction == TAPLINE_DIRECTION_NOTE)
    return;

  self->decoded = g_byte_array_sized_new ((guint) message->head_length + 1);
  tapline_encoding_begin (encoding);
  tapline_encoding_decode (encoding, message->head, content, more, NULL, self->decoded);
  self->decoded_content = self->decoded->len;
  if (!more)
    tapline_encoding_decode (encoding, message->head + content, message->head_length - content,
                             FALSE, NULL, self->decoded);
}

/* How much of the decoded text the first @length bytes made. */
gsize
tapline_log_content_decoded_length (TaplineLogContent *self,
                                    gsize              length,
                                    TaplineEncoding   *encoding)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();

  tapline_encoding_begin (encoding);
  tapline_encoding_decode (encoding, self->head, length, TRUE, NULL, text);

  return MIN (text->len, self->decoded->len);
}

static gboolean
says_nothing (TaplineDecoded *meaning)
{
  return meaning == NULL || (tapline_decoded_get_summary (meaning) == NULL
                             && tapline_decoded_get_why (meaning) == NULL);
}

/* Takes what the message means, (transfer full) (nullable); what changes the row has it drawn
 * again. */
void
tapline_log_content_explain (TaplineLogContent *self,
                             TaplineDecoded    *meaning)
{
  if (meaning != self->meaning && !(says_nothing (meaning) && says_nothing (self->meaning)))
    tapline_log_content_undraw (self);
  g_clear_pointer (&self->meaning, tapline_decoded_unref);
  self->meaning = meaning;
}

const char *
tapline_log_content_get_words (TaplineLogContent *self)
{
  /* What is searched for stands in the text. */
  return self->shows == TAPLINE_LOG_BODY_DECODED && self->meaning != NULL && self->n_hits == 0
         ? tapline_decoded_get_summary (self->meaning) : NULL;
}

char *
tapline_log_content_dup_remarks (TaplineLogContent *self)
{
  char *flags = tapline_log_format_flags (self->message.flags);
  const char *mark = NULL;
  char *both;

  if (self->shows != TAPLINE_LOG_BODY_DECODED || self->meaning == NULL)
    return flags;

  if (tapline_decoded_get_why (self->meaning) != NULL)
    mark = _("decoder too slow");
  else if (tapline_decoded_get_severity (self->meaning) == TAPLINE_PLUGIN_ERROR)
    mark = _("against the protocol");
  else if (tapline_decoded_get_severity (self->meaning) == TAPLINE_PLUGIN_WARNING)
    mark = _("hardly meant so");
  if (mark == NULL)
    return flags;
  both = flags != NULL ? g_strdup_printf ("%s, %s", flags, mark) : g_strdup (mark);
  g_free (flags);

  return both;
}

/* What the row shows of the message, in one line of UTF-8. */
static char *
dup_text (TaplineLogContent *self)
{
  const TaplineMessage *message = &self->message;
  const char *words = tapline_log_content_get_words (self);
  GString *text;

  if (words != NULL)
    /* Translators: a protocol and what a message says in its words */
    return g_strdup_printf (_("%s: %s"), tapline_decoded_get_title (self->meaning), words);
  if (message->direction == TAPLINE_DIRECTION_NOTE ||
      (self->shows != TAPLINE_LOG_BODY_HEX && self->decoded == NULL))
    return tapline_text_dup_message (message);

  text = g_string_new (NULL);
  if (self->shows == TAPLINE_LOG_BODY_HEX)
    tapline_text_append_hex (text, message->head, message->head_length);
  else
    tapline_text_append (text, self->decoded->data, self->decoded_content, TAPLINE_TEXT_ESCAPED);
  if (message->head_length < message->length)
    g_string_append (text, "…");

  return g_string_free (text, FALSE);
}

void
tapline_log_content_undraw (TaplineLogContent *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
}

/* What assistive technology reads as the row's name, for example
 * "12:01:33.402 from scope.lab: +1.245 V". */
char *
tapline_log_content_dup_label (TaplineLogContent *self)
{
  g_autofree char *text = NULL;
  g_autofree char *flags = NULL;
  GString *label;
  const char *time = self->time;

  if (!self->readable)
    return g_strdup (_("This message cannot be read any more"));

  text = dup_text (self);
  if (*text == '\0')
    {
      g_free (text);
      /* Translators: said in the place of the text of a message that has none */
      text = g_strdup (_("empty"));
    }
  flags = tapline_log_content_dup_remarks (self);

  label = g_string_new (NULL);
  if (self->message.direction == TAPLINE_DIRECTION_NOTE)
    /* Translators: time and text of a note */
    g_string_append_printf (label, _("%s note: %s"), time, text);
  else if (self->peer[0] == '\0' && self->message.direction == TAPLINE_DIRECTION_IN)
    /* Translators: time and text of a message */
    g_string_append_printf (label, _("%s received: %s"), time, text);
  else if (self->peer[0] == '\0')
    /* Translators: time and text of a message */
    g_string_append_printf (label, _("%s sent: %s"), time, text);
  else if (self->message.direction == TAPLINE_DIRECTION_IN)
    /* Translators: time, peer and text of a message */
    g_string_append_printf (label, _("%s from %s: %s"), time, self->peer, text);
  else
    /* Translators: time, peer and text of a message */
    g_string_append_printf (label, _("%s to %s: %s"), time, self->peer, text);
  if (flags != NULL)
    g_string_append_printf (label, " (%s)", flags);
  if (self->mark != NULL && self->mark[0] != '\0')
    /* Translators: behind a message: what the user says of it */
    g_string_append_printf (label, _(", marked: %s"), self->mark);
  else if (self->mark != NULL)
    g_string_append (label, _(", marked"));
  if (self->rule != NULL)
    {
      g_string_append (label, ", ");
      /* Translators: behind what a row says: the name of a highlight rule */
      g_string_append_printf (label, _("highlighted: %s"),
                              *self->rule->name != '\0' ? self->rule->name : self->rule->label);
    }

  return g_string_free (label, FALSE);
}
