/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings that are opened again: whole, torn at every byte, broken in the middle, not ours. */
#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "fixture.h"

/* A recording with two connections; its bytes. */
static GBytes *
make_recording (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  char *bytes;
  gsize length;

  for (guint i = 0; i < 2; i++)
    {
      TaplineFlow flow;

      fixture_make_flow (&flow, i, i == 1, TRUE);
      tapline_capture_open_flow (f->capture, &flow, "connected");
      tapline_capture_append (f->capture, &flow, TAPLINE_DIRECTION_IN, "question\n", 9);
      tapline_capture_append (f->capture, &flow, TAPLINE_DIRECTION_OUT, "answer\n", 7);
      tapline_capture_end_flow (f->capture, &flow, TAPLINE_DIRECTION_IN, i == 0, NULL);
    }
  tapline_capture_finish (f->capture, &error);
  g_assert_no_error (error);
  g_file_get_contents (f->path, &bytes, &length, &error);
  g_assert_no_error (error);

  return g_bytes_new_take (bytes, length);
}

static TaplineCapture *
open_bytes (Fixture    *f,
            GBytes     *bytes,
            gsize       length,
            GError    **error)
{
  g_autofree char *path = g_build_filename (f->folder, "opened", NULL);
  TaplineCapture *capture;

  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) length, error);
  g_assert_no_error (*error);
  capture = tapline_capture_open (path, error);
  g_unlink (path);

  return capture;
}

static void
load_all (TaplineCapture *capture)
{
  g_autoptr (GError) error = NULL;

  while (tapline_capture_load (capture, 1, &error))
    ;
  g_assert_no_error (error);
  /* The end stays the end. */
  g_assert_false (tapline_capture_load (capture, 1, &error));
  g_assert_no_error (error);
}

static void
test_whole (void)
{
  g_autoptr (TaplineCapture) capture = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const TaplineCaptureCounters *before, *after;
  Fixture f;

  fixture_init (&f);
  bytes = make_recording (&f);
  capture = open_bytes (&f, bytes, g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  before = tapline_capture_get_counters (f.capture);
  after = tapline_capture_get_counters (capture);
  g_assert_cmpuint (tapline_counter_read (&after->bytes), ==, 0);
  load_all (capture);
  g_assert_cmpuint (tapline_counter_read (&after->bytes), ==, g_bytes_get_size (bytes));
  g_assert_cmpuint (tapline_counter_read (&after->bytes), ==, tapline_capture_get_size (capture));
  g_assert_cmpuint (tapline_counter_read (&after->blocks), ==,
                    tapline_counter_read (&before->blocks));
  g_assert_cmpuint (tapline_counter_read (&after->in), ==, 18);
  g_assert_cmpuint (tapline_counter_read (&after->out), ==, 14);
  fixture_clear (&f);
}

/* Whatever a crash leaves: what is published ends with a whole block, and is all that is whole. */
static void
test_torn (void)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autoptr (GArray) blocks = NULL;
  guint64 start = 0;
  Fixture f;

  fixture_init (&f);
  bytes = make_recording (&f);
  blocks = fixture_read_blocks (f.path, &file);
  for (guint i = 0; i < TAPLINE_PCAPNG_N_START; i++)
    start += g_array_index (blocks, TaplinePcapngBlock, i).length;
  for (gsize length = start; length < g_bytes_get_size (bytes); length++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TaplineCapture) capture = open_bytes (&f, bytes, length, &error);
      guint64 whole = 0;

      g_assert_no_error (error);
      load_all (capture);
      for (guint i = 0; i < blocks->len; i++)
        {
          guint32 size = g_array_index (blocks, TaplinePcapngBlock, i).length;

          if (whole + size > length)
            break;
          whole += size;
        }
      g_assert_cmpuint (tapline_counter_read (&tapline_capture_get_counters (capture)->bytes),
                        ==, whole);
    }
  fixture_clear (&f);
}

static void
test_broken (void)
{
  g_autoptr (TaplineCapture) capture = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) broken = NULL;
  g_autofree guint8 *copy = NULL;
  gsize length;
  Fixture f;

  fixture_init (&f);
  bytes = make_recording (&f);
  length = g_bytes_get_size (bytes);
  copy = g_memdup2 (g_bytes_get_data (bytes, NULL), length);
  memset (copy + length / 2, 0xff, 64);
  broken = g_bytes_new (copy, length);
  capture = open_bytes (&f, broken, length, &error);
  g_assert_no_error (error);
  load_all (capture);
  g_assert_cmpuint (tapline_counter_read (&tapline_capture_get_counters (capture)->bytes),
                    <=, length / 2);
  g_assert_cmpuint (tapline_counter_read (&tapline_capture_get_counters (capture)->bytes), >, 0);
  fixture_clear (&f);
}

/* Its beginning has to be ours, byte for byte but for the version. Else it is taken for one of
 * another program, as far as it is a pcapng file. */
static void
test_not_ours (void)
{
  g_autoptr (GBytes) bytes = NULL;
  Fixture f;

  fixture_init (&f);
  bytes = make_recording (&f);
  for (gsize length = 0; length < 4; length++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (open_bytes (&f, bytes, length, &error));
      g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
    }
  for (guint i = 0; i < 28; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) other = NULL;
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL),
                                           g_bytes_get_size (bytes));
      g_autoptr (TaplineCapture) capture = NULL;
      const TaplineCaptureCounters *counters;

      /* The version of the format and the section's length are not looked at. */
      if (i >= 12 && i < 24)
        continue;
      copy[i] ^= 0x55;
      other = g_bytes_new (copy, g_bytes_get_size (bytes));
      capture = open_bytes (&f, other, g_bytes_get_size (bytes), &error);
      if (i < 4)
        {
          g_assert_null (capture);
          g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
          continue;
        }
      g_assert_no_error (error);
      while (tapline_capture_load (capture, 1, &error))
        ;
      counters = tapline_capture_get_counters (capture);
      if (i < 12)
        {
          g_autofree char *warning = tapline_capture_dup_warning (capture);

          /* Its length is wrong: too long for the file, or none that a block can have. */
          g_assert_true (error != NULL || strstr (warning, "Packet 1 is torn") != NULL);
        }
      else
        g_assert_cmpuint (tapline_counter_read (&counters->in)
                          + tapline_counter_read (&counters->out), ==, 32);
    }
  fixture_clear (&f);
}

static void
test_unreadable (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tapline_capture_open ("/no/such/file", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_null (tapline_capture_open ("/", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  g_clear_error (&error);
  g_assert_null (tapline_capture_open ("/dev/zero", &error));
  g_assert_nonnull (error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/check/whole", test_whole);
  g_test_add_func ("/check/torn", test_torn);
  g_test_add_func ("/check/broken", test_broken);
  g_test_add_func ("/check/not-ours", test_not_ours);
  g_test_add_func ("/check/unreadable", test_unreadable);

  return g_test_run ();
}
