/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks: as blocks, in a recording that grows, that is cut off anywhere, that is opened again, and
 * under any framing. */
#include "config.h"

#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fixture.h"
#include "tapline-index.h"
#include "tapline-seal.h"

#define WORDS " (what is marked)"

typedef struct
{
  TaplineFraming *framing;
  TaplineIndex   *index;
  TaplineReader  *reader;
} Cutting;

static void
cutting_init (Cutting        *self,
              TaplineCapture *capture,
              const char     *spec)
{
  self->framing = tapline_framing_new (spec, TAPLINE_MESSAGE_LIMIT_DEFAULT, NULL);
  self->index = tapline_index_new (capture, self->framing, NULL, NULL, NULL);
  tapline_index_stop (self->index, TRUE);
  self->reader = tapline_reader_new (self->index);
}

static void
cutting_clear (Cutting *self)
{
  tapline_reader_free (self->reader);
  tapline_index_unref (self->index);
  tapline_framing_unref (self->framing);
}

static guint64
count_messages (const Cutting *self)
{
  return tapline_counter_read (&tapline_index_get_counters (self->index)->messages);
}

/* The note of a message, %NULL if it is not marked. (transfer full) */
static char *
dup_note (const Cutting  *self,
          TaplineCapture *capture,
          guint64         number)
{
  TaplineMark mark;
  TaplineReach reach;

  g_assert_true (tapline_reader_get_reach (self->reader, number, &reach));
  if (!tapline_marks_find (tapline_capture_get_marks (capture), &reach, &mark))
    return NULL;

  return mark.note;
}

static void
assert_note (const Cutting  *self,
             TaplineCapture *capture,
             guint64         number,
             const char     *expected)
{
  g_autofree char *note = dup_note (self, capture, number);

  g_assert_cmpstr (note, ==, expected);
}

static void
flush (TaplineCapture *capture)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tapline_capture_flush (capture, &error));
  g_assert_no_error (error);
}

static void
append (TaplineCapture *capture,
        TaplineFlow    *flow,
        const char     *text)
{
  tapline_capture_append (capture, flow, TAPLINE_DIRECTION_IN, text, strlen (text));
  flush (capture);
}

static void
set_mark (TaplineCapture *capture,
          const Cutting  *cutting,
          guint64         number,
          const char     *note)
{
  g_autoptr (GError) error = NULL;
  TaplineReach reach;
  TaplineMark mark;

  g_assert_true (tapline_reader_get_reach (cutting->reader, number, &reach));
  mark = (TaplineMark) { reach.begin, reach.connection, (char *) note };
  g_assert_true (tapline_capture_mark (capture, &mark, WORDS, &error));
  g_assert_no_error (error);
}

static TaplineCapture *
open_all (const char *path)
{
  g_autoptr (GError) error = NULL;
  TaplineCapture *capture = tapline_capture_open (path, &error);

  g_assert_no_error (error);
  while (tapline_capture_load (capture, G_MAXSIZE, &error))
    ;
  g_assert_no_error (error);

  return capture;
}

/* Messages 0 "connected", 1 "one", 2 "two", 3 "three", cut by a packet's end, and 4 a note. */
static void
record (Fixture *f)
{
  TaplineFlow flow;

  fixture_init (f);
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  tapline_capture_open_flow (f->capture, &flow, "connected");
  append (f->capture, &flow, "one\ntwo\nth");
  append (f->capture, &flow, "ree\n");
  tapline_capture_note (f->capture, "a note");
  flush (f->capture);
}

/* What any bytes are as a note. */
static void
test_note (void)
{
  g_autofree char *longest = g_strnfill (TAPLINE_MARK_NOTE_MAX, 'x');
  g_autofree char *cut = g_strconcat (longest + strlen ("…"), "…", NULL);
  g_autofree char *longer = g_strconcat (longest, "x", NULL);
  g_autofree char *wide = g_strconcat (longest + strlen ("…") + 1, "ä", "yyyy", NULL);
  g_autofree char *wide_cut = g_strconcat (longest + strlen ("…") + 1, "…", NULL);
  const struct
  {
    const char *text;
    const char *note;
  } cases[] = {
    { "", "" }, { "spät", "spät" }, { "a\nb\x1b[0m\xc2\x85", "a b [0m  " },
    { "a\xff\xc3", "a\xef\xbf\xbd\xef\xbf\xbd" }, { longest, longest }, { longer, cut },
    { wide, wide_cut },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *note = tapline_mark_dup_note (cases[i].text, strlen (cases[i].text));

      g_assert_cmpstr (note, ==, cases[i].note);
    }
}

