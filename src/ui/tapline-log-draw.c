/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing a row's content.
 *
 * ASCII goes through the shaped glyphs of tapline-log-glyphs.c. A message with other characters is
 * laid out by Pango as a whole, because the scripts in it may run both ways; there the tags are
 * placeholders in the text, and are drawn where Pango put them.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "tapline-log-content.h"

#define FLAGS_GAP  16
#define BADGE_GAP  8
#define RULE_BAR   2 /* at the row's left edge */
#define MARK_X     2 /* in the padding before the first column */
#define MARK_POLE  2
#define MARK_CLOTH 5
#define TITLE_GAP  8
#define PLACEHOLDER "\xef\xbf\xbc"  /* U+FFFC OBJECT REPLACEMENT CHARACTER */

/* Where the drawing of a message has got to, in pixels from the row's left edge. */
typedef struct
{
  TaplineLogStyle   *style;
  TaplineLogContent *content;
  GtkSnapshot       *snapshot;
  TaplineLogInk      ink;
  float              x;
  float              end;  /* text must not go beyond */
  gboolean           full; /* an ellipsis was drawn, nothing fits any more */
} Pen;

/* What of a message is drawn as text. */
typedef struct
{
  const guint8     *bytes;
  gsize             length;
  gsize             content; /* where the framing at the end begins */
  gboolean          more;    /* the message goes on behind the bytes */
  TaplineTextFlags  flags;   /* for walking over them */
} Text;

static PangoLayout *
create_layout (TaplineLogStyle *style,
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

static void
append_at (GtkSnapshot   *snapshot,
           GskRenderNode *node,
           float          x)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (roundf (x), 0));
  gtk_snapshot_append_node (snapshot, node);
  gtk_snapshot_restore (snapshot);
}

/* Writes the beginning of ASCII that is too long, or both its ends. */
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
  float start = ellipsize == PANGO_ELLIPSIZE_MIDDLE ? room / 2 : room;
  gsize length = strlen (text);
  gsize n = tapline_log_glyphs_fit (glyphs, text, length, start);
  gsize rest = length;
  float drawn, tail;

  tapline_log_glyphs_width (glyphs, text, n, &drawn);
  tapline_log_run_add (style->runs[ink], glyphs, text, n, x);
  append_at (snapshot, ellipsis->node, x + drawn);
  drawn += (float) ellipsis->width;

  while (rest > n && tapline_log_glyphs_width (glyphs, text + rest - 1, length - rest + 1, &tail) &&
         drawn + tail <= width)
    rest--;
  if (ellipsize == PANGO_ELLIPSIZE_MIDDLE && rest < length)
    {
      tapline_log_glyphs_width (glyphs, text + rest, length - rest, &tail);
      tapline_log_run_add (style->runs[ink], glyphs, text + rest, length - rest, x + drawn);
      drawn += tail;
    }

  return drawn;
}

/* Writes @text left-aligned at @x in at most @width pixels and returns how many it took. */
static float
draw_words (TaplineLogStyle    *style,
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

  layout = create_layout (style, ink, text, length);
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

static float
measure (TaplineLogStyle *style,
         TaplineLogInk    ink,
         const char      *text)
{
  g_autoptr (PangoLayout) layout = NULL;
  PangoRectangle logical;
  float width;

  if (tapline_log_glyphs_width (tapline_log_style_get_glyphs (style, ink), text, strlen (text),
                                &width))
    return width;

  layout = create_layout (style, ink, text, strlen (text));
  pango_layout_get_extents (layout, NULL, &logical);

  return (float) logical.width / PANGO_SCALE;
}

static void
draw_ellipsis (Pen *pen)
{
  const TaplineLogTag *ellipsis = &pen->style->ellipses[pen->ink];

  if (!pen->full)
    {
      append_at (pen->snapshot, ellipsis->node, pen->x);
      pen->x += (float) ellipsis->width;
    }
  pen->full = TRUE;
}

static void
draw_tag (Pen                 *pen,
          const TaplineLogTag *tag)
{
  append_at (pen->snapshot, tag->node, pen->x);
  pen->x = roundf (pen->x) + (float) tag->width;
}

static const TaplineLogTag *
tag_for_span (Pen                   *pen,
              const TaplineTextSpan *span,
              gboolean               ending)
{
  TaplineLogTagKind kind = ending ? TAPLINE_LOG_TAG_ENDING
                           : span->kind == TAPLINE_TEXT_BYTE ? TAPLINE_LOG_TAG_BYTE
                                                             : TAPLINE_LOG_TAG_CONTROL;

  return tapline_log_style_get_tag (pen->style, kind, span->label);
}

/* What is searched for is seen from @from to @to. A box that goes on where the last one ended is
 * one with it. */
static void
add_box (Pen      *pen,
         float     from,
         float     to,
         gboolean  goes_on)
{
  TaplineLogContent *content = pen->content;

  if (goes_on && content->n_boxes > 0)
    content->boxes[content->n_boxes - 1].width = to - content->boxes[content->n_boxes - 1].x;
  else if (to > from && content->n_boxes < TAPLINE_LOG_BOXES_MAX)
    content->boxes[content->n_boxes++] = (TaplineLogBox) { from, to - from };
}

/* Boxes for the hits in a span of ASCII, or in a tag, that was drawn from @x on. */
static void
add_span_boxes (Pen                   *pen,
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
      add_box (pen, x + before, x + behind, from > hit->text_start);
    }
}

