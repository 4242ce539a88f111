# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""What the private proxies of the tests have in common.

They know one name that nobody else knows, HIDDEN_HOST, which is 127.0.0.1: who gets there through the
proxy has left the look-up to it.
"""

import os
import sys

import fixture
from server import CommandLine, Server

HIDDEN_HOST = 'mail.behind.test'
HOSTS = f'127.0.0.1 localhost {HIDDEN_HOST}\n'


class Proxy(Server):
    """One proxy; what it lets through goes to loopback only."""

    package = ''
    has_mail = False
    greeting = None

    @classmethod
    def program(cls):
        return fixture.find_program(cls.kind)

    @classmethod
    def require(cls):
        if cls.program() is None:
            print(f'{cls.kind}: not installed (Debian: {cls.package})', file=sys.stderr)
            sys.exit(fixture.MISSING)

    def prepare(self, options):
        self.properties['HIDDEN_HOST'] = HIDDEN_HOST
        with open(f'{self.run}/hosts', 'w', encoding='ascii') as file:
            file.write(HOSTS)

    def listeners(self):
        return [(self.properties['HOST'], int(self.properties['PORT']), False)]

    @classmethod
    def main(cls, add_options=lambda add: None):
        line = CommandLine(cls)
        add_options(line.start.add_argument)
        return line.main()


def copy_executable(source, target):
    """For a server that runs as somebody who can't read the source tree."""
    with open(source, encoding='utf-8') as file:
        text = file.read()
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o755), 'w',
              encoding='utf-8') as file:
        file.write(text)
    return target
