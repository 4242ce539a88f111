# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Messages and folders as answers show them."""

import re

import graph_schema
from graph_errors import GraphError

# What an answer has without having been asked for it.
SHOWN = graph_schema.MESSAGE - {'internetMessageHeaders', 'uniqueBody'}
# MAPI's message size counts its properties, of which there are more than MIME has.
OVERHEAD = 1024
EXTENDED = re.compile(r"id eq '([^']+)'")


def normalize_property(name):
    """Of a MAPI property's name, as Graph writes it back: Integer 0xe08."""
    kind, _, rest = name.partition(' ')
    if re.fullmatch('0[xX][0-9A-Fa-f]+', rest):
        return f'{kind} {int(rest, 16):#x}'
    return name


def get_extended(row, name):
    """The value of a MAPI property as a string, or None."""
    data, name = row['data'], normalize_property(name)
    known = {
        'Integer 0xe08': lambda: row['size'] + OVERHEAD,
        'Integer 0xe07': lambda: int(data['isRead']) | 8 * data['isDraft'] | 16 * data['hasAttachments'],
        'Integer 0x1081': lambda: data.get('_verb'),
        'Integer 0x1090': lambda: {'flagged': 2, 'complete': 1}.get(data['flag']['flagStatus']),
        'String 0x7d': lambda: ''.join(f'{one["name"]}: {one["value"]}\r\n'
                                       for one in data['internetMessageHeaders']),
        'String 0x1035': lambda: data['internetMessageId'], 'String 0x37': lambda: data['subject']}
    value = known[name]() if name in known else data.get('_mapi', {}).get(name)
    return None if value is None else str(value)


def split_commas(text):
    """At those that are in no parentheses."""
    parts, depth = [''], 0
    for character in text:
        depth += {'(': 1, ')': -1}.get(character, 0)
        if character == ',' and depth == 0:
            parts.append('')
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def read_select(text, known, expanded=()):
    """The set of names of a $select, or None."""
    if not text:
        return None
    names = set()
    for name in (part.strip() for part in text.split(',')):
        match = next((one for one in (*known, *expanded) if one.lower() == name.lower()), None)
        if match is None:
            raise GraphError(400, 'RequestBroker--ParseUri', f"Could not find a property named '{name}' on "
                             "type 'Microsoft.OutlookServices.Message'.")
        names.add(match)
    return names


def read_expand(text):
    """{navigation property: its own options}"""
    found = {}
    for part in split_commas(text or ''):
        match = re.fullmatch(r'(\w+)(?:\((.*)\))?', part, re.DOTALL)
        if match is None or match[1] not in graph_schema.EXPANDED:
            raise GraphError(400, 'BadRequest', f'Parsing OData Select and Expand failed: {part}')
        found[match[1]] = match[2] or ''
        if match[1].endswith('ExtendedProperties') and not EXTENDED.findall(found[match[1]]):
            raise GraphError(400, 'ErrorInvalidProperty', 'Expand on extended properties needs a $filter')
    return found


class Shaper:
    """What one request wants to see: @prefer is what its Prefer headers say."""

    def __init__(self, url, query, prefer):
        self.url = url
        self.select = read_select(query.get('$select'), graph_schema.MESSAGE, graph_schema.EXPANDED)
        self.expand = read_expand(query.get('$expand'))
        self.is_immutable = prefer.get('idtype', '').lower() == 'immutableid'
        self.is_text = prefer.get('outlook.body-content-type', '').lower() == 'text'

    def identify(self, row):
        return row['immutable' if self.is_immutable else 'id']

    def view(self, row):
        """Every property that there is, for showing and for filtering."""
        data = row['data']
        body = {'contentType': 'text', 'content': data['_text']} if self.is_text else \
            {'contentType': 'html', 'content': data['_html']}
        return {**data, 'id': self.identify(row), 'parentFolderId': row['folder'], 'body': body,
                'uniqueBody': body, 'changeKey': row['key'], '_size': row['size'],
                '_extended': lambda name: get_extended(row, name),
                'webLink': f'https://outlook.office365.com/owa/?ItemID={row["id"]}'
                           '&exvsurl=1&viewmodel=ReadMessageItem'}

    def show(self, row):
        view = self.view(row)
        names = SHOWN if self.select is None else self.select | {'id'}
        shown = {'@odata.etag': f'W/"{row["key"]}"'}
        shown.update((name, view[name]) for name in sorted(names) if name in view)
        for name, options in self.expand.items():
            shown[name] = self.show_expanded(row, name, options)
            if shown[name] == [] and name.endswith('Properties'):
                del shown[name]
        return shown

    def show_expanded(self, row, name, options):
        if name == 'attachments':
            return row['data']['_attachments']
        if name != 'singleValueExtendedProperties':
            return []
        found = []
        for one in EXTENDED.findall(options):
            value = get_extended(row, one)
            if value is not None:
                found.append({'id': normalize_property(one), 'value': value})
        return found


def show_folder(store, row, select=None):
    total, unread = store.count(row['id'])
    children = store.one('SELECT count(*) AS number FROM folders WHERE parent=? AND hidden=0', row['id'])
    shown = {'id': row['id'], 'displayName': row['name'], 'parentFolderId': row['parent'] or row['id'],
             'childFolderCount': children['number'], 'unreadItemCount': unread, 'totalItemCount': total,
             'sizeInBytes': store.one('SELECT coalesce(sum(size), 0) AS size FROM messages WHERE folder=?',
                                      row['id'])['size'], 'isHidden': bool(row['hidden'])}
    return shown if select is None else {name: shown[name] for name in shown if name in select | {'id'}}
