/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FIX, tag=value encoding (FIX Technical Standards: FIX tagvalue encoding 1.0; field names of FIX
 * 4.4 and 5.0 SP2). BodyLength and CheckSum are computed and compared, and repeating groups are
 * branches of the tree.
 *
 * A message does not tell where a group ends. It begins with its count; each entry begins with the
 * same field as the first; and behind the last one comes a field that the group does not have.
 */
#include "tapline-bytes.h"

#define SOH          1
#define N_GROUPS_MAX 4
/* Tags from here on are what two parties agreed on. */
#define FIRST_OWN    5000

typedef struct
{
  const char *value;
  const char *name;
} Meaning;

static const Meaning message_types[] = {
  { "0", "Heartbeat" }, { "1", "TestRequest" }, { "2", "ResendRequest" }, { "3", "Reject" },
  { "4", "SequenceReset" }, { "5", "Logout" }, { "6", "IOI" }, { "8", "ExecutionReport" },
  { "9", "OrderCancelReject" }, { "A", "Logon" }, { "B", "News" }, { "D", "NewOrderSingle" },
  { "E", "NewOrderList" }, { "F", "OrderCancelRequest" },
  { "G", "OrderCancelReplaceRequest" }, { "H", "OrderStatusRequest" },
  { "J", "AllocationInstruction" }, { "P", "AllocationInstructionAck" },
  { "Q", "DontKnowTrade" }, { "R", "QuoteRequest" }, { "S", "Quote" }, { "V",
  "MarketDataRequest" }, { "W", "MarketDataSnapshotFullRefresh" },
  { "X", "MarketDataIncrementalRefresh" }, { "Y", "MarketDataRequestReject" },
  { "Z", "QuoteCancel" }, { "a", "QuoteStatusRequest" }, { "b", "MassQuoteAcknowledgement" },
  { "c", "SecurityDefinitionRequest" }, { "d", "SecurityDefinition" },
  { "e", "SecurityStatusRequest" }, { "f", "SecurityStatus" },
  { "g", "TradingSessionStatusRequest" }, { "h", "TradingSessionStatus" },
  { "i", "MassQuote" }, { "j", "BusinessMessageReject" }, { "k", "BidRequest" },
  { "q", "OrderMassCancelRequest" }, { "r", "OrderMassCancelReport" },
  { "s", "NewOrderCross" }, { "x", "SecurityListRequest" }, { "y", "SecurityList" },
  { "AE", "TradeCaptureReport" }, { "AP", "PositionReport" },
  { "BE", "UserRequest" }, { "BF", "UserResponse" },
};

static const Meaning sides[] = {
  { "1", "buy" }, { "2", "sell" }, { "3", "buy minus" }, { "4", "sell plus" },
  { "5", "sell short" }, { "6", "sell short exempt" }, { "8", "cross" },
};

static const Meaning order_types[] = {
  { "1", "market" }, { "2", "limit" }, { "3", "stop" }, { "4", "stop limit" },
  { "P", "pegged" },
};

static const Meaning states[] = {
  { "0", "new" }, { "1", "partially filled" }, { "2", "filled" }, { "3", "done for day" },
  { "4", "canceled" }, { "5", "replaced" }, { "6", "pending cancel" }, { "7", "stopped" },
  { "8", "rejected" }, { "9", "suspended" }, { "A", "pending new" }, { "C", "expired" },
  { "E", "pending replace" }, { "F", "trade" },
};

#define MEANINGS(table) table, sizeof table / sizeof *table

