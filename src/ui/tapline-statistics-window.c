/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statistics of one session. Only what is in view is drawn, at most ten times a second, and
 * only if there is more or time went on. A diagram is saved on a thread of its own, because that
 * waits for the disk.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-charts.h"
#include "tapline-errand.h"
#include "tapline-peers-table.h"
#include "tapline-plot-pane.h"
#include "tapline-side-window.h"
#include "tapline-statistics-window.h"
#include "tapline-values-fields.h"

#define DRAW_INTERVAL_MS 100
#define PEERS_EVERY      10  /* of these the table is brought up to date */
#define TOLD_BELOW       0.99 /* of the recording: how far it is, */
#define TOLD_AFTER       3    /* of these */

struct _TaplineStatisticsWindow
{
  GtkWindow parent_instance;

  GtkWidget           *save_button;
  GtkLabel            *progress_label;
  GtkStack            *stack;
  GtkToggleButton     *minute_button;
  GtkToggleButton     *bytes_button;
  TaplinePlotPane     *rates_pane;
  GtkBox              *peers_box;
  TaplinePlotPane     *sizes_pane;
  TaplinePlotPane     *gaps_pane;
  GtkBox              *values_box;
  TaplinePlotPane     *values_pane;
  GtkLabel            *news_label;
  TaplinePeersTable   *peers;
  TaplineValuesFields *values;

  TaplineSession *session;
  TaplineGauge   *gauge;
  TaplineFigures *figures;
  gboolean        dirty;         /* there is more than is drawn */
  gint64          second;        /* the one that was drawn last */
  guint           n_draws;
  guint           draw_source;
  TaplineBell    *bell;
  TaplineErrand  *saving;        /* (nullable) */
  char           *name;          /* of the file that is being saved */
};

/* What is saved, and where. */
typedef struct
{
  TaplineChart *chart;
  char         *path;
} Picture;

G_DEFINE_FINAL_TYPE (TaplineStatisticsWindow, tapline_statistics_window, GTK_TYPE_WINDOW)

static void
set_text (GtkLabel   *label,
          const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

/* Drawing */

/* Now, if the session goes on; 0 if nothing can come any more. */
static gint64
get_now (TaplineStatisticsWindow *self)
{
  switch (tapline_session_get_state (self->session))
    {
    case TAPLINE_TAP_CONNECTED:
    case TAPLINE_TAP_LISTENING:
      return g_get_real_time ();
    default:
      return 0;
    }
}

static void
draw_rates (TaplineStatisticsWindow *self,
            gint64                   now)
{
  TaplineRates rates = 0;

  if (gtk_toggle_button_get_active (self->minute_button))
    rates |= TAPLINE_RATES_MINUTE;
  if (gtk_toggle_button_get_active (self->bytes_button))
    rates |= TAPLINE_RATES_BYTES;
  tapline_plot_pane_take_chart (self->rates_pane,
                                tapline_charts_new_rates (self->figures, rates, now));
}

static void
show_progress (TaplineStatisticsWindow *self)
{
  double fraction = tapline_gauge_get_fraction (self->gauge);
  g_autofree char *text = tapline_gauge_dup_error (self->gauge);

  if (text == NULL && fraction < TOLD_BELOW && self->n_draws > TOLD_AFTER)
    /* Translators: how much of a recording the figures are of */
    text = g_strdup_printf (_("Counted so far: %.0f %%"), fraction * 100);
  set_text (self->progress_label, text);
}

/* The page of the stack that is in view; @all: also what is drawn less often. */
static void
draw_page (TaplineStatisticsWindow *self,
           gboolean                 all)
{
  const char *page = gtk_stack_get_visible_child_name (self->stack);
  gint64 now = get_now (self);

  self->dirty = FALSE;
  self->second = now / G_TIME_SPAN_SECOND;
  if (!tapline_gauge_look (self->gauge, self->figures))
    memset (self->figures, 0, sizeof *self->figures);
  if (g_str_equal (page, "rates"))
    draw_rates (self, now);
  else if (g_str_equal (page, "sizes"))
    tapline_plot_pane_take_chart (self->sizes_pane, tapline_charts_new_sizes (self->figures));
  else if (g_str_equal (page, "gaps"))
    tapline_plot_pane_take_chart (self->gaps_pane, tapline_charts_new_gaps (self->figures));
  else if (g_str_equal (page, "values"))
    tapline_plot_pane_take_chart (self->values_pane,
                                  tapline_values_fields_create_chart (self->values));
  else if (all)
    tapline_peers_table_update (self->peers);
  else
    self->dirty = TRUE;
  show_progress (self);
}

static gboolean
draw_timeout (gpointer data)
{
  TaplineStatisticsWindow *self = TAPLINE_STATISTICS_WINDOW (data);

  self->n_draws++;
  if (self->dirty || self->second != get_now (self) / G_TIME_SPAN_SECOND)
    draw_page (self, self->n_draws % PEERS_EVERY == 0);

  return G_SOURCE_CONTINUE;
}

static void
page_changed_cb (TaplineStatisticsWindow *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->stack);

  /* While the template is being filled there is none. */
  if (self->gauge == NULL || page == NULL)
    return;
  gtk_widget_set_sensitive (self->save_button, !g_str_equal (page, "peers")
                                               && self->saving == NULL);
  draw_page (self, TRUE);
}

