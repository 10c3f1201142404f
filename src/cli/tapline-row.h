/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-explainer.h"
#include "tapline-options.h"

G_BEGIN_DECLS

gboolean tapline_row_append       (const TaplineOptions *options,
                                   TaplineExplainer     *explainer,
                                   TaplineMessageList   *list,
                                   const TaplineMessage *message,
                                   GString              *out);
void     tapline_row_append_start (const TaplineOptions *options,
                                   GString              *out);
gboolean tapline_row_needs_marks  (const TaplineOptions *options);

G_END_DECLS
