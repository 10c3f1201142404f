/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the log to the session: what the user marks goes into the recording, and what cannot be kept
 * is told. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-page-marks.h"

#define REMOVED "tapline-removed-mark" /* the last of a list that had a note */

static void
marked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  TaplineSession *session = TAPLINE_SESSION (source);
  g_autoptr (TaplinePage) page = user_data;
  g_autoptr (GError) error = NULL;

  if (!tapline_session_mark_finish (session, result, &error))
    tapline_page_show_news (page, error->message);
  else if (!tapline_session_keeps_marks (session))
    tapline_page_show_news (page, _("Marks are kept only until this is closed, as the file is "
                                    "another program's. Save the recording to keep them."));
}

static void
removed_free (gpointer data)
{
  tapline_mark_clear (data);
  g_free (data);
}

/* A note that is removed with its mark is as quickly set again: it was typed. */
static void
keep_removed (TaplinePage        *page,
              TaplineMessageList *list,
              guint64             number)
{
  g_autofree char *note = tapline_message_list_dup_mark (list, number);
  g_autofree char *sentence = NULL;
  TaplineMark *removed;

  if (note == NULL || note[0] == '\0')
    return;
  removed = g_new0 (TaplineMark, 1);
  if (tapline_message_list_get_mark_key (list, number, removed))
    {
      /* Translators: what the user said of a message */
      sentence = g_strdup_printf (_("The note “%s” is removed. Mark the message again (Ctrl+D) to "
                                    "have it back."), note);
      tapline_page_show_news (page, sentence);
    }
  g_object_set_data_full (G_OBJECT (list), REMOVED, removed, removed_free);
}

/* (transfer none) (nullable): what was said of the message before its mark was removed, if that was
 * the last one removed. */
static const char *
get_removed (TaplineMessageList *list,
             guint64             number)
{
  const TaplineMark *removed = g_object_get_data (G_OBJECT (list), REMOVED);
  g_auto (TaplineMark) mark = { 0 };

  if (removed == NULL || !tapline_message_list_get_mark_key (list, number, &mark)
      || mark.position.offset != removed->position.offset
      || mark.position.at != removed->position.at)
    return NULL;

  return removed->note;
}

static void
mark_cb (TaplineLog  *log,
         guint64      row,
         const char  *note,
         TaplinePage *page)
{
  TaplineSession *session = tapline_page_get_session (page);
  TaplineMessageList *list;
  guint64 number;

  if (session == NULL
      || !tapline_filtered_list_get_number (tapline_page_get_rows (page), row, &number))
    return;
  list = tapline_session_get_messages (session);
  if (note == NULL)
    keep_removed (page, list, number);
  else if (note[0] == '\0' && get_removed (list, number) != NULL)
    note = get_removed (list, number);
  tapline_session_mark_async (session, number, note, marked_cb, g_object_ref (page));
}

static void
news_cb (TaplineLog  *log,
         const char  *sentence,
         TaplinePage *page)
{
  tapline_page_show_news (page, sentence);
}

void
tapline_page_marks_connect (TaplinePage *page)
{
  g_signal_connect_object (tapline_page_get_log (page), "news", G_CALLBACK (news_cb), page, 0);
  g_signal_connect_object (tapline_page_get_log (page), "mark", G_CALLBACK (mark_cb), page, 0);
}
