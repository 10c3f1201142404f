# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the main loop of a Tapline that is driven is held at a time."""

import os
import signal

from tapline_ui import APP_ENVIRONMENT, Tapline, wait_for

ROUNDS = 3
LONGEST_STALL_MS = 50
METER = os.environ['TAPLINE_STALL_METER']


def start(folder, *words):
    """Tapline with a meter for the stalls of its main loop."""
    preload = [METER, APP_ENVIRONMENT.get('TAPLINE_GUARD', '')]
    return Tapline(*words, environment={'LD_PRELOAD': ':'.join(filter(None, preload)),
                                        'STALL_METER': os.path.join(folder, 'stalls')})


def measure(tapline, folder, act):
    """The longest stall, and the 99th percentile, while something is done, in ms."""
    path = os.path.join(folder, 'stalls')
    tapline.process.send_signal(signal.SIGUSR1)
    act()
    tapline.process.send_signal(signal.SIGUSR2)
    wait_for(lambda: os.path.exists(path) and os.path.getsize(path) > 0, 'the figures')
    with open(path, encoding='utf-8') as figures:
        longest, p99, _ = map(float, figures.read().split())
    os.unlink(path)
    return longest, p99


def check_stalls(tapline, folder, flood):
    """The median of three rounds: one hiccup of the machine is not Tapline's. Two that agree are
    enough to know on which side of the bound it is. Tells how many it took."""
    stalls = []
    for number in range(ROUNDS):
        longest, p99 = measure(tapline, folder, lambda: flood(number))
        print(f'# longest stall {longest} ms, p99 {p99} ms', flush=True)
        stalls.append(longest)
        too_long = [stall for stall in stalls if stall >= LONGEST_STALL_MS]
        if max(len(too_long), len(stalls) - len(too_long)) > ROUNDS // 2:
            break
    assert len(too_long) <= ROUNDS // 2, f'the main loop was held for {stalls} ms'
    return len(stalls)
