/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HL7 version 2 (HL7 v2.5.1, chapter 2: control): segments, fields, components, with the names of
 * the fields of segments that most messages have. The delimiters are those of MSH.
 */
#include "tapline-bytes.h"

#define N_KEPT 20

/* Where the fields of a segment are; only the first ones. */
typedef struct
{
  size_t   from[N_KEPT];
  size_t   to[N_KEPT];
  unsigned n;
} Fields;

typedef struct
{
  TaplineBytes         in;
  TaplinePluginOutput *output;
  uint8_t              field, component, repetition, subcomponent;
} Hl7;

static const struct
{
  const char *segment;
  const char *fields; /* from 1 on, with "|" between */
} segments[] = {
  { "MSH", "field separator|encoding characters|sending application|sending facility|"
    "receiving application|receiving facility|date and time|security|message type|control ID|"
    "processing ID|version|sequence number|continuation pointer|accept acknowledgment|"
    "application acknowledgment|country|character set|language" },
  { "MSA", "acknowledgment code|control ID|text|expected sequence number|delayed|"
    "error condition" },
  { "ERR", "code and location|location|error code|severity|application error code|parameter|"
    "diagnostic|user message" },
  { "EVN", "event type|recorded|planned|reason|operator|occurred|facility" },
  { "PID", "set ID|patient ID|patient identifiers|alternate ID|name|mother's maiden name|"
    "date of birth|sex|alias|race|address|county|home phone|business phone|language|"
    "marital status|religion|account number|SSN|driver's license" },
  { "PV1", "set ID|patient class|location|admission type|preadmit number|prior location|"
    "attending doctor|referring doctor|consulting doctor|hospital service" },
  { "NK1", "set ID|name|relationship|address|phone" },
  { "ORC", "order control|placer order|filler order|placer group|order status|response flag|"
    "timing|parent|transaction time|entered by|verified by|ordering provider" },
  { "OBR", "set ID|placer order|filler order|service|priority|requested|observed|observed end|"
    "volume|collector|action|danger|clinical information|received|source|ordering provider|"
    "callback phone|placer field 1|placer field 2|filler field 1" },
  { "OBX", "set ID|value type|observation|sub-ID|value|units|reference range|flags|probability|"
    "nature of test|status|effective date|access checks|observed|producer" },
  { "AL1", "set ID|allergen type|allergen|severity|reaction|identified" },
  { "DG1", "set ID|coding method|code|description|date|type" },
  { "NTE", "set ID|source|comment|type" },
  { "QRD", "query time|format|priority|query ID|deferred|deferred until|quantity|who|what|"
    "department" },
};

static const char *
get_names (const TaplineBytes *in,
           size_t              at)
{
  for (unsigned i = 0; i < sizeof segments / sizeof *segments; i++)
    if (memcmp (in->bytes + at, segments[i].segment, 3) == 0)
      return segments[i].fields;

  return "";
}

static size_t
find (const Hl7 *self,
      size_t     from,
      size_t     end,
      uint8_t    byte)
{
  TaplineBytes part = { self->in.bytes, from, end, 0 };

  return tapline_bytes_find (&part, from, byte);
}

/* What is between separators, each as a node named by its number; those in turn if there is
 * another separator in them. */
static void
add_parts (Hl7     *self,
           size_t   from,
           size_t   end,
           uint8_t  separator,
           uint8_t  inner)
{
  char name[24];

  for (unsigned i = 1; ; i++)
    {
      size_t to = find (self, from, end, separator);

      snprintf (name, sizeof name, "%u", i);
      if (to > from && !self->output->add_text (self->output, TAPLINE_PLUGIN_PLAIN, from,
                                                to - from, name))
        return;
      if (to > from && inner != 0 && find (self, from, to, inner) < to)
        {
          self->output->enter (self->output);
          add_parts (self, from, to, inner, 0);
          self->output->leave (self->output);
        }
      if (to == end)
        return;
      from = to + 1;
    }
}

static int
add_field (Hl7        *self,
           const char *segment,
           unsigned    number,
           const char *known,
           size_t      from,
           size_t      to)
{
  size_t length = strcspn (known, "|");
  char name[96];

  if (from == to)
    return 1;
  snprintf (name, sizeof name, "%.3s-%u%s%.*s", segment, number, length > 0 ? " " : "",
            (int) length, known);
  if (!self->output->add_text (self->output, TAPLINE_PLUGIN_PLAIN, from, to - from, name))
    return 0;
  self->output->enter (self->output);
  if (find (self, from, to, self->repetition) < to)
    add_parts (self, from, to, self->repetition, self->component);
  else if (find (self, from, to, self->component) < to)
    add_parts (self, from, to, self->component, self->subcomponent);
  self->output->leave (self->output);

  return 1;
}

