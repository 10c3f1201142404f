/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-recordings.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_OFFER (tapline_offer_get_type ())
/* The recordings that were left by sessions which ended unexpectedly, each to be opened, deleted or
 * just kept; hidden while there are none. */
G_DECLARE_FINAL_TYPE (TaplineOffer, tapline_offer, TAPLINE, OFFER, GtkWidget)

GtkWidget *tapline_offer_new (TaplineRecordings *recordings);

G_END_DECLS
