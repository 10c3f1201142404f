#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window itself: the first start, what is refused and why, sizes, keyboard."""

import socket
import subprocess
import threading

from tapline_ui import (Atspi, Server, Tapline, choose_encoding, echo, free_port, never, run,
                        walk, wait_for, xdotool)
from gi.repository import Gio, GLib

PORTAL = """<node><interface name="org.freedesktop.portal.Settings">
  <method name="Read"><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="v" direction="out"/></method>
  <signal name="SettingChanged"><arg type="s"/><arg type="s"/><arg type="v"/></signal>
</interface></node>"""


class Portal:
    """A desktop's Settings portal, of which only the light or dark style can be asked."""

    def __init__(self, scheme):
        self.scheme = scheme
        context = GLib.MainContext()
        context.push_thread_default()
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        interface = Gio.DBusNodeInfo.new_for_xml(PORTAL).interfaces[0]
        self.id = self.bus.register_object('/org/freedesktop/portal/desktop', interface,
                                           self._read, None, None)
        context.pop_thread_default()
        self._call('RequestName', GLib.Variant('(su)', ('org.freedesktop.portal.Desktop', 0)))
        self.loop = GLib.MainLoop(context)
        threading.Thread(target=self.loop.run, daemon=True).start()

    def _call(self, method, arguments):
        self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus',
                           'org.freedesktop.DBus', method, arguments, None, 0, -1, None)

    def _read(self, _bus, _sender, _path, _interface, _method, _arguments, invocation):
        value = GLib.Variant('v', GLib.Variant('u', self.scheme))
        invocation.return_value(GLib.Variant('(v)', (value,)))

    def change(self, scheme):
        self.scheme = scheme
        value = ('org.freedesktop.appearance', 'color-scheme', GLib.Variant('u', scheme))
        self.bus.emit_signal(None, '/org/freedesktop/portal/desktop',
                             'org.freedesktop.portal.Settings', 'SettingChanged',
                             GLib.Variant('(ssv)', value))

    def close(self):
        self._call('ReleaseName', GLib.Variant('(s)', ('org.freedesktop.portal.Desktop',)))
        self.bus.unregister_object(self.id)
        self.loop.quit()


def test_first_start():
    tapline = Tapline()
    assert tapline.title() == 'Tapline', tapline.title()
    for name in ('Connect', 'Listen', 'New session', 'Show sessions', 'Listen options', 'Menu',
                 'Connect to the demo', 'Start a listener'):
        tapline.get('button', name)
    assert tapline.sessions() == ['New session'], tapline.sessions()
    assert tapline.alerts() == []
    # The cursor is in the host entry.
    tapline.type('scope.lab')
    wait_for(lambda: tapline.text('Host') == 'scope.lab', 'the host to be typed')
    tapline.key('Tab')
    tapline.type('5025')
    wait_for(lambda: tapline.text('Port') == '5025', 'the port to be typed')


def test_host_and_port_are_refused_with_a_sentence():
    tapline = Tapline()
    tapline.press('Connect')
    tapline.wait_for_alert('host')
    # Typing what is wrong takes the sentence away.
    tapline.type('bad host')
    wait_for(lambda: tapline.text('Host') == 'bad host', 'the host to be typed')
    wait_for(lambda: not tapline.alerts(), 'the sentence to go')
    tapline.key('Return')
    tapline.wait_for_alert('bad host')
    tapline.fill('Host', 'localhost')
    tapline.press('Connect')
    tapline.wait_for_alert('port', '65535')
    # The focus went to the port.
    tapline.type('70000')
    wait_for(lambda: tapline.text('Port') == '70000', 'the port to be typed')
    tapline.key('Return')
    tapline.wait_for_alert('70000')
    assert tapline.find('button', 'Disconnect') is None


