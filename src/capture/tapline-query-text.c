/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queries as text, as they are typed and saved:
 *
 *   query     = terms / "not" "(" terms ")"
 *   terms     = term *( blank term ) / term *( "or" term )
 *   term      = [ "!" ] [ key ":" ] value
 *   key       = "text" / "regex", each with "/" and "i" for any case and "w" for whole words
 *             / "hex" / "kind" / "dir" / "conn" / "is" / "peer" / "time" / "size" / "flag"
 *   value     = characters without blank, ")" and quote / quoted, with \" and \\ in it
 *
 * A value without a key is text in any case. What stands in `conn`, `size` and `time` is one or
 * more of N, N..M, N.., ..M, >N, >=N, <N, <=N, with commas. A size may have a unit: 10k, 2MiB.
 * Times are what tapline_moment_parse() takes; one that lasts is there from its beginning to its
 * end. A peer is an address, a port or both, or a network: 10.0.0.0/8. An empty text wants every
 * message.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-moment.h"
#include "tapline-query.h"

G_DEFINE_QUARK (tapline-query-error-quark, tapline_query_error)

static const char *const keys[] = {
  [TAPLINE_CONDITION_KIND] = "kind",
  [TAPLINE_CONDITION_DIRECTION] = "dir",
  [TAPLINE_CONDITION_CONNECTION] = "conn",
  [TAPLINE_CONDITION_MARKED] = "is",
  [TAPLINE_CONDITION_PEER] = "peer",
  [TAPLINE_CONDITION_TIME] = "time",
  [TAPLINE_CONDITION_SIZE] = "size",
  [TAPLINE_CONDITION_FLAGS] = "flag",
  [TAPLINE_CONDITION_PATTERN] = NULL,
};

static const char *const pattern_keys[] = {
  [TAPLINE_PATTERN_TEXT] = "text",
  [TAPLINE_PATTERN_REGEX] = "regex",
  [TAPLINE_PATTERN_HEX] = "hex",
};

static const struct
{
  const char          *name;
  TaplineMessageFlags  flag;
} flag_names[] = {
  { "cut-by-close", TAPLINE_MESSAGE_CUT_BY_CLOSE },
  { "over-limit", TAPLINE_MESSAGE_OVER_LIMIT },
  { "garbage", TAPLINE_MESSAGE_GARBAGE },
  { "bad-checksum", TAPLINE_MESSAGE_BAD_CHECKSUM },
};

typedef struct
{
  const char  *text;
  gint64       day;          /* of times without a date */
  const char  *at;
  GString     *value;        /* of the term that is read */
  const char  *value_at;
  guint       *position;
  GError     **error;
} Parser;

static gboolean G_GNUC_PRINTF (3, 4)
fail (Parser     *self,
      const char *at,
      const char *format,
      ...)
{
  g_autofree char *reason = NULL;
  guint position = (guint) g_utf8_pointer_to_offset (self->text, at);
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (self->error, TAPLINE_QUERY_ERROR, TAPLINE_QUERY_ERROR_SYNTAX,
               _("The filter is wrong at character %u: %s"), position + 1, reason);
  if (self->position != NULL)
    *self->position = position;

  return FALSE;
}

static void
skip_blanks (Parser *self)
{
  self->at += strspn (self->at, " \t\n");
}

/* Whether the word is next, with a blank or a bracket behind it. */
static gboolean
take_word (Parser     *self,
           const char *word)
{
  gsize length = strlen (word);

  if (strncmp (self->at, word, length) != 0 || strchr (" \t\n(", self->at[length]) == NULL)
    return FALSE;

  self->at += length;
  skip_blanks (self);
  return TRUE;
}

static gboolean
read_value (Parser *self)
{
  const char *start = self->at;

  g_string_truncate (self->value, 0);
  self->value_at = start;
  if (*start != '"')
    {
      self->at += strcspn (start, " \t\n)\"");
      g_string_append_len (self->value, start, self->at - start);
      return TRUE;
    }

  self->value_at++;
  for (self->at++; *self->at != '"'; self->at++)
    {
      if (*self->at == '\\' && (self->at[1] == '"' || self->at[1] == '\\'))
        self->at++;
      if (*self->at == '\0')
        return fail (self, start, _("the closing quote is missing."));
      g_string_append_c (self->value, *self->at);
    }
  self->at++;

  return TRUE;
}

