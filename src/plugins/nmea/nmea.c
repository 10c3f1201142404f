/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NMEA 0183 sentences, with the names of their fields; AIS messages (ITU-R M.1371) as far as their
 * type and sender. TAG blocks in front are shown as they are.
 */
#include "tapline-bytes.h"

#define N_FIELDS_MAX 32

static const struct
{
  const char *name;
  const char *title;
  const char *fields; /* with "|" between */
} sentences[] = {
  { "APB", "autopilot sentence B", "status|cycle lock|cross track error|steer|units|arrival circle|"
    "perpendicular|bearing origin to destination|reference|destination|bearing to destination|"
    "reference|heading to steer|reference" },
  { "BOD", "bearing origin to destination", "bearing true|T|bearing magnetic|M|destination|"
    "origin" },
  { "DBT", "depth below transducer", "depth|feet|depth|metres|depth|fathoms" },
  { "DPT", "depth", "depth in metres|offset|range" },
  { "DTM", "datum", "local datum|subdivision|latitude offset|N/S|longitude offset|E/W|"
    "altitude offset|reference datum" },
  { "GGA", "fix", "time|latitude|N/S|longitude|E/W|quality|satellites|HDOP|altitude|unit|"
    "geoid separation|unit|age of differential data|station" },
  { "GLL", "position", "latitude|N/S|longitude|E/W|time|status|mode" },
  { "GNS", "fix of all systems", "time|latitude|N/S|longitude|E/W|mode|satellites|HDOP|altitude|"
    "geoid separation|age of differential data|station|status" },
  { "GSA", "satellites in use", "selection|mode|satellite|satellite|satellite|satellite|satellite|"
    "satellite|satellite|satellite|satellite|satellite|satellite|satellite|PDOP|HDOP|VDOP|"
    "system" },
  { "GST", "errors of the position", "time|RMS|major axis|minor axis|orientation|latitude|"
    "longitude|altitude" },
  { "GSV", "satellites in view", "messages|message|satellites|satellite|elevation|azimuth|SNR|"
    "satellite|elevation|azimuth|SNR|satellite|elevation|azimuth|SNR|satellite|elevation|azimuth|"
    "SNR" },
  { "HDG", "heading", "heading|deviation|E/W|variation|E/W" },
  { "HDT", "true heading", "heading|T" },
  { "MTW", "water temperature", "temperature|unit" },
  { "MWD", "wind direction and speed", "direction true|T|direction magnetic|M|speed|N|speed|M" },
  { "MWV", "wind", "angle|reference|speed|unit|status" },
  { "RMB", "navigation to destination", "status|cross track error|steer|origin|destination|"
    "latitude|N/S|longitude|E/W|range|bearing|closing speed|arrival" },
  { "RMC", "recommended minimum", "time|status|latitude|N/S|longitude|E/W|speed in knots|course|"
    "date|variation|E/W|mode" },
  { "ROT", "rate of turn", "degrees a minute|status" },
  { "RSA", "rudder", "starboard|status|port|status" },
  { "TXT", "text", "messages|message|type|text" },
  { "VBW", "dual ground and water speed", "water along|water across|status|ground along|"
    "ground across|status" },
  { "VDM", "AIS of others", "fragments|fragment|sequence|channel|payload|fill bits" },
  { "VDO", "AIS of ours", "fragments|fragment|sequence|channel|payload|fill bits" },
  { "VHW", "water speed and heading", "heading true|T|heading magnetic|M|speed|N|speed|K" },
  { "VLW", "distance through water", "total|N|since reset|N" },
  { "VTG", "course and speed", "course true|T|course magnetic|M|speed|N|speed|K|mode" },
  { "WPL", "waypoint", "latitude|N/S|longitude|E/W|name" },
  { "XDR", "measurements", "type|value|unit|name|type|value|unit|name|type|value|unit|name|type|"
    "value|unit|name" },
  { "XTE", "cross track error", "status|status|error|steer|units|mode" },
  { "ZDA", "time and date", "time|day|month|year|zone hours|zone minutes" },
};

typedef struct
{
  TaplineBytes         in;
  TaplinePluginOutput *output;
  size_t               from[N_FIELDS_MAX];
  size_t               to[N_FIELDS_MAX];
  unsigned             n;
  TaplineLine          line;
} Nmea;