def test_host_and_port_in_one():
    server = Server(echo)
    tapline = Tapline()
    for text in (f'127.0.0.1:{server.port}', f'tcp://127.0.0.1:{server.port}'):
        tapline.fill('Host', text)
        tapline.press('Connect')
        tapline.get('button', 'Disconnect')
        assert tapline.text('Host') == '127.0.0.1'
        assert tapline.text('Port') == str(server.port)
        tapline.press('Disconnect')
        tapline.get('button', 'Connect')
    server.close()


def test_refused_connection_can_be_tried_again():
    port = free_port()
    tapline = Tapline('127.0.0.1', str(port))
    tapline.wait_for_alert('127.0.0.1', str(port))
    tapline.get('button', 'Connect')
    with socket.create_server(('127.0.0.1', port)):
        tapline.press('Try again')
        tapline.get('button', 'Disconnect')
        wait_for(lambda: not tapline.alerts(), 'the sentence to go')


def test_unknown_host():
    tapline = Tapline('no-such-host.invalid', '7')
    tapline.wait_for_alert('no-such-host.invalid')


def test_port_in_use_offers_another():
    server = Server(echo)
    tapline = Tapline()
    tapline.fill('Port', str(server.port))
    tapline.press('Listen')
    sentence = tapline.wait_for_alert(str(server.port))[0]
    button = wait_for(lambda: [node for node in map(
        lambda number: tapline.find('button', f'Use port {number}'),
        [word.strip('.,') for word in sentence.split() if word.strip('.,').isdigit()]) if node],
                      'a button with another port')[0]
    port = int(button.get_name().split()[-1])
    tapline.press(button.get_name())
    wait_for(lambda: tapline.title() == f'Listening on {port}', 'to listen on the free port')
    socket.create_connection(('127.0.0.1', port)).close()
    server.close()


def test_rows_are_drawn():
    tapline = Tapline('--demo')
    log = tapline.get('list', 'Log')
    wait_for(lambda: len(tapline.rows()) > 6, 'seven rows')
    rows = [node for node in walk(log) if node.get_role_name() == 'list item' and node.get_name()]
    box = tapline.extents(rows[0])
    assert box.width > 300 and box.height > 10, (box.width, box.height)
    for row in rows[:7]:
        wait_for(lambda: tapline.measure('standard_deviation', box) > 0.02,
                 f'“{row.get_name()}” to be drawn')
        box = box._replace(y=box.y + box.height)


def test_small_and_narrow():
    tapline = Tapline('--demo')
    tapline.wait_for_row('Hello')
    wait_for(lambda: tapline.find('list', 'Sessions'), 'the sidebar')
    tapline.resize(600, 400)
    wait_for(lambda: tapline.size() == (600, 400), 'a window of 600 by 400')
    tapline.gone('list', 'Sessions')
    for role, name in (('button', 'Disconnect'), ('button', 'Listen'), ('button', 'Send'),
                       ('button', 'Menu'), ('text', 'Host'), ('text', 'Port'),
                       ('text', 'Message'), ('list', 'Log')):
        box = tapline.extents(tapline.get(role, name))
        assert box.x >= 0 and box.x + box.width <= 600, (name, box.x, box.width)
        assert box.width > 0 and box.y + box.height <= 400, (name, box.y, box.height)
    # It comes over the log on demand, and leaves when one has been chosen.
    tapline.key('F9')
    tapline.get('list', 'Sessions')
    tapline.key('Escape')
    tapline.gone('list', 'Sessions')
    tapline.resize(1000, 700)
    tapline.get('list', 'Sessions')


