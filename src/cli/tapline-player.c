/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads from a recording what one side of one connection sent, block by block, and says when it is
 * due.
 *
 * Which side: replaying connects, so it plays whoever connected, unless it is told otherwise. Which
 * connection: the first in which that side sent anything, unless it is told otherwise. Both are
 * found in a first pass over the recording. Time counts from the moment the connection was made,
 * and the end of the side has its time too.
 *
 * Threads: the main thread's.
 */
#include "config.h"

#include <inttypes.h>

#include <glib/gi18n.h>

#include "tapline-capture.h"
#include "tapline-excerpt.h"
#include "tapline-pcapng.h"
#include "tapline-player.h"
#include "tapline-progress.h"

#define PART_SIZE (8 * 1024 * 1024)

typedef struct
{
  TaplineAddress local;
  TaplineAddress remote;
} Ends;

/* One connection, as the first pass found it. */
typedef struct
{
  guint64          sent[2];  /* payload bytes by TaplineDirection */
  TaplineDirection opener;
  gint64           opened;   /* µs since 1970 */
} Part;

struct _TaplinePlayer
{
  /* immutable */
  double            speed;   /* 0: as fast as it goes */
  TaplineCapture   *capture;
  TaplineDirection  side;
  guint32           number;  /* of the connection, from 1 */
  guint             n_parts;
  guint64           total;   /* bytes to send */
  gint64            opened;  /* when the connection was made, µs since 1970 */
  /* the pass */
  TaplineExcerpt    window;
  guint64           offset;
  GHashTable       *numbers; /* Ends → number, of the connections that are open */
  GArray           *parts;   /* element-type Part */
  TaplinePcapngBlock block;  /* what is due next, once it is found */
  const guint8     *bytes;   /* of the block */
  gboolean          found;
};

static guint
ends_hash (gconstpointer data)
{
  const Ends *ends = data;

  return tapline_address_hash (&ends->local) * 31 + tapline_address_hash (&ends->remote);
}

static gboolean
ends_equal (gconstpointer a,
            gconstpointer b)
{
  const Ends *x = a;
  const Ends *y = b;

  return tapline_address_equal (&x->local, &y->local)
         && tapline_address_equal (&x->remote, &y->remote);
}

/* The next segment and the number of its connection, 0 if its beginning is not there. */
static gboolean
next_segment (TaplinePlayer *self,
              guint32       *number)
{
  guint64 end = tapline_counter_read (&tapline_capture_get_counters (self->capture)->bytes);

  while (self->offset < end)
    {
      gsize available;

      self->bytes = tapline_excerpt_find (&self->window, self->offset, &available);
      if (self->bytes == NULL
          || tapline_pcapng_parse (self->bytes, available, &self->block) != TAPLINE_PCAPNG_WHOLE)
        {
          tapline_excerpt_load (&self->window, self->offset,
                                (gsize) MIN (end - self->offset, PART_SIZE));
          self->bytes = tapline_excerpt_find (&self->window, self->offset, &available);
          if (self->bytes == NULL
              || tapline_pcapng_parse (self->bytes, available, &self->block)
                   != TAPLINE_PCAPNG_WHOLE)
            return FALSE;
        }
      self->offset += self->block.length;
      if (self->block.kind == TAPLINE_PCAPNG_SEGMENT)
        {
          Ends ends = { self->block.local, self->block.remote };

          if ((self->block.flags & (TAPLINE_TCP_SYN | TAPLINE_TCP_ACK)) == TAPLINE_TCP_SYN)
            {
              Part part = { .opener = self->block.direction, .opened = self->block.time };

              g_array_append_val (self->parts, part);
              g_hash_table_insert (self->numbers, g_memdup2 (&ends, sizeof ends),
                                   GUINT_TO_POINTER (self->parts->len));
            }
          *number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, &ends));
          return TRUE;
        }
    }

  return FALSE;
}

/* A direction that is told in words, or the one that connected. */
static TaplineDirection
get_side (const TaplineOptions *options,
          const Part           *part)
{
  if (options->side == TAPLINE_SIDE_OPENER)
    return part->opener;

  return options->side == TAPLINE_SIDE_IN ? TAPLINE_DIRECTION_IN : TAPLINE_DIRECTION_OUT;
}

