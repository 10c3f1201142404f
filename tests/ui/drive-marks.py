#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks and notes through the window: set, changed, removed and gone to by keys, and what other
programs see of them in the recording, also of one that was killed."""

import json
import os
import socket
import struct
import subprocess
import tempfile
import time

from tapline_ui import (DEADLINE, Atspi, Server, Tapline, has_state, run, running, wait_for, walk)

CLI = os.environ['TAPLINE_CLI']
RECORDINGS = os.path.join(os.environ['XDG_STATE_HOME'], 'tapline', 'recordings')
folder = tempfile.mkdtemp(prefix='tapline-marks-')


def record(name, text):
    """What one peer said, as a recording."""
    place = os.path.join(folder, name)
    cli = subprocess.Popen([CLI, 'listen', '0', '--record', place, '--exit-on-close',
                            '--format', 'none'], stderr=subprocess.PIPE, text=True)
    port = int(cli.stderr.readline().rsplit(':', 1)[1].split()[0])
    with socket.create_connection(('127.0.0.1', port)) as peer:
        peer.sendall(text)
        peer.shutdown(socket.SHUT_WR)
        peer.recv(1)
    cli.stderr.read()
    assert cli.wait(DEADLINE) == 0
    return place


def marks(place):
    """What the terminal program tells of them: text to note."""
    shown = subprocess.run([CLI, 'show', '--format', 'json', place], stdout=subprocess.PIPE,
                           check=True, timeout=DEADLINE).stdout
    rows = [json.loads(line) for line in shown.splitlines()]
    return {row['text']: row['mark'] for row in rows if 'mark' in row}


def comments(place):
    """What Wireshark's finds."""
    return subprocess.run(['tshark', '-n', '-r', place, '-Y', 'frame.comment', '-T', 'fields',
                           '-e', 'frame.comment'], stdout=subprocess.PIPE, check=True,
                          stderr=subprocess.DEVNULL, timeout=DEADLINE).stdout.decode()


def select(tapline, word):
    def node():
        return next((node for node in tapline.row_nodes() if (node.get_name() or '').split(', ')[0]
                     .endswith(' ' + word)), None)

    def choose():
        """A row that has another message since is not told of at once."""
        tapline.click(wait_for(node, f'a row with {word}'))
        time.sleep(0.3)
        return selected(tapline).split(', ')[0].endswith(' ' + word)

    wait_for(choose, f'{word} selected')


def selected(tapline):
    """The name of the row that is selected."""
    for node in tapline.row_nodes():
        node.clear_cache()
        if has_state(node, Atspi.StateType.SELECTED):
            return node.get_name()
    return ''


def wait_for_selected(tapline, ending):
    wait_for(lambda: selected(tapline).endswith(ending),
             lambda: f'a selected row that ends with {ending}: {selected(tapline)}')


def note(tapline, text):
    tapline.key('ctrl+shift+n')
    entry = tapline.get('text', 'Note')
    wait_for(lambda: has_state(entry, Atspi.StateType.FOCUSED), 'the note to have the focus')
    tapline.key('ctrl+a')
    tapline.type(text)
    wait_for(lambda: tapline.text('Note') == text, f'the note to be {text}')


def labels(tapline):
    return [node.get_name() for node in walk(tapline.root) if node.get_role_name() == 'label']


def test_keys():
    place = record('keys.pcapng', b'one\ntwo\nthree\nfour\n')
    tapline = Tapline(place)
    select(tapline, 'two')
    tapline.key('ctrl+d')
    tapline.wait_for_row('two, marked')
    assert marks(place) == {'two\n': ''}, marks(place)

    note(tapline, 'look here')
    tapline.key('Return')
    wait_for_selected(tapline, 'two, marked: look here')
    tapline.gone('text', 'Note')
    wait_for(lambda: 'Marked: look here' in labels(tapline), 'the details to tell')

    # Escape leaves all as it was.
    note(tapline, 'not this')
    tapline.key('Escape')
    tapline.gone('text', 'Note')
    assert marks(place) == {'two\n': 'look here'}, marks(place)

    select(tapline, 'four')
    note(tapline, 'and here')
    tapline.key('Return')
    wait_for_selected(tapline, 'four, marked: and here')
    tapline.key('shift+F2')
    wait_for_selected(tapline, 'two, marked: look here')
    tapline.key('F2')
    wait_for_selected(tapline, 'four, marked: and here')

    tapline.key('ctrl+F2')
    listed = tapline.get('list', 'Marks')
    wait_for(lambda: [node.get_name() for node in walk(listed, ('label',))
                      if 'look here' in (node.get_name() or '')], 'the marks to be listed')
    tapline.key('Home', 'Return')
    wait_for_selected(tapline, 'two, marked: look here')
    tapline.gone('list', 'Marks')

    # A note that goes with its mark comes back with it.
    tapline.key('ctrl+d')
    wait_for_selected(tapline, ' two')
    tapline.wait_for_alert('The note “look here” is removed')
    tapline.key('ctrl+d')
    wait_for_selected(tapline, 'two, marked: look here')
    tapline.key('ctrl+d')
    wait_for_selected(tapline, ' two')
    assert marks(place) == {'four\n': 'and here'}, marks(place)
    text = subprocess.run([CLI, 'show', place], stdout=subprocess.PIPE, check=True,
                          stderr=subprocess.DEVNULL, timeout=DEADLINE).stdout.decode()
    assert [line.split('  ', 1)[1] for line in text.splitlines()] == [
        'one', 'two', 'three', 'four  ★ and here'], text
    assert 'and here (received from 127.0.0.1:' in comments(place), comments(place)
    assert 'Mark removed: received' in comments(place), comments(place)


