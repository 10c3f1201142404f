/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pattern as one types it: an entry, and buttons for what the text is and how it is looked for.
 *
 * Each change is tried at once. What does not parse is told below and underlined where it goes
 * wrong, and changes nothing: the last pattern that was right stays in force.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tapline-encoding.h"
#include "tapline-foreign-pattern.h"
#include "tapline-pattern-entry.h"
#include "tapline-tooltip.h"

struct _TaplinePatternEntry
{
  GtkWidget parent_instance;

  GtkWidget       *box;
  GtkEntry        *entry;
  GtkToggleButton *case_button;
  GtkToggleButton *word_button;
  GtkToggleButton *regex_button;
  GtkToggleButton *hex_button;
  GtkLabel        *fault_label;

  TaplinePattern  *pattern;  /* (nullable) the one in force */
  char            *encoding;
  gboolean         valid;
  gboolean         filling;
};

G_DEFINE_FINAL_TYPE (TaplinePatternEntry, tapline_pattern_entry, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  EDITED,
  ACTIVATE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Underlines from the character at @position on; nothing from the end. */
static void
underline (TaplinePatternEntry *self,
           guint                position)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  long length = g_utf8_strlen (text, -1);
  PangoAttrList *attributes = pango_attr_list_new ();
  PangoAttribute *line = pango_attr_underline_new (PANGO_UNDERLINE_ERROR);

  line->start_index = (guint) (g_utf8_offset_to_pointer (text, MIN ((long) position, length))
                               - text);
  pango_attr_list_insert (attributes, line);
  gtk_entry_set_attributes (self->entry, attributes);
  pango_attr_list_unref (attributes);
}

static void
show_fault (TaplinePatternEntry *self,
            const char          *sentence)
{
  gtk_label_set_label (self->fault_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fault_label), sentence != NULL);
  if (sentence != NULL)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
      gtk_accessible_reset_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID);
      gtk_entry_set_attributes (self->entry, NULL);
    }
}

static gboolean
is_same (const TaplinePattern *a,
         const TaplinePattern *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return tapline_pattern_get_kind (a) == tapline_pattern_get_kind (b)
         && tapline_pattern_get_flags (a) == tapline_pattern_get_flags (b)
         && g_str_equal (tapline_pattern_get_text (a), tapline_pattern_get_text (b));
}

/* Tries what is typed and chosen. */
static void
try_pattern (TaplinePatternEntry *self)
{
  const char *text = tapline_pattern_entry_get_text (self);
  TaplinePatternKind kind = tapline_pattern_entry_get_kind (self);
  g_autoptr (TaplinePattern) pattern = NULL;
  g_autoptr (GError) error = NULL;
  guint position = 0;
  gboolean is_changed;

  if (text[strspn (text, kind == TAPLINE_PATTERN_HEX ? " " : "")] != '\0')
    pattern = tapline_foreign_pattern_new (self->encoding, kind, text,
                                           tapline_pattern_entry_get_flags (self), &position,
                                           &error);
  self->valid = error == NULL;
  is_changed = self->valid && !is_same (pattern, self->pattern);

  show_fault (self, error != NULL ? error->message : NULL);
  if (!self->valid)
    underline (self, position);
  if (is_changed)
    {
      g_clear_pointer (&self->pattern, tapline_pattern_unref);
      self->pattern = g_steal_pointer (&pattern);
    }

  g_signal_emit (self, signals[EDITED], 0);
  if (is_changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
edited_cb (TaplinePatternEntry *self)
{
  g_assert (TAPLINE_IS_PATTERN_ENTRY (self));

  if (!self->filling)
    try_pattern (self);
}

/* The text is either a regular expression or bytes; bytes have neither case nor words. */
static void
kind_toggled_cb (TaplinePatternEntry *self,
                 GtkToggleButton     *button)
{
  gboolean is_hex = gtk_toggle_button_get_active (self->hex_button);
  gboolean was_filling = self->filling;

  self->filling = TRUE;
  if (gtk_toggle_button_get_active (button))
    {
      gtk_toggle_button_set_active (button == self->hex_button ? self->regex_button
                                                               : self->hex_button, FALSE);
      is_hex = button == self->hex_button;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->case_button), !is_hex);
  gtk_widget_set_sensitive (GTK_WIDGET (self->word_button), !is_hex);
  self->filling = was_filling;

  edited_cb (self);
}

static void
activate_cb (TaplinePatternEntry *self)
{
  g_assert (TAPLINE_IS_PATTERN_ENTRY (self));

  g_signal_emit (self, signals[ACTIVATE], 0);
}

/* @args: which of the buttons */
static gboolean
toggle_cb (GtkWidget *widget,
           GVariant  *args,
           gpointer   user_data)
{
  TaplinePatternEntry *self = TAPLINE_PATTERN_ENTRY (widget);
  GtkToggleButton *buttons[] = {
    self->case_button, self->word_button, self->regex_button, self->hex_button,
  };
  GtkToggleButton *button = buttons[g_variant_get_uint32 (args)];

  if (gtk_widget_is_sensitive (GTK_WIDGET (button)))
    gtk_toggle_button_set_active (button, !gtk_toggle_button_get_active (button));

  return GDK_EVENT_STOP;
}

static gboolean
tapline_pattern_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TAPLINE_PATTERN_ENTRY (widget)->entry));
}

