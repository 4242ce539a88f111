# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Access tokens (JWT, RFC 7519) that a server checks by itself, signed with a key made now."""

import base64
import json
import os
import subprocess
import time

SCOPE = 'mail'


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def run_openssl(*arguments, data=None):
    return subprocess.run(['openssl', *arguments], check=True, input=data, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def make_key(directory):
    """A key, and its public half where Dovecot looks for it."""
    keys = os.path.join(directory, 'keys', 'default', 'RS256')
    os.makedirs(keys)
    for name in ('token', 'wrong'):
        run_openssl('genrsa', '-out', f'{directory}/{name}.key', '2048')
    run_openssl('rsa', '-in', f'{directory}/token.key', '-pubout', '-out', f'{keys}/default')


def make(directory, user, lifetime, scope=SCOPE, key='token'):
    now = int(time.time())
    # What is over began before it ended.
    issued = min(now, now + lifetime) - 60
    claims = {'iss': 'tocsin', 'sub': user, 'email': user, 'scope': scope, 'iat': issued,
              'nbf': issued, 'exp': now + lifetime}
    head = '.'.join(encode(json.dumps(part).encode())
                    for part in ({'alg': 'RS256', 'typ': 'JWT'}, claims))
    signature = run_openssl('dgst', '-sha256', '-sign', f'{directory}/{key}.key',
                            data=head.encode())
    return f'{head}.{encode(signature)}'
