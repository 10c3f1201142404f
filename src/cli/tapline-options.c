/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of the terminal program, checked: what it means, or one sentence that says what
 * to write instead.
 */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "tapline-decoding.h"
#include "tapline-escape.h"
#include "tapline-framing.h"
#include "tapline-options.h"

/* What GOption fills in; all but the strings is checked afterwards. */
typedef struct
{
  char    *framing;
  char    *record;
  char    *decode;
  char    *format;
  char    *filter;
  char    *peer;
  gboolean marked;
  gint64   count;
  double   seconds;
  gboolean exit_on_close;
  char    *send;
  char    *eol;
  gboolean echo;
  int      max_peers;
  gboolean ledger;
  gboolean quiet;
  char    *color;
  char    *to;
  char    *output;
  double   speed;
  gboolean fast;
  char    *side;
  int      connection;
} Raw;

static const struct
{
  const char    *name;
  TaplineCommand command;
  int            n_operands;
  const char    *operand; /* NULL for none */
  const char    *summary;
} commands[] = {
  { "connect", TAPLINE_COMMAND_CONNECT, 1, N_("HOST:PORT | unix:PATH"),
    N_("Connect to a peer, record and print what comes") },
  { "listen", TAPLINE_COMMAND_LISTEN, 1, N_("[ADDRESS:]PORT"),
    N_("Listen for peers, on this computer only unless ADDRESS says otherwise") },
  { "demo", TAPLINE_COMMAND_DEMO, 0, NULL,
    N_("Connect to the built-in demo peer") },
  { "show", TAPLINE_COMMAND_SHOW, 1, N_("FILE"),
    N_("Print the messages of a recording") },
  { "export", TAPLINE_COMMAND_EXPORT, 1, N_("FILE --to FORMAT -o OUT"),
    N_("Write a recording as a file of another format") },
  { "replay", TAPLINE_COMMAND_REPLAY, 2, N_("FILE HOST:PORT"),
    N_("Connect, and send what one side of a recording sent, in its rhythm") },
  { "framings", TAPLINE_COMMAND_FRAMINGS, 0, NULL,
    N_("List the ways to cut a stream into messages") },
};

/* Which commands take an option. */
#define MASK(command) (1u << TAPLINE_COMMAND_##command)
#define TALKING (MASK (CONNECT) | MASK (LISTEN) | MASK (DEMO))
#define LIVE (TALKING | MASK (REPLAY))
#define PRINTING (LIVE | MASK (SHOW))
#define CUTTING (PRINTING | MASK (EXPORT))
#define READING (MASK (SHOW) | MASK (EXPORT))

static void
raw_clear (Raw *raw)
{
  g_free (raw->framing);
  g_free (raw->record);
  g_free (raw->decode);
  g_free (raw->format);
  g_free (raw->filter);
  g_free (raw->peer);
  g_free (raw->send);
  g_free (raw->eol);
  g_free (raw->color);
  g_free (raw->to);
  g_free (raw->output);
  g_free (raw->side);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Raw, raw_clear)

static gboolean
choose (const char        *option,
        const char        *value,
        const char *const *values,
        guint             *choice,
        GError           **error)
{
  g_autofree char *all = NULL;

  if (value == NULL)
    return TRUE;
  for (*choice = 0; values[*choice] != NULL; (*choice)++)
    if (strcmp (value, values[*choice]) == 0)
      return TRUE;

  all = g_strjoinv (", ", (char **) values);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("%s takes one of %s, not “%s”."), option, all, value);
  return FALSE;
}

static gboolean
check_text (TaplineOptions  *self,
            Raw             *raw,
            GError         **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GError) cause = NULL;

  if (raw->filter != NULL)
    {
      self->filter = tapline_pattern_new (TAPLINE_PATTERN_REGEX, raw->filter, 0, NULL, &cause);
      if (self->filter == NULL)
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--filter: %s",
                       cause->message);
          return FALSE;
        }
    }
  if (raw->send != NULL)
    {
      bytes = g_byte_array_new ();
      if (!tapline_escape_append (bytes, raw->send, &cause))
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--send: %s",
                       cause->message);
          return FALSE;
        }
      self->send = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
    }

  return TRUE;
}

