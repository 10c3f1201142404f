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

#include "tapline-encoding.h"
#include "tapline-log-style.h"
#include "tapline-message-hits.h"
#include "tapline-message-text.h"
#include "tapline-rule.h"
#include "tapline-text.h"

#define PART_SIZE    (64 * 1024)
#define PART_AT_ONCE (16 * 1024)  /* of one that is put there without letting frames be drawn */
#define VIEW_SIZE    (512 * 1024) /* bytes in the view, and a part */
#define STEP_SIZE    2048         /* bytes of text put into the view at once */
#define BREAK_AT     4096         /* bytes of text, then a line is broken */
#define LINE_LOOK    4096         /* bytes in which the end of a line is looked for */
#define AHEAD        16384        /* characters between what can be seen and the view's ends */
#define LEAD         1024         /* bytes before what is gone to */

/* A part that is in the view. */
typedef struct
{
  guint64 start; /* in the message */
  guint64 end;
  int     n_chars; /* in the view */
} Part;

struct _TaplineMessageText
{
  GtkWidget           parent_instance;

  GtkScrolledWindow  *scroller;
  GtkTextView        *view;
  GtkTextTagTable    *tags;
  GtkTextTag         *control_tag; /* borrowed from the table */
  GtkTextTag         *hit_tag;     /* borrowed from the table: of what is searched for */
  GtkTextTag         *wrap_tag;    /* borrowed from the table: of all text */
  GtkTextTag         *break_tag;   /* borrowed from the table: of line ends that are not there */
  GtkTextMark        *place;       /* borrowed from the buffer: where the part being loaded goes */

  TaplineMessageList *list;        /* (nullable) */
  guint64             number;
  guint64             length;
  TaplineEncoding    *encoding;    /* (nullable) for UTF-8 */
  TaplinePattern     *pattern;     /* (nullable) what is searched for */
  TaplineMessageHits *hits;        /* (nullable) and where it is */
  guint               seek_id;     /* while the first of them is not found yet */
  gboolean            going;       /* to the first that is put into the view */
  GtkTextMark        *hit_mark;    /* (nullable) borrowed from the buffer: there it is */
  GQueue              parts;       /* Part, in order, without gaps */

  GBytes             *bytes;       /* (nullable) of the part being loaded, as UTF-8 */
  gsize               bytes_at;    /* how far */
  GArray             *part_hits;   /* (nullable) TaplineMessageHit, in these bytes */
  guint               next_hit;
  Part                loading;
  gboolean            is_before;   /* it comes before the others */
  gboolean            is_whole;    /* its end is known: it is not moved by what is put there */
  gboolean            keeps_top;   /* what was at the top of the view stays there */
  gboolean            keeps_all;   /* all is selected and stays so */
  gsize               line_length; /* of the text's last line */
  gboolean            is_broken;
  guint               work_id;
};

G_DEFINE_FINAL_TYPE (TaplineMessageText, tapline_message_text, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Putting text into the view */

static void
insert (TaplineMessageText *self,
        GString            *text,
        gboolean            control,
        gboolean            hit)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextTag *tags[] = { control ? self->control_tag : NULL, hit ? self->hit_tag : NULL };
  GtkTextIter at;

  if (text->len == 0)
    return;

  gtk_text_buffer_get_iter_at_mark (buffer, &at, self->place);
  if (hit && self->going && self->hit_mark == NULL)
    self->hit_mark = gtk_text_buffer_create_mark (buffer, NULL, &at, TRUE);
  gtk_text_buffer_insert_with_tags (buffer, &at, text->str, (int) text->len, self->wrap_tag,
                                    control ? tags[0] : tags[1], control ? tags[1] : NULL, NULL);
  g_string_truncate (text, 0);
}

static void
break_line (TaplineMessageText *self,
            GString            *text,
            GtkTextTag         *tag)
{
  if (self->line_length < BREAK_AT)
    return;

  insert (self, text, tag);
  g_string_append_c (text, '\n');
  insert (self, text, self->break_tag);
  self->line_length = 0;
  self->is_broken = TRUE;
}

/* Appends some bytes as text and returns how many; 0 if there is but the beginning of a character,
 * or of a line's end. */
