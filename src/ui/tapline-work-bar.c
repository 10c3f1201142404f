/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far long work on a file is. Its texts have a fixed size, so that a figure which changes lays
 * nothing out anew. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-work-bar.h"

struct _TaplineWorkBar
{
  GtkWidget parent_instance;

  GtkWidget      *box;
  GtkInscription *label;
  GtkProgressBar *bar;
  GtkButton      *button;
};

G_DEFINE_FINAL_TYPE (TaplineWorkBar, tapline_work_bar, GTK_TYPE_WIDGET)

static void
tapline_work_bar_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TAPLINE_TYPE_WORK_BAR);

  G_OBJECT_CLASS (tapline_work_bar_parent_class)->dispose (object);
}

static void
tapline_work_bar_class_init (TaplineWorkBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_work_bar_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-work-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineWorkBar, box);
  gtk_widget_class_bind_template_child (widget_class, TaplineWorkBar, label);
  gtk_widget_class_bind_template_child (widget_class, TaplineWorkBar, bar);
  gtk_widget_class_bind_template_child (widget_class, TaplineWorkBar, button);
}

static void
tapline_work_bar_init (TaplineWorkBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
tapline_work_bar_new (const char *action)
{
  TaplineWorkBar *self = g_object_new (TAPLINE_TYPE_WORK_BAR, NULL);

  g_return_val_if_fail (action != NULL, NULL);

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), action);

  return GTK_WIDGET (self);
}

void
tapline_work_bar_update (TaplineWorkBar *self,
                         const char     *what,
                         double          fraction)
{
  g_autofree char *text = NULL;

  g_return_if_fail (TAPLINE_IS_WORK_BAR (self));
  g_return_if_fail (what != NULL);

  /* Translators: what is being done, and how much of it: "Opening… 43 %" */
  text = g_strdup_printf (_("%s %.0f %%"), what, 100.0 * fraction);
  if (g_strcmp0 (gtk_inscription_get_text (self->label), text) != 0)
    {
      gtk_inscription_set_text (self->label, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      what, -1);
    }
  gtk_progress_bar_set_fraction (self->bar, fraction);
}
