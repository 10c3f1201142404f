/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bar above a log that says which messages it shows.
 *
 * The filter is one text, as the terminal program takes it: it can be typed and pasted, and Enter
 * takes it. Its conditions are chips as well, which come from a popover and go by a click; whatever
 * changes them writes the text anew. What is wrong with a text is told below it, and the log goes
 * on showing what it did. The bar can be hidden: the filter stays, and the status line tells of it.
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "tapline-condition-popover.h"
#include "tapline-filter-bar.h"
#include "tapline-filter-help.h"
#include "tapline-history.h"
#include "tapline-saved-filters.h"
#include "tapline-tooltip.h"

/* While there is more and more, assistive technology is told now and then. */
#define TELL_INTERVAL 1000 /* ms */

struct _TaplineFilterBar
{
  GtkWidget parent_instance;

  GtkMenuButton       *add_button;
  GtkEntry            *entry;
  GtkMenuButton       *help_button;
  GtkMenuButton       *saved_button;
  GtkWidget           *close_button;
  GtkLabel            *fault_label;
  GtkBox              *chips;
  GtkWidget           *state_box;
  GtkLabel            *state_label;
  GtkCheckButton      *any_button;
  GtkCheckButton      *not_button;

  TaplineLog          *log;
  TaplineFilteredList *rows;
  GSettings           *settings;      /* (nullable) without the schema */
  TaplineQuery        *query;         /* (nullable): the filter that the bar shows */
  GtkWidget           *welcome;       /* what the log shows while it has no messages at all */
  GtkWidget           *nothing;       /* (nullable): what it shows if none matches; borrowed */
  guint                tell_id;
  gboolean             filling;       /* the text and the buttons are set by us */
};

G_DEFINE_FINAL_TYPE (TaplineFilterBar, tapline_filter_bar, GTK_TYPE_WIDGET)

/* Of all filters. */
static TaplineHistory history;

/* What stands in place of rows */

static GtkWidget *
create_nothing (TaplineFilterBar *self)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "css-name", "welcome", "orientation",
                                 GTK_ORIENTATION_VERTICAL, "halign", GTK_ALIGN_CENTER, "valign",
                                 GTK_ALIGN_CENTER, NULL);
  GtkWidget *label = gtk_label_new (_("No message matches the filter."));
  GtkWidget *button = gtk_button_new_with_label (_("Show all"));

  gtk_widget_add_css_class (box, "nothing");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (tapline_filter_bar_show_all), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);

  return box;
}

static void
update_nothing (TaplineFilterBar *self)
{
  gboolean filtered = tapline_filtered_list_is_filtered (self->rows);

  if (filtered == (self->nothing != NULL))
    return;
  self->nothing = filtered ? create_nothing (self) : NULL;
  tapline_log_set_empty_widget (self->log, filtered ? self->nothing : self->welcome);
}

/* What is told */

char *
tapline_filter_dup_words (TaplineFilteredList *rows)
{
  TaplineMessageList *list = TAPLINE_MESSAGE_LIST (rows);
  TaplineTranscript *transcript;
  const GError *error = tapline_filtered_list_get_error (rows);
  g_autofree char *shown = NULL;
  g_autofree char *all = NULL;
  guint64 n_all;

  if (tapline_filtered_list_get_query (rows) == NULL)
    return NULL;
  if (error != NULL)
    return g_strdup (error->message);
  if (tapline_filtered_list_is_preparing (rows))
    return g_strdup_printf (_("Filtering… %d %%"),
                            (int) (tapline_filtered_list_get_progress (rows) * 100));

  transcript = tapline_filtered_list_get_transcript (rows);
  n_all = tapline_message_list_get_n_messages (TAPLINE_MESSAGE_LIST (transcript));
  shown = g_strdup_printf ("%'" G_GUINT64_FORMAT, tapline_message_list_get_n_messages (list));
  all = g_strdup_printf ("%'" G_GUINT64_FORMAT, n_all);

  /* Translators: two numbers: so many messages are shown, and so many there are */
  return g_strdup_printf (ngettext ("%s of %s message", "%s of %s messages", (gulong) n_all),
                          shown, all);
}

static void
tell (TaplineFilterBar *self)
{
  g_autofree char *words = tapline_filter_dup_words (self->rows);

  if (g_strcmp0 (words != NULL ? words : "", gtk_label_get_label (self->state_label)) != 0)
    gtk_label_set_label (self->state_label, words != NULL ? words : "");
  tapline_tooltip_set (GTK_WIDGET (self->state_label), words);
}

static gboolean
tell_timeout (gpointer data)
{
  TaplineFilterBar *self = data;

  self->tell_id = 0;
  tell (self);

  return G_SOURCE_REMOVE;
}

