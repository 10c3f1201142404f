#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-style.py FOLDER: what no formatter for this style can keep, in the C files of src and
tests. check-style.py --self-test: seeds one fault per rule and sees each of them reported."""

import os
import re
import sys
import tempfile

SPDX = '/* SPDX-License-Identifier: GPL-3.0-or-later */'
COLUMNS = 100
LINES = 900

# Comments, strings and characters; what may hold anything.
TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
# gettext's short names are written as one with their string all over the field.
CALL = re.compile(r'\b(?!(?:_|N_|C_|NC_)\()([A-Za-z_]\w*)\(')
DEFINE = re.compile(r'(^[ \t]*#[ \t]*define[ \t]+\w+)\(', re.MULTILINE)
PLAIN_TYPES = re.compile(r'\bg(?:char|short|int|long|float|double)\b')
CONTROL = re.compile(r'^\s*\}?\s*(?:if|else|for|while|do|switch)\b[^;]*\{\s*$')
ELSE_BEHIND_BRACE = re.compile(r'^\s*\}\s*else\b')
FUNCTION_BRACE = re.compile(r'^[A-Za-z_][^={;]*\)\s*\{|\)\s*\{\s*$')
COMPOUND_LITERAL = re.compile(r'(?:[=,(]|\breturn)\s*\([\w\s*]+(?:\[\w*\])?\)\s*\{\s*$')
FUNCTION_START = re.compile(r'^[A-Za-z_][\w\s*]*[\s*][A-Za-z_]\w* \(')


def blank(match):
    """Keeps line breaks and the quotes' width, so that lines and columns stay where they are."""
    text = match.group()
    filler = 'x' if text[0] in '"\'' else ' '
    return re.sub(r'[^\n]', filler, text)


def check_lines(lines):
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS:
            yield number, f'longer than {COLUMNS} columns'
        if '\t' in line:
            yield number, 'a tab'
        if line != line.rstrip():
            yield number, 'white space at the end'


def check_functions(lines):
    """A brace in the first column opens a function, a type or a value."""
    for number, line in enumerate(lines, 1):
        if line != '{':
            continue
        first = number - 1
        while first > 1 and lines[first - 2] and not lines[first - 2].endswith((';', '}')):
            if re.match(r'[A-Za-z_]\w* \(', lines[first - 1]):
                break
            first -= 1
        start = lines[first - 1]
        if FUNCTION_START.match(start) and '=' not in start and lines[number - 2].endswith(')'):
            yield first, 'return type not on its own line'


def check(path, text):
    lines = text.split('\n')
    if lines[0] != SPDX:
        yield 1, f'first line is not {SPDX}'
    if path.endswith('.h') and '#pragma once' not in lines:
        yield 1, 'no #pragma once'
    if not text.endswith('\n') or text.endswith('\n\n'):
        yield len(lines), 'does not end with one line break'
    if len(lines) - 1 > LINES:
        yield LINES, f'more than {LINES} lines: split it'
    yield from check_lines(lines)

    for match in TOKEN.finditer(text):
        if match.group().startswith('//'):
            yield text.count('\n', 0, match.start()) + 1, 'a // comment'

    code = TOKEN.sub(blank, text)
    # The name that a #define introduces takes its parameters without a space.
    code = DEFINE.sub(lambda match: match.group(1) + ' ', code)
    is_macro = False
    code_lines = code.split('\n')
    for number, line in enumerate(code_lines, 1):
        for match in CALL.finditer(line):
            yield number, f'no space before ( behind {match.group(1)}'
        for match in PLAIN_TYPES.finditer(line):
            yield number, f'{match.group()} instead of {match.group()[1:]}'
        is_macro = is_macro or line.lstrip().startswith('#')
        if not is_macro:
            if CONTROL.match(line) or (FUNCTION_BRACE.search(line)
                                       and not COMPOUND_LITERAL.search(line)):
                yield number, 'opening brace not on its own line'
            if ELSE_BEHIND_BRACE.match(line):
                yield number, 'else not on its own line'
        is_macro = is_macro and line.endswith('\\')
    yield from check_functions(code_lines)


