/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer of a capture: connections as TCP segments, and notes.
 *
 * A socket is read with readv() straight into the spool's buffer, in pieces with room left before
 * each for the headers and behind each for the trailer, so that a byte is copied twice between
 * the network and the file, both times by the kernel. Headers are filled in afterwards, where
 * they belong.
 *
 * Of the disk, so much is kept that on a full one the ends of all open connections and some notes
 * can still be written.
 *
 * Threads: one writer, who alone calls what the header says. Others read the counters, with
 * acquire order, and then the file as far as they say; see tapline-spool.c.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tapline-capture-private.h"
#include "tapline-pcapng.h"
#include "tapline-seal.h"

#define ACK_INTERVAL (256 * 1024) /* payload one side sends before the other acknowledges */
#define MAX_PIECES   32           /* that one readv() fills; more than the spool has room for */
#define KEPT_NOTES   (64 * 1024)  /* bytes of the disk kept for notes */
#define KEPT_FLOW    512          /* and for the end of each open flow */

/* Bytes of the disk that are not for payload. */
static guint64
get_kept (TaplineCapture *self)
{
  return KEPT_NOTES + (guint64) self->n_flows * KEPT_FLOW;
}

static gint64
get_now (TaplineCapture *self)
{
  return self->time != 0 ? self->time : tapline_clock_take (&self->clock);
}

static void
append_note (TaplineCapture *self,
             const char     *text)
{
  g_autofree char *valid = NULL;
  guint8 *block = tapline_spool_begin_control (&self->spool);

  if (block == NULL)
    {
      self->n_lost++;
      return;
    }
  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);
  tapline_spool_end_block (&self->spool,
                           tapline_pcapng_put_note (block, get_now (self), text, self->comment));
  g_clear_pointer (&self->comment, g_free);
}

/* Tells in the recording itself what it lacks, once there is a place for that again. */
static void
append_lost_note (TaplineCapture *self)
{
  g_autofree char *text = NULL;
  guint n_lost = self->n_lost;

  if (n_lost == 0 || tapline_spool_is_full (&self->spool))
    return;
  self->n_lost = 0;
  text = g_strdup_printf (ngettext ("%u event could not be recorded: the disk was full.",
                                    "%u events could not be recorded: the disk was full.",
                                    n_lost), n_lost);
  append_note (self, text);
}

/* Once: behind it there is nothing until more is recorded. */
static void
append_end (TaplineCapture *self)
{
  guint8 *block;

  append_lost_note (self);
  if (tapline_counter_read (&self->counters.bytes) + self->spool.used == self->sealed)
    return;
  block = tapline_spool_begin_control (&self->spool);
  if (block == NULL)
    return;
  tapline_spool_end_block (&self->spool, tapline_pcapng_put_end (block, g_get_real_time ()));
  self->sealed = tapline_counter_read (&self->counters.bytes) + self->spool.used;
}

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

/* Documented in the private header. */
TaplineCapture *
tapline_capture_new_for_fd (const char *path,
                            int         fd)
{
  TaplineCapture *self = g_new0 (TaplineCapture, 1);
  struct stat status;

  g_atomic_ref_count_init (&self->ref_count);
  self->path = g_strdup (path);
  self->fd = fd;
  self->source = -1;
  self->marks = tapline_marks_new ();
  if (fstat (fd, &status) == 0)
    {
      self->device = status.st_dev;
      self->inode = status.st_ino;
    }

  return self;
}

/* Documented in the private header. */
gboolean
tapline_capture_begin (TaplineCapture  *self,
                       GError         **error)
{
  tapline_spool_init (&self->spool, self->fd, self->path, &self->counters);
  for (guint i = 0; i < TAPLINE_PCAPNG_N_START; i++)
    {
      guint8 *block = self->spool.buffer + self->spool.used;

      tapline_spool_end_block (&self->spool, tapline_pcapng_put_start (block, i));
    }

  return tapline_capture_flush (self, error);
}

/**
 * tapline_capture_new:
 * @path: file to create; it must not exist
 * @error: return location
 *
 * Creates a recording, private to the user, with its first blocks in it, and holds its lock until
 * the last reference goes. The one who calls this is the writer until it hands the recording on.
 *
 * A limit on the size of files shall be an error that can be told, not a signal that ends the
 * program: if SIGXFSZ has its default action, this ignores it for the whole process.
 *
 * Returns: (transfer full): a capture, or %NULL with a #G_FILE_ERROR
 */
