/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All of one message, as text or as bytes. Which message to show may change with every key press,
 * so it is loaded at most once a frame, and only while the pane can be seen.
 *
 * The copy button gives the message's own bytes, or all of them in hex.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-details.h"
#include "tapline-encoding.h"
#include "tapline-inspector.h"
#include "tapline-log.h"
#include "tapline-log-content.h"
#include "tapline-log-copy.h"
#include "tapline-log-style.h"
#include "tapline-message-text.h"
#include "tapline-tooltip.h"

#define COPY_LIMIT (64 * 1024 * 1024)

struct _TaplineDetails
{
  GtkWidget           parent_instance;

  GtkWidget          *hint;
  GtkBox             *message_box;
  GtkToggleButton    *text_button;
  GtkToggleButton    *hex_button;
  GtkToggleButton    *inspector_button;
  GtkLabel           *title;
  GtkLabel           *flaw;
  GtkLabel           *mark;
  GtkButton          *copy_button;

  /* made when they are first wanted, owned as children */
  TaplineMessageText *text;
  GtkWidget          *hex_box;
  TaplineHexView     *hex;

  TaplineMessageList *list;        /* (nullable) */
  guint64             number;
  TaplineMessage      message;     /* as loaded; without its head */
  guint64             marks_serial; /* of the list's marks as shown */
  gboolean            is_loaded;
  guint               tick_id;
  TaplineLogCopy     *copy;
  char               *encoding;    /* of the text */
};

G_DEFINE_FINAL_TYPE (TaplineDetails, tapline_details, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_HEX,
  N_PROPS
};

enum
{
  COPIED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* What of the text is there to be seen, if it is not all of it as it is. */
static void
append_shown (TaplineDetails *self,
              GString        *title)
{
  guint64 start, end;

  tapline_message_text_get_part (self->text, &start, &end);
  if (start > 0)
    {
      g_autofree char *from = tapline_log_format_size (start);
      g_autofree char *to = tapline_log_format_size (end);

      g_string_append (title, " · ");
      /* Translators: which part of a long message is shown: two sizes such as 1.2 MB */
      g_string_append_printf (title, _("%s to %s"), from, to);
    }
  if (tapline_message_text_is_broken (self->text))
    g_string_append_printf (title, " · %s", _("long lines are broken"));
}

static void
update_title (TaplineDetails *self)
{
  const TaplineMessage *message = &self->message;
  g_autofree char *flags = tapline_log_format_flags (message->flags);
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, message->number + 1);
  g_autofree char *size = g_strdup_printf ("%'" G_GUINT64_FORMAT, message->length);
  g_autofree char *bytes = NULL;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (message->time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) time = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *when = time != NULL ? g_date_time_format (time, "%x %X") : NULL;
  GString *title = g_string_new (NULL);

  bytes = g_strdup_printf (ngettext ("%s byte", "%s bytes", (gulong) message->length), size);
  if (message->direction == TAPLINE_DIRECTION_NOTE)
    /* Translators: a number, counted with the messages */
    g_string_append_printf (title, _("Note %s"), number);
  else
    g_string_append_printf (title, _("Message %s · %s"), number, bytes);
  if (flags != NULL)
    g_string_append_printf (title, " · %s", flags);
  if (!tapline_details_get_hex (self))
    append_shown (self, title);

  gtk_label_set_label (self->title, title->str);
  tapline_tooltip_set (GTK_WIDGET (self->title), when);
  g_string_free (title, TRUE);
}

/* What is wrong with the message, in sentences. */
static void
update_flaw (TaplineDetails *self)
{
  g_autofree char *flaw = NULL;

  if ((self->message.flags & ~(guint) TAPLINE_MESSAGE_PENDING) != 0)
    flaw = tapline_message_list_dup_flaw (self->list, self->number);
  gtk_label_set_label (self->flaw, flaw != NULL ? flaw : "");
  gtk_widget_set_visible (GTK_WIDGET (self->flaw), flaw != NULL);
}

/* What the user says of the message. */
static void
update_mark (TaplineDetails *self)
{
  g_autofree char *note = tapline_message_list_dup_mark (self->list, self->number);
  g_autofree char *words = NULL;

  self->marks_serial = tapline_message_list_get_marks_serial (self->list);
  if (note != NULL)
    /* Translators: what the user says of a message */
    words = note[0] != '\0' ? g_strdup_printf (_("Marked: %s"), note) : g_strdup (_("Marked"));
  gtk_label_set_label (self->mark, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->mark), words != NULL);
}

static void
text_changed_cb (TaplineDetails *self)
{
  if (self->is_loaded)
    update_title (self);
}

static void
hex_copied_cb (TaplineDetails *self,
               const char     *message)
{
  g_signal_emit (self, signals[COPIED], 0, message);
}

/* The two ways to show a message are made when they are first wanted. */
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

