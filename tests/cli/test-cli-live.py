#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-cli-live.py PROGRAM [TEST...]: `connect` and `listen` as a script uses them."""

import base64
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time

import driver
from driver import (Cli, Process, accept, connect, interrupt, listener, objects, read_all, receive,
                    wait_until)

MIB = 1024 * 1024


def test_connect_prints_lines_until_the_peer_closes():
    server, port = listener()
    cli = Cli('connect', f'127.0.0.1:{port}')
    peer = accept(server)
    peer.sendall(b'one\r\ntwo\n')
    cli.out.wait(b'two')
    peer.sendall(b'unfinished')
    peer.close()
    cli.wait()
    lines = cli.out.read().decode().splitlines()
    assert [line.split('  ', 1)[1] for line in lines] == [
        'one', 'two', 'unfinished  (The connection ended inside it, or what follows is missing.)'], lines
    for line in lines:
        assert re.match(r'\d\d:\d\d:\d\d\.\d{3} ← 127\.0\.0\.1  ', line), line


def test_connect_sends_input_and_waits_for_the_rest():
    server, port = listener()
    cli = Cli('connect', f'127.0.0.1:{port}', '--format', 'payload')
    cli.write(b'first\nsecond\nlast without end')
    cli.close_input()
    peer = accept(server)
    assert read_all(peer) == b'first\nsecond\nlast without end'
    peer.sendall(b'the rest\n')
    peer.close()
    cli.wait()
    assert cli.out.read() == b'the rest\n'


def test_eol():
    for eol, sent in (('lf', b'a\nb\n'), ('crlf', b'a\r\nb\r\n'), ('cr', b'a\rb\r'),
                      ('none', b'ab')):
        server, port = listener()
        cli = Cli('connect', f'127.0.0.1:{port}', '--eol', eol)
        cli.write(b'a\nb\n')
        cli.close_input()
        peer = accept(server)
        assert read_all(peer) == sent, eol
        peer.close()
        cli.wait()


def test_send_understands_escapes_and_leaves_input_alone():
    server, port = listener()
    cli = Cli('connect', f'127.0.0.1:{port}', '--send', r'a\tb\x00\xff\0\\ü\r\n', '--time', '60')
    cli.write(b'not this\n')
    cli.close_input()
    peer = accept(server)
    wanted = b'a\tb\0\xff\0\\' + 'ü'.encode() + b'\r\n'
    assert receive(peer, len(wanted)) == wanted
    peer.shutdown(socket.SHUT_WR)
    assert read_all(peer) == b''
    cli.wait()


def test_listen_tells_its_port_and_sends_input_to_all():
    cli = Cli('listen', '0')
    port = cli.port()
    peers = [connect(port), connect(port)]
    cli.err.wait(lambda said: said.count(b' connected') == 2)
    cli.write(b'to all\n')
    for peer in peers:
        assert receive(peer, 7) == b'to all\n'
        peer.sendall(b'from one\n')
    cli.out.wait(lambda said: said.count(b'from one') == 2)
    cli.close_input()
    for peer in peers:
        assert read_all(peer) == b''
    interrupt(cli)
    cli.wait()


def test_listen_is_for_this_computer_unless_told():
    cli = Cli('listen', '0.0.0.0:0')
    assert cli.err.wait(b'\n').startswith(b'listening on 0.0.0.0:')
    interrupt(cli)
    cli.wait()
    cli = Cli('listen', '[::1]:0')
    assert re.match(rb'listening on \[::1\]:\d+\n', cli.err.wait(b'\n'))
    interrupt(cli)
    cli.wait()


def test_send_greets_every_peer():
    cli = Cli('listen', '0', '--send', r'hello\n')
    port = cli.port()
    for _ in range(3):
        assert receive(connect(port), 6) == b'hello\n'
    interrupt(cli)
    cli.wait()


