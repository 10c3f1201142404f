/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-needle.h"

G_BEGIN_DECLS

/**
 * TaplineRegex:
 * @lines: (nullable): a regular expression that finds the same in many lines at once, or %NULL
 * @literals: (nullable) (element-type TaplineNeedle): whatever matches contains one of these
 * @exact: whether each of these is a match, so that it need not be compared
 *
 * What a regular expression tells about where it can match. A member of its one user.
 */
typedef struct
{
  char      *lines;
  GPtrArray *literals;
  gboolean   exact;
} TaplineRegex;

void tapline_regex_init  (TaplineRegex *self,
                          const char   *text,
                          gboolean      any_case,
                          gboolean      utf);
void tapline_regex_clear (TaplineRegex *self);

G_END_DECLS
