/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop program. */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>

#include "tapline-application.h"

/* What GApplication returns if it could not hand over; Tapline itself never does. */
#define EXIT_NOT_HANDED_OVER 1
#define ATTEMPTS             10

int
main (int    argc,
      char **argv)
{
  int status = EXIT_NOT_HANDED_OVER;

  /* From here on nothing that another thread sends to this context can run in that thread. */
  g_main_context_acquire (NULL);

  /* A limit on the size of files is an error that is told. */
  signal (SIGXFSZ, SIG_IGN);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  /* The Tapline that was running may quit just when it is asked: then this one is the next. */
  for (int i = 0; i < ATTEMPTS && status == EXIT_NOT_HANDED_OVER; i++)
    {
      g_autoptr (TaplineApplication) application = tapline_application_new ();

      status = g_application_run (G_APPLICATION (application), argc, argv);
    }

  return status;
}
