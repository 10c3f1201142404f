/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where to go among the bytes of a message, as a number. Enter goes there, Escape leaves the caret
 * where it is; what is wrong is told below the entry, which stays open. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-go-to.h"

struct _TaplineGoTo
{
  GtkPopover parent_instance;

  GtkEntry  *entry;
  GtkLabel  *fault_label;
  guint64    from;
  guint64    length;
};

G_DEFINE_FINAL_TYPE (TaplineGoTo, tapline_go_to, GTK_TYPE_POPOVER)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
set_fault (TaplineGoTo *self,
           const char  *sentence)
{
  gtk_label_set_label (self->fault_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fault_label), sentence != NULL);
  if (sentence != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               sentence != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                                : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
changed_cb (TaplineGoTo *self)
{
  set_fault (self, NULL);
}

static void
activate_cb (TaplineGoTo *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  guint64 to;

  if (!tapline_go_to_parse (text, self->from, &to))
    {
      set_fault (self, _("Type a number: 100, 0x64, or +16 from here."));
      return;
    }
  if (to >= self->length)
    {
      g_autofree char *last = g_strdup_printf ("%" G_GUINT64_FORMAT, self->length - 1);
      g_autofree char *hex = g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", self->length - 1);
      /* Translators: the number of the last byte, decimal and hexadecimal */
      g_autofree char *fault = g_strdup_printf (_("The last byte is %s (%s)."), last, hex);

      set_fault (self, fault);
      return;
    }
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0, to);
}

static void
tapline_go_to_class_init (TaplineGoToClass *klass)
{
  /**
   * TaplineGoTo::chosen:
   * @offset: of a byte that is there
   */
  signals[CHOSEN] = g_signal_new ("chosen", TAPLINE_TYPE_GO_TO, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
}

static void
tapline_go_to_init (TaplineGoTo *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *status = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS,
                                    NULL);

  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_placeholder_text (self->entry, _("Byte, such as 100, 0x64 or +16"));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 28);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Go to byte"), -1);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->fault_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->fault_label), "entry-error");
  gtk_label_set_xalign (self->fault_label, 0);
  gtk_widget_set_margin_top (GTK_WIDGET (self->fault_label), 6);
  gtk_widget_set_visible (GTK_WIDGET (self->fault_label), FALSE);
  gtk_box_append (GTK_BOX (status), GTK_WIDGET (self->fault_label));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (box), status);
  gtk_popover_set_child (GTK_POPOVER (self), box);
}

GtkWidget *
tapline_go_to_new (void)
{
  return g_object_new (TAPLINE_TYPE_GO_TO, NULL);
}

/* Documented in the header. */
void
tapline_go_to_ask (TaplineGoTo *self,
                   guint64      from,
                   guint64      length)
{
  g_return_if_fail (TAPLINE_IS_GO_TO (self));
  g_return_if_fail (length > 0);

  self->from = from;
  self->length = length;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  set_fault (self, NULL);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* Documented in the header. */
gboolean
tapline_go_to_parse (const char *text,
                     guint64     from,
                     guint64    *to)
{
  g_autofree char *number = g_strstrip (g_strdup (text));
  char *digits = number;
  gsize length;
  guint base = 10;
  guint64 value;
  char sign = '\0';

  if (*digits == '+' || *digits == '-')
    sign = *digits++;
  length = strlen (digits);
  if (g_ascii_strncasecmp (digits, "0x", 2) == 0)
    {
      base = 16;
      digits += 2;
    }
  else if (length > 1 && g_ascii_tolower (digits[length - 1]) == 'h')
    {
      base = 16;
      digits[length - 1] = '\0';
    }
  if (!g_ascii_string_to_unsigned (digits, base, 0, G_MAXUINT64, &value, NULL))
    return FALSE;

  if (sign == '-')
    *to = from - MIN (value, from);
  else if (sign == '+')
    *to = value > G_MAXUINT64 - from ? G_MAXUINT64 : from + value;
  else
    *to = value;

  return TRUE;
}
