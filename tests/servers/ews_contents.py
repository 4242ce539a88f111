# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Contents in base64 that are too big to lie in memory: a request's are put aside while it comes in, an
answer's are put in while it goes out. In the XML a word stands in their place, which is base64, too."""

import base64
import binascii
import os
import re
import secrets
import tempfile

from lxml import etree

from ews_mailbox import Failure

ASIDE = 1 << 20  # a content of so many bytes of base64 is put aside
BLOCK = 3 * 64 * 1024
OPENING = re.compile(rb'<(?:[A-Za-z_][\w.-]*:)?(MimeContent|Content)(?:\s[^<>]*[^<>/]|\s*)>')
TAG_MAX = 1024


class Intake:
    """The body of a request, written to it in pieces."""

    def __init__(self, folder):
        self.folder, self.xml, self.pending = folder, bytearray(), b''
        self.files, self.file, self.rest, self.length = {}, None, b'', 0
        self.word = 'asid' + secrets.token_hex(10)
        self.failure = None

    def write(self, data):
        self.length += len(data)
        self.pending += data
        while self.file is None and self.open_content() or self.file is not None and \
                self.close_content():
            pass
        if self.file is None and not OPENING.search(self.pending):
            self.xml += self.pending[:-TAG_MAX]
            self.pending = self.pending[-TAG_MAX:]

    def open_content(self):
        """Begins to put aside what is certainly big; what ends in sight stays where it is."""
        match = OPENING.search(self.pending)
        if match is None:
            return False
        end = self.pending.find(b'<', match.end())
        if end < 0 and len(self.pending) - match.end() < ASIDE:
            return False
        if 0 <= end < match.end() + ASIDE:
            self.xml += self.pending[:end]
            self.pending = self.pending[end:]
            return True
        self.xml += self.pending[:match.end()]
        self.pending = self.pending[match.end():]
        descriptor, path = tempfile.mkstemp(dir=self.folder)
        self.file, self.rest = os.fdopen(descriptor, 'wb'), b''
        name = f'{self.word}{len(self.files):08}'
        self.files[name] = path
        self.xml += name.encode()
        return True

    def close_content(self):
        end = self.pending.find(b'<')
        content, self.pending = (self.pending, b'') if end < 0 else \
            (self.pending[:end], self.pending[end:])
        data = self.rest + content.translate(None, b' \t\r\n')
        whole = len(data) if end >= 0 else len(data) // 4 * 4
        try:
            self.file.write(base64.b64decode(data[:whole], validate=True))
        except binascii.Error:
            self.failure = Failure('ErrorMimeContentInvalidBase64String', 'The base64 is not valid.')
        self.rest = data[whole:]
        if end < 0:
            return False
        self.file.close()
        self.file = None
        return True

    def finish(self):
        """Now .xml is whole."""
        if self.file is not None:
            self.file.close()
            self.file = None
        self.xml += self.pending
        self.pending = b''
        return self

    def take(self, text):
        """The path of a file with a content of the request, which is the caller's from then on."""
        if self.failure:
            raise self.failure
        name = (text or '').strip()
        if name in self.files:
            return self.files.pop(name)
        try:
            data = base64.b64decode(''.join((text or '').split()), validate=True)
        except binascii.Error as error:
            raise Failure('ErrorMimeContentInvalidBase64String', 'The base64 is not valid.') from error
        descriptor, path = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(descriptor, 'wb') as file:
            file.write(data)
        return path

    def discard(self):
        for path in self.files.values():
            os.unlink(path)


class Contents:
    """What goes out."""

    def __init__(self):
        self.word = 'cont' + secrets.token_hex(10)
        self.sources = []

    def add(self, source):
        self.sources.append(source)
        return f'{self.word}{len(self.sources) - 1:08}'

    def of_file(self, path):
        return self.add(lambda: file_blocks(path))

    def of_part(self, part):
        return self.add(part.blocks)

    def of_range(self, data, start, end):
        return self.add(lambda: (bytes(data[at:min(at + BLOCK, end)]) for at in range(start, end, BLOCK)))

    def pieces(self, root):
        """The whole answer, piece by piece."""
        text = etree.tostring(root, xml_declaration=True, encoding='utf-8')
        parts = re.split(self.word.encode() + rb'(\d{8})', text)
        yield parts[0]
        for number, following in zip(parts[1::2], parts[2::2]):
            yield from encode(self.sources[int(number)]())
            yield following


def file_blocks(path):
    with open(path, 'rb') as file:
        while block := file.read(BLOCK):
            yield block


def encode(blocks):
    rest = b''
    for block in blocks:
        data = rest + block
        whole = len(data) // 3 * 3
        yield base64.b64encode(data[:whole])
        rest = data[whole:]
    yield base64.b64encode(rest)
