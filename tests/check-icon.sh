#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check-icon.sh ICON SYMBOLIC: renders both icons at the sizes they are used in and sees that
# there is a picture: neither empty nor one flat square, and in colour where it should be.
# check-icon.sh --self-test: shows that an empty and a flat picture are reported.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# picture PNG COLOURS: between a twentieth and all but two percent of the area is
# painted, with at least that many colours.
picture ()
{
  identify -format '%[fx:mean.a] %k\n' "$1" | {
    read -r painted colours
    awk -v painted="$painted" -v colours="$colours" -v least="$2" \
      'BEGIN { exit !(painted > 0.05 && painted < 0.98 && colours >= least) }' || {
      echo "$1: $painted of it painted, $colours colours" >&2
      return 1
    }
  }
}

render ()
{
  rsvg-convert --width "$2" --height "$2" --output "$folder/$2.png" "$1"
  picture "$folder/$2.png" "$3"
}

if [ "$1" = --self-test ]; then
  svg='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
  echo "$svg</svg>" >"$folder/empty.svg"
  echo "$svg<path d='M0 0h9v9h-9z'/></svg>" >"$folder/flat.svg"
  echo "$svg<path d='M2 2l5 1v4h-5z'/></svg>" >"$folder/good.svg"
  render "$folder/good.svg" 48 2
  for seed in empty flat; do
    if render "$folder/$seed.svg" 48 1 2>"$folder/report"; then
      echo "an $seed icon passed" >&2
      exit 1
    fi
  done
  if render "$folder/good.svg" 48 9999 2>"$folder/report"; then
    echo "an icon with too few colours passed" >&2
    exit 1
  fi
  exit 0
fi

for size in 16 48 256; do
  render "$1" "$size" 32
  render "$2" "$size" 2
done

# Later versions of GTK draw the file itself, and the last of them have no such tool any more.
if pkg-config --max-version=4.18.99 gtk4; then
  gtk4-encode-symbolic-svg "$2" 16x16 -o "$folder"
  test -s "$folder/$(basename "$2" .svg).symbolic.png"
fi
