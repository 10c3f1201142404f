#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-cli-peers.py PROGRAM [TEST...]: the terminal program with the programs it is made for."""

import base64
import hashlib
import os
import random
import shutil
import subprocess
import sys

import driver
from driver import (Cli, Process, answers, connect, folder, free_port, interrupt, path, receive,
                    wait_until)

PATH = os.environ['PATH'] + ':/usr/sbin:/usr/local/sbin'


def program(name):
    found = shutil.which(name, path=PATH)
    assert found, f'{name} is not installed; tests/run.sh installs it'
    return found


def start(port, name, *arguments, **options):
    """A server of somebody else's, until the test is over; ready when its port answers."""
    process = Process(program(name), *arguments, stdin=subprocess.DEVNULL, **options)

    def ready():
        assert process.process.poll() is None, f'{name}: {process.err.read()!r}'
        return answers(port)
    wait_until(ready, f'an answer of {name}')
    return process


def write(name, text):
    with open(path(name), 'w', encoding='utf-8') as file:
        file.write(text)
    return path(name)


def tshark(record, *arguments):
    return subprocess.run([program('tshark'), '-r', record, *arguments], capture_output=True,
                          check=True, text=True).stdout


def redis(port, *arguments):
    return start(port, 'redis-server', '--port', port, '--bind', '127.0.0.1', '--save', '',
                 '--appendonly', 'no', '--dir', folder('redis'), '--unixsocket',
                 path('redis.sock'), *arguments)


def test_redis():
    port = free_port()
    redis(port)
    cli = Cli('connect', f'127.0.0.1:{port}', '--eol', 'crlf', '--format', 'payload', '--count',
              '3', '--record', path('redis.pcapng'))
    cli.write(b'PING\nSET key value\n')
    cli.out.wait(b'+PONG\r\n+OK\r\n')
    cli.write(b'INCR number\n')
    cli.wait()
    assert cli.out.read() == b'+PONG\r\n+OK\r\n:1\r\n'
    # Other programs read the recording as what it is.
    said = tshark(path('redis.pcapng'), '-d', f'tcp.port=={port},resp', '-Y', 'resp', '-T',
                  'fields', '-e', 'resp.string')
    assert 'PONG' in said and 'OK' in said, said


def test_redis_on_a_path():
    redis(free_port())
    cli = Cli('connect', f'unix:{path("redis.sock")}', '--send', r'PING\r\n', '--count', '1',
              '--format', 'payload').wait()
    assert cli.out.read() == b'+PONG\r\n'


def test_redis_gets_a_recording_once_more():
    port = free_port()
    redis(port)
    cli = Cli('connect', f'127.0.0.1:{port}', '--send', r'INCR n\r\n', '--count', '1',
              '--record', path('incr'), '--format', 'payload').wait()
    assert cli.out.read() == b':1\r\n'
    for i in (2, 3):
        cli = Cli('replay', path('incr'), f'127.0.0.1:{port}', '--fast', '--format', 'payload',
                  '--count', '1').wait()
        assert cli.out.read() == b':%d\r\n' % i


def test_nginx():
    port = free_port()
    with open(os.path.join(folder('www'), 'index.html'), 'wb') as file:
        file.write(b'<p>Hello</p>\n' * 1000)
    config = write('nginx.conf', f'''
        daemon off; master_process off; pid {path("nginx.pid")}; error_log stderr;
        events {{}}
        http {{
          access_log off;
          client_body_temp_path {folder("n1")}; proxy_temp_path {folder("n2")};
          fastcgi_temp_path {folder("n3")}; uwsgi_temp_path {folder("n4")};
          scgi_temp_path {folder("n5")};
          server {{ listen 127.0.0.1:{port}; root {folder("www")}; }}
        }}''')
    start(port, 'nginx', '-c', config, '-p', folder('nginx'))
    cli = Cli('connect', f'127.0.0.1:{port}', '--send', r'GET / HTTP/1.0\r\n\r\n', '--format',
              'payload', '--ledger', '--record', path('http')).wait()
    head, _, body = cli.out.read().partition(b'\r\n\r\n')
    assert head.startswith(b'HTTP/1.1 200 OK\r\n') and body == b'<p>Hello</p>\n' * 1000
    assert cli.err.read().rstrip().endswith(b'lost=0')
    said = tshark(path('http'), '-d', f'tcp.port=={port},http', '-Y', 'http.response', '-T',
                  'fields', '-e', 'http.response.code', '-e', 'http.content_length')
    assert said == '200\t13000\n', said


