/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All marks of a log, in the order in which what they mark was recorded. */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-mark-list.h"
#include "tapline-mark-model.h"

#define LIST_WIDTH  420
#define LIST_HEIGHT 240

struct _TaplineMarkList
{
  GtkPopover   parent_instance;

  GtkWidget   *heading;
  GtkWidget   *hint;
  GtkWidget   *scroller;
  GtkListView *view;
};

G_DEFINE_FINAL_TYPE (TaplineMarkList, tapline_mark_list, GTK_TYPE_POPOVER)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static void
activate_cb (TaplineMarkList *self,
             guint            position)
{
  GtkSingleSelection *selection;
  guint64 number;

  g_assert (TAPLINE_IS_MARK_LIST (self));

  selection = GTK_SINGLE_SELECTION (gtk_list_view_get_model (self->view));
  if (!tapline_mark_model_get_number (
        TAPLINE_MARK_MODEL (gtk_single_selection_get_model (selection)), position, &number))
    return;
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0, number);
}

static void
tapline_mark_list_class_init (TaplineMarkListClass *klass)
{
  /**
   * TaplineMarkList::chosen:
   * @number: the message to go to
   */
  signals[CHOSEN] = g_signal_new ("chosen", TAPLINE_TYPE_MARK_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
}

static void
tapline_mark_list_init (TaplineMarkList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_list_view_set_single_click_activate (self->view, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Marks"), -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->view));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller), LIST_HEIGHT);
  gtk_widget_set_size_request (self->scroller, LIST_WIDTH, -1);
  self->hint = gtk_label_new (_("No message is marked. Select one and press Ctrl+D to mark it."));
  gtk_label_set_wrap (GTK_LABEL (self->hint), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->hint), 40);
  self->heading = gtk_label_new (_("Marks"));
  gtk_label_set_xalign (GTK_LABEL (self->heading), 0);
  gtk_widget_add_css_class (self->heading, "heading");
  gtk_widget_add_css_class (GTK_WIDGET (self), "tapline-mark-list");
  gtk_box_append (GTK_BOX (box), self->heading);
  gtk_box_append (GTK_BOX (box), self->hint);
  gtk_box_append (GTK_BOX (box), self->scroller);
  gtk_popover_set_child (GTK_POPOVER (self), box);
}

GtkWidget *
tapline_mark_list_new (void)
{
  return g_object_new (TAPLINE_TYPE_MARK_LIST, NULL);
}

/**
 * tapline_mark_list_show:
 * @self: a popover with a parent
 * @list: (nullable): whose marks to show, as there are now
 */
void
tapline_mark_list_show (TaplineMarkList    *self,
                        TaplineMessageList *list)
{
  gboolean any = list != NULL && tapline_message_list_get_n_marks (list) > 0;
  g_autoptr (GtkSingleSelection) selection = NULL;

  g_return_if_fail (TAPLINE_IS_MARK_LIST (self));

  if (any)
    selection = gtk_single_selection_new (tapline_mark_model_new (list));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  gtk_widget_set_visible (self->heading, any);
  gtk_widget_set_visible (self->hint, !any);
  gtk_widget_set_visible (self->scroller, any);
  gtk_popover_popup (GTK_POPOVER (self));
  if (any)
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
}
