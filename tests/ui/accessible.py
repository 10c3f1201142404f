# SPDX-License-Identifier: GPL-3.0-or-later
"""Widgets as assistive technology sees them. They are asked over its bus directly: many questions
go out at once, where libatspi waits for the answer to each, which takes most of a driver's time."""

import collections

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, Gio, GLib  # noqa: E402

INTERFACE = 'org.a11y.atspi.'
PROPERTIES = 'org.freedesktop.DBus.Properties'
TIMEOUT_MS = 20000
# Nothing that is looked for lies below these, or too much of it.
LEAF_ROLES = ('list item', 'label', 'text', 'scroll bar')

Box = collections.namedtuple('Box', 'x y width height')
Question = collections.namedtuple('Question', 'node interface method arguments')


class Bus:
    """The bus of assistive technology, once somebody asks."""

    connection = None

    @classmethod
    def get(cls):
        if cls.connection is None:
            session = Gio.bus_get_sync(Gio.BusType.SESSION)
            address, = session.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus',
                                         'GetAddress', None, None, 0, -1, None).unpack()
            cls.connection = Gio.DBusConnection.new_for_address_sync(
                address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        return cls.connection


def ask(questions):
    """The answers, in order; the error of the first that has none is raised."""
    connection = Bus.get()
    answers = {}

    def answered_cb(_connection, result, number):
        try:
            answers[number] = connection.call_finish(result).unpack()
        except GLib.Error as error:
            answers[number] = error

    for number, (node, interface, method, arguments) in enumerate(questions):
        connection.call(node.owner, node.path, interface, method, arguments, None, 0, TIMEOUT_MS,
                        None, answered_cb, number)
    while len(answers) < len(questions):
        GLib.MainContext.default().iteration(True)
    for number in range(len(questions)):
        if isinstance(answers[number], GLib.Error):
            raise answers[number]
    return [answers[number] for number in range(len(questions))]


class Node:
    """One widget. What a walk found stays known until clear_cache(), its states until they were
    looked at once."""

    roles = {}

    def __init__(self, owner, path):
        self.owner = owner
        self.path = path
        self.states = None
        self.clear_cache()

    def __eq__(self, other):
        return isinstance(other, Node) and (self.owner, self.path) == (other.owner, other.path)

    def __hash__(self):
        return hash((self.owner, self.path))

    # Asking

    def question(self, interface, method, signature=None, *arguments):
        return Question(self, INTERFACE + interface, method,
                        GLib.Variant(signature, arguments) if signature else None)

    def property(self, interface, name):
        return Question(self, PROPERTIES, 'Get',
                        GLib.Variant('(ss)', (INTERFACE + interface, name)))

    def call(self, interface, method, signature=None, *arguments):
        return ask([self.question(interface, method, signature, *arguments)])[0]

    def look(self, interface, name):
        return ask([self.property(interface, name)])[0][0]

    def clear_cache(self):
        self.name = self.children = None

    def wanted(self, leaves, named):
        """What a walk has to ask it. Its role stays what it is."""
        yield 'states', self.question('Accessible', 'GetState')
        role = Node.roles.get(self)
        if role is None:
            yield 'role', self.question('Accessible', 'GetRole')
        if role not in leaves:
            yield 'children', self.question('Accessible', 'GetChildren')
        if role is None or named is None or role in named:
            yield 'name', self.property('Accessible', 'Name')

    def take(self, what, answer):
        if what == 'states':
            self.states = answer
        elif what == 'role':
            Node.roles[self] = Atspi.role_get_name(Atspi.Role(answer))
        elif what == 'children':
            self.children = [Node(*child) for child in answer]
        else:
            self.name = answer

    # What it is

    def get_name(self):
        if self.name is None:
            self.take('name', self.look('Accessible', 'Name'))
        return self.name

    def get_role_name(self):
        if self not in Node.roles:
            self.take('role', self.call('Accessible', 'GetRole')[0])
        return Node.roles[self]

    def get_description(self):
        return self.look('Accessible', 'Description')

    def get_parent(self):
        return Node(*self.look('Accessible', 'Parent'))

    def get_child_count(self):
        if self.children is None:
            self.take('children', self.call('Accessible', 'GetChildren')[0])
        return len(self.children)

    def get_child_at_index(self, index):
        return self.children[index] if index < self.get_child_count() else None

    def has_state(self, state):
        states, self.states = self.states, None
        low, high = states or self.call('Accessible', 'GetState')[0]
        return bool((high << 32 | low) >> int(state) & 1)

    def is_shown(self):
        """GTK 4.8 says of every widget whether it is visible, and only of windows whether they
        show; what has no place is neither."""
        low, _high = self.states
        return (low >> int(Atspi.StateType.VISIBLE) & 1
                or INTERFACE + 'Component' not in self.call('Accessible', 'GetInterfaces')[0])

    def get_box(self):
        """Where it is in its window."""
        return Box(*self.call('Component', 'GetExtents', '(u)', int(Atspi.CoordType.WINDOW))[0])

    def get_text(self):
        length = self.look('Text', 'CharacterCount')
        return self.call('Text', 'GetText', '(ii)', 0, length)[0]

    def count_selections(self):
        return self.call('Text', 'GetNSelections')[0]

    def get_value(self):
        return self.look('Value', 'CurrentValue')

    # What is done with it

    def list_actions(self):
        return [self.call('Action', 'GetName', '(i)', index)[0]
                for index in range(self.look('Action', 'NActions'))]

    def act(self, index=0):
        self.call('Action', 'DoAction', '(i)', index)

    def set_text(self, text):
        self.call('EditableText', 'SetTextContents', '(s)', text)

    def insert_text(self, place, text):
        self.call('EditableText', 'InsertText', '(isi)', place, text, len(text))


def walk(node, leaves=LEAF_ROLES, named=None):
    """What is there to be seen, the whole tree of it, level by level asked for at once. Where only
    the names of some roles matter, the others' are not asked for."""
    shown = {}
    level = [node]
    while level:
        wanted = [(each, *want) for each in level for want in each.wanted(leaves, named)]
        answers = ask([question for _each, _what, question in wanted])
        for (each, what, _question), answer in zip(wanted, answers):
            each.take(what, answer[0])
        level = [each for each in level if each.is_shown()]
        shown.update((each, each.children if each.get_role_name() not in leaves else [])
                     for each in level)
        level = [child for each in level for child in shown[each]]

    def unfold(each):
        if each in shown:
            yield each
            for child in shown[each]:
                yield from unfold(child)

    return unfold(node)


def applications():
    """Their nodes, with the number of each's process."""
    root = Node('org.a11y.atspi.Registry', '/org/a11y/atspi/accessible/root')
    for index in range(root.get_child_count()):
        application = root.get_child_at_index(index)
        pid, = Bus.get().call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus',
                                   'GetConnectionUnixProcessID',
                                   GLib.Variant('(s)', (application.owner,)), None, 0, -1,
                                   None).unpack()
        yield application, pid
