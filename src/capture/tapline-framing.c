/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts streams into messages: the table of formats, and what is the same for all of them: specs,
 * the limit, and where the unfinished message began.
 *
 * A framing is immutable, and all that changes stands in the caller's TaplineFramerState. So one
 * framing serves every connection, the indexer and all readers at once.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-framing-private.h"

G_DEFINE_QUARK (tapline-framing-error-quark, tapline_framing_error)

struct _TaplineFraming
{
  gatomicrefcount      ref_count;

  /* immutable */
  char                *spec;
  guint32              limit;
  const TaplineFormat *format;
  gpointer             parameters;
};

static const TaplineFormat *const formats[] = {
  &tapline_format_raw,
  &tapline_format_lines,
  &tapline_format_delim,
  &tapline_format_fixed,
  &tapline_format_length,
  &tapline_format_between,
  &tapline_format_idle,
  &tapline_format_slip,
  &tapline_format_cobs,
  &tapline_format_netstring,
  &tapline_format_mllp,
  &tapline_format_nmea,
  &tapline_format_fix,
  &tapline_format_syslog,
  &tapline_format_modbus,
  &tapline_format_mqtt,
  &tapline_format_scpi,
  &tapline_format_resp,
};

static char *
list_names (void)
{
  GString *names = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", formats[i]->info.name);

  return g_string_free (names, FALSE);
}

static const TaplineFormat *
find_format (const char  *name,
             GError     **error)
{
  g_autofree char *names = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (strcmp (formats[i]->info.name, name) == 0)
      return formats[i];

  names = list_names ();
  g_set_error (error, TAPLINE_FRAMING_ERROR, TAPLINE_FRAMING_ERROR_SPEC,
               _("There is no framing named “%s”. Choose one of: %s."), name, names);
  return NULL;
}

static void
start_message (TaplineFramerState *state)
{
  memset (state, 0, sizeof *state);
}

/* Starts one that goes on where the format stands. */
static void
start_rest (TaplineFramerState *state)
{
  state->start_back = 0;
  state->length = 0;
  state->start_at = 0;
}

/* Lets the unfinished message grow by the piece's bytes from @from to its end. */
static void
leave_unfinished (TaplineFramerState *state,
                  const TaplinePiece *piece,
                  gsize               from)
{
  if (from == piece->length)
    return;
  if (state->length == 0)
    {
      state->start_back = 0;
      state->start_at = (guint16) from;
    }
  state->length += (guint32) (piece->length - from);
}

static guint
count_fast (const TaplineFraming *self,
            TaplineFramerState   *state,
            const TaplinePiece   *piece)
{
  gsize rest = 0;
  guint n = self->format->count (self->parameters, state, piece, &rest);

  if (n > 0 && rest < piece->length)
    start_rest (state);
  else if (n > 0)
    start_message (state);
  leave_unfinished (state, piece, rest);

  return n;
}

/**
 * tapline_framing_new:
 * @spec: name of a format and its parameters, as in `lines`; space around it does not matter
 * @limit: bytes after which a message is cut, 1 to %G_MAXINT32
 * @error: return location
 *
 * Thread: any.
 *
 * Returns: (transfer full): a framing, or %NULL with a #TAPLINE_FRAMING_ERROR whose message names
 *   the wrong part and shows a right example
 */
