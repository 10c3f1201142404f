/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-pattern.h"

G_BEGIN_DECLS

/* A pattern for messages in another encoding than the one that patterns are typed in. */
TaplinePattern *tapline_foreign_pattern_new (const char           *encoding,
                                             TaplinePatternKind    kind,
                                             const char           *text,
                                             TaplinePatternFlags   flags,
                                             guint                *position,
                                             GError              **error);

G_END_DECLS
