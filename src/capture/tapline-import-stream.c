/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the pieces of one direction of a TCP connection into order (RFC 9293, section 3.4).
 *
 * What comes before its time is held, a bounded amount of it, until what is missing has come or it
 * is clear that it will not: the other side has acknowledged it, and it did not come with the next
 * packets either.
 *
 * Sequence numbers are compared modulo 2^32. Threads: its user's.
 */
#include "config.h"

#include <string.h>

#include "tapline-import-stream.h"

#define HELD_PIECES  256
#define HELD_BYTES   (1024 * 1024)
#define WAIT_PACKETS 16

static gint32
get_distance (guint32 from,
              guint32 to)
{
  return (gint32) (to - from);
}

static void
hold (TaplineImportStream      *self,
      const TaplineImportPiece *piece)
{
  gsize comment_size = piece->comment != NULL ? strlen (piece->comment) + 1 : 0;
  TaplineImportPiece *copy = g_malloc (sizeof *copy + piece->length + comment_size);
  GList *before = self->held.tail;

  *copy = *piece;
  copy->bytes = memcpy (copy + 1, piece->bytes, piece->length);
  if (comment_size > 0)
    copy->comment = memcpy ((char *) (copy + 1) + piece->length, piece->comment, comment_size);
  while (before != NULL
         && get_distance (((TaplineImportPiece *) before->data)->seq, piece->seq) < 0)
    before = before->prev;
  if (self->held.length == 0)
    self->waited = 0;
  if (before != NULL)
    g_queue_insert_after (&self->held, before, copy);
  else
    g_queue_push_head (&self->held, copy);
  self->held_bytes += piece->length;
}

/**
 * tapline_import_stream_begin:
 * @self: a stream of which nothing is known
 * @seq: sequence number of its first byte
 * @from_start: whether that is the first that was sent
 *
 * Thread: the user's, as all of these.
 */
void
tapline_import_stream_begin (TaplineImportStream *self,
                             guint32              seq,
                             gboolean             from_start)
{
  self->known = TRUE;
  self->from_start = from_start;
  self->start = self->next = seq;
}

void
tapline_import_stream_clear (TaplineImportStream *self)
{
  g_queue_clear_full (&self->held, g_free);
}

/**
 * tapline_import_stream_get_early:
 * @self: a stream that is known
 * @piece: a piece
 *
 * Returns: how many of its bytes belong before the first that is known, which is too late to tell
 */
guint32
tapline_import_stream_get_early (const TaplineImportStream *self,
                                 const TaplineImportPiece  *piece)
{
  guint32 early = self->start - piece->seq;

  /* One byte may be a keep-alive (RFC 9293, section 3.8.4), which is none of the stream. */
  if (self->from_start || get_distance (self->start, piece->seq) >= 0 || piece->length <= 1)
    return 0;

  return MIN (early, piece->length + piece->missing);
}

/**
 * tapline_import_stream_take:
 * @self: a stream that is known
 * @piece: (inout): a piece; if it is due, what was there before is cut off its front
 *
 * Returns: what becomes of it; if it is due, the caller makes use of it and the stream stands
 *   behind it
 */
TaplineImportFate
tapline_import_stream_take (TaplineImportStream *self,
                            TaplineImportPiece  *piece)
{
  gint32 ahead = get_distance (self->next, piece->seq);
  guint32 length = piece->length + piece->missing + (piece->fin ? 1 : 0);
  guint32 old;

  if (ahead > 0)
    {
      hold (self, piece);
      return TAPLINE_IMPORT_HELD;
    }
  old = (guint32) -(gint64) ahead;
  if (length <= old)
    return TAPLINE_IMPORT_OLD;

  if (old < piece->length)
    {
      piece->bytes += old;
      piece->length -= old;
    }
  else
    {
      piece->missing -= MIN (piece->missing, old - piece->length);
      piece->length = 0;
    }
  piece->seq = self->next;
  self->next += length - old;

  return TAPLINE_IMPORT_DUE;
}

/* (transfer full) (nullable): a piece that was held and is to be taken again: the first one, if
 * nothing is missing before it any more. */
TaplineImportPiece *
tapline_import_stream_pop (TaplineImportStream *self)
{
  TaplineImportPiece *piece = g_queue_peek_head (&self->held);

  if (piece == NULL || get_distance (self->next, piece->seq) > 0)
    return NULL;
  g_queue_pop_head (&self->held);
  self->held_bytes -= piece->length;
  self->waited = 0;

  return piece;
}

/* How many bytes are missing before what is held; 0 if nothing is. */
guint32
tapline_import_stream_get_gap (const TaplineImportStream *self)
{
  const TaplineImportPiece *piece = self->held.head != NULL ? self->held.head->data : NULL;

  return piece != NULL ? piece->seq - self->next : 0;
}

/**
 * tapline_import_stream_give_up:
 * @self: a stream
 * @has_ack: whether the packet that came acknowledges something of this stream
 * @ack: what it acknowledges
 *
 * To be asked after each packet of the connection.
 *
 * Returns: whether it is clear that what is missing was not captured
 */
gboolean
tapline_import_stream_give_up (TaplineImportStream *self,
                               gboolean             has_ack,
                               guint32              ack)
{
  if (self->held.length == 0)
    return FALSE;
  if (self->held.length > HELD_PIECES || self->held_bytes > HELD_BYTES)
    return TRUE;
  self->waited++;

  return has_ack && self->waited >= WAIT_PACKETS && get_distance (self->next, ack) > 0;
}
