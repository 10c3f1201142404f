/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-message-list.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_MARK_MODEL (tapline_mark_model_get_type ())
/* The marks of a list as there were when it was made: a #GListModel of #GtkStringObject. */
G_DECLARE_FINAL_TYPE (TaplineMarkModel, tapline_mark_model, TAPLINE, MARK_MODEL, GObject)

GListModel *tapline_mark_model_new        (TaplineMessageList *list);
gboolean    tapline_mark_model_get_number (TaplineMarkModel   *self,
                                           guint               nth,
                                           guint64            *number);

G_END_DECLS
