/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-reframe [ROUNDS]: whether reception is slowed while a long recording is cut into other
 * messages.
 *
 * A sender with a plan, 200 MB/s, shows whether reception keeps up: how far what is recorded was
 * behind the plan at worst, and how much of it waited in sockets. A sender without one shows what
 * reception costs: the processor time of the sidecar per GB, and how long it was ready to run and
 * had no processor. What it gets done per second then tells most of how fast the machine hands out
 * memory, and is printed for that alone.
 *
 * Each round has a session of its own, in which both spans, calm and busy, are measured, in turns
 * either first. Memory that is new to a virtual machine costs far more than reception does, so as
 * much as a span takes is used and given back before it. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "desk.h"

#define BACKLOG    1200000000u
#define PLAN       200000000u /* bytes a second */
#define CHUNK      (64 * 1024)
#define LEAD       (50 * G_TIME_SPAN_MILLISECOND) /* that it has been sending before a span */
#define SPAN       (250 * G_TIME_SPAN_MILLISECOND)
#define MEMORY     600000000u /* more than is received in these */
#define N_MAX      25

/* Sends lines of 64 bytes on a thread of its own. */
typedef struct
{
  int            fd;
  guint64        plan;  /* bytes a second; 0 for as fast as it gets */
  int            over;  /* atomic */
  TaplineCounter began; /* when, by the monotonic clock */
  TaplineCounter sent;
} Sender;

/* What the kernel tells of a thread, in nanoseconds. */
typedef struct
{
  guint64 ran;
  guint64 waited; /* ready to run, without a processor */
} Times;

enum
{
  RATE,     /* MB/s */
  BEHIND,   /* ms, the plan alone */
  IN_QUEUE, /* KiB at most, the plan alone */
  COST,     /* processor milliseconds of the sidecar per GB */
  WAIT,     /* percent of the span */
  N_FIGURES
};

static const char *const names[N_FIGURES] = { "MB/s", "ms behind at worst", "KiB waiting at most",
                                              "ms of CPU per GB", "% waiting for a CPU" };

typedef struct
{
  Desk            desk;
  Sender          sender;
  GThread        *thread;
  guint64         received_before; /* the sender began */
  char           *schedstat;       /* of the sidecar */
  double          figures[N_FIGURES];
} Round;

static gpointer
send_lines (gpointer data)
{
  Sender *self = data;
  g_autofree char *lines = g_malloc (CHUNK);
  gint64 began = g_get_monotonic_time ();
  guint64 sent = 0;

  memset (lines, 'x', CHUNK);
  for (gsize at = 63; at < CHUNK; at += 64)
    lines[at] = '\n';
  tapline_counter_publish (&self->began, (guint64) began);
  while (!g_atomic_int_get (&self->over))
    {
      gint64 due = self->plan > 0 ? began + (gint64) (sent * G_USEC_PER_SEC / self->plan) : 0;
      gint64 now = g_get_monotonic_time ();

      if (due > now)
        g_usleep ((gulong) (due - now));
      for (gsize at = 0; at < CHUNK;)
        {
          ssize_t n = send (self->fd, lines + at, CHUNK - at, MSG_NOSIGNAL);

          g_assert_cmpint (n, >, 0);
          at += (gsize) n;
        }
      sent += CHUNK;
      tapline_counter_publish (&self->sent, sent);
    }

  return NULL;
}

static char *
find_thread (const char *wanted)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *id;

  while ((id = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *path = g_strdup_printf ("/proc/self/task/%s/comm", id);
      g_autofree char *name = NULL;

      if (g_file_get_contents (path, &name, NULL, NULL) && g_str_equal (g_strchomp (name), wanted))
        return g_strdup_printf ("/proc/self/task/%s/schedstat", id);
    }
  g_assert_not_reached ();
}

static Times
look_at_times (Round *self)
{
  g_autofree char *text = NULL;
  Times times;

  g_assert_true (g_file_get_contents (self->schedstat, &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, &times.ran,
                           &times.waited), ==, 2);

  return times;
}

static guint64
get_received (Round *self)
{
  return tapline_session_get_counters (self->desk.session).recorded - self->received_before;
}

/* How far the recording is behind the sender and its plan, if that is further than ever before. */
static gboolean
watch_cb (gpointer data)
{
  Round *self = data;
  guint64 sent = tapline_counter_read (&self->sender.sent);
  guint64 received = get_received (self);
  gint64 due = (gint64) tapline_counter_read (&self->sender.began)
               + (gint64) (received * G_USEC_PER_SEC / MAX (self->sender.plan, 1));

  self->figures[BEHIND] = MAX (self->figures[BEHIND],
                               (double) (g_get_monotonic_time () - due) / 1000);
  if (sent > received)
    self->figures[IN_QUEUE] = MAX (self->figures[IN_QUEUE], (double) (sent - received) / 1024);

  return G_SOURCE_CONTINUE;
}

