/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-log-style.h"

G_BEGIN_DECLS

PangoLayout *tapline_log_words_create_layout (TaplineLogStyle    *style,
                                              TaplineLogInk       ink,
                                              const char         *text,
                                              gsize               length);
float        tapline_log_words_measure       (TaplineLogStyle    *style,
                                              TaplineLogInk       ink,
                                              const char         *text);
/* Left-aligned at @x in at most @width pixels; returns how many it took. */
float        tapline_log_words_draw          (TaplineLogStyle    *style,
                                              GtkSnapshot        *snapshot,
                                              TaplineLogInk       ink,
                                              const char         *text,
                                              float               x,
                                              float               width,
                                              PangoEllipsizeMode  ellipsize);
/* What was drawn once at a row's origin, at a whole pixel. */
void         tapline_log_words_append_node   (GtkSnapshot        *snapshot,
                                              GskRenderNode      *node,
                                              float               x);

G_END_DECLS
