/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The height of a page goes to its log. The details get what is usual or what the user dragged
 * them to, but where there is little room they give it back down to a line, so that some rows of
 * the log stay. GtkPaned alone would keep the details' height and take from the log. */
#include "config.h"

#include "tapline-page-room.h"

/* These stay if they can, beside the least that the log asks for. */
#define ROWS_KEPT 2

static void
get_limits (TaplinePageRoom *self,
            int             *least,
            int             *most)
{
  g_object_get (self->paned, "min-position", least, "max-position", most, NULL);
}

static void
place (TaplinePageRoom *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self->paned));
  int minimum, natural, wanted;

  gtk_widget_measure (GTK_WIDGET (self->details), GTK_ORIENTATION_VERTICAL, width, &minimum,
                      &natural, NULL, NULL);
  wanted = natural - minimum;
  /* Not without a message. */
  if (wanted > 0 && self->wanted >= 0)
    wanted = self->wanted;
  get_limits (self, &self->least, &self->most);
  self->height = MAX (self->most - wanted,
                      MIN (self->least + ROWS_KEPT * tapline_log_get_row_height (self->log),
                           self->most));
  if (self->height != gtk_paned_get_position (self->paned))
    gtk_paned_set_position (self->paned, self->height);
}

/* By the user if the limits are as they were; otherwise they are told of next. */
static void
moved_cb (TaplinePageRoom *self)
{
  int height = gtk_paned_get_position (self->paned);
  int least, most;

  get_limits (self, &least, &most);
  if (least == self->least && most == self->most && height != self->height)
    {
      self->height = height;
      self->wanted = most - height;
    }
}

/**
 * tapline_page_room_share:
 * @self: the room, as long as @paned
 * @paned: has @log above @details
 * @log: a log
 * @details: what shows a message of it
 */
void
tapline_page_room_share (TaplinePageRoom *self,
                         GtkPaned        *paned,
                         TaplineLog      *log,
                         TaplineDetails  *details)
{
  g_return_if_fail (GTK_IS_PANED (paned));

  *self = (TaplinePageRoom) { .paned = paned, .log = log, .details = details, .wanted = -1 };
  g_signal_connect_swapped (paned, "notify::position", G_CALLBACK (moved_cb), self);
  g_signal_connect_swapped (paned, "notify::min-position", G_CALLBACK (place), self);
  g_signal_connect_swapped (paned, "notify::max-position", G_CALLBACK (place), self);
  g_signal_connect_swapped (details, "shown", G_CALLBACK (place), self);
}
