/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All of one message, as text or as a hex dump. A message may have gigabytes: the first part is
 * loaded, and more of it when asked. Which message to show may change with every key press, so it
 * is loaded at most once a frame, and only while the pane can be seen.
 *
 * GtkTextView takes about 5 µs to lay out a character, all of a paragraph at once, and again when
 * something is appended to it. So a part is put into the view a little at a time, below the
 * priority of drawing, and a line that is too long is broken, which the title says.
 *
 * In the text, line ends and tabs do what they do; other characters that cannot be seen are shown
 * by name. The copy button gives the message's own bytes.
 */
#include "config.h"

#include <glib/gi18n.h>

#include "tapline-details.h"
#include "tapline-log.h"
#include "tapline-log-content.h"
#include "tapline-log-copy.h"
#include "tapline-log-style.h"
#include "tapline-text.h"
#include "tapline-tooltip.h"

#define TEXT_PART (64 * 1024)
#define HEX_PART (16 * 1024)      /* a multiple of 16; five times as much text */
#define TEXT_STEP 2048            /* bytes of text put into the view at once */
#define HEX_STEP (16 * 24)
#define BREAK_AT 4096             /* bytes of text, then a line is broken */
#define COPY_LIMIT (64 * 1024 * 1024)

struct _TaplineDetails
{
  GtkWidget           parent_instance;

  GtkWidget          *hint;
  GtkWidget          *message_box;
  GtkToggleButton    *text_button;
  GtkToggleButton    *hex_button;
  GtkLabel           *title;
  GtkLabel           *flaw;
  GtkButton          *copy_button;
  GtkScrolledWindow  *scroller;
  GtkTextView        *view;
  GtkWidget          *more_bar;
  GtkLabel           *more_label;
  GtkTextTagTable    *tags;
  GtkTextTag         *control_tag; /* borrowed from the table */

  TaplineMessageList *list;        /* (nullable) */
  guint64             number;
  TaplineMessage      message;     /* as loaded; without its head */
  gboolean            is_loaded;
  guint64             shown;       /* bytes of it that the view has */
  GBytes             *part;        /* (nullable) being put into the view */
  gsize               part_at;     /* how far */
  gsize               part_raw;    /* bytes of the message that it was decoded from; 0: as it is */
  gsize               line_length; /* of the text's last line */
  gboolean            is_broken;   /* a line was too long */
  guint               step_id;
  guint               tick_id;
  TaplineLogCopy     *copy;
  char               *encoding_name;
  TaplineEncoding    *encoding;    /* (nullable) for UTF-8 */
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

static void
insert (GtkTextBuffer *buffer,
        GString       *text,
        GtkTextTag    *tag)
{
  GtkTextIter end;

  if (text->len == 0)
    return;

  gtk_text_buffer_get_end_iter (buffer, &end);
  if (tag != NULL)
    gtk_text_buffer_insert_with_tags (buffer, &end, text->str, (int) text->len, tag, NULL);
  else
    gtk_text_buffer_insert (buffer, &end, text->str, (int) text->len);
  g_string_truncate (text, 0);
}

static void
break_line (TaplineDetails *self,
            GString        *text)
{
  if (self->line_length < BREAK_AT)
    return;

  g_string_append_c (text, '\n');
  self->line_length = 0;
  self->is_broken = TRUE;
}

/* Appends some bytes as text and returns how many; 0 if there is but the beginning of a character,
 * or of a line's end. */
static gsize
append_text (TaplineDetails   *self,
             const guint8     *bytes,
             gsize             length,
             TaplineTextFlags  flags)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  g_autoptr (GString) text = g_string_sized_new (TEXT_STEP + 64);
  gboolean marked = FALSE;
  gsize n_appended = 0, offset = 0;
  TaplineTextSpan span;

  while (n_appended < TEXT_STEP && tapline_text_next (bytes, length, flags, &offset, &span))
    {
      const guint8 *at = bytes + span.offset;
      gboolean mark = span.kind != TAPLINE_TEXT_PLAIN && *at != '\n' && *at != '\t';
      gsize before;

      /* A CR before LF belongs to the line's end. */
      if (mark && *at == '\r')
        {
          if (span.offset + 1 == length && (flags & TAPLINE_TEXT_MORE_FOLLOWS) != 0)
            {
              offset = span.offset;
              break;
            }
          if (span.offset + 1 < length && at[1] == '\n')
            continue;
        }

      if (mark != marked)
        insert (buffer, text, marked ? self->control_tag : NULL);
      marked = mark;
      if (*at != '\n')
        break_line (self, text);
      before = text->len;
      if (mark)
        {
          tapline_text_append (text, at, span.length, flags & TAPLINE_TEXT_ESCAPED);
        }
      else
        {
          gsize n = MIN (span.length, BREAK_AT - MIN (self->line_length, BREAK_AT - 1));

          n = MIN (n, TEXT_STEP);
          while (n < span.length && (at[n] & 0xc0) == 0x80)
            n++;
          g_string_append_len (text, (const char *) at, (gssize) n);
          offset = span.offset + n;
        }
      n_appended += text->len - before;
      self->line_length = *at == '\n' ? 0 : self->line_length + text->len - before;
    }
  insert (buffer, text, marked ? self->control_tag : NULL);

