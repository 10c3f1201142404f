/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words behind `tapline`. They are read twice: where they were typed, so that a mistake is
 * told there at once, and in the running instance, which does what they ask for. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tapline-command-line.h"
#include "tapline-session.h"

/* "[ADDRESS:]PORT", where ADDRESS may be in brackets. */
static TaplineEndpoint *
tapline_command_line_parse_listen (const char  *text,
                                   GError     **error)
{
  if (strchr (text, ':') != NULL)
    return tapline_endpoint_parse (text, "", TRUE, error);

  return tapline_endpoint_parse ("", text, TRUE, error);
}

/* The file that a single word names: one that is there, or one that is called like a capture. */
static char *
tapline_command_line_dup_path (char       **words,
                               const char  *cwd)
{
  g_autofree char *path = NULL;

  if (g_strv_length (words) != 1 || *words[0] == '\0')
    return NULL;
  path = g_canonicalize_filename (words[0], cwd);
  if (g_str_has_suffix (path, ".pcapng") || g_str_has_suffix (path, ".pcap")
      || g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&path);

  return NULL;
}

static TaplineEndpoint *
tapline_command_line_parse_words (char    **words,
                                  GError  **error)
{
  switch (g_strv_length (words))
    {
    case 1:
      return tapline_endpoint_parse (words[0], "", FALSE, error);

    case 2:
      return tapline_endpoint_parse (words[0], words[1], FALSE, error);

    default:
      g_set_error (error, TAPLINE_ERROR, TAPLINE_ERROR_FAILED,
                   _("“%s” is too much: one host and one port are understood."), words[2]);
      return NULL;
    }
}

TaplineCommandLine *
tapline_command_line_parse (const char * const  *words,
                            const char          *cwd,
                            gboolean             is_local,
                            GError             **error)
{
  g_autoptr (TaplineCommandLine) self = g_new0 (TaplineCommandLine, 1);
  g_autoptr (GOptionContext) context = NULL;
  g_auto (GStrv) left = g_strdupv ((char **) words);
  g_auto (GStrv) rest = NULL;
  g_autofree char *listen = NULL;
  const GOptionEntry entries[] = {
    { "listen", 'l', 0, G_OPTION_ARG_STRING, &listen, N_("Listen instead of connecting"),
      N_("[ADDRESS:]PORT") },
    { "framing", 'f', 0, G_OPTION_ARG_STRING, &self->framing,
      N_("How to cut what comes into messages (see tapline-cli framings)"), N_("SPEC") },
    { "demo", 0, 0, G_OPTION_ARG_NONE, &self->demo,
      N_("Connect to a demo server inside Tapline"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, N_("Print the version"), NULL },
    { "gapplication-service", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &self->service, NULL,
      NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &rest, NULL, NULL },
    { NULL }
  };

  g_return_val_if_fail (words != NULL, NULL);

  context = g_option_context_new (_("[HOST PORT | HOST:PORT | FILE]"));
  g_option_context_set_summary (context, _("Connect to a TCP port or listen on one, and watch "
                                           "every message. Or open a recording, FILE."));
  g_option_context_set_help_enabled (context, is_local);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse_strv (context, &left, error))
    return NULL;

  if ((listen != NULL) + (rest != NULL) + self->demo > 1)
    {
      g_set_error_literal (error, TAPLINE_ERROR, TAPLINE_ERROR_FAILED,
                           _("Only one of a host, a file, --listen and --demo can be asked for."));
      return NULL;
    }

  if (listen != NULL)
    self->endpoint = tapline_command_line_parse_listen (listen, error);
  else if (rest != NULL)
    {
      self->path = tapline_command_line_dup_path (rest, cwd);
      if (self->path == NULL)
        self->endpoint = tapline_command_line_parse_words (rest, error);
    }
  if (self->endpoint == NULL && self->path == NULL && (listen != NULL || rest != NULL))
    return NULL;

  if (self->framing != NULL)
    {
      g_autoptr (TaplineFraming) framing = NULL;

      framing = tapline_framing_new (self->framing, TAPLINE_MESSAGE_LIMIT_DEFAULT, error);
      if (framing == NULL)
        return NULL;
    }

  return g_steal_pointer (&self);
}

void
tapline_command_line_free (TaplineCommandLine *self)
{
  g_clear_pointer (&self->endpoint, tapline_endpoint_free);
  g_free (self->path);
  g_free (self->framing);
  g_free (self);
}
