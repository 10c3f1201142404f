/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Syslog: RFC 5424, and what came before it, RFC 3164, also with the newer time stamps that rsyslog
 * forwards and without a host, as programs write it to their own machine. A count of octets may
 * stand in front (RFC 6587).
 */
#include "tapline-bytes.h"

static const char *const severities[] = {
  "emergency", "alert", "critical", "error", "warning", "notice", "info", "debug",
};

static const char *const facilities[] = {
  "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv",
  "ftp", "ntp", "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4",
  "local5", "local6", "local7",
};

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

/* "<34>" behind an optional count; -1 if it is not there. */
static int
take_priority (TaplineBytes *in)
{
  size_t start = in->at, end;
  int64_t priority;

  while (in->at < in->end && in->at - start < 10 && tapline_bytes_is_digit (in->bytes[in->at]))
    in->at++;
  if (in->at > start && (in->at == in->end || in->bytes[in->at++] != ' '))
    return -1;
  if (in->at == in->end || in->bytes[in->at] != '<')
    return -1;
  end = tapline_bytes_find (in, in->at, '>');
  if (end == in->end || end - in->at > 4)
    return -1;
  priority = tapline_bytes_get_decimal (in, in->at + 1, end);
  if (priority < 0 || priority > 191)
    return -1;
  in->at = end + 1;

  return (int) priority;
}

static void
add_priority (TaplinePluginOutput *output,
              size_t               end,
              int                  priority)
{
  output->add (output, TAPLINE_PLUGIN_PLAIN, 0, end, "facility", "%d %s", priority / 8,
               facilities[priority / 8]);
  output->add (output, priority % 8 <= 3 ? TAPLINE_PLUGIN_NOTE : TAPLINE_PLUGIN_PLAIN, 0, end,
               "severity", "%d %s", priority % 8, severities[priority % 8]);
}

/* A word and the space behind it; NILVALUE "-" counts as empty. */
static size_t
take_word (TaplineBytes *in,
           size_t       *end)
{
  size_t start = in->at;

  *end = tapline_bytes_find (in, start, ' ');
  in->at = *end < in->end ? *end + 1 : *end;

  return start;
}

/* What a value says: a backslash stands before ", \\ and ] (6.3.3). */
static void
add_parameter (TaplinePluginOutput *output,
               const TaplineBytes  *in,
               size_t               start,
               size_t               from,
               size_t               to,
               const char          *name)
{
  char value[TAPLINE_PLUGIN_TEXT_MAX + 2];
  size_t length = 0;

  for (size_t at = from; at < to && length < sizeof value; at++)
    {
      if (in->bytes[at] == '\\' && at + 1 < to
          && strchr ("\"\\]", in->bytes[at + 1]) != NULL && in->bytes[at + 1] != '\0')
        at++;
      value[length++] = (char) in->bytes[at];
    }
  output->add_value (output, TAPLINE_PLUGIN_PLAIN, start, to + 1 - start, name, value, length);
}

/* [id name="value" …]; 0 with an error if it is not formed so. */
static int
add_element (TaplinePluginOutput *output,
             TaplineBytes        *in)
{
  size_t start = in->at++, at = in->at;
  char name[64];

  while (in->at < in->end && in->bytes[in->at] != ' ' && in->bytes[in->at] != ']')
    in->at++;
  output->add (output, TAPLINE_PLUGIN_PLAIN, start, in->at - start, "element", "%.*s",
               TAPLINE_BYTES_TEXT (in, at, in->at, 100));
  output->enter (output);
  while (in->at < in->end && in->bytes[in->at] == ' ')
    {
      TaplineBytes rest = { in->bytes, ++in->at, in->end, 0 };
      size_t equals = tapline_bytes_find (&rest, in->at, '=');
      size_t value = equals + 2;

      if (value >= in->end || in->bytes[equals + 1] != '"' || equals - in->at > 32)
        break;
      snprintf (name, sizeof name, "%.*s", TAPLINE_BYTES_TEXT (in, in->at, equals, 32));
      start = in->at;
      for (in->at = value; in->at < in->end && in->bytes[in->at] != '"'; in->at++)
        in->at += in->bytes[in->at] == '\\';
      if (in->at >= in->end)
        break;
      add_parameter (output, in, start, value, in->at, name);
      in->at++;
    }
  if (in->at > in->end)
    in->at = in->end;
  output->extend (output, in->at + 1);
  output->leave (output);
  if (in->at < in->end && in->bytes[in->at] == ']')
    {
      in->at++;
      return 1;
    }
  output->add (output, TAPLINE_PLUGIN_ERROR, in->at, 1, "error",
               "name=\"value\" or ] expected (RFC 5424, 6.3)");

  return 0;
}

