/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-error.h"

G_BEGIN_DECLS

/* The network thread: one GThread, its own GMainContext, and the protocol by which it ends. */
typedef struct _TaplineSidecar TaplineSidecar;

typedef enum
{
  TAPLINE_SIDECAR_IDLE,
  TAPLINE_SIDECAR_STARTING,
  TAPLINE_SIDECAR_RUNNING,
  TAPLINE_SIDECAR_STOPPING,
  TAPLINE_SIDECAR_STOPPED,
  TAPLINE_SIDECAR_FAILED,
} TaplineSidecarStatus;

typedef void (*TaplineSidecarFunc) (TaplineSidecar *self,
                                    gpointer        data);

TaplineSidecar      *tapline_sidecar_new         (void);
TaplineSidecar      *tapline_sidecar_ref         (TaplineSidecar       *self);
void                 tapline_sidecar_unref       (TaplineSidecar       *self);
/* Idempotent; returns once the loop turns. Works again after stopped and after failed. */
gboolean             tapline_sidecar_start       (TaplineSidecar       *self,
                                                  GError              **error);
TaplineSidecarStatus tapline_sidecar_get_status  (TaplineSidecar       *self);
/* Runs @func on the sidecar, in the order of posting. %FALSE once stopping, stopped or failed
 * (@destroy is called then too, on the calling thread). @destroy runs on the sidecar. */
gboolean             tapline_sidecar_post        (TaplineSidecar       *self,
                                                  TaplineSidecarFunc    func,
                                                  gpointer              data,
                                                  GDestroyNotify        destroy,
                                                  GError              **error);
/* The same, and waits until it ran, at most @timeout_ms. Not on a thread whose loop draws, not
 * on the sidecar. After a time-out @func may still run: @data must outlive it (@destroy). */
gboolean             tapline_sidecar_call        (TaplineSidecar       *self,
                                                  TaplineSidecarFunc    func,
                                                  gpointer              data,
                                                  GDestroyNotify        destroy,
                                                  guint                 timeout_ms,
                                                  GError              **error);
/* Single-flight; safe from every thread and callback, the sidecar's included. Connections get
 * @grace_ms to write what is queued. @callback runs on the caller's thread-default context. */
void                 tapline_sidecar_stop_async  (TaplineSidecar       *self,
                                                  guint                 grace_ms,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
gboolean             tapline_sidecar_stop_finish (TaplineSidecar       *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);
/* The synchronous form: %FALSE with #TAPLINE_ERROR_DEADLINE if the thread did not end within
 * @timeout_ms; it is detached then, with its state. */
gboolean             tapline_sidecar_stop        (TaplineSidecar       *self,
                                                  guint                 grace_ms,
                                                  guint                 timeout_ms,
                                                  GError              **error);
/* A fatal error: kept, and returned by every later call until a restart. Sidecar only. */
void                 tapline_sidecar_fail_on_sidecar (TaplineSidecar   *self,
                                                      GError           *error);

gboolean             tapline_sidecar_is_current  (TaplineSidecar       *self);

#define TAPLINE_ASSERT_SIDECAR(sidecar) g_assert (tapline_sidecar_is_current (sidecar))
#define TAPLINE_ASSERT_UI()             g_assert (g_main_context_is_owner (NULL))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineSidecar, tapline_sidecar_unref)

G_END_DECLS
