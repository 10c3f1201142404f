/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing messages to a file of another format: all, those that the filter lets through, or those
 * that are selected. The work
 * is the session's; the page shows how far it is, and what came of it. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tapline-window-private.h"

#define CHOICE_FORMAT   "format"
#define CHOICE_MESSAGES "messages"
#define CHOICE_ALL      "all"
#define CHOICE_FILTERED "filtered"
#define CHOICE_SELECTED "selected"
#define BY_NAME         "name"

static const struct
{
  const char    *id;    /* and what names of such files end with */
  const char    *label;
  TaplineFormat  format;
} formats[] = {
  { "txt", N_("Text (.txt)"), TAPLINE_FORMAT_TEXT },
  { "hex", N_("Hex dump (.hex)"), TAPLINE_FORMAT_HEX },
  { "csv", N_("Table (.csv)"), TAPLINE_FORMAT_CSV },
  { "jsonl", N_("JSON lines (.jsonl)"), TAPLINE_FORMAT_JSON },
  { "pcapng", N_("Packets for Wireshark (.pcapng)"), TAPLINE_FORMAT_PCAPNG },
};

/* What a chooser was opened for, or an export. */
typedef struct
{
  TaplineWindow *window; /* weak */
  guint          page;   /* its id */
  gboolean       asks;   /* which messages */
  char          *name;   /* of the file, as a person reads it */
} Order;

static Order *
order_new (TaplineWindow *window)
{
  Order *order = g_new0 (Order, 1);

  g_set_weak_pointer (&order->window, window);
  order->page = tapline_page_get_id (window->page);

  return order;
}

static void
order_free (Order *order)
{
  g_clear_weak_pointer (&order->window);
  g_free (order->name);
  g_free (order);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Order, order_free)

/* (nullable): the page, if it is still there. */
static TaplinePage *
get_page (const Order *order)
{
  return tapline_window_is_over (order->window) ? NULL
                                                : tapline_window_find_page (order->window,
                                                                            order->page);
}

static TaplineFormat
get_format (GtkFileChooser *chooser,
            const char     *path)
{
  const char *id = gtk_file_chooser_get_choice (chooser, CHOICE_FORMAT);
  const char *dot = strrchr (path, '.');

  if (id == NULL || g_str_equal (id, BY_NAME))
    id = dot != NULL ? dot + 1 : "";
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_ascii_strcasecmp (formats[i].id, id) == 0)
      return formats[i].format;

  return TAPLINE_FORMAT_TEXT;
}

static void
add_all (TaplineLogRanges   *ranges,
         TaplineMessageList *list)
{
  tapline_log_ranges_add (ranges, 0, tapline_message_list_get_n_messages (list)
                                       + tapline_message_list_get_n_pending (list));
}

/* Messages of a page that has a session: those that were chosen, or all. */
static TaplineMessageSet *
create_set (TaplinePage *page,
            const char  *choice)
{
  TaplineFilteredList *rows = tapline_page_get_rows (page);
  g_autoptr (TaplineLogRanges) ranges = NULL;

  if (g_strcmp0 (choice, CHOICE_SELECTED) == 0)
    {
      ranges = tapline_log_dup_selected (tapline_page_get_log (page));
      return tapline_filtered_list_create_set (rows, ranges);
    }

  ranges = tapline_log_ranges_new ();
  if (g_strcmp0 (choice, CHOICE_FILTERED) == 0)
    {
      add_all (ranges, TAPLINE_MESSAGE_LIST (rows));
      return tapline_filtered_list_create_set (rows, ranges);
    }
  add_all (ranges, tapline_session_get_messages (tapline_page_get_session (page)));

  return tapline_message_set_new_ranges (ranges);
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (Order) order = data;
  TaplinePage *page = get_page (order);
  g_autoptr (GError) error = NULL;
  g_autofree char *count = NULL;
  g_autofree char *broken = NULL;
  GString *sentence;
  guint64 n_written, n_broken;

  if (!tapline_session_export_finish (TAPLINE_SESSION (object), result, &n_written, &n_broken,
                                      &error))
    {
      if (page != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        tapline_page_set_error (page, error);
      return;
    }
  if (page == NULL)
    return;

  count = g_strdup_printf ("%'" G_GUINT64_FORMAT, n_written);
  sentence = g_string_new (NULL);
  /* Translators: a number and the name of a file */
  g_string_printf (sentence, ngettext ("Exported %s message to “%s”.",
                                       "Exported %s messages to “%s”.", (gulong) n_written),
                   count, order->name);
  if (n_broken > 0)
    {
      broken = g_strdup_printf ("%'" G_GUINT64_FORMAT, n_broken);
      g_string_append_c (sentence, ' ');
      /* Translators: a number of messages */
      g_string_append_printf (sentence,
                              ngettext ("Of %s, not everything could be read: another program "
                                        "has changed the recording, or the disk fails.",
                                        "Of %s of them, not everything could be read: another "
                                        "program has changed the recording, or the disk fails.",
                                        (gulong) n_broken), broken);
    }
  tapline_page_show_news (page, sentence->str);
  g_string_free (sentence, TRUE);
}

static void
response_cb (GtkNativeDialog *dialog,
             int              response,
             gpointer         data)
{
  g_autoptr (GtkNativeDialog) owned = dialog;
  g_autoptr (Order) order = data;
  TaplineWindow *window = order->window;
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);
  TaplinePage *page = get_page (order);
  TaplineSession *session = page != NULL ? tapline_page_get_session (page) : NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;
  const char *choice = NULL;

  if (response != GTK_RESPONSE_ACCEPT || session == NULL || !tapline_session_can_save (session))
    return;
  file = gtk_file_chooser_get_file (chooser);
  if (file != NULL)
    path = tapline_window_get_path (window, file);
  if (path == NULL || !tapline_window_may_write (window, path))
    return;

  order->name = g_path_get_basename (path);
  if (order->asks)
    choice = gtk_file_chooser_get_choice (chooser, CHOICE_MESSAGES);
  tapline_session_export_async (session, create_set (page, choice),
                                get_format (chooser, path), tapline_page_get_encoding (page),
                                path, exported_cb, g_steal_pointer (&order));
  tapline_window_update_actions (window);
}

