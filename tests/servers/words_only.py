# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""A search engine that finds whole words only, as Gmail does, and its operators as Google documents them
(“Refine searches in Gmail”); what is not documented there is refused."""

import email
import email.header
import email.policy
import re
import unicodedata

from imap_program import Wrong

TOKEN = re.compile(r'\s*(?:(?P<quoted>"[^"]*")|(?P<mark>[(){}-])|(?P<word>[^\s"(){}]+))')
ADDRESSES = {'from': ('From',), 'to': ('To',), 'cc': ('Cc',), 'bcc': ('Bcc',),
             'deliveredto': ('Delivered-To',)}
HAS = {'attachment'}
KNOWN = set(ADDRESSES) | {'subject', 'has', 'list', 'filename', 'rfc822msgid'}


def words(text):
    text = unicodedata.normalize('NFKC', text).casefold()
    return re.findall(r'\w+', text)


def holds(text, wanted):
    """Whether the wanted words stand in the text, one behind the other."""
    have, want = words(text), words(wanted)
    return not want or any(have[at:at + len(want)] == want for at in range(len(have)))


def decoded(value):
    parts = []
    for part, charset in email.header.decode_header(str(value)):
        if isinstance(part, str):
            parts.append(part)
            continue
        try:
            parts.append(part.decode(charset or 'utf-8', 'replace'))
        except LookupError:
            parts.append(part.decode('latin-1'))
    return ' '.join(parts)


class Letter:
    """What the engine has indexed of a message."""

    def __init__(self, raw):
        self.message = email.message_from_bytes(raw, policy=email.policy.compat32)

    def header(self, *names):
        return ' '.join(decoded(value) for name in names for value in self.message.get_all(name, []))

    def parts(self):
        return [part for part in self.message.walk() if not part.is_multipart()]

    def body(self):
        texts = []
        for part in self.parts():
            if part.get_content_maintype() != 'text':
                continue
            try:
                content = part.get_payload(decode=True) or b''
                texts.append(content.decode(part.get_content_charset() or 'utf-8', 'replace'))
            except (LookupError, ValueError):
                pass
        return re.sub(r'<[^>]*>', '', ' '.join(texts))

    def file_names(self):
        return [decoded(name) for name in map(lambda part: part.get_filename(), self.parts()) if name]

    def everything(self):
        return ' '.join([self.header('From', 'To', 'Cc', 'Bcc', 'Subject'), self.body(),
                         *self.file_names()])


def key_finds(letter, key):
    """A text key of SEARCH."""
    name, texts = key[1], [text.decode('utf-8', 'replace') for text in key[2:]]
    if name == 'X-GM-LABELS':
        return False
    if name == 'X-GM-RAW':
        return Query(texts[0]).finds(letter)
    if name == 'HEADER':
        return letter.message.get(texts[0]) is not None and holds(letter.header(texts[0]), texts[1])
    if name == 'BODY':
        return holds(letter.body(), texts[0])
    if name == 'TEXT':
        return holds(letter.everything(), texts[0])
    return holds(letter.header(name.capitalize()), texts[0])


class Query:
    """Terms side by side are AND; OR and {}; - and (); operator:value."""

    def __init__(self, text):
        self.tokens, at = [], 0
        while text[at:].strip():
            match = TOKEN.match(text, at)
            if match is None:
                raise Wrong(f'X-GM-RAW: {text[at:]!r}')
            self.tokens.append(match)
            at = match.end()
        self.test = self.sequence(None)

    def finds(self, letter):
        return self.test(letter)

    def peek(self):
        return self.tokens[0].group(self.tokens[0].lastgroup) if self.tokens else None

    def sequence(self, end):
        """A row of terms, up to a closing bracket; within {} any of them."""
        terms = []
        while self.tokens and self.peek() != end:
            term = self.term()
            if self.peek() == 'OR':
                self.tokens.pop(0)
                other = self.term()
                term = (lambda a, b: lambda letter: a(letter) or b(letter))(term, other)
            terms.append(term)
        if end is not None:
            if not self.tokens:
                raise Wrong(f'X-GM-RAW: no {end}')
            self.tokens.pop(0)
        choose = any if end == '}' else all
        return lambda letter: choose(term(letter) for term in terms)

    def term(self):
        if not self.tokens:
            raise Wrong('X-GM-RAW: a term is missing')
        token = self.tokens.pop(0)
        kind, text = token.lastgroup, token.group(token.lastgroup)
        if text == '-':
            inner = self.term()
            return lambda letter: not inner(letter)
        if text in ('(', '{'):
            return self.sequence(')' if text == '(' else '}')
        if kind == 'quoted':
            return lambda letter: holds(letter.everything(), text[1:-1])
        if kind == 'mark':
            raise Wrong(f'X-GM-RAW: {text}')
        name, colon, value = text.partition(':')
        if not colon:
            return lambda letter: holds(letter.everything(), text)
        if not value and self.tokens and self.tokens[0].lastgroup == 'quoted':
            value = self.tokens.pop(0).group('quoted')[1:-1]
        return self.operator(name.lower(), value)

    def operator(self, name, value):
        if name == 'in' and value == 'anywhere':
            return lambda letter: True
        if name not in KNOWN or not value or (name == 'has' and value not in HAS):
            raise Wrong(f'X-GM-RAW: {name}:{value}')
        if name in ADDRESSES:
            return lambda letter: holds(letter.header(*ADDRESSES[name]), value)
        if name == 'subject':
            return lambda letter: holds(letter.header('Subject'), value)
        if name == 'list':
            return lambda letter: holds(letter.header('List-Id'), value)
        if name == 'rfc822msgid':
            return lambda letter: letter.header('Message-Id').strip().strip('<>') == value
        if name == 'filename':
            return lambda letter: any(holds(file, value) for file in letter.file_names())
        # Pictures in the text do not count there; nor do they say what else does not.
        return lambda letter: any(part.get_filename() and part.get_content_disposition() == 'attachment'
                                  for part in letter.parts())
