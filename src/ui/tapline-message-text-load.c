/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads a message's text into its view: reads and decodes the part that is needed next, puts it in
 * a little at a time, with the characters that cannot be seen by name and what is searched for lit,
 * and lets go of the part that is farthest away. */
#include "config.h"

#include "tapline-message-text-private.h"
#include "tapline-text.h"

#define PART_SIZE (64 * 1024)
#define VIEW_SIZE (512 * 1024) /* bytes in the view, and a part */
#define STEP_SIZE 2048         /* bytes of text put into the view at once */
#define BREAK_AT  4096         /* bytes of text, then a line is broken */
#define LINE_LOOK 4096         /* bytes in which the end of a line is looked for */
#define AHEAD     16384        /* characters between what can be seen and the view's ends */

static void
insert (TaplineMessageText *self,
        GString            *text,
        GtkTextTag         *tag,
        gboolean            hit)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextTag *hit_tag = hit ? self->hit_tag : NULL;
  GtkTextIter at;

  if (text->len == 0)
    return;

  gtk_text_buffer_get_iter_at_mark (buffer, &at, self->place);
  if (hit && self->going && self->hit_mark == NULL)
    self->hit_mark = gtk_text_buffer_create_mark (buffer, NULL, &at, TRUE);
  gtk_text_buffer_insert_with_tags (buffer, &at, text->str, (int) text->len, self->wrap_tag,
                                    tag != NULL ? tag : hit_tag, tag != NULL ? hit_tag : NULL,
                                    NULL);
  g_string_truncate (text, 0);
}

static void
break_line (TaplineMessageText *self,
            GString            *text,
            GtkTextTag         *tag,
            gboolean            hit)
{
  if (self->line_length < BREAK_AT)
    return;

  insert (self, text, tag, hit);
  g_string_append_c (text, '\n');
  insert (self, text, self->break_tag, FALSE);
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
  GtkTextTag *tag = NULL;
  gboolean lit = FALSE;
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

      if (mark != (tag != NULL) || hit != lit)
        insert (self, text, tag, lit);
      tag = mark ? self->control_tag : NULL;
      lit = hit;
      if (*at != '\n')
        break_line (self, text, tag, lit);
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
  insert (self, text, tag, lit);

  return offset;
}

/* Where what is in the view begins in the message, and ends. */
guint64
tapline_message_text_get_start (TaplineMessageText *self)
{
  const TaplineMessageTextPart *first = g_queue_peek_head (&self->parts);

  return first != NULL ? first->start : 0;
}

guint64
tapline_message_text_get_end (TaplineMessageText *self)
{
  const TaplineMessageTextPart *last = g_queue_peek_tail (&self->parts);

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
  g_autofree TaplineMessageTextPart *part = self->is_before ? g_queue_pop_tail (&self->parts)
                                          : g_queue_pop_head (&self->parts);

  if (self->is_before)
    delete_chars (self, n_chars - part->n_chars, n_chars);
  else
    delete_chars (self, 0, part->n_chars);
}

gboolean
tapline_message_text_is_all_selected (TaplineMessageText *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;

  return gtk_text_buffer_get_selection_bounds (buffer, &start, &end)
         && gtk_text_iter_is_start (&start) && gtk_text_iter_is_end (&end);
}

static void
finish_part (TaplineMessageText *self)
{
  TaplineMessageTextPart *part = g_memdup2 (&self->loading, sizeof self->loading);
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
  while (tapline_message_text_get_end (self) - tapline_message_text_get_start (self) > VIEW_SIZE
         && self->parts.length > 1)
    drop_part (self);
  tapline_message_text_changed (self);
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
    tapline_message_text_changed (self);

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
  gboolean follows = !is_before && !self->is_before && start > 0
                     && start == tapline_message_text_get_end (self);
  GtkTextIter at;

  self->bytes = tapline_message_list_dup_bytes (self->list, self->number, start, length);
  self->bytes_at = 0;
  self->is_before = is_before;
  self->is_whole = is_before;
  self->loading = (TaplineMessageTextPart) {
    .start = start,
    .end = is_before ? start + length : start,
  };
  find_hits (self);
  if (self->bytes != NULL && self->encoding != NULL)
    decode_part (self, follows);
  self->keeps_all = is_before && tapline_message_text_is_all_selected (self);
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
guint64
tapline_message_text_find_start (TaplineMessageText *self,
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
  guint64 end = tapline_message_text_get_start (self);
  guint64 earliest = end - MIN (end, TAPLINE_MESSAGE_TEXT_AT_ONCE);
  guint64 start = tapline_message_text_find_start (self, earliest);

  self->line_length = 0;
  begin_part (self, TRUE, start, (gsize) (end - start));
}

static void
begin_part_behind (TaplineMessageText *self)
{
  guint64 end = tapline_message_text_get_end (self);

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
  if (tapline_message_text_get_end (self) < self->length
      && gtk_text_buffer_get_char_count (buffer) - gtk_text_iter_get_offset (&bottom) < AHEAD)
    begin_part_behind (self);
  else if (tapline_message_text_get_start (self) > 0 && gtk_text_iter_get_offset (&top) < AHEAD)
    begin_part_before (self);

  return self->bytes != NULL;
}

/* Does a little of what is to be done; FALSE if there is nothing. A part before the others comes at
 * once: between two frames nothing is missing before them. */
gboolean
tapline_message_text_load (TaplineMessageText *self)
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
load_in_idle (gpointer user_data)
{
  TaplineMessageText *self = TAPLINE_MESSAGE_TEXT (user_data);

  if (tapline_message_text_load (self))
    return G_SOURCE_CONTINUE;

  self->work_id = 0;

  return G_SOURCE_REMOVE;
}

void
tapline_message_text_queue_load (TaplineMessageText *self)
{
  if (self->work_id != 0 || self->list == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->work_id = g_idle_add (load_in_idle, self);
  g_source_set_name_by_id (self->work_id, "[tapline] load text");
}

void
tapline_message_text_stop_load (TaplineMessageText *self)
{
  g_clear_handle_id (&self->work_id, g_source_remove);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->part_hits, g_array_unref);
}

/* Begins in the empty view with the part at @start. */
void
tapline_message_text_load_from (TaplineMessageText *self,
                                guint64             start)
{
  begin_part (self, FALSE, start, (gsize) MIN (self->length - start, PART_SIZE));
  if (self->bytes != NULL)
    tapline_message_text_load (self);
  tapline_message_text_queue_load (self);
}
