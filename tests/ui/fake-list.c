/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-list.h"

#include <string.h>

/* The beginning of this day: the log shows the date of any other. */
static gint64
get_start (void)
{
  static gint64 start;

  if (start == 0)
    start = g_get_real_time () / G_TIME_SPAN_DAY * G_TIME_SPAN_DAY;

  return start;
}

static void fake_list_iface_init (TaplineMessageListInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeList, fake_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TAPLINE_TYPE_MESSAGE_LIST,
                                                      fake_list_iface_init))

static guint64
get_n_messages (TaplineMessageList *list)
{
  FakeList *self = FAKE_LIST (list);

  self->n_counts++;

  return self->n_messages;
}

static guint
get_n_pending (TaplineMessageList *list)
{
  return FAKE_LIST (list)->n_pending;
}

static gboolean
compute (FakeList       *self,
         guint64         number,
         TaplineMessage *message)
{
  char line[64];

  if (number >= self->n_messages + self->n_pending)
    return FALSE;

  memset (message, 0, sizeof *message);
  message->number = number;
  message->time = get_start () + (gint64) number * 1000;
  message->direction = number % 3 == 2 ? TAPLINE_DIRECTION_OUT : TAPLINE_DIRECTION_IN;
  message->connection = 1;
  message->ending = 1;
  g_snprintf (line, sizeof line, "message %" G_GUINT64_FORMAT "\n", number);
  g_byte_array_set_size (self->text, 0);
  g_byte_array_append (self->text, (const guint8 *) line, (guint) strlen (line));
  if (number >= self->n_messages)
    {
      message->flags = TAPLINE_MESSAGE_PENDING;
      message->ending = 0;
      g_byte_array_set_size (self->text, self->text->len - 1);
    }
  if (self->decorate != NULL)
    self->decorate (self, number, message, self->text);
  if (message->length == 0)
    message->length = self->text->len;

  return TRUE;
}

static gboolean
get_message (TaplineMessageList *list,
             guint64             number,
             gsize               head_max,
             TaplineMessage     *message)
{
  FakeList *self = FAKE_LIST (list);

  self->n_reads++;
  self->lowest = MIN (self->lowest, number);
  self->highest = MAX (self->highest, number);
  self->head_max = MAX (self->head_max, head_max);
  if (!compute (self, number, message))
    return FALSE;

  message->head = self->text->data;
  message->head_length = MIN (self->text->len, head_max);

  return TRUE;
}

/* A message said to be longer than its text repeats it. */
static GBytes *
dup_bytes (TaplineMessageList *list,
           guint64             number,
           guint64             offset,
           gsize               length)
{
  FakeList *self = FAKE_LIST (list);
  TaplineMessage message;
  guint8 *bytes;

  if (!compute (self, number, &message) || offset >= message.length || self->text->len == 0)
    return NULL;

  length = (gsize) MIN ((guint64) length, message.length - offset);
  bytes = g_malloc (length);
  for (gsize i = 0; i < length; i++)
    bytes[i] = self->text->data[(offset + i) % self->text->len];

  return g_bytes_new_take (bytes, length);
}

static char *
dup_peer_name (TaplineMessageList   *list,
               const TaplineMessage *message)
{
  FakeList *self = FAKE_LIST (list);

  return g_strdup (self->peer_name != NULL ? self->peer_name (message->number) : "scope.lab");
}

static void
set_view (TaplineMessageList *list,
          const TaplineView  *view)
{
  FAKE_LIST (list)->view = *view;
}

static gboolean
renumber (TaplineMessageList *list,
          guint64             former,
          guint64            *number)
{
  FakeList *self = FAKE_LIST (list);

  *number = former / 2;

  return !self->replaced && *number < self->n_messages + self->n_pending;
}

static TaplineMarks *
get_marks (TaplineMessageList *list)
{
  return FAKE_LIST (list)->marks;
}

static gboolean
get_reach (TaplineMessageList *list,
           guint64             number,
           TaplineReach       *reach)
{
  *reach = (TaplineReach) { .begin = { number, 0, 0 }, .end = { number, 1, 0 }, .connection = 1 };

  return number < FAKE_LIST (list)->n_messages;
}

static gboolean
find_position (TaplineMessageList    *list,
               const TaplinePosition *position,
               guint64               *number)
{
  *number = position->offset;

  return *number < FAKE_LIST (list)->n_messages;
}

static void
fake_list_iface_init (TaplineMessageListInterface *iface)
{
  iface->get_n_messages = get_n_messages;
  iface->get_n_pending = get_n_pending;
  iface->get_message = get_message;
  iface->dup_bytes = dup_bytes;
  iface->dup_peer_name = dup_peer_name;
  iface->set_view = set_view;
  iface->renumber = renumber;
  iface->get_marks = get_marks;
  iface->get_reach = get_reach;
  iface->find_position = find_position;
}

static void
fake_list_finalize (GObject *object)
{
  g_byte_array_unref (FAKE_LIST (object)->text);
  g_clear_pointer (&FAKE_LIST (object)->marks, tapline_marks_free);

  G_OBJECT_CLASS (fake_list_parent_class)->finalize (object);
}

static void
fake_list_class_init (FakeListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_list_finalize;
}

static void
fake_list_init (FakeList *self)
{
  self->text = g_byte_array_new ();
  fake_list_reset (self);
}

FakeList *
fake_list_new (guint64 n_messages)
{
  FakeList *self = g_object_new (FAKE_TYPE_LIST, NULL);

  self->n_messages = n_messages;

  return self;
}

void
fake_list_append (FakeList *self,
                  guint64   n)
{
  self->n_messages += n;
  tapline_message_list_changed (TAPLINE_MESSAGE_LIST (self));
}

void
fake_list_reset (FakeList *self)
{
  self->n_counts = 0;
  self->n_reads = 0;
  self->lowest = G_MAXUINT64;
  self->highest = 0;
}

void
fake_list_halve (FakeList *self)
{
  self->n_messages /= 2;
  tapline_message_list_renumbered (TAPLINE_MESSAGE_LIST (self));
}

void
fake_list_mark (FakeList   *self,
                guint64     number,
                const char *note)
{
  const TaplineMark mark = { { number, 0, 0 }, 1, (char *) note };

  if (self->marks == NULL)
    self->marks = tapline_marks_new ();
  tapline_marks_take (self->marks, self->n_taken++, &mark);
  tapline_message_list_changed (TAPLINE_MESSAGE_LIST (self));
}
