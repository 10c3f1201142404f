/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-log-glyphs.h"
#include "tapline-log-columns.h"
#include "tapline-log-peers.h"
#include "tapline-rule.h"
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
  TAPLINE_LOG_COLOR_BASE,      /* what is behind the rows */
  TAPLINE_LOG_COLOR_HIT,       /* behind what is searched for, in the cursor's row */
  TAPLINE_LOG_COLOR_OTHER_HIT, /* and in others */
  TAPLINE_LOG_COLOR_STRIP,      /* beside the scroll bar */
  TAPLINE_LOG_COLOR_ACCENTS,   /* the peers' */
  TAPLINE_LOG_COLOR_RULES = TAPLINE_LOG_COLOR_ACCENTS + TAPLINE_LOG_N_ACCENTS,
  TAPLINE_LOG_COLOR_TINTS = TAPLINE_LOG_COLOR_RULES + TAPLINE_RULE_N_COLORS, /* behind rows */
  TAPLINE_LOG_N_COLORS = TAPLINE_LOG_COLOR_TINTS + TAPLINE_RULE_N_COLORS,
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
  TAPLINE_LOG_INK_PEER, /* in the colour of the peer's accent */
  TAPLINE_LOG_N_INKS,
} TaplineLogInk;

/* Something small that is drawn once, at a row's origin: a control character, a peer's mark. */
typedef struct
{
  GskRenderNode *node;
  int            width;
} TaplineLogTag;

/* What the rows of one log look like: fonts, colours, shaped figures, tags. */
typedef struct
{
  PangoContext         *context;                     /* borrowed from the log */
  guint                 serial;                      /* of the context */
  PangoFontDescription *fonts[TAPLINE_LOG_N_FONTS];
  TaplineLogGlyphs     *glyphs[TAPLINE_LOG_N_FONTS];
  TaplineLogRun        *runs[TAPLINE_LOG_N_INKS];    /* of the row that is being drawn */
  TaplineLogTag         ellipses[TAPLINE_LOG_N_INKS];
  PangoFontDescription *tag_font;
  GHashTable           *tags;                        /* key to TaplineLogTag */
  GskRenderNode        *arrows[3];                   /* by TaplineDirection, at a row's origin */
  GdkRGBA               colors[TAPLINE_LOG_N_COLORS];
  guint                 accent;                      /* of the row that is being drawn */
  int                   row_height;
  int                   baseline;
  double                digit_width;
  gboolean              dark;
} TaplineLogStyle;

typedef enum
{
  TAPLINE_LOG_TAG_CONTROL,
  TAPLINE_LOG_TAG_BYTE,
  TAPLINE_LOG_TAG_ENDING,
} TaplineLogTagKind;

void                        tapline_log_style_load_css          (GdkDisplay            *display);
void                        tapline_log_style_look_up           (GtkWidget             *widget,
                                                                 TaplineLogColor        which,
                                                                 GdkRGBA               *color);
/* The colour of letters on @ground: black or white. */
const GdkRGBA              *tapline_log_style_get_letter_color  (const GdkRGBA         *ground);
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
const TaplineLogTag        *tapline_log_style_get_mark          (TaplineLogStyle       *self,
                                                                 guint                  accent);
/* What a row shows of its rule: some letters on the rule's colour. */
const TaplineLogTag        *tapline_log_style_get_badge         (TaplineLogStyle       *self,
                                                                 const TaplineRule     *rule);
void                        tapline_log_style_trim              (TaplineLogStyle       *self);
double                      tapline_log_style_get_contrast      (const GdkRGBA         *a,
                                                                 const GdkRGBA         *b);

G_END_DECLS
