/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session in the terminal: `connect`, `listen`, `demo` and `replay`.
 *
 * One function, step(), looks at the session and does what is due: print messages while standard
 * output takes them, echo while peers take it, end when the end has come. It runs whenever the
 * bell was answered, standard output became writable or a slice of work was used up. Nothing in
 * it blocks, so Ctrl-C is always heard.
 *
 * The end has three steps: let go of the connections; print what is recorded; close the session
 * and stop the sidecar.
 *
 * Threads: the main thread's, which is the UI thread of this program.
 */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "tapline-live.h"
#include "tapline-player.h"
#include "tapline-printer.h"
#include "tapline-progress.h"
#include "tapline-session.h"

/* A slice of printing between two looks at the rest. */
#define SLICE (10 * G_TIME_SPAN_MILLISECOND)
#define HEAD_MAX (64 * 1024)
/* Input and echo wait while more than this is queued to be sent. */
#define QUEUE_MAX (4 * 1024 * 1024)
#define STOP_GRACE_MS 1000
/* After Ctrl-C, a reader of our output that takes nothing is not waited for any longer. */
#define STALL_MS 1000
/* How long a listener's side stays open after a peer's end when there may be more to say. */
#define LINGER_ECHO_MS 500
#define LINGER_TYPING_MS 5000

typedef struct
{
  const TaplineOptions *options;
  TaplineSidecar       *sidecar;
  TaplineSession       *session;
  TaplinePrinter       *printer;
  TaplinePlayer        *player;   /* replay: what is sent instead of standard input */
  TaplineProgress       progress;
  GMainLoop            *loop;
  TaplineExit           status;
  guint64               next;     /* the message to look at next */
  guint64               printed;  /* received messages that passed the filters */
  GSource              *again;    /* when a slice is over */
  GSource              *writable; /* while standard output takes no more */
  GSource              *broken;   /* nobody reads standard output any more */
  GSource              *stall;    /* after a signal, while standard output takes nothing */
  GSource              *input;
  gsize                 given;    /* bytes of input since the counters were looked at */
  gint64                began;    /* when the player did, monotonic, µs */
  guint64               greeted;  /* connections that got what --send says */
  guint                 signals[2];
  guint                 n_signals;
  gboolean              told_bound;
  gboolean              told_paused;
  gboolean              sent;     /* something of standard input */
  gboolean              input_over;
  gboolean              ending;
  gboolean              closing;
} Live;

static void step (Live *self);

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* A function may take itself out of the loop by clearing its source. */
static void
add_source (GSource     **slot,
            GSource      *source, /* (transfer full) */
            GSourceFunc   func,
            gpointer      data)
{
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, NULL);
  *slot = source;
}

static void
complain (const char *sentence)
{
  g_printerr ("tapline-cli: %s\n", sentence);
}

/* Notes are for people: on standard error, unless they are asked for as JSON. */
static void
tell_note (Live                 *self,
           const TaplineMessage *message)
{
  const GError *error = tapline_session_get_error (self->session);
  g_autofree char *text = NULL;

  if (self->options->quiet || self->options->format == TAPLINE_FORMAT_JSON)
    return;
  text = g_strndup ((const char *) message->head, message->head_length);
  /* What it fails with is told at the end, in every case. */
  if (error == NULL || strcmp (text, error->message) != 0)
    g_printerr ("%s\n", text);
}

static void
begin_end (Live        *self,
           TaplineExit  status)
{
  if (self->ending)
    return;
  self->ending = TRUE;
  /* An end while the disk is full is no fine one, even if nothing is missing. */
  if (status == TAPLINE_EXIT_FINE && tapline_session_get_paused (self->session) != NULL)
    status = TAPLINE_EXIT_RECORDING;
  self->status = status;
  clear_source (&self->input);
  tapline_session_disconnect (self->session);
}

/* Messages */

static void
take_message (Live                 *self,
              const TaplineMessage *message)
{
  gboolean received = message->direction == TAPLINE_DIRECTION_IN;
  g_autoptr (GBytes) echo = NULL;

  if (message->direction == TAPLINE_DIRECTION_NOTE)
    tell_note (self, message);
  if (self->options->echo && received && !self->ending)
    {
      echo = message->head_length == message->length
               ? g_bytes_new (message->head, message->head_length)
               : tapline_message_list_dup_bytes (tapline_session_get_messages (self->session),
                                                 message->number, 0, message->length);
      if (echo != NULL)
        tapline_session_send (self->session, message->connection, echo, NULL);
    }
  if (tapline_printer_add (self->printer, message) && received)
    {
      self->printed++;
      if (self->options->count != 0 && self->printed == self->options->count)
        begin_end (self, TAPLINE_EXIT_FINE);
    }
}

