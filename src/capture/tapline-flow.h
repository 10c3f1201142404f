/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-address.h"

G_BEGIN_DECLS

/**
 * TaplineFlow:
 * @local: our end
 * @remote: the peer's end
 * @accepted: %TRUE if the peer connected to us, %FALSE if we connected to it
 * @next_in: TCP sequence number of the next byte from the peer
 * @next_out: TCP sequence number of the next byte from us
 * @acked_in: what our last segment acknowledged
 * @acked_out: what the peer's last segment acknowledged
 * @ended: bit per #TaplineDirection that has ended
 *
 * What the capture needs to write one connection as TCP segments (RFC 9293). Set the first three
 * and hand it to tapline_capture_open_flow(); the rest is the capture's.
 */
typedef struct
{
  /* set by the owner */
  TaplineAddress local;
  TaplineAddress remote;
  gboolean       accepted;
  /* written by the capture */
  guint32        next_in;
  guint32        next_out;
  guint32        acked_in;
  guint32        acked_out;
  guint8         ended;
} TaplineFlow;

G_END_DECLS
