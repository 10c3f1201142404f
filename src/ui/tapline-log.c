/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log pane: messages by number, one row each, of which only the visible ones exist.
 *
 * Positions are rows in doubles, never pixels, so nothing ends at 2^31 pixels; a fraction of a row
 * is allowed and makes scrolling smooth. What to draw is settled at most once a frame, in a tick
 * callback that is there only when something changed: it asks the list for its counts, moves the
 * adjustment, takes along the contents that stay visible, and reads the others. While the log is
 * not mapped nothing is asked and nothing is read.
 *
 * The class is spread over tapline-log.c (list, geometry), -rows.c (what the rows show), -scroll.c
 * (positions, follow mode), -renumber.c (another framing), -meaning.c (decoded rows), -select.c
 * (mouse, keyboard, selection), -strip.c (beside the scroll bar) and -actions.c (clipboard, menu).
 * How a row looks is in -style.c, -glyphs.c, -content.c, -hits.c (what is searched for), -draw.c,
 * -pen.c (the message) and -words.c (what stands around it).
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "tapline-log-private.h"
#include "tapline-tooltip.h"

#define ROWS_AT_ONCE 16          /* a new child makes the window measure itself again */
#define FOLLOW_MARGIN 12
#define NATURAL_ROWS 12
#define MINIMUM_WIDTH 240

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

/* Shows or hides a child without measuring the window anew. GTK 4.8 goes on telling assistive
 * technology of children that are only unmapped. */
void
tapline_log_show_child (GtkWidget *child,
                        gboolean   shown)
{
  if (gtk_widget_get_child_visible (child) == shown)
    return;

  gtk_widget_set_child_visible (child, shown);
  /* A child that was hidden has no place yet, and is not drawn without one. */
  if (shown)
    gtk_widget_queue_allocate (gtk_widget_get_parent (child));
  if (shown)
    gtk_accessible_reset_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN);
  else
    gtk_accessible_update_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
}

/* How many rows there are, cleared ones left out, as of the last update. */
guint64
tapline_log_n_rows (TaplineLog *self)
{
  return self->n_messages + self->n_pending - self->first;
}

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

