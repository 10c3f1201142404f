#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# sh tests/run.sh: installs what the tests need, builds in build-test/ with warnings as errors and
# runs every test. The last line tells how many passed and failed; a test that was skipped failed.
# Arguments go to `meson test`, for example the names of some tests.
exec </dev/null
set -eu

cd "$(dirname "$0")/.."
. data/packages.sh
# shellcheck disable=SC2086
tapline_need_packages $tapline_build_packages $tapline_test_packages

[ -e build-test/build.ninja ] || meson setup -Dwerror=true build-test
meson compile -C build-test

log=build-test/meson-logs/testlog.json
again=build-test/meson-logs/testlog-again.json
rm -f "$log" "$again"
sh tests/with-x.sh meson test -C build-test --no-rebuild --num-processes 2 "$@" || true

# What a user sees in the window is watched from outside, by the clock, and two tests run at once: one
# that failed is run once more by itself, and both results are told. More than a few is no accident.
failed=$(/usr/bin/python3 tests/count-tests.py --failed "$log")
if [ -n "$failed" ] && [ "$(echo "$failed" | wc -l)" -le 3 ]; then
  # shellcheck disable=SC2086
  sh tests/with-x.sh meson test -C build-test --no-rebuild --num-processes 1 \
    --logbase testlog-again $failed || true
fi
exec /usr/bin/python3 tests/count-tests.py "$log" "$again"