/* One segment, of which the fields are kept. */
static void
add_segment (Hl7    *self,
             size_t  from,
             size_t  end,
             Fields *fields)
{
  const char *names = "";
  const char *segment = (const char *) self->in.bytes + from;
  size_t at = find (self, from, end, self->field);
  int is_header = end - from >= 4 && memcmp (segment, "MSH", 3) == 0;
  unsigned number = is_header ? 2 : 1;

  fields->n = 0;
  if (at - from != 3)
    {
      self->output->add_text (self->output, TAPLINE_PLUGIN_ERROR, from, end - from,
                              "no segment");
      return;
    }
  names = get_names (&self->in, from);
  self->output->add (self->output, TAPLINE_PLUGIN_PLAIN, from, end - from, "segment", "%.3s",
                     segment);
  self->output->enter (self->output);
  if (is_header)
    names += strcspn (names, "|") + 1;
  while (at < end)
    {
      size_t start = at + 1;

      at = find (self, start, end, self->field);
      /* MSH-2 is the delimiters themselves. */
      if (is_header && number == 2)
        self->output->add_text (self->output, TAPLINE_PLUGIN_PLAIN, start, at - start,
                                "MSH-2 encoding characters");
      else if (!add_field (self, segment, number, names, start, at))
        break;
      if (number < N_KEPT)
        {
          fields->from[number] = start;
          fields->to[number] = at;
          fields->n = number + 1;
        }
      names += strcspn (names, "|");
      names += *names == '|';
      number++;
    }
  self->output->leave (self->output);
}

/* A field of a segment for the line, or "?". */
#define FIELD(self, fields, number) \
  TAPLINE_BYTES_TEXT (&(self)->in, (number) < (fields)->n ? (fields)->from[number] : 0, \
                      (number) < (fields)->n ? (fields)->to[number] : 0, 60)

/* Behind what MLLP puts in front. */
static size_t
find_start (const TaplineBytes *in)
{
  return in->end > 0 && in->bytes[0] == 0x0b ? 1 : 0;
}

static int
judge (void                       *state,
       const TaplinePluginMessage *message)
{
  TaplineBytes in = tapline_bytes_of (message);
  size_t start = find_start (&in);

  return in.end - start >= 8 && memcmp (in.bytes + start, "MSH", 3) == 0 ? 100 : 0;
}

static void
decode (void                       *state,
        const TaplinePluginMessage *message,
        TaplinePluginOutput        *output)
{
  Hl7 self = { .in = tapline_bytes_of (message), .output = output };
  Fields header = { 0 }, answer = { 0 }, fields = { 0 };
  size_t start = find_start (&self.in);
  const uint8_t *bytes = self.in.bytes;
  uint8_t line_end;
  unsigned n = 0;

  if (judge (state, message) == 0)
    return;
  while (self.in.end > start && strchr ("\x1c\r\n", bytes[self.in.end - 1]) != NULL
         && bytes[self.in.end - 1] != '\0')
    self.in.end--;
  if (self.in.end < start + 8)
    return;
  self.field = bytes[start + 3];
  self.component = bytes[start + 4];
  self.repetition = bytes[start + 5];
  self.subcomponent = bytes[start + 7];
  /* Many senders end segments as files do their lines. */
  line_end = tapline_bytes_find (&self.in, start, '\r') < self.in.end ? '\r' : '\n';
  for (size_t at = start; at < self.in.end; n++)
    {
      size_t end = tapline_bytes_find (&self.in, at, line_end);

      if (end > at)
        add_segment (&self, at, end, &fields);
      if (end - at > 3 && n == 0)
        header = fields;
      if (end - at > 3 && memcmp (bytes + at, "MSA", 3) == 0)
        answer = fields;
      at = end + 1;
      if (at < self.in.end && bytes[at] == '\n')
        at++;
    }
  if (answer.n > 2)
    output->summary (output, "%.*s · %.*s for %.*s · %.*s → %.*s", FIELD (&self, &header, 9),
                     FIELD (&self, &answer, 1), FIELD (&self, &answer, 2),
                     FIELD (&self, &header, 3), FIELD (&self, &header, 5));
  else
    output->summary (output, "%.*s · %.*s · %.*s → %.*s · %u segments",
                     FIELD (&self, &header, 9), FIELD (&self, &header, 10),
                     FIELD (&self, &header, 3), FIELD (&self, &header, 5), n);
}

static const TaplinePluginDecoder decoder = {
  .size = sizeof decoder,
  .name = "hl7",
  .title = "HL7 v2",
  .framings = "mllp raw idle between",
  .ports = "2575",
  .judge = judge,
  .decode = decode,
};

TAPLINE_PLUGIN_DEFINE ("hl7", "HL7 v2", "1.0", decoder);
