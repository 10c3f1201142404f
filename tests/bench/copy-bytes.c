/* SPDX-License-Identifier: GPL-3.0-or-later */
/* copy-bytes PORT CONNECTIONS PATH: listens on 127.0.0.1, appends what so many connections send to
 * a new file and ends with the last of them. Nothing else: the system calls that nobody can do
 * without, in the sizes that cost least here. So no receiver that puts what it gets in a file is
 * much faster than this one: it is the bound that bench-receive.py measures the others by. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib.h>

#define BUFFER_SIZE (1024 * 1024)
#define WRITE_MAX   (32 * 1024)

static int
listen_on (guint16 port)
{
  const struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons (port),
    .sin_addr = { htonl (INADDR_LOOPBACK) },
  };
  const int one = 1;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind (fd, (const struct sockaddr *) &address, sizeof address) != 0
      || listen (fd, SOMAXCONN) != 0)
    g_error ("listening on port %u: %s", port, g_strerror (errno));

  return fd;
}

static void
write_all (int           fd,
           const guint8 *bytes,
           gsize         length)
{
  while (length > 0)
    {
      ssize_t n = write (fd, bytes, MIN (length, WRITE_MAX));

      if (n < 0)
        g_error ("write: %s", g_strerror (errno));
      bytes += n;
      length -= (gsize) n;
    }
}

int
main (int    argc,
      char **argv)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER_SIZE);
  g_autofree struct pollfd *polls = NULL;
  nfds_t n_polls;
  gsize filled = 0;
  int listener, file;

  if (argc != 4)
    return 2;
  listener = listen_on ((guint16) atoi (argv[1]));
  n_polls = (nfds_t) atoi (argv[2]);
  file = open (argv[3], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  polls = g_new (struct pollfd, n_polls);
  for (nfds_t i = 0; i < n_polls; i++)
    polls[i] = (struct pollfd) { accept (listener, NULL, NULL), POLLIN, 0 };

  for (nfds_t n_open = n_polls; n_open > 0;)
    {
      poll (polls, n_polls, -1);
      for (nfds_t i = 0; i < n_polls; i++)
        if (polls[i].revents != 0)
          {
            ssize_t n = recv (polls[i].fd, buffer + filled, BUFFER_SIZE - filled, 0);

            if (n < 0)
              g_error ("recv: %s", g_strerror (errno));
            if (n == 0)
              {
                polls[i].fd = -1;
                n_open--;
              }
            filled += (gsize) n;
            if (filled == BUFFER_SIZE)
              {
                write_all (file, buffer, filled);
                filled = 0;
              }
          }
    }
  write_all (file, buffer, filled);

  return 0;
}
