/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pattern: what users look for, made fast.
 *
 * Text and bytes are a needle (tapline-needle.c). Text in any case with letters beyond ASCII, and
 * regular expressions, are a GRegex. One of ASCII only matches bytes, whatever they are; another
 * matches the characters of UTF-8, and a byte that is none counts as the control character SUB,
 * so that all that is valid around it is found.
 *
 * A GRegex may take for ever on a message that is made for it. PCRE2 counts its steps and gives
 * up at a limit that takes some milliseconds; a brief one, for who cannot wait that long, at a
 * fortieth of that. It begins to count anew at each byte, so that many of them are tried in parts
 * first (tapline-probe.c).
 *
 * Threads: all is immutable. GRegex compiles machine code with its first match, without a lock;
 * so that happens here, before anyone else has the pattern.
 */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tapline-needle.h"
#include "tapline-pattern-private.h"
#include "tapline-probe.h"
#include "tapline-regex.h"

#define LIMIT         4000000 /* steps */
#define BRIEF_LIMIT   100000
#define SUBSTITUTE    '\x1a'
#define REACH         512     /* bytes */
#define LEADING_REACH 4096
#define LINES_MANY    32768   /* bytes; fewer are looked at behind a literal, but for a long line */

static const TaplineProbe message_probe = { 1024, 4000 };
static const TaplineProbe brief_probe = { 64, 200 };

G_DEFINE_QUARK (tapline-pattern-error-quark, tapline_pattern_error)

struct _TaplinePattern
{
  gatomicrefcount      ref_count;

  /* immutable */
  TaplinePatternKind   kind;
  TaplinePatternFlags  flags;
  char                *text;
  guint                limit;    /* steps of the regular expression */
  const TaplineProbe  *probe;    /* what is tried before */
  TaplinePattern      *brief;    /* nullable: the same with fewer */
  TaplineNeedle       *needle;   /* this, or else */
  GRegex              *regex;
  gboolean             utf;      /* it matches characters */
  GRegex              *lines;    /* nullable: finds the same in many lines */
  GPtrArray           *literals; /* nullable, TaplineNeedle: one is in every match */
  gboolean             exact;    /* and each is a match */
  gboolean             leading;  /* or the only one begins it */
};

typedef struct
{
  gsize start;
  gsize end;
} Place;

static void G_GNUC_PRINTF (4, 5)
set_error (GError     **error,
           guint       *position,
           guint        at,
           const char  *format,
           ...)
{
  va_list arguments;

  if (position != NULL)
    *position = at;
  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (TAPLINE_PATTERN_ERROR,
                                                TAPLINE_PATTERN_ERROR_SYNTAX, format, arguments));
  va_end (arguments);
}

static gboolean
is_ascii (const char *text)
{
  while (*text != '\0' && (guint8) *text < 128)
    text++;

  return *text == '\0';
}

static void
set_text (TaplinePattern *self,
          const char     *text)
{
  gsize length = strlen (text);
  g_autofree guint8 *masks = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    masks[i] = self->flags & TAPLINE_PATTERN_ANY_CASE && g_ascii_isalpha (text[i])
               ? TAPLINE_NEEDLE_LETTER : TAPLINE_NEEDLE_FIXED;
  self->needle = tapline_needle_new ((const guint8 *) text, masks, length);
}

static gboolean
set_hex (TaplinePattern  *self,
         const char      *text,
         guint           *position,
         GError         **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) masks = g_byte_array_new ();
  const char *at = text + strspn (text, " ");

  while (*at != '\0')
    {
      guint8 byte = 0, mask = 0;

      for (int i = 0; i < 2; i++, at++)
        {
          if (!g_ascii_isxdigit (*at) && *at != '?')
            {
              set_error (error, position, (guint) g_utf8_pointer_to_offset (text, at),
                         _("Bytes are written as two hexadecimal digits each, with “?” for any "
                           "digit, as in “0D 0A f? ??”: character %u is none."),
                         (guint) g_utf8_pointer_to_offset (text, at) + 1);
              return FALSE;
            }
          byte = (guint8) (byte << 4 | (*at != '?' ? g_ascii_xdigit_value (*at) : 0));
          mask = (guint8) (mask << 4 | (*at != '?' ? 15 : 0));
        }
      g_byte_array_append (bytes, &byte, 1);
      g_byte_array_append (masks, &mask, 1);
      at += strspn (at, " ");
    }
  self->needle = tapline_needle_new (bytes->data, masks->data, bytes->len);

  return TRUE;
}

