# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""The properties of items and folders: what they are worth, and how they are written.

ITEM and FOLDER name them in the order of the schema: FieldURI, element, since which version, and where
they come on their own: `D` in the shape Default, `A` in AllProperties, `-` only when asked for; with `!`
never in FindItem and SyncFolderItems."""

import re

from ews_mailbox import Failure
from ews_xml import VERSIONS, add, find, local_name, text_of, time_text
from message_parts import clean

SHORT = 255  # characters of a text in what FindItem finds

ITEM = [
    ('item:MimeContent', 'MimeContent', '2007', '-!'),
    ('item:ItemId', 'ItemId', '2007', 'D'),
    ('item:ParentFolderId', 'ParentFolderId', '2007', 'A'),
    ('item:ItemClass', 'ItemClass', '2007', 'A'),
    ('item:Subject', 'Subject', '2007', 'D'),
    ('item:Sensitivity', 'Sensitivity', '2007', 'D'),
    ('item:Body', 'Body', '2007', 'D!'),
    ('item:Attachments', 'Attachments', '2007', 'D!'),
    ('item:DateTimeReceived', 'DateTimeReceived', '2007', 'A'),
    ('item:Size', 'Size', '2007', 'D'),
    ('item:Categories', 'Categories', '2007', 'A'),
    ('item:Importance', 'Importance', '2007', 'A'),
    ('item:InReplyTo', 'InReplyTo', '2007', 'A'),
    ('item:IsSubmitted', 'IsSubmitted', '2007', 'A'),
    ('item:IsDraft', 'IsDraft', '2007', 'A'),
    ('item:IsFromMe', 'IsFromMe', '2007', 'A'),
    ('item:InternetMessageHeaders', 'InternetMessageHeaders', '2007', 'A!'),
    ('item:DateTimeSent', 'DateTimeSent', '2007', 'D'),
    ('item:DateTimeCreated', 'DateTimeCreated', '2007', 'D'),
    ('item:DisplayCc', 'DisplayCc', '2007', 'A'),
    ('item:DisplayTo', 'DisplayTo', '2007', 'A'),
    ('item:HasAttachments', 'HasAttachments', '2007', 'D'),
    ('', 'ExtendedProperty', '2007', '-'),
    ('item:Culture', 'Culture', '2007', 'A'),
    ('item:EffectiveRights', 'EffectiveRights', '2007', 'A'),
    ('item:LastModifiedName', 'LastModifiedName', '2007', 'A'),
    ('item:LastModifiedTime', 'LastModifiedTime', '2007', 'A'),
    ('item:IsAssociated', 'IsAssociated', '2010', 'A'),
    ('item:ConversationId', 'ConversationId', '2010', 'A'),
    ('item:Flag', 'Flag', '2013', 'A'),
    ('item:Preview', 'Preview', '2013', 'A'),
    ('item:TextBody', 'TextBody', '2013', '-!'),
    ('message:Sender', 'Sender', '2007', 'A'),
    ('message:ToRecipients', 'ToRecipients', '2007', 'D!'),
    ('message:CcRecipients', 'CcRecipients', '2007', 'D!'),
    ('message:BccRecipients', 'BccRecipients', '2007', 'D!'),
    ('message:IsReadReceiptRequested', 'IsReadReceiptRequested', '2007', 'D'),
    ('message:IsDeliveryReceiptRequested', 'IsDeliveryReceiptRequested', '2007', 'A'),
    ('message:ConversationTopic', 'ConversationTopic', '2007', 'A'),
    ('message:From', 'From', '2007', 'D'),
    ('message:InternetMessageId', 'InternetMessageId', '2007', 'D'),
    ('message:IsRead', 'IsRead', '2007', 'D'),
    ('message:References', 'References', '2007', 'A'),
    ('message:ReplyTo', 'ReplyTo', '2007', 'A!'),
]
FOLDER = [
    ('folder:FolderId', 'FolderId', '2007', 'D'),
    ('folder:ParentFolderId', 'ParentFolderId', '2007', 'A'),
    ('folder:FolderClass', 'FolderClass', '2007', 'A'),
    ('folder:DisplayName', 'DisplayName', '2007', 'D'),
    ('folder:TotalCount', 'TotalCount', '2007', 'D'),
    ('folder:ChildFolderCount', 'ChildFolderCount', '2007', 'D'),
    ('', 'ExtendedProperty', '2007', '-'),
    ('folder:EffectiveRights', 'EffectiveRights', '2007', 'A'),
    ('folder:DistinguishedFolderId', 'DistinguishedFolderId', '2013', 'A'),
    ('folder:UnreadCount', 'UnreadCount', '2007', 'D'),
]
KINDS_OF_FOLDER = {'IPF.Appointment': 'CalendarFolder', 'IPF.Contact': 'ContactsFolder',
                   'IPF.Task': 'TasksFolder'}
BY_URI = {uri: (tag, since) for uri, tag, since, _ in ITEM + FOLDER if uri}

# Extended properties that are a name for something else: (tag, type).
FLAG_STATUS, MESSAGE_FLAGS, HEADERS = (0x1090, 'Integer'), (0x0e07, 'Integer'), (0x007d, 'String')
MSGFLAG_READ, MSGFLAG_UNSENT, MSGFLAG_HASATTACH = 1, 8, 16
FLAG_STATES = {'NotFlagged': None, 'Complete': '1', 'Flagged': '2'}
ALIASES = {
    (0x1035, 'String'): 'message:InternetMessageId', (0x0037, 'String'): 'item:Subject',
    (0x001a, 'String'): 'item:ItemClass', (0x0e06, 'SystemTime'): 'item:DateTimeReceived',
    (0x0039, 'SystemTime'): 'item:DateTimeSent', (0x3008, 'SystemTime'): 'item:LastModifiedTime',
    (0x0e08, 'Integer'): 'item:Size', (0x0e1b, 'Boolean'): 'item:HasAttachments',
    (0x1042, 'String'): 'item:InReplyTo', (0x1039, 'String'): 'message:References',
    (0x0e04, 'String'): 'item:DisplayTo', (0x0e03, 'String'): 'item:DisplayCc',
}
PROPERTY_SETS = {'internetheaders': '00020386-0000-0000-c000-000000000046',
                 'publicstrings': '00020329-0000-0000-c000-000000000046'}
INTERNET_HEADERS = PROPERTY_SETS['internetheaders']


def property_key(path):
    """What an ExtendedFieldURI names, in whatever way it does."""
    kind = path.get('PropertyType')
    if path.get('PropertyTag') is not None:
        if path.get('PropertyName') or path.get('PropertyId') or path.get('PropertySetId') or \
                path.get('DistinguishedPropertySetId'):
            raise Failure('ErrorInvalidExtendedProperty', 'A tag and a set exclude each other.')
        return int(path.get('PropertyTag'), 0), kind
    group = path.get('PropertySetId') or path.get('DistinguishedPropertySetId')
    name = path.get('PropertyName') or path.get('PropertyId')
    if not group or not name:
        raise Failure('ErrorInvalidExtendedProperty', 'A property of a set needs its name or id.')
    return PROPERTY_SETS.get(group.lower(), group.lower()), name, kind


class Values:
    """What the properties of one item are worth: text, numbers, booleans, times, lists; None is absent."""

    def __init__(self, exchange, item):
        self.exchange, self.item = exchange, item

    @property
    def message(self):
        return self.exchange.message(self.item)

    def get(self, uri):
        if uri in self.item.values:
            return self.item.values[uri]
        return getattr(self, 'get_' + BY_URI[uri][0], lambda: None)()

    def get_extended(self, key):
        item = self.item
        if key in ALIASES:
            return self.get(ALIASES[key])
        if key == MESSAGE_FLAGS:
            return MSGFLAG_READ * item.is_read | MSGFLAG_UNSENT * item.is_draft | \
                MSGFLAG_HASATTACH * self.get_HasAttachments()
        if key == HEADERS:
            # What no transport has seen has no headers of it.
            return self.raw_headers() if item.transported else None
        if key[0] == INTERNET_HEADERS and key not in item.properties:
            return self.message.get(key[1]) or None if item.transported else None
        return item.properties.get(key)

    def raw_headers(self):
        root = self.message.root
        return clean(bytes(root.data[root.start:root.body]).decode('utf-8', 'replace'))

    # By element.

    def get_ItemId(self):
        return self.item.id

    def get_ItemClass(self):
        kind = self.message.root.kind
        if kind == 'multipart/report':
            return 'REPORT.IPM.Note.NDR'
        if kind == 'multipart/signed':
            return 'IPM.Note.SMIME.MultipartSigned'
        return 'IPM.Note.SMIME' if kind.endswith('pkcs7-mime') else 'IPM.Note'

    def get_Subject(self):
        return self.message.get('Subject') or None

    def get_Sensitivity(self):
        found = self.message.get('Sensitivity').lower()
        return {'personal': 'Personal', 'private': 'Private',
                'company-confidential': 'Confidential'}.get(found, 'Normal')

    def get_Importance(self):
        found = self.message.get('Importance').lower() or \
            {'1': 'high', '2': 'high', '4': 'low', '5': 'low'}.get(self.message.get('X-Priority')[:1])
        return {'high': 'High', 'low': 'Low'}.get(found, 'Normal')

    def get_DateTimeReceived(self):
        return self.item.received

    def get_DateTimeSent(self):
        return self.message.date() or self.item.created

    def get_DateTimeCreated(self):
        return self.item.created

    def get_LastModifiedTime(self):
        return self.item.modified

    def get_LastModifiedName(self):
        return self.item.folder.mailbox.name

    def get_Size(self):
        return self.item.size

    def get_InReplyTo(self):
        return self.message.get('In-Reply-To') or None

    def get_References(self):
        return self.message.get('References') or None

    def get_InternetMessageId(self):
        return self.message.get('Message-ID') or None

    def get_IsDraft(self):
        return self.item.is_draft

    def get_IsRead(self):
        return self.item.is_read

    def get_IsSubmitted(self):
        return False

    get_IsAssociated = get_IsSubmitted

    def get_IsFromMe(self):
        return self.item.folder.mailbox.address.lower() in \
            [address.lower() for _, address in self.get_From()]

    def get_HasAttachments(self):
        return any(not is_inline(part) for part in self.message.attachments) or \
            bool(self.item.attachments)

    def get_IsReadReceiptRequested(self):
        return bool(self.message.get('Disposition-Notification-To'))

    def get_IsDeliveryReceiptRequested(self):
        return bool(self.message.get('Return-Receipt-To'))

    def get_ConversationTopic(self):
        return re.sub(r'^(?:\s*(?:re|fwd?|aw|wg)\s*:)+\s*', '', self.get_Subject() or '', flags=re.I)

    def get_Culture(self):
        return 'en-US'

    def get_Body(self):
        return self.message.text_body()

    get_TextBody = get_Body

    def get_Preview(self):
        return ' '.join(self.get_Body().split())[:SHORT]

    def get_From(self):
        return self.message.addresses('From')[:1] or self.get_Sender()

    def get_Sender(self):
        return self.message.addresses('Sender')[:1] or self.message.addresses('From')[:1]

    def get_ToRecipients(self):
        return self.message.addresses('To')

    def get_CcRecipients(self):
        return self.message.addresses('Cc')

    def get_BccRecipients(self):
        return self.message.addresses('Bcc')

    def get_ReplyTo(self):
        return self.message.addresses('Reply-To')

    def get_DisplayTo(self):
        return '; '.join(name or address for name, address in self.get('message:ToRecipients')) or None

    def get_DisplayCc(self):
        return '; '.join(name or address for name, address in self.get('message:CcRecipients')) or None


def is_inline(part):
    return part.disposition != 'attachment' and bool(part.content_id) and part.kind.startswith('image/')


class Shape:
    """Which properties a client wants, and how."""

    def __init__(self, element, version, table, listing):
        self.version, self.listing = VERSIONS.index(version), listing
        self.base = text_of(element, 't:BaseShape')
        self.body_type = text_of(element, 't:BodyType') or 'Best'
        paths = find(element, 't:AdditionalProperties')
        self.uris, self.indexed, self.extended = {'item:ItemId', 'folder:FolderId'}, [], []
        for path in paths if paths is not None else ():
            self.add_path(path, table)
        for uri, tag, since, how in table:
            if how[0] in {'IdOnly': '', 'Default': 'D', 'AllProperties': 'DA'}[self.base] and \
                    self.knows(since) and uri and not (listing and '!' in how):
                self.uris.add(uri)
        if text_of(element, 't:IncludeMimeContent') in ('true', '1'):
            self.add_uri('item:MimeContent', table)

    def knows(self, since):
        return self.version >= next(number for number, name in enumerate(VERSIONS)
                                    if name.startswith(f'Exchange{since}'))

    def add_path(self, path, table):
        if local_name(path) == 'ExtendedFieldURI':
            self.extended.append((path, property_key(path)))
        elif local_name(path) == 'IndexedFieldURI':
            if path.get('FieldURI') != 'item:InternetMessageHeader' or self.listing:
                raise Failure('ErrorInvalidPropertyRequest', 'Property is not valid for this object type.')
            self.indexed.append(path.get('FieldIndex'))
        else:
            self.add_uri(path.get('FieldURI'), table)

    def add_uri(self, uri, table):
        known = {row[0]: row for row in table}
        group = uri.split(':')[0]
        if uri not in known:
            if (group == 'folder') != (table is FOLDER):
                raise Failure('ErrorInvalidPropertyRequest', f'{uri} is not valid for this object type.')
            return  # it exists, and nothing of ours has it
        if not self.knows(known[uri][2]):
            raise Failure('ErrorInvalidPropertyRequest', f'{uri} is not of the requested version.')
        if self.listing and '!' in known[uri][3]:
            raise Failure('ErrorInvalidPropertyForOperation', f'{uri} is not for this operation.')
        self.uris.add(uri)


class Writer:
    """Writes items and folders into an answer; big contents are put in while it is sent."""

    def __init__(self, exchange, contents):
        self.exchange, self.contents = exchange, contents

    def item(self, parent, item, shape, tag=None):
        values = Values(self.exchange, item)
        element = add(parent, f't:{tag or "Message"}')
        for uri, name, _, _ in ITEM:
            if name == 'ExtendedProperty':
                self.extended(element, shape, values.get_extended)
            elif uri in shape.uris or name == 'InternetMessageHeaders' and shape.indexed:
                if tag != 'Item' or uri.startswith('item:'):
                    self.property(element, uri, name, values, shape)
        return element

    def property(self, element, uri, name, values, shape):
        item = values.item
        special = getattr(self, 'write_' + name, None)
        if special:
            special(element, values, shape)
            return
        value = values.get(uri)
        if name == 'ItemId':
            add(element, 't:ItemId', Id=item.id, ChangeKey=item.change_key)
        elif isinstance(value, list):
            self.mailboxes(element, name, value, shape)
        elif hasattr(value, 'strftime'):
            add(element, f't:{name}', time_text(value))
        elif value is not None:
            add(element, f't:{name}', value[:SHORT] if shape.listing and isinstance(value, str) else value)

    def mailboxes(self, element, name, pairs, shape):
        if not pairs:
            return
        outer = add(element, f't:{name}')
        for display, address in pairs:
            mailbox = add(outer, 't:Mailbox')
            if display or shape.listing:
                add(mailbox, 't:Name', display or address)
            # A listing has only names: addresses take a look-up of each.
            if not shape.listing and address:
                add(mailbox, 't:EmailAddress', address)
                add(mailbox, 't:RoutingType', 'SMTP')
                if shape.knows('2010'):
                    add(mailbox, 't:MailboxType', 'Mailbox' if self.exchange.mailboxes.get(
                        address.lower()) else 'OneOff')

    def extended(self, element, shape, get):
        for path, key in shape.extended:
            value = get(key)
            if value is None:
                continue
            outer = add(element, 't:ExtendedProperty')
            add(outer, 't:ExtendedFieldURI', **dict(path.attrib))
            if isinstance(value, list):
                inner = add(outer, 't:Values')
                for one in value:
                    add(inner, 't:Value', one)
            else:
                add(outer, 't:Value', time_text(value) if hasattr(value, 'strftime') else value)

    def write_MimeContent(self, element, values, _shape):
        add(element, 't:MimeContent', self.contents.of_file(values.item.path), CharacterSet='UTF-8')

    @staticmethod
    def write_ParentFolderId(element, values, _shape):
        folder = values.item.folder
        add(element, 't:ParentFolderId', Id=folder.id, ChangeKey=folder.change_key)

    @staticmethod
    def write_ConversationId(element, values, _shape):
        topic = (values.get_ConversationTopic() or values.item.id).encode().hex()[:40]
        add(element, 't:ConversationId', Id=topic)

    @staticmethod
    def write_Body(element, values, shape):
        if 'item:Body' in values.item.values:
            add(element, 't:Body', values.item.values['item:Body'], BodyType='Text')
            return
        message = values.message
        kind = shape.body_type if shape.body_type != 'Best' else 'HTML' if message.html else 'Text'
        add(element, 't:Body', message.html_body() if kind == 'HTML' else message.text_body(),
            BodyType=kind)

    @staticmethod
    def write_TextBody(element, values, _shape):
        add(element, 't:TextBody', values.get('item:TextBody'), BodyType='Text')

    @staticmethod
    def write_Categories(element, values, _shape):
        if values.get('item:Categories'):
            outer = add(element, 't:Categories')
            for name in values.get('item:Categories'):
                add(outer, 't:String', name)

    @staticmethod
    def write_Flag(element, values, _shape):
        status = values.item.properties.get(FLAG_STATUS)
        add(add(element, 't:Flag'), 't:FlagStatus',
            next(name for name, number in FLAG_STATES.items() if number == status))

    @staticmethod
    def write_InternetMessageHeaders(element, values, shape):
        wanted = [name.lower() for name in shape.indexed]
        headers = [(name, value) for name, value in values.message.headers()
                   if name and ('item:InternetMessageHeaders' in shape.uris or name.lower() in wanted)]
        if headers and values.item.transported:
            outer = add(element, 't:InternetMessageHeaders')
            for name, value in headers:
                add(outer, 't:InternetMessageHeader', value, HeaderName=name)

    def write_Attachments(self, element, values, _shape):
        item = values.item
        parts = list(values.message.attachments) + item.attachments
        outer = add(element, 't:Attachments') if parts else None
        for number, part in enumerate(parts):
            is_item = getattr(part, 'kind', '') == 'message/rfc822'
            one = add(outer, 't:ItemAttachment' if is_item else 't:FileAttachment')
            self.describe_attachment(one, part, f'{item.id}.{number}', item, shape=_shape)

    @staticmethod
    def describe_attachment(element, part, identifier, item, shape=None):
        add(element, 't:AttachmentId', Id=identifier)
        name = part.filename or ('message' if part.kind == 'message/rfc822' else 'ATT00001')
        add(element, 't:Name', name)
        add(element, 't:ContentType', part.kind)
        if part.content_id:
            add(element, 't:ContentId', part.content_id)
        if shape is None or shape.knows('2010'):
            add(element, 't:Size', part.end - part.body)
            add(element, 't:LastModifiedTime', time_text(item.modified))
            add(element, 't:IsInline', is_inline(part))

    @staticmethod
    def write_EffectiveRights(element, _values, _shape):
        rights = add(element, 't:EffectiveRights')
        for name in ('CreateAssociated', 'CreateContents', 'CreateHierarchy', 'Delete', 'Modify', 'Read'):
            add(rights, f't:{name}', True)

    # Folders.

    def folder(self, parent, folder, shape):
        kind = KINDS_OF_FOLDER.get(folder.kind, 'Folder')
        element = add(parent, f't:{kind}')
        values = {
            'FolderClass': folder.kind or None, 'DisplayName': folder.name,
            'TotalCount': len(folder.items),
            'ChildFolderCount': sum(other.parent is folder for other in folder.mailbox.folders.values()),
            'DistinguishedFolderId': folder.distinguished,
            'UnreadCount': sum(not item.is_read for item in folder.items.values()),
        }
        for uri, name, _, _ in FOLDER:
            if name == 'ExtendedProperty':
                self.extended(element, shape, lambda key: folder_property(folder, key))
            elif uri not in shape.uris or name == 'UnreadCount' and kind in (
                    'CalendarFolder', 'ContactsFolder'):
                continue
            elif name == 'FolderId':
                add(element, 't:FolderId', Id=folder.id, ChangeKey=folder.change_key)
            elif name == 'ParentFolderId' and folder.parent:
                add(element, 't:ParentFolderId', Id=folder.parent.id, ChangeKey=folder.parent.change_key)
            elif name == 'EffectiveRights':
                self.write_EffectiveRights(element, None, shape)
            elif values.get(name) is not None:
                add(element, f't:{name}', values[name])


def folder_property(folder, key):
    """PidTagFolderPathFullName has no plain character between its names; PidTagAttributeHidden."""
    if key == (0x66b5, 'String'):
        names, at = [], folder
        while at and at.distinguished not in ('root', 'msgfolderroot'):
            names.insert(0, at.name)
            at = at.parent
        return ''.join('\ufffe' + name for name in names).replace('\ufffe', '\\')
    return False if key == (0x10f4, 'Boolean') else None
