/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes messages to a file, which is there as a whole or not at all. A message of which something
 * cannot be read any more is written as far as it can be and counted; the rest of an export is not
 * lost for it.
 *
 * Threads: made on the UI thread, where the transcript is. run() is the errand's: the fork of the
 * transcript, the set and the counts are its own until it is over, which orders the counts for
 * whoever reads them then.
 */
#include "config.h"

#include "tapline-exporter.h"
#include "tapline-packets.h"
#include "tapline-replacement.h"

#define HEAD_MAX    (64 * 1024)
#define PART_SIZE   (32 * TAPLINE_RENDER_PART) /* of a message that is read at once */
#define WRITE_SIZE  (256 * 1024)
#define TOLD_PARTS  1000                       /* of a message, to tell how far it is */

struct _TaplineExporter
{
  gatomicrefcount    ref_count;

  /* immutable */
  TaplineFormat      format;
  char              *path;

  /* the errand's until it is over */
  TaplineTranscript *transcript;
  TaplineMessageSet *messages;
  TaplineEncoding   *encoding;   /* (nullable) for UTF-8 */
  TaplineRender      render;
  TaplinePackets    *packets;    /* (nullable): instead of the render */
  TaplineReplacement file;
  GString           *buffer;
  guint64            n_written;
  guint64            n_broken;
};

static void
begin_message (TaplineExporter      *self,
               TaplineMessageList   *list,
               const TaplineMessage *message)
{
  if (self->packets != NULL)
    tapline_packets_begin (self->packets, list, message, self->buffer);
  else
    tapline_render_begin (&self->render, list, message, self->buffer);
}

static gboolean
go_on (TaplineExporter *self)
{
  return self->packets != NULL ? tapline_packets_go_on (self->packets, self->buffer)
                               : tapline_render_go_on (&self->render, self->buffer);
}

static double
get_fraction (TaplineExporter *self)
{
  return self->packets != NULL ? tapline_packets_get_fraction (self->packets)
                               : tapline_render_get_fraction (&self->render);
}

static gboolean
is_broken (TaplineExporter *self)
{
  return self->packets != NULL ? tapline_packets_is_broken (self->packets)
                               : tapline_render_is_broken (&self->render);
}

static gboolean
write_buffer (TaplineExporter  *self,
              GError          **error)
{
  if (!tapline_replacement_write (&self->file, self->buffer->str, self->buffer->len, error))
    return FALSE;
  g_string_truncate (self->buffer, 0);

  return TRUE;
}

static gboolean
tell (TaplineExporter *self,
      TaplineErrand   *errand,
      double           fraction)
{
  return tapline_errand_go_on (errand,
                               self->n_written * TOLD_PARTS + (guint64) (fraction * TOLD_PARTS),
                               tapline_message_set_get_n (self->messages) * TOLD_PARTS);
}

/* Whether it is cancelled is looked at whenever something was written or a part of much was. */
static gboolean
write_message (TaplineExporter       *self,
               TaplineErrand         *errand,
               const TaplineMessage  *message,
               GError               **error)
{
  gboolean more;

  begin_message (self, TAPLINE_MESSAGE_LIST (self->transcript), message);
  do
    {
      more = go_on (self);
      if (self->buffer->len >= WRITE_SIZE && !write_buffer (self, error))
        return FALSE;
      if ((more && message->length > HEAD_MAX) || self->buffer->len == 0)
        if (!tell (self, errand, get_fraction (self)))
          return FALSE;
    }
  while (more);
  self->n_broken += is_broken (self);

  return TRUE;
}

static gboolean
write_messages (TaplineExporter  *self,
                TaplineErrand    *errand,
                GError          **error)
{
  TaplineMessageList *list = TAPLINE_MESSAGE_LIST (self->transcript);
  TaplineMessage message;

  if (self->packets != NULL)
    tapline_packets_append_start (self->buffer);
  else
    tapline_render_append_start (&self->render, self->buffer);

  for (guint64 number = 0; tapline_message_set_find (self->messages, &number); number++)
    {
      if (tapline_message_list_get_message (list, number, self->packets != NULL ? 0 : HEAD_MAX,
                                            &message))
        {
          if (!write_message (self, errand, &message, error))
            return FALSE;
        }
      else
        {
          self->n_broken++;
          if (!tell (self, errand, 0))
            return FALSE;
        }
      self->n_written++;
    }

  return write_buffer (self, error) && tell (self, errand, 0);
}

/**
 * tapline_exporter_new:
 * @transcript: (transfer none): one that is open
 * @messages: (transfer full): which of its messages
 * @format: not %TAPLINE_FORMAT_NONE
 * @encoding: the name of that of the messages' text, which lines of text are decoded from
 * @path: where to
 *
 * Thread: UI.
 *
 * Returns: (transfer full): an export of which nothing is done yet: give it to an errand
 */
TaplineExporter *
tapline_exporter_new (TaplineTranscript *transcript,
                      TaplineMessageSet *messages,
                      TaplineFormat      format,
                      const char        *encoding,
                      const char        *path)
{
  TaplineExporter *self = g_new0 (TaplineExporter, 1);

  g_return_val_if_fail (TAPLINE_IS_TRANSCRIPT (transcript), NULL);
  g_return_val_if_fail (messages != NULL && encoding != NULL && path != NULL, NULL);

  g_atomic_ref_count_init (&self->ref_count);
  self->format = format;
  self->encoding = tapline_encoding_new (encoding);
  self->path = g_strdup (path);
  self->transcript = tapline_transcript_fork (transcript);
  self->messages = messages;

  return self;
}

TaplineExporter *
tapline_exporter_ref (TaplineExporter *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/* Thread: any; nobody else uses what it holds. */
void
tapline_exporter_unref (TaplineExporter *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_object_unref (self->transcript);
  tapline_message_set_free (self->messages);
  g_clear_pointer (&self->encoding, tapline_encoding_free);
  g_free (self->path);
  g_free (self);
}

/**
 * tapline_exporter_run:
 * @errand: the errand that this is
 * @data: an exporter that did not run yet
 * @error: return location: a sentence for the user
 *
 * Thread: the errand's.
 *
 * Returns: whether the file is there as a whole; if not, and there is no @error, it was cancelled
 */
gboolean
tapline_exporter_run (TaplineErrand  *errand,
                      gpointer        data,
                      GError        **error)
{
  TaplineExporter *self = data;
  gboolean done;

  if (!tapline_replacement_open (&self->file, self->path,
                                 tapline_transcript_get_capture (self->transcript), error))
    {
      tapline_replacement_clear (&self->file);
      return FALSE;
    }

  self->buffer = g_string_sized_new (WRITE_SIZE);
  tapline_render_init (&self->render, self->format, FALSE, PART_SIZE);
  tapline_render_set_dated (&self->render);
  tapline_render_set_encoding (&self->render, self->encoding);
  if (self->format == TAPLINE_FORMAT_PCAPNG)
    self->packets = tapline_packets_new ();
  done = write_messages (self, errand, error) && tapline_replacement_finish (&self->file, error);
  tapline_replacement_clear (&self->file);
  g_clear_pointer (&self->packets, tapline_packets_free);
  tapline_render_clear (&self->render);
  g_string_free (self->buffer, TRUE);

  return done;
}

/* How many messages are in the file. */
guint64
tapline_exporter_get_n_written (TaplineExporter *self)
{
  return self->n_written;
}

/* Of how many of them not everything could be read. */
guint64
tapline_exporter_get_n_broken (TaplineExporter *self)
{
  return self->n_broken;
}
