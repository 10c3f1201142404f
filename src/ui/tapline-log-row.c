/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One visible row of the log: a place on the screen that draws whatever content it was given, and
 * the list item that assistive technology sees there. The rows stay in the order of the screen;
 * what scrolls is the content.
 */
#include "config.h"

#include "tapline-log-hits.h"
#include "tapline-log-row.h"

struct _TaplineLogRow
{
  GtkWidget          parent_instance;

  TaplineLogStyle   *style;    /* borrowed from the log, which outlives its rows */
  TaplineLogContent *content;  /* (nullable) borrowed from the log */
  char              *told;     /* the accessible name as it was last set */
  gboolean           told_selected;
  gboolean           selected;
  gboolean           cursor;
  gboolean           focused;
};

G_DEFINE_FINAL_TYPE (TaplineLogRow, tapline_log_row, GTK_TYPE_WIDGET)

static void
tapline_log_row_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  TaplineLogRow *self = TAPLINE_LOG_ROW (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  TaplineLogColor background = TAPLINE_LOG_COLOR_STRIPE;
  const TaplineRule *rule;

  if (self->content == NULL)
    return;

  rule = self->content->rule;
  if (self->selected)
    background = self->focused ? TAPLINE_LOG_COLOR_SELECTED : TAPLINE_LOG_COLOR_UNFOCUSED;
  else if (rule != NULL)
    background = TAPLINE_LOG_COLOR_TINTS + rule->ground;
  if (self->selected || rule != NULL || self->content->message.number % 2 == 1)
    gtk_snapshot_append_color (snapshot, &self->style->colors[background],
                               &GRAPHENE_RECT_INIT (0, 0, width, height));

  tapline_log_hits_draw (self->content, self->style, snapshot, self->selected);
  if (self->content->node != NULL)
    gtk_snapshot_append_node (snapshot, self->content->node);

  if (self->cursor && self->focused)
    {
      GdkRGBA color = self->style->colors[TAPLINE_LOG_COLOR_CURSOR];
      GskRoundedRect outline;

      gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (0, 0, width, height), 0);
      gtk_snapshot_append_border (snapshot, &outline, (float[4]) { 1, 1, 1, 1 },
                                  (GdkRGBA[4]) { color, color, color, color });
    }
}

static void
tapline_log_row_finalize (GObject *object)
{
  TaplineLogRow *self = TAPLINE_LOG_ROW (object);

  g_free (self->told);

  G_OBJECT_CLASS (tapline_log_row_parent_class)->finalize (object);
}

static void
tapline_log_row_class_init (TaplineLogRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = tapline_log_row_finalize;
  widget_class->snapshot = tapline_log_row_snapshot;

  gtk_widget_class_set_css_name (widget_class, "logrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
tapline_log_row_init (TaplineLogRow *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

GtkWidget *
tapline_log_row_new (TaplineLogStyle *style)
{
  TaplineLogRow *self = g_object_new (TAPLINE_TYPE_LOG_ROW, NULL);

  self->style = style;

  return GTK_WIDGET (self);
}

TaplineLogContent *
tapline_log_row_get_content (TaplineLogRow *self)
{
  g_return_val_if_fail (TAPLINE_IS_LOG_ROW (self), NULL);

  return self->content;
}

/* @content: (nullable): what to draw from now on, perhaps the same as before but changed */
void
tapline_log_row_set_content (TaplineLogRow     *self,
                             TaplineLogContent *content)
{
  g_return_if_fail (TAPLINE_IS_LOG_ROW (self));

  self->content = content;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tapline_log_row_set_state (TaplineLogRow *self,
                           gboolean       selected,
                           gboolean       cursor,
                           gboolean       focused)
{
  g_return_if_fail (TAPLINE_IS_LOG_ROW (self));

  if (self->selected == selected && self->cursor == cursor && self->focused == focused)
    return;

  self->selected = selected;
  self->cursor = cursor;
  self->focused = focused;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Tells assistive technology what the row shows now. Each change goes over the bus, so the log
 * calls this far less often than it draws. */
void
tapline_log_row_tell (TaplineLogRow *self)
{
  g_autofree char *label = NULL;

  g_return_if_fail (TAPLINE_IS_LOG_ROW (self));

  if (self->content == NULL)
    return;

  label = tapline_log_content_dup_label (self->content);
  if (g_strcmp0 (label, self->told) != 0)
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      g_free (self->told);
      self->told = g_steal_pointer (&label);
    }
  if (self->told_selected != self->selected)
    {
      gtk_accessible_update_state (GTK_ACCESSIBLE (self),
                                   GTK_ACCESSIBLE_STATE_SELECTED, self->selected, -1);
      self->told_selected = self->selected;
    }
}
