/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages as files: what is in them, that they are whole or not there, and that the recording may
 * go on meanwhile. */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include <glib/gstdio.h>

#include "fixture.h"
#include "tapline-exporter.h"

#define N_MESSAGES 1000
#define DEADLINE   (20 * G_TIME_SPAN_SECOND)

typedef struct
{
  Fixture            f;
  TaplineFlow        flow;
  TaplineTranscript *transcript;
  TaplineBell       *bell;
  const char        *encoding;
  char              *out;
} Export;

static void
bell_cb (gpointer unused)
{
}

static void
notify_cb (gpointer unused)
{
}

static void
say (Export           *e,
     TaplineDirection  direction,
     const char       *text)
{
  tapline_capture_append (e->f.capture, &e->flow, direction, text, strlen (text));
}

static void
look (Export *e)
{
  gint64 until = g_get_monotonic_time () + DEADLINE;

  g_assert_true (tapline_capture_flush (e->f.capture, NULL));
  tapline_index_wake (tapline_transcript_get_index (e->transcript));
  do
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_thread_yield ();
      tapline_transcript_look (e->transcript);
    }
  while (!tapline_transcript_is_caught_up (e->transcript));
}

/* Lines from both sides, and a note first. */
static void
set_up (Export        *e,
        gconstpointer  data)
{
  g_autoptr (TaplineFraming) lines = tapline_framing_new ("lines", 1 << 20, NULL);
  g_autoptr (GError) error = NULL;

  fixture_init (&e->f);
  fixture_make_flow (&e->flow, 1, FALSE, TRUE);
  e->transcript = tapline_transcript_new ();
  g_assert_true (tapline_transcript_open (e->transcript, e->f.capture, lines, notify_cb, NULL,
                                          &error));
  g_assert_no_error (error);
  tapline_capture_note (e->f.capture, "Listening");
  tapline_capture_open_flow (e->f.capture, &e->flow, NULL);
  for (guint i = 1; i < N_MESSAGES; i++)
    {
      g_autofree char *line = g_strdup_printf ("line %u\n", i);

      say (e, i % 3 == 0 ? TAPLINE_DIRECTION_OUT : TAPLINE_DIRECTION_IN, line);
    }
  look (e);
  g_assert_cmpuint (tapline_message_list_get_n_messages (TAPLINE_MESSAGE_LIST (e->transcript)),
                    ==, N_MESSAGES);
  e->encoding = "UTF-8";
  e->bell = tapline_bell_new (bell_cb, NULL);
  e->out = g_build_filename (e->f.folder, "out", NULL);
}

static void
tear_down (Export        *e,
           gconstpointer  data)
{
  tapline_bell_remove (e->bell);
  tapline_bell_unref (e->bell);
  g_assert_finalize_object (e->transcript);
  g_unlink (e->out);
  g_free (e->out);
  fixture_clear (&e->f);
}

static TaplineMessageSet *
make_set (guint64 start,
          guint64 end,
          guint64 start2,
          guint64 end2)
{
  g_autoptr (TaplineLogRanges) ranges = tapline_log_ranges_new ();

  tapline_log_ranges_add (ranges, start, end);
  tapline_log_ranges_add (ranges, start2, end2);

  return tapline_message_set_new_ranges (ranges);
}

static TaplineErrand *
start (Export            *e,
       TaplineMessageSet *set,
       TaplineFormat      format,
       const char        *path,
       TaplineExporter  **exporter)
{
  *exporter = tapline_exporter_new (e->transcript, set, format, e->encoding, path);

  return tapline_errand_start ("export", tapline_exporter_run, tapline_exporter_ref (*exporter),
                               (GDestroyNotify) tapline_exporter_unref, e->bell);
}

