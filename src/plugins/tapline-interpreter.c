/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a message's number to what it means: reads it, finds the decoder of its connection, and
 * gives the decoder the way back to earlier messages.
 *
 * A connection's decoder is the one that is surest of one of its messages, the oldest first; it
 * stays with the connection.
 *
 * Threads: one that decodes.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-interpreter.h"

#define SURE_ENOUGH 50
/* How many messages of a connection are judged. */
#define JUDGED_MAX 16
/* How far a decoder may go back, in messages of its connection and in those of all. */
#define EARLIER_STEPS_MAX 256
#define EARLIER_SCAN_MAX  4096

/* What a decoder gets, and what it comes from. */
typedef struct
{
  TaplinePluginMessage  plain;
  TaplineInterpreter   *interpreter; /* borrowed */
  guint64               number;
  guint32               connection;
  guint                 position;    /* among the messages of this decoding */
  GBytes               *bytes;
} Message;

struct _TaplineInterpreter
{
  TaplineReader           *reader;
  char                    *framing;
  TaplineInterpreterWatch  watch;
  gpointer                 user_data;
  GPtrArray               *decoders; /* TaplineDecoder */
  char                    *choice;   /* "auto", "none" or a decoder's name */
  GHashTable              *chosen;   /* connection → TaplineDecoder */
  GPtrArray               *messages; /* Message, of this decoding: the first is decoded */
  guint                    n_scanned;
};

static const TaplinePluginMessage *earlier_cb (const TaplinePluginMessage *plain);

static void
message_free (gpointer data)
{
  Message *self = data;

  g_bytes_unref (self->bytes);
  g_free (self);
}

static guint32
get_flags (TaplineMessageFlags flags)
{
  guint32 plain = 0;

  if ((flags & (TAPLINE_MESSAGE_CUT_BY_CLOSE | TAPLINE_MESSAGE_OVER_LIMIT)) != 0)
    plain |= TAPLINE_PLUGIN_CUT;
  if ((flags & TAPLINE_MESSAGE_GARBAGE) != 0)
    plain |= TAPLINE_PLUGIN_GARBAGE;
  if ((flags & TAPLINE_MESSAGE_BAD_CHECKSUM) != 0)
    plain |= TAPLINE_PLUGIN_BAD_SUM;

  return plain;
}

/* (nullable): kept until the next decoding. */
static Message *
add_message (TaplineInterpreter   *self,
             const TaplineMessage *read,
             gsize                 max)
{
  Message *message;
  GBytes *bytes;

  if (read->head_length == MIN (read->length, max))
    bytes = g_bytes_new (read->head, read->head_length);
  else
    bytes = tapline_reader_dup_bytes (self->reader, read->number, 0, max, NULL);
  if (bytes == NULL)
    return NULL;

  message = g_new0 (Message, 1);
  message->interpreter = self;
  message->number = read->number;
  message->connection = read->connection;
  message->position = self->messages->len;
  message->bytes = bytes;
  message->plain = (TaplinePluginMessage) {
    .size = sizeof message->plain,
    .direction = read->direction == TAPLINE_DIRECTION_IN ? TAPLINE_PLUGIN_IN
                                                         : TAPLINE_PLUGIN_OUT,
    .flags = get_flags (read->flags),
    .local_port = read->local.port,
    .peer_port = read->peer.port,
    .total = read->length,
    .time = read->time,
    .framing = self->framing,
    .earlier = earlier_cb,
  };
  message->plain.bytes = g_bytes_get_data (bytes, &message->plain.length);
  /* Of a message that is not all there, the end is not there either. */
  if (message->plain.length == read->length)
    message->plain.ending = MIN (read->ending, message->plain.length);
  g_ptr_array_add (self->messages, message);

  return message;
}

static const TaplinePluginMessage *
earlier_cb (const TaplinePluginMessage *plain)
{
  const Message *message = (const Message *) plain;
  TaplineInterpreter *self = message->interpreter;
  guint64 number = message->number;
  TaplineMessage read;

  /* It may ask twice. */
  if (message->position + 1 < self->messages->len)
    return &((Message *) self->messages->pdata[message->position + 1])->plain;

  while (number > 0 && self->messages->len <= EARLIER_STEPS_MAX
         && self->n_scanned < EARLIER_SCAN_MAX)
    {
      Message *earlier;

      self->n_scanned++;
      number--;
      if (!tapline_reader_get (self->reader, number, 0, &read, NULL))
        return NULL;
      if (read.connection != message->connection || read.direction == TAPLINE_DIRECTION_NOTE
          || !tapline_reader_get (self->reader, number, TAPLINE_PLUGIN_EARLIER_MAX, &read, NULL))
        continue;
      earlier = add_message (self, &read, TAPLINE_PLUGIN_EARLIER_MAX);
      return earlier != NULL ? &earlier->plain : NULL;
    }

  return NULL;
}

/**
 * tapline_interpreter_new:
 * @index: whose messages it decodes
 * @framing: spec of the framing that cut them
 * @watch: told whenever a decoder is at work
 * @user_data: for @watch
 *
 * Returns: (transfer full): an interpreter without decoders
 */
