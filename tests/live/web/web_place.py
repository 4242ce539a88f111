# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""A place with a mailbox behind a web service, of either kind."""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'cli'))
from place import MailServer, Place  # noqa: E402  (found through the line above)

ADDRESS = 'alice@example.org'


class WebMailbox(Place):
    """Subclasses say how their server is told things."""

    kind = ''
    sent = ''  # the property that names the record of what was sent

    def __init__(self):
        super().__init__()
        self.saved = self.path('saved')
        self.oauth = MailServer('oauth', self, directory='oauth')
        self.server = MailServer(self.kind, self, '--oauth', self.oauth.directory, *self.options())
        self.token = self.write('token', self.oauth.call('token', '--scope', self.scope))
        self.number = 0

    scope = ''

    def options(self):
        return ()

    def remove(self):
        self.server.remove()
        self.oauth.remove()
        super().remove()

    def connect_by_grant(self, *settings):
        """With a refresh token, which the engine has to make access tokens of."""
        client = self.oauth['PUBLIC_ID']
        self.write('refresh', self.oauth.call('refresh-token', '--client', client,
                                              '--scope', f'offline_access {self.scope}'))
        authorities = ''
        for server in (self.oauth, self.server):
            with open(server['CA_FILE'], encoding='ascii') as file:
                authorities += file.read()
        self.done('connection', 'add', self.protocol, 'work', *self.place_settings(),
                  f'authentication.username={ADDRESS}', 'authentication.method=oauth2',
                  'authentication.oauth2-provider=microsoft', 'authentication.oauth2-grant=refresh-token',
                  f'authentication.authority={self.oauth["URL"]}',
                  f'authentication.tenant-id={self.oauth["TENANT"]}', f'authentication.client-id={client}',
                  f'authentication.refresh-token=file:{self.path("refresh")}',
                  f'encryption.ca-file={self.write("authorities.pem", authorities)}', *settings)

    def connect(self, *settings):
        self.done('connection', 'add', self.protocol, 'work', *self.place_settings(),
                  f'authentication.username={ADDRESS}', 'authentication.method=oauth2',
                  f'authentication.bearer-token=file:{self.token}',
                  f'encryption.ca-file={self.server["CA_FILE"]}', *settings)

    def files(self):
        return sorted(os.listdir(self.saved)) if os.path.isdir(self.saved) else []

    def events(self, *arguments):
        return self.json('events', '--limit', '100000', *arguments)

    def requests(self):
        with open(self.server['REQUESTS'], encoding='utf-8') as file:
            return [json.loads(line) for line in file if line.strip()]

    def violations(self):
        return [line for line in self.requests() if 'violation' in line or 'answer-violation' in line]

    def sent_mail(self):
        """The subjects of what the server took to be sent."""
        with open(self.server[self.sent], encoding='utf-8') as file:
            return [json.loads(line)['subject'] for line in file if line.strip()]

    def subjects(self, folder):
        raise NotImplementedError

    def lose_sync(self, how=0):
        raise NotImplementedError

    def tell_twice(self):
        """The server tells what it has told before, if it is one that may."""

    def mark(self, subject, is_read):
        """Somebody reads, or does not want to have read."""
        raise NotImplementedError


class Graph(WebMailbox):
    kind, protocol, sent = 'graph', 'office365', 'SENT'
    scope = 'https://graph.microsoft.com/.default'

    def place_settings(self):
        return (f'endpoint={self.server["URL"]}',)

    def subjects(self, folder):
        return sorted(one['subject'] for one in json.loads(self.server.call('list', '--folder', folder)))

    def lose_sync(self, how=0):
        codes = ('syncStateNotFound', 'resyncRequired', 'SyncStateNotFound')
        self.server.call('lose-sync', '--code', codes[how % len(codes)])

    def tell_twice(self):
        self.server.call('replays', 'on')

    def mark(self, subject, is_read):
        message = next(one for one in json.loads(self.server.call('list')) if one['subject'] == subject)
        self.server.call('set', message['id'], f'isRead={json.dumps(is_read)}',
                         f'categories={json.dumps(["red"] * is_read)}')


class Ews(WebMailbox):
    kind, protocol, sent = 'ews', 'exchange', 'RECORD'
    scope = 'https://outlook.office365.com/EWS.AccessAsUser.All'

    def options(self):
        return '--login', 'bearer'

    def place_settings(self):
        return (f'endpoint={self.server["EWS_URL"]}',)

    def subjects(self, folder):
        lines = self.server.call('list', '--folder', folder).splitlines()
        return sorted(json.loads(line)['subject'] for line in lines)

    def lose_sync(self, how=0):
        self.server.call('forget', 'states')

    def mark(self, subject, is_read):
        self.server.call('mark', '--folder', 'inbox', '--subject', subject,
                         '--read' if is_read else '--unread')


KINDS = {'graph': Graph, 'ews': Ews}