/* Where in the text a character of the value stands: escapes take two. */
static const char *
find_in_value (Parser *self,
               guint   position)
{
  const char *at = self->value_at;
  gboolean quoted = self->value_at > self->text && self->value_at[-1] == '"';

  for (; position > 0 && at < self->at; position--)
    {
      if (quoted && *at == '\\' && (at[1] == '"' || at[1] == '\\'))
        at++;
      at = g_utf8_next_char (at);
    }

  return MIN (at, self->at);
}

/* The units of sizes. */
static guint64
read_unit (const char **at)
{
  static const struct
  {
    const char *name;
    guint64     bytes;
  } units[] = {
    { "KiB", 1 << 10 }, { "MiB", 1 << 20 }, { "GiB", 1 << 30 },
    { "kB", 1000 }, { "MB", 1000000 }, { "GB", 1000000000 },
    { "k", 1000 }, { "K", 1000 }, { "M", 1000000 }, { "G", 1000000000 }, { "B", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_prefix (*at, units[i].name))
      {
        *at += strlen (units[i].name);
        return units[i].bytes;
      }

  return 1;
}

static gboolean
read_number (Parser                *self,
             TaplineConditionType   type,
             const char           **at,
             TaplineRange          *bound)
{
  const char *start = *at;
  guint64 number;

  if (!g_ascii_isdigit (*start))
    return fail (self, self->value_at + (start - self->value->str), _("a number is missing."));
  number = g_ascii_strtoull (start, (char **) at, 10);
  if (type == TAPLINE_CONDITION_SIZE
      && !g_uint64_checked_mul (&number, number, read_unit (at)))
    number = G_MAXUINT64;
  *bound = (TaplineRange) { number, number };

  return TRUE;
}

static gboolean
read_time (Parser        *self,
           const char   **at,
           TaplineRange  *bound)
{
  const char *dots = strstr (*at, "..");
  gsize length = MIN (strcspn (*at, ","), dots != NULL ? (gsize) (dots - *at) : G_MAXSIZE);
  g_autofree char *text = g_strndup (*at, length);

  if (!tapline_moment_parse (text, self->day, bound))
    return fail (self, self->value_at + (*at - self->value->str),
                 _("a time is written as in “14:30”, “14:30:05.25”, “2024-05-31” or "
                   "“2024-05-31T14:30”."));
  *at += length;

  return TRUE;
}

/* One that lasts is a range. */
static gboolean
read_bound (Parser            *self,
            TaplineCondition  *condition,
            const char       **at,
            TaplineRange      *bound)
{
  return condition->type == TAPLINE_CONDITION_TIME
         ? read_time (self, at, bound) : read_number (self, condition->type, at, bound);
}

static gboolean
read_range (Parser            *self,
            TaplineCondition  *condition,
            const char       **at)
{
  TaplineRange range = { 0, G_MAXUINT64 };
  const char *start = *at;
  gboolean less = *start == '<';
  gboolean more = *start == '>';
  TaplineRange bound;
  gboolean same;

  if (condition->n_ranges == TAPLINE_CONDITION_RANGES_MAX)
    return fail (self, self->value_at + (start - self->value->str),
                 _("there are more than %d parts: write another term."),
                 TAPLINE_CONDITION_RANGES_MAX);

  if (less || more)
    {
      (*at)++;
      same = **at == '=';
      *at += same;
      if (!read_bound (self, condition, at, &bound))
        return FALSE;
      if (more)
        range.from = same || bound.to == G_MAXUINT64 ? bound.from : bound.to + 1;
      else if (same || bound.from > 0)
        range.to = same ? bound.to : bound.from - 1;
      else
        range = (TaplineRange) { 1, 0 };
    }
  else
    {
      if (strncmp (start, "..", 2) != 0)
        {
          if (!read_bound (self, condition, at, &range))
            return FALSE;
        }
      if (strncmp (*at, "..", 2) == 0)
        {
          *at += 2;
          range.to = G_MAXUINT64;
          if ((**at != '\0' && **at != ',') || start == *at - 2)
            {
              if (!read_bound (self, condition, at, &bound))
                return FALSE;
              range.to = bound.to;
            }
        }
    }
  condition->ranges[condition->n_ranges++] = range;

  return TRUE;
}

static gboolean
read_ranges (Parser           *self,
             TaplineCondition *condition)
{
  const char *at = self->value->str;

  for (;; at++)
    {
      if (!read_range (self, condition, &at))
        return FALSE;
      if (*at == '\0')
        return TRUE;
      if (*at != ',')
        return fail (self, self->value_at + (at - self->value->str),
                     _("numbers are written as in “7”, “1,3”, “10..20” or “>100”; sizes also as "
                       "“2k” or “1MiB”."));
    }
}

static gboolean
read_flags (Parser           *self,
            TaplineCondition *condition)
{
  const char *at = self->value->str;

  for (;; at++)
    {
      gsize length = strcspn (at, ",");
      gsize i = 0;

      while (i < G_N_ELEMENTS (flag_names)
             && (strlen (flag_names[i].name) != length
                 || strncmp (flag_names[i].name, at, length) != 0))
        i++;
      if (i == G_N_ELEMENTS (flag_names))
        return fail (self, self->value_at + (at - self->value->str),
                     _("a flag is “cut-by-close”, “over-limit”, “garbage” or "
                       "“bad-checksum”."));
      condition->flags |= flag_names[i].flag;
      at += length;
      if (*at == '\0')
        return TRUE;
    }
}

/* 192.0.2.7, 192.0.2.7:80, 2001:db8::1, [2001:db8::1]:80, 10.0.0.0/8, :80 */
static gboolean
parse_peer (const char       *text,
            TaplineCondition *condition)
{
  const char *slash = strchr (text, '/');
  const char *bracket = text[0] == '[' ? strchr (text, ']') : NULL;
  const char *colon = bracket != NULL ? bracket + 1 : strchr (text, ':');
  gsize length = strcspn (text, "/");
  guint64 n_bits, port = 0;
  g_autofree char *host = NULL;

  /* With more than one colon and no brackets it is all an address. */
  if (colon != NULL && (*colon == '\0' || (bracket == NULL && strchr (colon + 1, ':') != NULL)))
    colon = NULL;
  if (bracket != NULL)
    host = g_strndup (text + 1, (gsize) (bracket - text - 1));
  else
    host = g_strndup (text, colon != NULL ? (gsize) (colon - text) : length);

  if (colon != NULL
      && (*colon != ':'
          || !g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL)))
    return FALSE;
  condition->peer.port = (guint16) port;
  if (colon == text)
    return TRUE;
  if (!tapline_address_parse (&condition->peer, host, (guint16) port))
    return FALSE;
  if (slash == NULL)
    return TRUE;

  n_bits = condition->peer.family == 4 ? 32 : 128;
  condition->peer_free = (guint) n_bits;
  if (!g_ascii_string_to_unsigned (slash + 1, 10, 0, n_bits, &n_bits, NULL))
    return FALSE;
  condition->peer_free -= (guint) n_bits;

  return TRUE;
}