/* Draws ASCII and tags one behind the other. */
static void
draw_ascii (Pen        *pen,
            const Text *text)
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
            draw_ellipsis (pen);
        }
      else
        {
          const TaplineLogTag *tag = tag_for_span (pen, &span, span.offset >= text->content);

          if ((float) tag->width > room)
            draw_ellipsis (pen);
          else
            draw_tag (pen, tag);
          if (!pen->full)
            add_span_boxes (pen, (const char *) text->bytes, &span, x);
        }
    }
  if (text->more)
    draw_ellipsis (pen);
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
add_line_boxes (Pen                 *pen,
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
        add_box (pen, MAX (x + (float) ranges[2 * j] / PANGO_SCALE, from),
                 MIN (x + (float) ranges[2 * j + 1] / PANGO_SCALE, to), FALSE);
    }
}

/* Lays out any text by Pango. Tags are drawn on placeholders of their size. */
static void
draw_layout (Pen        *pen,
             const Text *text)
{
  g_autoptr (GString) line = g_string_sized_new (text->length + 16);
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();
  g_autoptr (PangoLayout) layout = NULL;
  g_autoptr (PangoLayoutIter) iter = NULL;
  PangoAttrList *attributes = pango_attr_list_new ();
  float origin = pen->x, room = pen->end - pen->x, width, shift = 0, clip_start, clip_width;
  TaplineLogHit placed[TAPLINE_LOG_HITS_MAX] = { 0 };
  PangoRectangle logical;
  gsize offset = 0;
  TaplineTextSpan span;
  gboolean from_right;

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
  layout = create_layout (pen->style, pen->ink, line->str, line->len);
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_get_extents (layout, NULL, &logical);
  width = (float) logical.width / PANGO_SCALE;

  /* What does not fit is cut at a character, at the end of the line as its script has it. */
  from_right = pango_layout_line_get_resolved_direction (
                 pango_layout_get_line_readonly (layout, 0)) == PANGO_DIRECTION_RTL;
  clip_start = origin;
  clip_width = width;
  if (width > room || text->more)
    {
      float left = MAX (room - (float) pen->style->ellipses[pen->ink].width, 0);

      if (width > left)
        {
          int index, trailing;
          PangoRectangle character;
          float cut = from_right ? width - left : left;

          pango_layout_xy_to_index (layout, (int) (cut * PANGO_SCALE), 0, &index, &trailing);
          pango_layout_index_to_pos (layout, index, &character);
          if (from_right)
            {
              float edge = (float) MAX (character.x, character.x + character.width) / PANGO_SCALE;

              clip_width = MAX (width - edge, 0);
            }
          else
            {
              clip_width = (float) MIN (character.x, character.x + character.width) / PANGO_SCALE;
            }
        }
      if (from_right)
        {
          draw_ellipsis (pen);
          clip_start = pen->x;
          shift = clip_width - width;
        }
    }

  add_line_boxes (pen, layout, placed, clip_start + shift, clip_start, clip_start + clip_width);
  gtk_snapshot_push_clip (pen->snapshot,
                          &GRAPHENE_RECT_INIT (clip_start, 0, clip_width,
                                               (float) pen->style->row_height));
  iter = pango_layout_get_iter (layout);
  do
    {
      PangoLayoutRun *run = pango_layout_iter_get_run_readonly (iter);
      const TaplineLogTag *tag = NULL;
      PangoRectangle extents;
      float x;

      if (run == NULL)
        continue;
      pango_layout_iter_get_run_extents (iter, NULL, &extents);
      x = clip_start + shift + (float) extents.x / PANGO_SCALE;
      for (GSList *l = run->item->analysis.extra_attrs; l != NULL; l = l->next)
        {
          PangoAttribute *attribute = l->data;

          if (attribute->klass->type == PANGO_ATTR_SHAPE)
            tag = ((PangoAttrShape *) attribute)->data;
        }
      if (tag != NULL)
        {
          append_at (pen->snapshot, tag->node, x);
        }
      else
        {
          g_autoptr (GskRenderNode) node =
            gsk_text_node_new (run->item->analysis.font, run->glyphs,
                               tapline_log_style_get_color (pen->style, pen->ink),
                               &GRAPHENE_POINT_INIT (x, (float) pen->style->baseline));

          if (node != NULL)
            gtk_snapshot_append_node (pen->snapshot, node);
        }
    }
  while (pango_layout_iter_next_run (iter));
  gtk_snapshot_pop (pen->snapshot);

  pen->x = clip_start + clip_width;
  if (!from_right && (width > room || text->more))
    draw_ellipsis (pen);
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
is_ascii (TaplineLogStyle *style,
          TaplineLogInk    ink,
          const Text      *text)
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

/* Draws as much of it as can be seen. */
static void
draw_line (Pen  *pen,
           Text *text)
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

/* The message in its protocol's words, behind the protocol's name if that leaves them room. */
static void
draw_words_of (TaplineLogContent *self,
               const char        *words,
               Pen               *pen)
{
  const char *title = tapline_decoded_get_title (self->meaning);
  gsize length = strlen (words);
  Text text = { .bytes = (const guint8 *) words, .length = length, .content = length };
  float width = measure (pen->style, TAPLINE_LOG_INK_DIM, title);

  if (width + TITLE_GAP < (pen->end - pen->x) / 4)
    pen->x += draw_words (pen->style, pen->snapshot, TAPLINE_LOG_INK_DIM, title, pen->x,
                          width + 1, PANGO_ELLIPSIZE_END) + TITLE_GAP;
  draw_line (pen, &text);
}

static void
draw_text (TaplineLogContent *self,
           Pen               *pen)
{
  const TaplineMessage *message = &self->message;
  Text text = {
    .bytes = message->head,
    .length = message->head_length,
    .content = tapline_text_message_length (message),
    .more = message->head_length < message->length,
  };

  if (self->decoded != NULL)
    {
      text.bytes = self->decoded->data;
      text.length = self->decoded->len;
      text.content = self->decoded_content;
      text.flags = TAPLINE_TEXT_ESCAPED;
    }
  /* Of a long message not even the ending is there, or half of it. */
  if (text.more)
    text.length = text.content;
  if ((message->flags & TAPLINE_MESSAGE_PENDING) != 0 && !text.more)
    {
      /* The rest of a character may come yet: leave it out, without an ellipsis. */
      TaplineTextSpan span;
      gsize offset = 0;

      while (tapline_text_next (text.bytes, text.length, text.flags | TAPLINE_TEXT_MORE_FOLLOWS,
                                &offset, &span))
        ;
      text.length = offset;
    }
  draw_line (pen, &text);
}

/* How many bytes fit into @width pixels. */
static gsize
count_pairs (const Pen *pen,
             float      width)
{
  return (gsize) ((MAX (width, 0) / (float) pen->style->digit_width + 1) / 3);
}

static void
draw_hex (TaplineLogContent *self,
          Pen               *pen)
{
  const TaplineMessage *message = &self->message;
  float ellipsis = (float) pen->style->ellipses[pen->ink].width;
  gsize n = count_pairs (pen, pen->end - pen->x);
  g_autoptr (GString) hex = g_string_sized_new (n * 3);

  /* Whole bytes only. */
  if (n < message->length)
    n = count_pairs (pen, pen->end - pen->x - ellipsis);
  n = MIN (n, message->head_length);
  tapline_text_append_hex (hex, message->head, n);
  for (guint i = 0; i < self->n_hits; i++)
    {
      float pair = 3 * (float) pen->style->digit_width;
      gsize to = MIN (self->hits[i].end, n);

      if (self->hits[i].start < to)
        add_box (pen, pen->x + pair * (float) self->hits[i].start,
                 pen->x + pair * (float) to - pair / 3, FALSE);
    }
  pen->x += draw_words (pen->style, pen->snapshot, pen->ink, hex->str, pen->x,
                        pen->end - pen->x, PANGO_ELLIPSIZE_END);
  if (n < message->length)
    draw_ellipsis (pen);
}

static void
draw_time (TaplineLogContent       *self,
           TaplineLogStyle         *style,
           GtkSnapshot             *snapshot,
           const TaplineLogColumns *columns)
{
  const TaplineLogSpan *span = &columns->at[TAPLINE_LOG_COLUMN_TIME];
  float x = (float) span->x;

  if (span->width == 0)
    return;

  /* Points stand below each other. */
  if (columns->time != TAPLINE_LOG_TIME_CLOCK)
    x += MAX ((float) span->width - measure (style, TAPLINE_LOG_INK_DIM, self->time), 0);
  draw_words (style, snapshot, TAPLINE_LOG_INK_DIM, self->time, x,
              (float) (span->x + span->width) - x, PANGO_ELLIPSIZE_END);
}

static void
draw_peer (TaplineLogContent       *self,
           TaplineLogStyle         *style,
           GtkSnapshot             *snapshot,
           const TaplineLogColumns *columns)
{
  const TaplineLogSpan *span = &columns->at[TAPLINE_LOG_COLUMN_PEER];
  float mark = 0;

  if (span->width == 0 || self->peer[0] == '\0')
    return;

  if (style->accent != TAPLINE_LOG_NO_ACCENT)
    {
      append_at (snapshot, tapline_log_style_get_mark (style, style->accent)->node,
                 (float) span->x);
      mark = ceilf (TAPLINE_LOG_MARK_CHARS * (float) style->digit_width);
    }
  /* Two names from one network may differ at either end. */
  if ((float) span->width > mark)
    draw_words (style, snapshot, TAPLINE_LOG_INK_PEER, self->peer, (float) span->x + mark,
                (float) span->width - mark, PANGO_ELLIPSIZE_MIDDLE);
}

static void
draw_size (TaplineLogContent       *self,
           TaplineLogStyle         *style,
           GtkSnapshot             *snapshot,
           const TaplineLogColumns *columns)
{
  const TaplineLogSpan *span = &columns->at[TAPLINE_LOG_COLUMN_SIZE];
  g_autofree char *size = NULL;
  float x;

  if (span->width == 0 || self->message.direction == TAPLINE_DIRECTION_NOTE)
    return;

  size = tapline_log_format_size (self->message.length);
  x = MAX ((float) (span->x + span->width) - measure (style, TAPLINE_LOG_INK_DIM, size),
           (float) span->x);
  draw_words (style, snapshot, TAPLINE_LOG_INK_DIM, size, x, (float) (span->x + span->width) - x,
              PANGO_ELLIPSIZE_END);
}

/* A flag in the margin, which needs no colour to be seen. */
static void
draw_mark (TaplineLogContent *self,
           TaplineLogStyle   *style,
           GtkSnapshot       *snapshot)
{
  const GdkRGBA *color = tapline_log_style_get_color (style, TAPLINE_LOG_INK_TEXT);
  float height = (float) style->row_height;

  if (self->mark == NULL)
    return;

  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT (MARK_X, 2, MARK_POLE, height - 4));
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT (MARK_X + MARK_POLE, 2, MARK_CLOTH,
                                                  roundf (height * 0.4f)));
}

