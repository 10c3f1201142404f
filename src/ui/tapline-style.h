/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The style sheets of the program on one display, in the colours that fit the theme there. */
typedef struct _TaplineStyle TaplineStyle;

TaplineStyle *tapline_style_new  (GdkDisplay   *display);
void          tapline_style_free (TaplineStyle *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineStyle, tapline_style_free)

G_END_DECLS
