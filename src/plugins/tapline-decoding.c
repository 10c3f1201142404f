/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows on screen mean, found out while they are on screen.
 *
 * Who draws asks for the messages that are drawn and gets what is known; what is not is noted, and
 * whoever draws is told when it is. The newest request is answered first, and of those that wait
 * only so many are kept: what has scrolled by is asked for again if it comes back. Answers are kept
 * as long as there is room: many summaries, few trees.
 *
 * A decoder that does not return would hold up everything, so a keeper watches the worker: past
 * the limit the decoder is switched off, the worker is left alone with all it has, and another one
 * takes over. The keeper looks when the limit of what it saw is over, not at every message.
 *
 * Threads: everything is guarded by the lock, but a worker's interpreter, which is the worker's.
 * No decoder is called with the lock held. The threads have references, so what they may touch
 * outlives them.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-decoding.h"
#include "tapline-interpreter.h"

#define LIMIT_MS      2000
#define N_WAITING_MAX 256
#define N_SUMMARIES   2048
#define N_TREES       8

/* An answer, or a request for one. */
typedef struct
{
  guint64         number;
  gboolean        want_tree;
  TaplineDecoded *decoded; /* NULL in a request */
} Answer;

/* The most recently used first. */
typedef struct
{
  GHashTable *links; /* number → GList of the queue */
  GQueue      queue; /* Answer */
  guint       max;
} Cache;

/* The thread that decodes. Guarded by the lock, but the interpreter. */
typedef struct
{
  TaplineDecoding    *decoding;
  TaplineInterpreter *interpreter;
  TaplineDecoder     *decoder;  /* that is at work now */
  gint64              since;    /* monotonic, µs */
  guint               round;    /* of what its interpreter goes by */
  Answer              request;  /* that is being answered */
  gboolean            busy;
  gboolean            left;     /* nobody waits for it any more */
} Worker;

struct _TaplineDecoding
{
  gatomicrefcount        ref_count;
  /* immutable */
  TaplineIndex          *index;
  char                  *framing;
  TaplineDecodingNotify  notify;
  gpointer               user_data;
  GDestroyNotify         destroy;
  /* guarded by lock */
  GMutex                 lock;
  GCond                  asked;     /* for the worker */
  GCond                  answered;  /* for whoever waits */
  GCond                  watching;  /* for the keeper */
  GPtrArray             *decoders;
  char                  *choice;
  guint                  time_ms;
  guint                  limit_ms;
  guint                  round;     /* of decoders and choice; older answers are void */
  GQueue                 waiting;   /* Answer, the newest first */
  Cache                  caches[2]; /* by want_tree */
  Worker                *worker;    /* NULL until there is something to do */
  guint                  n_threads; /* that have not been left */
  gboolean               keeper_sleeps;
  gboolean               stopped;
};

static void
answer_free (gpointer data)
{
  Answer *self = data;

  g_clear_pointer (&self->decoded, tapline_decoded_unref);
  g_free (self);
}

/* Cache */

static void
cache_init (Cache *self,
            guint  max)
{
  self->links = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_queue_init (&self->queue);
  self->max = max;
}

static void
cache_remove (Cache *self,
              GList *link)
{
  Answer *answer = link->data;

  g_hash_table_remove (self->links, &answer->number);
  g_queue_delete_link (&self->queue, link);
  answer_free (answer);
}

static void
cache_clear (Cache *self)
{
  g_hash_table_remove_all (self->links);
  g_queue_clear_full (&self->queue, answer_free);
}

static void
cache_add (Cache          *self,
           guint64         number,
           TaplineDecoded *decoded) /* (transfer full) */
{
  GList *link = g_hash_table_lookup (self->links, &number);
  Answer *answer;

  if (link != NULL)
    cache_remove (self, link);
  if (self->queue.length == self->max)
    cache_remove (self, self->queue.tail);
  answer = g_new0 (Answer, 1);
  answer->number = number;
  answer->decoded = decoded;
  g_queue_push_head (&self->queue, answer);
  g_hash_table_insert (self->links, &answer->number, self->queue.head);
}

