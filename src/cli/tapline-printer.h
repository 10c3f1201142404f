/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-explainer.h"
#include "tapline-options.h"

G_BEGIN_DECLS

/* Prints messages to standard output, without ever blocking on it. */
typedef struct _TaplinePrinter TaplinePrinter;

TaplinePrinter *tapline_printer_new      (const TaplineOptions *options,
                                          TaplineExplainer     *explainer,
                                          TaplineMessageList   *list);
void            tapline_printer_free     (TaplinePrinter       *self);
gboolean        tapline_printer_add      (TaplinePrinter       *self,
                                          const TaplineMessage *message);
gboolean        tapline_printer_flush    (TaplinePrinter       *self);
gboolean        tapline_printer_is_full  (TaplinePrinter       *self);
gboolean        tapline_printer_is_over  (TaplinePrinter       *self);
int             tapline_printer_get_error (TaplinePrinter      *self);
gboolean        tapline_printer_has_reader (TaplinePrinter     *self);
void            tapline_printer_give_up  (TaplinePrinter       *self);
int             tapline_printer_get_fd   (TaplinePrinter       *self);

G_END_DECLS
