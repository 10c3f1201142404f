/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network thread and the protocol by which it starts and ends.
 *
 * Threads: the sidecar's thread pushes its own GMainContext before anything else, so that every
 * GIO operation that it begins completes on it, and never takes the default one. Others reach it
 * through one queue (tapline_sidecar_post) that one source of its context empties. `lock` guards
 * the queue and the status; `changed` tells whoever waits for a status. What residents see is
 * the thread's own.
 *
 * Ending, each step bounded:
 *   1. tapline_sidecar_stop* refuses further posts and posts the rest of the protocol itself, so
 *      it works from every thread and from inside every callback;
 *   2. each resident is asked to leave: it stops accepting and reading, gets the grace time to
 *      write what is queued, closes, records how its connections ended;
 *   3. when the last one has left, or when the grace time and LEAVE_MARGIN_MS are over, the loop
 *      is left from inside; what is still queued is dropped on this thread;
 *   4. the thread publishes its end as its last act, and whoever waits joins it. A waiter whose
 *      deadline passes detaches it: the thread holds a reference on all that it touches.
 */
#include "config.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "tapline-sidecar-private.h"

/* How long residents may take beyond the grace time before the loop ends without them. */
#define LEAVE_MARGIN_MS 1000
/* Descriptors that are left to everything but connections. */
#define SPARE_DESCRIPTORS 128
/* The context's, the poller's, and a first one to work with. */
#define DESCRIPTORS_NEEDED 4

typedef struct
{
  TaplineSidecarFunc func;
  gpointer           data;
  GDestroyNotify     destroy;
} Post;

typedef struct
{
  GSource         source;
  TaplineSidecar *sidecar; /* borrowed */
} QueueSource;

struct _TaplineSidecar
{
  gatomicrefcount ref_count;

  /* guarded by lock */
  GMutex               lock;
  GCond                changed;
  TaplineSidecarStatus status;
  GThread             *thread;     /* to be joined or detached by who takes it */
  GError              *error;      /* why it failed */
  GQueue               posts;      /* element-type Post, owned */
  GSource             *queue_source;
  GPtrArray           *stop_tasks; /* element-type GTask: who is told of the end */
  guint                grace_ms;

  /* atomic, written by the sidecar: itself while its loop turns, for comparison only */
  GThread *identity;

  /* sidecar */
  GMainContext  *context;
  GMainLoop     *loop;
  TaplinePoller *poller;
  GPtrArray     *residents; /* element-type TaplineResident, borrowed */
  GSource       *leave_timeout;
  gboolean       leaving;
  guint          n_links;
  guint          max_links;
};

static void
post_free (Post *post)
{
  if (post->destroy != NULL)
    post->destroy (post->data);
  g_free (post);
}

static gboolean
has_thread (TaplineSidecarStatus status)
{
  return status == TAPLINE_SIDECAR_STARTING || status == TAPLINE_SIDECAR_RUNNING
         || status == TAPLINE_SIDECAR_STOPPING;
}

