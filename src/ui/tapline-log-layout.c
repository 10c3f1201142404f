/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the children of the log are, how they are drawn, and where Tab goes among them. Rows are
 * made as they are needed, some more than that, and never taken away.
 */
#include "config.h"

#include <math.h>

#include "tapline-log-private.h"

#define ROWS_AT_ONCE 16          /* a new child makes the window measure itself again */
#define FOLLOW_MARGIN 12
#define NATURAL_ROWS 12
#define MINIMUM_WIDTH 240

/* Shows or hides a child without measuring the window anew. GTK 4.8 goes on telling assistive
 * technology of children that are only unmapped. */
void
tapline_log_show_child (GtkWidget *child,
                        gboolean   shown)
{
  if (gtk_widget_get_child_visible (child) == shown)
    return;

  gtk_widget_set_child_visible (child, shown);
  /* A child that was hidden has no place yet, and is not drawn without one. */
  if (shown)
    gtk_widget_queue_allocate (gtk_widget_get_parent (child));
  if (shown)
    gtk_accessible_reset_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN);
  else
    gtk_accessible_update_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
}

static GtkSizeRequestMode
tapline_log_get_request_mode (GtkWidget *widget)
{
  /* For what stands in place of the rows; those do not wrap. */
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tapline_log_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  TaplineLog *self = TAPLINE_LOG (widget);
  tapline_log_update_style (self);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MINIMUM_WIDTH;
      *natural = 60 * (int) ceil (self->style.digit_width);
    }
  else
    {
      gtk_widget_measure (GTK_WIDGET (self->head), orientation, -1, minimum, NULL, NULL, NULL);
      *minimum += 2 * self->style.row_height;
      *natural = *minimum + NATURAL_ROWS * self->style.row_height;
    }

  self->measured = tapline_log_in_place_of_rows (self);
  if (self->measured != NULL)
    {
      int child_minimum, child_natural;

      gtk_widget_measure (self->measured, orientation, for_size, &child_minimum, &child_natural,
                          NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural = MAX (*natural, child_natural);
    }
}

static void
allocate_child (GtkWidget *child,
                int        x,
                int        y,
                int        width,
                int        height)
{
  gtk_widget_size_allocate (child, &(GtkAllocation) { x, y, width, height }, -1);
}

static void
ensure_rows (TaplineLog *self)
{
  guint needed = (guint) (self->rows_height / self->style.row_height + 2);

  if (self->rows->len >= needed)
    return;

  needed += ROWS_AT_ONCE;
  while (self->rows->len < needed)
    {
      GtkWidget *row = tapline_log_row_new (&self->style);

      tapline_log_show_child (row, FALSE);
      gtk_widget_insert_before (row, GTK_WIDGET (self), GTK_WIDGET (self->scrollbar));
      gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      g_ptr_array_add (self->rows, row);
    }
}

/* The row that the cursor is on stays in view: the details of its message may take the room. */
static void
set_rows_height (TaplineLog *self,
                 int         height)
{
  double row = (double) self->cursor - (double) self->first;
  gboolean in_view = self->cursor != TAPLINE_LOG_NO_CURSOR && row >= self->position
                     && row < self->position + tapline_log_page (self);

  self->rows_height = height;
  if (in_view && !self->following)
    self->position = MAX (self->position, row + 1 - MAX (tapline_log_page (self), 1));
}

static void
tapline_log_size_allocate (GtkWidget *widget,
                           int        width,
                           int        height,
                           int        baseline)
{
  TaplineLog *self = TAPLINE_LOG (widget);
  GtkRequisition size;
  int rows_width;

  tapline_log_update_style (self);
  gtk_widget_get_preferred_size (GTK_WIDGET (self->head), &size, NULL);
  self->head_height = size.height;
  set_rows_height (self, MAX (height - self->head_height, 0));
  ensure_rows (self);

  /* Once for the scrollbar, which the width depends on, and again for the columns. */
  tapline_log_adjust (self);
  rows_width = width;
  gtk_widget_get_preferred_size (GTK_WIDGET (self->scrollbar), &size, NULL);
  if (gtk_adjustment_get_upper (self->adjustment) >
      gtk_adjustment_get_page_size (self->adjustment))
    rows_width -= size.width;
  if (rows_width != self->rows_width)
    {
      self->rows_width = rows_width;
      tapline_log_place_columns (self, &self->columns);
      /* More or less of each message is visible now. */
      tapline_log_spare_contents (self);
    }
  if (gtk_widget_get_mapped (widget))
    tapline_log_settle (self);

  tapline_log_head_place (self->head, &self->columns);
  allocate_child (GTK_WIDGET (self->head), 0, 0, width, self->head_height);
  for (guint i = 0; i < self->rows->len; i++)
    allocate_child (GTK_WIDGET (g_ptr_array_index (self->rows, i)),
                    0, self->head_height + self->offset + (int) i * self->style.row_height,
                    rows_width, self->style.row_height);
  if (gtk_widget_get_child_visible (GTK_WIDGET (self->scrollbar)))
    allocate_child (GTK_WIDGET (self->scrollbar), rows_width, self->head_height, size.width,
                    self->rows_height);
  if (gtk_widget_get_child_visible (GTK_WIDGET (self->cleared_label)))
    allocate_child (GTK_WIDGET (self->cleared_label), 0, self->head_height, width,
                    self->rows_height);
  if (self->empty_widget != NULL && gtk_widget_get_child_visible (self->empty_widget))
    allocate_child (self->empty_widget, 0, 0, width, height);

  gtk_widget_get_preferred_size (GTK_WIDGET (self->follow_button), NULL, &size);
  allocate_child (GTK_WIDGET (self->follow_button),
                  MAX (rows_width - size.width - FOLLOW_MARGIN, 0),
                  MAX (height - size.height - FOLLOW_MARGIN, 0), size.width, size.height);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
  tapline_log_present_marks (self);
}

