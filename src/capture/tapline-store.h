/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-index-private.h"
#include "tapline-pcapng.h"
#include "tapline-excerpt.h"

G_BEGIN_DECLS

/**
 * TaplineStore:
 * @index: whose files they are
 *
 * The files of an index and its capture as one reader reads them. A member of its one user.
 */
typedef struct
{
  TaplineIndex  *index; /* borrowed */
  /* private */
  TaplineExcerpt  records;
  TaplineExcerpt  blocks;
} TaplineStore;

/**
 * TaplineExtent:
 * @first: record of the block where it begins
 * @last: record of the block with its last bytes
 * @start: offset in the first block's payload
 * @length: in bytes
 *
 * Where a message lies in the payload of one stream.
 */
typedef struct
{
  guint64 first;
  guint64 last;
  guint32 start;
  guint64 length;
} TaplineExtent;

/* Which records will be wanted after this one. */
typedef enum
{
  TAPLINE_STORE_ONE,
  TAPLINE_STORE_FORWARD,
  TAPLINE_STORE_BACKWARD,
} TaplineStoreAccess;

void          tapline_store_init        (TaplineStore        *self,
                                         TaplineIndex        *index);
void          tapline_store_clear       (TaplineStore        *self);
gboolean      tapline_store_get_record  (TaplineStore        *self,
                                         guint64              number,
                                         TaplineStoreAccess   access,
                                         TaplineRecord       *record);
gboolean      tapline_store_find_record (TaplineStore        *self,
                                         guint64              message,
                                         guint64             *number);
gboolean      tapline_store_find_block  (TaplineStore        *self,
                                         guint64              offset,
                                         TaplineDirection     direction,
                                         guint64             *number,
                                         TaplineRecord       *record);
gboolean      tapline_store_find_end    (TaplineStore        *self,
                                         guint64              number,
                                         guint64             *message);
const guint8 *tapline_store_get_block   (TaplineExcerpt       *window,
                                         guint64              offset,
                                         gsize                before,
                                         TaplinePcapngBlock  *block);
const guint8 *tapline_store_get_next_block (TaplineExcerpt    *window,
                                         guint64              offset,
                                         guint64              end,
                                         TaplinePcapngBlock  *block);
const guint8 *tapline_store_get_payload (TaplineStore        *self,
                                         const TaplineRecord *record,
                                         gsize                before,
                                         TaplinePcapngBlock  *block);
gboolean      tapline_store_get_origin  (TaplineStore        *self,
                                         guint64              number,
                                         TaplineMessage      *message);
gboolean      tapline_store_read        (TaplineStore        *self,
                                         const TaplineExtent *extent,
                                         guint64              offset,
                                         gsize                length,
                                         guint8              *to);
gboolean      tapline_store_read_unfinished (TaplineStore    *self,
                                         guint64              number,
                                         const TaplineRecord *record,
                                         guint8              *to);
gboolean      tapline_store_read_head   (TaplineStore        *self,
                                         const TaplineExtent *extent,
                                         gsize                wanted,
                                         GByteArray          *head);
void          tapline_store_read_before (TaplineStore        *self,
                                         guint64              number,
                                         gsize                wanted,
                                         GByteArray          *bytes);
gboolean      tapline_store_find_before (TaplineStore        *self,
                                         guint64              number,
                                         gsize                distance,
                                         guint64             *message);

G_END_DECLS
