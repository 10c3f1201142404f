/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log pane: messages by number, one row each, of which only the visible ones exist.
 *
 * Positions are rows in doubles, never pixels, so nothing ends at 2^31 pixels; a fraction of a row
 * is allowed and makes scrolling smooth. Contents that stay visible wander along, only the others
 * are read. While the log is not mapped nothing is asked of the list and nothing is read.
 *
 * The class is spread over tapline-log.c (the list), -update.c (once a frame), -layout.c (where the
 * children are), -rows.c (what the rows show), -scroll.c (positions, follow mode), -view.c (what
 * the user chose), -renumber.c (another framing), -meaning.c (decoded rows), -select.c (mouse,
 * keyboard, selection), -strip.c (beside the scroll bar), -marks.c (marks and notes) and -actions.c
 * (clipboard, menu).
 * How a row looks is in -style.c, -glyphs.c, -content.c, -hits.c (what is searched for), -draw.c,
 * -pen.c (the message) and -words.c (what stands around it).
 */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-log-private.h"
#include "tapline-tooltip.h"

G_DEFINE_FINAL_TYPE (TaplineLog, tapline_log, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_LIST,
  PROP_FOLLOWING,
  PROP_CURSOR,
  PROP_ENCODING,
  N_PROPS
};

enum
{
  COPIED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

void
tapline_log_notify_cursor (TaplineLog *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURSOR]);
}

void
tapline_log_notify_following (TaplineLog *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOWING]);
}

void
tapline_log_copied (TaplineLog *self,
                    const char *message)
{
  g_signal_emit (self, signals[COPIED], 0, message);
}

/* Nothing of what was known of the list is so any more. */
void
tapline_log_start_over (TaplineLog *self)
{
  tapline_log_stop_drag (self);
  g_clear_pointer (&self->copy, tapline_log_copy_free);
  tapline_log_spare_contents (self);
  self->first = 0;
  self->n_messages = 0;
  self->n_pending = 0;
  self->peer_chars = 0;
  self->dated = FALSE;
  self->start.known = FALSE;
  self->reveal = TAPLINE_LOG_NO_CURSOR;
  self->list_changed = TRUE;
  tapline_log_unselect_all (self);
  tapline_log_follow (self);
}

static void
list_changed_cb (TaplineMessageList *list,
                 TaplineLog         *self)
{
  self->list_changed = TRUE;
  tapline_log_queue_update (self);
}

static void
focus_changed_cb (GtkEventControllerFocus *controller,
                  GParamSpec              *pspec,
                  TaplineLog              *self)
{
  self->focused = gtk_event_controller_focus_contains_focus (controller);
  tapline_log_update_state (self);
}

static void
tapline_log_map (GtkWidget *widget)
{
  TaplineLog *self = TAPLINE_LOG (widget);

  GTK_WIDGET_CLASS (tapline_log_parent_class)->map (widget);

  self->list_changed = TRUE;
  gtk_widget_queue_allocate (widget);
  tapline_log_queue_update (self);
}

static void
stop_updates (TaplineLog *self)
{
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
  g_clear_handle_id (&self->tell_id, g_source_remove);
  tapline_log_stop_asking (self);
  tapline_log_stop_drag (self);
}

static void
tapline_log_unmap (GtkWidget *widget)
{
  stop_updates (TAPLINE_LOG (widget));

  GTK_WIDGET_CLASS (tapline_log_parent_class)->unmap (widget);
}

static void
tapline_log_css_changed (GtkWidget         *widget,
                         GtkCssStyleChange *change)
{
  TaplineLog *self = TAPLINE_LOG (widget);

  GTK_WIDGET_CLASS (tapline_log_parent_class)->css_changed (widget, change);

  self->style_changed = TRUE;
  gtk_widget_queue_allocate (widget);
}

static void
tapline_log_system_setting_changed (GtkWidget        *widget,
                                    GtkSystemSetting  setting)
{
  TaplineLog *self = TAPLINE_LOG (widget);

  GTK_WIDGET_CLASS (tapline_log_parent_class)->system_setting_changed (widget, setting);

  self->style_changed = TRUE;
  gtk_widget_queue_allocate (widget);
}

static void
tapline_log_dispose (GObject *object)
{
  TaplineLog *self = TAPLINE_LOG (object);
  GtkWidget *child;

  stop_updates (self);
  g_clear_pointer (&self->copy, tapline_log_copy_free);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_clear_object (&self->list);
  tapline_log_set_meaning (self, NULL);
  tapline_log_view_dispose (self);
  g_ptr_array_set_size (self->rows, 0);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAPLINE_TYPE_LOG);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  self->empty_widget = NULL;
  self->menu = self->mark_note = self->mark_list = NULL;

  G_OBJECT_CLASS (tapline_log_parent_class)->dispose (object);
}

