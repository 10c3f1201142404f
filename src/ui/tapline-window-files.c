/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and saving recordings: by the menu, from the terminal or a file manager, or dropped on
 * the window. What cannot be opened changes nothing but the notice that says why. */
#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "tapline-application-private.h"
#include "tapline-window-private.h"

/* A chooser has no owner but us: it is kept until it has answered. */
typedef struct
{
  TaplineWindow  *window;  /* weak */
  TaplineSession *session; /* (nullable): whose recording is saved */
} Choice;

static Choice *
choice_new (TaplineWindow  *window,
            TaplineSession *session)
{
  Choice *choice = g_new0 (Choice, 1);

  g_set_weak_pointer (&choice->window, window);
  choice->session = session != NULL ? g_object_ref (session) : NULL;

  return choice;
}

static void
choice_free (Choice *choice)
{
  g_clear_weak_pointer (&choice->window);
  g_clear_object (&choice->session);
  g_free (choice);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Choice, choice_free)

gboolean
tapline_window_is_over (TaplineWindow *self)
{
  return self == NULL || gtk_window_get_application (GTK_WINDOW (self)) == NULL;
}

static void
tapline_window_show_error (TaplineWindow *self,
                           const GError  *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tapline_page_set_error (self->page, error);
}

/* The page that shows what @match says of it. */
static TaplinePage *
tapline_window_find_session (TaplineWindow *self,
                             gboolean     (*match) (TaplineSession *session,
                                                    gconstpointer   data),
                             gconstpointer  data)
{
  GtkListBoxRow *row;
  int i;

  for (i = 0; (row = gtk_list_box_get_row_at_index (self->sessions, i)) != NULL; i++)
    {
      TaplinePage *page = tapline_session_row_get_page (TAPLINE_SESSION_ROW (row));
      TaplineSession *session = tapline_page_get_session (page);

      if (session != NULL && match (session, data))
        return page;
    }

  return NULL;
}

static gboolean
is_same_file (TaplineSession *session,
              gconstpointer   data)
{
  return tapline_session_is_same_file (session, TAPLINE_SESSION ((gpointer) data));
}

static gboolean
is_at (TaplineSession *session,
       gconstpointer   data)
{
  return tapline_session_is_at (session, data);
}

/* Opening */

static void
recording_opened_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      data)
{
  g_autoptr (Choice) choice = data;
  TaplineSession *session = TAPLINE_SESSION (object);
  TaplineWindow *self = choice->window;
  g_autoptr (GError) error = NULL;
  TaplinePage *page;

  if (!tapline_session_open_recording_finish (session, result, &error))
    {
      if (!tapline_window_is_over (self))
        tapline_window_show_error (self, error);
      return;
    }
  if (tapline_window_is_over (self))
    return;

  page = tapline_window_find_session (self, is_same_file, session);
  if (page == NULL)
    {
      page = tapline_page_get_session (self->page) == NULL ? self->page
                                                           : tapline_window_add_page (self);
      tapline_page_set_error (page, NULL);
      tapline_page_set_endpoint (page, tapline_page_get_host (self->page),
                                 tapline_page_get_port (self->page));
      tapline_page_set_session (page, session);
    }
  tapline_window_show_page (self, page);
  gtk_widget_grab_focus (GTK_WIDGET (page));
}

void
tapline_window_open_recording (TaplineWindow *self,
                               const char    *path)
{
  g_autoptr (TaplineSession) session = NULL;

  g_return_if_fail (TAPLINE_IS_WINDOW (self));
  g_return_if_fail (path != NULL);

  session = tapline_application_create_session (
    TAPLINE_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
  tapline_session_open_recording_async (session, path, recording_opened_cb,
                                        choice_new (self, NULL));
}

char *
tapline_window_get_path (TaplineWindow *self,
                         GFile         *file)
{
  char *path = g_file_get_path (file);
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  if (path != NULL)
    return path;
  name = g_file_get_parse_name (file);
  error = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       _("“%s” is not a file of this computer. Copy it here first."), name);
  tapline_window_show_error (self, error);

  return NULL;
}

static void
tapline_window_open_file (TaplineWindow *self,
                          GFile         *file)
{
  g_autofree char *path = tapline_window_get_path (self, file);

  if (path != NULL)
    tapline_window_open_recording (self, path);
}

static void
open_response_cb (GtkNativeDialog *dialog,
                  int              response,
                  gpointer         data)
{
  g_autoptr (GtkNativeDialog) owned = dialog;
  g_autoptr (Choice) choice = data;
  g_autoptr (GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT || tapline_window_is_over (choice->window))
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    tapline_window_open_file (choice->window, file);
}

