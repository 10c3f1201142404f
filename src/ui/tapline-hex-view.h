/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-foreign-pattern.h"
#include "tapline-message-list.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_HEX_VIEW (tapline_hex_view_get_type ())
/* The bytes of one message as hex and ASCII, of any length. Put it into a GtkScrolledWindow. */
G_DECLARE_FINAL_TYPE (TaplineHexView, tapline_hex_view, TAPLINE, HEX_VIEW, GtkWidget)

GtkWidget *tapline_hex_view_new           (void);
void       tapline_hex_view_set_message   (TaplineHexView     *self,
                                           TaplineMessageList *list,
                                           guint64             number,
                                           guint64             length);
/* What is unfinished has grown. */
void       tapline_hex_view_set_length    (TaplineHexView     *self,
                                           guint64             length);
void       tapline_hex_view_set_encoding  (TaplineHexView     *self,
                                           const char         *name);
guint64    tapline_hex_view_get_caret     (TaplineHexView     *self);
void       tapline_hex_view_set_caret     (TaplineHexView     *self,
                                           guint64             offset);
gboolean   tapline_hex_view_get_selection (TaplineHexView     *self,
                                           guint64            *start,
                                           guint64            *end);
void       tapline_hex_view_select        (TaplineHexView     *self,
                                           guint64             start,
                                           guint64             end);
/* Marks the bytes from @start up to and without @end, none if they are equal; and brings them into
 * view if that is wanted. */
void       tapline_hex_view_set_highlight (TaplineHexView     *self,
                                           guint64             start,
                                           guint64             end,
                                           gboolean            into_view);
/* Makes visible what is searched for in the message that is set next, and goes to the first match;
 * %NULL: nothing any more. */
void       tapline_hex_view_set_pattern   (TaplineHexView     *self,
                                           TaplinePattern     *pattern);
/* A sentence about where the caret is, or what is selected. */
char      *tapline_hex_view_dup_place     (TaplineHexView     *self);
gsize      tapline_hex_view_get_bytes     (TaplineHexView     *self,
                                           guint64             offset,
                                           gsize               length,
                                           guint8             *to);
/* Signals: "moved", the caret or the selection did; "copied" with a sentence for the user. */

G_END_DECLS
