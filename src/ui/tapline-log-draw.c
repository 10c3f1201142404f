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

#define FLAGS_GAP 16
#define PLACEHOLDER "\xef\xbf\xbc"  /* U+FFFC OBJECT REPLACEMENT CHARACTER */
#define ELLIPSIS "…"

/* Where the drawing of a message has got to, in pixels from the row's left edge. */
typedef struct
{
  TaplineLogStyle *style;
  GtkSnapshot     *snapshot;
  TaplineLogInk    ink;
  float            x;
  float            end;  /* text must not go beyond */
  gboolean         full; /* an ellipsis was drawn, nothing fits any more */
} Pen;

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

  if (tapline_log_glyphs_width (glyphs, text, length, &text_width) && text_width <= width)
    {
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
  if (!pen->full)
    pen->x += draw_words (pen->style, pen->snapshot, pen->ink, ELLIPSIS, pen->x, G_MAXINT16,
                          PANGO_ELLIPSIZE_NONE);
  pen->full = TRUE;
}

static void
draw_tag (Pen                 *pen,
          const TaplineLogTag *tag)
{
  float x = roundf (pen->x);

  gtk_snapshot_save (pen->snapshot);
  gtk_snapshot_translate (pen->snapshot, &GRAPHENE_POINT_INIT (x, 0));
  gtk_snapshot_append_node (pen->snapshot, tag->node);
  gtk_snapshot_restore (pen->snapshot);
  pen->x = x + (float) tag->width;
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

/* Draws ASCII and tags one behind the other. @more: the message goes on behind @bytes. */
static void
draw_ascii (Pen          *pen,
            const guint8 *bytes,
            gsize         content,
            gsize         length,
            gboolean      more)
{
  TaplineLogGlyphs *glyphs = tapline_log_style_get_glyphs (pen->style, pen->ink);
  float ellipsis = measure (pen->style, pen->ink, ELLIPSIS);
  gsize offset = 0;
  TaplineTextSpan span;

  while (!pen->full && tapline_text_next (bytes, length, more, &offset, &span))
    {
      gboolean last = !more && offset == length;
      float room = pen->end - pen->x - (last ? 0 : ellipsis);

      if (span.kind == TAPLINE_TEXT_PLAIN)
        {
          const char *text = (const char *) bytes + span.offset;
          float width;

          tapline_log_glyphs_width (glyphs, text, span.length, &width);
          if (width > room)
            {
              span.length = tapline_log_glyphs_fit (glyphs, text, span.length,
                                                    pen->end - pen->x - ellipsis);
              tapline_log_glyphs_width (glyphs, text, span.length, &width);
              offset = 0;
            }
          tapline_log_run_add (pen->style->runs[pen->ink], glyphs, text, span.length, pen->x);
          pen->x += width;
          if (offset == 0)
            draw_ellipsis (pen);
        }
      else
        {
          const TaplineLogTag *tag = tag_for_span (pen, &span, span.offset >= content);

          if ((float) tag->width > room)
            draw_ellipsis (pen);
          else
            draw_tag (pen, tag);
        }
    }
  if (more)
    draw_ellipsis (pen);
}

/* Lays out any text by Pango. Tags are drawn on placeholders of their size. */
static void
draw_layout (Pen          *pen,
             const guint8 *bytes,
             gsize         content,
             gsize         length,
             gboolean      more)
{
  g_autoptr (GString) text = g_string_sized_new (length + 16);
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();
  g_autoptr (PangoLayout) layout = NULL;
  g_autoptr (PangoLayoutIter) iter = NULL;
  PangoAttrList *attributes = pango_attr_list_new ();
  float origin = pen->x, room = pen->end - pen->x, width, shift = 0, clip_start, clip_width;
  PangoRectangle logical;
  gsize offset = 0;
  TaplineTextSpan span;
  gboolean from_right;

  while (tapline_text_next (bytes, length, more, &offset, &span))
    {
      if (span.kind == TAPLINE_TEXT_PLAIN)
        {
          g_string_append_len (text, (const char *) bytes + span.offset, (gssize) span.length);
        }
      else
        {
          const TaplineLogTag *tag = tag_for_span (pen, &span, span.offset >= content);
          PangoRectangle box = { 0, -PANGO_SCALE, tag->width * PANGO_SCALE, PANGO_SCALE };
          PangoAttribute *shape = pango_attr_shape_new_with_data (&box, &box, (gpointer) tag,
                                                                  NULL, NULL);

          shape->start_index = (guint) text->len;
          g_string_append (text, PLACEHOLDER);
          shape->end_index = (guint) text->len;
          pango_attr_list_insert (attributes, shape);
        }
    }
  layout = create_layout (pen->style, pen->ink, text->str, text->len);
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_get_extents (layout, NULL, &logical);
  width = (float) logical.width / PANGO_SCALE;

  /* What does not fit is cut at a character, at the end of the line as its script has it. */
  from_right = pango_layout_line_get_resolved_direction (
                 pango_layout_get_line_readonly (layout, 0)) == PANGO_DIRECTION_RTL;
  clip_start = origin;
  clip_width = width;
  if (width > room || more)
    {
      float left = MAX (room - measure (pen->style, pen->ink, ELLIPSIS), 0);

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
          gtk_snapshot_save (pen->snapshot);
          gtk_snapshot_translate (pen->snapshot, &GRAPHENE_POINT_INIT (roundf (x), 0));
          gtk_snapshot_append_node (pen->snapshot, tag->node);
          gtk_snapshot_restore (pen->snapshot);
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
  if (!from_right && (width > room || more))
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
          const guint8    *bytes,
          gsize            length,
          gboolean         more)
{
  TaplineLogGlyphs *glyphs = tapline_log_style_get_glyphs (style, ink);
  gsize offset = 0;
  TaplineTextSpan span;
  float width;

  while (tapline_text_next (bytes, length, more, &offset, &span))
    {
      if (span.kind == TAPLINE_TEXT_PLAIN &&
          (!span.ascii || !tapline_log_glyphs_width (glyphs, (const char *) bytes + span.offset,
                                                     span.length, &width)))
        return FALSE;
    }

  return TRUE;
}

static void
draw_message (TaplineLogContent *self,
              Pen               *pen)
{
  const TaplineMessage *message = &self->message;
  gsize content = tapline_text_message_length (message);
  gsize length = message->head_length;
  gboolean more = length < message->length;
  gsize visible;

  /* Of a long message not even the ending is there, or half of it. */
  if (more)
    length = content;
  visible = count_visible (message->head, length, pen->end - pen->x, pen->style);
  if (visible < length)
    {
      length = visible;
      more = TRUE;
    }
  if ((message->flags & TAPLINE_MESSAGE_PENDING) != 0 && !more)
    {
      /* The rest of a character may come yet: leave it out, without an ellipsis. */
      TaplineTextSpan span;
      gsize offset = 0;

      while (tapline_text_next (message->head, length, TRUE, &offset, &span))
        ;
      length = offset;
    }

  if (is_ascii (pen->style, pen->ink, message->head, length, more))
    draw_ascii (pen, message->head, content, length, more);
  else
    draw_layout (pen, message->head, content, length, more);
}

/* Makes the render node, for columns as they are now. */
void
tapline_log_content_draw (TaplineLogContent       *self,
                          TaplineLogStyle         *style,
                          const TaplineLogColumns *columns)
{
  const TaplineMessage *message = &self->message;
  gboolean is_note = message->direction == TAPLINE_DIRECTION_NOTE;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autofree char *flags = tapline_log_format_flags (message->flags);
  char time[TAPLINE_LOG_TIME_MAX];
  float end = (float) (columns->text_x + columns->text_width);
  Pen pen = {
    .style = style,
    .snapshot = snapshot,
    .ink = is_note || !self->readable ? TAPLINE_LOG_INK_NOTE : TAPLINE_LOG_INK_TEXT,
    .x = (float) columns->text_x,
    .end = end,
  };

  tapline_log_content_undraw (self);

  if (!self->readable)
    {
      draw_words (style, snapshot, pen.ink, _("This message cannot be read any more"), pen.x,
                  pen.end - pen.x, PANGO_ELLIPSIZE_END);
      goto out;
    }

  tapline_log_format_time (message->time, time);
  draw_words (style, snapshot, TAPLINE_LOG_INK_DIM, time, (float) columns->time_x, G_MAXINT16,
              PANGO_ELLIPSIZE_NONE);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) columns->arrow_x, 0));
  if (style->arrows[message->direction] != NULL)
    gtk_snapshot_append_node (snapshot, style->arrows[message->direction]);
  gtk_snapshot_restore (snapshot);

  /* Two names from one network may differ at either end. */
  if (columns->peer_width > 0 && self->peer[0] != '\0')
    draw_words (style, snapshot, TAPLINE_LOG_INK_TEXT, self->peer, (float) columns->peer_x,
                (float) columns->peer_width, PANGO_ELLIPSIZE_MIDDLE);

  if (columns->size_width > 0 && !is_note)
    {
      g_autofree char *size = tapline_log_format_size (message->length);
      float width = measure (style, TAPLINE_LOG_INK_DIM, size);

      draw_words (style, snapshot, TAPLINE_LOG_INK_DIM, size,
                  (float) (columns->size_x + columns->size_width) - width, G_MAXINT16,
                  PANGO_ELLIPSIZE_NONE);
    }

  /* The flags stay in view; where there is little room they share it with the message. */
  if (flags != NULL)
    pen.end -= MIN (measure (style, TAPLINE_LOG_INK_FLAG, flags) + 1 + FLAGS_GAP,
                    (float) columns->text_width / 2);
  draw_message (self, &pen);
  if (flags != NULL)
    {
      gboolean is_fault = message->flags != TAPLINE_MESSAGE_PENDING;
      float x = pen.x + (message->head_length > 0 ? FLAGS_GAP : 0);

      draw_words (style, snapshot, is_fault ? TAPLINE_LOG_INK_FLAG : TAPLINE_LOG_INK_NOTE, flags,
                  x, end - x, PANGO_ELLIPSIZE_END);
    }

out:
  for (guint ink = 0; ink < TAPLINE_LOG_N_INKS; ink++)
    tapline_log_run_draw (style->runs[ink], snapshot, tapline_log_style_get_color (style, ink),
                          (float) style->baseline);
  self->node = gtk_snapshot_free_to_node (snapshot);
}
