# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""The operations that make and send items, and those on names."""

import email.message
import email.policy
import email.utils
import hashlib
import json
import os
import re
import shutil
from datetime import datetime

from ews_folders import each, good
from ews_items import FileContent, prepare_extended, set_property
from ews_mailbox import Failure, now
from ews_properties import (ALIASES, FLAG_STATES, FLAG_STATUS, MESSAGE_FLAGS, MSGFLAG_READ, MSGFLAG_UNSENT,
                            property_key)
from ews_xml import add, find, local_name, text_of
from message_parts import Message

DELIVERY_TIME = (0x0e06, 'SystemTime')
REWRITTEN_MAX = 8 << 20
RECIPIENTS = ('ToRecipients', 'CcRecipients', 'BccRecipients')


def pairs_of(element):
    return [(text_of(mailbox, 't:Name') or '', text_of(mailbox, 't:EmailAddress') or '')
            for mailbox in (element if element is not None else ())]


def compose(session, element):
    """The file of a message made of its properties."""
    message = email.message.EmailMessage(email.policy.SMTP)
    mailbox = session.own_mailbox()
    sender = pairs_of(find(element, 't:From')) or [(mailbox.name, mailbox.address)]
    message['From'] = email.utils.formataddr(sender[0])
    for name, header in zip(RECIPIENTS, ('To', 'Cc', 'Bcc')):
        pairs = pairs_of(find(element, f't:{name}'))
        if pairs:
            message[header] = ', '.join(email.utils.formataddr(pair) for pair in pairs)
    message['Subject'] = text_of(element, 't:Subject') or ''
    message['Date'] = email.utils.format_datetime(now())
    message['Message-ID'] = text_of(element, 't:InternetMessageId') or email.utils.make_msgid(
        domain='exchange.test')
    for tag, header in (('InReplyTo', 'In-Reply-To'), ('References', 'References'),
                        ('Importance', 'Importance'), ('Sensitivity', 'Sensitivity')):
        if text_of(element, f't:{tag}'):
            message[header] = text_of(element, f't:{tag}')
    body = find(element, 't:Body')
    message.set_content(body.text or '' if body is not None else '',
                        subtype='html' if body is not None and body.get('BodyType') == 'HTML' else 'plain')
    path = session.exchange.new_blob()
    with open(path, 'wb') as file:
        file.write(message.as_bytes())
    return path


def store_content(session, element):
    """The file of a message, from its MIME or from what else is said of it."""
    mime = find(element, 't:MimeContent')
    if mime is None:
        return compose(session, element)
    path = session.exchange.new_blob()
    os.replace(session.intake.take(mime.text), path)
    if os.path.getsize(path) == 0:
        raise Failure('ErrorMimeContentInvalid', 'The MIME content is empty.')
    return path


def apply_properties(item, element):
    """What the request says of an item besides its content."""
    flags = None
    for child in element:
        name = local_name(child)
        if name == 'ExtendedProperty':
            key = property_key(child[0])
            if key == MESSAGE_FLAGS:
                flags = int(text_of(child, 't:Value'))
            elif key == DELIVERY_TIME:
                item.received = datetime.fromisoformat(text_of(child, 't:Value').replace('Z', '+00:00'))
            elif key not in ALIASES:
                prepare_extended(item, key, [child])()
        elif name == 'Categories':
            item.values['item:Categories'] = [one.text or '' for one in child]
        elif name == 'Flag':
            set_property(item, FLAG_STATUS, FLAG_STATES[text_of(child, 't:FlagStatus')])
        elif name == 'Attachments':
            for one in child:
                raise_unless_file(one)
    item.is_draft = flags is None or bool(flags & MSGFLAG_UNSENT)
    item.is_read = flags is None or bool(flags & MSGFLAG_READ)
    if find(element, 't:IsRead') is not None:
        item.is_read = text_of(element, 't:IsRead').strip() in ('true', '1')


def raise_unless_file(element):
    if local_name(element) != 'FileAttachment':
        raise Failure('ErrorUnsupportedTypeForConversion', 'Attached items are not taken here.')


