/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A decoder for a made-up protocol: lines such as "SET volume 11" and "OK". */
#include <string.h>
#include <tapline-plugin.h>

static const char *const verbs[] = { "SET", "GET", "OK", "ERROR" };

/* Which of the verbs a message begins with; -1 if none. */
static int
find_verb (const TaplinePluginMessage *message)
{
  for (int i = 0; i < 4; i++)
    {
      size_t length = strlen (verbs[i]);

      if (message->length >= length && memcmp (message->bytes, verbs[i], length) == 0)
        return i;
    }

  return -1;
}

/* How sure we are that this is our protocol, from 0 to 100. */
static int
judge (void                       *state,
       const TaplinePluginMessage *message)
{
  (void) state;

  return find_verb (message) >= 0 ? 70 : 0;
}

/* The line for the log, and the tree for the details. */
static void
decode (void                       *state,
        const TaplinePluginMessage *message,
        TaplinePluginOutput        *output)
{
  int verb = find_verb (message);
  size_t end = message->length - message->ending; /* without the line break */
  size_t at;

  (void) state;
  if (verb < 0)
    return; /* not ours: the log shows the message itself */

  at = strlen (verbs[verb]);
  output->summary (output, "%s!%.*s", verbs[verb], (int) (end - at), message->bytes + at);
  output->add (output, verb == 3 ? TAPLINE_PLUGIN_NOTE : TAPLINE_PLUGIN_PLAIN, 0, at, "verb", "%s",
               verbs[verb]);
  output->enter (output);
  if (at < end)
    output->add_text (output, TAPLINE_PLUGIN_PLAIN, at, end - at, "words");
  output->leave (output);
}

static const TaplinePluginDecoder decoder = {
  .size = sizeof decoder,
  .name = "shout",
  .title = "Shout",
  .framings = "lines",
  .ports = "7777",
  .judge = judge,
  .decode = decode,
};

TAPLINE_PLUGIN_DEFINE ("shout", "Shout", "0.1", decoder);
