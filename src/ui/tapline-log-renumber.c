/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another framing has cut the bytes that the log shows: what is in view, the cursor and the
 * selection go to the messages that the same bytes are in now. The list knows what is being looked
 * at (tapline-log-rows.c) and does not change over before it has that.
 */
#include "config.h"

#include <math.h>

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

static void
renumber_selection (TaplineLog *self)
{
  TaplineLogRanges *former = self->selected;

  self->selected = tapline_log_ranges_new ();
  for (guint i = 0; i < tapline_log_ranges_get_n (former); i++)
    {
      const TaplineLogRange *range = tapline_log_ranges_get (former, i);
      guint64 first = renumber (self, range->start);
      guint64 last = renumber (self, range->end - 1);

      if (first != TAPLINE_LOG_NO_CURSOR && last != TAPLINE_LOG_NO_CURSOR)
        tapline_log_ranges_add (self->selected, first, last + 1);
    }
  tapline_log_ranges_free (former);
}

/* Goes over to the new numbers; while the list emits `renumbered`. */
void
tapline_log_renumber (TaplineLog *self)
{
  double row = floor (self->position);
  guint64 top = renumber (self, self->first + (guint64) row);
  guint64 hidden = self->first > 0 ? renumber (self, self->first - 1) : TAPLINE_LOG_NO_CURSOR;

  tapline_log_stop_drag (self);
  tapline_log_forget_marks (self);
  g_clear_pointer (&self->copy, tapline_log_copy_free);
  tapline_log_spare_contents (self);
  self->start.known = FALSE;

  self->first = hidden != TAPLINE_LOG_NO_CURSOR ? hidden + 1 : 0;
  self->n_messages = tapline_message_list_get_n_messages (self->list);
  self->n_pending = tapline_message_list_get_n_pending (self->list);
  self->reveal = renumber (self, self->reveal);
  self->cursor = renumber (self, self->cursor);
  self->anchor = renumber (self, self->anchor);
  renumber_selection (self);
  if (top != TAPLINE_LOG_NO_CURSOR)
    self->position += (double) (top - MIN (top, self->first)) - row;

  self->list_changed = TRUE;
  tapline_log_queue_update (self);
  tapline_log_notify_cursor (self);
}