static gsize
append_text (TaplineMessageText *self,
             const guint8       *bytes,
             gsize               length,
             TaplineTextFlags    flags)
{
  g_autoptr (GString) text = g_string_sized_new (STEP_SIZE + 64);
  gboolean marked = FALSE, lit = FALSE;
  gsize n_appended = 0, offset = 0;
  TaplineTextSpan span;

  while (n_appended < STEP_SIZE && tapline_text_next (bytes, length, flags, &offset, &span))
    {
      const guint8 *at = bytes + span.offset;
      gboolean mark = span.kind != TAPLINE_TEXT_PLAIN && *at != '\n' && *at != '\t';
      gsize before;
      guint64 border;
      gboolean hit = tapline_message_hits_look_up (self->part_hits, &self->next_hit,
                                                   self->bytes_at + span.offset, &border);

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

      if (mark != marked || hit != lit)
        insert (self, text, marked, lit);
      marked = mark;
      lit = hit;
      if (*at != '\n')
        break_line (self, text, marked ? self->control_tag : NULL);
      before = text->len;
      if (mark)
        {
          tapline_text_append (text, at, span.length, flags & TAPLINE_TEXT_ESCAPED);
        }
      else
        {
          gsize n = MIN (span.length, BREAK_AT - MIN (self->line_length, BREAK_AT - 1));

          n = MIN (MIN (n, STEP_SIZE), (gsize) (border - self->bytes_at - span.offset));
          while (n < span.length && (at[n] & 0xc0) == 0x80)
            n++;
          g_string_append_len (text, (const char *) at, (gssize) n);
          offset = span.offset + n;
        }
      n_appended += text->len - before;
      self->line_length = *at == '\n' ? 0 : self->line_length + text->len - before;
    }
  insert (self, text, marked, lit);

  return offset;
}

/* Parts */

static guint64
get_start (TaplineMessageText *self)
{
  const Part *first = g_queue_peek_head (&self->parts);

  return first != NULL ? first->start : 0;
}

static guint64
get_end (TaplineMessageText *self)
{
  const Part *last = g_queue_peek_tail (&self->parts);

  return last != NULL ? last->end : 0;
}

static void
delete_chars (TaplineMessageText *self,
              int                 from,
              int                 until)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, from);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, until);
  gtk_text_buffer_delete (buffer, &start, &end);
}

/* Lets go of what is farthest away. */
static void
drop_part (TaplineMessageText *self)
{
  int n_chars = gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (self->view));
  g_autofree Part *part = self->is_before ? g_queue_pop_tail (&self->parts)
                                          : g_queue_pop_head (&self->parts);

  if (self->is_before)
    delete_chars (self, n_chars - part->n_chars, n_chars);
  else
    delete_chars (self, 0, part->n_chars);
}

static gboolean
is_all_selected (TaplineMessageText *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;

  return gtk_text_buffer_get_selection_bounds (buffer, &start, &end)
         && gtk_text_iter_is_start (&start) && gtk_text_iter_is_end (&end);
}