static gboolean
read_peer (Parser           *self,
           TaplineCondition *condition)
{
  return parse_peer (self->value->str, condition)
         || fail (self, self->value_at,
                  _("a peer is an IP address, with or without a port, a port or a network, as in "
                    "“192.0.2.7:80”, “:80” or “10.0.0.0/8”."));
}

static gboolean
read_word (Parser           *self,
           TaplineCondition *condition)
{
  const char *word = self->value->str;

  if (condition->type == TAPLINE_CONDITION_DIRECTION)
    {
      condition->direction = strcmp (word, "in") == 0 ? TAPLINE_DIRECTION_IN
                                                      : TAPLINE_DIRECTION_OUT;
      return strcmp (word, "in") == 0 || strcmp (word, "out") == 0
             || fail (self, self->value_at, _("a direction is “in” or “out”."));
    }
  if (condition->type == TAPLINE_CONDITION_MARKED)
    return strcmp (word, "marked") == 0
           || fail (self, self->value_at, _("what a message can be is “marked”."));

  if (strcmp (word, "message") == 0)
    condition->inverted = !condition->inverted;

  return strcmp (word, "message") == 0 || strcmp (word, "note") == 0
         || fail (self, self->value_at, _("a kind is “message” or “note”."));
}

static gboolean
read_condition (Parser           *self,
                TaplineCondition *condition)
{
  switch (condition->type)
    {
    case TAPLINE_CONDITION_KIND:
    case TAPLINE_CONDITION_DIRECTION:
    case TAPLINE_CONDITION_MARKED:
      return read_word (self, condition);
    case TAPLINE_CONDITION_PEER:
      return read_peer (self, condition);
    case TAPLINE_CONDITION_FLAGS:
      return read_flags (self, condition);
    case TAPLINE_CONDITION_CONNECTION:
    case TAPLINE_CONDITION_TIME:
    case TAPLINE_CONDITION_SIZE:
    default:
      return read_ranges (self, condition);
    }
}

