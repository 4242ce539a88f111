# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Which items a Restriction of FindItem finds, and in which order SortOrder puts them."""

import unicodedata
from datetime import datetime, timezone

from ews_mailbox import Failure
from ews_properties import BY_URI, Values, folder_property, property_key
from ews_xml import find, local_name

# What the store has no index or view of.
NOT_SEARCHABLE = {'item:MimeContent', 'item:InternetMessageHeaders', 'item:EffectiveRights', 'item:Flag',
                  'item:TextBody', 'item:Preview', 'item:ItemId', 'item:ParentFolderId', 'item:Culture',
                  'item:ConversationId', 'message:ReplyTo', 'message:ToRecipients',
                  'message:CcRecipients', 'message:BccRecipients', 'item:Attachments'}
NOT_SORTABLE = NOT_SEARCHABLE | {'item:Body'}
TIMES = {'item:DateTimeReceived', 'item:DateTimeSent', 'item:DateTimeCreated', 'item:LastModifiedTime'}
NUMBERS = {'item:Size', 'folder:TotalCount', 'folder:ChildFolderCount', 'folder:UnreadCount'}
BOOLEANS = {'item:HasAttachments', 'item:IsDraft', 'item:IsFromMe', 'item:IsSubmitted', 'message:IsRead',
            'item:IsAssociated', 'message:IsReadReceiptRequested',
            'message:IsDeliveryReceiptRequested'}
MAX_TERMS = 255
COMPARISONS = {
    'IsEqualTo': lambda one, other: one == other, 'IsNotEqualTo': lambda one, other: one != other,
    'IsGreaterThan': lambda one, other: one > other,
    'IsGreaterThanOrEqualTo': lambda one, other: one >= other,
    'IsLessThan': lambda one, other: one < other,
    'IsLessThanOrEqualTo': lambda one, other: one <= other,
}


class FolderValues:
    def __init__(self, folder):
        self.folder = folder

    def get(self, uri):
        folder = self.folder
        return {'DisplayName': folder.name, 'FolderClass': folder.kind, 'TotalCount': len(folder.items),
                'UnreadCount': sum(not item.is_read for item in folder.items.values()),
                'ChildFolderCount': sum(other.parent is folder
                                        for other in folder.mailbox.folders.values())}.get(uri[7:])

    def get_extended(self, key):
        return folder_property(self.folder, key)


