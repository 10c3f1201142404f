#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check-silent.sh COMMAND [ARGUMENT...]: passes if the command succeeds and says nothing. For
# validators that report a hint and still succeed.
set -u

if ! command -v "$1" >/dev/null; then
  echo "$1 is not installed: see the packages for tests in data/packages.sh." >&2
  exit 1
fi

output=$("$@" 2>&1)
status=$?
[ -z "$output" ] || printf '%s\n' "$output" >&2
[ "$status" -eq 0 ] && [ -z "$output" ]
