/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The marks of a capture, in the order of what they mark.
 *
 * A mark is a block of the capture, behind what it speaks of, and a later one of the same byte
 * replaces it. So the marks are known to whoever has gone through the blocks: the indexers, which
 * all go through them in the same order. What one of them has taken over the others leave, and so
 * a framing that is chosen later finds them all at once, long before its indexer has come to them.
 *
 * Which bytes were marked, or not any more, is a list that only grows. How many of these changes
 * there were is the serial: whoever has read *n* and has gone by all before it (a search) looks at
 * those from there on.
 *
 * Threads: indexers take, anyone looks; all of it is guarded by a lock that is held for a search in
 * a tree. The serial, which is read for each frame, is a counter beside it.
 */
#include "config.h"

#include <string.h>

#include "tapline-counter.h"
#include "tapline-marks.h"

struct _TaplineMarks
{
  /* written with lock held, read by anyone */
  TaplineCounter serial;

  /* guarded by lock */
  GMutex         lock;
  GSequence     *marks;   /* element-type TaplineMark, by position */
  GArray        *changes; /* TaplinePosition: what was marked or not any more, as it came */
  guint64        taken;   /* offset in the capture behind which no block was taken over */
};

static int
compare_positions (const TaplinePosition *a,
                   const TaplinePosition *b)
{
  if (a->offset != b->offset)
    return a->offset < b->offset ? -1 : 1;
  if (a->at != b->at)
    return a->at < b->at ? -1 : 1;

  return (int) a->direction - (int) b->direction;
}

static int
compare_marks (gconstpointer a,
               gconstpointer b,
               gpointer      unused)
{
  const TaplineMark *x = a;
  const TaplineMark *y = b;

  return compare_positions (&x->position, &y->position);
}

static void
free_mark (gpointer data)
{
  tapline_mark_clear (data);
  g_free (data);
}

static void
copy_mark (GSequenceIter *iter,
           TaplineMark   *mark)
{
  *mark = *(const TaplineMark *) g_sequence_get (iter);
  mark->note = g_strdup (mark->note);
}

/* The first mark that is not before @position, or the end. */
static GSequenceIter *
find_from_locked (TaplineMarks          *self,
                  const TaplinePosition *position)
{
  TaplineMark key = { .position = *position };
  GSequenceIter *iter = g_sequence_search (self->marks, &key, compare_marks, NULL);

  /* That is behind one that compares equal. */
  if (!g_sequence_iter_is_begin (iter))
    {
      GSequenceIter *before = g_sequence_iter_prev (iter);

      if (compare_marks (g_sequence_get (before), &key, NULL) == 0)
        return before;
    }

  return iter;
}

static gboolean
is_within (const TaplineMark  *mark,
           const TaplineReach *reach)
{
  return mark->connection == reach->connection
         && mark->position.direction == reach->begin.direction
         && compare_positions (&mark->position, &reach->begin) >= 0
         && compare_positions (&mark->position, &reach->end) < 0;
}

/* The first or the last mark of a message; %NULL if there is none. */
static GSequenceIter *
find_locked (TaplineMarks       *self,
             const TaplineReach *reach,
             gboolean            last)
{
  GSequenceIter *found = NULL;

  for (GSequenceIter *iter = find_from_locked (self, &reach->begin);
       !g_sequence_iter_is_end (iter); iter = g_sequence_iter_next (iter))
    {
      const TaplineMark *mark = g_sequence_get (iter);

      if (compare_positions (&mark->position, &reach->end) >= 0)
        break;
      if (is_within (mark, reach))
        found = iter;
      if (found != NULL && !last)
        break;
    }

  return found;
}

/**
 * tapline_mark_clear:
 * @self: a mark
 *
 * Frees what it holds.
 */
void
tapline_mark_clear (TaplineMark *self)
{
  g_clear_pointer (&self->note, g_free);
}

/**
 * tapline_mark_dup_note:
 * @text: (array length=length): any bytes
 * @length: how many
 *
 * A note is shown in one line, in windows and on terminals: whoever wrote it, nothing in it may
 * control those, and it has an end.
 *
 * Returns: (transfer full): what a note says: UTF-8, without control characters, at most
 *   %TAPLINE_MARK_NOTE_MAX bytes; what is cut ends with an ellipsis
 */