static gboolean
again_cb (gpointer user_data)
{
  Live *self = user_data;

  clear_source (&self->again);
  step (self);

  return G_SOURCE_REMOVE;
}

static gboolean
writable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  Live *self = user_data;

  clear_source (&self->writable);
  clear_source (&self->stall);
  step (self);

  return G_SOURCE_REMOVE;
}

/* The reader has gone while there was nothing to write. */
static gboolean
broken_cb (int          fd,
           GIOCondition condition,
           gpointer     user_data)
{
  Live *self = user_data;

  clear_source (&self->broken);
  tapline_printer_give_up (self->printer);
  step (self);

  return G_SOURCE_REMOVE;
}

static gboolean
stall_cb (gpointer user_data)
{
  Live *self = user_data;

  clear_source (&self->stall);
  tapline_printer_give_up (self->printer);
  step (self);

  return G_SOURCE_REMOVE;
}

static void
wait_for_output (Live *self)
{
  if (self->writable == NULL)
    add_source (&self->writable,
                g_unix_fd_source_new (tapline_printer_get_fd (self->printer),
                                      G_IO_OUT | G_IO_ERR | G_IO_HUP),
                G_SOURCE_FUNC (writable_cb), self);
  if (self->n_signals > 0 && self->stall == NULL)
    add_source (&self->stall, g_timeout_source_new (STALL_MS), stall_cb, self);
}

/* Who only records and counts does not wait for messages: on to the next note, or to the end. */
static void
skip_messages (Live    *self,
               guint64  n_messages)
{
  TaplineMessageList *list = tapline_session_get_messages (self->session);
  guint32 unused = 0;
  guint64 note;

  if (self->options->quiet
      || !tapline_transcript_find_note (TAPLINE_TRANSCRIPT (list), self->next, &note, &unused))
    note = n_messages;
  self->next = note;
}

/* %TRUE if there is nothing left to print. */
static gboolean
print_messages (Live *self)
{
  TaplineMessageList *list = tapline_session_get_messages (self->session);
  guint64 n_messages = tapline_message_list_get_n_messages (list);
  gint64 until = g_get_monotonic_time () + SLICE;
  gboolean skipping = !tapline_options_want_messages (self->options);
  gboolean done = self->options->count != 0 && self->printed >= self->options->count;

  if (skipping)
    skip_messages (self, n_messages);
  while (self->next < n_messages && !done && !tapline_printer_is_over (self->printer))
    {
      TaplineMessage message;

      if (tapline_printer_is_full (self->printer) && !tapline_printer_flush (self->printer))
        break;
      if (self->options->echo && !self->ending
          && tapline_session_get_counters (self->session).queued > QUEUE_MAX)
        return FALSE;
      if (g_get_monotonic_time () > until)
        {
          if (self->again == NULL)
            add_source (&self->again, g_idle_source_new (), again_cb, self);
          return FALSE;
        }
      if (tapline_message_list_get_message (list, self->next, HEAD_MAX, &message))
        take_message (self, &message);
      self->next++;
      if (skipping)
        skip_messages (self, n_messages);
      done = self->options->count != 0 && self->printed >= self->options->count;
    }
  if (!tapline_printer_flush (self->printer))
    {
      wait_for_output (self);
      return FALSE;
    }

  return self->next == n_messages || done || tapline_printer_is_over (self->printer);
}

/* Input */

static GBytes *
with_eol (const char *text,
          gsize       length,
          const char *eol)
{
  GString *out = g_string_sized_new (length + length / 8);

  for (gsize i = 0; i < length; i++)
    if (text[i] == '\n')
      g_string_append (out, eol);
    else
      g_string_append_c (out, text[i]);

  return g_string_free_to_bytes (out);
}

/* The counters are looked at 60 times a second only, and more than enough comes in between. */
static gboolean
is_hungry (Live *self)
{
  return tapline_session_get_counters (self->session).queued + self->given <= QUEUE_MAX;
}

