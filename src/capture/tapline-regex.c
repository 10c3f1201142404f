/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at a regular expression (of PCRE2, as GRegex takes it) for what makes a search fast:
 *
 * - Literals: a few bytes, one of which is in every match. They are found much faster than any
 *   expression matches, and most messages have none.
 * - Whether it can look at many lines at once. Then no element may need to know where its line
 *   ends: what excludes bytes (`[^;]`, `\D`) is rewritten to exclude line feeds too, `$` to stand
 *   before the ending, and `^` has every line's start by %G_REGEX_MULTILINE.
 *
 * What is understood here is the part of the language that people mostly use. At anything else
 * (look-arounds, possessive quantifiers, back references, …) nothing is claimed, and so each
 * message is matched by itself. A claim must hold for every subject: so be careful here.
 */
#include "config.h"

#include <string.h>

#include "tapline-regex.h"

#define LITERALS_MAX 8
#define NESTING_MAX  100
#define RARITY_MIN   40 /* a literal that is more frequent does not help */

/* One level of nesting: the literal that the last elements make up, the best of this alternative,
 * and those of the alternatives before. */
typedef struct
{
  GByteArray *bytes;
  GByteArray *masks;
  GPtrArray  *best;     /* nullable */
  GPtrArray  *all;      /* nullable */
  gboolean    hopeless; /* an alternative has none */
} Level;

/* What an element is. */
typedef struct
{
  gboolean is_literal;
  gboolean is_assertion; /* has no bytes */
  guint8   bytes[6];
  guint    n_bytes;
} Element;

typedef struct
{
  const char *at;
  gboolean    any_case;
  gboolean    utf;
  gboolean    failed;  /* something is not understood */
  gboolean    exact;   /* there were only alternatives of literals so far */
  GString    *lines;
  GArray     *levels;  /* Level */
} Parser;

static void
level_clear (gpointer data)
{
  Level *level = data;

  g_byte_array_unref (level->bytes);
  g_byte_array_unref (level->masks);
  g_clear_pointer (&level->best, g_ptr_array_unref);
  g_clear_pointer (&level->all, g_ptr_array_unref);
}

static guint
get_rarity (GPtrArray *literals)
{
  guint least = G_MAXUINT;

  for (guint i = 0; i < literals->len; i++)
    least = MIN (least, tapline_needle_get_rarity (literals->pdata[i]));

  return least;
}

static void
take_literals (Level     *level,
               GPtrArray *literals)
{
  if (get_rarity (literals) >= RARITY_MIN
      && (level->best == NULL || get_rarity (literals) > get_rarity (level->best)))
    {
      g_clear_pointer (&level->best, g_ptr_array_unref);
      level->best = g_ptr_array_ref (literals);
    }
}

static void
end_literal (Level *level)
{
  g_autoptr (GPtrArray) literals = NULL;

  if (level->bytes->len == 0)
    return;

  literals = g_ptr_array_new_with_free_func ((GDestroyNotify) tapline_needle_free);
  g_ptr_array_add (literals, tapline_needle_new (level->bytes->data, level->masks->data,
                                                 level->bytes->len));
  take_literals (level, literals);
  g_byte_array_set_size (level->bytes, 0);
  g_byte_array_set_size (level->masks, 0);
}

static void
append_literal (Parser        *self,
                Level         *level,
                const Element *element)
{
  char letter = (char) element->bytes[0];
  guint8 masks[sizeof element->bytes];

  /* Unicode has other letters of which these two are a case: U+017F, U+212A. */
  if (self->any_case && self->utf && (element->n_bytes > 1 || strchr ("kKsS", letter) != NULL))
    {
      end_literal (level);
      self->exact = FALSE;
      return;
    }

  memset (masks, TAPLINE_NEEDLE_FIXED, sizeof masks);
  if (self->any_case && g_ascii_isalpha (letter))
    masks[0] = TAPLINE_NEEDLE_LETTER;
  g_byte_array_append (level->bytes, element->bytes, element->n_bytes);
  g_byte_array_append (level->masks, masks, element->n_bytes);
}

/* Whichever alternative matches, one of all their literals is there. */
static void
end_alternative (Level *level)
{
  end_literal (level);
  if (level->best == NULL
      || (level->all != NULL && level->all->len + level->best->len > LITERALS_MAX))
    level->hopeless = TRUE;
  else if (level->all == NULL)
    level->all = g_steal_pointer (&level->best);
  else
    while (level->best->len > 0)
      g_ptr_array_add (level->all,
                       g_ptr_array_steal_index (level->best, level->best->len - 1));
  g_clear_pointer (&level->best, g_ptr_array_unref);
}

static void
fail (Parser *self)
{
  self->failed = TRUE;
}