  return offset;
}

static void
append_hex (TaplineDetails *self,
            const guint8   *bytes,
            gsize           length)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  g_autoptr (GString) text = g_string_sized_new (length * 5);

  tapline_text_append_hex_dump (text, bytes, length, self->shown);
  if (self->shown + length >= self->message.length)
    g_string_truncate (text, text->len - 1);
  insert (buffer, text, NULL);
}

/* How many bytes there are to show: text goes without the framing at the end. */
static guint64
get_length (TaplineDetails *self)
{
  if (gtk_toggle_button_get_active (self->hex_button))
    return self->message.length;

  return self->message.length - MIN (self->message.ending, self->message.length);
}

static void
update_more (TaplineDetails *self)
{
  gboolean is_more = self->part == NULL && self->shown < get_length (self);

  gtk_widget_set_visible (self->more_bar, is_more);
  if (is_more)
    {
      g_autofree char *shown = tapline_log_format_size (self->shown);
      g_autofree char *length = tapline_log_format_size (self->message.length);
      /* Translators: two sizes such as 65.5 kB and 1.2 MB */
      g_autofree char *label = g_strdup_printf (_("The first %s of %s"), shown, length);

      gtk_label_set_label (self->more_label, label);
    }
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
  if (self->is_broken)
    g_string_append_printf (title, " · %s", _("long lines are broken"));

  gtk_label_set_label (self->title, title->str);
  tapline_tooltip_set (GTK_WIDGET (self->title), when);
  g_string_free (title, TRUE);
}

static void
drop_part (TaplineDetails *self)
{
  g_clear_pointer (&self->part, g_bytes_unref);
  self->part_raw = 0;
}

/* Makes UTF-8 with escapes of the part. */
static void
decode_part (TaplineDetails *self)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();
  gsize length;
  const guint8 *bytes = g_bytes_get_data (self->part, &length);

  if (self->shown == 0)
    tapline_encoding_begin (self->encoding);
  self->part_raw = tapline_encoding_decode (self->encoding, bytes, length,
                                            self->shown + length < get_length (self), NULL, text);
  g_bytes_unref (self->part);
  self->part = g_byte_array_free_to_bytes (g_steal_pointer (&text));
}

/* Puts a little more of the part into the view; FALSE if that was all of it. */
static gboolean
load_step (TaplineDetails *self)
{
  gboolean was_broken = self->is_broken;
  gsize length, n;
  const guint8 *bytes;

  if (self->part == NULL)
    return FALSE;

  bytes = g_bytes_get_data (self->part, &length);
  bytes += self->part_at;
  length -= self->part_at;
  if (gtk_toggle_button_get_active (self->hex_button))
    {
      n = MIN (length, HEX_STEP);
      if (n > 0)
        append_hex (self, bytes, n);
    }
  else if (self->part_raw > 0)
    {
      n = append_text (self, bytes, length, TAPLINE_TEXT_ESCAPED);
    }
  else
    {
      n = append_text (self, bytes, length,
                       self->shown + length < get_length (self) ? TAPLINE_TEXT_MORE_FOLLOWS : 0);
    }
  self->part_at += n;
  if (self->part_raw == 0)
    self->shown += n;
  if (self->is_broken && !was_broken)
    update_title (self);
  if (n > 0 && n < length)
    return TRUE;

  self->shown += self->part_raw;
  drop_part (self);
  update_more (self);

  return FALSE;
}

static gboolean
load_in_idle (gpointer user_data)
{
  TaplineDetails *self = user_data;

  if (load_step (self))
    return G_SOURCE_CONTINUE;

  self->step_id = 0;

  return G_SOURCE_REMOVE;
}

/* Begins to load the next part, if there is one. */
static void
load_part (TaplineDetails *self)
{
  gboolean hex = gtk_toggle_button_get_active (self->hex_button);
  guint64 left = get_length (self) - MIN (self->shown, get_length (self));
  gsize length = (gsize) MIN (left, hex ? HEX_PART : TEXT_PART);

  if (length > 0)
    self->part = tapline_message_list_dup_bytes (self->list, self->number, self->shown, length);
  self->part_at = 0;
  if (self->part != NULL && self->encoding != NULL && !hex &&
      self->message.direction != TAPLINE_DIRECTION_NOTE)
    decode_part (self);
  if (load_step (self))
    {
      self->step_id = g_idle_add (load_in_idle, self);
      g_source_set_name_by_id (self->step_id, "[tapline] load details");
    }
  update_more (self);
}

