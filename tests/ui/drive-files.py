#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings as files: opening them in every way there is, and saving copies."""

import glob
import hashlib
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

from stalls import check_stalls, start
from tapline_ui import DEADLINE, Server, Tapline, echo, run, wait_for, xdotool
from gi.repository import Gio, GLib

CLI = os.environ['TAPLINE_CLI']
folder = tempfile.mkdtemp(prefix='tapline-files-')


def path(name):
    return os.path.join(folder, name)


def record(name, text):
    """A recording of ours: what one peer said, and was answered."""
    place = path(name)
    if os.path.exists(place):
        os.unlink(place)
    cli = subprocess.Popen([CLI, 'listen', '0', '--record', place, '--exit-on-close',
                            '--format', 'none', '--send', r'welcome\n'],
                           stderr=subprocess.PIPE, text=True)
    line = cli.stderr.readline()
    peer = socket.create_connection(('127.0.0.1', int(line.rsplit(':', 1)[1].split()[0])))
    assert peer.recv(8, socket.MSG_WAITALL) == b'welcome\n'
    peer.sendall(text)
    peer.shutdown(socket.SHUT_WR)
    while peer.recv(65536):
        pass
    peer.close()
    cli.stderr.read()
    assert cli.wait(DEADLINE) == 0
    return place


def ipv4(source, destination, port, to_port, seq, flags, payload=b''):
    tcp = struct.pack('>HHIIBBHHH', port, to_port, seq, 0, 80, flags, 65535, 0, 0) + payload
    return struct.pack('>BBHHHBBH4s4s', 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0,
                       bytes(source), bytes(destination)) + tcp