static void
wait_for (TaplineErrand *errand)
{
  gint64 until = g_get_monotonic_time () + DEADLINE;

  while (!tapline_errand_is_over (errand))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

static char *
export (Export            *e,
        TaplineMessageSet *set,
        TaplineFormat      format,
        gsize             *length)
{
  g_autoptr (TaplineExporter) exporter = NULL;
  g_autoptr (TaplineErrand) errand = NULL;
  g_autoptr (GError) error = NULL;
  guint64 n = tapline_message_set_get_n (set);
  char *contents;

  errand = start (e, set, format, e->out, &exporter);
  wait_for (errand);
  g_assert_true (tapline_errand_get_result (errand, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tapline_exporter_get_n_written (exporter), ==, n);
  g_assert_cmpuint (tapline_exporter_get_n_broken (exporter), ==, 0);
  g_assert_cmpfloat (tapline_errand_get_fraction (errand), ==, 1);
  g_assert_true (g_file_get_contents (e->out, &contents, length, &error));
  g_assert_no_error (error);

  return contents;
}

static guint
count_files (Export *e)
{
  g_autoptr (GDir) folder = g_dir_open (e->f.folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;

  return n;
}

static void
test_text (Export        *e,
           gconstpointer  data)
{
  g_autofree char *all = export (e, make_set (0, N_MESSAGES, 0, 0), TAPLINE_FORMAT_TEXT, NULL);
  g_autofree char *some = export (e, make_set (2, 4, 998, 1000), TAPLINE_FORMAT_BASE64, NULL);
  g_auto (GStrv) lines = g_strsplit (all, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, N_MESSAGES + 1);
  g_assert_true (g_str_has_suffix (lines[0], "Listening"));
  g_assert_true (g_str_has_suffix (lines[3], " → 192.0.2.1:1025  line 3"));
  g_assert_true (g_str_has_suffix (lines[N_MESSAGES - 1], "line 999"));
  g_assert_cmpstr (some, ==, "bGluZSAyCg==\nbGluZSAzCg==\nbGluZSA5OTgK\nbGluZSA5OTkK\n");
  g_assert_cmpuint (count_files (e), ==, 2);
}

/* A file is read on another day, in another place: its text says when and where that was. It is
 * decoded as in the log. */
static void
test_encoding (Export        *e,
               gconstpointer  data)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  say (e, TAPLINE_DIRECTION_IN, "\x83\x65\x83\x58\x83\x67 \xff\n");
  tapline_capture_note (e->f.capture, "Prüfung");
  look (e);
  e->encoding = "Shift_JIS";
  text = export (e, make_set (N_MESSAGES, N_MESSAGES + 2, 0, 0), TAPLINE_FORMAT_TEXT, NULL);
  lines = g_strsplit (text, "\n", -1);
  g_assert_true (g_regex_match_simple ("^20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\d"
                                       "[+-]\\d\\d:\\d\\d ← 192", lines[0], 0, 0));
  g_assert_true (g_str_has_suffix (lines[0], "  テスト ⟨0xFF⟩"));
  g_assert_true (g_str_has_suffix (lines[1], "Prüfung"));
}

/* Every other message, as a filter would have it. */
static gboolean
find_even (gpointer  data,
           guint64  *number)
{
  *number += *number % 2;

  return *number < N_MESSAGES;
}

static void
test_set (Export        *e,
          gconstpointer  data)
{
  TaplineMessageSet *set = tapline_message_set_new (find_even, NULL, NULL, N_MESSAGES / 2);
  g_autofree char *text = export (e, set, TAPLINE_FORMAT_CSV, NULL);
  g_auto (GStrv) rows = g_strsplit (text, "\r\n", -1);

  g_assert_cmpuint (g_strv_length (rows), ==, N_MESSAGES / 2 + 2);
  g_assert_true (g_str_has_prefix (rows[2], "3,"));
}

/* Some messages of a connection as one whose bytes follow each other: a recording that opens. */
static void
test_packets (Export        *e,
              gconstpointer  data)
{
  g_autofree char *pcapng = export (e, make_set (0, 3, 900, 1000), TAPLINE_FORMAT_PCAPNG, NULL);
  g_autoptr (GByteArray) in = NULL;
  g_autoptr (GByteArray) out = NULL;
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GString) answered = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GArray) blocks = fixture_read_blocks (e->out, &bytes);

  for (guint i = 1; i < N_MESSAGES; i++)
    if (i < 3 || i >= 900)
      g_string_append_printf (i % 3 == 0 ? answered : said, "line %u\n", i);
  in = fixture_read_payload (e->out, &e->flow, TAPLINE_DIRECTION_IN);
  out = fixture_read_payload (e->out, &e->flow, TAPLINE_DIRECTION_OUT);
  g_assert_cmpmem (in->data, in->len, said->str, said->len);
  g_assert_cmpmem (out->data, out->len, answered->str, answered->len);
  /* Three to begin with, a note, a handshake of three, and a segment a message. */
  g_assert_cmpuint (blocks->len, ==, 3 + 1 + 3 + 102);
}

