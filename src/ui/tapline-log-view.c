/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user chose for the log's rows: the options that it shares with others, and the encoding
 * of its messages.
 */
#include "config.h"

#include "tapline-log-private.h"

/* Where the columns have to be now. */
void
tapline_log_place_columns (TaplineLog        *self,
                           TaplineLogColumns *columns)
{
  tapline_log_columns_place (columns, self->options, self->style.digit_width, self->rows_width,
                             self->peer_chars, tapline_log_peers_get_n (self->peers) > 1,
                             self->dated);
}

static void
options_changed_cb (TaplineLogOptions *options,
                    GParamSpec        *pspec,
                    TaplineLog        *self)
{
  TaplineLogColumns columns;

  /* The next key may come before the next frame, and goes on from there. */
  if (self->rows_width > 0)
    {
      tapline_log_place_columns (self, &columns);
      tapline_log_head_place (self->head, &columns);
    }
  tapline_log_queue_update (self);
}

static void
rules_changed_cb (TaplineLog *self)
{
  tapline_log_spare_contents (self);
  tapline_log_queue_update (self);
}

static void
use_options (TaplineLog *self)
{
  g_signal_connect (self->options, "notify", G_CALLBACK (options_changed_cb), self);
  self->rules = g_object_ref (tapline_log_options_get_rules (self->options));
  g_signal_connect_swapped (self->rules, "changed", G_CALLBACK (rules_changed_cb), self);
  tapline_log_head_set_options (self->head, self->options);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "view",
                                  tapline_log_options_get_actions (self->options));
  tapline_log_queue_update (self);
}

void
tapline_log_view_init (TaplineLog *self)
{
  self->encoding_name = g_strdup (TAPLINE_ENCODING_DEFAULT);
  self->options = tapline_log_options_new ();
  use_options (self);
}

static void
leave_options (TaplineLog *self)
{
  g_signal_handlers_disconnect_by_data (self->options, self);
  g_signal_handlers_disconnect_by_data (self->rules, self);
  g_clear_object (&self->rules);
}

void
tapline_log_view_dispose (TaplineLog *self)
{
  if (self->options != NULL)
    leave_options (self);
  g_clear_object (&self->options);
  g_clear_pointer (&self->pattern, tapline_pattern_unref);
}

/**
 * tapline_log_set_options:
 * @self: a log
 * @options: how to show rows, shared with other logs
 */
void
tapline_log_set_options (TaplineLog        *self,
                         TaplineLogOptions *options)
{
  g_return_if_fail (TAPLINE_IS_LOG (self));
  g_return_if_fail (TAPLINE_IS_LOG_OPTIONS (options));

  if (self->options == options)
    return;

  leave_options (self);
  g_set_object (&self->options, options);
  tapline_log_spare_contents (self);
  use_options (self);
}

/**
 * tapline_log_set_encoding:
 * @self: a log
 * @name: the encoding of the messages' text; one that is not known counts as UTF-8
 */
void
tapline_log_set_encoding (TaplineLog *self,
                          const char *name)
{
  g_return_if_fail (TAPLINE_IS_LOG (self));
  g_return_if_fail (name != NULL);

  if (g_str_equal (self->encoding_name, name))
    return;

  g_free (self->encoding_name);
  self->encoding_name = g_strdup (name);
  g_clear_pointer (&self->encoding, tapline_encoding_free);
  self->encoding = tapline_encoding_new (name);
  tapline_log_spare_contents (self);
  tapline_log_queue_update (self);
  g_object_notify (G_OBJECT (self), "encoding");
}

/**
 * tapline_log_set_pattern:
 * @self: a log
 * @pattern: (nullable): what to make visible in the rows, in the encoding of their text
 */
void
tapline_log_set_pattern (TaplineLog     *self,
                         TaplinePattern *pattern)
{
  g_return_if_fail (TAPLINE_IS_LOG (self));

  if (self->pattern == pattern)
    return;

  g_clear_pointer (&self->pattern, tapline_pattern_unref);
  if (pattern != NULL)
    self->pattern = tapline_pattern_ref (pattern);
  tapline_log_spare_contents (self);
  tapline_log_queue_update (self);
}
