/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is searched for, in the hex view: the first match is gone to once it is found, and those
 * that can be seen are looked for when they are drawn. */
#include "config.h"

#include "tapline-hex-view-private.h"

static void
forget_shown (TaplineHexView *self)
{
  g_clear_pointer (&self->shown_hits, g_array_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tapline_hex_hits_clear (TaplineHexView *self)
{
  g_clear_handle_id (&self->seek_id, g_source_remove);
  g_clear_pointer (&self->hits, tapline_message_hits_free);
  forget_shown (self);
}

/* Looks a little further; the caret goes to what is found. */
static gboolean
seek (TaplineHexView *self)
{
  const TaplineMessageHit *first;

  if (tapline_message_hits_seek (self->hits))
    return TRUE;
  first = tapline_message_hits_get_first (self->hits);
  if (first != NULL)
    tapline_hex_view_set_caret (self, first->start);

  return FALSE;
}

static gboolean
seek_in_idle (gpointer user_data)
{
  TaplineHexView *self = user_data;

  if (seek (self))
    return G_SOURCE_CONTINUE;
  self->seek_id = 0;

  return G_SOURCE_REMOVE;
}

/* In a message that was set. */
void
tapline_hex_hits_begin (TaplineHexView *self)
{
  tapline_hex_hits_clear (self);
  if (self->pattern == NULL || self->list == NULL)
    return;

  self->hits = tapline_message_hits_new (self->list, self->number, self->length, self->pattern);
  if (!seek (self))
    return;
  self->seek_id = g_idle_add (seek_in_idle, self);
  g_source_set_name_by_id (self->seek_id, "[tapline] seek in bytes");
}

/* (transfer none) (nullable): matches in a part of the message. */
GArray *
tapline_hex_hits_get (TaplineHexView *self,
                      guint64         start,
                      guint64         end)
{
  if (self->hits == NULL)
    return NULL;
  if (self->shown_hits != NULL && self->shown_start == start && self->shown_end == end)
    return self->shown_hits;

  g_clear_pointer (&self->shown_hits, g_array_unref);
  self->shown_hits = tapline_message_hits_find (self->hits, start, end);
  self->shown_start = start;
  self->shown_end = end;

  return self->shown_hits;
}

void
tapline_hex_view_set_pattern (TaplineHexView *self,
                              TaplinePattern *pattern)
{
  g_return_if_fail (TAPLINE_IS_HEX_VIEW (self));

  if (self->pattern == pattern)
    return;
  g_clear_pointer (&self->pattern, tapline_pattern_unref);
  if (pattern != NULL)
    self->pattern = tapline_pattern_ref (pattern);
  else
    tapline_hex_hits_clear (self);
}
