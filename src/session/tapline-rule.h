/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "tapline-query.h"

G_BEGIN_DECLS

/* How many bytes of a message a rule sees. */
#define TAPLINE_RULE_HEAD_MAX 1024
/* Characters of a tag. */
#define TAPLINE_RULE_TAG_MAX  8

typedef enum
{
  TAPLINE_RULE_AMBER,
  TAPLINE_RULE_RED,
  TAPLINE_RULE_PURPLE,
  TAPLINE_RULE_BLUE,
  TAPLINE_RULE_SKY,
  TAPLINE_RULE_GREEN,
  TAPLINE_RULE_N_COLORS,
} TaplineRuleColor;

/**
 * TaplineRule:
 * @name: what the user calls it
 * @condition: which messages it is for, as tapline_query_parse() takes it
 * @color: the colour's name in the settings, which may be no known one
 * @tag: what rows show, as it was typed; "" for the beginning of the name
 * @enabled: whether the user wants it now
 * @ground: the colour, if there is no mistake
 * @label: what rows show: at most %TAPLINE_RULE_TAG_MAX characters
 * @mistake: (nullable): why the rule cannot be used, a sentence
 * @mistake_at: the character of @condition that is wrong, or -1
 *
 * Which messages stand out in the log, and how. It does not change: who edits a rule puts another
 * one in its place.
 */
typedef struct
{
  /*< private >*/
  grefcount         ref_count;
  TaplineQuery     *query;         /* (nullable) with a mistake, or without a condition */
  gboolean          by_regex;      /* it may take long */
  gint64            debt;          /* µs of the processor that it used beyond its share */
  gint64            charged_at;
  guint             n_skipped;     /* messages that took too long */
  gboolean          resting;       /* it used too much altogether */

  /*< public >*/
  char             *name;
  char             *condition;
  char             *color;
  char             *tag;
  gboolean          enabled;
  TaplineRuleColor  ground;
  char             *label;
  char             *mistake;
  int               mistake_at;
} TaplineRule;

typedef enum
{
  TAPLINE_RULE_OTHER,   /* the message is not what the rule is for */
  TAPLINE_RULE_MATCHES,
  TAPLINE_RULE_SKIPPED, /* that would have taken too long */
} TaplineRuleResult;

TaplineRule       *tapline_rule_new                (const char           *name,
                                                    const char           *condition,
                                                    const char           *color,
                                                    const char           *tag,
                                                    gboolean              enabled);
TaplineRule       *tapline_rule_new_from_variant   (GVariant             *variant);
GVariant          *tapline_rule_to_variant         (const TaplineRule    *self);
TaplineRule       *tapline_rule_ref                (TaplineRule          *self);
void               tapline_rule_unref              (TaplineRule          *self);
gboolean           tapline_rule_is_in_use          (const TaplineRule    *self);
TaplineRuleResult  tapline_rule_match              (TaplineRule          *self,
                                                    const TaplineMessage *message);
char              *tapline_rule_dup_trouble        (const TaplineRule    *self);
const char        *tapline_rule_get_color_name     (TaplineRuleColor      color);
char              *tapline_rule_dup_condition_like (const TaplineMessage *message,
                                                    char                **name);
char              *tapline_rule_dup_condition_text (const char           *text);

#define TAPLINE_RULE_VARIANT_TYPE "(ssssb)"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineRule, tapline_rule_unref)

G_END_DECLS