def test_mosquitto():
    port = free_port()
    config = write('mosquitto.conf', f'listener {port} 127.0.0.1\nallow_anonymous true\n')
    start(port, 'mosquitto', '-c', config)
    # CONNECT, clean session, client "tap"; SUBSCRIBE to t, packet 1 (MQTT 3.1.1, 3.1 and 3.8).
    hello = r'\x10\x0f\0\x04MQTT\x04\x02\0\x3c\0\x03tap\x82\x06\0\x01\0\x01t\0'
    cli = Cli('connect', f'127.0.0.1:{port}', '--framing', 'raw', '--format', 'payload', '--send',
              hello)
    cli.out.wait(b'\x20\x02\0\0\x90\x03\0\x01\0')
    subprocess.run([program('mosquitto_pub'), '-h', '127.0.0.1', '-p', str(port), '-t', 't', '-m',
                    '22.5'], check=True)
    cli.out.wait(b'\x30\x07\0\x01t22.5')
    interrupt(cli)
    cli.wait()


def test_mosquitto_sub_as_a_peer():
    cli = Cli('listen', '0', '--framing', 'raw', '--format', 'payload', '--send',
              r'\x20\x02\0\0')
    port = cli.port()
    Process(program('mosquitto_sub'), '-h', '127.0.0.1', '-p', port, '-t', 'some/topic')
    said = cli.out.wait(b'some/topic')
    assert said[0] == 0x10 and b'MQTT' in said
    # A message of ours reaches it (QoS 0).
    interrupt(cli)
    cli.wait()


def test_rsyslog():
    cli = Cli('listen', '0', '--format', 'json', '--framing', 'lines')
    port, source = cli.port(), free_port()
    config = write('rsyslog.conf', f'''
        global(workDirectory="{folder("rsyslog")}")
        module(load="imtcp")
        input(type="imtcp" port="{source}" address="127.0.0.1")
        action(type="omfwd" target="127.0.0.1" port="{port}" protocol="tcp"
               TCP_Framing="traditional" template="RSYSLOG_SyslogProtocol23Format")
        ''')
    start(source, 'rsyslogd', '-n', '-f', config, '-i', path('rsyslog.pid'))
    with connect(source) as sock:
        for i in range(100):
            sock.sendall(b'<14>Oct 11 22:14:15 host app: message %d\n' % i)
    cli.out.wait(b'message 99')
    interrupt(cli)
    cli.wait()
    texts = [row['text'] for row in driver.objects(cli.out.read()) if row['dir'] == 'in']
    texts = [text for text in texts if ' app ' in text]
    assert len(texts) == 100, texts[:3]
    for i, text in enumerate(texts):
        assert text.startswith('<14>1 ') and text.endswith(f'message {i}\n'), text


def test_ncat_both_ways():
    cli = Cli('listen', '0', '--exit-on-close', '--format', 'payload')
    subprocess.run([program('ncat'), '--send-only', '127.0.0.1', str(cli.port())],
                   input=b'from ncat\n', check=True)
    cli.wait()
    assert cli.out.read() == b'from ncat\n'

    port = free_port()
    server = Process(program('ncat'), '-l', '127.0.0.1', port)

    def listening():
        said = subprocess.run(['ss', '-Hltn', f'sport = :{port}'], capture_output=True, check=True)
        return said.stdout != b''
    wait_until(listening, 'a listening ncat')
    cli = Cli('connect', f'127.0.0.1:{port}', '--format', 'payload')
    cli.write(b'to ncat\n')
    server.out.wait(b'to ncat\n')
    server.write(b'back\n')
    cli.out.wait(b'back\n')
    cli.close_input()
    server.close_input()
    cli.wait()


def test_socat_gets_and_returns_every_byte():
    port = free_port()
    data = random.Random(1).randbytes(8 * 1024 * 1024)
    with open(path('data'), 'wb') as file:
        file.write(data)
    start(port, 'socat', f'TCP-LISTEN:{port},bind=127.0.0.1,fork', 'EXEC:cat')
    with open(path('data'), 'rb') as source, open(path('back'), 'wb') as back:
        cli = Cli('connect', f'127.0.0.1:{port}', '--eol', 'lf', '--framing', 'raw', '--format',
                  'payload', '--ledger', '--record', path('socat'), stdin=source, stdout=back)
        cli.wait()
    with open(path('back'), 'rb') as file:
        assert hashlib.sha256(file.read()).digest() == hashlib.sha256(data).digest()
    said = cli.err.read().decode().splitlines()[-1]
    assert said.startswith(f'received={len(data)} recorded={len(data)} indexed={len(data)} ')
    # And the recording has both directions, without a gap.
    bytes_out, bytes_in = 0, 0
    for line in tshark(path('socat'), '-T', 'fields', '-e', 'tcp.dstport', '-e',
                       'tcp.len', '-Y', 'tcp.len > 0').splitlines():
        to, length = map(int, line.split())
        bytes_out += length if to == port else 0
        bytes_in += length if to != port else 0
    assert (bytes_out, bytes_in) == (len(data), len(data))


