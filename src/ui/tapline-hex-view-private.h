/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-byte-pages.h"
#include "tapline-hex-view.h"
#include "tapline-log-copy.h"
#include "tapline-message-hits.h"

G_BEGIN_DECLS

#define TAPLINE_HEX_PADDING      12
#define TAPLINE_HEX_SPACING 3
#define TAPLINE_HEX_COLUMNS_MAX  16

/* Which of the two ways of writing bytes the caret is in. */
typedef enum
{
  TAPLINE_HEX_SIDE_HEX,
  TAPLINE_HEX_SIDE_ASCII,
} TaplineHexSide;

struct _TaplineHexView
{
  GtkWidget           parent_instance;

  TaplineMessageList *list;         /* (nullable) */
  guint64             number;
  guint64             length;
  TaplineBytePages   *pages;        /* (nullable) */

  /* what is marked */
  guint64             caret;
  guint64             anchor;
  gboolean            has_selection; /* from anchor to caret, both in it */
  TaplineHexSide      side;
  guint64             highlight_start;
  guint64             highlight_end;

  /* what is searched for */
  TaplinePattern     *pattern;      /* (nullable) */
  TaplineMessageHits *hits;         /* (nullable) without a pattern or a message */
  guint               seek_id;
  GArray             *shown_hits;   /* (nullable) those from here to there */
  guint64             shown_start;
  guint64             shown_end;

  /* where */
  GtkAdjustment      *adjustments[2]; /* by GtkOrientation; (nullable) */
  GtkScrollablePolicy policies[2];
  guint               n_columns;
  guint               offset_chars;
  double              char_width;
  int                 line_height;
  PangoLayout        *layout;        /* (nullable) of the current font */
  GdkRGBA             colors[6];

  /* what assistive technology sees */
  GPtrArray          *lines;         /* borrowed, top to bottom */
  guint               tell_id;

  /* input */
  GtkPopover         *menu;          /* (nullable) made when it is first opened */
  GtkPopover         *go_to;         /* likewise */
  double              drag_start_x;
  double              drag_start_y;
  double              drag_x;        /* where the pointer is */
  double              drag_y;
  guint               drag_tick_id;
  TaplineLogCopy     *copy;
  char               *encoding;      /* of what is copied as text */
};

/* tapline-hex-view.c */
void     tapline_hex_view_move_caret    (TaplineHexView *self,
                                         guint64         caret,
                                         gboolean        extend);
guint    tapline_hex_view_page_lines    (TaplineHexView *self);
gboolean tapline_hex_view_find_byte     (TaplineHexView *self,
                                         double          x,
                                         double          y,
                                         gboolean        keep_side,
                                         guint64        *offset);
void     tapline_hex_view_scroll_pixels (TaplineHexView *self,
                                         double          pixels);
void     tapline_hex_view_get_caret_box (TaplineHexView *self,
                                         GdkRectangle   *box);
void     tapline_hex_view_copied        (TaplineHexView *self,
                                         const char     *sentence);

/* tapline-hex-draw.c */
guint64  tapline_hex_n_lines            (TaplineHexView *self);
double   tapline_hex_scroll             (TaplineHexView *self);
guint    tapline_hex_column             (TaplineHexView *self,
                                         TaplineHexSide  side,
                                         guint           byte);
double   tapline_hex_x                  (TaplineHexView *self,
                                         guint           column);
double   tapline_hex_width              (TaplineHexView *self,
                                         guint           n_columns);
void     tapline_hex_look_up_colors     (TaplineHexView *self);
void     tapline_hex_draw               (TaplineHexView *self,
                                         GtkSnapshot    *snapshot);
char    *tapline_hex_dup_line           (TaplineHexView *self,
                                         guint64         line);

/* tapline-hex-hits.c */
void     tapline_hex_hits_clear         (TaplineHexView *self);
void     tapline_hex_hits_begin         (TaplineHexView *self);
GArray  *tapline_hex_hits_get           (TaplineHexView *self,
                                         guint64         start,
                                         guint64         end);

/* tapline-hex-input.c */
void     tapline_hex_input_class_init   (GtkWidgetClass *widget_class);
void     tapline_hex_input_init         (TaplineHexView *self);
void     tapline_hex_input_clear        (TaplineHexView *self);

G_END_DECLS
