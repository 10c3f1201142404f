/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fixture-log.h"

void
log_notify (gpointer data)
{
  Log *self = data;

  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

Log *
log_hold (Log *self)
{
  g_mutex_lock (&self->lock);
  self->held++;
  g_mutex_unlock (&self->lock);

  return self;
}

void
log_release (gpointer data)
{
  Log *self = data;

  g_mutex_lock (&self->lock);
  self->held--;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

static void
clear_message (gpointer data)
{
  g_bytes_unref (((Message *) data)->bytes);
}

void
log_init (Log     *self,
          guint32  seed)
{
  memset (self, 0, sizeof *self);
  fixture_init (&self->f);
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->rand = g_rand_new_with_seed (seed);
  self->messages = g_array_new (FALSE, FALSE, sizeof (Message));
  g_array_set_clear_func (self->messages, clear_message);
  for (guint i = 0; i < LOG_FLOWS; i++)
    {
      fixture_make_flow (&self->flows[i], i, i == 4, i % 2 == 0);
      self->streams[i][0] = g_byte_array_new ();
      self->streams[i][1] = g_byte_array_new ();
      tapline_capture_open_flow (self->f.capture, &self->flows[i], i % 2 ? "A connection." : NULL);
    }
}

void
log_index (Log        *self,
           const char *spec,
           guint32     limit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaplineFraming) framing = tapline_framing_new (spec, limit, &error);

  g_assert_no_error (error);
  g_clear_pointer (&self->index, tapline_index_unref);
  g_array_set_size (self->messages, 0);
  self->index = tapline_index_new (self->f.capture, framing, log_notify, self, &error);
  g_assert_no_error (error);
}

void
log_clear (Log *self)
{
  log_wait_until (self, self->held == 0);
  g_clear_pointer (&self->index, tapline_index_unref);
  for (guint i = 0; i < LOG_FLOWS; i++)
    {
      g_byte_array_unref (self->streams[i][0]);
      g_byte_array_unref (self->streams[i][1]);
    }
  g_array_unref (self->messages);
  g_rand_free (self->rand);
  fixture_clear (&self->f);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
}

static void
append_random (GRand      *rand,
               GByteArray *bytes)
{
  static const char *const words[] = {
    "alpha", "beta", "gamma", " ", " ", " ", "\n", "\n", "\r\n", "temp=", "23.5", " C", "ALPHA",
    "ä", "Ä", "é", "\xff", "\xc3", "x", "alphabet", "=2", "\t", "3:abc,", "#12ab\n", "\xc0",
    "b", "_", ";", "delta",
  };

  for (int n = g_rand_int_range (rand, 1, 30); n > 0; n--)
    {
      guint i = g_rand_int (rand) % (G_N_ELEMENTS (words) + 1);

      if (i == G_N_ELEMENTS (words))
        g_byte_array_append (bytes, (const guint8 *) "", 1);
      else
        g_byte_array_append (bytes, (const guint8 *) words[i], (guint) strlen (words[i]));
    }
}

void
log_record (Log *self)
{
  guint i = g_rand_int (self->rand) % LOG_FLOWS;
  guint direction = g_rand_int (self->rand) % 2;
  g_autoptr (GByteArray) piece = g_byte_array_new ();
  gsize wanted = g_rand_int (self->rand) % 150 ? 1 : 70000;
  gsize at = 0;

  while (piece->len < wanted)
    append_random (self->rand, piece);
  g_byte_array_append (self->streams[i][direction], piece->data, piece->len);
  while (at < piece->len)
    {
      gsize room = tapline_capture_get_room (self->f.capture);
      gsize longest = wanted > 1 || g_rand_boolean (self->rand)
                      ? G_MAXSIZE : 1 + g_rand_int (self->rand) % 9;
      gsize n = MIN (MIN (room, longest), piece->len - at);

      tapline_capture_append (self->f.capture, &self->flows[i], direction, piece->data + at, n);
      at += n;
      if (n == 0)
        g_assert_true (tapline_capture_flush (self->f.capture, NULL));
    }
  if (g_rand_int (self->rand) % 50 == 0)
    tapline_capture_note (self->f.capture, "Something alpha happened.");
  if (g_rand_int (self->rand) % 20 == 0)
    g_assert_true (tapline_capture_flush (self->f.capture, NULL));
}

void
log_end_flows (Log *self)
{
  for (guint i = 0; i < LOG_FLOWS; i += 2)
    {
      tapline_capture_end_flow (self->f.capture, &self->flows[i], TAPLINE_DIRECTION_IN, FALSE,
                                NULL);
      tapline_capture_end_flow (self->f.capture, &self->flows[i], TAPLINE_DIRECTION_OUT, FALSE,
                                NULL);
    }
  g_assert_true (tapline_capture_flush (self->f.capture, NULL));
}

guint64
log_count_indexed (Log *self)
{
  return tapline_counter_read (&tapline_index_get_counters (self->index)->messages);
}

gboolean
log_is_indexed (Log *self)
{
  return tapline_counter_read (&tapline_index_get_counters (self->index)->bytes)
         == tapline_counter_read (&tapline_capture_get_counters (self->f.capture)->bytes);
}

void
log_read (Log *log)
{
  g_autoptr (TaplineReader) reader = tapline_reader_new (log->index);

  for (guint64 i = log->messages->len; i < log_count_indexed (log); i++)
    {
      g_autoptr (GError) error = NULL;
      Message message;

      tapline_reader_get (reader, i, 0, &message.message, &error);
      g_assert_no_error (error);
      message.bytes = tapline_reader_dup_bytes (reader, i, 0, G_MAXSIZE, &error);
      g_assert_no_error (error);
      g_array_append_val (log->messages, message);
    }
}
