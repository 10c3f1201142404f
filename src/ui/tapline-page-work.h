/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-page.h"
#include "tapline-work-bar.h"

G_BEGIN_DECLS

/* What is over before it can be read is not told. */
#define TAPLINE_PAGE_TOLD_AFTER (300 * G_TIME_SPAN_MILLISECOND)

/* Work on a file: opening, saving, exporting. */
typedef struct
{
  TaplineWorkBar *bar;   /* (nullable): a child of the page */
  gint64          since; /* monotonic, µs; 0 without work */
} TaplinePageWork;

void tapline_page_work_refresh (TaplinePageWork *self,
                                TaplinePage     *page);

G_END_DECLS
