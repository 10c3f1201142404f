#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Searching the log by keys and through assistive technology: going from match to match, what is
counted, options, patterns that are wrong, matches across messages and in other encodings."""

import shutil
import tempfile
import threading

import stalls
from tapline_ui import Atspi, Server, Tapline, choose_encoding, has_state, run, wait_for, walk

N_LINES = 3000
MANY = 10_000_000
stop = threading.Event()


def line(number):
    return f'reading {number} {"alpha" if number % 1000 == 500 else "beta"} Temp={number % 7}\n'


def say(data):
    def answer(connection):
        connection.sendall(data)
        connection.recv(1)
    return answer


def start(data=None):
    if data is None:
        data = ''.join(map(line, range(N_LINES))).encode()
    server = Server(say(data))
    tapline = Tapline('127.0.0.1', str(server.port))
    tapline.resize(1000, 700)
    return tapline


def start_with_lines():
    tapline = start()
    tapline.wait_for_row(f'reading {N_LINES - 1} ')
    return tapline


def found(tapline):
    """What the search says."""
    bar = tapline.get('form', 'Search')
    status = next(node for node in walk(bar) if node.get_role_name() == 'status bar')
    return next(node.get_name() for node in walk(status) if node.get_role_name() == 'label')


def progress(tapline):
    return tapline.get('progress bar', 'Search').get_value()


def wait_for_found(tapline, text):
    wait_for(lambda: found(tapline) == text, lambda: f'“{text}”; it says {found(tapline)!r}')


def selected(tapline):
    return [node.get_name() for node in tapline.row_nodes()
            if has_state(node, Atspi.StateType.SELECTED)]


def wait_for_selected(tapline, text):
    wait_for(lambda: [name for name in selected(tapline) if text in name],
             lambda: f'“{text}” to be selected; it is {selected(tapline)}')


def wait_for_focus(tapline, role, name):
    wait_for(lambda: has_state(tapline.get(role, name), Atspi.StateType.FOCUSED),
             f'{role} “{name}” to have the focus')


def open_search(tapline):
    tapline.key('ctrl+f')
    wait_for_focus(tapline, 'text', 'Pattern')


def test_going():
    tapline = start_with_lines()
    tapline.key('Escape')
    open_search(tapline)
    tapline.type('alpha')
    # The view was at the end, behind the last match.
    wait_for_found(tapline, '1 of 3 messages, from the start')
    wait_for_selected(tapline, 'reading 500 alpha')
    for keys, place, number in (
            ('Return', '2 of 3 messages', 1500), ('F3', '3 of 3 messages', 2500),
            ('ctrl+g', '1 of 3 messages, from the start', 500),
            ('shift+Return', '3 of 3 messages, from the end', 2500),
            ('shift+F3', '2 of 3 messages', 1500), ('ctrl+shift+g', '1 of 3 messages', 500)):
        tapline.key(keys)
        wait_for_found(tapline, place)
        wait_for_selected(tapline, f'reading {number} alpha')

    # Another message that is chosen is no match, and search goes on from there.
    tapline.key('Escape')
    tapline.gone('form', 'Search')
    tapline.key('Down')
    wait_for_selected(tapline, 'reading 501 beta')
    tapline.key('F3')
    wait_for_found(tapline, '2 of 3 messages')
    assert tapline.text('Pattern') == 'alpha'


def test_typing():
    """Each letter goes on from where the view was, not from where the letters before led."""
    tapline = start('one\ntwo\nat\nalso\nalpha\n'.encode())
    tapline.wait_for_row('alpha')
    tapline.key('ctrl+shift+l', 'Home')
    open_search(tapline)
    tapline.type('a')
    wait_for_selected(tapline, 'at')
    tapline.type('l')
    wait_for_selected(tapline, 'also')
    tapline.type('p')
    wait_for_selected(tapline, 'alpha')
    tapline.key('BackSpace')
    wait_for_selected(tapline, 'also')
    tapline.type('x')
    wait_for_found(tapline, 'No messages match')
    wait_for_selected(tapline, 'also')


def test_history():
    """What was looked for comes back with Up. Who has found nothing is where they were."""
    tapline = start_with_lines()
    tapline.key('ctrl+m')
    wait_for_focus(tapline, 'text', 'Message')
    open_search(tapline)
    tapline.key('Escape')
    tapline.gone('form', 'Search')
    wait_for_focus(tapline, 'text', 'Message')

    open_search(tapline)
    for text in ('reading 7 ', 'reading 8 '):
        tapline.key('ctrl+a')
        tapline.type(text)
        wait_for_selected(tapline, text)
        tapline.key('Return')
    tapline.key('ctrl+a')
    tapline.type('nothing')
    wait_for_found(tapline, 'No messages match')
    for key, text in (('Up', 'reading 8 '), ('Up', 'reading 7 '), ('Up', 'reading 7 '),
                      ('Down', 'reading 8 '), ('Down', 'nothing')):
        tapline.key(key)
        wait_for(lambda text=text: tapline.text('Pattern') == text,
                 f'{text!r} after {key}; it is {tapline.text("Pattern")!r}')


def test_options():
    tapline = start('temp\nTemp\ntemperature\nt.mp\n\x01\x02\xff\n'.encode('latin-1'))
    tapline.wait_for_row('t.mp')
    open_search(tapline)
    tapline.type('temp')
    for key, n in (('alt+c', 2), ('alt+w', 1), ('alt+c', 2), ('alt+w', 3), ('alt+r', 3)):
        tapline.key(key)
        wait_for(lambda: f'of {n} message' in found(tapline), f'{n} after {key}')
    tapline.key('ctrl+a')
    tapline.type('t.mp$')
    wait_for(lambda: 'of 3 messages' in found(tapline), 'a regular expression to be found')
    tapline.key('alt+x', 'ctrl+a')
    tapline.type('01 ?? f?')
    wait_for_found(tapline, '1 of 1 message')
    # They stay while the session does.
    tapline.key('Escape')
    tapline.gone('form', 'Search')
    open_search(tapline)
    wait_for_found(tapline, '1 of 1 message')
    assert tapline.text('Pattern') == '01 ?? f?'


def test_wrong_pattern():
    """What is wrong is told with its place; what is shown stays."""
    tapline = start_with_lines()
    open_search(tapline)
    tapline.key('alt+r')
    tapline.type('alpha')
    wait_for_selected(tapline, 'reading 500 alpha')
    tapline.key('F3')
    wait_for_found(tapline, '2 of 3 messages')
    tapline.type('(')
    tapline.wait_for_alert('wrong at character 7')
    assert found(tapline) == '2 of 3 messages'
    wait_for_selected(tapline, 'reading 1500 alpha')
    tapline.key('F3')
    wait_for_found(tapline, '3 of 3 messages')


def test_too_complex():
    """An expression that would never end is given up, and that is told."""
    tapline = start(b'a' * 60 + b'c\n')
    tapline.wait_for_row('aaa')
    open_search(tapline)
    tapline.key('alt+r')
    tapline.type('^(a|aa)+[^c]$')
    tapline.wait_for_alert('too complex')


def test_across_messages():
    tapline = start('first part\nsecond part\n'.encode())
    tapline.wait_for_row('second part')
    open_search(tapline)
    tapline.key('alt+x')
    tapline.type('0A 73 65')
    wait_for_found(tapline, 'No messages match')
    tapline.key('alt+a')
    wait_for_found(tapline, '1 of 1 message')
    wait_for_selected(tapline, 'first part')


def test_encoding():
    """What is typed is looked for as the session's encoding has it."""
    tapline = start('Grüße\nGRÜSSE\n'.encode('latin-1'))
    tapline.wait_for_row('GR')
    open_search(tapline)
    tapline.get('text', 'Pattern').set_text('grü')
    wait_for_found(tapline, 'No messages match')
    choose_encoding('ISO-8859-1')
    wait_for(lambda: 'of 2 messages' in found(tapline), 'both')
    tapline.get('text', 'Pattern').insert_text(3, '€')
    tapline.wait_for_alert('There is no “€” in ISO-8859-1')


