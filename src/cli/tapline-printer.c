/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages on standard output.
 *
 * Output goes through a buffer of bounded size to a descriptor that does not block: a reader that
 * is slow, or sleeps, only makes the printer full, and its owner stops taking messages from the
 * recording until there is room again. Terminals and pipes get a description of their own, since
 * O_NONBLOCK on the shared one would be seen by every program on it; sockets are asked not to wait.
 *
 * Threads: the main thread's.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tapline-printer.h"
#include "tapline-row.h"

/* Above this no further message is taken; one message may be longer. */
#define BUFFER_FULL (256 * 1024)
/* How much of a message is read at once. */
#define PART_SIZE (64 * 1024)

struct _TaplinePrinter
{
  const TaplineOptions *options;   /* borrowed */
  TaplineExplainer     *explainer; /* borrowed; NULL if nothing is decoded */
  TaplineMessageList   *list;      /* borrowed */
  GString              *buffer;
  gsize                 written; /* of the buffer */
  int                   fd;
  gboolean              own_fd;
  int                   error;   /* what ended it, 0 if nothing did or nobody reads any more */
  gboolean              has_reader;
  gboolean              is_socket;
  gboolean              over;
};

static void
open_unblocked (TaplinePrinter *self)
{
  struct stat status;
  int fd = -1;

  self->fd = STDOUT_FILENO;
  if (fstat (STDOUT_FILENO, &status) != 0)
    return;
  self->is_socket = S_ISSOCK (status.st_mode);
  self->has_reader = S_ISFIFO (status.st_mode) || self->is_socket;
  if (S_ISFIFO (status.st_mode) || isatty (STDOUT_FILENO))
    fd = open ("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0)
    return;
  self->fd = fd;
  self->own_fd = TRUE;
}

/**
 * tapline_printer_new:
 * @options: (transfer none): what to print and how
 * @explainer: (transfer none) (nullable): what knows what they mean
 * @list: (transfer none): where messages are read from
 *
 * Returns: (transfer full): a printer to standard output
 */
TaplinePrinter *
tapline_printer_new (const TaplineOptions *options,
                     TaplineExplainer     *explainer,
                     TaplineMessageList   *list)
{
  TaplinePrinter *self = g_new0 (TaplinePrinter, 1);

  self->options = options;
  self->explainer = explainer;
  self->list = list;
  self->buffer = g_string_new (NULL);
  open_unblocked (self);

  return self;
}

void
tapline_printer_free (TaplinePrinter *self)
{
  if (self->own_fd)
    close (self->fd);
  g_string_free (self->buffer, TRUE);
  g_free (self);
}

/**
 * tapline_printer_add:
 * @self: a printer that is not full
 * @message: what to print; its head may be a part of it
 *
 * Returns: whether it passed the filters, and so counts
 */
gboolean
tapline_printer_add (TaplinePrinter       *self,
                     const TaplineMessage *message)
{
  return tapline_row_append (self->options, self->explainer, self->list, message, self->buffer);
}

static ssize_t
write_part (TaplinePrinter *self,
            const char     *bytes,
            gsize           length)
{
  return self->is_socket ? send (self->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL)
                         : write (self->fd, bytes, length);
}

/**
 * tapline_printer_flush:
 * @self: a printer
 *
 * Writes what can be written without waiting.
 *
 * Returns: whether all is written
 */
gboolean
tapline_printer_flush (TaplinePrinter *self)
{
  while (self->written < self->buffer->len && !self->over)
    {
      ssize_t n = write_part (self, self->buffer->str + self->written,
                              MIN (self->buffer->len - self->written, PART_SIZE));

      if (n >= 0)
        self->written += (gsize) n;
      else if (errno == EAGAIN)
        return FALSE;
      else if (errno != EINTR)
        {
          self->over = TRUE;
          /* Closed by whoever reads, or never open. */
          self->error = errno == EPIPE || errno == ECONNRESET || errno == EBADF ? 0 : errno;
        }
    }
  g_string_truncate (self->buffer, 0);
  self->written = 0;

  return TRUE;
}

gboolean
tapline_printer_is_full (TaplinePrinter *self)
{
  return self->buffer->len >= BUFFER_FULL;
}

/* Whether standard output was closed: nobody reads any more. */
gboolean
tapline_printer_is_over (TaplinePrinter *self)
{
  return self->over;
}

/* Why standard output cannot be written, an errno; 0 if it can, or if nobody wants to read it. */
int
tapline_printer_get_error (TaplinePrinter *self)
{
  return self->error;
}

/* Whether another program may stop to read what is printed. */
gboolean
tapline_printer_has_reader (TaplinePrinter *self)
{
  return self->has_reader;
}

/* What is not written is dropped, and so is what comes. */
void
tapline_printer_give_up (TaplinePrinter *self)
{
  self->over = TRUE;
}

int
tapline_printer_get_fd (TaplinePrinter *self)
{
  return self->fd;
}