static gboolean
choose (TaplinePlayer         *self,
        const TaplineOptions  *options,
        GError               **error)
{
  for (guint i = 0; i < self->parts->len && self->number == 0; i++)
    {
      const Part *part = &g_array_index (self->parts, Part, i);

      if (options->connection == 0 ? part->sent[get_side (options, part)] > 0
                                   : options->connection == i + 1)
        {
          self->number = i + 1;
          self->side = get_side (options, part);
        }
    }
  if (self->number == 0 && options->connection != 0)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                 ngettext ("“%s” has %u connection; choose one of them with --connection.",
                           "“%s” has %u connections; choose one of them with --connection.",
                           self->parts->len), options->target, self->parts->len);
  else if (self->number == 0)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                 _("in “%s” the side to be replayed sent nothing. Choose the other one: "
                   "--side in is what was received, --side out what was sent."), options->target);
  else if (g_array_index (self->parts, Part, self->number - 1).sent[self->side] == 0)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                 _("in connection %u of “%s” the side to be replayed sent nothing. Choose "
                   "another connection or the other side with --side."),
                 self->number, options->target);
  else
    {
      const Part *part = &g_array_index (self->parts, Part, self->number - 1);

      self->total = part->sent[self->side];
      self->opened = part->opened;
      self->n_parts = self->parts->len;
      return TRUE;
    }

  return FALSE;
}

static gboolean
look_through (TaplinePlayer         *self,
              const TaplineOptions  *options,
              GError               **error)
{
  g_autoptr (GError) cause = NULL;
  TaplineProgress progress;
  guint32 number;

  tapline_progress_init (&progress, tapline_capture_get_size (self->capture), TRUE);
  while (tapline_capture_load (self->capture, PART_SIZE, &cause))
    ;
  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  while (next_segment (self, &number))
    {
      if (number != 0)
        g_array_index (self->parts, Part, number - 1).sent[self->block.direction]
          += self->block.payload_length;
      tapline_progress_tell (&progress, self->offset);
    }
  tapline_progress_clear (&progress);

  return choose (self, options, error);
}

/**
 * tapline_player_new:
 * @options: a checked command line
 * @error: return location
 *
 * Looks through the recording once.
 *
 * Returns: (transfer full): a player at the beginning, or %NULL with a sentence
 */
TaplinePlayer *
tapline_player_new (const TaplineOptions  *options,
                    GError               **error)
{
  TaplinePlayer *self;
  TaplineCapture *capture = tapline_capture_open (options->target, error);

  if (capture == NULL)
    return NULL;
  self = g_new0 (TaplinePlayer, 1);
  self->capture = capture;
  self->speed = options->fast ? 0 : options->speed;
  self->numbers = g_hash_table_new_full (ends_hash, ends_equal, g_free, NULL);
  self->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  tapline_excerpt_init (&self->window, tapline_capture_get_fd (capture));
  if (!look_through (self, options, error))
    {
      tapline_player_free (self);
      return NULL;
    }
  /* And from the start. */
  self->offset = 0;
  g_hash_table_remove_all (self->numbers);
  g_array_set_size (self->parts, 0);

  return self;
}

void
tapline_player_free (TaplinePlayer *self)
{
  tapline_excerpt_clear (&self->window);
  g_hash_table_unref (self->numbers);
  g_array_unref (self->parts);
  tapline_capture_unref (self->capture);
  g_free (self);
}

/* How many bytes there are to send. */
guint64
tapline_player_get_total (TaplinePlayer *self)
{
  return self->total;
}

/* (transfer full): what will be sent, as a sentence. */
char *
tapline_player_dup_summary (TaplinePlayer *self)
{
  g_autofree char *size = g_format_size (self->total);

  return g_strdup_printf (self->side == TAPLINE_DIRECTION_IN
                            ? _("Sending the %s that were received in connection %u of %u")
                            : _("Sending the %s that were sent in connection %u of %u"),
                          size, self->number, self->n_parts);
}

/* The next segment of the side that has payload or is its end. */
static gboolean
find (TaplinePlayer *self)
{
  guint32 number;

  while (!self->found && next_segment (self, &number))
    self->found = number == self->number
                  && (self->block.flags & TAPLINE_TCP_RST
                      || (self->block.direction == self->side
                          && (self->block.payload_length > 0
                              || self->block.flags & TAPLINE_TCP_FIN)));

  return self->found;
}

/**
 * tapline_player_next:
 * @self: a player
 * @elapsed: microseconds since the connection was made
 * @bytes: (out) (transfer full): what is due, with %TAPLINE_PLAYER_SEND
 * @wait: (out): microseconds to wait, with %TAPLINE_PLAYER_WAIT
 *
 * Returns: what to do
 */
TaplinePlayerStep
tapline_player_next (TaplinePlayer  *self,
                     gint64          elapsed,
                     GBytes        **bytes,
                     gint64         *wait)
{
  if (!find (self))
    return TAPLINE_PLAYER_END;
  if (self->speed > 0)
    {
      double due = (double) (self->block.time - self->opened) / self->speed;

      if (due > (double) elapsed)
        {
          *wait = (gint64) MIN (due - (double) elapsed, (double) G_TIME_SPAN_DAY);
          return TAPLINE_PLAYER_WAIT;
        }
    }
  self->found = FALSE;
  if (self->block.payload_length == 0)
    return TAPLINE_PLAYER_END;
  *bytes = g_bytes_new (self->bytes + self->block.payload_at, self->block.payload_length);

  return TAPLINE_PLAYER_SEND;
}
