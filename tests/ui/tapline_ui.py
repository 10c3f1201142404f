# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives Tapline's window as a person does: finds things by what assistive technology calls them,
presses buttons through it, and types with the X server's keyboard. Everything waits for a
condition with a deadline. Each driver runs in an X server and a session bus of its own
(with-x.sh); run() prints TAP for its functions test_*."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback

# What the environment asks of Tapline is not asked of this script.
APP_ENVIRONMENT = {name: os.environ.pop(name) for name in
                   ('G_DEBUG', 'G_SLICE', 'MALLOC_PERTURB_', 'TAPLINE_GUARD')
                   if name in os.environ}

from accessible import Atspi, applications, walk  # noqa: E402
from gi.repository import Gio, GLib  # noqa: E402

DEADLINE = 20 * float(os.environ.get('TAPLINE_UI_PATIENCE', '1'))
BUTTON_ROLES = ('push button', 'button', 'toggle button')
# By its name xdotool presses it with Alt where it has something else there (xkeyboard-config 2.45).
KEY_CODES = {f'F{number}': str(66 + number) for number in range(1, 11)}
running = []


def wait_for(condition, what, deadline=DEADLINE):
    """The first true value of the condition; a failure that says what was waited for, or asks then
    what there is."""
    end = time.monotonic() + deadline
    while True:
        try:
            value = condition()
        except GLib.Error:
            value = None
        if value:
            return value
        if time.monotonic() > end:
            what = what() if callable(what) else what
            raise AssertionError(f'waited {deadline:.0f} s for {what}')
        time.sleep(0.02)


def never(condition, what, during=0.5):
    end = time.monotonic() + during
    while time.monotonic() < end:
        assert not condition(), what
        time.sleep(0.02)


def names(node):
    """GTK 4.8 joins a label that is set with that of the child."""
    name = node.get_name() or ''
    half = len(name) // 2
    return {name, name[:half]} if name[:half] == name[half + 1:] else {name}


def has_state(node, state):
    return node.has_state(state)


def is_wrong(entry):
    """Whether it is called wrong. GTK 4.8 has another word for it than later ones."""
    return (has_state(entry, Atspi.StateType.INVALID_ENTRY)
            or has_state(entry, Atspi.StateType.INVALID))


def window_of(node):
    while node.get_parent().get_role_name() != 'application':
        node = node.get_parent()
    return node


def xdotool(*words):
    result = subprocess.run(('xdotool',) + words, stdout=subprocess.PIPE, timeout=DEADLINE,
                            check=False)
    return result.stdout.decode().split()


