#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# build-glib.sh FOLDER: builds the GLib of this Debian with the thread sanitizer and installs it
# in FOLDER, for LD_LIBRARY_PATH=FOLDER/lib. The sanitizer has to see inside GMutex, GCond and
# GMainContext to know what they order. Takes some minutes and 200 MB; needs no rights.
set -eu

mkdir -p "$1"
folder=$(cd "$1" && pwd)
work=$folder/work
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/parts"
cd "$work"

# Sources are looked up in lists of our own: those of the machine stay as they are.
for list in /etc/apt/sources.list.d/*.sources; do
  [ ! -e "$list" ] || sed 's/^Types:.*/Types: deb-src/' "$list" >"parts/$(basename "$list")"
done
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ ! -e "$list" ] || sed -n 's/^deb /deb-src /p' "$list" >"parts/$(basename "$list" .list).list"
done

apt ()
{
  apt-get -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$work/parts" \
    -o Dir::State::lists="$work/lists" -o Dir::Cache="$work" -o APT::Sandbox::User= "$@"
}

version=$(dpkg-query -W -f '${source:Version}\n' 'libglib2.0-0*' | head -n 1)
apt update
apt source --download-only "glib2.0=$version"
rm -rf source build
dpkg-source --no-check -x glib2.0_*.dsc source

# What GLib can do without; options that a version does not know are left out.
options=
for option in selinux=disabled libmount=disabled xattr=false libelf=disabled man=false \
  man-pages=disabled gtk_doc=false documentation=false introspection=disabled tests=false \
  installed_tests=false nls=disabled dtrace=false dtrace=disabled systemtap=false \
  systemtap=disabled sysprof=disabled; do
  name=${option%=*}
  grep -q "option('$name'" source/meson_options.txt source/meson.options 2>/dev/null || continue
  kind=$(cat source/meson_options.txt source/meson.options 2>/dev/null \
    | tr '\n' ' ' | sed "s/.*option('$name',[^)]*type *: *'\([a-z]*\)'.*/\1/")
  case $kind-$option in
    boolean-*=false | feature-*=disabled) options="$options -D$option" ;;
  esac
done
# shellcheck disable=SC2086
meson setup --prefix="$folder" --libdir=lib --buildtype=debugoptimized \
  -Db_sanitize=thread -Db_lundef=false $options build source
ninja -C build install
rm -rf "$work"
