#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Highlight rules as a person makes them: from a message, from selected text, in the editor, by
keys. The rows say which rule they have, and show it in its colour; the settings keep it."""

import os
import shutil
import tempfile

from accessible import Box
from tapline_ui import Atspi, Server, Tapline, has_state, is_wrong, run, wait_for, walk, xdotool

LINES = [b'temp=21.5 C\n', b'ERROR 42: sensor lost\n', b'ok\n', b'WARN 7: low\n',
         b'ERROR 43: no answer\n', b'last\n']
EDITOR = '^Highlight rules$'


def answer(connection):
    connection.sendall(b''.join(LINES))
    connection.recv(1)


def start(folder=None):
    server = Server(answer)
    environment = {}
    if folder is not None:
        environment = {'GSETTINGS_BACKEND': 'keyfile', 'XDG_CONFIG_HOME': folder}
    tapline = Tapline('127.0.0.1', str(server.port), environment=environment)
    tapline.resize(1000, 700)
    tapline.wait_for_row('last')
    return tapline


def row(tapline, word):
    return wait_for(lambda: [node for node in tapline.row_nodes() if word in node.get_name()],
                    f'the row “{word}”')[0]


def editors():
    return xdotool('search', '--onlyvisible', '--name', EDITOR)


def focus_editor():
    """Without a window manager nobody gives the keyboard to a new window."""
    window = wait_for(editors, 'the editor')[-1]
    xdotool('windowfocus', '--sync', window)


def focus_log(tapline):
    xdotool('windowfocus', '--sync', tapline.id)


def close_editor(tapline):
    focus_editor()
    tapline.key('Escape')
    wait_for(lambda: not editors(), 'the editor to close')
    focus_log(tapline)


def rules(tapline):
    """What the editor's list says."""
    rule_list = tapline.find('list', 'Rules, in the order in which they are tried')
    return [node.get_name() for node in walk(rule_list)
            if node.get_role_name() == 'list item'] if rule_list else []


def wait_for_rules(tapline, *names):
    wait_for(lambda: [name.split(':')[0] for name in rules(tapline)] == list(names),
             lambda: f'the rules {names}; there are {rules(tapline)}')


def highlighted(tapline):
    """The rows' messages and the names of their rules."""
    said = {}
    for name in tapline.rows():
        text, _, rule = name.partition(', highlighted: ')
        said[text.split(': ', 1)[1]] = rule
    return said


def wait_for_highlighted(tapline, **wanted):
    """By the messages' first words."""
    def fits():
        said = highlighted(tapline)
        found = {text.split()[0]: rule for text, rule in said.items()
                 if rule and text.split()[0] in wanted}
        return found == {word: rule for word, rule in wanted.items() if rule}
    wait_for(fits, lambda: f'{wanted}; there is {highlighted(tapline)}')


