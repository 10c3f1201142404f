# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the terminal program share: starting it and other programs, waiting for what
they do by a deadline, and running the functions of a file as TAP."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback

# How long something may take that never takes long: a failure, not a measurement.
DEADLINE = 60
PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else 'tapline-cli'


class Pipe:
    """Collects what comes out of a pipe; `wait` ends as soon as it holds what is asked for."""

    def __init__(self, file):
        self.bytes = bytearray()
        self.over = False
        self.changed = threading.Condition()
        self.thread = threading.Thread(target=self.run, args=(file,), daemon=True)
        self.thread.start()

    def run(self, file):
        while True:
            chunk = os.read(file.fileno(), 65536)
            with self.changed:
                self.bytes += chunk
                self.over = not chunk
                self.changed.notify_all()
            if not chunk:
                return

    def wait(self, wanted):
        """`wanted`: bytes that must be in it, or a function of its bytes."""
        test = wanted if callable(wanted) else lambda now: wanted in now
        end = time.monotonic() + DEADLINE
        with self.changed:
            while not test(self.bytes):
                left = end - time.monotonic()
                assert left > 0 and not self.over, \
                    f'{wanted!r} did not come: {self.bytes[-2000:]!r}'
                self.changed.wait(left)
            return bytes(self.bytes)

    def read(self):
        """All of it, once it is closed."""
        self.thread.join(DEADLINE)
        assert self.over, f'not closed: {self.bytes[-2000:]!r}'
        return bytes(self.bytes)


class Process:
    """A program with its three pipes; ended by its own id when the test is over."""

    def __init__(self, *arguments, output=True, **options):
        if 'stdout' not in options:
            options['stdout'] = subprocess.PIPE if output else subprocess.DEVNULL
        options.setdefault('stdin', subprocess.PIPE)
        options.setdefault('stderr', subprocess.PIPE)
        self.process = subprocess.Popen([str(argument) for argument in arguments], **options)
        self.pid = self.process.pid
        self.stdin = self.process.stdin
        self.out = Pipe(self.process.stdout) if output and self.process.stdout else None
        self.err = Pipe(self.process.stderr) if self.process.stderr else None
        running.append(self)

    def write(self, data):
        self.stdin.write(data)
        self.stdin.flush()

    def close_input(self):
        self.stdin.close()

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, status=0):
        try:
            ended = self.process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            raise AssertionError(f'{self.process.args} does not end') from None
        said = self.err.read() if self.err else b''
        assert ended == status, f'{self.process.args} ended with {ended}, not {status}: {said!r}'
        return self

    def peak(self):
        """VmHWM in KiB."""
        with open(f'/proc/{self.pid}/status', encoding='ascii') as file:
            for line in file:
                if line.startswith('VmHWM:'):
                    return int(line.split()[1])
        raise AssertionError('no VmHWM')

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for file in (self.process.stdin, self.process.stdout, self.process.stderr):
            if file and not file.closed and file is not self.process.stdin:
                continue
            if file and not file.closed:
                try:
                    file.close()
                except OSError:
                    pass


class Cli(Process):
    """tapline-cli, with a home of its own."""

    def __init__(self, *arguments, **options):
        environment = dict(os.environ, XDG_STATE_HOME=folder('state'), LC_ALL='C.UTF-8')
        environment.update(options.pop('environment', {}))
        super().__init__(PROGRAM, *arguments, env=environment, **options)

    def port(self):
        """Of a listener, from the line that scripts wait for."""
        said = self.err.wait(b'\n').decode()
        line = next(line for line in said.splitlines() if line.startswith('listening on '))
        return int(line.rpartition(':')[2])


running = []
temporary = None


def folder(name):
    path = os.path.join(temporary.name, name)
    os.makedirs(path, exist_ok=True)
    return path


def path(name):
    return os.path.join(temporary.name, name)


def wait_until(test, what):
    """For what nothing tells: looks again and again, each time at once if something is ready."""
    end = time.monotonic() + DEADLINE
    while True:
        value = test()
        if value:
            return value
        assert time.monotonic() < end, f'{what} did not happen'
        select.select([], [], [], 0.01)


def objects(text):
    return [json.loads(line) for line in text.decode().splitlines()]


def listener():
    """A listening socket of ours and its port."""
    sock = socket.create_server(('127.0.0.1', 0))
    sock.settimeout(DEADLINE)
    return sock, sock.getsockname()[1]


def accept(server):
    peer, _ = server.accept()
    peer.settimeout(DEADLINE)
    return peer


def connect(port):
    return socket.create_connection(('127.0.0.1', port), DEADLINE)


def free_port():
    """For programs that cannot be asked for any: free just now."""
    with socket.create_server(('127.0.0.1', 0)) as sock:
        return sock.getsockname()[1]


def receive(sock, length):
    """So many bytes, or what there is before the end."""
    data = b''
    while len(data) < length and (chunk := sock.recv(length - len(data))):
        data += chunk
    return data


def read_all(sock):
    data = b''
    while chunk := sock.recv(65536):
        data += chunk
    return data


def answers(port):
    try:
        connect(port).close()
        return True
    except OSError:
        return False


def recordings():
    """What lies in the folder where recordings of this test are."""
    place = os.path.join(folder('state'), 'tapline')
    return os.listdir(place) if os.path.isdir(place) else []


def interrupt(process):
    process.signal(signal.SIGINT)


def main(names, chosen=None):
    """Runs the functions test_… of a module, in their order."""
    global temporary
    tests = [(name, value) for name, value in names.items() if name.startswith('test_')]
    chosen = sys.argv[2:] if chosen is None else chosen
    tests = [test for test in tests if not chosen or test[0] in chosen]
    print(f'1..{len(tests)}', flush=True)
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        temporary = tempfile.TemporaryDirectory(prefix='tapline-test-')
        begin = time.monotonic()
        try:
            test()
            print(f'ok {number} {name[5:]}', flush=True)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            for line in traceback.format_exc().splitlines():
                print(f'# {line}')
            print(f'not ok {number} {name[5:]}', flush=True)
        finally:
            while running:
                running.pop().end()
            temporary.cleanup()
        print(f'# {time.monotonic() - begin:.2f} s', flush=True)
    sys.exit(1 if failed else 0)