static void
tapline_log_snapshot (GtkWidget   *widget,
                      GtkSnapshot *snapshot)
{
  TaplineLog *self = TAPLINE_LOG (widget);
  GtkWidget *above[] = {
    GTK_WIDGET (self->cleared_label),
    GTK_WIDGET (self->scrollbar),
    GTK_WIDGET (self->follow_button),
  };
  float width = (float) gtk_widget_get_width (widget);
  float left;

  if (self->empty_widget != NULL && gtk_widget_get_child_visible (self->empty_widget))
    {
      gtk_widget_snapshot_child (widget, self->empty_widget, snapshot);
      return;
    }

  gtk_widget_snapshot_child (widget, GTK_WIDGET (self->head), snapshot);
  gtk_snapshot_append_color (snapshot, &self->style.colors[TAPLINE_LOG_COLOR_LINE],
                             &GRAPHENE_RECT_INIT (0, (float) self->head_height - 1, width, 1));

  /* When most rows change, GTK would compare them glyph run by glyph run and then draw through a
   * clip of a hundred rectangles. Another clip than before makes it redraw the area as one. */
  left = self->redraw_whole ? 1 : 0;
  gtk_snapshot_push_clip (snapshot,
                          &GRAPHENE_RECT_INIT (-left, (float) self->head_height, width + left,
                                               (float) self->rows_height));
  for (guint i = 0; i < self->contents->len; i++)
    gtk_widget_snapshot_child (widget, GTK_WIDGET (g_ptr_array_index (self->rows, i)), snapshot);
  gtk_snapshot_pop (snapshot);
  tapline_log_draw_strip (self, snapshot);

  for (guint i = 0; i < G_N_ELEMENTS (above); i++)
    gtk_widget_snapshot_child (widget, above[i], snapshot);
}

/* Tab goes to the heads, the rows, and the button if it is there; the arrow keys are their own. */
static gboolean
tapline_log_focus (GtkWidget        *widget,
                   GtkDirectionType  direction)
{
  TaplineLog *self = TAPLINE_LOG (widget);
  GtkWidget *button = GTK_WIDGET (self->follow_button);
  GtkWidget *head = GTK_WIDGET (self->head);
  GtkWidget *child = gtk_widget_get_focus_child (widget);
  gboolean forward = direction == GTK_DIR_TAB_FORWARD;

  if (self->empty_widget != NULL && gtk_widget_get_mapped (self->empty_widget))
    return gtk_widget_child_focus (self->empty_widget, direction);
  if (!gtk_widget_get_mapped (button))
    button = NULL;

  if ((child != NULL || gtk_widget_is_focus (widget)) && !forward &&
      direction != GTK_DIR_TAB_BACKWARD)
    return FALSE;
  if (child == head)
    return forward && gtk_widget_grab_focus (widget);
  if (gtk_widget_is_focus (widget) || (child != NULL && child != button))
    return forward ? button != NULL && gtk_widget_grab_focus (button)
                   : gtk_widget_child_focus (head, direction);
  if (child != NULL)
    return !forward && gtk_widget_grab_focus (widget);
  if (direction == GTK_DIR_TAB_BACKWARD)
    return gtk_widget_grab_focus (button != NULL ? button : widget);

  return gtk_widget_child_focus (head, direction) || gtk_widget_grab_focus (widget);
}

void
tapline_log_layout_class_init (GtkWidgetClass *widget_class)
{
  widget_class->get_request_mode = tapline_log_get_request_mode;
  widget_class->measure = tapline_log_measure;
  widget_class->size_allocate = tapline_log_size_allocate;
  widget_class->snapshot = tapline_log_snapshot;
  widget_class->focus = tapline_log_focus;
}
