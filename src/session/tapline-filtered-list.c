/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages of a transcript that a filter lets through. The matches of a search are the rows, in
 * their order: finding the message of a row, or the row of a message, is a look into a compressed
 * set (tapline-filtered-rows.c), so there is no list of rows.
 *
 * Another filter is searched for beside the one that is shown and takes its place as soon as it is
 * useful: when it has what is in view, or what there was when it was set. `renumbered` tells it, as
 * it tells of another framing. That invalidates the numbers of the rows at once, while their new
 * ones are not searched yet: until they are, the list is held. It has as many rows as before, but
 * only those in view can be read: where they are now was asked when it happened.
 *
 * Where marks are asked for, a row comes or goes in the middle when one is set or removed. That is
 * told by `renumbered` too.
 *
 * Threads: the UI's.
 */
#include "config.h"

#include "tapline-filtered-list.h"
#include "tapline-filtered-rows.h"
#include "tapline-list-edits.h"

#define SELECTED_MAX   4096 /* selected messages that are looked up one by one */
#define HELD_MAX       1024 /* rows in view */

/* Where a row of the former framing is now. */
typedef struct
{
  guint64 row;
  guint64 number;
} Held;

struct _TaplineFilteredList
{
  GObject             parent_instance;

  /* immutable */
  TaplineTranscript  *transcript;

  /* UI thread */
  TaplineFilteredRows shown;
  TaplineFinder      *next;        /* NULL if no other filter is being prepared */
  guint64             goal;        /* how many messages that has to examine */
  GArray             *held;        /* Held: NULL unless the list is held */
  guint64             n_held;      /* how many messages it has then */
  TaplineView         view;

  /* while `renumbered` is emitted: what was shown; without both, the transcript emits it */
  const TaplineFilteredRows *former;
  const GArray              *former_held;
  const TaplineListEdits    *edits; /* instead: how the rows have changed */
};

static void message_list_iface_init (TaplineMessageListInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TaplineFilteredList, tapline_filtered_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TAPLINE_TYPE_MESSAGE_LIST,
                                                      message_list_iface_init))

static guint64
n_all (TaplineFilteredList *self)
{
  return tapline_message_list_get_n_messages (TAPLINE_MESSAGE_LIST (self->transcript));
}

static gboolean
find_held (const GArray *held,
           guint64       row,
           guint64      *number)
{
  for (guint i = 0; i < held->len; i++)
    {
      const Held *one = &g_array_index (held, Held, i);

      if (one->row == row)
        {
          *number = one->number;
          return TRUE;
        }
    }

  return FALSE;
}

/* The list */

static guint64
get_n_messages (TaplineMessageList *list)
{
  TaplineFilteredList *self = TAPLINE_FILTERED_LIST (list);

  if (self->held != NULL)
    return self->n_held;

  return tapline_filtered_rows_get_n (&self->shown);
}

static guint
get_n_pending (TaplineMessageList *list)
{
  return TAPLINE_FILTERED_LIST (list)->shown.n_pending;
}

static gboolean
get_message (TaplineMessageList *list,
             guint64             row,
             gsize               head_max,
             TaplineMessage     *message)
{
  TaplineFilteredList *self = TAPLINE_FILTERED_LIST (list);
  guint64 number;

  if (!tapline_filtered_list_get_number (self, row, &number)
      || !tapline_message_list_get_message (TAPLINE_MESSAGE_LIST (self->transcript), number,
                                            head_max, message))
    return FALSE;
  message->number = row;

  return TRUE;
}

static GBytes *
dup_bytes (TaplineMessageList *list,
           guint64             row,
           guint64             offset,
           gsize               length)
{
  TaplineFilteredList *self = TAPLINE_FILTERED_LIST (list);
  guint64 number;

  if (!tapline_filtered_list_get_number (self, row, &number))
    return NULL;

  return tapline_message_list_dup_bytes (TAPLINE_MESSAGE_LIST (self->transcript), number, offset,
                                         length);
}

static char *
dup_peer_name (TaplineMessageList   *list,
               const TaplineMessage *message)
{
  TaplineFilteredList *self = TAPLINE_FILTERED_LIST (list);

  return tapline_message_list_dup_peer_name (TAPLINE_MESSAGE_LIST (self->transcript), message);
}

