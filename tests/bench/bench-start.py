#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-start.py PRELOAD EMPTY TAPLINE [ROUNDS]: from exec to the first painted frame, Tapline and
an empty GTK window in turn; medians and their ratio. Needs a display."""
import os
import statistics
import subprocess
import sys
import time

preload, empty, tapline = sys.argv[1:4]
rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 15


def first_frame(program):
    environment = dict(os.environ, LD_PRELOAD=preload)
    environment['BENCH_START'] = str(time.monotonic_ns() // 1000)
    result = subprocess.run([program], env=environment, stdout=subprocess.PIPE, timeout=60,
                            check=True)
    return float(result.stdout)


programs = {'empty window': empty, 'tapline': tapline}
times = {name: [] for name in programs}
for number in range(rounds + 1):
    for name, program in programs.items():
        elapsed = first_frame(program)
        # The first round warms the caches.
        if number > 0:
            times[name].append(elapsed)

median = {name: statistics.median(times[name]) for name in programs}
for name in programs:
    print(f'{name:14} {median[name]:7.1f} ms  [{min(times[name]):.1f}-{max(times[name]):.1f}]')
ratio = statistics.median(a / b for a, b in zip(times['tapline'], times['empty window']))
print(f'ratio          {ratio:7.2f}     (must 1.3, aim 1.15; median of {rounds} rounds)')