static gboolean
input_cb (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  Live *self = user_data;
  char buffer[HEAD_MAX];
  g_autoptr (GBytes) bytes = NULL;
  ssize_t n = read (STDIN_FILENO, buffer, sizeof buffer);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (n > 0)
    {
      bytes = with_eol (buffer, (gsize) n, self->options->eol);
      self->sent = TRUE;
      tapline_session_send (self->session, 0, bytes, NULL);
      /* More when this is on its way. */
      self->given += (gsize) n;
      if (is_hungry (self))
        return G_SOURCE_CONTINUE;
    }
  else
    {
      self->input_over = TRUE;
      /* A listener in the background, without any input, does not turn its peers away. */
      if (self->options->command != TAPLINE_COMMAND_LISTEN || self->sent)
        tapline_session_close_sending (self->session, 0);
    }
  clear_source (&self->input);

  return G_SOURCE_REMOVE;
}

static void play (Live *self);

static gboolean
due_cb (gpointer user_data)
{
  Live *self = user_data;

  clear_source (&self->input);
  play (self);

  return G_SOURCE_REMOVE;
}

/* Sends what is due, up to what is not or what does not fit. */
static void
play (Live *self)
{
  TaplinePlayerStep next = TAPLINE_PLAYER_SEND;

  if (self->began == 0)
    self->began = g_get_monotonic_time ();
  while (next == TAPLINE_PLAYER_SEND && is_hungry (self))
    {
      g_autoptr (GBytes) bytes = NULL;
      gint64 wait = 0;

      next = tapline_player_next (self->player, g_get_monotonic_time () - self->began, &bytes,
                                  &wait);
      if (next == TAPLINE_PLAYER_SEND)
        {
          self->given += g_bytes_get_size (bytes);
          tapline_session_send (self->session, 0, bytes, NULL);
        }
      else if (next == TAPLINE_PLAYER_WAIT)
        add_source (&self->input,
                    g_timeout_source_new ((guint) (wait / G_TIME_SPAN_MILLISECOND + 1)),
                    due_cb, self);
    }
  if (next == TAPLINE_PLAYER_END)
    {
      self->input_over = TRUE;
      tapline_session_close_sending (self->session, 0);
    }
  if (self->input_over)
    tapline_progress_clear (&self->progress);
  else
    tapline_progress_tell (&self->progress, tapline_session_get_counters (self->session).sent);
}

static void
update_input (Live *self)
{
  TaplineSessionCounters counters = tapline_session_get_counters (self->session);

  if (self->input != NULL || self->input_over || self->ending || counters.peers == 0
      || !is_hungry (self) || self->options->send != NULL
      || self->options->command == TAPLINE_COMMAND_DEMO)
    return;
  if (self->player != NULL)
    play (self);
  else
    add_source (&self->input,
                g_unix_fd_source_new (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR),
                G_SOURCE_FUNC (input_cb), self);
}

/* The end */

static void
stopped_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Live *self = user_data;

  tapline_sidecar_stop_finish (self->sidecar, result, NULL);
  g_main_loop_quit (self->loop);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Live *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!tapline_session_close_finish (self->session, result, &error))
    {
      complain (error->message);
      self->status = TAPLINE_EXIT_RECORDING;
    }
  tapline_sidecar_stop_async (self->sidecar, STOP_GRACE_MS, stopped_cb, self);
}

static gboolean
is_open (TaplineTapState state)
{
  return state == TAPLINE_TAP_RESOLVING || state == TAPLINE_TAP_CONNECTING
         || state == TAPLINE_TAP_CONNECTED || state == TAPLINE_TAP_LISTENING
         || state == TAPLINE_TAP_CLOSING;
}

/* The peer closed its side and has all that we had for it. */
static gboolean
peer_is_done (Live *self)
{
  g_autoptr (GArray) peers = tapline_session_list_peers (self->session);

  return peers->len == 1 && !g_array_index (peers, TaplinePeer, 0).receiving
         && tapline_session_get_counters (self->session).queued == 0;
}

static void
tell_output_error (Live *self)
{
  int code = tapline_printer_get_error (self->printer);
  g_autofree char *sentence = NULL;

  if (code == 0)
    return;
  sentence = g_strdup_printf (_("standard output cannot be written: %s. Make some room where it "
                                "goes; what was received is recorded if --record says where."),
                              g_strerror (code));
  complain (sentence);
}