class Tapline:
    """A running Tapline and its window."""

    def __init__(self, *words, environment=None):
        env = dict(os.environ, **APP_ENVIRONMENT)
        env.pop('TAPLINE_GUARD', None)
        if APP_ENVIRONMENT.get('TAPLINE_GUARD'):
            env['LD_PRELOAD'] = APP_ENVIRONMENT['TAPLINE_GUARD']
        env.update(environment or {})
        self.process = subprocess.Popen((sys.argv[1],) + words, env=env)
        running.append(self)
        self.root = wait_for(self._find_application, 'the application')
        self.id = wait_for(self._find_window, 'the window')
        xdotool('windowfocus', '--sync', self.id)

    def _find_application(self):
        assert self.process.poll() is None, f'Tapline ended with {self.process.returncode}'
        for application, process in applications():
            if process == self.process.pid:
                return application if application.get_child_count() > 0 else None
        return None

    def _find_window(self):
        found = xdotool('search', '--onlyvisible', '--pid', str(self.process.pid), '--name', '.')
        return found[-1] if found else None

    # Finding

    def find(self, role, name=None, within=None):
        roles = BUTTON_ROLES if role == 'button' else (role,)
        for node in walk(within or self.root, named=roles):
            if node.get_role_name() in roles and (name is None or name in names(node)):
                return node
        return None

    def get(self, role, name=None):
        return wait_for(lambda: self.find(role, name), f'{role} “{name}”')

    def gone(self, role, name=None):
        wait_for(lambda: self.find(role, name) is None, f'{role} “{name}” to go')

    def title(self):
        self.root.clear_cache()
        frame = self.root.get_child_at_index(0)
        frame.clear_cache()
        return frame.get_name()

    def row_nodes(self):
        log = self.find('list', 'Log')
        return [node for node in walk(log) if node.get_role_name() == 'list item'] if log else []

    def rows(self):
        """The rows of the log that are drawn."""
        log = self.find('list', 'Log')
        if log is None:
            return []
        return [node.get_name() for node in walk(log)
                if node.get_role_name() == 'list item' and node.get_name()]

    def wait_for_row(self, *words):
        return wait_for(
            lambda: [row for row in self.rows() if all(word in row for word in words)],
            lambda: f'a row with {words}; there are {self.rows()}')

    def sessions(self):
        sessions = self.find('list', 'Sessions')
        return [node.get_name() for node in walk(sessions)
                if node.get_role_name() == 'list item'] if sessions else []

    def alerts(self):
        """The sentences that are read out because something is wrong."""
        return [node.get_name() for node in walk(self.root, ('list item', 'text', 'scroll bar'))
                if node.get_role_name() in ('alert', 'notification') and node.get_name()]

    def wait_for_alert(self, *words):
        return wait_for(
            lambda: [text for text in self.alerts() if all(word in text for word in words)],
            lambda: f'a sentence with {words}; there are {self.alerts()}')

    def status(self):
        """The texts of the status line."""
        bar = self.find('status bar')
        return [node.get_name() for node in walk(bar) if node.get_role_name() == 'label']

    def wait_for_menu(self, name, within=None):
        """A menu with this item; GTK 4.18 gives no item a name."""
        wait_for(lambda: self.find('menu item', name, within) or self.find('menu item', '', within),
                 f'“{name}” in a menu')

    def text(self, name):
        return self.get('text', name).get_text()

    def bars(self):
        """What the bars above the log tell, and what the status line does."""
        bars = [[part.get_name() for part in walk(bar)
                 if part.get_role_name() == 'label' and part.get_name()]
                for bar in walk(self.root) if bar.get_role_name() == 'status bar']
        return sum(bars[:-1], []), bars[-1]

    def told(self):
        return self.bars()[0]

    def extents(self, node):
        """Where it is in its window. GTK 4.18 counts from within the border of the window."""
        box = node.get_box()
        frame = window_of(node).get_box()
        return box._replace(x=box.x - min(frame.x, 0), y=box.y - min(frame.y, 0))

    # Doing

    def press(self, name):
        button = self.get('button', name)
        wait_for(lambda: has_state(button, Atspi.StateType.SENSITIVE), f'“{name}” to be usable')
        actions = button.list_actions()
        if 'click' in actions:
            button.act(actions.index('click'))
            return
        # A menu button keeps its action in a button inside.
        inner = [node for node in walk(button, ('label',)) if node is not button
                 and node.get_role_name() in BUTTON_ROLES]
        inner[0].act()

    def choose(self, name, number):
        """Opens a drop-down and takes what is so far from its first entry. Where the keys begin
        is not the same in each GTK."""
        combo = self.get('combo box', name)
        self.press(name)
        wait_for(lambda: self.find('list item', within=combo), f'“{name}” to open')
        self.key('Home', *['Down'] * number, 'Return')
        wait_for(lambda: not self.find('list item', within=combo), f'“{name}” to close')

    def fill(self, name, text):
        self.get('text', name).set_text(text)
        wait_for(lambda: self.text(name) == text, f'“{name}” to say {text}')

    def key(self, *keys):
        if keys:
            xdotool('key', *('+'.join(KEY_CODES.get(part, part) for part in key.split('+'))
                             for key in keys))

    def tab_to(self, role, name):
        for _ in range(20):
            if has_state(self.get(role, name), Atspi.StateType.FOCUSED):
                return
            self.key('Tab')
            time.sleep(0.1)
        raise AssertionError(f'Tab does not lead to “{name}”')

    def type(self, text):
        xdotool('type', text)

    def click(self, node, button='1'):
        box = self.extents(node)
        xdotool('mousemove', '--window', self.id, str(box.x + box.width // 2),
                str(box.y + box.height // 2), 'click', button)

    def resize(self, width, height):
        xdotool('windowsize', '--sync', self.id, str(width), str(height))

    def size(self):
        words = dict(word.split('=') for word in
                     xdotool('getwindowgeometry', '--shell', self.id) if '=' in word)
        return int(words['WIDTH']), int(words['HEIGHT'])

    def measure(self, formula, box=None):
        """Of a picture of the window, or of what is in the box: ImageMagick's fx, from 0 to 1."""
        crop = ('-crop', f'{box.width}x{box.height}+{box.x}+{box.y}', '+repage') if box else ()
        picture = subprocess.run(('import', '-window', self.id, 'png:-'), stdout=subprocess.PIPE,
                                 timeout=DEADLINE, check=True).stdout
        return float(subprocess.run(('convert', 'png:-') + crop
                                    + ('-format', f'%[fx:{formula}]', 'info:'),
                                    input=picture, stdout=subprocess.PIPE, timeout=DEADLINE,
                                    check=True).stdout)

    def brightness(self):
        return self.measure('mean')

    def open_chooser(self, key, title):
        """A key that comes while a file is still being written does nothing, and one behind the
        end of another chooser is lost."""
        def ask():
            self.key(key)
            end = time.monotonic() + 3
            while time.monotonic() < end:
                if xdotool('search', '--onlyvisible', '--name', f'^{title}$'):
                    return True
                time.sleep(0.05)
            return False

        wait_for(ask, 'the dialog')

    def answer_chooser(self, title, path, prepare=lambda window, name: None):
        """Fills a path into a file chooser, and takes it."""
        def windows():
            return xdotool('search', '--onlyvisible', '--name', f'^{title}$')

        def entry():
            # One of another window may say for a while that it has the focus.
            self.root.clear_cache()
            for index in range(self.root.get_child_count()):
                chooser = self.root.get_child_at_index(index)
                for node in walk(chooser) if chooser.get_name() == title else ():
                    if node.get_role_name() == 'text' and has_state(node, Atspi.StateType.FOCUSED):
                        return node
            return None

        # Keys that come before it is ready are lost. To open, the first character brings the entry.
        def bring_entry():
            if entry() is None and title.startswith('Open'):
                self.type('/')
                time.sleep(0.3)
            return entry()

        # Not by keys: what the chooser completes in the middle of a word stays behind it.
        def fill():
            node = entry()
            if node is None:
                return False
            node.set_text(path)
            return node.get_text() == path

        # A key that comes while the folder is read is lost; one behind the end of the dialog is not.
        def take():
            self.key('Return')
            end = time.monotonic() + 3
            while windows() and time.monotonic() < end:
                time.sleep(0.05)
            return not windows()

        window = wait_for(windows, 'the dialog')[-1]
        xdotool('windowfocus', '--sync', window)
        prepare(window, wait_for(bring_entry, 'an entry for the path'))
        wait_for(fill, f'“{path}” to be filled in')
        wait_for(take, 'the dialog to go')
        xdotool('windowfocus', '--sync', self.id)

    def connect(self, host, port):
        self.fill('Host', host)
        self.fill('Port', str(port))
        self.press('Connect')
        self.get('button', 'Disconnect')

    # The end

    def wait(self, deadline=DEADLINE):
        try:
            return self.process.wait(deadline)
        except subprocess.TimeoutExpired:
            raise AssertionError(f'still running after {deadline} s') from None

    def quit(self, deadline=DEADLINE):
        """Quits as a person does; fails unless that ends well and in time."""
        if self.process.poll() is None:
            self.key('ctrl+q')
        status = self.wait(deadline)
        assert status == 0, f'ended with {status}'

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()


class Server:
    """A peer that answers each connection with a function of its own, in a thread of its own."""

    def __init__(self, answer):
        self.answer = answer
        self.connections = []
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            self.answer(connection)
        except OSError:
            pass

    def close(self):
        """Wakes whoever still waits in a socket: to close it would not, and a system call that is
        begun anew, as when the process was stopped for a moment, takes the next socket of the same
        number, a later server's."""
        self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.socket.close()
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


def echo(connection):
    while True:
        data = connection.recv(65536)
        if not data:
            break
        connection.sendall(data)
    connection.close()


def clipboard():
    return subprocess.run(('xsel', '--clipboard', '--output'), stdout=subprocess.PIPE,
                          timeout=DEADLINE, check=True).stdout.decode()


def copied(tapline, key, wanted):
    """The clipboard after a key, once it is as wanted."""
    tapline.key(key)

    def fits():
        text = clipboard()
        return text if wanted(text) else None
    return wait_for(fits, f'what {key} copies')


def choose_encoding(name):
    """As the menu does it, for the session that is shown."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    bus.call_sync('io.github.tapline.Tapline', '/io/github/tapline/Tapline/window/1',
                  'org.gtk.Actions', 'SetState',
                  GLib.Variant('(sva{sv})', ('encoding', GLib.Variant('s', name), {})), None,
                  Gio.DBusCallFlags.NONE, -1, None)


def free_port():
    with socket.create_server(('127.0.0.1', 0)) as probe:
        return probe.getsockname()[1]


def run(tests):
    """Runs the functions test_* of a module's globals(), each with a Tapline of its own making."""
    wanted = sys.argv[2:]
    tests = [(name, test) for name, test in tests.items() if name.startswith('test_')
             and (not wanted or name in wanted)]
    failed = 0
    print(f'1..{len(tests)}', flush=True)
    for number, (name, test) in enumerate(tests, 1):
        result = 'ok'
        began = time.monotonic()
        try:
            test()
            for tapline in running:
                tapline.quit()
        except Exception:  # pylint: disable=broad-except
            result = 'not ok'
            failed += 1
            print('# ' + traceback.format_exc().replace('\n', '\n# '), flush=True)
        for tapline in running:
            tapline.kill()
        running.clear()
        print(f'# {time.monotonic() - began:.1f} s\n{result} {number} - {name}', flush=True)
    sys.exit(1 if failed else 0)
