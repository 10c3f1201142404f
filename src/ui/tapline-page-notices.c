/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a page tells above its log: a sentence each, and what can be done about it. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-page-notices.h"

/* Whether it is one of connecting or listening, and none of what was typed. */
static gboolean
is_retriable (const GError *error)
{
  return error->domain == TAPLINE_ERROR && error->code > TAPLINE_ERROR_PORT_LAST;
}

static void
error_dismissed_cb (TaplinePage *page)
{
  g_assert (TAPLINE_IS_PAGE (page));

  tapline_page_set_error (page, NULL);
}

/* The next one goes on top. */
static TaplineNotice *
add_notice (TaplinePage *page)
{
  GtkWidget *notice = tapline_notice_new ();

  gtk_widget_insert_after (notice, GTK_WIDGET (page), NULL);

  return TAPLINE_NOTICE (notice);
}

/* Why it is not open; %NULL if all is well. */
void
tapline_page_notices_show_error (TaplinePageNotices *self,
                                 TaplinePage        *page,
                                 const GError       *error)
{
  guint16 free_port = 0;
  g_autofree char *label = NULL;
  g_autofree char *action = NULL;

  if (error == NULL)
    {
      if (self->error != NULL)
        tapline_notice_hide (self->error);
      return;
    }

  if (self->error == NULL)
    {
      self->error = add_notice (page);
      g_signal_connect_object (self->error, "dismissed", G_CALLBACK (error_dismissed_cb), page,
                               G_CONNECT_SWAPPED);
    }

  if (error->domain == TAPLINE_ERROR)
    free_port = tapline_error_get_free_port (error);
  if (free_port != 0)
    {
      /* Translators: %u is a port number */
      label = g_strdup_printf (_("Use port %u"), free_port);
      action = g_strdup_printf ("win.listen-on-port(uint16 %u)", free_port);
    }
  else if (is_retriable (error)
           || g_error_matches (error, TAPLINE_ERROR, TAPLINE_ERROR_HOST_NOT_FOUND))
    {
      label = g_strdup (_("Try again"));
      action = g_strdup_printf ("win.reconnect(uint32 %u)", tapline_page_get_id (page));
    }

  tapline_notice_show (self->error, TAPLINE_NOTICE_ERROR, error->message, label, action);
}

/* Why nothing is received for now; %NULL if it is. */
void
tapline_page_notices_show_paused (TaplinePageNotices *self,
                                  TaplinePage        *page,
                                  const char         *sentence,
                                  TaplinePause        reason)
{
  guint id = tapline_page_get_id (page);
  g_autofree char *go_on = g_strdup_printf ("win.go-on(uint32 %u)", id);
  g_autofree char *make_room = g_strdup_printf ("win.make-room(uint32 %u)", id);

  if (self->paused == NULL)
    self->paused = add_notice (page);
  if (sentence == NULL)
    {
      tapline_notice_hide (self->paused);
      return;
    }
  if (reason != TAPLINE_PAUSE_LIMIT)
    {
      tapline_notice_show (self->paused, TAPLINE_NOTICE_WARNING, sentence,
                           _("Delete oldest recordings"), make_room);
      return;
    }
  tapline_notice_show (self->paused, TAPLINE_NOTICE_WARNING, sentence, _("Continue"), go_on);
  tapline_notice_add (self->paused, _("Delete oldest recordings"), make_room);
}

/* What is not whole in a recording; it stays as it is. */
void
tapline_page_notices_show_warning (TaplinePageNotices *self,
                                   TaplinePage        *page,
                                   const char         *sentence)
{
  if (sentence == NULL || self->warning != NULL)
    return;

  self->warning = add_notice (page);
  tapline_notice_show (self->warning, TAPLINE_NOTICE_REMARK, sentence, NULL, NULL);
}

/* NULL if there is none any more. */
void
tapline_page_notices_show_news (TaplinePageNotices *self,
                                TaplinePage        *page,
                                const char         *sentence)
{
  if (sentence == NULL)
    {
      if (self->news != NULL)
        tapline_notice_hide (self->news);
      return;
    }
  if (self->news == NULL)
    self->news = add_notice (page);
  tapline_notice_show (self->news, TAPLINE_NOTICE_NEWS, sentence, NULL, NULL);
}