def test_unix_socket():
    server = socket.socket(socket.AF_UNIX)
    place = driver.path('peer.sock')
    server.bind(place)
    server.listen()
    server.settimeout(driver.DEADLINE)
    record = driver.path('unix.pcapng')
    cli = Cli('connect', f'unix:{place}', '--send', r'ping\n', '--count', '1', '--record', record)
    peer = accept(server)
    assert receive(peer, 5) == b'ping\n'
    peer.sendall(b'pong\n')
    cli.wait()
    assert f' ← unix:{place}  pong'.encode() in cli.out.read()
    fields = subprocess.run(['tshark', '-r', record, '-Y', 'tcp.len > 0', '-T', 'fields',
                             '-e', 'ip.src', '-e', 'tcp.srcport', '-e', 'ip.dst',
                             '-e', 'tcp.dstport'], check=True, capture_output=True, text=True)
    assert fields.stdout.splitlines() == ['127.0.0.1\t49153\t127.0.0.1\t1',
                                          '127.0.0.1\t1\t127.0.0.1\t49153'], fields.stdout


def test_unix_socket_errors_name_the_path():
    place = driver.path('nobody.sock')
    cli = Cli('connect', f'unix:{place}').wait(1)
    assert f'There is no socket unix:{place}.'.encode() in cli.err.read()
    server = socket.socket(socket.AF_UNIX)
    server.bind(place)
    cli = Cli('connect', f'unix:{place}').wait(1)
    assert f'unix:{place} refused the connection'.encode() in cli.err.read()


def is_one_sentence(said):
    return said.startswith('tapline-cli: ') and said.count('\n') == 1 and said.endswith('.\n')


def test_exit_1_nothing_to_connect_to_or_listen_on():
    port = driver.free_port()
    cli = Cli('connect', f'127.0.0.1:{port}').wait(1)
    assert is_one_sentence(cli.err.read().decode()), cli.err.bytes
    server, taken = listener()
    cli = Cli('listen', f'{taken}').wait(1)
    assert is_one_sentence(cli.err.read().decode()), cli.err.bytes
    server.close()


def test_wrong_filter_tells_where():
    for filter, position in (('ab[c', 5), ('a**', 3), ('ä(', 3), ('', 1)):
        said = Cli('connect', 'a:1', '--filter', filter).wait(2).err.read().decode()
        assert said.startswith('tapline-cli: --filter: '), said
        # PCRE2 10.49 tells of some faults where they end.
        assert position == 1 or any(f' {at}: ' in said for at in (position, position + 1)), said


def test_exit_2_wrong_usage():
    for arguments in ([], ['fly'], ['connect'], ['connect', 'host'], ['connect', 'a:1', 'b:2'],
                      ['connect', 'a:99999'], ['listen', 'unix:/x'], ['listen', '-1'],
                      ['connect', 'a:1', '--nothing'], ['connect', 'a:1', '--framing', 'bogus'],
                      ['connect', 'a:1', '--format', 'xml'], ['connect', 'a:1', '--filter', '('],
                      ['connect', 'a:1', '--count', '-1'], ['connect', 'a:1', '--count', 'x'],
                      ['connect', 'a:1', '--time', '-1'], ['connect', 'a:1', '--eol', 'x'],
                      ['connect', 'a:1', '--send', r'\q'], ['connect', 'a:1', '--max-peers', '2'],
                      ['demo', 'x'], ['framings', 'x']):
        cli = Cli(*arguments).wait(2)
        said = cli.err.read().decode()
        assert said.startswith('tapline-cli: ') and said.count('\n') == 1, (arguments, said)
        assert cli.out.read() == b''


def test_exit_3_the_peer_ends_before_the_count():
    server, port = listener()
    cli = Cli('connect', f'127.0.0.1:{port}', '--count', '3')
    peer = accept(server)
    peer.sendall(b'one\ntwo\n')
    peer.close()
    cli.wait(3)
    cli = Cli('listen', '0', '--count', '2', '--exit-on-close')
    peer = connect(cli.port())
    peer.sendall(b'one\n')
    peer.close()
    cli.wait(3)