def test_tshark_finds_nothing_wrong():
    cli = Cli('listen', '0', '--record', path('record'), '--echo')
    port = cli.port()
    peers = [connect(port) for _ in range(3)]
    for i, peer in enumerate(peers):
        text = b'line %d\n' % i * 10000
        peer.sendall(text)
        assert receive(peer, len(text)) == text
    # While it grows, too.
    assert tshark(path('record'), '-q', '-z', 'conv,tcp').count('<->') == 3
    for peer in peers:
        peer.close()
    interrupt(cli)
    cli.wait()
    trouble = tshark(path('record'), '-Y', '_ws.malformed || tcp.analysis.flags')
    assert trouble == '', trouble
    stream = tshark(path('record'), '-q', '-z', 'follow,tcp,ascii,1')
    assert 'line 1' in stream and 'line 2' not in stream


def read_messages(record, framing):
    """(direction, bytes, flags) of each message of a recording, notes left out."""
    cli = Cli('show', record, '--framing', framing, '--format', 'json').wait()
    return [(row['dir'], base64.b64decode(row['base64']) if 'base64' in row
             else row['text'].encode(), row['flags'])
            for row in driver.objects(cli.out.read()) if row['dir'] != 'note']


def check_tshark(record, messages, *arguments):
    """tshark finds nothing wrong in the recording, and the same bytes each way."""
    trouble = tshark(record, *arguments, '-Y', '_ws.malformed || tcp.analysis.flags')
    assert trouble == '', trouble
    for direction in ('in', 'out'):
        ours = b''.join(data for way, data, _ in messages if way == direction)
        flag = 1 if direction == 'in' else 2
        theirs = tshark(record, '-Y', f'tcp.len > 0 && frame.packet_flags_direction == {flag}', '-T',
                        'fields', '-e', 'tcp.payload')
        assert bytes.fromhex(theirs.replace('\n', '')) == ours, direction


def bulk(*parts):
    """A command as clients send it (RESP, Sending commands to a Redis server)."""
    return b'*%d\r\n' % len(parts) + b''.join(b'$%d\r\n%s\r\n' % (len(part), part) for part in parts)


