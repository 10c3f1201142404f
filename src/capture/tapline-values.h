/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-follower.h"
#include "tapline-pattern.h"
#include "tapline-timeline.h"

G_BEGIN_DECLS

/* The numbers that a regular expression finds in all messages of an index, over time, collected by
 * a follower. */

/**
 * TaplineValueSlot:
 * @n: how many values; 0 if there are none, and then nothing else
 * @sum: of them
 * @min: the least
 * @max: the greatest
 * @last: the one that came last
 *
 * Values of about the same time.
 */
typedef struct
{
  guint64 n;
  double  sum;
  double  min;
  double  max;
  double  last;
} TaplineValueSlot;

/**
 * TaplineValueFigures:
 * @all: all of them
 * @last: when the last one came
 * @no_numbers: how often something was found that is no number
 * @too_complex: the message at which the expression gave up, counted from 1; 0 if it did not
 * @timeline: which time each slot has
 * @slots: the values
 */
typedef struct
{
  TaplineValueSlot all;
  gint64           last;
  guint64          no_numbers;
  guint64          too_complex;
  TaplineTimeline  timeline;
  TaplineValueSlot slots[TAPLINE_TIMELINE_SLOTS];
} TaplineValueFigures;

gboolean         tapline_values_parse  (const char           *text,
                                        gsize                 length,
                                        double               *value);

TaplineFollower *tapline_values_follow (TaplineIndex         *index,
                                        TaplinePattern       *pattern,
                                        TaplineIndexNotify    notify,
                                        gpointer              user_data,
                                        GDestroyNotify        destroy,
                                        GError              **error);
void             tapline_values_look   (TaplineFollower      *follower,
                                        TaplineValueFigures  *figures);

G_END_DECLS