static gboolean
read_pattern (Parser              *self,
              TaplinePatternKind   kind,
              TaplinePatternFlags  flags,
              TaplineCondition    *condition)
{
  g_autoptr (GError) cause = NULL;
  guint position = 0;

  condition->type = TAPLINE_CONDITION_PATTERN;
  condition->pattern = tapline_pattern_new (kind, self->value->str, flags, &position, &cause);
  if (condition->pattern != NULL)
    return TRUE;

  if (self->position != NULL)
    *self->position = (guint) g_utf8_pointer_to_offset (self->text,
                                                        find_in_value (self, position));
  g_set_error_literal (self->error, TAPLINE_QUERY_ERROR, TAPLINE_QUERY_ERROR_SYNTAX,
                       cause->message);
  return FALSE;
}

/* “key:” or “key/iw:”; returns whether it is one of a pattern. */
static gboolean
find_pattern_key (const char          *key,
                  gsize                length,
                  TaplinePatternKind  *kind,
                  TaplinePatternFlags *flags)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pattern_keys); i++)
    {
      gsize n = strlen (pattern_keys[i]);

      if (length < n || strncmp (key, pattern_keys[i], n) != 0)
        continue;
      *kind = (TaplinePatternKind) i;
      *flags = 0;
      if (n == length)
        return TRUE;
      if (key[n] != '/' || i == TAPLINE_PATTERN_HEX)
        return FALSE;
      while (++n < length)
        if (key[n] == 'i')
          *flags |= TAPLINE_PATTERN_ANY_CASE;
        else if (key[n] == 'w')
          *flags |= TAPLINE_PATTERN_WHOLE_WORD;
        else
          return FALSE;
      return TRUE;
    }

  return FALSE;
}

/* Without a key: text, in quotes or not. */
static gboolean
read_words (Parser           *self,
            const char       *start,
            TaplineCondition *condition)
{
  if (strchr ("()!", *start) != NULL || take_word (self, "or") || take_word (self, "not"))
    return fail (self, start, _("a term is text, or a key, a colon and a value, as in "
                                "“dir:in”; “or” stands between two terms."));

  return read_value (self)
         && read_pattern (self, TAPLINE_PATTERN_TEXT, TAPLINE_PATTERN_ANY_CASE, condition);
}

static gboolean
read_term (Parser           *self,
           TaplineCondition *condition)
{
  const char *start, *key;
  gsize length;
  TaplinePatternKind kind;
  TaplinePatternFlags flags;

  condition->inverted = *self->at == '!';
  self->at += condition->inverted;
  start = key = self->at;
  length = strcspn (key, ": \t\n()\"!");
  if (key[length] != ':')
    return read_words (self, start, condition);
  self->at += length + 1;
  if (!read_value (self))
    return FALSE;

  if (find_pattern_key (key, length, &kind, &flags))
    return read_pattern (self, kind, flags, condition);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i] != NULL && strlen (keys[i]) == length && strncmp (keys[i], key, length) == 0)
      {
        condition->type = (TaplineConditionType) i;
        return read_condition (self, condition);
      }

  return fail (self, start, _("there is no such key. Use text, regex (with /i for any case and /w "
                              "for whole words), hex, kind, dir, conn, is, peer, time, size or "
                              "flag."));
}

