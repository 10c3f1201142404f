/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's highlight rules, in their order: the first that matches wins. They are kept in the
 * settings, and read from there when they are first asked for: when there is a row to draw. What
 * the settings hold may be anything: a rule that makes no sense is kept, says so, and matches
 * nothing.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tapline-rules.h"

#define KEY "highlight-rules"

struct _TaplineRules
{
  GObject    parent_instance;

  GSettings *settings;   /* (nullable) then nothing is kept */
  GPtrArray *rules;      /* (nullable) until they are asked for; of TaplineRule */
  gboolean   is_writing;
};

G_DEFINE_FINAL_TYPE (TaplineRules, tapline_rules, G_TYPE_OBJECT)

enum
{
  CHANGED,
  SKIPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
read_settings (TaplineRules *self)
{
  g_autoptr (GVariant) kept = NULL;
  GVariantIter iter;
  GVariant *child;

  g_ptr_array_set_size (self->rules, 0);
  if (self->settings == NULL)
    return;

  kept = g_settings_get_value (self->settings, KEY);
  g_variant_iter_init (&iter, kept);
  while ((child = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_ptr_array_add (self->rules, tapline_rule_new_from_variant (child));
      g_variant_unref (child);
    }
}

static GPtrArray *
get_rules (TaplineRules *self)
{
  if (self->rules == NULL)
    {
      self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) tapline_rule_unref);
      read_settings (self);
    }

  return self->rules;
}

