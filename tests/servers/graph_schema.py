# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Requests and answers against Microsoft's OpenAPI description, where that is at hand; what may be said of
a message and a folder is known without it, too."""

import copy
import json
import os
import re

try:
    import jsonschema
except ImportError:
    jsonschema = None

MESSAGE = frozenset((
    'id', 'categories', 'changeKey', 'createdDateTime', 'lastModifiedDateTime', 'bccRecipients', 'body',
    'bodyPreview', 'ccRecipients', 'conversationId', 'conversationIndex', 'flag', 'from', 'hasAttachments',
    'importance', 'inferenceClassification', 'internetMessageHeaders', 'internetMessageId',
    'isDeliveryReceiptRequested', 'isDraft', 'isRead', 'isReadReceiptRequested', 'parentFolderId',
    'receivedDateTime', 'replyTo', 'sender', 'sentDateTime', 'subject', 'toRecipients', 'uniqueBody',
    'webLink'))
EXPANDED = frozenset(('attachments', 'extensions', 'multiValueExtendedProperties',
                      'singleValueExtendedProperties'))
FOLDER = frozenset(('id', 'childFolderCount', 'displayName', 'isHidden', 'parentFolderId', 'sizeInBytes',
                    'totalItemCount', 'unreadItemCount'))
VALUES = {'importance': ('low', 'normal', 'high'), 'inferenceClassification': ('focused', 'other')}
FLAGS = ('notFlagged', 'complete', 'flagged')


def find_wrong_message(value):
    """What a client may not say of a message in JSON, or None."""
    for name, one in value.items():
        if name.startswith('@odata.') or '@odata.' in name:
            continue
        if name not in MESSAGE and name not in EXPANDED:
            return f"The property '{name}' does not exist on type 'Microsoft.OutlookServices.Message'."
        if name.endswith('Recipients') or name == 'replyTo':
            if not isinstance(one, list) or not all(is_person(person) for person in one):
                return f'{name} is no collection of recipients'
        if name in ('from', 'sender') and one is not None and not is_person(one):
            return f'{name} is no recipient'
        if name in ('isRead', 'isReadReceiptRequested', 'isDeliveryReceiptRequested') \
                and not isinstance(one, bool):
            return f'{name} is no Edm.Boolean'
        if name in VALUES and str(one).lower() not in VALUES[name]:
            return f'{name} can\'t be {one}'
        if name == 'categories' and (not isinstance(one, list)
                                     or not all(isinstance(word, str) for word in one)):
            return 'categories is no collection of Edm.String'
        if name == 'flag' and (not isinstance(one, dict) or one.get('flagStatus') not in FLAGS):
            return 'flag is no followupFlag'
        if name == 'body' and (not isinstance(one, dict) or str(one.get('contentType', 'text')).lower()
                               not in ('text', 'html')):
            return 'body is no itemBody'
        if name == 'internetMessageHeaders' and not all(
                str(header.get('name', '')).lower().startswith('x-') for header in one):
            return 'internetMessageHeaders: The internet message header name should start with ' \
                   "'x-' or 'X-'."
    return None


def is_person(value):
    return isinstance(value, dict) and set(value) <= {'emailAddress'} and \
        isinstance(value.get('emailAddress'), dict) and \
        set(value['emailAddress']) <= {'name', 'address'} and \
        isinstance(value['emailAddress'].get('address', ''), str)


def to_json_schema(node):
    """OpenAPI 3.0 says `nullable` where JSON Schema has a type of its own."""
    if isinstance(node, list):
        return [to_json_schema(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {name: to_json_schema(value) for name, value in node.items() if name not in ('nullable', 'example')}
    if node.get('nullable') is True:
        return {'anyOf': [made, {'type': 'null'}]}
    return made


class Schema:
    """The description in a file, if there is one."""

    def __init__(self, path):
        self.paths, self.document = [], None
        if not path or not os.path.exists(path) or jsonschema is None:
            return
        with open(path, encoding='utf-8') as file:
            raw = json.load(file)
        self.document = to_json_schema({'components': raw['components']})
        for name, schema in self.document['components']['schemas'].items():
            if name.endswith('-create'):
                # Who makes a thing doesn't know its key.
                schema['required'] = [one for one in schema.get('required', ()) if one != 'id']
        for template, methods in raw['paths'].items():
            pattern = re.sub(r'\\\{.*?\\\}', '[^/]+', re.escape(template))
            self.paths.append((re.compile(pattern, re.IGNORECASE), template.count('{'), methods))
        # What names a thing goes before what takes any.
        self.paths.sort(key=lambda entry: entry[1])

    def find(self, method, path):
        for pattern, _, methods in self.paths:
            if pattern.fullmatch(path) and method.lower() in methods:
                return methods[method.lower()]
        return None

    def find_wrong(self, method, path, kind, value, status='200'):
        """Of a body (kind 'request' or 'answer'), or None."""
        operation = self.find(method, path) if self.document else None
        if operation is None:
            return None
        if kind == 'request':
            place = operation.get('requestBody', {})
        else:
            responses = operation['responses']
            place = responses.get(str(status)) or responses.get('2XX') or responses.get('200') or {}
        content = place.get('content', {}).get('application/json', {}).get('schema')
        if content is None:
            return None
        schema = {**copy.deepcopy(to_json_schema(content)), **self.document}
        errors = jsonschema.Draft7Validator(schema).iter_errors(value)
        return next((f'{"/".join(map(str, error.absolute_path))}: {error.message[:300]}'
                     for error in errors), None)
