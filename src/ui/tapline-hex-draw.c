/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the hex view has its bytes, and how it draws them. */
#include "config.h"

#include <math.h>

#include "tapline-hex-view-private.h"
#include "tapline-log-style.h"

enum
{
  COLOR_TEXT,
  COLOR_DIM,
  COLOR_SELECTED,  /* where the caret is */
  COLOR_MATCHED,   /* the same bytes in the other way of writing */
  COLOR_HIGHLIGHT,
  COLOR_HIT,       /* what is searched for */
};

guint64
tapline_hex_n_lines (TaplineHexView *self)
{
  return self->length / self->n_columns + (self->length % self->n_columns > 0);
}

double
tapline_hex_scroll (TaplineHexView *self)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];

  return adjustment != NULL ? gtk_adjustment_get_value (adjustment) : 0;
}

/* Characters from the left edge to a byte of a line. */
guint
tapline_hex_column (TaplineHexView *self,
                    TaplineHexSide  side,
                    guint           byte)
{
  if (side == TAPLINE_HEX_SIDE_ASCII)
    return self->offset_chars + 5 + self->n_columns * 3 + byte;

  return self->offset_chars + 2 + byte * 3 + (byte >= self->n_columns / 2 ? 1 : 0);
}

double
tapline_hex_x (TaplineHexView *self,
               guint           column)
{
  return TAPLINE_HEX_PADDING + column * self->char_width;
}

/* Of all that is in a line, in pixels. */
double
tapline_hex_width (TaplineHexView *self,
                   guint           n_columns)
{
  return 2 * TAPLINE_HEX_PADDING + (self->offset_chars + 5 + n_columns * 4) * self->char_width;
}

void
tapline_hex_look_up_colors (TaplineHexView *self)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA text, selected;

  gtk_style_context_get_color (context, &text);
  if (!gtk_style_context_lookup_color (context, "theme_selected_bg_color", &selected))
    selected = text;
  self->colors[COLOR_TEXT] = text;
  self->colors[COLOR_DIM] = text;
  self->colors[COLOR_DIM].alpha *= 0.62f;
  self->colors[COLOR_SELECTED] = selected;
  self->colors[COLOR_SELECTED].alpha *= 0.4f;
  self->colors[COLOR_MATCHED] = selected;
  self->colors[COLOR_MATCHED].alpha *= 0.2f;
  tapline_log_style_look_up (GTK_WIDGET (self), TAPLINE_LOG_COLOR_CONTROL,
                             &self->colors[COLOR_HIGHLIGHT]);
  self->colors[COLOR_HIGHLIGHT].alpha *= 0.3f;
  tapline_log_style_look_up (GTK_WIDGET (self), TAPLINE_LOG_COLOR_HIT, &self->colors[COLOR_HIT]);
}

/* The line at @offset: its hex, or its ASCII. */
static void
format_bytes (TaplineHexView *self,
              TaplineHexSide  side,
              const guint8   *bytes,
              gsize           length,
              GString        *text)
{
  static const char digits[] = "0123456789abcdef";

  g_string_truncate (text, 0);
  for (gsize i = 0; i < length; i++)
    if (side == TAPLINE_HEX_SIDE_ASCII)
      {
        g_string_append_c (text, bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char) bytes[i] : '.');
      }
    else
      {
        if (i > 0)
          g_string_append (text, i == self->n_columns / 2 ? "  " : " ");
        g_string_append_c (text, digits[bytes[i] >> 4]);
        g_string_append_c (text, digits[bytes[i] & 0xf]);
      }
}

static void
draw_text (TaplineHexView *self,
           GtkSnapshot    *snapshot,
           double          x,
           double          y,
           const char     *text,
           int             color)
{
  pango_layout_set_text (self->layout, text, -1);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, self->layout, &self->colors[color]);
  gtk_snapshot_restore (snapshot);
}

/* The part of a range that is in the line, as a box in one way of writing; %FALSE if none is. */
static gboolean
get_range_box (TaplineHexView  *self,
               TaplineHexSide   side,
               guint64          line_offset,
               double           y,
               guint64          start,
               guint64          end,
               graphene_rect_t *box)
{
  guint64 from = MAX (start, line_offset);
  guint64 until = MIN (end, line_offset + self->n_columns);
  guint last;
  double x;

  if (from >= until)
    return FALSE;
  last = tapline_hex_column (self, side, (guint) (until - 1 - line_offset))
         + (side == TAPLINE_HEX_SIDE_HEX ? 2 : 1);
  x = tapline_hex_x (self, tapline_hex_column (self, side, (guint) (from - line_offset)));
  graphene_rect_init (box, (float) x, (float) y, (float) (tapline_hex_x (self, last) - x),
                      (float) self->line_height);

  return TRUE;
}

