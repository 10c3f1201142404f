/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a drag out of the log carries: the selected messages as they are copied as text. They are
 * put together when they are dropped, not when the drag begins. */
#include "config.h"

#include <string.h>

#include "tapline-log-copy.h"
#include "tapline-log-drag.h"

#define LIMIT (64 * 1024 * 1024)

struct _TaplineLogDrag
{
  GdkContentProvider  parent_instance;

  TaplineMessageList *list;
  TaplineLogRanges   *ranges;
  char               *encoding;
};

G_DEFINE_FINAL_TYPE (TaplineLogDrag, tapline_log_drag, GDK_TYPE_CONTENT_PROVIDER)

static GdkContentFormats *
tapline_log_drag_ref_formats (GdkContentProvider *provider)
{
  static const char *types[] = { "text/plain;charset=utf-8", "text/plain" };

  return gdk_content_formats_new (types, G_N_ELEMENTS (types));
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* What a drop is written to. */
typedef struct
{
  GOutputStream  *stream;
  TaplineLogCopy *copy;
  char           *text;
} Drop;

static void
drop_free (gpointer data)
{
  Drop *drop = data;

  g_clear_pointer (&drop->copy, tapline_log_copy_free);
  g_object_unref (drop->stream);
  g_free (drop->text);
  g_free (drop);
}

static void
copied_cb (char     *text,
           guint64   n_messages,
           gboolean  cut,
           gpointer  user_data)
{
  GTask *task = user_data;
  Drop *drop = g_task_get_task_data (task);

  drop->text = text;
  g_output_stream_write_all_async (drop->stream, text, strlen (text), g_task_get_priority (task),
                                   g_task_get_cancellable (task), written_cb, task);
}

static void
tapline_log_drag_write_mime_type_async (GdkContentProvider  *provider,
                                        const char          *mime_type,
                                        GOutputStream       *stream,
                                        int                  io_priority,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  TaplineLogDrag *self = TAPLINE_LOG_DRAG (provider);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Drop *drop = g_new0 (Drop, 1);

  drop->stream = g_object_ref (stream);
  drop->copy = tapline_log_copy_new (self->list, self->ranges, TAPLINE_LOG_COPY_TEXT, LIMIT,
                                     copied_cb, task);
  tapline_log_copy_set_encoding (drop->copy, self->encoding);
  g_task_set_priority (task, io_priority);
  g_task_set_task_data (task, drop, drop_free);
  tapline_log_copy_run (drop->copy);
}

static gboolean
tapline_log_drag_write_mime_type_finish (GdkContentProvider  *provider,
                                         GAsyncResult        *result,
                                         GError             **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
tapline_log_drag_finalize (GObject *object)
{
  TaplineLogDrag *self = TAPLINE_LOG_DRAG (object);

  g_object_unref (self->list);
  tapline_log_ranges_free (self->ranges);
  g_free (self->encoding);

  G_OBJECT_CLASS (tapline_log_drag_parent_class)->finalize (object);
}

static void
tapline_log_drag_class_init (TaplineLogDragClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tapline_log_drag_finalize;
  provider_class->ref_formats = tapline_log_drag_ref_formats;
  provider_class->write_mime_type_async = tapline_log_drag_write_mime_type_async;
  provider_class->write_mime_type_finish = tapline_log_drag_write_mime_type_finish;
}

static void
tapline_log_drag_init (TaplineLogDrag *self)
{
}

/**
 * tapline_log_drag_new:
 * @list: where the messages are
 * @ranges: which of them
 * @encoding: of their text
 *
 * Returns: (transfer full): what a drag of them carries
 */
GdkContentProvider *
tapline_log_drag_new (TaplineMessageList     *list,
                      const TaplineLogRanges *ranges,
                      const char             *encoding)
{
  TaplineLogDrag *self = g_object_new (TAPLINE_TYPE_LOG_DRAG, NULL);

  self->list = g_object_ref (list);
  self->ranges = tapline_log_ranges_copy (ranges);
  self->encoding = g_strdup (encoding);

  return GDK_CONTENT_PROVIDER (self);
}