static void
gauge_changed_cb (TaplineStatisticsWindow *self)
{
  self->dirty = TRUE;
}

static void
title_cb (TaplineStatisticsWindow *self)
{
  g_autofree char *title = NULL;

  /* Translators: %s is what a session is connected to */
  title = g_strdup_printf (_("Statistics – %s"), tapline_session_get_title (self->session));
  gtk_window_set_title (GTK_WINDOW (self), title);
}

/* Saving */

static void
free_picture (gpointer data)
{
  Picture *picture = data;

  tapline_chart_unref (picture->chart);
  g_free (picture->path);
  g_free (picture);
}

static gboolean
save_on_errand (TaplineErrand  *errand,
                gpointer        data,
                GError        **error)
{
  const Picture *picture = data;

  return tapline_chart_save (picture->chart, picture->path, error);
}

static void
answer_bell (gpointer data)
{
  TaplineStatisticsWindow *self = TAPLINE_STATISTICS_WINDOW (data);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (self->saving == NULL || !tapline_errand_is_over (self->saving))
    return;

  if (tapline_errand_get_result (self->saving, &error))
    text = g_strdup_printf (_("Saved the diagram as “%s”."), self->name);
  g_clear_pointer (&self->saving, tapline_errand_unref);
  set_text (self->news_label, text != NULL ? text : error->message);
  page_changed_cb (self);
}

static TaplineChart *
get_chart (TaplineStatisticsWindow *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->stack);
  TaplinePlotPane *pane = g_str_equal (page, "rates") ? self->rates_pane
                          : g_str_equal (page, "sizes") ? self->sizes_pane
                          : g_str_equal (page, "gaps") ? self->gaps_pane : self->values_pane;

  return tapline_plot_pane_get_chart (pane);
}

static void
save_response_cb (GtkNativeDialog         *dialog,
                  int                      response,
                  TaplineStatisticsWindow *self)
{
  g_autoptr (GtkNativeDialog) owned = dialog;
  g_autoptr (GFile) file = NULL;
  Picture *picture;

  /* The chart that was in view when the chooser was opened. */
  picture = g_object_steal_data (G_OBJECT (dialog), "picture");
  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    picture->path = g_file_get_path (file);
  if (picture->path == NULL || self->saving != NULL)
    {
      free_picture (picture);
      return;
    }

  g_free (self->name);
  self->name = g_path_get_basename (picture->path);
  self->saving = tapline_errand_start ("tapline-picture", save_on_errand, picture, free_picture,
                                       self->bell);
  page_changed_cb (self);
}

static void
add_filter (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) pictures = gtk_file_filter_new ();

  gtk_file_filter_set_name (pictures, _("Pictures (.svg, .png)"));
  gtk_file_filter_add_suffix (pictures, "svg");
  gtk_file_filter_add_suffix (pictures, "png");
  gtk_file_chooser_add_filter (chooser, pictures);
}

static char *
dup_file_name (TaplineStatisticsWindow *self)
{
  const char *path = tapline_session_get_path (self->session);
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : g_strdup ("tapline");
  char *dot = strrchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';

  return g_strdup_printf ("%s-%s.svg", name, gtk_stack_get_visible_child_name (self->stack));
}