/* What comes while it is exported is not part of it, and does not disturb it. */
static void
test_growing (Export        *e,
              gconstpointer  data)
{
  g_autoptr (TaplineExporter) exporter = NULL;
  g_autoptr (TaplineErrand) errand = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  errand = start (e, make_set (0, N_MESSAGES, 0, 0), TAPLINE_FORMAT_TEXT, e->out, &exporter);
  for (guint i = 0; i < 1000; i++)
    {
      say (e, TAPLINE_DIRECTION_IN, "more\n");
      if (i % 100 == 0)
        look (e);
    }
  wait_for (errand);
  g_assert_true (tapline_errand_get_result (errand, NULL));
  g_assert_true (g_file_get_contents (e->out, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, N_MESSAGES + 1);
  g_assert_null (strstr (text, "more"));
}

/* Goes on for ever, so that only a cancel ends it. */
static gboolean
find_again (gpointer  data,
            guint64  *number)
{
  *number = *number % N_MESSAGES;

  return TRUE;
}

static void
test_cancel (Export        *e,
             gconstpointer  data)
{
  g_autoptr (TaplineExporter) exporter = NULL;
  g_autoptr (TaplineErrand) errand = NULL;
  g_autoptr (GError) error = NULL;
  TaplineMessageSet *set = tapline_message_set_new (find_again, NULL, NULL, G_MAXUINT32);
  gint64 asked;

  g_assert_true (g_file_set_contents (e->out, "what was there", -1, NULL));
  errand = start (e, set, TAPLINE_FORMAT_TEXT, e->out, &exporter);
  while (tapline_errand_get_fraction (errand) <= 0)
    g_thread_yield ();
  g_assert_cmpuint (count_files (e), ==, 3);
  asked = g_get_monotonic_time ();
  tapline_errand_cancel (errand);
  wait_for (errand);
  g_assert_cmpint (g_get_monotonic_time () - asked, <, G_TIME_SPAN_SECOND);
  g_assert_false (tapline_errand_get_result (errand, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (e), ==, 2);
}

/* No room is a sentence, and nothing is left behind. */
static void
test_no_room (Export        *e,
              gconstpointer  data)
{
  g_autoptr (TaplineExporter) exporter = NULL;
  g_autoptr (TaplineErrand) errand = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit limit, before;

  getrlimit (RLIMIT_FSIZE, &before);
  limit = before;
  limit.rlim_cur = 10000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  errand = start (e, make_set (0, N_MESSAGES, 0, 0), TAPLINE_FORMAT_JSON, e->out, &exporter);
  wait_for (errand);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_false (tapline_errand_get_result (errand, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, e->out));
  g_assert_cmpuint (count_files (e), ==, 1);
}

static void
test_no_folder (Export        *e,
                gconstpointer  data)
{
  g_autofree char *path = g_build_filename (e->f.folder, "none", "out", NULL);
  g_autoptr (TaplineExporter) exporter = NULL;
  g_autoptr (TaplineErrand) errand = NULL;
  g_autoptr (GError) error = NULL;

  errand = start (e, make_set (0, 1, 0, 0), TAPLINE_FORMAT_JSON, path, &exporter);
  wait_for (errand);
  g_assert_false (tapline_errand_get_result (errand, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
mark (Export     *e,
      guint64     number,
      const char *note)
{
  g_auto (TaplineMark) key = { 0 };

  g_assert_true (tapline_message_list_get_mark_key (TAPLINE_MESSAGE_LIST (e->transcript), number,
                                                    &key));
  g_assert_null (key.note);
  key.note = g_strdup (note);
  g_assert_true (tapline_capture_mark (e->f.capture, &key, "", NULL));
}

/* In packets the marks are comments, of which a capture that is opened makes marks again. */
static void
test_marks (Export        *e,
            gconstpointer  unused)
{
  static const char *const notes[] = { "of a note", NULL, "a note – of mine", "", NULL };
  g_autoptr (TaplineExporter) exporter = NULL;
  g_autoptr (TaplineErrand) errand = NULL;
  g_autoptr (TaplineCapture) capture = NULL;
  g_autoptr (TaplineTranscript) again = tapline_transcript_new ();
  g_autoptr (TaplineFraming) lines = tapline_framing_new ("lines", 1 << 20, NULL);
  g_autoptr (GError) error = NULL;
  gint64 until = g_get_monotonic_time () + DEADLINE;

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    if (notes[i] != NULL)
      mark (e, i, notes[i]);
  look (e);
  errand = start (e, make_set (0, 3, 3, G_N_ELEMENTS (notes)), TAPLINE_FORMAT_PCAPNG, e->out,
                  &exporter);
  wait_for (errand);
  g_assert_true (tapline_errand_get_result (errand, &error));

  capture = tapline_capture_open (e->out, &error);
  g_assert_no_error (error);
  while (tapline_capture_load (capture, G_MAXSIZE, &error))
    ;
  g_assert_no_error (error);
  g_assert_false (tapline_capture_is_imported (capture));
  g_assert_true (tapline_transcript_open (again, capture, lines, notify_cb, NULL, &error));
  do
    tapline_transcript_look (again);
  while (!tapline_transcript_is_caught_up (again) && g_get_monotonic_time () < until);
  g_assert_cmpuint (tapline_message_list_get_n_messages (TAPLINE_MESSAGE_LIST (again)), ==,
                    G_N_ELEMENTS (notes));
  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      g_autofree char *note = tapline_message_list_dup_mark (TAPLINE_MESSAGE_LIST (again), i);

      g_assert_cmpstr (note, ==, notes[i]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_main_context_acquire (NULL);
  signal (SIGXFSZ, SIG_IGN);
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Export, NULL, set_up, function, tear_down)
  ADD ("/export/text", test_text);
  ADD ("/export/encoding", test_encoding);
  ADD ("/export/set", test_set);
  ADD ("/export/packets", test_packets);
  ADD ("/export/marks", test_marks);
  ADD ("/export/growing", test_growing);
  ADD ("/export/cancel", test_cancel);
  ADD ("/export/no-room", test_no_room);
  ADD ("/export/no-folder", test_no_folder);

  return g_test_run ();
}
