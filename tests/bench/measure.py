# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks of receiving share."""

import re
import socket
import threading


def free_port():
    """For programs that cannot be asked for any: free just now."""
    with socket.create_server(('127.0.0.1', 0)) as sock:
        return sock.getsockname()[1]


class Peak(threading.Thread):
    """The peak memory of a process (VmHWM), as last seen before it ended, in MiB."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid = pid
        self.value = 0.0
        self.over = threading.Event()
        self.start()

    def run(self):
        while not self.over.wait(0.005):
            try:
                with open(f'/proc/{self.pid}/status', encoding='ascii') as file:
                    found = re.search(r'VmHWM:\s+(\d+) kB', file.read())
            except OSError:
                return
            if found:
                self.value = int(found[1]) / 1024

    def end(self):
        self.over.set()
        self.join()
        return self.value


def read_ledger(line):
    """The numbers of the line that --ledger ends with."""
    return {key: int(value) for key, value in re.findall(r'(\w+)=(\d+)', line)}
