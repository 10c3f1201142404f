/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tapline-details.h"
#include "tapline-log.h"

G_BEGIN_DECLS

/* How a page shares its height out between its log and its details. */
typedef struct
{
  GtkPaned       *paned;   /* borrowed, as the others: all of them are the page's */
  TaplineLog     *log;
  TaplineDetails *details;
  int             least;   /* height of the log, when it was set last */
  int             most;
  int             height;
  int             wanted;  /* of the details, in pixels more than at least; -1: what is usual */
} TaplinePageRoom;

void tapline_page_room_share (TaplinePageRoom *self,
                              GtkPaned        *paned,
                              TaplineLog      *log,
                              TaplineDetails  *details);

G_END_DECLS
