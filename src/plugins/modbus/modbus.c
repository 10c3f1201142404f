/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Modbus/TCP (MODBUS Application Protocol Specification V1.1b3, MODBUS Messaging on TCP/IP
 * Implementation Guide V1.0b).
 *
 * A frame does not say whether it is a request or a response. The server has port 502; where
 * neither end has, a frame is a response if the other side sent one of its transaction before. A
 * response says what was read only together with its request, which is looked for.
 */
#include "tapline-bytes.h"

#define HEADER_SIZE 7
#define PORT        502
#define BACK_MAX    64
#define SHOWN_MAX   8

typedef struct
{
  uint16_t transaction;
  uint16_t protocol;
  uint16_t length;
  uint8_t  unit;
  uint8_t  function;
} Header;

static const struct
{
  uint8_t     function;
  const char *name;
} functions[] = {
  { 1, "Read Coils" }, { 2, "Read Discrete Inputs" }, { 3, "Read Holding Registers" },
  { 4, "Read Input Registers" }, { 5, "Write Single Coil" }, { 6, "Write Single Register" },
  { 7, "Read Exception Status" }, { 8, "Diagnostics" }, { 11, "Get Comm Event Counter" },
  { 12, "Get Comm Event Log" }, { 15, "Write Multiple Coils" },
  { 16, "Write Multiple Registers" }, { 17, "Report Server ID" }, { 20, "Read File Record" },
  { 21, "Write File Record" }, { 22, "Mask Write Register" },
  { 23, "Read/Write Multiple Registers" }, { 24, "Read FIFO Queue" },
  { 43, "Read Device Identification" },
};

static const char *const exceptions[] = {
  "", "illegal function", "illegal data address", "illegal data value", "server device failure",
  "acknowledge", "server device busy", "negative acknowledge", "memory parity error", "",
  "gateway path unavailable", "gateway target device failed to respond",
};

static const char *
get_function_name (uint8_t function)
{
  for (unsigned i = 0; i < sizeof functions / sizeof *functions; i++)
    if (functions[i].function == (function & 0x7f))
      return functions[i].name;

  return "user-defined function";
}

static int
read_header (TaplineBytes *in,
             Header       *header)
{
  header->transaction = (uint16_t) tapline_bytes_take_number (in, 2);
  header->protocol = (uint16_t) tapline_bytes_take_number (in, 2);
  header->length = (uint16_t) tapline_bytes_take_number (in, 2);
  header->unit = (uint8_t) tapline_bytes_take_number (in, 1);
  header->function = (uint8_t) tapline_bytes_take_number (in, 1);

  return !in->failed && header->protocol == 0;
}

/* The other side's frame of the same transaction. */
static const TaplinePluginMessage *
find_partner (const TaplinePluginMessage *message,
              const Header               *header)
{
  const TaplinePluginMessage *earlier = message;

  for (unsigned i = 0; i < BACK_MAX && (earlier = earlier->earlier (earlier)) != NULL; i++)
    {
      TaplineBytes in = tapline_bytes_of (earlier);
      Header other;

      if (read_header (&in, &other) && other.transaction == header->transaction)
        return earlier->direction != message->direction
               && (other.function & 0x7f) == (header->function & 0x7f) ? earlier : NULL;
    }

  return NULL;
}

static int
is_response (const TaplinePluginMessage *message,
             const TaplinePluginMessage *partner)
{
  if (message->peer_port == PORT)
    return message->direction == TAPLINE_PLUGIN_IN;
  if (message->local_port == PORT)
    return message->direction == TAPLINE_PLUGIN_OUT;

  return partner != NULL;
}

static void
add_number (TaplinePluginOutput *output,
            TaplineBytes        *in,
            const char          *name,
            unsigned             size,
            const char          *format)
{
  size_t at = in->at;
  unsigned number = (unsigned) tapline_bytes_take_number (in, size);

  if (in->at == at)
    output->add (output, TAPLINE_PLUGIN_ERROR, at, 0, name, "missing");
  else if (format != NULL)
    output->add (output, TAPLINE_PLUGIN_PLAIN, at, size, name, "0x%04x", number);
  else
    output->add (output, TAPLINE_PLUGIN_PLAIN, at, size, name, "%u", number);
}

/* Registers, and the first of them in the line. */
static void
add_registers (TaplinePluginOutput *output,
               TaplineBytes        *in,
               TaplineLine         *line,
               unsigned             first,
               size_t               size)
{
  unsigned n = (unsigned) (size / 2);
  char text[32];

  for (unsigned i = 0; i < n && tapline_bytes_left (in) >= 2; i++)
    {
      size_t at = in->at;
      unsigned value = (unsigned) tapline_bytes_take_number (in, 2);

      snprintf (text, sizeof text, "register %u", first + i);
      output->add (output, TAPLINE_PLUGIN_PLAIN, at, 2, text, "%u (0x%04x)", value, value);
      if (i < SHOWN_MAX)
        {
          snprintf (text, sizeof text, "%s%u", i == 0 ? ": " : " ", value);
          tapline_line_append (line, text);
        }
      else if (i == SHOWN_MAX)
        tapline_line_append (line, " …");
    }
}

