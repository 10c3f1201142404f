/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Killed at any moment, under load. A process of its own receives from four connections and tells,
 * in memory that it shares with this one, what its counters say; it is killed; then all that it
 * told of has to be in the recording, and each connection's bytes have to be what was sent, from
 * the first one on. TAPLINE_KILLS says how often, 20 times unless set. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "fixture.h"
#include "tapline-pcapng.h"
#include "tapline-seal.h"

#define N_CONNECTIONS 4
#define LIFE_MS       150 /* at most, after it listens */
#define BURST         (64 * 1024)

/* What the victim told. */
typedef struct
{
  TaplineCounter port;
  TaplineCounter bytes;
  TaplineCounter in;
  TaplineCounter messages;
} Told;

typedef struct
{
  guint    number;
  int      fd;
  guint16  port;
  guint64  sent; /* handed to the kernel, at least */
  GThread *thread;
} Sender;

/* A stream that is nowhere like itself or another connection's for long, with lines in it. */
static inline guint8
byte_at (guint   connection,
         guint64 offset)
{
  return (guint8) (offset * 7 + (offset >> 8) * 13 + (offset >> 16) * 31 + connection * 59);
}

/* The victim */

G_NORETURN static void
be_victim (const char *directory,
           Told       *told)
{
  Fixture fixture = { 0 };
  const TaplineCaptureCounters *recorded;
  const TaplineIndexCounters *indexed;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  fixture_set_up_in (&fixture, directory);
  recorded = tapline_capture_get_counters (fixture.capture);
  indexed = tapline_index_get_counters (fixture.index);
  tapline_counter_publish (&told->port, fixture_listen (&fixture));
  for (;;)
    {
      tapline_counter_publish (&told->messages, tapline_counter_read (&indexed->messages));
      tapline_counter_publish (&told->in, tapline_counter_read (&recorded->in));
      tapline_counter_publish (&told->bytes, tapline_counter_read (&recorded->bytes));
      g_thread_yield ();
    }
}

/* The peers */

static gpointer
send_until_dead (gpointer data)
{
  Sender *sender = data;
  guint8 *burst = g_malloc (BURST);
  ssize_t n = 0;

  do
    {
      sender->sent += (guint64) n;
      for (gsize i = 0; i < BURST; i++)
        burst[i] = byte_at (sender->number, sender->sent + i);
      n = send (sender->fd, burst, BURST, MSG_NOSIGNAL);
    }
  while (n > 0);
  g_free (burst);

  return NULL;
}

static void
start_senders (Sender  *senders,
               guint16  port)
{
  for (guint i = 0; i < N_CONNECTIONS; i++)
    {
      struct sockaddr_storage storage;
      socklen_t size = sizeof storage;
      g_autoptr (GSocketAddress) address = NULL;

      senders[i] = (Sender) { .number = i, .fd = peer_connect (port) };
      g_assert_cmpint (getsockname (senders[i].fd, (struct sockaddr *) &storage, &size), ==, 0);
      address = g_socket_address_new_from_native (&storage, size);
      senders[i].port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
      senders[i].thread = g_thread_new ("sender", send_until_dead, &senders[i]);
    }
}

static void
stop_senders (Sender *senders)
{
  for (guint i = 0; i < N_CONNECTIONS; i++)
    if (senders[i].thread != NULL)
      {
        g_thread_join (senders[i].thread);
        close (senders[i].fd);
      }
}

/* What is left */

static Sender *
find_sender (Sender  *senders,
             guint16  port)
{
  for (guint i = 0; i < N_CONNECTIONS; i++)
    if (senders[i].port == port)
      return &senders[i];

  g_assert_not_reached ();
}

/* Compares every byte; gives how many there are. */
static guint64
compare_streams (const char *path,
                 Sender     *senders)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  const guint8 *bytes = (const guint8 *) g_mapped_file_get_contents (file);
  gsize length = g_mapped_file_get_length (file);
  guint64 offsets[N_CONNECTIONS] = { 0 };
  guint64 sum = 0;
  TaplinePcapngBlock block;

  for (gsize at = 0; at < length; at += block.length)
    {
      Sender *sender;

      /* Whole blocks up to the end. */
      g_assert_cmpint (tapline_pcapng_parse (bytes + at, length - at, &block), ==,
                       TAPLINE_PCAPNG_WHOLE);
      if (block.kind != TAPLINE_PCAPNG_SEGMENT || block.direction != TAPLINE_DIRECTION_IN
          || block.payload_length == 0)
        continue;
      sender = find_sender (senders, block.remote.port);
      for (guint32 i = 0; i < block.payload_length; i++)
        if (bytes[at + block.payload_at + i]
            != byte_at (sender->number, offsets[sender->number] + i))
          g_error ("connection %u differs at %" G_GUINT64_FORMAT, sender->number,
                   offsets[sender->number] + i);
      offsets[sender->number] += block.payload_length;
      sum += block.payload_length;
    }
  for (guint i = 0; i < N_CONNECTIONS; i++)
    g_assert_cmpuint (offsets[i], <=, senders[i].sent + BURST);

  return sum;
}

