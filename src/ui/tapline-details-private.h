/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-details.h"

#include "tapline-log-copy.h"
#include "tapline-message-text.h"

G_BEGIN_DECLS

struct _TaplineDetails
{
  GtkWidget           parent_instance;

  GtkWidget          *hint;
  GtkBox             *message_box;
  GtkToggleButton    *decoded_button;
  GtkToggleButton    *text_button;
  GtkToggleButton    *hex_button;
  GtkToggleButton    *inspector_button;
  GtkLabel           *title;
  GtkLabel           *flaw;
  GtkLabel           *mark;
  GtkButton          *copy_button;

  /* made when they are first wanted, owned as children */
  TaplineMessageText *text;
  GtkWidget          *hex_paned;   /* the tree, if that is shown, and the bytes */
  TaplineHexView     *hex;
  GtkWidget          *inspector;
  TaplineTree        *tree;

  TaplineMessageList *list;        /* (nullable) */
  guint64             number;
  TaplineMessage      message;     /* as loaded; without its head */
  guint64             marks_serial; /* of the list's marks as shown */
  gboolean            is_loaded;
  gboolean            text_is_set;  /* shows this message */
  gboolean            hex_is_set;   /* likewise */
  guint               tick_id;
  guint               width_id;    /* of a tick */

  TaplineDetailsView  view;
  TaplineMeaning     *meaning;      /* (nullable) */
  TaplineDecoded     *decoded;      /* (nullable): what it says of this message */
  gboolean            shows_tree;
  guint               patience_id;

  TaplineLogCopy     *copy;
  char               *encoding;    /* of the text */
  TaplinePattern     *pattern;     /* (nullable) what is searched for */
};

/* tapline-details.c */
void     tapline_details_copied           (TaplineDetails *self,
                                           const char     *message);
void     tapline_details_shown            (TaplineDetails *self);

/* tapline-details-words.c */
void     tapline_details_update_title     (TaplineDetails *self);
void     tapline_details_update_flaw      (TaplineDetails *self);
void     tapline_details_update_mark      (TaplineDetails *self);

/* tapline-details-show.c */
gboolean tapline_details_shows_text       (TaplineDetails *self);
void     tapline_details_update_inspector (TaplineDetails *self);
void     tapline_details_show_message     (TaplineDetails *self);

G_END_DECLS
