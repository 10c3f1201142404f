/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks for a list view: a count. Which message has a mark and what it says is looked up when the
 * view asks for a row, which it does for those around what is to be seen, so that any number of
 * marks is there at once.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-log-content.h"
#include "tapline-mark-model.h"
#include "tapline-text.h"

#define HEAD_MAX 200

struct _TaplineMarkModel
{
  GObject             parent_instance;

  TaplineMessageList *list;
  guint               n_marks;
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TaplineMarkModel, tapline_mark_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static GType
get_item_type (GListModel *model)
{
  return GTK_TYPE_STRING_OBJECT;
}

static guint
get_n_items (GListModel *model)
{
  return TAPLINE_MARK_MODEL (model)->n_marks;
}

/* "12 · 12:01:33.402 · what the user says", or of a mark alone what the message says. */
static char *
dup_words (TaplineMarkModel *self,
           guint             nth)
{
  char time[TAPLINE_LOG_TIME_MAX];
  g_autofree char *note = NULL;
  g_autofree char *digits = NULL;
  TaplineMessage message;
  guint64 number;

  if (!tapline_message_list_get_mark (self->list, nth, &number, &note))
    return g_strdup (_("Not marked any more"));
  if (number == G_MAXUINT64
      || !tapline_message_list_get_message (self->list, number, HEAD_MAX, &message))
    /* Translators: what the user says of a message that cannot be read */
    return g_strdup_printf (_("%s (not there yet)"), note);

  tapline_log_format_time (message.time, FALSE, time);
  digits = g_strdup_printf ("%'" G_GUINT64_FORMAT, number + 1);
  if (note[0] == '\0')
    {
      g_free (note);
      note = tapline_text_dup_message (&message);
    }

  return g_strdup_printf ("%s · %s · %s", digits, time, note);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  TaplineMarkModel *self = TAPLINE_MARK_MODEL (model);
  g_autofree char *words = NULL;

  if (position >= self->n_marks)
    return NULL;
  words = dup_words (self, position);

  return gtk_string_object_new (words);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
tapline_mark_model_finalize (GObject *object)
{
  g_object_unref (TAPLINE_MARK_MODEL (object)->list);

  G_OBJECT_CLASS (tapline_mark_model_parent_class)->finalize (object);
}

static void
tapline_mark_model_class_init (TaplineMarkModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tapline_mark_model_finalize;
}

static void
tapline_mark_model_init (TaplineMarkModel *self)
{
}

GListModel *
tapline_mark_model_new (TaplineMessageList *list)
{
  TaplineMarkModel *self = g_object_new (TAPLINE_TYPE_MARK_MODEL, NULL);

  self->list = g_object_ref (list);
  self->n_marks = tapline_message_list_get_n_marks (list);

  return G_LIST_MODEL (self);
}

/* Of which message the mark is; %FALSE if that is not there to be read. */
gboolean
tapline_mark_model_get_number (TaplineMarkModel *self,
                               guint             nth,
                               guint64          *number)
{
  g_autofree char *note = NULL;

  g_return_val_if_fail (TAPLINE_IS_MARK_MODEL (self), FALSE);

  return tapline_message_list_get_mark (self->list, nth, number, &note)
         && *number != G_MAXUINT64;
}