def test_exit_4_the_recording_cannot_be_made():
    place = driver.path('there')
    with open(place, 'wb') as file:
        file.write(b'mine')
    cli = Cli('listen', '0', '--record', place).wait(4)
    assert is_one_sentence(cli.err.read().decode()), cli.err.bytes
    with open(place, 'rb') as file:
        assert file.read() == b'mine'
    cli = Cli('connect', '127.0.0.1:9', '--record', driver.path('no/folder/x')).wait(4)
    assert is_one_sentence(cli.err.read().decode()), cli.err.bytes


def test_exit_4_the_disk_is_full():
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4 * MIB, 4 * MIB))
    record = driver.path('full.pcapng')
    cli = Cli('listen', '0', '--record', record, '--format', 'none', '--framing', 'raw',
              '--ledger', preexec_fn=limit)
    peer = connect(cli.port())
    peer.settimeout(0.5)
    sent = 0
    try:
        while sent < 64 * MIB:
            sent += peer.send(bytes(65536))
    except TimeoutError:
        pass
    # Reception is paused, TCP makes the peer wait, and the user is told.
    assert sent < 64 * MIB
    cli.err.wait(b'Raise that limit')
    interrupt(cli)
    cli.wait(4)
    said = cli.err.read().decode().strip()
    assert os.path.getsize(record) <= 4 * MIB
    received, recorded, indexed, lost = map(int, re.search(
        r'received=(\d+) recorded=(\d+) indexed=(\d+) .* lost=(\d+)$', said).groups())
    # What was received and could not be written before the end is told, not hidden.
    assert recorded == indexed and lost == received - indexed, said


def test_silence_ends_a_message():
    server, port = listener()
    cli = Cli('connect', f'127.0.0.1:{port}', '--framing', 'idle:100', '--format', 'json',
              '--record', driver.path('idle.pcapng'))
    peer = accept(server)
    for text in (b'one', b'two\n', b'three'):
        peer.sendall(text)
        # Nothing more comes, and the connection stays.
        cli.out.wait(b'"text":"' + text[:3])
    peer.close()
    cli.wait()
    live = [row for row in objects(cli.out.read()) if row['dir'] == 'in']
    assert [row['text'] for row in live] == ['one', 'two\n', 'three'], live
    assert not any(row.get('flags') for row in live), live
    show = Cli('show', driver.path('idle.pcapng'), '--framing', 'idle:100', '--format', 'json').wait()
    assert [row for row in objects(show.out.read()) if row['dir'] == 'in'] == live


def test_full_output_is_told():
    server, port = listener()
    with open('/dev/full', 'wb') as full:
        cli = Cli('connect', f'127.0.0.1:{port}', stdout=full)
        accept(server).sendall(b'line\n')
        cli.wait(4)
    assert b'standard output cannot be written' in cli.err.read()


def test_ctrl_c_ends_in_order():
    cli = Cli('listen', '0', '--ledger')
    peer = connect(cli.port())
    peer.sendall(b'half a line')
    cli.err.wait(b' connected')
    wait_until(lambda: driver.recordings(), 'recording')
    interrupt(cli)
    assert read_all(peer) == b''
    cli.wait()
    assert cli.out.read().endswith(b'half a line  (The connection ended inside it, or what follows is missing.)\n')
    said = cli.err.read().decode().splitlines()[-1]
    assert re.fullmatch(r'received=11 recorded=11 indexed=11 messages=\d+ connections=1 lost=0',
                        said), said
    assert driver.recordings() == []


def test_ctrl_c_twice_ends_at_once():
    server, port = listener()
    cli = Cli('connect', f'127.0.0.1:{port}', stdin=subprocess.PIPE)
    peer = accept(server)
    # The peer does not read, so there is something to wait for: a second.
    os.set_blocking(cli.stdin.fileno(), False)
    refused = [0]

    def stuff():
        try:
            os.write(cli.stdin.fileno(), bytes(65536))
            refused[0] = 0
        except BlockingIOError:
            refused[0] += 1
        return refused[0] > 30
    wait_until(stuff, 'a full queue')

    def ended():
        interrupt(cli)
        return cli.process.poll() is not None
    wait_until(ended, 'the end')
    # The first alone would end it with 0, after that second.
    assert cli.process.returncode == 130, cli.process.returncode
    assert driver.recordings() == []
    peer.close()