static char *
dup_flaw (TaplineMessageList *list,
          guint64             row)
{
  TaplineFilteredList *self = TAPLINE_FILTERED_LIST (list);
  guint64 number;

  if (!tapline_filtered_list_get_number (self, row, &number))
    return NULL;

  return tapline_message_list_dup_flaw (TAPLINE_MESSAGE_LIST (self->transcript), number);
}

/* For another framing, the transcript has to know what is in view. */
static void
set_view (TaplineMessageList *list,
          const TaplineView  *view)
{
  TaplineFilteredList *self = TAPLINE_FILTERED_LIST (list);
  TaplineView numbers = *view;

  /* While the list is held its view is that of before: it will be asked for that. */
  if (self->held != NULL)
    return;
  self->view = *view;
  if (view->n_rows > 0
      && (!tapline_filtered_rows_get_number (&self->shown, view->first, &numbers.first)
          || !tapline_filtered_rows_get_number (&self->shown, view->last, &numbers.last)))
    return;
  tapline_message_list_set_view (TAPLINE_MESSAGE_LIST (self->transcript), &numbers);
}

/* Likewise, if the rows are those of the same filter. */
static gboolean
edit_row (TaplineFilteredList *self,
          guint64              former,
          guint64             *row)
{
  *row = former;

  return tapline_list_edits_renumber (self->edits, row);
}

/* What was message @former of the list, in the numbers that the transcript has now. */
static gboolean
get_former (TaplineFilteredList *self,
            guint64              former,
            guint64             *number)
{
  if (self->former_held != NULL)
    return find_held (self->former_held, former, number);
  if (self->former != NULL)
    return tapline_filtered_rows_get_number (self->former, former, number);

  return tapline_message_list_renumber (TAPLINE_MESSAGE_LIST (self->transcript), former, number);
}

static gboolean
renumber (TaplineMessageList *list,
          guint64             former,
          guint64            *row)
{
  TaplineFilteredList *self = TAPLINE_FILTERED_LIST (list);
  guint64 number;

  if (self->edits != NULL)
    return edit_row (self, former, row);

  return get_former (self, former, &number)
         && tapline_filtered_rows_get_row (&self->shown, number, row);
}

static guint64
place (TaplineMessageList *list,
       guint64             former)
{
  TaplineFilteredList *self = TAPLINE_FILTERED_LIST (list);
  guint64 number, row;

  if (self->edits != NULL)
    {
      edit_row (self, former, &row);
      return row;
    }
  if (!get_former (self, former, &number))
    return get_n_messages (list);
  tapline_filtered_rows_get_row (&self->shown, number, &row);

  return row;
}

static void
add_each (TaplineMessageList    *list,
          const TaplineLogRange *range,
          TaplineLogRanges      *ranges)
{
  guint64 row;

  for (guint64 i = range->start; i < range->end; i++)
    if (renumber (list, i, &row))
      tapline_log_ranges_add (ranges, row, row + 1);
}

/* Those that were neighbours in a filter need not be neighbours now. */
static TaplineLogRanges *
renumber_ranges (TaplineMessageList     *list,
                 const TaplineLogRanges *former)
{
  TaplineFilteredList *self = TAPLINE_FILTERED_LIST (list);
  TaplineLogRanges *ranges;

  if (self->edits != NULL)
    return tapline_list_edits_renumber_ranges (self->edits, former);
  if (self->former == NULL)
    return tapline_message_list_renumber_ranges (TAPLINE_MESSAGE_LIST (self->transcript), former);

  ranges = tapline_log_ranges_new ();
  for (guint i = 0; i < tapline_log_ranges_get_n (former); i++)
    {
      const TaplineLogRange *range = tapline_log_ranges_get (former, i);

      if (self->former->finder == NULL && self->former_held == NULL)
        tapline_log_ranges_add (ranges, place (list, range->start), place (list, range->end));
      else if (tapline_log_ranges_count (former) <= SELECTED_MAX)
        add_each (list, range, ranges);
    }

  return ranges;
}

