/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MQTT 3.1.1 and 5 (OASIS standards of 2014 and 2019), and 3.1, which differs in CONNECT only.
 *
 * Which of the two is spoken stands in CONNECT only. Where that is too far back, a packet of
 * version 5 is told by its properties, which have to fit.
 */
#include "tapline-bytes.h"

typedef struct
{
  TaplineBytes         in;     /* of the message */
  TaplinePluginOutput *output;
  TaplineLine          line;
  int                  version; /* 3 to 5 */
  unsigned             type;    /* of the packet */
  int                  known;   /* by CONNECT */
} Mqtt;

enum
{
  CONNECT = 1, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE, SUBACK, UNSUBSCRIBE,
  UNSUBACK, PINGREQ, PINGRESP, DISCONNECT, AUTH,
};

static const char *const packet_names[] = {
  "reserved", "CONNECT", "CONNACK", "PUBLISH", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP",
  "SUBSCRIBE", "SUBACK", "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT", "AUTH",
};

static const char *const connack_codes[] = {
  "accepted", "unacceptable protocol version", "identifier rejected", "server unavailable",
  "bad user name or password", "not authorized",
};

/* b: byte, w: two bytes, d: four, v: variable, s: string, x: binary, p: pair of strings. */
static const struct
{
  uint8_t     id;
  char        kind;
  const char *name;
} properties[] = {
  { 0x01, 'b', "payload format indicator" }, { 0x02, 'd', "message expiry interval" },
  { 0x03, 's', "content type" }, { 0x08, 's', "response topic" },
  { 0x09, 'x', "correlation data" }, { 0x0b, 'v', "subscription identifier" },
  { 0x11, 'd', "session expiry interval" }, { 0x12, 's', "assigned client identifier" },
  { 0x13, 'w', "server keep alive" }, { 0x15, 's', "authentication method" },
  { 0x16, 'x', "authentication data" }, { 0x17, 'b', "request problem information" },
  { 0x18, 'd', "will delay interval" }, { 0x19, 'b', "request response information" },
  { 0x1a, 's', "response information" }, { 0x1c, 's', "server reference" },
  { 0x1f, 's', "reason string" }, { 0x21, 'w', "receive maximum" },
  { 0x22, 'w', "topic alias maximum" }, { 0x23, 'w', "topic alias" },
  { 0x24, 'b', "maximum QoS" }, { 0x25, 'b', "retain available" },
  { 0x26, 'p', "user property" }, { 0x27, 'd', "maximum packet size" },
  { 0x28, 'b', "wildcard subscription available" },
  { 0x29, 'b', "subscription identifiers available" },
  { 0x2a, 'b', "shared subscription available" },
};

static const struct
{
  uint8_t     code;
  const char *name;
} reasons[] = {
  { 0x00, "success" }, { 0x01, "granted QoS 1" }, { 0x02, "granted QoS 2" },
  { 0x04, "disconnect with will message" }, { 0x10, "no matching subscribers" },
  { 0x11, "no subscription existed" }, { 0x18, "continue authentication" },
  { 0x19, "re-authenticate" }, { 0x80, "unspecified error" }, { 0x81, "malformed packet" },
  { 0x82, "protocol error" }, { 0x83, "implementation specific error" },
  { 0x84, "unsupported protocol version" }, { 0x85, "client identifier not valid" },
  { 0x86, "bad user name or password" }, { 0x87, "not authorized" },
  { 0x88, "server unavailable" }, { 0x89, "server busy" }, { 0x8a, "banned" },
  { 0x8b, "server shutting down" }, { 0x8c, "bad authentication method" },
  { 0x8d, "keep alive timeout" }, { 0x8e, "session taken over" },
  { 0x8f, "topic filter invalid" }, { 0x90, "topic name invalid" },
  { 0x91, "packet identifier in use" }, { 0x92, "packet identifier not found" },
  { 0x93, "receive maximum exceeded" }, { 0x94, "topic alias invalid" },
  { 0x95, "packet too large" }, { 0x96, "message rate too high" }, { 0x97, "quota exceeded" },
  { 0x98, "administrative action" }, { 0x99, "payload format invalid" },
  { 0x9a, "retain not supported" }, { 0x9b, "QoS not supported" },
  { 0x9c, "use another server" }, { 0x9d, "server moved" },
  { 0x9e, "shared subscriptions not supported" }, { 0x9f, "connection rate exceeded" },
  { 0xa0, "maximum connect time" }, { 0xa1, "subscription identifiers not supported" },
  { 0xa2, "wildcard subscriptions not supported" },
};

