# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""A server's side of NTLM (MS-NLMP), version 2 only: of the users of one directory, by whichever name
Windows knows them, DOMAIN\\user or user@domain."""

import hashlib
import hmac
import os
import struct
import time

SIGNATURE = b'NTLMSSP\0'
NEGOTIATE, CHALLENGE, AUTHENTICATE = 1, 2, 3
# Unicode, target, NTLM, always sign, a domain, extended session security, target information, 128 bits.
FLAGS = 0x1 | 0x4 | 0x200 | 0x8000 | 0x10000 | 0x80000 | 0x800000 | 0x20000000
# What is given back if the client wants it: sign, seal, key exchange, 56 bits.
MIRRORED = 0x10 | 0x20 | 0x40000000 | 0x80000000
COMPUTER_NAME, DOMAIN_NAME, DNS_COMPUTER, DNS_DOMAIN, TIMESTAMP = 1, 2, 3, 4, 7
EPOCH = 11644473600  # seconds from 1601 to 1970


class Refused(Exception):
    """It is no NTLM, or no good."""


def kind_of(message):
    if not message.startswith(SIGNATURE) or len(message) < 32:
        raise Refused
    return struct.unpack_from('<I', message, 8)[0]


def pair(kind, value):
    return struct.pack('<HH', kind, len(value)) + value


def make_challenge(message, domain, dns_domain):
    """(the answer to a first message, the eight bytes that were asked)."""
    flags = FLAGS | struct.unpack_from('<I', message, 12)[0] & MIRRORED
    nonce, target = os.urandom(8), domain.encode('utf-16-le')
    moment = struct.pack('<Q', int((time.time() + EPOCH) * 10_000_000))
    info = pair(DOMAIN_NAME, target) + pair(COMPUTER_NAME, 'EXCHANGE'.encode('utf-16-le')) + \
        pair(DNS_DOMAIN, dns_domain.encode('utf-16-le')) + \
        pair(DNS_COMPUTER, f'exchange.{dns_domain}'.encode('utf-16-le')) + \
        pair(TIMESTAMP, moment) + pair(0, b'')
    head = 56
    return (SIGNATURE + struct.pack('<IHHII', CHALLENGE, len(target), len(target), head, flags) + nonce
            + bytes(8) + struct.pack('<HHI', len(info), len(info), head + len(target))
            + struct.pack('<BBHBBBB', 10, 0, 17763, 0, 0, 0, 15) + target + info), nonce


def read_field(message, at):
    length, _, offset = struct.unpack_from('<HHI', message, at)
    if offset + length > len(message):
        raise Refused
    return message[offset:offset + length]


def check_answer(message, nonce, password):
    """(domain, user) of a last message, if its proof is that of this password."""
    if len(message) < 64:
        raise Refused
    response = read_field(message, 20)
    domain, user = (read_field(message, at).decode('utf-16-le') for at in (28, 36))
    key = hmac.new(md4(password.encode('utf-16-le')), (user.upper() + domain).encode('utf-16-le'),
                   hashlib.md5).digest()
    proof = hmac.new(key, nonce + response[16:], hashlib.md5).digest()
    if len(response) < 44 or not hmac.compare_digest(proof, response[:16]):
        raise Refused
    return domain, user


def md4(data):
    """RFC 1320; OpenSSL does no longer have it."""
    mask = 0xffffffff
    state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
    data = data + b'\x80' + bytes(-(len(data) + 9) % 64) + struct.pack('<Q', 8 * len(data))
    rounds = (
        (lambda x, y, z: x & y | ~x & z, 0, range(16), (3, 7, 11, 19)),
        (lambda x, y, z: x & y | x & z | y & z, 0x5a827999,
         [4 * (number % 4) + number // 4 for number in range(16)], (3, 5, 9, 13)),
        (lambda x, y, z: x ^ y ^ z, 0x6ed9eba1,
         (0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15), (3, 9, 11, 15)))
    for start in range(0, len(data), 64):
        words, (a, b, c, d) = struct.unpack_from('<16I', data, start), state
        for mix, constant, order, shifts in rounds:
            for step, index in enumerate(order):
                value = (a + mix(b, c, d) + words[index] + constant) & mask
                shift = shifts[step % 4]
                a, b, c, d = d, (value << shift | value >> 32 - shift) & mask, b, c
        state = [(one + other) & mask for one, other in zip(state, (a, b, c, d))]
    return struct.pack('<4I', *state)