static const struct
{
  int            tag;
  const char    *name;
  const Meaning *meanings;
  unsigned       n_meanings;
} fields[] = {
  { 1, "Account" }, { 6, "AvgPx" }, { 7, "BeginSeqNo" }, { 8, "BeginString" },
  { 9, "BodyLength" }, { 10, "CheckSum" }, { 11, "ClOrdID" }, { 14, "CumQty" },
  { 15, "Currency" }, { 16, "EndSeqNo" }, { 17, "ExecID" }, { 18, "ExecInst" },
  { 20, "ExecTransType" }, { 21, "HandlInst" }, { 22, "SecurityIDSource" },
  { 30, "LastMkt" }, { 31, "LastPx" }, { 32, "LastQty" }, { 34, "MsgSeqNum" },
  { 35, "MsgType", MEANINGS (message_types) }, { 36, "NewSeqNo" }, { 37, "OrderID" },
  { 38, "OrderQty" }, { 39, "OrdStatus", MEANINGS (states) },
  { 40, "OrdType", MEANINGS (order_types) }, { 41, "OrigClOrdID" }, { 43, "PossDupFlag" },
  { 44, "Price" }, { 45, "RefSeqNum" }, { 48, "SecurityID" }, { 49, "SenderCompID" },
  { 50, "SenderSubID" }, { 52, "SendingTime" }, { 54, "Side", MEANINGS (sides) },
  { 55, "Symbol" }, { 56, "TargetCompID" }, { 57, "TargetSubID" }, { 58, "Text" },
  { 59, "TimeInForce" }, { 60, "TransactTime" }, { 63, "SettlType" }, { 64, "SettlDate" },
  { 75, "TradeDate" }, { 89, "Signature" }, { 93, "SignatureLength" }, { 95, "RawDataLength" },
  { 96, "RawData" }, { 97, "PossResend" }, { 98, "EncryptMethod" }, { 99, "StopPx" },
  { 100, "ExDestination" }, { 102, "CxlRejReason" }, { 103, "OrdRejReason" },
  { 108, "HeartBtInt" }, { 110, "MinQty" }, { 112, "TestReqID" }, { 115, "OnBehalfOfCompID" },
  { 122, "OrigSendingTime" }, { 123, "GapFillFlag" }, { 128, "DeliverToCompID" },
  { 131, "QuoteReqID" }, { 132, "BidPx" }, { 133, "OfferPx" }, { 134, "BidSize" },
  { 135, "OfferSize" }, { 141, "ResetSeqNumFlag" }, { 146, "NoRelatedSym" },
  { 150, "ExecType", MEANINGS (states) }, { 151, "LeavesQty" }, { 167, "SecurityType" },
  { 207, "SecurityExchange" }, { 262, "MDReqID" }, { 263, "SubscriptionRequestType" },
  { 264, "MarketDepth" }, { 265, "MDUpdateType" }, { 267, "NoMDEntryTypes" },
  { 268, "NoMDEntries" }, { 269, "MDEntryType" }, { 270, "MDEntryPx" }, { 271, "MDEntrySize" },
  { 278, "MDEntryID" }, { 279, "MDUpdateAction" }, { 371, "RefTagID" }, { 372, "RefMsgType" },
  { 373, "SessionRejectReason" }, { 379, "BusinessRejectRefID" },
  { 380, "BusinessRejectReason" }, { 434, "CxlRejResponseTo" }, { 447, "PartyIDSource" },
  { 448, "PartyID" }, { 452, "PartyRole" }, { 453, "NoPartyIDs" }, { 553, "Username" },
  { 554, "Password" }, { 789, "NextExpectedMsgSeqNum" }, { 1128, "ApplVerID" },
  { 1137, "DefaultApplVerID" },
  { 33, "NoLinesOfText" }, { 78, "NoAllocs" }, { 79, "AllocAccount" }, { 80, "AllocQty" },
  { 90, "SecureDataLen" }, { 91, "SecureData" }, { 124, "NoExecs" }, { 136, "NoMiscFees" },
  { 137, "MiscFeeAmt" }, { 138, "MiscFeeCurr" }, { 139, "MiscFeeType" }, { 212, "XmlDataLen" },
  { 213, "XmlData" }, { 215, "NoRoutingIDs" }, { 216, "RoutingType" }, { 217, "RoutingID" },
  { 232, "NoStipulations" }, { 233, "StipulationType" }, { 234, "StipulationValue" },
  { 272, "MDEntryDate" }, { 273, "MDEntryTime" }, { 346, "NumberOfOrders" },
  { 290, "MDEntryPositionNo" }, { 354, "EncodedTextLen" }, { 355, "EncodedText" },
  { 375, "ContraBroker" }, { 382, "NoContraBrokers" }, { 384, "NoMsgTypes" },
  { 385, "MsgDirection" }, { 386, "NoTradingSessions" }, { 336, "TradingSessionID" },
  { 437, "ContraTradeQty" }, { 438, "ContraTradeTime" }, { 454, "NoSecurityAltID" },
  { 455, "SecurityAltID" }, { 456, "SecurityAltIDSource" }, { 523, "PartySubID" },
  { 524, "NestedPartyID" }, { 525, "NestedPartyIDSource" }, { 538, "NestedPartyRole" },
  { 539, "NoNestedPartyIDs" }, { 545, "NestedPartySubID" }, { 552, "NoSides" },
  { 555, "NoLegs" }, { 566, "LegPrice" }, { 600, "LegSymbol" }, { 602, "LegSecurityID" },
  { 603, "LegSecurityIDSource" }, { 623, "LegRatioQty" }, { 624, "LegSide" },
  { 625, "TradingSessionSubID" }, { 627, "NoHops" }, { 628, "HopCompID" },
  { 629, "HopSendingTime" }, { 630, "HopRefID" }, { 711, "NoUnderlyings" },
  { 768, "NoTrdRegTimestamps" }, { 769, "TrdRegTimestamp" }, { 770, "TrdRegTimestampType" },
  { 802, "NoPartySubIDs" }, { 803, "PartySubIDType" }, { 804, "NoNestedPartySubIDs" },
  { 805, "NestedPartySubIDType" }, { 864, "NoEvents" }, { 865, "EventType" },
  { 866, "EventDate" }, { 867, "EventPx" }, { 868, "EventText" },
};

