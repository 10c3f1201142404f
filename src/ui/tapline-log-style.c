/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fonts and colours of the log's rows, taken from the style of the log itself so that the theme,
 * the dark preference, high contrast and the text size are followed. A row is drawn by code, not
 * by CSS nodes: forty rows that change sixty times a second leave no time for restyling. What the
 * style sheet says is looked up once and again when the style changes.
 *
 * The style sheet cannot tell light from dark on GTK 4.8, so it names colours in pairs and the
 * brightness of the theme's own text decides which half is used.
 */
#include "config.h"

#include <math.h>

#include "tapline-log-style.h"

#define ROW_MARGIN 3         /* above and below the text */
#define TAG_SCALE 0.74
#define TAG_PADDING 3
#define TAG_MARGIN 1        /* on both sides */
#define TAGS_MAX 2000
#define BADGE_PADDING 5
#define LIGHT_TINT 0.14f     /* how much of a rule's colour is behind its rows */
#define DARK_TINT 0.14f
#define ELLIPSIS "…"
#define SIGN_SCALE_MAX 1.8

#define CSS_LOADED "tapline-log-css"

static const struct
{
  TaplineLogFont  font;
  TaplineLogColor color;
} inks[TAPLINE_LOG_N_INKS] = {
  [TAPLINE_LOG_INK_TEXT] = { TAPLINE_LOG_FONT_UPRIGHT, TAPLINE_LOG_COLOR_TEXT },
  [TAPLINE_LOG_INK_DIM] = { TAPLINE_LOG_FONT_UPRIGHT, TAPLINE_LOG_COLOR_DIM },
  [TAPLINE_LOG_INK_NOTE] = { TAPLINE_LOG_FONT_ITALIC, TAPLINE_LOG_COLOR_DIM },
  [TAPLINE_LOG_INK_FLAG] = { TAPLINE_LOG_FONT_ITALIC, TAPLINE_LOG_COLOR_FLAG },
  [TAPLINE_LOG_INK_PEER] = { TAPLINE_LOG_FONT_UPRIGHT, TAPLINE_LOG_COLOR_TEXT },
};

static void
free_tag (gpointer data)
{
  TaplineLogTag *tag = data;

  g_clear_pointer (&tag->node, gsk_render_node_unref);
  g_free (tag);
}

static double
brightness (const GdkRGBA *color)
{
  return 0.2126 * color->red + 0.7152 * color->green + 0.0722 * color->blue;
}

static double
linear (double value)
{
  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

/* The contrast ratio of two opaque colours (WCAG 2.1), 1 to 21. */
double
tapline_log_style_get_contrast (const GdkRGBA *a,
                                const GdkRGBA *b)
{
  GdkRGBA one = { (float) linear (a->red), (float) linear (a->green), (float) linear (a->blue), 1 };
  GdkRGBA two = { (float) linear (b->red), (float) linear (b->green), (float) linear (b->blue), 1 };
  double light = MAX (brightness (&one), brightness (&two));
  double dark = MIN (brightness (&one), brightness (&two));

  return (light + 0.05) / (dark + 0.05);
}

/* Half of the way. */
static void
move_towards (GdkRGBA       *color,
              const GdkRGBA *other)
{
  color->red = (color->red + other->red) / 2;
  color->green = (color->green + other->green) / 2;
  color->blue = (color->blue + other->blue) / 2;
}

static gboolean
wants_high_contrast (GtkWidget *widget)
{
  GtkSettings *settings = gtk_widget_get_settings (widget);
  g_autofree char *theme = g_strdup (g_getenv ("GTK_THEME"));

  if (theme == NULL)
    g_object_get (settings, "gtk-theme-name", &theme, NULL);
  if (theme != NULL && (g_str_has_prefix (theme, "HighContrast") || strstr (theme, "-hc") != NULL))
    return TRUE;

  /* GTK 4.20 tells the system's wish apart from the theme; 2 is "more". */
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (settings), "gtk-interface-contrast"))
    {
      int contrast = 0;

      g_object_get (settings, "gtk-interface-contrast", &contrast, NULL);
      return contrast == 2;
    }

  return FALSE;
}

