# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""The operations on folders."""

from ews_mailbox import Failure
from ews_properties import FOLDER, Shape
from ews_restriction import Restriction
from ews_xml import add, add_message, find, local_name, new_response, text_of

KINDS = {'Folder': 'IPF.Note', 'CalendarFolder': 'IPF.Appointment', 'ContactsFolder': 'IPF.Contact',
         'TasksFolder': 'IPF.Task'}
PAGE_MAX = 1000


def each(operation, session, elements, work):
    """A response message for each element; a failure is that of one element only."""
    root, messages = new_response(operation)
    for element in elements:
        try:
            if isinstance(element, Failure):
                raise element
            session.faults.check(operation, session.describe(element))
            message = work(element)
        except Failure as failure:
            session.note_failure(failure)
            message = add_message(messages, f'{operation}ResponseMessage', failure)
            if operation in NEEDS_FOLDERS:
                add(message, 'm:Folders')
            elif operation in NEEDS_ITEMS:
                add(message, 'm:Items')
            elif operation.startswith('SyncFolder'):
                add(message, 'm:SyncState', '')
                add(message, f'm:IncludesLast{operation[10:].rstrip("s").replace("Hierarchy", "Folder")}'
                    'InRange', True)
            continue
        messages.append(message)
    return root


NEEDS_FOLDERS = ('GetFolder', 'CreateFolder', 'UpdateFolder')
NEEDS_ITEMS = ('GetItem', 'CreateItem', 'UpdateItem', 'MoveItem', 'CopyItem')


def good(operation):
    """A response message of its own, for each() to put where it belongs."""
    _root, messages = new_response(operation)
    return add_message(messages, f'{operation}ResponseMessage')


def get_folder(session, body):
    shape = Shape(find(body, 'm:FolderShape'), session.version, FOLDER, False)

    def work(element):
        folder = session.folder(element)
        message = good('GetFolder')
        session.writer.folder(add(message, 'm:Folders'), folder, shape)
        return message

    return each('GetFolder', session, find(body, 'm:FolderIds'), work)


def find_folder(session, body):
    shape = Shape(find(body, 'm:FolderShape'), session.version, FOLDER, True)
    restriction = find(body, 'm:Restriction')
    restriction = Restriction(session.exchange, restriction) if restriction is not None else None

    def work(element):
        parent = session.folder(element)
        deep = body.get('Traversal') == 'Deep'
        found = [folder for folder in parent.descendants() if deep or folder.parent is parent] \
            if body.get('Traversal') != 'SoftDeleted' else []
        if restriction:
            found = [folder for folder in found if restriction.matches(folder)]
        message = good('FindFolder')
        page, attributes = take_page(body, 'Folder', found)
        outer = add(add(message, 'm:RootFolder', **attributes), 't:Folders')
        for folder in page:
            session.writer.folder(outer, folder, shape)
        return message

    return each('FindFolder', session, find(body, 'm:ParentFolderIds'), work)


def take_page(body, kind, found):
    """The part of a finding that a paged view asks for, and what the answer says of it."""
    view = find(body, f'm:IndexedPage{kind}View')
    fraction = find(body, f'm:FractionalPage{kind}View')
    total, attributes = len(found), {}
    first, limit = 0, PAGE_MAX
    if view is not None:
        first = int(view.get('Offset'))
        limit = min(int(view.get('MaxEntriesReturned') or PAGE_MAX), PAGE_MAX)
        if first < 0 or limit < 1:
            raise Failure('ErrorInvalidIndexedPagingParameters' if first < 0 else
                          'ErrorInvalidPagingMaxRows', 'The page is not one.')
        if view.get('BasePoint') == 'End':
            last = max(total - first, 0)
            start = max(last - limit, 0)
            return found[start:last], {'IndexedPagingOffset': str(total - start),
                                       'TotalItemsInView': str(total),
                                       'IncludesLastItemInRange': 'true' if start == 0 else 'false'}
    elif fraction is not None:
        denominator = int(fraction.get('Denominator'))
        if denominator < 1 or not 0 <= int(fraction.get('Numerator')) <= denominator:
            raise Failure('ErrorInvalidFractionalPagingParameters', 'The fraction is not one.')
        first = total * int(fraction.get('Numerator')) // denominator
        limit = min(int(fraction.get('MaxEntriesReturned') or PAGE_MAX), PAGE_MAX)
        attributes = {'NumeratorOffset': str(min(first + limit, total)),
                      'AbsoluteDenominator': str(total)}
    page = found[first:first + limit]
    end = first + len(page)
    if view is not None:
        attributes = {'IndexedPagingOffset': str(end)}
    return page, {**attributes, 'TotalItemsInView': str(total),
                  'IncludesLastItemInRange': 'true' if end >= total else 'false'}


