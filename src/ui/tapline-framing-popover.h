/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-meaning.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_FRAMING_POPOVER (tapline_framing_popover_get_type ())
/* The formats that bytes can be cut by; what is chosen goes to the action "win.framing". */
G_DECLARE_FINAL_TYPE (TaplineFramingPopover, tapline_framing_popover, TAPLINE, FRAMING_POPOVER,
                      GtkPopover)

GtkWidget *tapline_framing_popover_new       (void);
/* The framing that there is when it opens. */
void       tapline_framing_popover_set_spec  (TaplineFramingPopover *self,
                                              const char            *spec);
/* @meaning: (nullable): whose decoder is chosen there, among those that there are just now. */
void       tapline_framing_popover_set_meaning (TaplineFramingPopover *self,
                                                TaplineMeaning        *meaning);
/* (transfer full): a spec in the words of its users: "Lines of text", "Fixed size: 188". */
char      *tapline_framing_popover_dup_words (const char            *spec);

G_END_DECLS
