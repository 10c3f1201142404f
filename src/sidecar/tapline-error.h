/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TAPLINE_ERROR (tapline_error_quark ())
GQuark tapline_error_quark (void);

/* What a user can mend. Codes up to HOST_LAST belong to the host entry, those up to PORT_LAST to
 * the port entry, the rest to the connection as a whole. */
typedef enum
{
  TAPLINE_ERROR_HOST_EMPTY,
  TAPLINE_ERROR_HOST_INVALID,
  TAPLINE_ERROR_HOST_NOT_FOUND,
  TAPLINE_ERROR_ADDRESS_NOT_LOCAL,
  TAPLINE_ERROR_HOST_LAST = TAPLINE_ERROR_ADDRESS_NOT_LOCAL,
  TAPLINE_ERROR_PORT_EMPTY,
  TAPLINE_ERROR_PORT_INVALID,
  TAPLINE_ERROR_PORT_IN_USE,
  TAPLINE_ERROR_PORT_PERMISSION,
  TAPLINE_ERROR_PORT_LAST = TAPLINE_ERROR_PORT_PERMISSION,
  TAPLINE_ERROR_REFUSED,
  TAPLINE_ERROR_TIMED_OUT,
  TAPLINE_ERROR_UNREACHABLE,
  TAPLINE_ERROR_NOT_CONNECTED,
  TAPLINE_ERROR_STOPPED,   /* the sidecar is stopping or stopped */
  TAPLINE_ERROR_DEADLINE,  /* a call or a stop did not end in time */
  TAPLINE_ERROR_RECORDING, /* the recording could not be made or written */
  TAPLINE_ERROR_FAILED,
} TaplineErrorCode;

/* A port that could be used instead, with PORT_IN_USE; 0 if none is known. */
guint16 tapline_error_get_free_port (const GError *error);

/* Whole translatable sentences that say what to do; @error is what GIO told. (transfer full) */
GError *tapline_error_for_connect (const char   *host,
                                   guint16       port,
                                   const GError *error,
                                   guint         timeout_ms);
GError *tapline_error_for_listen  (const char   *address,
                                   guint16       port,
                                   const GError *error,
                                   guint16       free_port);

G_END_DECLS