/* What `export` and `replay` have for themselves. */
static gboolean
check_files (TaplineOptions  *self,
             Raw             *raw,
             GError         **error)
{
  static const char *const names[] = { "text", "hex", "csv", "jsonl", "pcapng", NULL };
  static const TaplineFormat formats[] = { TAPLINE_FORMAT_TEXT, TAPLINE_FORMAT_HEX,
                                           TAPLINE_FORMAT_CSV, TAPLINE_FORMAT_JSON,
                                           TAPLINE_FORMAT_PCAPNG };
  static const char *const sides[] = { "in", "out", NULL };
  guint to = 0, side = 0;

  if (!choose ("--to", raw->to, names, &to, error)
      || !choose ("--side", raw->side, sides, &side, error))
    return FALSE;
  if (self->command == TAPLINE_COMMAND_EXPORT && (raw->to == NULL || raw->output == NULL))
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _("export needs to know what to write and where: "
                           "tapline-cli export FILE --to FORMAT -o OUT."));
  else if (self->command == TAPLINE_COMMAND_EXPORT && formats[to] == TAPLINE_FORMAT_PCAPNG
           && (raw->filter != NULL || raw->peer != NULL || raw->framing != NULL || raw->marked))
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _("pcapng has all of the recording: leave out --framing, --filter, "
                           "--peer and --marked, or choose another format."));
  else if (raw->speed < 0 || raw->connection < 0 || (raw->fast && raw->speed > 0))
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _("--speed and --connection take positive numbers, and --fast needs no "
                           "--speed."));
  else
    {
      if (self->command == TAPLINE_COMMAND_EXPORT)
        self->format = formats[to];
      self->output = g_strdup (raw->output);
      self->speed = raw->speed > 0 ? raw->speed : 1;
      self->fast = raw->fast;
      self->side = raw->side == NULL ? TAPLINE_SIDE_OPENER
                                     : (TaplineSide) (TAPLINE_SIDE_IN + side);
      self->connection = (guint32) raw->connection;
      return TRUE;
    }

  return FALSE;
}

static gboolean
check_raw (TaplineOptions  *self,
           Raw             *raw,
           GError         **error)
{
  static const char *const formats[] = { "text", "hex", "json", "payload", "none", NULL };
  static const char *const eols[] = { "lf", "crlf", "cr", "none", NULL };
  static const char *const endings[] = { "\n", "\r\n", "\r", "" };
  static const char *const colors[] = { "auto", "always", "never", NULL };
  g_autoptr (TaplineFraming) framing = NULL;
  guint format = TAPLINE_FORMAT_TEXT, eol = 0, color = 0;

  if (!choose ("--format", raw->format, formats, &format, error)
      || !choose ("--eol", raw->eol, eols, &eol, error)
      || !choose ("--color", raw->color, colors, &color, error))
    return FALSE;
  if (raw->count < 0 || raw->seconds < 0 || raw->max_peers < 0)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("--count, --time and --max-peers take positive numbers."));
      return FALSE;
    }
  self->framing = g_strdup (raw->framing != NULL ? raw->framing : "lines");
  framing = tapline_framing_new (self->framing, TAPLINE_MESSAGE_LIMIT_DEFAULT, error);
  if (framing == NULL)
    return FALSE;

  self->format = (TaplineFormat) format;
  self->eol = endings[eol];
  self->color = color == 1 || (color == 0 && isatty (STDOUT_FILENO)
                               && g_getenv ("NO_COLOR") == NULL);
  self->count = (guint64) raw->count;
  self->seconds = raw->seconds;
  self->max_peers = (guint) raw->max_peers;
  self->exit_on_close = raw->exit_on_close;
  self->echo = raw->echo;
  self->ledger = raw->ledger;
  self->quiet = raw->quiet;
  self->record = g_strdup (raw->record);
  if (g_strcmp0 (raw->decode, TAPLINE_DECODING_NONE) != 0)
    self->decode = g_strdup (raw->decode);
  self->peer = g_strdup (raw->peer);
  self->marked = raw->marked;

  return check_files (self, raw, error) && check_text (self, raw, error);
}

