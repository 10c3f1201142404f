/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All of one message: as a tree of its parts beside its bytes, as text, or as bytes. Which message
 * to show may change with every key press, so it is loaded at most once a frame, and only while the
 * pane can be seen.
 *
 * The tree takes the place of the text when somebody has decoded the message; from one decoded
 * message to the next the tree stays, empty for a moment.
 *
 * The copy button gives the message's own bytes, or all of them in hex.
 *
 * What is shown below the title is in -show.c, the title and the sentences under it in -words.c.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-details-private.h"
#include "tapline-encoding.h"
#include "tapline-log.h"
#include "tapline-log-style.h"
#include "tapline-tooltip.h"

#define COPY_LIMIT (64 * 1024 * 1024)
/* How long a tree may be awaited in front of nothing. */
#define PATIENCE_MS 150

G_DEFINE_FINAL_TYPE (TaplineDetails, tapline_details, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_VIEW,
  N_PROPS
};

enum
{
  COPIED,
  SHOWN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

void
tapline_details_copied (TaplineDetails *self,
                        const char     *message)
{
  g_signal_emit (self, signals[COPIED], 0, message);
}

void
tapline_details_shown (TaplineDetails *self)
{
  g_signal_emit (self, signals[SHOWN], 0);
}

static gboolean
patience_timeout (gpointer user_data)
{
  TaplineDetails *self = user_data;

  self->patience_id = 0;
  self->shows_tree = FALSE;
  tapline_details_show_message (self);

  return G_SOURCE_REMOVE;
}

/* Asks what the message means. Until that is known a tree that is shown stays for a moment, empty;
 * text stays. */
static void
look_up_meaning (TaplineDetails *self)
{
  gboolean can = self->view == TAPLINE_DETAILS_DECODED && self->meaning != NULL
                 && self->message.direction != TAPLINE_DIRECTION_NOTE
                 && (self->message.flags & TAPLINE_MESSAGE_PENDING) == 0;
  guint n_nodes = 0;

  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_pointer (&self->decoded, tapline_decoded_unref);
  if (can)
    self->decoded = tapline_meaning_get_tree (self->meaning, self->number);
  if (self->decoded != NULL)
    tapline_decoded_get_nodes (self->decoded, &n_nodes);

  if (n_nodes > 0)
    {
      self->shows_tree = TRUE;
    }
  else if (self->decoded != NULL || !can || !tapline_meaning_is_decoding (self->meaning))
    {
      self->shows_tree = FALSE;
    }
  else if (self->shows_tree)
    {
      self->patience_id = g_timeout_add (PATIENCE_MS, patience_timeout, self);
      g_source_set_name_by_id (self->patience_id, "[tapline] text instead of a tree");
    }
}

static void
meaning_changed_cb (TaplineDetails *self)
{
  g_autoptr (TaplineDecoded) former = NULL;

  g_assert (TAPLINE_IS_DETAILS (self));

  if (!self->is_loaded || self->view != TAPLINE_DETAILS_DECODED
      || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  former = g_steal_pointer (&self->decoded);
  look_up_meaning (self);
  if (self->decoded != former)
    tapline_details_show_message (self);
}

static void
load (TaplineDetails *self)
{
  gboolean is_there = self->list != NULL && self->number != TAPLINE_LOG_NO_CURSOR
                      && tapline_message_list_get_message (self->list, self->number, 0,
                                                           &self->message);

  self->message.head = NULL;
  self->message.number = self->number;
  self->is_loaded = is_there;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "details.copy", is_there);
  gtk_widget_set_visible (self->hint, !is_there);
  gtk_widget_set_visible (GTK_WIDGET (self->message_box), is_there);
  self->text_is_set = self->hex_is_set = FALSE;
  if (!is_there)
    return;

  look_up_meaning (self);
  tapline_details_show_message (self);
}

/* Only the length and the flags of what is unfinished change. */
static void
load_growth (TaplineDetails *self)
{
  if (!self->is_loaded || self->view != TAPLINE_DETAILS_HEX
      || (self->message.flags & TAPLINE_MESSAGE_PENDING) == 0)
    {
      load (self);
      return;
    }
  self->is_loaded = tapline_message_list_get_message (self->list, self->number, 0, &self->message);
  self->message.head = NULL;
  tapline_hex_view_set_length (self->hex, self->message.length);
  tapline_details_update_title (self);
  tapline_details_update_flaw (self);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *frame_clock,
         gpointer       user_data)
{
  TaplineDetails *self = TAPLINE_DETAILS (widget);

  self->tick_id = 0;
  load_growth (self);

  return G_SOURCE_REMOVE;
}

static void
queue_load (TaplineDetails *self)
{
  if (self->tick_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

/* A message that was unfinished may have grown, or be finished; any may have been marked. */
static void
list_changed_cb (TaplineMessageList *list,
                 TaplineDetails     *self)
{
  TaplineMessage message;

  if (self->is_loaded && gtk_widget_get_mapped (GTK_WIDGET (self))
      && self->marks_serial != tapline_message_list_get_marks_serial (list))
    tapline_details_update_mark (self);
  if (!self->is_loaded || (self->message.flags & TAPLINE_MESSAGE_PENDING) == 0 ||
      !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  if (tapline_message_list_get_message (list, self->number, 0, &message) &&
      (message.length != self->message.length || message.flags != self->message.flags))
    queue_load (self);
}

/* Another framing: even the message of the same number is another. */
static void
list_renumbered_cb (TaplineMessageList *list,
                    TaplineDetails     *self)
{
  g_clear_pointer (&self->copy, tapline_log_copy_free);
  self->is_loaded = FALSE;
  queue_load (self);
}

static void
view_toggled_cb (TaplineDetails  *self,
                 GtkToggleButton *button)
{
  if (!gtk_toggle_button_get_active (button))
    return;

  self->view = button == self->hex_button ? TAPLINE_DETAILS_HEX
               : button == self->text_button ? TAPLINE_DETAILS_TEXT : TAPLINE_DETAILS_DECODED;
  self->is_loaded = FALSE;
  self->shows_tree = FALSE;
  tapline_details_update_inspector (self);
  queue_load (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW]);
}

static void
inspector_toggled_cb (TaplineDetails *self)
{
  tapline_details_update_inspector (self);
  tapline_details_shown (self);
}

static void
copied_cb (char     *text,
           guint64   n_messages,
           gboolean  cut,
           gpointer  user_data)
{
  TaplineDetails *self = user_data;
  g_autofree char *owned = text;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  if (cut)
    {
      g_autofree char *size = g_format_size_full (COPY_LIMIT, G_FORMAT_SIZE_IEC_UNITS);
      /* Translators: a size such as 64 MiB */
      g_autofree char *message = g_strdup_printf (_("Copied only the first %s"), size);

      tapline_details_copied (self, message);
    }
  else
    {
      tapline_details_copied (self, _("Copied the message"));
    }
}

static void
copy (TaplineDetails       *self,
      TaplineLogCopyFormat  format)
{
  g_autoptr (TaplineLogRanges) ranges = tapline_log_ranges_new ();

  g_clear_pointer (&self->copy, tapline_log_copy_free);
  if (self->list == NULL || self->number == TAPLINE_LOG_NO_CURSOR)
    return;

  tapline_log_ranges_add (ranges, self->number, self->number + 1);
  self->copy = tapline_log_copy_new (self->list, ranges, format, COPY_LIMIT, copied_cb, self);
  tapline_log_copy_set_encoding (self->copy, self->encoding);
  tapline_log_copy_run (self->copy);
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TaplineDetails *self = TAPLINE_DETAILS (widget);

  copy (self, self->view == TAPLINE_DETAILS_HEX ? TAPLINE_LOG_COPY_HEX : TAPLINE_LOG_COPY_TEXT);
}

static void
tapline_details_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tapline_details_parent_class)->map (widget);

  queue_load (TAPLINE_DETAILS (widget));
}

static void
stop_loading (TaplineDetails *self)
{
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
  g_clear_handle_id (&self->patience_id, g_source_remove);
}

static void
tapline_details_unmap (GtkWidget *widget)
{
  stop_loading (TAPLINE_DETAILS (widget));

  GTK_WIDGET_CLASS (tapline_details_parent_class)->unmap (widget);
}

static void
tapline_details_dispose (GObject *object)
{
  TaplineDetails *self = TAPLINE_DETAILS (object);

  stop_loading (self);
  g_clear_pointer (&self->copy, tapline_log_copy_free);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  g_clear_object (&self->list);
  tapline_details_set_meaning (self, NULL);
  g_clear_pointer (&self->decoded, tapline_decoded_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), TAPLINE_TYPE_DETAILS);

