/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A search that runs in the background.
 *
 * The records of the index are handed out to workers in ranges of a few megabytes of the recording.
 * Each worker examines its range (tapline-sift.c); what it found is taken over in the order of the
 * ranges, so that the list of matches only grows at its end. How far workers may be ahead of that
 * is bounded. When all is examined they wait, and go on in the same way when there is more.
 *
 * A query that asks for marks follows the changes of the marks as well: the message that has the
 * byte is examined again, in its turn behind the ranges that were handed out before. What comes out
 * is an edit: who looks is told of it, as it changes the list in its middle.
 *
 * Threads: what the workers share is guarded by `lock`. Whoever looks tries to get it and comes
 * again if it is taken: a worker that has it may be preempted, and the UI thread waits for nobody.
 * What it takes away is a copy. The workers are detached: each has a reference, so cancelling waits
 * for none of them. A worker looks at `cancelled` with every block; only a regular expression that
 * is comparing keeps it for longer.
 *
 * A worker without work waits for a nudge. Whoever takes work and leaves some, or sees that all is
 * over, passes it on.
 */
#include "config.h"

#include <errno.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "tapline-index-private.h"
#include "tapline-nudge.h"
#include "tapline-search.h"
#include "tapline-sift.h"
#include "tapline-store.h"

#define WORKERS_MAX    4
#define RANGES_MAX     (2 * WORKERS_MAX)  /* handed out and not taken over yet */
#define RANGE_BYTES    (4 * 1024 * 1024)  /* of the recording; what ends a range */
#define RANGE_MESSAGES (256 * 1024)       /* or this */
#define RANGE_RECORDS  4096               /* or this */
#define RECORDS_READ   128                /* at once */
#define NO_MESSAGE     G_MAXUINT64

/* What a message is after all. */
typedef struct
{
  guint64  number;
  gboolean matches;
} Correction;

typedef struct
{
  TaplineSifted sifted;
  gboolean      again;      /* instead of a range, a message that was examined before */
  Correction    correction; /* then: number NO_MESSAGE if none was */
  gboolean      done;
} Range;

struct _TaplineSearch
{
  gatomicrefcount       ref_count;

  /* immutable */
  TaplineIndex         *index;
  TaplineQuery         *query;
  TaplineSearchFlags    flags;
  TaplineMarks         *marks;       /* NULL if the query does not ask for them */
  TaplineSearchNotify   notify;
  gpointer              user_data;
  GDestroyNotify        destroy;

  /* atomic */
  int                   cancelled;
  TaplineNudge          nudge;

  /* guarded by lock */
  GMutex                lock;
  guint64               next_record; /* first that is not handed out */
  guint64               next_offset; /* of the recording: all before it is handed out */
  guint64               next_change; /* of the marks: first that is not handed out */
  guint64               next_range;
  guint64               next_taken;  /* first range that is not taken over */
  Range                 ranges[RANGES_MAX];
  TaplineMatches       *matches;
  GArray               *edits;       /* TaplineSearchEdit: of the matches since the beginning */
  gboolean              failed;
  GError               *error;
};

/* A worker and the range that it has. */
typedef struct
{
  TaplineSearch *search;
  TaplineSift   *sift;
  TaplineReader *reader;      /* NULL until something has to be examined again */
  TaplineStore   store;       /* likewise */
  guint64        range;
  gboolean       again;       /* what is examined is the message that has @changed */
  TaplinePosition changed;
  guint64        number;      /* of the first record */
  TaplineRecord *records;
  guint          n_records;
  guint64        end_message;
  guint64        end_offset;
} Worker;

/* Gives a reference back. Thread: any. */
static void
release (TaplineSearch *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < RANGES_MAX; i++)
    {
      g_array_unref (self->ranges[i].sifted.bits);
      g_array_unref (self->ranges[i].sifted.late);
    }
  tapline_matches_free (self->matches);
  g_array_unref (self->edits);
  g_clear_error (&self->error);
  tapline_nudge_clear (&self->nudge);
  g_mutex_clear (&self->lock);
  tapline_query_unref (self->query);
  tapline_index_unref (self->index);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}

