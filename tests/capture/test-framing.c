/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Framings: specs, and streams cut into messages, compared with an implementation that looks at
 * one byte after the other. */
#include "config.h"

#include <string.h>

#include "fixture.h"
#include "tapline-framing.h"

typedef struct
{
  guint64 end; /* offset in the stream */
  guint16 ending;
  guint16 flags;
} Message;

/* A stream and how it is cut by the definition of `lines`. */
static GArray *
cut_lines_naively (const guint8 *bytes,
                   gsize         length,
                   guint32       limit)
{
  GArray *messages = g_array_new (FALSE, TRUE, sizeof (Message));
  gsize start = 0;

  for (gsize i = 0; i < length; i++)
    {
      Message message = { .end = i + 1 };

      if (bytes[i] == '\n')
        message.ending = i > start && bytes[i - 1] == '\r' ? 2 : 1;
      else if (i + 1 - start == limit)
        message.flags = TAPLINE_MESSAGE_OVER_LIMIT;
      else
        continue;
      g_array_append_val (messages, message);
      start = i + 1;
    }

  return messages;
}

/* The same by the framer, in random pieces, both with and without cuts. */
static GArray *
cut_by_framer (TaplineFraming     *framing,
               GRand              *rand,
               const guint8       *bytes,
               gsize               length,
               gint32              longest,
               TaplineFramerState *state)
{
  GArray *messages = g_array_new (FALSE, TRUE, sizeof (Message));
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (TaplineCut));
  TaplineFramerState counting = { 0 };
  gsize at = 0;

  *state = (TaplineFramerState) { 0 };
  while (at < length)
    {
      gsize wanted = (gsize) g_rand_int_range (rand, 1, longest + 1);
      gsize size = MIN (wanted, length - at);
      g_autofree guint8 *piece = g_memdup2 (bytes + at, size);
      guint32 before = state->length;
      guint n;

      g_array_set_size (cuts, 0);
      n = tapline_framing_feed (framing, state, piece, size, cuts);
      g_assert_cmpuint (n, ==, cuts->len);
      g_assert_cmpuint (tapline_framing_feed (framing, &counting, piece, size, NULL), ==, n);
      g_assert_cmpmem (&counting, sizeof counting, state, sizeof *state);

      for (guint i = 0; i < n; i++)
        {
          const TaplineCut *cut = &g_array_index (cuts, TaplineCut, i);
          Message message = { at + cut->end, cut->ending, cut->flags };

          g_array_append_val (messages, message);
        }

      /* What the state says of the unfinished message is so. */
      if (n == 0)
        g_assert_cmpuint (state->length, ==, before + size);
      else
        g_assert_cmpuint (state->length,
                          ==, size - g_array_index (cuts, TaplineCut, n - 1).end);
      if (state->length > 0 && state->length <= size && (n > 0 || before == 0))
        {
          g_assert_cmpuint (state->start_at, ==, size - state->length);
          g_assert_cmpuint (state->start_back, ==, 0);
        }
      at += size;
    }

  return messages;
}

static void
assert_same (GArray *a,
             GArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    {
      const Message *x = &g_array_index (a, Message, i);
      const Message *y = &g_array_index (b, Message, i);

      g_assert_cmpuint (x->end, ==, y->end);
      g_assert_cmpuint (x->ending, ==, y->ending);
      g_assert_cmpuint (x->flags, ==, y->flags);
    }
}

static void
test_lines_property (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  const guint32 limits[] = { 1, 2, 3, 7, 64, 1000, 65535, TAPLINE_MESSAGE_LIMIT_DEFAULT };
  const gint32 longest[] = { 1, 2, 3, 17, 100, 4096, 65535 };

  for (int round = 0; round < 3000; round++)
    {
      guint32 limit = limits[g_rand_int (rand) % G_N_ELEMENTS (limits)];
      g_autoptr (TaplineFraming) framing = tapline_framing_new ("lines", limit, NULL);
      g_autoptr (GArray) expected = NULL;
      g_autoptr (GArray) cut = NULL;
      gsize length = (gsize) g_rand_int_range (rand, 0, round % 10 == 0 ? 50000 : 300);
      g_autofree guint8 *bytes = g_malloc (length + 1);
      guint32 spread = 1u << g_rand_int_range (rand, 1, 9);
      TaplineFramerState state;

      for (gsize i = 0; i < length; i++)
        {
          guint32 value = g_rand_int (rand) % spread;

          bytes[i] = value == 0 ? '\n' : value == 1 ? '\r' : 'x';
        }

      expected = cut_lines_naively (bytes, length, limit);
      cut = cut_by_framer (framing, rand, bytes, length,
                           longest[g_rand_int (rand) % G_N_ELEMENTS (longest)], &state);
      assert_same (cut, expected);
      g_assert_cmpuint (state.length, ==, length - (cut->len == 0 ? 0
                        : g_array_index (cut, Message, cut->len - 1).end));
    }
}