/* Where the sentence begins, behind a TAG block; its end if it does not. */
static size_t
find_start (const TaplineBytes *in)
{
  size_t at = in->at;

  if (at < in->end && in->bytes[at] == '\\')
    at = tapline_bytes_find (in, at + 1, '\\') + 1;

  return at < in->end && (in->bytes[at] == '$' || in->bytes[at] == '!') ? at : in->end;
}

static void
split (Nmea   *self,
       size_t  at,
       size_t  end)
{
  TaplineBytes part = { self->in.bytes, at, end, 0 };

  for (self->n = 0; self->n < N_FIELDS_MAX; self->n++)
    {
      self->from[self->n] = at;
      self->to[self->n] = tapline_bytes_find (&part, at, ',');
      if (self->to[self->n] == end)
        {
          self->n++;
          return;
        }
      at = self->to[self->n] + 1;
    }
}

/* "4807.038,N": degrees and minutes. */
static void
append_position (Nmea     *self,
                 unsigned  field)
{
  for (unsigned i = field; i + 1 < self->n && i <= field + 2; i += 2)
    {
      size_t from = self->from[i], to = self->to[i];
      size_t point = tapline_bytes_find (&self->in, from, '.');
      size_t degrees = point < to ? point : to;
      char text[64];

      if (degrees < from + 3)
        return;
      degrees -= 2;
      snprintf (text, sizeof text, " %.*s°%.*s'%.*s",
                TAPLINE_BYTES_TEXT (&self->in, from, degrees, 8),
                TAPLINE_BYTES_TEXT (&self->in, degrees, to, 12),
                TAPLINE_BYTES_TEXT (&self->in, self->from[i + 1], self->to[i + 1], 1));
      tapline_line_append (&self->line, text);
    }
}

static void
append_field (Nmea       *self,
              unsigned    field,
              const char *before,
              const char *behind)
{
  if (field >= self->n || self->from[field] == self->to[field])
    return;
  tapline_line_append (&self->line, before);
  tapline_line_append_bytes (&self->line, self->in.bytes + self->from[field],
                             self->to[field] - self->from[field]);
  tapline_line_append (&self->line, behind);
}

/* A number of bits of the payload in six-bit characters; 0 where it ends. */
static unsigned
get_ais_bits (const Nmea *self,
              unsigned    first,
              unsigned    n)
{
  unsigned number = 0;

  for (unsigned i = first; i < first + n; i++)
    {
      size_t at = self->from[5] + i / 6;
      unsigned c = at < self->to[5] ? self->in.bytes[at] : '0';

      c = c >= 96 ? c - 56 : c - 48;
      number = number << 1 | (c >> (5 - i % 6) & 1);
    }

  return number;
}

static void
add_ais (Nmea *self)
{
  char text[64];
  size_t length = self->to[5] - self->from[5];

  if (length < 7)
    return;
  /* Only the first fragment has them. */
  if (!tapline_bytes_are (&self->in, self->from[2], self->to[2], "1"))
    return;
  self->output->add (self->output, TAPLINE_PLUGIN_PLAIN, self->from[5], 1, "message type", "%u",
                     get_ais_bits (self, 0, 6));
  self->output->add (self->output, TAPLINE_PLUGIN_PLAIN, self->from[5] + 1, 6, "MMSI", "%09u",
                     get_ais_bits (self, 8, 30));
  snprintf (text, sizeof text, ": type %u, MMSI %09u", get_ais_bits (self, 0, 6),
            get_ais_bits (self, 8, 30));
  tapline_line_append (&self->line, text);
}

static void
sum_up (Nmea       *self,
        const char *name)
{
  if (strcmp (name, "GGA") == 0)
    {
      append_position (self, 2);
      append_field (self, 7, " · ", " satellites");
      append_field (self, 9, " · ", " m");
    }
  else if (strcmp (name, "RMC") == 0)
    {
      append_position (self, 3);
      append_field (self, 7, " · ", " kn");
      append_field (self, 8, " · ", "°");
    }
  else if (strcmp (name, "GLL") == 0)
    append_position (self, 1);
  else if (strcmp (name, "VDM") == 0 || strcmp (name, "VDO") == 0)
    {
      if (self->n > 5)
        add_ais (self);
    }
  else
    for (unsigned i = 1; i < self->n; i++)
      append_field (self, i, i == 1 ? ": " : " ", "");
}