static void
test_block (void)
{
  g_autofree char *longest = g_strnfill (TAPLINE_MARK_NOTE_MAX, 'x');
  g_autofree char *longer = g_strconcat (longest, "ä", NULL);
  g_autofree char *cut = g_strconcat (longest + 1, "ä", NULL);
  const struct
  {
    TaplineMark  mark;
    const char  *read;
    const char  *comment;
  } cases[] = {
    { { { 48, 0, TAPLINE_DIRECTION_IN }, 1, (char *) "" }, "", WORDS },
    { { { 48, 7, TAPLINE_DIRECTION_OUT }, 1, (char *) "say \"ä\"" }, "say \"ä\"",
      "say \"ä\"" WORDS },
    { { { 4711, 0, TAPLINE_DIRECTION_NOTE }, 0, NULL }, NULL, WORDS },
    /* What a terminal would obey. */
    { { { 48, 7, TAPLINE_DIRECTION_OUT }, 1, (char *) "a\n\033[2J\302\233b" }, "a  [2J  b", NULL },
    { { { G_MAXUINT64, G_MAXUINT32, TAPLINE_DIRECTION_NOTE }, G_MAXUINT32, longest }, longest,
      NULL },
    { { { 4, 0, TAPLINE_DIRECTION_IN }, 2, longer }, longest, NULL },
    { { { 4, 0, TAPLINE_DIRECTION_IN }, 2, cut }, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 bytes[TAPLINE_PCAPNG_CONTROL_MAX];
      gsize size = tapline_pcapng_put_mark (bytes, 5, &cases[i].mark, WORDS);
      TaplinePcapngBlock block;
      g_auto (TaplineMark) mark = { 0 };

      g_assert_cmpuint (size, <=, sizeof bytes);
      g_assert_cmpint (tapline_pcapng_parse (bytes, size, &block), ==, TAPLINE_PCAPNG_WHOLE);
      g_assert_cmpint (block.kind, ==, TAPLINE_PCAPNG_MARK);
      g_assert_cmpint (block.direction, ==, TAPLINE_DIRECTION_NOTE);
      g_assert_cmpuint (block.length, ==, size);
      g_assert_cmpint (block.time, ==, 5);
      g_assert_true (tapline_pcapng_get_mark (bytes, &block, 99, 99, &mark));
      g_assert_cmpuint (mark.position.offset, ==, cases[i].mark.position.offset);
      g_assert_cmpuint (mark.position.at, ==, cases[i].mark.position.at);
      g_assert_cmpint (mark.position.direction, ==, cases[i].mark.position.direction);
      g_assert_cmpuint (mark.connection, ==, cases[i].mark.connection);
      if (cases[i].mark.note == cut)
        /* Half a character is none. */
        g_assert_cmpuint (strlen (mark.note), ==, TAPLINE_MARK_NOTE_MAX - 1);
      else
        g_assert_cmpstr (mark.note, ==, cases[i].read);
      if (cases[i].comment != NULL)
        {
          g_assert_cmpuint (block.comment_length, ==, strlen (cases[i].comment));
          g_assert_cmpmem (bytes + block.comment_at, block.comment_length, cases[i].comment,
                           strlen (cases[i].comment));
        }
    }
}

/* What is no mark that makes sense is a note, so that it is seen. */
static void
test_malformed_block (void)
{
  const TaplineMark mark = { { 48, 7, TAPLINE_DIRECTION_OUT }, 1, (char *) "note" };
  guint8 bytes[TAPLINE_PCAPNG_CONTROL_MAX];
  gsize size = tapline_pcapng_put_mark (bytes, 5, &mark, WORDS);
  TaplinePcapngBlock whole, block;

  g_assert_cmpint (tapline_pcapng_parse (bytes, size, &whole), ==, TAPLINE_PCAPNG_WHOLE);
  for (guint i = 0; i < whole.payload_length; i++)
    {
      guint8 *byte = bytes + whole.payload_at + i;
      guint8 right = *byte;

      *byte = '~';
      g_assert_cmpint (tapline_pcapng_parse (bytes, size, &block), ==, TAPLINE_PCAPNG_WHOLE);
      g_assert_cmpint (block.kind, ==, TAPLINE_PCAPNG_NOTE);
      *byte = right;
    }
}

/* The messages are what they are without marks. */
static void
test_live (void)
{
  Fixture f;
  Cutting lines;

  record (&f);
  cutting_init (&lines, f.capture, "lines");
  g_assert_cmpuint (count_messages (&lines), ==, 5);
  g_assert_cmpuint (tapline_marks_get_serial (tapline_capture_get_marks (f.capture)), ==, 0);
  set_mark (f.capture, &lines, 2, "this is it");
  set_mark (f.capture, &lines, 3, "");
  set_mark (f.capture, &lines, 4, "of a note");
  set_mark (f.capture, &lines, 0, "of a comment");
  cutting_clear (&lines);
  flush (f.capture);

  cutting_init (&lines, f.capture, "lines");
  g_assert_cmpuint (count_messages (&lines), ==, 5);
  assert_note (&lines, f.capture, 0, "of a comment");
  assert_note (&lines, f.capture, 1, NULL);
  assert_note (&lines, f.capture, 2, "this is it");
  assert_note (&lines, f.capture, 3, "");
  assert_note (&lines, f.capture, 4, "of a note");
  g_assert_cmpuint (tapline_marks_get_n (tapline_capture_get_marks (f.capture)), ==, 4);
  cutting_clear (&lines);
  fixture_clear (&f);
}

static void
test_replaced (void)
{
  Fixture f;
  Cutting lines;
  TaplineMarks *marks;
  guint64 serial;

  record (&f);
  marks = tapline_capture_get_marks (f.capture);
  cutting_init (&lines, f.capture, "lines");
  set_mark (f.capture, &lines, 1, "first");
  set_mark (f.capture, &lines, 2, "to be removed");
  set_mark (f.capture, &lines, 1, "second");
  set_mark (f.capture, &lines, 2, NULL);
  cutting_clear (&lines);
  flush (f.capture);

  cutting_init (&lines, f.capture, "lines");
  assert_note (&lines, f.capture, 1, "second");
  assert_note (&lines, f.capture, 2, NULL);
  g_assert_cmpuint (tapline_marks_get_n (marks), ==, 1);
  serial = tapline_marks_get_serial (marks);
  g_assert_cmpuint (serial, ==, 4);
  cutting_clear (&lines);

  /* Another indexer that begins from the start finds nothing new, and brings nothing back. */
  cutting_init (&lines, f.capture, "raw");
  g_assert_cmpuint (tapline_marks_get_serial (marks), ==, serial);
  cutting_clear (&lines);
  fixture_clear (&f);
}

/* The byte is marked, whatever message it is in. */
static void
test_framings (void)
{
  Fixture f;
  Cutting cutting;

  record (&f);
  cutting_init (&cutting, f.capture, "lines");
  set_mark (f.capture, &cutting, 2, "two");
  set_mark (f.capture, &cutting, 3, "three");
  cutting_clear (&cutting);
  flush (f.capture);

  /* "one\ntwo\nth", "ree\n" */
  cutting_init (&cutting, f.capture, "raw");
  assert_note (&cutting, f.capture, 1, "two");
  assert_note (&cutting, f.capture, 2, NULL);
  cutting_clear (&cutting);

  /* "one\n", "two\n", "thre", "e\n" is unfinished */
  cutting_init (&cutting, f.capture, "fixed:4");
  assert_note (&cutting, f.capture, 1, NULL);
  assert_note (&cutting, f.capture, 2, "two");
  assert_note (&cutting, f.capture, 3, "three");
  assert_note (&cutting, f.capture, 5, NULL);
  cutting_clear (&cutting);

  /* "one\ntwo\nthree\n" is all unfinished, and behind the two notes. */
  cutting_init (&cutting, f.capture, "fixed:40");
  g_assert_cmpuint (count_messages (&cutting), ==, 2);
  assert_note (&cutting, f.capture, 2, "two");
  cutting_clear (&cutting);
  fixture_clear (&f);
}

/* Two connections take turns: what lies between the pieces of a message is not its. */
static void
test_interleaved (void)
{
  Fixture f;
  TaplineFlow flows[2];
  Cutting lines;
  guint n_marked = 0;

  fixture_init (&f);
  for (guint i = 0; i < 2; i++)
    {
      fixture_make_flow (&flows[i], i, FALSE, TRUE);
      tapline_capture_open_flow (f.capture, &flows[i], NULL);
    }
  append (f.capture, &flows[0], "begins ");
  append (f.capture, &flows[1], "in between\n");
  append (f.capture, &flows[0], "and ends\n");
  cutting_init (&lines, f.capture, "lines");
  g_assert_cmpuint (count_messages (&lines), ==, 2);
  set_mark (f.capture, &lines, 0, "in between");
  cutting_clear (&lines);
  flush (f.capture);

  cutting_init (&lines, f.capture, "lines");
  assert_note (&lines, f.capture, 0, "in between");
  assert_note (&lines, f.capture, 1, NULL);
  set_mark (f.capture, &lines, 1, "around");
  cutting_clear (&lines);
  flush (f.capture);

  /* Both ways along the marks, from the message where the last one led to. */
  cutting_init (&lines, f.capture, "lines");
  for (guint pass = 0; pass < 2; pass++)
    {
      TaplineReach reach = { { 0 }, { 0 }, 0 };
      g_auto (TaplineMark) mark = { 0 };

      if (pass == 1)
        reach.begin.offset = reach.end.offset = G_MAXUINT64;
      n_marked = 0;
      while (tapline_marks_find_next (tapline_capture_get_marks (f.capture), &reach, pass == 0,
                                      &mark))
        {
          guint64 number;

          g_assert_true (tapline_reader_find (lines.reader, &mark.position, &number));
          /* In the order in which they begin, not in that of the log. */
          g_assert_cmpuint (number, ==, (n_marked + pass) % 2 == 0 ? 1 : 0);
          g_assert_true (tapline_reader_get_reach (lines.reader, number, &reach));
          tapline_mark_clear (&mark);
          n_marked++;
          g_assert_cmpuint (n_marked, <=, 2);
        }
      g_assert_cmpuint (n_marked, ==, 2);
    }
  cutting_clear (&lines);
  fixture_clear (&f);
}

/* Whatever byte it ends with, what is whole is there: a mark or no mark, never half of one. */
static void
test_cut_file (void)
{
  g_autofree char *contents = NULL;
  Fixture f;
  Cutting lines;
  gsize length, before;

  record (&f);
  before = tapline_counter_read (&tapline_capture_get_counters (f.capture)->bytes);
  cutting_init (&lines, f.capture, "lines");
  set_mark (f.capture, &lines, 1, "kept");
  cutting_clear (&lines);
  flush (f.capture);
  g_clear_pointer (&f.capture, tapline_capture_unref);
  g_assert_true (g_file_get_contents (f.path, &contents, &length, NULL));

  /* Without the seal, as if it had been killed. */
  length -= TAPLINE_PCAPNG_END_SIZE;
  for (gsize size = before; size <= length; size++)
    {
      g_autoptr (TaplineCapture) capture = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (f.path, contents, (gssize) size, &error));
      g_assert_no_error (error);
      if (size % 2 == 0)
        g_assert_true (tapline_seal_mend (f.path, NULL));
      capture = open_all (f.path);
      cutting_init (&lines, capture, "lines");
      /* Mending tells what happened. */
      g_assert_cmpuint (count_messages (&lines), ==, size % 2 == 0 ? 6 : 5);
      assert_note (&lines, capture, 1, size == length ? "kept" : NULL);
      cutting_clear (&lines);
    }
  fixture_clear (&f);
}