static gboolean
read_terms (Parser            *self,
            GArray            *conditions,
            TaplineQueryFlags *flags,
            gboolean           inside)
{
  while (*self->at != '\0' && !(inside && *self->at == ')'))
    {
      TaplineCondition condition = { 0 };
      const char *start = self->at;
      gboolean either = conditions->len > 0 && take_word (self, "or");
      gboolean read;

      if (conditions->len == 1 && either)
        *flags |= TAPLINE_QUERY_ANY;
      else if (conditions->len > 0 && either != ((*flags & TAPLINE_QUERY_ANY) != 0))
        return fail (self, start, _("write “or” between all terms or between none."));

      read = read_term (self, &condition);
      g_array_append_val (conditions, condition);
      if (!read)
        return FALSE;
      if (strchr (" \t\n)", *self->at) == NULL)
        return fail (self, self->at, _("a blank is missing between two terms."));
      skip_blanks (self);
    }

  return TRUE;
}

static void
clear_condition (gpointer data)
{
  TaplineCondition *condition = data;

  g_clear_pointer (&condition->pattern, tapline_pattern_unref);
}

/**
 * tapline_query_parse_on:
 * @text: a query, as in `text:"abc" dir:in size:>100 !flag:bad-checksum`
 * @day: microseconds since 1970-01-01 UTC, in the local day of times without a date
 * @position: (out) (optional): where the fault is, in characters from 0
 * @error: return location
 *
 * Thread: any, as all of these.
 *
 * Returns: (transfer full): a query, or %NULL with a #TAPLINE_QUERY_ERROR whose message is a
 *   sentence that says what is wrong
 */
TaplineQuery *
tapline_query_parse_on (const char  *text,
                        gint64       day,
                        guint       *position,
                        GError     **error)
{
  g_autoptr (GArray) conditions = NULL;
  g_autoptr (GString) value = g_string_new (NULL);
  Parser self = { text, day, text, value, text, position, error };
  TaplineQueryFlags flags = 0;

  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  conditions = g_array_new (FALSE, FALSE, sizeof (TaplineCondition));
  g_array_set_clear_func (conditions, clear_condition);
  skip_blanks (&self);
  if (take_word (&self, "not"))
    {
      flags |= TAPLINE_QUERY_INVERTED;
      if (*self.at != '(')
        {
          fail (&self, self.at, _("“not” is followed by terms in brackets; write “!” before "
                                  "a single term."));
          return NULL;
        }
      self.at++;
      skip_blanks (&self);
      if (!read_terms (&self, conditions, &flags, TRUE))
        return NULL;
      if (*self.at != ')')
        {
          fail (&self, self.at, _("the closing bracket is missing."));
          return NULL;
        }
      self.at++;
      skip_blanks (&self);
      if (*self.at != '\0')
        {
          fail (&self, self.at, _("nothing may follow the closing bracket."));
          return NULL;
        }
    }
  else if (!read_terms (&self, conditions, &flags, FALSE))
    return NULL;

  return tapline_query_new ((const TaplineCondition *) (gpointer) conditions->data,
                            conditions->len, flags);
}

/**
 * tapline_query_parse:
 * @text: likewise
 * @position: likewise
 * @error: likewise
 *
 * The same, where times without a date are of today.
 *
 * Returns: (transfer full): likewise
 */
TaplineQuery *
tapline_query_parse (const char  *text,
                     guint       *position,
                     GError     **error)
{
  return tapline_query_parse_on (text, g_get_real_time (), position, error);
}

static void
append_quoted (GString    *out,
               const char *text)
{
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
}

static void
append_bound (GString              *out,
              TaplineConditionType  type,
              guint64               bound,
              guint                 implied)
{
  if (type == TAPLINE_CONDITION_TIME)
    tapline_moment_append (out, bound, implied);
  else
    g_string_append_printf (out, "%" G_GUINT64_FORMAT, bound);
}

