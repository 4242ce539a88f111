# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""The operations that find, read, change, move and delete items."""

from ews_folders import each, good, take_page
from ews_mailbox import Failure
from ews_properties import (BY_URI, FLAG_STATES, FLAG_STATUS, ITEM, MESSAGE_FLAGS, Shape, Writer,
                            property_key)
from ews_restriction import Restriction, sort
from ews_xml import add, find, local_name, text_of

SYNC_MAX = 512
READ_ONLY = {'item:Size', 'item:DateTimeReceived', 'item:HasAttachments', 'item:DateTimeCreated',
             'item:DateTimeSent', 'item:IsDraft', 'item:LastModifiedTime', 'item:ItemId',
             'item:MimeContent', 'item:InternetMessageHeaders', 'item:IsFromMe',
             'item:ParentFolderId', 'item:TextBody', 'item:Preview', 'message:Sender'}


def get_item(session, body):
    shape = Shape(find(body, 'm:ItemShape'), session.version, ITEM, False)

    def work(element):
        item = session.item(element)
        if 'item:MimeContent' in shape.uris:
            session.faults.check('GetItem.mime', session.subject(item))
        message = good('GetItem')
        session.writer.item(add(message, 'm:Items'), item, shape)
        return message

    return each('GetItem', session, find(body, 'm:ItemIds'), work)


def find_item(session, body):
    shape = Shape(find(body, 'm:ItemShape'), session.version, ITEM, True)
    restriction, query = find(body, 'm:Restriction'), find(body, 'm:QueryString')
    if query is not None:
        raise Failure('ErrorSearchFolderNotInitialized' if restriction is None else
                      'ErrorInvalidOperation', 'The content index is not available.')
    restriction = Restriction(session.exchange, restriction) if restriction is not None else None
    order = find(body, 'm:SortOrder')

    def work(element):
        folder = session.folder(element)
        found = list(folder.items.values()) if body.get('Traversal') == 'Shallow' else []
        if restriction:
            found = [item for item in found if restriction.matches(item)]
        found.reverse()  # what came last is on top
        if order is not None:
            sort(session.exchange, found, order)
        page, attributes = take_page(body, 'Item', found)
        message = good('FindItem')
        outer = add(add(message, 'm:RootFolder', **attributes), 't:Items')
        for item in page:
            session.writer.item(outer, item, shape)
        return message

    return each('FindItem', session, find(body, 'm:ParentFolderIds'), work)


def sync_folder_items(session, body):
    shape = Shape(find(body, 'm:ItemShape'), session.version, ITEM, True)
    limit = min(int(text_of(body, 'm:MaxChangesReturned')), SYNC_MAX)

    def work(_element):
        folder = session.folder(find(body, 'm:SyncFolderId')[0])
        known = dict(session.known(text_of(body, 'm:SyncState'), folder))
        ignored = [child.get('Id') for child in find(body, 'm:Ignore') or ()]
        changes = [change for change in find_changes(known, folder) if change[1] not in ignored]
        message = good('SyncFolderItems')
        state = add(message, 'm:SyncState')
        add(message, 'm:IncludesLastItemInRange', len(changes) <= limit)
        outer = add(message, 'm:Changes')
        for number, (kind, identifier) in enumerate(changes[:limit]):
            item = folder.items.get(identifier)
            write_change(session.writer, outer, kind, identifier, item, shape, number)
            if item is None:
                del known[identifier]
            else:
                known[identifier] = (item.change_key, item.is_read, item.changes)
        state.text = session.exchange.new_state(folder, known)
        return message

    return each('SyncFolderItems', session, [body], work)


def find_changes(known, folder):
    """(kind, id) of what a client does not know yet; what is new begins with the newest."""
    changes = [('Delete', identifier) for identifier in known if identifier not in folder.items]
    for identifier, item in folder.items.items():
        if identifier in known and known[identifier][0] != item.change_key:
            only_read = known[identifier][2] == item.changes
            changes.append(('ReadFlagChange' if only_read else 'Update', identifier))
    return changes + [('Create', identifier) for identifier in reversed(folder.items)
                      if identifier not in known]


def write_change(writer, outer, kind, identifier, item, shape, number):
    element = add(outer, f't:{kind}')
    if kind == 'Delete':
        add(element, 't:ItemId', Id=identifier)
    elif kind == 'ReadFlagChange':
        add(element, 't:ItemId', Id=item.id, ChangeKey=item.change_key)
        add(element, 't:IsRead', item.is_read)
    else:
        # Now and then it does not say that an item is a message.
        writer.item(element, item, shape, 'Item' if kind == 'Update' and number % 3 == 1 else None)


def update_item(session, body):
    resolution = body.get('ConflictResolution')

    def work(element):
        item = session.item(element[0], 'write')
        key = element[0].get('ChangeKey')
        if resolution != 'AlwaysOverwrite' and not key:
            raise Failure('ErrorChangeKeyRequiredForWriteOperations',
                          'The change key is required for this operation.')
        if resolution == 'NeverOverwrite' and key != item.change_key:
            raise Failure('ErrorIrresolvableConflict', 'The item has changed since then.')
        if body.get('MessageDisposition') is None:
            raise Failure('ErrorMessageDispositionRequired', 'A message needs a MessageDisposition.')
        changes = [prepare_change(session, item, change) for change in find(element, 't:Updates')]
        for apply in changes:
            apply()
        session.exchange.touch(item)
        message = good('UpdateItem')
        add(add(add(message, 'm:Items'), 't:Message'), 't:ItemId', Id=item.id,
            ChangeKey=item.change_key)
        if session.knows('Exchange2010'):
            add(add(message, 'm:ConflictResults'), 't:Count', 0)
        return message

    return each('UpdateItem', session, find(body, 'm:ItemChanges'), work)


