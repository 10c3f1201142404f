/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The framings of binary protocols: slip, cobs, modbus, mqtt. */
#include "config.h"

#include <string.h>

#include "fixture-framing.h"

#define READ  "\x15\x01\0\0\0\6\xff\3\0\x6b\0\3"
#define REPLY "\x15\x01\0\0\0\x09\xff\3\6\2\x2b\0\0\0\x64"

#define CONNECT "\x10\x0d\0\4MQTT\4\xce\0\x0a\0\1a"
#define PUBLISH "\x30\x05\0\3a/b"

static const FixtureStream streams[] = {
  { "slip/packets", "slip", 0, {
    /* RFC 1055, "SLIP protocol": the characters and their escapes. */
    M ("\x45\0\xc0", 1), M ("\xc0" "abc\xc0", 1), M ("\xc0\xc0\xdb\xdc\xdb\xdd\xc0", 1),
    M ("\xdc\xdd\xc0", 1), M ("\xc0" "a\xdb", 0, PENDING),
  } },
  { "slip/garbage", "slip", 0, {
    M ("a\xdb" "b\xc0", 1, GARBAGE, "DB is followed by 62; only DC and DD may follow it."),
    M ("a\xdb\xc0", 1, GARBAGE, "DB is followed by C0; only DC and DD may follow it."),
    M ("\xdb\xdb\xdc\xc0", 1, GARBAGE), M ("\xc0\xdb\xdc\xc0", 1), M ("\xc0\xc0", 0, PENDING),
  } },
  { "slip/over-limit", "slip", 3, {
    M ("abc", 0, OVER_LIMIT), M ("\xc0", 1), M ("ab\xdb", 0, OVER_LIMIT), M ("\xdc\xc0", 1),
    M ("a\xdb" "b", 0, GARBAGE | OVER_LIMIT), M ("\xc0", 1, GARBAGE),
    M ("\xc0\xc0\xc0", 0, OVER_LIMIT), M ("a\xc0", 1),
  } },

  { "cobs/published", "cobs", 0, {
    /* Cheshire and Baker, section III: the packet 45 00 00 2C 4C 79 00 00 40 06 4F 37. */
    M ("\2\x45\1\4\x2c\x4c\x79\1\5\x40\6\x4f\x37\0", 1), M ("\1\0", 1), M ("\1\1\0", 1),
    M ("\0\3\x11\x22\0", 1), M ("\0\0\1\0", 1), M ("\3\x11", 0, PENDING),
  } },
  { "cobs/garbage", "cobs", 0, {
    M ("\3\x11\0", 1, GARBAGE, "The last block lacks 1 byte."), M ("\2\x11\0", 1),
    M ("\0\2\x11\5\0", 1, GARBAGE, "The last block lacks 4 bytes."), M ("\1\0", 1),
    M ("\xff" "abc\0", 1, GARBAGE, "The last block lacks 251 bytes."), M ("\0", 0, PENDING),
  } },
  { "cobs/over-limit", "cobs", 3, {
    M ("\5ab", 0, OVER_LIMIT), M ("cd\0", 1), M ("\5ab", 0, OVER_LIMIT), M ("c\0", 1, GARBAGE),
    M ("\3ab", 0, OVER_LIMIT), M ("\0", 1), M ("\1\0", 1),
  } },

  { "modbus/published", "modbus", 0, {
    /* MODBUS Application Protocol V1.1b3, 6.3, in the header of the Messaging Guide, 3.1.3. */
    M (READ, 0), M (REPLY, 0), M ("\0\1\0\0\0\2\1\x11", 0), M ("\0\2\0\0\0\3\1\x83\2", 0),
    M ("\0\3\0\0\0\3\1\x83", 0, PENDING),
  } },
  { "modbus/garbage", "modbus", 0, {
    M ("\0\1\0\1\0\6" READ, 0, GARBAGE, "The protocol is 1; that of Modbus is 0."), M (REPLY, 0),
    M ("\0\1\0\0\0\1\1" READ, 0, GARBAGE, "The length is 1; it must be from 2 to 254."),
    M (READ, 0),
    M ("\0\1\0\0\0\xff" READ, 0, GARBAGE, "The length is 255; it must be from 2 to 254."),
    M (READ, 0), M ("GET / HTTP/1.1\r\n", 0, GARBAGE | PENDING),
  } },
  { "modbus/over-limit", "modbus", 8, {
    M ("\x15\1\0\0\0\6\xff\3", 0, OVER_LIMIT), M ("\0\x6b\0\3", 0), M ("\0\1\0\0\0\2\1\x11", 0),
    M ("\0\0\0\0\0\1\0\0", 0, GARBAGE | OVER_LIMIT),
    M ("\0\6\xff\3\0\x6b\0\3", 0, GARBAGE), M ("\0\1\0\0\0\2\1\x11", 0),
  } },

  { "mqtt/packets", "mqtt", 0, {
    /* MQTT 3.1.1: the variable header of 3.1.2, other packets of 3.2 to 3.14; AUTH of 5. */
    M (CONNECT, 0), M ("\x20\2\0\0", 0), M (PUBLISH, 0), M ("\x3d\7\0\1a\0\x0a" "hi", 0),
    M ("\x62\2\0\x0a", 0), M ("\x82\6\0\1\0\1a\0", 0), M ("\xc0\0", 0), M ("\xd0\0", 0),
    M ("\xe0\0", 0), M ("\xf0\0", 0), M ("\x40\x82\0ab", 0), M ("\x40\x82\x80\x80\0ab", 0),
    M ("\x30\x80\1a", 0, PENDING),
  } },
  { "mqtt/garbage", "mqtt", 0, {
    M ("\0\1", 0, GARBAGE, "No packet begins with 00."), M (CONNECT, 0),
    M ("\x36\xff", 0, GARBAGE, "No packet begins with 36."), M (PUBLISH, 0),
    M ("\x10\xff\xff\xff\xff", 0, GARBAGE, "The remaining length has more than four bytes."),
    M (PUBLISH, 0), M ("\x10\xff\xff\xff", 0, GARBAGE), M ("\x82\0", 0),
    M ("\x60", 0, GARBAGE | PENDING),
  } },
  { "mqtt/greatest", "mqtt", 0, { M ("\x30\xff\xff\xff\x7f" "abc", 0, PENDING) } },
  { "mqtt/over-limit", "mqtt", 4, {
    M ("\x30\5\0\3", 0, OVER_LIMIT), M ("a/b", 0), M ("\xc0\0", 0),
    M ("\x30\x86\x80\0", 0, OVER_LIMIT), M ("\0\3a/", 0, OVER_LIMIT), M ("bc", 0),
    M ("\1\1\1\1", 0, GARBAGE | OVER_LIMIT), M ("\xc0\0", 0),
  } },
};

