/* SPDX-License-Identifier: GPL-3.0-or-later */
/* send-lines PORT CONNECTIONS BYTES LINE WRITE: connects so many times to 127.0.0.1, sends so many
 * bytes in all, as lines of LINE bytes in writes of WRITE, to one connection after the other, and
 * closes. Waits for the port to open. Prints when the first byte went, in seconds of the monotonic
 * clock. It is the same peer for every receiver that bench-receive.py measures. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib.h>

#define PATIENCE_MS 10000

static int
connect_to (guint16 port)
{
  const struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons (port),
    .sin_addr = { htonl (INADDR_LOOPBACK) },
  };
  const int one = 1;

  for (int left = PATIENCE_MS; left > 0; left--)
    {
      int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

      if (connect (fd, (const struct sockaddr *) &address, sizeof address) == 0)
        {
          setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
          return fd;
        }
      close (fd);
      poll (NULL, 0, 1);
    }
  g_error ("nobody listens on port %u: %s", port, g_strerror (errno));
}

static void
send_all (int           fd,
          const guint8 *bytes,
          gsize         length)
{
  while (length > 0)
    {
      ssize_t n = send (fd, bytes, length, MSG_NOSIGNAL);

      if (n < 0)
        g_error ("send: %s", g_strerror (errno));
      bytes += n;
      length -= (gsize) n;
    }
}

int
main (int    argc,
      char **argv)
{
  g_autofree guint8 *bytes = NULL;
  g_autofree int *fds = NULL;
  guint64 n_writes;
  guint n_fds;
  gsize line, size;
  gint64 began;

  if (argc != 6)
    return 2;
  n_fds = (guint) atoi (argv[2]);
  line = (gsize) atol (argv[4]);
  size = (gsize) atol (argv[5]);
  n_writes = g_ascii_strtoull (argv[3], NULL, 10) / size;
  bytes = g_malloc (size);
  memset (bytes, 'x', size);
  for (gsize end = line; end <= size; end += line)
    bytes[end - 1] = '\n';

  fds = g_new (int, n_fds);
  for (guint i = 0; i < n_fds; i++)
    fds[i] = connect_to ((guint16) atoi (argv[1]));
  began = g_get_monotonic_time ();
  for (guint64 i = 0; i < n_writes; i++)
    send_all (fds[i % n_fds], bytes, size);
  for (guint i = 0; i < n_fds; i++)
    close (fds[i]);
  printf ("%.6f\n", (double) began / G_USEC_PER_SEC);

  return 0;
}
