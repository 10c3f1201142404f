/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-log-content.h"

G_BEGIN_DECLS

/* Where the drawing of a message has got to, in pixels from the row's left edge. */
typedef struct
{
  TaplineLogStyle   *style;
  TaplineLogContent *content;
  GtkSnapshot       *snapshot;
  TaplineLogInk      ink;
  float              x;
  float              end;  /* text must not go beyond */
  gboolean           full; /* an ellipsis was drawn, nothing fits any more */
} TaplineLogPen;

/* What of a message is drawn as text. */
typedef struct
{
  const guint8     *bytes;
  gsize             length;
  gsize             content; /* where the framing at the end begins */
  gboolean          more;    /* the message goes on behind the bytes */
  TaplineTextFlags  flags;   /* for walking over them */
} TaplineLogText;

/* As much of it as can be seen; what is not is taken off @text. */
void tapline_log_pen_draw_line     (TaplineLogPen  *pen,
                                    TaplineLogText *text);
void tapline_log_pen_draw_ellipsis (TaplineLogPen  *pen);
/* What is searched for is seen from @from to @to. A box that goes on where the last one ended is
 * one with it. */
void tapline_log_pen_add_box       (TaplineLogPen  *pen,
                                    float           from,
                                    float           to,
                                    gboolean        goes_on);

G_END_DECLS
