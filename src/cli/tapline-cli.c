/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terminal program: the engine without a display. */
#include "config.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "tapline-export.h"
#include "tapline-framing.h"
#include "tapline-live.h"
#include "tapline-options.h"
#include "tapline-show.h"

/* A standard descriptor that was closed would be given to the next file that is opened, and what is
 * printed would land in the recording. What stands there instead fails when it is used. */
static void
fill_descriptors (void)
{
  static const int modes[] = { O_WRONLY, O_RDONLY, O_RDONLY };

  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0)
      open ("/dev/null", modes[fd]);
}

static TaplineExit
list_framings (void)
{
  guint n_infos;
  const TaplineFramingInfo *infos = tapline_framing_list (&n_infos);

  for (guint i = 0; i < n_infos; i++)
    g_print ("%-10s %-24s %s (%s)\n", infos[i].name, infos[i].example, _(infos[i].title),
             infos[i].source);

  return TAPLINE_EXIT_FINE;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (TaplineOptions) options = NULL;
  TaplineExit status;

  /* Before anything else: what is attached to the default context runs on this thread only. */
  fill_descriptors ();
  g_main_context_acquire (NULL);
  signal (SIGPIPE, SIG_IGN);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  options = tapline_options_parse (argc, argv, &status);
  if (options == NULL)
    return status;
  switch (options->command)
    {
    case TAPLINE_COMMAND_SHOW:
      return tapline_show_run (options);
    case TAPLINE_COMMAND_EXPORT:
      return tapline_export_run (options);
    case TAPLINE_COMMAND_FRAMINGS:
      return list_framings ();
    default:
      return tapline_live_run (options);
    }
}
