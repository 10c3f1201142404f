/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-message.h"

G_BEGIN_DECLS

#define TAPLINE_MESSAGE_LIMIT_DEFAULT (16u * 1024 * 1024)

/* How a stream is cut into messages: a kind from the table and its parameters, immutable and
 * named by a spec string (`raw`, `lines`). Shared between threads by reference. */
typedef struct _TaplineFraming TaplineFraming;

/**
 * TaplineFramerState:
 * @start_back: index records back to the block where the unfinished message began
 * @length: bytes of the unfinished message so far; 0 if there is none
 * @start_at: payload offset in that block where it began
 * @flags: #TaplineMessageFlags that the unfinished message has already
 * @format: the format's own; may be set where @length is 0, behind a cut at the limit
 *
 * Where the framer of one direction of one connection stands between two pieces of the stream.
 * All zero is the state at the start. Its size is part of the index's format.
 */
typedef struct
{
  guint32 start_back;
  guint32 length;
  guint16 start_at;
  guint16 flags;
  guint8  format[16];
} TaplineFramerState;

G_STATIC_ASSERT (sizeof (TaplineFramerState) == 28);

/**
 * TaplineCut:
 * @end: offset in the piece behind the message's last byte; 0 if it ended with the piece before
 * @ending: how many of the message's last bytes a view leaves out
 * @flags: #TaplineMessageFlags
 */
typedef struct
{
  guint32 end;
  guint16 ending;
  guint16 flags;
} TaplineCut;

TaplineFraming *tapline_framing_new       (const char            *spec,
                                           guint32                limit,
                                           GError               **error);
TaplineFraming *tapline_framing_ref       (TaplineFraming        *self);
void            tapline_framing_unref     (TaplineFraming        *self);
const char     *tapline_framing_get_spec  (const TaplineFraming  *self);
/* Microseconds without a byte that end a message; 0 if silence ends none. */
gint64          tapline_framing_get_pause (const TaplineFraming  *self);
/* Moves @state over one piece, which may end anywhere, and counts the messages that end in it.
 * With @cuts, also appends a #TaplineCut for each. */
guint           tapline_framing_feed      (const TaplineFraming  *self,
                                           TaplineFramerState    *state,
                                           const guint8          *bytes,
                                           gsize                  length,
                                           GArray                *cuts);
/* Whether each message that ends in a piece does so behind the first @delimiter. */
gboolean        tapline_framing_get_delimiter (const TaplineFraming     *self,
                                               const TaplineFramerState *state,
                                               gsize                     length,
                                               guint8                   *delimiter,
                                               gboolean                 *with_cr);
/* What a whole message is flagged for, in translated sentences; NULL if nothing. */
char           *tapline_framing_dup_flaw  (const TaplineFraming  *self,
                                           const guint8          *bytes,
                                           gsize                  length,
                                           TaplineMessageFlags    flags);

/* The table of framings, for choosers, settings and `tapline-cli framings`. */
typedef struct
{
  const char *name;    /* first word of the spec */
  const char *title;   /* translatable, in the words of its users */
  const char *summary; /* translatable, what is special about it in a few words */
  const char *example; /* a spec that works; it has a colon if the format has parameters */
  const char *source;  /* the document the format comes from */
} TaplineFramingInfo;

const TaplineFramingInfo *tapline_framing_list (guint *n_infos);

#define TAPLINE_FRAMING_ERROR (tapline_framing_error_quark ())
GQuark tapline_framing_error_quark (void);
typedef enum { TAPLINE_FRAMING_ERROR_SPEC } TaplineFramingError;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineFraming, tapline_framing_unref)

G_END_DECLS
