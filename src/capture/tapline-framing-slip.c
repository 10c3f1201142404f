/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `slip` (RFC 1055): a packet ends with END (C0), which a view leaves out; in it, DB DC stands
 * for C0 and DB DD for DB.
 *
 * Many senders begin a packet with END, too. So END bytes before a packet belong to it and are
 * not packets without bytes. A packet in which DB is followed by something else is flagged as
 * garbage. Bytes are shown as they came, escapes and all.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-framing-private.h"

#define END     0xc0
#define ESC     0xdb
#define ESC_END 0xdc
#define ESC_ESC 0xdd

/* In the state's `format`. */
enum
{
  BEGUN,   /* a byte has come that is not END */
  ESCAPED, /* the last byte was an ESC that waits for its second */
};

static gboolean
is_escape (guint8 byte)
{
  return byte == ESC_END || byte == ESC_ESC;
}

/* Whether every ESC is followed by what it may be; *@escaped is whether one is open. An END
 * never belongs to it. */
static gboolean
check_escapes (const guint8 *bytes,
               gsize         length,
               guint8       *escaped)
{
  const guint8 *end = bytes + length;
  gboolean right = TRUE;

  while (bytes < end)
    {
      if (*escaped)
        {
          right &= is_escape (*bytes++);
          *escaped = FALSE;
        }
      bytes = bytes < end ? memchr (bytes, ESC, (gsize) (end - bytes)) : NULL;
      if (bytes == NULL)
        break;
      *escaped = TRUE;
      bytes++;
    }

  return right;
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
      state->format[BEGUN] = piece->bytes[at] != END;
      at += !state->format[BEGUN];
    }
  if (at == until)
    return FALSE;

  end = memchr (piece->bytes + at, END, until - at);
  if (!check_escapes (piece->bytes + at,
                      end != NULL ? (gsize) (end - piece->bytes) - at : until - at,
                      &state->format[ESCAPED])
      || (end != NULL && state->format[ESCAPED]))
    state->flags |= TAPLINE_MESSAGE_GARBAGE;
  if (end == NULL)
    return FALSE;

  cut->end = (guint32) (end + 1 - piece->bytes);
  cut->ending = 1;
  return TRUE;
}

static char *
explain (gconstpointer  parameters,
         const guint8  *bytes,
         gsize          length)
{
  for (gsize i = 0; i + 1 < length; i++)
    {
      if (bytes[i] != ESC)
        continue;
      i++;
      if (!is_escape (bytes[i]))
        return g_strdup_printf (_("DB is followed by %02X; only DC and DD may follow it."),
                                bytes[i]);
    }

  return NULL;
}

const TaplineFormat tapline_format_slip = {
  .info = {
    .name = "slip",
    .title = N_("SLIP packets"),
    .summary = N_("Packets from serial lines, each ends with C0"),
    .example = "slip",
    .source = "RFC 1055",
  },
  .find_end = find_end,
  .explain = explain,
};
