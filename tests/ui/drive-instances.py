#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line, a second start, and the ways in which the program ends."""

import os
import signal
import subprocess
import sys

from tapline_ui import APP_ENVIRONMENT, DEADLINE, Server, Tapline, echo, run, running, wait_for


def tapline_output(*words, environment=None):
    env = dict(os.environ, **{name: value for name, value in APP_ENVIRONMENT.items()
                              if name != 'TAPLINE_GUARD'})
    env.update(environment or {})
    return subprocess.run((sys.argv[1],) + words, env=env, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=DEADLINE, check=False)


def test_usage_errors():
    for words in (('--nonsense',), ('host',), ('host', '99999'), ('a', '1', 'b'),
                  ('--listen', 'x'), ('--listen', '70000'), ('--demo', 'host', '1'),
                  ('--listen', '1', '--demo'), ('bad host', '1')):
        result = tapline_output(*words, environment={'DISPLAY': ':nowhere'})
        lines = result.stderr.decode().strip().split('\n')
        assert result.returncode == 2, (words, result)
        assert len(lines) == 1 and lines[0].startswith('tapline: '), (words, lines)
        assert result.stdout == b'', result


def test_version_and_help_need_no_display():
    for word in ('--version', '--help'):
        result = tapline_output(word, environment={'DISPLAY': ':nowhere'})
        assert result.returncode == 0, result
        assert b'tapline' in result.stdout and result.stderr == b'', result


def test_second_start_hands_over():
    servers = [Server(echo) for _ in range(2)]
    tapline = Tapline('127.0.0.1', str(servers[0].port))
    tapline.get('button', 'Disconnect')
    result = tapline_output(f'127.0.0.1:{servers[1].port}')
    assert result.returncode == 0 and result.stderr == b'', result
    wait_for(lambda: tapline.sessions() == [f'127.0.0.1:{server.port}' for server in servers],
             lambda: f'two sessions, not {tapline.sessions()}')
    wait_for(lambda: tapline.title() == f'127.0.0.1:{servers[1].port}', 'the new one to be shown')
    assert tapline_output('--listen', '0').returncode == 0
    wait_for(lambda: len(tapline.sessions()) == 3, 'three sessions')
    wait_for(lambda: tapline.title().startswith('Listening on '), 'to listen')
    # Only presents the window.
    assert tapline_output().returncode == 0
    assert len(tapline.sessions()) == 3
    for server in servers:
        server.close()


def test_without_session_bus():
    # Without a bus there is no assistive technology either (GTK 4.8 would still find that of this
    # X server, and stumble): it starts, and ends when told.
    env = dict(os.environ, DBUS_SESSION_BUS_ADDRESS='unix:path=/nonexistent', GTK_A11Y='none',
               **APP_ENVIRONMENT)
    env.pop('TAPLINE_GUARD', None)
    with subprocess.Popen((sys.argv[1], '--demo'), env=env) as process:
        try:
            wait_for(lambda: subprocess.run(
                ('xdotool', 'search', '--onlyvisible', '--pid', str(process.pid), '--name',
                 'Demo'), stdout=subprocess.PIPE, check=False).stdout.strip(), 'the window')
            process.send_signal(signal.SIGTERM)
            assert process.wait(DEADLINE) == 0
        finally:
            process.kill()


def test_without_schema():
    tapline = Tapline('--demo', environment={'GSETTINGS_SCHEMA_DIR': '/nonexistent'})
    tapline.wait_for_row('Hello')


def test_desktop_action():
    tapline = Tapline()
    subprocess.run(('gapplication', 'action', 'io.github.tapline.Tapline', 'new-listener'),
                   timeout=DEADLINE, check=True)
    wait_for(lambda: tapline.title().startswith('Listening on '), 'to listen')


def test_signals_end_it_well():
    for number in (signal.SIGTERM, signal.SIGINT):
        server = Server(echo)
        tapline = Tapline('127.0.0.1', str(server.port))
        tapline.get('button', 'Disconnect')
        tapline.process.send_signal(number)
        assert tapline.wait(2 * max(1.0, DEADLINE / 20)) == 0
        running.remove(tapline)
        server.close()


def test_handed_over_to_one_that_ends():
    """The words are not lost with it: the second start becomes the first."""
    helper = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'quitting-instance.py')
    for when in ('DescribeAll', 'CommandLine'):
        server = Server(echo)
        quitting = subprocess.Popen((sys.executable, helper, when), stdout=subprocess.PIPE)
        assert quitting.stdout.readline() == b'running\n'
        tapline = Tapline('127.0.0.1', str(server.port))
        assert quitting.wait(DEADLINE) == 0
        tapline.get('button', 'Disconnect')
        tapline.quit()
        running.remove(tapline)
        quitting.stdout.close()
        server.close()


def test_start_while_quitting():
    tapline = Tapline('--demo')
    tapline.wait_for_row('Hello')
    tapline.key('ctrl+q')
    # It arrives before, while or after the first one ends; there is a window at last.
    server = Server(echo)
    second = Tapline.__new__(Tapline)
    env = dict(os.environ, **APP_ENVIRONMENT)
    env.pop('TAPLINE_GUARD', None)
    second.process = subprocess.Popen((sys.argv[1], '127.0.0.1', str(server.port)), env=env)
    wait_for(lambda: server.connections, 'the connection that was asked for')
    second.process.send_signal(signal.SIGTERM)
    tapline.process.send_signal(signal.SIGTERM)
    second.process.wait(DEADLINE)
    tapline.wait()
    running.remove(tapline)
    server.close()


if __name__ == '__main__':
    run(globals())
