#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-cli-recording.py PROGRAM [TEST...]: `show`, `export` and `replay` of finished recordings."""

import csv
import gzip
import io
import os
import pty
import re
import signal
import socket
import stat
import struct
import subprocess
import sys
import time

import driver
from driver import Cli, accept, connect, listener, objects, path, read_all, receive, wait_until

LINES = b'one\r\n"two", \xc3\xbc\n\xff\xfe three\n'


def record(name='a.pcapng', data=LINES, answer=b'answer\n'):
    """A recording of ours with one peer that said `data` and was told `answer`."""
    place = path(name)
    cli = Cli('listen', '0', '--record', place, '--exit-on-close', '--quiet',
              '--send', answer.decode().replace('\n', r'\n'), '--format', 'none')
    peer = connect(cli.port())
    assert receive(peer, len(answer)) == answer
    peer.sendall(data)
    peer.close()
    cli.wait()
    return place


def show(place, *options, status=0):
    cli = Cli('show', place, *options).wait(status)
    return cli.out.read(), cli.err.read().decode()


def export(place, form, *options, status=0):
    out = path('out.' + form)
    cli = Cli('export', place, '--to', form, '-o', out, *options).wait(status)
    assert cli.out.read() == b''
    return out, cli.err.read().decode()


def contents(place):
    with open(place, 'rb') as file:
        return file.read()


def test_show_is_what_was_printed():
    server, port = listener()
    cli = Cli('connect', f'127.0.0.1:{port}', '--record', path('a'), '--format', 'json')
    peer = accept(server)
    peer.sendall(LINES)
    cli.out.wait(b'"len":9')
    peer.sendall(b'cut')
    peer.close()
    cli.wait()
    out, err = show(path('a'), '--format', 'json')
    assert out == cli.out.read()
    assert err == ''


def test_too_complex_filter_hides_nothing():
    """A message that it cannot decide is shown, and that is told once."""
    place = record(data=b'b\n' + (b'a' * 60 + b'c\n') * 2)
    out, err = show(place, '--quiet', '--format', 'payload', '--filter', '^(a|aa)+[^c]$')
    assert out == (b'a' * 60 + b'c\n') * 2, out
    assert err.count('too complex for message') == 1, err


def test_show_formats_and_filters():
    place = record()
    out, err = show(place)
    assert re.search(r'\d ← 127\.0\.0\.1:\d+  one\n', out.decode()), out
    assert re.search(r'\d → 127\.0\.0\.1:\d+  answer\n', out.decode()), out
    assert 'Listening on' in err and ' connected' in err
    assert show(place, '--quiet')[1] == ''
    assert show(place, '--format', 'payload')[0] == LINES
    assert show(place, '--format', 'payload', '--filter', '^o')[0] == b'one\r\n'
    assert show(place, '--format', 'payload', '--count', '2')[0] == b'one\r\n"two", \xc3\xbc\n'
    assert show(place, '--format', 'payload', '--peer', '127.0.0.3')[0] == b''
    assert b'6f 6e 65' in show(place, '--format', 'hex')[0]
    assert len(objects(show(place, '--format', 'json', '--framing', 'raw')[0])) < \
        len(objects(show(place, '--format', 'json')[0]))


def test_show_ledger():
    _, err = show(record(), '--ledger')
    n = len(LINES)
    assert re.fullmatch(rf'received={n} recorded={n} indexed={n} messages=\d+ connections=1 lost=0',
                        err.splitlines()[-1]), err


def test_show_none_tells_notes_and_the_ledger():
    for place in (record(), record('b.pcapng', data=b'unfinished')):
        text, err = show(place, '--ledger')
        assert text and 'Listening on' in err and 'connected' in err, err
        assert show(place, '--ledger', '--format', 'none') == (b'', err)
        ledger = err.splitlines(keepends=True)[-1]
        assert show(place, '--ledger', '--format', 'none', '--quiet') == (b'', ledger)


def test_show_long_and_closed_output():
    data = b''.join(b'line %d\n' % i for i in range(300000))
    place = record(data=data)
    assert show(place, '--format', 'payload')[0] == data
    read_end, write_end = os.pipe()
    cli = Cli('show', place, stdout=write_end)
    os.close(write_end)
    os.read(read_end, 100)
    os.close(read_end)
    cli.wait()
    assert 'tapline-cli' not in cli.err.read().decode()


