#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-screenshots.py TAPLINE FOLDER: the README's pictures, light and dark, wide and narrow, of a
window in the middle of work. Run it under with-x.sh; needs ImageMagick."""

import os
import socket
import subprocess
import sys
import time

folder = sys.argv.pop(2)

from tapline_ui import Server, Tapline, echo, running, wait_for  # noqa: E402

READINGS = ('+1.24500000E+00V', '+1.24481000E+00V', '+1.24519000E+00V', '+1.24493000E+00V')
ANSWERS = {
    '*IDN?': b'TAPLINE INSTRUMENTS,MSO-3054T,MY55440217,07.40.2021\n',
    ':WAV:DATA? CH1': b'#800000064' + bytes(range(64)) + b'\n',
    ':SYST:ERR?': '-222,"Data out of range – größer als 5\u202fV"\n'.encode(),
    'help': b'Type a SCPI command, or \x1b[1mstop\x1b[0m\t(no line\x00ending)\n',
}


def instrument(connection):
    """Answers as a scope does that was asked for its voltage."""
    number = 0
    for line in connection.makefile('r'):
        if line.startswith(':MEAS'):
            connection.sendall(READINGS[number % len(READINGS)].encode() + b'\n')
            number += 1
        elif line.startswith('prompt'):
            connection.sendall(b'READY> ')
        else:
            connection.sendall(ANSWERS.get(line.strip(), b'?\n'))


def send(tapline, text):
    sent = len(tapline.rows())
    tapline.fill('Message', text)
    tapline.press('Send')
    wait_for(lambda: len(tapline.rows()) >= sent + 2, f'an answer to {text}')
    time.sleep(0.12)


def picture(tapline, name, width, height):
    tapline.resize(width, height)
    # Until two pictures in a row are the same: all is drawn.
    path = os.path.join(folder, name)
    last = None
    while True:
        time.sleep(0.3)
        data = subprocess.run(('import', '-silent', '-window', tapline.id, '-depth', '8', 'png:-'),
                              stdout=subprocess.PIPE, check=True).stdout
        pixels = subprocess.run(('convert', 'png:-', 'rgb:-'), input=data, stdout=subprocess.PIPE,
                                check=True).stdout
        if pixels == last:
            break
        last = pixels
    with open(path, 'wb') as out:
        out.write(data)


def pictures(suffix, environment):
    scope, mirror = Server(instrument), Server(echo)
    tapline = Tapline(environment=environment)
    tapline.resize(1000, 700)

    # A listener with three peers, a host that refuses, and an instrument to talk to.
    tapline.press('Listen')
    row = tapline.wait_for_row('Listening on 127.0.0.1:')[0]
    port = int(row.rsplit(':', 1)[1].split()[0])
    peers = [socket.create_connection(('127.0.0.1', port)) for _ in range(3)]
    for number, peer in enumerate(peers):
        peer.sendall(b''.join(b'$GPGGA,12%02d19,4807.%03d,N,01131.000,E,1,08,0.9,545.4,M*47\r\n'
                              % (n, n) for n in range(6000 + number)))
    tapline.key('ctrl+t')
    tapline.connect('127.0.0.1', mirror.port)
    tapline.wait_for_row('Connected')
    tapline.fill('Message', 'PING')
    tapline.press('Send')
    tapline.press('Disconnect')
    tapline.get('button', 'Connect')
    tapline.key('ctrl+t')
    tapline.connect('localhost', scope.port)
    tapline.wait_for_row('Connected')
    for text in ('*IDN?', 'help', ':MEAS:VPP? CH1', ':MEAS:VPP? CH1', ':MEAS:VPP? CH1',
                 ':MEAS:VPP? CH1', ':WAV:DATA? CH1', ':SYST:ERR?', 'prompt'):
        send(tapline, text)
    tapline.click(next(node for node in tapline.row_nodes() if '800000064' in node.get_name()))
    tapline.press('Hex')
    picture(tapline, f'{suffix}.png', 1000, 700)
    picture(tapline, f'narrow-{suffix}.png', 600, 400)
    tapline.quit()
    running.clear()
    for peer in peers:
        peer.close()


pictures('light', {})
pictures('dark', {'GTK_THEME': 'Adwaita:dark'})
