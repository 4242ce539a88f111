# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Mailboxes as Gmail has them: each message is there once and has labels, and folders are views of those
that have one. What is documented (“IMAP extensions”, “Gmail's IMAP and labels”) and what the service was
seen to do: the trash and spam are nobody's label, an id stays for ever, a view numbers what comes into it.
"""

import re
import threading
import time

import words_only

# By language: the folders whose names are in the user's, with the label and the attribute of each.
SPECIAL = (('\\All', None), ('\\Drafts', '\\Draft'), ('\\Important', '\\Important'), ('\\Sent', '\\Sent'),
           ('\\Junk', None), ('\\Flagged', '\\Starred'), ('\\Trash', None))
NAMES = {
    'en': ('All Mail', 'Drafts', 'Important', 'Sent Mail', 'Spam', 'Starred', 'Trash'),
    'de': ('Alle Nachrichten', 'Entwürfe', 'Wichtig', 'Gesendet', 'Spam', 'Markiert', 'Papierkorb'),
}
SYSTEM = {'\\Inbox', '\\Draft', '\\Important', '\\Sent', '\\Starred'}
MODES = {'\\Trash': 'trash', '\\Junk': 'spam'}


class Message:
    """`mode` is '' for mail, 'trash' or 'spam'."""

    def __init__(self, raw, received, flags, thread):
        self.raw, self.received, self.flags, self.labels, self.mode = raw, received, set(flags), set(), ''
        self.id = (int(received * 1000) << 20) | (hash(raw) & 0xfffff)
        self.thread = thread or self.id
        self.letter = words_only.Letter(raw)
        self.modseq = 0


class Folder:
    """A view: `label` for those that are one, `attribute` for Gmail's own."""

    def __init__(self, name, label, attribute, uid_validity):
        self.name, self.label, self.attribute, self.uid_validity = name, label, attribute, uid_validity
        self.uids, self.next, self.has = {}, 1, {}  # uid → message; id → uid

    def holds(self, message):
        if self.attribute in MODES:
            return message.mode == MODES[self.attribute]
        return not message.mode and (self.attribute == '\\All' or self.label in message.labels)


class Mailbox:
    """One user's. All is done under `lock`; `changed` wakes those that wait."""

    def __init__(self, language):
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.messages, self.folders, self.modseq, self.validity = [], {}, 1, 600000000
        with self.lock:
            self.add_folder('INBOX', '\\Inbox', None)
            for (attribute, label), name in zip(SPECIAL, NAMES[language]):
                self.add_folder(f'[Gmail]/{name}', label, attribute)

    def add_folder(self, name, label, attribute):
        self.validity += 1
        self.folders[name] = Folder(name, label, attribute, self.validity)
        self.settle()
        return self.folders[name]

    def remove_folder(self, name):
        label = self.folders.pop(name).label
        for message in self.messages:
            message.labels.discard(label)
        self.settle()

    def special(self, attribute):
        return next(folder for folder in self.folders.values() if folder.attribute == attribute)

    def find(self, name):
        """A folder by its name, INBOX in any case; None."""
        return self.folders.get('INBOX' if name.upper() == 'INBOX' else name)

    def settle(self):
        """Brings all views up to date."""
        for folder in self.folders.values():
            for message in self.messages:
                if folder.holds(message) and message.id not in folder.has:
                    folder.uids[folder.next] = message
                    folder.has[message.id] = folder.next
                    folder.next += 1
            alive = {message.id for message in self.messages if folder.holds(message)}
            for uid, message in list(folder.uids.items()):
                if message.id not in alive:
                    del folder.uids[uid], folder.has[message.id]
        self.changed.notify_all()

    def touch(self, message):
        self.modseq += 1
        message.modseq = self.modseq

    def add(self, raw, received, flags, folder):
        """A message comes, or, where it is there already, its labels do."""
        parent = re.search(rb'^In-Reply-To:\s*(<[^>\r\n]+>)', raw, re.M | re.I)
        thread = None
        for other in self.messages if parent else []:
            if re.search(rb'^Message-ID:\s*' + re.escape(parent.group(1)), other.raw, re.M | re.I):
                thread = other.thread
        message = Message(raw, received, flags, thread)
        while any(message.id == other.id for other in self.messages):
            message.id += 1
        self.messages.append(message)
        self.enter(message, folder)
        self.settle()
        return message

    def enter(self, message, folder):
        """What COPY does: another label, or another of the three places."""
        if folder.attribute in MODES:
            message.mode, message.labels = MODES[folder.attribute], set()
        else:
            message.mode = ''
            if folder.label:
                self.label(message, folder.label, True)
        self.touch(message)

    def leave(self, message, folder):
        """What being gone from a view means: it has one label less, and all mail has it still."""
        if folder.attribute in MODES:
            self.messages.remove(message)
        elif folder.label:
            self.label(message, folder.label, False)
        message.flags.discard('\\Deleted')

    def label(self, message, label, there):
        (message.labels.add if there else message.labels.discard)(label)
        if label == '\\Starred':
            (message.flags.add if there else message.flags.discard)('\\Flagged')
        if there and label not in SYSTEM and label not in {f.label for f in self.folders.values()}:
            self.add_folder(label, label, None)
        self.touch(message)

    def flag(self, message, flags):
        message.flags = set(flags)
        (message.labels.add if '\\Flagged' in flags else message.labels.discard)('\\Starred')
        self.touch(message)

    def search_raw(self, message, text):
        """X-GM-RAW: spam and trash are found only by who asks for them."""
        query = RawQuery(text, message)
        return (not message.mode or query.anywhere) and query.finds(message.letter)


class RawQuery(words_only.Query):
    """With the operators that are about labels and places."""

    def __init__(self, text, message):
        self.message, self.anywhere = message, False
        super().__init__(text)

    def operator(self, name, value):
        if name == 'in' and value in ('anywhere', 'trash', 'spam'):
            self.anywhere = True
            return lambda letter: value == 'anywhere' or self.message.mode == value
        if name == 'label' or name == 'in':
            known = {re.sub(r'[ /]', '-', label.lstrip('\\')).lower() for label in self.message.labels}
            return lambda letter: value.lower() in known
        return super().operator(name, value)


def now():
    return int(time.time())
