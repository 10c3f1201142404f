#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check-po.sh FOLDER: in the tree FOLDER every file with strings for a reader is in po/POTFILES,
# and every language in po/LINGUAS is valid and complete against the strings as they are now.
# check-po.sh --self-test: seeds each fault in a copy of a small tree and sees it reported.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The files of the tree $1 that have translatable strings, in C, in .ui and in data files.
with_strings ()
{
  (
    cd "$1"
    find src data -name '*.[ch]' -exec grep -lE '\<(_|N_|C_|NC_|ngettext|g_dngettext) ?\(' {} +
    find src data -name '*.ui' -exec grep -l 'translatable="\(yes\|true\|1\)"' {} +
    find data -name '*.desktop.in' -o -name '*.metainfo.xml.in' -o -name '*.gschema.xml'
  ) | LC_ALL=C sort -u
}

check ()
{
  grep -vE '^(#|$)' "$1/po/POTFILES" | LC_ALL=C sort >"$folder/listed"
  with_strings "$1" >"$folder/found"
  missing=$(LC_ALL=C comm -13 "$folder/listed" "$folder/found")
  stale=$(LC_ALL=C comm -23 "$folder/listed" "$folder/found")
  if [ -n "$missing" ]; then
    printf 'po/POTFILES lacks:\n%s\n' "$missing" >&2
    return 1
  fi
  if [ -n "$stale" ]; then
    printf 'po/POTFILES has files without strings:\n%s\n' "$stale" >&2
    return 1
  fi

  (
    cd "$1"
    xgettext --files-from=po/POTFILES --directory=. --from-code=UTF-8 --output="$folder/now.pot" \
      --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=g_dngettext:2,3 \
      --flag=g_error_new:3:c-format --flag=g_set_error:4:c-format \
      --flag=g_strdup_printf:1:c-format --flag=g_string_append_printf:2:c-format
  ) || return 1
  # xgettext knows PRIu64, but stops at other macros (G_GUINT64_FORMAT): the program would ask for
  # another message than the one that was translated.
  if grep -n -B 9 '[^%]%"$' "$folder/now.pot" >"$folder/open"; then
    echo 'A message is cut by a macro; write PRIu64 or %zu:' >&2
    cat "$folder/open" >&2
    return 1
  fi
  for language in $(grep -v '^#' "$1/po/LINGUAS"); do
    msgfmt --check --check-accelerators=_ --output-file=/dev/null "$1/po/$language.po" || return 1
    msgmerge --quiet --no-fuzzy-matching --output-file="$folder/merged.po" \
      "$1/po/$language.po" "$folder/now.pot" || return 1
    for state in untranslated only-fuzzy; do
      msgattrib --"$state" --no-obsolete "$folder/merged.po" >"$folder/open" || return 1
      if [ -s "$folder/open" ]; then
        echo "po/$language.po is not complete ($state):" >&2
        sed -n '/^#: /,$p' "$folder/open" >&2
        return 1
      fi
    done
  done
}

# seed: a fresh small tree that is right, in $folder/tree.
seed ()
{
  rm -rf "$folder/tree"
  mkdir -p "$folder/tree/src" "$folder/tree/data" "$folder/tree/po"
  echo 'const char *a = _("Send");' >"$folder/tree/src/a.c"
  echo 'const char *b = "send";' >"$folder/tree/src/b.c"
  echo src/a.c >"$folder/tree/po/POTFILES"
  echo de >"$folder/tree/po/LINGUAS"
  cat >"$folder/tree/po/de.po" <<'PO'
msgid ""
msgstr ""
"Project-Id-Version: seed\n"
"PO-Revision-Date: 2026-01-01 12:00+0000\n"
"Last-Translator: nobody\n"
"Language-Team: none\n"
"Language: de\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"

msgid "Send"
msgstr "Senden"
PO
}

# reports WHAT: the check fails and names it.
reports ()
{
  if check "$folder/tree" 2>"$folder/said"; then
    echo "passed: $1" >&2
    exit 1
  fi
  grep -q -e "$1" "$folder/said" || {
    echo "did not say '$1' but:" >&2
    cat "$folder/said" >&2
    exit 1
  }
}

if [ "$1" = --self-test ]; then
  seed; check "$folder/tree"
  seed; echo 'f (_ ("Stop"));' >"$folder/tree/src/c.c"; reports 'src/c.c'
  seed; echo '<p translatable="yes">Stop</p>' >"$folder/tree/src/d.ui"; reports 'src/d.ui'
  seed; echo 'Name=Stop' >"$folder/tree/data/e.desktop.in"; reports 'data/e.desktop.in'
  seed; echo src/b.c >>"$folder/tree/po/POTFILES"; reports 'src/b.c'
  seed; echo 'f (_ ("Stop"));' >>"$folder/tree/src/a.c"; reports 'a.c:2'
  seed; echo 'f (_ ("%" G_MACRO " bytes"));' >>"$folder/tree/src/a.c"; reports 'cut by a macro'
  seed; sed -i 's/Senden//' "$folder/tree/po/de.po"; reports 'untranslated'
  seed; sed -i 's/^msgid "Send"/#, fuzzy\n&/' "$folder/tree/po/de.po"; reports 'fuzzy'
  seed; echo 'msgid "x' >>"$folder/tree/po/de.po"; reports 'de.po'
  exit 0
fi

check "$1"