def prepare_change(session, item, change):
    """What one change will do; one that can't be done is refused before any is."""
    path, value = change[0], change[1] if len(change) > 1 else None
    if value is not None and len(value) != 1:
        raise Failure('ErrorIncorrectUpdatePropertyCount', 'A change sets one property.')
    if local_name(path) == 'IndexedFieldURI':
        raise Failure('ErrorInvalidPropertySet', 'Set action is invalid for property.')
    if local_name(path) == 'ExtendedFieldURI':
        return prepare_extended(item, property_key(path), value)
    uri = path.get('FieldURI')
    if uri in READ_ONLY or uri not in BY_URI:
        raise Failure('ErrorInvalidPropertySet', f'Set action is invalid for property {uri}.')
    if value is not None and local_name(value[0]) != BY_URI[uri][0]:
        raise Failure('ErrorUpdatePropertyMismatch', 'The change sets another property than it names.')
    if value is None and uri in ('message:IsRead', 'item:Importance', 'item:Sensitivity'):
        raise Failure('ErrorInvalidPropertyDelete', f'Delete action is invalid for property {uri}.')

    def apply():
        content = value[0] if value is not None else None
        if uri == 'message:IsRead':
            item.is_read = content.text.strip() in ('true', '1')
            return
        item.changes += 1
        if uri == 'item:Flag':
            status = text_of(content, 't:FlagStatus') if content is not None else 'NotFlagged'
            set_property(item, FLAG_STATUS, FLAG_STATES[status])
        elif uri == 'item:Categories':
            item.values[uri] = [one.text or '' for one in content] if content is not None else []
        else:
            item.values[uri] = content.text or '' if content is not None else None

    return apply


def prepare_extended(item, key, value):
    if key == MESSAGE_FLAGS:
        # MSGFLAG_UNSENT can be changed only before the message is saved.
        raise Failure('ErrorInvalidPropertySet', 'Message flags are set when an item is made.')

    def apply():
        item.changes += 1
        set_property(item, key, read_extended(value[0]) if value is not None else None)

    return apply


def read_extended(element):
    many = find(element, 't:Values')
    return text_of(element, 't:Value') if many is None else [one.text or '' for one in many]


def set_property(item, key, value):
    if value is None:
        item.properties.pop(key, None)
    else:
        item.properties[key] = value


def move_or_copy(operation):
    def run(session, body):
        target = session.folder(find(body, 'm:ToFolderId')[0], 'write')
        wants_ids = text_of(body, 'm:ReturnNewItemIds') not in ('false', '0')

        def work(element):
            item = session.item(element, 'write' if operation == 'MoveItem' else 'read')
            same = item.folder.mailbox is target.mailbox
            moved = session.exchange.move(item, target) if operation == 'MoveItem' else \
                session.exchange.copy(item, target)
            message = good(operation)
            items = add(message, 'm:Items')
            # From one mailbox to another there is no new id to be had.
            if same and wants_ids:
                add(add(items, 't:Message'), 't:ItemId', Id=moved.id, ChangeKey=moved.change_key)
            return message

        return each(operation, session, find(body, 'm:ItemIds'), work)

    return run


def delete_item(session, body):
    def work(element):
        item = session.item(element, 'write')
        session.exchange.dispose(item, body.get('DeleteType'))
        return good('DeleteItem')

    return each('DeleteItem', session, find(body, 'm:ItemIds'), work)


class FileContent:
    """An attachment that was made by itself."""

    start, body, content_id, disposition = 0, 0, '', 'attachment'

    def __init__(self, name, kind, data):
        self.filename, self.kind, self.data, self.end = name, kind, data, len(data)

    def blocks(self):
        yield self.data


def get_attachment(session, body):
    shape = find(body, 'm:AttachmentShape')
    with_mime = text_of(shape, 't:IncludeMimeContent') in ('true', '1') if shape is not None else False

    def work(element):
        item_id, _, number = element.get('Id').rpartition('.')
        item = session.exchange.find_item(item_id)
        parts = [] if item is None else session.exchange.message(item).attachments + item.attachments
        if not number.isdigit() or int(number) >= len(parts):
            raise Failure('ErrorInvalidAttachmentId', 'The attachment is not there.')
        session.check_right(item.folder.mailbox, 'read')
        part = parts[int(number)]
        message = good('GetAttachment')
        is_item = part.kind == 'message/rfc822'
        outer = add(add(message, 'm:Attachments'), 't:ItemAttachment' if is_item else
                    't:FileAttachment')
        Writer.describe_attachment(outer, part, element.get('Id'), item)
        if not is_item:
            add(outer, 't:Content', session.contents.of_part(part))
            return message
        inner = add(outer, 't:Message')
        root = part.children[0] if part.children else part
        if with_mime:
            add(inner, 't:MimeContent', session.contents.of_range(root.data, root.start, root.end),
                CharacterSet='UTF-8')
        add(inner, 't:ItemClass', 'IPM.Note')
        subject = next((value for name, value in root.head.raw_items()
                        if name.lower() == 'subject'), '')
        add(inner, 't:Subject', subject)
        return message

    return each('GetAttachment', session, find(body, 'm:AttachmentIds'), work)


OPERATIONS = {'GetItem': get_item, 'FindItem': find_item, 'SyncFolderItems': sync_folder_items,
              'UpdateItem': update_item, 'MoveItem': move_or_copy('MoveItem'),
              'CopyItem': move_or_copy('CopyItem'), 'DeleteItem': delete_item,
              'GetAttachment': get_attachment}
