/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connections in a capture, as TCP segments.
 *
 * A socket is read with readv() straight into the spool's buffer, in pieces with room left before
 * each for the headers and behind each for the trailer, so that a byte is copied twice between
 * the network and the file, both times by the kernel. Headers are filled in afterwards, where
 * they belong.
 *
 * Threads: the capture's writer.
 */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/uio.h>

#include "tapline-capture-private.h"
#include "tapline-pcapng.h"

#define ACK_INTERVAL (256 * 1024) /* payload one side sends before the other acknowledges */
#define MAX_PIECES   32           /* that one readv() fills; more than the spool has room for */

/* A segment as the flow stands; the caller moves the flow on. */
static TaplinePcapngSegment
make_segment (TaplineFlow      *flow,
              TaplineDirection  direction,
              guint8            flags)
{
  gboolean in = direction == TAPLINE_DIRECTION_IN;

  return (TaplinePcapngSegment) {
    .local = &flow->local,
    .remote = &flow->remote,
    .direction = direction,
    .flags = flags,
    .seq = in ? flow->next_in : flow->next_out,
    .ack = flags & TAPLINE_TCP_ACK ? (in ? flow->next_out : flow->next_in) : 0,
  };
}

static guint32 *
get_next (TaplineFlow      *flow,
          TaplineDirection  direction)
{
  return direction == TAPLINE_DIRECTION_IN ? &flow->next_in : &flow->next_out;
}

/* A segment of @direction acknowledges all that the other side sent. */
static void
set_acked (TaplineFlow      *flow,
           TaplineDirection  direction)
{
  if (direction == TAPLINE_DIRECTION_IN)
    flow->acked_out = flow->next_out;
  else
    flow->acked_in = flow->next_in;
}

static TaplineDirection
get_other (TaplineDirection direction)
{
  return direction == TAPLINE_DIRECTION_IN ? TAPLINE_DIRECTION_OUT : TAPLINE_DIRECTION_IN;
}

static gboolean
append_control (TaplineCapture   *self,
                TaplineFlow      *flow,
                TaplineDirection  direction,
                guint8            flags,
                gint64            time,
                const char       *comment)
{
  TaplinePcapngSegment segment = make_segment (flow, direction, flags);
  g_autofree char *valid = NULL;
  guint8 *block = tapline_spool_begin_control (&self->spool);

  if (block == NULL)
    return FALSE;
  if (comment != NULL && !g_utf8_validate (comment, -1, NULL))
    comment = valid = g_utf8_make_valid (comment, -1);
  segment.time = time;
  segment.comment = comment;
  tapline_spool_end_block (&self->spool, tapline_pcapng_put_segment (block, &segment));

  if (flags & (TAPLINE_TCP_SYN | TAPLINE_TCP_FIN))
    ++*get_next (flow, direction);
  if (flags & TAPLINE_TCP_ACK)
    set_acked (flow, direction);

  return TRUE;
}

/* The headers of a piece whose payload is in its place behind them. */
static void
append_piece (TaplineCapture   *self,
              TaplineFlow      *flow,
              TaplineDirection  direction,
              gint64            time,
              gsize             length,
              gboolean          last)
{
  TaplinePcapngSegment segment;

  segment = make_segment (flow, direction, TAPLINE_TCP_ACK | (last ? TAPLINE_TCP_PSH : 0));
  segment.time = time;
  segment.payload_length = length;
  segment.comment = self->comment;
  tapline_spool_end_block (&self->spool,
                           tapline_pcapng_put_segment (self->spool.buffer + self->spool.used,
                                                       &segment));
  g_clear_pointer (&self->comment, g_free);
  *get_next (flow, direction) += (guint32) length;
}

/* Counts what came, and lets the other side acknowledge it now and then: readers of the file
 * keep track of everything that is not acknowledged. */
static void
end_payload (TaplineCapture   *self,
             TaplineFlow      *flow,
             TaplineDirection  direction,
             gint64            time,
             gsize             length)
{
  gboolean in = direction == TAPLINE_DIRECTION_IN;
  guint32 unacked = in ? flow->next_in - flow->acked_in : flow->next_out - flow->acked_out;

  *(in ? &self->spool.in : &self->spool.out) += length;
  set_acked (flow, direction);
  if (unacked >= ACK_INTERVAL)
    append_control (self, flow, get_other (direction), TAPLINE_TCP_ACK, time, NULL);
}

