/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The examples of the OASIS standards MQTT 3.1.1 and 5 (their figures "… example"). */
#include "examples.h"

const char *const example_plugin = "mqtt";
const char *const example_framing = "mqtt";

#define CONNECT_4 "\x10\x0f\0\4MQTT\4\xce\0\x0a\0\3abc"
#define CONNECT_5 "\x10\x15\0\4MQTT\5\2\0\x0a\5\x11\0\0\0\x0a\0\3abc"

const Example examples[] = {
  { "connect-3", { OUT ("\x10\x1d\0\4MQTT\4\xc2\0\x0a\0\3abc\0\4user\0\6secret") },
    "CONNECT abc (MQTT 3.1.1)",
    "0 CONNECT:  @0+31\n1 type: 1, flags 0x0 @0+1\n1 remaining length: 29 @1+1\n1 protocol: "
    "MQTT @2+6\n"
    "1 version: 4 @8+1\n1 flags: 0xc2, user name, password, clean session @9+1\n"
    "1 keep alive: 10 @10+2\n"
    "1 client identifier: abc @12+5\n1 user name: user @17+6\n1 password: (6 bytes) @23+8",
    .sure = TRUE },
  { "connect-5", { OUT (CONNECT_5) }, "CONNECT abc (MQTT 5)",
    "1 properties:  @12+6\n2 session expiry interval: 10 @14+4", .sure = TRUE },
  { "connect-will", { OUT ("\x10\x21\0\4MQTT\5\x2e\0\x3c\0\0\3abc\5\x18\0\0\0\5\0\3w/t\0\4gone") },
    "CONNECT abc (MQTT 5)",
    "1 flags: 0x2e, will QoS 1 retain, clean start @9+1\n1 will properties:  @18+6\n"
    "2 will delay interval: 5 @20+4\n1 will topic: w/t @24+5\n1 will payload: gone @29+6",
    .sure = TRUE },
  { "connect-3.1", { OUT ("\x10\x11\0\6MQIsdp\3\2\0\x3c\0\3abc") }, "CONNECT abc (MQTT 3.1)",
    "1 protocol: MQIsdp @2+8\n1 version: 3 @10+1", .sure = TRUE },
  { "connack-3", { OUT (CONNECT_4), IN ("\x20\2\0\0") }, "CONNACK: accepted",
    "1 session present: 0 @2+1\n1 code: 0: accepted @3+1", .sure = TRUE },
  { "connack-refused", { OUT (CONNECT_4), IN ("\x20\2\0\5") }, "CONNACK: not authorized",
    "1 ? code: 5: not authorized @3+1", .sure = TRUE },
  { "connack-5", { OUT (CONNECT_5), IN ("\x20\x06\0\0\3\x22\0\x0a") }, "CONNACK: success",
    "2 topic alias maximum: 10 @6+2", .sure = TRUE },
  { "publish-3", { IN ("\x32\x0c\0\3a/b\0\x0ahello") }, "PUBLISH a/b · QoS 1 · hello",
    "1 topic: a/b @2+5\n1 packet identifier: 10 @7+2\n1 payload: hello @9+5", .sure = TRUE },
  { "publish-5", { OUT (CONNECT_5), OUT ("\x31\x0e\0\3a/b\3\x23\0\1hello") },
    "PUBLISH a/b · QoS 0 retain · hello", "2 topic alias: 1 @9+2\n1 payload: hello @11+5",
    .sure = TRUE },
  { "publish-5-unknown", { IN ("\x30\x0b\0\3a/b\0hello") }, "PUBLISH a/b · QoS 0 · hello", NULL,
    .sure = TRUE },
  { "puback", { IN ("\x40\2\0\x0a") }, "PUBACK #10", "1 packet identifier: 10 @2+2", .sure = TRUE },
  { "puback-5", { IN ("\x40\3\0\x0a\x10") }, "PUBACK #10: no matching subscribers", NULL,
    .sure = TRUE },
  { "subscribe", { OUT (CONNECT_4), OUT ("\x82\x0e\0\x0a\0\3a/b\1\0\3c/d\2") }, "SUBSCRIBE a/b c/d",
    "1 topic filter: a/b @4+5\n1 options: QoS 1 @9+1\n1 topic filter: c/d @10+5\n1 options: QoS "
    "2 @15+1",
    .sure = TRUE },
  { "suback", { OUT (CONNECT_4), IN ("\x90\5\0\x0a\0\2\x80") },
    "SUBACK #10: granted QoS 0, granted QoS 2, unspecified error",
    "1 ? reason: 0x80: unspecified error @6+1", .sure = TRUE },
  { "unsubscribe", { OUT (CONNECT_4), OUT ("\xa2\x0c\0\x0a\0\3a/b\0\3c/d") },
    "UNSUBSCRIBE a/b c/d", NULL,
    .sure = TRUE },
  { "subscribe-5", { OUT (CONNECT_5), OUT ("\x82\x0b\0\1\2\x0b\7\0\3a/#\x29") }, "SUBSCRIBE a/#",
    "2 subscription identifier: 7 @5+2\n"
    "1 options: QoS 1, retain as published, nothing retained @12+1", .sure = TRUE },
  { "QoS-3", { OUT (CONNECT_4), IN ("\x36\6\0\1t\0\1x") }, "PUBLISH t · QoS 3 · x",
    "1 ! type: 3, flags 0x6 @0+1", .sure = TRUE },
  { "disconnect-normal", { OUT (CONNECT_5), OUT ("\xe0\1\0") }, "DISCONNECT: normal disconnection",
    NULL, .sure = TRUE },
  { "ping", { OUT ("\xc0\0") }, "PINGREQ", NULL, .sure = TRUE },
  { "disconnect-5", { IN ("\xe0\1\x8e") }, "DISCONNECT: session taken over",
    "1 ? reason: 0x8e: session taken over @2+1", .sure = TRUE },
  { "user-property", { OUT (CONNECT_5), IN ("\xf0\x0b\x18\x09\x26\0\2ab\0\2cd") },
    "AUTH: continue authentication", "2 user property: ab = cd @4+9", .sure = TRUE },
  { "two-in-one", { OUT ("\xc0\0\xc0\0") }, "PINGREQ | PINGREQ", NULL, "raw", 1883, .sure = TRUE },
  { "wrong-flags", { OUT ("\x80\2\0\1") }, "SUBSCRIBE · malformed", "1 ! type: 8, flags 0x0 @0+1",
    .sure = TRUE },
  { "missing", { IN ("\x30\2\0\x09") }, "PUBLISH · malformed",
    "1 ! error: something is missing or has no meaning here @4+0",
    .sure = TRUE },
  { "no-property", { OUT (CONNECT_5), IN ("\x20\x05\0\0\2\x7f\0") }, "CONNACK: success · malformed",
    "2 ! property: 0x7f is none @5+1", .sure = TRUE },
};
const guint n_examples = G_N_ELEMENTS (examples);