/* What was just given back is handed out next. */
static void
warm_memory (void)
{
  guint8 *memory = mmap (NULL, MEMORY, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

  g_assert_true (memory != MAP_FAILED);
  munmap (memory, MEMORY);
}

static void
begin_to_send (Round   *self,
               guint64  plan)
{
  self->received_before = tapline_session_get_counters (self->desk.session).recorded;
  self->sender = (Sender) { .fd = connect_peer (&self->desk), .plan = plan };
  self->thread = g_thread_new ("send", send_lines, &self->sender);
}

static void
stop_sending (Round *self)
{
  g_atomic_int_set (&self->sender.over, TRUE);
  g_thread_join (self->thread);
  close (self->sender.fd);
  while (tapline_session_get_counters (self->desk.session).peers > 0 || !is_at_rest (&self->desk)
         || tapline_session_get_progress (self->desk.session) < 1)
    g_main_context_iteration (NULL, TRUE);
}

static void
iterate_until (gint64 until)
{
  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
}

/* Measures a span; a busy one is spent with cutting all into other messages. */
static void
measure (Round    *self,
         guint64   plan,
         gboolean  busy)
{
  g_autoptr (GError) error = NULL;
  Times before, after;
  guint64 received;
  gint64 began, span;
  guint id;

  warm_memory ();
  begin_to_send (self, plan);
  id = g_timeout_add_full (G_PRIORITY_HIGH, 1, watch_cb, self, NULL);
  iterate_until (g_get_monotonic_time () + LEAD);

  memset (self->figures, 0, sizeof self->figures);
  before = look_at_times (self);
  received = get_received (self);
  began = g_get_monotonic_time ();
  if (busy)
    tapline_session_set_framing (self->desk.session, "delim:0a", TAPLINE_MESSAGE_LIMIT_DEFAULT,
                                 &error);
  g_assert_no_error (error);
  iterate_until (began + SPAN);
  span = g_get_monotonic_time () - began;
  after = look_at_times (self);
  received = get_received (self) - received;
  g_source_remove (id);
  if (busy && tapline_session_get_progress (self->desk.session) == 1)
    printf ("  (a round was framed again before its end)\n");

  self->figures[RATE] = (double) received / (double) span;
  self->figures[COST] = (double) (after.ran - before.ran) / (double) received * 1000;
  self->figures[WAIT] = (double) (after.waited - before.waited) / (double) span / 10;
  stop_sending (self);
}

/* Adds what was found to the two columns of each figure, calm and busy. */
static void
run_round (guint64 plan,
           int     number,
           double  found[N_FIGURES][2][N_MAX])
{
  Round self = { 0 };

  set_up (&self.desk, NULL);
  open_listener (&self.desk);
  self.schedstat = find_thread ("tapline-sidecar");
  begin_to_send (&self, 0);
  while (get_received (&self) < BACKLOG)
    g_main_context_iteration (NULL, TRUE);
  stop_sending (&self);
  for (int i = 0; i < 2; i++)
    {
      gboolean busy = (i + number) % 2;

      measure (&self, plan, busy);
      for (int j = 0; j < N_FIGURES; j++)
        found[j][busy][number] = self.figures[j];
    }
  close_session (self.desk.session);
  tear_down (&self.desk, NULL);
  g_free (self.schedstat);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
run (const char *what,
     guint64     plan,
     int         n_rounds)
{
  static double found[N_FIGURES][2][N_MAX];

  for (int i = 0; i < n_rounds; i++)
    run_round (plan, i, found);
  printf ("%s, medians of %d [least-most]:\n", what, n_rounds);
  for (int i = 0; i < N_FIGURES; i++)
    {
      double *calm = found[i][FALSE], *busy = found[i][TRUE];

      if (plan == 0 && (i == BEHIND || i == IN_QUEUE))
        continue;
      qsort (calm, (gsize) n_rounds, sizeof *calm, compare);
      qsort (busy, (gsize) n_rounds, sizeof *busy, compare);
      printf ("  %-20s %7.1f [%.1f-%.1f], while framed again %7.1f [%.1f-%.1f]\n", names[i],
              calm[n_rounds / 2], calm[0], calm[n_rounds - 1], busy[n_rounds / 2], busy[0],
              busy[n_rounds - 1]);
    }
}

int
main (int    argc,
      char **argv)
{
  int n_rounds = argc > 1 ? CLAMP (atoi (argv[1]), 1, N_MAX) : 5;

  g_main_context_acquire (NULL);
  run ("At 200 MB/s", PLAN, n_rounds);
  run ("As fast as it gets", 0, n_rounds);

  return 0;
}