def test_ctrl_c_does_not_wait_for_a_reader_that_sleeps():
    read_end, write_end = os.pipe()
    cli = Cli('listen', '0', '--format', 'payload', stdout=write_end)
    os.close(write_end)
    peer = connect(cli.port())
    peer.sendall(b'x' * 1023 * 256 + b'\n' + b'y' * MIB + b'\n')
    wait_until(lambda: b'x' in os.read(read_end, 1), 'output')
    interrupt(cli)
    cli.wait()
    os.close(read_end)


def test_sigterm_ends_in_order():
    cli = Cli('listen', '0')
    peer = connect(cli.port())
    cli.err.wait(b' connected')
    cli.signal(signal.SIGTERM)
    assert read_all(peer) == b''
    cli.wait()


def test_closed_output_ends_quietly():
    # While nothing is printed, while much is, and from the start.
    read_end, write_end = os.pipe()
    cli = Cli('listen', '0', '--quiet', stdout=write_end)
    os.close(write_end)
    cli.port()
    os.close(read_end)
    cli.wait()
    assert cli.err.read().count(b'\n') == 1, cli.err.bytes

    cli = Process('sh', '-c', f'"{driver.PROGRAM}" demo | head -n 3; echo over >&2',
                  env=dict(os.environ, XDG_STATE_HOME=driver.folder('state'), LC_ALL='C.UTF-8'))
    cli.wait()
    assert cli.out.read().count(b'\n') == 3

    server, port = listener()
    cli = Process('sh', '-c', f'exec "{driver.PROGRAM}" connect 127.0.0.1:{port} -q >&-',
                  env=dict(os.environ, XDG_STATE_HOME=driver.folder('state'), LC_ALL='C.UTF-8'))
    peer = accept(server)
    peer.sendall(b'line\n')
    assert read_all(peer) == b''
    cli.wait()
    assert cli.err.read() == b'', cli.err.bytes


def flood(peer, amount, chunk=b'0123456789012345678901234567890\n' * 2048):
    left = amount
    while left > 0:
        left -= peer.send(chunk[:left])


def test_a_reader_that_sleeps_costs_no_memory():
    peaks = []
    for amount in (2 * MIB, 200 * MIB):
        read_end, write_end = os.pipe()
        cli = Cli('listen', '0', '--ledger', stdout=write_end)
        os.close(write_end)
        peer = connect(cli.port())
        flood(peer, amount)
        peer.shutdown(socket.SHUT_WR)
        # All of it is received although nobody reads what is printed.
        assert read_all(peer) == b''
        peaks.append(cli.peak())
        os.close(read_end)
        cli.wait()
        said = cli.err.read().decode().strip()
        assert re.search(rf'received={amount} recorded={amount} .* lost=0$', said), said
    print(f'# peaks: {peaks} KiB', flush=True)
    slack = 64 if 'ASAN_OPTIONS' in os.environ else 8
    assert peaks[1] < peaks[0] + slack * 1024, peaks


def test_a_peer_that_sleeps_costs_no_memory():
    server, port = listener()
    with open('/dev/zero', 'rb') as zero:
        cli = Cli('connect', f'127.0.0.1:{port}', '--format', 'none', '--framing', 'raw',
                  '--record', driver.path('out.pcapng'), stdin=zero)
    peer = accept(server)
    size = [0, 0]

    def settled():
        """Nothing moved for half a second: the buffers are full."""
        if os.path.exists(driver.path('out.pcapng')):
            now = os.path.getsize(driver.path('out.pcapng'))
            size[1] = size[1] + 1 if now == size[0] and now > 100000 else 0
            size[0] = now
        return size[1] > 50
    wait_until(settled, 'a full socket')
    peak = cli.peak()
    print(f'# peak: {peak} KiB', flush=True)
    assert peak < (160 if 'ASAN_OPTIONS' in os.environ else 48) * 1024, peak
    peer.close()
    cli.wait()


