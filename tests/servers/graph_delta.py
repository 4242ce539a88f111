# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Delta queries: rounds of pages, each of which ends in a token that knows where the next one begins, and
what the first request asked for. A token is good until its generation is over."""

import base64
import binascii
import hashlib
import hmac
import json
import re

import graph_query
from graph_errors import GraphError

FILTER = re.compile(r'receivedDateTime (ge|gt) (\S+)')
FILTERED_MAX = 5000


class Tokens:
    """Opaque, and nobody else's."""

    def __init__(self, store):
        self.store = store
        if store.get_fact('token-key') is None:
            store.set_fact('token-key', store.new_key())
        self.key = store.get_fact('token-key').encode()

    def write(self, value):
        text = json.dumps({**value, 'generation': self.store.get_fact('generation', 1)}).encode()
        mark = hmac.new(self.key, text, hashlib.sha256).digest()[:12]
        return base64.urlsafe_b64encode(mark + text).decode().rstrip('=')

    def read(self, text, place):
        try:
            raw = base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))
        except binascii.Error as error:
            raise self.invalid() from error
        mark, data = raw[:12], raw[12:]
        if not hmac.compare_digest(mark, hmac.new(self.key, data, hashlib.sha256).digest()[:12]):
            raise self.invalid()
        value = json.loads(data)
        if value['place'] != place:
            raise self.invalid()
        if value['generation'] != self.store.get_fact('generation', 1):
            code = self.store.get_fact('lost-code', 'syncStateNotFound')
            raise GraphError(410, code, 'The sync state generation is not found; generation='
                             f'{value["generation"]};')
        return value

    @staticmethod
    def invalid():
        return GraphError(400, 'ErrorInvalidSyncStateData', 'Badly formed token.')


def begin(query, place, store, page):
    """The state of a first request for messages."""
    for name in ('$search', '$skip', '$count'):
        if name in query:
            raise GraphError(400, 'ErrorInvalidUrlQuery', f'The following parameters are not supported with '
                             f"change tracking over the 'Messages' resource: '{name}'.")
    since = None
    if '$filter' in query:
        match = FILTER.fullmatch(query['$filter'].strip())
        if match is None:
            raise GraphError(400, 'ErrorInvalidUrlQueryFilter', 'Unsupported $filter for change tracking')
        since = [match[1], match[2]]
    if query.get('$orderby', 'receivedDateTime desc').strip() not in ('receivedDateTime desc',
                                                                      'receivedDateTime'):
        raise GraphError(400, 'ErrorInvalidUrlQuery', 'Unsupported $orderby for change tracking')
    kind = query.get('changeType')
    if kind not in (None, 'created', 'updated', 'deleted'):
        raise GraphError(400, 'BadRequest', f'changeType {kind}')
    return {'place': place, 'select': query.get('$select'), 'expand': query.get('$expand'),
            'since': since, 'kind': kind, 'page': page, 'from': None, 'to': store.last_change(),
            'index': 0}


def list_first(store, user, folder, state):
    """What there is: of a folder that changes between the pages, the rest comes in the next round."""
    rows = store.list(user, folder)
    if state['since']:
        compare = graph_query.COMPARE[state['since'][0]]
        limit = graph_query.seconds(state['since'][1])
        rows = [row for row in rows if compare(graph_query.seconds(row['received']), limit)][:FILTERED_MAX]
    if state.get('after'):
        received, immutable = state['after']
        rows = [row for row in rows if row['received'] < received
                or row['received'] == received and row['immutable'] > immutable]
    if state['kind'] == 'deleted':
        return []
    return [('whole', row['immutable'], row['id'], row['received']) for row in rows]


def list_changes(store, user, folder, state):
    """Each item once, with what is left of what happened to it; without a @folder, of folders."""
    # A client must be prepared for replays: then each change is told in two rounds.
    start = state.get('before', state['from']) if store.get_fact('replays') else state['from']
    entries = store.all('SELECT * FROM log WHERE user=? AND folder=? AND seq>? AND seq<=? ORDER BY seq',
                        user, folder, start, state['to'])
    found = {}
    for entry in entries:
        kinds, identifiers = found.setdefault(entry['item'], ([], []))
        kinds.append(entry['kind'])
        identifiers.append(entry['id'])
    changes = []
    for item, (kinds, identifiers) in found.items():
        if kinds[-1] == 'removed':
            kind = 'removed'
        else:
            kind = 'read' if set(kinds) == {'read'} else 'whole'
        if state['kind'] and state['kind'] != {'removed': 'deleted'}.get(
                kind, 'created' if 'created' in kinds else 'updated'):
            continue
        changes.append((kind, item, identifiers[-1], None))
    return changes


def turn_page(changes, state):
    """(those of this page, the state of the next one, whether there is more in this round)"""
    if state['from'] is None:
        page, rest = changes[:state['page']], changes[state['page']:]
        following = {**state, 'after': [page[-1][3], page[-1][1]]} if page else state
    else:
        end = state['index'] + state['page']
        page, rest = changes[state['index']:end], changes[end:]
        following = {**state, 'index': end}
    if rest:
        return page, following, True
    before = {} if state['from'] is None else {'before': state['from']}
    return page, {**state, **before, 'from': state['to'], 'to': None, 'after': None, 'index': 0}, False