TaplineFraming *
tapline_framing_new (const char  *spec,
                     guint32      limit,
                     GError     **error)
{
  g_autoptr (TaplineFraming) self = NULL;
  g_autofree char *name = NULL;
  const char *colon;

  g_return_val_if_fail (spec != NULL, NULL);
  g_return_val_if_fail (limit > 0 && limit <= G_MAXINT32, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_new0 (TaplineFraming, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->limit = limit;
  self->spec = g_strstrip (g_strdup (spec));

  colon = strchr (self->spec, ':');
  name = colon != NULL ? g_strndup (self->spec, (gsize) (colon - self->spec))
                       : g_strdup (self->spec);
  self->format = find_format (name, error);
  if (self->format == NULL)
    return NULL;

  if (self->format->parse == NULL)
    {
      if (colon != NULL)
        {
          tapline_framing_set_error (error, self->format,
                                     _("“%s” takes no parameters, but “%s” follows it"),
                                     name, colon);
          return NULL;
        }
      return g_steal_pointer (&self);
    }

  self->parameters = g_malloc0 (self->format->parameters_size);
  if (!self->format->parse (colon != NULL ? colon + 1 : NULL, self->parameters, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * tapline_framing_ref:
 * @self: a framing
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 */
TaplineFraming *
tapline_framing_ref (TaplineFraming *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * tapline_framing_unref:
 * @self: (transfer full): a framing
 *
 * Thread: any.
 */
void
tapline_framing_unref (TaplineFraming *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->parameters);
  g_free (self->spec);
  g_free (self);
}

/**
 * tapline_framing_get_spec:
 * @self: a framing
 *
 * Thread: any.
 *
 * Returns: what it was made of, as tapline_framing_new() takes it
 */
const char *
tapline_framing_get_spec (const TaplineFraming *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->spec;
}

/**
 * tapline_framing_get_pause:
 * @self: a framing
 *
 * A message that is unfinished after so long a silence has ended; who feeds the stream has to see
 * to that, and sets the state to zero. Thread: any.
 *
 * Returns: microseconds, or 0 if silence does not end messages
 */
gint64
tapline_framing_get_pause (const TaplineFraming *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->format->get_pause != NULL ? self->format->get_pause (self->parameters) : 0;
}

/**
 * tapline_framing_feed:
 * @self: a framing
 * @state: (inout): where the stream stands
 * @bytes: (array length=length): the piece
 * @length: at most 65535
 * @cuts: (nullable) (element-type TaplineCut): where to append the end of each message
 *
 * Moves over one piece of a stream. However a stream is split into pieces, its messages are the
 * same (but for `raw`, where a piece is one), and joined they are the stream. `start_back` of the
 * state is set to 0 for a message that begins in this piece and is the caller's otherwise. What
 * follows a message that was cut at the limit is its rest, as a message of its own.
 * Thread: any.
 *
 * Returns: how many messages end in the piece
 */
guint
tapline_framing_feed (const TaplineFraming *self,
                      TaplineFramerState   *state,
                      const guint8         *bytes,
                      gsize                 length,
                      GArray               *cuts)
{
  const TaplinePiece piece = { bytes, length };
  guint n = 0;

  g_return_val_if_fail (self != NULL && state != NULL, 0);
  g_return_val_if_fail (length <= G_MAXUINT16, 0);

  if (length == 0)
    return 0;
  if (cuts == NULL && self->format->count != NULL && state->length + length < self->limit)
    return count_fast (self, state, &piece);

  for (gsize from = 0; from < length; n++)
    {
      gsize room = self->limit - state->length;
      gsize until = MIN (length, from + room);
      gboolean ends;
      TaplineCut cut = { 0 };

      ends = self->format->find_end (self->parameters, state, &piece, from, until, &cut);
      if (!ends)
        {
          if (until - from < room)
            {
              leave_unfinished (state, &piece, from);
              break;
            }
          cut = (TaplineCut) { .end = (guint32) until, .flags = TAPLINE_MESSAGE_OVER_LIMIT };
        }
      g_assert (cut.end <= until && cut.end >= from && (cut.end > from || state->length > 0));

      cut.flags |= state->flags;
      cut.ending = (guint16) MIN (cut.ending, state->length + (cut.end - from));
      if (cuts != NULL)
        g_array_append_val (cuts, cut);
      if (ends)
        start_message (state);
      else
        start_rest (state);
      from = cut.end;
    }

  return n;
}

/**
 * tapline_framing_get_delimiter:
 * @self: a framing
 * @state: where the stream stands
 * @length: of the next piece
 * @delimiter: (out): a byte
 * @with_cr: (out): whether a CR before it belongs to the ending
 *
 * Thread: any.
 *
 * Returns: whether the piece is cut behind each @delimiter and nowhere else, and no message in it
 *   has flags, so that who only looks for something need not cut it
 */
gboolean
tapline_framing_get_delimiter (const TaplineFraming     *self,
                               const TaplineFramerState *state,
                               gsize                     length,
                               guint8                   *delimiter,
                               gboolean                 *with_cr)
{
  g_return_val_if_fail (self != NULL && state != NULL, FALSE);

  return self->format->get_delimiter != NULL && state->length + length < self->limit
         && self->format->get_delimiter (self->parameters, delimiter, with_cr);
}

static void
append_sentence (GString    *sentences,
                 const char *sentence)
{
  if (sentences->len > 0)
    g_string_append_c (sentences, ' ');
  g_string_append (sentences, sentence);
}

/* Says why a message is flagged as garbage or for its checksum. */
static void
append_reason (GString              *sentences,
               const TaplineFraming *self,
               const guint8         *bytes,
               gsize                 length,
               TaplineMessageFlags   flags)
{
  g_autofree char *reason = NULL;
  g_autofree char *general = NULL;

  if (self->format->explain != NULL && (flags & TAPLINE_MESSAGE_OVER_LIMIT) == 0)
    reason = self->format->explain (self->parameters, bytes, length);
  if (reason != NULL)
    {
      append_sentence (sentences, reason);
      return;
    }

  if (flags & TAPLINE_MESSAGE_BAD_CHECKSUM)
    append_sentence (sentences, _("The checksum is wrong."));
  if (flags & TAPLINE_MESSAGE_GARBAGE)
    {
      general = g_strdup_printf (_("These bytes fit no frame of “%s”."), self->spec);
      append_sentence (sentences, general);
    }
}

/**
 * tapline_framing_dup_flaw:
 * @self: the framing that cut the message
 * @bytes: (array length=length): the whole message
 * @length: its size
 * @flags: its #TaplineMessageFlags
 *
 * Says in words what a message is flagged for, as in “Checksum 4A, computed 4B.”
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): translated sentences, or %NULL if nothing is wrong
 */
char *
tapline_framing_dup_flaw (const TaplineFraming *self,
                          const guint8         *bytes,
                          gsize                 length,
                          TaplineMessageFlags   flags)
{
  g_autoptr (GString) sentences = g_string_new (NULL);
  g_autofree char *size = NULL;
  g_autofree char *over = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (bytes != NULL || length == 0, NULL);

  if (flags & (TAPLINE_MESSAGE_BAD_CHECKSUM | TAPLINE_MESSAGE_GARBAGE))
    append_reason (sentences, self, bytes, length, flags);
  if (flags & TAPLINE_MESSAGE_OVER_LIMIT)
    {
      size = g_format_size_full (self->limit, G_FORMAT_SIZE_IEC_UNITS);
      over = g_strdup_printf (_("It is longer than the limit of %s and was cut there; the rest "
                                "follows."), size);
      append_sentence (sentences, over);
    }
  if (flags & TAPLINE_MESSAGE_CUT_BY_CLOSE)
    append_sentence (sentences, _("The connection ended inside it, or what follows is missing."));

  return sentences->len > 0 ? g_string_free (g_steal_pointer (&sentences), FALSE) : NULL;
}

/**
 * tapline_framing_list:
 * @n_infos: (out): how many there are
 *
 * Thread: any.
 *
 * Returns: (array length=n_infos): the formats, in the order in which choosers show them
 */
const TaplineFramingInfo *
tapline_framing_list (guint *n_infos)
{
  static TaplineFramingInfo infos[G_N_ELEMENTS (formats)];
  static gsize filled;

  g_return_val_if_fail (n_infos != NULL, NULL);

  if (g_once_init_enter (&filled))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
        infos[i] = formats[i]->info;
      g_once_init_leave (&filled, 1);
    }
  *n_infos = G_N_ELEMENTS (formats);

  return infos;
}