static void
tapline_log_finalize (GObject *object)
{
  TaplineLog *self = TAPLINE_LOG (object);

  g_object_unref (self->adjustment);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->contents);
  g_ptr_array_unref (self->spare);
  tapline_log_ranges_free (self->selected);
  g_clear_pointer (&self->drag_base, tapline_log_ranges_free);
  tapline_log_style_clear (&self->style);
  tapline_log_peers_free (self->peers);
  g_clear_pointer (&self->encoding, tapline_encoding_free);
  g_free (self->encoding_name);

  G_OBJECT_CLASS (tapline_log_parent_class)->finalize (object);
}

static void
tapline_log_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  TaplineLog *self = TAPLINE_LOG (object);

  switch (prop_id)
    {
    case PROP_LIST:
      g_value_set_object (value, self->list);
      break;

    case PROP_FOLLOWING:
      g_value_set_boolean (value, self->following);
      break;

    case PROP_CURSOR:
      g_value_set_uint64 (value, self->cursor);
      break;

    case PROP_ENCODING:
      g_value_set_string (value, self->encoding_name);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tapline_log_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_LIST:
      tapline_log_set_list (TAPLINE_LOG (object), g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tapline_log_class_init (TaplineLogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tapline_log_dispose;
  object_class->finalize = tapline_log_finalize;
  object_class->get_property = tapline_log_get_property;
  object_class->set_property = tapline_log_set_property;

  widget_class->map = tapline_log_map;
  widget_class->unmap = tapline_log_unmap;
  widget_class->css_changed = tapline_log_css_changed;
  widget_class->system_setting_changed = tapline_log_system_setting_changed;

  /**
   * TaplineLog:list:
   *
   * The messages to show.
   */
  properties[PROP_LIST] =
    g_param_spec_object ("list", NULL, NULL, TAPLINE_TYPE_MESSAGE_LIST,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  /**
   * TaplineLog:following:
   *
   * Whether the end stays in view as messages arrive.
   */
  properties[PROP_FOLLOWING] =
    g_param_spec_boolean ("following", NULL, NULL, TRUE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  /**
   * TaplineLog:cursor:
   *
   * The number of the message that the keyboard is on and the details show, or
   * %TAPLINE_LOG_NO_CURSOR.
   */
  properties[PROP_CURSOR] =
    g_param_spec_uint64 ("cursor", NULL, NULL, 0, G_MAXUINT64, TAPLINE_LOG_NO_CURSOR,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  /**
   * TaplineLog:encoding:
   *
   * What the text of the messages is in, see tapline_log_set_encoding().
   */
  properties[PROP_ENCODING] =
    g_param_spec_string ("encoding", NULL, NULL, TAPLINE_ENCODING_DEFAULT,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TaplineLog::copied:
   * @message: what was copied, a sentence for the user
   *
   * Messages were put on the clipboard, all that were asked for or as many as fit.
   */
  signals[COPIED] = g_signal_new ("copied", TAPLINE_TYPE_LOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (TAPLINE_TYPE_LOG_HEAD);
  gtk_widget_class_set_css_name (widget_class, "log");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tapline/Tapline/ui/tapline-log.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineLog, head);
  gtk_widget_class_bind_template_child (widget_class, TaplineLog, cleared_label);
  gtk_widget_class_bind_template_child (widget_class, TaplineLog, scrollbar);
  gtk_widget_class_bind_template_child (widget_class, TaplineLog, follow_button);

  tapline_log_layout_class_init (widget_class);
  tapline_log_select_class_init (widget_class);
  tapline_log_actions_class_init (widget_class);
}

static void
tapline_log_init (TaplineLog *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  tapline_log_style_load_css (gtk_widget_get_display (GTK_WIDGET (self)));

  self->rows = g_ptr_array_new ();
  self->contents = g_ptr_array_new_with_free_func ((GDestroyNotify) tapline_log_content_free);
  self->spare = g_ptr_array_new_with_free_func ((GDestroyNotify) tapline_log_content_free);
  self->selected = tapline_log_ranges_new ();
  self->peers = tapline_log_peers_new ();
  self->cursor = TAPLINE_LOG_NO_CURSOR;
  self->anchor = TAPLINE_LOG_NO_CURSOR;
  self->reveal = TAPLINE_LOG_NO_CURSOR;
  self->marking = TAPLINE_LOG_NO_CURSOR;
  self->following = TRUE;
  self->style_changed = TRUE;

  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_tooltip_set (GTK_WIDGET (self->follow_button), _("Follow new messages (End)"));
  /* The columns stand where they stand in every language. */
  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR);
  tapline_log_view_init (self);
  tapline_log_show_child (GTK_WIDGET (self->cleared_label), FALSE);
  tapline_log_show_child (GTK_WIDGET (self->scrollbar), FALSE);
  tapline_log_show_child (GTK_WIDGET (self->follow_button), FALSE);

  g_signal_connect (focus, "notify::contains-focus", G_CALLBACK (focus_changed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);

  tapline_log_scroll_init (self);
  tapline_log_select_init (self);
  tapline_log_actions_init (self);
}

/**
 * tapline_log_new:
 *
 * A log pane without messages.
 *
 * Returns: (transfer floating): a #TaplineLog
 */
GtkWidget *
tapline_log_new (void)
{
  return g_object_new (TAPLINE_TYPE_LOG, NULL);
}

/**
 * tapline_log_get_list:
 * @self: a log
 *
 * Returns: (transfer none) (nullable): the messages it shows
 */
TaplineMessageList *
tapline_log_get_list (TaplineLog *self)
{
  g_return_val_if_fail (TAPLINE_IS_LOG (self), NULL);

  return self->list;
}

/**
 * tapline_log_set_list:
 * @self: a log
 * @list: (nullable): the messages to show
 *
 * Shows another list, from its end and following it; selection, cursor and what was cleared from
 * view are forgotten.
 */
void
tapline_log_set_list (TaplineLog         *self,
                      TaplineMessageList *list)
{
  g_return_if_fail (TAPLINE_IS_LOG (self));
  g_return_if_fail (list == NULL || TAPLINE_IS_MESSAGE_LIST (list));

  if (self->list == list)
    return;

  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_set_object (&self->list, list);
  if (list != NULL)
    {
      g_signal_connect (list, "changed", G_CALLBACK (list_changed_cb), self);
      g_signal_connect_swapped (list, "renumbered", G_CALLBACK (tapline_log_renumber), self);
    }
  tapline_log_peers_clear (self->peers);
  tapline_log_start_over (self);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIST]);
}

/**
 * tapline_log_get_empty_widget:
 * @self: a log
 *
 * Returns: (transfer none) (nullable): what is shown while there are no messages
 */
GtkWidget *
tapline_log_get_empty_widget (TaplineLog *self)
{
  g_return_val_if_fail (TAPLINE_IS_LOG (self), NULL);

  return self->empty_widget;
}

/**
 * tapline_log_set_empty_widget:
 * @self: a log
 * @widget: (nullable) (transfer floating): what to show while there are no messages
 */
void
tapline_log_set_empty_widget (TaplineLog *self,
                              GtkWidget  *widget)
{
  g_return_if_fail (TAPLINE_IS_LOG (self));
  g_return_if_fail (widget == NULL || GTK_IS_WIDGET (widget));

  if (self->empty_widget == widget)
    return;

  g_clear_pointer (&self->empty_widget, gtk_widget_unparent);
  self->empty_widget = widget;
  if (widget != NULL)
    {
      tapline_log_show_child (widget, self->n_messages + self->n_pending == 0);
      gtk_widget_insert_before (widget, GTK_WIDGET (self), GTK_WIDGET (self->scrollbar));
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * tapline_log_get_row_height:
 * @self: a log
 *
 * Returns: the height of each of its rows, in pixels; 0 before it was measured
 */
int
tapline_log_get_row_height (TaplineLog *self)
{
  g_return_val_if_fail (TAPLINE_IS_LOG (self), 0);

  return self->style.row_height;
}

/**
 * tapline_log_get_first:
 * @self: a log
 *
 * Returns: the number of the first message that was not cleared from view
 */
guint64
tapline_log_get_first (TaplineLog *self)
{
  g_return_val_if_fail (TAPLINE_IS_LOG (self), 0);

  return self->first;
}

static void
set_first (TaplineLog *self,
           guint64     first)
{
  double hidden = (double) first - (double) self->first;

  if (self->first == first)
    return;

  self->first = first;
  if (hidden > 0)
    {
      tapline_log_unselect_all (self);
      tapline_log_follow (self);
    }
  else
    {
      /* The messages in view stay where they are. */
      self->position = MAX (self->position - hidden, 0);
    }
  tapline_log_queue_update (self);
}

/**
 * tapline_log_clear_view:
 * @self: a log
 *
 * Hides the messages up to now. Nothing is deleted; tapline_log_show_all() brings them back.
 */
void
tapline_log_clear_view (TaplineLog *self)
{
  g_return_if_fail (TAPLINE_IS_LOG (self));

  if (self->list != NULL)
    set_first (self, tapline_message_list_get_n_messages (self->list));
}

/**
 * tapline_log_show_all:
 * @self: a log
 *
 * Shows again what tapline_log_clear_view() hid.
 */
void
tapline_log_show_all (TaplineLog *self)
{
  g_return_if_fail (TAPLINE_IS_LOG (self));

  set_first (self, 0);
}