static void
finish_part (TaplineMessageText *self)
{
  Part *part = g_memdup2 (&self->loading, sizeof self->loading);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);

  if (self->keeps_all)
    {
      GtkTextIter start, end;

      gtk_text_buffer_get_bounds (buffer, &start, &end);
      gtk_text_buffer_select_range (buffer, &start, &end);
    }
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->part_hits, g_array_unref);
  if (self->is_before)
    g_queue_push_head (&self->parts, part);
  else
    g_queue_push_tail (&self->parts, part);
  while (get_end (self) - get_start (self) > VIEW_SIZE && self->parts.length > 1)
    drop_part (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Puts a little more of the part into the view; FALSE if that was all of it. */
static gboolean
load_step (TaplineMessageText *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  int n_chars = gtk_text_buffer_get_char_count (buffer);
  gboolean was_broken = self->is_broken;
  TaplineTextFlags flags = 0;
  const guint8 *bytes;
  gsize length, n;

  bytes = g_bytes_get_data (self->bytes, &length);
  if (self->encoding != NULL)
    flags |= TAPLINE_TEXT_ESCAPED;
  else if (!self->is_whole && self->loading.start + length < self->length)
    flags |= TAPLINE_TEXT_MORE_FOLLOWS;
  bytes += self->bytes_at;
  length -= self->bytes_at;
  n = append_text (self, bytes, length, flags);
  self->bytes_at += n;
  if (!self->is_whole)
    self->loading.end += n;
  self->loading.n_chars += gtk_text_buffer_get_char_count (buffer) - n_chars;
  if (self->keeps_top)
    gtk_text_view_scroll_to_mark (self->view, self->place, 0, TRUE, 0, 0);
  if (self->going && self->hit_mark != NULL)
    {
      self->going = FALSE;
      gtk_text_view_scroll_to_mark (self->view, self->hit_mark, 0, TRUE, 0, 0.3);
    }
  if (self->is_broken != was_broken)
    g_signal_emit (self, signals[CHANGED], 0);

  return n > 0 && n < length;
}

/* Decodes some bytes of the part, and returns how many were. */
static gsize
decode (TaplineMessageText *self,
        const guint8       *bytes,
        gsize               length,
        gboolean            more_follows,
        GByteArray         *text)
{
  return tapline_encoding_decode (self->encoding, bytes, length, more_follows, NULL, text);
}

/* Makes UTF-8 with escapes of the part. What the part before ended within is not known to a part
 * that does not follow it. */
static void
decode_part (TaplineMessageText *self,
             gboolean            follows)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();
  gsize length, n = 0;
  const guint8 *bytes = g_bytes_get_data (self->bytes, &length);

  if (!follows)
    tapline_encoding_begin (self->encoding);
  /* From border to border of the matches, so that they are known in the text. */
  for (guint i = 0; self->part_hits != NULL && i < self->part_hits->len; i++)
    {
      TaplineMessageHit *hit = &g_array_index (self->part_hits, TaplineMessageHit, i);
      guint64 *borders[] = { &hit->start, &hit->end };

      for (guint j = 0; j < G_N_ELEMENTS (borders); j++)
        {
          n += decode (self, bytes + n, MIN (*borders[j], length) - n, TRUE, text);
          *borders[j] = text->len;
        }
    }
  n += decode (self, bytes + n, length - n,
               !self->is_before && self->loading.start + length < self->length, text);
  self->loading.end = self->loading.start + (n > 0 ? n : length);
  self->is_whole = TRUE;
  g_bytes_unref (self->bytes);
  self->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&text));
}

/* Of the part, counted from where it begins. */
static void
find_hits (TaplineMessageText *self)
{
  guint64 start = self->loading.start;

  g_clear_pointer (&self->part_hits, g_array_unref);
  self->next_hit = 0;
  if (self->hits == NULL || self->bytes == NULL)
    return;
  self->part_hits = tapline_message_hits_find (self->hits, start,
                                               start + g_bytes_get_size (self->bytes));
  for (guint i = 0; i < self->part_hits->len; i++)
    {
      TaplineMessageHit *hit = &g_array_index (self->part_hits, TaplineMessageHit, i);

      hit->start -= MIN (hit->start, start);
      hit->end -= start;
    }
}

/* Begins with a part that load_step() then puts into the view. */
static void
begin_part (TaplineMessageText *self,
            gboolean            is_before,
            guint64             start,
            gsize               length)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  gboolean follows = !is_before && !self->is_before && start > 0 && start == get_end (self);
  GtkTextIter at;

  self->bytes = tapline_message_list_dup_bytes (self->list, self->number, start, length);
  self->bytes_at = 0;
  self->is_before = is_before;
  self->is_whole = is_before;
  self->loading = (Part) { .start = start, .end = is_before ? start + length : start };
  find_hits (self);
  if (self->bytes != NULL && self->encoding != NULL)
    decode_part (self, follows);
  self->keeps_all = is_before && is_all_selected (self);
  self->keeps_top = is_before && gtk_adjustment_get_value (adjustment) < 1;
  if (is_before)
    gtk_text_buffer_get_start_iter (buffer, &at);
  else
    gtk_text_buffer_get_end_iter (buffer, &at);
  gtk_text_buffer_move_mark (buffer, self->place, &at);
}

/* Behind the first line's end from @start on, which is one in any encoding, or @start: a character
 * of several bytes may begin with any. */
static guint64
find_line (TaplineMessageText *self,
           guint64             start)
{
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *data;
  gsize length;

  start -= start % 4;
  bytes = tapline_message_list_dup_bytes (self->list, self->number, start, LINE_LOOK);
  if (bytes == NULL)
    return start;
  data = g_bytes_get_data (bytes, &length);
  for (gsize i = 0; i + 1 < length; i++)
    if (data[i] == '\n')
      return start + i + (i % 2 == 0 && data[i + 1] == '\0' ? 2 : 1);

  return start;
}