/* The first codes mean something else in some packets. */
static const char *
get_reason (unsigned type,
            uint8_t  code)
{
  if (code == 0 && type == SUBACK)
    return "granted QoS 0";
  if (code == 0 && type == DISCONNECT)
    return "normal disconnection";
  for (unsigned i = 0; i < sizeof reasons / sizeof *reasons; i++)
    if (reasons[i].code == code)
      return reasons[i].name;

  return "unknown reason";
}

/* A variable byte integer of at most four bytes (5, 1.5.5). */
static uint64_t
take_variable (TaplineBytes *in)
{
  uint64_t number = 0;

  for (unsigned i = 0; i < 4; i++)
    {
      uint8_t byte = (uint8_t) tapline_bytes_take_number (in, 1);

      number |= (uint64_t) (byte & 0x7f) << 7 * i;
      if ((byte & 0x80) == 0)
        return number;
    }
  in->failed = 1;

  return number;
}

/* A string or binary data with its length before it; *length is its own. */
static size_t
take_string (TaplineBytes *in,
             size_t       *length)
{
  size_t at;

  *length = (size_t) tapline_bytes_take_number (in, 2);
  at = tapline_bytes_take (in, *length);
  if (in->failed)
    *length = 0;

  return at;
}

static void
add_string (Mqtt       *self,
            const char *name,
            int         in_line)
{
  size_t start = self->in.at, length;
  size_t at = take_string (&self->in, &length);

  if (self->in.failed)
    return;
  self->output->add_value (self->output, TAPLINE_PLUGIN_PLAIN, start, self->in.at - start, name,
                           (const char *) self->in.bytes + at, length);
  if (in_line)
    {
      tapline_line_append (&self->line, " ");
      tapline_line_append_bytes (&self->line, self->in.bytes + at, length);
    }
}

static uint64_t
add_number (Mqtt       *self,
            const char *name,
            unsigned    size)
{
  size_t at = self->in.at;
  uint64_t number = tapline_bytes_take_number (&self->in, size);

  if (!self->in.failed)
    self->output->add (self->output, TAPLINE_PLUGIN_PLAIN, at, size, name, "%llu",
                       (unsigned long long) number);

  return number;
}

static void
add_reason (Mqtt       *self,
            const char *before)
{
  size_t at = self->in.at;
  uint8_t code = (uint8_t) tapline_bytes_take_number (&self->in, 1);

  if (self->in.failed)
    return;
  self->output->add (self->output, code >= 0x80 ? TAPLINE_PLUGIN_NOTE : TAPLINE_PLUGIN_PLAIN, at,
                     1, "reason", "0x%02x: %s", code, get_reason (self->type, code));
  tapline_line_append (&self->line, before);
  tapline_line_append (&self->line, get_reason (self->type, code));
}

static void
add_property (Mqtt *self)
{
  size_t start = self->in.at, length;
  uint8_t id = (uint8_t) tapline_bytes_take_number (&self->in, 1);
  unsigned i;

  for (i = 0; i < sizeof properties / sizeof *properties && properties[i].id != id; i++)
    continue;
  if (i == sizeof properties / sizeof *properties)
    {
      self->output->add (self->output, TAPLINE_PLUGIN_ERROR, start, 1, "property",
                         "0x%02x is none", id);
      self->in.failed = 1;
      return;
    }
  switch (properties[i].kind)
    {
    case 'b':
      add_number (self, properties[i].name, 1);
      break;
    case 'w':
      add_number (self, properties[i].name, 2);
      break;
    case 'd':
      add_number (self, properties[i].name, 4);
      break;
    case 'v':
      length = (size_t) take_variable (&self->in);
      self->output->add (self->output, TAPLINE_PLUGIN_PLAIN, start, self->in.at - start,
                         properties[i].name, "%zu", length);
      break;
    case 'p':
      {
        size_t name_length, value_length;
        size_t name = take_string (&self->in, &name_length);
        size_t value = take_string (&self->in, &value_length);

        if (!self->in.failed)
          self->output->add (self->output, TAPLINE_PLUGIN_PLAIN, start, self->in.at - start,
                             properties[i].name, "%.*s = %.*s",
                             TAPLINE_BYTES_TEXT (&self->in, name, name + name_length, 1000),
                             TAPLINE_BYTES_TEXT (&self->in, value, value + value_length, 1000));
        break;
      }
    default:
      add_string (self, properties[i].name, 0);
      break;
    }
}

