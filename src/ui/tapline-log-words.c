/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Short words in a row: times, names, sizes, remarks. ASCII goes through the shaped glyphs of
 * tapline-log-glyphs.c, all else through a layout of Pango's. What does not fit is cut.
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "tapline-log-words.h"

PangoLayout *
tapline_log_words_create_layout (TaplineLogStyle *style,
                                 TaplineLogInk    ink,
                                 const char      *text,
                                 gsize            length)
{
  PangoLayout *layout = pango_layout_new (style->context);

  pango_layout_set_font_description (layout, tapline_log_style_get_font (style, ink));
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, (int) length);

  return layout;
}

void
tapline_log_words_append_node (GtkSnapshot   *snapshot,
                               GskRenderNode *node,
                               float          x)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (roundf (x), 0));
  gtk_snapshot_append_node (snapshot, node);
  gtk_snapshot_restore (snapshot);
}

/* Writes the beginning of ASCII that is too long, its end, or both. */
static float
draw_cut (TaplineLogStyle    *style,
          GtkSnapshot        *snapshot,
          TaplineLogInk       ink,
          const char         *text,
          float               x,
          float               width,
          PangoEllipsizeMode  ellipsize)
{
  TaplineLogGlyphs *glyphs = tapline_log_style_get_glyphs (style, ink);
  const TaplineLogTag *ellipsis = &style->ellipses[ink];
  float room = MAX (width - (float) ellipsis->width, 0);
  float start = ellipsize == PANGO_ELLIPSIZE_END ? room
                : ellipsize == PANGO_ELLIPSIZE_MIDDLE ? room / 2 : 0;
  gsize length = strlen (text);
  gsize n = tapline_log_glyphs_fit (glyphs, text, length, start);
  gsize rest = length;
  float drawn, tail;

  tapline_log_glyphs_width (glyphs, text, n, &drawn);
  tapline_log_run_add (style->runs[ink], glyphs, text, n, x);
  tapline_log_words_append_node (snapshot, ellipsis->node, x + drawn);
  drawn += (float) ellipsis->width;

  while (rest > n && tapline_log_glyphs_width (glyphs, text + rest - 1, length - rest + 1, &tail) &&
         drawn + tail <= width)
    rest--;
  if (ellipsize != PANGO_ELLIPSIZE_END && rest < length)
    {
      tapline_log_glyphs_width (glyphs, text + rest, length - rest, &tail);
      tapline_log_run_add (style->runs[ink], glyphs, text + rest, length - rest, x + drawn);
      drawn += tail;
    }

  return drawn;
}

float
tapline_log_words_draw (TaplineLogStyle    *style,
                        GtkSnapshot        *snapshot,
                        TaplineLogInk       ink,
                        const char         *text,
                        float               x,
                        float               width,
                        PangoEllipsizeMode  ellipsize)
{
  TaplineLogGlyphs *glyphs = tapline_log_style_get_glyphs (style, ink);
  gsize length = strlen (text);
  g_autoptr (PangoLayout) layout = NULL;
  float text_width;
  int pixels;

  if (tapline_log_glyphs_width (glyphs, text, length, &text_width))
    {
      if (text_width > width)
        return draw_cut (style, snapshot, ink, text, x, width, ellipsize);
      tapline_log_run_add (style->runs[ink], glyphs, text, length, x);
      return text_width;
    }

  layout = tapline_log_words_create_layout (style, ink, text, length);
  pango_layout_set_ellipsize (layout, ellipsize);
  pango_layout_set_width (layout, (int) (MAX (width, 0) * PANGO_SCALE));
  pango_layout_set_auto_dir (layout, FALSE);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (
                            x, (float) style->baseline -
                               (float) pango_layout_get_baseline (layout) / PANGO_SCALE));
  gtk_snapshot_append_layout (snapshot, layout, tapline_log_style_get_color (style, ink));
  gtk_snapshot_restore (snapshot);
  pango_layout_get_pixel_size (layout, &pixels, NULL);

  return (float) pixels;
}

float
tapline_log_words_measure (TaplineLogStyle *style,
                           TaplineLogInk    ink,
                           const char      *text)
{
  g_autoptr (PangoLayout) layout = NULL;
  PangoRectangle logical;
  float width;

  if (tapline_log_glyphs_width (tapline_log_style_get_glyphs (style, ink), text, strlen (text),
                                &width))
    return width;

  layout = tapline_log_words_create_layout (style, ink, text, strlen (text));
  pango_layout_get_extents (layout, NULL, &logical);

  return (float) logical.width / PANGO_SCALE;
}
