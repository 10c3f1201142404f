/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plug-in that does as it is told: the file named by TAPLINE_PROBE_ORDERS has words that say what
 * is to go wrong, and what it is asked to do is written to the file TAPLINE_PROBE_LOG. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tapline-plugin.h"

#ifndef PROBE_ABI
#define PROBE_ABI TAPLINE_PLUGIN_ABI
#endif
#ifndef PROBE_NAME
#define PROBE_NAME "probe"
#endif

#define N_DEEP 1000

typedef struct
{
  char orders[256];
} Probe;

static void
tell (const char *what)
{
  const char *path = getenv ("TAPLINE_PROBE_LOG");
  int fd = path != NULL ? open (path, O_WRONLY | O_APPEND | O_CREAT, 0600) : -1;

  if (fd >= 0 && write (fd, what, strlen (what)) < 0)
    abort ();
  if (fd >= 0)
    close (fd);
}

static int
is_ordered (const Probe *self,
            const char  *word)
{
  return strstr (self->orders, word) != NULL;
}

static int
prepare (void **state,
         char   why[TAPLINE_PLUGIN_WHY_MAX])
{
  const char *path = getenv ("TAPLINE_PROBE_ORDERS");
  FILE *file = path != NULL ? fopen (path, "r") : NULL;
  Probe *self = calloc (1, sizeof *self);

  tell ("prepare\n");
  if (file != NULL && fread (self->orders, 1, sizeof self->orders - 1, file) == 0)
    self->orders[0] = '\0';
  if (file != NULL)
    fclose (file);
  if (is_ordered (self, "slow"))
    sleep (3);
  if (is_ordered (self, "unprepared"))
    {
      snprintf (why, TAPLINE_PLUGIN_WHY_MAX, "The dictionary is missing.");
      free (self);
      return -1;
    }
  *state = self;

  return 0;
}

static void
unload (void *state)
{
  tell ("unload\n");
  free (state);
}

/* Upper-case words. */
static int
judge (void                       *state,
       const TaplinePluginMessage *message)
{
  if (is_ordered (state, "judgeless"))
    for (;;)
      pause ();

  return message->length > 0 && message->bytes[0] >= 'A' && message->bytes[0] <= 'Z' ? 80 : 0;
}

static void
spin (void)
{
  for (volatile unsigned i = 0; i < 2000u * 1000 * 1000; i++)
    continue;
}

static void
go_deep (TaplinePluginOutput *output)
{
  for (int i = 0; i < N_DEEP; i++)
    {
      output->add (output, TAPLINE_PLUGIN_PLAIN, 0, 1, "level", "%d", i);
      output->enter (output);
    }
  for (int i = 0; i < N_DEEP; i++)
    output->leave (output);
  output->add (output, TAPLINE_PLUGIN_PLAIN, 0, 1, "behind", "it");
}

static void
decode (void                       *state,
        const TaplinePluginMessage *message,
        TaplinePluginOutput        *output)
{
  const char *text = (const char *) message->bytes;
  const TaplinePluginMessage *earlier = message;
  int n = 0, n_same = 0;

  tell ("decode\n");
  while ((earlier = earlier->earlier (earlier)) != NULL)
    {
      n++;
      n_same += earlier->length == message->length;
    }
  output->summary (output, "%.*s after %d, %d as long", (int) (message->length - message->ending),
                   text, n, n_same);
  output->add_text (output, TAPLINE_PLUGIN_NOTE, 0, 1, "first");
  if (memmem (text, message->length, "HANG", 4) != NULL)
    for (;;)
      pause ();
  if (memmem (text, message->length, "SPIN", 4) != NULL)
    spin ();
  if (memmem (text, message->length, "DEEP", 4) != NULL)
    go_deep (output);
  if (memmem (text, message->length, "MANY", 4) != NULL)
    while (output->add (output, TAPLINE_PLUGIN_PLAIN, 5, 999, "again", "%s", "\xff\n\033"))
      continue;
}

static const TaplinePluginDecoder first = {
  .size = sizeof first,
  .name = PROBE_NAME,
  .title = "Probe",
  .framings = "lines raw",
  .judge = judge,
  .decode = decode,
};

static const TaplinePluginDecoder second = {
  .size = sizeof second,
  .name = PROBE_NAME "-two",
  .title = "Probe II",
  .framings = "fixed",
  .ports = "7000 8000-8010",
  .judge = judge,
  .decode = decode,
};

static const TaplinePluginDecoder broken = {
  .size = sizeof broken,
  .name = "Not a name",
  .title = "Broken",
  .judge = judge,
  .decode = decode,
};

static int
register_decoders (void                      *state,
                   TaplinePluginRegistration *registration,
                   char                       why[TAPLINE_PLUGIN_WHY_MAX])
{
  tell ("register\n");
  registration->add (registration, is_ordered (state, "one-broken") ? &broken : &first);
  registration->add (registration, is_ordered (state, "two-broken") ? &broken : &second);
  if (is_ordered (state, "giving-up"))
    {
      snprintf (why, TAPLINE_PLUGIN_WHY_MAX, "It is Monday.");
      return -1;
    }

  return 0;
}

TAPLINE_PLUGIN_EXPORT const TaplinePlugin tapline_plugin = {
  .size = sizeof tapline_plugin,
  .abi = PROBE_ABI,
  .name = PROBE_NAME,
  .title = "Probe",
  .version = "1.2",
  .prepare = prepare,
  .register_decoders = register_decoders,
  .unload = unload,
};
