/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-notice.h"
#include "tapline-page.h"

G_BEGIN_DECLS

/* Made when they are first needed, owned by the page as children. */
typedef struct
{
  TaplineNotice *error;
  TaplineNotice *paused;
  TaplineNotice *warning;
  TaplineNotice *news;
} TaplinePageNotices;

void tapline_page_notices_show_error   (TaplinePageNotices *self,
                                        TaplinePage        *page,
                                        const GError       *error);
void tapline_page_notices_show_paused  (TaplinePageNotices *self,
                                        TaplinePage        *page,
                                        const char         *sentence,
                                        TaplinePause        reason);
void tapline_page_notices_show_warning (TaplinePageNotices *self,
                                        TaplinePage        *page,
                                        const char         *sentence);
void tapline_page_notices_show_news    (TaplinePageNotices *self,
                                        TaplinePage        *page,
                                        const char         *sentence);

G_END_DECLS
