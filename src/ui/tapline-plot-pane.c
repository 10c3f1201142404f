/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-plot-pane.h"

struct _TaplinePlotPane
{
  GtkWidget    parent_instance;

  TaplinePlot *plot;
  GtkLabel    *readout;
  GtkLabel    *summary;
};

G_DEFINE_FINAL_TYPE (TaplinePlotPane, tapline_plot_pane, GTK_TYPE_WIDGET)

static void
readout_cb (TaplinePlotPane *self)
{
  g_autofree char *readout = NULL;

  g_object_get (self->plot, "readout", &readout, NULL);
  gtk_label_set_label (self->readout, readout != NULL ? readout
                                      : _("Point at the diagram or press the arrow keys in it to "
                                          "read out values"));
}

static void
tapline_plot_pane_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (tapline_plot_pane_parent_class)->dispose (object);
}

static void
tapline_plot_pane_class_init (TaplinePlotPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tapline_plot_pane_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "plotpane");
}

static GtkLabel *
create_label (void)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0,
                                   "width-chars", 24, NULL);

  gtk_widget_add_css_class (label, "numeric");

  return GTK_LABEL (label);
}

static void
tapline_plot_pane_init (TaplinePlotPane *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkWidget *status;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  self->plot = g_object_new (TAPLINE_TYPE_PLOT, NULL);
  status = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (status), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Values"), -1);
  self->readout = create_label ();
  self->summary = create_label ();
  gtk_widget_add_css_class (GTK_WIDGET (self->readout), "dim-label");
  gtk_label_set_selectable (self->summary, TRUE);
  gtk_widget_set_parent (GTK_WIDGET (self->plot), GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (status), GTK_WIDGET (self->readout));
  gtk_widget_set_parent (status, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->summary), GTK_WIDGET (self));
  g_signal_connect_swapped (self->plot, "notify::readout", G_CALLBACK (readout_cb), self);
  readout_cb (self);
}

void
tapline_plot_pane_take_chart (TaplinePlotPane *self,
                              TaplineChart    *chart)
{
  const char *summary;

  g_return_if_fail (TAPLINE_IS_PLOT_PANE (self));

  summary = tapline_chart_get_summary (chart);
  gtk_label_set_label (self->summary, summary != NULL ? summary : "");
  tapline_plot_take_chart (self->plot, chart);
}

void
tapline_plot_pane_hide_summary (TaplinePlotPane *self)
{
  g_return_if_fail (TAPLINE_IS_PLOT_PANE (self));

  gtk_widget_set_visible (GTK_WIDGET (self->summary), FALSE);
}

TaplineChart *
tapline_plot_pane_get_chart (TaplinePlotPane *self)
{
  g_return_val_if_fail (TAPLINE_IS_PLOT_PANE (self), NULL);

  return tapline_plot_get_chart (self->plot);
}
