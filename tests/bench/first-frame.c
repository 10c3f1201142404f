/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded into a GTK program by bench-start.py: when the first frame of its first window was
 * painted, says how long that took since BENCH_START (monotonic, µs) and ends the program.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <gtk/gtk.h>

void bench_present (GtkWindow *window) __asm__ ("gtk_window_present");

static void
painted_cb (GdkFrameClock *clock,
            gpointer       unused)
{
  gint64 began = g_ascii_strtoll (g_getenv ("BENCH_START"), NULL, 10);

  printf ("%.3f\n", (double) (g_get_monotonic_time () - began) / 1000);
  fflush (stdout);
  _exit (0);
}

static void
realize_cb (GtkWidget *widget,
            gpointer   unused)
{
  g_signal_connect (gtk_widget_get_frame_clock (widget), "after-paint", G_CALLBACK (painted_cb),
                    NULL);
}

void
bench_present (GtkWindow *window)
{
  void (*present) (GtkWindow *) =
    (void (*) (GtkWindow *)) dlsym (RTLD_NEXT, "gtk_window_present");

  g_signal_connect_after (window, "realize", G_CALLBACK (realize_cb), NULL);
  present (window);
}