/* How much room at the end of a row is kept for what the user says. */
static float
reserve_mark_note (TaplineLogContent       *self,
                   TaplineLogStyle         *style,
                   const TaplineLogColumns *columns)
{
  if (self->mark == NULL || self->mark[0] == '\0')
    return 0;

  return MIN (measure (style, TAPLINE_LOG_INK_NOTE, self->mark) + 1,
              (float) columns->body.width / 3) + FLAGS_GAP;
}

/* Between @x, where all else ends, and @end. */
static void
draw_mark_note (TaplineLogContent *self,
                TaplineLogStyle   *style,
                GtkSnapshot       *snapshot,
                float              x,
                float              end)
{
  if (self->mark == NULL || self->mark[0] == '\0')
    return;

  x = MAX (x + FLAGS_GAP, end - measure (style, TAPLINE_LOG_INK_NOTE, self->mark) - 1);
  draw_words (style, snapshot, TAPLINE_LOG_INK_NOTE, self->mark, x, end - x, PANGO_ELLIPSIZE_END);
}

/* A bar and a badge. The row has the colour behind it, too, unless it is selected. Returns where
 * the room for the message ends. */
static float
draw_rule (TaplineLogContent       *self,
           TaplineLogStyle         *style,
           GtkSnapshot             *snapshot,
           const TaplineLogColumns *columns)
{
  float end = (float) (columns->body.x + columns->body.width);
  const TaplineLogTag *badge;

  if (self->rule == NULL)
    return end;

  badge = tapline_log_style_get_badge (style, self->rule);
  end -= (float) badge->width;
  gtk_snapshot_append_color (snapshot, &style->colors[TAPLINE_LOG_COLOR_RULES + self->rule->ground],
                             &GRAPHENE_RECT_INIT (0, 0, RULE_BAR, (float) style->row_height));
  append_at (snapshot, badge->node, end);

  return end - BADGE_GAP;
}