def test_exit_on_close_waits_for_the_last_peer():
    cli = Cli('listen', '0', '--exit-on-close', '--format', 'payload')
    port = cli.port()
    first, second = connect(port), connect(port)
    cli.err.wait(lambda said: said.count(b' connected') == 2)
    first.sendall(b'first\n')
    cli.out.wait(b'first\n')
    first.close()
    cli.err.wait(b'closed')
    second.sendall(b'second\n')
    second.close()
    cli.wait()
    assert cli.out.read() == b'first\nsecond\n'


def test_max_peers():
    cli = Cli('listen', '0', '--max-peers', '2', '--send', r'welcome\n')
    port = cli.port()
    peers = [connect(port) for _ in range(3)]
    for peer in peers[:2]:
        assert receive(peer, 8) == b'welcome\n'
    cli.err.wait(b'2 peers are connected, the most that is allowed')
    peers[2].settimeout(0.3)
    try:
        assert peers[2].recv(8) is None
    except TimeoutError:
        pass
    peers[0].close()
    peers[2].settimeout(driver.DEADLINE)
    assert receive(peers[2], 8) == b'welcome\n'
    interrupt(cli)
    cli.wait()


def test_echo():
    cli = Cli('listen', '0', '--echo', '--format', 'none', '--exit-on-close')
    port = cli.port()
    first, second = connect(port), connect(port)
    lines = b''.join(b'line %d\n' % i for i in range(1000))
    second.sendall(b'other\n')
    first.sendall(lines)
    first.shutdown(socket.SHUT_WR)
    assert read_all(first) == lines
    assert receive(second, 6) == b'other\n'
    first.close()
    second.close()
    cli.wait()


def test_count_ends_with_what_was_printed():
    server, port = listener()
    cli = Cli('connect', f'127.0.0.1:{port}', '--count', '2', '--filter', '^b', '--format',
              'payload')
    peer = accept(server)
    peer.sendall(b'a1\nb1\na2\nb2\nb3\n')
    cli.wait()
    assert cli.out.read() == b'b1\nb2\n'
    peer.close()


def test_time():
    cli = Cli('listen', '0', '--time', '0.2', '--ledger')
    cli.wait()
    assert cli.err.read().decode().splitlines()[-1] == \
        'received=0 recorded=0 indexed=0 messages=2 connections=0 lost=0', cli.err.bytes


def test_filter_and_peer():
    cli = Cli('listen', '0', '--filter', 'x[0-9]$', '--peer', '127.0.0.2', '--format', 'payload',
              '--framing', 'lines', '--exit-on-close')
    port = cli.port()
    one = connect(port)
    two = socket.create_connection(('127.0.0.1', port), driver.DEADLINE, ('127.0.0.2', 0))
    one.sendall(b'x1\n')
    two.sendall(b'y2\nx2\n')
    cli.out.wait(b'x2\n')
    one.close()
    two.close()
    cli.wait()
    assert cli.out.read() == b'x2\n', cli.out.bytes

    cli = Cli('listen', '[::1]:0', '--peer', '::1', '--format', 'payload', '--exit-on-close')
    peer = socket.create_connection(('::1', cli.port()), driver.DEADLINE)
    peer.sendall(b'six\n')
    peer.close()
    cli.wait()
    assert cli.out.read() == b'six\n', cli.out.bytes


def test_color():
    for when, colored in (('always', True), ('never', False), ('auto', False)):
        server, port = listener()
        cli = Cli('connect', f'127.0.0.1:{port}', '--color', when)
        accept(server).sendall(b'line\n')
        cli.out.wait(b'line')
        assert (b'\033[' in cli.out.bytes) == colored, (when, cli.out.bytes)
        interrupt(cli)
        cli.wait()


