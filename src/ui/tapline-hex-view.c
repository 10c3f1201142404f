/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of a message: their offset, each as two digits, each as ASCII. Only the lines that can
 * be seen are read and drawn, so a message of gigabytes opens as one of ten bytes does; offsets
 * have 64 bits, and the scroll position counts pixels in a double, exact to 2^53 of them.
 *
 * The caret stands on a byte and a selection has whole bytes, which are marked in both ways of
 * writing; which of the two the caret is in says how they are copied. Assistive technology sees
 * the visible lines as list items, told at most ten times a second.
 */
#include "config.h"

#include <math.h>

#include <glib/gi18n.h>

#include "tapline-encoding.h"
#include "tapline-hex-view-private.h"

#define OFFSET_DIGITS 8  /* at least */
#define NATURAL_LINES 4  /* of any message: what is below stays where it is */
#define COLUMNS_MIN   4
#define TELL_MS       100

enum
{
  PROP_0,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

enum
{
  MOVED,
  COPIED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (TaplineHexView, tapline_hex_view, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

/* Geometry */

/* As many bytes a line as there is room for. */
static void
choose_columns (TaplineHexView *self,
                int             width)
{
  guint n_columns = TAPLINE_HEX_COLUMNS_MAX;
  guint64 top = (guint64) (tapline_hex_scroll (self) / self->line_height) * self->n_columns;

  while (n_columns > COLUMNS_MIN && tapline_hex_width (self, n_columns) > width)
    n_columns /= 2;
  if (n_columns == self->n_columns)
    return;

  /* What was at the top stays there. */
  self->n_columns = n_columns;
  if (self->adjustments[GTK_ORIENTATION_VERTICAL] != NULL)
    gtk_adjustment_configure (self->adjustments[GTK_ORIENTATION_VERTICAL],
                              (double) (top / n_columns) * self->line_height, 0, G_MAXDOUBLE, 0, 0,
                              0);
}

static void
configure (TaplineHexView *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double lines = (double) tapline_hex_n_lines (self) * self->line_height + TAPLINE_HEX_PADDING;
  GtkAdjustment *vertical = self->adjustments[GTK_ORIENTATION_VERTICAL];
  GtkAdjustment *horizontal = self->adjustments[GTK_ORIENTATION_HORIZONTAL];
  double value = tapline_hex_scroll (self);

  if (height <= 0)
    return;
  if (vertical != NULL)
    gtk_adjustment_configure (vertical, CLAMP (value, 0, MAX (lines - height, 0)), 0,
                              MAX (lines, height), self->line_height,
                              MAX (height - self->line_height, self->line_height), height);
  if (horizontal != NULL)
    gtk_adjustment_configure (horizontal, 0, 0, width, self->char_width, width, width);
}

static void
measure_font (TaplineHexView *self)
{
  int width, height;

  g_clear_object (&self->layout);
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), "0000000000000000");
  pango_layout_get_size (self->layout, &width, NULL);
  pango_layout_get_pixel_size (self->layout, NULL, &height);
  self->char_width = (double) width / PANGO_SCALE / 16;
  self->line_height = height + TAPLINE_HEX_SPACING;
}

/* Assistive technology */

static gboolean
tell_timeout (gpointer user_data)
{
  TaplineHexView *self = TAPLINE_HEX_VIEW (user_data);
  guint64 first = (guint64) (tapline_hex_scroll (self) / self->line_height);
  guint64 n_lines = tapline_hex_n_lines (self);
  g_autofree char *caret = NULL;

  self->tell_id = 0;
  for (guint i = 0; i < self->lines->len; i++)
    {
      GtkWidget *line = g_ptr_array_index (self->lines, i);
      gboolean is_there = first + i < n_lines;

      gtk_widget_set_child_visible (line, is_there);
      if (is_there)
        {
          g_autofree char *label = tapline_hex_dup_line (self, first + i);

          gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                          label, -1);
        }
    }
  caret = tapline_hex_view_dup_place (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  caret, -1);

  return G_SOURCE_REMOVE;
}

static void
queue_tell (TaplineHexView *self)
{
  if (self->tell_id != 0)
    return;
  self->tell_id = g_timeout_add (TELL_MS, tell_timeout, self);
  g_source_set_name_by_id (self->tell_id, "[tapline] tell bytes");
}

