/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  TAPLINE_NOTICE_ERROR,
  TAPLINE_NOTICE_WARNING,
  TAPLINE_NOTICE_REMARK,
  TAPLINE_NOTICE_NEWS,
} TaplineNoticeKind;

#define TAPLINE_TYPE_NOTICE (tapline_notice_get_type ())
/* A bar with one sentence and at most two buttons, read out by assistive technology. */
G_DECLARE_FINAL_TYPE (TaplineNotice, tapline_notice, TAPLINE, NOTICE, GtkWidget)

GtkWidget  *tapline_notice_new      (void);
/* A @label of NULL means no button; @action is a detailed action name. */
void        tapline_notice_show     (TaplineNotice     *self,
                                     TaplineNoticeKind  kind,
                                     const char        *sentence,
                                     const char        *label,
                                     const char        *action);
/* A second button, until the next tapline_notice_show(). */
void        tapline_notice_add      (TaplineNotice     *self,
                                     const char        *label,
                                     const char        *action);
void        tapline_notice_hide     (TaplineNotice     *self);
/* Signal: "dismissed", when the user closed it. */

G_END_DECLS