static void
queue_tell (TaplineFilterBar *self)
{
  if (self->tell_id != 0)
    return;
  self->tell_id = g_timeout_add (TELL_INTERVAL, tell_timeout, self);
  g_source_set_name_by_id (self->tell_id, "[tapline] tell what the filter shows");
}

static void
rows_changed_cb (TaplineFilterBar *self)
{
  if (self->query != NULL)
    queue_tell (self);
}

static void
rows_renumbered_cb (TaplineFilterBar *self)
{
  update_nothing (self);
  tell (self);
}

/* @position: of the first character that is wrong; G_MAXUINT for none */
static void
show_fault (TaplineFilterBar *self,
            const char       *sentence,
            guint             position)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoAttribute *wave = pango_attr_underline_new (PANGO_UNDERLINE_ERROR);

  wave->start_index = (guint) (g_utf8_offset_to_pointer (
                                 text, MIN ((long) position, g_utf8_strlen (text, -1))) - text);
  pango_attr_list_insert (attributes, wave);
  gtk_entry_set_attributes (self->entry, attributes);
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

/* The filter */

static char *
dup_condition (const TaplineCondition *condition)
{
  g_autoptr (TaplineQuery) query = tapline_query_new (condition, 1, 0);

  return tapline_query_to_string (query);
}

static GtkWidget *
create_chip (const TaplineCondition *condition,
             guint                   i)
{
  g_autofree char *text = dup_condition (condition);
  /* Translators: a condition of a filter, such as “size:10..20” */
  g_autofree char *name = g_strdup_printf (_("Remove %s"), text);
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 32);
  gtk_widget_add_css_class (chip, "chip");
  gtk_widget_set_halign (chip, GTK_ALIGN_START);
  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", i);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "filter.remove");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  tapline_tooltip_set (button, name);
  gtk_box_append (GTK_BOX (chip), label);
  gtk_box_append (GTK_BOX (chip), button);

  return chip;
}

static void
fill_chips (TaplineFilterBar *self)
{
  const TaplineCondition *conditions = NULL;
  GtkWidget *chip;
  guint n = 0;

  while ((chip = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != NULL)
    gtk_box_remove (self->chips, chip);
  if (self->query != NULL)
    conditions = tapline_query_get_conditions (self->query, &n);
  for (guint i = 0; i < n; i++)
    gtk_box_append (self->chips, create_chip (&conditions[i], i));
}

/* Brings text, chips and buttons to the filter. */
static void
fill (TaplineFilterBar *self)
{
  g_autofree char *text = NULL;
  TaplineQueryFlags flags = 0;
  guint n = 0;

  if (self->query != NULL)
    {
      text = tapline_query_to_string (self->query);
      flags = tapline_query_get_flags (self->query);
      tapline_query_get_conditions (self->query, &n);
    }
  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  gtk_check_button_set_active (self->any_button, (flags & TAPLINE_QUERY_ANY) != 0);
  gtk_check_button_set_active (self->not_button, (flags & TAPLINE_QUERY_INVERTED) != 0);
  self->filling = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->any_button), n > 1);
  gtk_widget_set_visible (self->state_box, self->query != NULL);
  fill_chips (self);
  show_fault (self, NULL, G_MAXUINT);
}

/* Takes another filter, NULL for none; if that fails, everything stays as it was. */
static void
set_query (TaplineFilterBar *self,
           TaplineQuery     *query)
{
  g_autoptr (TaplineQuery) former = NULL;
  g_autoptr (GError) error = NULL;

  if (!tapline_filtered_list_set_query (self->rows, query, &error))
    {
      show_fault (self, error->message, G_MAXUINT);
      return;
    }
  former = g_steal_pointer (&self->query);
  if (query != NULL)
    self->query = tapline_query_ref (query);
  fill (self);
  tell (self);
}

/* The same conditions, with @added behind them and without number @removed. */
static void
change_conditions (TaplineFilterBar *self,
                   TaplineQuery     *added,
                   guint             removed)
{
  g_autoptr (GArray) conditions = g_array_new (FALSE, FALSE, sizeof (TaplineCondition));
  g_autoptr (TaplineQuery) query = NULL;
  const TaplineCondition *some;
  TaplineQueryFlags flags = 0;
  guint n;

  if (self->query != NULL)
    {
      some = tapline_query_get_conditions (self->query, &n);
      g_array_append_vals (conditions, some, n);
      flags = tapline_query_get_flags (self->query);
    }
  if (removed < conditions->len)
    g_array_remove_index (conditions, removed);
  if (added != NULL)
    {
      some = tapline_query_get_conditions (added, &n);
      g_array_append_vals (conditions, some, n);
    }
  if (conditions->len > 0)
    query = tapline_query_new ((const TaplineCondition *) (gpointer) conditions->data,
                               conditions->len, flags);
  set_query (self, query);
}

