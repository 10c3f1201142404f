/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message as text. A message may have gigabytes, and GtkTextView takes about 5 µs to lay out a
 * character, all of a paragraph at once, and again when something is appended to it. So the view
 * has a few parts of the message around what can be seen: the next is loaded when one scrolls to
 * where they end, and the farthest is let go. A part is put into the view a little at a time,
 * below the priority of drawing, and a line that is too long is broken. What is copied does not
 * have those breaks, and all that is selected is all of the message, as it was.
 *
 * Line ends and tabs do what they do; other characters that cannot be seen are shown by name.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-log-style.h"
#include "tapline-message-text-private.h"
#include "tapline-rule.h"

#define LEAD           1024 /* bytes before what is gone to */
#define HEIGHT_NATURAL 84

G_DEFINE_FINAL_TYPE (TaplineMessageText, tapline_message_text, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

void
tapline_message_text_changed (TaplineMessageText *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
selection_changed_cb (TaplineMessageText *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "text.highlight",
                                 gtk_text_buffer_get_has_selection (buffer));
}

/* Empties the view and begins with the part at @start. */
static void
start_at (TaplineMessageText *self,
          guint64             start)
{
  g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (self->tags);
  GtkTextIter at;

  tapline_message_text_stop_load (self);
  g_queue_clear_full (&self->parts, g_free);
  self->line_length = 0;
  self->is_broken = FALSE;
  self->hit_mark = NULL;
  /* Emptying a buffer that has much in it takes longer than dropping it. */
  gtk_text_view_set_buffer (self->view, buffer);
  g_signal_connect_object (buffer, "notify::has-selection", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);
  selection_changed_cb (self);
  gtk_text_buffer_get_start_iter (buffer, &at);
  self->place = gtk_text_buffer_create_mark (buffer, NULL, &at, FALSE);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  gtk_adjustment_set_value (gtk_scrolled_window_get_hadjustment (self->scroller), 0);
  if (self->list == NULL || start >= self->length)
    return;

  tapline_message_text_load_from (self, start);
}

static void
stop_seeking (TaplineMessageText *self)
{
  g_clear_handle_id (&self->seek_id, g_source_remove);
  self->going = FALSE;
}

/* Looks for the first match a little further, and goes to where it is found. */
static gboolean
seek (TaplineMessageText *self)
{
  const TaplineMessageHit *first;
  guint64 start = 0;

  if (tapline_message_hits_seek (self->hits))
    return TRUE;
  first = tapline_message_hits_get_first (self->hits);
  if (first == NULL)
    return FALSE;
  if (first->start > TAPLINE_MESSAGE_TEXT_AT_ONCE)
    start = tapline_message_text_find_start (self, first->start - LEAD);
  if (start > first->start)
    start = first->start - first->start % 4;
  self->going = TRUE;
  start_at (self, start);

  return FALSE;
}

static gboolean
seek_in_idle (gpointer user_data)
{
  TaplineMessageText *self = user_data;

  if (seek (self))
    return G_SOURCE_CONTINUE;
  self->seek_id = 0;

  return G_SOURCE_REMOVE;
}

/* Control+Home and Control+End mean the message's ends, not those of what is loaded. */
static gboolean
go_to_end_cb (GtkWidget *widget,
              GVariant  *args,
              gpointer   user_data)
{
  TaplineMessageText *self = TAPLINE_MESSAGE_TEXT (user_data);
  gboolean to_end = g_variant_get_boolean (args);
  guint64 start;

  if (self->list == NULL || (to_end ? tapline_message_text_get_end (self) >= self->length
                                    : tapline_message_text_get_start (self) == 0))
    return GDK_EVENT_PROPAGATE;

  stop_seeking (self);
  if (!to_end)
    {
      start_at (self, 0);
      return GDK_EVENT_STOP;
    }
  start = self->length - MIN (self->length, TAPLINE_MESSAGE_TEXT_AT_ONCE);
  start_at (self, tapline_message_text_find_start (self, start));
  while (self->bytes != NULL)
    tapline_message_text_load (self);
  gtk_text_view_scroll_to_mark (self->view, self->place, 0, TRUE, 0, 1);

  return GDK_EVENT_STOP;
}

static void
add_shortcut (GtkEventController *controller,
              guint               key,
              TaplineMessageText *self,
              gboolean            to_end)
{
  GtkShortcut *shortcut =
    gtk_shortcut_new_with_arguments (gtk_keyval_trigger_new (key, GDK_CONTROL_MASK),
                                     gtk_callback_action_new (go_to_end_cb, self, NULL), "b",
                                     to_end);

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
}

/* Before the view, which knows what is loaded only. */
static void
add_shortcuts (TaplineMessageText *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  add_shortcut (controller, GDK_KEY_Home, self, FALSE);
  add_shortcut (controller, GDK_KEY_KP_Home, self, FALSE);
  add_shortcut (controller, GDK_KEY_End, self, TRUE);
  add_shortcut (controller, GDK_KEY_KP_End, self, TRUE);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

/* What is selected, as it stands in the message: without the breaks of lines. */
static char *
dup_selected (TaplineMessageText *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GString *text = g_string_new (NULL);
  GtkTextIter at, end;

  gtk_text_buffer_get_selection_bounds (buffer, &at, &end);
  while (gtk_text_iter_compare (&at, &end) < 0)
    {
      gboolean is_break = gtk_text_iter_has_tag (&at, self->break_tag);
      GtkTextIter next = at;
      g_autofree char *piece = NULL;

      if (!gtk_text_iter_forward_to_tag_toggle (&next, self->break_tag)
          || gtk_text_iter_compare (&next, &end) > 0)
        next = end;
      piece = gtk_text_buffer_get_text (buffer, &at, &next, FALSE);
      if (!is_break)
        g_string_append (text, piece);
      at = next;
    }

  return g_string_free (text, FALSE);
}

static void
copy_cb (TaplineMessageText *self)
{
  g_autofree char *text = NULL;

  if (!tapline_message_text_is_all_selected (self) && !self->is_broken)
    return;

  g_signal_stop_emission_by_name (self->view, "copy-clipboard");
  if (tapline_message_text_is_all_selected (self))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "details.copy", NULL);
      return;
    }
  text = dup_selected (self);
  if (*text != '\0')
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

/* Begins a rule for what is selected, up to the line's end or a character that cannot be seen. */
static void
highlight_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  TaplineMessageText *self = TAPLINE_MESSAGE_TEXT (widget);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  g_autofree char *text = NULL;
  g_autofree char *condition = NULL;
  GtkTextIter start, end, stop;

  if (!gtk_text_buffer_get_selection_bounds (buffer, &start, &end))
    return;

  stop = start;
  if (!gtk_text_iter_ends_line (&stop))
    gtk_text_iter_forward_to_line_end (&stop);
  if (gtk_text_iter_compare (&stop, &end) < 0)
    end = stop;
  stop = start;
  if (gtk_text_iter_forward_to_tag_toggle (&stop, self->control_tag) &&
      gtk_text_iter_compare (&stop, &end) < 0)
    end = stop;
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  condition = tapline_rule_dup_condition_text (text);
  gtk_widget_activate_action (widget, "win.highlight-like", "(ss)", text, condition);
}

