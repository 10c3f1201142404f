/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-encoding.h"
#include "tapline-log-ranges.h"
#include "tapline-message-list.h"

G_BEGIN_DECLS

/**
 * TaplineLogCopyFormat:
 * @TAPLINE_LOG_COPY_TEXT: "text": the bytes as they are
 * @TAPLINE_LOG_COPY_HEX: "hex": a line of byte pairs a message
 * @TAPLINE_LOG_COPY_DUMP: "dump": lines of offset, byte pairs and ASCII
 * @TAPLINE_LOG_COPY_C: "c": an array of C a message
 * @TAPLINE_LOG_COPY_JSON: "json": an object a line
 * @TAPLINE_LOG_COPY_BASE64: "base64": a line a message
 *
 * What messages are copied as, with the name that actions have for it.
 */
typedef enum
{
  TAPLINE_LOG_COPY_TEXT,
  TAPLINE_LOG_COPY_HEX,
  TAPLINE_LOG_COPY_DUMP,
  TAPLINE_LOG_COPY_C,
  TAPLINE_LOG_COPY_JSON,
  TAPLINE_LOG_COPY_BASE64,
} TaplineLogCopyFormat;

/* Messages being put together as one text, a little at a time. */
typedef struct _TaplineLogCopy TaplineLogCopy;

/**
 * TaplineLogCopyFunc:
 * @text: (transfer full): what was put together, valid UTF-8 without NUL
 * @n_messages: how many messages are in it, the last perhaps in part
 * @cut: it reached its limit before the end
 *
 * Called once, after which the copy can be freed.
 */
typedef void (*TaplineLogCopyFunc) (char     *text,
                                    guint64   n_messages,
                                    gboolean  cut,
                                    gpointer  user_data);

gboolean        tapline_log_copy_parse_format (const char             *name,
                                               TaplineLogCopyFormat   *format);
TaplineLogCopy *tapline_log_copy_new          (TaplineMessageList     *list,
                                               const TaplineLogRanges *ranges,
                                               TaplineLogCopyFormat    format,
                                               gsize                   limit,
                                               TaplineLogCopyFunc      done,
                                               gpointer                user_data);
void            tapline_log_copy_set_encoding (TaplineLogCopy         *self,
                                               const char             *name);
void            tapline_log_copy_run          (TaplineLogCopy         *self);
void            tapline_log_copy_free         (TaplineLogCopy         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineLogCopy, tapline_log_copy_free)

G_END_DECLS
