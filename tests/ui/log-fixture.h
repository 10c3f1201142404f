/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fake-list.h"
#include "tapline-log-private.h"

G_BEGIN_DECLS

#define FIXTURE_DEADLINE (30 * G_TIME_SPAN_SECOND)

/* A log in a window over a list that is computed. */
typedef struct
{
  GtkWidget  *window;
  TaplineLog *log;
  FakeList   *list;
} Fixture;

/* Runs the main loop until @condition, but not for ever. */
#define wait_until(condition)                                                                     \
  G_STMT_START {                                                                                  \
    gint64 until_ = g_get_monotonic_time () + FIXTURE_DEADLINE;                                   \
    guint timer_ = g_timeout_add (10, fixture_keep_turning, NULL);                                \
    while (!(condition))                                                                          \
      {                                                                                           \
        g_assert_cmpint (g_get_monotonic_time (), <, until_);                                     \
        g_main_context_iteration (NULL, TRUE);                                                    \
      }                                                                                           \
    g_source_remove (timer_);                                                                     \
  } G_STMT_END

gboolean fixture_keep_turning (gpointer user_data);

void                fixture_wait_frames       (Fixture       *f,
                                               guint          n);
void                fixture_set_up            (Fixture       *f,
                                               gconstpointer  data);
void                fixture_tear_down         (Fixture       *f,
                                               gconstpointer  data);
guint               fixture_n_shown           (Fixture       *f);
TaplineLogContent  *fixture_shown             (Fixture       *f,
                                               guint          index);
guint64             fixture_first_shown       (Fixture       *f);
guint64             fixture_last_shown        (Fixture       *f);
void                fixture_assert_rows_right (Fixture       *f);
void                fixture_assert_at_end     (Fixture       *f);
GtkEventController *fixture_find_controller   (Fixture       *f,
                                               GType          type);
GtkEventController *fixture_find_controller_of
                                              (GtkWidget     *widget,
                                               GType          type);
void                fixture_press_in          (GtkWidget     *widget,
                                               const char    *key);
void                fixture_press_on          (Fixture       *f,
                                               GtkWidget     *widget,
                                               const char    *key);
void                fixture_got_text_cb       (GObject       *object,
                                               GAsyncResult  *result,
                                               gpointer       user_data);
void                fixture_press             (Fixture       *f,
                                               const char    *key);
void                fixture_wheel             (Fixture       *f,
                                               double         dy);
double              fixture_row_y             (Fixture       *f,
                                               guint          index);
void                fixture_drag              (Fixture       *f,
                                               double         from,
                                               double         to);
void                fixture_drop              (Fixture       *f);
void                fixture_click             (Fixture       *f,
                                               guint          index);
void                fixture_count_notify      (GObject       *object,
                                               GParamSpec    *pspec,
                                               guint         *n);
gboolean            fixture_has_label         (GtkWidget     *row,
                                               const char    *label);
gboolean            fixture_is_told_selected  (GtkWidget     *row);
void                fixture_assert_label      (Fixture       *f,
                                               guint          index,
                                               const char    *label);

G_END_DECLS
