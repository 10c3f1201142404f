#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# sh data/run.sh: from a clone to the window in one step. Installs what is missing (Debian 12 or
# newer), builds in build/ and opens Tapline on its built-in demo peer; nothing of it leaves this
# computer. Without a display the demo runs in the terminal.
set -eu

cd "$(dirname "$0")/.."
root=$PWD
. data/packages.sh
# shellcheck disable=SC2086
tapline_need_packages $tapline_build_packages

# Only what runs, not the tests.
{
  [ -e build/build.ninja ] || meson setup --buildtype=release build
  ninja -C build src/tapline src/tapline-cli data/gschemas.compiled
} >&2

# Settings and icons come from the clone, not from an installed Tapline.
export GSETTINGS_SCHEMA_DIR="$root/build/data${GSETTINGS_SCHEMA_DIR:+:$GSETTINGS_SCHEMA_DIR}"
export XDG_DATA_DIRS="$root/data:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}"

if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  echo 'There is no display, so the demo runs here in the terminal.' >&2
  if [ -t 1 ]; then
    exec build/src/tapline-cli demo
  fi
  exec build/src/tapline-cli demo --time 10
fi

# Without a session bus the usual store of settings cannot be reached: keep them in a file.
if [ -z "${DBUS_SESSION_BUS_ADDRESS:-}" ] && [ ! -S "${XDG_RUNTIME_DIR:-}/bus" ]; then
  export GSETTINGS_BACKEND="${GSETTINGS_BACKEND:-keyfile}"
fi
exec build/src/tapline --demo
