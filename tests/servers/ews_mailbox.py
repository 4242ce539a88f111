# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Mailboxes, folders and items, and what becomes of them. Whoever watches is told of each change."""

import base64
import hashlib
import os
import threading
from datetime import datetime, timezone

from message_parts import Message

# (distinguished name, display name, class, distinguished name of the parent)
FOLDERS = [
    ('root', '', '', None),
    ('msgfolderroot', 'Top of Information Store', 'IPF.Note', 'root'),
    ('inbox', 'Inbox', 'IPF.Note', 'msgfolderroot'),
    ('drafts', 'Drafts', 'IPF.Note', 'msgfolderroot'),
    ('sentitems', 'Sent Items', 'IPF.Note', 'msgfolderroot'),
    ('deleteditems', 'Deleted Items', 'IPF.Note', 'msgfolderroot'),
    ('outbox', 'Outbox', 'IPF.Note', 'msgfolderroot'),
    ('junkemail', 'Junk Email', 'IPF.Note', 'msgfolderroot'),
    ('calendar', 'Calendar', 'IPF.Appointment', 'msgfolderroot'),
    ('contacts', 'Contacts', 'IPF.Contact', 'msgfolderroot'),
    ('tasks', 'Tasks', 'IPF.Task', 'msgfolderroot'),
    ('notes', 'Notes', 'IPF.StickyNote', 'msgfolderroot'),
    ('journal', 'Journal', 'IPF.Journal', 'msgfolderroot'),
    ('recoverableitemsroot', 'Recoverable Items', '', 'root'),
    ('recoverableitemsdeletions', 'Deletions', '', 'recoverableitemsroot'),
    ('searchfolders', 'Finder', '', 'root'),
]
SNAPSHOTS = 2000
PARSED = 500


def now():
    return datetime.now(timezone.utc).replace(microsecond=0)


class Failure(Exception):
    """A response message of class Error."""

    def __init__(self, code, text=None, **more):
        super().__init__(code)
        self.code, self.text, self.more = code, text or code, more


class Item:
    """A message in a folder. What a client set outweighs what the MIME says."""

    def __init__(self, folder, path, received):
        self.folder, self.path = folder, path
        self.received, self.created, self.modified = received, now(), now()
        self.is_read = self.is_draft = False
        self.transported = False  # it came by mail
        self.changes = 0  # of more than whether it was read
        self.values = {}  # FieldURI to value
        self.properties = {}  # an extended property's key to its value
        self.attachments = []  # of a draft, made by themselves
        self.id = self.change_key = None

    @property
    def size(self):
        return os.path.getsize(self.path)


class Folder:
    def __init__(self, mailbox, identifier, parent, name, kind, distinguished=None):
        self.mailbox, self.id, self.parent = mailbox, identifier, parent
        self.name, self.kind, self.distinguished = name, kind, distinguished
        self.items = {}
        self.change_key = mailbox.new_change_key()

    def descendants(self):
        for folder in list(self.mailbox.folders.values()):
            if folder.parent is self:
                yield folder
                yield from folder.descendants()

    def is_within(self, other):
        folder = self
        while folder is not None and folder is not other:
            folder = folder.parent
        return folder is other


class Mailbox:
    """One address: its tree of folders."""

    def __init__(self, exchange, address):
        self.exchange, self.address = exchange, address
        self.name = address.split('@', 1)[0].capitalize()
        self.count = 0
        self.folders, self.distinguished = {}, {}
        for distinguished, name, kind, parent in FOLDERS:
            self.new_folder(self.distinguished.get(parent), name, kind, distinguished)

    def new_id(self, what):
        """As Exchange makes them: long, of base64, and with capitals that matter."""
        self.count += 1
        seed = hashlib.sha512(f'{self.address} {what} {self.count}'.encode()).digest()
        return base64.b64encode(b'\x00\x02\x64' + seed + self.count.to_bytes(5, 'big')).decode()

    def new_change_key(self):
        self.count += 1
        return base64.b64encode(b'\x16\x00\x00\x00' + self.count.to_bytes(12, 'big')).decode()

    def new_folder(self, parent, name, kind, distinguished=None):
        folder = Folder(self, self.new_id('folder'), parent, name, kind, distinguished)
        self.folders[folder.id] = folder
        if distinguished:
            self.distinguished[distinguished] = folder
        return folder

    def find_child(self, parent, name):
        for folder in self.folders.values():
            if folder.parent is parent and folder.name.lower() == name.lower():
                return folder
        return None

    def path(self, names):
        """The folder INBOX or a path below the top, made where it is missing."""
        folder = self.distinguished['msgfolderroot']
        for name in names.split('/'):
            found = self.find_child(folder, name)
            if found is None:
                found = self.new_folder(folder, name, 'IPF.Note')
                self.exchange.tell('Created', found)
            folder = found
        return folder


