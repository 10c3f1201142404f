/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-hex-view.h"
#include "tapline-log-options.h"
#include "tapline-meaning.h"
#include "tapline-tree.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_DETAILS (tapline_details_get_type ())
G_DECLARE_FINAL_TYPE (TaplineDetails, tapline_details, TAPLINE, DETAILS, GtkWidget)

GtkWidget          *tapline_details_new          (void);
void                tapline_details_set_message  (TaplineDetails     *self,
                                                  TaplineMessageList *list,
                                                  guint64             number);
void                tapline_details_set_encoding (TaplineDetails     *self,
                                                  const char         *name);
void                tapline_details_set_pattern  (TaplineDetails     *self,
                                                  TaplinePattern     *pattern);
void                tapline_details_set_options  (TaplineDetails     *self,
                                                  TaplineLogOptions  *options);
void                tapline_details_set_meaning  (TaplineDetails     *self,
                                                  TaplineMeaning     *meaning);
TaplineDetailsView  tapline_details_get_view     (TaplineDetails     *self);
void                tapline_details_set_view     (TaplineDetails     *self,
                                                  TaplineDetailsView  view);
TaplineHexView     *tapline_details_get_hex_view (TaplineDetails     *self);
TaplineTree        *tapline_details_get_tree     (TaplineDetails     *self);

G_END_DECLS
