/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `fix` (FIX tag=value encoding): 8=…|9=N|…10=CCC| where | is SOH (01). N is how many bytes there
 * are from behind the SOH of field 9 up to and with the SOH before field 10. CCC is the sum of
 * all bytes before field 10, modulo 256, as three digits. A view leaves out the last SOH.
 *
 * What is no message is garbage, which ends before the next “8”, as a message may begin there.
 * So does a message in which something else is found than must come, as behind a wrong N.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-framing-private.h"

#define SOH        0x01
#define DIGITS_MAX 9

/* What must come, where it is the same in all messages. */
static const char begin_string[] = "8=";
static const char body_length[] = "9=";
static const char check_sum[] = "10=";

enum
{
  PHASE_START,
  PHASE_VERSION, /* the value of field 8 */
  PHASE_LENGTH_TAG,
  PHASE_LENGTH,
  PHASE_BODY,
  PHASE_SUM_TAG,
  PHASE_SUM,
  PHASE_GARBAGE,
};

/* The state's `format`. */
typedef struct
{
  guint32 left;   /* bytes of the body that are still to come */
  guint32 number; /* as far as its digits have come */
  guint8  phase;
  guint8  seen;   /* bytes of the tag or value that have come */
  guint8  sum;
  guint8  unused[5];
} Standing;

G_STATIC_ASSERT (sizeof (Standing) == sizeof ((TaplineFramerState *) NULL)->format);

static void
set_phase (Standing *now,
           guint8    phase)
{
  now->phase = phase;
  now->seen = 0;
}

/* Takes a byte of a tag and its “=”. */
static gboolean
take_tag (Standing   *now,
          const char *tag,
          guint8      phase,
          guint8      byte)
{
  if (byte != tag[now->seen++])
    return FALSE;
  if (tag[now->seen] == '\0')
    set_phase (now, phase);

  return TRUE;
}

static gboolean
take_digit (Standing *now,
            guint8    byte,
            guint8    max)
{
  if (!g_ascii_isdigit (byte) || now->seen == max)
    return FALSE;

  now->number = now->number * 10 + (guint32) (byte - '0');
  now->seen++;
  return TRUE;
}

static gboolean
take_length (Standing *now,
             guint8    byte)
{
  if (byte != SOH)
    return take_digit (now, byte, DIGITS_MAX);
  if (now->seen == 0)
    return FALSE;

  now->left = now->number;
  now->number = 0;
  set_phase (now, now->left > 0 ? PHASE_BODY : PHASE_SUM_TAG);
  return TRUE;
}

/* Takes a byte outside of the body; %FALSE if another must come. */
static gboolean
take_byte (Standing *now,
           guint8    byte,
           gboolean *ends)
{
  guint8 phase = now->phase;

  if (phase < PHASE_SUM_TAG)
    now->sum = (guint8) (now->sum + byte);

  switch (phase)
    {
    case PHASE_START:
      return take_tag (now, begin_string, PHASE_VERSION, byte);

    case PHASE_VERSION:
      if (byte == SOH)
        set_phase (now, PHASE_LENGTH_TAG);
      return g_ascii_isgraph (byte) || byte == SOH;

    case PHASE_LENGTH_TAG:
      return take_tag (now, body_length, PHASE_LENGTH, byte);

    case PHASE_LENGTH:
      return take_length (now, byte);

    case PHASE_SUM_TAG:
      return take_tag (now, check_sum, PHASE_SUM, byte);

    case PHASE_SUM:
      *ends = byte == SOH && now->seen == 3;
      return *ends || take_digit (now, byte, 3);

    default:
      return FALSE;
    }
}

static gsize
skip_body (Standing           *now,
           const TaplinePiece *piece,
           gsize               at,
           gsize               until)
{
  gsize n = MIN (now->left, until - at);
  guint sum = now->sum;

  for (gsize i = at; i < at + n; i++)
    sum += piece->bytes[i];
  now->sum = (guint8) sum;
  now->left -= (guint32) n;
  if (now->left == 0)
    set_phase (now, PHASE_SUM_TAG);

  return at + n;
}

static gboolean
find_end (gconstpointer        parameters,
          TaplineFramerState  *state,
          const TaplinePiece  *piece,
          gsize                from,
          gsize                until,
          TaplineCut          *cut)
{
  gsize at = from;
  Standing now;

  memcpy (&now, state->format, sizeof now);
  while (at < until)
    {
      gboolean ends = FALSE;

      if (now.phase == PHASE_BODY)
        {
          at = skip_body (&now, piece, at, until);
          continue;
        }

      if (!take_byte (&now, piece->bytes[at], &ends))
        {
          gboolean empty = at == from && state->length == 0;

          if (piece->bytes[at] == '8' && !empty)
            {
              state->flags |= TAPLINE_MESSAGE_GARBAGE;
              cut->end = (guint32) at;
              return TRUE;
            }
          if (piece->bytes[at] == '8')
            {
              /* All of the garbage was cut at the limit before. */
              state->flags = 0;
              memset (&now, 0, sizeof now);
              continue;
            }
          state->flags |= TAPLINE_MESSAGE_GARBAGE;
          now.phase = PHASE_GARBAGE;
        }
      at++;
      if (ends)
        {
          cut->end = (guint32) at;
          cut->ending = 1;
          cut->flags = now.number == now.sum ? 0 : TAPLINE_MESSAGE_BAD_CHECKSUM;
          return TRUE;
        }
    }
  memcpy (state->format, &now, sizeof now);

  return FALSE;
}

static char *
explain (gconstpointer  parameters,
         const guint8  *bytes,
         gsize          length)
{
  Standing now = { 0 };
  gboolean ends = FALSE;
  guint32 body = 0;

  for (gsize at = 0; at < length && !ends;)
    {
      if (now.phase == PHASE_BODY)
        {
          const TaplinePiece piece = { bytes, length };

          body = now.left;
          at = skip_body (&now, &piece, at, length);
        }
      else if (take_byte (&now, bytes[at], &ends))
        at++;
      else
        break;
    }

  if (ends && now.number != now.sum)
    return g_strdup_printf (_("Checksum %03u, computed %03u."), now.number, now.sum);
  if (!ends && now.phase == PHASE_SUM_TAG)
    return g_strdup_printf (_("The body length is %u, but the checksum (10=) is not behind so "
                              "many bytes."), body);
  return NULL;
}

const TaplineFormat tapline_format_fix = {
  .info = {
    .name = "fix",
    .title = N_("FIX messages"),
    .summary = N_("Trading; with checksums"),
    .example = "fix",
    .source = "FIX tagvalue encoding; FIX 4.4, volume 2",
  },
  .find_end = find_end,
  .explain = explain,
};