/* What may stand in an entry of a group, counts of groups in it too. */
static const struct
{
  int         count;
  const char *members;
} groups[] = {
  { 33, " 58 354 355 " },
  { 78, " 79 661 736 467 539 80 " },
  { 124, " 32 17 527 30 31 669 29 " },
  { 136, " 137 138 139 891 " },
  { 146, " 55 65 48 22 454 460 461 167 762 200 541 205 201 202 206 231 223 207 106 107 711 555 15 "
    "63 64 140 303 537 336 625 229 54 38 44 40 59 132 133 134 135 60 58 354 355 " },
  { 215, " 216 217 " },
  { 232, " 233 234 " },
  { 267, " 269 " },
  { 268, " 279 285 269 278 280 55 65 48 22 454 460 461 167 762 200 541 207 291 292 270 15 271 272 "
    "273 274 275 336 625 276 277 282 283 284 286 59 432 126 110 18 287 37 299 288 289 346 290 546 "
    "811 453 58 354 355 451 " },
  { 382, " 375 337 437 438 655 " },
  { 384, " 372 385 1130 1131 1132 " },
  { 386, " 336 625 " },
  { 453, " 448 447 452 802 " },
  { 454, " 455 456 " },
  { 539, " 524 525 538 804 " },
  { 552, " 54 37 198 11 526 66 453 1 660 581 81 575 12 13 479 58 354 355 119 120 155 " },
  { 555, " 600 601 602 603 604 607 608 609 610 611 612 613 614 616 556 620 622 623 624 564 565 539 "
    "654 566 587 588 637 685 687 " },
  { 627, " 628 629 630 " },
  { 711, " 311 312 309 305 457 462 463 310 542 308 306 307 " },
  { 768, " 769 770 771 " },
  { 802, " 523 803 " },
  { 804, " 545 805 " },
  { 864, " 865 866 867 868 " },
};

/* Fields of bytes, which may be SOH too, and where their lengths stand. */
static const struct
{
  int length;
  int data;
} data_fields[] = {
  { 90, 91 }, { 93, 89 }, { 95, 96 }, { 212, 213 }, { 348, 349 }, { 350, 351 }, { 352, 353 },
  { 354, 355 }, { 356, 357 }, { 358, 359 }, { 360, 361 }, { 362, 363 }, { 364, 365 },
  { 445, 446 }, { 618, 619 }, { 621, 622 },
};

/* Those of which the line for the log consists, in its order. */
enum { TYPE, SENDER, TARGET, NUMBER, SIDE, QUANTITY, SYMBOL, PRICE, STATUS, TEXT, N_SHOWN };

static const int shown_tags[N_SHOWN] = { 35, 49, 56, 34, 54, 38, 55, 44, 39, 58 };

typedef struct
{
  TaplineBytes         in;
  TaplinePluginOutput *output;
  char                 shown[N_SHOWN][80];
  size_t               body;     /* where it begins; 0 if it does not */
  int64_t              length;   /* what BodyLength says */
  unsigned             sum;      /* of the bytes before the field */
  unsigned             n_fields;
  int                  is_wrong;
  struct
  {
    const char *members;
    int64_t     first;    /* tag of an entry's first field; 0 before the first entry */
    int64_t     n_said;
    int64_t     n;
  }                    groups[N_GROUPS_MAX]; /* that are open, one in the other */
  unsigned             n_groups;
  int64_t              data_tag; /* of a field whose length is known by the one before it */
  int64_t              data_length;
} Fix;

static unsigned
find_field (int64_t tag)
{
  unsigned i;

  for (i = 0; i < sizeof fields / sizeof *fields && fields[i].tag != tag; i++)
    continue;

  return i;
}

static const char *
find_meaning (const Fix *self,
              unsigned   field,
              size_t     at,
              size_t     end)
{
  for (unsigned i = 0; i < fields[field].n_meanings; i++)
    if (tapline_bytes_are (&self->in, at, end, fields[field].meanings[i].value))
      return fields[field].meanings[i].name;

  return NULL;
}

