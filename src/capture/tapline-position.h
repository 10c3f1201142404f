/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-message.h"

G_BEGIN_DECLS

/**
 * TaplinePosition:
 * @offset: where the block with it begins in the capture's file
 * @at: the byte's offset in that block's payload; 0 for a note
 * @direction: of the byte, or that it is a note
 *
 * Where in a capture a message begins. It means the same under every framing.
 */
typedef struct
{
  guint64          offset;
  guint32          at;
  TaplineDirection direction;
} TaplinePosition;

/**
 * TaplineReach:
 * @begin: of its first byte
 * @end: where the block with its last byte begins, and the offset in there of what follows
 * @connection: whose bytes they are; 0 for a note about none
 *
 * From where to where a message reaches in a capture. In between there may be bytes of others, of
 * other connections or of the other direction.
 */
typedef struct
{
  TaplinePosition begin;
  TaplinePosition end;
  guint32         connection;
} TaplineReach;

G_END_DECLS
