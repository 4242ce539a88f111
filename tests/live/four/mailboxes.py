# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""The mailboxes of four protocols, changed as another client would: mail arrives in them, is moved and
deleted. Messages are known by their subject, whose last word no two share."""

import argparse
import contextlib
import imaplib
import importlib.machinery
import importlib.util
import io
import json
import os
import ssl
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from place import SERVERS, MailServer  # noqa: E402  (found through the line above)


def load_program(name):
    """A fixture's program as a module: to be asked often without a process each time."""
    path = os.path.join(SERVERS, name)
    loader = importlib.machinery.SourceFileLoader(f'program_{name}', path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def bytes_of(message):
    return message.as_bytes(policy=message.policy.clone(linesep='\r\n'))


class Mailbox:
    """The same words for all of them; a folder is INBOX or a name."""

    name = protocol = ''

    def __init__(self, place):
        self.place = place

    def settings(self):
        """Of its connection."""
        raise NotImplementedError

    def files(self, messages):
        paths = []
        for number, message in enumerate(messages):
            paths.append(self.place.path(f'{number}.eml'))
            with open(paths[-1], 'wb') as file:
                file.write(bytes_of(message))
        return paths

    def arrive(self, messages, moments, folder):
        raise NotImplementedError

    def move(self, subjects, source, target):
        raise NotImplementedError

    def delete(self, subjects):
        """From the inbox."""
        raise NotImplementedError

    def complaints(self):
        """What its server had against our requests."""
        return []

    def remove(self):
        """Ends its server."""


def refused(server):
    """The requests that were no good, by a web service's own account."""
    with open(server['REQUESTS'], encoding='utf-8') as file:
        return [line for line in file if '"violation"' in line or '"soap_fault"' in line]


class Imap(Mailbox):
    """Dovecot's; the mailbox of POP3 is one of its, too."""

    name, protocol, user, servers = 'by-imap', 'imap4', 'alice', {}

    def __init__(self, place):
        super().__init__(place)
        if place not in self.servers:
            self.servers[place] = MailServer('dovecot', place, '--pop3', directory='dovecot')
        self.server = self.servers[place]

    def settings(self):
        return self.server.settings()

    def session(self):
        context = ssl.create_default_context(cafile=self.server['CA_FILE'])
        session = imaplib.IMAP4_SSL('localhost', int(self.server['TLS_PORT']), ssl_context=context)
        session.login(self.user, self.server['PASSWORD'])
        return session

    def arrive(self, messages, moments, folder):
        with self.session() as session:
            session.create(folder)
            for message, moment in zip(messages, moments):
                check(session.append(folder, None, moment, bytes_of(message)))

    def find(self, session, subject):
        answer = check(session.uid('SEARCH', 'SUBJECT', subject.split()[-1]))
        number, = answer[0].split()
        return number.decode()

    def move(self, subjects, source, target):
        with self.session() as session:
            session.create(target)
            check(session.select(source))
            for subject in subjects:
                check(session.uid('MOVE', self.find(session, subject), target))

    def delete(self, subjects):
        with self.session() as session:
            check(session.select('INBOX'))
            for subject in subjects:
                check(session.uid('STORE', self.find(session, subject), '+FLAGS', '(\\Deleted)'))
            check(session.expunge())

    def remove(self):
        if self.servers.pop(self.place, None):
            self.server.remove()


def check(answer):
    assert answer[0] == 'OK', answer
    return answer[1]


class Pop3(Imap):
    """A folder that POP3 does not see is one of IMAP's."""

    name, protocol, user = 'by-pop3', 'pop3', 'bob'

    def settings(self):
        return tuple(f'port={self.server["POP3S_PORT"]}' if line.startswith('port=') else
                     line.replace('alice', 'bob') for line in self.server.settings())


class Exchange(Mailbox):
    name, protocol = 'by-ews', 'exchange'

    def __init__(self, place):
        super().__init__(place)
        self.server = MailServer('ews', place, '--reference', os.environ.get('TOCSIN_REFERENCE', ''),
                                 directory='ews')
        self.program = load_program('ews')

    def settings(self):
        return (f'endpoint={self.server["EWS_URL"]}', 'authentication.username=alice@example.org',
                f'authentication.password=file:{self.server["PASSWORD_FILE"]}',
                f'encryption.ca-file={self.server["CA_FILE"]}')

    def do(self, command, **options):
        given = argparse.Namespace(**{'user': 'alice', 'flags': '', 'received': None,
                                      'manifest': None, **options})
        with contextlib.redirect_stdout(io.StringIO()):
            getattr(self.program.Ews(self.server.directory), command)(given)

    def arrive(self, messages, moments, folder):
        for path, moment in zip(self.files(messages), moments):
            self.do('deliver', folder=folder, files=[path],
                    received=moment.strftime('%d-%b-%Y %H:%M:%S %z'))

    def move(self, subjects, source, target):
        for subject in subjects:
            self.do('move', folder=source, to=target, subject=subject)

    def delete(self, subjects):
        for subject in subjects:
            self.do('delete_items', folder='INBOX', subject=subject, how='SoftDelete')

    def complaints(self):
        return refused(self.server)

    def remove(self):
        self.server.remove()


class Graph(Mailbox):
    name, protocol = 'by-graph', 'office365'

    def __init__(self, place):
        super().__init__(place)
        self.oauth = MailServer('oauth', place, directory='oauth')
        reference = os.environ.get('TOCSIN_REFERENCE', '')
        options = ('--openapi', f'{reference}/graph/graph-mail.openapi.json') if reference else ()
        self.server = MailServer('graph', place, '--oauth', self.oauth.directory, *options,
                                 directory='graph')
        self.program = load_program('graph')

    def settings(self):
        token = self.oauth.call('token', '--user', 'alice', '--scope',
                                'https://graph.microsoft.com/Mail.ReadWrite '
                                'https://graph.microsoft.com/Mail.Send')
        path = self.place.write('bearer', token)
        return (f'endpoint={self.server["URL"]}', 'authentication.username=alice@example.org',
                'authentication.method=oauth2', f'authentication.bearer-token=file:{path}',
                f'encryption.ca-file={self.server["CA_FILE"]}')

    def do(self, command, **options):
        given = argparse.Namespace(**{'user': 'alice', 'flags': '', 'read': False, 'copy': False,
                                      'manifest': None, **options})
        with contextlib.redirect_stdout(io.StringIO()):
            getattr(self.program.Graph(self.server.directory), command)(given)

    def find(self, subjects, folder):
        found = {message['subject']: message['id'] for message in json.loads(
            self.server.call('list', '--folder', folder))}
        return [found[subject] for subject in subjects]

    def arrive(self, messages, moments, folder):
        for path, moment in zip(self.files(messages), moments):
            self.do('deliver', folder=folder, files=[path],
                    received=moment.strftime('%Y-%m-%dT%H:%M:%SZ'))

    def move(self, subjects, source, target):
        for identifier in self.find(subjects, source):
            self.do('move', id=identifier, folder=target)

    def delete(self, subjects):
        self.do('delete_messages', ids=self.find(subjects, 'inbox'))

    def complaints(self):
        return refused(self.server)

    def remove(self):
        self.server.remove()
        self.oauth.remove()
