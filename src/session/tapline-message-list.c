/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a log as the log pane sees them: a count that grows and messages by number. */
#include "config.h"

#include "tapline-message-list.h"

G_DEFINE_INTERFACE (TaplineMessageList, tapline_message_list, G_TYPE_OBJECT)

enum
{
  CHANGED,
  RENUMBERED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
tapline_message_list_default_init (TaplineMessageListInterface *iface)
{
  /**
   * TaplineMessageList::changed:
   *
   * There is more, or what is unfinished changed. At most 60 times a second.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_INTERFACE (iface), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * TaplineMessageList::renumbered:
   *
   * Another framing has cut the same bytes. Counts and messages are the new ones already;
   * tapline_message_list_renumber() tells what became of the former ones, only now.
   */
  signals[RENUMBERED] = g_signal_new ("renumbered", G_TYPE_FROM_INTERFACE (iface),
                                      G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

guint64
tapline_message_list_get_n_messages (TaplineMessageList *self)
{
  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), 0);

  return TAPLINE_MESSAGE_LIST_GET_IFACE (self)->get_n_messages (self);
}

guint
tapline_message_list_get_n_pending (TaplineMessageList *self)
{
  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), 0);

  return TAPLINE_MESSAGE_LIST_GET_IFACE (self)->get_n_pending (self);
}

gboolean
tapline_message_list_get_message (TaplineMessageList *self,
                                  guint64             number,
                                  gsize               head_max,
                                  TaplineMessage     *message)
{
  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), FALSE);
  g_return_val_if_fail (message != NULL, FALSE);

  return TAPLINE_MESSAGE_LIST_GET_IFACE (self)->get_message (self, number, head_max, message);
}

GBytes *
tapline_message_list_dup_bytes (TaplineMessageList *self,
                                guint64             number,
                                guint64             offset,
                                gsize               length)
{
  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), NULL);

  return TAPLINE_MESSAGE_LIST_GET_IFACE (self)->dup_bytes (self, number, offset, length);
}

char *
tapline_message_list_dup_peer_name (TaplineMessageList   *self,
                                    const TaplineMessage *message)
{
  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), NULL);
  g_return_val_if_fail (message != NULL, NULL);

  return TAPLINE_MESSAGE_LIST_GET_IFACE (self)->dup_peer_name (self, message);
}

char *
tapline_message_list_dup_flaw (TaplineMessageList *self,
                               guint64             number)
{
  TaplineMessageListInterface *iface;

  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), NULL);

  iface = TAPLINE_MESSAGE_LIST_GET_IFACE (self);

  return iface->dup_flaw != NULL ? iface->dup_flaw (self, number) : NULL;
}

void
tapline_message_list_set_view (TaplineMessageList *self,
                               const TaplineView  *view)
{
  TaplineMessageListInterface *iface;

  g_return_if_fail (TAPLINE_IS_MESSAGE_LIST (self));
  g_return_if_fail (view != NULL);

  iface = TAPLINE_MESSAGE_LIST_GET_IFACE (self);
  if (iface->set_view != NULL)
    iface->set_view (self, view);
}

gboolean
tapline_message_list_renumber (TaplineMessageList *self,
                               guint64             former,
                               guint64            *number)
{
  TaplineMessageListInterface *iface;

  g_return_val_if_fail (TAPLINE_IS_MESSAGE_LIST (self), FALSE);
  g_return_val_if_fail (number != NULL, FALSE);

  iface = TAPLINE_MESSAGE_LIST_GET_IFACE (self);

  return iface->renumber != NULL && iface->renumber (self, former, number);
}

void
tapline_message_list_changed (TaplineMessageList *self)
{
  g_return_if_fail (TAPLINE_IS_MESSAGE_LIST (self));

  g_signal_emit (self, signals[CHANGED], 0);
}

void
tapline_message_list_renumbered (TaplineMessageList *self)
{
  g_return_if_fail (TAPLINE_IS_MESSAGE_LIST (self));

  g_signal_emit (self, signals[RENUMBERED], 0);
}
