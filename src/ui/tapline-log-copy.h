/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-encoding.h"
#include "tapline-log-ranges.h"
#include "tapline-message-list.h"

G_BEGIN_DECLS

typedef enum
{
  TAPLINE_LOG_COPY_TEXT,
  TAPLINE_LOG_COPY_HEX,
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

TaplineLogCopy *tapline_log_copy_new  (TaplineMessageList     *list,
                                       const TaplineLogRanges *ranges,
                                       TaplineLogCopyFormat    format,
                                       gsize                   limit,
                                       TaplineLogCopyFunc      done,
                                       gpointer                user_data);
void            tapline_log_copy_set_encoding
                                      (TaplineLogCopy         *self,
                                       const char             *name);
void            tapline_log_copy_run  (TaplineLogCopy         *self);
void            tapline_log_copy_free (TaplineLogCopy         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineLogCopy, tapline_log_copy_free)

G_END_DECLS
