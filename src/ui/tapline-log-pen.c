/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing the text of a message in one line.
 *
 * ASCII goes through the shaped glyphs of tapline-log-glyphs.c. A message with other characters is
 * laid out by Pango as a whole, because the scripts in it may run both ways; there the tags are
 * placeholders in the text, and are drawn where Pango put them. What is searched for gets its boxes
 * on the way.
 */
#include "config.h"

#include <math.h>

#include "tapline-log-pen.h"
#include "tapline-log-words.h"

#define PLACEHOLDER "\xef\xbf\xbc"  /* U+FFFC OBJECT REPLACEMENT CHARACTER */

void
tapline_log_pen_draw_ellipsis (TaplineLogPen *pen)
{
  const TaplineLogTag *ellipsis = &pen->style->ellipses[pen->ink];

  if (!pen->full)
    {
      tapline_log_words_append_node (pen->snapshot, ellipsis->node, pen->x);
      pen->x += (float) ellipsis->width;
    }
  pen->full = TRUE;
}

static void
draw_tag (TaplineLogPen       *pen,
          const TaplineLogTag *tag)
{
  tapline_log_words_append_node (pen->snapshot, tag->node, pen->x);
  pen->x = roundf (pen->x) + (float) tag->width;
}

static const TaplineLogTag *
tag_for_span (TaplineLogPen         *pen,
              const TaplineTextSpan *span,
              gboolean               ending)
{
  TaplineLogTagKind kind = ending ? TAPLINE_LOG_TAG_ENDING
                           : span->kind == TAPLINE_TEXT_BYTE ? TAPLINE_LOG_TAG_BYTE
                                                             : TAPLINE_LOG_TAG_CONTROL;

  return tapline_log_style_get_tag (pen->style, kind, span->label);
}

void
tapline_log_pen_add_box (TaplineLogPen *pen,
                         float          from,
                         float          to,
                         gboolean       goes_on)
{
  TaplineLogContent *content = pen->content;

  if (goes_on && content->n_boxes > 0)
    content->boxes[content->n_boxes - 1].width = to - content->boxes[content->n_boxes - 1].x;
  else if (to > from && content->n_boxes < TAPLINE_LOG_BOXES_MAX)
    content->boxes[content->n_boxes++] = (TaplineLogBox) { from, to - from };
}

/* Boxes for the hits in a span of ASCII, or in a tag, that was drawn from @x on. */
static void
add_span_boxes (TaplineLogPen         *pen,
                const char            *text,
                const TaplineTextSpan *span,
                float                  x)
{
  TaplineLogGlyphs *glyphs = tapline_log_style_get_glyphs (pen->style, pen->ink);

  for (guint i = 0; i < pen->content->n_hits; i++)
    {
      const TaplineLogHit *hit = &pen->content->hits[i];
      gsize from = MAX (hit->text_start, span->offset);
      gsize to = MIN (hit->text_end, span->offset + span->length);
      float before = 0, behind = pen->x - x;

      if (from >= to)
        continue;
      if (span->kind == TAPLINE_TEXT_PLAIN)
        {
          tapline_log_glyphs_width (glyphs, text + span->offset, from - span->offset, &before);
          tapline_log_glyphs_width (glyphs, text + span->offset, to - span->offset, &behind);
        }
      tapline_log_pen_add_box (pen, x + before, x + behind, from > hit->text_start);
    }
}

/* Draws ASCII and tags one behind the other. */
static void
draw_ascii (TaplineLogPen        *pen,
            const TaplineLogText *text)
{
  TaplineLogGlyphs *glyphs = tapline_log_style_get_glyphs (pen->style, pen->ink);
  float ellipsis = (float) pen->style->ellipses[pen->ink].width;
  gsize offset = 0;
  TaplineTextSpan span;

  while (!pen->full && tapline_text_next (text->bytes, text->length, text->flags, &offset, &span))
    {
      gboolean last = !text->more && offset == text->length;
      float room = pen->end - pen->x - (last ? 0 : ellipsis);
      float x = pen->x;

      if (span.kind == TAPLINE_TEXT_PLAIN)
        {
          const char *plain = (const char *) text->bytes + span.offset;
          float width;

          tapline_log_glyphs_width (glyphs, plain, span.length, &width);
          if (width > room)
            {
              span.length = tapline_log_glyphs_fit (glyphs, plain, span.length,
                                                    pen->end - pen->x - ellipsis);
              tapline_log_glyphs_width (glyphs, plain, span.length, &width);
              offset = 0;
            }
          tapline_log_run_add (pen->style->runs[pen->ink], glyphs, plain, span.length, pen->x);
          pen->x += width;
          add_span_boxes (pen, (const char *) text->bytes, &span, x);
          if (offset == 0)
            tapline_log_pen_draw_ellipsis (pen);
        }
      else
        {
          const TaplineLogTag *tag = tag_for_span (pen, &span, span.offset >= text->content);

          if ((float) tag->width > room)
            tapline_log_pen_draw_ellipsis (pen);
          else
            draw_tag (pen, tag);
          if (!pen->full)
            add_span_boxes (pen, (const char *) text->bytes, &span, x);
        }
    }
  if (text->more)
    tapline_log_pen_draw_ellipsis (pen);
}