class Restriction:
    """An expression, checked when it is made: what can't be searched is an error, not an empty answer."""

    def __init__(self, exchange, element):
        self.exchange, self.expression = exchange, element[0]
        self.terms = 0
        self.check(self.expression)

    def check(self, element):
        self.terms += 1
        if self.terms > MAX_TERMS:
            raise Failure('ErrorRestrictionTooComplex', 'The restriction is too complex.')
        name = local_name(element)
        if name in ('And', 'Or', 'Not'):
            for child in element:
                self.check(child)
            return
        path = element[0]
        kind = self.kind_of(path)
        if name == 'Contains' and kind not in ('text', 'list'):
            raise Failure('ErrorContainsFilterWrongType', 'The Contains filter works on text only.')
        if name in COMPARISONS:
            other = element[1][0]
            if local_name(other) == 'Constant':
                self.constant(other, kind)
            else:
                self.kind_of(other)

    @staticmethod
    def kind_of(path):
        if local_name(path) == 'ExtendedFieldURI':
            property_key(path)
            kind = path.get('PropertyType')
            return {'Integer': 'number', 'Long': 'number', 'Short': 'number', 'Boolean': 'boolean',
                    'SystemTime': 'time', 'StringArray': 'list'}.get(kind, 'text')
        uri = path.get('FieldURI')
        if local_name(path) == 'IndexedFieldURI' or uri in NOT_SEARCHABLE or uri not in BY_URI:
            raise Failure('ErrorUnsupportedPathForQuery',
                          'The property can not be used with this type of restriction.')
        return 'time' if uri in TIMES else 'number' if uri in NUMBERS else \
            'boolean' if uri in BOOLEANS else 'list' if uri == 'item:Categories' else 'text'

    @staticmethod
    def constant(element, kind):
        value = element.get('Value')
        try:
            if kind == 'number':
                return int(value)
            if kind == 'boolean':
                return {'true': True, '1': True, 'false': False, '0': False}[value.lower()]
            if kind == 'time':
                moment = datetime.fromisoformat(value.replace('Z', '+00:00'))
                return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        except (ValueError, KeyError) as error:
            raise Failure('ErrorInvalidValueForProperty', f'{value!r} is no {kind}.') from error
        return value

    def matches(self, thing):
        values = FolderValues(thing) if hasattr(thing, 'items') else Values(self.exchange, thing)
        return self.evaluate(self.expression, values)

    def evaluate(self, element, values):
        name = local_name(element)
        if name == 'And':
            return all(self.evaluate(child, values) for child in element)
        if name == 'Or':
            return any(self.evaluate(child, values) for child in element)
        if name == 'Not':
            return not self.evaluate(element[0], values)
        found = self.operand(element[0], values)
        if name == 'Exists':
            return any(value is not None for value in found)
        if name == 'Excludes':
            mask = int(find(element, 't:Bitmask').get('Value'), 0)
            return any(value is not None and not int(value) & mask for value in found)
        if name == 'Contains':
            return any(contains(str(value), element) for value in found if value is not None)
        return self.compare(name, element, found, values)

    def compare(self, name, element, found, values):
        """What is not there is neither more nor less than anything, and not equal to it."""
        kind, other = self.kind_of(element[0]), element[1][0]
        wanted = [self.constant(other, kind)] if local_name(other) == 'Constant' else \
            self.operand(other, values)
        found = [fold(value) if kind == 'text' and isinstance(value, str) else value
                 for value in found if value is not None]
        wanted = [fold(value) if isinstance(value, str) else value for value in wanted
                  if value is not None]
        if name == 'IsNotEqualTo':
            return not any(one == other for one in found for other in wanted)
        compare = COMPARISONS[name]
        return any(compare(coerce(one, other), other) for one in found for other in wanted)

    @staticmethod
    def operand(path, values):
        """All that a property is worth: of an address the name and the address."""
        value = values.get_extended(property_key(path)) \
            if local_name(path) == 'ExtendedFieldURI' else values.get(path.get('FieldURI'))
        if not isinstance(value, list):
            return [value]
        return [text for one in value for text in (one if isinstance(one, tuple) else (one,)) if text]


def coerce(value, like):
    return int(value) if isinstance(like, int) and isinstance(value, str) else value


def fold(text, accents=False):
    text = unicodedata.normalize('NFKD' if accents else 'NFC', text)
    if accents:
        text = ''.join(character for character in text if not unicodedata.combining(character))
    return text.casefold()


def contains(text, element):
    mode = element.get('ContainmentMode') or 'FullString'
    comparison = element.get('ContainmentComparison') or 'Exact'
    wanted = find(element, 't:Constant').get('Value')
    if comparison != 'Exact':
        accents = comparison not in ('IgnoreCase',)
        text, wanted = fold(text, accents), fold(wanted, accents)
    if mode == 'FullString':
        return text == wanted
    if mode == 'Prefixed':
        return text.startswith(wanted)
    if mode == 'Substring':
        return wanted in text
    words = text.split()
    if mode == 'PrefixOnWords':
        return any(word.startswith(wanted) for word in words)
    return f' {" ".join(wanted.split())} ' in f' {" ".join(words)} '


def sort(exchange, items, order):
    """In place, as SortOrder says; the order of arrival decides between equals."""
    for field in reversed(list(order)):
        path = field[0]
        if local_name(path) == 'IndexedFieldURI' or path.get('FieldURI') in NOT_SORTABLE:
            raise Failure('ErrorUnsupportedPathForSortGroup', 'The property can not be sorted by.')
        kind = Restriction.kind_of(path)

        def key(item, path=path, kind=kind):
            found = [value for value in Restriction.operand(path, Values(exchange, item))
                     if value is not None]
            return (bool(found), fold(str(found[0])) if found and kind in ('text', 'list')
                    else coerce(found[0], 0 if kind == 'number' else '') if found else 0)

        items.sort(key=key, reverse=field.get('Order') == 'Descending')

