/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-foreign-pattern.h"
#include "tapline-message-list.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_MESSAGE_TEXT (tapline_message_text_get_type ())
/* One message as text, of any length: parts are loaded and let go as one scrolls. */
G_DECLARE_FINAL_TYPE (TaplineMessageText, tapline_message_text, TAPLINE, MESSAGE_TEXT, GtkWidget)

GtkWidget *tapline_message_text_new         (void);
void       tapline_message_text_set_pattern (TaplineMessageText *self,
                                             TaplinePattern     *pattern);
void       tapline_message_text_set_message (TaplineMessageText *self,
                                             TaplineMessageList *list,
                                             guint64             number,
                                             guint64             length,
                                             const char         *encoding);
/* Whether a line was too long to be shown as one. */
gboolean   tapline_message_text_is_broken   (TaplineMessageText *self);
/* Which bytes are in the view. */
void       tapline_message_text_get_part    (TaplineMessageText *self,
                                             guint64            *start,
                                             guint64            *end);
/* Signal: "changed", when what the last two tell did. */

G_END_DECLS
