/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 5424, 6.5; RFC 3164, 5.4; RFC 6587, 3.4. */
#include "examples.h"

const char *const example_plugin = "syslog";
const char *const example_framing = "syslog";

const Example examples[] = {
  { "5424-1", { IN ("<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 "
    "- \xef\xbb\xbf'su root' "
                    "failed for lonvick on /dev/pts/8\n") },
    "auth.critical mymachine.example.com su: 'su root' failed for lonvick on /dev/pts/8",
    "0 facility: 4 auth @0+4\n0 ? severity: 2 critical @0+4\n0 version: 1 @4+1\n"
    "0 timestamp: 2003-10-11T22:14:15.003Z @6+24\n0 host: mymachine.example.com @31+21\n"
    "0 application: su @53+2\n0 process: - @56+1\n0 message ID: ID47 @58+4\n"
    "0 message: 'su root' failed for lonvick on /dev/pts/8 @68+42",
    .sure = TRUE },
  { "5424-3", { IN ("<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 "
                    "[exampleSDID@32473 iut=\"3\" eventSource=\"Application\" eventID=\"1011\"] "
                    "\xef\xbb\xbf" "An application event log entry...") },
    "local4.notice mymachine.example.com evntslog: An application event log entry...",
    "0 element: exampleSDID@32473 @70+68\n1 iut: 3 @89+7\n1 eventSource: Application @97+25\n"
    "1 eventID: 1011 @123+14",
    .sure = TRUE },
  { "5424-4", { IN ("<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 "
                    "[exampleSDID@32473 iut=\"3\"][examplePriority@32473 class=\"hi\\\"gh\"]") },
    "local4.notice mymachine.example.com evntslog: ",
    "0 element: exampleSDID@32473 @70+27\n0 element: examplePriority@32473 @97+38\n"
    "1 class: hi\"gh @120+14",
    .sure = TRUE },
  { "broken-element", { IN ("<165>1 - - - - - [id name=value]") }, "local4.notice - -: name=value]",
    "0 ! error: name=\"value\" or ] expected (RFC 5424, 6.3) @21+1", .sure = TRUE },
  { "3164-1", { IN ("<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on "
    "/dev/pts/8\r\n") },
    "auth.critical mymachine su: 'su root' failed for lonvick on /dev/pts/8",
    "0 timestamp: Oct 11 22:14:15 @4+15\n0 host: mymachine @20+9\n0 tag: su @30+2\n"
    "0 message: 'su root' failed for lonvick on /dev/pts/8 @34+42",
    .sure = TRUE },
  { "3164-2", { IN ("<0>Use the BFG!") }, "kern.emergency : Use the BFG!",
    "0 message: Use the BFG! @3+12",
    .sure = TRUE },
  { "process", { IN ("<86>Dec  1 08:30:00 host sshd[2412]: session opened") },
    "authpriv.info host sshd: session opened", "0 tag: sshd @25+4\n0 process: 2412 @30+4",
    .sure = TRUE },
  { "rsyslog", { IN ("<34>2003-10-11T22:14:15.003+02:00 mymachine su[99]: failed\n") },
    "auth.critical mymachine su: failed",
    "0 timestamp: 2003-10-11T22:14:15.003+02:00 @4+29\n0 host: mymachine @34+9\n0 tag: su @44+2\n"
    "0 process: 99 @47+2\n0 message: failed @52+6",
    .sure = TRUE },
  { "local", { IN ("<13>Oct 11 22:14:15 su[99]: failed\n") }, "user.notice su: failed",
    "0 timestamp: Oct 11 22:14:15 @4+15\n0 tag: su @20+2\n0 process: 99 @23+2", .sure = TRUE },
  { "no-structured-data", { IN ("<13>1 - host app - - hello\n") },
    "user.notice host app: hello",
    "0 ! error: structured data or “-” expected (RFC 5424, 6.3) @21+1", .sure = TRUE },
  { "counted", { IN ("17 <13>1 - - - - - -") }, "user.notice - -: ", "0 facility: 1 user @0+7",
    .sure = TRUE },
  { "too-large", { IN ("<192>hello") }, NULL, NULL },
};
const guint n_examples = G_N_ELEMENTS (examples);
