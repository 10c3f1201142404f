/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-options.h"

G_BEGIN_DECLS

TaplineExit tapline_show_run (const TaplineOptions *options);

G_END_DECLS
