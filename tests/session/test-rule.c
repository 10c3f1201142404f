/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Highlight rules: what they match, their order, what the settings may hold, and that a rule that
 * takes for ever is stopped. */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "tapline-rules.h"

#define SCHEMA "io.github.tapline.Tapline"
#define KEY    "highlight-rules"
#define EVIL   "regex:\"^(a+)+[bc]$\"" /* 2^n steps for n letters */

static TaplineMessage
say (const char *text)
{
  return (TaplineMessage) {
    .direction = TAPLINE_DIRECTION_IN,
    .connection = 1,
    .head = (const guint8 *) text,
    .head_length = strlen (text),
    .length = strlen (text),
    .ending = g_str_has_suffix (text, "\n") ? 1 : 0,
  };
}

static TaplineRule *
add (TaplineRules *rules,
     const char   *name,
     const char   *condition)
{
  guint n = tapline_rules_get_n (rules);

  tapline_rules_insert (rules, n, tapline_rule_new (name, condition, "amber", "", TRUE));

  return tapline_rules_get (rules, n);
}

static const char *
match (TaplineRules *rules,
       const char   *text)
{
  TaplineMessage message = say (text);
  TaplineRule *rule = tapline_rules_match (rules, &message);

  return rule != NULL ? rule->name : NULL;
}

static void
assert_order (TaplineRules *rules,
              const char   *names)
{
  g_autoptr (GString) order = g_string_new (NULL);

  for (guint i = 0; i < tapline_rules_get_n (rules); i++)
    g_string_append (order, tapline_rules_get (rules, i)->name);
  g_assert_cmpstr (order->str, ==, names);
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_order (void)
{
  g_autoptr (TaplineRules) rules = tapline_rules_new (NULL);
  guint n_changes = 0;

  g_signal_connect_swapped (rules, "changed", G_CALLBACK (count), &n_changes);
  g_assert_false (tapline_rules_are_in_use (rules));
  g_assert_null (match (rules, "error"));
  add (rules, "a", "text:error");
  add (rules, "b", "text:err");
  add (rules, "c", "dir:in size:>3");
  assert_order (rules, "abc");
  g_assert_true (tapline_rules_are_in_use (rules));
  g_assert_cmpstr (match (rules, "an error"), ==, "a");
  g_assert_cmpstr (match (rules, "an err"), ==, "b");
  g_assert_cmpstr (match (rules, "else"), ==, "c");
  g_assert_null (match (rules, "no"));

  tapline_rules_move (rules, 1, 0);
  assert_order (rules, "bac");
  g_assert_cmpstr (match (rules, "an error"), ==, "b");
  tapline_rules_move (rules, 0, 2);
  assert_order (rules, "acb");
  tapline_rules_remove (rules, 0);
  g_assert_cmpstr (match (rules, "an error"), ==, "c");
  tapline_rules_replace (rules, 0, tapline_rule_new ("c", "dir:in size:>3", "amber", "", FALSE));
  g_assert_cmpstr (match (rules, "an error"), ==, "b");
  tapline_rules_remove (rules, 1);
  g_assert_false (tapline_rules_are_in_use (rules));
  g_assert_cmpuint (n_changes, ==, 8);
}

/* What a rule says of itself. */
static void
test_mistakes (void)
{
  static const struct
  {
    const char *condition;
    int         mistake_at;
  } cases[] = {
    { "!is:marked", -1 },
    { "", -1 }, { "  ", -1 }, { "txt:a", 0 }, { "dir:in text:\"a", 12 }, { "regex:a(", 8 },
    { "ä:b", 0 }, { "text:ä peer:x", 12 },
  };
  TaplineRule *rule;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *trouble = NULL;

      rule = tapline_rule_new ("name", cases[i].condition, "red", "", TRUE);
      trouble = tapline_rule_dup_trouble (rule);
      g_assert_cmpint (rule->mistake_at, ==, cases[i].mistake_at);
      g_assert_cmpstr (trouble, ==, rule->mistake);
      g_assert_nonnull (trouble);
      g_assert_false (tapline_rule_is_in_use (rule));
      tapline_rule_unref (rule);
    }

  rule = tapline_rule_new ("Überlange Namen", "text:a", "green", "", TRUE);
  g_assert_cmpstr (rule->label, ==, "Überlang");
  g_assert_null (rule->mistake);
  g_assert_cmpint (rule->ground, ==, TAPLINE_RULE_GREEN);
  tapline_rule_unref (rule);
  rule = tapline_rule_new ("Name", "text:a", "sky", "E!", TRUE);
  g_assert_cmpstr (rule->label, ==, "E!");
  tapline_rule_unref (rule);
}