static TaplineDecoded *
cache_get (Cache   *self,
           guint64  number)
{
  GList *link = g_hash_table_lookup (self->links, &number);

  if (link == NULL)
    return NULL;
  g_queue_unlink (&self->queue, link);
  g_queue_push_head_link (&self->queue, link);

  return tapline_decoded_ref (((Answer *) link->data)->decoded);
}

/* Answers from before their connection had a decoder. */
static void
cache_forget_unknown (Cache *self)
{
  for (GList *l = self->queue.head, *next; l != NULL; l = next)
    {
      next = l->next;
      if (tapline_decoded_get_decoder (((Answer *) l->data)->decoded) == NULL)
        cache_remove (self, l);
    }
}

/* The threads */

static void
watch_cb (TaplineDecoder *decoder,
          gpointer        user_data)
{
  Worker *worker = user_data;
  TaplineDecoding *self = worker->decoding;

  g_mutex_lock (&self->lock);
  g_clear_pointer (&worker->decoder, tapline_decoder_unref);
  if (decoder != NULL)
    {
      worker->decoder = tapline_decoder_ref (decoder);
      worker->since = g_get_monotonic_time ();
      if (self->keeper_sleeps)
        g_cond_signal (&self->watching);
    }
  g_mutex_unlock (&self->lock);
}

/* Also when nothing is asked: decoders that are out of use are not kept. */
static void
follow_round_on_worker (TaplineDecoding *self,
                        Worker          *worker)
{
  g_autoptr (GPtrArray) decoders = g_ptr_array_ref (self->decoders);
  g_autofree char *choice = g_strdup (self->choice);

  worker->round = self->round;
  g_mutex_unlock (&self->lock);
  tapline_interpreter_set_decoders (worker->interpreter, decoders, choice);
  g_mutex_lock (&self->lock);
}

static void
answer_on_worker (TaplineDecoding *self,
                  Worker          *worker)
{
  Answer *request = g_queue_pop_head (&self->waiting);
  guint round = self->round;
  guint time_ms = self->time_ms;
  TaplineDecoded *decoded;
  gboolean chose;

  worker->request = *request;
  worker->busy = TRUE;
  answer_free (request);
  g_mutex_unlock (&self->lock);

  decoded = tapline_interpreter_decode (worker->interpreter, worker->request.number,
                                        worker->request.want_tree, time_ms, &chose);

  g_mutex_lock (&self->lock);
  worker->busy = FALSE;
  if (worker->left || round != self->round)
    {
      tapline_decoded_unref (decoded);
      return;
    }
  if (chose)
    for (guint i = 0; i < G_N_ELEMENTS (self->caches); i++)
      cache_forget_unknown (&self->caches[i]);
  cache_add (&self->caches[worker->request.want_tree], worker->request.number, decoded);
}

static gpointer
run_worker (gpointer data)
{
  Worker *worker = data;
  TaplineDecoding *self = worker->decoding;

  g_mutex_lock (&self->lock);
  while (!self->stopped && !worker->left)
    {
      if (worker->round != self->round)
        {
          follow_round_on_worker (self, worker);
          continue;
        }
      if (g_queue_is_empty (&self->waiting))
        {
          g_cond_wait (&self->asked, &self->lock);
          continue;
        }
      answer_on_worker (self, worker);
      g_cond_broadcast (&self->answered);
      g_mutex_unlock (&self->lock);
      self->notify (self->user_data);
      g_mutex_lock (&self->lock);
    }
  g_mutex_unlock (&self->lock);
  /* Before it counts as ended: this may hold the last references to decoders. */
  tapline_interpreter_free (worker->interpreter);
  g_mutex_lock (&self->lock);
  if (!worker->left)
    {
      self->worker = NULL;
      self->n_threads--;
      g_cond_broadcast (&self->answered);
    }
  g_mutex_unlock (&self->lock);
  g_free (worker);
  tapline_decoding_unref (self);

  return NULL;
}

