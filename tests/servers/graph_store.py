# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""The mailboxes of the Graph server: folders, messages, and a log of what changed, in a database that its
commands write, too; MIME lies in files."""

import base64
import contextlib
import json
import os
import secrets
import sqlite3
import threading

import graph_message

# The well-known names, and what they are called in two languages; the names in parentheses have a parent.
FOLDERS = {
    'msgfolderroot': ('Top of Information Store', 'Oberste Ebene des Informationsspeichers'),
    'inbox': ('Inbox', 'Posteingang'), 'drafts': ('Drafts', 'Entwürfe'),
    'sentitems': ('Sent Items', 'Gesendete Elemente'), 'outbox': ('Outbox', 'Postausgang'),
    'deleteditems': ('Deleted Items', 'Gelöschte Elemente'),
    'junkemail': ('Junk Email', 'Junk-E-Mail'), 'archive': ('Archive', 'Archiv'),
    'conversationhistory': ('Conversation History', 'Aufgezeichnete Unterhaltungen'),
    'recoverableitemsdeletions': ('Deletions', 'Deletions')}
HIDDEN = ('recoverableitemsdeletions',)
SCHEMA = '''
CREATE TABLE IF NOT EXISTS folders (id TEXT PRIMARY KEY, user TEXT, name TEXT, parent TEXT, known TEXT,
  hidden INTEGER);
CREATE TABLE IF NOT EXISTS messages (immutable TEXT PRIMARY KEY, id TEXT UNIQUE, user TEXT, folder TEXT,
  received TEXT, key TEXT, size INTEGER, data TEXT);
CREATE INDEX IF NOT EXISTS by_folder ON messages (folder, received DESC, immutable);
CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT, folder TEXT,
  item TEXT, id TEXT, kind TEXT);
CREATE INDEX IF NOT EXISTS by_change ON log (folder, seq);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT);
'''


def new_id(prefix):
    """As Graph's look: URL-safe base64 with its padding."""
    return prefix + base64.urlsafe_b64encode(secrets.token_bytes(27)).decode() + 'AA='


class Missing(Exception):
    """There is no such folder or message."""


