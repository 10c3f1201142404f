#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log shows some messages only: by a text, by conditions that are chosen, by a saved filter;
what is wrong is told where it was typed, the view stays at its message, and what is shown can be
exported. The main loop is not held."""

import contextlib
import itertools
import os
import tempfile
import threading
import time

import stalls
from tapline_ui import (DEADLINE, Atspi, Server, Tapline, has_state, names, run, wait_for,
                        walk)

LINES = [b'%s %d\n' % (b'temp' if number % 10 == 0 else b'line', number)
         for number in range(1, 1001)]
MANY = 3_000_000


def say(lines):
    def answer(connection):
        connection.sendall(b''.join(lines))
        connection.recv(1)
    return answer


def start(width=1000, height=750):
    server = Server(say(LINES))
    tapline = Tapline('127.0.0.1', str(server.port))
    tapline.resize(width, height)
    tapline.wait_for_row('1000')
    return tapline


def wait_for_told(tapline, words):
    """In a bar above the log, and in the status line."""
    wait_for(lambda: all(any(words in text for text in texts) for texts in tapline.bars()),
             lambda: f'“{words}”; they say {tapline.bars()}')


def status_line(tapline):
    return tapline.bars()[1]


def focused(tapline):
    return [node for node in walk(tapline.root, ())
            if has_state(node, Atspi.StateType.FOCUSED)]


def set_filter(tapline, text):
    """By key, as a person types it."""
    tapline.key('ctrl+shift+f')
    wait_for(lambda: any(node.get_name() == 'Filter' for node in focused(tapline)),
             'the focus in the filter')
    tapline.key('ctrl+a')
    tapline.type(text)
    wait_for(lambda: tapline.text('Filter') == text, f'“{text}” to be typed')
    tapline.key('Return')


def test_text():
    tapline = start()
    set_filter(tapline, 'text:temp')
    wait_for_told(tapline, '100 of 1001 messages')
    wait_for(lambda: all('temp' in row for row in tapline.rows()), 'only these rows')
    tapline.get('button', 'Remove text:"temp"')

    # What is wrong is told with its place; the view stays as it is.
    set_filter(tapline, 'text:temp size:ten')
    tapline.wait_for_alert('character 16')
    wait_for_told(tapline, '100 of 1001 messages')
    set_filter(tapline, ' ')
    tapline.wait_for_alert('The filter is empty')
    wait_for_told(tapline, '100 of 1001 messages')

    # The bar goes, the filter stays and the status line says so; a key ends it.
    tapline.key('Escape')
    tapline.gone('text', 'Filter')
    assert any('100 of 1001 messages' in text for text in status_line(tapline))
    tapline.key('ctrl+shift+x')
    tapline.wait_for_row('line 999')
    tapline.quit()


def test_words():
    """A word alone is text; a time is of the day of the messages; what was typed comes back; how to
    write it is told."""
    tapline = start()
    set_filter(tapline, 'TEMP size:9..1k')
    wait_for_told(tapline, '91 of 1001 messages')
    wait_for(lambda: tapline.text('Filter') == 'size:9..1000 text/i:"TEMP"', 'how it was read')
    # All of them came within the last minute, or the day has just begun.
    set_filter(tapline, 'time:00:00..23:59 kind:message')
    wait_for_told(tapline, '1000 of 1001 messages')
    tapline.key('ctrl+shift+f', 'Up', 'Up')
    wait_for(lambda: tapline.text('Filter') == 'TEMP size:9..1k', 'what was typed')
    tapline.press('How filters are written')
    tapline.get('label', 'peer:10.0.0.0/8')
    tapline.key('Escape')
    tapline.gone('label', 'peer:10.0.0.0/8')
    tapline.quit()


def test_nothing():
    tapline = start()
    set_filter(tapline, 'text:nowhere')
    tapline.get('label', 'No message matches the filter.')
    wait_for_told(tapline, '0 of 1001 messages')
    tapline.press('Show all')
    tapline.gone('button', 'Show all')
    tapline.wait_for_row('line 999')
    tapline.gone('label', 'No message matches the filter.')
    tapline.quit()


def test_conditions():
    tapline = start(600, 400)
    tapline.key('ctrl+shift+f')
    tapline.press('Add a condition')
    wait_for(lambda: tapline.find('text', 'Pattern'), 'the pattern')
    tapline.press('Add')
    tapline.wait_for_alert('Type what the messages contain.')
    tapline.fill('Pattern', 'temp')
    tapline.press('Add')
    tapline.get('button', 'Remove text/i:"temp"')
    wait_for(lambda: tapline.text('Filter') == 'text/i:"temp"', 'the same as text')
    tapline.wait_for_row('temp 1000')

    tapline.press('Add a condition')
    tapline.choose('What is compared', 3)
    tapline.fill('From', 'ten')
    tapline.press('Add')
    tapline.wait_for_alert('“size:ten..”', 'character 6')
    tapline.fill('From', '10')
    tapline.press('Add')
    tapline.get('button', 'Remove size:10..')
    wait_for(lambda: tapline.rows() and all('1000' in row for row in tapline.rows()), 'one row')

    tapline.press('Remove text/i:"temp"')
    wait_for(lambda: tapline.text('Filter') == 'size:10..', 'the other to stay')
    tapline.press('Remove size:10..')
    tapline.wait_for_row('line 999')
    tapline.quit()


def add(tapline, downwards, fill):
    """A condition of the type so far down in the list."""
    tapline.press('Add a condition')
    tapline.get('combo box', 'What is compared')
    if downwards:
        tapline.choose('What is compared', downwards)
    fill()
    tapline.press('Add')


def check(tapline, name):
    """A check box has no action in GTK 4.8."""
    tapline.click(tapline.get('check box', name))


def test_together():
    """Every type of condition, and all ways in which they go together."""
    tapline = start()
    tapline.key('ctrl+shift+f')
    for downwards, fill, text, shown in (
            (1, lambda: tapline.choose('Direction', 1), 'dir:out', 0),
            (2, lambda: tapline.fill('Peer’s address', '127.0.0.2'), 'peer:127.0.0.2', 0),
            (4, lambda: tapline.fill('To', '2000-01-01T00:00:00Z'), 'time:', 0),
            (5, lambda: None, 'flag:bad-checksum', 0),
            (6, lambda: None, 'kind:note', 1)):
        add(tapline, downwards, fill)
        wait_for(lambda text=text: text in tapline.text('Filter'), f'“{text}”')
        wait_for_told(tapline, f'{shown} of 1001 messages')
        tapline.key('ctrl+shift+x')
        tapline.gone('button', 'Show all')

    set_filter(tapline, 'kind:note text:1000')
    wait_for_told(tapline, '0 of 1001 messages')
    check(tapline, 'Any of these')
    wait_for_told(tapline, '2 of 1001 messages')
    assert ' or ' in tapline.text('Filter')
    check(tapline, 'All others')
    wait_for_told(tapline, '999 of 1001 messages')
    assert tapline.text('Filter').startswith('not')
    tapline.quit()


def test_around():
    """To the peer by key, and out of the filter at a message."""
    tapline = start()
    set_filter(tapline, 'regex:"temp (3|5)00$"')
    wait_for_told(tapline, '2 of 1001 messages')
    tapline.key('ctrl+shift+l', 'Up', 'Up')
    wait_for(lambda: tapline.find('label', 'Message 301 · 9 bytes'), 'its own number')
    tapline.key('Menu')
    tapline.wait_for_menu('Filter by This Peer')
    tapline.key('Escape', 'ctrl+shift+o')
    tapline.wait_for_row('line 299')
    tapline.wait_for_row('line 301')
    rows = tapline.rows()
    place = next(i for i, row in enumerate(rows) if 'temp 300' in row)
    assert abs(place - len(rows) / 2) <= 2, rows
    assert tapline.find('label', 'Message 301 · 9 bytes')

    tapline.key('ctrl+shift+p')
    wait_for(lambda: tapline.text('Filter').startswith('peer:127.0.0.1:'), 'the peer')
    wait_for_told(tapline, '1001 of 1001 messages')
    tapline.wait_for_row('line 301')
    tapline.quit()


def test_saved():
    tapline = start()
    set_filter(tapline, 'text:temp')
    wait_for_told(tapline, '100 of 1001 messages')
    tapline.key('F4')
    tapline.get('button', 'Saved filters')
    tapline.fill('Name of the filter', 'Temperatures')
    tapline.press('Save')
    tapline.get('list item', 'Temperatures')
    tapline.fill('Name of the filter', 'Degrees')
    tapline.press('Rename')
    tapline.get('list item', 'Degrees')
    tapline.gone('list item', 'Temperatures')
    tapline.key('Escape')
    tapline.key('ctrl+shift+x')
    tapline.wait_for_row('line 999')

    tapline.key('F4')
    wait_for(lambda: any('Degrees' in names(node) for node in focused(tapline)), 'the focus in it')
    tapline.key('Return')
    wait_for_told(tapline, '100 of 1001 messages')
    tapline.key('F4')
    wait_for(lambda: any('Degrees' in names(node) for node in focused(tapline)), 'the focus in it')
    tapline.key('Tab', 'space')
    tapline.gone('list item', 'Degrees')
    tapline.get('label', 'No filter is saved yet.')
    tapline.press('Undo')
    tapline.get('list item', 'Degrees')
    tapline.gone('button', 'Undo')
    tapline.key('Escape')
    tapline.quit()


def test_export():
    """What the filter lets through is what an export offers first."""
    tapline = start()
    set_filter(tapline, 'text:temp')
    wait_for_told(tapline, '100 of 1001 messages')
    tapline.open_chooser('ctrl+e', 'Export messages')
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'filtered.txt')
        tapline.answer_chooser('Export messages', path)
        tapline.wait_for_alert('Exported 100 messages')
        with open(path, 'rb') as file:
            lines = file.read().splitlines()
    assert len(lines) == 100, len(lines)
    assert all(b'temp' in line for line in lines), lines
    tapline.quit()


def talk(connection, more):
    """Very many messages, and when they are asked for, more and more."""
    connection.sendall(b''.join(b'%d\n' % number for number in range(MANY)))
    more.wait()
    with contextlib.suppress(OSError):
        for number in itertools.count(MANY):
            connection.sendall(b'%d\n' % number * 100)
            time.sleep(0.001)


def test_three_million():
    """As many messages as an afternoon has are filtered while more arrive, and nobody waits."""
    more = threading.Event()
    server = Server(lambda connection: talk(connection, more))
    with tempfile.TemporaryDirectory() as folder:
        tapline = stalls.start(folder, '127.0.0.1', str(server.port))
        wait_for(lambda: any(f'{MANY + 1} messages' in text for text in status_line(tapline)),
                 'all of them', 4 * DEADLINE)
        more.set()

        def filter_all(number):
            set_filter(tapline, f'regex:{number}+7$')
            began = time.monotonic()
            wait_for(lambda: tapline.rows() and all(f'{number}7' in row for row in tapline.rows()),
                     'the rows', 4 * DEADLINE)
            print(f'# filtered after {time.monotonic() - began:.1f} s', flush=True)
            tapline.key('ctrl+shift+x')
            tapline.gone('button', 'Show all')

        stalls.check_stalls(tapline, folder, filter_all)
        tapline.quit()


run(globals())