static void
test_head (void)
{
  g_autofree char *bytes = g_strnfill (TAPLINE_RULE_HEAD_MAX + 10, 'x');
  g_autoptr (TaplineRules) rules = tapline_rules_new (NULL);
  TaplineMessage message;

  memcpy (bytes + TAPLINE_RULE_HEAD_MAX - 3, "endmore\n", 8);
  message = say (bytes);
  message.ending = 1;

  add (rules, "beyond", "text:more");
  add (rules, "size", "size:1034 text:end");
  g_assert_cmpstr (tapline_rules_match (rules, &message)->name, ==, "size");
  tapline_rules_remove (rules, 1);
  g_assert_null (tapline_rules_match (rules, &message));

  /* An expression sees the text without its framing, as in a search. */
  add (rules, "whole", "regex:^ready$");
  g_assert_cmpstr (match (rules, "ready\n"), ==, "whole");
  g_assert_null (match (rules, "ready!\n"));
}

/* The first message is passed over; a rule that goes on like that rests. */
static void
test_too_long (void)
{
  g_autofree char *evil = g_strnfill (TAPLINE_RULE_HEAD_MAX, 'a');
  g_autoptr (TaplineRules) rules = tapline_rules_new (NULL);
  g_autofree char *trouble = NULL;
  guint n_skipped = 0, n_tried = 0;
  TaplineRule *rule;

  g_signal_connect_swapped (rules, "skipped", G_CALLBACK (count), &n_skipped);
  rule = add (rules, "evil", EVIL);
  add (rules, "next", "text:a");
  g_assert_cmpstr (match (rules, "aab"), ==, "evil");
  g_assert_cmpuint (n_skipped, ==, 0);
  g_assert_cmpstr (match (rules, evil), ==, "next");
  g_assert_cmpuint (n_skipped, ==, 1);
  trouble = tapline_rules_dup_trouble (rules, 0);
  g_assert_nonnull (trouble);

  while (tapline_rule_is_in_use (rule))
    {
      g_assert_cmpstr (match (rules, evil), ==, "next");
      g_assert_cmpuint (n_tried++, <, 1000);
    }
  g_test_message ("rests after %u messages", n_tried + 1);
  g_assert_cmpstr (match (rules, "aab"), ==, "next");
  g_free (trouble);
  trouble = tapline_rules_dup_trouble (rules, 0);
  g_assert_nonnull (strstr (trouble, "is off until"));
  g_assert_null (rule->mistake);

  /* Another one in its place begins anew. */
  tapline_rules_replace (rules, 0, tapline_rule_new ("evil", EVIL, "amber", "", TRUE));
  g_assert_cmpstr (match (rules, "aab"), ==, "evil");
}

/* Rules that are quick go on, with as many messages as twenty screens have at once. */
static void
test_quick (void)
{
  g_autoptr (TaplineRules) rules = tapline_rules_new (NULL);
  TaplineRule *rule = add (rules, "quick", "regex/i:\"ERR(or)?\"");

  for (guint i = 0; i < 1000; i++)
    g_assert_null (match (rules, "nothing"));
  g_assert_true (tapline_rule_is_in_use (rule));
}

static void
test_settings (void)
{
  g_autoptr (GSettings) settings = g_settings_new (SCHEMA);
  g_autoptr (TaplineRules) rules = NULL;
  g_autoptr (TaplineRules) others = NULL;
  g_autofree char *trouble = NULL;
  guint n_changes = 0;

  g_settings_set (settings, KEY, "a(ssssb)", NULL);
  rules = tapline_rules_new (settings);
  others = tapline_rules_new (settings);
  g_signal_connect_swapped (others, "changed", G_CALLBACK (count), &n_changes);
  g_assert_cmpuint (tapline_rules_get_n (others), ==, 0);
  add (rules, "a", "text:\"a b\"");
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpstr (match (others, "a b"), ==, "a");

  /* What others wrote there by hand. */
  g_settings_set_value (settings, KEY, g_variant_new_parsed (
    "[('', 'text:x', 'mauve', '', true), ('b', 'no such:', 'red', '', true),"
    " ('off', 'text:x', 'red', '', false), ('ok', 'text:x', 'green', 'muchtoolongatag', true)]"));
  g_assert_cmpuint (tapline_rules_get_n (rules), ==, 4);
  g_assert_cmpstr (match (rules, "x"), ==, "ok");
  g_assert_cmpstr (tapline_rules_get (rules, 3)->label, ==, "muchtool");
  trouble = tapline_rules_dup_trouble (rules, 0);
  g_assert_nonnull (strstr (trouble, "mauve"));
  g_free (trouble);
  trouble = tapline_rules_dup_trouble (rules, 1);
  g_assert_nonnull (trouble);
  g_free (trouble);
  trouble = tapline_rules_dup_trouble (rules, 2);
  g_assert_null (trouble);

  /* What is not understood stays as it was when something else is changed. */
  tapline_rules_remove (rules, 2);
  assert_order (others, "bok");
  g_assert_cmpstr (tapline_rules_get (others, 0)->color, ==, "mauve");
  g_settings_reset (settings, KEY);
  g_assert_cmpuint (tapline_rules_get_n (rules), ==, 0);
}