/* Which messages: those of @first before the others, and no choice if there are only all. */
static gboolean
add_messages (GtkFileChooser      *chooser,
              TaplineFilteredList *rows,
              guint64              n_selected,
              const char          *first)
{
  TaplineMessageList *list = TAPLINE_MESSAGE_LIST (rows);
  guint64 n_rows = tapline_message_list_get_n_messages (list)
                   + tapline_message_list_get_n_pending (list);
  g_autofree char *n_filtered = g_strdup_printf ("%'" G_GUINT64_FORMAT, n_rows);
  g_autofree char *n = g_strdup_printf ("%'" G_GUINT64_FORMAT, n_selected);
  /* Translators: how many messages the filter lets through */
  g_autofree char *filtered = g_strdup_printf (_("Filtered (%s)"), n_filtered);
  /* Translators: how many messages are selected */
  g_autofree char *selected = g_strdup_printf (_("Selected (%s)"), n);
  const char *const ids[] = { CHOICE_FILTERED, CHOICE_ALL, CHOICE_SELECTED };
  const char *const labels[] = { filtered, _("All"), selected };
  const gboolean offered[] = { tapline_filtered_list_is_filtered (rows), TRUE, n_selected > 0 };
  const char *some_ids[G_N_ELEMENTS (ids) + 1] = { NULL };
  const char *some_labels[G_N_ELEMENTS (ids) + 1] = { NULL };
  guint n_offered = 0;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
      {
        if (!offered[i] || g_str_equal (ids[i], first) != (pass == 0))
          continue;
        some_ids[n_offered] = ids[i];
        some_labels[n_offered++] = labels[i];
      }
  if (n_offered < 2)
    return FALSE;
  gtk_file_chooser_add_choice (chooser, CHOICE_MESSAGES, _("Messages"), some_ids, some_labels);
  gtk_file_chooser_set_choice (chooser, CHOICE_MESSAGES, some_ids[0]);

  return TRUE;
}

/* The first of each choice is what is chosen: GTK 4.8 takes no other to begin with. */
static void
add_formats (GtkFileChooser *chooser)
{
  const char *ids[G_N_ELEMENTS (formats) + 2] = { BY_NAME };
  const char *labels[G_N_ELEMENTS (formats) + 2] = { _("By the name") };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      ids[i + 1] = formats[i].id;
      labels[i + 1] = _(formats[i].label);
    }
  gtk_file_chooser_add_choice (chooser, CHOICE_FORMAT, _("Format"), ids, labels);
  gtk_file_chooser_set_choice (chooser, CHOICE_FORMAT, BY_NAME);
}

/* Without a filter the chooser shows an empty one. */
static void
add_filter (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, all);
}

static void
export_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  TaplineWindow *self = TAPLINE_WINDOW (widget);
  TaplineSession *session = tapline_page_get_session (self->page);
  const char *wanted = g_variant_get_string (parameter, NULL);
  g_autofree char *name = NULL;
  guint64 n_selected;
  GtkFileChooserNative *chooser;
  Order *order;

  if (session == NULL || !tapline_session_can_save (session))
    return;

  n_selected = tapline_log_get_n_selected (tapline_page_get_log (self->page));
  name = tapline_window_dup_file_name (session, ".txt");
  chooser = gtk_file_chooser_native_new (_("Export messages"), GTK_WINDOW (self),
                                         GTK_FILE_CHOOSER_ACTION_SAVE, _("_Export"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  add_filter (GTK_FILE_CHOOSER (chooser));
  add_formats (GTK_FILE_CHOOSER (chooser));
  /* What is in view comes before what is not. */
  if (g_str_equal (wanted, CHOICE_ALL)
      && tapline_filtered_list_is_filtered (tapline_page_get_rows (self->page)))
    wanted = CHOICE_FILTERED;
  order = order_new (self);
  order->asks = add_messages (GTK_FILE_CHOOSER (chooser), tapline_page_get_rows (self->page),
                              n_selected, wanted);
  g_signal_connect (chooser, "response", G_CALLBACK (response_cb), order);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

void
tapline_window_class_install_export_actions (TaplineWindowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "win.export", "s", export_action);
}