static GOptionContext *
make_context (Raw  *raw,
              guint which)
{
  const struct
  {
    guint        commands;
    GOptionEntry entry;
  } table[] = {
    { CUTTING, { "framing", 'f', 0, G_OPTION_ARG_STRING, &raw->framing,
                  N_("How to cut the stream into messages (see `framings`); lines unless set"),
                  N_("SPEC") } },
    { PRINTING, { "decode", 0, 0, G_OPTION_ARG_STRING, &raw->decode,
                  N_("Tell what messages mean: auto, the name of a decoder, or none; none unless "
                     "set"), N_("DECODER") } },
    { LIVE, { "record", 'r', 0, G_OPTION_ARG_FILENAME, &raw->record,
              N_("Keep the recording as FILE, which must not exist"), N_("FILE.pcapng") } },
    { PRINTING, { "format", 0, 0, G_OPTION_ARG_STRING, &raw->format,
                  N_("What to print: text, hex, json, payload or none"), N_("FORMAT") } },
    { CUTTING, { "filter", 0, 0, G_OPTION_ARG_STRING, &raw->filter,
                  N_("Only messages that match"), N_("REGEX") } },
    { CUTTING, { "peer", 0, 0, G_OPTION_ARG_STRING, &raw->peer,
                  N_("Only messages of this peer (address, or address:port)"),
                  N_("ADDRESS") } },
    { READING, { "marked", 0, 0, G_OPTION_ARG_NONE, &raw->marked,
                 N_("Only messages that are marked"), NULL } },
    { PRINTING, { "count", 'n', 0, G_OPTION_ARG_INT64, &raw->count,
                  N_("End after N received messages that were printed"), "N" } },
    { LIVE, { "time", 't', 0, G_OPTION_ARG_DOUBLE, &raw->seconds,
              N_("End after this time"), N_("SECONDS") } },
    { LIVE, { "exit-on-close", 0, 0, G_OPTION_ARG_NONE, &raw->exit_on_close,
              N_("End when the last peer has gone; what connects always does"), NULL } },
    { TALKING, { "send", 's', 0, G_OPTION_ARG_STRING, &raw->send,
                 N_("Send this to every peer that is connected to; \\n, \\r, \\t, \\0, \\xHH "
                    "and \\\\ are understood, and standard input is left alone"), N_("TEXT") } },
    { TALKING, { "eol", 0, 0, G_OPTION_ARG_STRING, &raw->eol,
                 N_("What lines of standard input are sent with: lf, crlf, cr or none"),
                 N_("EOL") } },
    { TALKING, { "echo", 0, 0, G_OPTION_ARG_NONE, &raw->echo,
                 N_("Send every message back to where it came from"), NULL } },
    { MASK (LISTEN), { "max-peers", 0, 0, G_OPTION_ARG_INT, &raw->max_peers,
                       N_("Serve at most N peers at once"), "N" } },
    { MASK (EXPORT), { "to", 0, 0, G_OPTION_ARG_STRING, &raw->to,
                       N_("What to write: text, hex, csv, jsonl or pcapng"), N_("FORMAT") } },
    { MASK (EXPORT), { "output", 'o', 0, G_OPTION_ARG_FILENAME, &raw->output,
                       N_("Where to write it; the file appears when it is whole"), N_("OUT") } },
    { MASK (REPLAY), { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &raw->speed,
                       N_("X times as fast as it was recorded"), "X" } },
    { MASK (REPLAY), { "fast", 0, 0, G_OPTION_ARG_NONE, &raw->fast,
                       N_("As fast as the peer takes it"), NULL } },
    { MASK (REPLAY), { "side", 0, 0, G_OPTION_ARG_STRING, &raw->side,
                       N_("Send what was received (in) or what was sent (out); whoever connected "
                          "unless set"), N_("SIDE") } },
    { MASK (REPLAY), { "connection", 0, 0, G_OPTION_ARG_INT, &raw->connection,
                       N_("Which connection of the recording; the first with something to send "
                          "unless set"), "N" } },
    { PRINTING, { "ledger", 0, 0, G_OPTION_ARG_NONE, &raw->ledger,
                  N_("End with a line that counts what was received, recorded and indexed"),
                  NULL } },
    { PRINTING, { "quiet", 'q', 0, G_OPTION_ARG_NONE, &raw->quiet,
                  N_("No notes on standard error, only errors"), NULL } },
    { PRINTING, { "color", 0, 0, G_OPTION_ARG_STRING, &raw->color,
                  N_("auto, always or never"), N_("WHEN") } },
  };
  GOptionEntry entries[G_N_ELEMENTS (table) + 1] = { 0 };
  guint n = 0;
  GOptionContext *context =
    g_option_context_new (commands[which].operand != NULL ? _(commands[which].operand) : NULL);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if ((table[i].commands & 1u << commands[which].command) != 0)
      entries[n++] = table[i].entry;
  g_option_context_set_summary (context, _(commands[which].summary));
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  return context;
}