static void
decode_5424 (TaplinePluginOutput *output,
             TaplineBytes        *in,
             int                  priority)
{
  static const char *const names[] = { "timestamp", "host", "application", "process",
                                       "message ID" };
  size_t from[5], to[5];
  int fine = 1;

  tapline_bytes_take (in, 2);
  output->add (output, TAPLINE_PLUGIN_PLAIN, in->at - 2, 1, "version", "1");
  for (unsigned i = 0; i < 5; i++)
    {
      from[i] = take_word (in, &to[i]);
      output->add_text (output, to[i] > from[i] ? TAPLINE_PLUGIN_PLAIN : TAPLINE_PLUGIN_ERROR,
                        from[i], to[i] - from[i], names[i]);
    }
  if (in->at < in->end && in->bytes[in->at] == '-')
    in->at++;
  else if (in->at == in->end || in->bytes[in->at] != '[')
    output->add (output, TAPLINE_PLUGIN_ERROR, in->at, 1, "error",
                 "structured data or “-” expected (RFC 5424, 6.3)");
  else
    while (fine && in->at < in->end && in->bytes[in->at] == '[')
      fine = add_element (output, in);
  if (in->at < in->end && in->bytes[in->at] == ' ')
    in->at++;
  if (tapline_bytes_left (in) >= 3 && memcmp (in->bytes + in->at, "\xef\xbb\xbf", 3) == 0)
    in->at += 3;
  output->add_text (output, TAPLINE_PLUGIN_PLAIN, in->at, tapline_bytes_left (in), "message");
  output->summary (output, "%s.%s %.*s %.*s: %.*s", facilities[priority / 8],
                   severities[priority % 8], TAPLINE_BYTES_TEXT (in, from[1], to[1], 60),
                   TAPLINE_BYTES_TEXT (in, from[2], to[2], 60),
                   TAPLINE_BYTES_TEXT (in, in->at, in->end, 700));
}

/* How long the time stamp is that stands here: "Oct 11 22:14:15 " or "2003-10-11T22:14:15.003Z "
 * without the space; 0 if there is none. */
static size_t
get_time_length (const TaplineBytes *in)
{
  const uint8_t *t = in->bytes + in->at;

  if (tapline_bytes_left (in) < 16)
    return 0;
  if (t[4] == '-' && t[7] == '-' && t[10] == 'T' && t[13] == ':' && tapline_bytes_is_digit (t[0]))
    {
      size_t end = tapline_bytes_find (in, in->at, ' ');

      return end < in->end ? end - in->at : 0;
    }
  if (t[3] != ' ' || t[6] != ' ' || t[9] != ':' || t[12] != ':' || t[15] != ' ')
    return 0;
  for (unsigned i = 0; i < 12; i++)
    if (memcmp (months + 3 * i, t, 3) == 0)
      return 15;

  return 0;
}

static void
decode_3164 (TaplinePluginOutput *output,
             TaplineBytes        *in,
             int                  priority)
{
  size_t host = in->at, host_end = in->at, tag, tag_end;
  size_t length = get_time_length (in);

  if (length > 0)
    {
      output->add_text (output, TAPLINE_PLUGIN_PLAIN, in->at, length, "timestamp");
      in->at += length + 1;
      host = take_word (in, &host_end);
      /* "su:" is the tag already. */
      if (host_end > host && in->bytes[host_end - 1] == ':')
        in->at = host_end = host;
      else
        output->add_text (output, TAPLINE_PLUGIN_PLAIN, host, host_end - host, "host");
    }
  tag = tag_end = in->at;
  while (tag_end < in->end && tag_end - tag < 48 && in->bytes[tag_end] > ' '
         && in->bytes[tag_end] != ':' && in->bytes[tag_end] != '[')
    tag_end++;
  if (tag_end < in->end && (in->bytes[tag_end] == ':' || in->bytes[tag_end] == '['))
    {
      size_t close = tapline_bytes_find (in, tag_end, ']');

      output->add_text (output, TAPLINE_PLUGIN_PLAIN, tag, tag_end - tag, "tag");
      in->at = tag_end;
      if (in->bytes[tag_end] == '[' && close < in->end && close - tag_end < 32)
        {
          output->add_text (output, TAPLINE_PLUGIN_PLAIN, tag_end + 1, close - tag_end - 1,
                            "process");
          in->at = close + 1;
        }
      if (in->at < in->end && in->bytes[in->at] == ':')
        in->at++;
      if (in->at < in->end && in->bytes[in->at] == ' ')
        in->at++;
    }
  else
    tag_end = tag;
  output->add_text (output, TAPLINE_PLUGIN_PLAIN, in->at, tapline_bytes_left (in), "message");
  output->summary (output, "%s.%s %.*s%s%.*s: %.*s", facilities[priority / 8],
                   severities[priority % 8], TAPLINE_BYTES_TEXT (in, host, host_end, 60),
                   host_end > host ? " " : "", TAPLINE_BYTES_TEXT (in, tag, tag_end, 60),
                   TAPLINE_BYTES_TEXT (in, in->at, in->end, 700));
}

static int
judge (void                       *state,
       const TaplinePluginMessage *message)
{
  TaplineBytes in = tapline_bytes_of (message);

  if (take_priority (&in) < 0)
    return 0;

  return get_time_length (&in) > 0 || (tapline_bytes_left (&in) > 2
                                       && memcmp (in.bytes + in.at, "1 ", 2) == 0) ? 95 : 65;
}

static void
decode (void                       *state,
        const TaplinePluginMessage *message,
        TaplinePluginOutput        *output)
{
  TaplineBytes in = tapline_bytes_of (message);
  int priority = take_priority (&in);

  if (priority < 0)
    return;
  add_priority (output, in.at, priority);
  if (tapline_bytes_left (&in) >= 2 && memcmp (in.bytes + in.at, "1 ", 2) == 0)
    decode_5424 (output, &in, priority);
  else
    decode_3164 (output, &in, priority);
}

static const TaplinePluginDecoder decoder = {
  .size = sizeof decoder,
  .name = "syslog",
  .title = "Syslog",
  .framings = "syslog lines raw idle delim",
  .ports = "514 601 1514",
  .judge = judge,
  .decode = decode,
};

TAPLINE_PLUGIN_DEFINE ("syslog", "Syslog", "1.0", decoder);