/* A recording that is finished takes marks, and is finished again then. */
static void
test_finished (void)
{
  g_autoptr (TaplineCapture) capture = NULL;
  g_autoptr (TaplineCapture) again = NULL;
  Fixture f;
  Cutting lines;

  record (&f);
  g_clear_pointer (&f.capture, tapline_capture_unref);
  capture = open_all (f.path);
  cutting_init (&lines, capture, "lines");
  set_mark (capture, &lines, 1, "first");
  g_assert_cmpint (tapline_seal_look (f.path).state, ==, TAPLINE_SEAL_SEALED);
  set_mark (capture, &lines, 1, "changed");
  set_mark (capture, &lines, 3, "");
  g_assert_cmpint (tapline_seal_look (f.path).state, ==, TAPLINE_SEAL_SEALED);
  cutting_clear (&lines);

  again = open_all (f.path);
  cutting_init (&lines, again, "lines");
  g_assert_cmpuint (count_messages (&lines), ==, 5);
  assert_note (&lines, again, 1, "changed");
  assert_note (&lines, again, 3, "");
  cutting_clear (&lines);
  fixture_clear (&f);
}

/* A mark is set long after what was recorded, and tells nothing about silence there. */
static void
test_silence (void)
{
  g_autoptr (TaplineCapture) capture = NULL;
  g_autoptr (TaplineCapture) again = NULL;
  Fixture f;
  TaplineFlow flow;
  Cutting idle;

  fixture_init (&f);
  fixture_make_flow (&flow, 1, FALSE, TRUE);
  tapline_capture_set_time (f.capture, G_GINT64_CONSTANT (1000000000000000));
  tapline_capture_open_flow (f.capture, &flow, NULL);
  append (f.capture, &flow, "unfinished");
  g_clear_pointer (&f.capture, tapline_capture_unref);

  capture = open_all (f.path);
  cutting_init (&idle, capture, "idle:100");
  g_assert_cmpuint (count_messages (&idle), ==, 0);
  set_mark (capture, &idle, 0, "still open");
  cutting_clear (&idle);

  again = open_all (f.path);
  cutting_init (&idle, again, "idle:100");
  g_assert_cmpuint (count_messages (&idle), ==, 0);
  assert_note (&idle, again, 0, "still open");
  cutting_clear (&idle);
  fixture_clear (&f);
}