static void
look_up_colors (GtkWidget *widget,
                GdkRGBA    colors[TAPLINE_LOG_N_COLORS],
                gboolean  *dark)
{
  static const struct
  {
    TaplineLogColor color;
    const char     *names[2]; /* light, dark */
  } pairs[] = {
    { TAPLINE_LOG_COLOR_IN, { "tapline_log_in_light", "tapline_log_in_dark" } },
    { TAPLINE_LOG_COLOR_OUT, { "tapline_log_out_light", "tapline_log_out_dark" } },
    { TAPLINE_LOG_COLOR_FLAG, { "tapline_log_flag_light", "tapline_log_flag_dark" } },
    { TAPLINE_LOG_COLOR_CONTROL, { "tapline_log_control_light", "tapline_log_control_dark" } },
    { TAPLINE_LOG_COLOR_HIT, { "tapline_log_hit_light", "tapline_log_hit_dark" } },
    { TAPLINE_LOG_COLOR_STRIP, { "tapline_log_strip_light", "tapline_log_strip_dark" } },
    { TAPLINE_LOG_COLOR_OTHER_HIT,
      { "tapline_log_other_hit_light", "tapline_log_other_hit_dark" } },
  };
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  gboolean high_contrast = wants_high_contrast (widget);
  GdkRGBA text, selected;

  gtk_style_context_get_color (context, &text);
  *dark = brightness (&text) > 0.5;
  if (!gtk_style_context_lookup_color (context, "theme_selected_bg_color", &selected))
    selected = (GdkRGBA) { 0.21f, 0.52f, 0.89f, 1 };

  for (guint i = 0; i < TAPLINE_LOG_N_COLORS; i++)
    colors[i] = text;
  if (!gtk_style_context_lookup_color (context, "theme_base_color",
                                       &colors[TAPLINE_LOG_COLOR_BASE]))
    colors[TAPLINE_LOG_COLOR_BASE] = *dark ? (GdkRGBA) { 0.18f, 0.18f, 0.18f, 1 }
                                           : (GdkRGBA) { 1, 1, 1, 1 };
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    gtk_style_context_lookup_color (context, pairs[i].names[*dark], &colors[pairs[i].color]);
  for (guint i = 0; i < TAPLINE_LOG_N_ACCENTS; i++)
    {
      char name[32];

      g_snprintf (name, sizeof name, "tapline_peer_%u_%s", i + 1, *dark ? "dark" : "light");
      gtk_style_context_lookup_color (context, name, &colors[TAPLINE_LOG_COLOR_ACCENTS + i]);
      if (high_contrast)
        move_towards (&colors[TAPLINE_LOG_COLOR_ACCENTS + i], &text);
    }
  if (high_contrast)
    move_towards (&colors[TAPLINE_LOG_COLOR_STRIP], &text);
  for (guint i = 0; i < TAPLINE_RULE_N_COLORS; i++)
    {
      GdkRGBA *color = &colors[TAPLINE_LOG_COLOR_RULES + i];
      char name[32];

      g_snprintf (name, sizeof name, "tapline_rule_%s_%s", tapline_rule_get_color_name (i),
                  *dark ? "dark" : "light");
      gtk_style_context_lookup_color (context, name, color);
      colors[TAPLINE_LOG_COLOR_TINTS + i] = *color;
      colors[TAPLINE_LOG_COLOR_TINTS + i].alpha *= *dark ? DARK_TINT : LIGHT_TINT;
      if (high_contrast)
        move_towards (color, &text);
    }

  colors[TAPLINE_LOG_COLOR_DIM].alpha *= high_contrast ? 0.9f : 0.62f;
  colors[TAPLINE_LOG_COLOR_STRIPE].alpha *= high_contrast ? 0 : *dark ? 0.03f : 0.025f;
  colors[TAPLINE_LOG_COLOR_LINE].alpha *= high_contrast ? 1 : 0.09f;
  colors[TAPLINE_LOG_COLOR_UNFOCUSED].alpha *= high_contrast ? 0.25f : 0.1f;
  colors[TAPLINE_LOG_COLOR_SELECTED] = selected;
  colors[TAPLINE_LOG_COLOR_SELECTED].alpha *= high_contrast ? 0.4f : *dark ? 0.34f : 0.2f;
  colors[TAPLINE_LOG_COLOR_CURSOR] = high_contrast ? text : selected;
  colors[TAPLINE_LOG_COLOR_CURSOR].alpha *= high_contrast ? 1 : 0.75f;
}

