# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""What the private mail transports of the tests have in common: submission with STARTTLS on PORT, with
TLS from the first byte on TLS_PORT, both wanting a login; all mail, to whatever domain, goes by LMTP to
the Dovecot behind (dovecot start --lmtp). example.org is the domain whose users are known: others there
are refused at RCPT, elsewhere they bounce.
"""

import fixture
from server import CommandLine, Server

DOMAIN = 'example.org'


class Transport(Server):
    has_mail = False
    greeting = b'220 '

    def prepare(self, options):
        if options.behind is None:
            raise fixture.FixtureError('which Dovecot is behind? (--behind)')
        behind = fixture.Properties(options.behind).load()
        if 'LMTP_PORT' not in behind:
            raise fixture.FixtureError(f'{options.behind}: this Dovecot has no LMTP (--lmtp)')
        for name in ('LMTP_PORT', 'SASL_PORT', 'USERS', 'USER', 'PASSWORD'):
            self.properties[name] = behind[name]
        self.properties['DOMAIN'] = DOMAIN
        fixture.write_private(self.properties['PASSWORD_FILE'], behind['PASSWORD'] + '\n')

    @classmethod
    def main(cls, add_commands=lambda line: None):
        line = CommandLine(cls)
        line.start.add_argument('--behind', metavar='DIR',
                                help='where the Dovecot was started')
        add_commands(line)
        return line.main()
