/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded into Tapline by stalls.py: how long its main loop was held, as a timer of high priority
 * that is due every millisecond sees it. Two things are not counted, since a busy machine does them
 * to every program: time in which it could have run but others had the processors (proc(5),
 * schedstat), and time in which GTK waits for an answer of the X server, as it does in every layout
 * and, without a window manager, in every frame. SIGUSR1 begins a measurement; SIGUSR2 ends it and
 * writes "LONGEST P99 TURNS" (ms, ms, a count) to the file in STALL_METER.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib-unix.h>

int stall_meter_run (GApplication *application,
                     int           argc,
                     char        **argv) __asm__ ("g_application_run");

#define SLOTS 10000 /* tenths of a millisecond */

static guint  slots[SLOTS];
static guint  n_turns;
static gint64 longest;
static gint64 last;
static gint64 last_waited;
static gint64 answered; /* µs that were spent waiting for the X server since then */

/* Microseconds that this thread has waited for a processor. */
static gint64
get_waited (void)
{
  static int fd = -1;
  char text[128] = { 0 };
  gint64 ran, waited = 0;

  if (fd < 0)
    fd = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  if (pread (fd, text, sizeof text - 1, 0) <= 0
      || sscanf (text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, &ran, &waited) != 2)
    return 0;

  return waited / 1000;
}

/* Instead of the one of the C library, which xcb calls to wait for an answer. */
int
poll (struct pollfd *fds,
      nfds_t         n_fds,
      int            timeout)
{
  static int (*real) (struct pollfd *, nfds_t, int);
  gint64 began, waited;
  Dl_info caller;
  int result;

  if (real == NULL)
    real = (int (*) (struct pollfd *, nfds_t, int)) dlsym (RTLD_NEXT, "poll");
  if (gettid () != getpid () || timeout == 0
      || dladdr (__builtin_return_address (0), &caller) == 0
      || strstr (caller.dli_fname, "libxcb.so") == NULL)
    return real (fds, n_fds, timeout);

  began = g_get_monotonic_time ();
  waited = get_waited ();
  result = real (fds, n_fds, timeout);
  answered += g_get_monotonic_time () - began - (get_waited () - waited);

  return result;
}

static gboolean
turn_cb (gpointer unused)
{
  gint64 now = g_get_monotonic_time ();
  gint64 waited = get_waited ();
  gint64 held = MAX (now - last - (waited - last_waited) - answered, 0);

  if (last != 0)
    {
      longest = MAX (longest, held);
      slots[MIN (held / 100, SLOTS - 1)]++;
      n_turns++;
    }
  last = now;
  last_waited = waited;
  answered = 0;

  return G_SOURCE_CONTINUE;
}

static gboolean
begin_cb (gpointer unused)
{
  memset (slots, 0, sizeof slots);
  n_turns = 0;
  longest = 0;

  return G_SOURCE_CONTINUE;
}

static gboolean
end_cb (gpointer unused)
{
  guint seen = 0, p99 = 0;
  g_autofree char *text = NULL;

  while (p99 < SLOTS - 1 && (seen += slots[p99]) < n_turns * 0.99)
    p99++;
  text = g_strdup_printf ("%.1f %.1f %u\n", (double) longest / 1000, p99 / 10.0, n_turns);
  g_file_set_contents (g_getenv ("STALL_METER"), text, -1, NULL);

  return G_SOURCE_CONTINUE;
}

int
stall_meter_run (GApplication *application,
                 int           argc,
                 char        **argv)
{
  int (*run) (GApplication *, int, char **) =
    (int (*) (GApplication *, int, char **)) dlsym (RTLD_NEXT, "g_application_run");

  g_timeout_add_full (G_PRIORITY_HIGH, 1, turn_cb, NULL, NULL);
  g_unix_signal_add (SIGUSR1, begin_cb, NULL);
  g_unix_signal_add (SIGUSR2, end_cb, NULL);

  return run (application, argc, argv);
}