static void
clear_drawn (TaplineLogStyle *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->arrows); i++)
    g_clear_pointer (&self->arrows[i], gsk_render_node_unref);
  for (guint i = 0; i < TAPLINE_LOG_N_INKS; i++)
    g_clear_pointer (&self->ellipses[i].node, gsk_render_node_unref);
  if (self->tags != NULL)
    g_hash_table_remove_all (self->tags);
}

/* In many a font arrows are thin and much smaller than letters: these are bold, and as wide as a
 * figure. */
static PangoLayout *
create_sign (TaplineLogStyle *self,
             const char      *sign,
             PangoRectangle  *ink)
{
  g_autoptr (PangoFontDescription) font =
    pango_font_description_copy (self->fonts[TAPLINE_LOG_FONT_UPRIGHT]);
  PangoAttrList *attributes = pango_attr_list_new ();
  PangoLayout *layout = pango_layout_new (self->context);
  double scale;

  pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, sign, -1);
  pango_layout_get_extents (layout, ink, NULL);
  scale = self->digit_width * PANGO_SCALE / MAX (ink->width, 1);
  pango_attr_list_insert (attributes, pango_attr_scale_new (CLAMP (scale, 1, SIGN_SCALE_MAX)));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_get_extents (layout, ink, NULL);

  return layout;
}

static void
draw_arrows (TaplineLogStyle *self)
{
  static const char *const signs[] = { "←", "→", "·" };
  static const TaplineLogColor colors[] = {
    TAPLINE_LOG_COLOR_IN,
    TAPLINE_LOG_COLOR_OUT,
    TAPLINE_LOG_COLOR_DIM,
  };

  for (guint i = 0; i < G_N_ELEMENTS (self->arrows); i++)
    {
      PangoRectangle ink;
      g_autoptr (PangoLayout) layout = create_sign (self, signs[i], &ink);
      GtkSnapshot *snapshot = gtk_snapshot_new ();

      /* Its picture in the middle. */
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (
                                (float) floor (self->digit_width / 2 -
                                               (ink.x + ink.width / 2.0) / PANGO_SCALE),
                                (float) floor (self->row_height / 2.0 -
                                               (ink.y + ink.height / 2.0) / PANGO_SCALE)));
      gtk_snapshot_append_layout (snapshot, layout, &self->colors[colors[i]]);
      self->arrows[i] = gtk_snapshot_free_to_node (snapshot);
    }
}

/* As digits are drawn: the font's metrics may be rounded where the text is not (Pango 1.56). */
static double
measure_digit (PangoContext               *context,
               const PangoFontDescription *font)
{
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  int width;

  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, "0123456789", -1);
  pango_layout_get_size (layout, &width, NULL);

  return (double) width / PANGO_SCALE / 10;
}

/* Most rows of long messages end in one. */
static void
draw_ellipses (TaplineLogStyle *self)
{
  for (guint ink = 0; ink < TAPLINE_LOG_N_INKS; ink++)
    {
      g_autoptr (PangoLayout) layout = pango_layout_new (self->context);
      GtkSnapshot *snapshot = gtk_snapshot_new ();

      pango_layout_set_font_description (layout, self->fonts[inks[ink].font]);
      pango_layout_set_text (layout, ELLIPSIS, -1);
      pango_layout_get_pixel_size (layout, &self->ellipses[ink].width, NULL);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (
                                0, (float) self->baseline -
                                   (float) pango_layout_get_baseline (layout) / PANGO_SCALE));
      gtk_snapshot_append_layout (snapshot, layout, &self->colors[inks[ink].color]);
      self->ellipses[ink].node = gtk_snapshot_free_to_node (snapshot);
    }
}