static void
tell_wrong (Fix        *self,
            size_t      at,
            size_t      end,
            const char *what,
            unsigned    computed)
{
  self->is_wrong = 1;
  self->output->add (self->output, TAPLINE_PLUGIN_ERROR, at, end - at, "error", "%s %u", what,
                     computed);
}

static void
check_sum (Fix    *self,
           size_t  start,
           size_t  at,
           size_t  end)
{
  unsigned sum = self->sum & 0xff;

  if (tapline_bytes_get_decimal (&self->in, at, end) != (int64_t) sum || end - at != 3)
    tell_wrong (self, at, end, "the checksum is", sum);
  if (self->body > 0 && self->length != (int64_t) (start - self->body))
    tell_wrong (self, at, end, "the length of the body is", (unsigned) (start - self->body));
}

static const char *
find_members (int64_t count)
{
  for (unsigned i = 0; i < sizeof groups / sizeof *groups; i++)
    if (groups[i].count == count)
      return groups[i].members;

  return NULL;
}

static int
is_member (const char *members,
           int64_t     tag)
{
  char word[32];

  snprintf (word, sizeof word, " %lld ", (long long) tag);

  return strstr (members, word) != NULL;
}

/* Whether the innermost group goes on with this field. While entries are missing, everything but
 * the end of the message belongs to the one before them. */
static int
goes_on (const Fix *self,
         int64_t    tag)
{
  unsigned i = self->n_groups - 1;

  if (tag == 10 || tag <= 0)
    return 0;
  for (unsigned outer = 0; outer < i; outer++)
    if (self->groups[outer].first == tag)
      return 0;
  if (self->groups[i].first == 0)
    return is_member (self->groups[i].members, tag) || tag >= FIRST_OWN;

  return self->groups[i].n < self->groups[i].n_said || is_member (self->groups[i].members, tag);
}

static void
close_group (Fix    *self,
             size_t  end)
{
  unsigned i = --self->n_groups;

  if (self->groups[i].first != 0)
    {
      self->output->extend (self->output, end);
      self->output->leave (self->output);
    }
  self->output->extend (self->output, end);
  if (self->groups[i].first != 0 && self->groups[i].n != self->groups[i].n_said)
    {
      self->is_wrong = 1;
      self->output->add (self->output, TAPLINE_PLUGIN_ERROR, end, 0, "error",
                         "%lld of %lld entries", (long long) self->groups[i].n,
                         (long long) self->groups[i].n_said);
    }
  self->output->leave (self->output);
}

/* Before a field is added: ends the groups that it is not in, and begins an entry. */
static void
find_place (Fix     *self,
            int64_t  tag,
            size_t   start)
{
  char name[32];
  unsigned i;

  while (self->n_groups > 0 && !goes_on (self, tag))
    close_group (self, start);
  if (self->n_groups == 0)
    return;

  i = self->n_groups - 1;
  if (self->groups[i].first != 0 && self->groups[i].first != tag)
    return;
  if (self->groups[i].first != 0)
    {
      self->output->extend (self->output, start);
      self->output->leave (self->output);
    }
  self->groups[i].first = tag;
  snprintf (name, sizeof name, "entry %lld", (long long) ++self->groups[i].n);
  self->output->add (self->output, TAPLINE_PLUGIN_PLAIN, start, 1, name, "%s", "");
  self->output->enter (self->output);
}

/* Behind the count of a group. */
static void
open_group (Fix     *self,
            int64_t  tag,
            int64_t  n)
{
  const char *members = find_members (tag);

  if (members == NULL || n <= 0 || self->n_groups == N_GROUPS_MAX)
    return;
  self->groups[self->n_groups].members = members;
  self->groups[self->n_groups].first = 0;
  self->groups[self->n_groups].n_said = n;
  self->groups[self->n_groups++].n = 0;
  self->output->enter (self->output);
}

/* Where the field ends: at SOH, but for one of bytes. */
static size_t
find_end (Fix    *self,
          size_t  start)
{
  const TaplineBytes *in = &self->in;
  size_t end = tapline_bytes_find (in, start, SOH);
  TaplineBytes field = { in->bytes, start, end, 0 };
  size_t equals = tapline_bytes_find (&field, start, '=');
  int64_t tag = tapline_bytes_get_decimal (in, start, equals);
  size_t data = equals + 1 + (size_t) self->data_length;

  if (tag > 0 && tag == self->data_tag && data < in->end && in->bytes[data] == SOH)
    end = data;
  self->data_tag = 0;
  for (unsigned i = 0; i < sizeof data_fields / sizeof *data_fields; i++)
    if (data_fields[i].length == tag && equals < end)
      {
        self->data_length = tapline_bytes_get_decimal (in, equals + 1, end);
        if (self->data_length > 0 && (size_t) self->data_length < in->end)
          self->data_tag = data_fields[i].data;
      }

  return end;
}

