/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading near the end of a message that came in very many pieces takes a moment, so it is done a
 * page at a time: what is on screen is in two pages at most, and so is the next line. */
#include "config.h"

#include <string.h>

#include "tapline-byte-pages.h"

#define PAGE_SIZE (64 * 1024)
#define N_PAGES   4

typedef struct
{
  guint64  number;
  GBytes  *bytes;  /* (nullable) */
} Page;

struct _TaplineBytePages
{
  TaplineMessageList *list;
  guint64             message;
  Page                pages[N_PAGES];
  guint               oldest;
};

TaplineBytePages *
tapline_byte_pages_new (TaplineMessageList *list,
                        guint64             number)
{
  TaplineBytePages *self = g_new0 (TaplineBytePages, 1);

  self->list = g_object_ref (list);
  self->message = number;

  return self;
}

void
tapline_byte_pages_free (TaplineBytePages *self)
{
  for (guint i = 0; i < N_PAGES; i++)
    g_clear_pointer (&self->pages[i].bytes, g_bytes_unref);
  g_object_unref (self->list);
  g_free (self);
}

/* (transfer none) (nullable) */
static GBytes *
get_page (TaplineBytePages *self,
          guint64           number)
{
  Page *page;

  for (guint i = 0; i < N_PAGES; i++)
    if (self->pages[i].bytes != NULL && self->pages[i].number == number)
      return self->pages[i].bytes;

  page = &self->pages[self->oldest];
  self->oldest = (self->oldest + 1) % N_PAGES;
  g_clear_pointer (&page->bytes, g_bytes_unref);
  page->number = number;
  page->bytes = tapline_message_list_dup_bytes (self->list, self->message, number * PAGE_SIZE,
                                                PAGE_SIZE);

  return page->bytes;
}

gsize
tapline_byte_pages_get (TaplineBytePages *self,
                        guint64           offset,
                        gsize             length,
                        guint8           *to)
{
  gsize done = 0;

  while (done < length)
    {
      GBytes *bytes = get_page (self, (offset + done) / PAGE_SIZE);
      gsize at = (gsize) ((offset + done) % PAGE_SIZE);
      gsize size = bytes != NULL ? g_bytes_get_size (bytes) : 0;
      gsize n = MIN (length - done, size - MIN (size, at));

      if (n == 0)
        break;
      memcpy (to + done, (const guint8 *) g_bytes_get_data (bytes, NULL) + at, n);
      done += n;
    }

  return done;
}
