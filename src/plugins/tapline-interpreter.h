/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-decoder.h"
#include "tapline-index.h"

G_BEGIN_DECLS

/* Told before a decoder is called, and with NULL when it has returned. */
typedef void (*TaplineInterpreterWatch) (TaplineDecoder *decoder,
                                         gpointer        user_data);

/* Reads messages of an index and has them decoded. One belongs to one thread. */
typedef struct _TaplineInterpreter TaplineInterpreter;

TaplineInterpreter *tapline_interpreter_new          (TaplineIndex             *index,
                                                      const char               *framing,
                                                      TaplineInterpreterWatch   watch,
                                                      gpointer                  user_data);
void                tapline_interpreter_free         (TaplineInterpreter       *self);
void                tapline_interpreter_set_decoders (TaplineInterpreter       *self,
                                                      GPtrArray                *decoders,
                                                      const char               *choice);
TaplineDecoded     *tapline_interpreter_decode       (TaplineInterpreter       *self,
                                                      guint64                   number,
                                                      gboolean                  want_tree,
                                                      guint                     time_ms,
                                                      gboolean                 *chose);

G_END_DECLS