static gboolean
queue_dispatch (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  TaplineSidecar *self = ((QueueSource *) source)->sidecar;
  GQueue posts;
  Post *post;

  g_source_set_ready_time (source, -1);
  g_mutex_lock (&self->lock);
  posts = self->posts;
  g_queue_init (&self->posts);
  g_mutex_unlock (&self->lock);

  while ((post = g_queue_pop_head (&posts)) != NULL)
    {
      post->func (self, post->data);
      post_free (post);
    }

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs queue_funcs = { NULL, NULL, queue_dispatch, NULL, NULL, NULL };

static void
push_locked (TaplineSidecar     *self,
             TaplineSidecarFunc  func,
             gpointer            data,
             GDestroyNotify      destroy)
{
  Post *post = g_new (Post, 1);

  *post = (Post) { func, data, destroy };
  g_queue_push_tail (&self->posts, post);
  if (self->posts.length == 1)
    g_source_set_ready_time (self->queue_source, 0);
}

static gboolean
leave_timeout_cb (gpointer user_data)
{
  TaplineSidecar *self = user_data;

  g_warning ("The sidecar ends with %u residents that did not leave", self->residents->len);
  g_main_loop_quit (self->loop);

  return G_SOURCE_REMOVE;
}

/* Step 2, on the sidecar: from here on the loop ends as soon as nobody is left. */
static void
leave_on_sidecar (TaplineSidecar *self,
                  gpointer        data)
{
  g_autoptr (GPtrArray) residents = NULL;
  guint grace_ms;

  TAPLINE_ASSERT_SIDECAR (self);

  g_mutex_lock (&self->lock);
  grace_ms = self->grace_ms;
  g_mutex_unlock (&self->lock);

  self->leaving = TRUE;
  self->leave_timeout = tapline_sidecar_add_timeout (self, grace_ms + LEAVE_MARGIN_MS,
                                                     leave_timeout_cb, self,
                                                     "[tapline] sidecar leave");
  /* A resident that leaves at once changes the array; one that is gone is not asked. */
  residents = g_ptr_array_copy (self->residents, NULL, NULL);
  for (guint i = 0; i < residents->len; i++)
    {
      TaplineResident *resident = g_ptr_array_index (residents, i);

      if (g_ptr_array_find (self->residents, resident, NULL))
        resident->leave (resident, grace_ms);
    }
  if (self->residents->len == 0)
    g_main_loop_quit (self->loop);
}

/* Step 1. TRUE if there is an end to wait for. */
static gboolean
begin_stop_locked (TaplineSidecar *self,
                   guint           grace_ms)
{
  if (self->status == TAPLINE_SIDECAR_RUNNING)
    {
      self->status = TAPLINE_SIDECAR_STOPPING;
      self->grace_ms = grace_ms;
      push_locked (self, leave_on_sidecar, NULL, NULL);
      g_cond_broadcast (&self->changed);
    }

  return self->status == TAPLINE_SIDECAR_STOPPING;
}

static void
raise_descriptor_limit (TaplineSidecar *self)
{
  struct rlimit limit = { 0 };

  if (getrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
      getrlimit (RLIMIT_NOFILE, &limit);
    }
  if (limit.rlim_cur > 2 * SPARE_DESCRIPTORS)
    self->max_links = (guint) MIN (limit.rlim_cur - SPARE_DESCRIPTORS, G_MAXINT);
  else
    self->max_links = (guint) limit.rlim_cur / 2;
}

/* GLib aborts when a main context gets no descriptor. Few may be left all the same when they are
 * needed, but a process that has none is told so instead of ended. */
static gboolean
has_descriptors (GError **error)
{
  int fds[DESCRIPTORS_NEEDED];
  guint n = 0;

  while (n < DESCRIPTORS_NEEDED && (fds[n] = eventfd (0, EFD_CLOEXEC)) >= 0)
    n++;
  if (n < DESCRIPTORS_NEEDED)
    {
      int saved_errno = errno;

      g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved_errno),
                   _("The network thread cannot start: %s."), g_strerror (saved_errno));
    }
  for (guint i = 0; i < n; i++)
    close (fds[i]);

  return n == DESCRIPTORS_NEEDED;
}

static gboolean
set_up_on_sidecar (TaplineSidecar  *self,
                   GError         **error)
{
  raise_descriptor_limit (self);
  self->poller = tapline_poller_new (self->context, error);
  if (self->poller == NULL)
    return FALSE;
  self->loop = g_main_loop_new (self->context, FALSE);
  self->residents = g_ptr_array_new ();
  self->leaving = FALSE;
  self->n_links = 0;

  return TRUE;
}

static void
tear_down_on_sidecar (TaplineSidecar *self)
{
  g_clear_pointer (&self->poller, tapline_poller_free);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->residents, g_ptr_array_unref);
  if (self->leave_timeout != NULL)
    g_source_destroy (self->leave_timeout);
  g_clear_pointer (&self->leave_timeout, g_source_unref);
}