static TaplineMarks *
get_marks (TaplineMessageList *list)
{
  TaplineMessageList *all = TAPLINE_MESSAGE_LIST (TAPLINE_FILTERED_LIST (list)->transcript);

  return TAPLINE_MESSAGE_LIST_GET_IFACE (all)->get_marks (all);
}

static gboolean
get_reach (TaplineMessageList *list,
           guint64             row,
           TaplineReach       *reach)
{
  TaplineFilteredList *self = TAPLINE_FILTERED_LIST (list);
  TaplineMessageList *all = TAPLINE_MESSAGE_LIST (self->transcript);
  guint64 number;

  return tapline_filtered_list_get_number (self, row, &number)
         && TAPLINE_MESSAGE_LIST_GET_IFACE (all)->get_reach (all, number, reach);
}

static gboolean
find_position (TaplineMessageList    *list,
               const TaplinePosition *position,
               guint64               *row)
{
  TaplineFilteredList *self = TAPLINE_FILTERED_LIST (list);
  TaplineMessageList *all = TAPLINE_MESSAGE_LIST (self->transcript);
  guint64 number;

  return TAPLINE_MESSAGE_LIST_GET_IFACE (all)->find_position (all, position, &number)
         && tapline_filtered_list_get_row (self, number, row);
}

static void
message_list_iface_init (TaplineMessageListInterface *iface)
{
  iface->get_n_messages = get_n_messages;
  iface->get_n_pending = get_n_pending;
  iface->get_message = get_message;
  iface->dup_bytes = dup_bytes;
  iface->dup_peer_name = dup_peer_name;
  iface->dup_flaw = dup_flaw;
  iface->set_view = set_view;
  iface->renumber = renumber;
  iface->get_marks = get_marks;
  iface->get_reach = get_reach;
  iface->find_position = find_position;
  iface->place = place;
  iface->renumber_ranges = renumber_ranges;
}

/* Going over to another filter */

/* Whether what is being prepared has what is in view, or else what there was. */
static gboolean
is_next_useful (TaplineFilteredList *self)
{
  guint64 examined = tapline_finder_get_examined (self->next);
  TaplineSearchState state = tapline_finder_get_state (self->next);
  guint64 first, last;

  if (examined >= self->goal || state == TAPLINE_SEARCH_FAILED)
    return TRUE;

  return self->view.n_rows > 0
         && tapline_filtered_list_get_number (self, self->view.first, &first)
         && tapline_filtered_list_get_number (self, self->view.last, &last)
         && last < examined
         && tapline_finder_get_rank (self->next, first) + self->view.n_rows
            <= tapline_finder_get_matches (self->next);
}

/* Shows what was prepared, or all messages if nothing was. */
static void
show_next (TaplineFilteredList *self)
{
  TaplineFilteredRows former = self->shown;
  g_autoptr (GArray) held = g_steal_pointer (&self->held);

  self->shown = (TaplineFilteredRows) {
    .transcript = self->transcript,
    .finder = g_steal_pointer (&self->next),
  };
  tapline_filtered_rows_look_at_pending (&self->shown);
  self->former = &former;
  self->former_held = held;
  tapline_message_list_renumbered (TAPLINE_MESSAGE_LIST (self));
  self->former = NULL;
  self->former_held = NULL;
  g_clear_object (&former.finder);
}

static void
finder_changed_cb (TaplineFilteredList *self,
                   TaplineFinder       *finder)
{
  if (finder == self->next && is_next_useful (self))
    show_next (self);
  else if (finder == self->shown.finder)
    tapline_filtered_rows_look_at_pending (&self->shown);
  tapline_message_list_changed (TAPLINE_MESSAGE_LIST (self));
}

static void
finder_edited_cb (TaplineFilteredList    *self,
                  const TaplineListEdits *edits,
                  TaplineFinder          *finder)
{
  if (finder != self->shown.finder)
    return;
  tapline_filtered_rows_look_at_pending (&self->shown);
  self->edits = edits;
  tapline_message_list_renumbered (TAPLINE_MESSAGE_LIST (self));
  self->edits = NULL;
}

static void
hold_row (TaplineFilteredList *self,
          GArray              *held,
          guint64              row)
{
  TaplineMessageList *list = TAPLINE_MESSAGE_LIST (self->transcript);
  Held one = { .row = row };
  guint64 number;

  if (tapline_filtered_list_get_number (self, row, &number)
      && tapline_message_list_renumber (list, number, &one.number))
    g_array_append_val (held, one);
}

