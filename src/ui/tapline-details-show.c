/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways to show a message that is loaded: the tree of its parts beside its bytes, its text, its
 * bytes. Each is made when it is first wanted, and keeps what it shows until another message is
 * loaded. A node that is chosen lights up its bytes, and the caret among the bytes leads to the
 * innermost node that they belong to.
 */
#include "config.h"

#include "tapline-details-private.h"
#include "tapline-encoding.h"
#include "tapline-inspector.h"

#define HEX_HEIGHT_MIN 18

gboolean
tapline_details_shows_text (TaplineDetails *self)
{
  return self->view == TAPLINE_DETAILS_TEXT
         || (self->view == TAPLINE_DETAILS_DECODED && !self->shows_tree);
}

static void
text_changed_cb (TaplineDetails *self)
{
  if (self->is_loaded)
    tapline_details_update_title (self);
}

static void
part_copied_cb (TaplineDetails *self,
               const char     *message)
{
  tapline_details_copied (self, message);
}

/* The bytes lead to the node. */
static void
hex_moved_cb (TaplineDetails *self)
{
  guint64 start, end;

  if (!self->shows_tree || self->tree == NULL)
    return;
  tapline_hex_view_get_selection (self->hex, &start, &end);
  if (tapline_tree_select_bytes (self->tree, &start, &end))
    tapline_hex_view_set_highlight (self->hex, start, end, FALSE);
}

/* The node leads to the bytes. */
static void
node_chosen_cb (TaplineDetails *self,
                guint64         start,
                guint64         end)
{
  tapline_hex_view_set_highlight (self->hex, start, end, TRUE);
}

/* The ways to show a message are made when they are first wanted. */
static void
ensure_text (TaplineDetails *self)
{
  if (self->text != NULL)
    return;

  self->text = TAPLINE_MESSAGE_TEXT (tapline_message_text_new ());
  g_signal_connect_object (self->text, "changed", G_CALLBACK (text_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (self->message_box, GTK_WIDGET (self->text));
}

static gboolean
width_tick_cb (GtkWidget     *widget,
               GdkFrameClock *clock,
               gpointer       unused)
{
  TaplineDetails *self = TAPLINE_DETAILS (widget);

  self->width_id = 0;
  tapline_details_shown (self);

  return G_SOURCE_REMOVE;
}

/* In another width the inspector wants another height. It was told while it is given one. */
static void
width_changed_cb (TaplineDetails *self)
{
  if (self->width_id == 0)
    self->width_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), width_tick_cb, NULL, NULL);
}

static void
ensure_hex (TaplineDetails *self)
{
  GtkWidget *scroller, *box;

  if (self->hex != NULL)
    return;

  self->hex = TAPLINE_HEX_VIEW (tapline_hex_view_new ());
  g_signal_connect_object (self->hex, "copied", G_CALLBACK (part_copied_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->hex, "moved", G_CALLBACK (hex_moved_cb), self,
                           G_CONNECT_SWAPPED);
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), HEX_HEIGHT_MIN);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->hex));
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scroller)),
                           "notify::page-size", G_CALLBACK (width_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_vexpand (scroller, TRUE);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), scroller);
  self->inspector = tapline_inspector_new (self->hex);
  gtk_box_append (GTK_BOX (box), self->inspector);
  self->hex_paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);
  gtk_paned_set_end_child (GTK_PANED (self->hex_paned), box);
  gtk_paned_set_shrink_start_child (GTK_PANED (self->hex_paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (self->hex_paned), FALSE);
  gtk_box_append (self->message_box, self->hex_paned);
}

static void
ensure_tree (TaplineDetails *self)
{
  if (self->tree != NULL)
    return;

  self->tree = TAPLINE_TREE (tapline_tree_new ());
  g_signal_connect_object (self->tree, "chosen", G_CALLBACK (node_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tree, "copied", G_CALLBACK (part_copied_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_paned_set_start_child (GTK_PANED (self->hex_paned), GTK_WIDGET (self->tree));
}

void
tapline_details_update_inspector (TaplineDetails *self)
{
  gboolean hex = self->view == TAPLINE_DETAILS_HEX;

  gtk_widget_set_visible (GTK_WIDGET (self->inspector_button), hex);
  if (self->inspector != NULL)
    gtk_widget_set_visible (self->inspector,
                            hex && gtk_toggle_button_get_active (self->inspector_button));
}

/* A note is in UTF-8. */
static const char *
get_encoding (TaplineDetails *self)
{
  return self->message.direction != TAPLINE_DIRECTION_NOTE ? self->encoding
                                                           : TAPLINE_ENCODING_DEFAULT;
}

static void
show_hex (TaplineDetails *self)
{
  ensure_hex (self);
  tapline_hex_view_set_encoding (self->hex, get_encoding (self));
  if (self->shows_tree)
    ensure_tree (self);
  /* Without a tree while the caret goes to the beginning, which is nobody's choice. */
  if (self->tree != NULL)
    tapline_tree_set_decoded (self->tree, NULL);
  tapline_hex_view_set_pattern (self->hex, self->pattern);
  if (!self->hex_is_set)
    tapline_hex_view_set_message (self->hex, self->list, self->number, self->message.length);
  else
    tapline_hex_view_set_highlight (self->hex, 0, 0, FALSE);
  self->hex_is_set = TRUE;
  if (self->tree != NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->tree), self->shows_tree);
      tapline_tree_set_decoded (self->tree, self->shows_tree ? self->decoded : NULL);
    }
}

static void
show_text (TaplineDetails *self)
{
  const TaplineMessage *message = &self->message;

  ensure_text (self);
  tapline_message_text_set_pattern (self->text, self->pattern);
  /* Text goes without the framing at the end. */
  if (!self->text_is_set)
    tapline_message_text_set_message (self->text, self->list, self->number,
                                      message->length - MIN (message->ending, message->length),
                                      get_encoding (self));
  self->text_is_set = TRUE;
}

void
tapline_details_show_message (TaplineDetails *self)
{
  gboolean text = tapline_details_shows_text (self);

  if (text)
    show_text (self);
  else
    show_hex (self);
  if (self->hex_paned != NULL)
    gtk_widget_set_visible (self->hex_paned, !text);
  if (self->text != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->text), text);
  tapline_details_update_inspector (self);
  tapline_details_update_title (self);
  tapline_details_update_flaw (self);
  tapline_details_update_mark (self);
  tapline_details_shown (self);
}
