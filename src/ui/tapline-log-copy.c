/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting messages together for the clipboard. The messages are read on the UI thread, and a
 * selection may be all of a log, so the work is done in slices of a few milliseconds below the
 * priority of drawing; what is small is done at once.
 *
 * Text is the messages' own bytes as they were, endings included, so that lines stay lines. A
 * message without an ending is followed by LF if there is another; the ending of the last is left
 * out. Text in another encoding is decoded. What is no character becomes U+FFFD, and so does NUL,
 * which a clipboard's text cannot hold.
 * Hex is one line of byte pairs a message. The other formats are as they are exported.
 */
#include "config.h"

#include <string.h>

#include "tapline-log-copy.h"
#include "tapline-render.h"
#include "tapline-text.h"

#define SLICE (4 * G_TIME_SPAN_MILLISECOND)
#define CLOCK_EVERY 64          /* messages between two looks at the clock */
#define HEAD_MAX (64 * 1024)
#define PIECE (1024 * 1024)
#define REPLACEMENT "\xef\xbf\xbd"    /* U+FFFD */
#define PRIORITY (G_PRIORITY_HIGH_IDLE + 30) /* below redrawing */

struct _TaplineLogCopy
{
  TaplineMessageList   *list;
  TaplineLogRanges     *ranges;
  TaplineLogCopyFormat  format;
  gboolean              is_rendered;  /* by `render` */
  gsize                 limit;
  TaplineLogCopyFunc    done;
  gpointer              user_data;
  TaplineEncoding      *encoding;     /* (nullable) for UTF-8 */

  GString              *text;         /* valid UTF-8 at any time */
  guint8                carry[4];     /* the beginning of a character that a piece cut */
  guint                 n_carry;
  gboolean              decodes;      /* this message is in @encoding */
  GByteArray           *undecoded;    /* the beginning of one of its characters */
  guint                 range;        /* index of the current range */
  guint64               number;       /* the message to read next */
  guint64               piece_offset; /* where in it */
  guint64               content_end;  /* where in it the framing at its end begins */
  gsize                 text_end;     /* the text without the last message's ending */
  gboolean              has_ending;
  TaplineRender         render;
  gboolean              is_begun;     /* the render has begun with the message */
  guint64               n_messages;
  gboolean              cut;
  guint                 source_id;
};

static void
decode (TaplineLogCopy *self,
        gboolean        more_follows)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();
  gsize n = tapline_encoding_decode (self->encoding, self->undecoded->data, self->undecoded->len,
                                     more_follows, REPLACEMENT, text);

  g_string_append_len (self->text, (const char *) text->data, (gssize) text->len);
  g_byte_array_remove_range (self->undecoded, 0, (guint) n);
}

static void
flush_carry (TaplineLogCopy *self)
{
  if (self->decodes)
    decode (self, FALSE);
  if (self->n_carry > 0)
    g_string_append (self->text, REPLACEMENT);
  self->n_carry = 0;
}

static void
append_text (TaplineLogCopy *self,
             const guint8   *bytes,
             gsize           length)
{
  const char *at = (const char *) bytes;
  const char *end = at + length;

  if (self->decodes)
    {
      g_byte_array_append (self->undecoded, bytes, (guint) length);
      decode (self, TRUE);
      return;
    }

  while (self->n_carry > 0 && self->n_carry < sizeof self->carry && at < end)
    {
      gunichar character;

      self->carry[self->n_carry++] = (guint8) *at;
      character = g_utf8_get_char_validated ((char *) self->carry, (gssize) self->n_carry);
      if (character == (gunichar) -2)
        {
          at++;
        }
      else if (character == (gunichar) -1)
        {
          flush_carry (self);
        }
      else
        {
          g_string_append_len (self->text, (char *) self->carry, (gssize) self->n_carry);
          self->n_carry = 0;
          at++;
        }
    }

  while (at < end)
    {
      const char *good_end;

      g_utf8_validate_len (at, (gsize) (end - at), &good_end);
      g_string_append_len (self->text, at, good_end - at);
      at = good_end;
      if (at == end)
        break;
      if (*at != '\0' && g_utf8_get_char_validated (at, end - at) == (gunichar) -2)
        {
          self->n_carry = (guint) (end - at);
          memcpy (self->carry, at, self->n_carry);
          break;
        }
      g_string_append (self->text, REPLACEMENT);
      at++;
    }
}