static void
tapline_pattern_entry_dispose (GObject *object)
{
  TaplinePatternEntry *self = TAPLINE_PATTERN_ENTRY (object);

  g_clear_pointer (&self->pattern, tapline_pattern_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAPLINE_TYPE_PATTERN_ENTRY);

  G_OBJECT_CLASS (tapline_pattern_entry_parent_class)->dispose (object);
}

static void
tapline_pattern_entry_finalize (GObject *object)
{
  g_free (TAPLINE_PATTERN_ENTRY (object)->encoding);

  G_OBJECT_CLASS (tapline_pattern_entry_parent_class)->finalize (object);
}

static void
tapline_pattern_entry_class_init (TaplinePatternEntryClass *klass)
{
  static const guint keys[] = { GDK_KEY_c, GDK_KEY_w, GDK_KEY_r, GDK_KEY_x };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tapline_pattern_entry_dispose;
  object_class->finalize = tapline_pattern_entry_finalize;
  widget_class->grab_focus = tapline_pattern_entry_grab_focus;

  /**
   * TaplinePatternEntry::changed:
   *
   * Another pattern is in force.
   */
  signals[CHANGED] = g_signal_new ("changed", TAPLINE_TYPE_PATTERN_ENTRY, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * TaplinePatternEntry::edited:
   *
   * What is typed or chosen is another, right or wrong. Comes before #TaplinePatternEntry::changed.
   */
  signals[EDITED] = g_signal_new ("edited", TAPLINE_TYPE_PATTERN_ENTRY, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * TaplinePatternEntry::activate:
   *
   * Enter was pressed.
   */
  signals[ACTIVATE] = g_signal_new ("activate", TAPLINE_TYPE_PATTERN_ENTRY, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "patternentry");
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-pattern-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplinePatternEntry, box);
  gtk_widget_class_bind_template_child (widget_class, TaplinePatternEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, TaplinePatternEntry, case_button);
  gtk_widget_class_bind_template_child (widget_class, TaplinePatternEntry, word_button);
  gtk_widget_class_bind_template_child (widget_class, TaplinePatternEntry, regex_button);
  gtk_widget_class_bind_template_child (widget_class, TaplinePatternEntry, hex_button);
  gtk_widget_class_bind_template_child (widget_class, TaplinePatternEntry, fault_label);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, kind_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i], GDK_ALT_MASK, toggle_cb, "u", i);
}

static void
tapline_pattern_entry_init (TaplinePatternEntry *self)
{
  self->encoding = g_strdup (TAPLINE_ENCODING_DEFAULT);
  self->valid = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_tooltip_set (GTK_WIDGET (self->case_button), _("Tell capital letters from small ones "
                                                         "(Alt+C)"));
  tapline_tooltip_set (GTK_WIDGET (self->word_button), _("Not inside a longer word (Alt+W)"));
  tapline_tooltip_set (GTK_WIDGET (self->regex_button), _("The text is a regular expression "
                                                          "(Alt+R)"));
  tapline_tooltip_set (GTK_WIDGET (self->hex_button),
                       _("The text is bytes in hexadecimal, with “?” for any digit: 0D 0A f? "
                         "(Alt+X)"));
}

