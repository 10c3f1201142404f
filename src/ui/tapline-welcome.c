/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an empty log shows: one sentence, and two ways to see something at once. */
#include "config.h"

#include "tapline-icon.h"
#include "tapline-welcome.h"

struct _TaplineWelcome
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (TaplineWelcome, tapline_welcome, GTK_TYPE_WIDGET)

static void
tapline_welcome_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (tapline_welcome_parent_class)->dispose (object);
}

static void
tapline_welcome_class_init (TaplineWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_welcome_dispose;

  g_type_ensure (TAPLINE_TYPE_ICON);

  gtk_widget_class_set_css_name (widget_class, "welcome");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tapline/Tapline/ui/tapline-welcome.ui");
}

static void
tapline_welcome_init (TaplineWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
tapline_welcome_new (void)
{
  return g_object_new (TAPLINE_TYPE_WELCOME, NULL);
}
