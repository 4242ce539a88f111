# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""What other clients and the administrator do to the mailboxes: one JSON object a connection on a socket
in the run directory, or straight to what a stopped server has left."""

import json
import os
import pickle
import socket
import threading
from datetime import datetime, timezone

from ews_mailbox import Failure
from ews_properties import FLAG_STATUS, Values

SOCKET = 'control'
LAST_VERB, REPLIED = (0x1081, 'Integer'), '102'


def listen(service):
    path = f'{service.run}/{SOCKET}'
    if os.path.exists(path):
        os.unlink(path)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(16)
    threading.Thread(target=accept, args=(service, listener), daemon=True).start()


def accept(service, listener):
    while True:
        connection, _ = listener.accept()
        with connection, connection.makefile('rw', encoding='utf-8') as stream:
            stream.write(json.dumps(carry_out(service.exchange, json.loads(stream.readline()))) + '\n')


def ask(run, command):
    """The answer of the server, or of what it has left; from the fixture's own process."""
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(f'{run}/{SOCKET}')
        except OSError:
            return ask_stopped(run, command)
        with connection.makefile('rw', encoding='utf-8') as stream:
            stream.write(json.dumps(command) + '\n')
            stream.flush()
            return json.loads(stream.readline())


def ask_stopped(run, command):
    with open(f'{run}/exchange', 'rb') as file:
        exchange = pickle.load(file)
    answer = carry_out(exchange, command)
    with open(f'{run}/exchange', 'wb') as file:
        pickle.dump(exchange, file)
    return answer


def carry_out(exchange, command):
    try:
        with exchange.lock:
            return {'answer': COMMANDS[command['command']](exchange, command)}
    except (Failure, KeyError, ValueError) as error:
        return {'error': repr(error)}


def folder_of(exchange, command, key='folder'):
    mailbox = exchange.mailboxes[command['user'].lower()]
    name = command[key]
    return mailbox.distinguished.get(name.lower()) or mailbox.path(name)


def selected(exchange, command):
    folder = folder_of(exchange, command)
    return [item for item in list(folder.items.values())
            if command.get('subject') in (None, Values(exchange, item).get('item:Subject'))]


def deliver(exchange, command):
    moment = datetime.fromtimestamp(command['received'], timezone.utc) if command['received'] else None
    flags = command.get('flags', '').lower()
    path = exchange.new_blob()
    os.replace(command['path'], path)
    states = {FLAG_STATUS: '2'} if '\\flagged' in flags else {}
    if '\\answered' in flags:
        states[LAST_VERB] = REPLIED
    item = exchange.deliver(folder_of(exchange, command), path, moment, '\\seen' in flags, states)
    item.is_draft = '\\draft' in flags
    words = [word for word in command.get('flags', '').split() if not word.startswith('\\')]
    if words:
        item.values['item:Categories'] = words
    return item.id


def move(exchange, command):
    target = folder_of(exchange, command, 'to')
    return [exchange.move(item, target).id for item in selected(exchange, command)]


def delete(exchange, command):
    found = selected(exchange, command)
    for item in found:
        exchange.dispose(item, command['how'])
    return len(found)


def mark(exchange, command):
    found = selected(exchange, command)
    for item in found:
        if command.get('read') is not None:
            item.is_read = command['read']
        if command.get('flagged') is not None:
            item.changes += 1
            item.properties[FLAG_STATUS] = '2' if command['flagged'] else '0'
        exchange.touch(item)
    return len(found)


def listing(exchange, command):
    found = []
    for item in folder_of(exchange, command).items.values():
        values = Values(exchange, item)
        found.append({'id': item.id, 'subject': values.get('item:Subject'), 'read': item.is_read,
                      'message-id': values.get('message:InternetMessageId'), 'size': item.size,
                      'draft': item.is_draft, 'flag': item.properties.get(FLAG_STATUS),
                      'categories': item.values.get('item:Categories', []), 'path': item.path})
    return found


def folders(exchange, command):
    mailbox = exchange.mailboxes[command['user'].lower()]
    return [{'id': folder.id, 'name': folder.name, 'distinguished': folder.distinguished,
             'count': len(folder.items)} for folder in mailbox.folders.values()]


def add_folder(exchange, command):
    return folder_of(exchange, command).id


def remove_folder(exchange, command):
    folder = folder_of(exchange, command)
    del folder.mailbox.folders[folder.id]
    exchange.tell('Deleted', folder)
    return folder.id


def rename_folder(exchange, command):
    folder = folder_of(exchange, command)
    folder.name, folder.change_key = command['to'], folder.mailbox.new_change_key()
    exchange.tell('Modified', folder)
    return folder.id


def grant(exchange, command):
    right = (command['user'].partition('@')[0], command['mailbox'].lower(), command['right'])
    (exchange.rights.add if command['given'] else exchange.rights.discard)(right)


def add_mailbox(exchange, command):
    exchange.add_mailbox(command['user'])


def forget(exchange, command):
    if command['what'] == 'states':
        exchange.snapshots.clear()
    elif exchange.hub is not None:
        {'subscriptions': exchange.hub.forget, 'connections': exchange.hub.cut}[command['what']]()


COMMANDS = {'deliver': deliver, 'move': move, 'delete': delete, 'mark': mark, 'list': listing,
            'folders': folders, 'add-folder': add_folder, 'remove-folder': remove_folder,
            'rename-folder': rename_folder, 'grant': grant, 'add-mailbox': add_mailbox, 'forget': forget}
