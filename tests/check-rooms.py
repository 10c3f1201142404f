#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-rooms.py FOLDER: each folder of src includes only what its room may see, and threads are
crossed only where they may be. check-rooms.py --self-test: seeds each fault and sees it reported.

The folder of a file says on which thread its code runs; src/DESIGN.md has the whole story."""

import os
import re
import sys
import tempfile

# The C library's headers and the compiler's own.
LIBC = set('''
    alloca argz arm_neon arpa/inet assert byteswap complex ctype dirent dlfcn elf endian errno
    execinfo fcntl features fenv fnmatch getopt glob grp ifaddrs immintrin inttypes langinfo
    libgen libintl limits locale malloc math memory mntent net/if netdb netinet/in netinet/ip
    netinet/tcp netinet/udp poll pthread pwd regex sched search semaphore setjmp signal spawn
    stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings
    syslog termios threads time ucontext unistd utime wchar wctype wordexp
'''.split())
LIBC_FOLDERS = ('sys/', 'linux/', 'asm/')

GLIB = ('glib.h', 'glib/', 'glib-unix.h', 'glibconfig.h')
GOBJECT = GLIB + ('glib-object.h', 'gobject/')
GIO = GOBJECT + ('gio/',)
GTK = GIO + ('gtk/', 'gdk/', 'gsk/', 'pango/', 'cairo', 'graphene', 'gdk-pixbuf/')

# room: rooms whose headers it may include, libraries beside libc
ROOMS = {
    'capture': ((), GLIB),
    'sidecar': (('capture',), GIO),
    'session': (('capture', 'sidecar'), GIO),
    'plugins': (('capture',), GOBJECT + ('gmodule.h',)),
    'ui': (('session', 'plugins'), GTK),
    'cli': (('capture', 'sidecar', 'session', 'plugins'), GIO),
    'main.c': (('ui',), GTK),
}
CROSSING_ROOMS = ('session', 'ui')

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
COMMENT = re.compile(r'/\*.*?\*/', re.DOTALL)
STRING = re.compile(r'"(?:\\.|[^"\\\n])*"')
CROSSING = re.compile(r'\bg_(?:idle_add|timeout_add|main_context_invoke)\w*'
                      r'|\bg_source_remove(?:_by_\w+)?\b')


def keep_lines(match):
    return re.sub(r'[^\n]', ' ', match.group())


def find_files(root):
    """path below src → its room: the first folder, or the file itself."""
    source = os.path.join(root, 'src')
    rooms = {}
    for folder, folders, names in os.walk(source):
        folders.sort()
        for name in sorted(names):
            if name.endswith(('.c', '.h')):
                path = os.path.relpath(os.path.join(folder, name), source)
                rooms[path] = path.split(os.sep)[0]
    return rooms


def is_libc(header):
    return header.removesuffix('.h') in LIBC or header.startswith(LIBC_FOLDERS)


def check_include(path, room, kind, header, homes):
    rooms, libraries = ROOMS[room]
    if kind == '<':
        if not is_libc(header) and not header.startswith(libraries):
            return f'{room} may not include <{header}>'
        return None
    home = homes.get(os.path.basename(header))
    if home is None or home == room:
        return None  # made at build time, or its own
    if home not in rooms:
        return f'{room} may not include "{header}" of {home}'
    if header.endswith('-private.h'):
        return f'"{header}" is for {home} only'
    return None


def check_tree(root):
    files = find_files(root)
    reports = [] if files else [f'{root}: no C files']
    homes = {}
    for path, room in files.items():
        home = homes.setdefault(os.path.basename(path), room)
        if home != room and path.endswith('.h'):
            reports.append(f'src/{path}: {home} has a file of that name')
    for path, room in files.items():
        with open(os.path.join(root, 'src', path), encoding='utf-8') as file:
            text = COMMENT.sub(keep_lines, file.read())

        def report(match, what):
            line = text.count('\n', 0, match.start()) + 1
            reports.append(f'src/{path}:{line}: {what}')

        if room not in ROOMS:
            reports.append(f'src/{path}: "{room}" is no room of the house')
            continue
        for match in INCLUDE.finditer(text):
            what = check_include(path, room, match.group(1), match.group(2), homes)
            if what:
                report(match, what)
        if room not in CROSSING_ROOMS:
            code = STRING.sub(keep_lines, text)
            for match in CROSSING.finditer(code):
                report(match, f'{match.group()} in {room}: threads are crossed by '
                              'tapline_sidecar_post() and tapline_bell_ring()')
    return reports


GOOD = {
    'capture/tapline-capture.h': '#include <glib.h>\n',
    'capture/tapline-capture-private.h': '#include "tapline-capture.h"\n',
    'capture/tapline-capture.c': '#include "config.h"\n#include <sys/uio.h>\n#include <errno.h>\n'
                                 '#include "tapline-capture-private.h"\n/* g_idle_add () */\n',
    'sidecar/tapline-link.h': '#include <gio/gio.h>\n#include "tapline-capture.h"\n',
    'sidecar/tapline-link.c': '#include "tapline-link.h"\ng_source_remove_poll (a, b);\n'
                              'g_print ("g_idle_add");\n',
    'session/tapline-session.h': '#include "tapline-link.h"\n',
    'session/tapline-session.c': '#include "tapline-capture.h"\ng_idle_add_full (0);\n',
    'plugins/tapline-plugin.h': '#include <gmodule.h>\n#include "tapline-capture.h"\n',
    'plugins/demo/demo.c': '#include "tapline-plugin.h"\n',
    'ui/tapline-window.h': '#include <gtk/gtk.h>\n#include "tapline-session.h"\n',
    'ui/tapline-window.c': '#include "tapline-window.h"\n#include "tapline-plugin.h"\n'
                           '#include "tapline-resources.h"\ng_timeout_add (1);\n',
    'cli/main.c': '#include <gio/gio.h>\n#include "tapline-session.h"\n',
    'main.c': '#include <locale.h>\n#include <glib/gi18n.h>\n#include "tapline-window.h"\n',
}

SEEDS = [
    ('capture/a.c', '#include <gio/gio.h>\n', 'capture may not include <gio/gio.h>'),
    ('capture/a.c', '#include <glib-object.h>\n', 'may not include <glib-object.h>'),
    ('capture/a.c', '#include <zlib.h>\n', 'may not include <zlib.h>'),
    ('capture/a.c', '#include "tapline-link.h"\n', 'may not include "tapline-link.h" of sidecar'),
    ('sidecar/a.h', '# include  <gtk/gtk.h>\n', 'sidecar may not include <gtk/gtk.h>'),
    ('sidecar/a.c', '#include "../session/tapline-session.h"\n', 'of session'),
    ('sidecar/a.c', '#include "tapline-capture-private.h"\n', 'is for capture only'),
    ('session/a.c', '#include <gtk/gtk.h>\n', 'session may not include <gtk/gtk.h>'),
    ('session/a.c', '#include "tapline-window.h"\n', 'of ui'),
    ('plugins/a.c', '#include <gio/gio.h>\n', 'plugins may not include'),
    ('plugins/a.c', '#include "tapline-session.h"\n', 'of session'),
    ('ui/a.c', '#include "tapline-link.h"\n', 'ui may not include "tapline-link.h" of sidecar'),
    ('cli/a.c', '#include "tapline-window.h"\n', 'of ui'),
    ('cli/a.c', '#include <gdk/gdk.h>\n', 'may not include <gdk/gdk.h>'),
    ('main.c', '#include "tapline-session.h"\n', 'main.c may not include'),
    ('cli/tapline-capture.h', '\n', 'has a file of that name'),
    ('cellar/a.c', '\n', 'no room'),
    ('capture/a.c', '\ng_idle_add (f, x);\n', 'capture/a.c:2: g_idle_add in capture'),
    ('sidecar/a.c', 'g_idle_add_full (0);\n', 'g_idle_add_full in sidecar'),
    ('sidecar/a.c', 'g_timeout_add_seconds (1);\n', 'g_timeout_add_seconds in sidecar'),
    ('sidecar/a.c', 'g_main_context_invoke (c);\n', 'g_main_context_invoke in sidecar'),
    ('cli/a.c', 'g_clear_handle_id (&i, g_source_remove);\n', 'g_source_remove in cli'),
    ('plugins/a.c', 'g_source_remove_by_user_data (x);\n', 'g_source_remove_by_user_data in'),
]


def self_test():
    with tempfile.TemporaryDirectory() as root:
        assert check_tree(root), 'an empty tree passes'

        def write(path, text):
            path = os.path.join(root, 'src', path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)

        for path, text in GOOD.items():
            write(path, text)
        assert check_tree(root) == [], check_tree(root)
        for path, text, what in SEEDS:
            write(path, text)
            found = check_tree(root)
            assert len(found) == 1 and what in found[0], (what, found)
            if path in GOOD:
                write(path, GOOD[path])
            else:
                os.remove(os.path.join(root, 'src', path))


if __name__ == '__main__':
    if sys.argv[1:] == ['--self-test']:
        self_test()
    else:
        found = check_tree(sys.argv[1])
        print('\n'.join(found))
        sys.exit(1 if found else 0)