/* Notes where the hits in a span are in the line, which has it from @place up to its end. */
static void
place_hits (const TaplineLogContent *content,
            const TaplineTextSpan   *span,
            const GString           *line,
            gsize                    place,
            TaplineLogHit           *placed)
{
  for (guint i = 0; i < content->n_hits; i++)
    {
      gsize from = MAX (content->hits[i].text_start, span->offset);
      gsize to = MIN (content->hits[i].text_end, span->offset + span->length);
      gboolean is_plain = span->kind == TAPLINE_TEXT_PLAIN;

      if (from >= to)
        continue;
      if (placed[i].text_end == 0)
        placed[i].text_start = is_plain ? place + from - span->offset : place;
      placed[i].text_end = is_plain ? place + to - span->offset : line->len;
    }
}

/* Boxes for hits in a line that is drawn at @x, of which @from up to @to is seen. */
static void
add_line_boxes (TaplineLogPen       *pen,
                PangoLayout         *layout,
                const TaplineLogHit *placed,
                float                x,
                float                from,
                float                to)
{
  PangoLayoutLine *line = pango_layout_get_line_readonly (layout, 0);

  for (guint i = 0; i < pen->content->n_hits; i++)
    {
      g_autofree int *ranges = NULL;
      int n_ranges;

      if (placed[i].text_end == 0)
        continue;
      pango_layout_line_get_x_ranges (line, (int) placed[i].text_start, (int) placed[i].text_end,
                                      &ranges, &n_ranges);
      for (int j = 0; j < n_ranges; j++)
        tapline_log_pen_add_box (pen, MAX (x + (float) ranges[2 * j] / PANGO_SCALE, from),
                                 MIN (x + (float) ranges[2 * j + 1] / PANGO_SCALE, to), FALSE);
    }
}

/* All of the text, with placeholders of the tags' size, and where the hits are in it. */
static PangoLayout *
lay_out (TaplineLogPen        *pen,
         const TaplineLogText *text,
         TaplineLogHit        *placed)
{
  g_autoptr (GString) line = g_string_sized_new (text->length + 16);
  PangoAttrList *attributes = pango_attr_list_new ();
  PangoLayout *layout;
  gsize offset = 0;
  TaplineTextSpan span;

  while (tapline_text_next (text->bytes, text->length, text->flags, &offset, &span))
    {
      gsize place = line->len;

      if (span.kind == TAPLINE_TEXT_PLAIN)
        {
          g_string_append_len (line, (const char *) text->bytes + span.offset,
                               (gssize) span.length);
        }
      else
        {
          const TaplineLogTag *tag = tag_for_span (pen, &span, span.offset >= text->content);
          PangoRectangle box = { 0, -PANGO_SCALE, tag->width * PANGO_SCALE, PANGO_SCALE };
          PangoAttribute *shape = pango_attr_shape_new_with_data (&box, &box, (gpointer) tag,
                                                                  NULL, NULL);

          shape->start_index = (guint) line->len;
          g_string_append (line, PLACEHOLDER);
          shape->end_index = (guint) line->len;
          pango_attr_list_insert (attributes, shape);
        }
      place_hits (pen->content, &span, line, place, placed);
    }
  layout = tapline_log_words_create_layout (pen->style, pen->ink, line->str, line->len);
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);

  return layout;
}

/* How much of the line fits into @room, cut at a character, at the end of the line as its script
 * has it. */
static float
fit (PangoLayout *layout,
     float        width,
     float        room,
     gboolean     from_right)
{
  int index, trailing;
  PangoRectangle character;
  float cut = from_right ? width - room : room;
  float edge;

  if (width <= room)
    return width;

  pango_layout_xy_to_index (layout, (int) (cut * PANGO_SCALE), 0, &index, &trailing);
  pango_layout_index_to_pos (layout, index, &character);
  if (!from_right)
    return (float) MIN (character.x, character.x + character.width) / PANGO_SCALE;
  edge = (float) MAX (character.x, character.x + character.width) / PANGO_SCALE;

  return MAX (width - edge, 0);
}

/* (nullable): what is drawn where the run has a placeholder. */
static const TaplineLogTag *
get_tag (PangoLayoutRun *run)
{
  for (GSList *l = run->item->analysis.extra_attrs; l != NULL; l = l->next)
    {
      PangoAttribute *attribute = l->data;

      if (attribute->klass->type == PANGO_ATTR_SHAPE)
        return ((PangoAttrShape *) attribute)->data;
    }

  return NULL;
}