static void
update_fonts (TaplineLogStyle *self)
{
  PangoFontMetrics *metrics;
  int text_height;

  for (guint i = 0; i < TAPLINE_LOG_N_FONTS; i++)
    {
      g_clear_pointer (&self->fonts[i], pango_font_description_free);
      g_clear_pointer (&self->glyphs[i], tapline_log_glyphs_free);
    }
  g_clear_pointer (&self->tag_font, pango_font_description_free);

  self->fonts[TAPLINE_LOG_FONT_UPRIGHT] =
    pango_font_description_copy (pango_context_get_font_description (self->context));
  self->fonts[TAPLINE_LOG_FONT_ITALIC] =
    pango_font_description_copy (self->fonts[TAPLINE_LOG_FONT_UPRIGHT]);
  pango_font_description_set_style (self->fonts[TAPLINE_LOG_FONT_ITALIC], PANGO_STYLE_ITALIC);
  self->tag_font = pango_font_description_copy (self->fonts[TAPLINE_LOG_FONT_UPRIGHT]);
  if (pango_font_description_get_size_is_absolute (self->tag_font))
    pango_font_description_set_absolute_size (
      self->tag_font, pango_font_description_get_size (self->tag_font) * TAG_SCALE);
  else
    pango_font_description_set_size (
      self->tag_font, (int) (pango_font_description_get_size (self->tag_font) * TAG_SCALE));

  for (guint i = 0; i < TAPLINE_LOG_N_FONTS; i++)
    self->glyphs[i] = tapline_log_glyphs_new (self->context, self->fonts[i]);

  self->digit_width = measure_digit (self->context, self->fonts[TAPLINE_LOG_FONT_UPRIGHT]);
  metrics = pango_context_get_metrics (self->context, self->fonts[TAPLINE_LOG_FONT_UPRIGHT], NULL);
  text_height = PANGO_PIXELS_CEIL (pango_font_metrics_get_ascent (metrics) +
                                   pango_font_metrics_get_descent (metrics));
  self->row_height = text_height + 2 * ROW_MARGIN;
  self->baseline = ROW_MARGIN + PANGO_PIXELS (pango_font_metrics_get_ascent (metrics));
  pango_font_metrics_unref (metrics);
}

/* Loads the log's own style sheet for @display, once. */
void
tapline_log_style_load_css (GdkDisplay *display)
{
  g_autoptr (GtkCssProvider) provider = NULL;

  if (g_object_get_data (G_OBJECT (display), CSS_LOADED) != NULL)
    return;

  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/io/github/tapline/Tapline/ui/log.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_set_data (G_OBJECT (display), CSS_LOADED, GINT_TO_POINTER (TRUE));
}

/* The colour of what stands for a control character, in the theme that @widget has now. */
/* For others than the log. */
void
tapline_log_style_look_up (GtkWidget       *widget,
                           TaplineLogColor  which,
                           GdkRGBA         *color)
{
  GdkRGBA colors[TAPLINE_LOG_N_COLORS];
  gboolean dark;

  look_up_colors (widget, colors, &dark);
  *color = colors[which];
}

const GdkRGBA *
tapline_log_style_get_letter_color (const GdkRGBA *ground)
{
  static const GdkRGBA black = { 0, 0, 0, 1 }, white = { 1, 1, 1, 1 };
  double on_black = tapline_log_style_get_contrast (ground, &black);

  return on_black > tapline_log_style_get_contrast (ground, &white) ? &black : &white;
}

/* Takes the style from @widget; %TRUE if anything is different from last time. */
gboolean
tapline_log_style_update (TaplineLogStyle *self,
                          GtkWidget       *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  GdkRGBA colors[TAPLINE_LOG_N_COLORS];
  gboolean fonts_changed, colors_changed;

  look_up_colors (widget, colors, &self->dark);
  fonts_changed = context != self->context || pango_context_get_serial (context) != self->serial;
  colors_changed = memcmp (colors, self->colors, sizeof colors) != 0;
  if (!fonts_changed && !colors_changed)
    return FALSE;

  memcpy (self->colors, colors, sizeof colors);
  for (guint i = 0; i < TAPLINE_LOG_N_INKS; i++)
    if (self->runs[i] == NULL)
      self->runs[i] = tapline_log_run_new ();
  if (self->tags == NULL)
    self->tags = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_tag);
  if (fonts_changed)
    {
      self->context = context;
      self->serial = pango_context_get_serial (context);
      update_fonts (self);
    }
  clear_drawn (self);
  draw_arrows (self);
  draw_ellipses (self);

  return TRUE;
}