/* The properties of version 5, in front of what follows them. */
static void
add_properties (Mqtt       *self,
                const char *name)
{
  size_t start = self->in.at, end, whole = self->in.end;
  uint64_t length;

  if (self->version != 5 || self->in.failed)
    return;
  length = take_variable (&self->in);
  if (self->in.failed || length > tapline_bytes_left (&self->in))
    {
      self->in.failed = 1;
      return;
    }
  if (length == 0)
    return;
  end = self->in.at + (size_t) length;
  self->output->add (self->output, TAPLINE_PLUGIN_PLAIN, start, end - start, name, "%s", "");
  self->output->enter (self->output);
  self->in.end = end;
  while (self->in.at < end && !self->in.failed)
    add_property (self);
  self->in.end = whole;
  self->output->leave (self->output);
}

/* Whether properties that make sense stand here: then it is version 5. */
static int
has_properties (const TaplineBytes *at)
{
  TaplineBytes in = *at;
  uint64_t length = take_variable (&in);

  if (in.failed || length > tapline_bytes_left (&in))
    return 0;
  /* A payload that begins with a zero byte is rare, and no properties are the rule. */
  if (length == 0)
    return 1;
  for (unsigned i = 0; i < sizeof properties / sizeof *properties; i++)
    if (length > 1 && properties[i].id == in.bytes[in.at])
      return properties[i].kind != 's' || length > 3;

  return 0;
}

static void
add_flags (Mqtt     *self,
           size_t    at,
           unsigned  flags)
{
  unsigned qos = flags >> 3 & 3;
  int has_will = (flags & 4) != 0;
  int is_wrong = (flags & 1) != 0 || qos == 3 || (!has_will && (flags & 0x38) != 0);
  char will[32] = "";

  if (has_will)
    snprintf (will, sizeof will, ", will QoS %u%s", qos, (flags & 0x20) != 0 ? " retain" : "");
  self->output->add (self->output, is_wrong ? TAPLINE_PLUGIN_ERROR : TAPLINE_PLUGIN_PLAIN, at, 1,
                     "flags", "0x%02x%s%s%s%s%s", flags, (flags & 0x80) != 0 ? ", user name" : "",
                     (flags & 0x40) != 0 ? ", password" : "", will,
                     (flags & 2) == 0 ? "" : self->version == 5 ? ", clean start"
                                                                : ", clean session",
                     is_wrong ? ", malformed" : "");
}

static void
add_connect (Mqtt *self)
{
  TaplinePluginOutput *output = self->output;
  unsigned flags;
  size_t at;

  add_string (self, "protocol", 0);
  self->version = (int) add_number (self, "version", 1);
  at = self->in.at;
  flags = (unsigned) tapline_bytes_take_number (&self->in, 1);
  add_flags (self, at, flags);
  add_number (self, "keep alive", 2);
  add_properties (self, "properties");
  add_string (self, "client identifier", 1);
  if ((flags & 4) != 0)
    {
      add_properties (self, "will properties");
      add_string (self, "will topic", 0);
      add_string (self, "will payload", 0);
    }
  if ((flags & 0x80) != 0)
    add_string (self, "user name", 0);
  if ((flags & 0x40) != 0)
    {
      size_t length;

      at = self->in.at;
      take_string (&self->in, &length);
      output->add (output, TAPLINE_PLUGIN_PLAIN, at, self->in.at - at, "password", "(%zu bytes)",
                   length);
    }
  tapline_line_append (&self->line, self->version == 5 ? " (MQTT 5)" : self->version == 3
                                    ? " (MQTT 3.1)" : " (MQTT 3.1.1)");
}

static void
add_connack (Mqtt *self)
{
  size_t at = self->in.at;
  uint8_t code;

  add_number (self, "session present", 1);
  if (!self->known)
    self->version = tapline_bytes_left (&self->in) > 1 ? 5 : 4;
  if (self->version == 5)
    {
      add_reason (self, ": ");
      add_properties (self, "properties");
      return;
    }
  code = (uint8_t) tapline_bytes_take_number (&self->in, 1);
  self->output->add (self->output, code == 0 ? TAPLINE_PLUGIN_PLAIN : TAPLINE_PLUGIN_NOTE, at + 1,
                     1, "code", "%u: %s", code, code < 6 ? connack_codes[code] : "reserved");
  tapline_line_append (&self->line, ": ");
  tapline_line_append (&self->line, code < 6 ? connack_codes[code] : "reserved");
}