/* A widget that draws nothing for each line that can be seen. */
static void
place_lines (TaplineHexView *self,
             int             width,
             int             height)
{
  guint n = (guint) (height / self->line_height + 1);

  while (self->lines->len < n)
    {
      GtkWidget *line = g_object_new (GTK_TYPE_DRAWING_AREA,
                                      "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM,
                                      "can-target", FALSE, NULL);

      gtk_widget_set_parent (line, GTK_WIDGET (self));
      g_ptr_array_add (self->lines, line);
    }
  while (self->lines->len > n)
    {
      gtk_widget_unparent (g_ptr_array_index (self->lines, self->lines->len - 1));
      g_ptr_array_set_size (self->lines, (int) self->lines->len - 1);
    }
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *line = g_ptr_array_index (self->lines, i);
      GtkAllocation box = { 0, (int) i * self->line_height, width, self->line_height };

      gtk_widget_measure (line, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      gtk_widget_size_allocate (line, &box, -1);
    }
  queue_tell (self);
}

/* Scrolling */

static void
scrolled_cb (TaplineHexView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  queue_tell (self);
}

static void
set_adjustment (TaplineHexView *self,
                GtkOrientation  orientation,
                GtkAdjustment  *adjustment)
{
  if (adjustment != NULL && self->adjustments[orientation] == adjustment)
    return;
  if (self->adjustments[orientation] != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustments[orientation], self);
  g_clear_object (&self->adjustments[orientation]);

  if (adjustment == NULL)
    adjustment = gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  self->adjustments[orientation] = g_object_ref_sink (adjustment);
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self);
  configure (self);
}

static void
reveal (TaplineHexView *self,
        guint64         offset)
{
  double y = (double) (offset / self->n_columns) * self->line_height;

  gtk_adjustment_clamp_page (self->adjustments[GTK_ORIENTATION_VERTICAL], y,
                             y + self->line_height);
}

/* Widget */

static void
tapline_hex_view_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  tapline_hex_draw (TAPLINE_HEX_VIEW (widget), snapshot);
}

static GtkSizeRequestMode
tapline_hex_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
tapline_hex_view_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  TaplineHexView *self = TAPLINE_HEX_VIEW (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = self->line_height;
      *natural = NATURAL_LINES * self->line_height;
    }
  else
    {
      *minimum = (int) ceil (tapline_hex_width (self, COLUMNS_MIN));
      *natural = (int) ceil (tapline_hex_width (self, TAPLINE_HEX_COLUMNS_MAX));
    }
}

static void
tapline_hex_view_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  TaplineHexView *self = TAPLINE_HEX_VIEW (widget);

  choose_columns (self, width);
  configure (self);
  place_lines (self, width, height);
  if (self->menu != NULL)
    gtk_popover_present (self->menu);
  if (self->go_to != NULL)
    gtk_popover_present (self->go_to);
}

static void
tapline_hex_view_css_changed (GtkWidget         *widget,
                              GtkCssStyleChange *change)
{
  TaplineHexView *self = TAPLINE_HEX_VIEW (widget);

  GTK_WIDGET_CLASS (tapline_hex_view_parent_class)->css_changed (widget, change);

  tapline_hex_look_up_colors (self);
  measure_font (self);
  gtk_widget_queue_resize (widget);
}

static void
tapline_hex_view_system_setting_changed (GtkWidget        *widget,
                                         GtkSystemSetting  setting)
{
  TaplineHexView *self = TAPLINE_HEX_VIEW (widget);

  GTK_WIDGET_CLASS (tapline_hex_view_parent_class)->system_setting_changed (widget, setting);

  measure_font (self);
  gtk_widget_queue_resize (widget);
}

static void
focus_changed_cb (TaplineHexView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tapline_hex_view_dispose (GObject *object)
{
  TaplineHexView *self = TAPLINE_HEX_VIEW (object);

  tapline_hex_input_clear (self);
  g_clear_handle_id (&self->tell_id, g_source_remove);
  tapline_hex_view_set_pattern (self, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->adjustments); i++)
    if (self->adjustments[i] != NULL)
      g_signal_handlers_disconnect_by_data (self->adjustments[i], self);
  g_clear_object (&self->adjustments[0]);
  g_clear_object (&self->adjustments[1]);
  for (guint i = 0; i < self->lines->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->lines, i));
  g_ptr_array_set_size (self->lines, 0);
  g_clear_object (&self->layout);
  g_clear_pointer (&self->pages, tapline_byte_pages_free);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (tapline_hex_view_parent_class)->dispose (object);
}

