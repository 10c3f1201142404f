/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <locale.h>

#include <gtk/gtk.h>

/* GDK 4.24 says this of itself when a window without a compositor becomes larger. */
static inline gboolean
ui_test_is_fatal (const char     *domain,
                  GLogLevelFlags  level,
                  const char     *message,
                  gpointer        data)
{
  return g_strcmp0 (domain, "Gdk") != 0 || !g_str_has_prefix (message, "gdk_frame_timings_");
}

/* Instead of gtk_test_init(), whose locale a minimal Debian does not have: GTK 4.24 warns of that,
 * and no warning passes a test. */
static inline void
ui_test_init (int    *argc,
              char ***argv)
{
  gtk_disable_setlocale ();
  g_assert_nonnull (setlocale (LC_ALL, "C.UTF-8"));
  g_test_init (argc, argv, NULL);
  g_test_log_set_fatal_handler (ui_test_is_fatal, NULL);
  gtk_init ();
}
