/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Follows the desktop's light or dark style from now on. (transfer full) */
typedef struct _TaplineColorScheme TaplineColorScheme;

TaplineColorScheme *tapline_color_scheme_new          (GtkSettings        *settings);
void                tapline_color_scheme_free         (TaplineColorScheme *self);
const char         *tapline_color_scheme_get_property (void);
void                tapline_color_scheme_set_dark     (GtkSettings        *settings,
                                                       gboolean            dark);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineColorScheme, tapline_color_scheme_free)

G_END_DECLS
