#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ledger.py TAPLINE-CLI [--bytes N] [--connections N] [--folder DIR] [--tshark]: sends random bytes over many
connections at once and checks that nothing is lost: the ledger is equal, the recording has of each connection
what was sent, by SHA-256, and there are as many messages as lines were sent. With --tshark, its view is
compared too. Fails if anything differs; prints sizes, times and the peak memory. The 10 GB that it sends
unless told otherwise need as much room on the disk until it ends."""

import argparse
import hashlib
import mmap
import os
import random
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time

from measure import Peak, read_ledger

BASE_SIZE = 8 * 1024 * 1024
SEND_MAX = 256 * 1024
BLOCK_PACKET = 6
OPTION_COMMENT = 1


class Sent:
    """What went over a connection."""

    def __init__(self, port):
        self.sock = socket.create_connection(('127.0.0.1', port))
        self.hash = hashlib.sha256()
        self.lines = 0
        self.unfinished = False

    def send(self, data):
        self.sock.sendall(data)
        self.hash.update(data)
        self.lines += data.count(b'\n')
        self.unfinished = data[-1] != 10

    def close(self):
        """Returns the port that the recording knows it by."""
        port = self.sock.getsockname()[1]
        self.sock.close()
        return port


def send(port, n_connections, total):
    """Random parts of random bytes to random connections; returns what went, by port."""
    rand = random.Random(1)
    base = memoryview(rand.randbytes(BASE_SIZE))
    connections = [Sent(port) for _ in range(n_connections)]
    left = total
    while left > 0:
        size = min(left, rand.randint(1, SEND_MAX))
        at = rand.randrange(BASE_SIZE - size)
        rand.choice(connections).send(base[at:at + size].tobytes())
        left -= size
    return {connection.close(): connection for connection in connections}


def read_options(block, at):
    """How many comments there are from there on."""
    comments = 0
    while at + 4 <= len(block) - 4:
        code, length = struct.unpack_from('<HH', block, at)
        if code == 0:
            break
        comments += code == OPTION_COMMENT
        at += 4 + (length + 3 & ~3)
    return comments


def read_recording(path, port):
    """SHA-256 of what each peer sent, by its port, and the number of notes. Knows pcapng and TCP
    (draft-ietf-opsawg-pcapng, RFC 9293), and nothing of Tapline."""
    hashes, notes = {}, 0
    with open(path, 'rb') as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        view, at, size = memoryview(data), 0, len(data)
        while at < size:
            kind, length = struct.unpack_from('<II', view, at)
            assert struct.unpack_from('<I', view, at + length - 4)[0] == length, at
            if kind == BLOCK_PACKET:
                block = view[at:at + length]
                interface, _, _, captured = struct.unpack_from('<IIII', block, 8)
                packet = block[28:28 + captured]
                # A note is a packet of the second interface, or the comment of one of the first.
                notes += 1 if interface == 1 else read_options(block, 28 + (captured + 3 & ~3))
                if interface == 0:
                    tcp = packet[(packet[0] & 15) * 4:]
                    source, target = struct.unpack_from('>HH', tcp, 0)
                    payload = tcp[(tcp[12] >> 4) * 4:]
                    if target == port and len(payload) > 0:
                        hashes.setdefault(source, hashlib.sha256()).update(payload)
                    payload.release()
                    tcp.release()
                packet.release()
                block.release()
            at += length
        view.release()
    return hashes, notes


def read_by_tshark(path, port):
    hashes = {}
    command = ['tshark', '-r', path, '-Y', f'tcp.len > 0 && tcp.dstport == {port}', '-T', 'fields',
               '-e', 'tcp.srcport', '-e', 'tcp.payload']
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        for line in process.stdout:
            source, payload = line.split()
            hashes.setdefault(int(source), hashlib.sha256()).update(bytes.fromhex(payload.decode()))
    assert process.returncode == 0
    return hashes


def check_hashes(sent, found, name):
    expected = {port: one.hash.hexdigest() for port, one in sent.items()
                if one.lines > 0 or one.unfinished}
    seen = {port: one.hexdigest() for port, one in found.items()}
    assert seen == expected, f'{name} has other bytes than were sent'
    print(f'{name}: the bytes of {len(seen)} connections are those that were sent')


def run(arguments, folder):
    path = os.path.join(folder, 'ledger.pcapng')
    process = subprocess.Popen([os.path.abspath(arguments.tapline), 'listen', '0', '--framing', 'lines',
                                '--format', 'none', '--record', path, '--exit-on-close',
                                '--ledger', '--quiet'],
                               stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    peak = Peak(process.pid)
    port = int(re.search(r':(\d+)$', process.stderr.readline().strip())[1])
    began = time.monotonic()
    sent = send(port, arguments.connections, arguments.bytes)
    said = process.communicate()[1].splitlines()
    elapsed = time.monotonic() - began
    memory = peak.end()
    assert process.returncode == 0, said
    ledger = read_ledger(said[-1])
    print(f'{arguments.bytes / 1e9:.1f} GB over {arguments.connections} connections in '
          f'{elapsed:.1f} s, peak memory {memory:.1f} MiB\n{said[-1]}')
    assert ledger['received'] == ledger['recorded'] == ledger['indexed'] == arguments.bytes
    assert ledger['lost'] == 0 and ledger['connections'] == arguments.connections

    began = time.monotonic()
    found, notes = read_recording(path, port)
    check_hashes(sent, found, 'recording')
    messages = sum(one.lines + one.unfinished for one in sent.values())
    assert ledger['messages'] == messages + notes, (ledger['messages'], messages, notes)
    print(f'messages: {messages} lines as sent, {notes} notes; '
          f'checked in {time.monotonic() - began:.1f} s')
    if arguments.tshark:
        check_hashes(sent, read_by_tshark(path, port), 'tshark')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('tapline')
    parser.add_argument('--bytes', type=int, default=10 * 1000 * 1000 * 1000)
    parser.add_argument('--connections', type=int, default=100)
    parser.add_argument('--folder', help='where the recording is; the temporary folder unless set')
    parser.add_argument('--tshark', action='store_true')
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        free = shutil.disk_usage(folder).free
        if free < arguments.bytes * 1.2:
            sys.exit(f'{folder} has {free / 1e9:.1f} GB free, too little; choose another --folder')
        run(arguments, folder)


if __name__ == '__main__':
    main()