static void
tapline_window_add_filters (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) captures = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (captures, _("Recordings and captures"));
  gtk_file_filter_add_suffix (captures, "pcapng");
  gtk_file_filter_add_suffix (captures, "pcap");
  gtk_file_filter_add_suffix (captures, "cap");
  gtk_file_chooser_add_filter (chooser, captures);
  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, all);
}

static void
open_recording_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  GtkFileChooserNative *chooser;
  g_autoptr (GFile) folder = NULL;
  const char *directory;

  chooser = gtk_file_chooser_native_new (_("Open recording"), GTK_WINDOW (self),
                                         GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  tapline_window_add_filters (GTK_FILE_CHOOSER (chooser));
  directory = tapline_application_get_directory (
    TAPLINE_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))), NULL);
  if (directory != NULL)
    {
      folder = g_file_new_for_path (directory);
      gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
    }
  g_signal_connect (chooser, "response", G_CALLBACK (open_response_cb), choice_new (self, NULL));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static gboolean
drop_cb (TaplineWindow *self,
         const GValue  *value)
{
  g_assert (TAPLINE_IS_WINDOW (self));

  if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    {
      tapline_window_open_file (self, g_value_get_object (value));
      return TRUE;
    }
  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return FALSE;
  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    tapline_window_open_file (self, l->data);

  return TRUE;
}

/* Saving */

static void
recording_saved_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      data)
{
  g_autoptr (Choice) choice = data;
  TaplineSession *session = TAPLINE_SESSION (object);
  TaplineWindow *self = choice->window;
  g_autoptr (GError) error = NULL;
  TaplinePage *page;

  if (tapline_session_save_finish (session, result, &error) || tapline_window_is_over (self))
    return;
  page = tapline_window_find_session (self, is_same_file, session);
  if (page != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tapline_page_set_error (page, error);
}

gboolean
tapline_window_may_write (TaplineWindow *self,
                          const char    *path)
{
  g_autoptr (GError) error = NULL;

  /* What it goes on writing would not be where it is looked for. */
  if (tapline_window_find_session (self, is_at, path) == NULL)
    return TRUE;

  error = g_error_new (G_FILE_ERROR, G_FILE_ERROR_INVAL,
                       _("“%s” is a recording that is open. Choose another name."), path);
  tapline_window_show_error (self, error);

  return FALSE;
}

static void
tapline_window_save (TaplineWindow  *self,
                     TaplineSession *session,
                     const char     *path)
{
  if (tapline_window_may_write (self, path) && tapline_session_can_save (session))
    {
      tapline_session_save_async (session, path, recording_saved_cb, choice_new (self, NULL));
      tapline_window_update_actions (self);
    }
}

static void
save_response_cb (GtkNativeDialog *dialog,
                  int              response,
                  gpointer         data)
{
  g_autoptr (GtkNativeDialog) owned = dialog;
  g_autoptr (Choice) choice = data;
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response != GTK_RESPONSE_ACCEPT || tapline_window_is_over (choice->window))
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    path = tapline_window_get_path (choice->window, file);
  if (path != NULL)
    tapline_window_save (choice->window, choice->session, path);
}

char *
tapline_window_dup_file_name (TaplineSession *session,
                              const char     *ending)
{
  g_autofree char *name = g_path_get_basename (tapline_session_get_path (session));
  char *dot = strrchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';

  return g_strconcat (name, ending, NULL);
}

static void
save_recording_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  TaplineSession *session = tapline_page_get_session (self->page);
  g_autofree char *name = NULL;
  GtkFileChooserNative *chooser;

  if (session == NULL || !tapline_session_can_save (session))
    return;

  /* What is saved of another program's capture is a pcapng file too. */
  name = tapline_window_dup_file_name (session, ".pcapng");
  chooser = gtk_file_chooser_native_new (_("Save recording as"), GTK_WINDOW (self),
                                         GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect (chooser, "response", G_CALLBACK (save_response_cb),
                    choice_new (self, session));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
stop_work_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  TaplinePage *page = tapline_window_find_page (self, g_variant_get_uint32 (parameter));

  if (page != NULL && tapline_page_get_session (page) != NULL)
    tapline_session_cancel_files (tapline_page_get_session (page));
}

void
tapline_window_class_install_file_actions (TaplineWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "win.open-recording", NULL,
                                   open_recording_action);
  gtk_widget_class_install_action (widget_class, "win.save-recording", NULL,
                                   save_recording_action);
  gtk_widget_class_install_action (widget_class, "win.stop-work", "u", stop_work_action);
}

void
tapline_window_accept_drops (TaplineWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_FILE };

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

void
tapline_window_update_file_actions (TaplineWindow *self)
{
  TaplineSession *session = tapline_page_get_session (self->page);

  gboolean can_save = session != NULL && tapline_session_can_save (session);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.save-recording", can_save);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.export", can_save);
}
