/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a log as the log pane sees them: a count that grows and messages by number. */
#include "config.h"

#include "tapline-message-list.h"

#define PASSED_MAX 1000 /* marks, each of which is looked up */

G_DEFINE_INTERFACE (TaplineMessageList, tapline_message_list, G_TYPE_OBJECT)

enum
{
  CHANGED,
  RENUMBERED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
tapline_message_list_default_init (TaplineMessageListInterface *iface)
{
  /**
   * TaplineMessageList::changed:
   *
   * There is more, or what is unfinished changed. At most 60 times a second.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_INTERFACE (iface), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * TaplineMessageList::renumbered:
   *
   * Another framing has cut the same bytes. Counts and messages are the new ones already;
   * tapline_message_list_renumber() tells what became of the former ones, only now.
   */
  signals[RENUMBERED] = g_signal_new ("renumbered", G_TYPE_FROM_INTERFACE (iface),
                                      G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

guint64
tapline_message_list_get_n_messages (TaplineMessageList *self)
{
  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), 0);

  return TAPLINE_MESSAGE_LIST_GET_IFACE (self)->get_n_messages (self);
}

guint
tapline_message_list_get_n_pending (TaplineMessageList *self)
{
  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), 0);

  return TAPLINE_MESSAGE_LIST_GET_IFACE (self)->get_n_pending (self);
}

gboolean
tapline_message_list_get_message (TaplineMessageList *self,
                                  guint64             number,
                                  gsize               head_max,
                                  TaplineMessage     *message)
{
  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), FALSE);
  g_return_val_if_fail (message != NULL, FALSE);

  return TAPLINE_MESSAGE_LIST_GET_IFACE (self)->get_message (self, number, head_max, message);
}

GBytes *
tapline_message_list_dup_bytes (TaplineMessageList *self,
                                guint64             number,
                                guint64             offset,
                                gsize               length)
{
  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), NULL);

  return TAPLINE_MESSAGE_LIST_GET_IFACE (self)->dup_bytes (self, number, offset, length);
}

char *
tapline_message_list_dup_peer_name (TaplineMessageList   *self,
                                    const TaplineMessage *message)
{
  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), NULL);
  g_return_val_if_fail (message != NULL, NULL);

  return TAPLINE_MESSAGE_LIST_GET_IFACE (self)->dup_peer_name (self, message);
}

char *
tapline_message_list_dup_flaw (TaplineMessageList *self,
                               guint64             number)
{
  TaplineMessageListInterface *iface;

  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), NULL);

  iface = TAPLINE_MESSAGE_LIST_GET_IFACE (self);

  return iface->dup_flaw != NULL ? iface->dup_flaw (self, number) : NULL;
}

void
tapline_message_list_set_view (TaplineMessageList *self,
                               const TaplineView  *view)
{
  TaplineMessageListInterface *iface;

  g_return_if_fail (TAPLINE_IS_MESSAGE_LIST (self));
  g_return_if_fail (view != NULL);

  iface = TAPLINE_MESSAGE_LIST_GET_IFACE (self);
  if (iface->set_view != NULL)
    iface->set_view (self, view);
}

gboolean
tapline_message_list_renumber (TaplineMessageList *self,
                               guint64             former,
                               guint64            *number)
{
  TaplineMessageListInterface *iface;

  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), FALSE);
  g_return_val_if_fail (number != NULL, FALSE);

  iface = TAPLINE_MESSAGE_LIST_GET_IFACE (self);

  return iface->renumber != NULL && iface->renumber (self, former, number);
}

static TaplineMarks *
get_marks (TaplineMessageList *self)
{
  TaplineMessageListInterface *iface = TAPLINE_MESSAGE_LIST_GET_IFACE (self);

  return iface->get_marks != NULL ? iface->get_marks (self) : NULL;
}

static gboolean
get_reach (TaplineMessageList *self,
           guint64             number,
           TaplineReach       *reach)
{
  return TAPLINE_MESSAGE_LIST_GET_IFACE (self)->get_reach (self, number, reach);
}

/* What changes when any mark does; 0 as long as there never was one. */
guint64
tapline_message_list_get_marks_serial (TaplineMessageList *self)
{
  TaplineMarks *marks;

  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), 0);

  marks = get_marks (self);

  return marks != NULL ? tapline_marks_get_serial (marks) : 0;
}

guint
tapline_message_list_get_n_marks (TaplineMessageList *self)
{
  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), 0);

  return tapline_message_list_get_marks_serial (self) != 0 ? tapline_marks_get_n (get_marks (self))
                                                           : 0;
}

/**
 * tapline_message_list_get_mark:
 * @self: a list
 * @nth: which mark, from 0, in the order of what is marked
 * @number: (out): the message that has it, %G_MAXUINT64 if that is not there to be read (yet)
 * @note: (out) (transfer full): what the user says of it, perhaps ""
 *
 * Thread: the list's.
 *
 * Returns: whether there are as many
 */
gboolean
tapline_message_list_get_mark (TaplineMessageList  *self,
                               guint                nth,
                               guint64             *number,
                               char               **note)
{
  TaplineMark mark;

  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), FALSE);
  g_return_val_if_fail (number != NULL && note != NULL, FALSE);

  if (tapline_message_list_get_marks_serial (self) == 0
      || !tapline_marks_get (get_marks (self), nth, &mark))
    return FALSE;
  if (!TAPLINE_MESSAGE_LIST_GET_IFACE (self)->find_position (self, &mark.position, number))
    *number = G_MAXUINT64;
  *note = g_steal_pointer (&mark.note);

  return TRUE;
}