static void
start_worker_locked (TaplineDecoding *self)
{
  Worker *worker = g_new0 (Worker, 1);

  worker->decoding = tapline_decoding_ref (self);
  worker->round = self->round - 1;
  worker->interpreter = tapline_interpreter_new (self->index, self->framing, watch_cb, worker);
  self->worker = worker;
  self->n_threads++;
  g_thread_unref (g_thread_new ("tapline-decode", run_worker, worker));
}

static void
leave_worker_on_keeper (TaplineDecoding *self)
{
  Worker *worker = g_steal_pointer (&self->worker);
  const char *name = tapline_decoder_get_name (worker->decoder);
  g_autofree char *why = NULL;

  why = g_strdup_printf (_("The decoder “%s” did not come back from a message and is switched off. "
                           "Load its plug-in again to try it once more."), name);
  tapline_decoder_switch_off (worker->decoder, why);
  cache_add (&self->caches[worker->request.want_tree], worker->request.number,
             tapline_decoded_new_failed (name, why));
  worker->left = TRUE;
  self->n_threads--;
  start_worker_locked (self);
  g_cond_broadcast (&self->answered);
}

static gpointer
run_keeper (gpointer data)
{
  TaplineDecoding *self = data;

  g_mutex_lock (&self->lock);
  while (!self->stopped)
    {
      Worker *worker = self->worker;
      gint64 until;

      if (worker == NULL || worker->decoder == NULL)
        {
          self->keeper_sleeps = TRUE;
          g_cond_wait (&self->watching, &self->lock);
          self->keeper_sleeps = FALSE;
          continue;
        }
      until = worker->since + self->limit_ms * G_TIME_SPAN_MILLISECOND;
      if (g_get_monotonic_time () < until)
        {
          g_cond_wait_until (&self->watching, &self->lock, until);
          continue;
        }
      leave_worker_on_keeper (self);
      g_mutex_unlock (&self->lock);
      self->notify (self->user_data);
      g_mutex_lock (&self->lock);
    }
  self->n_threads--;
  g_cond_broadcast (&self->answered);
  g_mutex_unlock (&self->lock);
  tapline_decoding_unref (self);

  return NULL;
}

/* Whoever asks */

static gboolean
is_in_work_locked (TaplineDecoding *self,
                   guint64          number,
                   gboolean         want_tree)
{
  return self->worker != NULL && self->worker->busy && self->worker->request.number == number
         && self->worker->request.want_tree == want_tree;
}

static void
ask_locked (TaplineDecoding *self,
            guint64          number,
            gboolean         want_tree)
{
  Answer *request;

  if (self->stopped || is_in_work_locked (self, number, want_tree))
    return;
  for (GList *l = self->waiting.head; l != NULL; l = l->next)
    {
      request = l->data;
      if (request->number == number && request->want_tree == want_tree)
        {
          g_queue_unlink (&self->waiting, l);
          g_queue_push_head_link (&self->waiting, l);
          return;
        }
    }

  request = g_new0 (Answer, 1);
  request->number = number;
  request->want_tree = want_tree;
  g_queue_push_head (&self->waiting, request);
  if (self->waiting.length > N_WAITING_MAX)
    answer_free (g_queue_pop_tail (&self->waiting));
  if (self->n_threads == 0)
    {
      start_worker_locked (self);
      self->n_threads++;
      g_thread_unref (g_thread_new ("tapline-keeper", run_keeper, tapline_decoding_ref (self)));
    }
  g_cond_signal (&self->asked);
}

static gboolean
is_askable_locked (TaplineDecoding *self,
                   guint64          number)
{
  return self->decoders->len > 0 && strcmp (self->choice, TAPLINE_DECODING_NONE) != 0
         && number < tapline_counter_read (&tapline_index_get_counters (self->index)->messages);
}

static TaplineDecoded *
get (TaplineDecoding *self,
     guint64          number,
     gboolean         want_tree)
{
  TaplineDecoded *decoded;

  g_mutex_lock (&self->lock);
  decoded = cache_get (&self->caches[want_tree], number);
  if (decoded == NULL && is_askable_locked (self, number))
    ask_locked (self, number, want_tree);
  g_mutex_unlock (&self->lock);

  return decoded;
}

