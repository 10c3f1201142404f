/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tapline-capture.h"
#include "tapline-sidecar-private.h"
#include "tapline-tap.h"

G_BEGIN_DECLS

/* One TCP connection on the sidecar: reads into the recording, writes from a queue. Everything
 * here is for the sidecar, but tapline_link_entry_*. */
typedef struct _TaplineLink TaplineLink;

/* What others may see of a link, on any thread, for as long as they hold a reference. */
typedef struct
{
  gatomicrefcount ref_count;
  /* immutable */
  guint32         connection;
  TaplineAddress  address;
  /* atomic, written by the sidecar */
  TaplineCounter  received;
  TaplineCounter  sent;
  int             receiving;
  int             sending;
} TaplineLinkEntry;

/* What a link tells its owner. */
typedef struct
{
  void (*received)    (TaplineLink *link,
                       gsize        bytes,
                       gpointer     owner);
  /* The bytes that wait changed by @queued, @bytes of them because they are sent. */
  void (*sent)        (TaplineLink *link,
                       gsize        bytes,
                       gssize       queued,
                       gpointer     owner);
  /* There is no room in the recording: to be paused until there is. */
  void (*starved)     (TaplineLink *link,
                       gpointer     owner);
  /* The peer, or we, closed a side; @text says it. */
  void (*half_closed) (TaplineLink *link,
                       const char  *text,
                       gpointer     owner);
  /* It is closed and its end recorded: free it. @text says how it ended. */
  void (*ended)       (TaplineLink *link,
                       const char  *text,
                       gpointer     owner);
} TaplineLinkFuncs;

TaplineLink      *tapline_link_new           (TaplineSidecar          *sidecar,
                                              TaplineCapture          *capture,
                                              GSocketConnection       *connection,
                                              guint32                  number,
                                              const char              *name,
                                              gboolean                 accepted,
                                              const TaplineLinkFuncs  *funcs,
                                              gpointer                 owner);
void              tapline_link_free          (TaplineLink             *self);
void              tapline_link_open          (TaplineLink             *self,
                                              const char              *comment);
void              tapline_link_send          (TaplineLink             *self,
                                              GBytes                  *bytes);
void              tapline_link_close_sending (TaplineLink             *self);
void              tapline_link_close         (TaplineLink             *self,
                                              gboolean                 when_written);
void              tapline_link_pause         (TaplineLink             *self);
void              tapline_link_resume        (TaplineLink             *self);
gsize             tapline_link_get_queued    (TaplineLink             *self);
gboolean          tapline_link_is_receiving  (TaplineLink             *self);
TaplineLinkEntry *tapline_link_get_entry     (TaplineLink             *self);
gboolean          tapline_link_is_to_itself  (GSocketConnection       *connection);

TaplineLinkEntry *tapline_link_entry_ref     (TaplineLinkEntry        *self);
void              tapline_link_entry_unref   (TaplineLinkEntry        *self);

gboolean          tapline_address_from_gio   (TaplineAddress          *self,
                                              GSocketAddress          *address);

G_END_DECLS