/* (transfer full) (nullable): what the user says of a message, perhaps ""; %NULL if it is not
 * marked. */
char *
tapline_message_list_dup_mark (TaplineMessageList *self,
                               guint64             number)
{
  TaplineMark mark = { 0 };
  TaplineReach reach;

  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), NULL);

  if (tapline_message_list_get_marks_serial (self) == 0 || !get_reach (self, number, &reach)
      || !tapline_marks_find (get_marks (self), &reach, &mark))
    return NULL;

  return mark.note;
}

/**
 * tapline_message_list_find_mark:
 * @self: a list
 * @number: a message, marked or not; %TAPLINE_MARK_OUTSIDE to begin before all of them, or behind
 *   them
 * @forward: %FALSE for the one before instead
 * @found: (out): the next message that is marked, in the order in which messages begin
 *
 * Marks of messages that are not in the list, or cannot be read yet, are passed over; so many of
 * them at most that it takes no longer than some frames. Thread: the list's.
 *
 * Returns: whether there is one
 */
TaplineMarkStep
tapline_message_list_find_mark (TaplineMessageList *self,
                                guint64             number,
                                gboolean            forward,
                                guint64            *found)
{
  TaplineReach reach = { 0 };

  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), TAPLINE_MARK_NONE);
  g_return_val_if_fail (found != NULL, TAPLINE_MARK_NONE);

  if (tapline_message_list_get_marks_serial (self) == 0)
    return TAPLINE_MARK_NONE;
  if (number == TAPLINE_MARK_OUTSIDE)
    reach.begin.offset = reach.end.offset = forward ? 0 : G_MAXUINT64;
  else if (!get_reach (self, number, &reach))
    return TAPLINE_MARK_NONE;

  for (guint i = 0; i < PASSED_MAX; i++)
    {
      g_auto (TaplineMark) mark = { 0 };

      if (!tapline_marks_find_next (get_marks (self), &reach, forward, &mark))
        return TAPLINE_MARK_NONE;
      if (TAPLINE_MESSAGE_LIST_GET_IFACE (self)->find_position (self, &mark.position, found))
        return TAPLINE_MARK_FOUND;
      reach = (TaplineReach) { mark.position, mark.position, mark.connection };
      reach.end.at++;
    }

  return TAPLINE_MARK_TOO_FAR;
}

/**
 * tapline_message_list_get_mark_key:
 * @self: a list
 * @number: a message
 * @mark: (out): the message's mark, or what it gets if it is to be marked: its first byte and no
 *   note; to be cleared
 *
 * Thread: the list's.
 *
 * Returns: %FALSE if the message cannot be read (any more), or the list has no marks
 */
gboolean
tapline_message_list_get_mark_key (TaplineMessageList *self,
                                   guint64             number,
                                   TaplineMark        *mark)
{
  TaplineMarks *marks;
  TaplineReach reach;

  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), FALSE);
  g_return_val_if_fail (mark != NULL, FALSE);

  marks = get_marks (self);
  if (marks == NULL || !get_reach (self, number, &reach))
    return FALSE;
  if (!tapline_marks_find (marks, &reach, mark))
    *mark = (TaplineMark) { .position = reach.begin, .connection = reach.connection };

  return TRUE;
}

/**
 * tapline_message_list_place:
 * @self: a list that emits `renumbered`
 * @former: the former number of a message
 *
 * Returns: how many messages are before it now: its number, if it is still there
 */
guint64
tapline_message_list_place (TaplineMessageList *self,
                            guint64             former)
{
  TaplineMessageListInterface *iface;
  guint64 number;

  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), 0);

  iface = TAPLINE_MESSAGE_LIST_GET_IFACE (self);
  if (iface->place != NULL)
    return iface->place (self, former);
  if (tapline_message_list_renumber (self, former, &number))
    return number;

  return tapline_message_list_get_n_messages (self);
}

/* From the message that the first one is in now to the one that the last is in. */
static TaplineLogRanges *
renumber_ends (TaplineMessageList     *self,
               const TaplineLogRanges *former)
{
  TaplineLogRanges *ranges = tapline_log_ranges_new ();

  for (guint i = 0; i < tapline_log_ranges_get_n (former); i++)
    {
      const TaplineLogRange *range = tapline_log_ranges_get (former, i);
      guint64 first, last;

      if (tapline_message_list_renumber (self, range->start, &first)
          && tapline_message_list_renumber (self, range->end - 1, &last))
        tapline_log_ranges_add (ranges, first, last + 1);
    }

  return ranges;
}

/**
 * tapline_message_list_renumber_ranges:
 * @self: a list that emits `renumbered`
 * @former: former numbers of messages
 *
 * Returns: (transfer full): where what they were is now, as far as it is still there
 */
TaplineLogRanges *
tapline_message_list_renumber_ranges (TaplineMessageList     *self,
                                      const TaplineLogRanges *former)
{
  TaplineMessageListInterface *iface;

  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), NULL);

  iface = TAPLINE_MESSAGE_LIST_GET_IFACE (self);

  return iface->renumber_ranges != NULL ? iface->renumber_ranges (self, former)
                                        : renumber_ends (self, former);
}

void
tapline_message_list_changed (TaplineMessageList *self)
{
  g_return_if_fail (TAPLINE_IS_MESSAGE_LIST (self));

  g_signal_emit (self, signals[CHANGED], 0);
}

void
tapline_message_list_renumbered (TaplineMessageList *self)
{
  g_return_if_fail (TAPLINE_IS_MESSAGE_LIST (self));

  g_signal_emit (self, signals[RENUMBERED], 0);
}
