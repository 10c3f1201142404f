/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What was typed into entries of one kind, the last first; zeros are an empty one. */
typedef struct
{
  GPtrArray *texts; /* (nullable) */
} TaplineHistory;

void tapline_history_add   (TaplineHistory *self,
                            const char     *text);
void tapline_history_serve (TaplineHistory *self,
                            GtkEntry       *entry);

G_END_DECLS