static void
look_for_end (Live *self,
              gboolean all_printed)
{
  TaplineSessionCounters counters = tapline_session_get_counters (self->session);
  TaplineTapState state = tapline_session_get_state (self->session);
  const GError *error = tapline_session_get_error (self->session);
  TaplineExit too_few = self->options->count > self->printed ? TAPLINE_EXIT_TOO_FEW
                                                             : TAPLINE_EXIT_FINE;

  if (tapline_printer_is_over (self->printer) && !self->ending)
    {
      tell_output_error (self);
      begin_end (self, tapline_printer_get_error (self->printer) != 0 ? TAPLINE_EXIT_RECORDING
                                                                      : TAPLINE_EXIT_FINE);
    }
  /* What is recorded may still make the count. */
  if (!all_printed || !tapline_session_is_caught_up (self->session))
    return;
  if (error != NULL && !self->ending)
    {
      complain (error->message);
      begin_end (self, error->code == TAPLINE_ERROR_RECORDING ? TAPLINE_EXIT_RECORDING
                                                              : TAPLINE_EXIT_UNREACHED);
    }
  else if (self->options->command == TAPLINE_COMMAND_LISTEN)
    {
      if (self->options->exit_on_close && counters.connections > 0 && counters.peers == 0)
        begin_end (self, too_few);
    }
  else if (state == TAPLINE_TAP_CLOSED || (state == TAPLINE_TAP_CONNECTED && peer_is_done (self)))
    begin_end (self, too_few);

  state = tapline_session_get_state (self->session);
  if (self->ending && !is_open (state) && counters.peers == 0 && !self->closing)
    {
      self->closing = TRUE;
      tapline_session_close_async (self->session, closed_cb, self);
    }
}

/* What a script waits for: the port is known and open. */
static void
tell_bound (Live *self)
{
  TaplineAddress bound = tapline_session_get_bound (self->session);
  char address[TAPLINE_ADDRESS_STRING_MAX];

  if (self->told_bound || bound.family == 0)
    return;
  self->told_bound = TRUE;
  g_printerr ("listening on %s\n", tapline_address_to_string (&bound, address));
}

/* A disk that is full makes the peers wait; whoever watches should know why. */
static void
tell_paused (Live *self)
{
  const char *paused = tapline_session_get_paused (self->session);

  if (paused != NULL && !self->told_paused)
    complain (paused);
  self->told_paused = paused != NULL;
}

/* Connections are numbered from 1 as they come. */
static void
greet (Live *self)
{
  guint64 connections = tapline_session_get_counters (self->session).connections;

  for (; self->greeted < connections; self->greeted++)
    if (self->options->send != NULL)
      tapline_session_send (self->session, (guint32) self->greeted + 1, self->options->send, NULL);
}

static void
step (Live *self)
{
  gboolean all_printed;

  if (self->closing)
    return;
  tell_bound (self);
  tell_paused (self);
  greet (self);
  update_input (self);
  all_printed = print_messages (self);
  look_for_end (self, all_printed);
}

static void
changed_cb (TaplineMessageList *list,
            gpointer            user_data)
{
  Live *self = user_data;

  self->given = 0;
  step (self);
}

static gboolean
time_over_cb (gpointer user_data)
{
  Live *self = user_data;

  begin_end (self, TAPLINE_EXIT_FINE);
  step (self);

  return G_SOURCE_REMOVE;
}

/* The first signal ends it in order, the second at once. */
static gboolean
signal_cb (gpointer user_data)
{
  Live *self = user_data;

  if (self->n_signals++ > 0)
    {
      const char *path = tapline_session_get_path (self->session);

      if (path != NULL && self->options->record == NULL)
        g_unlink (path);
      _exit (128 + SIGINT);
    }
  begin_end (self, TAPLINE_EXIT_FINE);
  step (self);

  return G_SOURCE_CONTINUE;
}

static TaplineEndpoint *
parse_target (const TaplineOptions  *options,
              GError               **error)
{
  gboolean listen = options->command == TAPLINE_COMMAND_LISTEN;
  const char *target = options->command == TAPLINE_COMMAND_REPLAY ? options->destination
                                                                  : options->target;

  /* A listener's single number is its port. */
  if (listen && strspn (target, "0123456789") == strlen (target))
    return tapline_endpoint_parse ("", target, TRUE, error);

  return tapline_endpoint_parse (target, "", listen, error);
}

static guint
choose_linger (const TaplineOptions *options)
{
  if (options->echo)
    return LINGER_ECHO_MS;

  return options->send == NULL && isatty (STDIN_FILENO) ? LINGER_TYPING_MS : 0;
}

