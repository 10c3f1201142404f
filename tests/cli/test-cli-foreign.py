#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-cli-foreign.py PROGRAM [TEST...]: captures of other programs, made by hand in every form and
by the programs themselves."""

import hashlib
import itertools
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import threading

import driver
from driver import Cli, objects, path, read_all, wait_until

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
CLIENT, SERVER = 0, 1
TIME = 1_700_000_000_123_456  # microseconds since 1970


# Packets

class Ends:
    """Two ends of a connection, and packets between them."""

    def __init__(self, version=4, ports=(40000, 80), options=b'', extensions=b''):
        self.version, self.ports = version, ports
        self.options, self.extensions = options, extensions
        first, second = ('10.0.0.1', '10.0.0.2') if version == 4 else ('fd00::1', 'fd00::2')
        family = socket.AF_INET if version == 4 else socket.AF_INET6
        self.names = [f'{first}:{ports[0]}', f'{second}:{ports[1]}'] if version == 4 else \
            [f'[{first}]:{ports[0]}', f'[{second}]:{ports[1]}']
        self.ips = [socket.inet_pton(family, first), socket.inet_pton(family, second)]

    def packet(self, sender, seq, payload=b'', flags=ACK, ack=0, fragment=0):
        tcp_options = b'\x01\x01\x08\x0a' + bytes(8)  # time stamps
        tcp = struct.pack('>HHIIBBHHH', self.ports[sender], self.ports[1 - sender],
                          seq & 0xffffffff, ack & 0xffffffff, (20 + len(tcp_options)) << 2, flags,
                          65535, 0, 0) + tcp_options + payload
        return self.ip(sender, tcp, 6, fragment)

    def ip(self, sender, body, protocol, fragment=0):
        source, destination = self.ips[sender], self.ips[1 - sender]
        if self.version == 4:
            length = 20 + len(self.options)
            return struct.pack('>BBHHHBBH', 0x40 | length // 4, 0, length + len(body), 1, fragment,
                               64, protocol, 0) + source + destination + self.options + body
        first, chain = protocol, b''
        for kind, data in reversed(self.extensions or []):
            chain = bytes([first]) + data + chain
            first = kind
        return struct.pack('>IHBB', 6 << 28, len(chain) + len(body), first, 64) + source \
            + destination + chain + body


def ethernet(packet, tags=b''):
    kind = b'\x08\x00' if packet[0] >> 4 == 4 else b'\x86\xdd'
    # Short frames are padded.
    return (bytes(12) + tags + kind + packet).ljust(60, b'\xaa')


def cooked(packet):
    return bytes(14) + (b'\x08\x00' if packet[0] >> 4 == 4 else b'\x86\xdd') + packet


def cooked2(packet):
    return (b'\x08\x00' if packet[0] >> 4 == 4 else b'\x86\xdd') + bytes(18) + packet


def family(packet, order):
    return struct.pack(order + 'I', 2 if packet[0] >> 4 == 4 else 30) + packet


LINKS = {
    'ethernet': (1, ethernet),
    'vlan': (1, lambda packet: ethernet(packet, b'\x81\x00\x00\x05')),
    'qinq': (1, lambda packet: ethernet(packet, b'\x88\xa8\x00\x05\x81\x00\x00\x06')),
    'null-le': (0, lambda packet: family(packet, '<')),
    'null-be': (0, lambda packet: family(packet, '>')),
    'loop': (108, lambda packet: family(packet, '>')),
    'raw-12': (12, bytes), 'raw-14': (14, bytes), 'raw': (101, bytes),
    'cooked': (113, cooked), 'cooked2': (276, cooked2),
}


# Files

def pcap(packets, link, order='<', nano=False, snap=None):
    out = struct.pack(order + 'IHHIIII', 0xa1b23c4d if nano else 0xa1b2c3d4, 2, 4, 0, 0,
                      snap or 262144, link)
    for number, packet in enumerate(packets):
        time = TIME + number
        fraction = time % 1000000 * (1000 if nano else 1)
        kept = packet[:snap]
        out += struct.pack(order + 'IIII', time // 1000000, fraction, len(kept), len(packet)) + kept
    return out


def pad(data):
    return data + bytes(-len(data) % 4)


def block(order, kind, body):
    length = 12 + len(body)
    return struct.pack(order + 'II', kind, length) + body + struct.pack(order + 'I', length)


def section(order):
    return block(order, 0x0a0d0d0a, struct.pack(order + 'IHHq', 0x1a2b3c4d, 1, 0, -1))


def interface(order, link, options=(), snap=0):
    body = struct.pack(order + 'HHI', link, 0, snap)
    for code, data in options:
        body += struct.pack(order + 'HH', code, len(data)) + pad(data)
    return block(order, 1, body + (bytes(4) if options else b''))


def packet_block(order, kind, packet, ticks=0, number=0, comments=()):
    if kind == 3:
        return block(order, 3, struct.pack(order + 'I', len(packet)) + pad(packet))
    head = struct.pack(order + 'I', number) if kind == 6 else struct.pack(order + 'HH', number, 0)
    return block(order, kind, head + struct.pack(order + 'IIII', ticks >> 32, ticks & 0xffffffff,
                                                 len(packet), len(packet)) + pad(packet)
                 + b''.join(struct.pack(order + 'HH', 1, len(text)) + pad(text)
                            for text in comments) + (bytes(4) if comments else b''))


def write(name, data):
    with open(path(name), 'wb') as file:
        file.write(data)
    return path(name)


# What a conversation is

REQUESTS = [b'hello\n', b'how are you?\nfine\n', b'x' * 1400 + b'\n']
ANSWERS = [b'welcome\n', b'well, thanks\n', b'y' * 1400 + b'\n']


def conversation(ends, start=(1000, 0xfffffff0)):
    """Whole, from the handshake to the end; the server's numbers pass over 2^32."""
    seq = list(start)
    out = [ends.packet(CLIENT, seq[0], flags=SYN), ends.packet(SERVER, seq[1], flags=SYN | ACK),
           ends.packet(CLIENT, seq[0] + 1)]
    seq = [seq[0] + 1, seq[1] + 1]
    for request, answer in zip(REQUESTS, ANSWERS):
        for sender, payload in ((CLIENT, request), (SERVER, answer)):
            out.append(ends.packet(sender, seq[sender], payload, ack=seq[1 - sender]))
            seq[sender] += len(payload)
    for sender in (CLIENT, SERVER):
        out.append(ends.packet(sender, seq[sender], flags=FIN | ACK, ack=seq[1 - sender]))
        seq[sender] += 1
    return out


