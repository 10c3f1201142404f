# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by data/run.sh and tests/run.sh: the Debian packages that Tapline needs, from Debian 12
# on, and how they get onto the machine.

tapline_build_packages='
  gcc libc6-dev meson ninja-build pkgconf gettext desktop-file-utils libxml2-utils libgtk-4-dev
  libgtk-4-bin
  adwaita-icon-theme librsvg2-common fonts-dejavu-core'

tapline_test_packages='
  xvfb xauth dbus at-spi2-core xdotool imagemagick python3-gi gir1.2-atspi-2.0
  socat ncat redis-server nginx-light mosquitto mosquitto-clients rsyslog tshark tcpdump zsh fish g++
  librsvg2-bin appstream git binutils procps iproute2 xsel'

# What runs with rights. Services that come along are neither started now nor at the next boot:
# the tests start what they need themselves, on ports of their own.
tapline_install_script='
  set -e
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q -o DPkg::Lock::Timeout=300 update
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap "rm -f $policy" EXIT
    trap "exit 1" HUP INT TERM
    printf "#!/bin/sh\nexit 101\n" >"$policy"
    chmod 755 "$policy"
  fi
  apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
  for service in redis-server nginx-light mosquitto rsyslog; do
    case " $* " in
      *" $service "*)
        ! command -v systemctl >/dev/null || systemctl -q disable "${service%-light}" ;;
    esac
  done'

# tapline_need_packages PACKAGE...: installs those that are missing. Touches nothing and needs no
# rights when all are there. Fails with one sentence that says what to do.
tapline_need_packages ()
{
  if ! command -v dpkg-query >/dev/null; then
    echo 'This is no Debian system, so nothing is installed; README.md says what is needed.' >&2
    return 0
  fi

  tapline_missing=
  for tapline_package; do
    case $(dpkg-query -W -f '${db:Status-Status}' "$tapline_package" 2>/dev/null) in
      installed*) ;;
      *) tapline_missing="$tapline_missing $tapline_package" ;;
    esac
  done
  [ -n "$tapline_missing" ] || return 0

  tapline_rights=
  if [ "$(id -u)" -ne 0 ]; then
    # Without a terminal sudo has nobody to ask for a password.
    if [ -t 0 ]; then tapline_rights=sudo; else tapline_rights='sudo -n'; fi
  fi
  # The word splitting is meant.
  # shellcheck disable=SC2086
  if [ -n "$tapline_rights" ] && ! $tapline_rights true 2>/dev/null; then
    echo "Packages are missing and need an administrator to install them:" \
      "apt-get install$tapline_missing" >&2
    return 1
  fi
  # shellcheck disable=SC2086
  if ! $tapline_rights sh -c "$tapline_install_script" sh $tapline_missing >&2; then
    echo "Installing packages failed; try: apt-get install$tapline_missing" >&2
    return 1
  fi
}
