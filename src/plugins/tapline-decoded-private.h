/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-decoded.h"

G_BEGIN_DECLS

/* Filled in by the builder alone. */
struct _TaplineDecoded
{
  gatomicrefcount        ref_count;
  char                  *decoder;
  char                  *title;
  char                  *summary; /* NULL if it is no message of the decoder's */
  char                  *why;     /* NULL, or why there is nothing, a sentence */
  TaplinePluginSeverity  severity;
  GArray                *nodes;   /* TaplineDecodedNode */
  GStringChunk          *texts;
  gboolean               cut;
};

G_END_DECLS
