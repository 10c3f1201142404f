/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-page.h"

G_BEGIN_DECLS

/* What is marked in the page's log is marked in its session. */
void tapline_page_marks_connect (TaplinePage *page);

G_END_DECLS
