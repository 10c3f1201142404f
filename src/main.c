/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop program. */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "tapline-application.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr (TaplineApplication) application = NULL;

  /* From here on nothing that another thread sends to this context can run in that thread. */
  g_main_context_acquire (NULL);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = tapline_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