/* Whatever was answered or asked no longer holds. */
static void
begin_round_locked (TaplineDecoding *self)
{
  self->round++;
  g_queue_clear_full (&self->waiting, answer_free);
  for (guint i = 0; i < G_N_ELEMENTS (self->caches); i++)
    cache_clear (&self->caches[i]);
  g_cond_signal (&self->asked);
  /* Who waits asks again. */
  g_cond_broadcast (&self->answered);
}

/**
 * tapline_decoding_new:
 * @index: whose messages are decoded
 * @framing: spec of the framing that cut them
 * @notify: called on any thread when there are new answers, or the old ones no longer hold
 * @user_data: for @notify
 * @destroy: (nullable): frees @user_data, on any thread
 *
 * Starts no thread before it is asked something. Thread: any, as of all functions here; one at a
 * time changes what is decoded.
 *
 * Returns: (transfer full): a decoding without decoders
 */
TaplineDecoding *
tapline_decoding_new (TaplineIndex          *index,
                      const char            *framing,
                      TaplineDecodingNotify  notify,
                      gpointer               user_data,
                      GDestroyNotify         destroy)
{
  TaplineDecoding *self;

  g_return_val_if_fail (index != NULL && framing != NULL && notify != NULL, NULL);

  self = g_new0 (TaplineDecoding, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->index = tapline_index_ref (index);
  self->framing = g_strdup (framing);
  self->notify = notify;
  self->user_data = user_data;
  self->destroy = destroy;
  g_mutex_init (&self->lock);
  g_cond_init (&self->asked);
  g_cond_init (&self->answered);
  g_cond_init (&self->watching);
  self->decoders = g_ptr_array_new ();
  self->choice = g_strdup (TAPLINE_DECODING_AUTO);
  self->time_ms = TAPLINE_DECODER_TIME_MS;
  self->limit_ms = LIMIT_MS;
  g_queue_init (&self->waiting);
  cache_init (&self->caches[FALSE], N_SUMMARIES);
  cache_init (&self->caches[TRUE], N_TREES);

  return self;
}

TaplineDecoding *
tapline_decoding_ref (TaplineDecoding *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tapline_decoding_unref:
 * @self: (transfer full): a decoding, on which tapline_decoding_stop() was called
 */
void
tapline_decoding_unref (TaplineDecoding *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (self->caches); i++)
    {
      cache_clear (&self->caches[i]);
      g_hash_table_unref (self->caches[i].links);
    }
  g_queue_clear_full (&self->waiting, answer_free);
  g_ptr_array_unref (self->decoders);
  g_free (self->choice);
  g_free (self->framing);
  tapline_index_unref (self->index);
  g_cond_clear (&self->asked);
  g_cond_clear (&self->answered);
  g_cond_clear (&self->watching);
  g_mutex_clear (&self->lock);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}

/**
 * tapline_decoding_set_decoders:
 * @self: a decoding
 * @decoders: (element-type TaplineDecoder): as of tapline_plugin_registry_list_decoders(); not to
 *   be changed any more
 *
 * All answers are forgotten.
 */
void
tapline_decoding_set_decoders (TaplineDecoding *self,
                               GPtrArray       *decoders)
{
  g_return_if_fail (self != NULL && decoders != NULL);

  g_mutex_lock (&self->lock);
  g_ptr_array_ref (decoders);
  g_ptr_array_unref (self->decoders);
  self->decoders = decoders;
  begin_round_locked (self);
  g_mutex_unlock (&self->lock);
  self->notify (self->user_data);
}

/**
 * tapline_decoding_choose:
 * @self: a decoding
 * @choice: %TAPLINE_DECODING_AUTO, %TAPLINE_DECODING_NONE or the name of a decoder
 *
 * All answers are forgotten.
 */
void
tapline_decoding_choose (TaplineDecoding *self,
                         const char      *choice)
{
  g_return_if_fail (self != NULL && choice != NULL);

  g_mutex_lock (&self->lock);
  g_free (self->choice);
  self->choice = g_strdup (choice);
  begin_round_locked (self);
  g_mutex_unlock (&self->lock);
  self->notify (self->user_data);
}

/**
 * tapline_decoding_set_limits:
 * @self: a decoding
 * @time_ms: how long a decoder may take for a message, of its thread's time; 100 unless set
 * @limit_ms: after how long it counts as one that does not return; 2000 unless set
 */
void
tapline_decoding_set_limits (TaplineDecoding *self,
                             guint            time_ms,
                             guint            limit_ms)
{
  g_return_if_fail (self != NULL && time_ms > 0 && limit_ms > 0);

  g_mutex_lock (&self->lock);
  self->time_ms = time_ms;
  self->limit_ms = limit_ms;
  g_mutex_unlock (&self->lock);
}

/**
 * tapline_decoding_get_summary:
 * @self: a decoding
 * @number: of a message
 *
 * For a row. Never waits.
 *
 * Returns: (transfer full) (nullable): what the message means, without the tree; %NULL if it is not
 *   known yet, or never will be: then the row shows the message itself
 */
TaplineDecoded *
tapline_decoding_get_summary (TaplineDecoding *self,
                              guint64          number)
{
  g_return_val_if_fail (self != NULL, NULL);

  return get (self, number, FALSE);
}

/**
 * tapline_decoding_get_tree:
 * @self: a decoding
 * @number: of a message
 *
 * For the details. Never waits.
 *
 * Returns: (transfer full) (nullable): what the message means; %NULL as above
 */
TaplineDecoded *
tapline_decoding_get_tree (TaplineDecoding *self,
                           guint64          number)
{
  g_return_val_if_fail (self != NULL, NULL);

  return get (self, number, TRUE);
}

/**
 * tapline_decoding_wait:
 * @self: a decoding
 * @number: of a message
 * @want_tree: whether more than the summary is wanted
 *
 * For the terminal, which prints in order. Bounded: a decoder that does not return is left. Not on
 * a thread that draws.
 *
 * Returns: (transfer full) (nullable): what the message means; %NULL if there is no decoder at all
 */
TaplineDecoded *
tapline_decoding_wait (TaplineDecoding *self,
                       guint64          number,
                       gboolean         want_tree)
{
  TaplineDecoded *decoded = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  want_tree = !!want_tree;
  g_mutex_lock (&self->lock);
  while (!self->stopped && is_askable_locked (self, number)
         && (decoded = cache_get (&self->caches[want_tree], number)) == NULL)
    {
      ask_locked (self, number, want_tree);
      g_cond_wait (&self->answered, &self->lock);
    }
  g_mutex_unlock (&self->lock);

  return decoded;
}

/**
 * tapline_decoding_stop:
 * @self: a decoding
 * @wait_ms: how long to wait for the message that is being decoded; 0 does not wait
 *
 * It decodes nothing any more. Before the registry goes at the end of the program, this sees to it
 * that plug-ins are unloaded after their last message.
 *
 * Returns: whether no thread of it is at work any more
 */
gboolean
tapline_decoding_stop (TaplineDecoding *self,
                       guint            wait_ms)
{
  gint64 until = g_get_monotonic_time () + wait_ms * G_TIME_SPAN_MILLISECOND;
  gboolean ended;

  g_return_val_if_fail (self != NULL, FALSE);

  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  g_queue_clear_full (&self->waiting, answer_free);
  g_cond_broadcast (&self->asked);
  g_cond_broadcast (&self->watching);
  g_cond_broadcast (&self->answered);
  while (wait_ms > 0 && self->n_threads > 0
         && g_cond_wait_until (&self->answered, &self->lock, until))
    continue;
  ended = self->n_threads == 0;
  g_ptr_array_unref (self->decoders);
  self->decoders = g_ptr_array_new ();
  g_mutex_unlock (&self->lock);

  return ended;
}
