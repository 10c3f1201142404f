#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What messages mean, in the window: rows in the words of their protocol, the tree beside the bytes,
the choice of a decoder, the list of plug-ins; and a plug-in that takes its time, or too much."""

import os
import shutil
import signal
import subprocess
import tempfile

from stalls import LONGEST_STALL_MS, ROUNDS, start
from tapline_ui import (Atspi, Server, Tapline, copied, echo, free_port, has_state, run, wait_for,
                        walk, xdotool)

PLUGINS = os.path.dirname(os.environ['TAPLINE_PLUGINS'])
PROBE = os.environ['TAPLINE_PROBE']
PREPARE_S = 3


class Plugins:
    """A folder of plug-ins, as those of a build may be writable by a group."""

    def __init__(self, *paths):
        self.folder = tempfile.mkdtemp()
        self.plugins = os.path.join(self.folder, 'plugins')
        os.mkdir(self.plugins)
        for path in paths:
            shutil.copy(path, self.plugins)
            os.chmod(self.path(os.path.basename(path)), 0o644)
        self.environment = {'TAPLINE_PLUGIN_PATH': self.plugins,
                            'TAPLINE_PROBE_ORDERS': self.path('../orders'),
                            'TAPLINE_PROBE_LOG': self.path('../log')}

    def path(self, name):
        return os.path.join(self.plugins, name)

    def order(self, orders):
        with open(self.path('../orders'), 'w', encoding='utf-8') as file:
            file.write(orders)

    def did(self, what):
        try:
            with open(self.path('../log'), encoding='utf-8') as file:
                return what in file.read().split()
        except FileNotFoundError:
            return False

    def remove(self):
        shutil.rmtree(self.folder)


def say(tapline, text):
    tapline.key('ctrl+m')
    tapline.type(text)
    tapline.key('Return')


def items(tapline):
    tree = tapline.find('list', 'Parts of the message')
    return [node for node in walk(tree) if node.get_role_name() == 'list item'] if tree else []


def item(tapline, name):
    return wait_for(lambda: [node for node in items(tapline) if name == node.get_name()],
                    lambda: f'“{name}” in the tree; there are '
                            f'{[node.get_name() for node in items(tapline)]}')[0]


def selected(tapline):
    return [node.get_name() for node in items(tapline)
            if has_state(node, Atspi.StateType.SELECTED)]


def lit(tapline):
    """How much of the bytes is in the colour of those that are lit up."""
    return tapline.measure('mean.r-mean.b',
                           tapline.extents(tapline.find('list', 'Bytes of the message')))


def choose_decoder(tapline, number, words):
    tapline.key('F7')
    tapline.choose('Decoder', number)
    wait_for(lambda: any(words in text for text in tapline.status()),
             lambda: f'“{words}” in {tapline.status()}')
    tapline.key('Escape')
    tapline.gone('combo box', 'Decoder')


def preferences(tapline):
    """Not looked into before it is there: libatspi does not bear that."""
    tapline.key('ctrl+comma')
    wait_for(lambda: xdotool('search', '--onlyvisible', '--name', '^Preferences$'), 'the window')


def test_rows_tree_and_bytes():
    plugins = Plugins(os.path.join(PLUGINS, 'resp.so'))
    port = free_port()
    server = subprocess.Popen(('redis-server', '--port', str(port), '--bind', '127.0.0.1',
                               '--save', '', '--dir', plugins.folder),
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: subprocess.run(('redis-cli', '-p', str(port), 'ping'),
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        check=False).stdout == b'PONG\n', 'redis-server')
        tapline = Tapline('--framing', 'resp', '127.0.0.1', str(port),
                          environment=plugins.environment)
        tapline.get('button', 'Disconnect')
        say(tapline, 'HSET user name Ada')
        tapline.wait_for_row('RESP (Redis): 1')
        say(tapline, 'HGETALL user')
        answer = tapline.wait_for_row('RESP (Redis): name Ada')[0]

        # Bytes to node: the caret goes to the last byte, which is of the last part.
        tapline.click([node for node in tapline.row_nodes() if node.get_name() == answer][0])
        item(tapline, 'received: array of 2')
        dark = lit(tapline)
        tapline.click(tapline.get('list', 'Bytes of the message'))
        tapline.key('ctrl+End')
        wait_for(lambda: selected(tapline) == ['1: Ada'], 'the node of the last byte')
        wait_for(lambda: lit(tapline) > dark + 0.001, 'its bytes to light up')
        tapline.key('ctrl+Home')
        wait_for(lambda: selected(tapline) == ['received: array of 2'], 'that of the first byte')

        # Node to bytes, by key.
        tapline.click(item(tapline, '0: name'))
        wait_for(lambda: selected(tapline) == ['0: name'], 'a node to be chosen')
        tapline.key('Down')
        wait_for(lambda: selected(tapline) == ['1: Ada'], 'the next node to be chosen')

        # Another choice, for this session, at any time.
        choose_decoder(tapline, 1, ' · not decoded')
        tapline.wait_for_row('*2⟨CR⟩⟨LF⟩')
        wait_for(lambda: not items(tapline), 'the tree to give way to the text')
        choose_decoder(tapline, 2, ' · RESP (Redis)')
        tapline.wait_for_row('RESP (Redis): name Ada')
        tapline.quit()
    finally:
        server.terminate()
        server.wait()
        plugins.remove()


def test_tree_by_keys():
    """Branches fold, and parts are copied."""
    plugins = Plugins(os.path.join(PLUGINS, 'json.so'))
    server = Server(lambda connection: connection.sendall(
        b'{"who":{"name":"Ada","at":[51,0]},"deep":' + b'[' * 1000 + b']' * 1000 + b'}\n')
        or echo(connection))

    def names(tapline):
        return [node.get_name() for node in items(tapline)]

    try:
        tapline = Tapline('127.0.0.1', str(server.port), environment=plugins.environment)
        tapline.wait_for_row('JSON: {who: {…}, deep: […]}')
        tapline.click([node for node in tapline.row_nodes() if 'JSON: ' in node.get_name()][0])
        item(tapline, 'name: Ada')
        wait_for(lambda: any('does not show all' in node.get_name() for node in walk(tapline.root)),
                 'the tree to tell that it is not all')

        # The row is as wide as the deepest; its text can be seen.
        tapline.click(next(node for node in walk(item(tapline, 'value: {…}'), ('label',))
                           if node.get_role_name() == 'label'))
        wait_for(lambda: selected(tapline) == ['value: {…}'], 'a node to be chosen')
        tapline.key('Right', 'Right')
        wait_for(lambda: selected(tapline) == ['name: Ada'], 'the first in the first branch')
        assert copied(tapline, 'ctrl+c', lambda text: text) == 'Ada'
        tapline.key('Left')
        wait_for(lambda: selected(tapline) == ['who: {…}'], 'the node that it is in')
        branch = 'who: {…}\n  name: Ada\n  at: […]\n    0: 51\n    1: 0\n'
        assert copied(tapline, 'ctrl+c', lambda text: text != 'Ada') == branch
        tapline.key('Left')
        wait_for(lambda: 'name: Ada' not in names(tapline), 'the branch to close')
        tapline.key('Down')
        wait_for(lambda: selected(tapline) == ['deep: […]'], 'the next branch')
        tapline.key('Up', 'Right')
        item(tapline, 'name: Ada')
        tapline.key('Right')
        wait_for(lambda: selected(tapline) == ['name: Ada'], 'the first in the branch')
        tapline.key('Left')
        wait_for(lambda: selected(tapline) == ['who: {…}'], 'the node that it is in')
        tapline.key('Left')
        wait_for(lambda: 'name: Ada' not in names(tapline), 'the branch to close')
        tapline.key('asterisk')
        item(tapline, 'name: Ada')
        # There may be no room to see all that it opened.
        for name in ('name: Ada', 'at: […]', '0: 51'):
            tapline.key('Down')
            wait_for(lambda name=name: selected(tapline) == [name], f'“{name}” to be chosen')
        tapline.key('Up', 'Up', 'Up')
        wait_for(lambda: selected(tapline) == ['who: {…}'], 'the branch to be chosen again')
        tapline.key('shift+F10')
        tapline.wait_for_menu('Copy with Names')
        tapline.key('Escape')
        tapline.gone('menu item', 'Copy with Names')
        tapline.quit()
    finally:
        server.close()
        plugins.remove()


def measure_preparing(plugins, port):
    """The longest stall, in ms, from before the first message until its row has changed."""
    tapline = start(plugins.folder, '127.0.0.1', str(port))
    tapline.get('button', 'Disconnect')
    tapline.process.send_signal(signal.SIGUSR1)
    say(tapline, 'HELLO')
    row = tapline.wait_for_row('from', 'HELLO')[0]
    assert 'Probe' not in row, row
    assert not plugins.did('register')
    n_rows = len(tapline.rows())
    tapline.wait_for_row('from', 'Probe: HELLO after 1')
    assert len(tapline.rows()) == n_rows
    tapline.process.send_signal(signal.SIGUSR2)
    path = os.path.join(plugins.folder, 'stalls')
    wait_for(lambda: os.path.exists(path) and os.path.getsize(path) > 0, 'the figures')
    with open(path, encoding='utf-8') as figures:
        longest = float(figures.read().split()[0])
    print(f'# longest stall {longest} ms', flush=True)
    tapline.quit()
    assert plugins.did('unload')
    return longest


def test_slow_to_prepare():
    """Rows are text until it is ready, and then change in place; a hiccup of the machine does not
    come each time."""
    server = Server(echo)
    stalls = []
    while len(stalls) < ROUNDS and (not stalls or stalls[-1] >= LONGEST_STALL_MS):
        plugins = Plugins(PROBE)
        plugins.order('slow')
        os.environ.update(plugins.environment)
        try:
            stalls.append(measure_preparing(plugins, server.port))
        finally:
            for name in plugins.environment:
                del os.environ[name]
            plugins.remove()
    server.close()
    assert stalls[-1] < LONGEST_STALL_MS, f'the main loop was held for {stalls} ms'


def test_too_slow():
    """The row is text and says so, and the window goes on."""
    plugins = Plugins(PROBE)
    server = Server(lambda connection: connection.sendall(b'SPIN\nHELLO\n') or echo(connection))
    try:
        tapline = Tapline('127.0.0.1', str(server.port), environment=plugins.environment)
        tapline.wait_for_row('from 127.0.0.1: SPIN (decoder too slow)')
        tapline.quit()
    finally:
        server.close()
        plugins.remove()


def test_closed_while_loading():
    plugins = Plugins(PROBE)
    plugins.order('slow')
    try:
        tapline = Tapline(environment=plugins.environment)
        wait_for(lambda: plugins.did('prepare'), 'the plug-in to begin')
        tapline.quit(deadline=PREPARE_S)
        assert not plugins.did('register')
    finally:
        plugins.remove()


def test_preferences():
    plugins = Plugins(os.path.join(PLUGINS, 'json.so'))
    # Kept from one start to the next.
    plugins.environment['GSETTINGS_BACKEND'] = 'keyfile'
    os.chmod(plugins.path('json.so'), 0o666)
    server = Server(echo)

    def listed(tapline):
        return list(walk(tapline.find('list', 'Plug-ins'), ('label',)))

    def row(tapline, *words):
        wait_for(lambda: [node for node in listed(tapline) if node.get_role_name() == 'list item'
                          and all(word in node.get_name() for word in words)],
                 f'a plug-in with {words}')

    def act(tapline, name):
        node = wait_for(lambda: [node for node in listed(tapline) if node.get_name() == name],
                        name)[0]
        node.act()

    try:
        tapline = Tapline('127.0.0.1', str(server.port), environment=plugins.environment)
        tapline.get('button', 'Disconnect')
        say(tapline, '{"volts":[1.2,3.4]}')
        tapline.wait_for_row('from', ': {"volts":[1.2,3.4]}')
        preferences(tapline)
        row(tapline, 'json: ', 'Others than you may change', 'chmod go-w')
        os.chmod(plugins.path('json.so'), 0o644)
        act(tapline, 'Load json again')
        row(tapline, 'JSON', 'in use')
        tapline.wait_for_row('from', ': JSON: ')
        act(tapline, 'Use JSON')
        row(tapline, 'JSON', 'switched off')
        wait_for(lambda: not any('JSON: ' in row for row in tapline.rows()), 'rows of text')
        tapline.key('Escape')
        tapline.quit()

        tapline = Tapline('127.0.0.1', str(server.port), environment=plugins.environment)
        tapline.get('button', 'Disconnect')
        say(tapline, '{"volts":[1.2,3.4]}')
        tapline.wait_for_row('from', ': {"volts":[1.2,3.4]}')
        preferences(tapline)
        row(tapline, 'json: switched off')
        act(tapline, 'Use json')
        row(tapline, 'JSON', 'in use')
        tapline.key('Escape')
        tapline.quit()
    finally:
        server.close()
        plugins.remove()


run(globals())
