/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bar of work on a file, which comes only if that takes a while. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-page-work.h"

/* Shows how far the session's work is, takes the bar away when there is none. */
void
tapline_page_work_refresh (TaplinePageWork *self,
                           TaplinePage     *page)
{
  TaplineSession *session = tapline_page_get_session (page);
  TaplineSessionWork work = TAPLINE_SESSION_NO_WORK;
  gint64 now = g_get_monotonic_time ();
  double fraction = 0.0;

  if (session != NULL)
    work = tapline_session_get_work (session, &fraction);
  if (work == TAPLINE_SESSION_NO_WORK)
    {
      self->since = 0;
      if (self->bar != NULL)
        gtk_widget_unparent (GTK_WIDGET (self->bar));
      self->bar = NULL;
      return;
    }
  if (self->since == 0)
    self->since = now;
  if (now - self->since < TAPLINE_PAGE_TOLD_AFTER)
    return;
  if (self->bar == NULL)
    {
      g_autofree char *action = g_strdup_printf ("win.stop-work(uint32 %u)",
                                                 tapline_page_get_id (page));

      self->bar = TAPLINE_WORK_BAR (tapline_work_bar_new (action));
      gtk_widget_insert_before (GTK_WIDGET (self->bar), GTK_WIDGET (page), NULL);
    }
  tapline_work_bar_update (self->bar,
                           work == TAPLINE_SESSION_OPENING ? _("Opening…")
                           : work == TAPLINE_SESSION_SAVING ? _("Saving a copy…") : _("Exporting…"),
                           fraction);
}