static void
ensure_hex (TaplineDetails *self)
{
  GtkWidget *scroller, *inspector;

  if (self->hex != NULL)
    return;

  self->hex = TAPLINE_HEX_VIEW (tapline_hex_view_new ());
  g_signal_connect_object (self->hex, "copied", G_CALLBACK (hex_copied_cb), self,
                           G_CONNECT_SWAPPED);
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->hex));
  gtk_widget_set_vexpand (scroller, TRUE);
  self->hex_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->hex_box), scroller);
  inspector = tapline_inspector_new (self->hex);
  g_object_bind_property (self->inspector_button, "active", inspector, "visible",
                          G_BINDING_SYNC_CREATE);
  gtk_box_append (GTK_BOX (self->hex_box), inspector);
  gtk_box_append (self->message_box, self->hex_box);
}

static void
show_message (TaplineDetails *self)
{
  const TaplineMessage *message = &self->message;
  gboolean hex = tapline_details_get_hex (self);

  if (hex)
    {
      ensure_hex (self);
      tapline_hex_view_set_message (self->hex, self->list, self->number, message->length);
    }
  else
    {
      ensure_text (self);
      /* Text goes without the framing at the end; a note is in UTF-8. */
      tapline_message_text_set_message (self->text, self->list, self->number,
                                        message->length - MIN (message->ending, message->length),
                                        message->direction != TAPLINE_DIRECTION_NOTE
                                          ? self->encoding : TAPLINE_ENCODING_DEFAULT);
    }
  if (self->hex_box != NULL)
    gtk_widget_set_visible (self->hex_box, hex);
  if (self->text != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->text), !hex);
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
  if (!is_there)
    return;

  show_message (self);
  update_title (self);
  update_flaw (self);
  update_mark (self);
}

/* Only the length and the flags of what is unfinished change. */
static void
load_growth (TaplineDetails *self)
{
  if (!self->is_loaded || !tapline_details_get_hex (self)
      || (self->message.flags & TAPLINE_MESSAGE_PENDING) == 0)
    {
      load (self);
      return;
    }
  self->is_loaded = tapline_message_list_get_message (self->list, self->number, 0, &self->message);
  self->message.head = NULL;
  tapline_hex_view_set_length (self->hex, self->message.length);
  update_title (self);
  update_flaw (self);
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
    update_mark (self);
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
hex_toggled_cb (GtkToggleButton *button,
                TaplineDetails  *self)
{
  gboolean hex = gtk_toggle_button_get_active (button);

  gtk_widget_set_visible (GTK_WIDGET (self->inspector_button), hex);
  self->is_loaded = FALSE;
  queue_load (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEX]);
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

      g_signal_emit (self, signals[COPIED], 0, message);
    }
  else
    {
      g_signal_emit (self, signals[COPIED], 0, _("Copied the message"));
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

  copy (self, tapline_details_get_hex (self) ? TAPLINE_LOG_COPY_HEX : TAPLINE_LOG_COPY_TEXT);
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
  gtk_widget_dispose_template (GTK_WIDGET (self), TAPLINE_TYPE_DETAILS);

  G_OBJECT_CLASS (tapline_details_parent_class)->dispose (object);
}

static void
tapline_details_finalize (GObject *object)
{
  g_free (TAPLINE_DETAILS (object)->encoding);

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
    case PROP_HEX:
      g_value_set_boolean (value, tapline_details_get_hex (TAPLINE_DETAILS (object)));
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
    case PROP_HEX:
      tapline_details_set_hex (TAPLINE_DETAILS (object), g_value_get_boolean (value));
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
   * TaplineDetails:hex:
   *
   * Whether the message is shown as a hex dump, not as text.
   */
  properties[PROP_HEX] =
    g_param_spec_boolean ("hex", NULL, NULL, FALSE,
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

  gtk_widget_class_install_action (widget_class, "details.copy", NULL, copy_action);

  gtk_widget_class_set_css_name (widget_class, "details");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tapline/Tapline/ui/tapline-details.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, hint);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, message_box);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, text_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, hex_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, inspector_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, title);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, flaw);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, mark);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, hex_toggled_cb);
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

/**
 * tapline_details_get_hex:
 * @self: details
 *
 * Returns: whether the message is shown as a hex dump
 */
gboolean
tapline_details_get_hex (TaplineDetails *self)
{
  g_return_val_if_fail (TAPLINE_IS_DETAILS (self), FALSE);

  return gtk_toggle_button_get_active (self->hex_button);
}

/**
 * tapline_details_set_hex:
 * @self: details
 * @hex: %TRUE for a hex dump, %FALSE for text
 */
void
tapline_details_set_hex (TaplineDetails *self,
                         gboolean        hex)
{
  g_return_if_fail (TAPLINE_IS_DETAILS (self));

  gtk_toggle_button_set_active (hex ? self->hex_button : self->text_button, TRUE);
}

/**
 * tapline_details_get_hex_view:
 * @self: details
 *
 * Returns: (transfer none) (nullable): where the bytes are shown, once they were
 */
TaplineHexView *
tapline_details_get_hex_view (TaplineDetails *self)
{
  g_return_val_if_fail (TAPLINE_IS_DETAILS (self), NULL);

  return self->hex;
}
