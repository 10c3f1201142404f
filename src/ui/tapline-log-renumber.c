/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another framing has cut the bytes that the log shows, or a filter lets others through: what is in
 * view, the cursor and the selection go to the messages that the same bytes are in now. The list
 * knows what is being looked at (tapline-log-rows.c) and does not change over before it has that.
 */
#include "config.h"

#include "tapline-log-private.h"

/* A message that is not there any more, as none is behind the end, is no message. */
static guint64
renumber (TaplineLog *self,
          guint64     number)
{
  guint64 found;

  if (number == TAPLINE_LOG_NO_CURSOR
      || !tapline_message_list_renumber (self->list, number, &found))
    return TAPLINE_LOG_NO_CURSOR;

  return found;
}

/* Where the cursor goes whose message went with its mark: to what took its place, so that one can
 * go on from there. */
static void
replace_cursor (TaplineLog *self,
                guint64     place)
{
  guint64 n_rows = tapline_log_n_rows (self);

  if (n_rows == 0)
    return;
  self->cursor = self->anchor = MIN (MAX (place, self->first), self->first + n_rows - 1);
  if (tapline_log_ranges_count (self->selected) == 0)
    tapline_log_ranges_add (self->selected, self->cursor, self->cursor + 1);
}

/* Goes over to the new numbers; while the list emits `renumbered`. */
void
tapline_log_renumber (TaplineLog *self)
{
  gboolean is_first = tapline_log_n_rows (self) == 0;
  double row = floor (self->position);
  guint64 top = tapline_message_list_place (self->list, self->first + (guint64) row);
  guint64 place = tapline_message_list_place (self->list, self->cursor);
  gboolean is_marking = self->cursor == self->marking && self->cursor != TAPLINE_LOG_NO_CURSOR;
  TaplineLogRanges *former = self->selected;

  tapline_log_stop_drag (self);
  tapline_log_forget_marks (self);
  g_clear_pointer (&self->copy, tapline_log_copy_free);
  tapline_log_spare_contents (self);
  self->start.known = FALSE;

  if (self->first > 0)
    self->first = tapline_message_list_place (self->list, self->first);
  self->n_messages = tapline_message_list_get_n_messages (self->list);
  self->n_pending = tapline_message_list_get_n_pending (self->list);
  self->reveal = renumber (self, self->reveal);
  self->cursor = renumber (self, self->cursor);
  self->anchor = renumber (self, self->anchor);
  self->selected = tapline_message_list_renumber_ranges (self->list, former);
  tapline_log_ranges_free (former);
  self->marking = TAPLINE_LOG_NO_CURSOR;
  if (is_marking && self->cursor == TAPLINE_LOG_NO_CURSOR)
    replace_cursor (self, place);
  /* Where there was nothing in view, the first that comes is. */
  if (!is_first)
    self->position += (double) (top - MIN (top, self->first)) - row;
  /* The one with the cursor is not half hidden. */
  if (self->cursor != TAPLINE_LOG_NO_CURSOR
      && (double) self->cursor - (double) self->first == floor (self->position))
    self->position = floor (self->position);

  self->list_changed = TRUE;
  tapline_log_queue_update (self);
  tapline_log_notify_cursor (self);
}