char *
tapline_mark_dup_note (const char *text,
                       gsize       length)
{
  const gsize limit = TAPLINE_MARK_NOTE_MAX;
  char *note = g_utf8_make_valid (text, (gssize) MIN (length, limit + 1));

  if (strlen (note) > limit)
    {
      char *end = g_utf8_find_prev_char (note, note + limit - strlen ("…") + 1);

      *end = '\0';
      end = g_strconcat (note, "…", NULL);
      g_free (note);
      note = end;
    }
  for (char *at = note; *at != '\0';)
    {
      char *next = g_utf8_next_char (at);

      if (g_unichar_iscntrl (g_utf8_get_char (at)))
        memset (at, ' ', (gsize) (next - at));
      at = next;
    }

  return note;
}

/**
 * tapline_marks_new:
 *
 * Thread: any.
 *
 * Returns: (transfer full): no marks yet
 */
TaplineMarks *
tapline_marks_new (void)
{
  TaplineMarks *self = g_new0 (TaplineMarks, 1);

  g_mutex_init (&self->lock);
  self->marks = g_sequence_new (free_mark);
  self->changes = g_array_new (FALSE, FALSE, sizeof (TaplinePosition));

  return self;
}

/**
 * tapline_marks_free:
 * @self: (transfer full): marks that nobody uses any more
 */
