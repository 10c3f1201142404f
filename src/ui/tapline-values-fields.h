/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-chart.h"
#include "tapline-gauge.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_VALUES_FIELDS (tapline_values_fields_get_type ())
/* Where patterns for values are typed, each with what it finds. There is always one more than are
 * in use. */
G_DECLARE_FINAL_TYPE (TaplineValuesFields, tapline_values_fields, TAPLINE, VALUES_FIELDS, GtkWidget)

GtkWidget    *tapline_values_fields_new          (TaplineGauge        *gauge);
/* Says below each pattern what it has found. (transfer full): the same as a chart. */
TaplineChart *tapline_values_fields_create_chart (TaplineValuesFields *self);

G_END_DECLS
