# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""A person's first steps, on whichever server: a connection, its test, a task, one look."""

import os

from place import MailServer, Place, expect, mail

TASK = ('trigger.connection=work', 'trigger.query=subject:invoice has:attachment')
POST = (mail('Your invoice 1', 'one.pdf'), mail('Ten plants'), mail('Invoice 2', 'two.pdf'),
        mail('About an invoice'), mail('Photos', 'photos.pdf'))


class Mailbox(Place):
    """A place with a server."""

    def __init__(self, kind, *options):
        super().__init__()
        self.saved = self.path('saved')
        self.server = MailServer(kind, self, *options)

    def remove(self):
        self.server.remove()
        super().remove()

    def connect(self):
        self.done('connection', 'add', 'imap4', 'work', *self.server.settings())

    def set_up(self):
        self.connect()
        self.done('task', 'add', 'bills', *TASK, f'action.save.directory={self.saved}')

    def files(self):
        return sorted(os.listdir(self.saved)) if os.path.isdir(self.saved) else []

    def events(self, *arguments):
        return self.json('events', *arguments)


def first_steps(place):
    place.connect()
    tested = place.run('connection', 'test', 'work')
    expect(tested, ('connection', 'test'), 0, ['Sign-in', 'INBOX', 'TLS1.3'])
    place.done('task', 'add', 'bills', *TASK, f'action.save.directory={place.saved}')
    place.server.deliver(*POST)
    expect(place.run('run', '--once'), ('run', '--once'), 0)
    assert place.files() == ['one.pdf', 'two.pdf'], place.files()
    events = place.events()
    assert [event['state'] for event in events] == ['done', 'done'], events
    assert {event['data']['subject'] for event in events} == {'Your invoice 1', 'Invoice 2'}, events
    expect(place.run('run', '--once'), ('run', '--once'), 0)
    assert place.events() == events, 'a second look fired again'
    assert all('\\Seen' not in flags for flags in place.server.flags()), place.server.flags()
    shown = place.run('event', 'show', str(events[0]['id']))
    expect(shown, ('event', 'show'), 0, ['Invoice 2', 'action save: done', 'two.pdf'])


def looks_around(place):
    place.connect()
    place.server.deliver(*POST)
    folders = place.json('mail', 'folders', 'work')
    assert [folder['messages'] for folder in folders if folder['name'] == 'INBOX'] == [5], folders
    found = place.json('mail', 'search', 'work', 'subject:invoice has:attachment')
    assert [message['subject'] for message in found] == ['Your invoice 1', 'Invoice 2'], found
    ref = found[0]['ref']
    expect(place.run('mail', 'show', 'work', ref), ('mail', 'show'), 0,
           ['Subject: Your invoice 1', 'one.pdf'])
    assert place.json('mail', 'show', 'work', ref)['attachments'][0]['name'] == 'one.pdf'
    raw = place.done('mail', 'show', 'work', ref, '--raw')
    assert 'Message-ID: <Your-invoice-1@northwind.example>' in raw, raw
    expect(place.run('mail', 'search', 'work', '--', '-has:attachment subject:plants'),
           ('mail', 'search'), 0, ['Ten plants'])
    expect(place.run('mail', 'search', 'work', 'subject:'), ('mail', 'search'), 2)
    expect(place.run('mail', 'search', 'work', 'x', '--folder', 'Nowhere'), ('mail', 'search'), 1, [],
           ['Nowhere', '[mailbox.missing]'])
    expect(place.run('mail', 'command', 'work', 'NOOP'), ('mail', 'command'), 0, ['OK'])
    expect(place.run('query', 'explain', 'work', 'subject:invoice'), ('query', 'explain'), 0, ['SUBJECT'])
    assert all('\\Seen' not in flags for flags in place.server.flags()), place.server.flags()


def wrong_password(place):
    place.set_up()
    wrong = place.write('wrong', 'not the password\n')
    place.done('connection', 'set', 'work', f'authentication.password=file:{wrong}')
    expect(place.run('connection', 'test', 'work'), ('connection', 'test'), 4, ['auth.rejected'])
    expect(place.run('run', '--once'), ('run', '--once'), 4, [], ['[auth.rejected]'])
