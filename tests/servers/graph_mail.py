# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Messages: lists, delta, one of them, its MIME and its attachments, and what can be done to it."""

import base64
import os
from datetime import datetime, timezone

import graph_delta
import graph_folders
import graph_message
import graph_query
import graph_schema
import graph_send
from graph_errors import GraphError, not_allowed
from graph_shapes import Shaper, normalize_property
from oauth_grants import object_id
from web_server import PIECE, Answer

PAGE = 10
ONLY_DRAFTS = ('body', 'internetMessageId', 'replyTo', 'subject', 'from', 'sender', 'toRecipients',
               'ccRecipients', 'bccRecipients')
READ_ONLY = ('id', 'changeKey', 'createdDateTime', 'lastModifiedDateTime', 'bodyPreview', 'conversationId',
             'conversationIndex', 'hasAttachments', 'isDraft', 'parentFolderId', 'receivedDateTime',
             'sentDateTime', 'uniqueBody', 'webLink', 'attachments', 'internetMessageHeaders')
READ = ('Mail.Read', 'Mail.ReadWrite')
WRITE = ('Mail.ReadWrite',)


def now():
    return datetime.now(timezone.utc).strftime('%Y-%m-%dT%H:%M:%S')


def serve_user(call):
    if call.method != 'GET':
        raise not_allowed()
    if not call.is_app and 'User.Read' not in call.rights():
        raise GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the '
                         'operation.')
    address = f'{call.user}@{call.service.options["DOMAIN"]}'
    value = {'id': object_id(call.user), 'displayName': call.user.capitalize(), 'mail': address,
             'userPrincipalName': address}
    return call.json(200, value, 'users/$entity')


def page(call, rows, size, show, context):
    """A collection's page, and where the next one is."""
    skip = call.number('$skip', 0, 1 << 31)
    value = {'value': [show(row) for row in rows[skip:skip + size]]}
    if skip + size < len(rows):
        options = {name: text for name, text in call.query.items() if name != '$skip'}
        options.setdefault('$top', str(size))
        value['@odata.nextLink'] = call.link(**options, **{'$skip': str(skip + size)})
    if call.query.get('$count', 'false').lower() == 'true':
        value = {'@odata.count': len(rows), **value}
    return call.json(200, value, f"users('{call.user}')/{context}")


def serve(call, folder, rest):
    """What stands behind messages, of a @folder or of the whole mailbox."""
    words = [part.lower() for part in rest]
    if not words:
        return list_messages(call, folder) if call.method == 'GET' else create(call, folder)
    if words == ['delta']:
        if folder is None:
            raise GraphError(400, 'ErrorInvalidRequest', 'Change tracking is not supported against '
                             "'microsoft.graph.message' outside of a folder.")
        return serve_delta(call, folder)
    message = call.message(rest[0], folder)
    place = folder or call.store.one('SELECT * FROM folders WHERE id=?', message['folder'])
    if len(words) == 1:
        return serve_message(call, message, place)
    if words[1] == '$value' and len(words) == 2:
        return serve_value(call, message, place)
    if words[1] == 'attachments':
        return graph_send.serve_attachments(call, message, place, rest[2:])
    action = ACTIONS.get(words[1])
    if len(words) != 2 or action is None:
        raise GraphError(400, 'BadRequest', f"Resource not found for the segment '{rest[1]}'.")
    if call.method != 'POST':
        raise not_allowed()
    return action(call, message, place)


# Lists.

def list_messages(call, folder):
    call.require(READ, folder)
    query, shaper = call.query, Shaper(call.service.url, call.query, call.prefer)
    for name in ('$filter', '$orderby', '$skip'):
        if '$search' in query and name in query:
            code = {'$filter': 'SearchWithFilter', '$orderby': 'SearchWithOrderBy'}.get(name, 'BadRequest')
            raise GraphError(400, code, f"The query parameter '{name}' is not supported with '$search'.")
    the_filter = graph_query.Filter(query['$filter']) if query.get('$filter') else None
    search = graph_query.Search(query['$search']) if '$search' in query else None
    rows = call.store.list(call.user, folder and folder['id'])
    views = [(shaper.view(row), row) for row in rows]
    for one in (the_filter, search):
        if one:
            views = [pair for pair in views if one.matches(pair[0])]
    if search:
        # By when they were sent, and no more than that.
        views.sort(key=lambda pair: pair[0]['sentDateTime'], reverse=True)
        del views[graph_query.SEARCH_MAX:]
    if query.get('$orderby'):
        order = graph_query.read_order(query['$orderby'], the_filter)
        found = [{**view, '_row': row} for view, row in views]
        graph_query.sort(found, order)
        views = [(view, view['_row']) for view in found]
    rows = [row for _, row in views]
    if not search:
        return page(call, rows, call.page_size(PAGE), shaper.show, 'messages')
    return search_page(call, rows, shaper)


