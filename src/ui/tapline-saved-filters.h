/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPLINE_TYPE_SAVED_FILTERS (tapline_saved_filters_get_type ())
/* The filters that are saved under names. Signal: "chosen", with the text of one. */
G_DECLARE_FINAL_TYPE (TaplineSavedFilters, tapline_saved_filters, TAPLINE, SAVED_FILTERS,
                      GtkPopover)

GtkWidget *tapline_saved_filters_new      (GSettings           *settings);
/* What would be saved; (nullable) for nothing. */
void       tapline_saved_filters_set_text (TaplineSavedFilters *self,
                                           const char          *text);

G_END_DECLS