def test_redis_as_resp():
    port = free_port()
    redis(port, '--enable-debug-command', 'yes')
    big = random.Random(2).randbytes(1024 * 1024)
    long = b'\r\n$3\r\n' * 20000
    # Each command and its reply, the first as people type it; None where the reply is not known.
    talk = [
        (b'PING\r\n', b'+PONG\r\n'),
        (bulk(b'SET', b'key', b'a\r\nvalue'), b'+OK\r\n'),
        (bulk(b'GET', b'key'), b'$8\r\na\r\nvalue\r\n'),
        (bulk(b'GET', b'none'), b'$-1\r\n'),
        (bulk(b'GET'), b"-ERR wrong number of arguments for 'get' command\r\n"),
        (bulk(b'SET', b'big', big), b'+OK\r\n'),
        (bulk(b'GET', b'big'), b'$1048576\r\n' + big + b'\r\n'),
        (bulk(b'RPUSH', b'list', b'', b'two', long), b':3\r\n'),
        (bulk(b'LRANGE', b'list', b'0', b'-1'),
         b'*3\r\n$0\r\n\r\n$3\r\ntwo\r\n$%d\r\n%s\r\n' % (len(long), long)),
        (bulk(b'MULTI'), b'+OK\r\n'),
        (bulk(b'INCR', b'n'), b'+QUEUED\r\n'),
        (bulk(b'LRANGE', b'none', b'0', b'1'), b'+QUEUED\r\n'),
        (bulk(b'EXEC'), b'*2\r\n:1\r\n*0\r\n'),
        (bulk(b'HELLO', b'3'), None),
        (bulk(b'GET', b'none'), b'_\r\n'),
        (bulk(b'HSET', b'hash', b'field', b'x'), b':1\r\n'),
        (bulk(b'HGETALL', b'hash'), b'%1\r\n$5\r\nfield\r\n$1\r\nx\r\n'),
        (bulk(b'SADD', b'set', b'm'), b':1\r\n'),
        (bulk(b'SMEMBERS', b'set'), b'~1\r\n$1\r\nm\r\n'),
        (bulk(b'ZADD', b'z', b'1.5', b'm'), b':1\r\n'),
        (bulk(b'ZSCORE', b'z', b'm'), b',1.5\r\n'),
        (bulk(b'DEBUG', b'PROTOCOL', b'true'), b'#t\r\n'),
        (bulk(b'DEBUG', b'PROTOCOL', b'bignum'), b'(1234567999999999999999999999999999999\r\n'),
        (bulk(b'DEBUG', b'PROTOCOL', b'verbatim'), b'=29\r\ntxt:This is a verbatim\nstring\r\n'),
        (bulk(b'DEBUG', b'PROTOCOL', b'attrib'), None),
        *[(bulk(b'ECHO', b'%d' % i), b'$%d\r\n%d\r\n' % (len(str(i)), i)) for i in range(2000)],
        (bulk(b'QUIT'), b'+OK\r\n'),
    ]
    # All of them in one pipeline.
    cli = Cli('connect', f'127.0.0.1:{port}', '--framing', 'resp', '--eol', 'lf', '--format',
              'none', '--ledger', '--record', path('resp.pcapng'))
    cli.write(b''.join(command for command, _ in talk))
    cli.wait()
    assert cli.err.read().rstrip().endswith(b'lost=0')

    messages = read_messages(path('resp.pcapng'), 'resp')
    assert not any(flags for _, _, flags in messages), [m for m in messages if m[2]][:3]
    assert [data for way, data, _ in messages if way == 'out'] == [command for command, _ in talk]
    replies = [data for way, data, _ in messages if way == 'in']
    # An attribute is told before the reply that it belongs to, and is part of it.
    for (command, expected), reply in zip(talk, replies, strict=True):
        if expected is not None:
            assert reply == expected, (command[:60], reply[:60])
        elif command == bulk(b'HELLO', b'3'):
            assert reply.startswith(b'%7\r\n$6\r\nserver\r\n$5\r\nredis\r\n'), reply
        else:
            assert reply.startswith(b'|1\r\n') and reply.count(b'\r\n') > 3, reply
    check_tshark(path('resp.pcapng'), messages, '-d', f'tcp.port=={port},resp')


def relay(port, record):
    """Where clients connect to reach @port through Tapline, which records what they say."""
    entry = free_port()
    # A colon would end what socat takes for its parameter.
    command = rf'{driver.PROGRAM} connect 127.0.0.1\:{port} --eol lf --framing raw --format payload'
    process = Process(program('socat'), f'TCP-LISTEN:{entry},bind=127.0.0.1',
                      f'EXEC:{command} --record {record}', stdin=subprocess.DEVNULL,
                      env=dict(os.environ, XDG_STATE_HOME=folder('state')))
    wait_until(lambda: subprocess.run(['ss', '-Hltn', f'sport = :{entry}'], capture_output=True,
                                      check=True).stdout, 'a listening relay')
    return process, entry


def mqtt_packets(messages, direction):
    """The types of the packets one way; each must be whole (MQTT 3.1.1, 2.2)."""
    types = []
    for _, data, flags in (message for message in messages if message[0] == direction):
        length, shift, at = 0, 0, 1
        while True:
            length |= (data[at] & 127) << shift
            shift, at = shift + 7, at + 1
            if data[at - 1] < 128:
                break
        assert (at + length, flags) == (len(data), []), (data[:40], flags)
        types.append(data[0] >> 4)
    return types