static void
draw_marks (TaplineHexView *self,
            GtkSnapshot    *snapshot,
            TaplineHexSide  side,
            guint64         line_offset,
            double          y,
            const GArray   *hits)
{
  gboolean focused = gtk_widget_has_focus (GTK_WIDGET (self));
  const GdkRGBA *color = &self->colors[side == self->side && focused ? COLOR_SELECTED
                                                                     : COLOR_MATCHED];
  guint64 start, end;
  graphene_rect_t box;

  for (guint i = 0; hits != NULL && i < hits->len; i++)
    {
      const TaplineMessageHit *hit = &g_array_index (hits, TaplineMessageHit, i);

      if (get_range_box (self, side, line_offset, y, hit->start, hit->end, &box))
        gtk_snapshot_append_color (snapshot, &self->colors[COLOR_HIT], &box);
    }
  if (get_range_box (self, side, line_offset, y, self->highlight_start, self->highlight_end, &box))
    gtk_snapshot_append_color (snapshot, &self->colors[COLOR_HIGHLIGHT], &box);
  if (tapline_hex_view_get_selection (self, &start, &end)
      && get_range_box (self, side, line_offset, y, start, end, &box))
    gtk_snapshot_append_color (snapshot, color, &box);
  if (get_range_box (self, side, line_offset, y, self->caret, self->caret + 1, &box))
    {
      GdkRGBA line = self->colors[side == self->side && focused ? COLOR_TEXT : COLOR_DIM];
      GskRoundedRect outline;

      graphene_rect_inset (&box, -1, 0);
      gsk_rounded_rect_init_from_rect (&outline, &box, 0);
      gtk_snapshot_append_border (snapshot, &outline, (float[4]) { 1, 1, 1, 1 },
                                  (GdkRGBA[4]) { line, line, line, line });
    }
}

static void
draw_line (TaplineHexView *self,
           GtkSnapshot    *snapshot,
           guint64         line,
           double          y,
           const GArray   *hits,
           GString        *text)
{
  guint8 bytes[TAPLINE_HEX_COLUMNS_MAX];
  guint64 offset = line * self->n_columns;
  gsize n = tapline_hex_view_get_bytes (self, offset, self->n_columns, bytes);
  double text_y = y + TAPLINE_HEX_SPACING / 2.0;

  g_string_printf (text, "%0*" G_GINT64_MODIFIER "x", (int) self->offset_chars, offset);
  draw_text (self, snapshot, TAPLINE_HEX_PADDING, text_y, text->str, COLOR_DIM);
  for (int side = TAPLINE_HEX_SIDE_HEX; side <= TAPLINE_HEX_SIDE_ASCII; side++)
    {
      draw_marks (self, snapshot, side, offset, y, hits);
      format_bytes (self, side, bytes, n, text);
      draw_text (self, snapshot, tapline_hex_x (self, tapline_hex_column (self, side, 0)), text_y,
                 text->str, COLOR_TEXT);
    }
}

/* Draws the lines that can be seen. */
void
tapline_hex_draw (TaplineHexView *self,
                  GtkSnapshot    *snapshot)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  double scroll = tapline_hex_scroll (self);
  guint64 n_lines = tapline_hex_n_lines (self);
  guint64 first = (guint64) (scroll / self->line_height);
  guint64 n_shown = (guint64) (height / self->line_height) + 2;
  GArray *hits = tapline_hex_hits_get (self, first * self->n_columns,
                                       (first + n_shown) * self->n_columns);
  g_autoptr (GString) text = g_string_new (NULL);

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  for (guint64 line = first; line < n_lines; line++)
    {
      double y = floor ((double) line * self->line_height - scroll);

      if (y >= height)
        break;
      draw_line (self, snapshot, line, y, hits, text);
    }
  gtk_snapshot_pop (snapshot);
}

char *
tapline_hex_dup_line (TaplineHexView *self,
                           guint64         line)
{
  guint8 bytes[TAPLINE_HEX_COLUMNS_MAX];
  guint64 offset = line * self->n_columns;
  gsize n = tapline_hex_view_get_bytes (self, offset, self->n_columns, bytes);
  g_autoptr (GString) hex = g_string_new (NULL);
  g_autoptr (GString) ascii = g_string_new (NULL);

  format_bytes (self, TAPLINE_HEX_SIDE_HEX, bytes, n, hex);
  format_bytes (self, TAPLINE_HEX_SIDE_ASCII, bytes, n, ascii);

  return g_strdup_printf ("%0*" G_GINT64_MODIFIER "x  %s  %s", (int) self->offset_chars, offset,
                          hex->str, ascii->str);
}
