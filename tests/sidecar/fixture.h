/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tapline-tap.h"

G_BEGIN_DECLS

#define TEST_DEADLINE_MS 10000

/* Runs the main context until @condition holds; fails the test after TEST_DEADLINE_MS. */
#define test_wait_for(condition)                                                                  \
  G_STMT_START                                                                                    \
    {                                                                                             \
      gint64 test_until = g_get_monotonic_time () + TEST_DEADLINE_MS * G_TIME_SPAN_MILLISECOND;   \
      while (!(condition) && g_get_monotonic_time () < test_until)                                \
        test_turn ();                                                                             \
      g_assert_true (condition);                                                                  \
    }                                                                                             \
  G_STMT_END

/* A tap with its sidecar and recording in a folder of its own. */
typedef struct
{
  TaplineSidecar *sidecar;
  TaplineCapture *capture;
  TaplineIndex   *index;
  TaplineTap     *tap;
  char           *directory;
  char           *path;
  int             n_notified; /* atomic */
  /* called on the sidecar with the number of the notification, from 1 */
  void          (*on_notify) (gpointer fixture,
                              int      n);
} Fixture;

int              test_main             (int              argc,
                                        char           **argv,
                                        void           (*add_tests) (void));
void             test_turn             (void);
void             fixture_set_up        (Fixture         *self,
                                        gconstpointer    unused);
void             fixture_set_up_in     (Fixture         *self,
                                        const char      *directory);
void             fixture_tear_down     (Fixture         *self,
                                        gconstpointer    unused);
TaplineTapState  fixture_get_state     (Fixture         *self);
guint            fixture_get_peers     (Fixture         *self);
gboolean         fixture_has_ended     (Fixture         *self);
guint16          fixture_listen        (Fixture         *self);
void             fixture_index_all     (Fixture         *self);
guint            fixture_count_notes   (Fixture         *self,
                                        const char      *part);
guint            fixture_count_ended   (Fixture         *self);
char            *fixture_dup_stream    (Fixture         *self,
                                        TaplineDirection direction,
                                        gsize           *length);

/* Plain sockets, as a peer has them. */
int              peer_connect          (guint16          port);
int              peer_listen           (guint16         *port,
                                        int              backlog);
int              peer_accept           (int              listener);
guint            count_descriptors     (void);
guint            count_threads         (void);
gsize            get_resident_bytes    (void);

G_END_DECLS
