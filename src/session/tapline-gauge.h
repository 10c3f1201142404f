/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-session.h"
#include "tapline-statistics.h"
#include "tapline-values.h"

G_BEGIN_DECLS

#define TAPLINE_GAUGE_VALUES 4 /* how many patterns there can be */

#define TAPLINE_TYPE_GAUGE (tapline_gauge_get_type ())
/* What a session's messages sum up to, for those who look at it: it counts only while it is
 * active, and begins anew when the session is cut in another way. Its signal `changed` tells (at
 * most 60 times a second) that there is more. All on the UI thread. */
G_DECLARE_FINAL_TYPE (TaplineGauge, tapline_gauge, TAPLINE, GAUGE, GObject)

TaplineGauge *tapline_gauge_new           (TaplineSession        *session);
void          tapline_gauge_set_active    (TaplineGauge          *self,
                                           gboolean               active);
void          tapline_gauge_set_pattern   (TaplineGauge          *self,
                                           guint                  place,
                                           TaplinePattern        *pattern);
double        tapline_gauge_get_fraction  (TaplineGauge          *self);
char         *tapline_gauge_dup_error     (TaplineGauge          *self);
gboolean      tapline_gauge_look          (TaplineGauge          *self,
                                           TaplineFigures        *figures);
gboolean      tapline_gauge_look_at_values
                                          (TaplineGauge          *self,
                                           guint                  place,
                                           TaplineValueFigures   *figures);
GArray       *tapline_gauge_list_peers    (TaplineGauge          *self);
char         *tapline_gauge_dup_peer_name (TaplineGauge          *self,
                                           const TaplineAddress  *peer);

G_END_DECLS
