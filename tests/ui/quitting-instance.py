#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""quitting-instance.py WHEN: owns Tapline's name on the session bus as a running one does, prints a
line, and ends without an answer when it is asked: WHEN is DescribeAll, which is how a second start
introduces itself, or CommandLine, which is how it hands over its words."""

import os
import sys

from gi.repository import Gio, GLib

NAME = 'io.github.tapline.Tapline'
PATH = '/io/github/tapline/Tapline'
ACTIONS = '''<node><interface name='org.gtk.Actions'>
  <method name='DescribeAll'><arg type='a{s(bgav)}' direction='out'/></method>
</interface></node>'''
APPLICATION = '''<node><interface name='org.gtk.Application'>
  <method name='CommandLine'>
    <arg type='o' direction='in'/><arg type='aay' direction='in'/><arg type='a{sv}' direction='in'/>
    <arg type='i' direction='out'/>
  </method>
  <property name='Busy' type='b' access='read'/>
</interface></node>'''


def called(bus, sender, path, interface, method, parameters, invocation):
    if method == sys.argv[1]:
        os._exit(0)
    invocation.return_value(GLib.Variant('(a{s(bgav)})', ({},)))


def get(*_):
    return GLib.Variant('b', False)


bus = Gio.bus_get_sync(Gio.BusType.SESSION)
for description in (ACTIONS, APPLICATION):
    interface = Gio.DBusNodeInfo.new_for_xml(description).interfaces[0]
    bus.register_object(PATH, interface, called, get, None)
Gio.bus_own_name_on_connection(bus, NAME, Gio.BusNameOwnerFlags.NONE,
                               lambda *_: print('running', flush=True), None)
GLib.MainLoop().run()
