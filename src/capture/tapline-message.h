/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-address.h"

G_BEGIN_DECLS

typedef enum
{
  TAPLINE_DIRECTION_IN,   /* received from the peer */
  TAPLINE_DIRECTION_OUT,  /* sent to the peer */
  TAPLINE_DIRECTION_NOTE, /* what happened: connected, refused, closed, listening on … */
} TaplineDirection;

typedef enum
{
  TAPLINE_MESSAGE_PENDING      = 1 << 0, /* unfinished: more may follow */
  TAPLINE_MESSAGE_CUT_BY_CLOSE = 1 << 1, /* the stream ended inside it, or bytes are missing */
  TAPLINE_MESSAGE_OVER_LIMIT   = 1 << 2, /* longer than the limit, cut there */
  TAPLINE_MESSAGE_GARBAGE      = 1 << 3, /* bytes that fit no frame */
  TAPLINE_MESSAGE_BAD_CHECKSUM = 1 << 4, /* what the frame says differs from what was computed */
} TaplineMessageFlags;

/**
 * TaplineMessage:
 * @number: position in the log, from 0; for a pending message the position it would get
 * @time: microseconds since 1970-01-01 UTC, when its last byte arrived
 * @direction: in, out or note
 * @connection: number of the connection in this capture, from 1; 0 for a note about none
 * @peer: the other end; family 0 where there is none
 * @local: our end of it
 * @length: size in bytes of the whole message, its ending included
 * @ending: how many of its last bytes are framing that a view leaves out (LF, CR LF)
 * @flags: #TaplineMessageFlags
 * @head: (array length=head_length): its first bytes, or a note's UTF-8 text; borrowed from the
 *   reader that filled this in, valid until its next call
 * @head_length: at most what was asked for, at most @length
 *
 * One row of the log.
 */
typedef struct
{
  guint64             number;
  gint64              time;
  TaplineDirection    direction;
  guint32             connection;
  TaplineAddress      peer;
  TaplineAddress      local;
  guint64             length;
  guint               ending;
  TaplineMessageFlags flags;
  const guint8       *head;
  gsize               head_length;
} TaplineMessage;

G_END_DECLS
