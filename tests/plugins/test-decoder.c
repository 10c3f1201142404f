/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decoder that ships on the examples of its format: the line, the tree, and that it chooses
 * itself. Linked with one file of examples. */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "examples.h"
#include "stage.h"

static Stage stage;

static char *
dup_outline (TaplineDecoded *decoded)
{
  static const char *const marks[] = { "", " ?", " ?", " !" };
  GString *outline = g_string_new (NULL);
  const TaplineDecodedNode *nodes;
  guint n;

  nodes = tapline_decoded_get_nodes (decoded, &n);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (outline, "%u%s %s: %s @%zu+%zu\n", nodes[i].depth,
                            marks[nodes[i].severity], nodes[i].name, nodes[i].value,
                            nodes[i].offset, nodes[i].length);

  return g_string_free (outline, FALSE);
}

static void
check_nodes (const Example *example,
             const char    *outline)
{
  g_auto (GStrv) lines = g_strsplit (example->nodes != NULL ? example->nodes : "", "\n", -1);
  const char *at = outline;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = g_strconcat (lines[i], "\n", NULL);
      const char *found;

      if (lines[i][0] == '\0')
        continue;
      for (found = strstr (at, line); found != NULL && found != outline && found[-1] != '\n';)
        found = strstr (found + 1, line);
      if (found == NULL)
        g_error ("no '%s' behind '%.60s' in\n%s", lines[i], at, outline);
      at = found + strlen (line);
    }
}

static void
test_example (gconstpointer data)
{
  const Example *example = data;
  const char *framing = example->framing != NULL ? example->framing : example_framing;
  g_autoptr (TaplineDecoded) tree = NULL;
  g_autoptr (TaplineDecoded) line = NULL;
  g_autofree char *outline = NULL;

  for (guint i = 0; i < EXAMPLE_MESSAGES_MAX && example->messages[i].bytes != NULL; i++)
    stage_say (&stage, example->messages[i].direction, example->messages[i].bytes,
               example->messages[i].length, framing, example->peer_port);
  g_assert_true (tapline_decoder_takes (stage.decoders->pdata[0], framing));
  if (example->sure)
    g_assert_cmpuint (stage_judge (&stage, 0), >=, 50);

  tree = stage_decode (&stage, TRUE);
  line = stage_decode (&stage, FALSE);
  outline = dup_outline (tree);
  g_test_message ("%s\n%s", tapline_decoded_get_summary (tree), outline);
  g_assert_null (tapline_decoded_get_why (tree));
  g_assert_cmpstr (tapline_decoded_get_summary (tree), ==, example->summary);
  g_assert_cmpstr (tapline_decoded_get_summary (line), ==, example->summary);
  g_assert_cmpint (tapline_decoded_get_severity (line), ==,
                   tapline_decoded_get_severity (tree));
  check_nodes (example, outline);
  stage_forget (&stage);
}

/* Bytes that are nobody's. */
static void
test_others (void)
{
  static const char *const others[] = { "", "hello world", "\xff\xff\xff\xff\xff\xff\xff\xff\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      stage_say (&stage, TAPLINE_PLUGIN_IN, others[i], strlen (others[i]), "raw", 9);
      g_assert_cmpuint (stage_judge (&stage, 0), <, 50);
      stage_forget (&stage);
    }
}

/* Every beginning of every example is decoded without a word or with some. */
static void
test_beginnings (void)
{
  for (guint i = 0; i < n_examples; i++)
    for (gsize length = 0; length <= examples[i].messages[0].length; length++)
      {
        g_autoptr (TaplineDecoded) decoded = NULL;

        stage_say (&stage, examples[i].messages[0].direction, examples[i].messages[0].bytes,
                   length, example_framing, examples[i].peer_port);
        stage_judge (&stage, 0);
        decoded = stage_decode (&stage, TRUE);
        g_assert_null (tapline_decoded_get_why (decoded));
        stage_forget (&stage);
      }
}

/* A megabyte of an example again and again, and of each of its bytes: never too long. */
static void
test_large (void)
{
  gsize size = TAPLINE_PLUGIN_BYTES_MAX;
  g_autofree char *bytes = g_malloc (size);

  for (guint i = 0; i < n_examples; i++)
    {
      gsize length = examples[i].messages[0].length;
      gint64 began = g_get_monotonic_time ();
      g_autoptr (TaplineDecoded) decoded = NULL;

      if (length == 0)
        continue;
      for (gsize at = 0; at < size; at += length)
        memcpy (bytes + at, examples[i].messages[0].bytes, MIN (length, size - at));
      stage_say (&stage, examples[i].messages[0].direction, bytes, size, example_framing, 0);
      decoded = stage_decode (&stage, TRUE);
      g_assert_cmpint (g_get_monotonic_time () - began, <, 20 * G_TIME_SPAN_SECOND);
      stage_forget (&stage);
    }
}

int
main (int   argc,
      char *argv[])
{
  int status;

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  stage_init (&stage, example_plugin);
  for (guint i = 0; i < n_examples; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%s/%s", example_plugin, examples[i].name);

      g_test_add_data_func (path, &examples[i], test_example);
    }
  g_test_add_func ("/decoder/others", test_others);
  g_test_add_func ("/decoder/beginnings", test_beginnings);
  g_test_add_func ("/decoder/large", test_large);
  status = g_test_run ();
  stage_clear (&stage);

  return status;
}
