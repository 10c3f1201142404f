/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <semaphore.h>

#include <glib.h>

G_BEGIN_DECLS

/* How threads that work in the background are told that there may be something to do, by whoever
 * must not wait: giving a nudge takes no lock. However many are given, one thread gets up once.
 *
 * Who nudges first changes what there is to do and then nudges; who was nudged then looks. Among
 * several threads, one that was nudged and leaves work, or sees that all is over, passes it on. */
typedef struct
{
  sem_t semaphore;
  int   given;     /* atomic: keeps the semaphore at one */
} TaplineNudge;

void tapline_nudge_init  (TaplineNudge *self);
void tapline_nudge_clear (TaplineNudge *self);
/* Any thread. */
void tapline_nudge_give  (TaplineNudge *self);
/* Sleeps until there was one. */
void tapline_nudge_wait  (TaplineNudge *self);

G_END_DECLS
