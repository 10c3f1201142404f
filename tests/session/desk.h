/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session on a desk, a peer that floods it, and a watch on the main loop. */
#pragma once

#include "fixture.h"
#include "tapline-session.h"

G_BEGIN_DECLS

typedef struct
{
  TaplineSidecar     *sidecar;
  TaplineSession     *session;
  TaplineMessageList *messages; /* borrowed */
  char               *directory;
  guint               n_changed;
} Desk;

/* Lines of @length bytes, a divisor of 16 KiB, that begin with their number in ten digits. */
typedef struct
{
  int     fd;
  gsize   length;
  guint64 n_lines; /* after which it ends, rounded up; 0 for never */
  int     over;    /* atomic */
} Flooder;

typedef struct
{
  gint64 last;
  gint64 longest;
} Stall;

void      set_up        (Desk           *self,
                         gconstpointer   unused);
void      tear_down     (Desk           *self,
                         gconstpointer   unused);
void      close_session (TaplineSession *session);
guint     count_files   (const char     *directory);
void      open_listener (Desk           *self);
int       connect_peer  (Desk           *self);
char     *dup_row       (Desk           *self,
                         guint64         number);
guint64   n_messages    (Desk           *self);
gboolean  is_receiving  (Desk           *self);
gboolean  is_at_rest    (Desk           *self);

/* A thread's. */
gpointer  flood         (gpointer        flooder);
/* A source's that is due all the time. */
gboolean  stall_cb      (gpointer        stall);
/* For qsort() of gint64, as for a median. */
int       compare_times (gconstpointer   a,
                         gconstpointer   b);

G_END_DECLS
