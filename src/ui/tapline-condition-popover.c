/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adding a condition to a filter: what is compared, and with what. All but a pattern is put into
 * the text that one could type as well, and what is wrong with that is told by who reads it. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-condition-popover.h"
#include "tapline-drop-down.h"
#include "tapline-pattern-entry.h"

#define CHOICES_MAX 4

struct _TaplineConditionPopover
{
  GtkPopover parent_instance;

  GtkDropDown         *type_drop_down;
  GtkStack            *stack;
  TaplinePatternEntry *pattern_entry;
  GtkDropDown         *choice_drop_down;
  GtkEntry            *peer_entry;
  GtkEntry            *from_entry;
  GtkEntry            *to_entry;
  GtkLabel            *fault_label;
  GtkCheckButton      *not_button;

  gint64               day;
};

G_DEFINE_FINAL_TYPE (TaplineConditionPopover, tapline_condition_popover, GTK_TYPE_POPOVER)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* In the order of the list. */
static const struct
{
  const char *label;
  const char *page;
  const char *key;
  const char *hint;                  /* in the entries of a span */
  const char *choices[CHOICES_MAX];  /* what the key is set to */
  const char *names[CHOICES_MAX];    /* what they are called, if there is anything to choose */
} types[] = {
  { N_("Message contains"), "pattern", NULL, NULL, { NULL }, { NULL } },
  { N_("Direction"), "choice", "dir", NULL, { "in", "out" },
    { N_("Received"), N_("Sent") } },
  { N_("Peer"), "peer", "peer", NULL, { NULL }, { NULL } },
  { N_("Size in bytes"), "span", "size", "0", { NULL }, { NULL } },
  { N_("Time"), "span", "time", "14:30", { NULL }, { NULL } },
  { N_("Flaw"), "choice", "flag", NULL,
    { "bad-checksum", "garbage", "cut-by-close", "over-limit" },
    { N_("Bad checksum"), N_("Garbage before the start"), N_("Cut by the end of the connection"),
      N_("Longer than the limit") } },
  { N_("Kind"), "choice", "kind", NULL, { "note", "message" },
    { N_("Notes"), N_("Messages") } },
  { N_("Marked"), "nothing", "is", NULL, { "marked" }, { NULL } },
};

static void
show_fault (TaplineConditionPopover *self,
            const char              *sentence)
{
  gtk_label_set_label (self->fault_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fault_label), sentence != NULL);
}

static void
edited_cb (TaplineConditionPopover *self)
{
  show_fault (self, NULL);
}

static void
type_changed_cb (TaplineConditionPopover *self)
{
  guint i = gtk_drop_down_get_selected (self->type_drop_down);

  if (i >= G_N_ELEMENTS (types))
    return;
  if (types[i].names[0] != NULL)
    {
      g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

      for (guint j = 0; j < CHOICES_MAX && types[i].names[j] != NULL; j++)
        gtk_string_list_append (names, _(types[i].names[j]));
      gtk_drop_down_set_model (self->choice_drop_down, G_LIST_MODEL (names));
      tapline_drop_down_name (self->choice_drop_down, _(types[i].label));
    }
  if (types[i].hint != NULL)
    {
      gtk_entry_set_placeholder_text (self->from_entry, types[i].hint);
      gtk_entry_set_placeholder_text (self->to_entry, types[i].hint);
    }
  gtk_stack_set_visible_child_name (self->stack, types[i].page);
  show_fault (self, NULL);
}

/* The term that the fields make; (nullable) if they are empty. */
static char *
dup_term (TaplineConditionPopover *self,
          guint                    type)
{
  g_autofree char *from = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->from_entry)));
  g_autofree char *to = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->to_entry)));
  g_autofree char *peer = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->peer_entry)));
  guint choice = 0;

  if (types[type].names[0] != NULL)
    choice = gtk_drop_down_get_selected (self->choice_drop_down);
  if (types[type].choices[0] != NULL)
    return g_strdup_printf ("%s:%s", types[type].key, types[type].choices[choice]);
  g_strstrip (peer);
  g_strstrip (from);
  g_strstrip (to);
  if (types[type].hint == NULL)
    return *peer != '\0' ? g_strdup_printf ("%s:%s", types[type].key, peer) : NULL;

  return *from != '\0' || *to != '\0' ? g_strdup_printf ("%s:%s..%s", types[type].key, from, to)
                                      : NULL;
}

