/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "shown.h"

#define LIMIT (1 << 20)

static void
answer (gpointer data)
{
  Shown *self = data;

  tapline_transcript_look (self->transcript);
  tapline_message_list_changed (TAPLINE_MESSAGE_LIST (self->transcript));
}

static void
ring_cb (gpointer bell)
{
  tapline_bell_ring (bell);
}

void
shown_init (Shown *self)
{
  *self = (Shown) { 0 };
  fixture_init (&self->f);
  fixture_make_flow (&self->flow, 1, FALSE, TRUE);
  self->transcript = tapline_transcript_new ();
  self->bell = tapline_bell_new (answer, self);
}

void
shown_open (Shown      *self,
            const char *framing)
{
  g_autoptr (TaplineFraming) parsed = tapline_framing_new (framing, LIMIT, NULL);
  g_autoptr (GError) error = NULL;

  tapline_transcript_open (self->transcript, self->f.capture, parsed, ring_cb, self->bell, &error);
  g_assert_no_error (error);
  tapline_capture_open_flow (self->f.capture, &self->flow, NULL);
  tapline_capture_note (self->f.capture, "Connected");
  shown_settle (self);
}

/* Nobody rings any more once the indexer has ended. */
void
shown_clear (Shown *self)
{
  tapline_transcript_stop (self->transcript);
  tapline_bell_remove (self->bell);
  tapline_bell_unref (self->bell);
  g_assert_finalize_object (self->transcript);
  fixture_clear (&self->f);
}

void
shown_set_framing (Shown      *self,
                   const char *framing)
{
  g_autoptr (TaplineFraming) parsed = tapline_framing_new (framing, LIMIT, NULL);
  g_autoptr (GError) error = NULL;

  tapline_transcript_set_framing (self->transcript, parsed, &error);
  g_assert_no_error (error);
}

void
shown_say (Shown            *self,
           TaplineDirection  direction,
           const char       *text)
{
  tapline_capture_append (self->f.capture, &self->flow, direction, text, strlen (text));
}

void
shown_say_lines (Shown *self,
                 guint  first,
                 guint  last)
{
  for (guint i = first; i <= last; i++)
    {
      g_autofree char *line = g_strdup_printf ("line %u\n", i);

      shown_say (self, i % 3 == 0 ? TAPLINE_DIRECTION_OUT : TAPLINE_DIRECTION_IN, line);
    }
}

void
shown_settle (Shown *self)
{
  g_assert_true (tapline_capture_flush (self->f.capture, NULL));
  tapline_waker_wake (tapline_transcript_get_waker (self->transcript));
  tapline_bell_ring (self->bell);
  shown_wait_for ((tapline_transcript_look (self->transcript),
                   tapline_transcript_is_caught_up (self->transcript)
                   && tapline_transcript_get_progress (self->transcript) >= 1));
}