/* A frame of @size bytes, @head first and then 07 each, between two small ones. */
static void
check_big (const char *spec,
           const char *head,
           gsize       head_length,
           gsize       size,
           const char *last,
           gsize       last_length,
           guint16     ending)
{
  g_autofree char *big = g_malloc (size);
  FixtureStream stream = { "big", spec, 0, {
    { last, last_length, ending, 0, NULL },
    { big, size, ending, 0, NULL },
    { last, last_length, ending, 0, NULL },
  } };

  memset (big, 7, size);
  memcpy (big, head, head_length);
  if (ending > 0)
    memcpy (big + size - ending, last + last_length - ending, ending);
  fixture_check_stream (&stream);
}

static void
test_greatest (void)
{
  check_big ("modbus", "\0\1\0\0\0\xfe", 6, 260, READ, sizeof READ - 1, 0);
  check_big ("mqtt", "\x30\x7f", 2, 129, "\xc0\0", 2, 0);
  check_big ("mqtt", "\x30\x80\1", 3, 131, "\xc0\0", 2, 0);
  check_big ("mqtt", "\x30\xff\x7f", 3, 16386, "\xc0\0", 2, 0);
  check_big ("mqtt", "\x30\x80\x80\1", 4, 16388, "\xc0\0", 2, 0);
  check_big ("cobs", "\xff", 1, 256, "\1\0", 2, 1);
  check_big ("length:1", "\xff", 1, 256, "\0", 1, 0);
  check_big ("length:2", "\xff\xf0", 2, 65522, "\0\0", 2, 0);
  check_big ("length:2le@3", "abc\xe8\3", 5, 1005, "xyz\0\0", 5, 0);
  check_big ("netstring", "1000:", 5, 1006, "0:,", 3, 1);
  check_big ("syslog", "1000 <", 6, 1005, "1 <", 3, 0);
  check_big ("scpi", "#41000", 6, 1007, "\n", 1, 1);
  check_big ("resp", "$1000\r\n", 7, 1009, "+OK\r\n", 5, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/framing/greatest", test_greatest);
  fixture_add_streams (streams, G_N_ELEMENTS (streams));

  return g_test_run ();
}
