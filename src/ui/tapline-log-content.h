/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-decoded.h"
#include "tapline-encoding.h"
#include "tapline-log-style.h"
#include "tapline-message-list.h"

G_BEGIN_DECLS

#define TAPLINE_LOG_HEAD_MAX 1024
#define TAPLINE_LOG_TIME_MAX 32
#define TAPLINE_LOG_HITS_MAX 32
#define TAPLINE_LOG_BOXES_MAX (4 * TAPLINE_LOG_HITS_MAX)

/* Where what is searched for is, in the bytes of the message and in what is drawn as text. */
typedef struct
{
  gsize start;
  gsize end;
  gsize text_start;
  gsize text_end;
} TaplineLogHit;

/* Where it is seen, in pixels from the row's left edge. */
typedef struct
{
  float x;
  float width;
} TaplineLogBox;

/**
 * TaplineLogContent:
 * @message: what was read; its head points to @head
 * @readable: %FALSE if the list could not give the message
 * @unsettled: it was read while it was unfinished
 * @mark: (nullable): what the user says of it, "" for a mark alone
 * @marks_serial: of the list's marks when @mark was read
 * @peer: the peer's name, "" for none
 * @peer_chars: its length in characters
 * @accent: the peer's, or %TAPLINE_LOG_NO_ACCENT
 * @rule: (nullable): the rule that makes it stand out
 * @time: what the time column says; "" until that is known
 * @decoded: (nullable): the bytes as UTF-8 with escapes, if they are in another encoding
 * @decoded_content: how much of it comes from the content, before the framing at its end
 * @hits: where what is searched for was found in it
 * @n_hits: how many
 * @boxes: where these were drawn; several for one, if text runs both ways
 * @n_boxes: how many
 * @is_asked: somebody was asked what the message means
 * @meaning: (nullable): the answer, once there is one
 * @shows: what it was drawn as
 * @node: the row as drawn, without its background; %NULL until it is
 * @head: the first bytes
 *
 * What one row shows, read and laid out once and kept for as long as the row is visible. It wanders
 * from row to row as the log scrolls.
 */
typedef struct
{
  TaplineMessage  message;
  gboolean        readable;
  gboolean        unsettled;
  char           *mark;
  guint64         marks_serial;
  char           *peer;
  guint           peer_chars;
  guint           accent;
  TaplineRule    *rule;
  char            time[TAPLINE_LOG_TIME_MAX];
  GByteArray     *decoded;
  gsize           decoded_content;
  TaplineLogHit   hits[TAPLINE_LOG_HITS_MAX];
  guint           n_hits;
  TaplineLogBox   boxes[TAPLINE_LOG_BOXES_MAX];
  guint           n_boxes;
  gboolean        is_asked;
  TaplineDecoded *meaning;
  TaplineLogBody  shows;
  GskRenderNode  *node;
  guint8          head[TAPLINE_LOG_HEAD_MAX];
} TaplineLogContent;

TaplineLogContent *tapline_log_content_new       (void);
void               tapline_log_content_free      (TaplineLogContent       *self);
void               tapline_log_content_read      (TaplineLogContent       *self,
                                                  TaplineMessageList      *list,
                                                  guint64                  number,
                                                  gsize                    head_max);
void               tapline_log_content_read_mark (TaplineLogContent       *self,
                                                  TaplineMessageList      *list,
                                                  guint64                  serial);
void               tapline_log_content_highlight (TaplineLogContent       *self,
                                                  TaplineRules            *rules,
                                                  gsize                    head_max);
void               tapline_log_content_decode    (TaplineLogContent       *self,
                                                  TaplineEncoding         *encoding);
gsize              tapline_log_content_decoded_length
                                                 (TaplineLogContent       *self,
                                                  gsize                    length,
                                                  TaplineEncoding         *encoding);
void               tapline_log_content_explain   (TaplineLogContent       *self,
                                                  TaplineDecoded          *meaning);
void               tapline_log_content_draw      (TaplineLogContent       *self,
                                                  TaplineLogStyle         *style,
                                                  const TaplineLogColumns *columns);
void               tapline_log_content_undraw    (TaplineLogContent       *self);
char              *tapline_log_content_dup_label (TaplineLogContent       *self);
/* (nullable): the message in its protocol's words, if the row shows them. */
const char        *tapline_log_content_get_words (TaplineLogContent       *self);
/* (transfer full) (nullable): what is to be known of the message beside what is in it. */
char              *tapline_log_content_dup_remarks (TaplineLogContent       *self);

/* @text has room for %TAPLINE_LOG_TIME_MAX bytes. */
void               tapline_log_format_time       (gint64                   time,
                                                  gboolean                 dated,
                                                  char                    *text);
char              *tapline_log_format_size       (guint64                  size);
char              *tapline_log_format_flags      (TaplineMessageFlags      flags);

G_END_DECLS