static void
add_publish (Mqtt     *self,
             unsigned  flags)
{
  TaplineBytes *in = &self->in;
  unsigned qos = flags >> 1 & 3;
  char text[64];
  size_t left;

  add_string (self, "topic", 1);
  if (qos > 0)
    add_number (self, "packet identifier", 2);
  if (!self->known)
    self->version = has_properties (in) ? 5 : 4;
  add_properties (self, "properties");
  if (in->failed)
    return;
  left = tapline_bytes_left (in);
  self->output->add_text (self->output, TAPLINE_PLUGIN_PLAIN, in->at, left, "payload");
  snprintf (text, sizeof text, " · QoS %u%s%s · ", qos, (flags & 8) != 0 ? " dup" : "",
            (flags & 1) != 0 ? " retain" : "");
  tapline_line_append (&self->line, text);
  tapline_line_append_bytes (&self->line, in->bytes + in->at, left < 200 ? left : 200);
  in->at = in->end;
}

static void
add_filters (Mqtt *self,
             int   with_options)
{
  static const char *const retained[] = {
    "", ", retained only for new subscriptions", ", nothing retained", ", reserved handling",
  };

  add_number (self, "packet identifier", 2);
  /* Without knowing: a filter's length begins with a zero byte nearly always. */
  if (!self->known)
    {
      TaplineBytes in = self->in;
      size_t length;

      take_string (&in, &length);
      self->version = in.failed || length == 0 ? 5 : 4;
    }
  add_properties (self, "properties");
  while (self->in.at < self->in.end && !self->in.failed)
    {
      add_string (self, "topic filter", 1);
      if (with_options && !self->in.failed)
        {
          size_t at = self->in.at;
          unsigned options = (unsigned) tapline_bytes_take_number (&self->in, 1);

          self->output->add (self->output, (options & 3) == 3 ? TAPLINE_PLUGIN_ERROR
                                                              : TAPLINE_PLUGIN_PLAIN,
                             at, 1, "options", "QoS %u%s%s%s", options & 3,
                             (options & 4) != 0 ? ", no local" : "",
                             (options & 8) != 0 ? ", retain as published" : "",
                             retained[options >> 4 & 3]);
        }
    }
}

static void
add_acknowledgement (Mqtt *self,
                     int   has_list)
{
  char text[32];
  unsigned identifier = (unsigned) add_number (self, "packet identifier", 2);

  snprintf (text, sizeof text, " #%u", identifier);
  tapline_line_append (&self->line, text);
  if (!has_list)
    {
      if (tapline_bytes_left (&self->in) > 0)
        add_reason (self, ": ");
      if (tapline_bytes_left (&self->in) > 0)
        {
          self->version = 5;
          add_properties (self, "properties");
        }
      return;
    }
  if (!self->known)
    self->version = tapline_bytes_left (&self->in) > 1 && has_properties (&self->in) ? 5 : 4;
  add_properties (self, "properties");
  for (const char *before = ": "; self->in.at < self->in.end && !self->in.failed; before = ", ")
    add_reason (self, before);
}

static void
add_content (Mqtt     *self,
             unsigned  flags)
{
  switch (self->type)
    {
    case CONNECT:
      add_connect (self);
      break;
    case CONNACK:
      add_connack (self);
      break;
    case PUBLISH:
      add_publish (self, flags);
      break;
    case PUBACK: case PUBREC: case PUBREL: case PUBCOMP:
      add_acknowledgement (self, 0);
      break;
    case SUBSCRIBE: case UNSUBSCRIBE:
      add_filters (self, self->type == SUBSCRIBE);
      break;
    case SUBACK: case UNSUBACK:
      add_acknowledgement (self, 1);
      break;
    case DISCONNECT: case AUTH:
      if (tapline_bytes_left (&self->in) > 0)
        add_reason (self, ": ");
      if (tapline_bytes_left (&self->in) > 0)
        {
          self->version = 5;
          add_properties (self, "properties");
        }
      break;
    default:
      break;
    }
}

