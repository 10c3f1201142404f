/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-position.h"

G_BEGIN_DECLS

/**
 * TaplineMark:
 * @position: a byte of the message that is marked, or the note that is
 * @connection: whose byte it is; 0 for a note about none
 * @note: (nullable): what the user says of it, UTF-8, perhaps ""; %NULL if the mark is removed
 *
 * A mark belongs to a byte, and so, however the bytes are cut, to the message that has it.
 */
typedef struct
{
  TaplinePosition  position;
  guint32          connection;
  char            *note;
} TaplineMark;

/* Bytes of a note at most, and characters for whom that is enough in any language. */
#define TAPLINE_MARK_NOTE_MAX   960
#define TAPLINE_MARK_NOTE_CHARS 240

void          tapline_mark_clear      (TaplineMark           *self);
char         *tapline_mark_dup_note   (const char            *text,
                                       gsize                  length);

/* The marks of a capture, as far as its indexers have read it. */
typedef struct _TaplineMarks TaplineMarks;

TaplineMarks *tapline_marks_new       (void);
void          tapline_marks_free      (TaplineMarks          *self);
void          tapline_marks_take      (TaplineMarks          *self,
                                       guint64                offset,
                                       const TaplineMark     *mark);
guint64       tapline_marks_get_serial (TaplineMarks         *self);
guint         tapline_marks_get_n     (TaplineMarks          *self);
gboolean      tapline_marks_get       (TaplineMarks          *self,
                                       guint                  nth,
                                       TaplineMark           *mark);
gboolean      tapline_marks_find      (TaplineMarks          *self,
                                       const TaplineReach    *reach,
                                       TaplineMark           *mark);
gboolean      tapline_marks_find_first (TaplineMarks         *self,
                                       const TaplineReach    *reach,
                                       TaplinePosition       *position);
void          tapline_marks_get_gap   (TaplineMarks          *self,
                                       guint64                offset,
                                       guint64               *from,
                                       guint64               *to);
gboolean      tapline_marks_get_change (TaplineMarks         *self,
                                       guint64                nth,
                                       TaplinePosition       *position);
gboolean      tapline_marks_find_next (TaplineMarks          *self,
                                       const TaplineReach    *reach,
                                       gboolean               forward,
                                       TaplineMark           *mark);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TaplineMark, tapline_mark_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineMarks, tapline_marks_free)

G_END_DECLS
