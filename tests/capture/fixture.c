/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of captures share. */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fixture.h"

void
fixture_init (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("tapline-test-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "capture.pcapng", NULL);
  self->capture = tapline_capture_new (self->path, &error);
  g_assert_no_error (error);
}

void
fixture_clear (Fixture *self)
{
  g_clear_pointer (&self->capture, tapline_capture_unref);
  g_unlink (self->path);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->folder, g_free);
}

/* Flows of different @number never have the same addresses. */
void
fixture_make_flow (TaplineFlow *flow,
                   guint        number,
                   gboolean     ipv6,
                   gboolean     accepted)
{
  guint16 port = (guint16) (1024 + number % 60000);
  g_autofree char *remote = NULL;

  *flow = (TaplineFlow) { .accepted = accepted };
  remote = g_strdup_printf (ipv6 ? "2001:db8::%x" : "192.0.2.%u", 1 + number / 60000);
  g_assert_true (tapline_address_parse (&flow->local, ipv6 ? "::1" : "127.0.0.1", 7000));
  g_assert_true (tapline_address_parse (&flow->remote, remote, port));
}

void
fixture_fill (GRand  *rand,
              guint8 *bytes,
              gsize   length)
{
  for (gsize i = 0; i < length; i += 4)
    {
      guint32 value = g_rand_int (rand);

      memcpy (bytes + i, &value, MIN (length - i, 4));
    }
}

void
fixture_make_pair (int pair[2])
{
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair),
                   ==, 0);
}

void
fixture_write_all (int         fd,
                   const void *bytes,
                   gsize       length)
{
  g_assert_cmpint (write (fd, bytes, length), ==, (gssize) length);
}

GArray *
fixture_read_blocks (const char  *path,
                     GBytes     **bytes)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (TaplinePcapngBlock));
  g_autoptr (GError) error = NULL;
  TaplinePcapngBlock block;
  char *contents;
  gsize length;
  gsize at = 0;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  *bytes = g_bytes_new_take (contents, length);

  while (tapline_pcapng_parse ((guint8 *) contents + at, length - at, &block)
         == TAPLINE_PCAPNG_WHOLE)
    {
      /* From here on offsets are the file's. */
      block.payload_at += (guint32) at;
      block.comment_at += (guint32) at;
      g_array_append_val (blocks, block);
      at += block.length;
    }

  return g_steal_pointer (&blocks);
}

static gboolean
is_of_flow (const TaplinePcapngBlock *block,
            const TaplineFlow        *flow)
{
  return block->kind == TAPLINE_PCAPNG_SEGMENT
         && tapline_address_equal (&block->local, &flow->local)
         && tapline_address_equal (&block->remote, &flow->remote);
}

GByteArray *
fixture_read_payload (const char        *path,
                      const TaplineFlow *flow,
                      TaplineDirection   direction)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GArray) blocks = fixture_read_blocks (path, &bytes);
  const guint8 *file = g_bytes_get_data (bytes, NULL);
  guint32 next = 0;
  gboolean started = FALSE;

  for (guint i = 0; i < blocks->len; i++)
    {
      const TaplinePcapngBlock *block = &g_array_index (blocks, TaplinePcapngBlock, i);

      if (!is_of_flow (block, flow) || block->direction != direction)
        continue;
      if (started)
        g_assert_cmpuint (block->seq, ==, next);
      started = TRUE;
      next = block->seq + block->payload_length
             + (block->flags & (TAPLINE_TCP_SYN | TAPLINE_TCP_FIN) ? 1 : 0);
      g_byte_array_append (payload, file + block->payload_at, block->payload_length);
    }

  return g_steal_pointer (&payload);
}

void
fixture_spoil (const char *path,
               char        byte)
{
  g_autoptr (GBytes) file = NULL;
  g_autoptr (GArray) blocks = fixture_read_blocks (path, &file);
  int fd = g_open (path, O_WRONLY);

  g_assert_cmpint (fd, >=, 0);
  for (guint i = 0; i < blocks->len; i++)
    {
      const TaplinePcapngBlock *block = &g_array_index (blocks, TaplinePcapngBlock, i);
      g_autofree char *bytes = g_strnfill (block->payload_length, byte);

      if (block->kind == TAPLINE_PCAPNG_SEGMENT)
        g_assert_cmpint (pwrite (fd, bytes, block->payload_length, block->payload_at), ==,
                         block->payload_length);
    }
  close (fd);
}