static void
assert_refused (TaplineCapture *capture,
                GFileError      code)
{
  const TaplineMark mark = { { 0, 0, TAPLINE_DIRECTION_IN }, 1, (char *) "" };
  g_autoptr (GError) error = NULL;

  g_assert_false (tapline_capture_mark (capture, &mark, WORDS, &error));
  g_assert_error (error, G_FILE_ERROR, (int) code);
}

/* It is left alone when somebody else has it, when it has become another, and when it is torn. */
static void
test_refused (void)
{
  g_autoptr (TaplineCapture) capture = NULL;
  g_autofree char *contents = NULL;
  g_autofree char *after = NULL;
  gsize length, length_after;
  Fixture f;
  int fd;

  record (&f);
  g_clear_pointer (&f.capture, tapline_capture_unref);
  g_assert_true (g_file_get_contents (f.path, &contents, &length, NULL));
  capture = open_all (f.path);
  fd = g_open (f.path, O_RDWR | O_CLOEXEC, 0);

  g_assert_cmpint (flock (fd, LOCK_SH), ==, 0);
  assert_refused (capture, G_FILE_ERROR_AGAIN);
  g_assert_cmpint (flock (fd, LOCK_UN), ==, 0);
  g_assert_cmpint (pwrite (fd, "torn", 4, (off_t) length), ==, 4);
  assert_refused (capture, G_FILE_ERROR_FAILED);
  g_assert_cmpint (ftruncate (fd, (off_t) length), ==, 0);
  close (fd);
  g_assert_true (g_file_get_contents (f.path, &after, &length_after, NULL));
  g_assert_cmpmem (after, length_after, contents, length);

  g_unlink (f.path);
  assert_refused (capture, G_FILE_ERROR_NOENT);
  g_assert_true (g_file_set_contents (f.path, contents, (gssize) length, NULL));
  assert_refused (capture, G_FILE_ERROR_FAILED);
  fixture_clear (&f);
}