GtkWidget *
tapline_pattern_entry_new (void)
{
  return g_object_new (TAPLINE_TYPE_PATTERN_ENTRY, NULL);
}

TaplinePattern *
tapline_pattern_entry_get_pattern (TaplinePatternEntry *self)
{
  g_return_val_if_fail (TAPLINE_IS_PATTERN_ENTRY (self), NULL);

  return self->pattern;
}

gboolean
tapline_pattern_entry_is_valid (TaplinePatternEntry *self)
{
  g_return_val_if_fail (TAPLINE_IS_PATTERN_ENTRY (self), FALSE);

  return self->valid;
}

const char *
tapline_pattern_entry_get_text (TaplinePatternEntry *self)
{
  g_return_val_if_fail (TAPLINE_IS_PATTERN_ENTRY (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

TaplinePatternKind
tapline_pattern_entry_get_kind (TaplinePatternEntry *self)
{
  g_return_val_if_fail (TAPLINE_IS_PATTERN_ENTRY (self), TAPLINE_PATTERN_TEXT);

  if (gtk_toggle_button_get_active (self->hex_button))
    return TAPLINE_PATTERN_HEX;

  return gtk_toggle_button_get_active (self->regex_button) ? TAPLINE_PATTERN_REGEX
                                                           : TAPLINE_PATTERN_TEXT;
}

TaplinePatternFlags
tapline_pattern_entry_get_flags (TaplinePatternEntry *self)
{
  TaplinePatternFlags flags = 0;

  g_return_val_if_fail (TAPLINE_IS_PATTERN_ENTRY (self), 0);

  if (gtk_toggle_button_get_active (self->hex_button))
    return 0;
  if (!gtk_toggle_button_get_active (self->case_button))
    flags |= TAPLINE_PATTERN_ANY_CASE;
  if (gtk_toggle_button_get_active (self->word_button))
    flags |= TAPLINE_PATTERN_WHOLE_WORD;

  return flags;
}

void
tapline_pattern_entry_fill (TaplinePatternEntry *self,
                            TaplinePatternKind   kind,
                            const char          *text,
                            TaplinePatternFlags  flags)
{
  g_return_if_fail (TAPLINE_IS_PATTERN_ENTRY (self));
  g_return_if_fail (text != NULL);

  self->filling = TRUE;
  gtk_toggle_button_set_active (self->regex_button, kind == TAPLINE_PATTERN_REGEX);
  gtk_toggle_button_set_active (self->hex_button, kind == TAPLINE_PATTERN_HEX);
  /* Bytes leave alone what was chosen for text. */
  if (kind != TAPLINE_PATTERN_HEX)
    {
      gtk_toggle_button_set_active (self->case_button, (flags & TAPLINE_PATTERN_ANY_CASE) == 0);
      gtk_toggle_button_set_active (self->word_button, (flags & TAPLINE_PATTERN_WHOLE_WORD) != 0);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  self->filling = FALSE;

  try_pattern (self);
}

void
tapline_pattern_entry_set_encoding (TaplinePatternEntry *self,
                                    const char          *encoding)
{
  g_return_if_fail (TAPLINE_IS_PATTERN_ENTRY (self));
  g_return_if_fail (encoding != NULL);

  if (g_str_equal (self->encoding, encoding))
    return;

  g_free (self->encoding);
  self->encoding = g_strdup (encoding);
  try_pattern (self);
}

void
tapline_pattern_entry_set_fault (TaplinePatternEntry *self,
                                 const char          *sentence)
{
  g_return_if_fail (TAPLINE_IS_PATTERN_ENTRY (self));

  /* What is wrong with the text itself is told first. */
  if (self->valid)
    show_fault (self, sentence);
}

void
tapline_pattern_entry_serve (TaplinePatternEntry *self,
                             TaplineHistory      *history)
{
  g_return_if_fail (TAPLINE_IS_PATTERN_ENTRY (self));

  tapline_history_serve (history, self->entry);
}
