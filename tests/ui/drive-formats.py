#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The framing of a session through the window: chosen by keys, with fields, wrong, while much is
recorded; the view stays where it was, and the main loop does not stall."""

import subprocess
import sys
import tempfile
import threading
import time

from stalls import check_stalls, start
from tapline_ui import (DEADLINE, Atspi, Server, Tapline, has_state, never, run, running, wait_for,
                        walk)

LINES = 1000000

HL7 = b'\x0bMSH|^~\\&|one\rPID|1\r\x1c\r\x0bMSH|^~\\&|two\rPID|2\r\x1c\r'


def sender(data):
    """A peer that sends, and stays."""
    stay = threading.Event()

    def answer(connection):
        connection.sendall(data)
        stay.wait(DEADLINE * 10)

    return Server(answer)


def framing(tapline):
    """What the framing button says."""
    button = tapline.get('button', 'Framing')
    return button.get_description()


def open_formats(tapline, *keys):
    tapline.key('F7')
    formats = tapline.get('list', 'Formats')
    # The format that there is has the focus.
    wait_for(lambda: focused(formats), 'a format to have the focus')
    tapline.key(*keys)
    return formats


def focused(node):
    """The name of the child that has the focus."""
    node.clear_cache()
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        child.clear_cache()
        if has_state(child, Atspi.StateType.FOCUSED):
            return child.get_name()
    return None


def wait_for_close(tapline):
    """Until keys go to the window again: to what had the focus before, not to the button."""
    tapline.gone('list', 'Formats')
    wait_for(lambda: any(has_state(node, Atspi.StateType.FOCUSED) for node in walk(tapline.root)),
             'what had the focus to have it again')
    assert focused(tapline.get('button', 'Framing')) is None, 'the button has the focus'


def go_to(tapline, formats, name):
    tapline.key('Home')
    for _ in range(30):
        current = wait_for(lambda: focused(formats), 'a format to have the focus')
        if current == name:
            tapline.key('Return')
            return
        tapline.key('Down')
        wait_for(lambda: focused(formats) != current, f'the focus to leave {current}')
    raise AssertionError(f'there is no {name}')


def type_format(tapline, spec):
    """From the list on."""
    tapline.key('Tab', 'ctrl+a')
    tapline.type(spec)
    wait_for(lambda: tapline.text('Format as text') == spec, f'the entry to say {spec}')
    tapline.key('Return')
    wait_for_close(tapline)


def test_by_keys():
    server = sender(HL7)
    tapline = Tapline('127.0.0.1', str(server.port))
    tapline.wait_for_row('PID|2')
    assert 'Lines of text' in framing(tapline), framing(tapline)

    go_to(tapline, open_formats(tapline), 'HL7 over MLLP')
    wait_for_close(tapline)
    tapline.wait_for_row('one', 'PID|1')
    tapline.wait_for_row('two', 'PID|2')
    wait_for(lambda: 'HL7 over MLLP' in framing(tapline), 'the button to say so')
    rows = [row for row in tapline.rows() if 'MSH' in row]
    assert len(rows) == 2, rows
    server.close()


def test_fields():
    # Two bytes, the least significant first, behind a byte of something else.
    frames = b''.join(b'\x01' + bytes((len(text) + 2, 0)) + text for text in
                      (b'alpha', b'beta', b'gamma'))
    server = sender(frames)
    tapline = Tapline('--framing', 'raw', '127.0.0.1', str(server.port))
    tapline.wait_for_row('alpha', 'gamma')
    assert 'As received' in framing(tapline), framing(tapline)

    go_to(tapline, open_formats(tapline), 'Length prefix…')
    tapline.get('text', 'Bytes before it')
    tapline.choose('Byte order', 1)
    tapline.fill('Bytes before it', '1')
    # What is wrong is said beside the fields, and cannot be applied.
    tapline.fill('Bytes it leaves out', '-x')
    tapline.wait_for_alert('“x', 'Write it as in')
    tapline.tab_to('text', 'Bytes it leaves out')
    tapline.key('Return')
    never(lambda: 'Length' in framing(tapline), 'it was applied all the same')
    tapline.fill('Bytes it leaves out', '-2')
    wait_for(lambda: not tapline.alerts(), 'the sentence to go')
    # Enter in a field is the button.
    tapline.key('Return')
    wait_for_close(tapline)
    wait_for(lambda: 'Length prefix: 2le-2@1' in framing(tapline), 'the button to say so')
    wait_for(lambda: len([row for row in tapline.rows() if 'received' in row or 'from' in row]) == 3,
             lambda: f'three messages: {tapline.rows()}')

    # The fields say what there is.
    open_formats(tapline, 'Return')
    wait_for(lambda: tapline.text('Bytes it leaves out') == '-2', 'the field to be filled in')
    assert tapline.text('Bytes before it') == '1'
    tapline.press('All formats')
    wait_for(lambda: focused(tapline.get('list', 'Formats')), 'the list to have the focus again')
    tapline.key('Escape')
    wait_for_close(tapline)
    server.close()


def test_as_text():
    server = sender(b'one,two,three,')
    tapline = Tapline('127.0.0.1', str(server.port))
    tapline.wait_for_row('one,two,three')
    open_formats(tapline)
    tapline.fill('Format as text', 'delim:2')
    tapline.wait_for_alert('delim', 'Write it as in')
    tapline.fill('Format as text', '')
    type_format(tapline, 'delim:2C')
    wait_for_close(tapline)
    for word in ('one', 'two', 'three'):
        tapline.wait_for_row(word)
    wait_for(lambda: len([row for row in tapline.rows() if 'from' in row]) == 3, 'three messages')
    server.close()


def test_new_sessions_too():
    server = sender(b'abcdef')
    tapline = Tapline('127.0.0.1', str(server.port))
    tapline.wait_for_row('abcdef')
    open_formats(tapline, 'Tab', 'Tab', 'space')
    wait_for(lambda: has_state(tapline.get('check box', 'For new sessions too'),
                               Atspi.StateType.CHECKED), 'it to be checked')
    tapline.key('shift+Tab', 'shift+Tab')
    wait_for(lambda: focused(tapline.get('list', 'Formats')), 'the list to have the focus again')
    type_format(tapline, 'fixed:3')
    tapline.wait_for_row('abc')
    tapline.key('ctrl+t')
    wait_for(lambda: 'Fixed size: 3' in framing(tapline), 'the new session to have it')
    # A session without a connection can be told too.
    open_formats(tapline)
    type_format(tapline, 'fixed:2')
    wait_for(lambda: 'Fixed size: 2' in framing(tapline), 'it to have another')
    tapline.connect('127.0.0.1', server.port)
    tapline.wait_for_row('cd')
    server.close()


def test_remembered():
    environment = {'GSETTINGS_BACKEND': 'keyfile'}
    server, other = sender(b'abcdef'), sender(b'abcdef')
    tapline = Tapline(environment=environment)
    tapline.connect('127.0.0.1', server.port)
    tapline.wait_for_row('abcdef')
    open_formats(tapline)
    type_format(tapline, 'fixed:3')
    tapline.wait_for_row('def')
    # Chosen before there is anything, for what is connected to then.
    tapline.key('ctrl+t')
    wait_for(lambda: 'Lines of text' in framing(tapline), 'a new session to have lines')
    open_formats(tapline)
    type_format(tapline, 'fixed:2')
    tapline.connect('127.0.0.1', other.port)
    tapline.wait_for_row('cd')
    tapline.quit()
    running.clear()

    tapline = Tapline(environment=environment)
    wait_for(lambda: 'Lines of text' in framing(tapline), 'a new session to have lines')
    tapline.connect('127.0.0.1', server.port)
    tapline.wait_for_row('def')
    assert 'Fixed size: 3' in framing(tapline), framing(tapline)
    tapline.key('ctrl+t')
    # Another choice is newer than what is remembered.
    open_formats(tapline)
    type_format(tapline, 'fixed:1')
    tapline.connect('127.0.0.1', server.port)
    tapline.wait_for_row('e')
    assert 'Fixed size: 1' in framing(tapline), framing(tapline)
    tapline.key('ctrl+t')
    tapline.connect('127.0.0.1', other.port)
    tapline.wait_for_row('cd')
    assert 'Fixed size: 2' in framing(tapline), framing(tapline)
    server.close()
    other.close()


def test_command_line():
    result = subprocess.run((sys.argv[1], '--framing', 'fixed:0', '127.0.0.1', '9'),
                            stderr=subprocess.PIPE, timeout=DEADLINE, check=False)
    assert result.returncode != 0
    assert b'fixed' in result.stderr, result.stderr


def test_view_stays():
    server = sender(b''.join(b'%09d\n' % number for number in range(LINES)))
    folder = tempfile.mkdtemp()
    tapline = start(folder, '127.0.0.1', str(server.port))
    tapline.wait_for_row(f'{LINES - 1:09d}')
    tapline.click(tapline.row_nodes()[3])
    tapline.key('Home', 'Next', 'Next', 'Next', 'Next', 'Next')
    wait_for(lambda: tapline.rows() and '0000000' in tapline.rows()[0], 'to scroll')
    # Assistive technology hears of it a little later.
    time.sleep(0.5)
    first = tapline.rows()[0].split(': ')[-1].strip()

    def go_there_and_back(_number):
        # Twenty lines are one message, in which the first line is.
        open_formats(tapline)
        type_format(tapline, 'fixed:200')
        wait_for(lambda: 'Fixed size: 200' in framing(tapline), 'the button to say so')
        wait_for(lambda: tapline.rows() and first in tapline.rows()[0],
                 lambda: f'{first} to be in the first row: {tapline.rows()[:1]}')
        go_to(tapline, open_formats(tapline), 'Lines of text')
        start_of_it = f'{int(first) // 20 * 20:09d}'
        wait_for(lambda: tapline.rows() and start_of_it in tapline.rows()[0],
                 lambda: f'{start_of_it} to be in the first row again: {tapline.rows()[:1]}')

    check_stalls(tapline, folder, go_there_and_back)
    server.close()


if __name__ == '__main__':
    run(globals())