def check_tree(root):
    reports = []
    n_files = 0
    for room in ('src', 'tests'):
        for folder, folders, names in os.walk(os.path.join(root, room)):
            folders.sort()
            for name in sorted(names):
                if not name.endswith(('.c', '.h')):
                    continue
                path = os.path.join(folder, name)
                with open(path, encoding='utf-8', newline='') as file:
                    text = file.read()
                n_files += 1
                shown = os.path.relpath(path, root)
                for number, what in check(path, text):
                    reports.append(f'{shown}:{number}: {what}')
    if n_files == 0:
        reports.append(f'{root}: no C files')
    return reports


GOOD = SPDX + '''
#pragma once

#include <glib.h>

#define TWICE(x) \\
  do { \\
    f (x); \\
  } while (0)

/* Tells "how (it) is" and https://where { it( goes. */
static const char *const names[] = {
  "f(x) // no comment", "\\"(", N_("one"),
};

static const Pair origin = (Pair) {
  0, 0
};

typedef struct
{
  gint64  (*get) (void *self);
  guint64   value;
} Thing;

static gboolean
is_right (const Thing *self,
          char         letter)
{
  if (letter == '"')
    {
      g_print (_("right: %d\\n"), (int) sizeof (Thing));
      return TRUE;
    }
  else
    return self->value != 0;
}
'''

SEEDS = [
    ('first line is not', lambda text: text.replace(SPDX, '/* Hello */')),
    ('no #pragma once', lambda text: text.replace('#pragma once', '')),
    ('longer than', lambda text: text + '/*' + 100 * '-' + '*/\n'),
    ('a tab', lambda text: text + '\tint i;\n'),
    ('white space at the end', lambda text: text + 'int i; \n'),
    ('white space at the end', lambda text: text + 'int i;\r\n'),
    ('one line break', lambda text: text.rstrip('\n')),
    ('one line break', lambda text: text + '\n'),
    ('more than', lambda text: text + LINES * 'int i;\n'),
    ('no space before ( behind g_print', lambda text: text.replace('g_print (', 'g_print(')),
    ('no space before ( behind sizeof', lambda text: text.replace('sizeof (', 'sizeof(')),
    ('no space before ( behind if', lambda text: text.replace('if (', 'if(')),
    ('no space before ( behind f', lambda text: text.replace('    f (x)', '    f(x)')),
    ('brace not on its own', lambda text: text.replace('letter)\n{', 'letter) {')),
    ('brace not on its own', lambda text: text + 'int\nf (void) { return 1; }\n'),
    ('brace not on its own', lambda text: text.replace('\'"\')\n    {', '\'"\') {')),
    ('brace not on its own', lambda text: text.replace('else\n', 'else {\n')),
    ('else not on its own', lambda text: text.replace('}\n  else', '} else')),
    ('return type not', lambda text: text.replace('gboolean\nis', 'gboolean is')),
    ('return type not', lambda text: text + 'int f (void)\n{\n}\n'),
    ('gint instead of int', lambda text: text + 'gint i;\n'),
    ('gchar instead of char', lambda text: text + 'const gchar *i;\n'),
    ('glong instead of long', lambda text: text + 'glong i;\n'),
    ('a // comment', lambda text: text + '// hello\n'),
    ('a // comment', lambda text: text + 'int i; // hello\n'),
]


def self_test():
    with tempfile.TemporaryDirectory() as root:
        assert check_tree(root), 'an empty tree passes'
        os.makedirs(os.path.join(root, 'src', 'room'))
        os.makedirs(os.path.join(root, 'tests'))
        path = os.path.join(root, 'src', 'room', 'tapline-seed.h')

        def reports(text):
            with open(path, 'w', encoding='utf-8', newline='') as file:
                file.write(text)
            return check_tree(root)

        assert reports(GOOD) == [], reports(GOOD)
        for what, seed in SEEDS:
            seeded = seed(GOOD)
            assert seeded != GOOD, f'not seeded: {what}'
            found = reports(seeded)
            assert any(what in report for report in found), (what, found)
        path = os.path.join(root, 'tests', 'test-seed.c')
        assert reports('int i;'), 'a fault in tests passes'


if __name__ == '__main__':
    if sys.argv[1:] == ['--self-test']:
        self_test()
    else:
        found = check_tree(sys.argv[1])
        print('\n'.join(found))
        sys.exit(1 if found else 0)
