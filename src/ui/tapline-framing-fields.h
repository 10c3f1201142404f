/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPLINE_TYPE_FRAMING_FIELDS (tapline_framing_fields_get_type ())
/* The parameters of a framing as fields. Signal: "changed", by whoever types. */
G_DECLARE_FINAL_TYPE (TaplineFramingFields, tapline_framing_fields, TAPLINE, FRAMING_FIELDS,
                      GtkWidget)

/* Fills in the fields that belong to a spec's format, and shows those. */
void  tapline_framing_fields_set_spec (TaplineFramingFields *self,
                                       const char           *spec);
/* (transfer full): what the fields that are shown say, right or wrong. */
char *tapline_framing_fields_dup_spec (TaplineFramingFields *self);

G_END_DECLS
