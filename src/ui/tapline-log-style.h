/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-log-glyphs.h"
#include "tapline-text.h"

G_BEGIN_DECLS

typedef enum
{
  TAPLINE_LOG_COLOR_TEXT,
  TAPLINE_LOG_COLOR_DIM,      /* times, sizes, notes, endings */
  TAPLINE_LOG_COLOR_IN,
  TAPLINE_LOG_COLOR_OUT,
  TAPLINE_LOG_COLOR_FLAG,
  TAPLINE_LOG_COLOR_CONTROL,
  TAPLINE_LOG_COLOR_STRIPE,
  TAPLINE_LOG_COLOR_SELECTED,
  TAPLINE_LOG_COLOR_UNFOCUSED, /* selected while the focus is elsewhere */
  TAPLINE_LOG_COLOR_CURSOR,
  TAPLINE_LOG_COLOR_LINE,      /* the hairline under the column heads */
  TAPLINE_LOG_N_COLORS,
} TaplineLogColor;

typedef enum
{
  TAPLINE_LOG_FONT_UPRIGHT,
  TAPLINE_LOG_FONT_ITALIC,
  TAPLINE_LOG_N_FONTS,
} TaplineLogFont;

/* A font and a colour that go together in rows. */
typedef enum
{
  TAPLINE_LOG_INK_TEXT,
  TAPLINE_LOG_INK_DIM,
  TAPLINE_LOG_INK_NOTE,
  TAPLINE_LOG_INK_FLAG,
  TAPLINE_LOG_N_INKS,
} TaplineLogInk;

/**
 * TaplineLogColumns:
 * @time_x: left edge of the times
 * @time_width: their width
 * @arrow_x: left edge of the arrows
 * @peer_x: left edge of the peers' names
 * @peer_width: room for them; 0 if the column is hidden
 * @size_x: left edge of the sizes
 * @size_width: room for them, right-aligned; 0 if the column is hidden
 * @text_x: left edge of the messages
 * @text_width: room for them
 *
 * Where the columns are, in pixels of a row.
 */
typedef struct
{
  int time_x;
  int time_width;
  int arrow_x;
  int peer_x;
  int peer_width;
  int size_x;
  int size_width;
  int text_x;
  int text_width;
} TaplineLogColumns;

/* What the rows of one log look like: fonts, colours, shaped figures, tags. */
typedef struct
{
  PangoContext         *context;                     /* borrowed from the log */
  guint                 serial;                      /* of the context */
  PangoFontDescription *fonts[TAPLINE_LOG_N_FONTS];
  TaplineLogGlyphs     *glyphs[TAPLINE_LOG_N_FONTS];
  TaplineLogRun        *runs[TAPLINE_LOG_N_INKS];    /* of the row that is being drawn */
  PangoFontDescription *tag_font;
  GHashTable           *tags;                        /* key to TaplineLogTag */
  GskRenderNode        *arrows[3];                   /* by TaplineDirection, at a row's origin */
  GdkRGBA               colors[TAPLINE_LOG_N_COLORS];
  int                   row_height;
  int                   baseline;
  double                digit_width;
  gboolean              dark;
} TaplineLogStyle;

/* A control character or byte as it is drawn, at a row's origin. */
typedef struct
{
  GskRenderNode *node;
  int            width;
} TaplineLogTag;

typedef enum
{
  TAPLINE_LOG_TAG_CONTROL,
  TAPLINE_LOG_TAG_BYTE,
  TAPLINE_LOG_TAG_ENDING,
} TaplineLogTagKind;

#define TAPLINE_LOG_PADDING 12

void                        tapline_log_style_load_css          (GdkDisplay            *display);
void                        tapline_log_style_get_control_color (GtkWidget             *widget,
                                                                 GdkRGBA               *color);
gboolean                    tapline_log_style_update            (TaplineLogStyle       *self,
                                                                 GtkWidget             *widget);
void                        tapline_log_style_clear             (TaplineLogStyle       *self);
const PangoFontDescription *tapline_log_style_get_font          (const TaplineLogStyle *self,
                                                                 TaplineLogInk          ink);
TaplineLogGlyphs           *tapline_log_style_get_glyphs        (const TaplineLogStyle *self,
                                                                 TaplineLogInk          ink);
const GdkRGBA              *tapline_log_style_get_color         (const TaplineLogStyle *self,
                                                                 TaplineLogInk          ink);
const TaplineLogTag        *tapline_log_style_get_tag           (TaplineLogStyle       *self,
                                                                 TaplineLogTagKind      kind,
                                                                 const char            *label);
void                        tapline_log_style_columns           (const TaplineLogStyle *self,
                                                                 int                    width,
                                                                 guint                  peer_chars,
                                                                 TaplineLogColumns     *columns);

G_END_DECLS