/**
 * tapline_capture_open_flow:
 * @self: a capture
 * @flow: local, remote and accepted are set, both ends of the same family
 * @comment: (nullable): UTF-8, shown as a note; at most 1024 bytes are kept
 *
 * Records that a connection came to be, as the three segments of its handshake (RFC 9293,
 * section 3.5). Each open flow takes 512 bytes from what the disk has for payload: open none
 * while there is no room. Thread: writer.
 */
void
tapline_capture_open_flow (TaplineCapture *self,
                           TaplineFlow    *flow,
                           const char     *comment)
{
  TaplineDirection first, second;
  gint64 now;

  g_return_if_fail (self != NULL && flow != NULL);
  g_return_if_fail (flow->local.family == 4 || flow->local.family == 6);
  g_return_if_fail (flow->local.family == flow->remote.family);

  now = tapline_capture_get_now (self);
  first = flow->accepted ? TAPLINE_DIRECTION_IN : TAPLINE_DIRECTION_OUT;
  second = get_other (first);
  flow->next_in = flow->next_out = flow->acked_in = flow->acked_out = 0;
  flow->ended = 0;
  self->n_flows++;

  if (!append_control (self, flow, first, TAPLINE_TCP_SYN, now, comment))
    self->n_lost++;
  append_control (self, flow, second, TAPLINE_TCP_SYN | TAPLINE_TCP_ACK, now, NULL);
  append_control (self, flow, first, TAPLINE_TCP_ACK, now, NULL);
}

/**
 * tapline_capture_read:
 * @self: a capture
 * @flow: an open flow whose peer has not ended
 * @fd: its socket, or anything readv() takes
 * @at_most: how many bytes to take
 *
 * Receives what there is and what there is room for, as one or several segments with the same
 * time. Nothing is in the file before the next flush. Thread: writer.
 *
 * Returns: how many bytes came; 0 at the end of the stream; -1 with `errno` as readv(2) sets it,
 *   or %ENOBUFS if there is no room: flush, or if that helps nothing wait until it does
 */
gssize
tapline_capture_read (TaplineCapture *self,
                      TaplineFlow    *flow,
                      int             fd,
                      gsize           at_most)
{
  struct iovec pieces[MAX_PIECES];
  gsize room, header, stride;
  guint8 *place;
  gint64 now;
  gssize n;
  int n_pieces = 0;

  g_return_val_if_fail (self != NULL && flow != NULL, (errno = EINVAL, -1));
  g_return_val_if_fail ((flow->ended & 1 << TAPLINE_DIRECTION_IN) == 0, (errno = EINVAL, -1));

  room = MIN (tapline_capture_get_room (self), at_most);
  if (room == 0)
    {
      errno = ENOBUFS;
      return -1;
    }

  header = tapline_pcapng_get_header_size (flow->remote.family);
  place = self->spool.buffer + self->spool.used + header;
  stride = header + TAPLINE_PCAPNG_PIECE_MAX + TAPLINE_PCAPNG_TRAILER;
  for (gsize left = room; left > 0; n_pieces++)
    {
      gsize size = MIN (left, TAPLINE_PCAPNG_PIECE_MAX);

      pieces[n_pieces].iov_base = place + (gsize) n_pieces * stride;
      pieces[n_pieces].iov_len = size;
      left -= size;
    }

  do
    n = readv (fd, pieces, n_pieces);
  while (n < 0 && errno == EINTR);
  if (n <= 0)
    return n;

  now = tapline_capture_get_now (self);
  for (gsize left = (gsize) n; left > 0;)
    {
      gsize length = MIN (left, TAPLINE_PCAPNG_PIECE_MAX);

      left -= length;
      append_piece (self, flow, TAPLINE_DIRECTION_IN, now, length, left == 0);
    }
  end_payload (self, flow, TAPLINE_DIRECTION_IN, now, (gsize) n);

  return n;
}

