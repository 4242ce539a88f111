# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Where it is tested that each key of a connection does what it says: a test that fails when the key
is ignored. A key that nothing reads yet has the reason instead, and must not be read."""

import re
import xml.etree.ElementTree

SCHEMAS = 'data/org.tocsin.connection.gschema.xml'
ROOT = 'org.tocsin.connection'

UNIT, NET = 'tests/unit/net/', 'tests/protocol/net/'
IMAP4, SETTINGS = 'tests/protocol/imap4/', 'tests/unit/settings/'

TESTS = {
    'protocol': SETTINGS + 'config.c',
    'name': SETTINGS + 'config.c',
    'address': UNIT + 'endpoint.c',
    'port': UNIT + 'endpoint.c',
    'timeout': NET + 'tls.c',
    'protocol-timeout': NET + 'line-stream-time.c',
    'ip-version': UNIT + 'endpoint.c',
    'endpoint': 'tests/unit/plugins/gmail.c',
    'local-address': UNIT + 'dialer.c',
    'local-port': UNIT + 'dialer.c',
    'code-page': IMAP4 + 'settings.c',
    'authserv-id': IMAP4 + 'settings.c',
    'transcript': 'tests/unit/engine/transcript-folder.c',
    'transcript-tls': NET + 'tls-log.c',
    'identify': IMAP4 + 'settings.c',
    'description': UNIT + 'endpoint.c',
    'authentication.method': IMAP4 + 'taxonomy-sign-in.c',
    'authentication.mechanisms': IMAP4 + 'quirks-session.c',
    'authentication.username': IMAP4 + 'quirks-session.c',
    'authentication.password': IMAP4 + 'play.c',
    'authentication.authorization-identity': IMAP4 + 'settings.c',
    'authentication.mailbox': 'tests/protocol/attacks/errors.c',
    'authentication.access': 'tests/unit/ews/store/settings.c',
    'authentication.bearer-token': UNIT + 'access-token.c',
    'authentication.oauth2-grant': UNIT + 'access-token.c',
    'authentication.oauth2-provider': UNIT + 'oauth2/token-broker.c',
    'authentication.client-id': UNIT + 'oauth2/token-broker.c',
    'authentication.client-secret': UNIT + 'oauth2/token-broker.c',
    'authentication.tenant-id': UNIT + 'oauth2/token-broker.c',
    'authentication.authority': UNIT + 'oauth2/token-broker.c',
    'authentication.scope': UNIT + 'oauth2/token-broker.c',
    'authentication.refresh-token': UNIT + 'oauth2/token-broker.c',
    'authentication.service-account-key': UNIT + 'oauth2/token-broker.c',
    'authentication.token-expiry-margin': UNIT + 'oauth2/token-broker.c',
    'encryption.mode': UNIT + 'endpoint.c',
    'encryption.allow-cleartext': UNIT + 'sasl-choice.c',
    'encryption.versions': NET + 'tls-levels.c',
    'encryption.level': NET + 'tls-levels.c',
    'encryption.priority': NET + 'tls-levels.c',
    'encryption.verify': NET + 'tls-certificates.c',
    'encryption.pinned-certificate': NET + 'tls-certificates.c',
    'encryption.ca-file': NET + 'tls-certificates.c',
    'encryption.revocation': NET + 'tls-staples.c',
    'encryption.crl-file': NET + 'tls-certificates.c',
    'encryption.min-strength': NET + 'tls-levels.c',
    'encryption.client-certificate': NET + 'tls-identity.c',
    'encryption.client-key': NET + 'tls-identity.c',
    'encryption.session-resumption': NET + 'tls.c',
    'encryption.server-name': NET + 'tls-certificates.c',
    'proxy.type': NET + 'proxy-socks.c',
    'proxy.address': NET + 'proxy-play.c',
    'proxy.port': NET + 'proxy-play.c',
    'proxy.use-credentials': NET + 'proxy-http.c',
    'proxy.domain': NET + 'proxy-http.c',
    'proxy.username': NET + 'proxy-http.c',
    'proxy.password': NET + 'proxy-http.c',
    'proxy.exceptions': NET + 'proxy-system.c',
    'proxy.headers': NET + 'proxy-http.c',
    'limits.pool-size': UNIT + 'session-pool.c',
    'limits.check-idle-time': UNIT + 'session-pool.c',
    'limits.command-timeout': NET + 'line-stream-time.c',
    'limits.linger': IMAP4 + 'settings.c',
    'limits.max-idle-time': UNIT + 'session-pool.c',
    'limits.keep-alive-time': UNIT + 'dialer.c',
    'limits.keep-alive-interval': UNIT + 'dialer.c',
    'limits.max-transfer-rate': NET + 'line-stream-time.c',
    'limits.max-message-size': IMAP4 + 'settings.c',
    'limits.max-line-length': NET + 'line-stream.c',
}

NOT_READ = {}


def list_keys(house):
    """The dotted names of all keys."""
    schemas = xml.etree.ElementTree.fromstring(house.text(SCHEMAS))
    for schema in schemas.iter('schema'):
        group = schema.get('id')[len(ROOT):].lstrip('.')
        for key in schema.iter('key'):
            yield f'{group}.{key.get("name")}' if group else key.get('name')


def is_read(house, key):
    call = re.compile(r'tocsin_snapshot_(get|has)_\w+ \([^;]*"' + re.escape(key) + '"')
    return any(call.search(house.text(path)) for path in house.ending('.c')
               if path.startswith(('core/', 'plugins/')))


def find_untested(house):
    """What is wrong with the table above."""
    if SCHEMAS not in house.files:
        return
    keys = set(list_keys(house))
    for key in sorted(keys - set(TESTS) - set(NOT_READ)):
        yield f'{SCHEMAS}: {key}: no test shows that it does what it says (tests/layers/keys.py)'
    for key in sorted((set(TESTS) | set(NOT_READ)) - keys):
        yield f'tests/layers/keys.py: {key}: there is no such key'
    for key, path in TESTS.items():
        if path not in house.files or f'{key}=' not in house.text(path):
            yield f'tests/layers/keys.py: {key}: {path} does not set it'
    for key in NOT_READ:
        if is_read(house, key):
            yield f'tests/layers/keys.py: {key}: is read, so it needs a test'