/* The thread's last act: publishes the end and tells who asked for it. */
static void
publish_end (TaplineSidecar *self)
{
  g_autoptr (GPtrArray) tasks = NULL;
  GQueue dropped;

  g_mutex_lock (&self->lock);
  dropped = self->posts;
  g_queue_init (&self->posts);
  g_source_destroy (self->queue_source);
  g_clear_pointer (&self->queue_source, g_source_unref);
  g_mutex_unlock (&self->lock);

  g_queue_clear_full (&dropped, (GDestroyNotify) post_free);

  g_atomic_pointer_set (&self->identity, NULL);
  g_mutex_lock (&self->lock);
  self->status = self->error != NULL ? TAPLINE_SIDECAR_FAILED : TAPLINE_SIDECAR_STOPPED;
  tasks = g_steal_pointer (&self->stop_tasks);
  self->stop_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);

  for (guint i = 0; i < tasks->len; i++)
    g_task_return_boolean (g_ptr_array_index (tasks, i), TRUE);
}

static gpointer
run (gpointer data)
{
  TaplineSidecar *self = data;
  g_autoptr (GMainContext) context = self->context;
  GError *error = NULL;

  g_main_context_push_thread_default (context);
  if (set_up_on_sidecar (self, &error))
    {
      g_atomic_pointer_set (&self->identity, g_thread_self ());
      g_mutex_lock (&self->lock);
      self->status = TAPLINE_SIDECAR_RUNNING;
      g_cond_broadcast (&self->changed);
      g_mutex_unlock (&self->lock);

      g_main_loop_run (self->loop);
    }
  else
    {
      g_mutex_lock (&self->lock);
      self->error = error;
      g_mutex_unlock (&self->lock);
    }
  tear_down_on_sidecar (self);
  self->context = NULL;
  g_main_context_pop_thread_default (context);
  publish_end (self);
  tapline_sidecar_unref (self);

  return NULL;
}

static void
join_taken (GThread *thread)
{
  if (thread != NULL)
    g_thread_join (thread);
}

static void
set_refused_locked (TaplineSidecar  *self,
                    GError         **error)
{
  if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));
  else
    g_set_error_literal (error, TAPLINE_ERROR, TAPLINE_ERROR_STOPPED,
                         _("The network thread is not running."));
}

/**
 * tapline_sidecar_new:
 *
 * Thread: any.
 *
 * Returns: (transfer full): a sidecar that is not started
 */
TaplineSidecar *
tapline_sidecar_new (void)
{
  TaplineSidecar *self = g_new0 (TaplineSidecar, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->posts);
  self->stop_tasks = g_ptr_array_new_with_free_func (g_object_unref);

  return self;
}