def search_page(call, rows, shaper):
    """Search has no $skip: its pages hang together by a token."""
    size = call.page_size(PAGE)
    text = call.query.get('$skiptoken', '')
    skip = call.service.tokens.read(text, 'search')['index'] if text else 0
    value = {'value': [shaper.show(row) for row in rows[skip:skip + size]]}
    if skip + size < len(rows):
        token = call.service.tokens.write({'place': 'search', 'index': skip + size})
        options = {name: one for name, one in call.query.items() if name != '$skiptoken'}
        value['@odata.nextLink'] = call.link(**options, **{'$skiptoken': token})
    return call.json(200, value, f"users('{call.user}')/messages")


def serve_delta(call, folder):
    call.require(READ, folder)
    if call.method != 'GET':
        raise not_allowed()
    tokens, place = call.service.tokens, f'messages {folder["id"]}'
    text = call.query.get('$skiptoken') or call.query.get('$deltatoken')
    if text:
        if any(name.startswith('$') and 'token' not in name for name in call.query):
            raise GraphError(400, 'ErrorInvalidUrlQuery', 'The token has all the options that there are.')
        state = tokens.read(text, place)
        state['page'] = call.page_size(state['page'])
    else:
        state = graph_delta.begin(call.query, place, call.store, call.page_size(PAGE))
    options = {name: value for name, value in (('$select', state['select']), ('$expand', state['expand']))
               if value}
    shaper = Shaper(call.service.url, options, call.prefer)
    if state['to'] is None:
        state['to'] = call.store.last_change()
    changes = graph_delta.list_first(call.store, call.user, folder['id'], state) \
        if state['from'] is None else graph_delta.list_changes(call.store, call.user, folder['id'], state)
    part, state, has_more = graph_delta.turn_page(changes, state)
    value = [show_change(call, shaper, folder, change) for change in part]
    return graph_folders.finish_delta(call, value, state, has_more, 'message')


def show_change(call, shaper, folder, change):
    kind, item, identifier, _ = change
    row = call.store.one('SELECT 1 FROM messages WHERE immutable=? AND folder=?', item, folder['id'])
    shown = {'@odata.type': '#microsoft.graph.message'}
    if row is None or kind == 'removed':
        return {**shown, 'id': item if shaper.is_immutable else identifier,
                '@removed': {'reason': 'deleted'}}
    row = call.store.find(call.user, item)
    if kind == 'read':
        # Of a message that was only read or unread nothing else is told.
        return {**shown, '@odata.etag': f'W/"{row["key"]}"', 'id': shaper.identify(row),
                'isRead': row['data']['isRead']}
    return {**shown, **shaper.show(row)}


# One message.

def serve_message(call, message, folder):
    shaper = Shaper(call.service.url, call.query, call.prefer)
    if call.method == 'GET':
        call.require(READ, folder)
        return call.json(200, shaper.show(message), f"users('{call.user}')/messages/$entity")
    call.require(WRITE, folder, 'write')
    wanted = call.headers.get('If-Match')
    if wanted not in (None, '*', f'W/"{message["key"]}"'):
        raise GraphError(412, 'ErrorIrresolvableConflict', 'The send or update operation could not be '
                         'performed because the change key passed in the request does not match the '
                         'current change key for the item.')
    if call.method == 'PATCH':
        return update(call, message)
    if call.method == 'DELETE':
        delete(call, message, folder)
        return Answer(204, headers=call.answer_headers())
    raise not_allowed()


def check_message(call, value):
    wrong = graph_schema.find_wrong_message(value)
    if wrong:
        call.request.notes['violation'] = wrong
        raise GraphError(400, 'RequestBodyRead', wrong)
    return value


def read_message(call):
    return check_message(call, call.read_json())


