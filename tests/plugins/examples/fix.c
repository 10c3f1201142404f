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
  { "groups", { OUT ("8=FIX.4.4" S "9=104" S "35=V" S "49=A" S "56=B" S "34=2" S
                     "52=20180920-18:14:19.508" S "262=1" S "263=1" S "264=0" S "267=2" S "269=0" S
                     "269=1" S "146=1" S "55=LTCBTC" S "5001=x" S "10=235" S) },
    "MarketDataRequest · A → B #2 LTCBTC",
    "0 267 NoMDEntryTypes: 2 @79+18\n1 entry 1:  @85+6\n2 269 MDEntryType: 0 @85+5\n"
    "1 entry 2:  @91+6\n2 269 MDEntryType: 1 @91+5\n0 146 NoRelatedSym: 1 @97+16\n"
    "1 entry 1:  @103+10\n2 55 Symbol: LTCBTC @103+9\n0 5001: x @113+6\n"
    "0 10 CheckSum: 235 @120+6",
    .sure = TRUE },
  { "group-in-group", { OUT ("8=FIX.4.4" S "9=76" S "35=D" S "453=2" S "448=one" S "447=D" S
                             "452=1" S "802=1" S "523=sub" S "803=4" S "448=two" S "447=D" S
                             "452=3" S "55=X" S "10=227" S) },
    "NewOrderSingle X",
    "0 453 NoPartyIDs: 2 @20+66\n1 entry 1:  @26+40\n2 448 PartyID: one @26+7\n"
    "2 802 NoPartySubIDs: 1 @46+20\n3 entry 1:  @52+14\n4 803 PartySubIDType: 4 @60+5\n"
    "1 entry 2:  @66+20\n2 448 PartyID: two @66+7\n0 55 Symbol: X @86+4",
    .sure = TRUE },
  { "group-too-short", { IN ("8=FIX.4.4" S "9=52" S "35=W" S "55=EUR/USD" S "268=3" S "269=0" S
                             "270=1.31" S "269=1" S "270=1.32" S "10=016" S) },
    "MarketDataSnapshotFullRefresh EUR/USD · malformed",
    "0 268 NoMDEntries: 3 @31+36\n1 ! error: 2 of 3 entries @67+0\n0 10 CheckSum: 016 @67+6",
    .sure = TRUE },
  { "data", { OUT ("8=FIX.4.4" S "9=24" S "35=B" S "95=5" S "96=a" S "b=c" S "58=x" S "10=251" S) },
    "News · x", "0 95 RawDataLength: 5 @20+4\n0 96 RawData: a\\x01b=c @25+8\n0 58 Text: x @34+4",
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
