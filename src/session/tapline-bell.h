/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one way from the other threads to the UI: it says that there is more, never what. */
typedef struct _TaplineBell TaplineBell;

/* Called on the UI thread, at most 60 times a second. */
typedef void (*TaplineBellFunc) (gpointer user_data);

TaplineBell *tapline_bell_new    (TaplineBellFunc  func,
                                  gpointer         user_data);
TaplineBell *tapline_bell_ref    (TaplineBell     *self);
void         tapline_bell_unref  (TaplineBell     *self);
void         tapline_bell_ring   (TaplineBell     *self);
void         tapline_bell_remove (TaplineBell     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineBell, tapline_bell_unref)

G_END_DECLS