/* GRegex tells where a fault is in its message only, behind the pattern. */
static void
set_regex_error (GError       **error,
                 guint         *position,
                 const char    *text,
                 const GError  *cause)
{
  const char *quoted = strstr (cause->message, text);
  const char *number = quoted != NULL ? strpbrk (quoted + strlen (text), "0123456789") : NULL;
  const char *reason = number != NULL ? strstr (number, ": ") : NULL;
  guint at = number != NULL ? (guint) g_ascii_strtoull (number, NULL, 10) : 0;

  set_error (error, position, at, _("The regular expression is wrong at character %u: %s."),
             at + 1, reason != NULL ? reason + 2 : cause->message);
}

static GRegex *
compile (const char          *text,
         guint                limit,
         GRegexCompileFlags   flags,
         GError             **error)
{
  g_autofree char *limited = g_strdup_printf ("(*LIMIT_MATCH=%u)%s", limit, text);
  GRegex *regex = g_regex_new (limited, flags | G_REGEX_OPTIMIZE | G_REGEX_NEWLINE_LF, 0, error);

  if (regex != NULL)
    g_regex_match_full (regex, "", 0, 0, 0, NULL, NULL);

  return regex;
}

/* What would turn off the limit, or the check of characters. */
static gboolean
check_escapes (const char  *text,
               guint       *position,
               GError     **error)
{
  if (text[0] == '(' && text[1] == '*')
    {
      set_error (error, position, 0, _("A regular expression cannot begin with “(*” here: leave "
                                       "the option out."));
      return FALSE;
    }

  for (const char *at = text; *at != '\0'; at++)
    {
      if (at[0] != '\\' || at[1] == '\0')
        continue;
      at++;
      if (*at == 'C')
        {
          guint offset = (guint) (at - 1 - text);

          if (g_utf8_validate (text, -1, NULL))
            offset = (guint) g_utf8_pointer_to_offset (text, at - 1);
          set_error (error, position, offset,
                     _("“\\C” at character %u would split characters: write “.” or "
                       "“\\x” and two digits."), offset + 1);
          return FALSE;
        }
    }

  return TRUE;
}

/* What surrounds a word in this expression must be none of these. */
static char *
surround (const TaplinePattern *self,
          const char           *text)
{
  const char *word = self->utf ? "[\\p{L}\\p{N}_]" : "\\w";

  return g_strdup_printf ("(?<!%s)(?:%s)(?!%s)", word, text, word);
}

static gboolean
set_regex (TaplinePattern  *self,
           const char      *text,
           guint           *position,
           GError         **error)
{
  gboolean any_case = (self->flags & TAPLINE_PATTERN_ANY_CASE) != 0;
  gboolean whole_word = self->kind == TAPLINE_PATTERN_REGEX
                        && self->flags & TAPLINE_PATTERN_WHOLE_WORD;
  g_autofree char *whole = NULL;
  g_autoptr (GRegex) trial = NULL;
  g_autoptr (GError) cause = NULL;
  GRegexCompileFlags flags;
  TaplineRegex facts;

  if (!check_escapes (text, position, error))
    return FALSE;
  self->utf = !is_ascii (text) && g_utf8_validate (text, -1, NULL);
  flags = (self->utf ? 0 : G_REGEX_RAW) | (any_case ? G_REGEX_CASELESS : 0);
  trial = g_regex_new (text, flags | G_REGEX_NEWLINE_LF, 0, &cause);
  if (trial == NULL)
    {
      set_regex_error (error, position, text, cause);
      return FALSE;
    }

  whole = whole_word ? surround (self, text) : g_strdup (text);
  self->regex = compile (whole, self->limit, flags, &cause);
  if (self->regex == NULL)
    {
      set_error (error, position, 0, _("This regular expression cannot be limited to whole words: "
                   "leave that out."));
      return FALSE;
    }

  tapline_regex_init (&facts, text, any_case, self->utf);
  self->literals = g_steal_pointer (&facts.literals);
  self->exact = facts.exact;
  self->leading = self->literals != NULL && self->literals->len == 1
                  && tapline_needle_find (self->literals->pdata[0], (const guint8 *) text,
                                          strlen (text)) == (const guint8 *) text;
  if (facts.lines != NULL && !whole_word && !facts.exact)
    self->lines = compile (facts.lines, self->limit, flags | G_REGEX_MULTILINE, NULL);
  tapline_regex_clear (&facts);

  return TRUE;
}