static gboolean
set_up_session (Live    *self,
                GError **error)
{
  const TaplineOptions *options = self->options;
  g_autofree char *directory = g_build_filename (g_get_user_state_dir (), "tapline", NULL);

  self->session = tapline_session_new (self->sidecar, directory);
  tapline_session_set_keep (self->session, options->record != NULL);
  tapline_session_set_peer_limits (self->session, options->max_peers,
                                   choose_linger (options));
  if (options->record != NULL)
    tapline_session_set_path (self->session, options->record);

  return tapline_session_set_framing (self->session, options->framing,
                                      TAPLINE_MESSAGE_LIMIT_DEFAULT, error);
}

static void
print_ledger (Live *self)
{
  TaplineSessionCounters counters = tapline_session_get_counters (self->session);

  g_printerr ("received=%" G_GUINT64_FORMAT " recorded=%" G_GUINT64_FORMAT
              " indexed=%" G_GUINT64_FORMAT " messages=%" G_GUINT64_FORMAT
              " connections=%" G_GUINT64_FORMAT " lost=%" G_GUINT64_FORMAT "\n",
              counters.received, counters.recorded, counters.indexed, counters.messages,
              counters.connections, counters.received - counters.indexed);
}

static gboolean
set_up_player (Live    *self,
               GError **error)
{
  g_autofree char *summary = NULL;

  self->player = tapline_player_new (self->options, error);
  if (self->player == NULL)
    return FALSE;
  summary = tapline_player_dup_summary (self->player);
  if (!self->options->quiet)
    g_printerr ("%s\n", summary);
  /* What is printed is progress enough. */
  tapline_progress_init (&self->progress, tapline_player_get_total (self->player),
                         !isatty (STDOUT_FILENO) || self->options->format == TAPLINE_FORMAT_NONE);

  return TRUE;
}

/**
 * tapline_live_run:
 * @options: a checked command line
 *
 * Runs a session to its end.
 *
 * Returns: what to exit with
 */
TaplineExit
tapline_live_run (const TaplineOptions *options)
{
  g_autoptr (TaplineEndpoint) endpoint = NULL;
  g_autoptr (TaplineExplainer) explainer = NULL;
  g_autoptr (GError) error = NULL;
  Live self = { .options = options };
  GSource *time_over = NULL;

  if (options->command != TAPLINE_COMMAND_DEMO
      && (endpoint = parse_target (options, &error)) == NULL)
    {
      complain (error->message);
      return TAPLINE_EXIT_USAGE;
    }

  if (options->decode != NULL && (explainer = tapline_explainer_new (options, &error)) == NULL)
    {
      complain (error->message);
      return TAPLINE_EXIT_USAGE;
    }

  if (options->command == TAPLINE_COMMAND_REPLAY && !set_up_player (&self, &error))
    {
      complain (error->message);
      return TAPLINE_EXIT_UNREACHED;
    }

  self.sidecar = tapline_sidecar_new ();
  self.loop = g_main_loop_new (NULL, FALSE);
  if (!set_up_session (&self, &error))
    {
      complain (error->message);
      return TAPLINE_EXIT_USAGE;
    }
  self.printer = tapline_printer_new (options, explainer,
                                      tapline_session_get_messages (self.session));
  g_signal_connect (self.session, "changed", G_CALLBACK (changed_cb), &self);
  self.signals[0] = g_unix_signal_add (SIGINT, signal_cb, &self);
  self.signals[1] = g_unix_signal_add (SIGTERM, signal_cb, &self);
  if (options->seconds > 0)
    add_source (&time_over, g_timeout_source_new ((guint) (options->seconds * 1000)),
                time_over_cb, &self);

  if (tapline_printer_has_reader (self.printer))
    add_source (&self.broken,
                g_unix_fd_source_new (tapline_printer_get_fd (self.printer), G_IO_ERR),
                G_SOURCE_FUNC (broken_cb), &self);

  if (endpoint != NULL)
    tapline_session_open (self.session, endpoint);
  else
    tapline_session_open_demo (self.session);
  step (&self);
  g_main_loop_run (self.loop);

  if (options->ledger)
    print_ledger (&self);
  clear_source (&time_over);
  clear_source (&self.again);
  clear_source (&self.writable);
  clear_source (&self.broken);
  clear_source (&self.stall);
  clear_source (&self.input);
  tapline_printer_free (self.printer);
  tapline_progress_clear (&self.progress);
  g_clear_pointer (&self.player, tapline_player_free);
  g_object_unref (self.session);
  tapline_sidecar_unref (self.sidecar);
  g_main_loop_unref (self.loop);

  return self.status;
}