def create_item(session, body):
    disposition = body.get('MessageDisposition')
    target = find(body, 'm:SavedItemFolderId')

    def work(element):
        if local_name(element) not in ('Message', 'Item'):
            raise Failure('ErrorInvalidOperation', f'No {local_name(element)} can be made here.')
        if disposition is None:
            raise Failure('ErrorMessageDispositionRequired', 'A message needs a MessageDisposition.')
        name = 'drafts' if disposition == 'SaveOnly' else 'sentitems'
        folder = session.folder(target[0], 'write') if target is not None else \
            session.own_mailbox().distinguished[name]
        path = store_content(session, element)
        message = good('CreateItem')
        items = add(message, 'm:Items')
        if disposition != 'SaveOnly':
            further = [address for name in RECIPIENTS
                       for _, address in pairs_of(find(element, f't:{name}'))]
            submit(session, path, further)
        if disposition != 'SendOnly':
            save(session, element, path, folder, disposition, items)
        return message

    return each('CreateItem', session, find(body, 'm:Items'), work)


def save(session, element, path, folder, disposition, items):
    item = session.exchange.new_item(folder, path)
    apply_properties(item, element)
    files = find(element, 't:Attachments')
    for one in files if files is not None else ():
        item.attachments.append(read_attachment(session, one))
    if disposition == 'SendAndSaveCopy':
        item.is_draft, item.is_read = False, True
    elif not item.is_draft and session.exchange.message(item).raw('Received'):
        item.transported = True
    session.exchange.put(item, folder)
    session.exchange.tell('Created', item)
    if disposition == 'SaveOnly':
        add(add(items, 't:Message'), 't:ItemId', Id=item.id, ChangeKey=item.change_key)


def submit(session, path, further=()):
    """Sends a message: to each mailbox that is here a copy, and a line in the record."""
    message = Message(path)
    own = session.own_mailbox()
    senders = message.addresses('From') or [('', own.address)]
    author, sender = senders[0][1], own.address
    if author.lower() != sender.lower():
        sender = session.sending_as(author)
    recipients = list(dict.fromkeys(
        address for _, address in [*message.addresses('To', 'Cc', 'Bcc'),
                                   *(('', address) for address in further)]))
    if not recipients:
        raise Failure('ErrorInvalidRecipients', 'At least one recipient is not valid.')
    for address in recipients:
        if not re.fullmatch(r'[^@\s]+@[^@\s]+', address):
            raise Failure('ErrorInvalidRecipients', f'The recipient {address!r} is not valid.')
    record(session, path, message, author, sender, recipients)
    for address in recipients:
        mailbox = session.exchange.mailboxes.get(address.lower())
        if mailbox is not None:
            session.exchange.deliver(mailbox.distinguished['inbox'],
                                     transported_copy(session, path, message, author, sender))


def record(session, path, message, author, sender, recipients):
    digest = hashlib.sha256()
    with open(path, 'rb') as file:
        while block := file.read(1 << 20):
            digest.update(block)
    session.exchange.sent += 1
    line = {'number': session.exchange.sent, 'user': session.user, 'from': author, 'sender': sender,
            'to': recipients, 'size': message.size, 'sha256': digest.hexdigest(),
            'message-id': message.get('Message-ID'), 'subject': message.get('Subject')}
    with open(f'{session.exchange.run}/record', 'a', encoding='utf-8') as file:
        file.write(json.dumps(line) + '\n')


def transported_copy(session, path, message, author, sender):
    """As transport leaves it: with what it adds, without the secret recipients."""
    copy = session.exchange.new_blob()
    head = f'Received: from exchange.test by exchange.test; {email.utils.format_datetime(now())}\r\n'
    if not message.raw('From'):
        head += f'From: {author}\r\n'
    if sender.lower() != author.lower() and not message.raw('Sender'):
        head += f'Sender: {sender}\r\n'
    root = message.root
    own = re.sub(rb'(?im)^bcc:.*\r?\n(?:[ \t].*\r?\n)*', b'', bytes(root.data[root.start:root.body]))
    with open(copy, 'wb') as file, open(path, 'rb') as source:
        file.write(head.encode() + own)
        source.seek(root.body)
        shutil.copyfileobj(source, file, 1 << 20)
    return copy


