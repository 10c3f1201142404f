/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording that grows, and a transcript that shows it as a session does: whenever there is more,
 * it looks and says so. */
#pragma once

#include "fixture.h"
#include "tapline-bell.h"
#include "tapline-transcript.h"

G_BEGIN_DECLS

typedef struct
{
  Fixture            f;
  TaplineFlow        flow;
  TaplineTranscript *transcript;
  TaplineBell       *bell;
} Shown;

void               shown_init           (Shown                *self);
/* Shows it from now on: a note first, about the connection that is open then. */
void               shown_open           (Shown                *self,
                                         const char           *framing);
void               shown_clear          (Shown                *self);
void               shown_set_framing    (Shown                *self,
                                         const char           *framing);
void               shown_say            (Shown                *self,
                                         TaplineDirection      direction,
                                         const char           *text);
/* The lines “line FIRST” to “line LAST”, every third of them sent. */
void               shown_say_lines      (Shown                *self,
                                         guint                 first,
                                         guint                 last);
/* Waits until all that was said is shown. */
void               shown_settle         (Shown                *self);

#define shown_wait_for(condition)                                                                 \
  G_STMT_START                                                                                    \
    {                                                                                             \
      gint64 shown_until = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;                     \
      while (!(condition) && g_get_monotonic_time () < shown_until)                               \
        g_main_context_iteration (NULL, FALSE);                                                   \
      g_assert_true (condition);                                                                  \
    }                                                                                             \
  G_STMT_END

G_END_DECLS