/* The message, and its remarks behind it. */
static void
draw_body (TaplineLogContent       *self,
           TaplineLogStyle         *style,
           GtkSnapshot             *snapshot,
           const TaplineLogColumns *columns)
{
  const TaplineMessage *message = &self->message;
  gboolean is_note = message->direction == TAPLINE_DIRECTION_NOTE;
  const TaplineLogSpan *text = is_note ? &columns->body : &columns->at[TAPLINE_LOG_COLUMN_TEXT];
  const TaplineLogSpan *hex = &columns->at[TAPLINE_LOG_COLUMN_HEX];
  const char *words = tapline_log_content_get_words (self);
  g_autofree char *remarks = tapline_log_content_dup_remarks (self);
  float end, rest, reserved = 0;
  Pen pen = {
    .style = style,
    .content = self,
    .snapshot = snapshot,
    .ink = is_note ? TAPLINE_LOG_INK_NOTE : TAPLINE_LOG_INK_TEXT,
  };

  end = rest = draw_rule (self, style, snapshot, columns);
  end -= reserve_mark_note (self, style, columns);
  /* The remarks stay in view; where there is little room they share it with the message. */
  if (remarks != NULL)
    reserved = MIN (measure (style, TAPLINE_LOG_INK_FLAG, remarks) + 1 + FLAGS_GAP,
                    (float) (hex->width > 0 && !is_note ? hex->width : text->width) / 2);
  if (text->width > 0)
    {
      pen.x = (float) text->x;
      pen.end = MIN ((float) (text->x + text->width), end - reserved);
      if (words != NULL)
        draw_words_of (self, words, &pen);
      else
        draw_text (self, &pen);
    }
  if (hex->width > 0 && !is_note)
    {
      if (text->width > 0)
        pen.ink = TAPLINE_LOG_INK_DIM;
      pen.x = (float) hex->x;
      pen.end = end - reserved;
      pen.full = FALSE;
      draw_hex (self, &pen);
    }
  if (remarks != NULL)
    {
      gboolean is_fault = message->flags != TAPLINE_MESSAGE_PENDING;
      float x = pen.x + (message->head_length > 0 ? FLAGS_GAP : 0);

      pen.x = x + draw_words (style, snapshot,
                              is_fault ? TAPLINE_LOG_INK_FLAG : TAPLINE_LOG_INK_NOTE, remarks,
                              x, end - x, PANGO_ELLIPSIZE_END);
    }
  draw_mark_note (self, style, snapshot, pen.x, rest);
}

