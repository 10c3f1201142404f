/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop program. It owns the network thread, which starts with the first session, and the
 * window.
 *
 * Quitting is a protocol, each step of which is bounded: the window hides at once; every session
 * is closed, which writes what is queued and finishes the recordings; then the network thread is
 * stopped; then the application lets go of itself and the main loop ends by itself, so that no
 * source is left behind undispatched. Whoever asks for something in the meantime, from another
 * terminal, gets a new window when it is over.
 *
 * Threads: all of it is the UI thread's. */
#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>

#include "tapline-application-private.h"
#include "tapline-color-scheme.h"
#include "tapline-command-line.h"
#include "tapline-preferences.h"
#include "tapline-side-window.h"
#include "tapline-style.h"
#include "tapline-ui-resources.h"
#include "tapline-window.h"

#define EXIT_USAGE          2
#define CLOSE_DEADLINE_MS   1200
#define STOP_GRACE_MS       200
#define STOP_DEADLINE_MS    600
#define NAME_DEADLINE_MS    200
#define DECODE_DEADLINE_MS  300
#define SCHEMA_ID           APPLICATION_ID

struct _TaplineApplication
{
  GtkApplication parent_instance;

  TaplineSidecar     *sidecar; /* (nullable) until the first session */
  GSettings          *settings;
  TaplinePlugins     *plugins;
  TaplineStyle       *style;
  TaplineColorScheme *color_scheme;
  TaplineWindow      *window;  /* weak */
  char               *directory;
  TaplineRecordings  *recordings;

  guint      n_closing;        /* sessions that are being closed */
  gboolean   is_quitting;
  gboolean   is_stopping;      /* the network thread is asked to end */
  guint      deadline;         /* for the step that quitting waits for */
  GPtrArray *later;            /* TaplineCommandLine, asked for while quitting */
};

G_DEFINE_FINAL_TYPE (TaplineApplication, tapline_application, GTK_TYPE_APPLICATION)

static GSettings *
tapline_application_load_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, SCHEMA_ID, TRUE);

  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

/* Shows the window and does what was asked for. */
static void
tapline_application_obey (TaplineApplication       *self,
                          const TaplineCommandLine *line)
{
  if (self->window == NULL)
    g_set_weak_pointer (&self->window, tapline_window_new (self));

  gtk_window_present (GTK_WINDOW (self->window));
  if (line->path != NULL)
    tapline_window_open_recording (self->window, line->path);
  else if (line->endpoint != NULL)
    tapline_window_open (self->window, line->endpoint);
  else if (line->demo)
    tapline_window_open_demo (self->window);
  if (line->framing != NULL)
    tapline_window_set_framing (self->window, line->framing);
}

/* What is asked for while quitting has to wait for the end of that. Takes @line. */
static void
tapline_application_take (TaplineApplication *self,
                          TaplineCommandLine *line)
{
  if (!self->is_quitting)
    {
      tapline_application_obey (self, line);
      tapline_command_line_free (line);
      return;
    }

  if (self->later == NULL)
    self->later = g_ptr_array_new_with_free_func ((GDestroyNotify) tapline_command_line_free);
  g_ptr_array_add (self->later, line);
}

/* Over: the last hold goes and with it the program, unless more was asked for. */
static void
tapline_application_finish (TaplineApplication *self)
{
  g_autoptr (GPtrArray) later = g_steal_pointer (&self->later);
  guint i;

  self->is_quitting = FALSE;
  self->is_stopping = FALSE;
  for (i = 0; later != NULL && i < later->len; i++)
    tapline_application_obey (self, later->pdata[i]);

  g_application_release (G_APPLICATION (self));
}

static void
name_released_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      data)
{
  g_autoptr (TaplineApplication) self = TAPLINE_APPLICATION (data);
  g_autoptr (GVariant) reply = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, NULL);
  if (self->later != NULL)
    g_dbus_connection_call (G_DBUS_CONNECTION (object), "org.freedesktop.DBus",
                            "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                            g_variant_new ("(su)", APPLICATION_ID, 0), NULL,
                            G_DBUS_CALL_FLAGS_NONE, NAME_DEADLINE_MS, NULL, NULL, NULL);
  tapline_application_finish (self);
}