static void
append_ranges (GString                *out,
               const TaplineCondition *condition)
{
  for (guint i = 0; i < condition->n_ranges; i++)
    {
      const TaplineRange *range = &condition->ranges[i];

      if (i > 0)
        g_string_append_c (out, ',');
      if (range->from > range->to)
        {
          /* Nothing. */
          g_string_append_c (out, '<');
          append_bound (out, condition->type, 0, 0);
          continue;
        }
      append_bound (out, condition->type, range->from,
                    range->from == range->to ? G_MAXUINT : 0);
      if (range->from == range->to)
        continue;
      g_string_append (out, "..");
      if (range->to != G_MAXUINT64)
        append_bound (out, condition->type, range->to, G_TIME_SPAN_SECOND - 1);
    }
}

static void
append_pattern (GString              *out,
                const TaplinePattern *pattern)
{
  TaplinePatternFlags flags = tapline_pattern_get_flags (pattern);

  g_string_append (out, pattern_keys[tapline_pattern_get_kind (pattern)]);
  if (flags != 0 && tapline_pattern_get_kind (pattern) != TAPLINE_PATTERN_HEX)
    g_string_append_printf (out, "/%s%s", flags & TAPLINE_PATTERN_ANY_CASE ? "i" : "",
                            flags & TAPLINE_PATTERN_WHOLE_WORD ? "w" : "");
  g_string_append_c (out, ':');
  append_quoted (out, tapline_pattern_get_text (pattern));
}

static void
append_flags (GString             *out,
              TaplineMessageFlags  flags)
{
  gboolean first = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (flag_names); i++)
    if (flags & flag_names[i].flag)
      {
        g_string_append_printf (out, "%s%s", first ? "" : ",", flag_names[i].name);
        first = FALSE;
      }
}

static void
append_peer (GString                *out,
             const TaplineCondition *condition)
{
  const TaplineAddress *peer = &condition->peer;
  char text[TAPLINE_ADDRESS_STRING_MAX];

  if (peer->family == 0)
    {
      g_string_append_printf (out, ":%u", peer->port);
      return;
    }
  tapline_address_to_string (peer, text);
  if (peer->port == 0)
    *strrchr (text, ':') = '\0';
  if (condition->peer_free == 0)
    g_string_append (out, text);
  else if (peer->family == 4)
    g_string_append_printf (out, "%s/%u", text, 32 - condition->peer_free);
  else
    g_string_append_printf (out, "%.*s/%u", (int) strlen (text) - 2, text + 1,
                            128 - condition->peer_free);
}

static void
append_condition (GString                *out,
                  const TaplineCondition *condition)
{
  gboolean is_kind = condition->type == TAPLINE_CONDITION_KIND;

  if (condition->inverted && !is_kind)
    g_string_append_c (out, '!');
  if (condition->type == TAPLINE_CONDITION_PATTERN)
    {
      append_pattern (out, condition->pattern);
      return;
    }

  g_string_append_printf (out, "%s:", keys[condition->type]);
  if (is_kind)
    g_string_append (out, condition->inverted ? "message" : "note");
  else if (condition->type == TAPLINE_CONDITION_DIRECTION)
    g_string_append (out, condition->direction == TAPLINE_DIRECTION_IN ? "in" : "out");
  else if (condition->type == TAPLINE_CONDITION_MARKED)
    g_string_append (out, "marked");
  else if (condition->type == TAPLINE_CONDITION_FLAGS)
    append_flags (out, condition->flags);
  else if (condition->type == TAPLINE_CONDITION_PEER)
    append_peer (out, condition);
  else
    append_ranges (out, condition);
}

/**
 * tapline_query_to_string:
 * @self: a query
 *
 * Returns: (transfer full): text that parses as the same query
 */
char *
tapline_query_to_string (const TaplineQuery *self)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint n_conditions;
  const TaplineCondition *conditions;
  TaplineQueryFlags flags;

  g_return_val_if_fail (self != NULL, NULL);

  conditions = tapline_query_get_conditions (self, &n_conditions);
  flags = tapline_query_get_flags (self);
  if (flags & TAPLINE_QUERY_INVERTED)
    g_string_append (out, "not (");
  for (guint i = 0; i < n_conditions; i++)
    {
      if (i > 0)
        g_string_append (out, flags & TAPLINE_QUERY_ANY ? " or " : " ");
      append_condition (out, &conditions[i]);
    }
  if (flags & TAPLINE_QUERY_INVERTED)
    g_string_append_c (out, ')');

  return g_string_free (g_steal_pointer (&out), FALSE);
}