def send_item(session, body):
    saves = body.get('SaveItemToFolder') in ('true', '1')
    target = find(body, 'm:SavedItemFolderId')
    if target is not None and not saves:
        raise Failure('ErrorInvalidSendItemSaveSettings', 'A folder for no copy.')

    def work(element):
        item = session.item(element, 'write')
        if not element.get('ChangeKey'):
            raise Failure('ErrorChangeKeyRequired', 'The change key is required for this operation.')
        if element.get('ChangeKey') != item.change_key:
            raise Failure('ErrorStaleObject', 'The item has changed since then.')
        folder = session.folder(target[0], 'write') if target is not None else \
            session.own_mailbox().distinguished['sentitems']
        submit(session, item.path)
        if saves:
            item.is_draft, item.is_read = False, True
            session.exchange.move(item, folder)
        else:
            session.exchange.delete(item)
        return good('SendItem')

    return each('SendItem', session, find(body, 'm:ItemIds'), work)


def read_attachment(session, element):
    raise_unless_file(element)
    path = session.intake.take(text_of(element, 't:Content'))
    with open(path, 'rb') as file:
        data = file.read()
    os.unlink(path)
    kind = text_of(element, 't:ContentType') or 'application/octet-stream'
    return FileContent(text_of(element, 't:Name') or '', kind, data)


def create_attachment(session, body):
    parent = find(body, 'm:ParentItemId')

    def work(element):
        item = session.item(parent, 'write')
        item.attachments.append(read_attachment(session, element))
        number = len(session.exchange.message(item).attachments) + len(item.attachments) - 1
        item.changes += 1
        session.exchange.touch(item)
        message = good('CreateAttachment')
        outer = add(add(message, 'm:Attachments'), 't:FileAttachment')
        add(outer, 't:AttachmentId', Id=f'{item.id}.{number}', RootItemId=item.id,
            RootItemChangeKey=item.change_key)
        return message

    return each('CreateAttachment', session, find(body, 'm:Attachments'), work)


def resolve_names(session, body):
    entry = text_of(body, 'm:UnresolvedEntry').lower()
    entry = entry.removeprefix('smtp:')

    def work(_element):
        found = [mailbox for mailbox in session.exchange.mailboxes.values()
                 if mailbox.address.lower().startswith(entry) or mailbox.name.lower().startswith(entry)]
        if not found:
            raise Failure('ErrorNameResolutionNoResults', 'No results were found.')
        message = good('ResolveNames')
        if len(found) > 1:
            message.set('ResponseClass', 'Warning')
            code = find(message, 'm:ResponseCode')
            code.text = 'ErrorNameResolutionMultipleResults'
        outer = add(message, 'm:ResolutionSet', TotalItemsInView=str(len(found)),
                    IncludesLastItemInRange='true')
        for mailbox in found:
            add_mailbox(add(outer, 't:Resolution'), mailbox, 'Mailbox')
        return message

    return each('ResolveNames', session, [body], work)


def add_mailbox(parent, mailbox, kind):
    element = add(parent, 't:Mailbox')
    add(element, 't:Name', mailbox.name)
    add(element, 't:EmailAddress', mailbox.address)
    add(element, 't:RoutingType', 'SMTP')
    add(element, 't:MailboxType', kind)


def expand_dl(session, body):
    address = (text_of(body, 'm:Mailbox', 't:EmailAddress') or '').lower()

    def work(_element):
        members = session.exchange.lists.get(address)
        if members is None:
            raise Failure('ErrorNameResolutionNoResults', 'No results were found.')
        message = good('ExpandDL')
        outer = add(message, 'm:DLExpansion', TotalItemsInView=str(len(members)),
                    IncludesLastItemInRange='true')
        for member in members:
            add_mailbox(outer, session.exchange.mailboxes[member], 'Mailbox')
        return message

    return each('ExpandDL', session, [body], work)


OPERATIONS = {'CreateItem': create_item, 'SendItem': send_item, 'CreateAttachment': create_attachment,
              'ResolveNames': resolve_names, 'ExpandDL': expand_dl}
