/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 8259, 13 and 7, and what is wrong in ways that people write. */
#include "examples.h"

const char *const example_plugin = "json";
const char *const example_framing = "lines";

#define IMAGE \
  "{\"Image\": {\"Width\": 800, \"Height\": 600, \"Title\": \"View from 15th Floor\"," \
  " \"Animated\": false, \"IDs\": [116, 943, 234, 38793]}}"

#define TEN(text)      text text text text text text text text text text
#define THOUSAND(text) TEN (TEN (TEN (text)))

const Example examples[] = {
  { "object", { IN (IMAGE "\n") }, "{Image: {…}}",
    "0 value: {…} @0+123\n1 Image: {…} @10+112\n2 Width: 800 @20+3\n"
    "2 Title: View from 15th Floor @49+22\n2 Animated: false @85+5\n2 IDs: […] @99+22\n"
    "3 3: 38793 @115+5",
    .sure = TRUE },
  { "array", { IN ("[ 1 , -2.5e+3, true,null , \"x\", {} , []]") },
    "[1, -2.5e+3, true, null, \"x\", {…}, […]]",
    "1 0: 1 @2+1\n1 1: -2.5e+3 @6+7\n1 2: true @15+4\n1 3: null @20+4\n1 4: x @27+3",
    .sure = TRUE },
  { "scalar", { IN ("\"Hello world!\"") }, "\"Hello world!\"", "0 value: Hello world! @0+14" },
  { "escapes", { IN ("[\"\\u0041\\n\\\"\\/\\uD834\\uDD1E \xc3\xbc\"]") },
    "[\"\\u0041\\n\\\"\\/\\uD834\\uDD1E ü\"]", "1 0: A\\n\"/𝄞 ü @1+29", .sure = TRUE },
  { "several", { IN ("{\"a\":1} {\"b\":2}\n") }, "{a: 1} and 1 more",
    "0 value: {…} @0+7\n0 value: {…} @8+7", .sure = TRUE },
  { "deep", { IN (THOUSAND ("[") THOUSAND ("]")) }, "[[…]]",
    "0 value: […] @0+2000\n1 0: […] @1+1998\n63 0: […] @63+1874", .sure = TRUE },
  { "deep-objects", { IN (TEN (TEN ("{\"a\":[")) TEN (TEN ("]}"))) }, "{a: […]}",
    "0 value: {…} @0+800\n1 a: […] @5+794\n2 0: {…} @6+792", .sure = TRUE },
  { "deep-and-wrong", { IN ("[[[1, {]]]") },
    "invalid at line 1, column 8: a name in quotes expected",
    "0 value: […] @0+7\n1 0: […] @1+6\n2 0: […] @2+5\n3 1: {…} @6+1\n"
    "0 ! error: line 1, column 8: a name in quotes expected @7+1" },
  { "comma-missing", { IN ("{\"a\": 1,\n \"b\": 2 \"c\": 3}") },
    "invalid at line 2, column 9: “,” or “}” expected",
    "1 b: 2 @15+1\n0 ! error: line 2, column 9: “,” or “}” expected @17+1", .sure = TRUE },
  { "comma-too-many", { IN ("[1, 2,]") }, "invalid at line 1, column 7: a value expected",
    "0 ! error: line 1, column 7: a value expected @6+1" },
  { "not-ended", { IN ("{\"name\": \"val") },
    "invalid at line 1, column 14: the string does not end", NULL, .sure = TRUE },
  { "leading-zero", { IN ("{\"number\": 012}") },
    "invalid at line 1, column 13: a number does not begin with 0", NULL, .sure = TRUE },
  { "control", { IN ("{\"name\": \"a\tb\"}") },
    "invalid at line 1, column 12: a control character in a string has to be escaped", NULL,
    .sure = TRUE },
  { "half-pair", { IN ("[\"\\ud834\"]") },
    "invalid at line 1, column 9: half of a surrogate pair", NULL },
  { "behind", { IN ("{} x") }, "invalid at line 1, column 4: a value expected", NULL },
  { "no-json", { IN ("plain") }, NULL,
    "0 ! error: line 1, column 1: a value expected @0+1" },
  { "empty", { IN ("\r\n") }, NULL, NULL },
};
const guint n_examples = G_N_ELEMENTS (examples);
