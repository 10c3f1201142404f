/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <locale.h>
#include <string.h>

#include <gtk/gtk.h>

/* Warnings end a test. But GDK 4.24 warns of itself when a window without a compositor grows. */
static inline GLogWriterOutput
ui_test_write (GLogLevelFlags   level,
               const GLogField *fields,
               gsize            n_fields,
               gpointer         data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "MESSAGE") == 0
        && g_str_has_prefix (fields[i].value, "gdk_frame_timings_submitted()"))
      return G_LOG_WRITER_HANDLED;

  return g_log_writer_default (level, fields, n_fields, data);
}

/* Instead of gtk_test_init(), whose locale a minimal Debian does not have: GTK 4.24 warns of that,
 * and no warning passes a test. */
static inline void
ui_test_init (int    *argc,
              char ***argv)
{
  gtk_disable_setlocale ();
  g_assert_nonnull (setlocale (LC_ALL, "C.UTF-8"));
  g_log_set_writer_func (ui_test_write, NULL, NULL);
  g_test_init (argc, argv, NULL);
  gtk_init ();
}