TaplineInterpreter *
tapline_interpreter_new (TaplineIndex            *index,
                         const char              *framing,
                         TaplineInterpreterWatch  watch,
                         gpointer                 user_data)
{
  TaplineInterpreter *self = g_new0 (TaplineInterpreter, 1);

  self->reader = tapline_reader_new (index);
  self->framing = g_strdup (framing);
  self->watch = watch;
  self->user_data = user_data;
  self->decoders = g_ptr_array_new ();
  self->choice = g_strdup ("auto");
  self->chosen = g_hash_table_new_full (NULL, NULL, NULL,
                                        (GDestroyNotify) tapline_decoder_unref);
  self->messages = g_ptr_array_new_with_free_func (message_free);

  return self;
}

void
tapline_interpreter_free (TaplineInterpreter *self)
{
  g_ptr_array_unref (self->messages);
  g_hash_table_unref (self->chosen);
  g_free (self->choice);
  g_ptr_array_unref (self->decoders);
  g_free (self->framing);
  tapline_reader_free (self->reader);
  g_free (self);
}

/**
 * tapline_interpreter_set_decoders:
 * @self: an interpreter
 * @decoders: (element-type TaplineDecoder): those to choose from
 * @choice: "auto", "none" or the name of one
 */
void
tapline_interpreter_set_decoders (TaplineInterpreter *self,
                                  GPtrArray          *decoders,
                                  const char         *choice)
{
  if (decoders == self->decoders && strcmp (choice, self->choice) == 0)
    return;

  g_ptr_array_ref (decoders);
  g_ptr_array_unref (self->decoders);
  self->decoders = decoders;
  g_free (self->choice);
  self->choice = g_strdup (choice);
  g_hash_table_remove_all (self->chosen);
}

/* The surest of one message. */
static TaplineDecoder *
judge (TaplineInterpreter         *self,
       const TaplinePluginMessage *message)
{
  TaplineDecoder *best = NULL;
  guint most = SURE_ENOUGH - 1;

  for (guint i = 0; i < self->decoders->len; i++)
    {
      TaplineDecoder *decoder = self->decoders->pdata[i];
      guint sure;

      if (tapline_decoder_get_fault (decoder) != NULL
          || !tapline_decoder_takes (decoder, self->framing))
        continue;
      self->watch (decoder, self->user_data);
      sure = tapline_decoder_judge (decoder, message);
      self->watch (NULL, self->user_data);
      if (sure > most)
        {
          best = decoder;
          most = sure;
        }
    }

  return best;
}

/* (transfer none) (nullable): the decoder for a message, by what was said before it. */
static TaplineDecoder *
find_decoder (TaplineInterpreter *self,
              Message            *message,
              gboolean           *chose)
{
  TaplineDecoder *decoder = NULL;
  const TaplinePluginMessage *plain = &message->plain;

  if (strcmp (self->choice, "none") == 0)
    return NULL;
  if (strcmp (self->choice, "auto") != 0)
    {
      for (guint i = 0; i < self->decoders->len; i++)
        if (strcmp (tapline_decoder_get_name (self->decoders->pdata[i]), self->choice) == 0)
          return self->decoders->pdata[i];
      return NULL;
    }

  decoder = g_hash_table_lookup (self->chosen, GUINT_TO_POINTER (message->connection));
  if (decoder != NULL)
    return decoder;

  while (self->messages->len < JUDGED_MAX && plain->earlier (plain) != NULL)
    plain = plain->earlier (plain);
  for (guint i = self->messages->len; i > 0 && decoder == NULL; i--)
    decoder = judge (self, &((Message *) self->messages->pdata[i - 1])->plain);
  if (decoder != NULL)
    {
      g_hash_table_insert (self->chosen, GUINT_TO_POINTER (message->connection),
                           tapline_decoder_ref (decoder));
      *chose = TRUE;
    }

  return decoder;
}

static TaplineDecoded *
decode_message (TaplineInterpreter *self,
                Message            *message,
                gboolean            want_tree,
                guint               time_ms,
                gboolean           *chose)
{
  TaplineDecoder *decoder = find_decoder (self, message, chose);
  TaplineDecoded *decoded;

  if (decoder == NULL)
    return tapline_decoded_new_failed (NULL, NULL);
  if (tapline_decoder_get_fault (decoder) != NULL)
    return tapline_decoded_new_failed (tapline_decoder_get_name (decoder),
                                       tapline_decoder_get_fault (decoder));

  self->watch (decoder, self->user_data);
  decoded = tapline_decoder_decode (decoder, &message->plain, want_tree, time_ms);
  self->watch (NULL, self->user_data);

  return decoded;
}

/**
 * tapline_interpreter_decode:
 * @self: an interpreter
 * @number: of a complete message
 * @want_tree: whether more than the summary is wanted
 * @time_ms: how long the decoder may take, of the thread's own time
 * @chose: (out): whether a connection has got its decoder by this
 *
 * Returns: (transfer full): what it means
 */
TaplineDecoded *
tapline_interpreter_decode (TaplineInterpreter *self,
                            guint64             number,
                            gboolean            want_tree,
                            guint               time_ms,
                            gboolean           *chose)
{
  TaplineDecoded *decoded = NULL;
  Message *message = NULL;
  TaplineMessage read;

  *chose = FALSE;
  self->n_scanned = 0;
  if (tapline_reader_get (self->reader, number, TAPLINE_PLUGIN_EARLIER_MAX, &read, NULL)
      && read.direction != TAPLINE_DIRECTION_NOTE)
    message = add_message (self, &read, TAPLINE_PLUGIN_BYTES_MAX);
  if (message != NULL)
    decoded = decode_message (self, message, want_tree, time_ms, chose);
  g_ptr_array_set_size (self->messages, 0);

  return decoded != NULL ? decoded : tapline_decoded_new_failed (NULL, NULL);
}