def ground(tapline, word):
    """The colour of the row behind its text and before its badge, from 0 to 1. (The editor covers
    the row's other end: there is no window manager.)"""
    box = tapline.extents(row(tapline, word))
    part_of_it = Box(box.x + box.width - 150, box.y + box.height // 2 - 2, 30, 4)
    return [tapline.measure(f'mean.{part}', part_of_it) for part in 'rgb']


def is_near(color, wanted):
    """A row that is not selected has a little of its rule's colour, and the rest is white."""
    parts = [(1 - part) / (1 - other / 255) for part, other in zip(color, wanted)]
    return min(parts) > 0.05 and max(parts) - min(parts) < 0.02


def test_like_this():
    """A rule from a message, and what the editor makes of it."""
    tapline = start()
    tapline.click(row(tapline, 'ERROR 42'))
    tapline.key('ctrl+shift+h')
    wait_for_rules(tapline, 'ERROR')
    assert tapline.text('Condition') == 'dir:in text:"ERROR "'
    wait_for_highlighted(tapline, ERROR='ERROR', WARN='', ok='')
    wait_for(lambda: is_near(ground(tapline, 'no answer'), (0xc3, 0x7d, 0x03)), 'amber')

    # While one types: a mistake is told with its place, and the rule matches nothing.
    tapline.fill('Condition', 'dir:in regex:"(WARN"')
    tapline.wait_for_alert('character')
    wait_for(lambda: is_wrong(tapline.get('text', 'Condition')),
             'the entry to be called wrong')
    wait_for_highlighted(tapline, ERROR='', WARN='')
    tapline.fill('Condition', 'dir:in regex:"(WARN|last)"')
    wait_for_highlighted(tapline, WARN='ERROR', last='ERROR', ERROR='')
    wait_for(lambda: not tapline.alerts(), 'the sentence to go')

    # The name is what rows say.
    tapline.fill('Name', 'Odd')
    wait_for_highlighted(tapline, WARN='Odd', last='Odd')
    focus_editor()
    tapline.choose('Colour', 1)
    wait_for(lambda: is_near(ground(tapline, 'WARN'), (0xaa, 0x13, 0x18)), 'red')
    close_editor(tapline)


def test_order():
    """Two rules for the same message: the first wins; off is off."""
    tapline = start()
    tapline.key('ctrl+h')
    focus_editor()
    for name, condition in (('All', 'dir:in'), ('Err', 'text:ERROR')):
        tapline.key('ctrl+n')
        wait_for(lambda: any(rule.startswith('New rule') for rule in rules(tapline)), 'a new one')
        tapline.fill('Name', name)
        tapline.fill('Condition', condition)
    wait_for_rules(tapline, 'Err', 'All')
    wait_for_highlighted(tapline, ERROR='Err', ok='All')
    tapline.key('alt+Down')
    wait_for_rules(tapline, 'All', 'Err')
    wait_for_highlighted(tapline, ERROR='All', ok='All')
    tapline.key('alt+Up')
    wait_for_highlighted(tapline, ERROR='Err', ok='All')

    # The switch of the second.
    switches = [node for node in walk(tapline.root, ('label',)) if node.get_name() == 'Use “All”']
    box = tapline.extents(switches[0])
    xdotool('mousemove', '--window', editors()[-1], str(box.x + box.width // 2),
            str(box.y + box.height // 2), 'click', '1')
    wait_for_highlighted(tapline, ERROR='Err', ok='')
    # It is selected by that; the other one is removed.
    tapline.press('Remove')
    wait_for(lambda: len(rules(tapline)) == 1, 'one to go')
    close_editor(tapline)


def test_selected_text():
    """From what is selected in the details, by the menu there."""
    tapline = start()
    tapline.click(row(tapline, 'ERROR 42'))
    view = tapline.get('text', 'Selected message')
    box = tapline.extents(view)
    # A double click selects a word.
    xdotool('mousemove', '--window', tapline.id, str(box.x + 14), str(box.y + 12), 'click',
            '--repeat', '2', '1')
    wait_for(lambda: view.count_selections() == 1, 'a selection')
    tapline.key('shift+F10')
    wait_for(lambda: [node for node in walk(view, ()) if node.get_role_name() == 'menu item'],
             'the menu')
    tapline.key('h')
    wait_for_rules(tapline, 'ERROR')
    assert tapline.text('Condition') == 'text:"ERROR"'
    wait_for_highlighted(tapline, ERROR='ERROR', ok='')
    close_editor(tapline)


def test_settings():
    """What is kept, and what is there that makes no sense."""
    folder = tempfile.mkdtemp()
    try:
        path = os.path.join(folder, 'glib-2.0', 'settings', 'keyfile')
        os.makedirs(os.path.dirname(path))
        with open(path, 'w', encoding='utf-8') as file:
            file.write("[io/github/tapline/Tapline]\nhighlight-rules="
                       "[('Odd', 'dir:in', 'mauve', '', true), ('Bad', 'no:way', 'red', '', true),"
                       " ('Good', 'text:ok', 'sky', 'OK', true)]\n")
        tapline = start(folder)
        wait_for_highlighted(tapline, ok='Good', ERROR='')
        tapline.key('ctrl+h')
        wait_for_rules(tapline, 'Odd', 'Bad', 'Good')
        tapline.wait_for_alert('There is no colour “mauve”')
        focus_editor()
        tapline.press('Down')
        wait_for_rules(tapline, 'Bad', 'Odd', 'Good')
        close_editor(tapline)
        tapline.quit()

        tapline = start(folder)
        wait_for_highlighted(tapline, ok='Good', ERROR='')
        tapline.key('ctrl+h')
        wait_for_rules(tapline, 'Bad', 'Odd', 'Good')
        tapline.wait_for_alert('character 1')
        # The program ends with the editor open.
        focus_editor()
        tapline.quit()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


run(globals())