static void
update_style (TaplineLog *self)
{
  if (!self->style_changed)
    return;

  self->style_changed = FALSE;
  if (!tapline_log_style_update (&self->style, GTK_WIDGET (self)))
    return;
  tapline_log_undraw_contents (self);
  memset (&self->columns, 0, sizeof self->columns);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* Nothing of what was known of the list is so any more. */
static void
start_over (TaplineLog *self)
{
  tapline_log_stop_drag (self);
  g_clear_pointer (&self->copy, tapline_log_copy_free);
  tapline_log_spare_contents (self);
  self->first = 0;
  self->n_messages = 0;
  self->n_pending = 0;
  self->peer_chars = 0;
  self->start.known = FALSE;
  self->reveal = TAPLINE_LOG_NO_CURSOR;
  self->list_changed = TRUE;
  tapline_log_unselect_all (self);
  tapline_log_follow (self);
}

static void
update_counts (TaplineLog *self)
{
  guint64 n_messages = 0;
  guint n_pending = 0;

  if (self->list != NULL)
    {
      n_messages = tapline_message_list_get_n_messages (self->list);
      n_pending = tapline_message_list_get_n_pending (self->list);
    }
  /* A list only grows; one that does not has become another. */
  if (n_messages < self->n_messages)
    start_over (self);
  self->n_messages = n_messages;
  self->n_pending = n_pending;
}

/* (nullable): what stands where the rows would be, if there are none. */
static GtkWidget *
in_place_of_rows (TaplineLog *self)
{
  if (self->n_messages + self->n_pending == 0)
    return self->empty_widget;

  return tapline_log_n_rows (self) == 0 ? GTK_WIDGET (self->cleared_label) : NULL;
}

/* Brings what is shown up to date with the list, the style and the position. */
static void
settle (TaplineLog *self)
{
  gboolean was_scrollbar = gtk_widget_get_child_visible (GTK_WIDGET (self->scrollbar));
  GtkWidget *in_place;
  gboolean is_scrollbar;
  guint64 n_rows;
  double top;
  int offset;
  guint n;

  update_style (self);
  if (self->list_changed)
    update_counts (self);
  if (self->reveal != TAPLINE_LOG_NO_CURSOR)
    tapline_log_scroll_to (self, self->reveal);
  tapline_log_adjust (self);

  n_rows = tapline_log_n_rows (self);
  in_place = in_place_of_rows (self);
  is_scrollbar = gtk_adjustment_get_upper (self->adjustment) >
                 gtk_adjustment_get_page_size (self->adjustment);
  if (self->empty_widget != NULL)
    {
      if (in_place != self->empty_widget
          && gtk_widget_get_focus_child (GTK_WIDGET (self)) == self->empty_widget)
        gtk_widget_grab_focus (GTK_WIDGET (self));
      tapline_log_show_child (self->empty_widget, in_place == self->empty_widget);
    }
  tapline_log_show_child (GTK_WIDGET (self->cleared_label),
                          in_place == GTK_WIDGET (self->cleared_label));
  tapline_log_show_child (GTK_WIDGET (self->follow_button), !self->following && n_rows > 0);
  tapline_log_show_child (GTK_WIDGET (self->scrollbar), is_scrollbar);
  if (was_scrollbar != is_scrollbar)
    gtk_widget_queue_allocate (GTK_WIDGET (self));

  top = floor (self->position);
  offset = -(int) round ((self->position - top) *
                         self->style.row_height);
  if (offset != self->offset)
    {
      self->offset = offset;
      gtk_widget_queue_allocate (GTK_WIDGET (self));
    }

  n = (guint) ((MAX (self->rows_height, 0) - offset + self->style.row_height - 1) /
               self->style.row_height);
  n = (guint) MIN ((guint64) MIN (n, self->rows->len), n_rows - MIN ((guint64) top, n_rows));
  tapline_log_fill_rows (self, self->first + (guint64) top, n);
  self->list_changed = FALSE;

  tapline_log_update_state (self);
  tapline_log_update_actions (self);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *frame_clock,
         gpointer       user_data)
{
  TaplineLog *self = TAPLINE_LOG (widget);

  self->tick_id = 0;
  settle (self);
  if (in_place_of_rows (self) != self->measured)
    gtk_widget_queue_resize (widget);

  return G_SOURCE_REMOVE;
}

/* Has everything brought up to date in the next frame, once however often this is called. */
void
tapline_log_queue_update (TaplineLog *self)
{
  if (self->tick_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
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

static GtkSizeRequestMode
tapline_log_get_request_mode (GtkWidget *widget)
{
  /* For what stands in place of the rows; those do not wrap. */
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tapline_log_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  TaplineLog *self = TAPLINE_LOG (widget);
  update_style (self);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MINIMUM_WIDTH;
      *natural = 60 * (int) ceil (self->style.digit_width);
    }
  else
    {
      gtk_widget_measure (GTK_WIDGET (self->head), orientation, -1, minimum, NULL, NULL, NULL);
      *minimum += 2 * self->style.row_height;
      *natural = *minimum + NATURAL_ROWS * self->style.row_height;
    }

  self->measured = in_place_of_rows (self);
  if (self->measured != NULL)
    {
      int child_minimum, child_natural;

      gtk_widget_measure (self->measured, orientation, for_size, &child_minimum, &child_natural,
                          NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural = MAX (*natural, child_natural);
    }
}

static void
allocate_child (GtkWidget *child,
                int        x,
                int        y,
                int        width,
                int        height)
{
  gtk_widget_size_allocate (child, &(GtkAllocation) { x, y, width, height }, -1);
}

static void
ensure_rows (TaplineLog *self)
{
  guint needed = (guint) (self->rows_height / self->style.row_height + 2);

  if (self->rows->len >= needed)
    return;

  needed += ROWS_AT_ONCE;
  while (self->rows->len < needed)
    {
      GtkWidget *row = tapline_log_row_new (&self->style);

      tapline_log_show_child (row, FALSE);
      gtk_widget_insert_before (row, GTK_WIDGET (self), GTK_WIDGET (self->scrollbar));
      gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      g_ptr_array_add (self->rows, row);
    }
}

static void
tapline_log_size_allocate (GtkWidget *widget,
                           int        width,
                           int        height,
                           int        baseline)
{
  TaplineLog *self = TAPLINE_LOG (widget);
  GtkRequisition size;
  int rows_width;

  update_style (self);
  gtk_widget_get_preferred_size (GTK_WIDGET (self->head), &size, NULL);
  self->head_height = size.height;
  self->rows_height = MAX (height - self->head_height, 0);
  ensure_rows (self);

  /* Once for the scrollbar, which the width depends on, and again for the columns. */
  tapline_log_adjust (self);
  rows_width = width;
  gtk_widget_get_preferred_size (GTK_WIDGET (self->scrollbar), &size, NULL);
  if (gtk_adjustment_get_upper (self->adjustment) >
      gtk_adjustment_get_page_size (self->adjustment))
    rows_width -= size.width;
  if (rows_width != self->rows_width)
    {
      self->rows_width = rows_width;
      tapline_log_place_columns (self, &self->columns);
      /* More or less of each message is visible now. */
      tapline_log_spare_contents (self);
    }
  if (gtk_widget_get_mapped (widget))
    settle (self);

  tapline_log_head_place (self->head, &self->columns);
  allocate_child (GTK_WIDGET (self->head), 0, 0, width, self->head_height);
  for (guint i = 0; i < self->rows->len; i++)
    allocate_child (GTK_WIDGET (g_ptr_array_index (self->rows, i)),
                    0, self->head_height + self->offset + (int) i * self->style.row_height,
                    rows_width, self->style.row_height);
  if (gtk_widget_get_child_visible (GTK_WIDGET (self->scrollbar)))
    allocate_child (GTK_WIDGET (self->scrollbar), rows_width, self->head_height, size.width,
                    self->rows_height);
  if (gtk_widget_get_child_visible (GTK_WIDGET (self->cleared_label)))
    allocate_child (GTK_WIDGET (self->cleared_label), 0, self->head_height, width,
                    self->rows_height);
  if (self->empty_widget != NULL && gtk_widget_get_child_visible (self->empty_widget))
    allocate_child (self->empty_widget, 0, 0, width, height);

  gtk_widget_get_preferred_size (GTK_WIDGET (self->follow_button), NULL, &size);
  allocate_child (GTK_WIDGET (self->follow_button),
                  MAX (rows_width - size.width - FOLLOW_MARGIN, 0),
                  MAX (height - size.height - FOLLOW_MARGIN, 0), size.width, size.height);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
  tapline_log_present_marks (self);
}

static void
tapline_log_snapshot (GtkWidget   *widget,
                      GtkSnapshot *snapshot)
{
  TaplineLog *self = TAPLINE_LOG (widget);
  GtkWidget *above[] = {
    GTK_WIDGET (self->cleared_label),
    GTK_WIDGET (self->scrollbar),
    GTK_WIDGET (self->follow_button),
  };
  float width = (float) gtk_widget_get_width (widget);
  float left;

  if (self->empty_widget != NULL && gtk_widget_get_child_visible (self->empty_widget))
    {
      gtk_widget_snapshot_child (widget, self->empty_widget, snapshot);
      return;
    }

  gtk_widget_snapshot_child (widget, GTK_WIDGET (self->head), snapshot);
  gtk_snapshot_append_color (snapshot, &self->style.colors[TAPLINE_LOG_COLOR_LINE],
                             &GRAPHENE_RECT_INIT (0, (float) self->head_height - 1, width, 1));

  /* When most rows change, GTK would compare them glyph run by glyph run and then draw through a
   * clip of a hundred rectangles. Another clip than before makes it redraw the area as one. */
  left = self->redraw_whole ? 1 : 0;
  gtk_snapshot_push_clip (snapshot,
                          &GRAPHENE_RECT_INIT (-left, (float) self->head_height, width + left,
                                               (float) self->rows_height));
  for (guint i = 0; i < self->contents->len; i++)
    gtk_widget_snapshot_child (widget, GTK_WIDGET (g_ptr_array_index (self->rows, i)), snapshot);
  gtk_snapshot_pop (snapshot);
  tapline_log_draw_strip (self, snapshot);

  for (guint i = 0; i < G_N_ELEMENTS (above); i++)
    gtk_widget_snapshot_child (widget, above[i], snapshot);
}

/* Tab goes to the heads, the rows, and the button if it is there; the arrow keys are their own. */
static gboolean
tapline_log_focus (GtkWidget        *widget,
                   GtkDirectionType  direction)
{
  TaplineLog *self = TAPLINE_LOG (widget);
  GtkWidget *button = GTK_WIDGET (self->follow_button);
  GtkWidget *head = GTK_WIDGET (self->head);
  GtkWidget *child = gtk_widget_get_focus_child (widget);
  gboolean forward = direction == GTK_DIR_TAB_FORWARD;

  if (self->empty_widget != NULL && gtk_widget_get_mapped (self->empty_widget))
    return gtk_widget_child_focus (self->empty_widget, direction);
  if (!gtk_widget_get_mapped (button))
    button = NULL;

  if ((child != NULL || gtk_widget_is_focus (widget)) && !forward &&
      direction != GTK_DIR_TAB_BACKWARD)
    return FALSE;
  if (child == head)
    return forward && gtk_widget_grab_focus (widget);
  if (gtk_widget_is_focus (widget) || (child != NULL && child != button))
    return forward ? button != NULL && gtk_widget_grab_focus (button)
                   : gtk_widget_child_focus (head, direction);
  if (child != NULL)
    return !forward && gtk_widget_grab_focus (widget);
  if (direction == GTK_DIR_TAB_BACKWARD)
    return gtk_widget_grab_focus (button != NULL ? button : widget);

  return gtk_widget_child_focus (head, direction) || gtk_widget_grab_focus (widget);
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

  widget_class->get_request_mode = tapline_log_get_request_mode;
  widget_class->measure = tapline_log_measure;
  widget_class->size_allocate = tapline_log_size_allocate;
  widget_class->snapshot = tapline_log_snapshot;
  widget_class->focus = tapline_log_focus;
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
  start_over (self);

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