static void
remove_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  TaplineFilterBar *self = TAPLINE_FILTER_BAR (widget);

  change_conditions (self, NULL, g_variant_get_uint32 (parameter));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
hide_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  TaplineFilterBar *self = TAPLINE_FILTER_BAR (widget);

  gtk_widget_set_visible (widget, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->log));
}

static void
close_cb (TaplineFilterBar *self)
{
  hide_action (GTK_WIDGET (self), NULL, NULL);
}

static void
flags_toggled_cb (TaplineFilterBar *self)
{
  g_autoptr (TaplineQuery) query = NULL;
  const TaplineCondition *conditions;
  TaplineQueryFlags flags = 0;
  guint n;

  if (self->filling || self->query == NULL)
    return;
  if (gtk_check_button_get_active (self->any_button))
    flags |= TAPLINE_QUERY_ANY;
  if (gtk_check_button_get_active (self->not_button))
    flags |= TAPLINE_QUERY_INVERTED;
  conditions = tapline_query_get_conditions (self->query, &n);
  query = tapline_query_new (conditions, n, flags);
  set_query (self, query);
}

static void
edited_cb (TaplineFilterBar *self)
{
  if (!self->filling)
    show_fault (self, NULL, G_MAXUINT);
}

/* When the message was that one looks at: times without a date are of that day. */
static gint64
get_day (TaplineFilterBar *self)
{
  TaplineMessageList *list = TAPLINE_MESSAGE_LIST (self->rows);
  guint64 row = tapline_log_get_cursor (self->log);
  TaplineMessage message;
  guint64 end;

  if (row == TAPLINE_LOG_NO_CURSOR)
    tapline_log_get_view (self->log, &row, &end);

  return tapline_message_list_get_message (list, row, 0, &message) ? message.time
                                                                   : g_get_real_time ();
}

static void
take_text (TaplineFilterBar *self,
           const char       *text)
{
  g_autoptr (TaplineQuery) query = NULL;
  g_autoptr (GError) error = NULL;
  guint position = 0;
  guint n = 0;

  query = tapline_query_parse_on (text, get_day (self), &position, &error);
  if (query != NULL)
    tapline_query_get_conditions (query, &n);
  if (query == NULL)
    {
      show_fault (self, error->message, position);
      gtk_editable_set_position (GTK_EDITABLE (self->entry), (int) position);
    }
  else if (n == 0)
    {
      show_fault (self, _("The filter is empty: type a condition such as “text:ready”, or choose "
                          "“Show all” to end filtering."), G_MAXUINT);
    }
  else
    {
      tapline_history_add (&history, text);
      set_query (self, query);
    }
}

static void
activate_cb (TaplineFilterBar *self)
{
  take_text (self, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

/* Popovers are made when they are asked for. */

static void
create_conditions_cb (GtkMenuButton *button,
                      gpointer       data)
{
  TaplineFilterBar *self = data;
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (button));
  g_autofree char *encoding = NULL;

  if (popover == NULL)
    {
      popover = tapline_condition_popover_new ();
      g_signal_connect_object (popover, "chosen", G_CALLBACK (tapline_filter_bar_add_query), self,
                               G_CONNECT_SWAPPED);
      gtk_menu_button_set_popover (button, popover);
    }
  g_object_get (self->log, "encoding", &encoding, NULL);
  tapline_condition_popover_set_encoding (TAPLINE_CONDITION_POPOVER (popover), encoding);
  tapline_condition_popover_set_day (TAPLINE_CONDITION_POPOVER (popover), get_day (self));
}

static void
create_help_cb (GtkMenuButton *button,
                gpointer       data)
{
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_popover (button, tapline_filter_help_new ());
}

static void
create_saved_cb (GtkMenuButton *button,
                 gpointer       data)
{
  TaplineFilterBar *self = data;
  GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (button));
  g_autofree char *text = NULL;

  if (popover == NULL)
    {
      popover = tapline_saved_filters_new (self->settings);
      g_signal_connect_object (popover, "chosen", G_CALLBACK (take_text), self,
                               G_CONNECT_SWAPPED);
      gtk_menu_button_set_popover (button, popover);
    }
  if (self->query != NULL)
    text = tapline_query_to_string (self->query);
  tapline_saved_filters_set_text (TAPLINE_SAVED_FILTERS (popover), text);
}

static gboolean
tapline_filter_bar_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TAPLINE_FILTER_BAR (widget)->entry));
}

