/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target: on the files that are named, or for some seconds on inputs that make sense
 * and mutations of them. An input that ends the program is left behind as `crash-input`. */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

#define SECONDS  3
#define MAX_SIZE 8192

static GByteArray *input; /* what the target is looking at */

static void
crash_cb (int number)
{
  int fd = open ("crash-input", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd >= 0 && write (fd, input->data, input->len) == (gssize) input->len)
    close (fd);
  signal (number, SIG_DFL);
  raise (number);
}

static guint
below (GRand *rand,
       guint  limit)
{
  return limit == 0 ? 0 : g_rand_int (rand) % limit;
}

static void
mutate (GRand *rand)
{
  guint at = below (rand, input->len);
  guint length = below (rand, MIN (input->len - at, 64) + 1);
  guint8 bytes[64];

  switch (below (rand, 6))
    {
    case 0:
      if (input->len > 0)
        input->data[at] ^= (guint8) (1 << below (rand, 8));
      break;

    case 1:
      if (input->len > 0)
        input->data[at] = (guint8) g_rand_int (rand);
      break;

    case 2:
      g_byte_array_remove_range (input, at, length);
      break;

    case 3: /* repeat a part at the end */
      memcpy (bytes, input->data + at, length);
      g_byte_array_append (input, bytes, length);
      break;

    case 4: /* copy a part over another */
      memcpy (bytes, input->data + at, length);
      memcpy (input->data + below (rand, input->len - length + 1), bytes, length);
      break;

    default:
      g_byte_array_set_size (input, below (rand, input->len + 1));
      break;
    }
}

static void
run (gint64 until)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20);
  guint number = 0;

  do
    {
      g_byte_array_set_size (input, 0);
      if (number % 16 != 15)
        fuzz_make_seed (number, input);
      else
        for (guint n = below (rand, 600); n > 0; n--)
          {
            guint8 byte = (guint8) g_rand_int (rand);

            g_byte_array_append (input, &byte, 1);
          }
      for (guint n = number % 4 == 0 ? 0 : below (rand, 8); n > 0; n--)
        mutate (rand);
      if (input->len > MAX_SIZE)
        g_byte_array_set_size (input, MAX_SIZE);

      LLVMFuzzerTestOneInput (input->data, input->len);
      number++;
    }
  while (g_get_monotonic_time () < until);

  g_print ("# %u inputs\n", number);
}

int
main (int   argc,
      char *argv[])
{
  input = g_byte_array_new ();
  signal (SIGABRT, crash_cb);
  signal (SIGSEGV, crash_cb);
  signal (SIGTRAP, crash_cb);

  if (argc == 1)
    run (g_get_monotonic_time () + SECONDS * G_TIME_SPAN_SECOND);
  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GError) error = NULL;
      char *contents;
      gsize length;

      g_file_get_contents (argv[i], &contents, &length, &error);
      g_assert_no_error (error);
      g_byte_array_set_size (input, 0);
      g_byte_array_append (input, (guint8 *) contents, (guint) length);
      g_free (contents);
      LLVMFuzzerTestOneInput (input->data, input->len);
    }
  g_byte_array_unref (input);

  return 0;
}