def show(place, status=0):
    """The rows, and the complaints of the program."""
    cli = Cli('show', place, '--format', 'json', '--ledger').wait(status)
    return objects(cli.out.read()), cli.err.read().decode()


def texts(rows, direction):
    return ''.join(row['text'] for row in rows if row['dir'] == direction)


def notes(rows):
    return [row['text'] for row in rows if row['dir'] == 'note']


def check_whole(place, ends):
    rows, err = show(place)
    assert texts(rows, 'out') == b''.join(REQUESTS).decode(), rows
    assert texts(rows, 'in') == b''.join(ANSWERS).decode(), rows
    assert notes(rows) == [f'{ends.names[0]} connected to {ends.names[1]}',
                           f'{ends.names[0]} closed its side',
                           f'{ends.names[1]} closed its side too'], notes(rows)
    assert [line for line in err.splitlines() if line.startswith('tapline-cli')] == [], err
    assert 'lost=0' in err and 'connections=1' in err, err
    return rows


def test_pcap_of_every_link_and_byte_order():
    for name, order, nano, version in itertools.product(LINKS, '<>', (False, True), (4, 6)):
        link, wrap = LINKS[name]
        ends = Ends(version)
        data = pcap([wrap(packet) for packet in conversation(ends)], link, order, nano)
        rows = check_whole(write('a.pcap', data), ends)
        assert rows[1]['time'] == '2023-11-14T22:13:20.123459Z', rows[1]
    for version, link in ((4, 228), (6, 229)):
        ends = Ends(version)
        check_whole(write('a.pcap', pcap(conversation(ends), link)), ends)


