/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-hex-view.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_INSPECTOR (tapline_inspector_get_type ())
/* What the bytes at the caret of a hex view may mean. */
G_DECLARE_FINAL_TYPE (TaplineInspector, tapline_inspector, TAPLINE, INSPECTOR, GtkWidget)

GtkWidget *tapline_inspector_new (TaplineHexView *view);

G_END_DECLS