static guint64
count_messages (const char *path)
{
  g_autoptr (TaplineFraming) framing = tapline_framing_new ("lines", 1 << 20, NULL);
  g_autoptr (TaplineCapture) capture = tapline_capture_open (path, NULL);
  g_autoptr (TaplineIndex) index = tapline_index_new (capture, framing, NULL, NULL, NULL);
  const TaplineIndexCounters *counters = tapline_index_get_counters (index);
  gint64 deadline = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;

  while (tapline_capture_load (capture, 16 << 20, NULL))
    ;
  tapline_index_wake (index);
  while (tapline_counter_read (&counters->bytes)
         < tapline_counter_read (&tapline_capture_get_counters (capture)->bytes))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (1000);
    }

  return tapline_counter_read (&counters->messages);
}

/* Gives how many bytes were compared. */
static guint64
check_recording (const char *path,
                 const Told *told,
                 Sender     *senders)
{
  TaplineSealState state = tapline_seal_look (path).state;
  g_autoptr (GError) error = NULL;
  guint64 sum;

  /* Killed before its first blocks were written. */
  if (state == TAPLINE_SEAL_NONE)
    {
      g_assert_cmpuint (tapline_counter_read (&told->bytes), ==, 0);
      return 0;
    }
  g_assert_cmpint (state, ==, TAPLINE_SEAL_LEFT);
  g_assert_true (tapline_seal_mend (path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (tapline_seal_look (path).state, ==, TAPLINE_SEAL_SEALED);
  g_assert_cmpuint (tapline_seal_look (path).size, >=, tapline_counter_read (&told->bytes));
  sum = compare_streams (path, senders);
  g_assert_cmpuint (sum, >=, tapline_counter_read (&told->in));
  g_assert_cmpuint (count_messages (path), >=, tapline_counter_read (&told->messages));

  return sum;
}

static guint64
kill_once (const char *directory,
           Told       *told)
{
  g_autofree char *path = g_build_filename (directory, "tap.pcapng", NULL);
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  gint64 deadline = g_get_monotonic_time () + TEST_DEADLINE_MS * G_TIME_SPAN_MILLISECOND;
  /* One in ten dies while it starts. */
  gboolean early = g_test_rand_int_range (0, 10) == 0;
  Sender senders[N_CONNECTIONS] = { 0 };
  guint64 sum;
  pid_t victim;

  *told = (Told) { 0 };
  victim = fork ();
  if (victim == 0)
    {
      execl (program, program, "--victim", directory, NULL);
      _exit (127);
    }
  if (early)
    g_usleep ((gulong) g_test_rand_int_range (0, 30000));
  else
    {
      while (tapline_counter_read (&told->port) == 0)
        {
          g_assert_cmpint (g_get_monotonic_time (), <, deadline);
          g_usleep (500);
        }
      start_senders (senders, (guint16) tapline_counter_read (&told->port));
      g_usleep ((gulong) g_test_rand_int_range (0, LIFE_MS * 1000));
    }
  g_assert_cmpint (kill (victim, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (victim, NULL, 0), ==, victim);
  stop_senders (senders);
  sum = check_recording (path, told, senders);
  g_unlink (path);

  return sum;
}

/* The memory that is shared is a file in the folder; so it has what was told, whoever died. */
static Told *
map_told (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "told", NULL);
  FILE *file = g_fopen (path, "a+e");
  Told *told;

  g_assert_nonnull (file);
  g_assert_cmpint (ftruncate (fileno (file), sizeof *told), ==, 0);
  told = mmap (NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED, fileno (file), 0);
  g_assert_true (told != MAP_FAILED);
  fclose (file);

  return told;
}

static void
test_kill (void)
{
  const char *wanted = g_getenv ("TAPLINE_KILLS");
  guint64 n_kills = wanted != NULL ? g_ascii_strtoull (wanted, NULL, 10) : 20;
  g_autofree char *directory = g_dir_make_tmp ("tapline-XXXXXX", NULL);
  g_autofree char *told_path = g_build_filename (directory, "told", NULL);
  g_autofree char *size = NULL;
  Told *told = map_told (directory);
  guint64 sum = 0;

  for (guint64 i = 0; i < n_kills; i++)
    sum += kill_once (directory, told);
  g_assert_cmpuint (sum, >, 0);
  size = g_format_size (sum);
  g_test_message ("%" G_GUINT64_FORMAT " kills, %s compared, nothing lost", n_kills, size);
  munmap (told, sizeof *told);
  g_assert_cmpint (g_unlink (told_path), ==, 0);
  g_assert_cmpint (g_rmdir (directory), ==, 0);
}

static void
add_tests (void)
{
  g_test_add_func ("/kill/at-any-moment", test_kill);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 3 && strcmp (argv[1], "--victim") == 0)
    {
      g_main_context_acquire (NULL);
      be_victim (argv[2], map_told (argv[2]));
    }

  return test_main (argc, argv, add_tests);
}
