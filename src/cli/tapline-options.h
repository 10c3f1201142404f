/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tapline-pattern.h"
#include "tapline-render.h"

G_BEGIN_DECLS

/* What the terminal program ends with; documented in tapline-cli.1. */
typedef enum
{
  TAPLINE_EXIT_FINE = 0,
  TAPLINE_EXIT_UNREACHED = 1, /* could not connect, listen or open */
  TAPLINE_EXIT_USAGE = 2,
  TAPLINE_EXIT_TOO_FEW = 3,   /* ended by the peer before --count */
  TAPLINE_EXIT_RECORDING = 4, /* disk full or recording failed */
} TaplineExit;

typedef enum
{
  TAPLINE_COMMAND_CONNECT,
  TAPLINE_COMMAND_LISTEN,
  TAPLINE_COMMAND_DEMO,
  TAPLINE_COMMAND_SHOW,
  TAPLINE_COMMAND_EXPORT,
  TAPLINE_COMMAND_REPLAY,
  TAPLINE_COMMAND_FRAMINGS,
} TaplineCommand;

/* Which side of a recorded connection is replayed. */
typedef enum
{
  TAPLINE_SIDE_OPENER, /* whoever connected */
  TAPLINE_SIDE_IN,
  TAPLINE_SIDE_OUT,
} TaplineSide;

/**
 * TaplineOptions:
 *
 * The checked command line.
 */
typedef struct
{
  TaplineCommand  command;
  char           *target;        /* host:port, address:port, file */
  char           *destination;   /* replay: host:port */
  char           *output;        /* export: file */
  char           *framing;
  char           *record;
  char           *decode;        /* "auto", a decoder's name, or NULL for none */
  TaplineFormat   format;
  TaplinePattern *filter;
  char           *peer;
  gboolean        marked;        /* only messages that are */
  guint64         count;         /* 0: no limit */
  double          seconds;       /* 0: no limit */
  double          speed;         /* replay: times as fast */
  gboolean        fast;
  TaplineSide     side;
  guint32         connection;    /* 0: the first with something to send */
  gboolean        exit_on_close;
  GBytes         *send;
  const char     *eol;           /* what a line of input ends with */
  gboolean        echo;
  guint           max_peers;
  gboolean        ledger;
  gboolean        quiet;
  gboolean        color;         /* of standard output */
} TaplineOptions;

TaplineOptions *tapline_options_parse (int               argc,
                                       char            **argv,
                                       TaplineExit      *status);
/* Whether what messages say matters, beside notes. */
gboolean        tapline_options_want_messages (const TaplineOptions *self);
void            tapline_options_free  (TaplineOptions   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineOptions, tapline_options_free)

G_END_DECLS
