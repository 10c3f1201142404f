/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record of an index: 48 bytes for a block of the capture in which a message may end. Its
 * packing is known here only.
 *
 *   position  capture offset / 4: 44 bits | kind: 4 | back, upper 16
 *   first     number of the first message that ends here: 44 bits | back, lower 20
 *
 * The file is temporary and never leaves the machine, so the byte order is the machine's.
 */
#pragma once

#include "tapline-framing.h"

G_BEGIN_DECLS

typedef enum
{
  TAPLINE_RECORD_IN,        /* payload from the peer: as many messages as end in it */
  TAPLINE_RECORD_OUT,       /* payload to the peer */
  TAPLINE_RECORD_NOTE,      /* one message: the block's note or comment */
  TAPLINE_RECORD_CLOSE_IN,  /* one message: what the end of the stream cut off */
  TAPLINE_RECORD_CLOSE_OUT,
  TAPLINE_RECORD_PAUSE_IN,  /* one message: what silence ended, behind a block of any stream */
  TAPLINE_RECORD_PAUSE_OUT,
} TaplineRecordKind;

/**
 * TaplineRecord:
 * @position: see above
 * @first: see above
 * @connection: number of the connection, from 1; 0 for a note about none
 * @state: where the framer of this direction of the connection stood before the block
 */
typedef struct
{
  guint64            position;
  guint64            first;
  guint32            connection;
  TaplineFramerState state;
} TaplineRecord;

G_STATIC_ASSERT (sizeof (TaplineRecord) == 48);

#define TAPLINE_RECORD_BACK_MAX ((G_GUINT64_CONSTANT (1) << 36) - 1)

/* @back: records back to the one before in this direction of this connection, 0 if there is
 * none. */
static inline TaplineRecord
tapline_record_make (TaplineRecordKind         kind,
                     guint64                   offset,
                     guint64                   first,
                     guint64                   back,
                     guint32                   connection,
                     const TaplineFramerState *state)
{
  return (TaplineRecord) {
    .position = offset / 4 << 20 | (guint64) kind << 16 | back >> 20,
    .first = first << 20 | (back & 0xfffff),
    .connection = connection,
    .state = *state,
  };
}

static inline TaplineRecordKind
tapline_record_get_kind (const TaplineRecord *self)
{
  return (TaplineRecordKind) (self->position >> 16 & 15);
}

static inline guint64
tapline_record_get_offset (const TaplineRecord *self)
{
  return (self->position >> 20) * 4;
}

static inline guint64
tapline_record_get_first (const TaplineRecord *self)
{
  return self->first >> 20;
}

static inline guint64
tapline_record_get_back (const TaplineRecord *self)
{
  return (self->position & 0xffff) << 20 | (self->first & 0xfffff);
}

static inline gboolean
tapline_record_is_payload (const TaplineRecord *self)
{
  TaplineRecordKind kind = tapline_record_get_kind (self);

  return kind == TAPLINE_RECORD_IN || kind == TAPLINE_RECORD_OUT;
}

/* Of the one message that the end of a stream or silence ended. */
static inline TaplineMessageFlags
tapline_record_get_single_flags (const TaplineRecord *self)
{
  TaplineRecordKind kind = tapline_record_get_kind (self);
  gboolean cut = kind == TAPLINE_RECORD_CLOSE_IN || kind == TAPLINE_RECORD_CLOSE_OUT;

  return self->state.flags | (cut ? TAPLINE_MESSAGE_CUT_BY_CLOSE : 0);
}

static inline TaplineDirection
tapline_record_get_direction (const TaplineRecord *self)
{
  TaplineRecordKind kind = tapline_record_get_kind (self);

  if (kind == TAPLINE_RECORD_NOTE)
    return TAPLINE_DIRECTION_NOTE;

  return kind == TAPLINE_RECORD_IN || kind == TAPLINE_RECORD_CLOSE_IN
         || kind == TAPLINE_RECORD_PAUSE_IN ? TAPLINE_DIRECTION_IN : TAPLINE_DIRECTION_OUT;
}

G_END_DECLS