def test_a_torn_end_is_cut_and_told():
    place = record()
    data = contents(place)
    # In the middle of the last segment with payload: only what comes before is whole.
    at = data.rindex(b'three')
    with open(path('torn'), 'wb') as file:
        file.write(data[:at])
    out, err = show(path('torn'), '--format', 'payload')
    assert out == b''
    assert re.search(r'tapline-cli: The last .* are torn, as after a crash, and left out\.\n$', err)
    out, err = export(path('torn'), 'pcapng')
    assert data.startswith(contents(out)) and 'torn' in err
    assert show(out, '--quiet')[1] == ''


def test_an_unfinished_message_is_shown():
    place = record(data=b'whole\nprompt> ')
    data = contents(place)
    # Without the end of the connection: the recorder crashed before.
    at = data.index(b'prompt> ')
    end = at + 8 + -(at + 8) % 4 + 16
    with open(path('crashed'), 'wb') as file:
        file.write(data[:end])
    rows = objects(show(path('crashed'), '--format', 'json')[0])
    assert rows[-1]['text'] == 'prompt> ' and rows[-1]['flags'] == ['unfinished'], rows[-1]


def test_what_cannot_be_opened():
    files = {'text': (b'hello\n' * 100, 'is no recording'), 'empty': (b'', 'is no recording'),
             'packed.gz': (gzip.compress(contents(record())), 'is compressed')}
    for name, (data, sentence) in files.items():
        with open(path(name), 'wb') as file:
            file.write(data)
        for command in (['show', path(name)], ['replay', path(name), '127.0.0.1:9'],
                        ['export', path(name), '--to', 'text', '-o', path('x')]):
            cli = Cli(*command).wait(1)
            said = cli.err.read().decode()
            assert sentence in said and said.count('\n') == 1, said
    for name in ('missing', '.'):
        said = show(path(name), status=1)[1]
        assert 'cannot be read' in said and said.count('\n') == 1, said
    assert not os.path.exists(path('x'))


def test_a_recording_that_another_program_has_copied():
    subprocess.run(['mergecap', '-w', path('foreign.pcapng'), record()], check=True)
    out, err = show(path('foreign.pcapng'))
    assert b'answer' in out and b'three' in out, (out, err)
    # The notes were no TCP.
    assert re.search(r'packets? w.* not TCP', err), err


