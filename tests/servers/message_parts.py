# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""What a message is made of, found where it lies: a body of 200 MB is never copied."""

import base64
import binascii
import email.errors
import email.parser
import email.utils
import html
import mmap
import quopri
import re
from datetime import timezone

MAX_DEPTH = 20
MAX_PARTS = 1000
MAPPED = 1 << 20
BLOCK = 3 * 64 * 1024
HEAD_END = re.compile(rb'\r?\n\r?\n')
# XML 1.0 has no such characters, not even as references.
UNPRINTABLE = re.compile('[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')
WORD = re.compile(r'=\?(?P<charset>[^?\s]+)\?(?P<encoding>[bBqQ])\?(?P<content>[^?\s]*)\?=')
BETWEEN_WORDS = re.compile(r'(?<=\?=)[ \t]+(?==\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=)')
HEADERS = email.parser.BytesHeaderParser()


def clean(text):
    return UNPRINTABLE.sub('', text)


def decode_header(value):
    """Encoded words (RFC 2047) and raw bytes as a reader sees them, on one line."""
    text = re.sub('\r?\n[ \t]*', ' ', decode_text(value.encode('utf-8', 'surrogateescape'), None))
    text = BETWEEN_WORDS.sub('', text)
    return clean(WORD.sub(decode_word, text)).strip()


def decode_word(match):
    charset, encoding, content = match.group('charset', 'encoding', 'content')
    raw = content.encode('utf-8')
    if encoding in 'qQ':
        return decode_text(quopri.decodestring(raw, header=True), charset.split('*')[0].lower())
    return decode_text(b''.join(decode_base64([raw])), charset.split('*')[0].lower())


def decode_text(data, charset):
    if charset in (None, 'us-ascii', 'ascii', 'unknown-8bit'):
        charset = 'utf-8'
    try:
        return data.decode(charset)
    except (LookupError, UnicodeDecodeError, ValueError):
        return data.decode('latin-1')


class Part:
    """A message or a part of one: its head, and where its body lies in the data."""

    def __init__(self, data, start, end, depth=0, count=None):
        self.data, self.start, self.end = data, start, end
        count = count if count is not None else [0]
        count[0] += 1
        self.head, self.body = self.split()
        self.children = []
        if depth < MAX_DEPTH:
            for first, last in self.pieces():
                if count[0] < MAX_PARTS:
                    self.children.append(Part(data, first, last, depth + 1, count))

    def split(self):
        """The head, parsed, and where the body begins."""
        if self.data[self.start:self.start + 1] in (b'\n', b'\r'):
            blank = self.data.find(b'\n', self.start)
            return HEADERS.parsebytes(b''), blank + 1
        match = HEAD_END.search(self.data, self.start, self.end)
        stop = match.start() if match else self.end
        return HEADERS.parsebytes(bytes(self.data[self.start:stop])), match.end() if match else self.end

    def pieces(self):
        """Where the parts of a multipart or the message of a message/rfc822 lie."""
        if self.kind == 'message/rfc822' and self.encoding in ('7bit', '8bit', 'binary', ''):
            return [(self.body, self.end)]
        boundary = self.parameter('boundary') if self.kind.startswith('multipart/') else ''
        if not boundary:
            return []
        line = re.compile(rb'(?:\r?\n|\A)--' + re.escape(boundary.encode('utf-8', 'surrogateescape'))
                          + rb'(--)?[ \t]*(?=\r?\n|\Z)')
        pieces, first = [], None
        for match in line.finditer(self.data, max(self.body - 1, 0), self.end):
            if first is not None:
                pieces.append((first, max(first, match.start())))
            if match.group(1):
                return pieces
            first = self.data.find(b'\n', match.end()) + 1 or self.end
        return pieces + ([(first, self.end)] if first is not None else [])

    @property
    def kind(self):
        return self.head.get_content_type()

    @property
    def encoding(self):
        return str(self.head.get('Content-Transfer-Encoding', '')).strip().lower()

    def parameter(self, name, header='Content-Type'):
        try:
            value = self.head.get_param(name, '', header)
        except (email.errors.MessageError, ValueError, TypeError, IndexError):
            return ''
        return email.utils.collapse_rfc2231_value(value).strip() if value else ''

    @property
    def filename(self):
        return decode_header(self.parameter('filename', 'Content-Disposition') or self.parameter('name'))

    @property
    def disposition(self):
        return str(self.head.get('Content-Disposition', '')).split(';')[0].strip().lower()

    @property
    def content_id(self):
        return clean(str(self.head.get('Content-ID', ''))).strip().strip('<>')

    def blocks(self):
        """The decoded content, piece by piece."""
        raw = (bytes(self.data[at:min(at + BLOCK, self.end)])
               for at in range(self.body, self.end, BLOCK))
        if self.encoding == 'base64':
            yield from decode_base64(raw)
        elif self.encoding == 'quoted-printable':
            yield quopri.decodestring(bytes(self.data[self.body:self.end]))
        else:
            yield from raw

    def text(self):
        """For a text part: what it says."""
        data = b''.join(self.blocks())
        return clean(decode_text(data, self.parameter('charset').lower() or None))

    def leaves(self):
        if not self.children or self.kind == 'message/rfc822':
            yield self
            return
        for child in self.children:
            yield from child.leaves()


