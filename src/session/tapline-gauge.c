/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows a session's index with statistics and values, as long as somebody looks.
 *
 * Threads: the UI's. The followers ring the bell from theirs; what they have is copied when
 * somebody asks for it.
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tapline-bell.h"
#include "tapline-gauge.h"
#include "tapline-transcript.h"

/* The places of the followers. */
#define STATISTICS    0
#define VALUES(place) (1 + (place))
#define N_FOLLOWERS   (1 + TAPLINE_GAUGE_VALUES)

struct _TaplineGauge
{
  GObject          parent_instance;

  TaplineSession  *session;
  TaplineBell     *bell;
  gboolean         active;
  TaplineIndex    *index;                          /* (nullable): what is counted */
  TaplineFollower *followers[N_FOLLOWERS];         /* (nullable): statistics and values */
  TaplinePattern  *patterns[TAPLINE_GAUGE_VALUES]; /* (nullable) */
  GError          *error;                          /* why something is not counted */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TaplineGauge, tapline_gauge, G_TYPE_OBJECT)

static void
ring_cb (gpointer data)
{
  tapline_bell_ring (data);
}

static void
answer_bell (gpointer data)
{
  g_signal_emit (data, signals[CHANGED], 0);
}

static void
drop (TaplineGauge *self)
{
  for (guint i = 0; i < N_FOLLOWERS; i++)
    g_clear_pointer (&self->followers[i], tapline_follower_free);
  g_clear_pointer (&self->index, tapline_index_unref);
  g_clear_error (&self->error);
}

static void
start_values (TaplineGauge *self,
              guint         place)
{
  if (self->active && self->index != NULL && self->patterns[place] != NULL
      && self->followers[VALUES (place)] == NULL)
    self->followers[VALUES (place)] = tapline_values_follow (self->index, self->patterns[place],
                                                             ring_cb,
                                                             tapline_bell_ref (self->bell),
                                                             (GDestroyNotify) tapline_bell_unref,
                                                             &self->error);
}

/* Begins anew if the session has another index. */
static void
look_at_index (TaplineGauge *self)
{
  TaplineMessageList *list = tapline_session_get_messages (self->session);
  TaplineIndex *index = tapline_transcript_get_index (TAPLINE_TRANSCRIPT (list));

  if (index != self->index)
    {
      drop (self);
      tapline_bell_ring (self->bell);
    }
  if (!self->active || index == NULL)
    return;

  if (self->index == NULL)
    {
      self->index = tapline_index_ref (index);
      self->followers[STATISTICS] = tapline_statistics_follow (index, ring_cb,
                                                               tapline_bell_ref (self->bell),
                                                               (GDestroyNotify) tapline_bell_unref,
                                                               &self->error);
    }
  for (guint i = 0; i < TAPLINE_GAUGE_VALUES && self->error == NULL; i++)
    start_values (self, i);
}

static void
session_changed_cb (TaplineGauge *self)
{
  look_at_index (self);
  for (guint i = 0; i < N_FOLLOWERS && self->active; i++)
    if (self->followers[i] != NULL)
      tapline_follower_wake (self->followers[i]);
}

static void
tapline_gauge_dispose (GObject *object)
{
  TaplineGauge *self = TAPLINE_GAUGE (object);

  drop (self);
  for (guint i = 0; i < TAPLINE_GAUGE_VALUES; i++)
    g_clear_pointer (&self->patterns[i], tapline_pattern_unref);
  if (self->bell != NULL)
    tapline_bell_remove (self->bell);
  g_clear_pointer (&self->bell, tapline_bell_unref);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (tapline_gauge_parent_class)->dispose (object);
}

