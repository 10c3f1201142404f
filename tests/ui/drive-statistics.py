#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The statistics of a session: figures are those of what was sent, while it arrives and when a
recording is opened; diagrams are saved as pictures; mistakes in patterns are told."""

import os
import shutil
import struct
import tempfile
import xml.etree.ElementTree as ElementTree

import stalls
from tapline_ui import (BUTTON_ROLES, Server, Tapline, echo, names, run, wait_for, walk,
                        xdotool)

TEMPERATURES = [21.5, 23.5, -4.0]
LINES = [b'temp=%.1f\n' % value for value in TEMPERATURES] + [b'x' * 999 + b'\n', b'\n']
MANY = 300_000


def say(connection):
    connection.sendall(b''.join(LINES))
    echo(connection)


def plain(text):
    """Without what groups digits in this language."""
    return text.replace(',', '').replace('\xa0', ' ')


# What the diagram of each page is called.
PLOTS = {
    'Rates': ('The last minute', 'The whole session'),
    'Sizes': ('Sizes of messages',),
    'Gaps': ('Time from one message of a peer to the next',),
    'Values': ('Values in messages',),
}


class Statistics:
    """The window, of which there is one for each session."""

    def __init__(self, tapline):
        self.tapline = tapline
        self.id = wait_for(lambda: xdotool('search', '--onlyvisible', '--name', '^Statistics –'),
                           'the window')[-1]
        self.page = 'Rates'
        xdotool('windowfocus', '--sync', self.id)

    def root(self):
        self.tapline.root.clear_cache()
        for index in range(self.tapline.root.get_child_count()):
            window = self.tapline.root.get_child_at_index(index)
            if window.get_name().startswith('Statistics –'):
                return window
        return None

    def all(self):
        """What is in it; nothing in the moment in which it is not known yet."""
        root = self.root()
        return list(walk(root, ())) if root else []

    def nodes(self, role):
        return [node for node in self.all() if node.get_role_name() == role]

    def choose(self, title):
        """A page, or what it shows."""
        def press():
            for node in self.all():
                if node.get_role_name() in BUTTON_ROLES + ('page tab',) and title in names(node):
                    box = self.tapline.extents(node)
                    xdotool('mousemove', '--window', self.id, str(box.x + box.width // 2),
                            str(box.y + box.height // 2), 'click', '1')
                    return True
            return False
        wait_for(press, f'“{title}”')
        if title in PLOTS:
            self.page = title

    def plot(self):
        """The diagram of the page; None in the moment in which it is not known yet."""
        plots = [node for node in self.nodes('image') if node.get_name() in PLOTS[self.page]]
        return plots[0] if plots else None

    def says(self):
        """The words of the diagram that is in view."""
        plot = self.plot()
        return plain(plot.get_description()) if plot else ''

    def wait_for_words(self, *words):
        return wait_for(lambda: all(plain(word) in self.says() for word in words), f'{words}')

    def cells(self):
        """The texts of the table, row by row."""
        rows = []
        for row in self.nodes('table row'):
            rows.append([plain(node.get_name()) for node in walk(row, ())
                         if node.get_role_name() == 'label'])
        return rows

    def labels(self):
        return [node.get_name() for node in self.all() if node.get_name()]


def start(answer=say):
    server = Server(answer)
    tapline = Tapline('127.0.0.1', str(server.port))
    tapline.server = server
    return tapline


def finish(tapline):
    """Keys for the whole program go to its main window."""
    xdotool('windowfocus', '--sync', tapline.id)
    tapline.server.close()


def open_statistics(tapline):
    tapline.key('ctrl+i')
    return Statistics(tapline)


def test_figures():
    """Every figure is that of what was sent; also after more was."""
    tapline = start()
    tapline.wait_for_row('temp=-4.0')
    statistics = open_statistics(tapline)
    statistics.wait_for_words('Received: 5 messages', 'Sent: 0 messages')
    statistics.choose('Bytes')
    statistics.wait_for_words('Received: 1.0 kB')

    statistics.choose('Sizes')
    statistics.wait_for_words('Received: 5, from 1 B to 1 kB, half of them about 10 B or less')
    statistics.choose('Gaps')
    statistics.wait_for_words('Received: 4, from 0 to')

    statistics.choose('Peers')
    wait_for(lambda: any(row[:5] == ['127.0.0.1', '5', '1.0 kB', '0', '0 bytes']
                         for row in statistics.cells()),
             lambda: f'a row; there are {statistics.cells()}')

    # More, both ways.
    xdotool('windowfocus', '--sync', tapline.id)
    tapline.fill('Message', 'four')
    tapline.press('Send')
    tapline.wait_for_row('to ', 'four')
    wait_for(lambda: any(row[1] == '6' and row[3] == '1' for row in statistics.cells()),
             'the message to be counted')
    finish(tapline)


def test_values():
    """Numbers by a pattern; mistakes are told below it, and what is wrong with what was found."""
    tapline = start()
    tapline.wait_for_row('temp=-4.0')
    statistics = open_statistics(tapline)
    statistics.choose('Values')
    tapline.fill('Pattern of value 1', 'temp=([-0-9.]+)')
    statistics.wait_for_words('temp=([-0-9.]+): Found 3, the last -4, on average 13.7, '
                              'from -4 to 23.5')
    tapline.fill('Pattern of value 2', 'temp=[0-9.]+')
    statistics.wait_for_words('temp=[0-9.]+: 2 matches are no numbers')
    tapline.fill('Pattern of value 2', 'temp=(')
    wait_for(lambda: any('regular expression is wrong at character' in text
                         for text in statistics.labels()), 'the mistake to be told')
    tapline.fill('Pattern of value 2', '')
    wait_for(lambda: not any('is wrong' in text for text in statistics.labels()),
             'the mistake to go')
    assert statistics.says().count('\n') == 0, statistics.says()

    # The arrow keys read out.
    xdotool('windowfocus', '--sync', statistics.id)
    box = tapline.extents(statistics.plot())
    xdotool('mousemove', '--window', statistics.id, str(box.x + box.width // 2),
            str(box.y + box.height // 2))
    wait_for(lambda: any('temp=([-0-9.]+) 13.7 (-4 … 23.5)' in text
                         for text in statistics.labels()), 'a value to be read out')
    finish(tapline)


def test_pictures():
    folder = tempfile.mkdtemp()
    try:
        save_pictures(folder)
    finally:
        shutil.rmtree(folder)


def save_pictures(folder):
    tapline = start()
    tapline.wait_for_row('temp=-4.0')
    statistics = open_statistics(tapline)
    statistics.wait_for_words('Received: 5 messages')
    for name in ('a.svg', 'b.png', 'c.txt'):
        tapline.press('Save diagram…')
        tapline.answer_chooser('Save diagram', os.path.join(folder, name))
        xdotool('windowfocus', '--sync', statistics.id)
        said = f'Saved the diagram as “{name}”.' if name != 'c.txt' else 'end the name with “.png”'
        wait_for(lambda: any(said in text for text in statistics.labels()), f'“{said}”')

    root = ElementTree.parse(os.path.join(folder, 'a.svg')).getroot()
    assert root.tag == '{http://www.w3.org/2000/svg}svg', root.tag
    assert root[0].tag.endswith('}title') and root[0].text == 'The last minute', root[0].text
    assert 'Received: 5 messages' in root[1].text, root[1].text
    assert len(list(root.iter())) > 20
    with open(os.path.join(folder, 'b.png'), 'rb') as file:
        head = file.read(24)
    assert head[:8] == b'\x89PNG\r\n\x1a\n' and struct.unpack('>II', head[16:]) == (1920, 1080)
    assert sorted(os.listdir(folder)) == ['a.svg', 'b.png']
    finish(tapline)


def test_many():
    """A million messages while the window looks at them: the main loop is not held."""

    def flood(connection):
        while connection.recv(100):
            connection.sendall(b''.join(b'temp=%d\n' % (n % 100) for n in range(MANY)))

    folder = tempfile.mkdtemp()
    server = Server(flood)
    tapline = stalls.start(folder, '127.0.0.1', str(server.port))
    tapline.server = server
    tapline.get('list', 'Log')
    statistics = open_statistics(tapline)
    statistics.choose('Values')
    tapline.fill('Pattern of value 1', 'temp=([0-9]+)')

    def round_of(number):
        expected = MANY * (number + 1)
        tapline.fill('Message', 'x')
        tapline.press('Send')
        statistics.wait_for_words(f'Found {expected}, the last 99, on average 49.5, '
                                  'from 0 to 99')
    try:
        rounds = stalls.check_stalls(tapline, folder, round_of)
    finally:
        shutil.rmtree(folder)
    statistics.choose('Rates')
    statistics.wait_for_words(f'Received: {MANY * rounds} messages')
    finish(tapline)


run(globals())
