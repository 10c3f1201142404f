/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of captures share: recordings in a folder of their own, flows, random bytes. */
#pragma once

#include "tapline-capture.h"
#include "tapline-pcapng.h"

G_BEGIN_DECLS

typedef struct
{
  char           *folder;
  char           *path;
  TaplineCapture *capture;
} Fixture;

void     fixture_init        (Fixture              *self);
void     fixture_clear       (Fixture              *self);
void     fixture_make_flow   (TaplineFlow          *flow,
                              guint                 number,
                              gboolean              ipv6,
                              gboolean              accepted);
void     fixture_fill        (GRand                *rand,
                              guint8               *bytes,
                              gsize                 length);
void     fixture_make_pair   (int                   pair[2]);
void     fixture_write_all   (int                   fd,
                              const void           *bytes,
                              gsize                 length);

/* The blocks of a file as far as they are whole; *@bytes is the file. */
GArray  *fixture_read_blocks (const char           *path,
                              GBytes              **bytes);
/* Checks that sequence and acknowledgement numbers of every connection follow each other, and
 * returns the payload of one flow in one direction. */
GByteArray *fixture_read_payload (const char           *path,
                                  const TaplineFlow    *flow,
                                  TaplineDirection      direction);
/* Fills all payload of a recording with one byte, behind the back of who reads it. */
void     fixture_spoil       (const char           *path,
                              char                  byte);

G_END_DECLS