/* While the transcript tells where its messages are now. The finder that is shown still has the
 * former ones: its handler comes after this. */
static void
hold (TaplineFilteredList *self)
{
  GArray *held = g_array_new (FALSE, FALSE, sizeof (Held));

  for (guint i = 0; i < MIN (self->view.n_rows, HELD_MAX); i++)
    hold_row (self, held, self->view.first + i);
  hold_row (self, held, self->view.last);

  self->n_held = get_n_messages (TAPLINE_MESSAGE_LIST (self));
  g_clear_pointer (&self->held, g_array_unref);
  self->held = held;
  if (self->next == NULL)
    self->next = g_steal_pointer (&self->shown.finder);
  else
    g_clear_object (&self->shown.finder);
}

static void
list_renumbered_cb (TaplineFilteredList *self)
{
  self->goal = n_all (self);
  if (tapline_filtered_list_is_filtered (self))
    {
      hold (self);
      return;
    }
  tapline_filtered_rows_look_at_pending (&self->shown);
  tapline_message_list_renumbered (TAPLINE_MESSAGE_LIST (self));
}

static void
list_changed_cb (TaplineFilteredList *self)
{
  if (self->held == NULL)
    tapline_filtered_rows_look_at_pending (&self->shown);
  tapline_message_list_changed (TAPLINE_MESSAGE_LIST (self));
}

static void
tapline_filtered_list_dispose (GObject *object)
{
  TaplineFilteredList *self = TAPLINE_FILTERED_LIST (object);

  g_clear_object (&self->next);
  g_clear_object (&self->shown.finder);
  self->shown.transcript = NULL;
  g_clear_pointer (&self->held, g_array_unref);
  g_clear_object (&self->transcript);

  G_OBJECT_CLASS (tapline_filtered_list_parent_class)->dispose (object);
}

static void
tapline_filtered_list_class_init (TaplineFilteredListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tapline_filtered_list_dispose;
}

static void
tapline_filtered_list_init (TaplineFilteredList *self)
{
}

/**
 * tapline_filtered_list_new:
 * @transcript: whose messages, open or to be opened
 *
 * Returns: (transfer full): a list of all of them
 */
