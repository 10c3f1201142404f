#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings through the window: what is offered after a crash, what happens at the limit of a
recording, and the settings for both."""

import os
import subprocess
import sys
import time

from tapline_ui import (APP_ENVIRONMENT, DEADLINE, Server, Tapline, echo, never, run, running,
                        walk, wait_for)

FOLDER = os.path.join(os.environ['XDG_STATE_HOME'], 'tapline', 'recordings')
ENDED = 'ended unexpectedly'
LINES = b''.join(b'line %09d\n' % number for number in range(20000))


def recordings():
    return sorted(os.listdir(FOLDER)) if os.path.isdir(FOLDER) else []


def clear():
    for name in recordings():
        os.unlink(os.path.join(FOLDER, name))


def size_of(name):
    return os.path.getsize(os.path.join(FOLDER, name))


def crash(tapline):
    tapline.kill()
    running.remove(tapline)


def left_by_a_crash():
    """Kills a window that receives; gives the recording's name."""
    before = recordings()

    def stream(connection):
        connection.sendall(LINES * 10)
        while True:
            connection.sendall(b'one more\n')
            time.sleep(0.001)

    server = Server(stream)
    tapline = Tapline('127.0.0.1', str(server.port))
    wait_for(lambda: any('3.0 MB in' in text.replace('\xa0', ' ') for text in tapline.status()),
             lambda: f'megabytes: {tapline.status()}')
    crash(tapline)
    server.close()
    return [name for name in recordings() if name not in before][0]


def offered(tapline):
    """What the rows of the offer say."""
    return [node.get_name() for node in walk(tapline.root)
            if node.get_role_name() in ('panel', 'grouping') and ' · ' in (node.get_name() or '')]


def is_offering(tapline):
    return any(ENDED in text for text in tapline.alerts())


def test_offered_after_a_crash():
    clear()
    name = left_by_a_crash()
    size = size_of(name)
    tapline = Tapline()
    tapline.wait_for_alert('A session', ENDED)
    rows = offered(tapline)
    assert len(rows) == 1, rows
    # Never opened unasked.
    assert tapline.sessions() == ['New session'], tapline.sessions()
    assert 'Connected to 127.0.0.1' in rows[0] and 'MB' in rows[0] and 'today, ' in rows[0], rows

    tapline.press('Not now')
    wait_for(lambda: not is_offering(tapline), 'the offer to go')
    assert recordings() == [name]
    # At its end a torn block was cut, a note was added.
    assert abs(size_of(name) - size) < 100000, (size, size_of(name))
    tapline.quit()
    running.clear()

    tapline = Tapline()
    never(lambda: is_offering(tapline), 'it asks again')
    assert recordings() == [name]


def test_open():
    clear()
    name = left_by_a_crash()
    tapline = Tapline()
    tapline.wait_for_alert('A session', ENDED)
    tapline.press('Open')
    tapline.wait_for_row('line 000000000')
    tapline.key('End')
    tapline.wait_for_row('note', 'ended unexpectedly here')
    wait_for(lambda: not is_offering(tapline), 'the offer to go')
    assert recordings() == [name]


def test_several_and_delete():
    clear()
    first, second = left_by_a_crash(), left_by_a_crash()
    tapline = Tapline()
    tapline.wait_for_alert('2 sessions', ENDED)
    assert len(offered(tapline)) == 2, offered(tapline)

    # The latest stands first. Return leaves it, as it should.
    tapline.press('Delete')
    tapline.get('button', 'Cancel')
    tapline.key('Return')
    tapline.gone('button', 'Cancel')
    assert recordings() == sorted((first, second))
    tapline.press('Delete')
    tapline.get('button', 'Cancel')
    tapline.key('Tab', 'Return')
    wait_for(lambda: recordings() == [first], f'{second} to be deleted')
    wait_for(lambda: len(offered(tapline)) == 1, 'the other one to be left')
    tapline.press('Delete')
    tapline.get('button', 'Cancel')
    tapline.key('Tab', 'Return')
    wait_for(lambda: recordings() == [], 'the other one to be deleted')
    wait_for(lambda: not is_offering(tapline), 'the offer to go')


def test_living_is_not_offered():
    clear()
    server = Server(echo)
    # Without a bus it is a program of its own.
    env = dict(os.environ, DBUS_SESSION_BUS_ADDRESS='unix:path=/nonexistent', GTK_A11Y='none',
               **APP_ENVIRONMENT)
    env.pop('TAPLINE_GUARD', None)
    with subprocess.Popen((sys.argv[1], '127.0.0.1', str(server.port)), env=env) as other:
        try:
            wait_for(lambda: server.connections and recordings(), 'its recording')
            tapline = Tapline('127.0.0.1', str(server.port))
            wait_for(lambda: len(recordings()) == 2, 'a recording of each')
            never(lambda: is_offering(tapline), 'a living one is offered')
            tapline.quit()
            running.clear()
            assert other.poll() is None
        finally:
            other.kill()
    tapline = Tapline()
    tapline.wait_for_alert('A session', ENDED)
    server.close()


