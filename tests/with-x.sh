#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# with-x.sh COMMAND [ARGUMENT...]: runs the command with an X server, a session bus, a home and a
# temporary folder of its own, which all go when it ends. The exit status is the command's, or 70
# if the server or the bus did not come up. Any number may run at once: the server finds a free
# display number by itself. SCREEN=1280x900x24 sets the size of the screen.
set -u

folder=$(mktemp -d "${TMPDIR:-/tmp}/tapline-x.XXXXXX") || exit 70
home=$folder/home
mkdir -m 700 "$folder/run" "$folder/tmp" "$home"
xserver=
bus=

# The bus ends what it started (accessibility among it) as soon as its connections close.
finish ()
{
  for process in $bus $xserver; do
    kill "$process" 2>/dev/null
    wait "$process" 2>/dev/null
  done
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# came_up FILE PROCESS: waits until the process has written a line to the file.
came_up ()
{
  tries=0
  until [ -s "$1" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 200 ] || ! kill -0 "$2" 2>/dev/null; then
      cat "$folder"/*.log >&2
      exit 70
    fi
    sleep 0.05
  done
}

Xvfb -displayfd 3 -screen 0 "${SCREEN:-1280x900x24}" -nolisten tcp -noreset \
  3>"$folder/display" >"$folder/xserver.log" 2>&1 </dev/null &
xserver=$!
came_up "$folder/display" "$xserver"

# A still caret and no animation: two pictures of the same state are the same.
mkdir -p "$home/.config/gtk-4.0"
cat >"$home/.config/gtk-4.0/settings.ini" <<'SETTINGS'
[Settings]
gtk-cursor-blink=0
gtk-enable-animations=0
SETTINGS

DISPLAY=:$(cat "$folder/display")
HOME=$home
TMPDIR=$folder/tmp
XDG_RUNTIME_DIR=$folder/run
XDG_CONFIG_HOME=$home/.config
XDG_DATA_HOME=$home/.local/share
XDG_CACHE_HOME=$home/.cache
XDG_STATE_HOME=$home/.local/state
LC_ALL=C.UTF-8
GDK_BACKEND=x11
GSK_RENDERER=cairo
GSETTINGS_BACKEND=${GSETTINGS_BACKEND:-memory}
# GL only in software here, and slow to start: GTK took the first name away when it got the second.
if pkg-config --atleast-version=4.16 gtk4; then
  export GDK_DISABLE=gl,vulkan
else
  export GDK_DEBUG=gl-disable
fi
export DISPLAY HOME TMPDIR XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME
export XDG_STATE_HOME LC_ALL GDK_BACKEND GSK_RENDERER GSETTINGS_BACKEND
unset WAYLAND_DISPLAY XAUTHORITY LANGUAGE GTK_THEME

dbus-daemon --session --address="unix:path=$folder/run/bus" --nofork --nopidfile \
  --print-address=3 3>"$folder/address" >"$folder/bus.log" 2>&1 </dev/null &
bus=$!
came_up "$folder/address" "$bus"
DBUS_SESSION_BUS_ADDRESS=$(cat "$folder/address")
export DBUS_SESSION_BUS_ADDRESS

"$@"