def test_selected_text():
    """What is selected in the details is what is looked for."""
    tapline = start_with_lines()
    tapline.key('ctrl+shift+l', 'Home', 'Down')
    wait_for_selected(tapline, 'Connected')
    tapline.key('Down')
    wait_for(lambda: 'reading 0' in tapline.text('Selected message'), 'the message')
    tapline.click(tapline.get('text', 'Selected message'))
    wait_for_focus(tapline, 'text', 'Selected message')
    tapline.key('ctrl+a')
    open_search(tapline)
    assert tapline.text('Pattern') == 'reading 0 beta Temp=0', tapline.text('Pattern')
    wait_for_found(tapline, '1 of 1 message')


def test_new_messages():
    """What arrives is searched as well; the cursor stays."""
    def answer(connection):
        connection.sendall(b'alpha\nbeta\n')
        while connection.recv(100):
            connection.sendall(b'alpha\n')

    tapline = Tapline('127.0.0.1', str(Server(answer).port))
    tapline.wait_for_row('beta')
    open_search(tapline)
    tapline.type('alpha')
    wait_for_found(tapline, '1 of 1 message')
    tapline.key('ctrl+m')
    tapline.type('x')
    tapline.key('Return')
    wait_for_found(tapline, '1 of 2 messages')


def flood(connection):
    """Many messages, and then more and more until nobody wants them."""
    connection.sendall(b''.join(b'r %03d\n' % n for n in range(1000)) * (MANY // 1000))
    try:
        while not stop.wait(0.01):
            connection.sendall(b''.join(b'more %d\n' % n for n in range(1000)))
    except OSError:
        pass


def test_stalls():
    """While many messages are searched, and new ones arrive, the main loop goes on."""
    folder = tempfile.mkdtemp()
    tapline = stalls.start(folder, '127.0.0.1', str(Server(flood).port))
    tapline.wait_for_row('more ')
    open_search(tapline)

    def search(number):
        tapline.get('text', 'Pattern').set_text(f'r {number}9')
        wait_for(lambda: ' of ' in found(tapline), 'a match')
        tapline.key('F3', 'F3')
        wait_for(lambda: progress(tapline) == 1, 'the search to be through')
        total = found(tapline).split(' of ')[1].split()[0]
        assert int(total) >= MANY // 100, found(tapline)

    stalls.check_stalls(tapline, folder, search)
    stop.set()
    tapline.quit()
    shutil.rmtree(folder)


run(globals())