/* Gives the name back first: what was sent to it until then has arrived before the answer, and
 * who comes later is a program of its own. Without that, who asks while this one ends would ask
 * nobody. */
static void
tapline_application_end (TaplineApplication *self)
{
  GApplication *application = G_APPLICATION (self);
  GDBusConnection *bus = NULL;

  /* It is not where the display or the bus went away first. */
  if (g_application_get_is_registered (application))
    bus = g_application_get_dbus_connection (application);
  g_clear_handle_id (&self->deadline, g_source_remove);
  g_clear_pointer (&self->sidecar, tapline_sidecar_unref);
  if (bus == NULL)
    {
      tapline_application_finish (self);
      return;
    }

  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "ReleaseName",
                          g_variant_new ("(s)", APPLICATION_ID), NULL, G_DBUS_CALL_FLAGS_NONE,
                          NAME_DEADLINE_MS, NULL, name_released_cb, g_object_ref (self));
}

static gboolean
stop_deadline_timeout (gpointer data)
{
  TaplineApplication *self = TAPLINE_APPLICATION (data);

  g_warning ("The network thread did not stop in %d ms", STOP_DEADLINE_MS);
  self->deadline = 0;
  tapline_application_end (self);

  return G_SOURCE_REMOVE;
}

static void
sidecar_stopped_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      data)
{
  g_autoptr (TaplineApplication) self = TAPLINE_APPLICATION (data);
  g_autoptr (GError) error = NULL;

  if (self->sidecar == NULL || !self->is_stopping)
    return;

  if (!tapline_sidecar_stop_finish (self->sidecar, result, &error))
    g_warning ("Stopping the network thread: %s", error->message);
  tapline_application_end (self);
}

static void
tapline_application_stop_sidecar (TaplineApplication *self)
{
  g_clear_handle_id (&self->deadline, g_source_remove);
  self->is_stopping = TRUE;

  if (self->sidecar == NULL)
    {
      tapline_application_end (self);
      return;
    }

  self->deadline = g_timeout_add (STOP_DEADLINE_MS, stop_deadline_timeout, self);
  g_source_set_name_by_id (self->deadline, "[tapline] stop deadline");
  tapline_sidecar_stop_async (self->sidecar, STOP_GRACE_MS, sidecar_stopped_cb,
                              g_object_ref (self));
}

static gboolean
close_deadline_timeout (gpointer data)
{
  TaplineApplication *self = TAPLINE_APPLICATION (data);

  g_debug ("%u sessions did not close in %d ms", self->n_closing, CLOSE_DEADLINE_MS);
  self->deadline = 0;
  tapline_application_stop_sidecar (self);

  return G_SOURCE_REMOVE;
}

/* For sessions that are open too. */
static void
recording_limit_changed_cb (TaplineSession *session,
                            const char     *key,
                            GSettings      *settings)
{
  tapline_session_set_limit (session, (guint64) g_settings_get_uint (settings, key) << 20);
}

static void
session_closed_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      data)
{
  g_autoptr (TaplineApplication) self = TAPLINE_APPLICATION (data);
  g_autoptr (GError) error = NULL;

  if (!tapline_session_close_finish (TAPLINE_SESSION (object), result, &error))
    g_warning ("Closing a session: %s", error->message);

  self->n_closing--;
  if (self->is_quitting && !self->is_stopping && self->n_closing == 0)
    tapline_application_stop_sidecar (self);
}

/* All of them. The one that had the key that quits stays until that is handled, and must not look
 * for a parent that is gone. */
static void
tapline_application_destroy_windows (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      gtk_window_set_transient_for (window, NULL);
    }
  while (g_list_model_get_n_items (windows) > 0)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, 0);

      gtk_window_destroy (window);
    }
}

static void
tapline_application_begin_quit (TaplineApplication *self)
{
  GtkWindow *window = GTK_WINDOW (self->window);

  if (self->is_quitting)
    return;

  self->is_quitting = TRUE;
  g_application_hold (G_APPLICATION (self));

  if (window != NULL)
    {
      g_clear_weak_pointer (&self->window);
      gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
      tapline_window_close_all (TAPLINE_WINDOW (window));
    }
  tapline_application_destroy_windows ();

  if (self->n_closing == 0)
    {
      tapline_application_stop_sidecar (self);
      return;
    }

  self->deadline = g_timeout_add (CLOSE_DEADLINE_MS, close_deadline_timeout, self);
  g_source_set_name_by_id (self->deadline, "[tapline] close deadline");
}

