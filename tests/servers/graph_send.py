# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""What leaves the mailbox, and what is attached to a draft before. A line of JSON in RUN/sent for each
message that was taken, on the disk before the client is told; local recipients have it at once."""

import base64
import email.utils
import hashlib
import json
import os
import re
import secrets
import time

import graph_mail
import graph_message
from graph_errors import GraphError, denied, not_allowed, not_found
from graph_shapes import Shaper
from web_server import Answer

ATTACHMENT_MAX = 3 << 20
UPLOAD_MAX = 150 << 20
RANGE = re.compile(r'bytes (\d+)-(\d+)/(\d+)')
PIECE_MAX = 4 << 20
HEAD_END = re.compile(rb'\r?\n\r?\n')


def address_of(call, user):
    return f'{user}@{call.service.options["DOMAIN"]}'


# Sending.

def check_sender(call, mime):
    """Whose name a message may carry; returns that address, and all who are to have the message."""
    message = graph_message.parse(mime)
    people = graph_message.read_people(message, 'From')
    first = people[0]['emailAddress']['address'].lower() if people else address_of(call, call.user)
    own = {address_of(call, call.user)} | ({address_of(call, call.me)} if call.me else set())
    name = first.partition('@')[0]
    allowed = first in own or any(
        share['owner'] == name and share['delegate'] in (call.me, call.user) and
        {'send-as', 'send-on-behalf'} & set(share['rights']) for share in call.store.get_fact('shares', []))
    if not allowed:
        raise GraphError(403, 'ErrorSendAsDenied', 'The user account which was used to submit this request '
                         'does not have the right to send mail on behalf of the specified sending account.')
    recipients = []
    for header in ('To', 'Cc', 'Bcc'):
        recipients += [one['emailAddress']['address'] for one in graph_message.read_people(message, header)]
    if not recipients:
        raise GraphError(400, 'ErrorInvalidRecipients', 'At least one recipient is not valid.')
    for one in recipients:
        if '@' not in one or not email.utils.parseaddr(one)[1]:
            raise GraphError(400, 'ErrorInvalidRecipients', f"'{one}' is not valid.")
    return first, recipients


def remove_hidden(mime):
    """Without Bcc, which no recipient may see."""
    match = HEAD_END.search(mime)
    head, rest = (mime[:match.end()], mime[match.end():]) if match else (mime, b'')
    return re.sub(rb'(?im)^Bcc:.*\r?\n(?:[ \t].*\r?\n)*', b'', head) + rest


def submit(call, mime, is_saved, how):
    """Takes a message over."""
    sender, recipients = check_sender(call, mime)
    clean = remove_hidden(mime)
    parsed = graph_message.parse(mime)
    line = {'mailbox': call.user, 'by': call.me or 'app', 'how': how, 'from': sender, 'to': recipients,
            'saved': is_saved, 'size': len(mime), 'sha256': hashlib.sha256(mime).hexdigest(),
            'message-id': graph_message.get_header(parsed, 'Message-ID'),
            'subject': graph_message.get_header(parsed, 'Subject')}
    descriptor = os.open(f'{call.service.options["run"]}/sent', os.O_WRONLY | os.O_APPEND | os.O_CREAT,
                         0o644)
    os.write(descriptor, json.dumps(line).encode() + b'\n')
    os.fsync(descriptor)
    os.close(descriptor)
    for one in dict.fromkeys(recipients):
        user, _, domain = one.lower().partition('@')
        if domain == call.service.options['DOMAIN'] and user in call.store.users:
            inbox = call.store.find_folder(user, 'inbox')
            call.store.insert(user, inbox['id'], clean)
    return clean


def may_send(call):
    """Mail.Send, or, from a mailbox of somebody else's, Mail.Send.Shared and that one's leave."""
    if call.is_app or call.user == call.me:
        if 'Mail.Send' not in call.rights():
            raise denied()
    elif 'Mail.Send.Shared' not in call.rights() or not any(
            call.is_shared(None, right) for right in ('send-as', 'send-on-behalf')):
        raise denied()


def serve_send_mail(call):
    if call.method != 'POST':
        raise not_allowed()
    may_send(call)
    if call.request.content_type() == 'text/plain':
        mime, is_saved, how = graph_mail.read_mime(call), True, 'mime'
    else:
        value = {name[0].lower() + name[1:]: one for name, one in call.read_json().items()}
        message, is_saved = value.get('message'), value.get('saveToSentItems', True)
        if not isinstance(message, dict) or set(value) - {'message', 'saveToSentItems'}:
            raise GraphError(400, 'ErrorInvalidRequest', 'message is missing')
        graph_mail.check_message(call, message)
        is_saved, how = str(is_saved).lower() != 'false', 'json'
        mime = graph_message.compose(message, address_of(call, call.user), call.service.options['DOMAIN'])
    submit(call, mime, is_saved, how)
    if is_saved:
        sent = call.store.find_folder(call.user, 'sentitems')
        call.store.insert(call.user, sent['id'], mime, is_read=True)
    return Answer(202)


def send_draft(call, message, _folder):
    may_send(call)
    if not message['data']['isDraft']:
        raise GraphError(400, 'ErrorInvalidOperation', 'Only drafts can be sent.')
    submit(call, call.store.read_mime(message), True, 'draft')
    # The item itself becomes the copy: its immutable id stays.
    row = call.store.move(message, call.folder('sentitems')['id'])
    call.store.update(row, {'isDraft': False})
    return Answer(202)


# Replies.

def make_answer(call, message, kind):
    """The MIME of a reply or a forward."""
    if call.request.content_type() == 'text/plain':
        return graph_mail.read_mime(call)
    data, domain = message['data'], call.service.options['DOMAIN']
    own = address_of(call, call.user)
    value = call.read_json() if call.body else {}
    given = {**(value.get('message') or value.get('Message') or {})}
    comment = value.get('comment', value.get('Comment')) or ''
    prefix = 'FW: ' if kind == 'forward' else 'RE: '
    properties = {'subject': prefix + re.sub(r'(?i)^(re|fw): ', '', data['subject']),
                  'body': {'contentType': 'text', 'content': f'{comment}\r\n\r\n{data["_text"]}'}}
    if kind == 'forward':
        properties['toRecipients'] = value.get('toRecipients') or value.get('ToRecipients') or []
    else:
        properties['toRecipients'] = data['replyTo'] or [data['from']]
        if kind == 'reply-all':
            others = data['toRecipients'] + data['ccRecipients']
            properties['ccRecipients'] = [one for one in others
                                          if one['emailAddress']['address'].lower() != own]
    properties.update(given)
    mime = graph_message.compose(properties, own, domain)
    identifier = data['internetMessageId']
    if identifier and kind != 'forward':
        mime = f'In-Reply-To: {identifier}\r\nReferences: {identifier}\r\n'.encode() + mime
    return mime


def mark_answered(call, message, kind):
    call.store.update(message, {'_verb': {'reply': 102, 'reply-all': 103, 'forward': 104}[kind]})


def answer(call, message, kind):
    may_send(call)
    mime = make_answer(call, message, kind)
    submit(call, mime, True, kind)
    mark_answered(call, message, kind)
    call.store.insert(call.user, call.folder('sentitems')['id'], mime, is_read=True)
    return Answer(202)


def create_answer(call, message, folder, kind):
    call.require(('Mail.ReadWrite',), folder, 'write')
    row = call.store.insert(call.user, call.folder('drafts')['id'], make_answer(call, message, kind),
                            is_draft=True, is_read=True)
    return call.json(201, Shaper(call.service.url, {}, call.prefer).show(row),
                     f"users('{call.user}')/messages/$entity")


def reply(call, message, _folder):
    return answer(call, message, 'reply')


def reply_all(call, message, _folder):
    return answer(call, message, 'reply-all')


def forward(call, message, _folder):
    return answer(call, message, 'forward')


def create_reply(call, message, folder):
    return create_answer(call, message, folder, 'reply')


def create_reply_all(call, message, folder):
    return create_answer(call, message, folder, 'reply-all')


def create_forward(call, message, folder):
    return create_answer(call, message, folder, 'forward')


# Drafts.

def rewrite(call, message, value, changes):
    """(MIME, properties) of a draft with some of them changed."""
    mime = call.store.read_mime(message)
    data = message['data']
    attachments = [{**properties, 'contentBytes': base64.b64encode(content).decode()}
                   for properties, content in graph_message.read_attachments(mime)]
    return remake(call, data, {**value, 'attachments': attachments}, changes)


def remake(call, data, value, changes):
    names = ('subject', 'toRecipients', 'ccRecipients', 'bccRecipients', 'replyTo', 'from', 'importance',
             'internetMessageId', 'isReadReceiptRequested')
    whole = {name: data[name] for name in names}
    whole['body'] = {'contentType': 'text', 'content': data['_text']}
    whole.update({name: one for name, one in value.items() if not name.startswith('@')})
    domain = call.service.options['DOMAIN']
    mime = graph_message.compose(whole, address_of(call, call.user), domain)
    described = graph_message.describe(mime, data['receivedDateTime'])
    return mime, {**described, **changes}


def serve_attachments(call, message, folder, rest):
    if rest and rest[0].lower() == 'createuploadsession' and call.method == 'POST':
        call.require(('Mail.ReadWrite',), folder, 'write')
        return create_upload(call, message)
    if call.method == 'POST' and not rest:
        call.require(('Mail.ReadWrite',), folder, 'write')
        return attach(call, message)
    if call.method != 'GET':
        raise not_allowed()
    call.require(('Mail.Read', 'Mail.ReadWrite'), folder)
    found = graph_message.read_attachments(call.store.read_mime(message))
    if not rest:
        return graph_mail.page(call, found, call.page_size(100), lambda pair: show(call, *pair),
                               'attachments')
    pair = next((pair for pair in found if pair[0]['id'] == rest[0]), None)
    if pair is None:
        raise not_found()
    if len(rest) > 1 and rest[1] == '$value':
        return Answer(200, pair[1], pair[0]['contentType'] or 'text/plain')
    return call.json(200, show(call, *pair), f"users('{call.user}')/attachments/$entity")


def show(call, properties, content):
    shown = {**properties, 'lastModifiedDateTime': graph_message.say_time()}
    if properties['@odata.type'] == '#microsoft.graph.fileAttachment':
        shown['contentBytes'] = base64.b64encode(content).decode()
    select = call.query.get('$select')
    if select:
        names = {'id', '@odata.type', *(name.strip() for name in select.split(','))}
        shown = {name: shown[name] for name in shown if name in names}
    return shown


def add(call, message, attachment):
    if not message['data']['isDraft']:
        raise GraphError(400, 'ErrorInvalidOperation', 'Only drafts can be changed.')
    mime = call.store.read_mime(message)
    found = [{**properties, 'contentBytes': base64.b64encode(content).decode()}
             for properties, content in graph_message.read_attachments(mime)]
    mime, changes = remake(call, message['data'], {'attachments': [*found, attachment]}, {})
    row = call.store.update(message, changes, mime)
    return graph_message.read_attachments(call.store.read_mime(row))[-1]


def attach(call, message):
    value = call.read_json()
    if value.get('@odata.type', '').lstrip('#') != 'microsoft.graph.fileAttachment' \
            or not isinstance(value.get('name'), str):
        raise GraphError(400, 'BadRequest', '@odata.type or name')
    try:
        content = base64.b64decode(value.get('contentBytes', ''), validate=True)
    except ValueError as error:
        raise GraphError(400, 'BadRequest', 'contentBytes is no Edm.Binary') from error
    if len(content) > ATTACHMENT_MAX:
        raise GraphError(413, 'ErrorRequestEntityTooLarge', 'The request exceeds the maximum size.')
    return call.json(201, show(call, *add(call, message, value)),
                     f"users('{call.user}')/attachments/$entity")


# Uploads, to an address that is itself the permission.

def create_upload(call, message):
    item = {name.lower(): one for name, one in call.read_json().items()}.get('attachmentitem') or {}
    size = item.get('size')
    if item.get('attachmentType', '').lower() != 'file' or not isinstance(item.get('name'), str) \
            or not isinstance(size, int) or not 0 < size <= UPLOAD_MAX:
        raise GraphError(400, 'ErrorInvalidRequest', 'AttachmentItem')
    name = secrets.token_urlsafe(24)
    ends = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 3600))
    call.service.uploads[name] = {'call': call, 'message': message['immutable'], 'item': item,
                                  'content': bytearray(), 'ends': ends}
    return call.json(201, {'uploadUrl': f'{call.service.url}/uploads/{name}', 'expirationDateTime': ends,
                           'nextExpectedRanges': ['0-']}, 'microsoft.graph.uploadSession')


def take_upload(service, request):
    upload = service.uploads.get(request.path.rpartition('/')[2])
    if upload is None:
        raise GraphError(404, 'ErrorItemNotFound', 'The upload session was not found.')
    if request.authorization[0]:
        request.notes['violation'] = 'an upload must not carry a token'
        raise GraphError(401, 'InvalidAuthenticationToken', 'Do not specify an Authorization header')
    if request.method == 'DELETE':
        del service.uploads[request.path.rpartition('/')[2]]
        return Answer(204)
    match = RANGE.fullmatch(request.headers.get('Content-Range') or '')
    if request.method != 'PUT' or match is None:
        raise GraphError(400, 'ErrorInvalidRequest', 'Content-Range')
    start, end, total = map(int, match.groups())
    content = upload['content']
    if start != len(content) or end - start + 1 != len(request.body) or total != upload['item']['size'] \
            or len(request.body) > PIECE_MAX:
        raise GraphError(416, 'ErrorInvalidRange', f'{len(content)} is the next byte.')
    content += request.body
    if len(content) < total:
        return Answer.of_json(200, {'@odata.context': f'{service.url}/api/v2.0/$metadata',
                                    'ExpirationDateTime': upload['ends'],
                                    'NextExpectedRanges': [str(len(content))]})
    call, item = upload['call'], upload['item']
    message = service.store.find(call.user, upload['message'])
    properties, _ = add(call, message, {
        'name': item['name'], 'contentType': item.get('contentType'), 'isInline': item.get('isInline'),
        'contentBytes': base64.b64encode(content).decode()})
    del service.uploads[request.path.rpartition('/')[2]]
    return Answer(201, headers=[('Location', f'{service.url}/api/v2.0/Messages(\'{message["id"]}\')/'
                                             f'Attachments(\'{properties["id"]}\')')])