/* Appends the next bytes of the message in the format asked for; FALSE if the limit cut them. */
static gboolean
append (TaplineLogCopy *self,
        const guint8   *bytes,
        gsize           length)
{
  gsize room = self->limit - MIN (self->limit, self->text->len);

  if (self->format == TAPLINE_LOG_COPY_HEX)
    {
      gsize n = MIN (length, room / 3);

      if (n > 0 && self->piece_offset > 0)
        g_string_append_c (self->text, ' ');
      tapline_text_append_hex (self->text, bytes, n);
      self->piece_offset += n;
      return n == length;
    }
  else
    {
      gsize n = MIN (length, room);
      gsize content = 0;

      if (self->piece_offset < self->content_end)
        content = (gsize) MIN (self->content_end - self->piece_offset, (guint64) n);
      append_text (self, bytes, content);
      if (content < n)
        {
          if (!self->has_ending)
            {
              flush_carry (self);
              self->text_end = self->text->len;
              self->has_ending = TRUE;
            }
          append_text (self, bytes + content, n - content);
        }
      self->piece_offset += n;
      return n == length;
    }
}

static void
separate (TaplineLogCopy *self)
{
  if (self->n_messages == 0)
    return;

  if (self->format == TAPLINE_LOG_COPY_HEX)
    {
      g_string_append_c (self->text, '\n');
    }
  else if (!self->has_ending)
    {
      flush_carry (self);
      if (self->text->len == 0 || self->text->str[self->text->len - 1] != '\n')
        g_string_append_c (self->text, '\n');
    }
}

static void
next_message (TaplineLogCopy *self)
{
  self->piece_offset = 0;
  self->number++;
  if (self->number >= tapline_log_ranges_get (self->ranges, self->range)->end)
    self->range++;
}

static gboolean
step_rendered (TaplineLogCopy *self)
{
  TaplineMessage message;

  if (!self->is_begun)
    {
      if (!tapline_message_list_get_message (self->list, self->number, HEAD_MAX, &message))
        {
          next_message (self);
          return TRUE;
        }
      if (self->n_messages > 0 && self->format == TAPLINE_LOG_COPY_DUMP)
        g_string_append_c (self->text, '\n');
      self->n_messages++;
      tapline_render_begin (&self->render, self->list, &message, self->text);
      self->is_begun = TRUE;
      /* What is small is done while its head is valid. */
      if (message.head_length < message.length)
        return TRUE;
      while (tapline_render_go_on (&self->render, self->text))
        ;
    }
  else if (tapline_render_go_on (&self->render, self->text))
    {
      return TRUE;
    }
  self->is_begun = FALSE;
  next_message (self);

  return TRUE;
}

/* Reads what is next; FALSE at the end. */
static gboolean
step (TaplineLogCopy *self)
{
  TaplineMessage message;
  g_autoptr (GBytes) piece = NULL;

  if (self->range >= tapline_log_ranges_get_n (self->ranges))
    return FALSE;
  if (self->text->len >= self->limit)
    {
      self->cut = TRUE;
      return FALSE;
    }
  if (self->number < tapline_log_ranges_get (self->ranges, self->range)->start)
    self->number = tapline_log_ranges_get (self->ranges, self->range)->start;
  if (self->is_rendered)
    return step_rendered (self);

  if (self->piece_offset == 0)
    {
      if (!tapline_message_list_get_message (self->list, self->number, HEAD_MAX, &message))
        goto next;
      separate (self);
      self->decodes = self->encoding != NULL && message.direction != TAPLINE_DIRECTION_NOTE;
      if (self->decodes)
        tapline_encoding_begin (self->encoding);
      self->n_messages++;
      self->has_ending = FALSE;
      self->content_end = message.length - MIN (message.ending, message.length);
      if (!append (self, message.head, message.head_length))
        {
          self->cut = TRUE;
          return FALSE;
        }
      if (message.head_length > 0 && message.head_length < message.length)
        return TRUE;
    }
  else
    {
      piece = tapline_message_list_dup_bytes (self->list, self->number, self->piece_offset, PIECE);
      if (piece != NULL && g_bytes_get_size (piece) > 0)
        {
          gsize length;
          const guint8 *bytes = g_bytes_get_data (piece, &length);

          if (append (self, bytes, length))
            return TRUE;
          self->cut = TRUE;
          return FALSE;
        }
    }

next:
  next_message (self);

  return TRUE;
}