def set_limit(tapline, mebibytes):
    tapline.key('ctrl+comma')
    tapline.get('button', 'Delete all…')
    # Behind the switch.
    tapline.key('Tab', 'ctrl+a')
    tapline.type(str(mebibytes))
    tapline.key('Return', 'Escape')
    tapline.gone('button', 'Delete all…')


def test_limit():
    clear()

    def flood(connection):
        while True:
            connection.sendall(LINES)

    server = Server(flood)
    quiet = Server(echo)
    tapline = Tapline('127.0.0.1', str(quiet.port))
    tapline.get('button', 'Disconnect')
    tapline.fill('Message', 'kept')
    tapline.press('Send')
    tapline.wait_for_row('from', 'kept')
    earlier = recordings()[0]
    tapline.key('ctrl+w')
    set_limit(tapline, 1)

    tapline.connect('127.0.0.1', server.port)
    tapline.wait_for_alert('limit of 1.0\xa0MiB')
    name = [name for name in recordings() if name != earlier][0]
    assert 1000000 < size_of(name) < (1 << 20) + 10000, size_of(name)
    tapline.wait_for_row('limit of 1.0\xa0MiB')
    tapline.press('Continue')
    tapline.wait_for_alert('limit of 2.0\xa0MiB')
    assert 2000000 < size_of(name) < (2 << 20) + 10000, size_of(name)

    tapline.press('Delete oldest recordings')
    tapline.wait_for_alert('limit of 3.0\xa0MiB')
    assert recordings() == [name], recordings()
    # Its row is far up already.
    with open(os.path.join(FOLDER, name), 'rb') as file:
        assert b'1 earlier recording was deleted' in file.read()
    # There is none any more; it stays as it is.
    tapline.press('Delete oldest recordings')
    tapline.wait_for_row('no earlier recording')
    never(lambda: size_of(name) > (3 << 20) + 10000, 'it went on')

    # Another limit holds for this session too, at once.
    set_limit(tapline, 5)
    tapline.wait_for_alert('limit of 5.0\xa0MiB')
    assert 5000000 < size_of(name) < (5 << 20) + 10000, size_of(name)
    server.close()
    quiet.close()


def test_full_disk():
    clear()
    os.makedirs(FOLDER, exist_ok=True)
    subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=10m', 'none', FOLDER], check=True)
    try:
        filler = os.path.join(FOLDER, 'filler')
        with open(filler, 'wb') as file:
            file.write(bytes(7 << 20))

        def answer(connection):
            connection.sendall(LINES * 20)
            connection.sendall(b'that was all\n')
            while connection.recv(100):
                pass

        server = Server(answer)
        tapline = Tapline('127.0.0.1', str(server.port))
        tapline.wait_for_alert('The disk is full', 'goes on by itself')
        tapline.get('button', 'Delete oldest recordings')
        os.unlink(filler)
        wait_for(lambda: not tapline.alerts(), 'the notice to go')
        tapline.wait_for_row('that was all')
        wait_for(lambda: any('6.0\xa0MB in' in text for text in tapline.status()),
                 lambda: f'all of it: {tapline.status()}')
        with open(os.path.join(FOLDER, recordings()[0]), 'rb') as file:
            assert b'nothing was lost' in file.read()
        tapline.quit()
        running.clear()
        server.close()
    finally:
        subprocess.run(['umount', '--lazy', FOLDER], check=True)


def test_keep_and_delete_all():
    clear()
    server = Server(echo)
    tapline = Tapline('127.0.0.1', str(server.port))
    tapline.get('button', 'Disconnect')
    tapline.key('ctrl+t')
    tapline.connect('127.0.0.1', server.port)
    wait_for(lambda: len(recordings()) == 2, 'two recordings')
    tapline.key('ctrl+w')
    never(lambda: len(recordings()) != 2, 'it was not kept')

    tapline.key('ctrl+comma')
    wait_for(lambda: any(node.get_name().startswith('2 recordings use ')
                         for node in walk(tapline.root) if node.get_role_name() == 'label'),
             'what they use')
    tapline.press('Delete all…')
    tapline.get('button', 'Cancel')
    tapline.key('Tab', 'Return')
    # The open session's stays.
    wait_for(lambda: len(recordings()) == 1, 'one to be deleted')
    tapline.gone('button', 'Cancel')
    tapline.key('Escape')
    tapline.gone('button', 'Delete all…')
    # The switch has the focus at first.
    tapline.key('ctrl+comma')
    tapline.get('button', 'Delete all…')
    tapline.key('space', 'Escape')
    tapline.gone('button', 'Delete all…')
    tapline.key('ctrl+w')
    wait_for(lambda: recordings() == [], 'the last one to be deleted with its session')
    server.close()


def test_private():
    clear()
    os.makedirs(FOLDER, exist_ok=True)
    os.chmod(FOLDER, 0o755)
    tapline = Tapline('--demo')
    tapline.wait_for_row('Hello')
    assert os.stat(FOLDER).st_mode & 0o777 == 0o700
    assert os.stat(os.path.join(FOLDER, recordings()[0])).st_mode & 0o777 == 0o600
    begin = time.monotonic()
    tapline.quit()
    running.clear()
    assert time.monotonic() - begin < DEADLINE


if __name__ == '__main__':
    run(globals())