/**
 * tapline_capture_append:
 * @self: a capture
 * @flow: an open flow that has not ended in @direction
 * @direction: in or out
 * @bytes: (array length=length): what was received or sent
 * @length: at most tapline_capture_get_room(): ask before sending, not after
 *
 * Copies payload that did not come by tapline_capture_read(). Thread: writer.
 */
void
tapline_capture_append (TaplineCapture   *self,
                        TaplineFlow      *flow,
                        TaplineDirection  direction,
                        const void       *bytes,
                        gsize             length)
{
  const guint8 *from = bytes;
  gsize header;
  gint64 now;

  g_return_if_fail (self != NULL && flow != NULL);
  g_return_if_fail (direction != TAPLINE_DIRECTION_NOTE);
  g_return_if_fail ((flow->ended & 1 << direction) == 0);
  g_return_if_fail (length <= tapline_capture_get_room (self));

  if (length == 0)
    return;

  now = tapline_capture_get_now (self);
  header = tapline_pcapng_get_header_size (flow->remote.family);
  for (gsize left = length; left > 0;)
    {
      gsize size = MIN (left, TAPLINE_PCAPNG_PIECE_MAX);

      memcpy (self->spool.buffer + self->spool.used + header, from, size);
      from += size;
      left -= size;
      append_piece (self, flow, direction, now, size, left == 0);
    }
  end_payload (self, flow, direction, now, length);
}

/**
 * tapline_capture_skip:
 * @self: a capture
 * @flow: an open flow that has not ended in @direction
 * @direction: in or out
 * @length: how many bytes
 * @comment: UTF-8, shown as a note; at most 1024 bytes are kept
 *
 * Records that bytes are missing in a stream: its sequence numbers go on behind them, which is how
 * every reader of captures knows that. Thread: writer.
 */
void
tapline_capture_skip (TaplineCapture   *self,
                      TaplineFlow      *flow,
                      TaplineDirection  direction,
                      guint32           length,
                      const char       *comment)
{
  g_return_if_fail (self != NULL && flow != NULL);
  g_return_if_fail (direction != TAPLINE_DIRECTION_NOTE);
  g_return_if_fail ((flow->ended & 1 << direction) == 0);

  if (!append_control (self, flow, direction, TAPLINE_TCP_ACK, tapline_capture_get_now (self),
                       comment))
    self->n_lost++;
  *get_next (flow, direction) += length;
}

/**
 * tapline_capture_end_flow:
 * @self: a capture
 * @flow: an open flow
 * @direction: who ended: in for the peer, out for us
 * @reset: %TRUE for a reset, which ends both directions
 * @comment: (nullable): UTF-8, shown as a note; at most 1024 bytes are kept
 *
 * Records how one direction, or with @reset the connection, ended. What was received before
 * stays part of it. A direction that has ended already is left alone, comment and all.
 *
 * Space for this is kept on the disk, and if the buffer is full this writes it. Should the file
 * be unwritable all the same, the end is left out, and a note tells how many were when writing
 * works again. Thread: writer.
 */
void
tapline_capture_end_flow (TaplineCapture   *self,
                          TaplineFlow      *flow,
                          TaplineDirection  direction,
                          gboolean          reset,
                          const char       *comment)
{
  const guint8 both = 1 << TAPLINE_DIRECTION_IN | 1 << TAPLINE_DIRECTION_OUT;
  gint64 now;
  guint8 before;

  g_return_if_fail (self != NULL && flow != NULL);
  g_return_if_fail (direction != TAPLINE_DIRECTION_NOTE);

  before = flow->ended;
  flow->ended |= (guint8) (reset ? both : 1 << direction);
  if (flow->ended == before)
    return;

  now = tapline_capture_get_now (self);
  if (!append_control (self, flow, direction,
                       TAPLINE_TCP_ACK | (reset ? TAPLINE_TCP_RST : TAPLINE_TCP_FIN),
                       now, comment))
    self->n_lost++;
  if (flow->ended != both)
    return;

  if (!reset)
    append_control (self, flow, get_other (direction), TAPLINE_TCP_ACK, now, NULL);
  g_return_if_fail (self->n_flows > 0);
  self->n_flows--;
}