static void
print_help (void)
{
  g_print (_("Usage:\n  tapline-cli COMMAND [OPTION…]\n\nConnects and listens over TCP, records "
             "everything and prints messages.\n\nCommands:\n"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *usage =
        g_strjoin (" ", commands[i].name,
                   commands[i].operand != NULL ? _(commands[i].operand) : NULL, NULL);

      g_print ("  %-30s %s\n", usage, _(commands[i].summary));
    }
  g_print (_("\n`tapline-cli COMMAND --help` tells the options of a command.\n"));
}

static void
complain (const char *sentence)
{
  g_printerr ("tapline-cli: %s\n", sentence);
}

/* The operands, and that there are no more and no less of them. */
static gboolean
take_operand (TaplineOptions *self,
              guint           which,
              int             argc,
              char          **argv)
{
  g_autofree char *sentence = NULL;

  if (argc == 1 + commands[which].n_operands)
    {
      self->target = g_strdup (argc >= 2 ? argv[1] : NULL);
      self->destination = g_strdup (argc == 3 ? argv[2] : NULL);
      return TRUE;
    }
  if (commands[which].n_operands == 0)
    sentence = g_strdup_printf (_("%s takes no operand; “%s” is one too many."),
                                commands[which].name, argv[1]);
  else if (argc <= commands[which].n_operands)
    sentence = g_strdup_printf (_("%s needs to know more: tapline-cli %s %s"),
                                commands[which].name, commands[which].name,
                                _(commands[which].operand));
  else
    sentence = g_strdup_printf (_("“%s” is one too many: tapline-cli %s %s"),
                                argv[1 + commands[which].n_operands], commands[which].name,
                                _(commands[which].operand));
  complain (sentence);

  return FALSE;
}

/**
 * tapline_options_parse:
 * @argc: of main()
 * @argv: of main()
 * @status: (out): what to exit with when there is nothing to do
 *
 * Complains on standard error itself, and answers --help and --version.
 *
 * Returns: (transfer full) (nullable): what to do
 */
TaplineOptions *
tapline_options_parse (int          argc,
                       char       **argv,
                       TaplineExit *status)
{
  g_autoptr (TaplineOptions) self = g_new0 (TaplineOptions, 1);
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *name = NULL;
  g_auto (Raw) raw = { 0 };
  guint which;

  *status = TAPLINE_EXIT_FINE;
  if (argc >= 2 && strcmp (argv[1], "--version") == 0)
    {
      g_print ("tapline-cli %s\n", PACKAGE_VERSION);
      return NULL;
    }
  if (argc >= 2 && (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0))
    {
      print_help ();
      return NULL;
    }

  *status = TAPLINE_EXIT_USAGE;
  if (argc < 2)
    {
      complain (_("say what to do, for example connect or listen; --help tells more."));
      return NULL;
    }
  for (which = 0; which < G_N_ELEMENTS (commands); which++)
    if (strcmp (argv[1], commands[which].name) == 0)
      break;
  if (which == G_N_ELEMENTS (commands))
    {
      sentence = g_strdup_printf (_("there is no command “%s”; --help lists them."), argv[1]);
      complain (sentence);
      return NULL;
    }

  self->command = commands[which].command;
  context = make_context (&raw, which);
  argc--;
  argv++;
  /* What --help calls it. */
  name = g_strdup_printf ("tapline-cli %s", argv[0]);
  g_set_prgname (name);
  if (!g_option_context_parse (context, &argc, &argv, &error)
      || !check_raw (self, &raw, &error))
    {
      /* GLib's own say no more than what is wrong. */
      sentence = g_str_has_suffix (error->message, ".")
                   ? g_strdup (error->message)
                   : g_strdup_printf (_("%s; `%s --help` tells what there is."), error->message,
                                      name);
      complain (sentence);
      return NULL;
    }
  if (!take_operand (self, which, argc, argv))
    return NULL;
  *status = TAPLINE_EXIT_FINE;

  return g_steal_pointer (&self);
}

gboolean
tapline_options_want_messages (const TaplineOptions *self)
{
  return self->format != TAPLINE_FORMAT_NONE || self->echo || self->count != 0;
}

void
tapline_options_free (TaplineOptions *self)
{
  if (self == NULL)
    return;
  g_free (self->target);
  g_free (self->destination);
  g_free (self->output);
  g_free (self->framing);
  g_free (self->record);
  g_free (self->decode);
  g_free (self->peer);
  g_clear_pointer (&self->filter, tapline_pattern_unref);
  g_clear_pointer (&self->send, g_bytes_unref);
  g_free (self);
}