static void
add_bits (TaplinePluginOutput *output,
          TaplineBytes        *in,
          TaplineLine         *line,
          unsigned             first,
          unsigned             n)
{
  size_t start = in->at;
  char text[32];

  for (unsigned i = 0; i < n && start + i / 8 < in->end; i++)
    {
      unsigned bit = in->bytes[start + i / 8] >> i % 8 & 1;

      snprintf (text, sizeof text, "bit %u", first + i);
      output->add (output, TAPLINE_PLUGIN_PLAIN, start + i / 8, 1, text, "%u", bit);
      if (i < 4 * SHOWN_MAX)
        tapline_line_append (line, i == 0 ? bit ? ": 1" : ": 0" : bit ? "1" : "0");
      else if (i == 4 * SHOWN_MAX)
        tapline_line_append (line, "…");
    }
  tapline_bytes_take (in, (n + 7) / 8);
}

/* Like tapline_bytes_take_number(), and stays where it is. */
static unsigned
peek_number (const TaplineBytes *in,
             size_t              offset)
{
  if (in->end < offset + 2)
    return 0;

  return (unsigned) in->bytes[offset] << 8 | in->bytes[offset + 1];
}

/* " 107–109" */
static void
append_range (TaplineLine *line,
              unsigned     address,
              unsigned     quantity)
{
  char text[32];

  snprintf (text, sizeof text, " %u–%u", address, address + (quantity > 0 ? quantity - 1 : 0));
  tapline_line_append (line, text);
}

/* How many bytes follow, which is more than what is there only in a broken frame. */
static size_t
add_byte_count (TaplinePluginOutput *output,
                TaplineBytes        *in)
{
  size_t at = in->at;
  size_t size = (size_t) tapline_bytes_take_number (in, 1);

  output->add (output, in->failed || size != tapline_bytes_left (in) ? TAPLINE_PLUGIN_ERROR
                                                                     : TAPLINE_PLUGIN_PLAIN,
               at, in->at - at, "byte count", in->failed ? "missing" : "%zu", size);

  return size;
}

/* What a device says of itself, object by object (6.21). */
static void
add_identification (TaplinePluginOutput *output,
                    TaplineBytes        *in,
                    TaplineLine         *line)
{
  static const char *const names[] = {
    "vendor name", "product code", "revision", "vendor URL", "product name", "model name",
    "user application name",
  };

  add_number (output, in, "MEI type", 1, NULL);
  add_number (output, in, "kind of access", 1, NULL);
  add_number (output, in, "conformity", 1, "hex");
  add_number (output, in, "more follows", 1, NULL);
  add_number (output, in, "next object", 1, NULL);
  add_number (output, in, "number of objects", 1, NULL);
  for (unsigned i = 0; tapline_bytes_left (in) >= 2; i++)
    {
      size_t start = in->at;
      unsigned id = (unsigned) tapline_bytes_take_number (in, 1);
      size_t length = (size_t) tapline_bytes_take_number (in, 1);
      size_t at = tapline_bytes_take (in, length);
      char name[24];

      if (in->failed)
        return;
      snprintf (name, sizeof name, "object %u", id);
      output->add_value (output, TAPLINE_PLUGIN_PLAIN, start, in->at - start,
                         id < sizeof names / sizeof *names ? names[id] : name,
                         (const char *) in->bytes + at, length);
      tapline_line_append (line, i == 0 ? ": " : " ");
      tapline_line_append_bytes (line, in->bytes + at, length);
    }
}

/* What a request says; @line is what the log shows of it. */
static void
decode_request (TaplinePluginOutput *output,
                TaplineBytes        *in,
                const Header        *header,
                TaplineLine         *line)
{
  unsigned address = peek_number (in, in->at);
  unsigned second = peek_number (in, in->at + 2);
  char text[64] = "";

  switch (header->function)
    {
    case 1: case 2: case 3: case 4: case 15: case 16:
      append_range (line, address, second);
      add_number (output, in, "address", 2, NULL);
      add_number (output, in, "quantity", 2, NULL);
      if (header->function >= 15)
        {
          size_t size = add_byte_count (output, in);

          if (header->function == 16)
            add_registers (output, in, line, address, size);
          else
            add_bits (output, in, line, address, second < 8 * size ? second : (unsigned) size * 8);
        }
      break;

    case 5: case 6:
      if (header->function == 5)
        snprintf (text, sizeof text, " %u = %s", address,
                  second == 0xff00 ? "on" : second == 0 ? "off" : "?");
      else
        snprintf (text, sizeof text, " %u = %u", address, second);
      tapline_line_append (line, text);
      add_number (output, in, "address", 2, NULL);
      add_number (output, in, "value", 2, "hex");
      break;

    case 22:
      snprintf (text, sizeof text, " %u", address);
      tapline_line_append (line, text);
      add_number (output, in, "address", 2, NULL);
      add_number (output, in, "and mask", 2, "hex");
      add_number (output, in, "or mask", 2, "hex");
      break;

    case 23:
      append_range (line, address, second);
      add_number (output, in, "read address", 2, NULL);
      add_number (output, in, "read quantity", 2, NULL);
      address = peek_number (in, in->at);
      add_number (output, in, "write address", 2, NULL);
      add_number (output, in, "write quantity", 2, NULL);
      add_registers (output, in, line, address, add_byte_count (output, in));
      break;

    default:
      break;
    }
}

