# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""mailFolders and childFolders, and their delta."""

import graph_delta
import graph_mail
import graph_schema
from graph_errors import GraphError, not_allowed, not_found
from graph_shapes import read_select, show_folder
from web_server import Answer

PAGE = 10


def serve(call, rest):
    """What stands behind mailFolders; a child folder is a folder, and each has messages."""
    root = call.folder('msgfolderroot')
    if not rest:
        return serve_collection(call, root)
    if rest == ['delta']:
        return serve_delta(call)
    folder = call.folder(rest[0])
    rest = rest[1:]
    while len(rest) > 1 and rest[0].lower() == 'childfolders' and rest[1] != 'delta':
        child = call.folder(rest[1])
        if child['parent'] != folder['id']:
            raise not_found()
        folder, rest = child, rest[2:]
    if not rest:
        return serve_folder(call, folder)
    word = rest[0].lower()
    if word == 'childfolders' and len(rest) == 1:
        return serve_collection(call, folder)
    if word == 'messages':
        return graph_mail.serve(call, folder, rest[1:])
    if word in ('move', 'copy', 'permanentdelete') and len(rest) == 1 and call.method == 'POST':
        return serve_action(call, folder, word)
    raise GraphError(400, 'BadRequest', f"Resource not found for the segment '{rest[0]}'.")


def serve_collection(call, parent):
    if call.method == 'POST':
        call.require(('Mail.ReadWrite',), parent, 'write')
        return create(call, parent)
    if call.method != 'GET':
        raise not_allowed()
    call.require(('Mail.Read', 'Mail.ReadWrite'), parent)
    for name in ('$search', '$expand'):
        if name in call.query:
            raise GraphError(400, 'BadRequest', f'{name} is not supported here')
    select = read_select(call.query.get('$select'), graph_schema.FOLDER)
    hidden = call.query.get('includeHiddenFolders', 'false').lower() == 'true'
    rows = call.store.list_children(parent['id'], hidden)
    return graph_mail.page(call, rows, call.page_size(PAGE),
                           lambda row: show_folder(call.store, row, select), 'mailFolders')


def read_name(call, folder):
    """The displayName of a body, which no sister has."""
    value = call.read_json()
    name = value.get('displayName')
    strange = [one for one in value if one not in ('displayName', 'isHidden', '@odata.type')]
    if strange:
        raise GraphError(400, 'RequestBodyRead', f"The property '{strange[0]}' can't be given")
    if name is None and call.method == 'PATCH':
        return value
    if not isinstance(name, str) or not name.strip():
        raise GraphError(400, 'ErrorInvalidRequest', 'displayName is missing')
    if any(row['name'].lower() == name.lower() for row in call.store.list_children(folder, True)):
        raise GraphError(409, 'ErrorFolderExists', 'A folder with the specified name already exists.')
    return value


def create(call, parent):
    value = read_name(call, parent['id'])
    with call.store.transaction():
        identifier = call.store.insert_folder(call.user, value['displayName'], parent['id'], None,
                                              bool(value.get('isHidden')))
    return call.json(201, show_folder(call.store, call.folder(identifier)),
                     f"users('{call.user}')/mailFolders/$entity")


def serve_folder(call, folder):
    if call.method == 'GET':
        call.require(('Mail.Read', 'Mail.ReadWrite'), folder)
        select = read_select(call.query.get('$select'), graph_schema.FOLDER)
        return call.json(200, show_folder(call.store, folder, select),
                         f"users('{call.user}')/mailFolders/$entity")
    call.require(('Mail.ReadWrite',), folder, 'write')
    if call.method == 'PATCH':
        value = read_name(call, folder['parent'])
        with call.store.transaction():
            if 'displayName' in value:
                call.store.do('UPDATE folders SET name=? WHERE id=?', value['displayName'], folder['id'])
            call.store.touch_folder(folder)
        return call.json(200, show_folder(call.store, call.folder(folder['id'])))
    if call.method == 'DELETE':
        check_own(folder)
        deleted = call.folder('deleteditems')
        if any(row['id'] == folder['id'] for row in call.store.list_subtree(deleted['id'])):
            call.store.remove_folder(folder)
        else:
            put(call, folder, deleted)
        return Answer(204)
    raise not_allowed()


def check_own(folder):
    if folder['known']:
        raise GraphError(403, 'ErrorDeleteDistinguishedFolder', 'Distinguished folders cannot be deleted.')


def put(call, folder, parent):
    with call.store.transaction():
        call.store.do('UPDATE folders SET parent=? WHERE id=?', parent['id'], folder['id'])
        call.store.touch_folder(folder)


def serve_action(call, folder, word):
    call.require(('Mail.ReadWrite',), folder, 'write')
    check_own(folder)
    if word == 'permanentdelete':
        call.store.remove_folder(folder)
        return Answer(204)
    target = call.folder(graph_mail.read_destination(call))
    if any(row['id'] == target['id'] for row in call.store.list_subtree(folder['id'])):
        raise GraphError(400, 'ErrorMoveCopyFailed', 'The folder cannot go into itself.')
    if word == 'move':
        put(call, folder, target)
        moved = call.folder(folder['id'])
    else:
        moved = copy(call, folder, target['id'])
    return call.json(201, show_folder(call.store, moved), f"users('{call.user}')/mailFolders/$entity")


def copy(call, folder, parent):
    with call.store.transaction():
        identifier = call.store.insert_folder(call.user, folder['name'], parent)
    for message in call.store.list(call.user, folder['id']):
        call.store.copy(message, identifier)
    for child in call.store.list_children(folder['id'], True):
        copy(call, child, identifier)
    return call.folder(identifier)


def serve_delta(call):
    """Of all folders of the mailbox, however deep."""
    call.require(('Mail.Read', 'Mail.ReadWrite'))
    tokens, place = call.service.tokens, f'folders {call.user}'
    text = call.query.get('$skiptoken') or call.query.get('$deltatoken')
    if text:
        state = tokens.read(text, place)
        state['page'] = call.page_size(state['page'])
    else:
        state = {'place': place, 'select': call.query.get('$select'), 'page': call.page_size(PAGE),
                 'from': 0, 'to': None, 'index': 0, 'kind': None, 'since': None}
    if state['to'] is None:
        state['to'] = call.store.last_change()
    select = read_select(state['select'], graph_schema.FOLDER)
    changes = graph_delta.list_changes(call.store, call.user, '', state)
    part, state, has_more = graph_delta.turn_page(changes, state)
    value = []
    for kind, item, _, _ in part:
        row = call.store.one('SELECT * FROM folders WHERE id=?', item)
        if row is None or kind == 'removed':
            value.append({'@odata.type': '#microsoft.graph.mailFolder', 'id': item,
                          '@removed': {'reason': 'deleted'}})
        elif row['known'] != 'msgfolderroot' and not row['hidden']:
            value.append(show_folder(call.store, row, select))
    return finish_delta(call, value, state, has_more, 'mailFolder')


def finish_delta(call, value, state, has_more, kind):
    token = call.service.tokens.write(state)
    link = {'@odata.nextLink': call.link(**{'$skiptoken': token})} if has_more else \
        {'@odata.deltaLink': call.link(**{'$deltatoken': token})}
    return call.json(200, {**link, 'value': value}, f'Collection({kind})')
