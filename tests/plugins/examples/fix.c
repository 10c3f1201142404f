/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages as in the FIX 4.2 and 4.4 specifications. */
#include "examples.h"

const char *const example_plugin = "fix";
const char *const example_framing = "fix";

#define S "\001"

const Example examples[] = {
  { "heartbeat", { IN ("8=FIX.4.4" S "9=5" S "35=0" S "10=163" S) }, "Heartbeat",
    "0 8 BeginString: FIX.4.4 @0+9\n0 9 BodyLength: 5 @10+3\n0 35 MsgType: 0 Heartbeat @14+4\n"
    "0 10 CheckSum: 163 @19+6",
    .sure = TRUE },
  { "order", { OUT ("8=FIX.4.2" S "9=146" S "35=D" S "34=4" S "49=ABC_DEFG01" S
                    "52=20090323-15:40:29" S "56=CCG" S "115=XYZ" S "11=NF 0542/03232009" S "54=1" S
                    "38=100" S "55=CVS" S "40=1" S "59=0" S "47=A" S
                    "60=20090323-15:40:29" S "21=1" S
                    "207=N" S "10=195" S) },
    "NewOrderSingle · ABC_DEFG01 → CCG #4 buy 100 CVS",
    "0 11 ClOrdID: NF 0542/03232009 @76+19\n0 54 Side: 1 buy @96+4\n0 40 OrdType: 1 market @115+4\n"
    "0 47: A @125+4",
    .sure = TRUE },
  { "execution", { IN ("8=FIX.4.2" S "9=178" S "35=8" S "49=PHLX" S "56=PERS" S
                       "52=20071123-05:30:00.000" S "11=ATOMNOCCC9990900" S "20=3" S
                       "150=E" S "39=E" S
                       "55=MSFT" S "167=CS" S "54=1" S "38=15" S "40=2" S "44=15" S
                       "58=PHLX EQUITY "
    "TESTING" S "59=0" S "47=C" S "32=0" S "31=0" S "151=15" S "14=0" S
                       "6=0" S "10=128" S) },
    "ExecutionReport · PHLX → PERS buy 15 MSFT @ 15 pending replace · PHLX EQUITY TESTING", NULL,
    .sure = TRUE },
  { "wrong-sum", { IN ("8=FIX.4.4" S "9=5" S "35=0" S "10=164" S) }, "Heartbeat · malformed",
    "0 ! error: the checksum is 163 @22+3", .sure = TRUE },
  { "wrong-length", { IN ("8=FIX.4.4" S "9=4" S "35=0" S "10=162" S) }, "Heartbeat · malformed",
    "0 ! error: the length of the body is 5 @22+3", .sure = TRUE },
  { "no-field", { IN ("8=FIX.4.4" S "9=5" S "x" S "=1" S) }, " · malformed",
    "0 ! no field: x @14+1\n0 ! no field: =1 @16+2",
    .sure = TRUE },
  { "garbage", { IN ("what") }, NULL, NULL },
};
const guint n_examples = G_N_ELEMENTS (examples);