TaplineCapture *
tapline_capture_new (const char  *path,
                     GError     **error)
{
  g_autoptr (TaplineCapture) self = NULL;
  struct sigaction action;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (sigaction (SIGXFSZ, NULL, &action) == 0 && action.sa_handler == SIG_DFL)
    signal (SIGXFSZ, SIG_IGN);

  fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code),
                   _("The recording “%s” cannot be created: %s. "
                     "Choose another folder, or make some room in this one."),
                   path, g_strerror (code));
      return NULL;
    }
  /* However odd the umask is. */
  fchmod (fd, 0600);
  tapline_seal_hold (fd);

  self = tapline_capture_new_for_fd (path, fd);
  if (!tapline_capture_begin (self, error))
    {
      g_unlink (path);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * tapline_capture_ref:
 * @self: a capture
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 */
TaplineCapture *
tapline_capture_ref (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * tapline_capture_unref:
 * @self: (transfer full): a capture
 *
 * With the last reference, finishes the recording if its writer did not, and closes the file.
 * Thread: any.
 */
void
tapline_capture_unref (TaplineCapture *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (self->finished)
    tapline_check_clear (&self->check);
  else
    tapline_capture_finish (self, NULL);
  g_clear_pointer (&self->import, tapline_import_free);
  if (self->fd >= 0)
    close (self->fd);
  if (self->source >= 0)
    close (self->source);
  tapline_spool_clear (&self->spool);
  g_free (self->comment);
  tapline_marks_free (self->marks);
  g_free (self->path);
  g_free (self);
}

/**
 * tapline_capture_get_path:
 * @self: a capture
 *
 * Thread: any.
 *
 * Returns: where it was created, or what was opened
 */
const char *
tapline_capture_get_path (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->path;
}

/**
 * tapline_capture_get_fd:
 * @self: a capture
 *
 * For pread() below the counter `bytes`; open as long as there is a reference. Thread: any.
 *
 * Returns: the file's descriptor, borrowed
 */
int
tapline_capture_get_fd (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->fd;
}

/**
 * tapline_capture_get_counters:
 * @self: a capture
 *
 * Thread: any.
 *
 * Returns: what is in the file, valid as long as there is a reference
 */
const TaplineCaptureCounters *
tapline_capture_get_counters (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->counters;
}

/**
 * tapline_capture_look_at_clock:
 * @self: a capture
 * @now: (out): the time in the recording, microseconds since 1970-01-01 UTC
 *
 * Tells apart silence and something that is on its way: if this returns %TRUE and @now is later
 * than what the counters tell of, read after this, then nothing happened in between, and nothing
 * that will be published has a time before @now. Thread: any.
 *
 * Returns: %FALSE if something is on its way, or if the capture was opened and so has no present
 */
gboolean
tapline_capture_look_at_clock (TaplineCapture *self,
                               gint64         *now)
{
  g_return_val_if_fail (self != NULL && now != NULL, FALSE);

  return !self->finished && tapline_clock_look (&self->clock, now);
}

/**
 * tapline_capture_get_marks:
 * @self: a capture
 *
 * Thread: any.
 *
 * Returns: (transfer none): the marks that its indexers have come to
 */
TaplineMarks *
tapline_capture_get_marks (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->marks;
}

/**
 * tapline_capture_set_time:
 * @self: a capture
 * @time: microseconds since 1970-01-01 UTC, more than 0
 *
 * When that happened what is recorded from now on, instead of at the time of the call. Thread:
 * writer.
 */
void
tapline_capture_set_time (TaplineCapture *self,
                          gint64          time)
{
  g_return_if_fail (self != NULL);

  self->time = time;
}

/**
 * tapline_capture_set_comment:
 * @self: a capture
 * @comment: UTF-8; at most %TAPLINE_MARK_NOTE_MAX bytes are kept
 *
 * What is said of the payload that is recorded next, or of the next note: the mark of its first
 * byte. Thread: writer.
 */
void
tapline_capture_set_comment (TaplineCapture *self,
                             const char     *comment)
{
  g_return_if_fail (self != NULL && comment != NULL);

  g_free (self->comment);
  self->comment = g_strdup (comment);
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

  now = get_now (self);
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

  now = get_now (self);
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

  now = get_now (self);
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

  if (!append_control (self, flow, direction, TAPLINE_TCP_ACK, get_now (self), comment))
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

  now = get_now (self);
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

/**
 * tapline_capture_note:
 * @self: a capture
 * @text: UTF-8; at most 1024 bytes are kept
 *
 * Records a sentence that belongs to no connection. What tapline_capture_end_flow() says about
 * an unwritable file holds here too. Thread: writer.
 */
void
tapline_capture_note (TaplineCapture *self,
                      const char     *text)
{
  g_return_if_fail (self != NULL && text != NULL);

  append_note (self, text);
}

/**
 * tapline_capture_mark:
 * @self: a capture; one that was opened is loaded
 * @mark: what to mark, or to mark no longer
 * @words: UTF-8, to be read behind the mark's note: what is marked, for people
 * @error: return location
 *
 * Of a capture that is being recorded, the mark is in the file with the next flush; if the file is
 * unwritable the recording tells what it lacks, as tapline_capture_end_flow() says. Of one that was
 * opened, it is in the file at once: in the recording itself, or in what was made of a capture of
 * another program. Thread: writer.
 *
 * Returns: whether it could be recorded; if not, @error is a #G_FILE_ERROR with a sentence for the
 *   user
 */
gboolean
tapline_capture_mark (TaplineCapture     *self,
                      const TaplineMark  *mark,
                      const char         *words,
                      GError            **error)
{
  guint8 *block;

  g_return_val_if_fail (self != NULL && mark != NULL && words != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (self->finished && self->import == NULL)
    return tapline_capture_mark_file (self, mark, words, error);

  block = tapline_spool_begin_control (&self->spool);
  if (block == NULL)
    {
      self->n_lost++;
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC,
                           _("The message cannot be marked: the disk is full. Free some space and "
                             "mark it again."));
      return FALSE;
    }
  tapline_spool_end_block (&self->spool,
                           tapline_pcapng_put_mark (block, get_now (self), mark, words));

  return !self->finished || tapline_capture_flush (self, error);
}

/**
 * tapline_capture_name_host:
 * @self: a capture
 * @address: an address
 * @name: what its host is called; at most 255 bytes are kept
 *
 * Records a name, which Wireshark then shows instead of the address. To be called before the
 * connection is recorded. Left out if the file is unwritable. Thread: writer.
 */
void
tapline_capture_name_host (TaplineCapture       *self,
                           const TaplineAddress *address,
                           const char           *name)
{
  guint8 *block;

  g_return_if_fail (self != NULL && address != NULL && name != NULL);
  g_return_if_fail (address->family == 4 || address->family == 6);

  block = tapline_spool_begin_control (&self->spool);
  if (block != NULL)
    tapline_spool_end_block (&self->spool, tapline_pcapng_put_name (block, address, name));
}

/**
 * tapline_capture_set_limit:
 * @self: a capture
 * @limit: bytes of the file up to which payload is taken; %G_MAXUINT64, as at first, for any
 *
 * Ends and notes are recorded beyond it. Thread: writer.
 */
void
tapline_capture_set_limit (TaplineCapture *self,
                           guint64         limit)
{
  g_return_if_fail (self != NULL);

  self->spool.limit = limit;
}

/**
 * tapline_capture_is_at_limit:
 * @self: a capture
 *
 * Thread: writer.
 *
 * Returns: whether there is no room because the file has as many bytes as it may, which waiting
 *   does not change
 */
gboolean
tapline_capture_is_at_limit (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return tapline_spool_is_at_limit (&self->spool);
}

/**
 * tapline_capture_get_room:
 * @self: a capture
 *
 * Reserves more of the disk when that is needed. If there is still no room after a flush, the
 * disk is full (tapline_capture_dup_error() says so); ask again later. Thread: writer.
 *
 * Returns: how many payload bytes can be taken now, in one call
 */
gsize
tapline_capture_get_room (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return tapline_spool_get_room (&self->spool, get_kept (self));
}

/**
 * tapline_capture_flush:
 * @self: a capture
 * @error: return location
 *
 * Appends what is buffered to the file and publishes it. If the file cannot be written now, what
 * is not in it stays in the buffer and the next flush goes on from there. Thread: writer.
 *
 * Returns: whether all is in the file; if not, @error is a #G_FILE_ERROR with a sentence for the
 *   user
 */
gboolean
tapline_capture_flush (TaplineCapture  *self,
                       GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!tapline_spool_write (&self->spool, error))
    return FALSE;

  append_lost_note (self);
  if (!tapline_spool_write (&self->spool, error))
    return FALSE;

  tapline_clock_settle (&self->clock);
  return TRUE;
}

/**
 * tapline_capture_finish:
 * @self: a capture
 * @error: return location
 *
 * Seals the recording with its last block, flushes and gives back the space that was reserved
 * ahead. The file stays open for readers until the last reference goes. Can be tried again. Thread:
 * writer.
 *
 * Returns: whether all is in the file, as for tapline_capture_flush()
 */
gboolean
tapline_capture_finish (TaplineCapture  *self,
                        GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  append_end (self);
  if (!tapline_capture_flush (self, error))
    return FALSE;

  tapline_spool_trim (&self->spool);
  return TRUE;
}

/**
 * tapline_capture_dup_error:
 * @self: a capture
 *
 * Thread: writer.
 *
 * Returns: (transfer full) (nullable): why there is no room though nothing is buffered, as a
 *   #G_FILE_ERROR with a sentence for the user; %NULL if all is well
 */
GError *
tapline_capture_dup_error (TaplineCapture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return tapline_spool_dup_error (&self->spool, get_kept (self));
}
