/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tapline-endpoint.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_ENDPOINT_BAR (tapline_endpoint_bar_get_type ())
/* Host, port and the buttons that do something with them. */
G_DECLARE_FINAL_TYPE (TaplineEndpointBar, tapline_endpoint_bar, TAPLINE, ENDPOINT_BAR, GtkWidget)

GtkWidget       *tapline_endpoint_bar_new           (void);
const char      *tapline_endpoint_bar_get_host      (TaplineEndpointBar  *self);
const char      *tapline_endpoint_bar_get_port      (TaplineEndpointBar  *self);
void             tapline_endpoint_bar_set_endpoint  (TaplineEndpointBar  *self,
                                                     const char          *host,
                                                     const char          *port);
/* What the entries say, as an endpoint to connect to. A host that brings its port along is split
 * over both entries. */
TaplineEndpoint *tapline_endpoint_bar_parse         (TaplineEndpointBar  *self,
                                                     GError             **error);
/* @open: the connection button disconnects. */
void             tapline_endpoint_bar_set_open      (TaplineEndpointBar  *self,
                                                     gboolean             open);
/* Marks the entry that @error belongs to; NULL marks none. */
void             tapline_endpoint_bar_set_error     (TaplineEndpointBar  *self,
                                                     const GError        *error);
/* Moves the focus to the entry that is marked, else to the host. */
void             tapline_endpoint_bar_focus         (TaplineEndpointBar  *self);
void             tapline_endpoint_bar_focus_host    (TaplineEndpointBar  *self);
void             tapline_endpoint_bar_set_listen_on (TaplineEndpointBar  *self,
                                                     const char          *address);
/* Signal: "edited", when the user changed an entry. */

G_END_DECLS