static void
add_fields (Nmea       *self,
            const char *names)
{
  for (unsigned i = 1; i < self->n; i++)
    {
      size_t length = strcspn (names, "|");
      char name[48];

      if (length > 0)
        snprintf (name, sizeof name, "%.*s", (int) length, names);
      else
        snprintf (name, sizeof name, "field %u", i);
      self->output->add_text (self->output, TAPLINE_PLUGIN_PLAIN, self->from[i],
                              self->to[i] - self->from[i], name);
      names += length + (names[length] == '|');
    }
}

static void
check_sum (Nmea   *self,
           size_t  start,
           size_t  star)
{
  unsigned sum = 0;
  int high, low;

  if (star + 2 >= self->in.end)
    {
      self->output->add (self->output, star < self->in.end ? TAPLINE_PLUGIN_ERROR
                                                           : TAPLINE_PLUGIN_PLAIN,
                         star, self->in.end - star, "checksum", "none");
      return;
    }
  for (size_t i = start + 1; i < star; i++)
    sum ^= self->in.bytes[i];
  high = tapline_bytes_get_hex (self->in.bytes[star + 1]);
  low = tapline_bytes_get_hex (self->in.bytes[star + 2]);
  if (high >= 0 && low >= 0 && (unsigned) (high << 4 | low) == sum)
    self->output->add_text (self->output, TAPLINE_PLUGIN_PLAIN, star + 1, 2, "checksum");
  else
    {
      self->output->add (self->output, TAPLINE_PLUGIN_ERROR, star + 1, 2, "checksum",
                         "wrong: it is %02X", sum);
      tapline_line_append (&self->line, " · wrong checksum");
    }
}

static int
judge (void                       *state,
       const TaplinePluginMessage *message)
{
  TaplineBytes in = tapline_bytes_of (message);
  size_t start = find_start (&in);

  /* A talker and a formatter, or P, three letters of a maker, and what the maker likes. */
  unsigned shortest = start + 1 < in.end && in.bytes[start + 1] == 'P' ? 4 : 5;

  for (unsigned i = 1; i <= shortest; i++)
    if (start + i >= in.end || in.bytes[start + i] < '0' || in.bytes[start + i] > 'Z')
      return 0;

  return tapline_bytes_find (&in, start, ',') < in.end ? 85 : 0;
}

static void
decode (void                       *state,
        const TaplinePluginMessage *message,
        TaplinePluginOutput        *output)
{
  Nmea self = { .in = tapline_bytes_of (message), .output = output };
  size_t start = find_start (&self.in), star, address_end;
  char name[4] = "";
  int is_query;
  unsigned i;

  if (start == self.in.end)
    return;
  if (start > 0)
    output->add_text (output, TAPLINE_PLUGIN_PLAIN, 0, start, "TAG block");
  star = tapline_bytes_find (&self.in, start, '*');
  split (&self, start + 1, star);
  address_end = self.to[0];
  /* A talker of two letters; a maker's own sentence begins with P. A query ends with Q, and is from
   * a talker to another. */
  if (address_end - self.from[0] >= 5 && self.in.bytes[self.from[0]] != 'P')
    memcpy (name, self.in.bytes + address_end - 3, 3);
  is_query = name[2] == 'Q' && address_end - self.from[0] == 5 && self.n == 2;
  for (i = 0; i < sizeof sentences / sizeof *sentences; i++)
    if (strcmp (sentences[i].name, name) == 0)
      break;
  output->add_text (output, TAPLINE_PLUGIN_PLAIN, self.from[0], address_end - self.from[0],
                    "sentence");
  tapline_line_append_bytes (&self.line, self.in.bytes + self.from[0],
                             address_end - self.from[0]);
  if (i < sizeof sentences / sizeof *sentences)
    {
      tapline_line_append (&self.line, " ");
      tapline_line_append (&self.line, sentences[i].title);
    }
  if (is_query)
    tapline_line_append (&self.line, " query");
  add_fields (&self, i < sizeof sentences / sizeof *sentences ? sentences[i].fields
                     : is_query ? "sentence asked for" : "");
  sum_up (&self, name);
  check_sum (&self, start, star);
  output->summary (output, "%s", self.line.text);
}

static const TaplinePluginDecoder decoder = {
  .size = sizeof decoder,
  .name = "nmea",
  .title = "NMEA 0183",
  .framings = "nmea lines raw idle delim",
  .ports = "10110",
  .judge = judge,
  .decode = decode,
};

TAPLINE_PLUGIN_DEFINE ("nmea", "NMEA 0183", "1.0", decoder);
