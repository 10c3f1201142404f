#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window against programs that others wrote: a redis-server that is watched with MONITOR while
redis-benchmark runs 100,000 commands, and three ncats at once. The keyboard does it all; the main
loop is never held over 50 ms; nothing is lost."""

import re
import shutil
import subprocess
import tempfile

from stalls import check_stalls, start
from tapline_ui import free_port, run, wait_for

COMMANDS = 100000
# The same in the words that fit.
LEDGER = {'received = recorded = indexed', 'nothing lost'}
LINES = 10000


def count(tapline, what):
    for text in tapline.status():
        match = re.match(r'([\d,]+) ' + what, text)
        if match:
            return int(match.group(1).replace(',', ''))
    return 0


def test_monitor_a_redis_server():
    folder = tempfile.mkdtemp()
    port = free_port()
    server = subprocess.Popen(('redis-server', '--port', str(port), '--bind', '127.0.0.1',
                               '--save', '', '--dir', folder), stdout=subprocess.DEVNULL)
    try:
        wait_for(lambda: subprocess.run(('redis-cli', '-p', str(port), 'ping'),
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        check=False).stdout == b'PONG\n',
                 'redis-server')
        tapline = start(folder)
        # As a person: the cursor is in the host entry; Enter connects.
        tapline.type('127.0.0.1')
        tapline.key('Tab')
        tapline.type(str(port))
        tapline.key('Return')
        tapline.get('button', 'Disconnect')
        tapline.key('ctrl+m')
        tapline.type('MONITOR')
        tapline.key('Return')
        tapline.wait_for_row('+OK')

        def benchmark(number):
            subprocess.run(('redis-benchmark', '-p', str(port), '-n', str(COMMANDS), '-c', '10',
                            '-P', '16', '-t', 'set', '-q'), stdout=subprocess.DEVNULL, check=True)
            wait_for(lambda: count(tapline, 'messages') >= COMMANDS * (number + 1),
                     f'{COMMANDS} messages more')

        check_stalls(tapline, folder, benchmark)
        wait_for(lambda: LEDGER & set(tapline.status()), 'the ledger')
        tapline.wait_for_row('"SET"')
        tapline.quit()
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


def test_three_ncats():
    folder = tempfile.mkdtemp()
    port = free_port()
    tapline = start(folder)
    tapline.fill('Port', str(port))
    tapline.press('Listen')
    tapline.wait_for_row(f'Listening on 127.0.0.1:{port}')
    ncats = [subprocess.Popen(('ncat', '127.0.0.1', str(port)), stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) for _ in range(3)]
    try:
        def lines(number):
            for ncat in ncats:
                ncat.stdin.write(b''.join(b'line %d\n' % n for n in range(LINES)))
                ncat.stdin.flush()
            # The lines, that it listens, and that each came.
            expected = len(ncats) * LINES * (number + 1) + 1 + len(ncats)
            wait_for(lambda: count(tapline, 'messages') == expected, f'{expected} messages')

        check_stalls(tapline, folder, lines)
        wait_for(lambda: LEDGER & set(tapline.status()), 'the ledger')
        tapline.fill('Message', 'to all of you')
        tapline.press('Send')
        for ncat in ncats:
            assert ncat.stdout.readline() == b'to all of you\n'
        tapline.press('Disconnect')
        for ncat in ncats:
            assert ncat.stdout.read() == b''
        tapline.wait_for_row(f'Stopped listening on port {port}')
        tapline.quit()
    finally:
        for ncat in ncats:
            ncat.kill()
            ncat.wait()
            ncat.stdin.close()
            ncat.stdout.close()
        shutil.rmtree(folder)


run(globals())
