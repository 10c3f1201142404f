/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-message.h"
#include "tapline-pattern.h"

G_BEGIN_DECLS

/* Which messages are wanted: conditions, all or any of which must hold. Immutable, and shared
 * between threads by reference. */
typedef struct _TaplineQuery TaplineQuery;

typedef enum
{
  TAPLINE_CONDITION_KIND,       /* a note, or if inverted a message */
  TAPLINE_CONDITION_DIRECTION,  /* received, or sent */
  TAPLINE_CONDITION_CONNECTION, /* numbers of connections */
  TAPLINE_CONDITION_MARKED,     /* the user has marked it */
  TAPLINE_CONDITION_PEER,       /* the other end's address */
  TAPLINE_CONDITION_TIME,       /* microseconds since 1970-01-01 UTC */
  TAPLINE_CONDITION_SIZE,       /* bytes of the whole message, its ending included */
  TAPLINE_CONDITION_FLAGS,      /* at least one of these flags */
  TAPLINE_CONDITION_PATTERN,
} TaplineConditionType;

#define TAPLINE_CONDITION_RANGES_MAX 8

typedef struct
{
  guint64 from;
  guint64 to; /* inclusive */
} TaplineRange;

/**
 * TaplineCondition:
 * @type: what is compared
 * @inverted: whether it must not be so
 * @pattern: (nullable): for a pattern; borrowed
 * @direction: for a direction: in or out
 * @peer: for a peer; with port 0 for any, with family 0 for any address
 * @peer_free: how many of the address's last bits may be others
 * @flags: for flags
 * @ranges: for numbers, times and sizes: one of these
 * @n_ranges: how many there are
 */
typedef struct
{
  TaplineConditionType type;
  gboolean             inverted;
  TaplinePattern      *pattern;
  TaplineDirection     direction;
  TaplineAddress       peer;
  guint                peer_free;
  TaplineMessageFlags  flags;
  TaplineRange         ranges[TAPLINE_CONDITION_RANGES_MAX];
  guint                n_ranges;
} TaplineCondition;

typedef enum
{
  TAPLINE_QUERY_ANY      = 1 << 0, /* one condition is enough */
  TAPLINE_QUERY_INVERTED = 1 << 1, /* all but what the conditions say */
} TaplineQueryFlags;

TaplineQuery           *tapline_query_new            (const TaplineCondition  *conditions,
                                                      guint                    n_conditions,
                                                      TaplineQueryFlags        flags);
TaplineQuery           *tapline_query_new_within     (TaplineQuery            *outer,
                                                      const TaplineCondition  *conditions,
                                                      guint                    n_conditions,
                                                      TaplineQueryFlags        flags);
TaplineQuery           *tapline_query_new_brief      (TaplineQuery            *other);
TaplineQuery           *tapline_query_parse          (const char              *text,
                                                      guint                   *position,
                                                      GError                 **error);
TaplineQuery           *tapline_query_parse_on       (const char              *text,
                                                      gint64                   day,
                                                      guint                   *position,
                                                      GError                 **error);
char                   *tapline_query_to_string      (const TaplineQuery      *self);
TaplineQuery           *tapline_query_ref            (TaplineQuery            *self);
void                    tapline_query_unref          (TaplineQuery            *self);
const TaplineCondition *tapline_query_get_conditions (const TaplineQuery      *self,
                                                      guint                   *n_conditions);
TaplineQueryFlags       tapline_query_get_flags      (const TaplineQuery      *self);
TaplineQuery           *tapline_query_get_outer      (const TaplineQuery      *self);
TaplinePattern         *tapline_query_get_pattern    (const TaplineQuery      *self);
gboolean                tapline_query_asks_for_marks (const TaplineQuery      *self);
TaplinePatternResult    tapline_query_match          (const TaplineQuery      *self,
                                                      const TaplineMessage    *message,
                                                      gboolean                 is_marked,
                                                      const guint8            *bytes,
                                                      gsize                    length);
TaplinePatternResult    tapline_condition_match      (const TaplineCondition  *self,
                                                      const TaplineMessage    *message,
                                                      gboolean                 is_marked,
                                                      const guint8            *bytes,
                                                      gsize                    length);

#define TAPLINE_QUERY_ERROR (tapline_query_error_quark ())
GQuark tapline_query_error_quark (void);
typedef enum { TAPLINE_QUERY_ERROR_SYNTAX } TaplineQueryError;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineQuery, tapline_query_unref)

G_END_DECLS
