/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the log to the session: what the user marks goes into the recording, and what cannot be kept
 * is told. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-page-marks.h"

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
mark_cb (TaplineLog  *log,
         guint64      row,
         const char  *note,
         TaplinePage *page)
{
  TaplineSession *session = tapline_page_get_session (page);
  guint64 number;

  if (session != NULL
      && tapline_filtered_list_get_number (tapline_page_get_rows (page), row, &number))
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