def fields(place, which, *names, options=()):
    """What tshark says of the packets that are asked for."""
    out = subprocess.run(['tshark', *options, '-r', place, '-Y', which, '-T', 'fields']
                         + [word for name in names for word in ('-e', name)],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
    return [line.split('\t') for line in out.decode().splitlines()]


def test_wireshark_sees_names_roles_and_ends():
    server, port = listener()
    for place in ('theirs', 'reset', 'ours'):
        cli = Cli('connect', f'localhost:{port}', '--record', path(place))
        peer = accept(server)
        peer.sendall(b'hello\n')
        cli.out.wait(b'hello')
        if place == 'ours':
            cli.signal(signal.SIGINT)
            assert read_all(peer) == b''
        if place == 'reset':
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        peer.close()
        cli.wait()
    # The name that was typed, in place of the address.
    assert ['localhost'] in fields(path('theirs'), 'tcp', 'ip.dst_host', options=['-N', 'n'])
    assert ['127.0.0.1'] in fields(path('theirs'), 'tcp', 'ip.dst_host', options=['-n'])
    # Who connected, and who ended it how.
    for place, flag, port_field, words in (
            ('theirs', 'tcp.flags.fin == 1', 'tcp.srcport', 'localhost closed'),
            ('reset', 'tcp.flags.reset == 1', 'tcp.srcport', 'localhost reset the connection'),
            ('ours', 'tcp.flags.fin == 1', 'tcp.dstport', 'Connection to localhost closed')):
        starts = fields(path(place), 'tcp.flags.syn == 1 && frame.comment', 'tcp.dstport',
                        'frame.comment')
        assert len(starts) == 1 and starts[0][-2] == str(port), starts
        assert 'Connected to localhost' in starts[0][-1], starts
        ends = fields(path(place), f'{flag} && frame.comment', port_field, 'frame.comment')
        assert ends[0][-2] == str(port) and words in ends[0][-1], (place, ends)
    # Of a listener, the peer is who connected.
    starts = fields(record(), 'tcp.flags.syn == 1 && frame.comment', 'tcp.srcport',
                    'frame.comment')
    assert f'127.0.0.1:{starts[0][-2]} connected' in starts[0][-1], starts


def test_a_folder_that_cannot_be_written_is_no_hindrance():
    place = record()
    os.makedirs(path('locked'))
    os.rename(place, path('locked/a'))
    os.chmod(path('locked'), 0o555)
    # Root writes everywhere, unless it gives up that capability (capabilities(7)).
    less = ['setpriv', '--bounding-set', '-dac_override', '--inh-caps', '-dac_override']
    cli = driver.Process(*(less if os.geteuid() == 0 else []), driver.PROGRAM, 'show',
                         path('locked/a'), '--format', 'payload').wait()
    assert cli.out.read() == LINES


def test_export_text_and_hex():
    place = record()
    text, _ = export(place, 'text')
    lines = contents(text).decode().splitlines()
    assert any(re.search(r'^20\d\d-\d\d-\d\d [\d:.]{12}[+-]\d\d:\d\d ← 127\.0\.0\.1:\d+  one$', line) for line in lines), lines
    assert any(' · ' in line and 'Listening on' in line for line in lines), lines
    assert '\033' not in contents(text).decode()
    assert b'6f 6e 65' in contents(export(place, 'hex')[0])
    assert stat.S_IMODE(os.stat(text).st_mode) == 0o600


def test_export_csv():
    out, _ = export(record(), 'csv')
    rows = list(csv.DictReader(io.StringIO(contents(out).decode(), newline='')))
    assert list(rows[0]) == ['n', 'time', 'connection', 'peer', 'dir', 'len', 'flags', 'text',
                             'base64']
    data = [row for row in rows if row['dir'] == 'in']
    assert [row['text'] for row in data] == ['one\r\n', '"two", ü\n', ''], data
    assert data[2]['base64'] == '//4gdGhyZWUK'
    assert [row['n'] for row in rows] == [str(i + 1) for i in range(len(rows))]


def test_export_jsonl_is_what_show_prints():
    place = record()
    assert contents(export(place, 'jsonl')[0]) == show(place, '--format', 'json')[0]
    rows = objects(contents(export(place, 'jsonl', '--filter', 'two', '--framing', 'lines')[0]))
    assert [row['text'] for row in rows if row['dir'] == 'in'] == ['"two", ü\n']


def test_export_pcapng_is_the_recording():
    place = record()
    assert contents(export(place, 'pcapng')[0]) == contents(place)


def test_export_is_whole_or_not_at_all():
    place = record()
    before = os.listdir(driver.temporary.name)
    # A target that is there is replaced, one that cannot be written is left.
    with open(path('out.csv'), 'wb') as file:
        file.write(b'old')
    export(place, 'csv')
    assert contents(path('out.csv')).startswith(b'n,time')
    os.unlink(path('out.csv'))
    for out, word in ((place, 'is the recording itself'), ('/dev/null', 'is no file'),
                      (path('no/such/folder'), 'cannot be written')):
        cli = Cli('export', place, '--to', 'csv', '-o', out).wait(1)
        assert word in cli.err.read().decode(), cli.err.bytes
    for options in (['--to', 'csv'], ['-o', path('x')], ['--to', 'xml', '-o', path('x')],
                    ['--to', 'pcapng', '-o', path('x'), '--filter', 'x']):
        Cli('export', place, *options).wait(2)
    assert sorted(os.listdir(driver.temporary.name)) == sorted(before)


def test_export_to_a_full_disk_leaves_nothing():
    def limit():
        import resource  # pylint: disable=import-outside-toplevel
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    place = record(data=b'0123456789\n' * 200000)
    before = sorted(os.listdir(driver.temporary.name))
    for form in ('jsonl', 'pcapng'):
        cli = Cli('export', place, '--to', form, '-o', path('x'), preexec_fn=limit).wait(4)
        assert 'cannot be written' in cli.err.read().decode()
    assert sorted(os.listdir(driver.temporary.name)) == before


def test_export_that_is_interrupted_leaves_nothing():
    place = record(data=b'0123456789\n' * 1000000)
    before = sorted(os.listdir(driver.temporary.name))
    cli = Cli('export', place, '--to', 'jsonl', '-o', path('x'))
    wait_until(lambda: len(os.listdir(driver.temporary.name)) > len(before), 'temporary file')
    cli.signal(signal.SIGINT)
    cli.wait(130)
    assert sorted(os.listdir(driver.temporary.name)) == before


def replay(place, *options, peer_says=b''):
    server, port = listener()
    cli = Cli('replay', place, f'127.0.0.1:{port}', *options)
    peer = accept(server)
    begin = time.monotonic()
    got = read_all(peer)
    took = time.monotonic() - begin
    peer.sendall(peer_says)
    peer.close()
    cli.wait()
    return got, took, cli


def test_replay_sends_what_the_one_who_connected_sent():
    # Peers connected to our listener: theirs.
    place = record()
    got, _, cli = replay(place, '--fast', '--format', 'payload', peer_says=b'thanks\n')
    assert got == LINES
    assert cli.out.read() == b'thanks\n'
    assert 'received in connection 1 of 1' in cli.err.read().decode()
    assert replay(place, '--fast', '--side', 'out')[0] == b'answer\n'
    # We connected: ours.
    server, port = listener()
    cli = Cli('connect', f'127.0.0.1:{port}', '--record', path('b'), '--send', r'ours\n')
    peer = accept(server)
    assert receive(peer, 5) == b'ours\n'
    peer.sendall(b'theirs\n')
    peer.close()
    cli.wait()
    assert replay(path('b'), '--fast')[0] == b'ours\n'
    assert replay(path('b'), '--fast', '--side', 'in')[0] == b'theirs\n'


def test_replay_keeps_the_rhythm():
    place = path('rhythm')
    cli = Cli('listen', '0', '--record', place, '--exit-on-close', '--format', 'payload')
    peer = connect(cli.port())
    begin = time.monotonic()
    for i in range(4):
        peer.sendall(b'%d\n' % i)
        cli.out.wait(b'%d\n' % i)
        wait_until(lambda i=i: time.monotonic() - begin > 0.15 * (i + 1), 'the time')
    peer.close()
    cli.wait()
    times = []
    for options, least in ((['--fast'], 0), (['--speed', '4'], 0.13), ([], 0.55),
                           (['--speed', '0.5'], 1.1)):
        got, took, _ = replay(place, *options)
        assert got == b'0\n1\n2\n3\n'
        assert took >= least, (options, took)
        times.append(took)
    assert times == sorted(times), times


def test_replay_chooses_a_connection():
    place = path('many')
    cli = Cli('listen', '0', '--record', place, '--format', 'payload')
    port = cli.port()
    connect(port).close()
    cli.err.wait(b'closed')
    for text in (b'second\n', b'third\n'):
        peer = connect(port)
        peer.sendall(text)
        cli.out.wait(text)
        peer.close()
    driver.interrupt(cli)
    cli.wait()
    assert replay(place, '--fast')[0] == b'second\n'
    assert replay(place, '--fast', '--connection', '3')[0] == b'third\n'
    for options in (['--connection', '4'], ['--connection', '1'], ['--side', 'out']):
        cli = Cli('replay', place, '127.0.0.1:9', *options).wait(1)
        assert cli.err.read().count(b'\n') == 1


def test_replay_much_at_once():
    data = bytes(range(256)) * 100000
    got, _, cli = replay(record(data=data), '--fast', '--ledger', '--framing', 'raw', '--format',
                        'payload')
    assert got == data
    assert cli.err.read().decode().rstrip().endswith('lost=0')


def test_replay_fails_as_connect_does():
    place = record()
    port = driver.free_port()
    cli = Cli('replay', place, f'127.0.0.1:{port}', '--quiet').wait(1)
    assert b'refused the connection' in cli.err.read()
    Cli('replay', place, 'nonsense').wait(2)
    Cli('replay', place).wait(2)
    Cli('replay', place, 'a:1', '--fast', '--speed', '2').wait(2)
    server, port = listener()
    cli = Cli('replay', place, f'127.0.0.1:{port}', '--count', '2')
    accept(server).close()
    cli.wait(3)


def test_progress_is_for_a_terminal_only():
    """A long export: its standard error once a terminal, once a pipe."""
    place = record(data=b'0123456789abcdef\n' * 2000000)
    cli = Cli('export', place, '--to', 'jsonl', '-o', path('x')).wait()
    assert cli.err.read() == b''
    ours, theirs = pty.openpty()
    cli = Cli('export', place, '--to', 'jsonl', '-o', path('y'), stderr=theirs)
    os.close(theirs)
    said = b''
    try:
        while chunk := os.read(ours, 4096):
            said += chunk
    except OSError:
        pass
    cli.wait()
    assert contents(path('x')) == contents(path('y'))
    assert re.search(rb'\r +\d+ % \(.* of .*\)\x1b\[K', said), said
    assert said.endswith(b'\r\x1b[K'), said


if __name__ == '__main__':
    sys.exit(driver.main(dict(globals())))
