#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-window.py TAPLINE [MILLIONS [SECONDS [ROUNDS]]]: the whole window, as a person has it, with
a peer that never stops: how long its main loop is held while a million messages a second arrive and
the log follows, is scrolled, searched and filtered, after so many millions came before. Of several
rounds the median is told, and the worst. What stalls are is said in tests/ui/stall-meter.c; CPU is
the UI thread's. Needs a display; it is no test."""

import os
import shutil
import statistics
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'ui'))

os.environ.pop('TAPLINE_GUARD', None)  # which costs time

import stalls  # noqa: E402
from tapline_ui import Server, wait_for  # noqa: E402

MILLION = 1_000_000
RATE = MILLION        # messages a second
PIECE = 10_000        # messages in a write
LINE = b'reading %08d temp=%02d.%d C\n'

millions = int(sys.argv[2]) if len(sys.argv) > 2 else 100
seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 5
rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 5

flowing = threading.Event()
pieces = [b''.join(LINE % (number, number % 40, number % 10)
                   for number in range(first, first + PIECE))
          for first in range(0, 50 * PIECE, PIECE)]


def answer(connection):
    for number in range(millions * MILLION // PIECE):
        connection.sendall(pieces[number % len(pieces)])
    number = 0
    while True:
        flowing.wait()
        due = time.monotonic()
        while flowing.is_set():
            connection.sendall(pieces[number % len(pieces)])
            number += 1
            due += PIECE / RATE
            time.sleep(max(due - time.monotonic(), 0))


def cpu_of(thread):
    with open(f'/proc/{tapline.process.pid}/task/{thread}/schedstat', encoding='ascii') as file:
        return int(file.read().split()[0]) / 1e9


def resident():
    with open(f'/proc/{tapline.process.pid}/status', encoding='ascii') as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith('RssAnon'))


def messages():
    """How many the status line tells."""
    for text in tapline.status():
        digits = ''.join(filter(str.isdigit, text.split('message')[0]))
        if 'message' in text and digits:
            return int(digits)
    return 0


def measure(name, act=lambda number: None):
    figures = []
    for number in range(rounds + 1):
        cpu = cpu_of(tapline.process.pid)
        began = time.monotonic()

        def do(number):
            act(number)
            time.sleep(max(began + seconds - time.monotonic(), 0))

        longest, p99 = stalls.measure(tapline, folder, lambda: do(number))
        cpu = (cpu_of(tapline.process.pid) - cpu) / (time.monotonic() - began) * 100
        # The first warms the caches.
        if number > 0:
            figures.append((longest, p99, cpu))
    longest, p99, cpu = zip(*figures)
    print(f'{name:28} {statistics.median(p99):7.1f} {statistics.median(longest):7.1f} '
          f'{max(longest):7.1f} {statistics.median(cpu):6.1f} {resident():8.1f}', flush=True)


def scroll(_):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        tapline.key('Page_Up', 'Page_Up', 'Page_Up', 'ctrl+Home', 'Page_Down', 'ctrl+End')


def search(number):
    tapline.get('text', 'Pattern').set_text(f'{number}9 temp=2')


def set_filter(text):
    tapline.get('text', 'Filter').set_text(text)
    tapline.key('Return')


folder = tempfile.mkdtemp()
server = Server(answer)
tapline = stalls.start(folder, '127.0.0.1', str(server.port))
tapline.resize(1280, 860)
wait_for(lambda: messages() >= millions * MILLION, f'{millions} million messages', 600)
print(f'{millions} million messages             p99 ms  max ms   worst  CPU %  anon MiB')
measure('nothing arrives')
flowing.set()
measure('following')
tapline.key('Page_Up')
measure('scrolling', scroll)
tapline.key('ctrl+End')
tapline.key('ctrl+f')
tapline.get('text', 'Pattern')
measure('searching', search)
tapline.key('Escape', 'ctrl+shift+f')
tapline.get('text', 'Filter')
measure('filtering', lambda number: set_filter(f'{number}9 temp=2'))
flowing.clear()
tapline.kill()
server.close()
shutil.rmtree(folder)
