#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections through the window: an echo, several peers at once, a flood."""

import os
import subprocess
import time

from tapline_ui import DEADLINE, Server, Tapline, echo, free_port, never, run, running, wait_for


def test_echo():
    port = free_port()
    socat = subprocess.Popen(('socat', f'TCP-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork',
                              'EXEC:cat'))
    try:
        wait_for(lambda: subprocess.run(('socat', '-u', 'OPEN:/dev/null',
                                         f'TCP:127.0.0.1:{port}'), stderr=subprocess.DEVNULL,
                                        check=False).returncode == 0, 'socat')
        tapline = Tapline()
        tapline.connect('localhost', port)
        tapline.wait_for_row('Connected to localhost')
        assert tapline.title() == f'localhost:{port}', tapline.title()

        tapline.fill('Message', 'Grüße\\t1')
        tapline.press('Send')
        tapline.wait_for_row('to localhost', 'Grüße')
        tapline.wait_for_row('from localhost', 'Grüße')
        wait_for(lambda: tapline.text('Message') == '', 'the entry to be empty again')
        # Nine bytes of text in UTF-8, and the line ending.
        wait_for(lambda: any('10 bytes in' in text and '10 bytes out' in text
                             for text in tapline.status()), lambda: f'figures: {tapline.status()}')
        tapline.resize(1200, 700)
        wait_for(lambda: 'received = recorded = indexed' in tapline.status(), 'the ledger')

        tapline.press('Disconnect')
        tapline.get('button', 'Connect')
        # The log goes on where it was.
        tapline.press('Connect')
        tapline.get('button', 'Disconnect')
        wait_for(lambda: len([row for row in tapline.rows() if 'Connected to localhost' in row])
                 == 2, 'a second connection in the same log')
    finally:
        socat.terminate()
        socat.wait()


def test_escapes_and_history():
    server = Server(echo)
    tapline = Tapline('127.0.0.1', str(server.port))
    tapline.get('text', 'Message')
    tapline.get('button', 'Disconnect')
    tapline.fill('Message', 'one')
    tapline.press('Send')
    wait_for(lambda: tapline.text('Message') == '', 'the first to be sent')
    tapline.fill('Message', 'two\\q')
    tapline.press('Send')
    tapline.wait_for_alert('\\q')
    never(lambda: any('two' in row for row in tapline.rows()), 'it was sent all the same')
    # What was typed stays, to be put right.
    assert tapline.text('Message') == 'two\\q'
    tapline.fill('Message', 'two')
    wait_for(lambda: not tapline.alerts(), 'the sentence to go')
    tapline.press('Send')
    wait_for(lambda: tapline.text('Message') == '', 'the second to be sent')

    tapline.key('ctrl+m')
    tapline.type('draft')
    wait_for(lambda: tapline.text('Message') == 'draft', 'the draft')
    for key, text in (('Up', 'two'), ('Up', 'one'), ('Up', 'one'), ('Down', 'two'),
                      ('Down', 'draft')):
        tapline.key(key)
        wait_for(lambda: tapline.text('Message') == text, f'{text} behind {key}')
    tapline.key('Up', 'Return')
    wait_for(lambda: len([row for row in tapline.rows() if 'from' in row and 'two' in row]) == 2,
             'the second message once more')
    server.close()


def test_line_endings():
    received = []

    def collect(connection):
        while True:
            data = connection.recv(4096)
            if not data:
                return
            received.append(data)

    server = Server(collect)
    tapline = Tapline('127.0.0.1', str(server.port))
    tapline.get('button', 'Disconnect')
    expected = b''
    for number, ending in enumerate((b'\n', b'\r\n', b'\r', b'')):
        if expected:
            tapline.choose('Line ending', number)
        tapline.fill('Message', '\\x41b')
        tapline.press('Send')
        expected += b'Ab' + ending
        wait_for(lambda: b''.join(received) == expected, f'{expected}, not {received}')
    server.close()


def test_three_peers():
    tapline = Tapline()
    tapline.fill('Port', '')
    tapline.press('Listen')
    wait_for(lambda: tapline.title().startswith('Listening on '), 'to listen')
    port = tapline.title().split()[-1]
    wait_for(lambda: tapline.text('Port') == port, 'the port to be told')
    peers = [subprocess.Popen(('ncat', '127.0.0.1', port), stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) for _ in range(3)]
    try:
        for number, peer in enumerate(peers):
            peer.stdin.write(f'peer number {number}\n'.encode())
            peer.stdin.flush()
        for number in range(3):
            tapline.wait_for_row(f'peer number {number}')
        tapline.get('combo box', 'Send to')
        tapline.fill('Message', 'to everybody')
        tapline.press('Send')
        for peer in peers:
            assert peer.stdout.readline() == b'to everybody\n'

        # To the second one alone.
        tapline.choose('Send to', 2)
        tapline.fill('Message', 'to one')
        tapline.press('Send')
        tapline.wait_for_row('to one')
        tapline.choose('Send to', 0)
        tapline.fill('Message', 'again to everybody')
        tapline.press('Send')
        lines = [peer.stdout.readline() for peer in peers]
        assert sorted(lines) == [b'again to everybody\n', b'again to everybody\n',
                                 b'to one\n'], lines
        tapline.press('Disconnect')
        tapline.get('button', 'Connect')
        for peer in peers:
            peer.stdin.close()
            peer.wait(DEADLINE)
    finally:
        for peer in peers:
            peer.kill()
            peer.wait()


def test_listen_on_network_is_told():
    tapline = Tapline('--listen', '0.0.0.0:0')
    wait_for(lambda: '(network)' in tapline.title(), 'the title to tell')
    assert any('reachable from the network' in text for text in tapline.status())
    assert '(network)' in tapline.sessions()[0]


def test_quit_while_flooded():
    block = b''.join(b'%063d\n' % number for number in range(4096))

    def flood(connection):
        while True:
            connection.sendall(block)

    servers = [Server(flood) for _ in range(3)]
    tapline = Tapline('127.0.0.1', str(servers[0].port))
    tapline.get('button', 'Disconnect')
    for server in servers[1:]:
        tapline.key('ctrl+t')
        tapline.connect('127.0.0.1', server.port)
    wait_for(lambda: any('GB in' in text or 'MB in' in text for text in tapline.status()),
             lambda: f'megabytes: {tapline.status()}')
    begin = time.monotonic()
    tapline.key('ctrl+q')
    status = tapline.wait(2 * max(1.0, DEADLINE / 20))
    assert status == 0, status
    print(f'# quit in {time.monotonic() - begin:.2f} s', flush=True)
    running.remove(tapline)
    for server in servers:
        server.close()
    folder = os.path.join(os.environ['XDG_STATE_HOME'], 'tapline', 'recordings')
    for name in os.listdir(folder):
        os.unlink(os.path.join(folder, name))


def test_close_session_while_flooded():
    def flood(connection):
        while True:
            connection.sendall(b'x' * 65535 + b'\n')

    server = Server(flood)
    tapline = Tapline('127.0.0.1', str(server.port))
    tapline.get('button', 'Disconnect')
    wait_for(lambda: any('MB in' in text or 'GB in' in text for text in tapline.status()),
             'megabytes')
    tapline.key('ctrl+w')
    wait_for(lambda: tapline.sessions() == ['New session'], 'an empty session', 2)
    server.close()


if __name__ == '__main__':
    run(globals())
