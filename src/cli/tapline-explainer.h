/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-decoded.h"
#include "tapline-options.h"
#include "tapline-transcript.h"

G_BEGIN_DECLS

/* What messages mean, as the plug-ins have it. */
typedef struct _TaplineExplainer TaplineExplainer;

TaplineExplainer *tapline_explainer_new     (const TaplineOptions  *options,
                                             GError               **error);
void              tapline_explainer_free    (TaplineExplainer      *self);
TaplineDecoded   *tapline_explainer_explain (TaplineExplainer      *self,
                                             TaplineTranscript     *transcript,
                                             const TaplineMessage  *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineExplainer, tapline_explainer_free)

G_END_DECLS
