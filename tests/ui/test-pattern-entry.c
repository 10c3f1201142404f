/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pattern as it is typed: which one is in force, and what is said of one that is wrong. */
#include "config.h"

#include <gtk/gtk.h>

#include "tapline-pattern-entry.h"
#include "ui-test.h"

typedef struct
{
  TaplinePatternEntry *entry;
  guint                n_changed;
  guint                n_edited;
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
edited_cb (Fixture *fixture)
{
  fixture->n_edited++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->entry = g_object_ref_sink (TAPLINE_PATTERN_ENTRY (tapline_pattern_entry_new ()));
  g_signal_connect_swapped (fixture->entry, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect_swapped (fixture->entry, "edited", G_CALLBACK (edited_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_assert_finalize_object (fixture->entry);
}

/* The first widget below @widget that is a @type and says @text, or any if @text is %NULL. */
static GtkWidget *
find_widget (GtkWidget  *widget,
             GType       type,
             const char *text)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = NULL;

      if (G_TYPE_CHECK_INSTANCE_TYPE (child, type))
        {
          g_autofree char *label = NULL;

          if (text != NULL)
            g_object_get (child, "label", &label, NULL);
          if (g_strcmp0 (label, text) == 0)
            return child;
        }
      found = find_widget (child, type, text);
      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
toggle (Fixture    *fixture,
        const char *label)
{
  GtkToggleButton *button = GTK_TOGGLE_BUTTON (find_widget (GTK_WIDGET (fixture->entry),
                                                            GTK_TYPE_TOGGLE_BUTTON, label));

  gtk_toggle_button_set_active (button, !gtk_toggle_button_get_active (button));
}

static void
type_text (Fixture    *fixture,
           const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (find_widget (GTK_WIDGET (fixture->entry), GTK_TYPE_ENTRY,
                                                    NULL)), text);
}

/* Unlike type_text(), does not come by an empty entry. */
static void
append_text (Fixture    *fixture,
             const char *text)
{
  GtkEditable *editable = GTK_EDITABLE (find_widget (GTK_WIDGET (fixture->entry), GTK_TYPE_ENTRY,
                                                     NULL));
  int end = -1;

  gtk_editable_insert_text (editable, text, -1, &end);
}

/* %NULL while it says nothing. */
static const char *
get_fault (Fixture *fixture)
{
  GtkWidget *label = gtk_widget_get_last_child (GTK_WIDGET (fixture->entry));

  return gtk_widget_get_visible (label) ? gtk_label_get_label (GTK_LABEL (label)) : NULL;
}

static void
assert_pattern (Fixture             *fixture,
                TaplinePatternKind   kind,
                const char          *text,
                TaplinePatternFlags  flags)
{
  TaplinePattern *pattern = tapline_pattern_entry_get_pattern (fixture->entry);

  g_assert_nonnull (pattern);
  g_assert_cmpint (tapline_pattern_get_kind (pattern), ==, kind);
  g_assert_cmpstr (tapline_pattern_get_text (pattern), ==, text);
  g_assert_cmpint (tapline_pattern_get_flags (pattern), ==, flags);
}

static void
test_options (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_assert_null (tapline_pattern_entry_get_pattern (fixture->entry));
  type_text (fixture, "temp");
  assert_pattern (fixture, TAPLINE_PATTERN_TEXT, "temp", TAPLINE_PATTERN_ANY_CASE);
  toggle (fixture, "Aa");
  assert_pattern (fixture, TAPLINE_PATTERN_TEXT, "temp", 0);
  toggle (fixture, "|ab|");
  assert_pattern (fixture, TAPLINE_PATTERN_TEXT, "temp", TAPLINE_PATTERN_WHOLE_WORD);
  toggle (fixture, ".*");
  assert_pattern (fixture, TAPLINE_PATTERN_REGEX, "temp", TAPLINE_PATTERN_WHOLE_WORD);
  g_assert_cmpuint (fixture->n_changed, ==, 4);

  type_text (fixture, "");
  g_assert_null (tapline_pattern_entry_get_pattern (fixture->entry));
  g_assert_null (get_fault (fixture));
  g_assert_cmpuint (fixture->n_changed, ==, 5);
}

/* Bytes are no regular expression, and the other way round, and have neither case nor words. */
static void
test_bytes (Fixture       *fixture,
            gconstpointer  user_data)
{
  GtkWidget *words = find_widget (GTK_WIDGET (fixture->entry), GTK_TYPE_TOGGLE_BUTTON, "|ab|");

  tapline_pattern_entry_fill (fixture->entry, TAPLINE_PATTERN_REGEX, "0D 0A", 0);
  toggle (fixture, "0x");
  assert_pattern (fixture, TAPLINE_PATTERN_HEX, "0D 0A", 0);
  g_assert_false (gtk_widget_get_sensitive (words));
  g_assert_cmpuint (fixture->n_edited, ==, 2);
  toggle (fixture, ".*");
  assert_pattern (fixture, TAPLINE_PATTERN_REGEX, "0D 0A", 0);
  g_assert_true (gtk_widget_get_sensitive (words));
  g_assert_cmpuint (fixture->n_edited, ==, 3);
}

/* What is wrong is told and underlined where it is; the last that was right stays in force. */
static void
test_fault (Fixture       *fixture,
            gconstpointer  user_data)
{
  GtkEntry *entry = GTK_ENTRY (find_widget (GTK_WIDGET (fixture->entry), GTK_TYPE_ENTRY, NULL));
  g_autofree char *underline = NULL;

  tapline_pattern_entry_fill (fixture->entry, TAPLINE_PATTERN_REGEX, "a(b)", 0);
  append_text (fixture, "(");
  assert_pattern (fixture, TAPLINE_PATTERN_REGEX, "a(b)", 0);
  g_assert_false (tapline_pattern_entry_is_valid (fixture->entry));
  gtk_test_accessible_assert_state (entry, GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_true (g_str_has_prefix (get_fault (fixture),
                                   "The regular expression is wrong at character "));
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_cmpuint (fixture->n_edited, ==, 2);

  /* The fault is behind character 4, which ends at byte 5: the first letter has two. */
  tapline_pattern_entry_fill (fixture->entry, TAPLINE_PATTERN_REGEX, "ä\\.(", 0);
  underline = pango_attr_list_to_string (gtk_entry_get_attributes (entry));
  g_assert_cmpstr (underline, ==, "5 4294967295 underline error");
  tapline_pattern_entry_fill (fixture->entry, TAPLINE_PATTERN_HEX, "0D ?g", 0);
  g_assert_nonnull (strstr (get_fault (fixture), "character 5"));
  assert_pattern (fixture, TAPLINE_PATTERN_REGEX, "a(b)", 0);

  toggle (fixture, "0x");
  assert_pattern (fixture, TAPLINE_PATTERN_TEXT, "0D ?g", 0);
  g_assert_true (tapline_pattern_entry_is_valid (fixture->entry));
  g_assert_null (get_fault (fixture));
  g_assert_null (gtk_entry_get_attributes (entry));
}

/* What turns out wrong later stays until another is typed, and does not hide what is wrong now. */
static void
test_later_fault (Fixture       *fixture,
                  gconstpointer  user_data)
{
  type_text (fixture, "a");
  tapline_pattern_entry_set_fault (fixture->entry, "Too complex.");
  g_assert_cmpstr (get_fault (fixture), ==, "Too complex.");
  type_text (fixture, "ab");
  g_assert_null (get_fault (fixture));

  toggle (fixture, "0x");
  append_text (fixture, "g");
  tapline_pattern_entry_set_fault (fixture->entry, NULL);
  g_assert_nonnull (get_fault (fixture));
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void      (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/pattern-entry/options", test_options },
    { "/pattern-entry/bytes", test_bytes },
    { "/pattern-entry/fault", test_fault },
    { "/pattern-entry/later-fault", test_later_fault },
  };

  g_main_context_acquire (NULL);
  ui_test_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
