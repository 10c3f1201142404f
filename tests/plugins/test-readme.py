#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-readme.py BUILD README TEMPLATE: follows the page on writing a decoder as a new user would: in an
empty folder and with an empty home, against Tapline as it is installed."""

import os
import re
import subprocess
import sys
import tempfile

BUILD, README, TEMPLATE = map(os.path.abspath, sys.argv[1:4])


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def run(*command, **options):
    options.setdefault('check', True)
    done = subprocess.run(command, capture_output=True, text=True, **options)
    return done.stdout, done.stderr


def blocks(language):
    return re.findall(rf'^```{language}\n(.*?)^```$', read(README), re.MULTILINE | re.DOTALL)


def installed(root):
    """Installs, and tells pkg-config where; the programs are those that were built."""
    run('meson', 'install', '-C', BUILD, '--no-rebuild', '--destdir', root, '--skip-subprojects')
    found = [folder for folder, _, names in os.walk(root) if 'tapline-plugin.pc' in names]
    assert len(found) == 1, found
    prefix = re.search(r'^prefix=(.*)$', read(os.path.join(found[0], 'tapline-plugin.pc')),
                       re.MULTILINE).group(1)
    include = os.path.join(root, prefix.lstrip('/'), 'include', 'tapline')
    assert os.listdir(include) == ['tapline-plugin.h'], os.listdir(include)
    program = os.path.join(root, prefix.lstrip('/'), 'bin', 'tapline-cli')
    environment = dict(os.environ, PKG_CONFIG_LIBDIR=found[0], PKG_CONFIG_SYSROOT_DIR=root)
    plugins, _ = run('pkg-config', '--variable=plugindir', 'tapline-plugin', env=environment)
    shipped = os.listdir(os.path.join(root, plugins.strip().removeprefix(root).lstrip('/')))
    assert set(shipped) == {name + '.so' for name in
                            re.findall(r'^\| `(\w+)` \|', read(README), re.MULTILINE)}, shipped
    return program, environment


# What a plug-in may be written in.
LANGUAGES = [('cc', '-std=c99', '.c'), ('cc', '-std=c17', '.c'), ('c++', '-std=c++11', '.cc'),
             ('c++', '-std=c++20', '.cc')]
PLUGIN = """#include <tapline-plugin.h>
static int judge (void *, const TaplinePluginMessage *);
static int judge (void *state, const TaplinePluginMessage *message)
{ (void) state; return message->length > 0 ? 60 : 0; }
static void decode (void *, const TaplinePluginMessage *, TaplinePluginOutput *);
static void decode (void *state, const TaplinePluginMessage *message, TaplinePluginOutput *output)
{ (void) state; output->summary (output, "%u", (unsigned) message->length); }
static const TaplinePluginDecoder decoder = { sizeof decoder, "a", "A", NULL, NULL, judge, decode };
TAPLINE_PLUGIN_DEFINE ("a", "A", "1", decoder);
"""


def check_header(environment, work):
    """The installed header needs no other of ours, and no compiler has anything to say of it."""
    flags, _ = run('pkg-config', '--cflags', 'tapline-plugin', env=environment)
    for compiler, standard, ending in LANGUAGES:
        path = os.path.join(work, 'header' + ending)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(PLUGIN)
        run(compiler, standard, '-pedantic', '-Wall', '-Wextra', '-Werror', '-fvisibility=hidden',
            '-fPIC', '-shared', '-o', path + '.o', path, *flags.split())
        symbols, _ = run('nm', '-D', '--defined-only', path + '.o')
        assert re.search(r'^\S+ \w tapline_plugin$', symbols, re.MULTILINE), (standard, symbols)
        os.remove(path)
        os.remove(path + '.o')


def say(program, environment, work, *options):
    """The session of section 4, with a port of nobody's."""
    listen = subprocess.Popen([program, 'listen', '0', '--exit-on-close', *options],
                              env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, cwd=work)
    port = re.search(r'^listening on .*:(\d+)$', listen.stderr.readline()).group(1)
    talk = re.search(r'^    (printf .*) \| ncat', read(README), re.MULTILINE).group(1)
    run('sh', '-c', f'{talk} | ncat --send-only 127.0.0.1 {port}')
    out, err = listen.communicate(timeout=60)
    assert listen.returncode == 0, err
    return out


def main():
    code, prepared = blocks('c')
    assert code == read(TEMPLATE), 'the page and the template differ'
    with tempfile.TemporaryDirectory(prefix='tapline-test-') as top:
        root, home, work = (os.path.join(top, name) for name in ('root', 'home', 'work'))
        os.mkdir(home, 0o700)
        os.mkdir(work, 0o700)
        program, environment = installed(root)
        environment.update(HOME=home, LC_ALL='C.UTF-8')
        for name in ('XDG_DATA_HOME', 'XDG_STATE_HOME', 'TAPLINE_PLUGIN_PATH'):
            environment.pop(name, None)
        with open(os.path.join(work, 'shout.c'), 'w', encoding='utf-8') as file:
            file.write(code)
        check_header(environment, work)
        build, install, develop = blocks('sh')
        out, err = run('sh', '-e', '-c', build, cwd=work, env=environment)
        assert not out and not err, err
        assert os.listdir(home) == []

        wanted = re.search(r'shows\n\n(.*?)\n\n', read(README), re.DOTALL).group(1)
        wanted = [line.strip() for line in wanted.splitlines()]

        def check(out):
            assert [line.split('  ', 1)[1] for line in out.splitlines()] == wanted, out
        # First as one works on it, and then as it is put into place.
        place, _ = run('sh', '-e', '-c', develop + '\nprintf %s "$TAPLINE_PLUGIN_PATH"', cwd=work,
                       env=environment)
        check(say(program, dict(environment, TAPLINE_PLUGIN_PATH=place), work, '--decode', 'auto'))
        run('sh', '-e', '-c', install, cwd=work, env=environment)
        check(say(program, environment, work, '--decode', 'auto'))
        check(say(program, environment, work, '--decode', 'shout'))

        # With something to prepare; the recording is of the page's third way to try it.
        with open(os.path.join(work, 'shout.c'), 'w', encoding='utf-8') as file:
            file.write(re.sub(r'^TAPLINE_PLUGIN_DEFINE.*\n', prepared, code, flags=re.MULTILINE))
        out, err = run('sh', '-e', '-c', build + install, cwd=work, env=environment)
        assert not out and not err, err
        say(program, environment, work, '--record', 'try.pcapng')
        shown, _ = run(program, 'show', 'try.pcapng', '--decode', 'shout', cwd=work,
                       env=environment)
        check(''.join(line for line in shown.splitlines(True) if '←' in line))
        assert '"children":[{"name":"words"' in say(program, environment, work, '--decode',
                                                    'auto', '--format', 'json')


if __name__ == '__main__':
    main()
