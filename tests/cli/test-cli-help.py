#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-cli-help.py PROGRAM MANUAL BASH ZSH FISH: what --help says, the manual and the completions
of three shells know the same commands and options."""

import os
import re
import subprocess
import sys

import driver
from driver import Cli

MANUAL, BASH, ZSH, FISH = map(os.path.abspath, sys.argv[2:6])
LONG = re.compile(r'(?<![\w-])--([a-z][a-z-]*[a-z])')


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def commands():
    text = Cli('--help').wait().out.read().decode()
    return re.findall(r'^  ([a-z]+)\b', text.split('Commands:')[1], re.MULTILINE)


def options(command):
    """Long names, and the short ones that go with them, without --help."""
    text = Cli(command, '--help').wait().out.read().decode()
    pairs = re.findall(r'^  (?:-(\w), )?--([a-z-]+)', text, re.MULTILINE)
    return {name: short for short, name in pairs if name != 'help'}


def every_option():
    found = {}
    for command in commands():
        found.update(options(command))
    return found


def manual():
    """The manual without its markup."""
    text = re.sub(r'\\f[BIPR]', '', read(MANUAL)).replace('\\-', '-').replace('\\e', '\\')
    return '\n'.join(line for line in text.splitlines() if not line.startswith('.\\"'))


def test_commands_are_those_of_the_issue():
    assert commands() == ['connect', 'listen', 'demo', 'show', 'export', 'replay', 'framings']


def test_help_goes_with_success():
    for command in commands():
        assert b'tapline-cli ' + command.encode() in Cli(command, '--help').wait().out.read()
        Cli(command, '-h').wait()
    assert re.fullmatch(rb'tapline-cli \d+\.\d+.*\n', Cli('--version').wait().out.read())


def test_manual_has_every_command():
    synopsis = manual().split('.SH SYNOPSIS')[1].split('.SH ')[0]
    described = manual().split('.SH COMMANDS')[1].split('.SH ')[0]
    assert re.findall(r'tapline-cli (\w+)', synopsis) == commands()
    assert re.findall(r'^\.TP\n\.BR? (\w+)', described, re.MULTILINE) == commands()


def test_manual_has_every_option_and_no_other():
    described = manual().split('.SH OPTIONS')[1].split('.SH ')[0]
    heads = re.findall(r'^\.TP\n(\..*--.*)$', described, re.MULTILINE)
    documented = {}
    for head in heads:
        name = LONG.search(head).group(1)
        short = re.search(r'(?<![\w-])-(\w)(?!\w)', head)
        documented[name] = short.group(1) if short else ''
    assert documented.pop('help') == 'h'
    assert documented.pop('version') == ''
    assert documented == every_option(), set(documented.items()) ^ set(every_option().items())


def test_manual_tells_which_command_takes_an_option():
    described = manual().split('.SH OPTIONS')[1].split('.SH ')[0]
    taken = {command: set() for command in commands()}
    for section in described.split('.SS Of ')[1:]:
        title, _, body = section.partition('\n')
        for entry in body.split('.TP\n')[1:]:
            name = LONG.search(entry.splitlines()[0]).group(1)
            of = taken if title == 'all' else re.findall(r'\w+', title)
            if 'Also of\n.BR export' in entry:
                of = list(of) + ['export']
            for command in of:
                if command != 'and' and name not in ('help', 'version'):
                    taken[command].add(name)
    for command in commands():
        assert taken[command] == set(options(command)), (command, taken[command],
                                                         set(options(command)))


def test_manual_has_every_exit_status():
    section = manual().split('.SH EXIT STATUS')[1].split('.SH ')[0]
    assert re.findall(r'^\.B (\d+)$', section, re.MULTILINE) == ['0', '1', '2', '3', '4', '130']


def test_manual_is_well_formed():
    environment = dict(os.environ, LC_ALL='C.UTF-8', MANWIDTH='80')
    man = subprocess.run(['man', '--warnings', '--local-file', MANUAL], env=environment,
                         capture_output=True, check=True)
    assert man.stderr == b'', man.stderr
    assert b'EXIT STATUS' in man.stdout


def complete(*words):
    """What bash offers for the last of the words."""
    line = ' '.join(words)
    script = (f'source "{BASH}"; COMP_WORDS=({" ".join(repr(word) for word in words)}); '
              f'COMP_CWORD={len(words) - 1}; COMP_LINE={line!r}; COMP_POINT={len(line)}; '
              '_tapline_cli; printf "%s\\n" "${COMPREPLY[@]}"')
    path = os.path.dirname(driver.PROGRAM) + os.pathsep + os.environ['PATH']
    bash = subprocess.run(['bash', '-c', script], env=dict(os.environ, PATH=path, LC_ALL='C.UTF-8'),
                          cwd=driver.temporary.name, capture_output=True, text=True, check=True)
    assert bash.stderr == '', bash.stderr
    return bash.stdout.split()


def test_bash_completes_commands_and_options():
    assert set(complete('tapline-cli', '')) == set(commands()) | {'--help', '--version'}
    assert complete('tapline-cli', 'con') == ['connect']
    for command in commands():
        offered = {word[2:] for word in complete('tapline-cli', command, '--')}
        assert offered == set(options(command)) | {'help'}, (command, offered)


def test_bash_completes_values():
    with open(driver.path('some.pcapng'), 'wb'):
        pass
    assert complete('tapline-cli', 'connect', '--format', 'j') == ['json']
    assert complete('tapline-cli', 'connect', '--format', '=', 'p') == ['payload']
    assert complete('tapline-cli', 'export', '--to', '') == \
        ['text', 'hex', 'csv', 'jsonl', 'pcapng']
    assert 'lines' in complete('tapline-cli', 'show', '--framing', 'l')
    assert complete('tapline-cli', 'show', 'so') == ['some.pcapng']
    assert complete('tapline-cli', 'show', '--count', '') == []


def test_zsh_knows_every_command_and_option():
    text = read(ZSH)
    assert set(re.findall(r"^      '(\w+):", text, re.MULTILINE)) == set(commands())
    known = set(LONG.findall(text)) - {'help', 'version'}
    assert known == set(every_option()), known ^ set(every_option())
    for name, short in every_option().items():
        assert not short or f"'(-{short} --{name})'" in text, name
    subprocess.run(['zsh', '-n', ZSH], check=True)


def test_fish_completes_commands_and_options():
    subprocess.run(['fish', '--no-execute', FISH], check=True)

    def offered(line):
        fish = subprocess.run(
            ['fish', '--no-config', '-c', f'source {FISH}; complete -C "{line}"'],
            env=dict(os.environ, HOME=driver.temporary.name), capture_output=True, text=True,
            check=True)
        return {line.split('\t')[0] for line in fish.stdout.splitlines()}
    assert offered('tapline-cli ') == set(commands())
    for command in commands():
        names = {word[2:].rstrip('=') for word in offered(f'tapline-cli {command} --')}
        assert names == set(options(command)) | {'help'}, (command, names)
    assert offered('tapline-cli listen --eol ') == {'lf', 'crlf', 'cr', 'none'}


if __name__ == '__main__':
    sys.exit(driver.main(dict(globals()), []))
