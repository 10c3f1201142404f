/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FIX, tag=value encoding (FIX Technical Standards: FIX tagvalue encoding 1.0; field names of FIX
 * 4.4 and 5.0 SP2). BodyLength and CheckSum are computed and compared.
 */
#include "tapline-bytes.h"

#define SOH 1

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
      size_t end = tapline_bytes_find (&self.in, start, SOH);
      TaplineBytes field = { self.in.bytes, start, end, 0 };

      add_field (&self, start, tapline_bytes_find (&field, start, '='), end);
      self.n_fields++;
      self.in.at = end < self.in.end ? end + 1 : end;
      for (; start < self.in.at; start++)
        self.sum += self.in.bytes[start];
    }
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
