/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int tapline_temporary_open (const char *beside);

G_END_DECLS
