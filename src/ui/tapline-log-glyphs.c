/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laying out a line with Pango costs about as much as all the rest of drawing a row, and a log that
 * is followed at full speed shows nothing but new rows. Nearly all of it is ASCII in one font:
 * times, sizes, names, most protocols. So each of the 95 printable ASCII characters is shaped once
 * and a run of them becomes a text node by copying glyphs; what a row has in one font and colour,
 * columns apart, is one node. Widths are Pango's own, so both ways
 * look the same; ligatures are left out, which for bytes on a wire is what one wants.
 *
 * Text that is not ASCII, and characters which the font lacks, are for Pango.
 */
#include "config.h"

#include "tapline-log-glyphs.h"

#define FIRST ' '
#define LAST '~'

typedef enum
{
  GLYPH_UNKNOWN,
  GLYPH_SHAPED,
  GLYPH_MISSING,
} GlyphState;

struct _TaplineLogGlyphs
{
  PangoLayout      *layout;
  PangoFont        *font;
  PangoGlyphInfo    glyphs[LAST - FIRST + 1];
  int               widths[LAST - FIRST + 1]; /* Pango units: parts of a pixel count */
  guint8            states[LAST - FIRST + 1];
};

struct _TaplineLogRun
{
  PangoFont        *font;
  PangoGlyphString *string;
  gsize             n;     /* glyphs so far */
  gsize             space; /* room for glyphs in the string */
  int               start; /* of the first glyph, in Pango units */
  int               end;   /* of the last one */
};

static void
shape (TaplineLogGlyphs *self,
       char              character)
{
  guint index = (guint) (character - FIRST);
  PangoLayoutLine *line;
  PangoGlyphItem *run;

  self->states[index] = GLYPH_MISSING;

  pango_layout_set_text (self->layout, &character, 1);
  line = pango_layout_get_line_readonly (self->layout, 0);
  if (line->runs == NULL || line->runs->next != NULL)
    return;
  run = line->runs->data;
  if (run->glyphs->num_glyphs != 1)
    return;
  if (self->font == NULL)
    self->font = g_object_ref (run->item->analysis.font);
  if (self->font != run->item->analysis.font)
    return;

  self->glyphs[index] = run->glyphs->glyphs[0];
  self->widths[index] = run->glyphs->glyphs[0].geometry.width;
  self->states[index] = GLYPH_SHAPED;
}

static inline gboolean
ensure (TaplineLogGlyphs *self,
        char              character)
{
  guint index;

  if (character < FIRST || character > LAST)
    return FALSE;
  index = (guint) (character - FIRST);
  if (G_UNLIKELY (self->states[index] == GLYPH_UNKNOWN))
    shape (self, character);

  return self->states[index] == GLYPH_SHAPED;
}

/* For text in @description; the object is good until the context changes. */
TaplineLogGlyphs *
tapline_log_glyphs_new (PangoContext               *context,
                        const PangoFontDescription *description)
{
  TaplineLogGlyphs *self = g_new0 (TaplineLogGlyphs, 1);

  self->layout = pango_layout_new (context);
  pango_layout_set_font_description (self->layout, description);
  ensure (self, '0');

  return self;
}

void
tapline_log_glyphs_free (TaplineLogGlyphs *self)
{
  g_clear_object (&self->layout);
  g_clear_object (&self->font);
  g_free (self);
}

/* The width of @text in pixels; %FALSE if it has characters that are not for this. */
gboolean
tapline_log_glyphs_width (TaplineLogGlyphs *self,
                          const char       *text,
                          gsize             length,
                          float            *width)
{
  int sum = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (!ensure (self, text[i]))
        return FALSE;
      sum += self->widths[text[i] - FIRST];
    }
  *width = (float) sum / PANGO_SCALE;

  return TRUE;
}

/* How many of the first characters fit into @width pixels; all of them must have a width. */
gsize
tapline_log_glyphs_fit (TaplineLogGlyphs *self,
                        const char       *text,
                        gsize             length,
                        float             width)
{
  int left = (int) (width * PANGO_SCALE);
  gsize n;

  for (n = 0; n < length; n++)
    {
      left -= self->widths[text[n] - FIRST];
      if (left < 0)
        break;
    }

  return n;
}

TaplineLogRun *
tapline_log_run_new (void)
{
  TaplineLogRun *self = g_new0 (TaplineLogRun, 1);

  self->string = pango_glyph_string_new ();

  return self;
}

void
tapline_log_run_free (TaplineLogRun *self)
{
  g_clear_object (&self->font);
  pango_glyph_string_free (self->string);
  g_free (self);
}

/* Adds text that tapline_log_glyphs_width() knows the width of, at @x, to the right of what was
 * added before and in the same font. */
void
tapline_log_run_add (TaplineLogRun    *self,
                     TaplineLogGlyphs *glyphs,
                     const char       *text,
                     gsize             length,
                     float             x)
{
  int at = (int) (x * PANGO_SCALE);

  g_set_object (&self->font, glyphs->font);
  if (self->n + length > self->space)
    {
      self->space = MAX (self->n + length, 2 * self->space);
      pango_glyph_string_set_size (self->string, (int) self->space);
    }

  for (gsize i = 0; i < length; i++)
    {
      guint index = (guint) (text[i] - FIRST);

      /* Blanks only make the node larger. */
      if (text[i] != ' ')
        {
          if (self->n == 0)
            self->start = at;
          else
            self->string->glyphs[self->n - 1].geometry.width += at - self->end;
          self->string->glyphs[self->n++] = glyphs->glyphs[index];
          self->end = at + glyphs->widths[index];
        }
      at += glyphs->widths[index];
    }
}

/* Draws what was added, and begins anew. */
void
tapline_log_run_draw (TaplineLogRun *self,
                      GtkSnapshot   *snapshot,
                      const GdkRGBA *color,
                      float          baseline)
{
  g_autoptr (GskRenderNode) node = NULL;

  if (self->n == 0)
    return;

  self->string->num_glyphs = (int) self->n;
  node = gsk_text_node_new (self->font, self->string, color,
                            &GRAPHENE_POINT_INIT ((float) self->start / PANGO_SCALE, baseline));
  if (node != NULL)
    gtk_snapshot_append_node (snapshot, node);
  self->n = 0;
}