def update(call, message):
    value = read_message(call)
    is_draft = message['data']['isDraft']
    for name in value:
        if name in READ_ONLY or (name in ONLY_DRAFTS and not is_draft):
            raise GraphError(400, 'ErrorInvalidPropertySet', f"The property '{name}' is read-only and can't "
                             'be set.')
    changes = {name: one for name, one in value.items() if not name.startswith('@') and name != 'body'
               and not name.endswith('ExtendedProperties')}
    for name in ('importance', 'inferenceClassification'):
        if name in changes:
            changes[name] = changes[name].lower()
    if 'singleValueExtendedProperties' in value:
        changes['_mapi'] = {**message['data'].get('_mapi', {}), **{
            normalize_property(one['id']): one['value'] for one in value['singleValueExtendedProperties']}}
    mime = None
    if is_draft and set(value) & set(ONLY_DRAFTS):
        mime, changes = graph_send.rewrite(call, message, value, changes)
    row = call.store.update(message, changes, mime)
    return call.json(200, Shaper(call.service.url, {}, call.prefer).show(row),
                     f"users('{call.user}')/messages/$entity")


def delete(call, message, folder):
    """Into Deleted Items; from there, and below, to where only Exchange finds it."""
    deleted = call.folder('deleteditems')
    below = {row['id'] for row in call.store.list_subtree(deleted['id'])}
    if folder['known'] == 'recoverableitemsdeletions':
        call.store.delete(message)
    else:
        target = call.folder('recoverableitemsdeletions') if folder['id'] in below else deleted
        call.store.move(message, target['id'])


def serve_value(call, message, folder):
    call.require(READ, folder)
    if call.method != 'GET':
        raise not_allowed()
    path = call.store.mime_path(message)
    return Answer(200, read_pieces(path), 'text/plain', call.answer_headers(), os.path.getsize(path))


def read_pieces(path):
    with open(path, 'rb') as file:
        while piece := file.read(PIECE):
            yield piece


def read_destination(call):
    value = call.read_json()
    name = value.get('destinationId', value.get('DestinationId'))
    if not isinstance(name, str) or len(value) != 1:
        raise GraphError(400, 'RequestBodyRead', 'destinationId is missing')
    return name


def move(call, message, folder):
    call.require(WRITE, folder, 'write')
    target = call.folder(read_destination(call))
    call.require(WRITE, target, 'write')
    row = message if target['id'] == message['folder'] else call.store.move(message, target['id'])
    return call.json(201, Shaper(call.service.url, {}, call.prefer).show(row),
                     f"users('{call.user}')/messages/$entity")


def copy(call, message, folder):
    call.require(WRITE, folder, 'write')
    target = call.folder(read_destination(call))
    row = call.store.copy(message, target['id'])
    return call.json(201, Shaper(call.service.url, {}, call.prefer).show(row),
                     f"users('{call.user}')/messages/$entity")


def permanent_delete(call, message, folder):
    call.require(WRITE, folder, 'write')
    call.store.delete(message)
    return Answer(204)


def read_mime(call):
    """MIME that a client sent, in base64."""
    try:
        mime = base64.b64decode(call.body, validate=True)
    except ValueError:
        mime = b''
    if not mime:
        raise GraphError(400, 'ErrorMimeContentInvalidBase64String',
                         'Invalid base64 string for MIME content.')
    return mime


def create(call, folder):
    """A draft, whatever folder it is put into."""
    if call.method != 'POST':
        raise not_allowed()
    folder = folder or call.folder('drafts')
    call.require(WRITE, folder, 'write')
    address = f'{call.user}@{call.service.options["DOMAIN"]}'
    if call.request.content_type() == 'text/plain':
        mime, more = read_mime(call), {}
    else:
        value = read_message(call)
        mime = graph_message.compose(value, address, call.service.options['DOMAIN'])
        more = {name: value[name] for name in ('categories', 'flag', 'isReadReceiptRequested',
                                               'isDeliveryReceiptRequested') if name in value}
    row = call.store.insert(call.user, folder['id'], mime, is_draft=True, is_read=True, **more)
    shaper = Shaper(call.service.url, {}, call.prefer)
    return call.json(201, shaper.show(row), f"users('{call.user}')/messages/$entity")


ACTIONS = {'move': move, 'copy': copy, 'permanentdelete': permanent_delete, 'send': graph_send.send_draft,
           'reply': graph_send.reply, 'replyall': graph_send.reply_all, 'forward': graph_send.forward,
           'createreply': graph_send.create_reply, 'createreplyall': graph_send.create_reply_all,
           'createforward': graph_send.create_forward}
