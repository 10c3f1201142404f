/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A range of a message's bytes. It has the message's number, and no framing at its end.
 *
 * Threads: those of the list that the message is in.
 */
#include "config.h"

#include "tapline-message-slice.h"

struct _TaplineMessageSlice
{
  GObject             parent_instance;

  TaplineMessageList *list;
  guint64             number;
  guint64             start;
  guint64             end;
  GBytes             *head;   /* (nullable) as it was last asked for */
};

static void message_list_iface_init (TaplineMessageListInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TaplineMessageSlice, tapline_message_slice, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TAPLINE_TYPE_MESSAGE_LIST,
                                                      message_list_iface_init))

static guint64
get_n_messages (TaplineMessageList *list)
{
  return TAPLINE_MESSAGE_SLICE (list)->number + 1;
}

static guint
get_n_pending (TaplineMessageList *list)
{
  return 0;
}

static GBytes *
dup_bytes (TaplineMessageList *list,
           guint64             number,
           guint64             offset,
           gsize               length)
{
  TaplineMessageSlice *self = TAPLINE_MESSAGE_SLICE (list);
  guint64 size = self->end - self->start;

  offset = MIN (offset, size);

  return tapline_message_list_dup_bytes (self->list, self->number, self->start + offset,
                                         (gsize) MIN (length, size - offset));
}

static gboolean
get_message (TaplineMessageList *list,
             guint64             number,
             gsize               head_max,
             TaplineMessage     *message)
{
  TaplineMessageSlice *self = TAPLINE_MESSAGE_SLICE (list);

  if (number != self->number
      || !tapline_message_list_get_message (self->list, number, 0, message))
    return FALSE;
  message->length = self->end - self->start;
  message->ending = 0;
  g_clear_pointer (&self->head, g_bytes_unref);
  self->head = dup_bytes (list, number, 0, head_max);
  if (self->head != NULL)
    message->head = g_bytes_get_data (self->head, &message->head_length);

  return TRUE;
}

static char *
dup_peer_name (TaplineMessageList   *list,
               const TaplineMessage *message)
{
  return tapline_message_list_dup_peer_name (TAPLINE_MESSAGE_SLICE (list)->list, message);
}

static void
message_list_iface_init (TaplineMessageListInterface *iface)
{
  iface->get_n_messages = get_n_messages;
  iface->get_n_pending = get_n_pending;
  iface->get_message = get_message;
  iface->dup_bytes = dup_bytes;
  iface->dup_peer_name = dup_peer_name;
}

static void
tapline_message_slice_finalize (GObject *object)
{
  TaplineMessageSlice *self = TAPLINE_MESSAGE_SLICE (object);

  g_clear_pointer (&self->head, g_bytes_unref);
  g_object_unref (self->list);

  G_OBJECT_CLASS (tapline_message_slice_parent_class)->finalize (object);
}

static void
tapline_message_slice_class_init (TaplineMessageSliceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tapline_message_slice_finalize;
}

static void
tapline_message_slice_init (TaplineMessageSlice *self)
{
}

/**
 * tapline_message_slice_new:
 * @list: (transfer none): where the message is
 * @number: its number
 * @start: the first byte
 * @end: the byte behind the last, at most the message's length
 *
 * Thread: that of @list.
 *
 * Returns: (transfer full): a list whose only message has these bytes
 */
TaplineMessageSlice *
tapline_message_slice_new (TaplineMessageList *list,
                           guint64             number,
                           guint64             start,
                           guint64             end)
{
  TaplineMessageSlice *self = g_object_new (TAPLINE_TYPE_MESSAGE_SLICE, NULL);

  g_return_val_if_fail (start <= end, NULL);

  self->list = g_object_ref (list);
  self->number = number;
  self->start = start;
  self->end = end;

  return self;
}
