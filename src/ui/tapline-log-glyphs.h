/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One font's glyphs for printable ASCII, shaped once: most of what a log shows needs no layout. */
typedef struct _TaplineLogGlyphs TaplineLogGlyphs;

TaplineLogGlyphs *tapline_log_glyphs_new    (PangoContext               *context,
                                             const PangoFontDescription *description);
void              tapline_log_glyphs_free   (TaplineLogGlyphs           *self);
gboolean          tapline_log_glyphs_width  (TaplineLogGlyphs           *self,
                                             const char                 *text,
                                             gsize                       length,
                                             float                      *width);
gsize             tapline_log_glyphs_fit    (TaplineLogGlyphs           *self,
                                             const char                 *text,
                                             gsize                       length,
                                             float                       width);

/* Text in one font and colour, put together from pieces from left to right. */
typedef struct _TaplineLogRun TaplineLogRun;

TaplineLogRun    *tapline_log_run_new       (void);
void              tapline_log_run_free      (TaplineLogRun              *self);
void              tapline_log_run_add       (TaplineLogRun              *self,
                                             TaplineLogGlyphs           *glyphs,
                                             const char                 *text,
                                             gsize                       length,
                                             float                       x);
void              tapline_log_run_draw      (TaplineLogRun              *self,
                                             GtkSnapshot                *snapshot,
                                             const GdkRGBA              *color,
                                             float                       baseline);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineLogGlyphs, tapline_log_glyphs_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TaplineLogRun, tapline_log_run_free)

G_END_DECLS