/* NULL after telling why. */
static TaplineQuery *
create_query (TaplineConditionPopover *self,
              guint                    type)
{
  g_autofree char *term = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;
  TaplineQuery *query;

  if (types[type].key == NULL)
    {
      TaplineCondition condition = { .type = TAPLINE_CONDITION_PATTERN };

      condition.pattern = tapline_pattern_entry_get_pattern (self->pattern_entry);
      if (condition.pattern != NULL && tapline_pattern_entry_is_valid (self->pattern_entry))
        return tapline_query_new (&condition, 1, 0);
      /* The entry says itself what is wrong with what is typed. */
      if (*tapline_pattern_entry_get_text (self->pattern_entry) == '\0')
        show_fault (self, _("Type what the messages contain."));
      return NULL;
    }

  term = dup_term (self, type);
  if (term == NULL)
    {
      show_fault (self, _("Fill in what to compare with."));
      return NULL;
    }
  query = tapline_query_parse_on (term, self->day, NULL, &error);
  if (query == NULL)
    {
      /* Translators: what was read, such as “size:ten..”, and a sentence that says what is wrong */
      sentence = g_strdup_printf (_("“%s”: %s"), term, error->message);
      show_fault (self, sentence);
    }

  return query;
}

static void
add_cb (TaplineConditionPopover *self)
{
  guint type = gtk_drop_down_get_selected (self->type_drop_down);
  g_autoptr (TaplineQuery) query = NULL;
  g_autoptr (TaplineQuery) chosen = NULL;
  TaplineCondition condition;
  guint n;

  if (type >= G_N_ELEMENTS (types))
    return;
  query = create_query (self, type);
  if (query == NULL)
    return;

  condition = tapline_query_get_conditions (query, &n)[0];
  condition.inverted ^= gtk_check_button_get_active (self->not_button);
  chosen = tapline_query_new (&condition, 1, 0);
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0, chosen);
}

static void
tapline_condition_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TAPLINE_TYPE_CONDITION_POPOVER);

  G_OBJECT_CLASS (tapline_condition_popover_parent_class)->dispose (object);
}

static void
tapline_condition_popover_class_init (TaplineConditionPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_condition_popover_dispose;

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  g_type_ensure (TAPLINE_TYPE_PATTERN_ENTRY);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-condition-popover.ui");
#define BIND(child) \
  gtk_widget_class_bind_template_child (widget_class, TaplineConditionPopover, child)
  BIND (type_drop_down);
  BIND (stack);
  BIND (pattern_entry);
  BIND (choice_drop_down);
  BIND (peer_entry);
  BIND (from_entry);
  BIND (to_entry);
  BIND (fault_label);
  BIND (not_button);
  gtk_widget_class_bind_template_callback (widget_class, type_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
tapline_condition_popover_init (TaplineConditionPopover *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    gtk_string_list_append (labels, _(types[i].label));
  gtk_drop_down_set_model (self->type_drop_down, G_LIST_MODEL (labels));
  tapline_drop_down_name (self->type_drop_down, _("What is compared"));
  type_changed_cb (self);
}

GtkWidget *
tapline_condition_popover_new (void)
{
  return g_object_new (TAPLINE_TYPE_CONDITION_POPOVER, NULL);
}

/* What the messages are in. */
void
tapline_condition_popover_set_encoding (TaplineConditionPopover *self,
                                        const char              *encoding)
{
  g_return_if_fail (TAPLINE_IS_CONDITION_POPOVER (self));

  tapline_pattern_entry_set_encoding (self->pattern_entry, encoding);
}

/* Of which times without a date are. */
void
tapline_condition_popover_set_day (TaplineConditionPopover *self,
                                   gint64                   day)
{
  g_return_if_fail (TAPLINE_IS_CONDITION_POPOVER (self));

  self->day = day;
}