def test_pcapng_of_every_block_and_byte_order():
    for order, kind in itertools.product('<>', (2, 3, 6)):
        ends = Ends()
        data = section(order) + interface(order, 101)
        # A block that nobody knows is passed over.
        data += block(order, 0x0bad, bytes(8))
        for number, packet in enumerate(conversation(ends)):
            data += packet_block(order, kind, packet, TIME + number)
        rows = check_whole(write('a.pcapng', data), ends)
        if kind != 3:
            assert rows[1]['time'] == '2023-11-14T22:13:20.123459Z', rows[1]


def test_times_of_pcapng():
    ends = Ends()
    for resolution, ticks, offset in ((9, TIME * 1000, 0), (3, TIME // 1000, 0), (0, 1, 1699999999),
                                      (0x80 | 20, (TIME << 20) // 1000000, 0),
                                      (6, 123456, TIME // 10**6)):
        data = section('>') + interface('>', 101, ((9, bytes([resolution])),
                                                   (14, struct.pack('>q', offset))))
        for packet in conversation(ends):
            data += packet_block('>', 6, packet, ticks)
        rows = check_whole(write('a.pcapng', data), ends)
        assert rows[0]['time'].startswith('2023-11-14T22:13:20'), (resolution, rows[0])
        if resolution not in (0, 3):
            assert rows[0]['time'][-7:-2] == '12345', (resolution, rows[0])


def marked(place, *options):
    """The messages that are marked, notes among them: what they say to what is said of them."""
    rows = objects(Cli('show', place, '--format', 'json', '--marked', *options).wait().out.read())
    return {row['text']: row['mark'] for row in rows}


def test_comments_by_hand():
    """In both byte orders and in both blocks that may have them, several, in any bytes, endless."""
    for order, kind in itertools.product('<>', (2, 6)):
        ends = Ends()
        comments = {3: (b'first', b'second'), 5: ('spät \u202e\x1b[31m'.encode() + b'\xff',),
                    6: (b'e' * 959 + 'ä'.encode(),), 8: (b'',), 1: (b'on the answer',)}
        data = section(order) + interface(order, 101)
        for number, packet in enumerate(conversation(ends)):
            data += packet_block(order, kind, packet, TIME, comments=comments.get(number, ()))
        rows = marked(write('a.pcapng', data))
        assert rows == {
            'Comment on packet 2: on the answer': '',
            'hello\n': 'first · second',
            'how are you?\n': 'spät \u202e [31m\ufffd',
            'well, thanks\n': 'e' * 957 + '…'}, rows
        assert marked(path('a.pcapng'), '--framing', 'raw')['how are you?\nfine\n'][:4] == 'spät'

    # Lengths that do not fit are no comment, and hurt nothing else.
    data = section('<') + interface('<', 101)
    packet = Ends().packet(CLIENT, 1, b'hello\n')
    body = struct.pack('<IIIII', 0, 0, 1, len(packet), len(packet)) + pad(packet)
    for option in (struct.pack('<HH', 1, 9) + b'12345678', struct.pack('<HH', 1, 65535),
                   b'\x01\x00\x02\x00'):
        place = write('a.pcapng', data + block('<', 6, body + option))
        assert marked(place) == {}, marked(place)
        assert texts(show(place)[0], 'out') == 'hello\n'


def test_comments_in_any_order():
    """A comment goes with the bytes of its packet, or if those were there before is a note."""
    ends = Ends()
    packets = conversation(ends)[:3]
    packets += [ends.packet(CLIENT, 1001 + 3 * number, b'%02d\n' % number) for number in range(6)]
    order = [0, 1, 2, 3, 6, 5, 4, 4, 7, 8]
    data = section('<') + interface('<', 101)
    for number, which in enumerate(order):
        data += packet_block('<', 6, packets[which], TIME,
                             comments=(b'comment %d' % (number + 1),))
    rows = marked(write('a.pcapng', data))
    assert rows == {'Comment on packet 1: comment 1': '', 'Comment on packet 2: comment 2': '',
                    'Comment on packet 3: comment 3': '', '00\n': 'comment 4',
                    '03\n': 'comment 5', '02\n': 'comment 6', '01\n': 'comment 7',
                    'Comment on packet 8: comment 8': '', '04\n': 'comment 9',
                    '05\n': 'comment 10'}, rows


def test_comments_by_wireshark():
    """As editcap writes them; and what is made of them is what tshark finds."""
    ends = Ends()
    packets = conversation(ends)
    place = write('a.pcap', pcap(packets, 101))
    words = {2: 'the handshake', 4: 'sagt „hallo“', 7: 'x' * 3000, 9: 'last\nlines'}
    subprocess.run(['editcap', '-F', 'pcapng',
                    *[word for number, text in words.items()
                      for word in ('-a', f'{number}:{text}')], place, path('b.pcapng')], check=True)
    rows = marked(path('b.pcapng'))
    assert rows == {'Comment on packet 2: the handshake': '', 'hello\n': words[4],
                    'well, thanks\n': 'x' * 957 + '…',
                    ANSWERS[2].decode(): 'last lines'}, rows
    text = Cli('show', path('b.pcapng'), '--marked').wait().out.read().decode()
    assert 'hello  ★ sagt „hallo“\n' in text, text
    Cli('export', path('b.pcapng'), '--to', 'pcapng', '-o', path('own.pcapng')).wait()
    assert marked(path('own.pcapng')) == rows
    found = subprocess.run(['tshark', '-n', '-r', path('own.pcapng'), '-Y', 'frame.comment',
                            '-T', 'fields', '-e', 'frame.comment'], stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, check=True).stdout.decode()
    assert 'sagt „hallo“' in found, found


def test_several_sections_and_interfaces():
    first, second = Ends(4, (1000, 7)), Ends(6, (2000, 7))
    data = section('<') + interface('<', 101) + interface('<', 1)
    for one, two in zip(conversation(first), conversation(second)):
        data += packet_block('<', 6, one, TIME, 0) + packet_block('<', 6, ethernet(two), TIME, 1)
    third = Ends(4, (3000, 7))
    data += section('>') + interface('>', 113)
    for packet in conversation(third):
        data += packet_block('>', 6, cooked(packet), TIME)
    rows, err = show(write('a.pcapng', data))
    assert 'connections=3' in err, err
    for number in (1, 2, 3):
        mine = [row for row in rows if row['connection'] == number]
        assert texts(mine, 'out') == b''.join(REQUESTS).decode(), mine
        assert texts(mine, 'in') == b''.join(ANSWERS).decode(), mine


def test_options_and_extension_headers():
    ends = Ends(4, options=b'\x94\x04\x00\x00')
    check_whole(write('a.pcap', pcap(conversation(ends), 101)), ends)
    ends = Ends(6, extensions=[(0, b'\x00' + bytes(6)), (60, b'\x01' + bytes(14)),
                               (44, bytes(7)), (51, b'\x01' + bytes(10))])
    check_whole(write('a.pcap', pcap(conversation(ends), 101)), ends)


def test_any_order_that_can_be_mended():
    ends = Ends()
    generator = random.Random(5)
    for _ in range(20):
        packets = conversation(ends)
        body = packets[3:-2]
        # Everything twice, neighbours out of order, keep-alives in between.
        body = [packet for packet in body for _ in (1, 2)]
        for at in range(len(body) - 2):
            if generator.random() < 0.5:
                body[at], body[at + 2] = body[at + 2], body[at]
        body.insert(4, ends.packet(CLIENT, 1000, b'\x00'))
        body.insert(7, ends.packet(SERVER, 0xfffffff0, b''))
        check_whole_streams(pcap(packets[:3] + body + packets[-2:], 101))
    # One that overlaps what was there.
    packets = conversation(ends)
    packets.insert(6, ends.packet(CLIENT, 1001, REQUESTS[0] + REQUESTS[1] + REQUESTS[2][:10]))
    check_whole_streams(pcap(packets, 101))


def check_whole_streams(data):
    rows, _ = show(write('a.pcap', data))
    assert texts(rows, 'out') == b''.join(REQUESTS).decode(), rows
    assert texts(rows, 'in') == b''.join(ANSWERS).decode(), rows
    assert len(notes(rows)) == 3, notes(rows)


def test_a_gap_is_told_and_cuts_the_message():
    ends = Ends()
    packets = [ends.packet(CLIENT, 0, flags=SYN), ends.packet(SERVER, 0, flags=SYN | ACK),
               ends.packet(CLIENT, 1, b'whole\nbefore'), ends.packet(CLIENT, 113, b'after\nmore\n')]
    # The server has had what is missing.
    packets += [ends.packet(SERVER, 1 + number * 3, b'ok\n', ack=124) for number in range(40)]
    rows, _ = show(write('a.pcap', pcap(packets, 101)))
    assert 'Packet 4: 100 bytes are missing before it, which were not captured' in notes(rows), rows
    assert [row['text'] for row in rows if row['dir'] == 'out'] == \
        ['whole\n', 'before', 'after\n', 'more\n'], rows
    # Not at the end only, but as soon as it was clear.
    gap = [number for number, row in enumerate(rows) if 'missing' in row['text']][0]
    assert gap < 25 and texts(rows[gap:], 'in').count('ok') > 15, gap
    # Nobody says that it arrived: then at the end.
    rows, _ = show(write('a.pcap', pcap(packets[:4], 101)))
    assert notes(rows)[-1] == \
        'Packet 4: 100 bytes are missing before it, which were not captured', notes(rows)
    assert texts(rows, 'out') == 'whole\nbeforeafter\nmore\n', rows
    # tshark sees it too.
    Cli('export', path('a.pcap'), '--to', 'pcapng', '-o', path('a.pcapng')).wait()
    lost = subprocess.run(['tshark', '-n', '-r', path('a.pcapng'), '-Y',
                           'tcp.analysis.lost_segment'], stdout=subprocess.PIPE, check=True).stdout
    assert len(lost.splitlines()) == 1, lost


def test_connections_from_the_middle():
    ends = Ends(4, (40000, 80))
    packets = [ends.packet(SERVER, 500, b'in\n'), ends.packet(CLIENT, 77, b'out\n'),
               ends.packet(SERVER, 490, b'0123456789')]
    rows, err = show(write('a.pcap', pcap(packets, 101)))
    assert texts(rows, 'in') == 'in\n' and texts(rows, 'out') == 'out\n', rows
    assert 'Packet 1 is in the middle of the connection of 10.0.0.1:40000 to 10.0.0.2:80' \
        in notes(rows)[0], notes(rows)
    assert 'Packet 3: 10 of its bytes belong before the first' in err, err


def test_ends_and_ports_used_again():
    ends = Ends()
    rows, err = show(write('a.pcap', pcap(
        conversation(ends) + conversation(ends, (70000, 80000))
        + [ends.packet(CLIENT, 5, flags=SYN), ends.packet(SERVER, 0, flags=RST | ACK)]
        + [ends.packet(CLIENT, 9, flags=SYN), ends.packet(SERVER, 9, flags=SYN | ACK),
           ends.packet(CLIENT, 10, b'last\n'), ends.packet(SERVER, 10, flags=RST)], 101)))
    assert 'connections=3' in err, err
    assert texts(rows, 'out') == 2 * b''.join(REQUESTS).decode() + 'last\n', rows
    assert '10.0.0.2:80 refused the connection of 10.0.0.1:40000' in notes(rows), notes(rows)
    assert notes(rows)[-1] == '10.0.0.2:80 reset the connection', notes(rows)


def test_what_is_not_tcp_is_counted():
    ends = Ends()
    udp = ends.ip(CLIENT, bytes(8), 17)
    arp = bytes(12) + b'\x08\x06' + bytes(28)
    packets = [ethernet(packet) for packet in conversation(ends)]
    rows, _ = show(write('a.pcap', pcap(packets + [ethernet(udp), arp], 1)))
    assert notes(rows)[-1] == '2 packets were not TCP and are left out; the first is packet ' \
        f'{len(packets) + 1}', notes(rows)
    rows, _ = show(write('a.pcap', pcap([arp] + packets, 1)))
    assert notes(rows)[-1] == '1 packet was not TCP and is left out: packet 1', notes(rows)


def test_what_cannot_be_read_names_the_packet():
    ends = Ends()
    whole = conversation(ends)

    def complaint(data, status=0):
        rows, err = show(write('a.pcap', data), status)
        return rows, [line for line in err.splitlines() if line.startswith('tapline-cli: ')]

    # Cut in the capture.
    rows, said = complaint(pcap(whole, 101, snap=100))
    assert said[0].startswith('tapline-cli: Packet 8: 1353 of its bytes were not captured'), said
    assert 'true of 1 more packet' in said[0], said
    assert texts(rows, 'out').startswith('hello\nhow are you?\nfine\nxxxx'), rows
    rows, said = complaint(pcap([whole[0], whole[1][:24]], 101, snap=30))
    assert said[0].startswith('tapline-cli: Packet 1: only 30 of its 52 bytes were captured'), said
    # A fragment.
    fragment = ends.packet(CLIENT, 1001, b'part', fragment=0x2000)
    rows, said = complaint(pcap(whole[:3] + [fragment] + whole[3:], 101))
    assert said == ['tapline-cli: Packet 4 is a fragment of an IP packet; these are not put '
                    'together, and its bytes are missing. The rest is there.'], said
    # A kind of network.
    rows, said = complaint(pcap(whole[:1], 127))
    assert said[0].startswith('tapline-cli: Packet 1 is from a kind of network that is not '
                              'understood (link type 127)'), said
    # Torn, in the middle of the fifth packet.
    data = pcap(whole, 101)
    rows, said = complaint(data[:len(pcap(whole[:4], 101)) + 30])
    assert said == ['tapline-cli: Packet 5 is torn: the file ends within it. The rest is there.'], \
        said
    assert texts(rows, 'out') == 'hello\n', rows
    # Broken: what comes before is there, and then it is an error.
    broken = pcap(whole[:4], 101) + b'\xff' * 64
    rows, said = complaint(broken, 4)
    assert 'cannot be read from packet 5 on' in said[0], said
    assert texts(rows, 'out') == 'hello\n', rows
    # An export of it is there as a whole or not at all.
    Cli('export', path('a.pcap'), '--to', 'text', '-o', path('out')).wait(4)
    assert not os.path.exists(path('out'))


def digests(place):
    """SHA-256 of what each connection carried, by the ports of its ends, as Tapline tells it."""
    out = Cli('show', place, '--framing', 'raw', '--format', 'json', '--quiet').wait().out.read()
    sums = {}
    for row in objects(out):
        if row['dir'] != 'note':
            data = bytes.fromhex(row['hex']) if 'hex' in row else row['text'].encode()
            sums.setdefault((row['connection'], row['dir']), hashlib.sha256()).update(data)
    return {key: value.hexdigest() for key, value in sums.items()}


def read(place):
    with open(place, 'rb') as file:
        return file.read()


def exchange(n_connections=4, length=300000):
    """A real exchange over loopback, while the programs that are named capture it."""
    server = socket.create_server(('127.0.0.1', 0))
    port = server.getsockname()[1]
    tcpdump = ['tcpdump', '-q', '-U', '-B', '65536', '-w']
    captures = [(tcpdump + [path('lo.pcap'), '-i', 'lo'], 'lo.pcap'),
                (tcpdump + [path('any.pcap'), '-i', 'any'], 'any.pcap'),
                (['dumpcap', '-q', '-B', '64', '-w', path('lo.pcapng'), '-i', 'lo'], 'lo.pcapng')]
    running = []
    for command, name in captures:
        filtered = command + (['-f'] if command[0] == 'dumpcap' else []) + [f'tcp port {port}']
        running.append(subprocess.Popen(filtered, stderr=subprocess.DEVNULL))
    generator = random.Random(1)
    sent = {}

    def answer(connection):
        while chunk := connection.recv(65536):
            connection.sendall(chunk.swapcase())
        connection.close()

    def serve():
        while True:
            try:
                connection = server.accept()[0]
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def talk(text):
        client = socket.create_connection(('127.0.0.1', port))
        sender = threading.Thread(target=lambda: (client.sendall(text),
                                                  client.shutdown(socket.SHUT_WR)))
        sender.start()
        got = read_all(client)
        sender.join()
        client.close()
        return got

    def sizes():
        return [os.path.exists(path(name)) and os.path.getsize(path(name))
                for _, name in captures]

    def is_captured():
        talk(b'probe\n')
        return all(size > 1000 for size in sizes())

    threading.Thread(target=serve, daemon=True).start()
    # They begin to capture some time after they are started.
    wait_until(is_captured, 'the captures to begin')
    for number in range(1, n_connections + 1):
        text = bytes(generator.choices(b'abcdefghijklmnopqrstuvwxyz \n', k=length))
        assert talk(text) == text.swapcase()
        sent[number] = (hashlib.sha256(text).hexdigest(),
                        hashlib.sha256(text.swapcase()).hexdigest())
    # What they have not read when they are interrupted is lost, and they read in order.
    talk(b'that was all')
    wait_until(lambda: all(b'THAT WAS ALL' in read(path(name)) for _, name in captures),
               'the captures to be written')
    for process in running:
        process.send_signal(signal.SIGINT)
        process.wait(driver.DEADLINE)
    server.close()
    return sent


def check_exchange(place, sent):
    sums = digests(place)
    found = {(sums.get((number, 'out')), sums.get((number, 'in')))
             for number in {key[0] for key in sums}}
    missing = set(sent.values()) - found
    assert not missing, (place, len(missing), sums)


def test_real_captures():
    sent = exchange()
    place = path('lo.pcap')
    for name in ('lo.pcap', 'any.pcap', 'lo.pcapng'):
        check_exchange(path(name), sent)
    for form in ('pcap', 'nsecpcap', 'pcapng'):
        subprocess.run(['editcap', '-F', form, place, path('edited')], check=True)
        check_exchange(path('edited'), sent)
        subprocess.run(['tshark', '-r', place, '-F', form, '-w', path('edited')],
                       stderr=subprocess.DEVNULL, check=True)
        check_exchange(path('edited'), sent)
    # Every packet twice.
    subprocess.run(['mergecap', '-w', path('merged'), place, place], check=True)
    check_exchange(path('merged'), sent)
    # Away from the order of time by a little.
    subprocess.run(['tcpdump', '-r', place, '-w', path('again')], stderr=subprocess.DEVNULL,
                   check=True)
    check_exchange(path('again'), sent)


def test_text2pcap():
    packet = Ends().packet(SERVER, 5, b'by text\n')
    dump = '000000 ' + ' '.join(f'{byte:02x}' for byte in packet) + '\n'
    for form in ([], ['-n']):
        subprocess.run(['text2pcap', '-q', '-l', '101', *form, '-', path('a.pcap')],
                       input=dump.encode(), check=True, stderr=subprocess.DEVNULL)
        rows, _ = show(path('a.pcap'))
        assert texts(rows, 'in') == 'by text\n', rows


def test_replay_and_export():
    ends = Ends()
    place = write('a.pcap', pcap(conversation(ends), 101))
    server, port = driver.listener()
    cli = Cli('replay', place, f'127.0.0.1:{port}', '--fast')
    peer = driver.accept(server)
    assert read_all(peer) == b''.join(REQUESTS)
    peer.close()
    cli.wait()
    Cli('export', place, '--to', 'pcapng', '-o', path('own.pcapng')).wait()
    check_whole(path('own.pcapng'), ends)
    bad = subprocess.run(['tshark', '-n', '-r', path('own.pcapng'), '-Y',
                          'tcp.analysis.flags || _ws.malformed'], stdout=subprocess.PIPE,
                         check=True).stdout
    assert bad == b'', bad


if __name__ == '__main__':
    sys.exit(driver.main(dict(globals())))
