/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the sift share. */
#pragma once

#include "tapline-pattern-private.h"
#include "tapline-sift.h"
#include "tapline-store.h"

G_BEGIN_DECLS

#define TAPLINE_SIFT_CONTEXT 4         /* bytes before a match that a word's boundary needs */
#define TAPLINE_SIFT_ALL     G_MAXUINT /* messages of a block */

/**
 * TaplineSiftBlock:
 * @record: its record
 * @number: the record's
 * @n_messages: how many messages end in it
 * @block: what the recording says, if the query needs that
 * @payload: (nullable): its payload
 * @delimited: whether the payload is cut behind each @delimiter and nowhere else
 * @delimiter: a byte
 * @with_cr: whether a CR before it belongs to the ending
 * @has_cuts: whether the sift's cuts are those of this block
 * @n_unreadable: so many messages, the first of the block, turned out not to be readable;
 *   %TAPLINE_SIFT_ALL if its bytes are not those that were indexed
 * @head: (nullable): all of the message that began in an earlier block, once it was put together
 * @head_length: its size
 *
 * A block that is examined.
 */
typedef struct
{
  TaplineRecord       record;
  guint64             number;
  guint               n_messages;
  TaplinePcapngBlock  block;
  const guint8       *payload;
  gboolean            delimited;
  guint8              delimiter;
  gboolean            with_cr;
  gboolean            has_cuts;
  guint               n_unreadable;
  const guint8       *head;
  gsize               head_length;
} TaplineSiftBlock;

/* Offsets in the capture: from @from up to and without @to nothing is marked. */
typedef struct
{
  guint64 from;
  guint64 to;
} TaplineGap;

/* What is remembered of a stream between two of its blocks, so that neither needs to be read
 * again. */
typedef struct
{
  guint64     key;
  guint64     last;       /* the record that it was remembered at */
  GByteArray *unfinished; /* bytes of the message that goes on in the next block */
  GByteArray *recent;     /* the last bytes of the stream, if it is searched across messages */
} TaplineSiftStream;

struct _TaplineSift
{
  TaplineIndex      *index;
  TaplineQuery      *query;
  TaplinePattern    *across;  /* nullable: looked for across messages */
  gboolean           reads;   /* the records do not tell all */
  TaplineStore       store;
  TaplineExcerpt     window;
  GHashTable        *streams; /* key → TaplineSiftStream */
  gsize              kept;    /* bytes in them */
  GArray            *cuts;    /* TaplineCut of the current block */
  GArray            *bits;    /* guint64: what a condition says about the current block */
  GArray            *wanted;  /* guint64: what the query says */
  TaplineGap         gap;     /* between marks: the one that was asked for last in this run */
  GByteArray        *message; /* one that is put together */
  GByteArray        *text;    /* a block and what is before it, if it is searched across messages */
  TaplineSifted     *sifted;  /* borrowed, during a run */
  const int         *cancelled;
  guint64            first;   /* message of the run */
};

static inline void
tapline_sift_set_bit (GArray *bits,
                      gsize   i)
{
  g_array_index (bits, guint64, i / 64) |= G_GUINT64_CONSTANT (1) << (i % 64);
}

/* Cuts the block as the indexer did. FALSE if other messages come out, as another program has
 * changed the recording: then none of the block can be read. */
gboolean           tapline_sift_cut_block      (TaplineSift        *self,
                                                TaplineSiftBlock   *block);
/* Lets the first @n messages of the block count as not found, whatever the query says of them. */
void               tapline_sift_set_unreadable (TaplineSift        *self,
                                                TaplineSiftBlock   *block,
                                                guint               n);
gboolean           tapline_sift_read_head      (TaplineSift        *self,
                                                TaplineSiftBlock   *block,
                                                gsize               end);
TaplineSiftStream *tapline_sift_find_stream    (TaplineSift        *self,
                                                const TaplineSiftBlock *block);
/* Sets a bit for each message in which the pattern is; does not look at those that are decided,
 * which have a bit in the query's result that is @decided. */
void               tapline_sift_match_pattern  (TaplineSift        *self,
                                                TaplineSiftBlock   *block,
                                                const TaplinePattern *pattern,
                                                gboolean            decided);
gboolean           tapline_sift_is_unmarked    (TaplineSift        *self,
                                                const TaplineSiftBlock *block);
gboolean           tapline_sift_is_marked      (TaplineSift        *self,
                                                const TaplineSiftBlock *block);
void               tapline_sift_match_marks    (TaplineSift        *self,
                                                TaplineSiftBlock   *block);
void               tapline_sift_match_across   (TaplineSift        *self,
                                                TaplineSiftBlock   *block);

G_END_DECLS