TaplineSidecar *
tapline_sidecar_ref (TaplineSidecar *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tapline_sidecar_unref:
 * @self: (transfer full): a sidecar that was stopped, or never started
 *
 * One that runs keeps itself alive and goes on: stop it first. Thread: any.
 */
void
tapline_sidecar_unref (TaplineSidecar *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  /* The thread holds a reference, so it has ended, or these are its last instructions. */
  if (self->thread != NULL)
    g_thread_unref (self->thread);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->stop_tasks);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
start_locked (TaplineSidecar *self)
{
  self->status = TAPLINE_SIDECAR_FAILED;
  if (!has_descriptors (&self->error))
    return;
  self->context = g_main_context_new ();
  self->queue_source = g_source_new (&queue_funcs, sizeof (QueueSource));
  ((QueueSource *) self->queue_source)->sidecar = self;
  g_source_set_static_name (self->queue_source, "[tapline] sidecar queue");
  g_source_attach (self->queue_source, self->context);
  tapline_sidecar_ref (self);
  self->thread = g_thread_try_new ("tapline-sidecar", run, self, &self->error);
  if (self->thread != NULL)
    {
      self->status = TAPLINE_SIDECAR_STARTING;
      return;
    }
  g_clear_pointer (&self->queue_source, g_source_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  tapline_sidecar_unref (self);
}

/**
 * tapline_sidecar_start:
 * @self: a sidecar
 * @error: return location for an error: %G_IO_ERROR when the process is out of descriptors or
 *   threads, #TAPLINE_ERROR_STOPPED while it is stopping
 *
 * Returns when the loop turns; at once if it does already. A sidecar that stopped or failed starts
 * afresh. Thread: any but the sidecar.
 *
 * Returns: whether it runs
 */
gboolean
tapline_sidecar_start (TaplineSidecar  *self,
                       GError         **error)
{
  gboolean running;

  g_return_val_if_fail (self != NULL, FALSE);

  g_mutex_lock (&self->lock);
  if (!has_thread (self->status))
    {
      g_clear_error (&self->error);
      /* It has published its end: joining waits for a return at most. */
      join_taken (g_steal_pointer (&self->thread));
      start_locked (self);
    }
  while (self->status == TAPLINE_SIDECAR_STARTING)
    g_cond_wait (&self->changed, &self->lock);
  running = self->status == TAPLINE_SIDECAR_RUNNING;
  if (!running)
    set_refused_locked (self, error);
  g_mutex_unlock (&self->lock);

  return running;
}

/**
 * tapline_sidecar_get_status:
 * @self: a sidecar
 *
 * Thread: any.
 *
 * Returns: where it is in its life
 */
TaplineSidecarStatus
tapline_sidecar_get_status (TaplineSidecar *self)
{
  TaplineSidecarStatus status;

  g_return_val_if_fail (self != NULL, TAPLINE_SIDECAR_IDLE);

  g_mutex_lock (&self->lock);
  status = self->status;
  g_mutex_unlock (&self->lock);

  return status;
}

/**
 * tapline_sidecar_is_current:
 * @self: a sidecar
 *
 * Thread: any.
 *
 * Returns: whether the caller is on the sidecar's thread
 */
gboolean
tapline_sidecar_is_current (TaplineSidecar *self)
{
  return g_atomic_pointer_get (&self->identity) == g_thread_self ();
}

/**
 * tapline_sidecar_post:
 * @self: a sidecar
 * @func: what to run on it
 * @data: its argument; moves to the sidecar
 * @destroy: (nullable): frees @data, on the sidecar after @func; on this thread when refused
 * @error: return location for #TAPLINE_ERROR_STOPPED, or for the error that the sidecar failed with
 *
 * Functions run in the order of posting, each after the callback that is running now.
 * Thread: any.
 *
 * Returns: whether it was taken
 */
gboolean
tapline_sidecar_post (TaplineSidecar      *self,
                      TaplineSidecarFunc   func,
                      gpointer             data,
                      GDestroyNotify       destroy,
                      GError             **error)
{
  gboolean taken;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  g_mutex_lock (&self->lock);
  taken = self->status == TAPLINE_SIDECAR_RUNNING;
  if (taken)
    push_locked (self, func, data, destroy);
  else
    set_refused_locked (self, error);
  g_mutex_unlock (&self->lock);

  if (!taken && destroy != NULL)
    destroy (data);

  return taken;
}

/* A call is owned by its waiter and by its post; the last one frees it. */
typedef struct
{
  TaplineSidecarFunc func;
  gpointer           data;
  GDestroyNotify     destroy;
  gatomicrefcount    ref_count;
  /* guarded by lock */
  GMutex             lock;
  GCond              ended;
  gboolean           ran;
  gboolean           over;
} Call;

static void
call_unref (Call *call)
{
  if (!g_atomic_ref_count_dec (&call->ref_count))
    return;
  g_mutex_clear (&call->lock);
  g_cond_clear (&call->ended);
  g_free (call);
}

static void
call_on_sidecar (TaplineSidecar *self,
                 gpointer        data)
{
  Call *call = data;

  call->func (self, call->data);
  call->ran = TRUE;
}

/* The post is gone, whether it ran or was dropped. */
static void
call_over (gpointer data)
{
  Call *call = data;

  if (call->destroy != NULL)
    call->destroy (call->data);
  g_mutex_lock (&call->lock);
  call->over = TRUE;
  g_cond_signal (&call->ended);
  g_mutex_unlock (&call->lock);
  call_unref (call);
}

/**
 * tapline_sidecar_call:
 * @self: a sidecar
 * @func: what to run on it
 * @data: its argument
 * @destroy: (nullable): frees @data once @func cannot run any more
 * @timeout_ms: how long to wait
 * @error: return location for #TAPLINE_ERROR_STOPPED, #TAPLINE_ERROR_DEADLINE, or for the error
 *   that the sidecar failed with
 *
 * Thread: any but the sidecar and one whose loop draws.
 *
 * Returns: whether @func ran to its end within @timeout_ms
 */
gboolean
tapline_sidecar_call (TaplineSidecar      *self,
                      TaplineSidecarFunc   func,
                      gpointer             data,
                      GDestroyNotify       destroy,
                      guint                timeout_ms,
                      GError             **error)
{
  gint64 deadline = g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND;
  Call *call;
  gboolean ran, over;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);
  g_return_val_if_fail (!tapline_sidecar_is_current (self), FALSE);

  call = g_new0 (Call, 1);
  call->func = func;
  call->data = data;
  call->destroy = destroy;
  g_atomic_ref_count_init (&call->ref_count);
  g_atomic_ref_count_inc (&call->ref_count);
  g_mutex_init (&call->lock);
  g_cond_init (&call->ended);
  if (!tapline_sidecar_post (self, call_on_sidecar, call, call_over, error))
    {
      call_unref (call);
      return FALSE;
    }

  g_mutex_lock (&call->lock);
  while (!call->over && g_cond_wait_until (&call->ended, &call->lock, deadline))
    ;
  over = call->over;
  ran = over && call->ran;
  g_mutex_unlock (&call->lock);
  call_unref (call);
  if (!over)
    g_set_error_literal (error, TAPLINE_ERROR, TAPLINE_ERROR_DEADLINE,
                         _("The network thread did not answer in time."));
  else if (!ran)
    g_set_error_literal (error, TAPLINE_ERROR, TAPLINE_ERROR_STOPPED,
                         _("The network thread is not running."));

  return ran;
}

/**
 * tapline_sidecar_stop_async:
 * @self: a sidecar
 * @grace_ms: how long connections may take to write what is queued
 * @callback: (scope async) (nullable): called on the caller's thread-default context when it has
 *   ended; %NULL on the sidecar, whose context ends with it
 * @user_data: for @callback
 *
 * All calls until the end share one stop, with the first one's grace. Thread: any.
 */
void
tapline_sidecar_stop_async (TaplineSidecar      *self,
                            guint                grace_ms,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  gboolean wait;

  g_return_if_fail (self != NULL);
  g_return_if_fail (callback == NULL || !tapline_sidecar_is_current (self));

  if (callback != NULL)
    {
      task = g_task_new (NULL, NULL, callback, user_data);
      g_task_set_source_tag (task, tapline_sidecar_stop_async);
    }
  g_mutex_lock (&self->lock);
  while (self->status == TAPLINE_SIDECAR_STARTING)
    g_cond_wait (&self->changed, &self->lock);
  wait = begin_stop_locked (self, grace_ms);
  if (wait && task != NULL)
    g_ptr_array_add (self->stop_tasks, g_object_ref (task));
  g_mutex_unlock (&self->lock);

  if (!wait && task != NULL)
    g_task_return_boolean (task, TRUE);
}

/**
 * tapline_sidecar_stop_finish:
 * @self: a sidecar
 * @result: what the callback got
 * @error: return location for an error
 *
 * Thread: the one that called tapline_sidecar_stop_async().
 *
 * Returns: %TRUE: it has ended
 */
gboolean
tapline_sidecar_stop_finish (TaplineSidecar  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  GThread *thread;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  g_mutex_lock (&self->lock);
  thread = has_thread (self->status) ? NULL : g_steal_pointer (&self->thread);
  g_mutex_unlock (&self->lock);
  if (thread != g_thread_self ())
    join_taken (thread);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * tapline_sidecar_stop:
 * @self: a sidecar
 * @grace_ms: how long connections may take to write what is queued
 * @timeout_ms: how long to wait for the end of the thread
 * @error: return location for #TAPLINE_ERROR_DEADLINE
 *
 * On the sidecar itself it begins the stop and does not wait: that could never end.
 * Thread: any but one whose loop draws.
 *
 * Returns: whether the thread has ended
 */
gboolean
tapline_sidecar_stop (TaplineSidecar  *self,
                      guint            grace_ms,
                      guint            timeout_ms,
                      GError         **error)
{
  gint64 deadline = g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND;
  gboolean on_sidecar;
  GThread *thread;
  gboolean ended;

  g_return_val_if_fail (self != NULL, FALSE);

  on_sidecar = tapline_sidecar_is_current (self);
  g_mutex_lock (&self->lock);
  while (self->status == TAPLINE_SIDECAR_STARTING)
    g_cond_wait (&self->changed, &self->lock);
  begin_stop_locked (self, grace_ms);
  while (!on_sidecar && has_thread (self->status)
         && g_cond_wait_until (&self->changed, &self->lock, deadline))
    ;
  ended = !has_thread (self->status);
  thread = on_sidecar ? NULL : g_steal_pointer (&self->thread);
  g_mutex_unlock (&self->lock);

  if (ended)
    join_taken (thread);
  else
    {
      if (thread != NULL)
        {
          g_warning ("The sidecar did not end within %u ms and is left to itself", timeout_ms);
          g_thread_unref (thread);
        }
      g_set_error_literal (error, TAPLINE_ERROR, TAPLINE_ERROR_DEADLINE,
                           _("The network thread did not end in time."));
    }

  return ended;
}

/**
 * tapline_sidecar_fail_on_sidecar:
 * @self: a sidecar
 * @error: (transfer full): why it cannot go on
 *
 * Ends it without grace; every later call returns @error until a restart. The first error counts.
 */
void
tapline_sidecar_fail_on_sidecar (TaplineSidecar *self,
                                 GError         *error)
{
  TAPLINE_ASSERT_SIDECAR (self);
  g_return_if_fail (error != NULL);

  g_mutex_lock (&self->lock);
  if (self->error == NULL)
    self->error = g_steal_pointer (&error);
  begin_stop_locked (self, 0);
  g_mutex_unlock (&self->lock);
  g_clear_error (&error);
}

/* For what lives on the sidecar; see tapline-sidecar-private.h. */

void
tapline_sidecar_add_resident (TaplineSidecar  *self,
                              TaplineResident *resident)
{
  TAPLINE_ASSERT_SIDECAR (self);

  g_ptr_array_add (self->residents, resident);
  if (self->leaving)
    resident->leave (resident, 0);
}

void
tapline_sidecar_remove_resident (TaplineSidecar  *self,
                                 TaplineResident *resident)
{
  TAPLINE_ASSERT_SIDECAR (self);

  g_ptr_array_remove_fast (self->residents, resident);
  if (self->leaving && self->residents->len == 0)
    g_main_loop_quit (self->loop);
}

TaplinePoller *
tapline_sidecar_get_poller (TaplineSidecar *self)
{
  TAPLINE_ASSERT_SIDECAR (self);

  return self->poller;
}

GSource *
tapline_sidecar_add_timeout (TaplineSidecar *self,
                             guint           interval_ms,
                             GSourceFunc     func,
                             gpointer        data,
                             const char     *name)
{
  GSource *source = g_timeout_source_new (interval_ms);

  TAPLINE_ASSERT_SIDECAR (self);

  g_source_set_static_name (source, name);
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, self->context);

  return source;
}

guint
tapline_sidecar_get_spare_links (TaplineSidecar *self)
{
  TAPLINE_ASSERT_SIDECAR (self);

  return self->max_links > self->n_links ? self->max_links - self->n_links : 0;
}

void
tapline_sidecar_count_link (TaplineSidecar *self,
                            int             change)
{
  TAPLINE_ASSERT_SIDECAR (self);

  self->n_links = (guint) ((int) self->n_links + change);
}