static gboolean
terminated_cb (gpointer data)
{
  tapline_application_begin_quit (TAPLINE_APPLICATION (data));

  return G_SOURCE_CONTINUE;
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  tapline_application_begin_quit (TAPLINE_APPLICATION (data));
}

static void
new_listener_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       data)
{
  TaplineCommandLine *line = g_new0 (TaplineCommandLine, 1);

  line->endpoint = tapline_endpoint_new ("127.0.0.1", 0, TRUE);
  tapline_application_take (TAPLINE_APPLICATION (data), line);
}

static void
tapline_application_open_path (TaplineApplication *self,
                               const char         *path)
{
  TaplineCommandLine *line = g_new0 (TaplineCommandLine, 1);

  line->path = g_strdup (path);
  tapline_application_take (self, line);
}

static void
open_recording_action (GSimpleAction *action,
                       GVariant      *parameter,
                       gpointer       data)
{
  tapline_application_open_path (TAPLINE_APPLICATION (data),
                                 g_variant_get_string (parameter, NULL));
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       data)
{
  TaplineApplication *self = TAPLINE_APPLICATION (data);

  GtkWindow *about = g_object_new (GTK_TYPE_ABOUT_DIALOG,
                                   "transient-for", self->window,
                                   "modal", TRUE,
                                   "program-name", _("Tapline"),
                                   "logo-icon-name", APPLICATION_ID,
                                   "version", PACKAGE_VERSION,
                                   "comments", _("A workbench for TCP: connect or listen, watch "
                                                 "every message, keep a recording that lost "
                                                 "nothing."),
                                   "license-type", GTK_LICENSE_GPL_3_0,
                                   /* Translators: your names, one a line */
                                   "translator-credits", _("translator-credits"),
                                   NULL);

  tapline_side_window_add_keys (about);
  gtk_window_present (about);
}

static void
preferences_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       data)
{
  TaplineApplication *self = TAPLINE_APPLICATION (data);

  if (self->window != NULL)
    gtk_window_present (GTK_WINDOW (tapline_preferences_new (GTK_WINDOW (self->window),
                                                             self->settings, self->recordings,
                                                             self->plugins)));
}

static void
shortcuts_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       data)
{
  TaplineApplication *self = TAPLINE_APPLICATION (data);
  g_autoptr (GtkBuilder) builder = NULL;
  GtkWindow *shortcuts;

  if (self->window == NULL)
    return;

  builder = gtk_builder_new_from_resource ("/io/github/tapline/Tapline/ui/tapline-shortcuts.ui");
  shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));
  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (self->window));
  tapline_side_window_add_keys (shortcuts);
  gtk_window_present (shortcuts);
}

static void
tapline_application_add_accels (TaplineApplication *self)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } bindings[] = {
    { "app.preferences", { "<Control>comma", NULL } },
    { "app.quit", { "<Control>q", NULL } },
    { "app.shortcuts", { "<Control>question", NULL } },
    { "win.choose-framing", { "F7", NULL } },
    { "view.log-next-body", { "F6", NULL } },
    { "view.log-next-time", { "F5", NULL } },
    { "win.close-session", { "<Control>w", NULL } },
    { "win.details", { "F8", NULL } },
    { "win.export::all", { "<Control>e", NULL } },
    { "win.find", { "<Control>f", NULL } },
    { "win.find-next", { "F3", "<Control>g", NULL } },
    { "win.find-previous", { "<Shift>F3", "<Shift><Control>g", NULL } },
    { "win.filter", { "<Control><Shift>f", NULL } },
    { "win.filter-peer", { "<Control><Shift>p", NULL } },
    { "win.filter-show-all", { "<Control><Shift>x", NULL } },
    { "win.focus-host", { "<Control>l", NULL } },
    { "win.focus-log", { "<Shift><Control>l", NULL } },
    { "win.focus-message", { "<Control>m", NULL } },
    { "win.highlight-rules", { "<Control>h", NULL } },
    { "win.new-session", { "<Control>t", NULL } },
    { "win.open-recording", { "<Control>o", NULL } },
    { "win.save-recording", { "<Control>s", NULL } },
    { "win.next-session", { "<Control>Page_Down", "<Control>Tab", NULL } },
    { "win.saved-filters", { "F4", NULL } },
    { "win.show-around", { "<Control><Shift>o", NULL } },
    { "win.previous-session", { "<Control>Page_Up", "<Control><Shift>Tab", NULL } },
    { "win.sidebar", { "F9", NULL } },
    { "win.statistics", { "<Control>i", NULL } },
    { "win.toggle-connection", { "<Control>Return", "<Control>KP_Enter", NULL } },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bindings); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), bindings[i].action,
                                           bindings[i].accels);
}