/* The first place from @start on where a character begins that does not belong to a line's end. */
static guint64
find_start (TaplineMessageText *self,
            guint64             start)
{
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *data;
  gsize length, skip = 0;

  if (start == 0)
    return 0;
  if (self->encoding != NULL)
    return find_line (self, start);
  bytes = tapline_message_list_dup_bytes (self->list, self->number, start, 4);
  if (bytes == NULL)
    return start;
  data = g_bytes_get_data (bytes, &length);
  while (skip < MIN (length, 3) && (data[skip] & 0xc0) == 0x80)
    skip++;
  if (skip < length && data[skip] == '\n')
    skip++;

  return start + skip;
}

static void
begin_part_before (TaplineMessageText *self)
{
  guint64 end = get_start (self);
  guint64 start = find_start (self, end - MIN (end, PART_AT_ONCE));

  self->line_length = 0;
  begin_part (self, TRUE, start, (gsize) (end - start));
}

static void
begin_part_behind (TaplineMessageText *self)
{
  guint64 end = get_end (self);

  begin_part (self, FALSE, end, (gsize) MIN (self->length - end, PART_SIZE));
}

/* Begins with the part that is next where the view comes to an end; FALSE if none is needed. */
static gboolean
choose_part (TaplineMessageText *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter top, bottom;
  GdkRectangle box;

  if (self->parts.length == 0)
    return FALSE;

  gtk_text_view_get_visible_rect (self->view, &box);
  gtk_text_view_get_iter_at_location (self->view, &top, box.x, box.y);
  gtk_text_view_get_iter_at_location (self->view, &bottom, box.x, box.y + box.height);
  if (get_end (self) < self->length
      && gtk_text_buffer_get_char_count (buffer) - gtk_text_iter_get_offset (&bottom) < AHEAD)
    begin_part_behind (self);
  else if (get_start (self) > 0 && gtk_text_iter_get_offset (&top) < AHEAD)
    begin_part_before (self);

  return self->bytes != NULL;
}

/* Does a little of what is to be done; FALSE if there is nothing. A part before the others comes at
 * once: between two frames nothing is missing before them. */
static gboolean
work (TaplineMessageText *self)
{
  gboolean more;

  if (self->bytes == NULL && !choose_part (self))
    return FALSE;
  do
    more = load_step (self);
  while (more && self->is_before);
  if (!more)
    finish_part (self);

  return TRUE;
}

static gboolean
work_in_idle (gpointer user_data)
{
  TaplineMessageText *self = TAPLINE_MESSAGE_TEXT (user_data);

  if (work (self))
    return G_SOURCE_CONTINUE;

  self->work_id = 0;

  return G_SOURCE_REMOVE;
}

static void
queue_work (TaplineMessageText *self)
{
  if (self->work_id != 0 || self->list == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->work_id = g_idle_add (work_in_idle, self);
  g_source_set_name_by_id (self->work_id, "[tapline] load text");
}

static void
stop_work (TaplineMessageText *self)
{
  g_clear_handle_id (&self->work_id, g_source_remove);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->part_hits, g_array_unref);
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

  stop_work (self);
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

  begin_part (self, FALSE, start, (gsize) MIN (self->length - start, PART_SIZE));
  if (self->bytes != NULL)
    work (self);
  queue_work (self);
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
  if (first->start > PART_AT_ONCE)
    start = find_start (self, first->start - LEAD);
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

  if (self->list == NULL || (to_end ? get_end (self) >= self->length : get_start (self) == 0))
    return GDK_EVENT_PROPAGATE;

  stop_seeking (self);
  if (!to_end)
    {
      start_at (self, 0);
      return GDK_EVENT_STOP;
    }
  start_at (self, find_start (self, self->length - MIN (self->length, PART_AT_ONCE)));
  while (self->bytes != NULL)
    work (self);
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

  if (!is_all_selected (self) && !self->is_broken)
    return;

  g_signal_stop_emission_by_name (self->view, "copy-clipboard");
  if (is_all_selected (self))
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

static void
tapline_message_text_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tapline_message_text_parent_class)->map (widget);

  queue_work (TAPLINE_MESSAGE_TEXT (widget));
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

  stop_work (self);
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
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (queue_work), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (queue_work), self,
                           G_CONNECT_SWAPPED);
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

  *start = get_start (self);
  *end = get_end (self);
}
