#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-cli-peers.py PROGRAM [TEST...]: the terminal program with the programs it is made for."""

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


def redis(port):
    return start(port, 'redis-server', '--port', port, '--bind', '127.0.0.1', '--save', '',
                 '--appendonly', 'no', '--dir', folder('redis'), '--unixsocket',
                 path('redis.sock'))


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


if __name__ == '__main__':
    sys.exit(driver.main(dict(globals())))
