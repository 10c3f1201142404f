#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-receive.py TAPLINE-CLI SEND-LINES COPY-BYTES BENCH-INDEX [--rounds N] [--bytes N] [--folder DIR]
[--only LINE/CONNECTIONS/WRITES]: receives the same lines with socat, ncat and Tapline in turn; prints what each
took, the ratios, and beside them what design.md promises.

The others only copy the bytes to a file and are done when all are in it. Tapline is done when it has recorded
the bytes, cut them into lines and indexed these, its ledger is equal and it has ended. Of many connections
socat serves each with a process of its own, and neither it nor ncat ends by itself then: they are done when
the file is complete. Files are deleted at once, and before each run as much memory as its file will take is
used and given back: on a virtual machine whose memory comes as it is first used, that is what would be
measured. A round runs every receiver once; a first one only warms up, and ratios are medians of those within a
round. The bound is copy-bytes, which does nothing but recv() and write(). CPU seconds are of all threads and processes but the sender's, memory is the peak (VmHWM) of the process
that listens."""

import argparse
import mmap
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from measure import Peak, free_port, read_ledger

BIG = 256 * 1024
# Many small writes are bounded by the sender: fewer will do.
SMALL_TOTAL = 32 * 1000 * 1000

# What design.md promises for 64-byte lines in big writes over one connection.
SECONDS, CPU, MEMORY = range(3)
PROMISES = (
    ('bytes per second, of socat -b 1M', 'socat -b 1M', SECONDS, 'at least', 1.0, 1.3),
    ('bytes per second, of socat', 'socat', SECONDS, 'at least', 4.0, 5.0),
    ('bytes per second, of ncat', 'ncat', SECONDS, 'at least', 3.5, 4.5),
    ('CPU seconds per GB, of socat', 'socat', CPU, 'at most', 0.4, 0.25),
)
MEMORY_MUST, MEMORY_AIM = 24, 8


def warm_memory(size):
    chunk = bytes(1024 * 1024)
    with mmap.mmap(-1, size + len(chunk)) as memory:
        for _ in range(size // len(chunk)):
            memory.write(chunk)


class Receiver:
    """A program that puts what comes to a port into a file."""

    def __init__(self, name, command, many=None):
        self.name = name
        self.command = command
        # For many connections, if that takes another command; such a program does not end by itself.
        self.many = many
        # Called with the file when it is complete.
        self.look = None

    def run(self, sender, folder, connections, total, line, write):
        """Seconds from the first byte sent until done, CPU seconds, peak MiB."""
        port = free_port()
        path = os.path.join(folder, 'received')
        stays = connections > 1 and self.many is not None
        command = [word.format(port=port, path=path, connections=connections)
                   for word in (self.many if stays else self.command)]
        warm_memory(total + total // 4)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with open(path + '.out', 'wb') as out, open(path + '.err', 'wb') as err:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        peak = Peak(process.pid)
        sent = subprocess.Popen([sender, *map(str, (port, connections, total, line, write))],
                                stdout=subprocess.PIPE, text=True)
        if stays:
            while file_size(path) + file_size(path + '.out') < total:
                time.sleep(0.001)
            end = time.monotonic()
            memory = peak.end()
            process.send_signal(signal.SIGTERM)
            process.wait()
        else:
            process.wait()
            end = time.monotonic()
            memory = peak.end()
        middle = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = float(sent.communicate()[0])
        self.check(path, total, line)
        if self.look is not None:
            self.look(path)
        for suffix in ('', '.out', '.err'):
            if os.path.exists(path + suffix):
                os.unlink(path + suffix)
        cpu = (middle.ru_utime + middle.ru_stime) - (before.ru_utime + before.ru_stime)
        return end - began, cpu, memory

    def check(self, path, total, line):
        size = file_size(path) + file_size(path + '.out')
        assert size == total, f'{self.name} received {size} bytes of {total}'


class Tapline(Receiver):
    def check(self, path, total, line):
        with open(path + '.err', encoding='utf-8') as file:
            ledger = file.read().splitlines()[-1]
        numbers = read_ledger(ledger)
        lines = total // line
        assert numbers['received'] == numbers['recorded'] == numbers['indexed'] == total, ledger
        assert numbers['messages'] >= lines and numbers['lost'] == 0, ledger


def file_size(path):
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0


def make_receivers(tapline, copy):
    socat = ['socat', '-u', 'TCP-LISTEN:{port},bind=127.0.0.1,backlog=128', 'OPEN:{path},creat,append']
    fork = ['socat', '-u', 'TCP-LISTEN:{port},bind=127.0.0.1,backlog=128,fork',
            'OPEN:{path},creat,append']
    return [
        Receiver('socat', socat, fork),
        Receiver('socat -b 1M', [*socat[:2], '-b', '1048576', *socat[2:]],
                 [*fork[:2], '-b', '1048576', *fork[2:]]),
        Receiver('ncat', ['ncat', '-l', '--recv-only', '127.0.0.1', '{port}'],
                 ['ncat', '-l', '-k', '--recv-only', '--max-conns', '128', '127.0.0.1', '{port}']),
        Receiver('bound', [copy, '{port}', '{connections}', '{path}']),
        Tapline('Tapline', [tapline, 'listen', '{port}', '--framing', 'lines', '--format', 'none',
                            '--record', '{path}', '--exit-on-close', '--ledger', '--quiet']),
    ]


def median_ratio(rows, name, other, key):
    return statistics.median(mine[key] / theirs[key]
                             for mine, theirs in zip(rows[name], rows[other]))


def measure(receivers, arguments, connections, line, write):
    """Prints a table; returns seconds, CPU seconds and memory of each run by receiver."""
    total = arguments.bytes if write == BIG else SMALL_TOTAL
    total -= total % (write * connections)
    rows = {receiver.name: [] for receiver in receivers}
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        for number in range(arguments.rounds + 1):
            for receiver in receivers:
                row = receiver.run(arguments.sender, folder, connections, total, line, write)
                # The first round only warms up.
                if number > 0:
                    rows[receiver.name].append(row)
    kind = '256 KiB' if write == BIG else 'one-message'
    print(f'\n{line}-byte lines, {connections} connection{"s" if connections > 1 else ""}, {kind} '
          f'writes, {total / 1e6:.0f} MB:')
    print(f'{"":13}{"GB/s":>7} {"[min-max]":>13}{"M lines/s":>11}{"CPU s/GB":>10}{"MiB":>7}'
          f'{"speed":>8}{"CPU":>7}')
    for name, runs in rows.items():
        rates = sorted(total / 1e9 / seconds for seconds, _, _ in runs)
        cpu = statistics.median(cpu for _, cpu, _ in runs) / (total / 1e9)
        memory = max(memory for _, _, memory in runs)
        print(f'{name:13}{statistics.median(rates):7.3f} {f"[{rates[0]:.2f}-{rates[-1]:.2f}]":>13}'
              f'{statistics.median(rates) * 1e3 / line:11.2f}{cpu:10.2f}{memory:7.1f}'
              f'{1 / median_ratio(rows, name, "socat", SECONDS):8.2f}'
              f'{median_ratio(rows, name, "socat", CPU):7.2f}', flush=True)
    return rows


def compare_with_promises(rows):
    print('\nTapline beside what is promised:')
    for text, name, key, bound, must, aim in PROMISES:
        ratio = median_ratio(rows, 'Tapline', name, key)
        ratio = 1 / ratio if key == SECONDS else ratio
        print(f'{text:36}{ratio:6.2f}   must be {bound} {must}, aim {aim}')
    bound = 1 / median_ratio(rows, 'bound', 'socat', SECONDS)
    print(f'{"what is possible here, of socat":36}{bound:6.2f}   in CPU seconds '
          f'{median_ratio(rows, "bound", "socat", CPU):.2f}')
    more = max(row[MEMORY] for row in rows['Tapline']) - max(row[MEMORY] for row in rows['socat'])
    print(f'{"peak memory, more than socat, MiB":36}{more:6.1f}   must be at most {MEMORY_MUST}, '
          f'aim {MEMORY_AIM}')


def measure_memory(tapline, arguments):
    """That memory does not grow, and what the index of the last recording takes."""
    print('\nPeak memory of Tapline, 64-byte lines:')
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        for total in (BIG * 400, BIG * 4000, BIG * 16000):
            if total == BIG * 16000:
                tapline.look = lambda path: subprocess.run([arguments.index, path], check=True)
            memory = tapline.run(arguments.sender, folder, 1, total, 64, BIG)[MEMORY]
            print(f'{total / 1e6:6.0f} MB received: {memory:.1f} MiB', flush=True)
    tapline.look = None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('tapline')
    parser.add_argument('sender')
    parser.add_argument('copy')
    parser.add_argument('index')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--bytes', type=int, default=1000 * 1000 * 1000)
    parser.add_argument('--folder', help='where files go; the temporary folder unless set')
    parser.add_argument('--only', default='', help='as 64/1/big, 1024/100/small or a part of it')
    arguments = parser.parse_args()
    for tool in ('socat', 'ncat'):
        if shutil.which(tool) is None:
            sys.exit(f'{tool} is not installed; tests/run.sh installs it')
    receivers = make_receivers(os.path.abspath(arguments.tapline), os.path.abspath(arguments.copy))
    for write in ('big', 'small'):
        for connections in (1, 100):
            for line in (64, 1024):
                kind = f'{line}/{connections}/{write}'
                if arguments.only not in kind:
                    continue
                rows = measure(receivers, arguments, connections, line,
                               BIG if write == 'big' else line)
                if kind == '64/1/big':
                    compare_with_promises(rows)
                    measure_memory(receivers[-1], arguments)


if __name__ == '__main__':
    main()
