# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""What the private web services of the tests have in common: the commands of server.py without those for
mailboxes, and

    fault --dir DIR [METHOD[:TEXT][*N|%N]=ACTION…]     what goes wrong from now on (web_faults.py tells
                                                       more); none: nothing

`start` prints URL=https://localhost:TLS_PORT, REQUESTS=, where each request is written down
(web_server.py), and CA_FILE=.
"""

import json
import os

import fixture
import web_faults
from proxy import copy_executable
from server import CommandLine, Server


class WebService(Server):
    """One service, in Python's own threads. `program` is the module that has its main()."""

    has_mail = False
    greeting = None
    program = ''
    modules = ()

    @classmethod
    def require(cls):
        """It is here."""

    def prepare(self, options):
        # The server's user may not get at the source tree.
        here = os.path.dirname(os.path.abspath(__file__))
        for name in ('web_server.py', 'web_faults.py', self.program, *self.modules):
            copy_executable(f'{here}/{name}', f'{self.run}/{name}')
        self.properties['REQUESTS'] = self.write('requests', '')
        self.write_faults(options.fault)

    def service_options(self, _options):
        """What the service has to know besides the properties, as JSON can say it."""
        return {}

    def configure(self, options):
        self.properties['URL'] = f'https://localhost:{self.properties["TLS_PORT"]}'
        self.write('options.json', json.dumps({**self.properties, **self.service_options(options)}))

    def command(self):
        # A Python of the user's own may lie where the server's user has no access.
        return ['/usr/bin/env', 'python3', '-B', f'{self.run}/{self.program}', '--run', self.run], \
            {'PATH': '/usr/bin:/bin'}

    def write_faults(self, lines):
        for line in lines:
            try:
                web_faults.Fault(line)
            except ValueError as error:
                raise fixture.FixtureError(str(error)) from error
        self.write('faults.new', ''.join(f'{line}\n' for line in lines))
        os.replace(f'{self.run}/faults.new', f'{self.run}/faults')

    def fault(self, options):
        self.open().write_faults(options.lines)


def read_manifest(path):
    """(path, seconds since 1970, flags) of each message that `deliver --manifest` is to put in; the file
    has a line of each, with tabs between."""
    with open(path, encoding='utf-8') as file:
        for line in file:
            name, received, flags = line.rstrip('\n').split('\t')
            yield name, int(received), flags


class WebCommandLine(CommandLine):
    def __init__(self, server):
        super().__init__(server)
        self.start.add_argument('--fault', action='append', default=[],
                                help='as of the command `fault`')
        self.command('fault', 'what goes wrong from now on').add_argument(
            'lines', nargs='*', metavar='METHOD[:TEXT][*N|%N]=ACTION')