static void
set_literal (Element *element,
             guint8   byte)
{
  element->is_literal = TRUE;
  element->bytes[0] = byte;
  element->n_bytes = 1;
}

/* `\xHH`, `\x{HH}`; the backslash and the x were read. */
static void
parse_hex (Parser  *self,
           Element *element)
{
  gboolean braces = *self->at == '{';
  guint value = 0;
  guint n;

  if (braces)
    self->at++;
  for (n = 0; g_ascii_isxdigit (*self->at) && n < 2; n++)
    value = value * 16 + (guint) g_ascii_xdigit_value (*self->at++);
  if (n == 0 || (braces && *self->at++ != '}') || (self->utf && value > 127))
    {
      fail (self);
      return;
    }

  g_string_append_printf (self->lines, "\\x%02x", value);
  set_literal (element, (guint8) value);
}

static void
parse_escape (Parser  *self,
              Element *element)
{
  static const char letters[] = "tnrfea";
  static const char bytes[] = "\t\n\r\f\033\a";
  char c = *++self->at;
  const char *letter = c != '\0' ? strchr (letters, c) : NULL;

  if (c == '\0' || (guint8) c > 127)
    {
      fail (self);
      return;
    }

  self->at++;
  if (c == 'x')
    {
      parse_hex (self, element);
      return;
    }
  if (letter != NULL)
    set_literal (element, (guint8) bytes[letter - letters]);
  else if (!g_ascii_isalnum (c))
    set_literal (element, (guint8) c);
  else if (c == 'b' || c == 'B')
    element->is_assertion = TRUE;
  else if (c == 'D' || c == 'W')
    {
      g_string_append_printf (self->lines, "[^\\%c\\n]", g_ascii_tolower (c));
      return;
    }
  else if (strchr ("dwsSh", c) == NULL)
    {
      fail (self);
      return;
    }
  g_string_append_printf (self->lines, "\\%c", c);
}

/* How long “[:name:]” is there, or 0. */
static gsize
get_posix_length (const char *text)
{
  gsize length;

  if (text[0] != '[' || text[1] != ':')
    return 0;
  length = 2 + strspn (text + 2, "abcdefghijklmnopqrstuvwxyz");

  return text[length] == ':' && text[length + 1] == ']' ? length + 2 : 0;
}

/* One that excludes is made to exclude line feeds; the caller is at its bracket. */
static void
parse_class (Parser *self)
{
  gboolean excludes = self->at[1] == '^';
  const char *first = self->at + (excludes ? 2 : 1);

  g_string_append (self->lines, excludes ? "[^\\n" : "[");
  self->at = first;
  while (!self->failed && (*self->at != ']' || self->at == first))
    {
      gsize posix = get_posix_length (self->at);

      if (posix > 0)
        {
          g_string_append_len (self->lines, self->at, (gssize) posix);
          self->at += posix;
        }
      else if (*self->at == '\0' || (*self->at == '[' && strchr (":.=", self->at[1]) != NULL))
        fail (self);
      else if (*self->at == '\\')
        {
          /* What these hold apart from line feeds cannot be told from them here. */
          if (self->at[1] == '\0' || strchr ("DWHVNQERXCcpPghkuU", self->at[1]) != NULL
              || (guint8) self->at[1] > 127)
            {
              fail (self);
              return;
            }
          g_string_append_len (self->lines, self->at, 2);
          self->at += 2;
        }
      else
        {
          /* Behind the line feed these would mean something else. */
          if (self->at == first && (*self->at == ']' || *self->at == '-'))
            g_string_append_c (self->lines, '\\');
          g_string_append_c (self->lines, *self->at++);
        }
    }
  if (!self->failed)
    g_string_append_c (self->lines, *self->at++);
}

static void
parse_character (Parser  *self,
                 Element *element)
{
  const char *next = self->utf ? g_utf8_next_char (self->at) : self->at + 1;

  element->is_literal = TRUE;
  element->n_bytes = (guint) (next - self->at);
  memcpy (element->bytes, self->at, element->n_bytes);
  g_string_append_len (self->lines, self->at, next - self->at);
  self->at = next;
}

/* Copies a quantifier, if there is one; returns how often the element is there at least, and in
 * @once whether it is there exactly once. */
static guint
parse_quantifier (Parser   *self,
                  gboolean *once)
{
  const char *start = self->at;
  guint least = 1;

  *once = FALSE;
  if (*self->at == '*' || *self->at == '?')
    least = 0;
  else if (*self->at == '{' && g_ascii_isdigit (self->at[1]))
    {
      least = (guint) MIN (g_ascii_strtoull (self->at + 1, NULL, 10), G_MAXUINT16);
      self->at += 1 + strspn (self->at + 1, "0123456789,");
      if (*self->at != '}')
        fail (self);
    }
  else if (*self->at == '{')
    fail (self);
  else if (*self->at != '+')
    {
      *once = TRUE;
      return 1;
    }

  if (self->failed)
    return 0;
  self->at++;
  if (*self->at == '?')
    self->at++;
  else if (*self->at == '+')
    fail (self);
  g_string_append_len (self->lines, start, self->at - start);

  return least;
}

