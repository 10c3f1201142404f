/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of framings share: a stream is given as the messages that it is cut into. */
#pragma once

#include "tapline-framing.h"

G_BEGIN_DECLS

#define GARBAGE      TAPLINE_MESSAGE_GARBAGE
#define BAD_CHECKSUM TAPLINE_MESSAGE_BAD_CHECKSUM
#define OVER_LIMIT   TAPLINE_MESSAGE_OVER_LIMIT
#define PENDING      TAPLINE_MESSAGE_PENDING

#define FIXTURE_MESSAGES_MAX 16

typedef struct
{
  const char *bytes;
  gsize       length;
  guint16     ending;
  guint16     flags;
  const char *flaw; /* nullable: what is said of it */
} FixtureMessage;

/* A message; where it has NUL in it, its length is right. */
#define M(text, ...) { text, sizeof (text) - 1, __VA_ARGS__ }

typedef struct
{
  const char    *name;
  const char    *spec;
  guint32        limit; /* 0: the default */
  FixtureMessage messages[FIXTURE_MESSAGES_MAX]; /* the last may be pending */
} FixtureStream;

/* A wrong spec, and what its error names. */
typedef struct
{
  const char *spec;
  const char *named;
} FixtureSpec;

/* Cuts the stream in one piece, in every two, byte for byte and in random pieces; then records,
 * indexes and reads it. */
void fixture_check_stream  (const FixtureStream *stream);
/* Adds a test /framing/NAME for each of @streams, which stay. */
void fixture_add_streams   (const FixtureStream *streams,
                            gsize                n_streams);
void fixture_check_specs   (const FixtureSpec   *specs,
                            gsize                n_specs);

G_END_DECLS
