/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A few bytes to look for, each of which may be fixed, a letter in either case, or anything.
 * Immutable. */
typedef struct _TaplineNeedle TaplineNeedle;

#define TAPLINE_NEEDLE_FIXED  0xff /* masks: the byte itself */
#define TAPLINE_NEEDLE_LETTER 0xdf /* an ASCII letter, in either case */
#define TAPLINE_NEEDLE_ANY    0x00

/* A way to look for a needle, for tests that compare them all. */
typedef struct
{
  const char    *name;
  const guint8 *(*find) (const TaplineNeedle *self,
                         const guint8        *bytes,
                         gsize                length);
} TaplineFinder;

TaplineNeedle       *tapline_needle_new          (const guint8        *bytes,
                                                  const guint8        *masks,
                                                  gsize                length);
void                 tapline_needle_free         (TaplineNeedle       *self);
gsize                tapline_needle_get_length   (const TaplineNeedle *self);
guint                tapline_needle_get_rarity   (const TaplineNeedle *self);
const guint8        *tapline_needle_find         (const TaplineNeedle *self,
                                                  const guint8        *bytes,
                                                  gsize                length);
const TaplineFinder *tapline_needle_list_finders (guint               *n_finders);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineNeedle, tapline_needle_free)

G_END_DECLS