void
tapline_log_style_clear (TaplineLogStyle *self)
{
  clear_drawn (self);
  g_clear_pointer (&self->tags, g_hash_table_unref);
  for (guint i = 0; i < TAPLINE_LOG_N_INKS; i++)
    g_clear_pointer (&self->runs[i], tapline_log_run_free);
  for (guint i = 0; i < TAPLINE_LOG_N_FONTS; i++)
    {
      g_clear_pointer (&self->fonts[i], pango_font_description_free);
      g_clear_pointer (&self->glyphs[i], tapline_log_glyphs_free);
    }
  g_clear_pointer (&self->tag_font, pango_font_description_free);
  self->context = NULL;
}

const PangoFontDescription *
tapline_log_style_get_font (const TaplineLogStyle *self,
                            TaplineLogInk          ink)
{
  return self->fonts[inks[ink].font];
}

TaplineLogGlyphs *
tapline_log_style_get_glyphs (const TaplineLogStyle *self,
                              TaplineLogInk          ink)
{
  return self->glyphs[inks[ink].font];
}

/* The colour of a peer's name. */
static const GdkRGBA *
get_accent_color (const TaplineLogStyle *self,
                  guint                  accent)
{
  if (accent == TAPLINE_LOG_NO_ACCENT)
    return &self->colors[TAPLINE_LOG_COLOR_TEXT];

  return &self->colors[TAPLINE_LOG_COLOR_ACCENTS + accent % TAPLINE_LOG_N_ACCENTS];
}

const GdkRGBA *
tapline_log_style_get_color (const TaplineLogStyle *self,
                             TaplineLogInk          ink)
{
  if (ink == TAPLINE_LOG_INK_PEER)
    return get_accent_color (self, self->accent);

  return &self->colors[inks[ink].color];
}

/* A box with its corners left out. Four rectangles take a tenth of the time of a rounded border,
 * and at this size look the same; every line of a text has at least one. */
static void
draw_box (GtkSnapshot   *snapshot,
          const GdkRGBA *color,
          float          x,
          float          y,
          float          width,
          float          height)
{
  const graphene_rect_t sides[] = {
    GRAPHENE_RECT_INIT (x + 1, y, width - 2, 1),
    GRAPHENE_RECT_INIT (x + 1, y + height - 1, width - 2, 1),
    GRAPHENE_RECT_INIT (x, y + 1, 1, height - 2),
    GRAPHENE_RECT_INIT (x + width - 1, y + 1, 1, height - 2),
  };

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    gtk_snapshot_append_color (snapshot, color, &sides[i]);
}

static PangoLayout *
create_tag_layout (TaplineLogStyle *self,
                   const char      *text)
{
  PangoLayout *layout = pango_layout_new (self->context);

  pango_layout_set_font_description (layout, self->tag_font);
  pango_layout_set_text (layout, text, -1);

  return layout;
}

/* The outlined box with @label in it. There are few labels, so each is drawn once. */
const TaplineLogTag *
tapline_log_style_get_tag (TaplineLogStyle   *self,
                           TaplineLogTagKind  kind,
                           const char        *label)
{
  char key[TAPLINE_TEXT_LABEL_MAX + 1];
  const GdkRGBA *color = &self->colors[kind == TAPLINE_LOG_TAG_ENDING ? TAPLINE_LOG_COLOR_DIM
                                                                      : TAPLINE_LOG_COLOR_CONTROL];
  TaplineLogTag *tag;
  g_autoptr (PangoLayout) layout = NULL;
  GtkSnapshot *snapshot;
  GdkRGBA border = *color;
  float text_height, width, height, top;
  int text_width;

  g_snprintf (key, sizeof key, "%c%s", (char) ('0' + kind), label);
  tag = g_hash_table_lookup (self->tags, key);
  if (tag != NULL)
    return tag;

  layout = create_tag_layout (self, label);
  pango_layout_get_pixel_size (layout, &text_width, NULL);
  text_height = (float) pango_layout_get_baseline (layout) / PANGO_SCALE;

  /* The box stands around capital letters, which reach about 0.73 of the font's size up. */
  height = (float) (self->row_height - 2 * ROW_MARGIN - 2);
  top = (float) ROW_MARGIN + 1;
  tag = g_new0 (TaplineLogTag, 1);
  tag->width = text_width + 2 * (TAG_PADDING + TAG_MARGIN);
  width = (float) (tag->width - 2 * TAG_MARGIN);

  snapshot = gtk_snapshot_new ();
  if (kind == TAPLINE_LOG_TAG_BYTE)
    {
      GdkRGBA fill = *color;

      fill.alpha *= 0.14f;
      gtk_snapshot_append_color (snapshot, &fill,
                                 &GRAPHENE_RECT_INIT (TAG_MARGIN + 1, top + 1, width - 2,
                                                      height - 2));
    }
  border.alpha *= kind == TAPLINE_LOG_TAG_ENDING ? 0.5f : 0.6f;
  draw_box (snapshot, &border, TAG_MARGIN, top, width, height);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (
                            TAG_MARGIN + TAG_PADDING,
                            roundf (top + height / 2 + text_height * 0.39f) - text_height));
  gtk_snapshot_append_layout (snapshot, layout, color);
  tag->node = gtk_snapshot_free_to_node (snapshot);

  g_hash_table_insert (self->tags, g_strdup (key), tag);

  return tag;
}