static TaplinePattern *
create (TaplinePatternKind    kind,
        const char           *text,
        TaplinePatternFlags   flags,
        guint                 limit,
        guint                *position,
        GError              **error)
{
  g_autoptr (TaplinePattern) self = NULL;

  if (text[strspn (text, kind == TAPLINE_PATTERN_HEX ? " " : "")] == '\0')
    {
      set_error (error, position, 0, _("There is nothing to look for yet: type what it is."));
      return NULL;
    }

  self = g_new0 (TaplinePattern, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->flags = flags;
  self->text = g_strdup (text);
  self->limit = limit;
  self->probe = limit == LIMIT ? &message_probe : &brief_probe;

  if (kind == TAPLINE_PATTERN_HEX)
    {
      if (!set_hex (self, text, position, error))
        return NULL;
    }
  else if (kind == TAPLINE_PATTERN_REGEX)
    {
      if (!set_regex (self, text, position, error))
        return NULL;
    }
  else if (flags & TAPLINE_PATTERN_ANY_CASE && !is_ascii (text)
           && g_utf8_validate (text, -1, NULL))
    {
      g_autofree char *escaped = g_regex_escape_string (text, -1);

      if (!set_regex (self, escaped, position, error))
        return NULL;
    }
  else
    set_text (self, text);

  return g_steal_pointer (&self);
}

/**
 * tapline_pattern_new:
 * @kind: what @text is
 * @text: what was typed
 * @flags: how to look for it
 * @position: (out) (optional): where in @text the fault is, in characters from 0
 * @error: return location
 *
 * In any case means for text and regular expressions of ASCII only: letters of ASCII; for others:
 * what Unicode calls simple case folding. A whole word is one that has no letter, digit, mark or
 * underscore before or behind it. A dot of a regular expression matches no line feed; `^` and `$`
 * are the start and the end of the message. Thread: any, as all of these.
 *
 * Returns: (transfer full): a pattern, or %NULL with a #TAPLINE_PATTERN_ERROR whose message is a
 *   sentence that says what is wrong
 */
TaplinePattern *
tapline_pattern_new (TaplinePatternKind    kind,
                     const char           *text,
                     TaplinePatternFlags   flags,
                     guint                *position,
                     GError              **error)
{
  TaplinePattern *self;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = create (kind, text, flags, LIMIT, position, error);
  if (self != NULL && self->regex != NULL)
    self->brief = create (kind, text, flags, BRIEF_LIMIT, NULL, NULL);

  return self;
}

/**
 * tapline_pattern_ref:
 * @self: a pattern
 *
 * Returns: (transfer full): @self
 */
TaplinePattern *
tapline_pattern_ref (TaplinePattern *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * tapline_pattern_unref:
 * @self: (transfer full): a pattern
 */
void
tapline_pattern_unref (TaplinePattern *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->needle, tapline_needle_free);
  g_clear_pointer (&self->brief, tapline_pattern_unref);
  g_clear_pointer (&self->regex, g_regex_unref);
  g_clear_pointer (&self->lines, g_regex_unref);
  g_clear_pointer (&self->literals, g_ptr_array_unref);
  g_free (self->text);
  g_free (self);
}

/**
 * tapline_pattern_get_kind:
 * @self: a pattern
 *
 * Returns: what its text is
 */
TaplinePatternKind
tapline_pattern_get_kind (const TaplinePattern *self)
{
  g_return_val_if_fail (self != NULL, TAPLINE_PATTERN_TEXT);

  return self->kind;
}

/**
 * tapline_pattern_get_text:
 * @self: a pattern
 *
 * Returns: what was typed
 */
const char *
tapline_pattern_get_text (const TaplinePattern *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

/**
 * tapline_pattern_get_flags:
 * @self: a pattern
 *
 * Returns: how it is looked for
 */
TaplinePatternFlags
tapline_pattern_get_flags (const TaplinePattern *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->flags;
}

static gboolean
is_word (const guint8 *bytes,
         gsize         length)
{
  gunichar c;

  if (length == 0)
    return FALSE;
  c = g_utf8_get_char_validated ((const char *) bytes, (gssize) length);

  return c < 0x110000 && (g_unichar_isalnum (c) || g_unichar_ismark (c) || c == '_');
}

/* Whether what is between @start and @end is not a part of a longer word. */
static gboolean
is_whole_word (const guint8 *bytes,
               gsize         length,
               gsize         start,
               gsize         end)
{
  gsize before = start;

  if (start > 0)
    before--;
  while (before > 0 && start - before < 4 && (bytes[before] & 0xc0) == 0x80)
    before--;

  return !is_word (bytes + before, start - before) && !is_word (bytes + end, length - end);
}

/* A copy in which each byte that is no part of a character is SUB. */
static char *
dup_valid (const char *bytes,
           gsize       length)
{
  char *valid = g_memdup2 (bytes, length);
  const char *end = valid;

  while (!g_utf8_validate_len (end, length - (gsize) (end - valid), &end))
    {
      char *wrong = valid + (end - valid);

      if (*wrong != '\0')
        *wrong = SUBSTITUTE;
      end++;
    }

  return valid;
}

static TaplinePatternResult
get_result (const GMatchInfo *info,
            const GError     *error,
            gsize            *start,
            gsize            *end)
{
  int first = 0, last = 0;

  if (error != NULL)
    return TAPLINE_PATTERN_TOO_COMPLEX;
  if (!g_match_info_matches (info))
    return TAPLINE_PATTERN_ABSENT;

  g_match_info_fetch_pos (info, 0, &first, &last);
  *start = (gsize) first;
  *end = (gsize) last;
  return TAPLINE_PATTERN_FOUND;
}

static Place
get_group (const TaplinePattern *self,
           const GMatchInfo     *info)
{
  int n_groups = g_regex_get_capture_count (self->regex);
  int start = -1, end = -1;

  if (n_groups == 0)
    g_match_info_fetch_pos (info, 0, &start, &end);
  for (int i = 1; i <= n_groups && start < 0; i++)
    if (!g_match_info_fetch_pos (info, i, &start, &end))
      start = -1;

  return start < 0 ? (Place) { 0, 0 } : (Place) { (gsize) start, (gsize) end };
}

static gboolean
has_literal (const TaplinePattern *self,
             const guint8         *bytes,
             gsize                 length)
{
  if (self->literals == NULL)
    return TRUE;
  for (guint i = 0; i < self->literals->len; i++)
    if (tapline_needle_find (self->literals->pdata[i], bytes, length) != NULL)
      return TRUE;

  return FALSE;
}

/* Looks for the regular expression; gives the whole match, and in @group the place of its first
 * group that takes part in it: all of it if there are no groups, nothing of it if none does. */
static TaplinePatternResult
find_regex (const TaplinePattern *self,
            const guint8         *bytes,
            gsize                 length,
            gsize                 from,
            gsize                *start,
            gsize                *end,
            Place                *group)
{
  const char *text = (const char *) bytes;
  g_autofree char *valid = NULL;
  g_autoptr (GMatchInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  TaplinePatternResult result;

  if (!has_literal (self, bytes + from, length - from))
    return TAPLINE_PATTERN_ABSENT;
  if (self->utf && !g_utf8_validate_len (text, length, NULL))
    text = valid = dup_valid (text, length);
  /* Who goes on behind a match has been here. */
  if (from == 0 && !tapline_probe_pass (self->probe, self->regex, self->utf, text, length))
    return TAPLINE_PATTERN_TOO_COMPLEX;

  g_regex_match_full (self->regex, length > 0 ? text : "", (gssize) length, (int) from, 0, &info,
                      &error);
  result = get_result (info, error, start, end);
  if (group != NULL && result == TAPLINE_PATTERN_FOUND)
    *group = get_group (self, info);

  return result;
}

static TaplinePatternResult
find_needle (const TaplinePattern *self,
             const guint8         *bytes,
             gsize                 length,
             gsize                 from,
             gsize                *start,
             gsize                *end)
{
  const guint8 *place = tapline_needle_find (self->needle, bytes + from, length - from);

  if (place == NULL)
    return TAPLINE_PATTERN_ABSENT;
  *start = (gsize) (place - bytes);
  *end = *start + tapline_needle_get_length (self->needle);

  return TAPLINE_PATTERN_FOUND;
}

/**
 * tapline_pattern_find:
 * @self: a pattern
 * @bytes: (array length=length): where to look
 * @length: how far, at most %G_MAXINT32
 * @from: where to begin, between two characters; what is before it is seen by look-behind
 * @start: (out): where the first match begins
 * @end: (out): where it ends; may be @start for a regular expression
 *
 * Returns: whether it is there
 */
TaplinePatternResult
tapline_pattern_find (const TaplinePattern *self,
                      const guint8         *bytes,
                      gsize                 length,
                      gsize                 from,
                      gsize                *start,
                      gsize                *end)
{
  TaplinePatternResult result;

  g_return_val_if_fail (self != NULL && start != NULL && end != NULL, TAPLINE_PATTERN_ABSENT);
  g_return_val_if_fail (from <= length && length <= G_MAXINT32, TAPLINE_PATTERN_ABSENT);

  for (;; from = *start + 1)
    {
      result = self->needle != NULL ? find_needle (self, bytes, length, from, start, end)
                                    : find_regex (self, bytes, length, from, start, end, NULL);
      if (result != TAPLINE_PATTERN_FOUND || self->kind != TAPLINE_PATTERN_TEXT
          || (self->flags & TAPLINE_PATTERN_WHOLE_WORD) == 0
          || is_whole_word (bytes, length, *start, *end))
        return result;
      /* To the next character. */
      while (*start + 1 < length && (bytes[*start + 1] & 0xc0) == 0x80)
        (*start)++;
    }
}

/**
 * tapline_pattern_find_group:
 * @self: a regular expression
 * @bytes: (array length=length): where to look
 * @length: how far, at most %G_MAXINT32
 * @from: where to begin, as for tapline_pattern_find()
 * @start: (out): where the first group begins that takes part in the match; the match itself if the
 *   expression has no group
 * @end: (out): where it ends; @start if no group takes part
 * @match_end: (out): where the whole match ends
 *
 * Returns: whether it is there
 */
TaplinePatternResult
tapline_pattern_find_group (const TaplinePattern *self,
                            const guint8         *bytes,
                            gsize                 length,
                            gsize                 from,
                            gsize                *start,
                            gsize                *end,
                            gsize                *match_end)
{
  TaplinePatternResult result;
  Place group = { 0, 0 };
  gsize match_start = 0;

  g_return_val_if_fail (self != NULL && self->kind == TAPLINE_PATTERN_REGEX,
                        TAPLINE_PATTERN_ABSENT);
  g_return_val_if_fail (from <= length && length <= G_MAXINT32, TAPLINE_PATTERN_ABSENT);

  *match_end = from;
  result = find_regex (self, bytes, length, from, &match_start, match_end, &group);
  *start = group.start;
  *end = group.end;

  return result;
}

/**
 * tapline_pattern_match:
 * @self: a pattern
 * @bytes: (array length=length): a whole message
 * @length: its size
 * @ending: how many of its last bytes a view leaves out
 *
 * Text and regular expressions see what a view shows, so that `$` stands before the ending; bytes
 * are looked for in the ending too.
 *
 * Returns: whether it is in the message
 */
TaplinePatternResult
tapline_pattern_match (const TaplinePattern *self,
                       const guint8         *bytes,
                       gsize                 length,
                       guint                 ending)
{
  gsize start, end;

  g_return_val_if_fail (self != NULL && ending <= length, TAPLINE_PATTERN_ABSENT);

  if (self->kind != TAPLINE_PATTERN_HEX)
    length -= ending;

  return tapline_pattern_find (self, bytes, length, 0, &start, &end);
}

/**
 * tapline_pattern_get_brief:
 * @self: a pattern
 *
 * For the thread that draws: what tapline_pattern_find() and tapline_pattern_match() do with it on
 * the first bytes of a message takes some milliseconds at most, however complex it is; more is too
 * complex for it.
 *
 * Returns: (transfer none): the same pattern, which gives up sooner
 */
TaplinePattern *
tapline_pattern_get_brief (TaplinePattern *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->brief != NULL ? self->brief : self;
}

/**
 * tapline_pattern_is_quick:
 * @self: a pattern
 * @bytes: (array length=length): where to look for it
 * @length: how far, at most %G_MAXINT32
 *
 * For who does not begin to look at the first byte: tapline_pattern_find() finds this out there.
 *
 * Returns: whether looking for it there comes to an end
 */
gboolean
tapline_pattern_is_quick (const TaplinePattern *self,
                          const guint8         *bytes,
                          gsize                 length)
{
  const char *text = (const char *) bytes;
  g_autofree char *valid = NULL;

  g_return_val_if_fail (self != NULL && length <= G_MAXINT32, FALSE);

  if (self->needle != NULL || !has_literal (self, bytes, length))
    return TRUE;
  if (self->utf && !g_utf8_validate_len (text, length, NULL))
    text = valid = dup_valid (text, length);

  return tapline_probe_pass (self->probe, self->regex, self->utf, text, length);
}

/* A place at or behind @from before which no match is: the message it is in has to be looked at.
 * The cursor's length if there is none. */
gsize
tapline_pattern_seek (const TaplinePattern *self,
                      TaplinePatternCursor *cursor,
                      gsize                 from)
{
  gsize nearest = cursor->length;
  guint n = self->literals != NULL ? self->literals->len : 1;

  if (self->needle == NULL && self->literals == NULL)
    return MIN (from, nearest);

  for (guint i = 0; i < n; i++)
    {
      gsize *next = &cursor->next[i];
      const TaplineNeedle *needle = self->needle != NULL ? self->needle
                                                         : self->literals->pdata[i];

      if (*next <= from)
        {
          const guint8 *place = tapline_needle_find (needle, cursor->bytes + from,
                                                     cursor->length - from);

          *next = place != NULL ? (gsize) (place - cursor->bytes) + 1 : G_MAXSIZE;
        }
      nearest = MIN (nearest, *next - 1);
    }

  return nearest;
}

/* Whether tapline_pattern_seek() knows more than where to begin. */
gboolean
tapline_pattern_has_literals (const TaplinePattern *self)
{
  return self->needle != NULL || self->literals != NULL;
}

/* How many bytes that surely have no match tapline_pattern_find_line() had better look through than
 * begin anew behind them: it looks for what a match begins with much faster. */
gsize
tapline_pattern_get_reach (const TaplinePattern *self)
{
  return self->leading ? LEADING_REACH : REACH;
}

/* Where a match ends that is known to be at @place, which tapline_pattern_seek() returned just
 * now; %G_MAXSIZE if only the message can tell. */
gsize
tapline_pattern_get_exact_end (const TaplinePattern       *self,
                               const TaplinePatternCursor *cursor,
                               gsize                       place)
{
  gsize end = G_MAXSIZE;

  if (self->flags & TAPLINE_PATTERN_WHOLE_WORD)
    return end;
  if (self->needle != NULL)
    return place + tapline_needle_get_length (self->needle);

  for (guint i = 0; self->exact && i < self->literals->len; i++)
    if (cursor->next[i] == place + 1)
      end = MIN (end, place + tapline_needle_get_length (self->literals->pdata[i]));

  return end;
}

/* Whether tapline_pattern_find_line() may be used. */
gboolean
tapline_pattern_takes_lines (const TaplinePattern *self)
{
  return self->lines != NULL;
}

/* The first match in lines that end with LF or CR LF, or with @info of the call before, the next.
 * If it stays inside the text of its line, the line matches, and if it is not empty one may ask for
 * the next; if not, only the line itself can tell. If there is none, no line matches. */
TaplinePatternResult
tapline_pattern_find_line (const TaplinePattern  *self,
                           const guint8          *lines,
                           gsize                  length,
                           GMatchInfo           **info,
                           gsize                 *start,
                           gsize                 *end)
{
  g_autoptr (GError) error = NULL;

  if (*info == NULL && length > LINES_MANY
      && !tapline_probe_try (self->probe, self->lines, FALSE, (const char *) lines, length))
    return TAPLINE_PATTERN_TOO_COMPLEX;

  if (*info == NULL)
    g_regex_match_full (self->lines, (const char *) lines, (gssize) length, 0, 0, info, &error);
  else
    g_match_info_next (*info, &error);

  return get_result (*info, error, start, end);
}

/* How many bytes a match may have, where messages do not limit it. */
gsize
tapline_pattern_get_span (const TaplinePattern *self)
{
  return self->needle != NULL ? tapline_needle_get_length (self->needle)
                              : TAPLINE_PATTERN_SPAN_MAX;
}