/* It has the same height for any message: what is above stays where it is. */
static void
tapline_message_text_measure (GtkWidget      *widget,
                              GtkOrientation  orientation,
                              int             for_size,
                              int            *minimum,
                              int            *natural,
                              int            *minimum_baseline,
                              int            *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (TAPLINE_MESSAGE_TEXT (widget)->scroller), orientation, for_size,
                      minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *natural = MAX (*natural, HEIGHT_NATURAL);
}

static void
tapline_message_text_size_allocate (GtkWidget *widget,
                                    int        width,
                                    int        height,
                                    int        baseline)
{
  gtk_widget_size_allocate (GTK_WIDGET (TAPLINE_MESSAGE_TEXT (widget)->scroller),
                            &(GtkAllocation) { 0, 0, width, height }, -1);
}

static void
tapline_message_text_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tapline_message_text_parent_class)->map (widget);

  tapline_message_text_queue_load (TAPLINE_MESSAGE_TEXT (widget));
}

static void
tapline_message_text_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&TAPLINE_MESSAGE_TEXT (widget)->work_id, g_source_remove);
  stop_seeking (TAPLINE_MESSAGE_TEXT (widget));

  GTK_WIDGET_CLASS (tapline_message_text_parent_class)->unmap (widget);
}

static gboolean
tapline_message_text_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TAPLINE_MESSAGE_TEXT (widget)->view));
}

