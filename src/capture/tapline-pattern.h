/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a user looks for in messages: text, a regular expression, or bytes. Immutable, and shared
 * between threads by reference. */
typedef struct _TaplinePattern TaplinePattern;

typedef enum
{
  TAPLINE_PATTERN_TEXT,  /* these characters, as UTF-8 */
  TAPLINE_PATTERN_REGEX, /* a regular expression as GRegex takes it */
  TAPLINE_PATTERN_HEX,   /* bytes as hexadecimal digits, `?` for any digit: `0D 0A f? ??` */
} TaplinePatternKind;

typedef enum
{
  TAPLINE_PATTERN_ANY_CASE   = 1 << 0, /* letters in either case; not for bytes */
  TAPLINE_PATTERN_WHOLE_WORD = 1 << 1, /* not inside a longer word; not for bytes */
} TaplinePatternFlags;

typedef enum
{
  TAPLINE_PATTERN_ABSENT,
  TAPLINE_PATTERN_FOUND,
  TAPLINE_PATTERN_TOO_COMPLEX, /* gave up: a regular expression that would take for ever here */
} TaplinePatternResult;

TaplinePattern       *tapline_pattern_new       (TaplinePatternKind     kind,
                                                 const char            *text,
                                                 TaplinePatternFlags    flags,
                                                 guint                 *position,
                                                 GError               **error);
TaplinePattern       *tapline_pattern_ref       (TaplinePattern        *self);
void                  tapline_pattern_unref     (TaplinePattern        *self);
TaplinePatternKind    tapline_pattern_get_kind  (const TaplinePattern  *self);
const char           *tapline_pattern_get_text  (const TaplinePattern  *self);
TaplinePatternFlags   tapline_pattern_get_flags (const TaplinePattern  *self);
TaplinePatternResult  tapline_pattern_find      (const TaplinePattern  *self,
                                                 const guint8          *bytes,
                                                 gsize                  length,
                                                 gsize                  from,
                                                 gsize                 *start,
                                                 gsize                 *end);
TaplinePatternResult  tapline_pattern_find_group (const TaplinePattern *self,
                                                 const guint8          *bytes,
                                                 gsize                  length,
                                                 gsize                  from,
                                                 gsize                 *start,
                                                 gsize                 *end,
                                                 gsize                 *match_end);
TaplinePatternResult  tapline_pattern_match     (const TaplinePattern  *self,
                                                 const guint8          *bytes,
                                                 gsize                  length,
                                                 guint                  ending);
TaplinePattern       *tapline_pattern_get_brief (TaplinePattern        *self);
gboolean              tapline_pattern_is_quick  (const TaplinePattern  *self,
                                                 const guint8          *bytes,
                                                 gsize                  length);

#define TAPLINE_PATTERN_ERROR (tapline_pattern_error_quark ())
GQuark tapline_pattern_error_quark (void);
typedef enum
{
  TAPLINE_PATTERN_ERROR_SYNTAX,
  TAPLINE_PATTERN_ERROR_TOO_COMPLEX, /* at a message, see TaplineSearch */
} TaplinePatternError;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplinePattern, tapline_pattern_unref)

G_END_DECLS
