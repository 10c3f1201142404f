/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every framing of the table on any stream, split anywhere: the messages joined are the stream,
 * they are the same however it is split, counting finds as many as cutting, and what is flagged
 * can be explained. And any text as a spec: it makes a framing or a sentence.
 *
 * Input: which framing, which limit, how to split, then the stream, or if the first is the
 * greatest byte, a spec. See fuzz.h for libFuzzer.
 */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "tapline-framing.h"

#define HEADER_SIZE   3
#define FIRST_IS_SPEC 0xff
#define FRAMES_MAX    5

/* A framing and what seeds are made of for it: good frames and almost good ones. */
typedef struct
{
  const char *spec;
  struct
  {
    const char *bytes;
    gsize       length;
  } frames[FRAMES_MAX];
} Target;

#define F(text) { text, sizeof (text) - 1 }

static const Target targets[] = {
  { "raw", { F ("one"), F ("\0two") } },
  { "lines", { F ("one\ntwo\r\n\r\n\rthree"), F ("a line that is longer than some limits\n\n\n"),
               F ("\r\r\n\n\r") } },
  { "delim:0D0A", { F ("one\r\n"), F ("\r\r\n"), F ("\n\r") } },
  { "delim:00", { F ("one\0"), F ("\0\0"), F ("three") } },
  { "delim:6161626161", { F ("aabaa"), F ("aaab"), F ("aabaabaa"), F ("b") } },
  { "fixed:1", { F ("abc") } },
  { "fixed:7", { F ("1234567"), F ("123") } },
  { "fixed:1000", { F ("1234567") } },
  { "length:1", { F ("\0"), F ("\3abc"), F ("\x10" "ab") } },
  { "length:2be-4@2", { F ("\3\0\0\6ab"), F ("\3\0\0\4"), F ("\3\0\0\3") } },
  { "length:4le+1@1", { F ("x\2\0\0\0abc"), F ("x\0\0\0\0a"), F ("x\0\1\0\0a") } },
  { "length:8-8", { F ("\0\0\0\0\0\0\0\x0a" "ab"), F ("\0\0\0\0\0\0\0\7"),
                    F ("\xff\xff\xff\xff\xff\xff\xff\xff") } },
  { "length:8le+2147483647", { F ("\x80\xff\xff\xff\xff\xff\xff\xff") } },
  { "between:02..03", { F ("\2a\3"), F ("\2\2\3\3"), F ("garbage") } },
  { "between:AAAABB..0D0A", { F ("\xaa\xaa\xbb" "a\r\n"), F ("\xaa\xaa\xaa\xbb\r\r\n"),
                              F ("\xaa"), F ("\xaa\xaax") } },
  { "between:7E..7E", { F ("~a~"), F ("~~~"), F ("b") } },
  { "idle:1", { F ("one"), F ("two") } },
  { "slip", { F ("\xc0" "a\xdb\xdc" "b\xdb\xdd\xc0"), F ("a\xc0"), F ("\xdb\xdb\xc0"),
              F ("\xdb\xc0") } },
  { "cobs", { F ("\2\x45\1\4\x2c\x4c\x79\1\5\x40\6\x4f\x37\0"), F ("\1\0"), F ("\0\3a\0"),
              F ("\xff" "ab") } },
  { "netstring", { F ("12:hello world!,"), F ("0:,"), F ("5:hello"), F ("01:a,"),
                   F ("999999999:a") } },
  { "mllp", { F ("\x0bMSH|^~\\&|\r\x1c\r"), F ("\x0b\x1c\r"), F ("\x0b" "a\x1c\x0b" "b"),
              F ("\r\n") } },
  { "nmea", { F ("$GPGLL,5057.970,N,00146.110,E,142451,A*27\r\n"), F ("!AIVDM,1*44\r\n"),
              F ("\\g:1*00\\!AIVDM,1\n"), F ("$GP*4\r\n"), F ("$A$A\r\n\r\n") } },
  { "fix", { F ("8=FIX.4.4\0019=5\00135=0\00110=163\001"), F ("8=FIX\0019=0\00110=001\001"),
             F ("8=FIX.4.4\0019=4\00135=0\00110=163\001"), F ("88=\r\n"),
             F ("8=F\0019=999999999\001") } },
  { "syslog", { F ("<34>1 - - -\n"), F ("11 <34>1 - - -"), F ("no priority\r\n"), F ("1 <2 <\n"),
                F ("<1234>\n12 monkeys\n") } },
  { "modbus", { F ("\x15\1\0\0\0\6\xff\3\0\x6b\0\3"), F ("\0\1\0\0\0\2\1\x11"),
                F ("\0\1\0\1\0\6"), F ("\0\1\0\0\0\1") } },
  { "mqtt", { F ("\x10\x0d\0\4MQTT\4\xce\0\x0a\0\1a"), F ("\x30\5\0\3a/b"), F ("\xc0\0"),
              F ("\x30\x82\x80\0ab"), F ("\x10\xff\xff\xff\xff") } },
  { "scpi", { F ("*IDN?\n"), F ("#15he\nlo\r\n"), F (":DATA #212line\nline\r\nx,#11\n\n"),
              F ("\"#15\n'#15'\n"), F ("#0a\n#H0\n") } },
  { "resp", { F ("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n"), F ("+OK\r\n:1\r\nPING\r\n$-1\r\n"),
              F ("|1\r\n+a\r\n%1\r\n_\r\n#t\r\n~0\r\n"),
              F ("*?\r\n$?\r\n;2\r\nab\r\n;0\r\n*1\r\n*?\r\n.\r\n.\r\n"),
              F ("*2\r\n$5\r\nhellox\r\n") } },
};