static void
tapline_message_text_css_changed (GtkWidget         *widget,
                                  GtkCssStyleChange *change)
{
  TaplineMessageText *self = TAPLINE_MESSAGE_TEXT (widget);
  GdkRGBA color;

  GTK_WIDGET_CLASS (tapline_message_text_parent_class)->css_changed (widget, change);

  tapline_log_style_look_up (widget, TAPLINE_LOG_COLOR_CONTROL, &color);
  g_object_set (self->control_tag, "foreground-rgba", &color, NULL);
  tapline_log_style_look_up (widget, TAPLINE_LOG_COLOR_HIT, &color);
  g_object_set (self->hit_tag, "background-rgba", &color, NULL);
}

static void
tapline_message_text_dispose (GObject *object)
{
  TaplineMessageText *self = TAPLINE_MESSAGE_TEXT (object);

  tapline_message_text_stop_load (self);
  stop_seeking (self);
  g_queue_clear_full (&self->parts, g_free);
  g_clear_pointer (&self->hits, tapline_message_hits_free);
  g_clear_pointer (&self->pattern, tapline_pattern_unref);
  g_clear_object (&self->list);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAPLINE_TYPE_MESSAGE_TEXT);

  G_OBJECT_CLASS (tapline_message_text_parent_class)->dispose (object);
}

static void
tapline_message_text_finalize (GObject *object)
{
  TaplineMessageText *self = TAPLINE_MESSAGE_TEXT (object);

  g_object_unref (self->tags);
  g_clear_pointer (&self->encoding, tapline_encoding_free);

  G_OBJECT_CLASS (tapline_message_text_parent_class)->finalize (object);
}

static void
tapline_message_text_class_init (TaplineMessageTextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tapline_message_text_dispose;
  object_class->finalize = tapline_message_text_finalize;
  widget_class->map = tapline_message_text_map;
  widget_class->measure = tapline_message_text_measure;
  widget_class->size_allocate = tapline_message_text_size_allocate;
  widget_class->unmap = tapline_message_text_unmap;
  widget_class->grab_focus = tapline_message_text_grab_focus;
  widget_class->css_changed = tapline_message_text_css_changed;

  signals[CHANGED] = g_signal_new ("changed", TAPLINE_TYPE_MESSAGE_TEXT, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "text.highlight", NULL, highlight_action);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/tapline/Tapline/ui/tapline-message-text.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineMessageText, scroller);
  gtk_widget_class_bind_template_child (widget_class, TaplineMessageText, view);
}