static void
draw_runs (TaplineLogPen *pen,
           PangoLayout   *layout,
           float          origin)
{
  g_autoptr (PangoLayoutIter) iter = pango_layout_get_iter (layout);

  do
    {
      PangoLayoutRun *run = pango_layout_iter_get_run_readonly (iter);
      g_autoptr (GskRenderNode) node = NULL;
      const TaplineLogTag *tag;
      PangoRectangle extents;
      float x;

      if (run == NULL)
        continue;
      pango_layout_iter_get_run_extents (iter, NULL, &extents);
      x = origin + (float) extents.x / PANGO_SCALE;
      tag = get_tag (run);
      if (tag != NULL)
        {
          tapline_log_words_append_node (pen->snapshot, tag->node, x);
          continue;
        }
      node = gsk_text_node_new (run->item->analysis.font, run->glyphs,
                                tapline_log_style_get_color (pen->style, pen->ink),
                                &GRAPHENE_POINT_INIT (x, (float) pen->style->baseline));
      if (node != NULL)
        gtk_snapshot_append_node (pen->snapshot, node);
    }
  while (pango_layout_iter_next_run (iter));
}

/* Lays out any text by Pango. Tags are drawn on placeholders of their size. */
static void
draw_layout (TaplineLogPen        *pen,
             const TaplineLogText *text)
{
  TaplineLogHit placed[TAPLINE_LOG_HITS_MAX] = { 0 };
  g_autoptr (PangoLayout) layout = lay_out (pen, text, placed);
  float room = pen->end - pen->x, width, shown, start, origin;
  PangoRectangle logical;
  gboolean from_right, cut;

  pango_layout_get_extents (layout, NULL, &logical);
  width = shown = (float) logical.width / PANGO_SCALE;
  from_right = pango_layout_line_get_resolved_direction (
                 pango_layout_get_line_readonly (layout, 0)) == PANGO_DIRECTION_RTL;
  cut = width > room || text->more;
  if (cut)
    shown = fit (layout, width,
                 MAX (room - (float) pen->style->ellipses[pen->ink].width, 0), from_right);
  /* The end of what runs from the right is at the left. */
  if (cut && from_right)
    tapline_log_pen_draw_ellipsis (pen);
  start = pen->x;
  pen->x += shown;

  origin = from_right ? pen->x - width : start;
  add_line_boxes (pen, layout, placed, origin, start, pen->x);
  gtk_snapshot_push_clip (pen->snapshot,
                          &GRAPHENE_RECT_INIT (start, 0, shown, (float) pen->style->row_height));
  draw_runs (pen, layout, origin);
  gtk_snapshot_pop (pen->snapshot);
  if (cut && !from_right)
    tapline_log_pen_draw_ellipsis (pen);
}

/* How many of the first bytes can be seen at most, so that no time goes into laying out what is
 * clipped. No character is narrower than half a digit, but for those without any width. */
static gsize
count_visible (const guint8    *bytes,
               gsize            length,
               float            room,
               TaplineLogStyle *style)
{
  int halves = (int) (room / style->digit_width + 2) * 2;
  gsize i;

  for (i = 0; i < length && halves > 0; i++)
    {
      if (bytes[i] < 0x80)
        halves -= 2;
      else if (bytes[i] >= 0xc0)
        halves -= 1;
    }
  while (i < length && (bytes[i] & 0xc0) == 0x80)
    i++;

  return i;
}

static gboolean
is_ascii (TaplineLogStyle      *style,
          TaplineLogInk         ink,
          const TaplineLogText *text)
{
  TaplineLogGlyphs *glyphs = tapline_log_style_get_glyphs (style, ink);
  gsize offset = 0;
  TaplineTextSpan span;
  float width;

  while (tapline_text_next (text->bytes, text->length, text->flags, &offset, &span))
    {
      if (span.kind == TAPLINE_TEXT_PLAIN &&
          (!span.ascii || !tapline_log_glyphs_width (glyphs,
                                                     (const char *) text->bytes + span.offset,
                                                     span.length, &width)))
        return FALSE;
    }

  return TRUE;
}

void
tapline_log_pen_draw_line (TaplineLogPen  *pen,
                           TaplineLogText *text)
{
  gsize visible = count_visible (text->bytes, text->length, pen->end - pen->x, pen->style);

  if (visible < text->length)
    {
      text->length = visible;
      text->more = TRUE;
    }
  if (text->more)
    text->flags |= TAPLINE_TEXT_MORE_FOLLOWS;

  if (is_ascii (pen->style, pen->ink, text))
    draw_ascii (pen, text);
  else
    draw_layout (pen, text);
}