static void
add_field (Fix    *self,
           size_t  start,
           size_t  equals,
           size_t  end)
{
  int64_t tag = tapline_bytes_get_decimal (&self->in, start, equals);
  unsigned field = find_field (tag);
  const char *meaning;
  char name[64];

  find_place (self, equals < end ? tag : 0, start);
  if (tag <= 0 || equals >= end)
    {
      self->is_wrong = 1;
      self->output->add_text (self->output, TAPLINE_PLUGIN_ERROR, start, end - start,
                              "no field");
      return;
    }
  if (field == sizeof fields / sizeof *fields)
    {
      snprintf (name, sizeof name, "%lld", (long long) tag);
      self->output->add_value (self->output, TAPLINE_PLUGIN_PLAIN, start, end - start, name,
                               (const char *) self->in.bytes + equals + 1, end - equals - 1);
      return;
    }
  meaning = find_meaning (self, field, equals + 1, end);
  snprintf (name, sizeof name, "%lld %s", (long long) tag, fields[field].name);
  self->output->add (self->output, TAPLINE_PLUGIN_PLAIN, start, end - start, name, "%.*s%s%s",
                     TAPLINE_BYTES_TEXT (&self->in, equals + 1, end, 3000),
                     meaning != NULL ? " " : "", meaning != NULL ? meaning : "");
  for (unsigned i = 0; i < N_SHOWN; i++)
    if (shown_tags[i] == tag && self->shown[i][0] == '\0')
      snprintf (self->shown[i], sizeof self->shown[i], "%.*s",
                TAPLINE_BYTES_TEXT (&self->in, equals + 1, end, 60));
  if ((tag == 35 || tag == 54 || tag == 39) && meaning != NULL)
    snprintf (self->shown[tag == 35 ? TYPE : tag == 54 ? SIDE : STATUS], 80, "%s", meaning);
  if (tag == 9 && self->n_fields == 1)
    {
      self->length = tapline_bytes_get_decimal (&self->in, equals + 1, end);
      self->body = end + 1;
    }
  if (tag == 10)
    check_sum (self, start, equals + 1, end);
  open_group (self, tag, tapline_bytes_get_decimal (&self->in, equals + 1, end));
}

static int
judge (void                       *state,
       const TaplinePluginMessage *message)
{
  return message->length >= 6 && memcmp (message->bytes, "8=FIX", 5) == 0 ? 100 : 0;
}

static void
decode (void                       *state,
        const TaplinePluginMessage *message,
        TaplinePluginOutput        *output)
{
  Fix self = { .in = tapline_bytes_of (message), .output = output };
  TaplineLine line = { 0 };

  self.in.end = message->length;
  if (self.in.end == 0 || !tapline_bytes_is_digit (self.in.bytes[0]))
    return;
  while (self.in.at < self.in.end)
    {
      size_t start = self.in.at;
      size_t end = find_end (&self, start);
      TaplineBytes field = { self.in.bytes, start, end, 0 };

      add_field (&self, start, tapline_bytes_find (&field, start, '='), end);
      self.n_fields++;
      self.in.at = end < self.in.end ? end + 1 : end;
      for (; start < self.in.at; start++)
        self.sum += self.in.bytes[start];
    }
  while (self.n_groups > 0)
    close_group (&self, self.in.end);
  for (unsigned i = 0; i < N_SHOWN; i++)
    if (self.shown[i][0] != '\0')
      {
        tapline_line_append (&line, i == 0 ? "" : i == TARGET ? " → " : i == NUMBER ? " #"
                                    : i == PRICE ? " @ " : i == SENDER || i == TEXT ? " · "
                                    : " ");
        tapline_line_append (&line, self.shown[i]);
      }
  output->summary (output, "%s%s", line.text, self.is_wrong ? " · malformed" : "");
}

static const TaplinePluginDecoder decoder = {
  .size = sizeof decoder,
  .name = "fix",
  .title = "FIX",
  .framings = "fix raw idle",
  .judge = judge,
  .decode = decode,
};

TAPLINE_PLUGIN_DEFINE ("fix", "FIX", "1.0", decoder);
