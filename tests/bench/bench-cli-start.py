#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-cli-start.py PROGRAM [ROUNDS]: how long tapline-cli takes to start, beside ncat, in turns on one
machine. Prints medians and their ratio; at most twice ncat's time is promised."""

import os
import shutil
import statistics
import subprocess
import sys
import time

ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 100
BOUND = 2.0


def measure(command):
    begin = time.perf_counter()
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def main():
    ncat = shutil.which('ncat')
    if ncat is None:
        sys.exit('ncat is not installed; tests/run.sh installs it')
    commands = {
        'ncat --version': [ncat, '--version'],
        'tapline-cli --version': [os.path.abspath(sys.argv[1]), '--version'],
        'tapline-cli framings': [os.path.abspath(sys.argv[1]), 'framings'],
    }
    times = {name: [] for name in commands}
    for _ in range(ROUNDS + 3):
        for name, command in commands.items():
            times[name].append(measure(command))
    medians = {name: statistics.median(values[3:]) for name, values in times.items()}
    base = medians['ncat --version']
    for name, median in medians.items():
        print(f'{name:24} {median * 1000:6.2f} ms  {median / base:5.2f}')
    worst = max(medians.values()) / base
    print(f'at most {BOUND}: {"yes" if worst <= BOUND else "no"}')


if __name__ == '__main__':
    main()