static void
tapline_filter_bar_dispose (GObject *object)
{
  TaplineFilterBar *self = TAPLINE_FILTER_BAR (object);
  GtkWidget *child;

  g_clear_handle_id (&self->tell_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), TAPLINE_TYPE_FILTER_BAR);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->log);
  g_clear_object (&self->rows);
  g_clear_object (&self->settings);
  g_clear_object (&self->welcome);
  g_clear_pointer (&self->query, tapline_query_unref);

  G_OBJECT_CLASS (tapline_filter_bar_parent_class)->dispose (object);
}

static void
tapline_filter_bar_class_init (TaplineFilterBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tapline_filter_bar_dispose;
  widget_class->grab_focus = tapline_filter_bar_grab_focus;

  gtk_widget_class_install_action (widget_class, "filter.remove", "u", remove_action);
  gtk_widget_class_install_action (widget_class, "filter.hide", NULL, hide_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "filter.hide", NULL);

  gtk_widget_class_set_css_name (widget_class, "filterbar");
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-filter-bar.ui");
#define BIND(child) gtk_widget_class_bind_template_child (widget_class, TaplineFilterBar, child)
  BIND (add_button);
  BIND (entry);
  BIND (help_button);
  BIND (saved_button);
  BIND (close_button);
  BIND (fault_label);
  BIND (chips);
  BIND (state_box);
  BIND (state_label);
  BIND (any_button);
  BIND (not_button);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_bind_template_callback (widget_class, flags_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, tapline_filter_bar_show_all);
}

static void
tapline_filter_bar_init (TaplineFilterBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_tooltip_set (GTK_WIDGET (self->add_button), _("Add a condition"));
  tapline_tooltip_set (self->close_button, _("Hide the filter bar; the filter stays"));
  tapline_tooltip_set (GTK_WIDGET (self->entry),
                       _("Text, or conditions such as size:>100 !is:marked; Enter takes them"));
  gtk_menu_button_set_create_popup_func (self->add_button, create_conditions_cb, self, NULL);
  tapline_tooltip_set (GTK_WIDGET (self->help_button), _("How filters are written"));
  tapline_history_serve (&history, self->entry);
  gtk_menu_button_set_create_popup_func (self->help_button, create_help_cb, self, NULL);
  gtk_menu_button_set_create_popup_func (self->saved_button, create_saved_cb, self, NULL);
  fill (self);
}

GtkWidget *
tapline_filter_bar_new (TaplineLog          *log,
                        TaplineFilteredList *rows,
                        GSettings           *settings)
{
  TaplineFilterBar *self;

  g_return_val_if_fail (TAPLINE_IS_LOG (log), NULL);
  g_return_val_if_fail (TAPLINE_IS_FILTERED_LIST (rows), NULL);
  g_return_val_if_fail (settings == NULL || G_IS_SETTINGS (settings), NULL);

  self = g_object_new (TAPLINE_TYPE_FILTER_BAR, NULL);
  self->log = g_object_ref (log);
  self->rows = g_object_ref (rows);
  g_set_object (&self->settings, settings);
  g_set_object (&self->welcome, tapline_log_get_empty_widget (log));
  gtk_widget_set_visible (GTK_WIDGET (self->saved_button), settings != NULL);
  g_signal_connect_object (rows, "changed", G_CALLBACK (rows_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (rows, "renumbered", G_CALLBACK (rows_renumbered_cb), self,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/* Shows it, with the focus where the filter is typed. */
void
tapline_filter_bar_open (TaplineFilterBar *self)
{
  g_return_if_fail (TAPLINE_IS_FILTER_BAR (self));

  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
tapline_filter_bar_open_saved (TaplineFilterBar *self)
{
  tapline_filter_bar_open (self);
  if (self->settings != NULL)
    gtk_menu_button_popup (self->saved_button);
}

/* Adds the conditions of @added to those there are; they go together as those do. */
void
tapline_filter_bar_add_query (TaplineFilterBar *self,
                              TaplineQuery     *added)
{
  g_return_if_fail (TAPLINE_IS_FILTER_BAR (self));
  g_return_if_fail (added != NULL);

  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  change_conditions (self, added, G_MAXUINT);
}

/* All messages again. Many may come between the first row and the one that is selected: that one
 * stays in view. */
void
tapline_filter_bar_show_all (TaplineFilterBar *self)
{
  guint64 cursor;

  g_return_if_fail (TAPLINE_IS_FILTER_BAR (self));

  set_query (self, NULL);
  cursor = tapline_log_get_cursor (self->log);
  if (cursor != TAPLINE_LOG_NO_CURSOR && !tapline_log_get_following (self->log))
    tapline_log_scroll_to (self->log, cursor);
}