  G_OBJECT_CLASS (tapline_details_parent_class)->dispose (object);
}

static void
tapline_details_finalize (GObject *object)
{
  g_free (TAPLINE_DETAILS (object)->encoding);
  g_clear_pointer (&TAPLINE_DETAILS (object)->pattern, tapline_pattern_unref);

  G_OBJECT_CLASS (tapline_details_parent_class)->finalize (object);
}

static void
tapline_details_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_VIEW:
      g_value_set_enum (value, tapline_details_get_view (TAPLINE_DETAILS (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tapline_details_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_VIEW:
      tapline_details_set_view (TAPLINE_DETAILS (object),
                                (TaplineDetailsView) g_value_get_enum (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tapline_details_class_init (TaplineDetailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tapline_details_dispose;
  object_class->finalize = tapline_details_finalize;
  object_class->get_property = tapline_details_get_property;
  object_class->set_property = tapline_details_set_property;

  widget_class->map = tapline_details_map;
  widget_class->unmap = tapline_details_unmap;

  /**
   * TaplineDetails:view:
   *
   * How the message is shown.
   */
  properties[PROP_VIEW] =
    g_param_spec_enum ("view", NULL, NULL, TAPLINE_TYPE_DETAILS_VIEW, TAPLINE_DETAILS_DECODED,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TaplineDetails::copied:
   * @message: what was copied, a sentence for the user
   *
   * The message was put on the clipboard.
   */
  signals[COPIED] = g_signal_new ("copied", TAPLINE_TYPE_DETAILS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * TaplineDetails::shown:
   *
   * A message is shown, or shown in another way.
   */
  signals[SHOWN] = g_signal_new ("shown", TAPLINE_TYPE_DETAILS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "details.copy", NULL, copy_action);

  gtk_widget_class_set_css_name (widget_class, "details");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tapline/Tapline/ui/tapline-details.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, hint);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, message_box);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, decoded_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, text_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, hex_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, inspector_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, title);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, flaw);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, mark);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, inspector_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_toggled_cb);
}

static void
tapline_details_init (TaplineDetails *self)
{
  self->number = TAPLINE_LOG_NO_CURSOR;
  self->encoding = g_strdup (TAPLINE_ENCODING_DEFAULT);
  tapline_log_style_load_css (gtk_widget_get_display (GTK_WIDGET (self)));
  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_tooltip_set (GTK_WIDGET (self->copy_button), _("Copy all of the message"));
  tapline_tooltip_set (GTK_WIDGET (self->inspector_button),
                       _("What the bytes at the caret may mean"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "details.copy", FALSE);
}

/**
 * tapline_details_new:
 *
 * Details of no message.
 *
 * Returns: (transfer floating): a #TaplineDetails
 */
GtkWidget *
tapline_details_new (void)
{
  return g_object_new (TAPLINE_TYPE_DETAILS, NULL);
}

/**
 * tapline_details_set_message:
 * @self: details
 * @list: (nullable): where the message is
 * @number: its number, or %TAPLINE_LOG_NO_CURSOR for none
 *
 * Shows a message from its beginning.
 */
void
tapline_details_set_message (TaplineDetails     *self,
                             TaplineMessageList *list,
                             guint64             number)
{
  g_return_if_fail (TAPLINE_IS_DETAILS (self));
  g_return_if_fail (list == NULL || TAPLINE_IS_MESSAGE_LIST (list));

  if (self->list == list && self->number == number)
    return;

  g_clear_pointer (&self->copy, tapline_log_copy_free);
  if (self->list != list)
    {
      if (self->list != NULL)
        g_signal_handlers_disconnect_by_data (self->list, self);
      g_set_object (&self->list, list);
      if (list != NULL)
        {
          g_signal_connect (list, "changed", G_CALLBACK (list_changed_cb), self);
          g_signal_connect (list, "renumbered", G_CALLBACK (list_renumbered_cb), self);
        }
    }
  self->number = number;
  self->is_loaded = FALSE;
  queue_load (self);
}

/**
 * tapline_details_set_encoding:
 * @self: details
 * @name: the encoding of the message's text; one that is not known counts as UTF-8
 */
void
tapline_details_set_encoding (TaplineDetails *self,
                              const char     *name)
{
  g_return_if_fail (TAPLINE_IS_DETAILS (self));
  g_return_if_fail (name != NULL);

  if (g_str_equal (self->encoding, name))
    return;

  g_free (self->encoding);
  self->encoding = g_strdup (name);
  self->is_loaded = FALSE;
  queue_load (self);
}

/* What is searched for is made visible, and gone to. */
void
tapline_details_set_pattern (TaplineDetails *self,
                             TaplinePattern *pattern)
{
  g_clear_pointer (&self->pattern, tapline_pattern_unref);
  if (pattern != NULL)
    {
      self->pattern = tapline_pattern_ref (pattern);
      self->is_loaded = FALSE;
      queue_load (self);
      return;
    }
  /* Who has found it reads on where it is. */
  if (self->text != NULL)
    tapline_message_text_set_pattern (self->text, NULL);
  if (self->hex != NULL)
    tapline_hex_view_set_pattern (self->hex, NULL);
}

/**
 * tapline_details_set_options:
 * @self: details
 * @options: what the user chose, the view of the details too
 */
void
tapline_details_set_options (TaplineDetails    *self,
                             TaplineLogOptions *options)
{
  g_return_if_fail (TAPLINE_IS_DETAILS (self));
  g_return_if_fail (TAPLINE_IS_LOG_OPTIONS (options));

  g_object_bind_property (options, "details-view", self, "view",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

/**
 * tapline_details_set_meaning:
 * @self: details
 * @meaning: (nullable): what knows what the messages mean
 */
void
tapline_details_set_meaning (TaplineDetails *self,
                             TaplineMeaning *meaning)
{
  g_return_if_fail (TAPLINE_IS_DETAILS (self));
  g_return_if_fail (meaning == NULL || TAPLINE_IS_MEANING (meaning));

  if (tapline_meaning_replace (&self->meaning, meaning, self) && meaning != NULL)
    g_signal_connect_swapped (meaning, "changed", G_CALLBACK (meaning_changed_cb), self);
}

/**
 * tapline_details_get_view:
 * @self: details
 *
 * Returns: how the message is shown
 */
TaplineDetailsView
tapline_details_get_view (TaplineDetails *self)
{
  g_return_val_if_fail (TAPLINE_IS_DETAILS (self), TAPLINE_DETAILS_DECODED);

  return self->view;
}

/**
 * tapline_details_set_view:
 * @self: details
 * @view: how to show the message from now on
 */
void
tapline_details_set_view (TaplineDetails     *self,
                          TaplineDetailsView  view)
{
  g_return_if_fail (TAPLINE_IS_DETAILS (self));

  gtk_toggle_button_set_active (view == TAPLINE_DETAILS_HEX ? self->hex_button
                                : view == TAPLINE_DETAILS_TEXT ? self->text_button
                                                               : self->decoded_button, TRUE);
}

/* (nullable): where the bytes are shown, once they were. */
TaplineHexView *
tapline_details_get_hex_view (TaplineDetails *self)
{
  g_return_val_if_fail (TAPLINE_IS_DETAILS (self), NULL);

  return self->hex;
}

/* (nullable): where the parts are shown, once they were. */
TaplineTree *
tapline_details_get_tree (TaplineDetails *self)
{
  g_return_val_if_fail (TAPLINE_IS_DETAILS (self), NULL);

  return self->tree;
}