/* As many as anyone can set: found in no time, in order, and in any order of setting. */
static void
test_many (void)
{
  enum { N = 100000, STEP = 7919 };
  g_autoptr (TaplineMarks) marks = tapline_marks_new ();
  g_auto (TaplineMark) mark = { 0 };
  gint64 start = g_get_monotonic_time (), elapsed;

  for (guint i = 0; i < N; i++)
    {
      const TaplineMark new = { { i * (guint64) STEP % N * 100, 0, TAPLINE_DIRECTION_IN }, 1,
                                (char *) "" };

      tapline_marks_take (marks, i, &new);
    }
  g_assert_cmpuint (tapline_marks_get_n (marks), ==, N);
  g_test_message ("%d marks taken in %" G_GINT64_FORMAT " µs", N,
                  g_get_monotonic_time () - start);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < N; i++)
    {
      const TaplineReach reach = {
        { i * 100 - (i > 0 ? 1 : 0), 0, TAPLINE_DIRECTION_IN },
        { i * 100, 1, TAPLINE_DIRECTION_IN },
        1,
      };

      tapline_mark_clear (&mark);
      g_assert_true (tapline_marks_find (marks, &reach, &mark));
      g_assert_cmpuint (mark.position.offset, ==, i * 100);
    }
  elapsed = g_get_monotonic_time () - start;
  g_test_message ("one found in %.2f µs", (double) elapsed / N);
  tapline_mark_clear (&mark);
  g_assert_true (tapline_marks_get (marks, 4711, &mark));
  g_assert_cmpuint (mark.position.offset, ==, 471100);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/marks/note", test_note);
  g_test_add_func ("/marks/block", test_block);
  g_test_add_func ("/marks/malformed-block", test_malformed_block);
  g_test_add_func ("/marks/live", test_live);
  g_test_add_func ("/marks/replaced", test_replaced);
  g_test_add_func ("/marks/framings", test_framings);
  g_test_add_func ("/marks/interleaved", test_interleaved);
  g_test_add_func ("/marks/cut-file", test_cut_file);
  g_test_add_func ("/marks/finished", test_finished);
  g_test_add_func ("/marks/silence", test_silence);
  g_test_add_func ("/marks/refused", test_refused);
  g_test_add_func ("/marks/many", test_many);

  return g_test_run ();
}
