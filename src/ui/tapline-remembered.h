/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tapline-endpoint.h"

G_BEGIN_DECLS

/* What the settings remember with what was connected to or listened on, the last one first. */
char *tapline_remembered_dup (GSettings             *settings,
                              const char            *key,
                              const TaplineEndpoint *endpoint);
void  tapline_remembered_set (GSettings             *settings,
                              const char            *key,
                              const TaplineEndpoint *endpoint,
                              const char            *value);

G_END_DECLS