class Store:
    def __init__(self, run, users, language='en'):
        self.run, self.users, self.lock = run, users, threading.RLock()
        self.database = sqlite3.connect(f'{run}/mail.db', timeout=30, check_same_thread=False,
                                        isolation_level=None)
        self.database.row_factory = sqlite3.Row
        self.database.execute('PRAGMA journal_mode=WAL')
        self.database.execute('PRAGMA synchronous=OFF')
        self.database.executescript(SCHEMA)
        os.makedirs(f'{run}/mime', exist_ok=True)
        with self.transaction():
            for user in users:
                if not self.all('SELECT 1 FROM folders WHERE user=?', user):
                    self.add_known_folders(user, language)

    @contextlib.contextmanager
    def transaction(self):
        with self.lock:
            self.database.execute('BEGIN IMMEDIATE')
            try:
                yield
            except BaseException:
                self.database.execute('ROLLBACK')
                raise
            self.database.execute('COMMIT')

    def all(self, query, *values):
        with self.lock:
            return [dict(row) for row in self.database.execute(query, values)]

    def one(self, query, *values):
        rows = self.all(query, *values)
        return rows[0] if rows else None

    def do(self, query, *values):
        self.database.execute(query, values)

    # Facts of the server's own, which outlive it: generations of sync states, who may do what.

    def get_fact(self, name, default=None):
        row = self.one('SELECT value FROM facts WHERE name=?', name)
        return json.loads(row['value']) if row else default

    def set_fact(self, name, value):
        with self.transaction():
            self.do('INSERT OR REPLACE INTO facts VALUES (?, ?)', name, json.dumps(value))

    def last_change(self):
        return self.one('SELECT coalesce(max(seq), 0) AS seq FROM log')['seq']

    def note(self, user, folder, item, identifier, kind):
        self.do('INSERT INTO log (user, folder, item, id, kind) VALUES (?, ?, ?, ?, ?)', user, folder,
                item, identifier, kind)

    # Folders.

    def add_known_folders(self, user, language):
        root = None
        for known, names in FOLDERS.items():
            name = names[language == 'de']
            folder = self.insert_folder(user, name, root, known, known in HIDDEN)
            root = root or folder

    def insert_folder(self, user, name, parent, known=None, hidden=False):
        identifier = new_id('AAMkAGFm')
        self.do('INSERT INTO folders VALUES (?, ?, ?, ?, ?, ?)', identifier, user, name, parent, known,
                int(hidden))
        self.note(user, '', identifier, identifier, 'created')
        return identifier

    def find_folder(self, user, name):
        """By id or well-known name."""
        row = self.one('SELECT * FROM folders WHERE user=? AND (id=? OR known=?)', user, name, name.lower())
        if row is None:
            raise Missing(name)
        return row

    def find_folder_by_path(self, user, path, make=False):
        """By display names, for the commands; INBOX is the inbox, whatever it is called."""
        if path.lower() in FOLDERS or path.upper() == 'INBOX':
            return self.find_folder(user, path.lower())
        folder = self.find_folder(user, 'msgfolderroot')
        for name in path.split('/'):
            if name.lower() in ('inbox',) and folder['known'] == 'msgfolderroot':
                folder = self.find_folder(user, 'inbox')
                continue
            child = self.one('SELECT * FROM folders WHERE parent=? AND name=?', folder['id'], name)
            if child is None and make:
                with self.transaction():
                    identifier = self.insert_folder(user, name, folder['id'])
                child = self.find_folder(user, identifier)
            if child is None:
                raise Missing(path)
            folder = child
        return folder

    def list_children(self, folder, with_hidden):
        return self.all('SELECT * FROM folders WHERE parent=? AND hidden<=? ORDER BY name, id', folder,
                        int(with_hidden))

    def list_subtree(self, folder):
        rows = [self.one('SELECT * FROM folders WHERE id=?', folder)]
        for row in rows:
            rows += self.list_children(row['id'], True)
        return rows

    def count(self, folder):
        """(messages, unread)."""
        row = self.one("SELECT count(*) AS total, coalesce(sum(json_extract(data, '$.isRead')=0), 0) AS "
                       'unread FROM messages WHERE folder=?', folder)
        return row['total'], row['unread']

    def touch_folder(self, folder, kind='updated'):
        self.note(folder['user'], '', folder['id'], folder['id'], kind)

    def remove_folder(self, folder):
        with self.transaction():
            for row in self.list_subtree(folder['id']):
                for message in self.all('SELECT * FROM messages WHERE folder=?', row['id']):
                    self.drop(message)
                self.do('DELETE FROM folders WHERE id=?', row['id'])
                self.touch_folder(row, 'removed')

    # Messages.

    def mime_path(self, message):
        return f'{self.run}/mime/{message["immutable"]}'

    def read_mime(self, message):
        with open(self.mime_path(message), 'rb') as file:
            return file.read()

    def insert(self, user, folder, mime, *, received=None, is_draft=False, is_read=False, **more):
        """Puts a message into a folder; returns its row."""
        data = graph_message.describe(mime, received)
        now = graph_message.say_time()
        data.update({'createdDateTime': now, 'lastModifiedDateTime': now, 'isDraft': is_draft,
                     'isRead': is_read, 'categories': [], 'flag': {'flagStatus': 'notFlagged'},
                     'inferenceClassification': 'focused', **more})
        immutable, identifier = new_id('AAkALgAA'), new_id('AAMkAGEx')
        with open(f'{self.run}/mime/{immutable}', 'wb') as file:
            file.write(mime)
        with self.transaction():
            self.do('INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?)', immutable, identifier, user,
                    folder, data['receivedDateTime'], new_id('CQAAABYA'), len(mime), json.dumps(data))
            self.note(user, folder, immutable, identifier, 'created')
            self.touch_folder({'user': user, 'id': folder})
        return self.find(user, immutable)

    def find(self, user, name):
        """By either id."""
        row = self.one('SELECT * FROM messages WHERE user=? AND (immutable=? OR id=?)', user, name, name)
        if row is None:
            raise Missing(name)
        row['data'] = json.loads(row['data'])
        return row

    def list(self, user, folder=None):
        """The newest first; of the whole mailbox without what was deleted for good."""
        if folder:
            rows = self.all('SELECT * FROM messages WHERE folder=? ORDER BY received DESC, immutable',
                            folder)
        else:
            gone = self.find_folder(user, 'recoverableitemsdeletions')['id']
            rows = self.all('SELECT * FROM messages WHERE user=? AND folder!=? ORDER BY received DESC, '
                            'immutable', user, gone)
        for row in rows:
            row['data'] = json.loads(row['data'])
        return rows

    def update(self, message, changes, mime=None):
        """Changes properties; and the MIME of a draft."""
        data = {**message['data'], **changes, 'lastModifiedDateTime': graph_message.say_time()}
        size = message['size']
        if mime is not None:
            with open(self.mime_path(message), 'wb') as file:
                file.write(mime)
            size = len(mime)
        only_read = set(changes) == {'isRead'}
        with self.transaction():
            self.do('UPDATE messages SET data=?, size=?, key=? WHERE immutable=?', json.dumps(data), size,
                    new_id('CQAAABYA'), message['immutable'])
            self.note(message['user'], message['folder'], message['immutable'], message['id'],
                      'read' if only_read else 'updated')
            if 'isRead' in changes:
                self.touch_folder({'user': message['user'], 'id': message['folder']})
        return self.find(message['user'], message['immutable'])

    def move(self, message, folder):
        """Its id changes; the immutable one does not."""
        identifier, user = new_id('AAMkAGEx'), message['user']
        with self.transaction():
            self.do('UPDATE messages SET folder=?, id=?, key=? WHERE immutable=?', folder, identifier,
                    new_id('CQAAABYA'), message['immutable'])
            self.note(user, message['folder'], message['immutable'], message['id'], 'removed')
            self.note(user, folder, message['immutable'], identifier, 'created')
            for name in (message['folder'], folder):
                self.touch_folder({'user': user, 'id': name})
        return self.find(user, message['immutable'])

    def copy(self, message, folder):
        more = {name: message['data'][name] for name in ('categories', 'flag')}
        return self.insert(message['user'], folder, self.read_mime(message),
                           received=message['data']['receivedDateTime'],
                           is_draft=message['data']['isDraft'], is_read=message['data']['isRead'], **more)

    def drop(self, message):
        """Inside of a transaction."""
        self.do('DELETE FROM messages WHERE immutable=?', message['immutable'])
        self.note(message['user'], message['folder'], message['immutable'], message['id'], 'removed')
        self.touch_folder({'user': message['user'], 'id': message['folder']})
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.mime_path(message))

    def delete(self, message):
        """For good."""
        with self.transaction():
            self.drop(message)

    @staticmethod
    def new_key():
        return secrets.token_hex(32)