class Exchange:
    """All mailboxes; its lock is held for a whole operation."""

    def __init__(self, run):
        self.run = run
        self.mailboxes, self.rights = {}, set()
        self.lists = {}  # of an address: those of its members
        self.blobs = self.states = 0
        self.snapshots = {}
        self.sent = 0
        self.prepare()

    def prepare(self):
        self.lock = threading.RLock()
        self.watchers, self.hub = [], None
        self.parsed = {}

    def __getstate__(self):
        return {key: value for key, value in self.__dict__.items()
                if key not in ('lock', 'watchers', 'parsed', 'hub')}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.prepare()

    def add_mailbox(self, address):
        self.mailboxes[address.lower()] = Mailbox(self, address)

    def mailbox(self, address):
        found = self.mailboxes.get(address.lower())
        if found is None:
            raise Failure('ErrorNonExistentMailbox', 'The SMTP address has no mailbox associated with it.')
        return found

    def new_blob(self):
        self.blobs += 1
        return f'{self.run}/messages/{self.blobs}.eml'

    def message(self, item):
        """What its MIME says, read but once."""
        found = self.parsed.pop(item.path, None) or Message(item.path)
        self.parsed[item.path] = found
        if len(self.parsed) > PARSED:
            del self.parsed[next(iter(self.parsed))]
        return found

    def tell(self, kind, thing, **more):
        for watcher in list(self.watchers):
            watcher(kind, thing, more)

    def find_item(self, identifier):
        for mailbox in self.mailboxes.values():
            for folder in mailbox.folders.values():
                if identifier in folder.items:
                    return folder.items[identifier]
        return None

    def find_folder(self, identifier):
        for mailbox in self.mailboxes.values():
            if identifier in mailbox.folders:
                return mailbox.folders[identifier]
        return None

    # What changes the contents of a folder.

    def put(self, item, folder):
        """Into a folder, under a new id."""
        item.folder = folder
        item.id = folder.mailbox.new_id('item')
        item.change_key = folder.mailbox.new_change_key()
        folder.items[item.id] = item
        return item

    @staticmethod
    def new_item(folder, path):
        """One that is not in its folder yet."""
        return Item(folder, path, now())

    def deliver(self, folder, path, received=None, is_read=False, flagged=None):
        """What comes by mail."""
        item = Item(folder, path, received or now())
        item.is_read, item.transported = is_read, True
        item.properties.update(flagged or {})
        self.put(item, folder)
        self.tell('Created', item)
        if folder.distinguished == 'inbox':
            self.tell('NewMail', item)
        return item

    def touch(self, item):
        item.change_key, item.modified = item.folder.mailbox.new_change_key(), now()
        self.tell('Modified', item)

    def move(self, item, folder):
        old, old_id = item.folder, item.id
        del old.items[item.id]
        self.put(item, folder)
        self.tell('Moved', item, old_id=old_id, old_folder=old)
        return item

    def copy(self, item, folder):
        twin = Item(folder, item.path, item.received)
        twin.is_read, twin.is_draft, twin.transported = item.is_read, item.is_draft, item.transported
        twin.values, twin.properties = dict(item.values), dict(item.properties)
        twin.attachments = list(item.attachments)
        self.put(twin, folder)
        self.tell('Copied', twin, old_id=item.id, old_folder=item.folder)
        return twin

    def delete(self, item):
        del item.folder.items[item.id]
        self.tell('Deleted', item)

    # Synchronisation: what a client has been told.

    def new_state(self, folder, known):
        self.states += 1
        token = base64.b64encode(b'\x1f\x8b\x08\x00' + hashlib.sha256(
            f'{folder.id} {self.states}'.encode()).digest() * 4).decode()
        self.snapshots[token] = (folder.id, known)
        if len(self.snapshots) > SNAPSHOTS:
            del self.snapshots[next(iter(self.snapshots))]
        return token

    def dispose(self, item, how):
        """As DeleteItem's DeleteType says."""
        if how == 'HardDelete':
            self.delete(item)
            return
        name = 'deleteditems' if how == 'MoveToDeletedItems' else 'recoverableitemsdeletions'
        target = item.folder.mailbox.distinguished[name]
        if item.folder is not target:
            self.move(item, target)