static void
finish (TaplineLogCopy *self)
{
  if (self->is_rendered && !self->cut && self->text->len > 0)
    g_string_truncate (self->text, self->text->len - 1);
  else if (self->has_ending && !self->cut)
    g_string_truncate (self->text, self->text_end);
  else
    flush_carry (self);

  self->done (g_string_free (g_steal_pointer (&self->text), FALSE), self->n_messages, self->cut,
              self->user_data);
}

static gboolean
run_slice (TaplineLogCopy *self)
{
  gint64 until = g_get_monotonic_time () + SLICE;

  for (guint i = 1; step (self); i++)
    {
      if ((self->piece_offset > 0 || self->is_begun || i % CLOCK_EVERY == 0)
          && g_get_monotonic_time () >= until)
        return TRUE;
    }

  return FALSE;
}

static gboolean
run_in_idle (gpointer user_data)
{
  TaplineLogCopy *self = user_data;

  if (run_slice (self))
    return G_SOURCE_CONTINUE;

  self->source_id = 0;
  finish (self);

  return G_SOURCE_REMOVE;
}

/* %FALSE if @name is not one of the formats'. */
gboolean
tapline_log_copy_parse_format (const char           *name,
                               TaplineLogCopyFormat *format)
{
  static const char *const names[] = { "text", "hex", "dump", "c", "json", "base64", NULL };

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      {
        *format = (TaplineLogCopyFormat) i;
        return TRUE;
      }

  return FALSE;
}

/* Copies the messages of @ranges, at most about @limit bytes of text. */
TaplineLogCopy *
tapline_log_copy_new (TaplineMessageList     *list,
                      const TaplineLogRanges *ranges,
                      TaplineLogCopyFormat    format,
                      gsize                   limit,
                      TaplineLogCopyFunc      done,
                      gpointer                user_data)
{
  static const TaplineFormat formats[] = {
    [TAPLINE_LOG_COPY_DUMP] = TAPLINE_FORMAT_DUMP,
    [TAPLINE_LOG_COPY_C] = TAPLINE_FORMAT_C,
    [TAPLINE_LOG_COPY_JSON] = TAPLINE_FORMAT_JSON,
    [TAPLINE_LOG_COPY_BASE64] = TAPLINE_FORMAT_BASE64,
  };
  TaplineLogCopy *self = g_new0 (TaplineLogCopy, 1);

  self->list = g_object_ref (list);
  self->ranges = tapline_log_ranges_copy (ranges);
  self->format = format;
  self->is_rendered = format > TAPLINE_LOG_COPY_HEX;
  tapline_render_init (&self->render, formats[format], FALSE, TAPLINE_RENDER_PART);
  self->limit = limit;
  self->done = done;
  self->user_data = user_data;
  self->text = g_string_new (NULL);
  self->undecoded = g_byte_array_new ();

  return self;
}

/* What the messages' text is in, before the work starts. */
void
tapline_log_copy_set_encoding (TaplineLogCopy *self,
                               const char     *name)
{
  g_return_if_fail (self->encoding == NULL && self->n_messages == 0);

  self->encoding = tapline_encoding_new (name);
}

/* Starts the work; `done` is called before this returns if it is little. */
void
tapline_log_copy_run (TaplineLogCopy *self)
{
  g_return_if_fail (self->source_id == 0 && self->text != NULL);

  if (run_slice (self))
    {
      self->source_id = g_idle_add_full (PRIORITY, run_in_idle, self, NULL);
      g_source_set_name_by_id (self->source_id, "[tapline] copy messages");
    }
  else
    {
      finish (self);
    }
}

/* Also ends what is under way, without calling `done`. */
void
tapline_log_copy_free (TaplineLogCopy *self)
{
  g_clear_handle_id (&self->source_id, g_source_remove);
  g_object_unref (self->list);
  tapline_log_ranges_free (self->ranges);
  g_clear_pointer (&self->encoding, tapline_encoding_free);
  g_byte_array_unref (self->undecoded);
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_free (self);
}