def test_mosquitto_as_mqtt():
    port = free_port()
    config = write('mosquitto.conf', f'listener {port} 127.0.0.1\nallow_anonymous true\n')
    start(port, 'mosquitto', '-c', config)
    # Lengths of one, two, three and four bytes.
    payloads = [b'', b'22.5', b'x' * 200, b'y' * 20000, b'z' * 2100000]
    for i, payload in enumerate(payloads):
        with open(path(f'payload{i}'), 'wb') as file:
            file.write(payload)

    reader, entry = relay(port, path('sub.pcapng'))
    sub = Process(program('mosquitto_sub'), '-h', '127.0.0.1', '-p', entry, '-q', '1', '-t',
                  'some/topic', '-C', len(payloads) - 1)

    def subscribed():
        if not os.path.exists(path('sub.pcapng')):
            return False
        with open(path('sub.pcapng'), 'rb') as file:
            return b'\x90\x03\x00\x01' in file.read()
    wait_until(subscribed, 'a SUBACK')
    for i in range(1, len(payloads)):
        writer, entry = relay(port, path(f'pub{i}.pcapng'))
        subprocess.run([program('mosquitto_pub'), '-h', '127.0.0.1', '-p', str(entry), '-q', '1',
                        '-t', 'some/topic', '-f', path(f'payload{i}')], check=True)
        writer.wait()
    sub.wait()
    reader.wait()

    for i in range(1, len(payloads)):
        messages = read_messages(path(f'pub{i}.pcapng'), 'mqtt')
        # CONNECT, PUBLISH, DISCONNECT; CONNACK, PUBACK.
        assert mqtt_packets(messages, 'out') == [1, 3, 14]
        assert mqtt_packets(messages, 'in') == [2, 4]
        sent = [data for way, data, _ in messages if way == 'out'][1]
        assert sent.endswith(payloads[i]) and b'some/topic' in sent[:20]
        check_tshark(path(f'pub{i}.pcapng'), messages, '-d', f'tcp.port=={port},mqtt')

    messages = read_messages(path('sub.pcapng'), 'mqtt')
    assert mqtt_packets(messages, 'out') == [1, 8, 4, 4, 4, 4, 14]
    assert mqtt_packets(messages, 'in') == [2, 9, 3, 3, 3, 3]
    published = [data for way, data, _ in messages if way == 'in'][2:]
    for data, payload in zip(published, payloads[1:], strict=True):
        assert data.endswith(payload) and b'some/topic' in data[:20], data[:40]
    said = tshark(path('sub.pcapng'), '-d', f'tcp.port=={port},mqtt', '-Y', 'mqtt.msgtype == 3',
                  '-T', 'fields', '-e', 'mqtt.topic')
    assert said.split() == ['some/topic'] * 4, said


def test_rsyslog_as_syslog():
    """Both ways of RFC 6587, from one rsyslog to two listeners."""
    ways = {'octet-counted': 'counted', 'traditional': 'lines'}
    listeners = {way: Cli('listen', '0', '--format', 'json', '--framing', 'syslog', '--record',
                          path(f'{name}.pcapng')) for way, name in ways.items()}
    source = free_port()
    actions = ''.join(f"""
        action(type="omfwd" target="127.0.0.1" port="{cli.port()}" protocol="tcp"
               TCP_Framing="{way}" template="RSYSLOG_SyslogProtocol23Format")"""
                      for way, cli in listeners.items())
    config = write('rsyslog.conf', f"""
        global(workDirectory="{folder('rsyslog')}" maxMessageSize="64k"
               parser.escapeControlCharactersOnReceive="off")
        module(load="imtcp")
        input(type="imtcp" port="{source}" address="127.0.0.1" ruleset="on")
        ruleset(name="on") {{ {actions} }}
        """)
    start(source, 'rsyslogd', '-n', '-f', config, '-i', path('rsyslog.pid'))
    # In text of their own: what looks like a count, like a priority, like an end of line. The last
    # cannot be sent by lines, but counted.
    texts = ['plain', '12 monkeys', '<34>1 inside', 'ünï', 'x' * 20000, 'two\nlines', 'the last']
    with connect(source) as sock:
        for text in texts:
            message = f'<14>Oct 11 22:14:15 host app: {text}'.encode()
            sock.sendall(b'%d %s' % (len(message), message))
    for way, cli in listeners.items():
        cli.out.wait(b'the last')
        interrupt(cli)
        cli.wait()
        rows = read_messages(path(f'{ways[way]}.pcapng'), 'syslog')
        expected = texts if way == 'octet-counted' else \
            [part for text in texts for part in text.split('\n')]
        assert len(rows) == len(expected), (way, [data[:80] for _, data, _ in rows])
        for (_, data, flags), text in zip(rows, expected):
            assert data.rstrip(b'\n').endswith(text.encode()), (way, data[:80])
            # The rest of a message that its sender broke is what no message begins with.
            assert flags == (['garbage'] if text == 'lines' else []), (way, data, flags)
            if way == 'octet-counted':
                count, _, counted = data.partition(b' ')
                assert int(count) == len(counted) and counted.startswith(b'<14>1 '), data[:80]
            elif text != 'lines':
                assert data.startswith(b'<14>1 ') and data.endswith(b'\n'), data[:80]
        check_tshark(path(f'{ways[way]}.pcapng'), rows)


if __name__ == '__main__':
    sys.exit(driver.main(dict(globals())))
