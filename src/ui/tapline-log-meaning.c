/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log's rows in the words of their protocol. Rows are drawn as text first and asked for when
 * they are; what the answer says takes the text's place when it comes. Rows that come singly, by
 * scrolling or as messages arrive, are asked for at once. When each frame brings other rows
 * altogether nobody can read them, and only ten times a second somebody is asked.
 */
#include "config.h"

#include "tapline-log-private.h"

#define ASK_INTERVAL (G_TIME_SPAN_SECOND / 10)

static gboolean
ask_timeout (gpointer user_data)
{
  TaplineLog *self = user_data;

  self->ask_id = 0;
  tapline_log_queue_update (self);

  return G_SOURCE_REMOVE;
}

static gboolean
can_mean (const TaplineLogContent *content)
{
  return content->readable && !content->unsettled
         && content->message.direction != TAPLINE_DIRECTION_NOTE;
}

static gboolean
may_ask (TaplineLog *self,
         gint64      now)
{
  guint n_new = 0;

  if (now >= self->asked_at + ASK_INTERVAL)
    return TRUE;
  for (guint i = 0; i < self->contents->len; i++)
    {
      const TaplineLogContent *content = g_ptr_array_index (self->contents, i);

      n_new += can_mean (content) && !content->is_asked;
    }

  return n_new <= self->contents->len / 2;
}

/* Asks what the messages in view mean, as far as that is to be shown, and takes what is known. */
void
tapline_log_explain_rows (TaplineLog *self)
{
  gint64 now = g_get_monotonic_time ();
  gboolean is_waiting = FALSE;
  gboolean may;

  if (self->meaning == NULL || self->columns.shows != TAPLINE_LOG_BODY_DECODED)
    return;

  may = may_ask (self, now);
  for (guint i = 0; i < self->contents->len; i++)
    {
      TaplineLogContent *content = g_ptr_array_index (self->contents, i);

      if (!can_mean (content) || (content->is_asked && !self->meaning_changed))
        continue;
      if (!content->is_asked && !may)
        {
          is_waiting = TRUE;
          continue;
        }
      if (!content->is_asked)
        self->asked_at = now;
      content->is_asked = TRUE;
      tapline_log_content_explain (content,
                                   tapline_meaning_get_summary (self->meaning,
                                                                content->message.number));
    }
  self->meaning_changed = FALSE;

  if (is_waiting && self->ask_id == 0)
    {
      self->ask_id = g_timeout_add (ASK_INTERVAL / G_TIME_SPAN_MILLISECOND, ask_timeout, self);
      g_source_set_name_by_id (self->ask_id, "[tapline] ask what rows mean");
    }
}

void
tapline_log_stop_asking (TaplineLog *self)
{
  g_clear_handle_id (&self->ask_id, g_source_remove);
}

static void
meaning_changed_cb (TaplineLog *self)
{
  g_assert (TAPLINE_IS_LOG (self));

  self->meaning_changed = TRUE;
  tapline_log_queue_update (self);
}

/**
 * tapline_log_set_meaning:
 * @self: a log
 * @meaning: (nullable): what knows what the messages of its list mean
 */
void
tapline_log_set_meaning (TaplineLog     *self,
                         TaplineMeaning *meaning)
{
  g_return_if_fail (TAPLINE_IS_LOG (self));
  g_return_if_fail (meaning == NULL || TAPLINE_IS_MEANING (meaning));

  if (tapline_meaning_replace (&self->meaning, meaning, self) && meaning != NULL)
    g_signal_connect_swapped (meaning, "changed", G_CALLBACK (meaning_changed_cb), self);
}
