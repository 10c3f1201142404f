/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One epoll descriptor behind one GSource.
 *
 * A GMainContext looks at every descriptor on every wake-up, so its cost grows with the number
 * of connections, idle ones included; epoll's does not. All connections of the sidecar therefore
 * share this one source. A turn is one dispatch: what is ready is served, then everything that
 * was marked in the turn ends it, once each.
 *
 * Threads: all of it belongs to the thread that runs the context.
 */
#include "config.h"

#include <errno.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib-unix.h>

#include "tapline-poller.h"

/* All that epoll returns is served in the turn, and the kernel puts it behind what it did not
 * return: so everybody gets a turn. The bounds keep a turn at a few milliseconds, because what is
 * not behind epoll (new peers, orders, timers) waits for its end. */
#define EVENTS_PER_TURN 64
#define BYTES_PER_TURN (1024 * 1024)
#define LEAST_SHARE (64 * 1024)

struct _TaplinePoller
{
  GSource           *source;
  GPtrArray         *enders;  /* element-type TaplineTurnEnder, borrowed */
  int                fd;
  gboolean           dispatching;
  /* what the turn still has to serve */
  struct epoll_event events[EVENTS_PER_TURN];
  int                n_events;
  int                position;
};

typedef struct
{
  GSource        source;
  TaplinePoller *poller; /* borrowed */
} PollerSource;

static void
end_turn (TaplinePoller *self)
{
  /* An ender may mark another one, which then ends this turn too. */
  for (guint i = 0; i < self->enders->len; i++)
    {
      TaplineTurnEnder *ender = g_ptr_array_index (self->enders, i);

      if (ender == NULL)
        continue;
      self->enders->pdata[i] = NULL;
      ender->marked = FALSE;
      ender->end_turn (ender);
    }
  g_ptr_array_set_size (self->enders, 0);
}

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  TaplinePoller *self = ((PollerSource *) source)->poller;

  g_source_set_ready_time (source, -1);
  self->dispatching = TRUE;
  self->n_events = epoll_wait (self->fd, self->events, EVENTS_PER_TURN, 0);
  for (self->position = 0; self->position < self->n_events; self->position++)
    {
      TaplinePollable *pollable = self->events[self->position].data.ptr;

      /* Removed by a callback earlier in this turn. */
      if (pollable == NULL)
        continue;
      pollable->ready (pollable, self->events[self->position].events);
    }
  end_turn (self);
  self->dispatching = FALSE;

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs poller_funcs = { NULL, NULL, dispatch, NULL, NULL, NULL };

/**
 * tapline_poller_new:
 * @context: the context that this thread runs
 * @error: return location for an error
 *
 * Thread: sidecar.
 *
 * Returns: (transfer full): a poller attached to @context, or %NULL with a %G_IO_ERROR when the
 *   process is out of descriptors
 */
TaplinePoller *
tapline_poller_new (GMainContext  *context,
                    GError       **error)
{
  TaplinePoller *self;
  int fd = epoll_create1 (EPOLL_CLOEXEC);

  if (fd < 0)
    {
      int saved_errno = errno;

      g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved_errno),
                   "epoll_create1: %s", g_strerror (saved_errno));
      return NULL;
    }

  self = g_new0 (TaplinePoller, 1);
  self->fd = fd;
  self->enders = g_ptr_array_new ();
  self->source = g_source_new (&poller_funcs, sizeof (PollerSource));
  ((PollerSource *) self->source)->poller = self;
  g_source_set_static_name (self->source, "[tapline] poller");
  g_source_add_unix_fd (self->source, fd, G_IO_IN);
  g_source_attach (self->source, context);

  return self;
}

/**
 * tapline_poller_free:
 * @self: (transfer full): a poller from which everything was removed
 *
 * Thread: sidecar, not while it dispatches.
 */
void
tapline_poller_free (TaplinePoller *self)
{
  g_assert (!self->dispatching);

  end_turn (self);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_ptr_array_unref (self->enders);
  close (self->fd);
  g_free (self);
}

/**
 * tapline_poller_set:
 * @self: a poller
 * @pollable: what to wait for, with `ready` and `fd` set; borrowed until it is removed
 * @events: EPOLLIN, EPOLLOUT, both or 0, level-triggered; EPOLLERR and EPOLLHUP always come, so
 *   who cannot handle those for now must be removed
 *
 * Thread: sidecar.
 *
 * Returns: %FALSE with errno set if the kernel refused (out of memory or of watches)
 */
gboolean
tapline_poller_set (TaplinePoller   *self,
                    TaplinePollable *pollable,
                    guint            events)
{
  struct epoll_event event = { .events = events, .data.ptr = pollable };

  if (pollable->added && pollable->events == events)
    return TRUE;
  if (epoll_ctl (self->fd, pollable->added ? EPOLL_CTL_MOD : EPOLL_CTL_ADD,
                 pollable->fd, &event) != 0)
    return FALSE;
  pollable->added = TRUE;
  pollable->events = events;

  return TRUE;
}

/**
 * tapline_poller_remove:
 * @self: a poller
 * @pollable: what is not to be waited for any more; nothing happens if it was not
 *
 * Its callback does not come again, also not for what was ready in this turn. Call it before the
 * descriptor is closed. Thread: sidecar.
 */
void
tapline_poller_remove (TaplinePoller   *self,
                       TaplinePollable *pollable)
{
  if (!pollable->added)
    return;
  epoll_ctl (self->fd, EPOLL_CTL_DEL, pollable->fd, NULL);
  pollable->added = FALSE;
  if (!self->dispatching)
    return;
  for (int i = self->position; i < self->n_events; i++)
    if (self->events[i].data.ptr == pollable)
      self->events[i].data.ptr = NULL;
}

/**
 * tapline_poller_get_share:
 * @self: a poller
 *
 * Thread: sidecar.
 *
 * Returns: how many bytes each pollable should move in this turn, each way, so that a turn stays
 *   short
 */
gsize
tapline_poller_get_share (TaplinePoller *self)
{
  return MAX (BYTES_PER_TURN / (gsize) MAX (self->n_events, 1), LEAST_SHARE);
}

/**
 * tapline_poller_mark:
 * @self: a poller
 * @ender: what is to end this turn; borrowed until it did or was unmarked
 *
 * Thread: sidecar. Outside of a turn (in a callback of GIO, say) it asks for one.
 */
void
tapline_poller_mark (TaplinePoller    *self,
                     TaplineTurnEnder *ender)
{
  if (ender->marked)
    return;
  ender->marked = TRUE;
  g_ptr_array_add (self->enders, ender);
  if (!self->dispatching)
    g_source_set_ready_time (self->source, 0);
}

/**
 * tapline_poller_unmark:
 * @self: a poller
 * @ender: what is not to end the turn after all
 *
 * Thread: sidecar.
 */
void
tapline_poller_unmark (TaplinePoller    *self,
                       TaplineTurnEnder *ender)
{
  guint position;

  if (!ender->marked)
    return;
  ender->marked = FALSE;
  if (g_ptr_array_find (self->enders, ender, &position))
    self->enders->pdata[position] = NULL;
}