/* Letters in the middle of a filled box. */
static GskRenderNode *
draw_plate (TaplineLogStyle *self,
            const char      *letters,
            int              width,
            const GdkRGBA   *ground,
            const GdkRGBA   *color)
{
  g_autoptr (PangoLayout) layout = create_tag_layout (self, letters);
  float height = (float) (self->row_height - 2 * ROW_MARGIN);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  PangoRectangle logical;
  GskRoundedRect box;

  pango_layout_get_extents (layout, NULL, &logical);
  gsk_rounded_rect_init_from_rect (&box, &GRAPHENE_RECT_INIT (0, ROW_MARGIN, (float) width,
                                                              height), 3);
  gtk_snapshot_push_rounded_clip (snapshot, &box);
  gtk_snapshot_append_color (snapshot, ground, &box.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (
                            roundf (((float) width - (float) logical.width / PANGO_SCALE) / 2),
                            roundf (ROW_MARGIN + (height -
                                                  (float) logical.height / PANGO_SCALE) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, color);

  return gtk_snapshot_free_to_node (snapshot);
}

/* A peer's letters on a ground of its colour. */
const TaplineLogTag *
tapline_log_style_get_mark (TaplineLogStyle *self,
                            guint            accent)
{
  char key[1 + TAPLINE_LOG_LETTERS_MAX] = "@";
  TaplineLogTag *mark;

  /* The letters come again after fewer peers than colours and letters together. */
  tapline_log_peers_letters (accent, key + 1);
  key[0] = (char) ('@' + accent % TAPLINE_LOG_N_ACCENTS);
  mark = g_hash_table_lookup (self->tags, key);
  if (mark != NULL)
    return mark;

  mark = g_new0 (TaplineLogTag, 1);
  mark->width = (int) floor ((TAPLINE_LOG_MARK_CHARS - 0.75) * self->digit_width);
  mark->node = draw_plate (self, key + 1, mark->width, get_accent_color (self, accent),
                           &self->colors[TAPLINE_LOG_COLOR_BASE]);
  g_hash_table_insert (self->tags, g_strdup (key), mark);

  return mark;
}

const TaplineLogTag *
tapline_log_style_get_badge (TaplineLogStyle   *self,
                             const TaplineRule *rule)
{
  g_autofree char *key = g_strdup_printf ("!%c%s", (char) ('0' + rule->ground), rule->label);
  const GdkRGBA *color = &self->colors[TAPLINE_LOG_COLOR_RULES + rule->ground];
  TaplineLogTag *badge = g_hash_table_lookup (self->tags, key);
  g_autoptr (PangoLayout) layout = NULL;
  int text_width;

  if (badge != NULL)
    return badge;

  layout = create_tag_layout (self, rule->label);
  pango_layout_get_pixel_size (layout, &text_width, NULL);
  badge = g_new0 (TaplineLogTag, 1);
  badge->width = text_width + 2 * BADGE_PADDING;
  badge->node = draw_plate (self, rule->label, badge->width, color,
                            tapline_log_style_get_letter_color (color));
  g_hash_table_insert (self->tags, g_steal_pointer (&key), badge);

  return badge;
}

/* Lets go of tags when there are very many, for a peer can have any number of them drawn. Not while
 * one is in use. */
void
tapline_log_style_trim (TaplineLogStyle *self)
{
  if (g_hash_table_size (self->tags) > TAGS_MAX)
    g_hash_table_remove_all (self->tags);
}