void
tapline_marks_free (TaplineMarks *self)
{
  g_return_if_fail (self != NULL);

  g_sequence_free (self->marks);
  g_array_unref (self->changes);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * tapline_marks_take:
 * @self: marks
 * @offset: where in the capture the block is that says so
 * @mark: what it says
 *
 * Takes over a mark, or that it is removed; nothing if this block was taken over before. Thread:
 * any that goes through the blocks from the first on.
 */
void
tapline_marks_take (TaplineMarks      *self,
                    guint64            offset,
                    const TaplineMark *mark)
{
  GSequenceIter *iter;

  g_return_if_fail (self != NULL && mark != NULL);

  g_mutex_lock (&self->lock);
  if (offset >= self->taken)
    {
      self->taken = offset + 1;
      iter = g_sequence_lookup (self->marks, (gpointer) mark, compare_marks, NULL);
      if (iter != NULL)
        g_sequence_remove (iter);
      if (mark->note != NULL)
        {
          TaplineMark *copy = g_memdup2 (mark, sizeof *mark);

          copy->note = g_strdup (mark->note);
          g_sequence_insert_sorted (self->marks, copy, compare_marks, NULL);
        }
      g_array_append_val (self->changes, mark->position);
      tapline_counter_publish (&self->serial, self->changes->len);
    }
  g_mutex_unlock (&self->lock);
}

/**
 * tapline_marks_get_serial:
 * @self: marks
 *
 * Thread: any; costs next to nothing.
 *
 * Returns: how many changes there were; 0 as long as there never was a mark
 */
guint64
tapline_marks_get_serial (TaplineMarks *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return tapline_counter_read (&self->serial);
}

/**
 * tapline_marks_get_n:
 * @self: marks
 *
 * Thread: any.
 *
 * Returns: how many there are
 */
guint
tapline_marks_get_n (TaplineMarks *self)
{
  guint n;

  g_return_val_if_fail (self != NULL, 0);

  g_mutex_lock (&self->lock);
  n = (guint) g_sequence_get_length (self->marks);
  g_mutex_unlock (&self->lock);

  return n;
}

/**
 * tapline_marks_get:
 * @self: marks
 * @nth: from 0, in the order of what they mark
 * @mark: (out): the mark, to be cleared
 *
 * Thread: any.
 *
 * Returns: whether there are as many
 */
gboolean
tapline_marks_get (TaplineMarks *self,
                   guint         nth,
                   TaplineMark  *mark)
{
  GSequenceIter *iter;
  gboolean found;

  g_return_val_if_fail (self != NULL && mark != NULL, FALSE);

  g_mutex_lock (&self->lock);
  iter = g_sequence_get_iter_at_pos (self->marks, (int) MIN (nth, G_MAXINT));
  found = !g_sequence_iter_is_end (iter);
  if (found)
    copy_mark (iter, mark);
  g_mutex_unlock (&self->lock);

  return found;
}

/**
 * tapline_marks_find:
 * @self: marks
 * @reach: where a message is
 * @mark: (out): its first mark, to be cleared
 *
 * Thread: any.
 *
 * Returns: whether it has one
 */
gboolean
tapline_marks_find (TaplineMarks       *self,
                    const TaplineReach *reach,
                    TaplineMark        *mark)
{
  GSequenceIter *iter;

  g_return_val_if_fail (self != NULL && reach != NULL && mark != NULL, FALSE);

  g_mutex_lock (&self->lock);
  iter = find_locked (self, reach, FALSE);
  if (iter != NULL)
    copy_mark (iter, mark);
  g_mutex_unlock (&self->lock);

  return iter != NULL;
}

/**
 * tapline_marks_find_first:
 * @self: marks
 * @reach: where a message is, or several of one stream
 * @position: (out): the first byte of it that is marked
 *
 * Thread: any.
 *
 * Returns: whether there is one
 */
gboolean
tapline_marks_find_first (TaplineMarks       *self,
                          const TaplineReach *reach,
                          TaplinePosition    *position)
{
  GSequenceIter *iter;

  g_return_val_if_fail (self != NULL && reach != NULL && position != NULL, FALSE);

  g_mutex_lock (&self->lock);
  iter = find_locked (self, reach, FALSE);
  if (iter != NULL)
    *position = ((const TaplineMark *) g_sequence_get (iter))->position;
  g_mutex_unlock (&self->lock);

  return iter != NULL;
}

/**
 * tapline_marks_get_gap:
 * @self: marks
 * @offset: where a block begins in the capture
 * @from: (out): behind the last block before @offset that is marked
 * @to: (out): the first block from @offset on that is, %G_MAXUINT64 if there is none
 *
 * Thread: any.
 */
void
tapline_marks_get_gap (TaplineMarks *self,
                       guint64       offset,
                       guint64      *from,
                       guint64      *to)
{
  const TaplinePosition position = { .offset = offset };
  GSequenceIter *iter;

  g_return_if_fail (self != NULL && from != NULL && to != NULL);

  *from = 0;
  *to = G_MAXUINT64;
  g_mutex_lock (&self->lock);
  iter = find_from_locked (self, &position);
  if (!g_sequence_iter_is_end (iter))
    *to = ((const TaplineMark *) g_sequence_get (iter))->position.offset;
  if (!g_sequence_iter_is_begin (iter))
    {
      iter = g_sequence_iter_prev (iter);
      *from = ((const TaplineMark *) g_sequence_get (iter))->position.offset + 1;
    }
  g_mutex_unlock (&self->lock);
}

/**
 * tapline_marks_get_change:
 * @self: marks
 * @nth: which change, from 0
 * @position: (out): what was marked, or is not any more
 *
 * Thread: any.
 *
 * Returns: %FALSE if there were not as many
 */
gboolean
tapline_marks_get_change (TaplineMarks    *self,
                          guint64          nth,
                          TaplinePosition *position)
{
  gboolean found;

  g_return_val_if_fail (self != NULL && position != NULL, FALSE);

  g_mutex_lock (&self->lock);
  found = nth < self->changes->len;
  if (found)
    *position = g_array_index (self->changes, TaplinePosition, (guint) nth);
  g_mutex_unlock (&self->lock);

  return found;
}

/**
 * tapline_marks_find_next:
 * @self: marks
 * @reach: where a message is, marked or not
 * @forward: %FALSE for the one before instead
 * @mark: (out): the next mark that is not the message's, to be cleared
 *
 * Goes in the order in which what is marked was recorded. Whoever goes on from the message of the
 * mark that was found comes to every mark, and to none twice. Thread: any.
 *
 * Returns: whether there is one
 */
gboolean
tapline_marks_find_next (TaplineMarks       *self,
                         const TaplineReach *reach,
                         gboolean            forward,
                         TaplineMark        *mark)
{
  GSequenceIter *iter;
  gboolean found = FALSE;

  g_return_val_if_fail (self != NULL && reach != NULL && mark != NULL, FALSE);

  g_mutex_lock (&self->lock);
  iter = find_locked (self, reach, forward);
  if (iter == NULL)
    iter = find_from_locked (self, &reach->begin);
  else if (forward)
    iter = g_sequence_iter_next (iter);
  if (forward)
    found = !g_sequence_iter_is_end (iter);
  else if (!g_sequence_iter_is_begin (iter))
    {
      iter = g_sequence_iter_prev (iter);
      found = TRUE;
    }
  if (found)
    copy_mark (iter, mark);
  g_mutex_unlock (&self->lock);

  return found;
}
