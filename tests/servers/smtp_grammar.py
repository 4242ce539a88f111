# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""SMTP's commands as their grammars have them (RFC 5321, section 4.1; RFC 1870, 3030, 3461, 4954, 6152,
6531, 8689), and what the text of a message must be. Whoever does otherwise gets Wrong."""

import re

ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-" + '\u0080-\U0010ffff]+'
QUOTED = r'"(?:[\x20\x21\x23-\x5b\x5d-\x7e' + '\u0080-\U0010ffff' + r']|\\[\x20-\x7e])*"'
LABEL = '[A-Za-z0-9\u0080-\U0010ffff](?:[A-Za-z0-9\\-\u0080-\U0010ffff]*[A-Za-z0-9\u0080-\U0010ffff])?'
LITERAL = r'\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9A-Fa-f:.]+|[A-Za-z0-9\-]*[A-Za-z0-9]:[\x21-\x5a\x5e-\x7e]+)\]'
DOMAIN = rf'(?:{LABEL}(?:\.{LABEL})*|{LITERAL})'
MAILBOX = re.compile(rf'(?P<local>{ATEXT}(?:\.{ATEXT})*|{QUOTED})@(?P<domain>{DOMAIN})')
HOST = re.compile(DOMAIN)
PARAMETER = re.compile(r'([A-Za-z0-9][A-Za-z0-9\-]*)(?:=([\x21-\x3c\x3e-\x7e]+))?')
XTEXT = re.compile(r'(?:[\x21-\x2a\x2c-\x3c\x3e-\x7e]|\+[0-9A-F]{2})*')
ORCPT = re.compile(r'([A-Za-z0-9\-]+);(.+)')
LOCAL_OCTETS, DOMAIN_OCTETS, PATH_OCTETS = 64, 255, 256
ENVID_OCTETS, ORCPT_OCTETS = 100, 500
TEXT_LINE_OCTETS = 1000  # with CRLF

# The parameters of MAIL and of RCPT: which extension has them.
MAIL_PARAMETERS = {'SIZE': 'SIZE', 'BODY': '8BITMIME', 'SMTPUTF8': 'SMTPUTF8', 'RET': 'DSN',
                   'ENVID': 'DSN', 'AUTH': 'AUTH', 'REQUIRETLS': 'REQUIRETLS'}
RCPT_PARAMETERS = {'NOTIFY': 'DSN', 'ORCPT': 'DSN'}
WITHOUT_VALUE = ('SMTPUTF8', 'REQUIRETLS')


class Wrong(Exception):
    """What no client may say: the answer to it."""

    def __init__(self, answer, why):
        super().__init__(why)
        self.answer = answer


class Path:
    """What is in the angle brackets of MAIL or RCPT, and what is behind them."""

    def __init__(self, address, parameters):
        self.address, self.parameters = address, parameters


def read_path(line, word, known, offered):
    """@line: all behind the verb and its blank. @known: parameters; @offered: extensions."""
    if not line.upper().startswith(word + ':<'):
        raise Wrong('501 5.5.4 Syntax', f'no {word}:< at the start of {line!r}')
    rest = line[len(word) + 1:]
    end = end_of_path(rest)
    if end < 0:
        raise Wrong('501 5.5.2 Syntax', f'no end of the path in {line!r}')
    behind = rest[end + 1:]
    if behind and not behind.startswith(' '):
        raise Wrong('501 5.5.4 Syntax', f'{behind!r} behind the path')
    parameters = read_parameters(behind[1:], known, offered) if behind else {}
    return Path(rest[1:end], parameters)


def end_of_path(text):
    """Where the `>` is that is in no quotes."""
    quoted, skip = False, False
    for at, letter in enumerate(text):
        if skip:
            skip = False
        elif letter == '\\' and quoted:
            skip = True
        elif letter == '"':
            quoted = not quoted
        elif letter == '>' and not quoted:
            return at
    return -1


def read_parameters(text, known, offered):
    parameters = {}
    for word in text.split(' '):
        match = PARAMETER.fullmatch(word)
        if match is None:
            raise Wrong('501 5.5.4 Syntax', f'parameter {word!r}')
        name, value = match[1].upper(), match[2]
        if known.get(name) not in offered:
            raise Wrong('555 5.5.4 No such parameter', f'parameter {name}, which was not offered')
        if name in parameters or (value is None) != (name in WITHOUT_VALUE):
            raise Wrong('501 5.5.4 Syntax', f'parameter {word!r} twice, or (not) with a value')
        parameters[name] = value
    return parameters


def check_mailbox(address, utf8):
    if not utf8 and not address.isascii():
        raise Wrong('553 5.6.7 Not without SMTPUTF8', f'{address!r} without SMTPUTF8')
    match = MAILBOX.fullmatch(address)
    if match is None:
        raise Wrong('501 5.1.3 Syntax of the address', f'address {address!r}')
    for text, limit in ((match['local'], LOCAL_OCTETS), (match['domain'], DOMAIN_OCTETS),
                        (address, PATH_OCTETS - 2)):
        if len(text.encode()) > limit:
            raise Wrong('501 5.1.3 Too long', f'{text!r} has more than {limit} octets')


def check_mail(path, offered, is_tls):
    parameters = path.parameters
    if path.address:
        check_mailbox(path.address, 'SMTPUTF8' in parameters)
    if 'SIZE' in parameters and not re.fullmatch(r'\d{1,20}', parameters['SIZE']):
        raise Wrong('501 5.5.4 SIZE', f'SIZE={parameters["SIZE"]}')
    body = parameters.get('BODY', '7BIT').upper()
    if body not in ('7BIT', '8BITMIME') and not (body == 'BINARYMIME' and 'BINARYMIME' in offered):
        raise Wrong('501 5.5.4 BODY', f'BODY={body}')
    if parameters.get('RET', 'FULL').upper() not in ('FULL', 'HDRS'):
        raise Wrong('501 5.5.4 RET', f'RET={parameters["RET"]}')
    check_xtext('ENVID', parameters.get('ENVID', ''), ENVID_OCTETS)
    if parameters.get('AUTH', '<>') != '<>':
        check_xtext('AUTH', parameters['AUTH'], ORCPT_OCTETS)
    if 'REQUIRETLS' in parameters and not is_tls:
        raise Wrong('530 5.7.10 REQUIRETLS needs TLS', 'REQUIRETLS without TLS')


def check_rcpt(path, utf8):
    if path.address.lower() != 'postmaster':
        check_mailbox(path.address, utf8)
    notify = path.parameters.get('NOTIFY', 'NEVER').upper().split(',')
    if notify != ['NEVER'] and (len(set(notify)) != len(notify) or
                                not set(notify) <= {'SUCCESS', 'FAILURE', 'DELAY'}):
        raise Wrong('501 5.5.4 NOTIFY', f'NOTIFY={path.parameters["NOTIFY"]}')
    if 'ORCPT' in path.parameters:
        match = ORCPT.fullmatch(path.parameters['ORCPT'])
        if match is None:
            raise Wrong('501 5.5.4 ORCPT', f'ORCPT={path.parameters["ORCPT"]}')
        check_xtext('ORCPT', match[2], ORCPT_OCTETS)


def check_xtext(name, text, limit):
    if len(text) > limit or not XTEXT.fullmatch(text):
        raise Wrong(f'501 5.5.4 {name}', f'{name}={text} is no xtext of {limit} octets at most')


def check_host(name, verb):
    if not HOST.fullmatch(name) or not name.isascii() or len(name) > DOMAIN_OCTETS:
        raise Wrong('501 5.5.4 Who are you?', f'{verb} {name!r} is no domain and no address literal')


def check_content(content, parameters):
    """@content: the message as it is, without what transparency added."""
    if parameters.get('BODY', '').upper() == 'BINARYMIME':
        return
    without_ends = content.replace(b'\r\n', b'')
    for octet, name in ((b'\r', 'CR'), (b'\n', 'LF'), (b'\0', 'NUL')):
        if octet in without_ends:
            raise Wrong('554 5.6.0 No such octet in a message', f'bare {name} in the message')
    if max(map(len, content.split(b'\r\n'))) + 2 > TEXT_LINE_OCTETS:
        raise Wrong('554 5.6.0 Line too long', f'a line of more than {TEXT_LINE_OCTETS} octets')
    header, _, body = content.partition(b'\r\n\r\n')
    if not header.isascii() and 'SMTPUTF8' not in parameters:
        raise Wrong('554 5.6.7 Not without SMTPUTF8', 'eight bits in the header without SMTPUTF8')
    if not body.isascii() and parameters.get('BODY', '').upper() != '8BITMIME':
        raise Wrong('554 5.6.3 Not without BODY=8BITMIME', 'eight bits in the body without 8BITMIME')


def read_stuffed(text):
    """What came behind 354, the last line's dot left out: without the dots of transparency."""
    lines = text.split(b'\r\n')
    for line in lines:
        if line.startswith(b'.') and not line.startswith(b'..'):
            raise Wrong('554 5.6.0 A dot is missing', f'a line with one dot in front: {line[:40]!r}')
    return b'\r\n'.join(line[1:] if line.startswith(b'.') else line for line in lines)
