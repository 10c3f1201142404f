/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-bell.h"

G_BEGIN_DECLS

/* Long work on a file, on a thread of its own, that can be watched and cancelled. */
typedef struct _TaplineErrand TaplineErrand;

/* Runs on the errand's thread. %FALSE with an error, or without one if it was cancelled. */
typedef gboolean (*TaplineErrandFunc) (TaplineErrand  *errand,
                                       gpointer        data,
                                       GError        **error);

TaplineErrand *tapline_errand_start        (const char         *name,
                                            TaplineErrandFunc   func,
                                            gpointer            data,
                                            GDestroyNotify      destroy,
                                            TaplineBell        *bell);
TaplineErrand *tapline_errand_ref          (TaplineErrand      *self);
void           tapline_errand_unref        (TaplineErrand      *self);
void           tapline_errand_cancel       (TaplineErrand      *self);
gboolean       tapline_errand_is_over      (TaplineErrand      *self);
gboolean       tapline_errand_get_result   (TaplineErrand      *self,
                                            GError            **error);
double         tapline_errand_get_fraction (TaplineErrand      *self);

/* The errand's thread. */
gboolean       tapline_errand_go_on        (TaplineErrand      *self,
                                            guint64             done,
                                            guint64             total);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineErrand, tapline_errand_unref)

G_END_DECLS
