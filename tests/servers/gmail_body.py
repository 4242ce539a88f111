# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""BODYSTRUCTURE and the sections of a message (RFC 3501, sections 6.4.5 and 7.4.2), as Python's email
package understands it."""

import email
import email.policy
import re

PARAMETER = re.compile(r';\s*([^=;\s]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;\s]*)')
SECTION = re.compile(r'BODY(?:\.PEEK)?\[([^\]]*)\](?:<(\d+)\.(\d+)>)?$', re.I)


def quote(text):
    if text is None:
        return b'NIL'
    raw = text.encode('utf-8', 'surrogateescape')
    if re.search(rb'[\x00\r\n\x80-\xff]', raw):
        return b'{%d}\r\n%s' % (len(raw), raw)
    return b'"' + re.sub(rb'(["\\])', rb'\\\1', raw) + b'"'


def split(raw):
    """(header with its empty line, body)"""
    end = re.search(rb'\r\n\r\n', raw)
    return (raw[:end.end()], raw[end.end():]) if end else (raw, b'')


def parameters(part, header):
    """As they stand there: what RFC 2231 makes of them is the client's affair."""
    pairs = []
    for match in PARAMETER.finditer(str(part.get(header, ''))):
        value = match.group(2)
        pairs.append((match.group(1), re.sub(r'\\(.)', r'\1', value[1:-1]) if value[:1] == '"' else value))
    if not pairs:
        return b'NIL'
    return b'(' + b' '.join(quote(name) + b' ' + quote(str(value)) for name, value in pairs) + b')'


def disposition(part):
    kind = part.get_content_disposition()
    if not kind:
        return b'NIL'
    return b'(' + quote(kind) + b' ' + parameters(part, 'Content-Disposition') + b')'


def structure(part):
    kind, sub = part.get_content_maintype(), part.get_content_subtype()
    if part.is_multipart() and kind == 'multipart':
        return b'(' + b''.join(structure(child) for child in part.get_payload()) + b' ' + quote(sub) + \
            b' ' + parameters(part, 'Content-Type') + b' ' + disposition(part) + b' NIL)'
    body = content(part)
    words = [quote(kind), quote(sub), parameters(part, 'Content-Type'), quote(part['Content-ID']),
             quote(part['Content-Description']), quote(part.get('Content-Transfer-Encoding', '7bit')),
             b'%d' % len(body)]
    if kind == 'text':
        words.append(b'%d' % body.count(b'\n'))
    return b'(' + b' '.join([*words, b'NIL', disposition(part), b'NIL']) + b')'


def content(part):
    if part.is_multipart():
        return b''.join(child.as_bytes(policy=email.policy.SMTP) for child in part.get_payload())
    payload = part.get_payload()
    return re.sub(rb'\r?\n', b'\r\n', payload.encode('utf-8', 'surrogateescape'))


def parse(raw):
    return email.message_from_bytes(raw, policy=email.policy.compat32)


def find(raw, section):
    """The bytes of a section; None for what is not there."""
    head, body = split(raw)
    upper = section.upper()
    if not section:
        return raw
    if upper == 'HEADER':
        return head
    if upper == 'TEXT':
        return body
    fields = re.match(r'HEADER\.FIELDS \(([^)]*)\)$', upper)
    if fields:
        wanted = {name.encode() for name in fields.group(1).replace('"', '').split()}
        lines = re.findall(rb'(?:[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*)', head)
        return b''.join(line for line in lines if line.split(b':')[0].strip().upper() in wanted) + b'\r\n'
    if not re.match(r'\d+(\.\d+)*$', section):
        return None
    part = parse(raw)
    for number in map(int, section.split('.')):
        children = part.get_payload() if part.is_multipart() else [part]
        if not 1 <= number <= len(children):
            return None
        part = children[number - 1]
    return content(part)
