/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-index.h"
#include "tapline-query.h"
#include "tapline-record.h"

G_BEGIN_DECLS

/* Examines a range of the messages of an index; one of each worker of a search. */
typedef struct _TaplineSift TaplineSift;

/**
 * TaplineSifted:
 * @bits: (element-type guint64): for each message of the range whether it matches
 * @n_messages: how many they are
 * @late: (element-type guint64): messages before the range that match as well
 * @too_complex: whether the pattern gave up at a message
 * @too_complex_at: its offset in the range
 * @unreadable: whether there were messages that could not be read
 *
 * What came out of a range.
 */
typedef struct
{
  GArray   *bits;
  gsize     n_messages;
  GArray   *late;
  gboolean  too_complex;
  gsize     too_complex_at;
  gboolean  unreadable;
} TaplineSifted;

static inline gboolean
tapline_sift_get_bit (const GArray *bits,
                      gsize         i)
{
  return (g_array_index (bits, guint64, i / 64) >> (i % 64)) & 1;
}

TaplineSift *tapline_sift_new  (TaplineIndex        *index,
                                TaplineQuery        *query,
                                gboolean             stream);
void         tapline_sift_free (TaplineSift         *self);
void         tapline_sift_run  (TaplineSift         *self,
                                guint64              number,
                                const TaplineRecord *records,
                                guint                n_records,
                                guint64              end_message,
                                guint64              end_offset,
                                const int           *cancelled,
                                TaplineSifted       *sifted);

G_END_DECLS
