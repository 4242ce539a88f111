# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""What the OAuth server knows, a JSON file each below its property STORE, so that its commands change it
and the other servers of the tests check access tokens without asking over the network:

    claims = oauth_tokens.check(store, token, ('https://graph.microsoft.com',))

The names of files are digests: no token can be read off a directory.
"""

import hashlib
import json
import os
import time


class Refused(Exception):
    """Its text is what a WWW-Authenticate header may say (RFC 6750, section 3.1)."""


class Store:
    def __init__(self, path):
        self.path = path

    def place(self, kind, key):
        return f'{self.path}/{kind}/{hashlib.sha256(key.encode()).hexdigest()}'

    def put(self, kind, key, value):
        os.makedirs(f'{self.path}/{kind}', exist_ok=True)
        path = self.place(kind, key)
        with open(f'{path}.new', 'w', encoding='utf-8') as file:
            json.dump(value, file)
        os.replace(f'{path}.new', path)

    def get(self, kind, key):
        """The value, or None."""
        try:
            with open(self.place(kind, key), encoding='utf-8') as file:
                return json.load(file)
        except FileNotFoundError:
            return None

    def take(self, kind, key):
        """The value, which is gone then; or None."""
        value = self.get(kind, key)
        self.remove(kind, key)
        return value

    def remove(self, kind, key):
        try:
            os.unlink(self.place(kind, key))
        except FileNotFoundError:
            pass

    def remove_where(self, kind, condition):
        """Returns how many there were."""
        count = 0
        folder = f'{self.path}/{kind}'
        for name in os.listdir(folder) if os.path.isdir(folder) else []:
            with open(f'{folder}/{name}', encoding='utf-8') as file:
                if condition(json.load(file)):
                    os.unlink(f'{folder}/{name}')
                    count += 1
        return count


def check(path, token, audiences=()):
    """The claims of an access token that is good for one of these audiences (none: for any).

    `upn` is the user's address, or, where `idtyp` is 'app', it is missing; `scp` (separated by spaces)
    and `roles` (a list) say what is allowed."""
    claims = Store(path).get('access', token) if token else None
    if claims is None:
        raise Refused('invalid_token: unknown, or revoked')
    if claims['exp'] <= time.time():
        raise Refused('invalid_token: expired')
    if audiences and claims['aud'] not in audiences:
        raise Refused(f'invalid_token: audience {claims["aud"]}')
    return claims