def shown(tapline):
    """What the rows of the log say, without their time."""
    return [row.split(', ')[0].split(' ')[-1] for row in tapline.rows()]


def wait_for_shown(tapline, *words):
    wait_for(lambda: shown(tapline) == list(words),
             lambda: f'the rows {words}; there are {tapline.rows()}')


def test_filter():
    place = record('filter.pcapng', b''.join(b'line-%d\n' % number for number in range(1, 100)))
    tapline = Tapline(place)
    tapline.wait_for_row('line-1')
    tapline.key('ctrl+shift+l', 'End')
    select(tapline, 'line-98')
    for number in (98, 96, 94):
        wait_for_selected(tapline, f' line-{number}')
        tapline.key('ctrl+d')
        wait_for_selected(tapline, f' line-{number}, marked')
        tapline.key('Up', 'Up')
    tapline.key('Down', 'Down')

    # Only these, by choice; each goes with its mark, and the view stays.
    tapline.key('ctrl+shift+f')
    tapline.press('Add a condition')
    tapline.choose('What is compared', 7)
    tapline.press('Add')
    wait_for(lambda: tapline.text('Filter') == 'is:marked', 'the filter')
    wait_for_shown(tapline, 'line-94', 'line-96', 'line-98')
    tapline.key('ctrl+shift+l')
    wait_for_selected(tapline, ' line-94, marked')
    tapline.key('F2')
    wait_for_selected(tapline, ' line-96, marked')
    tapline.key('ctrl+d')
    wait_for_shown(tapline, 'line-94', 'line-98')
    wait_for(lambda: any(text.startswith('2 of 10') for text in tapline.told()),
             lambda: f'the count; it says {tapline.told()}')
    tapline.key('Down')
    wait_for_selected(tapline, ' line-98, marked')

    # One that is set comes to its place.
    tapline.key('ctrl+shift+x')
    select(tapline, 'line-95')
    tapline.key('ctrl+shift+f', 'ctrl+a')
    tapline.type('!is:marked')
    tapline.key('Return')
    tapline.gone('list item', 'line-94')
    tapline.key('ctrl+shift+l')
    wait_for_selected(tapline, ' line-95')
    tapline.key('ctrl+d')
    wait_for(lambda: 'line-95' not in shown(tapline) and 'line-97' in shown(tapline),
             'line-95 to go')
    text = subprocess.run([CLI, 'show', '--marked', place], stdout=subprocess.PIPE, check=True,
                          stderr=subprocess.DEVNULL, timeout=DEADLINE).stdout.decode()
    assert [line.split()[-2] for line in text.splitlines()] == ['line-94', 'line-95', 'line-98'], \
        text


def test_kept_when_killed():
    server = Server(lambda connection: connection.sendall(b'one\ntwo\n') or connection.recv(1))
    tapline = Tapline('127.0.0.1', str(server.port))
    select(tapline, 'one')
    note(tapline, 'before the end')
    tapline.key('Return')
    wait_for_selected(tapline, 'one, marked: before the end')
    tapline.kill()
    running.remove(tapline)
    server.close()

    places = [os.path.join(RECORDINGS, name) for name in os.listdir(RECORDINGS)]
    assert [marks(place) for place in places] == [{'one\n': 'before the end'}], places
    assert 'before the end (received from 127.0.0.1:' in comments(places[0])


def test_of_another_program():
    tcp = struct.pack('>HHIIBBHHH', 4711, 80, 1, 0, 80, 24, 65535, 0, 0) + b'hello\n'
    packet = struct.pack('>BBHHHBBH4s4s', 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0,
                         bytes((192, 0, 2, 1)), bytes((192, 0, 2, 2))) + tcp
    place = os.path.join(folder, 'foreign.pcap')
    with open(place, 'wb') as file:
        file.write(struct.pack('>IHHIIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
        file.write(struct.pack('>IIII', 1700000000, 0, len(packet), len(packet)) + packet)
    size = os.path.getsize(place)
    tapline = Tapline(place)
    select(tapline, 'hello')
    tapline.key('ctrl+d')
    tapline.wait_for_row('hello, marked')
    tapline.wait_for_alert('Save the recording to keep them')
    assert os.path.getsize(place) == size


run(globals())
