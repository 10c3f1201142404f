#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What leaves the window: exports of all and of the selected messages in every format, read by the
programs that such files are for; copies by key; bytes of a message. The main loop is not held."""

import base64
import csv
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

import stalls
from tapline_ui import DEADLINE, Server, Tapline, copied, run, wait_for, walk, window_of, xdotool

LINES = [b'one\n', b'"two", \xc3\xbc\n', b'\xff\xfe three\n', b'\x1b[31mfour\n', b'five\n']
MANY = 3_000_000
# The program's own messages among them: that it connected.
NOTES = 1


def say(lines):
    def answer(connection):
        connection.settimeout(None)
        connection.sendall(b''.join(lines))
        connection.recv(1)
    return answer


def start(folder):
    server = Server(say(LINES))
    tapline = Tapline('127.0.0.1', str(server.port))
    tapline.folder = folder
    tapline.resize(1200, 850)
    tapline.wait_for_row('five')
    return tapline


def choose_format(tapline, window, chooser, downwards):
    """In the leftmost of the chooser's drop-downs, an entry so far from the first."""
    boxes = wait_for(lambda: [tapline.extents(node) for node in walk(chooser)
                              if node.get_role_name() == 'combo box'], 'the formats')
    box = min(boxes, key=lambda box: box.x)
    xdotool('mousemove', '--window', window, str(box.x + box.width // 2),
            str(box.y + box.height // 2), 'click', '1')
    time.sleep(0.5)
    tapline.key(*['Down'] * downwards, 'Return')


def answer(tapline, path, downwards=0):
    """Types the file's name into the chooser, and takes it."""
    def prepare(window, name):
        if downwards:
            choose_format(tapline, window, window_of(name), downwards)
            box = tapline.extents(name)
            xdotool('mousemove', '--window', window, str(box.x + box.width // 2),
                    str(box.y + box.height // 2), 'click', '1')
    tapline.answer_chooser('Export messages', path, prepare)


def export(tapline, name, key='ctrl+e', downwards=0):
    path = os.path.join(tapline.folder, name)
    if key:
        tapline.open_chooser(key, 'Export messages')
    answer(tapline, path, downwards)
    tapline.wait_for_alert('Exported', name)
    return path


def read(path, mode='rb', **words):
    with open(path, mode, **words) as file:
        return file.read()


def in_folder(test):
    def with_folder():
        folder = tempfile.mkdtemp()
        try:
            test(folder)
        finally:
            shutil.rmtree(folder)
    return with_folder


@in_folder
def test_formats(folder):
    tapline = start(folder)
    with open(export(tapline, 'a.csv'), newline='', encoding='utf-8') as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(LINES) + NOTES, rows
    said = [row['text'].encode() or base64.b64decode(row['base64']) for row in rows]
    assert said[NOTES:] == LINES, said
    assert [row['n'] for row in rows] == [str(n + 1) for n in range(len(rows))]

    # A format that is chosen matters more than the name.
    assert read(export(tapline, 'b.txt', downwards=3)) == read(os.path.join(folder, 'a.csv'))

    objects = [json.loads(line) for line in read(export(tapline, 'a.jsonl')).splitlines()]
    said = [base64.b64decode(o['base64']) if 'base64' in o else o['text'].encode()
            for o in objects]
    assert said[NOTES:] == LINES, said
    assert objects[NOTES]['dir'] == 'in' and objects[NOTES]['peer'].startswith('127.0.0.1:')

    text = read(export(tapline, 'a.txt'), 'r', encoding='utf-8').splitlines()
    assert len(text) == len(LINES) + NOTES and text[-1].endswith('  five'), text
    assert text[-2].endswith('⟨ESC⟩[31mfour') and '⟨0xFF⟩' in text[-3], text

    dump = read(export(tapline, 'a.hex'), 'r', encoding='utf-8')
    assert re.search(r'^00000000  66 69 76 65 0a +five\.$', dump, re.MULTILINE), dump


def tshark(path, *words):
    result = subprocess.run(('tshark', '-n', '-o', 'ip.check_checksum:TRUE', '-r', path) + words,
                            stdout=subprocess.PIPE, timeout=DEADLINE, check=True)
    return result.stdout.decode()


@in_folder
def test_packets(folder):
    """What is exported of a connection is one for Wireshark: nothing lost, nothing to complain of."""
    tapline = start(folder)
    path = export(tapline, 'all.pcapng')
    stream = tshark(path, '-q', '-z', 'follow,tcp,raw,0')
    assert b''.join(LINES).hex() in stream.replace('\n', '').replace('\t', ''), stream
    assert tshark(path, '-Y', 'tcp.analysis.flags || _ws.malformed '
                  '|| ip.checksum.status == 0') == ''
    notes = tshark(path, '-Y', 'frame.interface_name == "notes"', '-V')
    assert 'Connected to' in notes, notes

    # Two of them, from the menu of the log.
    rows = [node for node in tapline.row_nodes() if 'two' in node.get_name()]
    tapline.click(rows[0])
    tapline.key('shift+Down', 'Menu')
    tapline.wait_for_menu('Export Selected…')
    tapline.key('e')
    path = export(tapline, 'some.pcapng', key=None)
    stream = tshark(path, '-q', '-z', 'follow,tcp,raw,0')
    assert (LINES[1] + LINES[2]).hex() in stream.replace('\n', '').replace('\t', ''), stream
    assert LINES[0].hex() not in stream
    assert tshark(path, '-Y', 'tcp.analysis.flags || _ws.malformed') == ''
    tapline.wait_for_alert('Exported 2 messages')


@in_folder
def test_refused(folder):
    tapline = start(folder)
    before = set(os.listdir(folder))
    tapline.open_chooser('ctrl+e', 'Export messages')
    answer(tapline, '/proc/a.csv')
    tapline.wait_for_alert('/proc/a.csv', 'cannot be written')
    assert set(os.listdir(folder)) == before


@in_folder
def test_copies(folder):
    tapline = start(folder)
    tapline.click([node for node in tapline.row_nodes() if 'three' in node.get_name()][0])
    tapline.key('shift+Down')
    assert copied(tapline, 'ctrl+shift+b', lambda text: text.startswith('//4gd')) \
        == '\n'.join(base64.b64encode(line).decode() for line in LINES[2:4])
    # It is told for a moment, and anew each time.
    wait_for(lambda: tapline.key('ctrl+shift+b')
             or any(text.startswith('Copied 2 messages') for text in tapline.status()),
             'what was copied')
    said = [json.loads(line) for line in
            copied(tapline, 'ctrl+shift+j', lambda text: text.startswith('{')).splitlines()]
    assert said[1]['text'].encode() == LINES[3] and base64.b64decode(said[0]['base64']) == LINES[2]
    assert copied(tapline, 'ctrl+shift+d', lambda text: text.startswith('0000')).startswith(
        '00000000  ff fe 20 74 68 72 65 65  0a ')

    program = os.path.join(folder, 'program')
    with open(program + '.c', 'w', encoding='ascii') as file:
        file.write(copied(tapline, 'ctrl+shift+y', lambda text: 'unsigned char' in text))
        file.write('\n#include <stdio.h>\nint main (void) {\n'
                   'fwrite (message_4, 1, sizeof message_4, stdout);\n'
                   'return fwrite (message_5, 1, sizeof message_5, stdout) != sizeof message_5; }')
    subprocess.run(('gcc', '-Wall', '-Werror', '-o', program, program + '.c'), check=True)
    assert subprocess.run((program,), stdout=subprocess.PIPE, check=True).stdout \
        == LINES[2] + LINES[3]


def byte_lines(tapline):
    view = tapline.find('list', 'Bytes of the message')
    return [node.get_name() for node in walk(view)
            if node.get_role_name() == 'list item' and node.get_name()] if view else []


def labels(tapline):
    return [node.get_name() for node in walk(tapline.root, ('list item',))
            if node.get_role_name() == 'label']


@in_folder
def test_bytes(folder):
    """The hex view by keys, as assistive technology has it: lines, caret, inspector, clipboard."""
    tapline = start(folder)
    tapline.click([node for node in tapline.row_nodes() if 'two' in node.get_name()][0])
    tapline.press('Hex')
    wait_for(lambda: byte_lines(tapline) == ['00000000  22 74 77 6f 22 2c 20 c3  bc 0a  '
                                             '"two", ...'], 'the bytes')
    view = tapline.find('list', 'Bytes of the message')
    box = tapline.extents(view)
    xdotool('mousemove', '--window', tapline.id, str(box.x + 100), str(box.y + 10), 'click', '1')
    tapline.key('Home', 'Right', 'shift+Right', 'shift+Right')
    wait_for(lambda: [text for text in labels(tapline) if '3 bytes from 1 (0x1)' in text
                      and 'U+0074 t' in text], 'the inspector')
    wait_for(lambda: [text for text in labels(tapline) if 'Big endian: 16 bit 29815' in text],
             'numbers')
    assert copied(tapline, 'ctrl+c', lambda text: text.startswith('7')) == '74 77 6F'
    tapline.key('ctrl+Right')
    assert copied(tapline, 'ctrl+c', lambda text: text.startswith('t')) == 'two'
    # It can be put away, and the view tells where the caret is.
    tapline.press('Inspector')
    wait_for(lambda: not [text for text in labels(tapline) if 'Big endian' in text], 'it to go')
    tapline.key('End')
    wait_for(lambda: 'Byte 9 (0x9)' in view.get_description(), 'the caret')
    # What is selected is what is looked for.
    tapline.key('Home', 'Right', 'shift+Right', 'shift+Right')
    wait_for(lambda: '3 bytes from 1 (0x1)' in view.get_description(), 'the selection')
    tapline.key('ctrl+f')
    wait_for(lambda: tapline.find('text', 'Pattern') and tapline.text('Pattern') == '74 77 6F',
             'the bytes as a pattern')
    wait_for(lambda: [node for node in walk(tapline.root)
                      if (node.get_name() or '').startswith('1 of 1 message')], 'it to be found')


@in_folder
def test_three_million(folder):
    """As many messages as an afternoon has: exported without holding the window, cancelled at once."""
    lines = [b'%d\n' % number for number in range(MANY)] + [b'five\n']
    server = Server(say([b''.join(lines)]))
    tapline = stalls.start(folder, '127.0.0.1', str(server.port))
    wait_for(lambda: any(f'{MANY + 1 + NOTES} messages' in text for text in tapline.status()),
             'all of them', 4 * DEADLINE)

    def begin(path):
        # The file chooser is GTK's, and takes its time to come and to go: the meter begins anew
        # behind it.
        tapline.open_chooser('ctrl+e', 'Export messages')
        answer(tapline, path)
        tapline.process.send_signal(signal.SIGUSR1)

    before = set(os.listdir(folder))
    begin(os.path.join(folder, 'cancelled.csv'))
    tapline.get('button', 'Stop')
    assert len(os.listdir(folder)) == len(before) + 1
    tapline.press('Stop')
    tapline.gone('button', 'Stop')
    assert set(os.listdir(folder)) == before, os.listdir(folder)

    path = os.path.join(folder, 'all.jsonl')

    def whole(_):
        if os.path.exists(path):
            os.unlink(path)
        begin(path)
        began = time.monotonic()
        wait_for(lambda: os.path.exists(path), 'the file', 8 * DEADLINE)
        print(f'# exported after {time.monotonic() - began:.1f} s', flush=True)
        tapline.wait_for_alert(f'Exported {MANY + 1 + NOTES} messages')

    stalls.check_stalls(tapline, folder, whole)
    number = -NOTES
    with open(path, 'rb') as file:
        for line in file:
            assert number < 0 or number == MANY or b'"text":"%d\\n"' % number in line, line
            number += 1
    assert number == MANY + 1, number


run(globals())
