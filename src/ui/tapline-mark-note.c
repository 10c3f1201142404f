/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user says of a message: one line. Enter keeps it, Escape leaves all as it was. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-mark-note.h"
#include "tapline-message-list.h"

struct _TaplineMarkNote
{
  GtkPopover parent_instance;

  GtkEntry  *entry;
  GtkWidget *remove_button;
};

G_DEFINE_FINAL_TYPE (TaplineMarkNote, tapline_mark_note, GTK_TYPE_POPOVER)

enum
{
  NOTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
save_cb (TaplineMarkNote *self)
{
  g_autofree char *note = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  g_assert (TAPLINE_IS_MARK_NOTE (self));

  g_strstrip (note);
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[NOTED], 0, note);
}

static void
remove_cb (TaplineMarkNote *self)
{
  g_assert (TAPLINE_IS_MARK_NOTE (self));

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[NOTED], 0, NULL);
}

static void
tapline_mark_note_class_init (TaplineMarkNoteClass *klass)
{
  /**
   * TaplineMarkNote::noted:
   * @note: (nullable): what to keep, perhaps ""; %NULL to remove the mark
   */
  signals[NOTED] = g_signal_new ("noted", TAPLINE_TYPE_MARK_NOTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
add_button (TaplineMarkNote *self,
            GtkWidget       *box,
            const char      *label,
            GCallback        callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  /* Else the underscore would be read out. */
  gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);

  return button;
}

static void
tapline_mark_note_init (TaplineMarkNote *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_max_length (self->entry, TAPLINE_MARK_NOTE_CHARS);
  gtk_entry_set_placeholder_text (self->entry, _("What is it about?"));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 32);
  gtk_widget_set_hexpand (GTK_WIDGET (self->entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Note"), -1);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (save_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
  gtk_widget_add_css_class (add_button (self, box, _("_Mark"), G_CALLBACK (save_cb)),
                            "suggested-action");
  self->remove_button = add_button (self, box, _("_Remove Mark"), G_CALLBACK (remove_cb));
  gtk_popover_set_child (GTK_POPOVER (self), box);
}

GtkWidget *
tapline_mark_note_new (void)
{
  return g_object_new (TAPLINE_TYPE_MARK_NOTE, NULL);
}

/**
 * tapline_mark_note_show:
 * @self: a popover with a parent
 * @note: (nullable): what is said now; %NULL of a message without a mark
 */
void
tapline_mark_note_show (TaplineMarkNote *self,
                        const char      *note)
{
  g_return_if_fail (TAPLINE_IS_MARK_NOTE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), note != NULL ? note : "");
  gtk_widget_set_visible (self->remove_button, note != NULL);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
