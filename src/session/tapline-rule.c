/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A highlight rule: which messages stand out, how, and whether it may go on.
 *
 * Rules are tried while a row is made ready for drawing, so what they cost is bounded. They see a
 * message's first bytes only. A regular expression gives up on one message after a number of steps
 * (tapline-pattern.c); and a rule that uses more than its share of the processor, whichever
 * messages it was, rests until it is changed. The processor's time is counted, not the clock's: a
 * machine that is busy with something else is not the rule's fault.
 */
#include "config.h"

#include <string.h>
#include <time.h>

#include <glib/gi18n-lib.h>

#include "tapline-rule.h"
#include "tapline-text.h"

#define SHARE       20    /* of the processor, one part in so many */
#define DEBT_MAX    30000 /* µs beyond that */
#define LIKE_CHARS  40    /* of a message that others are to be like */
#define LIKE_PREFIX 3     /* that many characters before a figure are enough */
#define LIKE_BYTES  8

static const char *const color_names[TAPLINE_RULE_N_COLORS] = {
  [TAPLINE_RULE_AMBER] = "amber",
  [TAPLINE_RULE_RED] = "red",
  [TAPLINE_RULE_PURPLE] = "purple",
  [TAPLINE_RULE_BLUE] = "blue",
  [TAPLINE_RULE_SKY] = "sky",
  [TAPLINE_RULE_GREEN] = "green",
};

