/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-log.h"

#include "tapline-log-copy.h"
#include "tapline-log-head.h"
#include "tapline-log-ranges.h"
#include "tapline-log-row.h"
#include "tapline-log-style.h"
#include "tapline-log-time.h"
#include "tapline-meaning.h"

G_BEGIN_DECLS

/* How far the keyboard moves the cursor. */
typedef enum
{
  TAPLINE_LOG_MOVE_LINES,
  TAPLINE_LOG_MOVE_PAGES,
  TAPLINE_LOG_MOVE_ENDS,
} TaplineLogMove;

/* What becomes of the selection then. */
typedef enum
{
  TAPLINE_LOG_MOVE_SELECTS, /* what the cursor comes to, and nothing else */
  TAPLINE_LOG_MOVE_EXTENDS, /* up to the cursor, from the anchor */
  TAPLINE_LOG_MOVE_ADDS,    /* the same, on top of what is selected */
  TAPLINE_LOG_MOVE_CURSOR,  /* nothing */
  TAPLINE_LOG_MOVE_VIEW,    /* nothing, and the cursor stays */
} TaplineLogMoveEffect;

/* Rows are counted from @first; message number = @first + row. Positions are in rows. */
struct _TaplineLog
{
  GtkWidget             parent_instance;

  /* children */
  TaplineLogHead       *head;
  GtkLabel             *cleared_label;
  GtkScrollbar         *scrollbar;
  GtkButton            *follow_button;
  GtkWidget            *menu;            /* (nullable) until it is opened */
  GtkWidget            *mark_note;       /* (nullable) likewise */
  GtkWidget            *mark_list;       /* (nullable) likewise */
  GtkWidget            *empty_widget;
  GtkWidget            *measured; /* borrowed: what stood in place of rows when last measured */
  GPtrArray            *rows;            /* borrowed, top to bottom */

  /* what is shown */
  TaplineMessageList   *list;
  guint64               n_messages;      /* as of the last update */
  guint                 n_pending;
  guint64               first;           /* what was before it is cleared from view */
  GPtrArray            *contents;        /* of the visible rows, top to bottom */
  GPtrArray            *spare;           /* contents that no row shows */
  gboolean              redraw_whole;    /* changes when most rows did */
  gboolean              striped;         /* there may be marks beside the scroll bar */
  gboolean              strip[TAPLINE_LOG_STRIP_PARTS]; /* in which parts of the log */

  /* where */
  GtkAdjustment        *adjustment;
  gboolean              adjusting;       /* we change it ourselves */
  double                position;        /* of the top edge */
  gboolean              following;
  guint64               reveal;          /* message to scroll to once there is a height */

  /* when */
  guint                 tick_id;
  guint                 tell_id;
  gint64                told_at;
  gboolean              list_changed;    /* since the last update */

  /* how */
  TaplineLogStyle       style;
  TaplineLogOptions    *options;
  TaplineRules         *rules;           /* of the options */
  char                 *encoding_name;
  TaplineEncoding      *encoding;        /* (nullable) for UTF-8 */
  TaplineLogPeers      *peers;
  TaplinePattern       *pattern;         /* (nullable) what is searched for */
  TaplineLogStart       start;
  TaplineLogColumns     columns;
  guint                 peer_chars;
  gboolean              dated;           /* a row of another day than today was seen */
  int                   head_height;
  int                   rows_width;
  int                   rows_height;
  int                   offset;          /* of the first row, 0 or negative */
  gboolean              style_changed;

  /* what the messages mean */
  TaplineMeaning       *meaning;         /* (nullable) */
  gboolean              meaning_changed; /* since the last update */
  gint64                asked_at;        /* monotonic, µs */
  guint                 ask_id;

  /* selection */
  TaplineLogRanges     *selected;
  TaplineLogRanges     *drag_base;       /* what was selected when a drag began */
  guint64               cursor;
  guint64               anchor;          /* where a range selection began */
  gboolean              drag_removes;
  gboolean              drag_pans;       /* by a finger */
  gboolean              drag_carries;    /* what is selected, to another place */
  double                drag_start;      /* position when the drag began */
  double                drag_start_x;
  double                drag_start_y;
  double                drag_y;          /* where the pointer is, for scrolling at the edges */
  guint                 drag_tick_id;
  gboolean              focused;

