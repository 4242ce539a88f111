# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""A mail transport with mailboxes behind it, and the program's connections to both."""

import contextlib
import email
import email.policy
import os
import poplib
import smtplib
import ssl
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from place import PATIENCE, MailServer, Place  # noqa: E402  (found through the line above)

DOMAIN = 'example.org'


class PostOffice(Place):
    """@kind: the mail transport, `postfix` or `exim`. Behind it is Dovecot."""

    def __init__(self, kind):
        super().__init__()
        self.mailboxes = MailServer('dovecot', self, '--lmtp', '--pop3', directory='mailboxes')
        self.transport = MailServer(kind, self, '--behind', self.path('mailboxes'), '--no-plaintext',
                                    directory='transport')

    def remove(self):
        self.transport.remove()
        self.mailboxes.remove()
        super().remove()

    # The program's connections.

    def sends(self, user, implicit=False):
        """A connection USER-out: STARTTLS and a login, or TLS from the first byte."""
        port, mode = ('TLS_PORT', 'implicit') if implicit else ('PORT', 'starttls')
        self.done('connection', 'add', 'smtp', f'{user}-out', f'address={self.transport["HOST"]}',
                  f'port={self.transport[port]}', f'encryption.mode={mode}',
                  f'encryption.ca-file={self.transport["CA_FILE"]}', f'smtp.from={user}@{DOMAIN}',
                  *self.login(user))

    def reads(self, protocol, user):
        """A connection USER-in."""
        port = {'imap4': 'TLS_PORT', 'pop3': 'POP3S_PORT'}[protocol]
        self.done('connection', 'add', protocol, f'{user}-in', f'address={self.mailboxes["HOST"]}',
                  f'port={self.mailboxes[port]}', 'encryption.mode=implicit',
                  f'encryption.ca-file={self.mailboxes["CA_FILE"]}', *self.login(user))

    def login(self, user):
        return (f'authentication.username={user}',
                f'authentication.password=file:{self.mailboxes["PASSWORD_FILE"]}')

    def answers(self, user, *more):
        """The task USER answers whatever comes in at USER-in."""
        self.done('task', 'add', user, f'trigger.connection={user}-in', 'burst-limit=0',
                  f'action.send.connection={user}-out', f'action.send.text=Thank you, says {user}.', *more)

    @staticmethod
    def are_watched(engine, *names):
        return lambda: all(engine.connection(name).get('state') in ('watching', 'polling')
                           for name in names)

    # Other people's programs.

    @contextlib.contextmanager
    def box(self, user):
        box = poplib.POP3(self.mailboxes['HOST'], int(self.mailboxes['POP3_PORT']), timeout=PATIENCE)
        box.user(user)
        box.pass_(self.mailboxes['PASSWORD'])
        yield box
        box.quit()

    def count(self, user):
        with self.box(user) as box:
            return box.stat()[0]

    def mails(self, user, after=0):
        """What is in the inbox, from the message with this number on."""
        with self.box(user) as box:
            return [email.message_from_bytes(b'\n'.join(box.retr(number + 1)[1]),
                                             policy=email.policy.default)
                    for number in range(after, box.stat()[0])]

    def client(self, user):
        context = ssl.create_default_context(cafile=self.transport['CA_FILE'])
        client = smtplib.SMTP_SSL(self.transport['HOST'], int(self.transport['TLS_PORT']),
                                  timeout=PATIENCE, context=context)
        client.login(user, self.mailboxes['PASSWORD'])
        return client
