/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TaplineImportPiece:
 * @seq: sequence number of the first byte
 * @length: bytes that were captured
 * @missing: bytes behind these that were not
 * @fin: whether the stream ends behind it
 * @number: of the packet
 * @time: microseconds since 1970-01-01 UTC
 * @bytes: (array length=length): borrowed; of a piece that is held, behind it
 * @comment: (nullable): what was said of the packet; likewise
 *
 * A piece of a stream, as one packet brings it.
 */
typedef struct
{
  guint32       seq;
  guint32       length;
  guint32       missing;
  gboolean      fin;
  guint         number;
  gint64        time;
  const guint8 *bytes;
  const char   *comment;
} TaplineImportPiece;

/**
 * TaplineImportStream:
 * @known: whether it is known where it stands
 * @from_start: whether its beginning was captured
 * @start: sequence number of its first byte that is known
 * @next: sequence number of the byte that is due
 *
 * One direction of a TCP connection. A member of its one user; all zero is a new one.
 */
typedef struct
{
  gboolean known;
  gboolean from_start;
  guint32  start;
  guint32  next;
  /* private */
  GQueue   held;       /* TaplineImportPiece, by sequence number */
  gsize    held_bytes;
  guint    waited;     /* packets of the connection since it began to hold */
} TaplineImportStream;

/* What becomes of a piece. */
typedef enum
{
  TAPLINE_IMPORT_OLD,  /* it was there before */
  TAPLINE_IMPORT_DUE,  /* it is the next, less what was there before */
  TAPLINE_IMPORT_HELD, /* something before it is missing as yet */
} TaplineImportFate;

void                tapline_import_stream_begin     (TaplineImportStream       *self,
                                                     guint32                    seq,
                                                     gboolean                   from_start);
void                tapline_import_stream_clear     (TaplineImportStream       *self);
guint32             tapline_import_stream_get_early (const TaplineImportStream *self,
                                                     const TaplineImportPiece  *piece);
TaplineImportFate   tapline_import_stream_take      (TaplineImportStream       *self,
                                                     TaplineImportPiece        *piece);
TaplineImportPiece *tapline_import_stream_pop       (TaplineImportStream       *self);
guint32             tapline_import_stream_get_gap   (const TaplineImportStream *self);
gboolean            tapline_import_stream_give_up   (TaplineImportStream       *self,
                                                     gboolean                   has_ack,
                                                     guint32                    ack);

G_END_DECLS