  /* actions */
  TaplineLogCopy       *copy;
  guint64               noted;           /* the message that the note is asked for */
  guint64               marking;         /* the one whose mark was wished last, in these numbers */
};

/* tapline-log.c */
void     tapline_log_start_over        (TaplineLog        *self);
void     tapline_log_notify_cursor     (TaplineLog        *self);
void     tapline_log_notify_following  (TaplineLog        *self);
void     tapline_log_copied            (TaplineLog        *self,
                                        const char        *message);

/* tapline-log-update.c */
guint64  tapline_log_n_rows            (TaplineLog        *self);
void     tapline_log_update_style      (TaplineLog        *self);
void     tapline_log_queue_update      (TaplineLog        *self);
void     tapline_log_settle            (TaplineLog        *self);
GtkWidget *
         tapline_log_in_place_of_rows  (TaplineLog        *self);

/* tapline-log-layout.c */
void     tapline_log_layout_class_init (GtkWidgetClass    *widget_class);
void     tapline_log_show_child        (GtkWidget         *child,
                                        gboolean           shown);

/* tapline-log-view.c */
void     tapline_log_view_init         (TaplineLog        *self);
void     tapline_log_view_dispose      (TaplineLog        *self);
void     tapline_log_place_columns     (TaplineLog        *self,
                                        TaplineLogColumns *columns);

/* tapline-log-rows.c */
void     tapline_log_update_state      (TaplineLog        *self);
void     tapline_log_spare_contents    (TaplineLog        *self);
void     tapline_log_undraw_contents   (TaplineLog        *self);
void     tapline_log_fill_rows         (TaplineLog        *self,
                                        guint64            start,
                                        guint              n);

/* tapline-log-strip.c */
void     tapline_log_draw_strip        (TaplineLog        *self,
                                        GtkSnapshot       *snapshot);

/* tapline-log-meaning.c */
void     tapline_log_explain_rows      (TaplineLog        *self);
void     tapline_log_stop_asking       (TaplineLog        *self);

/* tapline-log-renumber.c */
void     tapline_log_renumber          (TaplineLog        *self);

/* tapline-log-scroll.c */
void     tapline_log_scroll_init       (TaplineLog        *self);
void     tapline_log_adjust            (TaplineLog        *self);
void     tapline_log_tell_scrollbar    (TaplineLog        *self);
void     tapline_log_set_following     (TaplineLog        *self,
                                        gboolean           following);
void     tapline_log_scroll_by         (TaplineLog        *self,
                                        double             rows);
void     tapline_log_reveal_row        (TaplineLog        *self,
                                        guint64            row);
double   tapline_log_page              (TaplineLog        *self);

/* tapline-log-select.c */
void     tapline_log_select_class_init (GtkWidgetClass    *widget_class);
void     tapline_log_select_init       (TaplineLog        *self);
void     tapline_log_stop_drag         (TaplineLog        *self);
gboolean tapline_log_row_at            (TaplineLog        *self,
                                        double             y,
                                        guint64           *row);
void     tapline_log_select_only       (TaplineLog        *self,
                                        guint64            number);

/* tapline-log-marks.c */
void     tapline_log_marks_class_init    (GtkWidgetClass  *widget_class);
void     tapline_log_update_mark_actions (TaplineLog      *self);
void     tapline_log_read_marks          (TaplineLog      *self);
void     tapline_log_forget_marks        (TaplineLog      *self);
void     tapline_log_present_marks       (TaplineLog      *self);

/* tapline-log-actions.c */
void     tapline_log_actions_class_init (GtkWidgetClass   *widget_class);
void     tapline_log_actions_init       (TaplineLog       *self);
void     tapline_log_update_actions     (TaplineLog       *self);

G_END_DECLS
