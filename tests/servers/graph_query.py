# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""The query options of OData as Outlook's part of Graph takes them: $filter, $orderby, $search, $select,
$expand, $top, $skip, $count; what it refuses is refused."""

import re
from datetime import datetime

from graph_errors import GraphError

TOKEN = re.compile(r"\s*(?:(?P<string>'(?:[^']|'')*')|(?P<time>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)|"
                   r"\d{4}-\d\d-\d\d)|(?P<number>-?\d+)|(?P<word>[A-Za-z_][\w./]*)|(?P<mark>[(),:]))")
FUNCTIONS = {'contains': lambda a, b: b in a, 'startswith': lambda a, b: a.startswith(b),
             'endswith': lambda a, b: a.endswith(b)}
COMPARE = {'eq': lambda a, b: a == b, 'ne': lambda a, b: a != b, 'gt': lambda a, b: a > b,
           'ge': lambda a, b: a >= b, 'lt': lambda a, b: a < b, 'le': lambda a, b: a <= b}
TIMES = ('receivedDateTime', 'sentDateTime', 'createdDateTime', 'lastModifiedDateTime')
STRINGS = ('subject', 'bodyPreview', 'internetMessageId', 'conversationId', 'parentFolderId', 'id',
           'importance', 'inferenceClassification', 'flag/flagStatus', 'from/emailAddress/address',
           'from/emailAddress/name', 'sender/emailAddress/address', 'sender/emailAddress/name',
           'body/content')
BOOLEANS = ('isRead', 'isDraft', 'hasAttachments', 'isReadReceiptRequested')
# Exchange can't look for those.
REFUSED = ('toRecipients', 'ccRecipients', 'bccRecipients', 'replyTo', 'attachments',
           'internetMessageHeaders', 'uniqueBody')
COLLECTIONS = ('categories',)
ORDER = (*TIMES, 'subject', 'from/emailAddress/address', 'from/emailAddress/name', 'importance', 'isRead',
         'hasAttachments')
SEARCHED = {'subject': ('subject',), 'from': ('from',), 'to': ('toRecipients',), 'cc': ('ccRecipients',),
            'bcc': ('bccRecipients',), 'recipients': ('toRecipients', 'ccRecipients', 'bccRecipients'),
            'participants': ('from', 'toRecipients', 'ccRecipients', 'bccRecipients'), 'body': ('_text',),
            'attachment': ('_attachments',)}
SEARCH_TERM = re.compile(r'\s*(?:(?P<mark>[()])|(?P<op>AND|OR|NOT)(?=[\s(])|(?:(?P<name>[A-Za-z]+)'
                         r'(?P<how>[:<>=]{1,2}))?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s()"]+)))')
TOP_MAX, SEARCH_MAX = 1000, 1000


def refuse_filter(text):
    raise GraphError(400, 'ErrorInvalidUrlQueryFilter', text)


def get_path(value, path):
    for name in path.split('/'):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def fold(value):
    return value.lower() if isinstance(value, str) else value


class Filter:
    """A parsed $filter: `paths` are the properties in their order, `matches` says of one message."""

    def __init__(self, text):
        self.tokens, self.paths = self.split(text), []
        self.matches = self.read_or()
        if self.tokens:
            raise GraphError(400, 'BadRequest', f'Syntax error at {self.tokens[0][1]!r} in $filter')

    @staticmethod
    def split(text):
        tokens, place = [], 0
        text = text.strip()
        while place < len(text):
            match = TOKEN.match(text, place)
            if match is None:
                raise GraphError(400, 'BadRequest', f'Syntax error at position {place} in {text!r}.')
            tokens.append((match.lastgroup, match[match.lastgroup]))
            place = match.end()
        return tokens

    def peek(self):
        return self.tokens[0] if self.tokens else (None, None)

    def take(self, wanted=None):
        kind, text = self.tokens.pop(0) if self.tokens else (None, None)
        if kind is None or wanted not in (None, text):
            raise GraphError(400, 'BadRequest', f'Syntax error: {text!r} in $filter')
        return kind, text

    def read_or(self):
        left = self.read_and()
        while self.peek() == ('word', 'or'):
            self.take()
            left = (lambda one, other: lambda m: one(m) or other(m))(left, self.read_and())
        return left

    def read_and(self):
        left = self.read_not()
        while self.peek() == ('word', 'and'):
            self.take()
            left = (lambda one, other: lambda m: one(m) and other(m))(left, self.read_not())
        return left

    def read_not(self):
        if self.peek() == ('word', 'not'):
            self.take()
            inner = self.read_not()
            return lambda m: not inner(m)
        if self.peek() == ('mark', '('):
            self.take()
            inner = self.read_or()
            self.take(')')
            return inner
        return self.read_term()

    def read_term(self):
        kind, word = self.take()
        if kind != 'word':
            raise GraphError(400, 'BadRequest', f'Syntax error: {word!r} in $filter')
        if word.lower() in FUNCTIONS and self.peek() == ('mark', '('):
            return self.read_function(word.lower())
        if word.endswith('/any') or word.endswith('/Any'):
            return self.read_any(word[:-4])
        operator = self.take()[1]
        if operator not in COMPARE:
            raise GraphError(400, 'BadRequest', f'Unrecognized operator {operator!r} in $filter')
        return self.compare(word, operator, self.take())

    def read_function(self, name):
        self.take('(')
        path = self.take()[1]
        self.check(path, STRINGS)
        self.take(',')
        kind, text = self.take()
        self.take(')')
        if kind != 'string':
            raise GraphError(400, 'BadRequest', f'{name} takes a string')
        value = unquote(text).lower()
        if self.peek()[1] in ('eq', 'ne'):
            operator = self.take()[1]
            wanted = (self.take()[1] == 'true') == (operator == 'eq')
        else:
            wanted = True
        return lambda m: FUNCTIONS[name](fold(get_path(m, path) or ''), value) == wanted

    def read_any(self, name):
        if name in REFUSED:
            refuse_filter('The query filter contains one or more invalid nodes.')
        self.take('(')
        variable = self.take()[1]
        self.take(':')
        if name == 'singleValueExtendedProperties':
            return self.read_extended(variable)
        if name not in COLLECTIONS:
            raise GraphError(400, 'BadRequest', f"Could not find a property named '{name}'")
        self.paths.append(name)
        self.take(variable)
        operator = self.take()[1]
        value = unquote(self.take()[1]).lower()
        self.take(')')
        if operator != 'eq':
            refuse_filter('The query filter contains one or more invalid nodes.')
        return lambda m: any(fold(one) == value for one in m[name])

    def read_extended(self, variable):
        """(ep: ep/id eq '…' and ep/value eq '…')"""
        self.take(f'{variable}/id')
        self.take('eq')
        name = unquote(self.take()[1])
        self.take('and')
        kind, word = self.take()
        if word.lower() == 'cast':
            self.take('(')
            word = self.take()[1]
            self.take(',')
            self.take()
            self.take(')')
        operator = self.take()[1]
        value = self.take()
        self.take(')')
        value = unquote(value[1]) if value[0] == 'string' else value[1]
        self.paths.append('singleValueExtendedProperties')

        def matches(message):
            found = message['_extended'](name)
            if found is not None and found.lstrip('-').isdigit() and value.lstrip('-').isdigit():
                return COMPARE[operator](int(found), int(value))
            return found is not None and COMPARE[operator](fold(found), value.lower())

        return matches if kind == 'word' and word == f'{variable}/value' else refuse_filter('node')

    def check(self, path, known):
        first = path.partition('/')[0]
        if first in REFUSED:
            refuse_filter('The query filter contains one or more invalid nodes.')
        if path not in known:
            raise GraphError(400, 'BadRequest', f"Could not find a property named '{path}' on type "
                             "'Microsoft.OutlookServices.Message'.")
        self.paths.append(path)

    def compare(self, path, operator, token):
        kind, text = token
        self.check(path, (*TIMES, *STRINGS, *BOOLEANS))
        if path in TIMES:
            if kind != 'time':
                raise GraphError(400, 'BadRequest', f'{path} is compared to {text!r}')
            value = text if 'T' in text else f'{text}T00:00:00Z'
            return lambda m: COMPARE[operator](seconds(m[path]), seconds(value))
        if path in BOOLEANS:
            if text not in ('true', 'false') or operator not in ('eq', 'ne'):
                raise GraphError(400, 'BadRequest', f'{path} is compared to {text!r}')
            return lambda m: COMPARE[operator](bool(m[path]), text == 'true')
        if kind != 'string' and text != 'null':
            raise GraphError(400, 'BadRequest', 'A binary operator with incompatible types was detected.')
        if kind != 'string':
            return lambda m: COMPARE[operator](get_path(m, path), None)
        value = unquote(text).lower()
        return lambda m: get_path(m, path) is not None \
            and COMPARE[operator](fold(get_path(m, path)), value)


def unquote(text):
    return text[1:-1].replace("''", "'") if text.startswith("'") else text


def seconds(text):
    """Comparable; Graph's own times have no fraction."""
    try:
        return datetime.fromisoformat(re.sub(r'(\.\d{6})\d+', r'\1', text).replace('Z', '+00:00'))
    except ValueError as error:
        raise GraphError(400, 'BadRequest', f'The time {text!r} is none') from error