static void
save_clicked_cb (TaplineStatisticsWindow *self)
{
  g_autofree char *name = dup_file_name (self);
  TaplineChart *chart = get_chart (self);
  GtkFileChooserNative *chooser;
  Picture *picture;

  if (chart == NULL)
    return;

  picture = g_new0 (Picture, 1);
  picture->chart = tapline_chart_ref (chart);
  chooser = gtk_file_chooser_native_new (_("Save diagram"), GTK_WINDOW (self),
                                         GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  add_filter (GTK_FILE_CHOOSER (chooser));
  g_object_set_data_full (G_OBJECT (chooser), "picture", picture, free_picture);
  g_signal_connect_object (chooser, "response", G_CALLBACK (save_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* The widget */

static void
tapline_statistics_window_map (GtkWidget *widget)
{
  TaplineStatisticsWindow *self = TAPLINE_STATISTICS_WINDOW (widget);

  GTK_WIDGET_CLASS (tapline_statistics_window_parent_class)->map (widget);

  self->n_draws = 0;
  tapline_gauge_set_active (self->gauge, TRUE);
  draw_page (self, TRUE);
  self->draw_source = g_timeout_add_full (GDK_PRIORITY_REDRAW + 10, DRAW_INTERVAL_MS,
                                          draw_timeout, self, NULL);
  g_source_set_name_by_id (self->draw_source, "[tapline] statistics");
}

static void
tapline_statistics_window_unmap (GtkWidget *widget)
{
  TaplineStatisticsWindow *self = TAPLINE_STATISTICS_WINDOW (widget);

  g_clear_handle_id (&self->draw_source, g_source_remove);
  tapline_gauge_set_active (self->gauge, FALSE);

  GTK_WIDGET_CLASS (tapline_statistics_window_parent_class)->unmap (widget);
}

static void
tapline_statistics_window_dispose (GObject *object)
{
  TaplineStatisticsWindow *self = TAPLINE_STATISTICS_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), TAPLINE_TYPE_STATISTICS_WINDOW);
  if (self->bell != NULL)
    tapline_bell_remove (self->bell);
  g_clear_pointer (&self->bell, tapline_bell_unref);
  g_clear_pointer (&self->saving, tapline_errand_unref);
  g_clear_object (&self->gauge);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (tapline_statistics_window_parent_class)->dispose (object);
}

static void
tapline_statistics_window_finalize (GObject *object)
{
  TaplineStatisticsWindow *self = TAPLINE_STATISTICS_WINDOW (object);

  g_free (self->figures);
  g_free (self->name);

  G_OBJECT_CLASS (tapline_statistics_window_parent_class)->finalize (object);
}

static void
tapline_statistics_window_class_init (TaplineStatisticsWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tapline_statistics_window_dispose;
  object_class->finalize = tapline_statistics_window_finalize;
  widget_class->map = tapline_statistics_window_map;
  widget_class->unmap = tapline_statistics_window_unmap;

  g_type_ensure (TAPLINE_TYPE_PLOT_PANE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tapline/Tapline/ui/"
                                               "tapline-statistics-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineStatisticsWindow, save_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineStatisticsWindow, progress_label);
  gtk_widget_class_bind_template_child (widget_class, TaplineStatisticsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, TaplineStatisticsWindow, minute_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineStatisticsWindow, bytes_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineStatisticsWindow, rates_pane);
  gtk_widget_class_bind_template_child (widget_class, TaplineStatisticsWindow, peers_box);
  gtk_widget_class_bind_template_child (widget_class, TaplineStatisticsWindow, sizes_pane);
  gtk_widget_class_bind_template_child (widget_class, TaplineStatisticsWindow, gaps_pane);
  gtk_widget_class_bind_template_child (widget_class, TaplineStatisticsWindow, values_box);
  gtk_widget_class_bind_template_child (widget_class, TaplineStatisticsWindow, values_pane);
  gtk_widget_class_bind_template_child (widget_class, TaplineStatisticsWindow, news_label);
  gtk_widget_class_bind_template_callback (widget_class, page_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
}

static void
tapline_statistics_window_init (TaplineStatisticsWindow *self)
{
  self->figures = g_new0 (TaplineFigures, 1);
  self->bell = tapline_bell_new (answer_bell, self);
  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_side_window_add_keys (GTK_WINDOW (self));
}

/**
 * tapline_statistics_window_new:
 * @session: (transfer none): whose messages to count
 *
 * Returns: (transfer floating): a window
 */
GtkWidget *
tapline_statistics_window_new (TaplineSession *session)
{
  TaplineStatisticsWindow *self = g_object_new (TAPLINE_TYPE_STATISTICS_WINDOW, NULL);

  self->session = g_object_ref (session);
  self->gauge = tapline_gauge_new (session);
  self->peers = TAPLINE_PEERS_TABLE (tapline_peers_table_new (self->gauge));
  self->values = TAPLINE_VALUES_FIELDS (tapline_values_fields_new (self->gauge));
  gtk_widget_set_hexpand (GTK_WIDGET (self->peers), TRUE);
  gtk_box_append (self->peers_box, GTK_WIDGET (self->peers));
  gtk_box_prepend (self->values_box, GTK_WIDGET (self->values));
  /* Each field has that of its value below it. */
  tapline_plot_pane_hide_summary (self->values_pane);
  g_signal_connect_object (self->gauge, "changed", G_CALLBACK (gauge_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::title", G_CALLBACK (title_cb), self,
                           G_CONNECT_SWAPPED);
  title_cb (self);

  return GTK_WIDGET (self);
}