def write_pcap(name, packets):
    """A capture of raw IP packets, as another program would have made it."""
    with open(path(name), 'wb') as file:
        file.write(struct.pack('>IHHIIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
        for number, packet in enumerate(packets):
            file.write(struct.pack('>IIII', 1700000000 + number, 0, len(packet), len(packet)))
            file.write(packet)
    return path(name)


def digest(place):
    with open(place, 'rb') as file:
        return hashlib.sha256(file.read()).hexdigest()


def act(name, parameter):
    """Activates an action of the application, as another program does."""
    subprocess.run(['gapplication', 'action', 'io.github.tapline.Tapline', name, parameter],
                   check=True, timeout=DEADLINE)


def choose_file(tapline, shortcut, title, place):
    tapline.open_chooser(shortcut, title)
    tapline.answer_chooser(title, place)


def test_open_from_the_command_line():
    place = record('one.pcapng', b'first\nsecond\n')
    tapline = Tapline(place)
    tapline.wait_for_row('first')
    tapline.wait_for_row('welcome')
    assert tapline.sessions() == ['one.pcapng'], tapline.sessions()
    assert tapline.title() == 'one.pcapng', tapline.title()
    assert 'Recording' in tapline.status()[0], tapline.status()
    assert tapline.find('text', 'Message') is None
    assert tapline.find('button', 'Connect') is not None
    before = digest(place)
    tapline.key('ctrl+w')
    wait_for(lambda: tapline.sessions() == ['New session'], 'an empty session')
    # Closing it left the file as it was.
    assert digest(place) == before


def test_open_in_a_running_window():
    place = record('two.pcapng', b'seen\n')
    tapline = Tapline('--demo')
    tapline.wait_for_row('Hello')
    # In a folder of its own: a name is one of there.
    subprocess.run([os.path.abspath(sys.argv[1]), 'two.pcapng'], check=True, timeout=DEADLINE, cwd=folder)
    tapline.wait_for_row('seen')
    assert len(tapline.sessions()) == 2
    # The same file again, by another name, is the one that is there.
    tapline.key('ctrl+Page_Up')
    tapline.wait_for_row('Hello')
    os.symlink(place, path('other-name.pcapng'))
    act('open-recording', f"'{path('other-name.pcapng')}'")
    tapline.wait_for_row('seen')
    assert len(tapline.sessions()) == 2, tapline.sessions()
    # Connecting leaves it alone.
    server = Server(echo)
    tapline.connect('127.0.0.1', server.port)
    wait_for(lambda: len(tapline.sessions()) == 3, 'a session of its own')
    server.close()


def test_what_is_recorded_now_is_not_opened_twice():
    server = Server(echo)
    tapline = Tapline('127.0.0.1', str(server.port))
    tapline.get('button', 'Disconnect')
    recordings = glob.glob(os.path.join(os.environ['XDG_STATE_HOME'], 'tapline/recordings/*'))
    newest = max(recordings, key=os.path.getmtime)
    tapline.key('ctrl+t')
    wait_for(lambda: len(tapline.sessions()) == 2, 'a second session')
    act('open-recording', f"'{newest}'")
    tapline.get('button', 'Disconnect')
    assert len(tapline.sessions()) == 2, tapline.sessions()
    server.close()


def test_open_from_a_file_manager():
    place = record('three.pcapng', b'by the bus\n')
    tapline = Tapline()
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    bus.call_sync('io.github.tapline.Tapline', '/io/github/tapline/Tapline',
                  'org.freedesktop.Application', 'Open',
                  GLib.Variant('(asa{sv})', ([GLib.filename_to_uri(place)], {})), None, 0, -1, None)
    tapline.wait_for_row('by the bus')
    # It took the place of the empty session.
    assert tapline.sessions() == ['three.pcapng'], tapline.sessions()


def test_files_are_dropped():
    first = record('drop-1.pcapng', b'first drop\n')
    second = record('drop-2.pcapng', b'second drop\n')
    tapline = Tapline()
    tapline.get('button', 'Connect to the demo')
    source = subprocess.Popen([os.environ['TAPLINE_DRAG_SOURCE'], first, second],
                              env=dict(os.environ, GTK_A11Y='none'))
    try:
        window = wait_for(lambda: xdotool('search', '--onlyvisible', '--pid', str(source.pid),
                                          '--name', 'Files'), 'the files')[-1]
        xdotool('windowmove', '--sync', tapline.id, '0', '0')
        xdotool('windowmove', '--sync', window, '1000', '0')
        xdotool('windowraise', window)
        xdotool('mousemove', '1050', '50', 'mousedown', '1')
        for x in range(1040, 480, -20):
            xdotool('mousemove', str(x), '300')
            time.sleep(0.01)
        xdotool('mouseup', '1')
        wait_for(lambda: sorted(tapline.sessions()) == ['drop-1.pcapng', 'drop-2.pcapng'],
                 'both recordings')
    finally:
        source.kill()
        source.wait()


def test_a_long_recording():
    line = b'a line of a long recording, to be opened without waiting for all of it\n'
    n_lines = 200 * 1000 * 1000 // len(line)
    place = record('long.pcapng', line * n_lines)
    tapline = start(folder)
    tapline.get('button', 'Connect to the demo')

    def open_it(_):
        began = time.monotonic()
        act('open-recording', f"'{place}'")
        tapline.wait_for_row('a line of a long recording')
        print(f'# the first row after {time.monotonic() - began:.2f} s', flush=True)
        # One answer and five notes beside the lines.
        wait_for(lambda: any(f'{n_lines + 6} messages' in text.replace(',', '')
                             for text in tapline.status()),
                 lambda: f'all of it; there is {tapline.status()}')
        # It stands where it begins.
        assert any('Listening on' in row for row in tapline.rows()), tapline.rows()
        tapline.key('ctrl+w')
        wait_for(lambda: tapline.sessions() == ['New session'], 'it to be closed')

    check_stalls(tapline, folder, open_it)
    os.unlink(place)


def test_what_cannot_be_opened_changes_nothing():
    with open(path('text.pcapng'), 'wb') as file:
        file.write(b'no capture\n' * 100)
    tapline = Tapline('--demo')
    tapline.wait_for_row('Hello')
    act('open-recording', f"'{path('text.pcapng')}'")
    tapline.wait_for_alert('is no recording')
    assert len(tapline.sessions()) == 1 and tapline.rows()
    assert tapline.find('button', 'Try again') is None
    act('open-recording', f"'{path('missing.pcapng')}'")
    tapline.wait_for_alert('cannot be read', 'No such file')
    assert len(tapline.sessions()) == 1
    tapline.press('Dismiss')
    wait_for(lambda: tapline.alerts() == [], 'the notice to go')


def test_a_torn_end_is_told():
    data = open(record('whole.pcapng', b'kept\nthis goes\n'), 'rb').read()
    with open(path('torn.pcapng'), 'wb') as file:
        file.write(data[:data.rindex(b'this goes') + 4])
    tapline = Tapline(path('torn.pcapng'))
    tapline.wait_for_alert('The last', 'are torn, as after a crash')
    tapline.wait_for_row('connected')
    tapline.press('Dismiss')
    wait_for(lambda: tapline.alerts() == [], 'the notice to go')


def test_a_capture_of_another_program():
    client, server = (10, 0, 0, 1), (10, 0, 0, 2)
    there, back = (client, server, 5000, 80), (server, client, 80, 5000)
    place = write_pcap('foreign.pcap', [
        ipv4(*there, 10, 2), ipv4(*back, 70, 18), ipv4(*there, 11, 24, b'question\n'),
        ipv4(*back, 71, 24, b'answer\n'), ipv4(*back, 90, 24, b'after a gap\n'),
        ipv4(*there, 20, 17), ipv4(*back, 102, 17)])
    tapline = Tapline(place)
    tapline.wait_for_row('question')
    tapline.wait_for_row('answer')
    tapline.wait_for_row('10.0.0.1:5000 connected to 10.0.0.2:80')
    tapline.wait_for_row('Packet 5: 12 bytes are missing before it')
    tapline.wait_for_row('after a gap')


def test_open_and_save_by_the_keyboard():
    place = record('keys.pcapng', b'typed\n')
    tapline = Tapline()
    tapline.get('button', 'Connect to the demo')
    choose_file(tapline, 'ctrl+o', 'Open recording', place)
    tapline.wait_for_row('typed')
    choose_file(tapline, 'ctrl+s', 'Save recording as', path('copy.pcapng'))
    wait_for(lambda: os.path.exists(path('copy.pcapng')), 'the copy')
    assert digest(path('copy.pcapng')) == digest(place)
    assert os.stat(path('copy.pcapng')).st_mode & 0o777 == 0o600
    # Where it cannot be: the sentence says so.
    os.mkdir(path('locked'))
    subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=4k,ro', 'none', path('locked')], check=True)
    try:
        choose_file(tapline, 'ctrl+s', 'Save recording as', path('locked/copy.pcapng'))
        tapline.wait_for_alert('locked/copy.pcapng', 'cannot be written')
    finally:
        subprocess.run(['umount', path('locked')], check=True)


def test_save_while_it_is_recorded():
    stop = threading.Event()

    def flood(connection):
        while not stop.is_set():
            connection.sendall(b'line of a flood\n' * 1000)
            time.sleep(0.001)

    server = Server(flood)
    tapline = Tapline('127.0.0.1', str(server.port))
    tapline.wait_for_row('line of a flood')
    choose_file(tapline, 'ctrl+s', 'Save recording as', path('live.pcapng'))
    wait_for(lambda: os.path.exists(path('live.pcapng')), 'the copy')
    shown = subprocess.run([CLI, 'show', path('live.pcapng'), '--format', 'payload', '--ledger'],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True,
                           timeout=DEADLINE)
    assert b'torn' not in shown.stderr, shown.stderr
    assert b'lost=0' in shown.stderr, shown.stderr
    assert set(shown.stdout.splitlines()) <= {b'line of a flood'}
    assert len(shown.stdout) > 100000
    stop.set()
    server.close()


if __name__ == '__main__':
    try:
        run(globals())
    finally:
        shutil.rmtree(folder)
