# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""JSON Web Tokens (RFC 7515, 7519), made and checked with openssl."""

import base64
import binascii
import hashlib
import json
import subprocess
import tempfile

PADDING = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest']
ALGORITHMS = {'RS256': [], 'PS256': PADDING}


class Malformed(Exception):
    """It is no token, or nobody we know has signed it."""


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def decode(text):
    try:
        if '=' in text or '+' in text or '/' in text:
            raise Malformed('not base64url')
        return base64.b64decode(text + '=' * (-len(text) % 4), altchars=b'-_', validate=True)
    except binascii.Error as error:
        raise Malformed('not base64url') from error


def openssl(*arguments, data=None):
    return subprocess.run(['openssl', *arguments], input=data, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False)


def sign(claims, key, kid):
    head = '.'.join(encode(json.dumps(part).encode())
                    for part in ({'alg': 'RS256', 'typ': 'JWT', 'kid': kid}, claims))
    signature = openssl('dgst', '-sha256', '-sign', key, data=head.encode()).stdout
    return f'{head}.{encode(signature)}'


def split(token):
    """(header, claims); nothing is checked but the form."""
    parts = token.split('.')
    if len(parts) != 3:
        raise Malformed('not three parts')
    try:
        header, claims = (json.loads(decode(part)) for part in parts[:2])
    except ValueError as error:
        raise Malformed('not JSON') from error
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise Malformed('not objects')
    decode(parts[2])
    return header, claims


def is_signed_by(token, public_key):
    """Whether a public key (a PEM file) verifies it."""
    header, _ = split(token)
    if header.get('alg') not in ALGORITHMS:
        return False
    head, _, signature = token.rpartition('.')
    with tempfile.NamedTemporaryFile() as file:
        file.write(decode(signature))
        file.flush()
        return openssl('dgst', '-sha256', *ALGORITHMS[header['alg']], '-verify', public_key,
                       '-signature', file.name, data=head.encode()).returncode == 0


def thumbprints(certificate):
    """(x5t, x5t#S256) of a certificate (a PEM file)."""
    der = openssl('x509', '-in', certificate, '-outform', 'DER').stdout
    return encode(hashlib.sha1(der).digest()), encode(hashlib.sha256(der).digest())


def make_jwk(public_key, kid):
    """RFC 7517; the modulus is what openssl prints of it."""
    text = openssl('rsa', '-pubin', '-in', public_key, '-noout', '-modulus').stdout.decode()
    modulus = bytes.fromhex(text.strip().partition('=')[2])
    return {'kty': 'RSA', 'use': 'sig', 'alg': 'RS256', 'kid': kid, 'n': encode(modulus),
            'e': encode(b'\x01\x00\x01')}