static void
test_lines_endings (void)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new ("lines", 1000, NULL);
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (TaplineCut));
  const char *pieces[] = { "a\r", "\n\r\nb\rc", "\n", "\n", "\r", "x\n" };
  const struct { guint32 end; guint16 ending; } expected[] = {
    { 1, 2 }, { 3, 2 }, { 1, 1 }, { 1, 1 }, { 2, 1 },
  };
  TaplineFramerState state = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    tapline_framing_feed (framing, &state, (const guint8 *) pieces[i], strlen (pieces[i]),
                          cuts);
  g_assert_cmpuint (cuts->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < cuts->len; i++)
    {
      g_assert_cmpuint (g_array_index (cuts, TaplineCut, i).end, ==, expected[i].end);
      g_assert_cmpuint (g_array_index (cuts, TaplineCut, i).ending, ==, expected[i].ending);
    }
}

/* Each piece is a message, and one over the limit is several. */
static void
test_raw (void)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new ("raw", 10, NULL);
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (TaplineCut));
  const guint8 bytes[25] = { 0 };
  TaplineFramerState state = { 0 };

  g_assert_cmpuint (tapline_framing_feed (framing, &state, bytes, 0, cuts), ==, 0);
  g_assert_cmpuint (tapline_framing_feed (framing, &state, bytes, 1, cuts), ==, 1);
  g_assert_cmpuint (tapline_framing_feed (framing, &state, bytes, 10, cuts), ==, 1);
  g_assert_cmpuint (tapline_framing_feed (framing, &state, bytes, 25, cuts), ==, 3);
  g_assert_cmpuint (tapline_framing_feed (framing, &state, bytes, 25, NULL), ==, 3);
  g_assert_cmpuint (state.length, ==, 0);
  g_assert_cmpuint (g_array_index (cuts, TaplineCut, 1).flags, ==, 0);
  g_assert_cmpuint (g_array_index (cuts, TaplineCut, 2).flags, ==, TAPLINE_MESSAGE_OVER_LIMIT);
  g_assert_cmpuint (g_array_index (cuts, TaplineCut, 3).flags, ==, TAPLINE_MESSAGE_OVER_LIMIT);
  g_assert_cmpuint (g_array_index (cuts, TaplineCut, 4).flags, ==, 0);
  g_assert_cmpuint (g_array_index (cuts, TaplineCut, 4).end, ==, 25);
}

static void
test_spec (void)
{
  g_autoptr (TaplineFraming) framing = NULL;
  const struct { const char *spec; const char *named; } wrong[] = {
    { "", "“”" },
    { "line", "“line”" },
    { "Lines", "“Lines”" },
    { "lines:", "“:”" },
    { "lines:10", "“:10”" },
    { "raw:x", "“:x”" },
    { ":", "“”" },
  };

  framing = tapline_framing_new (" lines\n", 5, NULL);
  g_assert_cmpstr (tapline_framing_get_spec (framing), ==, "lines");

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (tapline_framing_new (wrong[i].spec, 5, &error));
      g_assert_error (error, TAPLINE_FRAMING_ERROR, TAPLINE_FRAMING_ERROR_SPEC);
      g_assert_nonnull (strstr (error->message, wrong[i].named));
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

/* What the table shows as an example is right. */
static void
test_list (void)
{
  guint n_infos;
  const TaplineFramingInfo *infos = tapline_framing_list (&n_infos);

  g_assert_cmpuint (n_infos, >=, 2);
  for (guint i = 0; i < n_infos; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TaplineFraming) framing = NULL;
      g_autoptr (TaplineFraming) again = NULL;

      framing = tapline_framing_new (infos[i].example, TAPLINE_MESSAGE_LIMIT_DEFAULT, &error);
      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (infos[i].example, infos[i].name));
      g_assert_cmpstr (infos[i].title, !=, "");
      g_assert_cmpstr (infos[i].summary, !=, "");
      g_assert_cmpstr (infos[i].source, !=, "");
      again = tapline_framing_ref (framing);
      g_assert_true (again == framing);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/framing/spec", test_spec);
  g_test_add_func ("/framing/list", test_list);
  g_test_add_func ("/framing/raw", test_raw);
  g_test_add_func ("/framing/lines/endings", test_lines_endings);
  g_test_add_func ("/framing/lines/property", test_lines_property);

  return g_test_run ();
}
