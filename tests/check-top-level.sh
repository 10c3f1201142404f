#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check-top-level.sh FOLDER: the top of the tree holds what a newcomer expects there and nothing
# beside it. Looks at what git tracks; in a copy without git at what lies there, build folders
# aside. check-top-level.sh --self-test: seeds a stray file in both and sees it reported.
set -eu

# The clone may belong to another user: reading its index is harmless.
ask_git ()
{
  git -c safe.directory='*' -C "$@" 2>/dev/null
}

list ()
{
  if [ -e "$1/.git" ] && ask_git "$1" rev-parse --git-dir >/dev/null; then
    ask_git "$1" ls-files -z | tr '\0' '\n' | cut -d/ -f1
  else
    find "$1" -mindepth 1 -maxdepth 1 ! -name 'build*' -printf '%f\n'
  fi
}

check ()
{
  entries=$(list "$1" | LC_ALL=C sort -u)
  strays=$(echo "$entries" \
    | grep -vxE '\..*|meson\.build|src|data|po|tests|README\.md|COPYING' || true)
  if [ -z "$entries" ] || [ -n "$strays" ]; then
    printf 'The top level has what does not belong there, or nothing:\n%s\n' "$strays" >&2
    return 1
  fi
}

# fails FOLDER WORD: the check fails and names the word.
fails ()
{
  if check "$1" 2>"$folder/said" || ! grep -q "$2" "$folder/said"; then
    echo "not reported: $2 in $1" >&2
    exit 1
  fi
}

if [ "$1" = --self-test ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT

  fails "$folder" nothing
  mkdir "$folder/plain"
  (cd "$folder/plain" && mkdir src build-test .ci && touch meson.build README.md .gitignore)
  check "$folder/plain"
  touch "$folder/plain/notes.md"
  fails "$folder/plain" notes.md

  if command -v git >/dev/null; then
    mkdir "$folder/clone"
    cd "$folder/clone"
    git -c init.defaultBranch=main init -q
    mkdir src && touch src/a.c stray
    git add src/a.c
    check "$folder/clone"
    git add stray
    fails "$folder/clone" stray
  fi
  exit 0
fi

check "$1"