def test_room_for_rows_beside_all_bars():
    """With search, filter and details open, the details give way; they get their height back."""
    def speak(connection):
        connection.sendall(b''.join(b'line %03d\n' % number for number in range(100)))
        connection.recv(1)

    server = Server(speak)
    tapline = Tapline('127.0.0.1', str(server.port))
    tapline.wait_for_row('line 099')
    tapline.resize(1000, 700)
    tapline.key('ctrl+f')
    tapline.type('line')
    tapline.key('ctrl+shift+f')
    tapline.type('dir:in size:5..')
    tapline.key('Return')
    chip = tapline.get('button', 'Remove dir:in')
    # In which order they were opened does not matter.
    assert tapline.extents(chip).y < tapline.extents(tapline.get('button', 'Match case')).y
    tapline.press('Hex')
    tapline.get('label', 'Byte 0 (0x0) · 0x6C · 108 · 01101100 · U+006C l')

    def log_box():
        return tapline.extents(tapline.get('list', 'Log'))

    def whole_rows():
        log = log_box()
        boxes = [tapline.extents(node) for node in tapline.row_nodes() if node.get_name()]
        return [box for box in boxes if box.y > log.y and box.y + box.height <= log.y + log.height]

    height = log_box().height
    tapline.resize(600, 400)
    wait_for(lambda: tapline.size() == (600, 400), 'a window of 600 by 400')
    wait_for(lambda: len(whole_rows()) >= 4, 'four rows of the log')
    tapline.resize(1000, 700)
    wait_for(lambda: log_box().height == height, 'the details to be as high as before')
    server.close()


def test_shortcuts():
    server = Server(echo)
    tapline = Tapline()
    tapline.type('127.0.0.1')
    tapline.key('Tab')
    tapline.type(str(server.port))
    wait_for(lambda: tapline.text('Port') == str(server.port), 'the port to be typed')
    tapline.key('ctrl+Return')
    tapline.get('button', 'Disconnect')
    # The focus went on to the message.
    wait_for(lambda: tapline.find('text', 'Message'), 'the message entry')
    tapline.type('hello')
    wait_for(lambda: tapline.text('Message') == 'hello', 'the message to be typed')
    tapline.key('ctrl+l')
    tapline.type('elsewhere')
    wait_for(lambda: tapline.text('Host') == 'elsewhere', 'the host to be replaced')
    tapline.key('ctrl+Return')
    tapline.get('button', 'Connect')

    tapline.key('ctrl+t')
    wait_for(lambda: len(tapline.sessions()) == 2, 'two sessions')
    tapline.type('x')
    wait_for(lambda: tapline.text('Host') == 'x', 'the host of the new session to be typed')
    tapline.key('ctrl+Page_Up')
    wait_for(lambda: tapline.text('Host') == 'elsewhere', 'the first session')
    tapline.key('ctrl+Page_Up')
    wait_for(lambda: tapline.text('Host') == 'x', 'the second session')
    tapline.key('ctrl+w')
    wait_for(lambda: tapline.sessions() == [f'127.0.0.1:{server.port}'], 'one session')
    # The last one leaves an empty one.
    tapline.key('ctrl+w')
    wait_for(lambda: tapline.sessions() == ['New session'], 'an empty session')
    tapline.get('button', 'Connect to the demo')

    tapline.key('F9')
    tapline.gone('list', 'Sessions')
    tapline.key('F9')
    tapline.get('list', 'Sessions')
    server.close()


def test_keys_of_other_windows():
    """Ctrl+W and Escape close each of them, and Ctrl+Q ends the program from each."""
    server = Server(echo)

    def show_about(tapline):
        subprocess.run(('gapplication', 'action', 'io.github.tapline.Tapline', 'about'), check=True)

    def key(name):
        return lambda tapline: tapline.key(name)

    for bring in (key('ctrl+i'), key('ctrl+comma'), key('ctrl+h'), key('ctrl+question'),
                  show_about):
        tapline = Tapline('127.0.0.1', str(server.port))
        tapline.wait_for_row('Connected')

        def others():
            # pylint: disable=cell-var-from-loop
            return [number for number in xdotool('search', '--onlyvisible', '--pid',
                                                 str(tapline.process.pid), '--name', '.')
                    if number != tapline.id]

        for end in ('ctrl+w', 'Escape', 'ctrl+q'):
            xdotool('windowfocus', '--sync', tapline.id)
            bring(tapline)
            xdotool('windowfocus', '--sync', wait_for(others, 'the window to open')[-1])
            tapline.key(end)
            if end != 'ctrl+q':
                wait_for(lambda: not others(), f'{end} to close the window')
        assert tapline.wait() == 0
    server.close()