def decode_base64(blocks):
    """RFC 2045: what is not of the alphabet is passed over."""
    rest = b''
    for block in blocks:
        rest += re.sub(rb'[^A-Za-z0-9+/]', b'', block)
        whole = len(rest) // 4 * 4
        yield base64.b64decode(rest[:whole])
        rest = rest[whole:]
    if len(rest) > 1:
        yield base64.b64decode(rest + b'=' * (-len(rest) % 4))


class Message:
    """A message in a file, with what a mailbox shows of it."""

    def __init__(self, path):
        with open(path, 'rb') as file:
            size = file.seek(0, 2)
            file.seek(0)
            data = file.read() if size < MAPPED else \
                mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.root = Part(data, 0, size)
        self.size = size
        leaves = list(self.root.leaves())
        self.plain = self.find_body(leaves, 'text/plain')
        self.html = self.find_body(leaves, 'text/html')
        self.attachments = [leaf for leaf in leaves if leaf not in (self.plain, self.html)
                            and (leaf is not self.root or not leaf.kind.startswith('text/'))]

    @staticmethod
    def find_body(leaves, kind):
        for leaf in leaves:
            if leaf.kind == kind and leaf.disposition != 'attachment' and not leaf.filename:
                return leaf
        return None

    def raw(self, *names):
        wanted = [name.lower() for name in names]
        return [value for name, value in self.root.head.raw_items() if name.lower() in wanted]

    def get(self, name):
        return next(map(decode_header, self.raw(name)), '')

    def headers(self):
        return [(clean(name), decode_header(value)) for name, value in self.root.head.raw_items()]

    def addresses(self, *names):
        """(name, address) pairs."""
        lines = [re.sub('\r?\n[ \t]*', ' ', line) for line in self.raw(*names)]
        return [(decode_header(name), decode_header(address))
                for name, address in email.utils.getaddresses(lines) if name or address]

    def date(self):
        try:
            date = email.utils.parsedate_to_datetime(self.get('Date'))
            return (date if date.tzinfo else date.replace(tzinfo=timezone.utc)).astimezone(timezone.utc)
        except (TypeError, ValueError, IndexError, OverflowError):
            return None

    def text_body(self):
        if self.plain:
            return self.plain.text()
        return html_to_text(self.html.text()) if self.html else ''

    def html_body(self):
        if self.html:
            return self.html.text()
        return f'<html><body><pre>{html.escape(self.text_body())}</pre></body></html>'


def html_to_text(text):
    text = re.sub(r'(?is)<(script|style|head)\b.*?</\1\s*>', '', text)
    text = re.sub(r'(?i)<(?:br|/p|/div|/tr|/li|/h\d)\b[^>]*>', '\n', text)
    return clean(html.unescape(re.sub(r'(?s)<!--.*?-->|<[^>]*>', '', text)))
