# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Commands of IMAP as their grammar has them (RFC 3501, section 9), and the search program among them."""

import re

# Search keys by what follows each of them.
PLAIN_KEYS = {'ALL', 'ANSWERED', 'DELETED', 'DRAFT', 'FLAGGED', 'NEW', 'OLD', 'RECENT', 'SEEN',
              'UNANSWERED', 'UNDELETED', 'UNDRAFT', 'UNFLAGGED', 'UNSEEN'}
TEXT_KEYS = {'BCC', 'BODY', 'CC', 'FROM', 'SUBJECT', 'TEXT', 'TO', 'X-GM-RAW', 'X-GM-LABELS'}
DATE_KEYS = {'BEFORE', 'ON', 'SENTBEFORE', 'SENTON', 'SENTSINCE', 'SINCE', 'SAVEDBEFORE', 'SAVEDON',
             'SAVEDSINCE'}
NUMBER_KEYS = {'LARGER', 'SMALLER', 'YOUNGER', 'OLDER', 'MODSEQ'}
ATOM_KEYS = {'KEYWORD', 'UNKEYWORD', 'UID', 'EMAILID', 'THREADID', 'X-GM-MSGID', 'X-GM-THRID'}
# What a server must have said it knows.
EXTENSIONS = {'YOUNGER': 'WITHIN', 'OLDER': 'WITHIN', 'MODSEQ': 'CONDSTORE', 'EMAILID': 'OBJECTID',
              'THREADID': 'OBJECTID', 'SAVEDBEFORE': 'SAVEDATE', 'SAVEDON': 'SAVEDATE',
              'SAVEDSINCE': 'SAVEDATE', 'SAVEDATESUPPORTED': 'SAVEDATE', 'X-GM-RAW': 'X-GM-EXT-1',
              'X-GM-LABELS': 'X-GM-EXT-1', 'X-GM-MSGID': 'X-GM-EXT-1', 'X-GM-THRID': 'X-GM-EXT-1', 'FUZZY': 'SEARCH=FUZZY'}
DATE = re.compile(r'^"?\d{1,2}-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{4}"?$', re.I)
SEQUENCE = re.compile(r'^(\d+|\*)(:(\d+|\*))?(,(\d+|\*)(:(\d+|\*))?)*$')
ATOM = re.compile(rb'[^(){ %*"\\\]\x00-\x1f\x7f-\xff][^(){ "\x00-\x1f\x7f-\xff]*|\*')
QUOTED = re.compile(rb'"((?:[^"\\\r\n]|\\["\\])*)"')
LITERAL = re.compile(rb'\{(\d+)(\+?)\}$')


class Wrong(Exception):
    """Not in the grammar, or of an extension that was not offered."""


class Token:
    """An atom (bytes), a string (`is_string`), or a bracket."""

    def __init__(self, value, is_string=False):
        self.value, self.is_string = value, is_string

    def word(self):
        return '' if self.is_string else self.value.decode('latin-1').upper()


def tokens_of(pieces):
    """@pieces: lines and literals, one after the other."""
    tokens = []
    for index, piece in enumerate(pieces):
        if index % 2:
            tokens.append(Token(piece, True))
            continue
        # Before a literal there is a blank, and behind it.
        piece = LITERAL.sub(b'', piece).removesuffix(b' ') if index + 1 < len(pieces) else piece
        tokens += line_tokens(piece.removeprefix(b' ') if index else piece)
    return tokens


def line_tokens(line):
    tokens, at = [], 0
    while at < len(line):
        quoted = QUOTED.match(line, at)
        atom = ATOM.match(line, at)
        if line[at:at + 1] in b'()':
            tokens.append(Token(line[at:at + 1]))
            at += 1
        elif quoted:
            tokens.append(Token(re.sub(rb'\\(.)', rb'\1', quoted.group(1)), True))
            at = quoted.end()
        elif atom:
            tokens.append(Token(atom.group()))
            at = atom.end()
        else:
            raise Wrong(f'column {at}: {line[at:at + 20]!r}')
        if line[at:at + 1] == b' ' and at + 1 < len(line):
            at += 1
        elif at < len(line) and line[at:at + 1] not in b'()' and line[at - 1:at] != b'(':
            raise Wrong(f'column {at}: no blank before {line[at:at + 20]!r}')
    return tokens


class Program:
    """A search program: a tree of ('AND'|'OR'|'NOT', children…) and ('KEY', name, arguments…)."""

    def __init__(self, tokens, offered):
        self.tokens, self.offered, self.depth = list(tokens), offered, 0
        self.tree = ('AND', *self.keys(0, None))

    def next(self, what):
        if not self.tokens:
            raise Wrong(f'{what} is missing')
        return self.tokens.pop(0)

    def keys(self, depth, end):
        self.depth = max(self.depth, depth)
        keys = []
        while self.tokens and self.tokens[0].word() != end:
            keys.append(self.key(depth))
        if end is not None:
            self.next(end)
        if not keys:
            raise Wrong('no search key')
        return keys

    def key(self, depth):
        token = self.next('a search key')
        word = token.word()
        if word == '(':
            return ('AND', *self.keys(depth + 1, ')'))
        if word == 'NOT':
            return ('NOT', self.key(depth + 1))
        if word == 'OR':
            return ('OR', self.key(depth + 1), self.key(depth + 1))
        if token.is_string or not word:
            raise Wrong(f'{token.value!r} is no search key')
        if word in EXTENSIONS and EXTENSIONS[word] not in self.offered:
            raise Wrong(f'{word} was not offered')
        return ('KEY', word, *self.arguments(word))

    def arguments(self, word):
        if word in PLAIN_KEYS or word == 'SAVEDATESUPPORTED':
            return ()
        if word in TEXT_KEYS:
            return (self.text(word),)
        if word == 'HEADER':
            return (self.text(word), self.text(word))
        if SEQUENCE.match(word):
            return ()
        argument = self.next(f'what belongs to {word}').value.decode('latin-1')
        good = {True: True}.get(
            (word in DATE_KEYS and bool(DATE.match(argument)))
            or (word in NUMBER_KEYS and argument.isdigit())
            or (word == 'UID' and bool(SEQUENCE.match(argument)))
            or word in ATOM_KEYS - {'UID'})
        if not good:
            raise Wrong(f'{word} {argument}')
        return (argument,)

    def text(self, word):
        token = self.next(f'the text of {word}')
        if token.word() in ('(', ')'):
            raise Wrong(f'the text of {word} is missing')
        return token.value

    def texts(self):
        return [part for key in leaves(self.tree) for part in key[2:] if isinstance(part, bytes)]


def leaves(tree):
    if tree[0] == 'KEY':
        return [tree]
    return [leaf for child in tree[1:] for leaf in leaves(child)]


def write(tree, translate):
    """The program again; @translate may say a key in other words."""
    if tree[0] == 'KEY':
        return translate(tree)
    children = [write(child, translate) for child in tree[1:]]
    if tree[0] == 'AND':
        return b'(' + b' '.join(children) + b')'
    return tree[0].encode() + b' ' + b' '.join(children)


def write_key(key):
    """As it was; texts as literals that wait for nobody (RFC 7888)."""
    words = [key[1].encode()]
    for part in key[2:]:
        words.append(b'{%d+}\r\n%s' % (len(part), part) if isinstance(part, bytes)
                     else part.encode('latin-1'))
    return b' '.join(words)