def test_row_buttons():
    server = Server(echo)
    tapline = Tapline('127.0.0.1', str(server.port))
    tapline.get('button', 'Disconnect')
    tapline.press('Disconnect')
    tapline.get('button', 'Connect')
    sessions = tapline.get('list', 'Sessions')

    def button(name):
        sessions.clear_cache()
        item = sessions.get_child_at_index(0)
        return [node for node in walk(item, ('label',)) if node.get_name() == name]

    wait_for(lambda: button('Reconnect'), 'the button')[0].act()
    tapline.get('button', 'Disconnect')
    assert len(tapline.sessions()) == 1
    wait_for(lambda: button('Close session'), 'the button')[0].act()
    wait_for(lambda: tapline.sessions() == ['New session'], 'an empty session')
    server.close()


def test_settings_survive():
    environment = {'GSETTINGS_BACKEND': 'keyfile'}
    server = Server(echo)
    tapline = Tapline(environment=environment)
    tapline.connect('127.0.0.1', server.port)
    tapline.key('F9')
    tapline.gone('list', 'Sessions')
    tapline.resize(820, 610)
    wait_for(lambda: tapline.size() == (820, 610), 'the size')
    tapline.key('alt+F4')
    tapline.press('Close')
    tapline.wait()

    tapline = Tapline(environment=environment)
    assert tapline.size() == (820, 610), tapline.size()
    assert tapline.text('Host') == '127.0.0.1'
    assert tapline.text('Port') == str(server.port)
    never(lambda: tapline.find('list', 'Sessions'), 'the sidebar is back')
    server.close()


def german(connection):
    connection.sendall(b'gr\xf6\xdfer\n')
    connection.recv(1)


def test_log_view_is_kept():
    environment = {'GSETTINGS_BACKEND': 'keyfile'}
    server, other = Server(german), Server(german)
    tapline = Tapline(environment=environment)
    tapline.connect('127.0.0.1', server.port)
    tapline.wait_for_row('from 127.0.0.1', 'gr⟨0xF6⟩⟨0xDF⟩er')
    choose_encoding('ISO-8859-1')
    tapline.wait_for_row('from 127.0.0.1', 'größer')
    tapline.key('F6')
    tapline.wait_for_row('67 72 F6 DF 65 72 0A')

    # Another session is in UTF-8, and shows hex as all do.
    tapline.key('ctrl+t')
    tapline.connect('127.0.0.1', other.port)
    tapline.wait_for_row('67 72 F6 DF 65 72 0A')
    tapline.key('F6')
    tapline.wait_for_row('gr⟨0xF6⟩⟨0xDF⟩er')
    tapline.key('F5')
    tapline.wait_for_row('0.000000', 'note')
    tapline.key('alt+F4')
    tapline.press('Close')
    tapline.wait()

    # The encoding is remembered with the host and port; the log looks as it did.
    tapline = Tapline(environment=environment)
    tapline.connect('127.0.0.1', server.port)
    tapline.wait_for_row('from 127.0.0.1', 'größer')
    tapline.wait_for_row('0.000000', 'note')
    tapline.get('button', 'Since start')
    server.close()
    other.close()


def test_dark_style_follows_the_desktop():
    portal = Portal(1)
    try:
        tapline = Tapline()
        wait_for(lambda: tapline.brightness() < 0.4, 'the dark style')
        portal.change(2)
        wait_for(lambda: tapline.brightness() > 0.6, 'the light style')
        portal.change(1)
        wait_for(lambda: tapline.brightness() < 0.4, 'the dark style again')
        portal.change(0)
        wait_for(lambda: tapline.brightness() > 0.6, 'the style without a preference')
    finally:
        portal.close()


if __name__ == '__main__':
    run(globals())
