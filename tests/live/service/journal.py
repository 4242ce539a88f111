# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""A stand-in for the system's journal: listens where systemd-journald does and reads its native
protocol, as systemd's documents tell it. Runs a program in a mount namespace in which that place
is its own:

    journal.py RECORD PROGRAM [ARGUMENT…]

RECORD gets a JSON object a message. Ends as the program does."""

import ctypes
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading

PLACE = '/run/systemd/journal'
PR_SET_PDEATHSIG = 1


def read_fields(data):
    """NAME=value lines; values with line breaks have their length instead."""
    fields = {}
    while data:
        line, _, rest = data.partition(b'\n')
        if b'=' in line:
            name, _, value = line.partition(b'=')
        else:
            name, (length,) = line, struct.unpack('<Q', rest[:8])
            value, rest = rest[8:8 + length], rest[8 + length + 1:]
        fields[name.decode()] = value.decode()
        data = rest
    return fields


def receive(messages, record):
    with open(record, 'a', encoding='utf-8') as file:
        while True:
            data = messages.recv(1 << 20)
            if data == b'END':
                return
            file.write(json.dumps(read_fields(data)) + '\n')
            file.flush()


def end_with_parent():
    """A test that fails kills us, and nothing stays behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main(record, *command):
    messages = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    messages.bind(f'{PLACE}/socket')
    # Standard error has to be a stream to the journal, as it is under systemd.
    stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    stream.bind(f'{PLACE}/stdout')
    stream.listen()
    plain = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    plain.connect(f'{PLACE}/stdout')
    with open(record, 'w', encoding='utf-8'):
        pass
    reader = threading.Thread(target=receive, args=(messages, record))
    reader.start()
    with subprocess.Popen(command, stderr=plain, preexec_fn=end_with_parent) as process:
        signal.signal(signal.SIGTERM, lambda number, frame: process.send_signal(number))
        status = process.wait()
    messages.connect(f'{PLACE}/socket')
    messages.send(b'END')
    reader.join()
    return status


if __name__ == '__main__':
    os.makedirs(PLACE, exist_ok=True)
    sys.exit(main(*sys.argv[1:]))
