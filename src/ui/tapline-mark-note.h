/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPLINE_TYPE_MARK_NOTE (tapline_mark_note_get_type ())
/* A popover with what the user says of a message. Its signal "noted" has what was typed, or NULL if
 * the mark is to be removed. */
G_DECLARE_FINAL_TYPE (TaplineMarkNote, tapline_mark_note, TAPLINE, MARK_NOTE, GtkPopover)

GtkWidget *tapline_mark_note_new  (void);
void       tapline_mark_note_show (TaplineMarkNote *self,
                                   const char      *note);

G_END_DECLS