def test_json():
    record = driver.path('json.pcapng')
    server, port = listener()
    cli = Cli('connect', f'127.0.0.1:{port}', '--format', 'json', '--record', record)
    cli.write(b'question "?"\n')
    cli.close_input()
    peer = accept(server)
    read_all(peer)
    peer.sendall('tab\there, ünï, quote " and \\ and \x01\0\n'.encode() + b'\xff\xfe\n')
    peer.sendall(b'cut')
    peer.close()
    cli.wait()
    rows = objects(cli.out.read())
    assert [row['n'] for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z', row['time']), row
        assert list(row)[:7] == ['n', 'time', 'connection', 'peer', 'dir', 'len', 'flags'], row
        assert ('text' in row) != ('base64' in row), row
        assert row['connection'] == 1 and row['peer'] == f'127.0.0.1:{port}', row
    data = [row for row in rows if row['dir'] != 'note']
    assert [row['dir'] for row in data] == ['out', 'in', 'in', 'in']
    assert data[0]['text'] == 'question "?"\n' and data[0]['len'] == 13
    assert data[1]['text'] == 'tab\there, ünï, quote " and \\ and \x01\0\n'
    assert base64.b64decode(data[2]['base64']) == b'\xff\xfe\n'
    assert data[3]['text'] == 'cut' and data[3]['flags'] == ['cut-by-close']
    assert data[3]['flaw'] == 'The connection ended inside it, or what follows is missing.'
    assert data[1]['flags'] == [] and 'flaw' not in data[1]
    notes = [row['text'] for row in rows if row['dir'] == 'note']
    assert notes[0].startswith('Connected to 127.0.0.1'), notes


def test_flaws_in_words():
    for output in ('text', 'hex'):
        server, port = listener()
        cli = Cli('connect', f'127.0.0.1:{port}', '--framing', 'nmea', '--format', output)
        accept(server).sendall(b'$GPGLL,1*00\r\n$GPGLL,1*4D\r\n')
        cli.out.wait(b'GPGLL,1*4D')
        interrupt(cli)
        cli.wait()
        lines = cli.out.read().decode().splitlines()
        flawed = [line for line in lines if line.endswith('  (Checksum 00, computed 4D.)')]
        assert len(flawed) == 1 and flawed[0] == lines[0], lines
        assert '(' not in lines[-1], lines


def test_hex_and_none():
    for form, wanted in (('hex', b'68 65 78 0a'), ('none', None)):
        server, port = listener()
        cli = Cli('connect', f'127.0.0.1:{port}', '--format', form)
        peer = accept(server)
        peer.sendall(b'hex\n')
        peer.close()
        cli.wait()
        assert (wanted in cli.out.read()) if wanted else cli.out.read() == b'', cli.out.bytes


def test_quiet_leaves_errors():
    server, port = listener()
    cli = Cli('connect', f'127.0.0.1:{port}', '--quiet')
    accept(server).close()
    cli.wait()
    assert cli.err.read() == b''
    server.close()
    cli = Cli('connect', f'127.0.0.1:{port}', '--quiet').wait(1)
    assert b'refused the connection' in cli.err.read()


def test_no_input_does_not_turn_peers_away():
    cli = Cli('listen', '0', stdin=subprocess.DEVNULL)
    peer = connect(cli.port())
    peer.sendall(b'one\n')
    cli.out.wait(b'one')
    peer.sendall(b'two\n')
    cli.out.wait(b'two')
    interrupt(cli)
    cli.wait()


def test_framings_lists_specs_that_work():
    cli = Cli('framings').wait()
    lines = cli.out.read().decode().splitlines()
    assert len(lines) >= 2
    for line in lines:
        name, spec = line.split()[:2]
        assert spec.split(':')[0] == name
        server, port = listener()
        cli = Cli('connect', f'127.0.0.1:{port}', '--framing', spec)
        accept(server).close()
        cli.wait()


def test_demo():
    cli = Cli('demo', '--count', '3', '--ledger').wait()
    assert len(cli.out.read().splitlines()) >= 3
    assert cli.err.read().decode().rstrip().endswith('lost=0')


def test_links_no_gtk():
    libraries = subprocess.run(['ldd', driver.PROGRAM], check=True, capture_output=True,
                               text=True).stdout
    assert 'libgio' in libraries and 'gtk' not in libraries and 'X11' not in libraries


if __name__ == '__main__':
    sys.exit(driver.main(dict(globals())))