static void
tapline_message_text_init (TaplineMessageText *self)
{
  GtkAdjustment *adjustment;

  self->tags = gtk_text_tag_table_new ();
  self->control_tag = gtk_text_tag_new (NULL);
  gtk_text_tag_table_add (self->tags, self->control_tag);
  g_object_unref (self->control_tag);
  self->hit_tag = gtk_text_tag_new (NULL);
  gtk_text_tag_table_add (self->tags, self->hit_tag);
  g_object_unref (self->hit_tag);
  /* A hyphen where a line is broken would look like one of the message's. */
  self->wrap_tag = g_object_new (GTK_TYPE_TEXT_TAG, "insert-hyphens", FALSE, NULL);
  gtk_text_tag_table_add (self->tags, self->wrap_tag);
  g_object_unref (self->wrap_tag);
  self->break_tag = gtk_text_tag_new (NULL);
  gtk_text_tag_table_add (self->tags, self->break_tag);
  g_object_unref (self->break_tag);

  gtk_widget_init_template (GTK_WIDGET (self));
  add_shortcuts (self);
  g_signal_connect_object (self->view, "copy-clipboard", G_CALLBACK (copy_cb), self,
                           G_CONNECT_SWAPPED);
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment, "value-changed",
                           G_CALLBACK (tapline_message_text_queue_load), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed",
                           G_CALLBACK (tapline_message_text_queue_load), self, G_CONNECT_SWAPPED);
}

/**
 * tapline_message_text_new:
 *
 * Returns: (transfer floating): the text of no message
 */
GtkWidget *
tapline_message_text_new (void)
{
  return g_object_new (TAPLINE_TYPE_MESSAGE_TEXT, NULL);
}

/**
 * tapline_message_text_set_pattern:
 * @self: a text
 * @pattern: (nullable): what to make visible in the message that is set next; %NULL for nothing any
 *   more
 */
void
tapline_message_text_set_pattern (TaplineMessageText *self,
                                  TaplinePattern     *pattern)
{
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  g_return_if_fail (TAPLINE_IS_MESSAGE_TEXT (self));

  if (self->pattern == pattern)
    return;
  g_clear_pointer (&self->pattern, tapline_pattern_unref);
  if (pattern != NULL)
    {
      self->pattern = tapline_pattern_ref (pattern);
      return;
    }

  stop_seeking (self);
  g_clear_pointer (&self->hits, tapline_message_hits_free);
  g_clear_pointer (&self->part_hits, g_array_unref);
  buffer = gtk_text_view_get_buffer (self->view);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, self->hit_tag, &start, &end);
}

/**
 * tapline_message_text_set_message:
 * @self: a text
 * @list: (nullable): where the message is
 * @number: its number
 * @length: how many of its bytes to show
 * @encoding: of its text; one that is not known counts as UTF-8
 *
 * Shows a message from its beginning, or around the first place that has the pattern.
 */
void
tapline_message_text_set_message (TaplineMessageText *self,
                                  TaplineMessageList *list,
                                  guint64             number,
                                  guint64             length,
                                  const char         *encoding)
{
  gboolean more;

  g_return_if_fail (TAPLINE_IS_MESSAGE_TEXT (self));

  g_set_object (&self->list, list);
  self->number = number;
  self->length = length;
  g_clear_pointer (&self->encoding, tapline_encoding_free);
  self->encoding = tapline_encoding_new (encoding);
  stop_seeking (self);
  g_clear_pointer (&self->hits, tapline_message_hits_free);
  if (list != NULL && self->pattern != NULL)
    self->hits = tapline_message_hits_new (list, number, length, self->pattern);
  more = self->hits != NULL && seek (self);
  if (self->hits == NULL || tapline_message_hits_get_first (self->hits) == NULL)
    start_at (self, 0);
  if (!more)
    return;
  self->seek_id = g_idle_add (seek_in_idle, self);
  g_source_set_name_by_id (self->seek_id, "[tapline] seek in text");
}

gboolean
tapline_message_text_is_broken (TaplineMessageText *self)
{
  g_return_val_if_fail (TAPLINE_IS_MESSAGE_TEXT (self), FALSE);

  return self->is_broken;
}

void
tapline_message_text_get_part (TaplineMessageText *self,
                               guint64            *start,
                               guint64            *end)
{
  g_return_if_fail (TAPLINE_IS_MESSAGE_TEXT (self));

  *start = tapline_message_text_get_start (self);
  *end = tapline_message_text_get_end (self);
}