static gboolean
parse_color (const char       *name,
             TaplineRuleColor *color)
{
  for (guint i = 0; i < TAPLINE_RULE_N_COLORS; i++)
    if (g_str_equal (color_names[i], name))
      {
        *color = (TaplineRuleColor) i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
has_regex (const TaplineQuery *query)
{
  guint n;
  const TaplineCondition *conditions = tapline_query_get_conditions (query, &n);

  for (guint i = 0; i < n; i++)
    if (conditions[i].pattern != NULL
        && tapline_pattern_get_kind (conditions[i].pattern) == TAPLINE_PATTERN_REGEX)
      return TRUE;

  return FALSE;
}

static void
read_condition (TaplineRule *self)
{
  g_autofree char *condition = g_strstrip (g_strdup (self->condition));
  g_autoptr (TaplineQuery) query = NULL;
  g_autoptr (GError) error = NULL;
  guint position = 0;

  /* What wants every message is what nobody has begun to write. */
  if (*condition == '\0')
    {
      self->mistake = g_strdup (_("Say which messages the rule is for, as in “text:error”."));
      return;
    }
  query = tapline_query_parse (self->condition, &position, &error);
  if (query != NULL && tapline_query_asks_for_marks (query))
    {
      self->mistake = g_strdup (_("Marked messages have a sign already: say what is in the "
                                  "messages that the rule is for."));
      return;
    }
  if (query != NULL)
    {
      self->query = tapline_query_new_brief (query);
      self->by_regex = has_regex (self->query);
      return;
    }
  self->mistake = g_strdup (error->message);
  self->mistake_at = (int) position;
}

/**
 * tapline_rule_new:
 * @name: what the user calls it
 * @condition: which messages it is for, as tapline_query_parse() takes it
 * @color: a name that tapline_rule_get_color_name() gives
 * @tag: what rows show; "" for the beginning of the name
 * @enabled: whether it is wanted now
 *
 * Anything goes: what is wrong is told in `mistake`, and the rule then matches nothing.
 *
 * Thread: UI, as all of these.
 *
 * Returns: (transfer full): a rule
 */
TaplineRule *
tapline_rule_new (const char *name,
                  const char *condition,
                  const char *color,
                  const char *tag,
                  gboolean    enabled)
{
  TaplineRule *self;

  g_return_val_if_fail (name != NULL && condition != NULL && color != NULL && tag != NULL, NULL);

  self = g_new0 (TaplineRule, 1);
  g_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  self->condition = g_strdup (condition);
  self->color = g_strdup (color);
  self->tag = g_strdup (tag);
  self->enabled = enabled;
  self->label = g_utf8_substring (*tag != '\0' ? tag : name, 0,
                                  MIN (g_utf8_strlen (*tag != '\0' ? tag : name, -1),
                                       TAPLINE_RULE_TAG_MAX));
  if (*g_strstrip (self->label) == '\0')
    {
      g_free (self->label);
      self->label = g_strdup ("!");
    }
  self->mistake_at = -1;
  if (parse_color (color, &self->ground))
    read_condition (self);
  else
    self->mistake = g_strdup_printf (_("There is no colour “%s”. Choose one of the list."), color);

  return self;
}

/**
 * tapline_rule_new_from_variant:
 * @variant: as tapline_rule_to_variant() makes it
 *
 * Returns: (transfer full): a rule
 */
TaplineRule *
tapline_rule_new_from_variant (GVariant *variant)
{
  const char *name, *condition, *color, *tag;
  gboolean enabled;

  g_return_val_if_fail (g_variant_is_of_type (variant, G_VARIANT_TYPE (TAPLINE_RULE_VARIANT_TYPE)),
                        NULL);

  g_variant_get (variant, "(&s&s&s&sb)", &name, &condition, &color, &tag, &enabled);

  return tapline_rule_new (name, condition, color, tag, enabled);
}

/**
 * tapline_rule_to_variant:
 * @self: a rule
 *
 * Returns: (transfer floating): what the settings keep of it
 */
GVariant *
tapline_rule_to_variant (const TaplineRule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_variant_new (TAPLINE_RULE_VARIANT_TYPE, self->name, self->condition, self->color,
                        self->tag, self->enabled);
}

/**
 * tapline_rule_ref:
 * @self: a rule
 *
 * Returns: (transfer full): @self
 */
TaplineRule *
tapline_rule_ref (TaplineRule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * tapline_rule_unref:
 * @self: (transfer full): a rule
 */
void
tapline_rule_unref (TaplineRule *self)
{
  g_return_if_fail (self != NULL);

  if (!g_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->query, tapline_query_unref);
  g_free (self->name);
  g_free (self->condition);
  g_free (self->color);
  g_free (self->tag);
  g_free (self->label);
  g_free (self->mistake);
  g_free (self);
}

/**
 * tapline_rule_is_in_use:
 * @self: a rule
 *
 * Returns: whether it is wanted, without a mistake, and not resting
 */
gboolean
tapline_rule_is_in_use (const TaplineRule *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->enabled && self->query != NULL && !self->resting;
}

static gint64
get_processor_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* What was used is paid back as time goes by. */
static void
charge (TaplineRule *self,
        gint64       used)
{
  gint64 now = g_get_monotonic_time ();

  self->debt = MAX (self->debt - (now - self->charged_at) / SHARE, 0) + used;
  self->charged_at = now;
  self->resting = self->debt > DEBT_MAX;
}

/**
 * tapline_rule_match:
 * @self: a rule that is in use
 * @message: a message, of whose head at most %TAPLINE_RULE_HEAD_MAX bytes are looked at
 *
 * Returns: whether the rule is for the message
 */
TaplineRuleResult
tapline_rule_match (TaplineRule          *self,
                    const TaplineMessage *message)
{
  TaplineMessage seen;
  TaplinePatternResult result;
  gint64 began = 0;

  g_return_val_if_fail (self != NULL && self->query != NULL, TAPLINE_RULE_OTHER);
  g_return_val_if_fail (message != NULL, TAPLINE_RULE_OTHER);

  /* Of a long message the framing at its end is not in the head, or only a part of it. */
  seen = *message;
  seen.head_length = MIN (message->head_length, TAPLINE_RULE_HEAD_MAX);
  seen.ending = (guint) (seen.head_length - tapline_text_message_length (&seen));

  if (self->by_regex)
    began = get_processor_time ();
  result = tapline_query_match (self->query, &seen, FALSE, seen.head, seen.head_length);
  if (self->by_regex)
    charge (self, get_processor_time () - began);

  if (result != TAPLINE_PATTERN_TOO_COMPLEX)
    return result == TAPLINE_PATTERN_FOUND ? TAPLINE_RULE_MATCHES : TAPLINE_RULE_OTHER;

  self->n_skipped++;
  return TAPLINE_RULE_SKIPPED;
}

/**
 * tapline_rule_dup_trouble:
 * @self: a rule
 *
 * Returns: (transfer full) (nullable): what its user should know: its mistake, or that it took too
 *   long
 */
char *
tapline_rule_dup_trouble (const TaplineRule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->mistake != NULL)
    return g_strdup (self->mistake);
  if (self->resting)
    return g_strdup (_("This rule took too long and is off until you change it. Try a simpler "
                       "expression."));
  if (self->n_skipped > 0)
    return g_strdup_printf (ngettext ("This rule took too long for %u message, which it was not "
                                      "tried on. Try a simpler expression.",
                                      "This rule took too long for %u messages, which it was not "
                                      "tried on. Try a simpler expression.", self->n_skipped),
                            self->n_skipped);

  return NULL;
}

/**
 * tapline_rule_get_color_name:
 * @color: a colour
 *
 * Returns: its name in the settings
 */
const char *
tapline_rule_get_color_name (TaplineRuleColor color)
{
  g_return_val_if_fail (color < TAPLINE_RULE_N_COLORS, NULL);

  return color_names[color];
}

static void
append_quoted (GString    *condition,
               const char *key,
               const char *text)
{
  if (condition->len > 0)
    g_string_append_c (condition, ' ');
  g_string_append_printf (condition, "%s:\"", key);
  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_c (condition, '\\');
      g_string_append_c (condition, *text);
    }
  g_string_append_c (condition, '"');
}

/* The characters at a message's beginning, up to one that cannot be seen. */
static char *
dup_beginning (const guint8 *bytes,
               gsize         length)
{
  gsize offset = 0;
  TaplineTextSpan span;
  const char *start = (const char *) bytes;
  long n;

  if (!tapline_text_next (bytes, length, TAPLINE_TEXT_MORE_FOLLOWS, &offset, &span) ||
      span.kind != TAPLINE_TEXT_PLAIN)
    return g_strdup ("");

  n = g_utf8_strlen (start, (gssize) span.length);

  return g_utf8_substring (start, 0, MIN (n, LIKE_CHARS));
}

/* Figures are what differs from one message to the next. */
static void
cut_at_figure (char *text)
{
  char *figure = strpbrk (text, "0123456789");

  if (figure != NULL && g_utf8_pointer_to_offset (text, figure) >= LIKE_PREFIX)
    *figure = '\0';
}

/**
 * tapline_rule_dup_condition_like:
 * @message: a message
 * @name: (out) (transfer full): what a rule for these may be called
 *
 * A condition for this message and others that begin like it: to go on from, for the user knows
 * better what is alike.
 *
 * Returns: (transfer full): as tapline_query_parse() takes it
 */
char *
tapline_rule_dup_condition_like (const TaplineMessage  *message,
                                 char                 **name)
{
  g_autofree char *text = NULL;
  GString *condition;
  gsize content;

  g_return_val_if_fail (message != NULL && name != NULL, NULL);

  condition = g_string_new (message->direction == TAPLINE_DIRECTION_NOTE ? "kind:note"
                            : message->direction == TAPLINE_DIRECTION_IN ? "dir:in" : "dir:out");
  content = tapline_text_message_length (message);
  text = dup_beginning (message->head, content);
  cut_at_figure (text);
  if (*text != '\0')
    {
      append_quoted (condition, "text", text);
    }
  else if (content > 0)
    {
      g_autoptr (GString) hex = g_string_new (NULL);

      tapline_text_append_hex (hex, message->head, MIN (content, LIKE_BYTES));
      append_quoted (condition, "hex", hex->str);
      g_free (text);
      text = g_string_free (g_steal_pointer (&hex), FALSE);
    }
  *name = g_strstrip (g_steal_pointer (&text));

  return g_string_free (condition, FALSE);
}

/**
 * tapline_rule_dup_condition_text:
 * @text: not empty
 *
 * Returns: (transfer full): a condition for all messages with this text
 */
char *
tapline_rule_dup_condition_text (const char *text)
{
  GString *condition;

  g_return_val_if_fail (text != NULL, NULL);

  condition = g_string_new (NULL);
  append_quoted (condition, "text", text);

  return g_string_free (condition, FALSE);
}