/* What a response says; what it is about stands in its request. */
static void
decode_response (TaplinePluginOutput        *output,
                 TaplineBytes               *in,
                 const Header               *header,
                 const TaplinePluginMessage *request,
                 TaplineLine                *line)
{
  TaplineBytes asked = { 0 };
  unsigned first = 0, n = 0;
  size_t size;

  if (request != NULL)
    {
      asked = tapline_bytes_of (request);
      first = peek_number (&asked, HEADER_SIZE + 1);
      n = peek_number (&asked, HEADER_SIZE + 3);
    }
  if ((header->function & 0x80) != 0)
    {
      size_t at = in->at;
      unsigned code = (unsigned) tapline_bytes_take_number (in, 1);
      const char *name =
        code < sizeof exceptions / sizeof *exceptions && exceptions[code][0] != '\0'
          ? exceptions[code] : "unknown exception";

      output->add (output, TAPLINE_PLUGIN_NOTE, at, 1, "exception", "%u: %s", code, name);
      tapline_line_append (line, ": ");
      tapline_line_append (line, name);
      return;
    }
  if (header->function == 5 || header->function == 6 || header->function == 22)
    {
      decode_request (output, in, header, line);
      return;
    }
  if (header->function == 15 || header->function == 16)
    {
      append_range (line, peek_number (in, in->at), peek_number (in, in->at + 2));
      add_number (output, in, "address", 2, NULL);
      add_number (output, in, "quantity", 2, NULL);
      return;
    }
  if (header->function == 43 && tapline_bytes_left (in) > 0 && in->bytes[in->at] == 14)
    add_identification (output, in, line);
  if ((header->function < 1 || header->function > 4) && header->function != 23)
    return;

  size = add_byte_count (output, in);
  if (header->function <= 2)
    add_bits (output, in, line, first,
              request != NULL && n < 8 * size ? n : (unsigned) size * 8);
  else
    add_registers (output, in, line, first, size);
  if (request == NULL)
    output->add (output, TAPLINE_PLUGIN_NOTE, 0, 2, "request",
                 "not found: the numbers count from 0");
}

static int
judge (void                       *state,
       const TaplinePluginMessage *message)
{
  TaplineBytes in = tapline_bytes_of (message);
  Header header;

  if (!read_header (&in, &header) || header.length < 2 || header.length > 254
      || header.length + 6u != message->total)
    return 0;

  return strcmp (get_function_name (header.function), "user-defined function") != 0 ? 85 : 55;
}

static void
decode (void                       *state,
        const TaplinePluginMessage *message,
        TaplinePluginOutput        *output)
{
  TaplineBytes in = tapline_bytes_of (message);
  const TaplinePluginMessage *partner;
  TaplineLine line = { 0 };
  Header header;
  int responds;

  if (!read_header (&in, &header))
    return;
  partner = find_partner (message, &header);
  responds = is_response (message, partner);
  output->add (output, TAPLINE_PLUGIN_PLAIN, 0, 2, "transaction", "%u", header.transaction);
  output->add (output, TAPLINE_PLUGIN_PLAIN, 2, 2, "protocol", "0 (Modbus)");
  output->add (output, header.length + 6u == message->total ? TAPLINE_PLUGIN_PLAIN
                                                            : TAPLINE_PLUGIN_ERROR,
               4, 2, "length", "%u", header.length);
  output->add (output, TAPLINE_PLUGIN_PLAIN, 6, 1, "unit", "%u", header.unit);
  output->add (output, TAPLINE_PLUGIN_PLAIN, 7, 1, "function", "%u: %s%s",
               header.function & 0x7f, get_function_name (header.function),
               (header.function & 0x80) != 0 ? ", failed" : "");
  if (responds)
    decode_response (output, &in, &header, partner, &line);
  else
    decode_request (output, &in, &header, &line);
  if (tapline_bytes_left (&in) > 0)
    output->add_text (output, TAPLINE_PLUGIN_PLAIN, in.at, tapline_bytes_left (&in), "data");
  output->summary (output, "%s %s%s · unit %u · #%u%s", responds ? "←" : "→",
                   get_function_name (header.function), line.text, header.unit,
                   header.transaction, in.failed ? " · cut" : "");
}

static const TaplinePluginDecoder decoder = {
  .size = sizeof decoder,
  .name = "modbus",
  .title = "Modbus/TCP",
  .framings = "modbus raw idle length",
  .ports = "502 1502",
  .judge = judge,
  .decode = decode,
};

TAPLINE_PLUGIN_DEFINE ("modbus", "Modbus/TCP", "1.0", decoder);
