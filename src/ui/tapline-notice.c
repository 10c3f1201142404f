/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bar with one sentence beside what caused it: an error or a remark, which the user can close,
 * or a warning, which stays while its cause does. It takes no focus away; its label has the alert
 * role. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-notice.h"
#include "tapline-tooltip.h"

struct _TaplineNotice
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkImage  *icon;
  GtkLabel  *label;
  GtkButton *button;
  GtkButton *other_button;
  GtkWidget *close_button;
};

G_DEFINE_FINAL_TYPE (TaplineNotice, tapline_notice, GTK_TYPE_WIDGET)

enum
{
  DISMISSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The target goes first: without it the action does not fit. */
static void
set_button (GtkButton  *button,
            const char *label,
            const char *detailed)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (!g_action_parse_detailed_name (detailed, &name, &target, NULL))
    g_return_if_reached ();

  gtk_button_set_label (button, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), NULL);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), name);
  gtk_widget_set_visible (GTK_WIDGET (button), TRUE);
}

static void
close_clicked_cb (TaplineNotice *self)
{
  g_assert (TAPLINE_IS_NOTICE (self));

  tapline_notice_hide (self);
  g_signal_emit (self, signals[DISMISSED], 0);
}

static void
tapline_notice_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TAPLINE_TYPE_NOTICE);

  G_OBJECT_CLASS (tapline_notice_parent_class)->dispose (object);
}

static void
tapline_notice_class_init (TaplineNoticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tapline_notice_dispose;

  signals[DISMISSED] = g_signal_new ("dismissed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineNotice, box);
  gtk_widget_class_bind_template_child (widget_class, TaplineNotice, icon);
  gtk_widget_class_bind_template_child (widget_class, TaplineNotice, label);
  gtk_widget_class_bind_template_child (widget_class, TaplineNotice, button);
  gtk_widget_class_bind_template_child (widget_class, TaplineNotice, other_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineNotice, close_button);
  gtk_widget_class_bind_template_callback (widget_class, close_clicked_cb);
}

static void
tapline_notice_init (TaplineNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_tooltip_set (self->close_button, _("Dismiss"));
}

GtkWidget *
tapline_notice_new (void)
{
  return g_object_new (TAPLINE_TYPE_NOTICE, NULL);
}

void
tapline_notice_show (TaplineNotice     *self,
                     TaplineNoticeKind  kind,
                     const char        *sentence,
                     const char        *label,
                     const char        *action)
{
  static const struct
  {
    const char *icon;
    const char *css_class;
  } looks[] = {
    [TAPLINE_NOTICE_ERROR] = { "dialog-error-symbolic", "error" },
    [TAPLINE_NOTICE_WARNING] = { "dialog-warning-symbolic", "warning" },
    [TAPLINE_NOTICE_REMARK] = { "dialog-warning-symbolic", "warning" },
    [TAPLINE_NOTICE_NEWS] = { "dialog-information-symbolic", NULL },
  };

  g_return_if_fail (TAPLINE_IS_NOTICE (self));
  g_return_if_fail (sentence != NULL);
  g_return_if_fail ((label == NULL) == (action == NULL));

  gtk_image_set_from_icon_name (self->icon, looks[kind].icon);
  gtk_label_set_label (self->label, sentence);
  gtk_widget_remove_css_class (self->box, "error");
  gtk_widget_remove_css_class (self->box, "warning");
  if (looks[kind].css_class != NULL)
    gtk_widget_add_css_class (self->box, looks[kind].css_class);
  gtk_widget_set_visible (self->close_button, kind != TAPLINE_NOTICE_WARNING);
  gtk_widget_set_visible (GTK_WIDGET (self->button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->other_button), FALSE);
  if (label != NULL)
    set_button (self->button, label, action);

  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

void
tapline_notice_add (TaplineNotice *self,
                    const char    *label,
                    const char    *action)
{
  g_return_if_fail (TAPLINE_IS_NOTICE (self));
  g_return_if_fail (label != NULL && action != NULL);

  set_button (self->other_button, label, action);
}

void
tapline_notice_hide (TaplineNotice *self)
{
  g_return_if_fail (TAPLINE_IS_NOTICE (self));

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
