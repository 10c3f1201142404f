/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `show`: the messages of a recording on standard output, as those of a connection would be. It may
 * wait for whoever reads them.
 *
 * Threads: the main thread's.
 */
#include "config.h"

#include <inttypes.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "tapline-printer.h"
#include "tapline-progress.h"
#include "tapline-recording.h"
#include "tapline-row.h"
#include "tapline-show.h"

#define HEAD_MAX (64 * 1024)

typedef struct
{
  const TaplineOptions *options;
  TaplineRecording     *recording;
  TaplineMessageList   *messages; /* borrowed */
  TaplinePrinter       *printer;
  TaplineProgress       progress;
  guint64               next;    /* the message to look at next */
  guint64               printed; /* received messages that passed the filters */
  guint32               connections;
} Show;

static void
complain (const char *sentence)
{
  g_printerr ("tapline-cli: %s\n", sentence);
}

static void
flush (Show *self)
{
  while (!tapline_printer_flush (self->printer))
    {
      GPollFD fd = { tapline_printer_get_fd (self->printer), G_IO_OUT, 0 };

      g_poll (&fd, 1, -1);
    }
}

static gboolean
is_done (Show *self)
{
  return tapline_printer_is_over (self->printer)
         || (self->options->count != 0 && self->printed >= self->options->count);
}

static void
tell_progress (Show *self)
{
  tapline_progress_tell (&self->progress,
                         tapline_recording_get_done (self->recording, self->next));
}

static void
take_message (Show                 *self,
              const TaplineMessage *message)
{
  self->connections = MAX (self->connections, message->connection);
  if (message->direction == TAPLINE_DIRECTION_NOTE && !self->options->quiet
      && self->options->format != TAPLINE_FORMAT_JSON)
    {
      flush (self);
      tapline_progress_clear (&self->progress);
      g_printerr ("%.*s\n", (int) message->head_length, (const char *) message->head);
    }
  if (tapline_printer_add (self->printer, message)
      && message->direction == TAPLINE_DIRECTION_IN)
    self->printed++;
  if (tapline_printer_is_full (self->printer))
    {
      flush (self);
      tell_progress (self);
    }
}

/* Over messages that nobody asked for, on to the next note or to the end. */
static void
skip_messages (Show    *self,
               guint64  until)
{
  guint64 note;

  if (tapline_options_want_messages (self->options))
    return;
  if (!tapline_transcript_find_note (TAPLINE_TRANSCRIPT (self->messages), self->next, &note,
                                     &self->connections))
    note = until;
  self->next = note;
}

static void
take_messages (Show    *self,
               guint64  until)
{
  TaplineMessage message;

  for (skip_messages (self, until); self->next < until && !is_done (self);
       skip_messages (self, until))
    {
      if (tapline_message_list_get_message (self->messages, self->next, HEAD_MAX, &message))
        take_message (self, &message);
      self->next++;
    }
  flush (self);
}

static void
tell_warning (Show *self)
{
  g_autofree char *warning =
    tapline_capture_dup_warning (tapline_recording_get_capture (self->recording));

  if (warning != NULL)
    complain (warning);
}

static void
print_ledger (Show *self)
{
  TaplineCapture *capture = tapline_recording_get_capture (self->recording);
  guint64 recorded = tapline_counter_read (&tapline_capture_get_counters (capture)->in);
  guint64 indexed = tapline_recording_get_indexed (self->recording);

  g_printerr ("received=%" PRIu64 " recorded=%" PRIu64 " indexed=%" PRIu64 " messages=%" PRIu64
              " connections=%u lost=%" PRIu64 "\n", recorded, recorded, indexed,
              tapline_message_list_get_n_messages (self->messages),
              self->connections, recorded - indexed);
}

static TaplineExit
run (Show *self)
{
  g_autoptr (GError) error = NULL;
  int code;

  if (tapline_row_needs_marks (self->options)
      && !tapline_recording_load (self->recording, &error))
    {
      complain (error->message);
      return TAPLINE_EXIT_RECORDING;
    }
  while (!is_done (self) && tapline_recording_go_on (self->recording, &error))
    {
      take_messages (self, tapline_message_list_get_n_messages (self->messages));
      tell_progress (self);
    }
  /* What comes before a mistake is there; what is unfinished there may be wrong. */
  if (!is_done (self))
    take_messages (self, tapline_message_list_get_n_messages (self->messages)
                           + (error == NULL ? tapline_message_list_get_n_pending (self->messages)
                                            : 0));
  tapline_progress_clear (&self->progress);
  if (error != NULL)
    {
      complain (error->message);
      return TAPLINE_EXIT_RECORDING;
    }
  code = tapline_printer_get_error (self->printer);
  if (code != 0)
    {
      g_autofree char *sentence =
        g_strdup_printf (_("standard output cannot be written: %s. Make some room where it "
                           "goes."), g_strerror (code));

      complain (sentence);
      return TAPLINE_EXIT_RECORDING;
    }
  if (!is_done (self))
    tell_warning (self);
  if (self->options->ledger)
    print_ledger (self);

  return TAPLINE_EXIT_FINE;
}

/**
 * tapline_show_run:
 * @options: a checked command line
 *
 * Returns: what to exit with
 */
TaplineExit
tapline_show_run (const TaplineOptions *options)
{
  g_autoptr (TaplineRecording) recording = NULL;
  g_autoptr (TaplineExplainer) explainer = NULL;
  g_autoptr (GError) error = NULL;
  Show self = { .options = options };
  TaplineExit status;

  recording = tapline_recording_new (options->target, options->framing, &error);
  if (recording == NULL)
    {
      complain (error->message);
      return TAPLINE_EXIT_UNREACHED;
    }
  if (options->decode != NULL && (explainer = tapline_explainer_new (options, &error)) == NULL)
    {
      complain (error->message);
      return TAPLINE_EXIT_USAGE;
    }
  self.recording = recording;
  self.messages = tapline_recording_get_messages (recording);
  self.printer = tapline_printer_new (options, explainer, self.messages);
  tapline_progress_init (&self.progress,
                         tapline_capture_get_size (tapline_recording_get_capture (recording)),
                         !isatty (STDOUT_FILENO));
  status = run (&self);
  tapline_printer_free (self.printer);

  return status;
}
