#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-cli-decode.py PROGRAM PLUGINS PROBE [TEST...]: what messages mean, in the terminal. PLUGINS
is the folder of those that ship, as they were built; PROBE a plug-in that does as it is told."""

import os
import shutil
import sys
import time

import driver
from driver import Cli, accept, connect, folder, listener, objects, path

PLUGINS = os.path.abspath(sys.argv[2])
PROBE = os.path.abspath(sys.argv[3])
SHIPPED = ['fix', 'hl7', 'http', 'json', 'modbus', 'mqtt', 'nmea', 'resp', 'syslog']


def plugins(*files, mode=0o644):
    """A folder that may be trusted, unlike that of the build perhaps."""
    place = folder('plugins')
    for file in files or [os.path.join(PLUGINS, name + '.so') for name in SHIPPED]:
        copy = os.path.join(place, os.path.basename(file))
        shutil.copyfile(file, copy)
        os.chmod(copy, mode)
    return {'TAPLINE_PLUGIN_PATH': place, 'XDG_DATA_HOME': folder('data')}


def record(data, framing='lines'):
    cli = Cli('listen', '0', '--record', path('a'), '--exit-on-close', '--quiet', '--format',
              'none', '--framing', framing)
    peer = connect(cli.port())
    peer.sendall(data)
    peer.close()
    cli.wait()
    return path('a')


def show(place, *options, environment, status=0):
    cli = Cli('show', place, *options, environment=environment).wait(status)
    return cli.out.read().decode(), cli.err.read().decode()


def said(text):
    """What stands behind time, arrow and peer."""
    return [line.split('  ', 1)[1] for line in text.splitlines()]


LINES = b'{"op": "get", "id": 5}\n{"op": \nplain\n'


def test_auto_tells_what_lines_mean():
    out, err = show(record(LINES), '--decode', 'auto', environment=plugins())
    assert said(out) == ['{op: "get", id: 5}',
                         'invalid at line 1, column 8: a value expected',
                         'plain'], out
    assert 'plug-in' not in err, err


def test_none_is_as_without():
    place, environment = record(LINES), plugins()
    plain = show(place, environment=environment)[0]
    assert said(plain)[0] == '{"op": "get", "id": 5}'
    assert show(place, '--decode', 'none', environment=environment)[0] == plain


def test_by_name():
    place = record(b'<34>hello\n')
    assert said(show(place, '--decode', 'syslog', environment=plugins())[0]) \
        == ['auth.critical : hello']
    assert said(show(place, '--decode', 'fix', environment=plugins())[0]) == ['<34>hello']


def test_unknown_name_is_wrong_usage():
    out, err = show(record(LINES), '--decode', 'jsno', environment=plugins(), status=2)
    assert out == ''
    for name in SHIPPED + ['auto', 'none', 'jsno']:
        assert name in err, err


def test_json_has_a_tree():
    out, _ = show(record(LINES), '--decode', 'auto', '--format', 'json', environment=plugins())
    first, second = [message['decoded'] for message in objects(out.encode())
                     if message['dir'] == 'in'][:2]
    assert first['decoder'] == 'json' and first['summary'] == '{op: "get", id: 5}'
    assert first['tree'] == [{
        'name': 'value', 'value': '{…}', 'offset': 0, 'len': 22, 'severity': 'plain',
        'children': [
            {'name': 'op', 'value': 'get', 'offset': 7, 'len': 5, 'severity': 'plain'},
            {'name': 'id', 'value': '5', 'offset': 20, 'len': 1, 'severity': 'plain'}]}], first
    assert second['tree'][-1]['severity'] == 'error'


def test_json_without_a_decoder_is_as_before():
    place = record(b'nothing special\n')
    out, _ = show(place, '--decode', 'auto', '--format', 'json', environment=plugins())
    assert out == show(place, '--format', 'json', environment=plugins())[0]


def test_connect_pairs_requests_with_responses():
    server, port = listener()
    cli = Cli('connect', f'127.0.0.1:{port}', '--framing', 'modbus', '--decode', 'auto',
              '--send', r'\0\x07\0\0\0\x06\x01\x03\0\x6b\0\x03', environment=plugins())
    peer = accept(server)
    driver.receive(peer, 12)
    peer.sendall(bytes.fromhex('000700000009010306022b00000064'))
    peer.close()
    cli.wait()
    assert said(cli.out.read().decode()) == \
        ['→ Read Holding Registers 107–109 · unit 1 · #7',
         '← Read Holding Registers: 555 0 100 · unit 1 · #7']


def test_listen_decodes():
    cli = Cli('listen', '0', '--framing', 'resp', '--decode', 'auto', '--exit-on-close',
              environment=plugins())
    peer = connect(cli.port())
    peer.sendall(b'*2\r\n$3\r\nGET\r\n$1\r\nk\r\n')
    peer.close()
    cli.wait()
    assert said(cli.out.read().decode()) == ['GET k']


def test_refused_plugin_is_told():
    environment = plugins(os.path.join(PLUGINS, 'json.so'), mode=0o666)
    out, err = show(record(LINES), '--decode', 'auto', environment=environment)
    assert said(out)[0] == '{"op": "get", "id": 5}'
    assert 'chmod go-w' in err, err


def test_own_folder_of_the_user():
    environment = plugins(PROBE)
    place = os.path.join(folder('data'), 'tapline', 'plugins')
    os.makedirs(place, mode=0o700)
    os.rename(os.path.join(folder('plugins'), 'probe.so'), os.path.join(place, 'probe.so'))
    os.chmod(folder('data'), 0o700)
    out, _ = show(record(b'UPPER\n'), '--decode', 'probe', environment=environment)
    assert said(out) == ['UPPER after 0, 0 as long'], out


def test_hanging_decoder_holds_nothing_up():
    place = record(b'HANG\nFINE\n')
    began = time.monotonic()
    out, _ = show(place, '--decode', 'probe', environment=plugins(PROBE))
    assert said(out) == ['HANG', 'FINE'], out
    assert time.monotonic() - began < 30
    out, _ = show(place, '--decode', 'probe', '--format', 'json', environment=plugins(PROBE))
    hung = next(message for message in objects(out.encode()) if message['dir'] == 'in')
    assert 'switched off' in hung['decoded']['failure'], out


def test_unloaded_at_the_end():
    environment = dict(plugins(PROBE), TAPLINE_PROBE_LOG=path('log'))
    show(record(b'ONE\nTWO\n'), '--decode', 'auto', environment=environment)
    with open(path('log'), encoding='ascii') as file:
        assert file.read().split() == ['prepare', 'register', 'decode', 'decode', 'unload']


if __name__ == '__main__':
    sys.exit(driver.main(dict(globals()), sys.argv[4:]))