static void
tapline_hex_view_finalize (GObject *object)
{
  TaplineHexView *self = TAPLINE_HEX_VIEW (object);

  g_ptr_array_unref (self->lines);
  g_free (self->encoding);

  G_OBJECT_CLASS (tapline_hex_view_parent_class)->finalize (object);
}

static void
tapline_hex_view_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  TaplineHexView *self = TAPLINE_HEX_VIEW (object);

  switch (prop_id)
    {
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_HORIZONTAL]);
      break;

    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_VERTICAL]);
      break;

    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, self->policies[GTK_ORIENTATION_HORIZONTAL]);
      break;

    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->policies[GTK_ORIENTATION_VERTICAL]);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tapline_hex_view_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  TaplineHexView *self = TAPLINE_HEX_VIEW (object);

  switch (prop_id)
    {
    case PROP_HADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
      break;

    case PROP_VADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
      break;

    case PROP_HSCROLL_POLICY:
      self->policies[GTK_ORIENTATION_HORIZONTAL] = g_value_get_enum (value);
      break;

    case PROP_VSCROLL_POLICY:
      self->policies[GTK_ORIENTATION_VERTICAL] = g_value_get_enum (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tapline_hex_view_class_init (TaplineHexViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tapline_hex_view_dispose;
  object_class->finalize = tapline_hex_view_finalize;
  object_class->get_property = tapline_hex_view_get_property;
  object_class->set_property = tapline_hex_view_set_property;

  widget_class->get_request_mode = tapline_hex_view_get_request_mode;
  widget_class->measure = tapline_hex_view_measure;
  widget_class->size_allocate = tapline_hex_view_size_allocate;
  widget_class->snapshot = tapline_hex_view_snapshot;
  widget_class->css_changed = tapline_hex_view_css_changed;
  widget_class->system_setting_changed = tapline_hex_view_system_setting_changed;

  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  /**
   * TaplineHexView::moved:
   *
   * The caret is on another byte or other bytes are selected.
   */
  signals[MOVED] = g_signal_new ("moved", TAPLINE_TYPE_HEX_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  /**
   * TaplineHexView::copied:
   * @message: what was copied, a sentence for the user
   */
  signals[COPIED] = g_signal_new ("copied", TAPLINE_TYPE_HEX_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  tapline_hex_input_class_init (widget_class);
  gtk_widget_class_set_css_name (widget_class, "hexview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
tapline_hex_view_init (TaplineHexView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->lines = g_ptr_array_new ();
  self->encoding = g_strdup (TAPLINE_ENCODING_DEFAULT);
  self->n_columns = TAPLINE_HEX_COLUMNS_MAX;
  self->offset_chars = OFFSET_DIGITS;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_add_css_class (widget, "monospace");
  gtk_widget_add_css_class (widget, "view");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Bytes of the message"), -1);
  tapline_hex_look_up_colors (self);
  measure_font (self);
  tapline_hex_input_init (self);
  g_signal_connect (self, "notify::has-focus", G_CALLBACK (focus_changed_cb), NULL);
}

static void
moved (TaplineHexView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  queue_tell (self);
  g_signal_emit (self, signals[MOVED], 0);
}

/* For the input */

void
tapline_hex_view_move_caret (TaplineHexView *self,
                             guint64         caret,
                             gboolean        extend)
{
  if (self->length == 0)
    return;

  caret = MIN (caret, self->length - 1);
  if (!extend)
    self->anchor = caret;
  self->has_selection = extend;
  self->caret = caret;
  reveal (self, caret);
  moved (self);
}

/* Whole lines in view, at least one. */
guint
tapline_hex_view_page_lines (TaplineHexView *self)
{
  return (guint) MAX (gtk_widget_get_height (GTK_WIDGET (self)) / self->line_height, 1);
}

/* The byte at a place in the widget, or the nearest. Which way of writing it is in becomes the
 * caret's unless that is to be kept. */
gboolean
tapline_hex_view_find_byte (TaplineHexView *self,
                            double          x,
                            double          y,
                            gboolean        keep_side,
                            guint64        *offset)
{
  double line = floor ((y + tapline_hex_scroll (self)) / self->line_height);
  double ascii_x = tapline_hex_x (self, tapline_hex_column (self, TAPLINE_HEX_SIDE_ASCII, 0));
  guint byte = 0;

  if (self->length == 0)
    return FALSE;

  if (!keep_side)
    self->side = x >= ascii_x - self->char_width ? TAPLINE_HEX_SIDE_ASCII : TAPLINE_HEX_SIDE_HEX;
  while (byte + 1 < self->n_columns
         && x >= tapline_hex_x (self, tapline_hex_column (self, self->side, byte + 1))
                 - (self->side == TAPLINE_HEX_SIDE_HEX ? self->char_width / 2 : 0))
    byte++;
  line = CLAMP (line, 0, (double) tapline_hex_n_lines (self) - 1);
  *offset = MIN ((guint64) line * self->n_columns + byte, self->length - 1);

  return TRUE;
}

void
tapline_hex_view_scroll_pixels (TaplineHexView *self,
                                double          pixels)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + pixels);
}

void
tapline_hex_view_get_caret_box (TaplineHexView *self,
                                GdkRectangle   *box)
{
  guint64 line = self->caret / self->n_columns;
  guint column = tapline_hex_column (self, self->side, (guint) (self->caret % self->n_columns));
  double y = (double) line * self->line_height - tapline_hex_scroll (self);

  *box = (GdkRectangle) {
    .x = (int) tapline_hex_x (self, column),
    .y = (int) CLAMP (y, 0, gtk_widget_get_height (GTK_WIDGET (self)) - self->line_height),
    .width = (int) self->char_width,
    .height = self->line_height,
  };
}

void
tapline_hex_view_copied (TaplineHexView *self,
                         const char     *sentence)
{
  g_signal_emit (self, signals[COPIED], 0, sentence);
}

/**
 * tapline_hex_view_new:
 *
 * Returns: (transfer floating): a view of no bytes
 */
GtkWidget *
tapline_hex_view_new (void)
{
  return g_object_new (TAPLINE_TYPE_HEX_VIEW, NULL);
}

/**
 * tapline_hex_view_set_message:
 * @self: a view
 * @list: (nullable): where the message is
 * @number: its number
 * @length: its length in bytes
 *
 * Shows a message from its beginning, with the caret there. Nothing is read before it is drawn.
 */
void
tapline_hex_view_set_message (TaplineHexView     *self,
                              TaplineMessageList *list,
                              guint64             number,
                              guint64             length)
{
  g_return_if_fail (TAPLINE_IS_HEX_VIEW (self));

  g_clear_pointer (&self->copy, tapline_log_copy_free);
  g_clear_pointer (&self->pages, tapline_byte_pages_free);
  g_set_object (&self->list, list);
  self->number = number;
  self->length = 0;
  self->caret = self->anchor = 0;
  self->has_selection = FALSE;
  self->highlight_start = self->highlight_end = 0;
  tapline_hex_view_set_length (self, list != NULL ? length : 0);
  if (self->adjustments[GTK_ORIENTATION_VERTICAL] != NULL)
    gtk_adjustment_set_value (self->adjustments[GTK_ORIENTATION_VERTICAL], 0);
  moved (self);
  tapline_hex_hits_begin (self);
}

void
tapline_hex_view_set_length (TaplineHexView *self,
                             guint64         length)
{
  g_return_if_fail (TAPLINE_IS_HEX_VIEW (self));

  g_clear_pointer (&self->pages, tapline_byte_pages_free);
  if (self->list != NULL)
    self->pages = tapline_byte_pages_new (self->list, self->number);
  self->length = length;
  self->caret = MIN (self->caret, length - MIN (length, 1));
  self->anchor = MIN (self->anchor, length - MIN (length, 1));
  self->offset_chars = OFFSET_DIGITS;
  while (self->offset_chars < 16 && length >> (4 * self->offset_chars) > 0)
    self->offset_chars++;
  configure (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * tapline_hex_view_set_encoding:
 * @self: a view
 * @name: the encoding of the message, for what is copied as text
 */
void
tapline_hex_view_set_encoding (TaplineHexView *self,
                               const char     *name)
{
  g_return_if_fail (TAPLINE_IS_HEX_VIEW (self));

  g_free (self->encoding);
  self->encoding = g_strdup (name);
}

/**
 * tapline_hex_view_get_caret:
 * @self: a view
 *
 * Returns: the offset of the byte that the caret is on
 */
guint64
tapline_hex_view_get_caret (TaplineHexView *self)
{
  g_return_val_if_fail (TAPLINE_IS_HEX_VIEW (self), 0);

  return self->caret;
}

/**
 * tapline_hex_view_set_caret:
 * @self: a view
 * @offset: of a byte
 *
 * Puts the caret there, with nothing selected, and brings it into view.
 */
void
tapline_hex_view_set_caret (TaplineHexView *self,
                            guint64         offset)
{
  g_return_if_fail (TAPLINE_IS_HEX_VIEW (self));

  tapline_hex_view_move_caret (self, offset, FALSE);
}

/**
 * tapline_hex_view_get_selection:
 * @self: a view
 * @start: (out): the first selected byte, or the caret's
 * @end: (out): where the selection ends: the byte behind it
 *
 * Returns: whether bytes are selected
 */
gboolean
tapline_hex_view_get_selection (TaplineHexView *self,
                                guint64        *start,
                                guint64        *end)
{
  g_return_val_if_fail (TAPLINE_IS_HEX_VIEW (self), FALSE);

  *start = MIN (self->caret, self->anchor);
  *end = MIN (MAX (self->caret, self->anchor) + 1, self->length);

  return self->has_selection;
}

/**
 * tapline_hex_view_select:
 * @self: a view
 * @start: the first byte
 * @end: the byte behind the last; more than @start
 *
 * Selects bytes, with the caret on the last of them.
 */
void
tapline_hex_view_select (TaplineHexView *self,
                         guint64         start,
                         guint64         end)
{
  g_return_if_fail (TAPLINE_IS_HEX_VIEW (self));
  g_return_if_fail (start < end);

  if (self->length == 0)
    return;
  self->anchor = MIN (start, self->length - 1);
  self->has_selection = TRUE;
  self->caret = MIN (end, self->length) - 1;
  reveal (self, self->anchor);
  moved (self);
}

void
tapline_hex_view_set_highlight (TaplineHexView *self,
                                guint64         start,
                                guint64         end,
                                gboolean        into_view)
{
  g_return_if_fail (TAPLINE_IS_HEX_VIEW (self));
  g_return_if_fail (start <= end);

  if (self->highlight_start == start && self->highlight_end == end)
    return;
  self->highlight_start = start;
  self->highlight_end = end;
  if (start < end && into_view)
    reveal (self, start);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * tapline_hex_view_dup_place:
 * @self: a view
 *
 * Returns: (transfer full): where the caret is or what is selected, for people
 */
char *
tapline_hex_view_dup_place (TaplineHexView *self)
{
  g_autofree char *number = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *count = NULL;
  guint64 start, end;

  g_return_val_if_fail (TAPLINE_IS_HEX_VIEW (self), NULL);

  tapline_hex_view_get_selection (self, &start, &end);
  number = g_strdup_printf ("%" G_GUINT64_FORMAT, start);
  hex = g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", start);
  if (!self->has_selection)
    /* Translators: a byte's number, decimal and hexadecimal */
    return g_strdup_printf (_("Byte %s (%s)"), number, hex);

  count = g_strdup_printf ("%" G_GUINT64_FORMAT, end - start);
  /* Translators: how many bytes are selected, and the number of the first, decimal and
   * hexadecimal */
  return g_strdup_printf (ngettext ("%s byte from %s (%s)", "%s bytes from %s (%s)",
                                    (gulong) (end - start)), count, number, hex);
}

/**
 * tapline_hex_view_get_bytes:
 * @self: a view
 * @offset: in the message
 * @length: how many bytes
 * @to: (out): where to copy them
 *
 * Returns: how many there are; fewer where the message ends
 */
gsize
tapline_hex_view_get_bytes (TaplineHexView *self,
                            guint64         offset,
                            gsize           length,
                            guint8         *to)
{
  g_return_val_if_fail (TAPLINE_IS_HEX_VIEW (self), 0);

  if (self->pages == NULL || offset >= self->length)
    return 0;

  return tapline_byte_pages_get (self->pages, offset, (gsize) MIN (length, self->length - offset),
                                 to);
}