def read_order(text, the_filter):
    """[(path, descending)]; what is sorted by has to be filtered by, first and in this order."""
    order = []
    for part in text.split(','):
        words = part.split()
        if not words or words[0] not in ORDER or words[1:] not in ([], ['asc'], ['desc']):
            raise GraphError(400, 'BadRequest', f'$orderby={text} is not supported')
        order.append((words[0], words[1:] == ['desc']))
    paths = list(dict.fromkeys(the_filter.paths)) if the_filter else None
    if paths is not None and paths[:len(order)] != [path for path, _ in order]:
        raise GraphError(400, 'InefficientFilter',
                         'The restriction or sort order is too complex for this operation.')
    return order


def sort(messages, order):
    for path, is_descending in reversed(order):
        messages.sort(key=lambda m, p=path: (get_path(m, p) is not None, fold(get_path(m, p))),
                      reverse=is_descending)


# $search: Keyword Query Language, in which words are looked for, not parts of such.

def words_of(text):
    return re.findall(r'\w+', text.lower())


def has_phrase(text, phrase):
    """Whether words stand there in a row; the last one may be the beginning of one, with a star."""
    wanted, found = words_of(phrase), words_of(text)
    is_prefix = phrase.endswith('*')

    def stands(place):
        part = found[place:place + len(wanted)]
        if len(part) < len(wanted) or part[:-1] != wanted[:-1]:
            return False
        return part[-1].startswith(wanted[-1]) if is_prefix else part[-1] == wanted[-1]

    return bool(wanted) and any(stands(place) for place in range(len(found)))


