/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-rules.h"

G_BEGIN_DECLS

/**
 * TaplineLogTime:
 * @TAPLINE_LOG_TIME_CLOCK: the time of day
 * @TAPLINE_LOG_TIME_START: since the first row of the session
 * @TAPLINE_LOG_TIME_PREVIOUS: since the row before
 * @TAPLINE_LOG_TIME_OTHER: since the last message of the same connection the other way
 *
 * What the time column tells.
 */
typedef enum
{
  TAPLINE_LOG_TIME_CLOCK,
  TAPLINE_LOG_TIME_START,
  TAPLINE_LOG_TIME_PREVIOUS,
  TAPLINE_LOG_TIME_OTHER,
} TaplineLogTime;

/* How a message stands in its row: in its protocol's words where they are known, else as text; or
 * its bytes. In the order in which a key goes through them. */
typedef enum
{
  TAPLINE_LOG_BODY_DECODED,
  TAPLINE_LOG_BODY_HEX,
  TAPLINE_LOG_BODY_BOTH,
  TAPLINE_LOG_BODY_TEXT,
} TaplineLogBody;

/* How the selected message is shown below the log: as a tree of its parts beside its bytes, where
 * somebody knows them, else as text; or so throughout. */
typedef enum
{
  TAPLINE_DETAILS_DECODED,
  TAPLINE_DETAILS_TEXT,
  TAPLINE_DETAILS_HEX,
} TaplineDetailsView;

/* The columns, from left to right. Those up to the size can be hidden and, but for the direction,
 * have a width of their own; the rest have what is left. */
typedef enum
{
  TAPLINE_LOG_COLUMN_TIME,
  TAPLINE_LOG_COLUMN_DIRECTION,
  TAPLINE_LOG_COLUMN_PEER,
  TAPLINE_LOG_COLUMN_SIZE,
  TAPLINE_LOG_COLUMN_TEXT,
  TAPLINE_LOG_COLUMN_HEX,
  TAPLINE_LOG_N_COLUMNS,
} TaplineLogColumn;

#define TAPLINE_LOG_N_OPTIONAL TAPLINE_LOG_COLUMN_TEXT
#define TAPLINE_LOG_WIDTH_MAX 2000

#define TAPLINE_TYPE_LOG_TIME (tapline_log_time_get_type ())
#define TAPLINE_TYPE_LOG_BODY (tapline_log_body_get_type ())
#define TAPLINE_TYPE_DETAILS_VIEW (tapline_details_view_get_type ())
GType tapline_log_time_get_type (void);
GType tapline_log_body_get_type (void);
GType tapline_details_view_get_type (void);

#define TAPLINE_TYPE_LOG_OPTIONS (tapline_log_options_get_type ())
/* How logs show their rows: one object for all logs of a window. */
G_DECLARE_FINAL_TYPE (TaplineLogOptions, tapline_log_options, TAPLINE, LOG_OPTIONS, GObject)

TaplineLogOptions *tapline_log_options_new         (void);
void               tapline_log_options_bind        (TaplineLogOptions *self,
                                                    GSettings         *settings);
TaplineRules      *tapline_log_options_get_rules   (TaplineLogOptions *self);
GActionGroup      *tapline_log_options_get_actions (TaplineLogOptions *self);
TaplineLogTime     tapline_log_options_get_time    (TaplineLogOptions *self);
TaplineLogBody     tapline_log_options_get_body    (TaplineLogOptions *self);
gboolean           tapline_log_options_get_shown   (TaplineLogOptions *self,
                                                    TaplineLogColumn   column);
int                tapline_log_options_get_width   (TaplineLogOptions *self,
                                                    TaplineLogColumn   column);
void               tapline_log_options_set_width   (TaplineLogOptions *self,
                                                    TaplineLogColumn   column,
                                                    int                width);

G_END_DECLS