TaplineFilteredList *
tapline_filtered_list_new (TaplineTranscript *transcript)
{
  TaplineFilteredList *self;

  g_return_val_if_fail (TAPLINE_IS_TRANSCRIPT (transcript), NULL);

  self = g_object_new (TAPLINE_TYPE_FILTERED_LIST, NULL);
  self->transcript = g_object_ref (transcript);
  self->shown.transcript = transcript;
  /* Before any finder is connected, see hold(). */
  g_signal_connect_object (transcript, "renumbered", G_CALLBACK (list_renumbered_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (transcript, "changed", G_CALLBACK (list_changed_cb), self,
                           G_CONNECT_SWAPPED);
  tapline_filtered_rows_look_at_pending (&self->shown);

  return self;
}

TaplineTranscript *
tapline_filtered_list_get_transcript (TaplineFilteredList *self)
{
  g_return_val_if_fail (TAPLINE_IS_FILTERED_LIST (self), NULL);

  return self->transcript;
}

/**
 * tapline_filtered_list_set_query:
 * @self: a filtered list
 * @query: (nullable): which messages are rows from now on; %NULL for all
 * @error: return location: no thread can be had for the search
 *
 * All messages are rows at once. Another filter is prepared, while the rows stay what they are;
 * `renumbered` tells when they change. Only the last one that was set gets that far.
 *
 * Returns: %FALSE if it cannot be; then everything stays as it was
 */
gboolean
tapline_filtered_list_set_query (TaplineFilteredList  *self,
                                 TaplineQuery         *query,
                                 GError              **error)
{
  g_autoptr (TaplineFinder) finder = NULL;

  g_return_val_if_fail (TAPLINE_IS_FILTERED_LIST (self), FALSE);

  if (query == NULL)
    {
      g_clear_object (&self->next);
      if (tapline_filtered_list_is_filtered (self))
        show_next (self);
      return TRUE;
    }

  finder = tapline_finder_new (self->transcript);
  if (!tapline_finder_set_query (finder, query, 0, error))
    return FALSE;
  g_signal_connect_object (finder, "edited", G_CALLBACK (finder_edited_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (finder, "changed", G_CALLBACK (finder_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_set_object (&self->next, finder);
  self->goal = n_all (self);

  return TRUE;
}

TaplineQuery *
tapline_filtered_list_get_query (TaplineFilteredList *self)
{
  TaplineFinder *finder;

  g_return_val_if_fail (TAPLINE_IS_FILTERED_LIST (self), NULL);

  finder = self->next != NULL ? self->next : self->shown.finder;

  return finder != NULL ? tapline_finder_get_query (finder) : NULL;
}

/* Whether the rows are not all messages, now. */
gboolean
tapline_filtered_list_is_filtered (TaplineFilteredList *self)
{
  g_return_val_if_fail (TAPLINE_IS_FILTERED_LIST (self), FALSE);

  return self->shown.finder != NULL || self->held != NULL;
}

/* Whether another filter was set than the one that the rows are of. */
gboolean
tapline_filtered_list_is_preparing (TaplineFilteredList *self)
{
  g_return_val_if_fail (TAPLINE_IS_FILTERED_LIST (self), FALSE);

  return self->next != NULL;
}

/* How far the filter that was set last is, from 0 to 1; 1 without one. */
double
tapline_filtered_list_get_progress (TaplineFilteredList *self)
{
  TaplineFinder *finder;

  g_return_val_if_fail (TAPLINE_IS_FILTERED_LIST (self), 1);

  finder = self->next != NULL ? self->next : self->shown.finder;

  return finder != NULL ? tapline_finder_get_progress (finder) : 1;
}

/* (nullable): why the filter that was set last ended early, see tapline_search_look(). */
const GError *
tapline_filtered_list_get_error (TaplineFilteredList *self)
{
  TaplineFinder *finder;

  g_return_val_if_fail (TAPLINE_IS_FILTERED_LIST (self), NULL);

  finder = self->next != NULL ? self->next : self->shown.finder;

  return finder != NULL ? tapline_finder_get_error (finder) : NULL;
}

/**
 * tapline_filtered_list_get_number:
 * @self: a filtered list
 * @row: one of its rows
 * @number: (out): the transcript's number of the message there
 *
 * Returns: %FALSE if there are not as many rows
 */
gboolean
tapline_filtered_list_get_number (TaplineFilteredList *self,
                                  guint64              row,
                                  guint64             *number)
{
  g_return_val_if_fail (TAPLINE_IS_FILTERED_LIST (self), FALSE);
  g_return_val_if_fail (number != NULL, FALSE);

  return self->held != NULL ? find_held (self->held, row, number)
                            : tapline_filtered_rows_get_number (&self->shown, row, number);
}

/**
 * tapline_filtered_list_get_row:
 * @self: a filtered list
 * @number: the transcript's number of a message
 * @row: (out): its row, or how many rows are before it
 *
 * Returns: whether it has a row
 */
gboolean
tapline_filtered_list_get_row (TaplineFilteredList *self,
                               guint64              number,
                               guint64             *row)
{
  g_return_val_if_fail (TAPLINE_IS_FILTERED_LIST (self), FALSE);
  g_return_val_if_fail (row != NULL, FALSE);

  *row = 0;

  return self->held == NULL && tapline_filtered_rows_get_row (&self->shown, number, row);
}

/**
 * tapline_filtered_list_create_set:
 * @self: a filtered list
 * @rows: which of its rows
 *
 * Returns: (transfer full): the messages there, by the transcript's numbers; for another thread if
 *   need be
 */
TaplineMessageSet *
tapline_filtered_list_create_set (TaplineFilteredList    *self,
                                  const TaplineLogRanges *rows)
{
  TaplineFilteredRows shown;

  g_return_val_if_fail (TAPLINE_IS_FILTERED_LIST (self), NULL);
  g_return_val_if_fail (rows != NULL, NULL);

  shown = self->shown;
  if (self->held != NULL)
    shown.finder = self->next;

  return tapline_filtered_rows_create_set (&shown, rows);
}