typedef struct
{
  guint64 end; /* offset in the stream */
  guint16 ending;
  guint16 flags;
} Message;

static const guint32 limits[] = { 1, 2, 5, 16, 100, 1000, 65535, 16 << 20 };

/* Each format of the table is a target. */
static void
check_targets (void)
{
  guint n_infos;
  const TaplineFramingInfo *infos = tapline_framing_list (&n_infos);

  for (guint i = 0; i < n_infos; i++)
    {
      gsize length = strlen (infos[i].name);
      gboolean found = FALSE;

      for (gsize j = 0; j < G_N_ELEMENTS (targets); j++)
        found |= strncmp (targets[j].spec, infos[i].name, length) == 0
                 && (targets[j].spec[length] == '\0' || targets[j].spec[length] == ':');
      g_assert_true (found);
    }
}

static void
check_spec (const guint8 *bytes,
            gsize         length)
{
  g_autofree char *spec = g_strndup ((const char *) bytes, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (TaplineFraming) framing = tapline_framing_new (spec, 100, &error);

  g_assert_true ((framing == NULL) == (error != NULL));
  if (framing != NULL)
    tapline_framing_feed (framing, &(TaplineFramerState) { 0 }, bytes, length, NULL);
}

static void
check_flaw (const TaplineFraming *framing,
            const guint8         *bytes,
            gsize                 length,
            guint                 flags)
{
  g_autofree guint8 *exact = g_memdup2 (bytes, length);
  g_autofree char *flaw = tapline_framing_dup_flaw (framing, exact, length, flags);

  g_assert_true ((flaw != NULL) == (flags != 0));
  g_assert_true (flaw == NULL || g_utf8_validate (flaw, -1, NULL));
}

static GArray *
cut (const TaplineFraming *framing,
     const guint8         *bytes,
     gsize                 length,
     guint32               split)
{
  GArray *messages = g_array_new (FALSE, TRUE, sizeof (Message));
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (TaplineCut));
  TaplineFramerState cutting = { 0 };
  TaplineFramerState counting = { 0 };
  guint64 start = 0;

  for (gsize at = 0; at < length;)
    {
      guint32 longest = split == 0 ? 65535 : 1 + split % 7 * 9;
      gsize size = MIN (length - at, longest);
      g_autofree guint8 *piece = g_memdup2 (bytes + at, size);
      guint n;

      split = split * 1664525 + (split != 0 ? 1013904223 : 0);
      g_array_set_size (cuts, 0);
      n = tapline_framing_feed (framing, &cutting, piece, size, cuts);
      g_assert_cmpuint (n, ==, cuts->len);
      g_assert_cmpuint (tapline_framing_feed (framing, &counting, piece, size, NULL),
                        ==, n);
      g_assert_cmpmem (&counting, sizeof counting, &cutting, sizeof cutting);
      for (guint i = 0; i < n; i++)
        {
          const TaplineCut *c = &g_array_index (cuts, TaplineCut, i);
          Message message = { at + c->end, c->ending, c->flags };

          g_assert_cmpuint (message.end, >, start);
          g_assert_cmpuint (c->end, <=, size);
          g_assert_cmpuint (c->ending, <=, message.end - start);
          check_flaw (framing, bytes + start, message.end - start, c->flags);
          start = message.end;
          g_array_append_val (messages, message);
        }
      at += size;
      g_assert_cmpuint (cutting.length, ==, at - start);
    }

  return messages;
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes,
                        gsize         length)
{
  static gboolean checked;
  g_autoptr (TaplineFraming) framing = NULL;
  g_autoptr (GArray) whole = NULL;
  g_autoptr (GArray) split = NULL;
  const char *spec;

  if (!checked)
    check_targets ();
  checked = TRUE;
  if (length < HEADER_SIZE)
    return 0;
  if (bytes[0] == FIRST_IS_SPEC)
    {
      check_spec (bytes + 1, length - 1);
      return 0;
    }
  spec = targets[bytes[0] % G_N_ELEMENTS (targets)].spec;
  framing = tapline_framing_new (spec, limits[bytes[1] % G_N_ELEMENTS (limits)], NULL);
  g_assert_nonnull (framing);

  whole = cut (framing, bytes + HEADER_SIZE, length - HEADER_SIZE, 0);
  split = cut (framing, bytes + HEADER_SIZE, length - HEADER_SIZE, bytes[2]);
  /* There a piece is a message. */
  if (strcmp (spec, "raw") == 0)
    return 0;

  g_assert_cmpuint (whole->len, ==, split->len);
  for (guint i = 0; i < whole->len; i++)
    {
      const Message *a = &g_array_index (whole, Message, i);
      const Message *b = &g_array_index (split, Message, i);

      g_assert_cmpuint (a->end, ==, b->end);
      g_assert_cmpuint (a->ending, ==, b->ending);
      g_assert_cmpuint (a->flags, ==, b->flags);
    }

  return 0;
}

void
fuzz_make_seed (guint       number,
                GByteArray *seed)
{
  const Target *target = &targets[number % G_N_ELEMENTS (targets)];
  guint round = number / G_N_ELEMENTS (targets);
  const guint8 header[HEADER_SIZE] = { (guint8) (number % G_N_ELEMENTS (targets)),
                                       (guint8) (G_N_ELEMENTS (limits) - 1 - round / 3),
                                       (guint8) round };
  const guint8 first = FIRST_IS_SPEC;
  guint n = 0;

  if (round % 16 == 15)
    {
      g_byte_array_append (seed, &first, 1);
      g_byte_array_append (seed, (const guint8 *) target->spec, (guint) strlen (target->spec));
      return;
    }

  g_byte_array_append (seed, header, sizeof header);
  while (n < FRAMES_MAX && target->frames[n].bytes != NULL)
    n++;
  for (guint i = 0; i < 1 + round % 9; i++)
    {
      guint frame = (round / 5 + i * (1 + round % 3)) % n;

      g_byte_array_append (seed, (const guint8 *) target->frames[frame].bytes,
                           (guint) target->frames[frame].length);
    }
}