def create_folder(session, body):
    parent_id = find(body, 'm:ParentFolderId')[0]

    def work(element):
        parent = session.folder(parent_id, 'write')
        name = text_of(element, 't:DisplayName') or ''
        if not name:
            raise Failure('ErrorFolderSavePropertyError', 'A folder needs a name.')
        if parent.mailbox.find_child(parent, name):
            raise Failure('ErrorFolderExists', 'A folder with the specified name already exists.')
        kind = text_of(element, 't:FolderClass') or KINDS.get(local_name(element), 'IPF.Note')
        folder = parent.mailbox.new_folder(parent, name, kind)
        session.exchange.tell('Created', folder)
        message = good('CreateFolder')
        add(add(add(message, 'm:Folders'), f't:{local_name(element)}'), 't:FolderId', Id=folder.id,
            ChangeKey=folder.change_key)
        return message

    return each('CreateFolder', session, find(body, 'm:Folders'), work)


def update_folder(session, body):
    def work(element):
        folder = session.folder(element[0], 'write')
        for change in find(element, 't:Updates'):
            if local_name(change) != 'SetFolderField' or \
                    change[0].get('FieldURI') != 'folder:DisplayName':
                raise Failure('ErrorInvalidPropertySet', 'The property can not be set.')
            folder.name = text_of(change[1], 't:DisplayName')
        folder.change_key = folder.mailbox.new_change_key()
        session.exchange.tell('Modified', folder)
        message = good('UpdateFolder')
        add(add(add(message, 'm:Folders'), 't:Folder'), 't:FolderId', Id=folder.id,
            ChangeKey=folder.change_key)
        return message

    return each('UpdateFolder', session, find(body, 'm:FolderChanges'), work)


def delete_folder(session, body):
    def work(element):
        folder = session.folder(element, 'write')
        if folder.distinguished:
            raise Failure('ErrorDeleteDistinguishedFolder', 'Distinguished folders cannot be deleted.')
        if body.get('DeleteType') == 'MoveToDeletedItems':
            move_to(session, folder, folder.mailbox.distinguished['deleteditems'])
        else:
            for one in [*folder.descendants(), folder]:
                del folder.mailbox.folders[one.id]
                session.exchange.tell('Deleted', one)
        return good('DeleteFolder')

    return each('DeleteFolder', session, find(body, 'm:FolderIds'), work)


def move_to(session, folder, parent):
    old, folder.parent = folder.parent, parent
    folder.change_key = folder.mailbox.new_change_key()
    session.exchange.tell('Moved', folder, old_id=folder.id, old_folder=old)


def empty_folder(session, body):
    def work(element):
        folder = session.folder(element, 'write')
        for item in list(folder.items.values()):
            session.exchange.dispose(item, body.get('DeleteType'))
        if body.get('DeleteSubFolders') in ('true', '1'):
            for one in list(folder.descendants()):
                del folder.mailbox.folders[one.id]
                session.exchange.tell('Deleted', one)
        return good('EmptyFolder')

    return each('EmptyFolder', session, find(body, 'm:FolderIds'), work)


def sync_folder_hierarchy(session, body):
    shape = Shape(find(body, 'm:FolderShape'), session.version, FOLDER, True)
    target = find(body, 'm:SyncFolderId')

    def work(_element):
        top = session.folder(target[0]) if target is not None else \
            session.own_mailbox().distinguished['msgfolderroot']
        known = session.known(text_of(body, 'm:SyncState'), top)
        present = {folder.id: folder.change_key for folder in top.descendants()}
        message = good('SyncFolderHierarchy')
        add(message, 'm:SyncState', session.exchange.new_state(top, present))
        add(message, 'm:IncludesLastFolderInRange', True)
        changes = add(message, 'm:Changes')
        for identifier, key in present.items():
            if known.get(identifier) != key:
                session.writer.folder(add(changes, 't:Update' if identifier in known else 't:Create'),
                                      top.mailbox.folders[identifier], shape)
        for identifier in known:
            if identifier not in present:
                add(add(changes, 't:Delete'), 't:FolderId', Id=identifier)
        return message

    return each('SyncFolderHierarchy', session, [body], work)


OPERATIONS = {'GetFolder': get_folder, 'FindFolder': find_folder, 'CreateFolder': create_folder,
              'UpdateFolder': update_folder, 'DeleteFolder': delete_folder, 'EmptyFolder': empty_folder,
              'SyncFolderHierarchy': sync_folder_hierarchy}
