/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-poller.h"
#include "tapline-sidecar.h"

G_BEGIN_DECLS

/**
 * TaplineResident:
 * @leave: asks to end within @grace_ms and to call tapline_sidecar_remove_resident() then
 *
 * What lives on the sidecar and has to end before it may: embedded in its owner. Thread: sidecar.
 */
typedef struct _TaplineResident TaplineResident;
struct _TaplineResident
{
  void (*leave) (TaplineResident *self,
                 guint            grace_ms);
};

void           tapline_sidecar_add_resident    (TaplineSidecar  *self,
                                                TaplineResident *resident);
void           tapline_sidecar_remove_resident (TaplineSidecar  *self,
                                                TaplineResident *resident);
TaplinePoller *tapline_sidecar_get_poller      (TaplineSidecar  *self);
/* (transfer full): attached to the sidecar's context; destroy and unref it. */
GSource       *tapline_sidecar_add_timeout     (TaplineSidecar  *self,
                                                guint            interval_ms,
                                                GSourceFunc      func,
                                                gpointer         data,
                                                const char      *name);
/* Live connections of all sessions and how many are allowed. */
guint          tapline_sidecar_get_spare_links (TaplineSidecar  *self);
void           tapline_sidecar_count_link      (TaplineSidecar  *self,
                                                int              change);

G_END_DECLS