static void
tapline_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { "about", about_action },
    { "new-listener", new_listener_action },
    { "open-recording", open_recording_action, "s" },
    { "preferences", preferences_action },
    { "quit", quit_action },
    { "shortcuts", shortcuts_action },
  };
  TaplineApplication *self = TAPLINE_APPLICATION (application);
  GdkDisplay *display;

  G_APPLICATION_CLASS (tapline_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  tapline_application_add_accels (self);

  display = gdk_display_get_default ();
  self->settings = tapline_application_load_settings ();
  self->plugins = tapline_plugins_new (self->settings);
  self->style = tapline_style_new (display);
  self->color_scheme = tapline_color_scheme_new (gtk_settings_get_for_display (display));

  /* However it is ended, recordings end well. */
  g_unix_signal_add (SIGINT, terminated_cb, self);
  g_unix_signal_add (SIGTERM, terminated_cb, self);
  g_unix_signal_add (SIGHUP, terminated_cb, self);
}

static void
tapline_application_activate (GApplication *application)
{
  tapline_application_take (TAPLINE_APPLICATION (application), g_new0 (TaplineCommandLine, 1));
}

/* From a file manager, over the session bus. */
static void
tapline_application_open (GApplication  *application,
                          GFile        **files,
                          int            n_files,
                          const char    *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_file_get_path (files[i]);

      tapline_application_open_path (TAPLINE_APPLICATION (application),
                                     path != NULL ? path : g_file_peek_path (files[i]));
    }
}

static int
tapline_application_command_line (GApplication            *application,
                                  GApplicationCommandLine *command_line)
{
  TaplineApplication *self = TAPLINE_APPLICATION (application);
  g_auto (GStrv) words = g_application_command_line_get_arguments (command_line, NULL);
  g_autoptr (TaplineCommandLine) line = NULL;
  g_autoptr (GError) error = NULL;

  line = tapline_command_line_parse ((const char *const *) words,
                                     g_application_command_line_get_cwd (command_line), FALSE,
                                     &error);
  if (line == NULL)
    {
      g_application_command_line_printerr (command_line, "tapline: %s\n", error->message);
      return EXIT_USAGE;
    }

  tapline_application_take (self, g_steal_pointer (&line));

  return EXIT_SUCCESS;
}

/* Mistakes, the help and the version are for who typed them, and need no display. */
static gboolean
tapline_application_local_command_line (GApplication   *application,
                                        char         ***words,
                                        int            *exit_status)
{
  g_autoptr (TaplineCommandLine) line = NULL;
  g_autoptr (GError) error = NULL;

  line = tapline_command_line_parse ((const char *const *) *words, NULL, TRUE, &error);
  if (line == NULL)
    {
      g_printerr ("tapline: %s\n", error->message);
      *exit_status = EXIT_USAGE;
      return TRUE;
    }

  if (line->version)
    {
      g_print ("tapline %s\n", PACKAGE_VERSION);
      *exit_status = EXIT_SUCCESS;
      return TRUE;
    }

  return G_APPLICATION_CLASS (tapline_application_parent_class)
    ->local_command_line (application, words, exit_status);
}