/* Makes the render node, for columns as they are now. */
void
tapline_log_content_draw (TaplineLogContent       *self,
                          TaplineLogStyle         *style,
                          const TaplineLogColumns *columns)
{
  const TaplineLogSpan *arrow = &columns->at[TAPLINE_LOG_COLUMN_DIRECTION];
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  tapline_log_content_undraw (self);
  self->n_boxes = 0;
  tapline_log_style_trim (style);
  self->shows = columns->shows;
  style->accent = columns->marks ? self->accent : TAPLINE_LOG_NO_ACCENT;

  if (self->readable)
    {
      draw_mark (self, style, snapshot);
      draw_time (self, style, snapshot, columns);
      if (arrow->width > 0)
        append_at (snapshot, style->arrows[self->message.direction], (float) arrow->x);
      draw_peer (self, style, snapshot, columns);
      draw_size (self, style, snapshot, columns);
      draw_body (self, style, snapshot, columns);
    }
  else
    {
      draw_words (style, snapshot, TAPLINE_LOG_INK_NOTE,
                  _("This message cannot be read any more"), (float) columns->body.x,
                  (float) columns->body.width, PANGO_ELLIPSIZE_END);
    }

  for (guint ink = 0; ink < TAPLINE_LOG_N_INKS; ink++)
    tapline_log_run_draw (style->runs[ink], snapshot, tapline_log_style_get_color (style, ink),
                          (float) style->baseline);
  self->node = gtk_snapshot_free_to_node (snapshot);
}
