/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-gauge.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_PEERS_TABLE (tapline_peers_table_get_type ())
/* What came from each peer and went to it, sorted by any column. */
G_DECLARE_FINAL_TYPE (TaplinePeersTable, tapline_peers_table, TAPLINE, PEERS_TABLE, GtkWidget)

GtkWidget *tapline_peers_table_new    (TaplineGauge      *gauge);
/* Takes over what the gauge has counted. */
void       tapline_peers_table_update (TaplinePeersTable *self);

G_END_DECLS