static void
load (TaplineDetails *self)
{
  g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (self->tags);
  gboolean is_there;

  is_there = self->list != NULL && self->number != TAPLINE_LOG_NO_CURSOR &&
             tapline_message_list_get_message (self->list, self->number, 0, &self->message);
  self->message.head = NULL;
  self->message.number = self->number;
  self->is_loaded = is_there;
  self->shown = 0;
  self->line_length = 0;
  self->is_broken = FALSE;
  g_clear_handle_id (&self->step_id, g_source_remove);
  drop_part (self);

  /* Emptying a buffer that has much in it takes longer than dropping it. */
  gtk_text_view_set_buffer (self->view, buffer);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "details.copy", is_there);
  gtk_widget_set_visible (self->hint, !is_there);
  gtk_widget_set_visible (self->message_box, is_there);
  if (!is_there)
    return;

  update_title (self);
  update_flaw (self);
  load_part (self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  gtk_adjustment_set_value (gtk_scrolled_window_get_hadjustment (self->scroller), 0);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *frame_clock,
         gpointer       user_data)
{
  TaplineDetails *self = TAPLINE_DETAILS (widget);

  self->tick_id = 0;
  load (self);

  return G_SOURCE_REMOVE;
}

static void
queue_load (TaplineDetails *self)
{
  if (self->tick_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

/* A message that was unfinished may have grown, or be finished. */
static void
list_changed_cb (TaplineMessageList *list,
                 TaplineDetails     *self)
{
  TaplineMessage message;

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

  gtk_text_view_set_wrap_mode (self->view, hex ? GTK_WRAP_NONE : GTK_WRAP_CHAR);
  queue_load (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEX]);
}

static void
show_more_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  TaplineDetails *self = TAPLINE_DETAILS (widget);

  if (self->is_loaded && self->part == NULL)
    load_part (self);
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
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TaplineDetails *self = TAPLINE_DETAILS (widget);
  g_autoptr (TaplineLogRanges) ranges = tapline_log_ranges_new ();

  g_clear_pointer (&self->copy, tapline_log_copy_free);
  if (self->list == NULL || self->number == TAPLINE_LOG_NO_CURSOR)
    return;

  tapline_log_ranges_add (ranges, self->number, self->number + 1);
  self->copy = tapline_log_copy_new (self->list, ranges,
                                     gtk_toggle_button_get_active (self->hex_button)
                                       ? TAPLINE_LOG_COPY_HEX : TAPLINE_LOG_COPY_TEXT,
                                     COPY_LIMIT, copied_cb, self);
  tapline_log_copy_set_encoding (self->copy, self->encoding_name);
  tapline_log_copy_run (self->copy);
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
  g_clear_handle_id (&self->step_id, g_source_remove);
  drop_part (self);
}

static void
tapline_details_unmap (GtkWidget *widget)
{
  stop_loading (TAPLINE_DETAILS (widget));

  GTK_WIDGET_CLASS (tapline_details_parent_class)->unmap (widget);
}

static void
tapline_details_css_changed (GtkWidget         *widget,
                             GtkCssStyleChange *change)
{
  TaplineDetails *self = TAPLINE_DETAILS (widget);
  GdkRGBA color;

  GTK_WIDGET_CLASS (tapline_details_parent_class)->css_changed (widget, change);

  tapline_log_style_get_control_color (widget, &color);
  g_object_set (self->control_tag, "foreground-rgba", &color, NULL);
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
  TaplineDetails *self = TAPLINE_DETAILS (object);

  g_object_unref (self->tags);
  g_clear_pointer (&self->encoding, tapline_encoding_free);
  g_free (self->encoding_name);

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
  widget_class->css_changed = tapline_details_css_changed;

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
  gtk_widget_class_install_action (widget_class, "details.show-more", NULL, show_more_action);

  gtk_widget_class_set_css_name (widget_class, "details");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/tapline/Tapline/ui/tapline-details.ui");
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, hint);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, message_box);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, text_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, hex_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, title);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, flaw);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, copy_button);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, scroller);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, view);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, more_bar);
  gtk_widget_class_bind_template_child (widget_class, TaplineDetails, more_label);
  gtk_widget_class_bind_template_callback (widget_class, hex_toggled_cb);
}

static void
tapline_details_init (TaplineDetails *self)
{
  self->number = TAPLINE_LOG_NO_CURSOR;
  self->encoding_name = g_strdup (TAPLINE_ENCODING_DEFAULT);
  self->tags = gtk_text_tag_table_new ();
  self->control_tag = gtk_text_tag_new (NULL);
  gtk_text_tag_table_add (self->tags, self->control_tag);
  g_object_unref (self->control_tag);

  tapline_log_style_load_css (gtk_widget_get_display (GTK_WIDGET (self)));
  gtk_widget_init_template (GTK_WIDGET (self));
  tapline_tooltip_set (GTK_WIDGET (self->copy_button), _("Copy all of the message"));
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

  if (g_str_equal (self->encoding_name, name))
    return;

  g_free (self->encoding_name);
  self->encoding_name = g_strdup (name);
  g_clear_pointer (&self->encoding, tapline_encoding_free);
  self->encoding = tapline_encoding_new (name);
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