static void
tapline_gauge_class_init (TaplineGaugeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tapline_gauge_dispose;

  /**
   * TaplineGauge::changed:
   *
   * There is more, or another beginning. At most 60 times a second.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tapline_gauge_init (TaplineGauge *self)
{
  self->bell = tapline_bell_new (answer_bell, self);
}

/**
 * tapline_gauge_new:
 * @session: (transfer none): whose messages to count
 *
 * Thread: UI, as everything here.
 *
 * Returns: (transfer full): a gauge that is not active
 */
TaplineGauge *
tapline_gauge_new (TaplineSession *session)
{
  TaplineGauge *self;

  g_return_val_if_fail (TAPLINE_IS_SESSION (session), NULL);
  TAPLINE_ASSERT_UI ();

  self = g_object_new (TAPLINE_TYPE_GAUGE, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * tapline_gauge_set_active:
 * @self: a gauge
 * @active: whether somebody looks
 *
 * One that is not active rests, and goes on where it was when it is again.
 */
void
tapline_gauge_set_active (TaplineGauge *self,
                          gboolean      active)
{
  g_return_if_fail (TAPLINE_IS_GAUGE (self));

  self->active = active;
  look_at_index (self);
  for (guint i = 0; i < N_FOLLOWERS; i++)
    if (self->followers[i] != NULL)
      tapline_follower_set_paused (self->followers[i], !active);
}

/**
 * tapline_gauge_set_pattern:
 * @self: a gauge
 * @place: which of the values, below %TAPLINE_GAUGE_VALUES
 * @pattern: (nullable): a regular expression; %NULL for none
 *
 * Collects what it finds, from the first message on.
 */
void
tapline_gauge_set_pattern (TaplineGauge   *self,
                           guint           place,
                           TaplinePattern *pattern)
{
  g_return_if_fail (TAPLINE_IS_GAUGE (self));
  g_return_if_fail (place < TAPLINE_GAUGE_VALUES);

  g_clear_pointer (&self->followers[VALUES (place)], tapline_follower_free);
  g_clear_pointer (&self->patterns[place], tapline_pattern_unref);
  if (pattern != NULL)
    self->patterns[place] = tapline_pattern_ref (pattern);
  g_clear_error (&self->error);
  start_values (self, place);
  tapline_bell_ring (self->bell);
}

/**
 * tapline_gauge_get_fraction:
 * @self: a gauge
 *
 * Returns: how much of what is recorded was gone through, from 0 to 1
 */
double
tapline_gauge_get_fraction (TaplineGauge *self)
{
  double fraction = 1;

  g_return_val_if_fail (TAPLINE_IS_GAUGE (self), 1);

  for (guint i = 0; i < N_FOLLOWERS; i++)
    if (self->followers[i] != NULL)
      fraction = MIN (fraction, tapline_follower_get_fraction (self->followers[i]));

  return fraction;
}

/**
 * tapline_gauge_dup_error:
 * @self: a gauge
 *
 * Returns: (transfer full) (nullable): why the figures are not those of all messages
 */
char *
tapline_gauge_dup_error (TaplineGauge *self)
{
  gboolean damaged = FALSE;

  g_return_val_if_fail (TAPLINE_IS_GAUGE (self), NULL);

  if (self->error != NULL)
    return g_strdup (self->error->message);
  for (guint i = 0; i < N_FOLLOWERS && !damaged; i++)
    damaged = self->followers[i] != NULL && tapline_follower_is_unreadable (self->followers[i]);

  return damaged ? g_strdup (_("Some messages could not be read and are not counted: another "
                               "program has changed the recording, or the disk fails."))
                 : NULL;
}

/**
 * tapline_gauge_look:
 * @self: a gauge
 * @figures: (out caller-allocates): what was counted so far
 *
 * Returns: %FALSE if nothing is counted, as before the session is open
 */
gboolean
tapline_gauge_look (TaplineGauge   *self,
                    TaplineFigures *figures)
{
  g_return_val_if_fail (TAPLINE_IS_GAUGE (self), FALSE);

  if (self->followers[STATISTICS] == NULL)
    return FALSE;
  tapline_statistics_look (self->followers[STATISTICS], figures);

  return TRUE;
}

/**
 * tapline_gauge_look_at_values:
 * @self: a gauge
 * @place: which of the values
 * @figures: (out caller-allocates): what was found so far
 *
 * Returns: %FALSE if nothing is looked for there
 */
gboolean
tapline_gauge_look_at_values (TaplineGauge        *self,
                              guint                place,
                              TaplineValueFigures *figures)
{
  g_return_val_if_fail (TAPLINE_IS_GAUGE (self), FALSE);
  g_return_val_if_fail (place < TAPLINE_GAUGE_VALUES, FALSE);

  if (self->followers[VALUES (place)] == NULL)
    return FALSE;
  tapline_values_look (self->followers[VALUES (place)], figures);

  return TRUE;
}

/**
 * tapline_gauge_list_peers:
 * @self: a gauge
 *
 * Returns: (transfer full) (element-type TaplinePeerFigures): those of each peer, as
 *   tapline_statistics_list_peers() tells
 */
GArray *
tapline_gauge_list_peers (TaplineGauge *self)
{
  g_return_val_if_fail (TAPLINE_IS_GAUGE (self), NULL);

  if (self->followers[STATISTICS] == NULL)
    return g_array_new (FALSE, FALSE, sizeof (TaplinePeerFigures));

  return tapline_statistics_list_peers (self->followers[STATISTICS]);
}

/**
 * tapline_gauge_dup_peer_name:
 * @self: a gauge
 * @peer: an address
 *
 * Returns: (transfer full): what the log calls it
 */
char *
tapline_gauge_dup_peer_name (TaplineGauge         *self,
                             const TaplineAddress *peer)
{
  TaplineMessage message = { .peer = *peer };

  g_return_val_if_fail (TAPLINE_IS_GAUGE (self), NULL);

  return tapline_message_list_dup_peer_name (tapline_session_get_messages (self->session),
                                             &message);
}