def texts_of(message, name):
    value = message.get(name)
    if name == '_attachments':
        return [one['name'] for one in value]
    if isinstance(value, dict):
        value = [value]
    if isinstance(value, list):
        return [f'{one["emailAddress"]["name"]} {one["emailAddress"]["address"]}' for one in value]
    return [value or '']


class Search:
    """A parsed $search."""

    def __init__(self, text):
        text = text.strip()
        if len(text) < 2 or text[0] != '"' or text[-1] != '"':
            raise GraphError(400, 'BadRequest', f'Syntax error: character \'{text[:1]}\' is not valid at '
                             f'position 0 in \'{text}\'.')
        self.tokens = self.split(text[1:-1].replace('\\"', '"'))
        self.matches = self.read_or()

    @staticmethod
    def split(text):
        tokens, place = [], 0
        text = text.strip()
        while place < len(text):
            match = SEARCH_TERM.match(text, place)
            if match is None:
                raise GraphError(400, 'BadRequest', f'Syntax error in $search at {text[place:]!r}')
            tokens.append(match)
            place = match.end()
        if not tokens:
            raise GraphError(400, 'BadRequest', 'An empty $search')
        return tokens

    def peek(self, group, text):
        return bool(self.tokens) and self.tokens[0][group] == text

    def read_or(self):
        left = self.read_and()
        while self.peek('op', 'OR'):
            self.tokens.pop(0)
            left = (lambda one, other: lambda m: one(m) or other(m))(left, self.read_and())
        return left

    def read_and(self):
        left = self.read_one()
        while self.tokens and not self.peek('op', 'OR') and not self.peek('mark', ')'):
            if self.peek('op', 'AND'):
                self.tokens.pop(0)
            left = (lambda one, other: lambda m: one(m) and other(m))(left, self.read_one())
        return left

    def read_one(self):
        if self.peek('op', 'NOT'):
            self.tokens.pop(0)
            inner = self.read_one()
            return lambda m: not inner(m)
        if self.peek('mark', '('):
            self.tokens.pop(0)
            inner = self.read_or()
            if not self.peek('mark', ')'):
                raise GraphError(400, 'BadRequest', 'An open parenthesis in $search')
            self.tokens.pop(0)
            return inner
        if not self.tokens:
            raise GraphError(400, 'BadRequest', '$search ends too early')
        return self.make_term(self.tokens.pop(0))

    @staticmethod
    def make_term(token):
        phrase = token['phrase'] if token['phrase'] is not None else token['word']
        name = (token['name'] or '').lower()
        if name in ('received', 'sent', 'size'):
            return make_range(name, token['how'], phrase)
        if name == 'hasattachment':
            return lambda m: m['hasAttachments'] == (phrase.lower() in ('true', '1', 'yes'))
        if name == 'importance':
            return lambda m: m['importance'] == phrase.lower()
        if name and name not in SEARCHED:
            # As for text with a colon in it.
            phrase, name = f'{token["name"]} {phrase}', ''
        fields = SEARCHED[name] if name else ('from', 'subject', '_text')
        return lambda m: any(has_phrase(text, phrase) for field in fields for text in texts_of(m, field))


def make_range(name, how, text):
    operator = {':': 'eq', '=': 'eq', '>': 'gt', '>=': 'ge', '<': 'lt', '<=': 'le'}.get(how)
    if operator is None:
        raise GraphError(400, 'BadRequest', f'Syntax error in $search at {how}')
    if name == 'size':
        return lambda m: COMPARE[operator](m['_size'], int(text))
    path = f'{name}DateTime'
    return lambda m: COMPARE[operator](m[path][:len(text)], text)
