/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*TaplineConfirmed) (gpointer user_data);

/* Asks before something is gone for good; @confirmed is called if @verb was pressed, @destroy in
 * any case. */
void tapline_confirm (GtkWindow        *parent,
                      const char       *question,
                      const char       *details,
                      const char       *verb,
                      TaplineConfirmed  confirmed,
                      gpointer          user_data,
                      GDestroyNotify    destroy);

G_END_DECLS