/* The settings follow the rules. */
static void
rules_changed (TaplineRules *self)
{
  GVariantBuilder builder;

  if (self->settings != NULL)
    {
      g_variant_builder_init (&builder, G_VARIANT_TYPE ("a" TAPLINE_RULE_VARIANT_TYPE));
      for (guint i = 0; i < self->rules->len; i++)
        g_variant_builder_add_value (&builder,
                                     tapline_rule_to_variant (self->rules->pdata[i]));
      self->is_writing = TRUE;
      g_settings_set_value (self->settings, KEY, g_variant_builder_end (&builder));
      self->is_writing = FALSE;
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The rules follow the settings when someone else changed those. */
static void
settings_changed_cb (TaplineRules *self)
{
  if (self->is_writing || self->rules == NULL)
    return;

  read_settings (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
tapline_rules_dispose (GObject *object)
{
  TaplineRules *self = TAPLINE_RULES (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->rules, g_ptr_array_unref);

  G_OBJECT_CLASS (tapline_rules_parent_class)->dispose (object);
}

static void
tapline_rules_class_init (TaplineRulesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tapline_rules_dispose;

  /**
   * TaplineRules::changed:
   *
   * Any message may look different now.
   */
  signals[CHANGED] = g_signal_new ("changed", TAPLINE_TYPE_RULES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  /**
   * TaplineRules::skipped:
   *
   * A rule took too long: what tapline_rules_dup_trouble() says has changed.
   */
  signals[SKIPPED] = g_signal_new ("skipped", TAPLINE_TYPE_RULES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
tapline_rules_init (TaplineRules *self)
{
}

/**
 * tapline_rules_new:
 * @settings: (nullable): where the rules are kept
 *
 * Thread: UI, as all of these.
 *
 * Returns: (transfer full): the rules
 */
TaplineRules *
tapline_rules_new (GSettings *settings)
{
  TaplineRules *self = g_object_new (TAPLINE_TYPE_RULES, NULL);

  if (settings != NULL)
    {
      self->settings = g_object_ref (settings);
      g_signal_connect_object (settings, "changed::" KEY, G_CALLBACK (settings_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }

  return self;
}

/**
 * tapline_rules_get_n:
 * @self: rules
 *
 * Returns: how many there are
 */
guint
tapline_rules_get_n (TaplineRules *self)
{
  g_return_val_if_fail (TAPLINE_IS_RULES (self), 0);

  return get_rules (self)->len;
}

/**
 * tapline_rules_get:
 * @self: rules
 * @index: below tapline_rules_get_n()
 *
 * Returns: (transfer none): a rule
 */
TaplineRule *
tapline_rules_get (TaplineRules *self,
                   guint         index)
{
  g_return_val_if_fail (TAPLINE_IS_RULES (self), NULL);
  g_return_val_if_fail (index < get_rules (self)->len, NULL);

  return g_ptr_array_index (self->rules, index);
}

/**
 * tapline_rules_insert:
 * @self: rules
 * @index: at most tapline_rules_get_n()
 * @rule: (transfer full): a rule
 */
void
tapline_rules_insert (TaplineRules *self,
                      guint         index,
                      TaplineRule  *rule)
{
  g_return_if_fail (TAPLINE_IS_RULES (self));
  g_return_if_fail (index <= get_rules (self)->len);

  g_ptr_array_insert (self->rules, (int) index, rule);
  rules_changed (self);
}

/**
 * tapline_rules_replace:
 * @self: rules
 * @index: below tapline_rules_get_n()
 * @rule: (transfer full): what comes in the place of that rule
 */
void
tapline_rules_replace (TaplineRules *self,
                       guint         index,
                       TaplineRule  *rule)
{
  g_return_if_fail (TAPLINE_IS_RULES (self));
  g_return_if_fail (index < get_rules (self)->len);

  tapline_rule_unref (g_ptr_array_index (self->rules, index));
  g_ptr_array_index (self->rules, index) = rule;
  rules_changed (self);
}

/**
 * tapline_rules_remove:
 * @self: rules
 * @index: below tapline_rules_get_n()
 */
void
tapline_rules_remove (TaplineRules *self,
                      guint         index)
{
  g_return_if_fail (TAPLINE_IS_RULES (self));
  g_return_if_fail (index < get_rules (self)->len);

  g_ptr_array_remove_index (self->rules, index);
  rules_changed (self);
}

/**
 * tapline_rules_move:
 * @self: rules
 * @from: where a rule is
 * @to: where it is to be then
 */
void
tapline_rules_move (TaplineRules *self,
                    guint         from,
                    guint         to)
{
  TaplineRule *rule;

  g_return_if_fail (TAPLINE_IS_RULES (self));
  g_return_if_fail (from < get_rules (self)->len && to < self->rules->len);

  rule = g_ptr_array_steal_index (self->rules, from);
  g_ptr_array_insert (self->rules, (int) to, rule);
  rules_changed (self);
}

/**
 * tapline_rules_match:
 * @self: rules
 * @message: a message with at least %TAPLINE_RULE_HEAD_MAX bytes in its head, or all of it
 *
 * Returns: (transfer none) (nullable): the first rule for the message
 */
TaplineRule *
tapline_rules_match (TaplineRules         *self,
                     const TaplineMessage *message)
{
  TaplineRule *found = NULL;
  gboolean is_told = FALSE;
  guint n;

  g_return_val_if_fail (TAPLINE_IS_RULES (self), NULL);

  n = MIN (get_rules (self)->len, TAPLINE_RULES_MAX);
  for (guint i = 0; found == NULL && i < n; i++)
    {
      TaplineRule *rule = g_ptr_array_index (self->rules, i);
      TaplineRuleResult result;

      if (!tapline_rule_is_in_use (rule))
        continue;
      result = tapline_rule_match (rule, message);
      if (result == TAPLINE_RULE_MATCHES)
        found = rule;
      is_told = is_told || result == TAPLINE_RULE_SKIPPED || !tapline_rule_is_in_use (rule);
    }
  if (is_told)
    g_signal_emit (self, signals[SKIPPED], 0);

  return found;
}

/**
 * tapline_rules_are_in_use:
 * @self: rules
 *
 * Returns: whether tapline_rules_match() looks at messages at all
 */
gboolean
tapline_rules_are_in_use (TaplineRules *self)
{
  g_return_val_if_fail (TAPLINE_IS_RULES (self), FALSE);

  for (guint i = 0; i < MIN (get_rules (self)->len, TAPLINE_RULES_MAX); i++)
    if (tapline_rule_is_in_use (g_ptr_array_index (self->rules, i)))
      return TRUE;

  return FALSE;
}

/**
 * tapline_rules_dup_trouble:
 * @self: rules
 * @index: below tapline_rules_get_n()
 *
 * Returns: (transfer full) (nullable): why that rule is not in use, though it is wanted, or not for
 *   all messages
 */
char *
tapline_rules_dup_trouble (TaplineRules *self,
                           guint         index)
{
  g_return_val_if_fail (TAPLINE_IS_RULES (self), NULL);
  g_return_val_if_fail (index < get_rules (self)->len, NULL);

  if (index >= TAPLINE_RULES_MAX)
    return g_strdup_printf (_("Only the first %d rules are used. Remove one, or move this one up."),
                            TAPLINE_RULES_MAX);

  return tapline_rule_dup_trouble (g_ptr_array_index (self->rules, index));
}

/**
 * tapline_rules_choose_color:
 * @self: rules
 *
 * Returns: the colour that the fewest rules have
 */
TaplineRuleColor
tapline_rules_choose_color (TaplineRules *self)
{
  guint counts[TAPLINE_RULE_N_COLORS] = { 0 };
  TaplineRuleColor best = 0;

  g_return_val_if_fail (TAPLINE_IS_RULES (self), 0);

  for (guint i = 0; i < get_rules (self)->len; i++)
    counts[((TaplineRule *) g_ptr_array_index (self->rules, i))->ground]++;
  for (guint i = 1; i < TAPLINE_RULE_N_COLORS; i++)
    if (counts[i] < counts[best])
      best = (TaplineRuleColor) i;

  return best;
}
