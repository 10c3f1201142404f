/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "tapline-message.h"

G_BEGIN_DECLS

#define TAPLINE_TYPE_MESSAGE_LIST (tapline_message_list_get_type ())
G_DECLARE_INTERFACE (TaplineMessageList, tapline_message_list, TAPLINE, MESSAGE_LIST, GObject)

/**
 * TaplineMessageList:
 * @get_n_messages: how many messages are complete; only ever grows
 * @get_n_pending: how many are unfinished; those have the numbers behind the complete ones
 * @get_message: fills in @message, its head at most @head_max bytes and valid until the next call;
 *   %FALSE if it cannot be read (any more)
 * @dup_bytes: (transfer full) (nullable): part of a message's bytes
 * @dup_peer_name: (transfer full): what to call the message's peer in a row; "" for none
 *
 * What the log pane draws: rows by number, read when they are drawn. `changed` is emitted when
 * there is more. Thread: UI.
 */
struct _TaplineMessageListInterface
{
  GTypeInterface parent_iface;

  guint64  (*get_n_messages) (TaplineMessageList   *self);
  guint    (*get_n_pending)  (TaplineMessageList   *self);
  gboolean (*get_message)    (TaplineMessageList   *self,
                              guint64               number,
                              gsize                 head_max,
                              TaplineMessage       *message);
  GBytes  *(*dup_bytes)      (TaplineMessageList   *self,
                              guint64               number,
                              guint64               offset,
                              gsize                 length);
  char    *(*dup_peer_name)  (TaplineMessageList   *self,
                              const TaplineMessage *message);
};

guint64  tapline_message_list_get_n_messages (TaplineMessageList   *self);
guint    tapline_message_list_get_n_pending  (TaplineMessageList   *self);
gboolean tapline_message_list_get_message    (TaplineMessageList   *self,
                                              guint64               number,
                                              gsize                 head_max,
                                              TaplineMessage       *message);
GBytes  *tapline_message_list_dup_bytes      (TaplineMessageList   *self,
                                              guint64               number,
                                              guint64               offset,
                                              gsize                 length);
char    *tapline_message_list_dup_peer_name  (TaplineMessageList   *self,
                                              const TaplineMessage *message);
void     tapline_message_list_changed        (TaplineMessageList   *self);

G_END_DECLS