static void
tapline_application_shutdown (GApplication *application)
{
  TaplineApplication *self = TAPLINE_APPLICATION (application);

  /* Only when something else than quitting ends the main loop. */
  if (self->sidecar != NULL)
    tapline_sidecar_stop (self->sidecar, STOP_GRACE_MS, STOP_DEADLINE_MS, NULL);
  g_clear_pointer (&self->sidecar, tapline_sidecar_unref);
  /* No page is left that would have anything decoded. */
  if (self->plugins != NULL)
    tapline_plugins_stop (self->plugins, DECODE_DEADLINE_MS);
  g_clear_object (&self->plugins);
  g_clear_pointer (&self->color_scheme, tapline_color_scheme_free);
  g_clear_pointer (&self->style, tapline_style_free);
  g_clear_object (&self->settings);

  G_APPLICATION_CLASS (tapline_application_parent_class)->shutdown (application);
}

static void
tapline_application_finalize (GObject *object)
{
  TaplineApplication *self = TAPLINE_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_pointer (&self->later, g_ptr_array_unref);
  g_clear_object (&self->recordings);
  g_free (self->directory);

  G_OBJECT_CLASS (tapline_application_parent_class)->finalize (object);
}

static void
tapline_application_class_init (TaplineApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tapline_application_finalize;

  application_class->activate = tapline_application_activate;
  application_class->command_line = tapline_application_command_line;
  application_class->local_command_line = tapline_application_local_command_line;
  application_class->open = tapline_application_open;
  application_class->shutdown = tapline_application_shutdown;
  application_class->startup = tapline_application_startup;
}

static void
tapline_application_init (TaplineApplication *self)
{
  /* The library is static: this is what links the resource. */
  g_resources_register (tapline_ui_get_resource ());
  self->directory = g_build_filename (g_get_user_state_dir (), "tapline", "recordings", NULL);
  self->recordings = tapline_recordings_new (self->directory);
}

TaplineApplication *
tapline_application_new (void)
{
  return g_object_new (TAPLINE_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/io/github/tapline/Tapline",
                       NULL);
}

GSettings *
tapline_application_get_settings (TaplineApplication *self)
{
  g_return_val_if_fail (TAPLINE_IS_APPLICATION (self), NULL);

  return self->settings;
}

TaplinePlugins *
tapline_application_get_plugins (TaplineApplication *self)
{
  g_return_val_if_fail (TAPLINE_IS_APPLICATION (self), NULL);

  return self->plugins;
}

TaplineRecordings *
tapline_application_get_recordings (TaplineApplication *self)
{
  g_return_val_if_fail (TAPLINE_IS_APPLICATION (self), NULL);

  return self->recordings;
}

const char *
tapline_application_get_directory (TaplineApplication  *self,
                                   GError             **error)
{
  g_return_val_if_fail (TAPLINE_IS_APPLICATION (self), NULL);

  return tapline_recordings_make_folder (self->directory, error) ? self->directory : NULL;
}

TaplineSession *
tapline_application_create_session (TaplineApplication *self)
{
  g_autoptr (TaplineSession) session = NULL;

  g_return_val_if_fail (TAPLINE_IS_APPLICATION (self), NULL);

  if (self->sidecar == NULL)
    self->sidecar = tapline_sidecar_new ();

  session = tapline_session_new (self->sidecar, self->directory);
  if (self->settings != NULL)
    {
      tapline_session_set_connect_timeout (session,
                                           g_settings_get_uint (self->settings, "connect-timeout"));
      g_signal_connect_object (self->settings, "changed::recording-limit",
                               G_CALLBACK (recording_limit_changed_cb), session,
                               G_CONNECT_SWAPPED);
      recording_limit_changed_cb (session, "recording-limit", self->settings);
    }

  return g_steal_pointer (&session);
}

void
tapline_application_close_session (TaplineApplication *self,
                                   TaplineSession     *session)
{
  g_return_if_fail (TAPLINE_IS_APPLICATION (self));
  g_return_if_fail (TAPLINE_IS_SESSION (session));

  self->n_closing++;
  if (self->settings != NULL)
    tapline_session_set_keep (session,
                              g_settings_get_boolean (self->settings, "keep-recordings"));
  tapline_session_close_async (session, session_closed_cb, g_object_ref (self));
}
