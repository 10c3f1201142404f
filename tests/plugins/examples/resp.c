/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The examples of the Redis serialization protocol specification. */
#include "examples.h"

const char *const example_plugin = "resp";
const char *const example_framing = "resp";

const Example examples[] = {
  { "command", { OUT ("*2\r\n$4\r\nLLEN\r\n$6\r\nmylist\r\n") }, "LLEN mylist",
    "0 sent: array of 2 @0+26\n1 0: LLEN @4+10\n1 1: mylist @14+12", .sure = TRUE },
  { "spaces", { OUT ("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\na b c\r\n") }, "SET k \"a b c\"", NULL,
    .sure = TRUE },
  { "integer", { IN (":48293\r\n") }, "48293", "0 received: 48293 @0+8", .sure = TRUE },
  { "ok", { IN ("+OK\r\n") }, "OK", "0 received: OK @0+5", .sure = TRUE },
  { "error", { IN ("-WRONGTYPE Operation against a key holding the wrong kind of value\r\n") },
    "error: \"WRONGTYPE Operation against a key holdin…\"",
    "0 ? received: WRONGTYPE Operation against a key holding the wrong kind of value @0+68",
    .sure = TRUE },
  { "null", { IN ("$-1\r\n") }, "(nil)", "0 received: (nil) @0+5", .sure = TRUE },
  { "empty", { IN ("$0\r\n\r\n") }, "\"\"", "0 received:  @0+6", .sure = TRUE },
  { "nested", { IN ("*2\r\n*3\r\n:1\r\n:2\r\n:3\r\n*2\r\n+Hello\r\n-World\r\n") }, "error: […] […]",
    "0 received: array of 2 @0+40\n1 0: array of 3 @4+16\n2 2: 3 @16+4\n1 1: array of 2 @20+20\n"
    "2 ? 1: World @32+8",
    .sure = TRUE },
  { "map", { IN ("%2\r\n+first\r\n:1\r\n+second\r\n:2\r\n") }, "first 1 second 2",
    "0 received: map of 2 @0+29\n1 key 0: first @4+8\n1 value 1: 2 @25+4", .sure = TRUE },
  { "attributes", { IN ("|1\r\n+key-popularity\r\n%2\r\n$1\r\na\r\n,0.1923\r\n$1\r\nb\r\n"
    ",0.0012\r\n"
                        "*2\r\n:2039123\r\n:9543892\r\n") },
    "key-popularity {…} 2039123 9543892",
    "0 attributes: attributes of 1 @0+57\n1 value 0: map of 2 @21+36\n0 received: array of 2 "
    "@57+24",
    .sure = TRUE },
  { "streamed", { IN ("$?\r\n;4\r\nHell\r\n;5\r\no wor\r\n;1\r\nd\r\n;0\r\n") }, "Hell \"o wor\" d",
    "0 received: bulk string, streamed @0+36\n1 0: Hell @4+10", .sure = TRUE },
  { "streamed-set", { IN ("~?\r\n+a\r\n#t\r\n_\r\n.\r\n") }, "a true (nil)",
    "0 received: set, streamed @0+18\n1 1: true @8+4\n1 2: (nil) @12+3", .sure = TRUE },
  { "push", { IN (">3\r\n+message\r\n+somechannel\r\n+this is the message\r\n") },
    "message somechannel \"this is the message\"", "0 received: push of 3 @0+50", .sure = TRUE },
  { "false", { IN ("#f\r\n") }, "false", "0 received: false @0+4", .sure = TRUE },
  { "no-boolean", { IN ("#x\r\n") }, "invalid: “t” or “f” expected",
    "0 ! error: “t” or “f” expected @1+1" },
  { "null-3", { IN ("_\r\n") }, "(nil)", "0 received: (nil) @0+3", .sure = TRUE },
  { "doubles", { IN ("*4\r\n,1.23\r\n,10\r\n,-inf\r\n,1.5e3\r\n") }, "1.23 10 -inf 1.5e3", NULL,
    .sure = TRUE },
  { "no-double", { IN (",one\r\n") }, "invalid: a number expected",
    "0 ! error: a number expected @1+1" },
  { "big-number", { IN ("(-3492890328409238509324850943850943825024385\r\n") },
    "-349289032840923850932485094385094382502…", NULL, .sure = TRUE },
  { "verbatim", { IN ("=15\r\ntxt:Some string\r\n") }, "\"txt:Some string\"",
    "0 received: txt:Some string @0+22", .sure = TRUE },
  { "bulk-error", { IN ("!21\r\nSYNTAX invalid syntax\r\n") }, "error: \"SYNTAX invalid syntax\"",
    "0 ? received: SYNTAX invalid syntax @0+28", .sure = TRUE },
  { "nils", { IN ("*3\r\n$5\r\nhello\r\n$-1\r\n*-1\r\n") }, "hello (nil) (nil)", NULL,
    .sure = TRUE },
  { "inline", { OUT ("PING\r\n") }, "PING", "0 inline command: PING @0+4", .sure = TRUE },
  { "pipelined", { OUT ("*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPING\r\n") }, "PING PING", NULL,
    "raw", 6379,
    .sure = TRUE },
  { "no-end", { IN ("$5\r\nhelloxx") }, "invalid: CR LF expected behind the string",
    "0 ! error: CR LF expected behind the string @9+1" },
  { "no-integer", { IN (":1x\r\n") }, "invalid: an integer expected",
    "0 ! error: an integer expected @1+1" },
};
const guint n_examples = G_N_ELEMENTS (examples);
