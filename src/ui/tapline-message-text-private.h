/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-encoding.h"
#include "tapline-message-hits.h"
#include "tapline-message-text.h"

G_BEGIN_DECLS

#define TAPLINE_MESSAGE_TEXT_AT_ONCE (16 * 1024) /* bytes of a part that is put there without
                                                  * letting frames be drawn */

/* A part that is in the view. */
typedef struct
{
  guint64 start; /* in the message */
  guint64 end;
  int     n_chars; /* in the view */
} TaplineMessageTextPart;

struct _TaplineMessageText
{
  GtkWidget           parent_instance;

  GtkScrolledWindow  *scroller;
  GtkTextView        *view;
  GtkTextTagTable    *tags;
  GtkTextTag         *control_tag; /* borrowed from the table */
  GtkTextTag         *hit_tag;     /* borrowed from the table: of what is searched for */
  GtkTextTag         *wrap_tag;    /* borrowed from the table: of all text */
  GtkTextTag         *break_tag;   /* borrowed from the table: of line ends that are not there */
  GtkTextMark        *place;       /* borrowed from the buffer: where the part being loaded goes */

  TaplineMessageList *list;        /* (nullable) */
  guint64             number;
  guint64             length;
  TaplineEncoding    *encoding;    /* (nullable) for UTF-8 */
  TaplinePattern     *pattern;     /* (nullable) what is searched for */
  TaplineMessageHits *hits;        /* (nullable) and where it is */
  guint               seek_id;     /* while the first of them is not found yet */
  gboolean            going;       /* to the first that is put into the view */
  GtkTextMark        *hit_mark;    /* (nullable) borrowed from the buffer: there it is */
  GQueue              parts;       /* TaplineMessageTextPart, in order, without gaps */

  GBytes             *bytes;       /* (nullable) of the part being loaded, as UTF-8 */
  gsize               bytes_at;    /* how far */
  GArray             *part_hits;   /* (nullable) TaplineMessageHit, in these bytes */
  guint               next_hit;
  TaplineMessageTextPart                loading;
  gboolean            is_before;   /* it comes before the others */
  gboolean            is_whole;    /* its end is known: it is not moved by what is put there */
  gboolean            keeps_top;   /* what was at the top of the view stays there */
  gboolean            keeps_all;   /* all is selected and stays so */
  gsize               line_length; /* of the text's last line */
  gboolean            is_broken;
  guint               work_id;
};

/* tapline-message-text.c */
void     tapline_message_text_changed         (TaplineMessageText *self);

/* tapline-message-text-load.c */
void     tapline_message_text_load_from       (TaplineMessageText *self,
                                               guint64             start);
gboolean tapline_message_text_load            (TaplineMessageText *self);
void     tapline_message_text_queue_load      (TaplineMessageText *self);
void     tapline_message_text_stop_load       (TaplineMessageText *self);
guint64  tapline_message_text_find_start      (TaplineMessageText *self,
                                               guint64             start);
guint64  tapline_message_text_get_start       (TaplineMessageText *self);
guint64  tapline_message_text_get_end         (TaplineMessageText *self);
gboolean tapline_message_text_is_all_selected (TaplineMessageText *self);

G_END_DECLS