/* One packet; a message of another framing may have several. */
static void
add_packet (Mqtt *self)
{
  TaplineBytes *in = &self->in;
  TaplinePluginOutput *output = self->output;
  size_t start = in->at, whole = in->end;
  unsigned first = (unsigned) tapline_bytes_take_number (in, 1);
  uint64_t length = take_variable (in);
  unsigned wanted = first >> 4 == PUBREL || first >> 4 == SUBSCRIBE
                    || first >> 4 == UNSUBSCRIBE ? 2 : 0;
  int cut = !in->failed && length > tapline_bytes_left (in);

  tapline_line_append (&self->line, start > 0 ? " | " : "");
  tapline_line_append (&self->line, packet_names[first >> 4]);
  if (!in->failed && !cut)
    in->end = in->at + (size_t) length;
  output->add (output, TAPLINE_PLUGIN_PLAIN, start, in->end - start, packet_names[first >> 4],
               "%s", "");
  output->enter (output);
  output->add (output, (first >> 4 == PUBLISH ? (first & 6) == 6 : (first & 15) != wanted)
                       ? TAPLINE_PLUGIN_ERROR : TAPLINE_PLUGIN_PLAIN,
               start, 1, "type", "%u, flags 0x%x", first >> 4, first & 15);
  output->add (output, cut ? TAPLINE_PLUGIN_ERROR : TAPLINE_PLUGIN_PLAIN, start + 1,
               in->at - start - 1, "remaining length", "%llu", (unsigned long long) length);
  self->type = first >> 4;
  add_content (self, first & 15);
  if (in->failed)
    {
      output->add (output, TAPLINE_PLUGIN_ERROR, in->at, 0, "error",
                   "something is missing or has no meaning here");
      tapline_line_append (&self->line, " · malformed");
    }
  else if (in->at < in->end)
    output->add_text (output, TAPLINE_PLUGIN_ERROR, in->at, in->end - in->at, "left over");
  output->leave (output);
  in->at = in->end;
  in->end = whole;
}

/* A packet whose first byte and length make sense. */
static int
looks_like_packet (const TaplinePluginMessage *message,
                   int                        *is_connect)
{
  TaplineBytes in = tapline_bytes_of (message);
  unsigned first = (unsigned) tapline_bytes_take_number (&in, 1);
  uint64_t length = take_variable (&in);

  *is_connect = first == CONNECT << 4 && tapline_bytes_left (&in) >= 7
                && (memcmp (in.bytes + in.at, "\0\4MQTT", 6) == 0
                    || memcmp (in.bytes + in.at, "\0\6MQIsdp", 7) == 0);

  return !in.failed && first >> 4 != 0 && length <= message->total - in.at;
}

static int
judge (void                       *state,
       const TaplinePluginMessage *message)
{
  int is_connect;
  int fits = looks_like_packet (message, &is_connect);

  if (is_connect)
    return 100;

  return !fits ? 0 : strcmp (message->framing, "mqtt") == 0 ? 85 : 30;
}

/* The version that the connection was opened with. */
static void
find_version (Mqtt                       *self,
              const TaplinePluginMessage *message)
{
  const TaplinePluginMessage *earlier = message;
  int is_connect;

  self->version = 4;
  while ((earlier = earlier->earlier (earlier)) != NULL)
    {
      looks_like_packet (earlier, &is_connect);
      if (is_connect)
        {
          TaplineBytes in = tapline_bytes_of (earlier);
          size_t length;

          tapline_bytes_take (&in, 1);
          take_variable (&in);
          take_string (&in, &length);
          self->version = (int) tapline_bytes_take_number (&in, 1);
          self->known = 1;
          return;
        }
    }
}

static void
decode (void                       *state,
        const TaplinePluginMessage *message,
        TaplinePluginOutput        *output)
{
  Mqtt self = { .in = tapline_bytes_of (message), .output = output };
  int is_connect;

  if (message->length == 0 || !looks_like_packet (message, &is_connect))
    return;
  if (!is_connect)
    find_version (&self, message);
  self.in.end = message->length;
  while (self.in.at < self.in.end && !self.in.failed)
    add_packet (&self);
  output->summary (output, "%s", self.line.text);
}

static const TaplinePluginDecoder decoder = {
  .size = sizeof decoder,
  .name = "mqtt",
  .title = "MQTT",
  .framings = "mqtt raw idle",
  .ports = "1883",
  .judge = judge,
  .decode = decode,
};

TAPLINE_PLUGIN_DEFINE ("mqtt", "MQTT", "1.0", decoder);