static void
parse_element (Parser  *self,
               Element *element)
{
  switch (*self->at)
    {
    case '[':
      parse_class (self);
      break;

    case '\\':
      parse_escape (self, element);
      break;

    case '^':
    case '.':
      element->is_assertion = *self->at == '^';
      g_string_append_c (self->lines, *self->at++);
      break;

    case '$':
      element->is_assertion = TRUE;
      g_string_append (self->lines, "(?=\\r?\\n)");
      self->at++;
      break;

    case '*':
    case '+':
    case '?':
    case '{':
      fail (self);
      break;

    default:
      parse_character (self, element);
      break;
    }
}

static void
parse_one (Parser *self)
{
  Level *level = &g_array_index (self->levels, Level, self->levels->len - 1);
  Element element = { 0 };
  gboolean once;
  guint least;

  parse_element (self, &element);
  if (self->failed)
    return;
  least = parse_quantifier (self, &once);
  if (element.is_assertion)
    {
      self->exact = FALSE;
      return;
    }

  if (element.is_literal && least > 0)
    append_literal (self, level, &element);
  if (!element.is_literal || !once)
    {
      end_literal (level);
      self->exact = FALSE;
    }
}

static void
begin_level (Parser *self)
{
  Level level = { g_byte_array_new (), g_byte_array_new () };

  g_array_append_val (self->levels, level);
  if (self->levels->len > NESTING_MAX)
    fail (self);
}

static void
begin_group (Parser *self)
{
  end_literal (&g_array_index (self->levels, Level, self->levels->len - 1));
  self->at++;
  self->exact = FALSE;
  if (self->at[0] == '?' && self->at[1] == ':')
    self->at += 2;
  else if (*self->at == '?' || *self->at == '*')
    fail (self);
  g_string_append (self->lines, "(?:");
  begin_level (self);
}

static GPtrArray *
end_level (Parser *self)
{
  Level *level = &g_array_index (self->levels, Level, self->levels->len - 1);
  GPtrArray *all;

  end_alternative (level);
  all = level->hopeless ? NULL : g_steal_pointer (&level->all);
  g_array_set_size (self->levels, self->levels->len - 1);

  return all;
}

static void
end_group (Parser *self)
{
  g_autoptr (GPtrArray) all = NULL;
  gboolean once;

  if (self->levels->len == 1)
    {
      fail (self);
      return;
    }

  all = end_level (self);
  g_string_append_c (self->lines, *self->at++);
  if (parse_quantifier (self, &once) > 0 && all != NULL)
    take_literals (&g_array_index (self->levels, Level, self->levels->len - 1), all);
}

/* Returns the literals of the whole. */
static GPtrArray *
parse (Parser *self)
{
  begin_level (self);
  while (!self->failed && *self->at != '\0')
    switch (*self->at)
      {
      case '(':
        begin_group (self);
        break;

      case ')':
        end_group (self);
        break;

      case '|':
        end_alternative (&g_array_index (self->levels, Level, self->levels->len - 1));
        g_string_append_c (self->lines, *self->at++);
        break;

      default:
        parse_one (self);
        break;
      }
  if (self->levels->len > 1)
    fail (self);

  return self->failed ? NULL : end_level (self);
}

/**
 * tapline_regex_init:
 * @self: (out caller-allocates): what is found out
 * @text: a regular expression that compiles, with none of PCRE2's options at its start
 * @any_case: whether %G_REGEX_CASELESS is set
 * @utf: whether it matches characters, not bytes
 *
 * Thread: any.
 */
void
tapline_regex_init (TaplineRegex *self,
                    const char   *text,
                    gboolean      any_case,
                    gboolean      utf)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GArray) levels = g_array_new (FALSE, FALSE, sizeof (Level));
  Parser parser = { text, any_case, utf, FALSE, TRUE, lines, levels };

  g_array_set_clear_func (levels, level_clear);
  self->literals = parse (&parser);
  self->exact = self->literals != NULL && parser.exact;
  self->lines = parser.failed || utf ? NULL : g_strdup (lines->str);
}

/**
 * tapline_regex_clear:
 * @self: what was found out
 */
void
tapline_regex_clear (TaplineRegex *self)
{
  g_clear_pointer (&self->lines, g_free);
  g_clear_pointer (&self->literals, g_ptr_array_unref);
}
