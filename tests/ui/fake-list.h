/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-message-list.h"

G_BEGIN_DECLS

/* A message list that is computed, of any length, and counts what is asked of it. */
#define FAKE_TYPE_LIST (fake_list_get_type ())
G_DECLARE_FINAL_TYPE (FakeList, fake_list, FAKE, LIST, GObject)

struct _FakeList
{
  GObject parent_instance;

  guint64 n_messages;
  guint   n_pending;
  guint64 n_counts;    /* calls of get_n_messages() */
  guint64 n_reads;     /* calls of get_message() */
  guint64 lowest;      /* numbers read since they were reset */
  guint64 highest;
  gsize   head_max;    /* the largest ever asked for */
  TaplineView view;    /* the last that was told */

  /* Fills in what differs from "message NUMBER LF"; `text` is copied. */
  void  (*decorate) (FakeList       *self,
                     guint64         number,
                     TaplineMessage *message,
                     GByteArray     *text);
  const char *(*peer_name) (guint64 number);

  GByteArray *text;
  TaplineMarks   *marks;     /* (nullable) until there is one */
  guint64         n_taken;
  gboolean        replaced;  /* what is renumbered is not there any more */
};

FakeList *fake_list_new    (guint64   n_messages);
void      fake_list_append (FakeList *self,
                            guint64   n);
void      fake_list_reset  (FakeList *self);
/* @note: NULL to remove it */
void      fake_list_mark   (FakeList   *self,
                            guint64     number,
                            const char *note);
/* Makes one message of two, as another framing does. */
void      fake_list_halve  (FakeList *self);

G_END_DECLS
