/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TAPLINE_LISTEN_LOOPBACK "127.0.0.1"
#define TAPLINE_LISTEN_ANY      "0.0.0.0"

#define TAPLINE_TYPE_LISTEN_POPOVER (tapline_listen_popover_get_type ())
/* Who may connect to a listener: this computer, the network, or whoever reaches one address. */
G_DECLARE_FINAL_TYPE (TaplineListenPopover, tapline_listen_popover, TAPLINE, LISTEN_POPOVER,
                      GtkPopover)

GtkWidget  *tapline_listen_popover_new         (void);
const char *tapline_listen_popover_get_address (TaplineListenPopover *self);
void        tapline_listen_popover_set_address (TaplineListenPopover *self,
                                                const char           *address);
void        tapline_listen_popover_set_port    (TaplineListenPopover *self,
                                                const char           *port);
/* Activates win.listen-on with the port and the address as a pair of strings. */

G_END_DECLS