static void
test_many (void)
{
  g_autoptr (TaplineRules) rules = tapline_rules_new (NULL);
  g_autofree char *trouble = NULL;

  for (guint i = 0; i < TAPLINE_RULES_MAX; i++)
    add (rules, "no", "text:no");
  add (rules, "late", "text:late");
  g_assert_null (match (rules, "late"));
  trouble = tapline_rules_dup_trouble (rules, TAPLINE_RULES_MAX);
  g_assert_nonnull (trouble);
  tapline_rules_remove (rules, 0);
  g_assert_cmpstr (match (rules, "late"), ==, "late");
}

static void
test_colors (void)
{
  g_autoptr (TaplineRules) rules = tapline_rules_new (NULL);

  for (guint i = 0; i < 2 * TAPLINE_RULE_N_COLORS; i++)
    {
      TaplineRuleColor color = tapline_rules_choose_color (rules);

      g_assert_cmpint (color, ==, i % TAPLINE_RULE_N_COLORS);
      tapline_rules_insert (rules, 0, tapline_rule_new ("", "text:a",
                                                        tapline_rule_get_color_name (color), "",
                                                        TRUE));
      g_assert_cmpint (tapline_rules_get (rules, 0)->ground, ==, color);
    }
}

/* A condition that is made of a message holds for it. */
static void
test_like (void)
{
  static const struct
  {
    const char *text;
    const char *condition;
    const char *name;
  } cases[] = {
    { "temp=21.5 C\n", "dir:in text:\"temp=\"", "temp=" },
    { "42 is it\n", "dir:in text:\"42 is it\"", "42 is it" },
    { "say \"a\\b\"\n", "dir:in text:\"say \\\"a\\\\b\\\"\"", "say \"a\\b\"" },
    { "\x01\x02\xff\n", "dir:in hex:\"01 02 FF\"", "01 02 FF" },
    { "tab\tand more", "dir:in text:\"tab\"", "tab" },
    { "\n", "dir:in", "" },
    { "äöüß and very much more text than anybody wants to read",
      "dir:in text:\"äöüß and very much more text than anybod\"",
      "äöüß and very much more text than anybod" },
  };
  g_autofree char *text = tapline_rule_dup_condition_text ("a\"b");

  g_assert_cmpstr (text, ==, "text:\"a\\\"b\"");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TaplineMessage message = say (cases[i].text);
      g_autofree char *name = NULL;
      g_autofree char *condition = tapline_rule_dup_condition_like (&message, &name);
      g_autoptr (TaplineRule) rule = tapline_rule_new ("", condition, "red", "", TRUE);

      g_assert_cmpstr (condition, ==, cases[i].condition);
      g_assert_cmpstr (name, ==, cases[i].name);
      g_assert_cmpint (tapline_rule_match (rule, &message), ==, TAPLINE_RULE_MATCHES);
      message.direction = TAPLINE_DIRECTION_NOTE;
      g_assert_cmpint (tapline_rule_match (rule, &message), ==, TAPLINE_RULE_OTHER);
    }
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rules/order", test_order);
  g_test_add_func ("/rules/mistakes", test_mistakes);
  g_test_add_func ("/rules/head", test_head);
  g_test_add_func ("/rules/too-long", test_too_long);
  g_test_add_func ("/rules/quick", test_quick);
  g_test_add_func ("/rules/settings", test_settings);
  g_test_add_func ("/rules/many", test_many);
  g_test_add_func ("/rules/colors", test_colors);
  g_test_add_func ("/rules/like", test_like);

  return g_test_run ();
}
