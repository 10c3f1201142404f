/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `cobs` (Consistent Overhead Byte Stuffing): a packet ends with 00, which a view leaves out, and
 * has no other 00 in it.
 *
 * It is a chain of blocks: a code byte N and N - 1 others. A packet whose last block is cut short
 * by the 00 is flagged as garbage. 00 bytes before a packet belong to it: some senders begin
 * with one. Bytes are shown as they came, not decoded.
 *
 * S. Cheshire, M. Baker: Consistent Overhead Byte Stuffing. IEEE/ACM Transactions on Networking
 * 7 (1999), pages 159–172, section III.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-framing-private.h"

/* In the state's `format`. */
enum
{
  BEGUN, /* a byte has come that is not 00 */
  LEFT,  /* bytes of the block that are still to come */
};

/* Follows the chain of blocks. Returns how much is left of the last. */
static guint8
follow (const guint8 *bytes,
        gsize         length,
        guint8        left)
{
  gsize at = left;

  while (at < length)
    at += MAX (bytes[at], 1);

  return (guint8) (at - length);
}

static gboolean
find_end (gconstpointer        parameters,
          TaplineFramerState  *state,
          const TaplinePiece  *piece,
          gsize                from,
          gsize                until,
          TaplineCut          *cut)
{
  const guint8 *end;
  gsize at = from;

  while (!state->format[BEGUN] && at < until)
    {
      state->format[BEGUN] = piece->bytes[at] != 0;
      at += !state->format[BEGUN];
    }
  if (at == until)
    return FALSE;

  end = memchr (piece->bytes + at, 0, until - at);
  state->format[LEFT] = follow (piece->bytes + at,
                                end != NULL ? (gsize) (end - piece->bytes) - at : until - at,
                                state->format[LEFT]);
  if (end == NULL)
    return FALSE;

  cut->end = (guint32) (end + 1 - piece->bytes);
  cut->ending = 1;
  cut->flags = state->format[LEFT] > 0 ? TAPLINE_MESSAGE_GARBAGE : 0;
  return TRUE;
}

static char *
explain (gconstpointer  parameters,
         const guint8  *bytes,
         gsize          length)
{
  guint8 left;

  while (length > 0 && *bytes == 0)
    {
      bytes++;
      length--;
    }
  if (length == 0 || bytes[length - 1] != 0)
    return NULL;
  left = follow (bytes, length - 1, 0);
  if (left == 0)
    return NULL;

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The last block lacks %u byte.",
                                       "The last block lacks %u bytes.", left), left);
}

const TaplineFormat tapline_format_cobs = {
  .info = {
    .name = "cobs",
    .title = N_("COBS packets"),
    .summary = N_("Packets from small devices, each ends with 00"),
    .example = "cobs",
    .source = "Cheshire, Baker: Consistent Overhead Byte Stuffing (1999)",
  },
  .find_end = find_end,
  .explain = explain,
};