/* Reads records of the index; FALSE if that fails. */
static gboolean
read_records (TaplineSearch *self,
              guint64        number,
              TaplineRecord *records,
              guint          n_records)
{
  gsize size = n_records * sizeof *records;
  gsize done = 0;

  while (done < size)
    {
      gssize n = pread (self->index->fd, (guint8 *) records + done, size - done,
                        (off_t) (number * sizeof *records + done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      done += (gsize) n;
    }

  return TRUE;
}

/* Where the range ends that begins with the first of these records, looking from @i on; 0 if it
 * does not. */
static guint
find_end (const TaplineRecord *records,
          guint                i,
          guint                n_records)
{
  for (; i < n_records; i++)
    if (tapline_record_get_offset (&records[i]) - tapline_record_get_offset (&records[0])
        >= RANGE_BYTES
        || tapline_record_get_first (&records[i]) - tapline_record_get_first (&records[0])
           >= RANGE_MESSAGES)
      return i;

  return 0;
}

static void
fail_locked (TaplineSearch *self,
             GError        *error)
{
  g_clear_error (&self->error);
  self->error = error;
  self->failed = TRUE;
}

/* Hands out the next message of which the mark has changed. What is not handed out yet will be
 * examined with the mark as it is now. */
static gboolean
claim_change_locked (Worker *worker)
{
  TaplineSearch *self = worker->search;

  worker->again = FALSE;
  if (self->marks == NULL)
    return FALSE;
  while (!worker->again
         && tapline_marks_get_change (self->marks, self->next_change, &worker->changed))
    {
      self->next_change++;
      worker->again = worker->changed.offset < self->next_offset;
    }
  if (!worker->again)
    return FALSE;

  worker->number = self->next_record;
  worker->range = self->next_range++;
  tapline_nudge_give (&self->nudge);

  return TRUE;
}

/* Hands out the next range; FALSE if there is none now. */
static gboolean
claim_locked (Worker *worker)
{
  TaplineSearch *self = worker->search;
  TaplineIndex *index = self->index;
  guint64 n_records, n_messages;
  guint read = 0, end = 0, limit;

  if (self->next_range - self->next_taken == RANGES_MAX)
    return FALSE;
  if (claim_change_locked (worker))
    return TRUE;

  /* Together, as the indexer publishes them. */
  g_mutex_lock (&index->lock);
  n_records = tapline_counter_read (&index->records);
  n_messages = tapline_counter_read (&index->counters.messages);
  worker->end_offset = tapline_counter_read (&index->counters.bytes);
  g_mutex_unlock (&index->lock);
  if (self->next_record == n_records)
    return FALSE;

  /* One more than are handed out tells where the last of these ends. */
  limit = (guint) MIN (n_records - self->next_record, RANGE_RECORDS + 1);
  while (read < limit && end == 0)
    {
      guint n = MIN (limit - read, RECORDS_READ);

      if (!read_records (self, self->next_record + read, worker->records + read, n))
        {
          fail_locked (self, g_error_new (G_FILE_ERROR, G_FILE_ERROR_IO,
                                          _("The log of “%s” cannot be read: choose the framing "
                                            "again to make it anew."),
                                          tapline_capture_get_path (index->capture)));
          return FALSE;
        }
      end = find_end (worker->records, MAX (read, 1), read + n);
      read += n;
    }
  if (end == 0 && limit > RANGE_RECORDS)
    end = RANGE_RECORDS;

  worker->number = self->next_record;
  worker->n_records = end > 0 ? end : read;
  worker->end_message = end > 0 ? tapline_record_get_first (&worker->records[end]) : n_messages;
  worker->range = self->next_range++;
  self->next_record += worker->n_records;
  self->next_offset = end > 0 ? tapline_record_get_offset (&worker->records[end])
                              : worker->end_offset;
  if (self->next_record < n_records)
    tapline_nudge_give (&self->nudge);

  return TRUE;
}

static void
set_too_complex_locked (TaplineSearch *self,
                        guint64        message)
{
  char digits[24];

  g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, message + 1);
  fail_locked (self, g_error_new (TAPLINE_PATTERN_ERROR, TAPLINE_PATTERN_ERROR_TOO_COMPLEX,
                                  _("The regular expression is too complex for message %s; "
                                    "the search ended there. Write it without a repetition "
                                    "inside a repetition."), digits));
}

static void
set_unreadable_locked (TaplineSearch *self)
{
  if (self->error == NULL)
    self->error = g_error_new (G_FILE_ERROR, G_FILE_ERROR_IO,
                               _("Some messages could not be read and count as not found: "
                                 "another program has changed the recording “%s”, or the disk "
                                 "fails."),
                               tapline_capture_get_path (self->index->capture));
}

/* Finds the message with the byte whose mark has changed, and examines the block in which it
 * ends. */
static Correction
examine_again (Worker        *worker,
               TaplineSifted *sifted)
{
  TaplineIndex *index = worker->search->index;
  Correction correction = { .number = NO_MESSAGE };
  TaplineRecord record, next;
  guint64 message, number, n_records, first;

  if (worker->reader == NULL)
    {
      worker->reader = tapline_reader_new (index);
      tapline_store_init (&worker->store, index);
    }
  g_mutex_lock (&index->lock);
  n_records = tapline_counter_read (&index->records);
  worker->end_message = tapline_counter_read (&index->counters.messages);
  worker->end_offset = tapline_counter_read (&index->counters.bytes);
  g_mutex_unlock (&index->lock);
  /* What ends behind all that was handed out will be examined anyway. */
  if (!tapline_reader_find (worker->reader, &worker->changed, &message)
      || message >= worker->end_message
      || !tapline_store_find_record (&worker->store, message, &number)
      || number >= worker->number
      || !tapline_store_get_record (&worker->store, number, TAPLINE_STORE_ONE, &record))
    return correction;
  if (number + 1 < n_records)
    {
      if (!tapline_store_get_record (&worker->store, number + 1, TAPLINE_STORE_ONE, &next))
        return correction;
      worker->end_message = tapline_record_get_first (&next);
    }

  first = tapline_record_get_first (&record);
  tapline_sift_run (worker->sift, number, &record, 1, worker->end_message, worker->end_offset,
                    &worker->search->cancelled, sifted);
  if (message < first || message - first >= sifted->n_messages)
    return correction;
  correction.number = message;
  correction.matches = tapline_sift_get_bit (sifted->bits, (gsize) (message - first));

  return correction;
}

static void
examine (Worker *worker)
{
  TaplineSearch *self = worker->search;
  Range *range = &self->ranges[worker->range % RANGES_MAX];

  range->again = worker->again;
  if (worker->again)
    range->correction = examine_again (worker, &range->sifted);
  else
    tapline_sift_run (worker->sift, worker->number, worker->records, worker->n_records,
                      worker->end_message, worker->end_offset, &self->cancelled, &range->sifted);
}

static void
take_range_locked (TaplineSearch *self,
                   const Range   *range)
{
  const TaplineSifted *sifted = &range->sifted;
  gsize n = sifted->too_complex ? sifted->too_complex_at : sifted->n_messages;

  tapline_matches_append (self->matches, (const guint64 *) (gpointer) sifted->bits->data, n);
  for (guint i = 0; i < sifted->late->len; i++)
    tapline_matches_set (self->matches, g_array_index (sifted->late, guint64, i), TRUE);
  if (sifted->unreadable)
    set_unreadable_locked (self);
  if (sifted->too_complex)
    set_too_complex_locked (self, tapline_matches_get_n_examined (self->matches));
}

static void
take_correction_locked (TaplineSearch *self,
                        const Range   *range)
{
  const Correction *correction = &range->correction;
  TaplineSearchEdit edit = { .number = correction->number, .added = correction->matches };

  if (correction->number == NO_MESSAGE)
    return;
  if (range->sifted.too_complex)
    {
      set_too_complex_locked (self, correction->number);
      return;
    }
  if (tapline_matches_contains (self->matches, correction->number) == correction->matches)
    return;
  edit.rank = tapline_matches_get_rank (self->matches, correction->number);
  tapline_matches_set (self->matches, correction->number, correction->matches);
  g_array_append_val (self->edits, edit);
}

/* Takes over what was found in the ranges that are next. */
static void
take_over_locked (Worker *worker)
{
  TaplineSearch *self = worker->search;
  Range *range = &self->ranges[worker->range % RANGES_MAX];

  range->done = TRUE;
  while (!self->failed && (range = &self->ranges[self->next_taken % RANGES_MAX])->done)
    {
      if (range->again)
        take_correction_locked (self, range);
      else
        take_range_locked (self, range);
      range->done = FALSE;
      self->next_taken++;
      tapline_nudge_give (&self->nudge);
    }
}

/* Whether there is a range to examine: waits for one. */
static gboolean
wait_for_range (Worker *worker)
{
  TaplineSearch *self = worker->search;
  gboolean claimed = FALSE, over = FALSE;

  while (TRUE)
    {
      g_mutex_lock (&self->lock);
      if (!self->failed && !g_atomic_int_get (&self->cancelled))
        claimed = claim_locked (worker);
      over = self->failed || g_atomic_int_get (&self->cancelled);
      g_mutex_unlock (&self->lock);
      if (claimed)
        return TRUE;
      if (over)
        {
          tapline_nudge_give (&self->nudge);
          return FALSE;
        }
      tapline_nudge_wait (&self->nudge);
    }
}

static gpointer
work (gpointer data)
{
  TaplineSearch *self = data;
  Worker worker = { .search = self };

  worker.sift = tapline_sift_new (self->index, self->query,
                                  (self->flags & TAPLINE_SEARCH_STREAM) != 0);
  worker.records = g_new (TaplineRecord, RANGE_RECORDS + 1);
  while (wait_for_range (&worker))
    {
      examine (&worker);
      g_mutex_lock (&self->lock);
      if (!g_atomic_int_get (&self->cancelled))
        take_over_locked (&worker);
      g_mutex_unlock (&self->lock);
      if (self->notify != NULL && !g_atomic_int_get (&self->cancelled))
        self->notify (self->user_data);
    }
  tapline_sift_free (worker.sift);
  if (worker.reader != NULL)
    {
      tapline_reader_free (worker.reader);
      tapline_store_clear (&worker.store);
    }
  g_free (worker.records);
  release (self);

  return NULL;
}

/**
 * tapline_search_new:
 * @index: what to search; another framing is another index, and so another search
 * @query: what is wanted
 * @flags: %TAPLINE_SEARCH_STREAM looks for the only pattern of @query in what each connection
 *   carried in each direction, as if there were no messages; a match counts for the message in
 *   which it begins, as soon as that is complete. A regular expression then sees 4 KiB before and
 *   64 KiB behind a place at most. Ignored if @query is not just a pattern
 * @notify: (nullable) (scope notified): called when there is more
 * @user_data: for @notify
 * @destroy: (nullable): for @user_data, once nothing calls @notify any more, on any thread
 * @error: return location
 *
 * Starts at once, on as many threads as there are cores, at most 4. Unfinished messages are not
 * searched before they are complete. Thread: any.
 *
 * Returns: (transfer full): a search, or %NULL with a #G_THREAD_ERROR
 */
TaplineSearch *
tapline_search_new (TaplineIndex         *index,
                    TaplineQuery         *query,
                    TaplineSearchFlags    flags,
                    TaplineSearchNotify   notify,
                    gpointer              user_data,
                    GDestroyNotify        destroy,
                    GError              **error)
{
  TaplineSearch *self;
  guint n_workers = MIN (g_get_num_processors (), WORKERS_MAX);

  g_return_val_if_fail (index != NULL && query != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_new0 (TaplineSearch, 1);
  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  tapline_nudge_init (&self->nudge);
  self->index = tapline_index_ref (index);
  self->query = tapline_query_ref (query);
  self->flags = flags;
  self->notify = notify;
  self->user_data = user_data;
  self->destroy = destroy;
  self->matches = tapline_matches_new ();
  self->edits = g_array_new (FALSE, FALSE, sizeof (TaplineSearchEdit));
  if (tapline_query_asks_for_marks (query))
    {
      self->marks = tapline_capture_get_marks (index->capture);
      self->next_change = tapline_marks_get_serial (self->marks);
    }
  for (guint i = 0; i < RANGES_MAX; i++)
    {
      self->ranges[i].sifted.bits = g_array_new (FALSE, TRUE, sizeof (guint64));
      self->ranges[i].sifted.late = g_array_new (FALSE, FALSE, sizeof (guint64));
    }

  for (guint i = 0; i < n_workers; i++)
    {
      GThread *thread;

      /* One worker is enough. */
      g_atomic_ref_count_inc (&self->ref_count);
      thread = g_thread_try_new ("tapline-search", work, self, i == 0 ? error : NULL);
      if (thread != NULL)
        g_thread_unref (thread);
      else
        release (self);
      if (thread == NULL && i == 0)
        {
          release (self);
          return NULL;
        }
    }

  return self;
}

/**
 * tapline_search_free:
 * @self: (transfer full): a search
 *
 * Cancels it and gives the reference back that was got with it. Does not wait: its threads end by
 * themselves, and the last of them gives the index back. Thread: any.
 */
void
tapline_search_free (TaplineSearch *self)
{
  g_return_if_fail (self != NULL);

  tapline_search_cancel (self);
  release (self);
}

/**
 * tapline_search_cancel:
 * @self: a search
 *
 * Ends it; what was found stays. Waits for nothing. Thread: any.
 */
void
tapline_search_cancel (TaplineSearch *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_int_set (&self->cancelled, TRUE);
  tapline_nudge_give (&self->nudge);
}

/**
 * tapline_search_wake:
 * @self: a search
 *
 * Tells it that the index has more; to be called after the callback of the index was. Waits for
 * nothing. Thread: any.
 */
void
tapline_search_wake (TaplineSearch *self)
{
  g_return_if_fail (self != NULL);

  tapline_nudge_give (&self->nudge);
}

static TaplineSearchState
get_state_locked (TaplineSearch *self)
{
  if (self->failed)
    return TAPLINE_SEARCH_FAILED;
  if (g_atomic_int_get (&self->cancelled))
    return TAPLINE_SEARCH_CANCELLED;
  if (self->next_taken == self->next_range
      && (self->marks == NULL || self->next_change == tapline_marks_get_serial (self->marks))
      && self->next_record == tapline_counter_read (&self->index->records))
    return TAPLINE_SEARCH_CAUGHT_UP;

  return TAPLINE_SEARCH_RUNNING;
}

/**
 * tapline_search_look:
 * @self: a search
 * @view: (inout): what this search's threads have found; what it was at the last look, or all zero
 *
 * A search that failed says why: a #TAPLINE_PATTERN_ERROR if its regular expression would take for
 * ever at a message, a #G_FILE_ERROR if the index cannot be read. One that goes on may have a
 * #G_FILE_ERROR as well: then some messages could not be read.
 *
 * Does not wait, and takes as long as copying what was found since the last look: some
 * microseconds. Thread: any; the view then belongs to it.
 *
 * Returns: %FALSE if one of the search's threads is just writing; then @view is as it was, and one
 *   should look again later
 */
gboolean
tapline_search_look (TaplineSearch     *self,
                     TaplineSearchView *view)
{
  g_return_val_if_fail (self != NULL && view != NULL, FALSE);

  if (!g_mutex_trylock (&self->lock))
    return FALSE;

  view->state = get_state_locked (self);
  if (view->matches == NULL)
    {
      view->matches = tapline_matches_new ();
      view->edits = g_array_new (FALSE, FALSE, sizeof (TaplineSearchEdit));
    }
  tapline_matches_update (view->matches, self->matches);
  g_array_set_size (view->edits, 0);
  g_array_append_vals (view->edits, self->edits->data + view->n_edits * sizeof (TaplineSearchEdit),
                       self->edits->len - view->n_edits);
  view->n_edits = self->edits->len;
  g_clear_error (&view->error);
  if (self->error != NULL)
    view->error = g_error_copy (self->error);
  g_mutex_unlock (&self->lock);

  return TRUE;
}

/**
 * tapline_search_view_clear:
 * @view: what was seen; all zero afterwards
 */
void
tapline_search_view_clear (TaplineSearchView *view)
{
  g_return_if_fail (view != NULL);

  view->state = TAPLINE_SEARCH_RUNNING;
  view->n_edits = 0;
  g_clear_pointer (&view->matches, tapline_matches_free);
  g_clear_pointer (&view->edits, g_array_unref);
  g_clear_error (&view->error);
}
