/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was typed before comes back with Up, and Down leads to what one was typing. */
#include "config.h"

#include "tapline-history.h"

#define TEXTS_MAX 50

/* Of one entry. */
typedef struct
{
  TaplineHistory *history;
  GtkEditable    *entry;   /* borrowed, it has this */
  char           *typed;   /* (nullable) before the first Up */
  guint           place;   /* how many texts up; 0: what is typed */
} Server;

static void
server_free (gpointer  data,
             GClosure *closure)
{
  Server *self = data;

  g_free (self->typed);
  g_free (self);
}

static void
show (Server *self)
{
  const char *text = self->place > 0 ? self->history->texts->pdata[self->place - 1] : self->typed;

  gtk_editable_set_text (self->entry, text);
  gtk_editable_set_position (self->entry, -1);
}

/* What was shown may have been changed since: then it is what is typed. */
static gboolean
is_shown (Server *self)
{
  return self->place > 0 && self->place <= self->history->texts->len
         && g_str_equal (gtk_editable_get_text (self->entry),
                         self->history->texts->pdata[self->place - 1]);
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  key,
        guint                  code,
        GdkModifierType        modifiers,
        Server                *self)
{
  gboolean up = key == GDK_KEY_Up || key == GDK_KEY_KP_Up;
  GPtrArray *texts = self->history->texts;

  if ((!up && key != GDK_KEY_Down && key != GDK_KEY_KP_Down) || texts == NULL
      || (modifiers & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  if (!is_shown (self))
    {
      g_free (self->typed);
      self->typed = g_strdup (gtk_editable_get_text (self->entry));
      self->place = 0;
    }
  if (!up && self->place == 0)
    return GDK_EVENT_PROPAGATE;
  /* What is there already is no step. */
  if (up && self->place == 0 && g_str_equal (self->typed, texts->pdata[0]))
    self->place++;
  if (up)
    self->place = MIN (self->place + 1, texts->len);
  else
    self->place--;
  show (self);

  return GDK_EVENT_STOP;
}

/* Puts a text before the others. */
void
tapline_history_add (TaplineHistory *self,
                     const char     *text)
{
  guint index;

  if (*text == '\0')
    return;
  if (self->texts == NULL)
    self->texts = g_ptr_array_new_with_free_func (g_free);
  if (g_ptr_array_find_with_equal_func (self->texts, text, g_str_equal, &index))
    g_ptr_array_remove_index (self->texts, index);
  g_ptr_array_insert (self->texts, 0, g_strdup (text));
  if (self->texts->len > TEXTS_MAX)
    g_ptr_array_set_size (self->texts, TEXTS_MAX);
}

/* Has Up and Down in the entry lead through the texts. */
void
tapline_history_serve (TaplineHistory *self,
                       GtkEntry       *entry)
{
  GtkEventController *controller = gtk_event_controller_key_new ();
  Server *server = g_new0 (Server, 1);

  server->history = self;
  server->entry = GTK_EDITABLE (entry);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_data (controller, "key-pressed", G_CALLBACK (key_cb), server, server_free, 0);
  gtk_widget_add_controller (GTK_WIDGET (entry), controller);
}
