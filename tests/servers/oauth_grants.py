# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""The token endpoint: who asks, and what for."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
import urllib.parse

import oauth_jwt
from oauth_dialects import SERVICE_LIFETIME, Refusal

FORM = 'application/x-www-form-urlencoded'
ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
SKEW = 300
GRANTS = {'authorization_code': 'take_code', 'refresh_token': 'take_refresh',
          'client_credentials': 'take_client',
          'urn:ietf:params:oauth:grant-type:device_code': 'take_device',
          'urn:ietf:params:oauth:grant-type:jwt-bearer': 'take_assertion'}


def read_form(request):
    """The parameters of a body, each of which may stand there once (RFC 6749, section 3.2)."""
    if request.method != 'POST' or request.content_type() != FORM:
        raise Refusal('invalid_request', f'AADSTS900561: The endpoint only accepts POST of {FORM}.')
    try:
        pairs = urllib.parse.parse_qsl(request.body.decode('ascii'), keep_blank_values=True,
                                       strict_parsing=bool(request.body), errors='strict')
    except ValueError as error:
        raise Refusal('invalid_request', 'AADSTS900144: the body is malformed') from error
    form = dict(pairs)
    if len(form) != len(pairs):
        raise Refusal('invalid_request', 'AADSTS90013: a parameter comes twice')
    return form


def same(one, other):
    return hmac.compare_digest(one.encode(), other.encode())


class Grants:
    def __init__(self, service):
        self.service, self.options, self.store = service, service.options, service.store
        self.lock = threading.Lock()

    def serve(self, request, dialect):
        """The answer of the token endpoint."""
        if request.query_text:
            raise Refusal('invalid_request', 'AADSTS900561: nothing belongs into the query')
        form = read_form(request)
        request.notes.update({name: form[name] for name in ('grant_type', 'client_id', 'scope')
                              if name in form})
        method = GRANTS.get(form.get('grant_type', ''))
        if method is None:
            raise Refusal('unsupported_grant_type', f'AADSTS70003: The app requested an unsupported '
                          f"grant type '{form.get('grant_type')}'.")
        with self.lock:
            if method == 'take_assertion':
                return self.take_assertion(form, dialect)
            client = self.authenticate(request, form, dialect)
            request.notes['client_id'] = client['id']
            return getattr(self, method)(form, client, dialect)

    # Who asks (RFC 6749, section 2.3; RFC 7523).

    def find_client(self, name, dialect):
        client = self.service.clients.get(name)
        if client is None or dialect.name not in client['dialects']:
            status = 401 if dialect.name != 'microsoft' else 400
            raise Refusal('unauthorized_client' if dialect.name == 'microsoft' else 'invalid_client',
                          f"AADSTS700016: Application with identifier '{name}' was not found in the "
                          'directory', status)
        return client

    def authenticate(self, request, form, dialect):
        kind, value = request.authorization
        name, secret = form.get('client_id', ''), form.get('client_secret')
        if kind == 'basic':
            try:
                pair = base64.b64decode(value, validate=True).decode()
            except ValueError as error:
                raise Refusal('invalid_client', 'AADSTS7000215: malformed Basic', 401) from error
            if secret is not None or 'client_assertion' in form:
                raise Refusal('invalid_request', 'AADSTS90013: two ways to authenticate')
            name, _, secret = (urllib.parse.unquote_plus(part) for part in pair.partition(':'))
        if 'client_assertion' in form and not name:
            name = str(self.split(form['client_assertion'])[1].get('sub', ''))
        client = self.find_client(name, dialect)
        if form.get('client_id', name) != name:
            raise Refusal('invalid_request', 'AADSTS90013: two clients')
        if 'client_assertion' in form:
            self.check_assertion(form, client, dialect)
        elif client['secret'] is None:
            if secret is not None:
                raise Refusal('invalid_client', "AADSTS700025: Client is public so neither "
                              "'client_assertion' nor 'client_secret' should be presented.", 401)
        elif secret is None:
            raise Refusal('invalid_client', "AADSTS7000218: The request body must contain the following "
                          "parameter: 'client_assertion' or 'client_secret'.", 401)
        elif not same(secret, client['secret']):
            raise Refusal('invalid_client', 'AADSTS7000215: Invalid client secret provided.', 401)
        return client

    @staticmethod
    def split(token):
        try:
            return oauth_jwt.split(token)
        except oauth_jwt.Malformed as error:
            raise Refusal('invalid_client', f'AADSTS50027: JWT token is invalid or malformed: {error}.',
                          401) from error

    def check_assertion(self, form, client, dialect):
        if form.get('client_assertion_type') != ASSERTION or form.get('client_secret') is not None:
            raise Refusal('invalid_request', 'AADSTS50027: client_assertion_type')
        token = form['client_assertion']
        header, claims = self.split(token)
        # Some clients leave the padding there.
        named = [str(header.get(name, '')).rstrip('=') for name in ('x5t', 'x5t#S256')]
        if client['certificate'] is None or (dialect.name == 'microsoft' and not any(
                name and name == own for name, own in zip(named, client['thumbprints']))):
            raise Refusal('invalid_client', 'AADSTS700027: The certificate with identifier used to sign '
                          'the client assertion is not registered on application.', 401)
        if not oauth_jwt.is_signed_by(token, client['certificate']):
            raise Refusal('invalid_client', 'AADSTS700027: Client assertion failed signature '
                          'validation.', 401)
        if not claims.get('iss') == claims.get('sub') == client['id']:
            raise Refusal('invalid_client', 'AADSTS700021: Client assertion application identifier '
                          "doesn't match 'client_id' parameter.", 401)
        if claims.get('aud') not in dialect.audiences():
            raise Refusal('invalid_client', 'AADSTS700023: Client assertion audience claim does not '
                          'match Realm issuer.', 401)
        now = time.time()
        if not self.is_time(claims.get('exp')) or not claims.get('nbf', now) - SKEW <= now < \
                claims['exp'] + SKEW or not claims.get('jti'):
            raise Refusal('invalid_client', 'AADSTS700024: Client assertion is not within its valid '
                          'time range.', 401)

    @staticmethod
    def is_time(value):
        return isinstance(value, (int, float)) and not isinstance(value, bool)

    # What for.

    def take_client(self, form, client, dialect):
        if client['secret'] is None and client['certificate'] is None:
            raise Refusal('unauthorized_client', 'AADSTS700016: a public client has no credentials')
        if dialect.name == 'google':
            raise Refusal('unsupported_grant_type', 'Invalid grant_type: client_credentials')
        if dialect.name == 'microsoft' and dialect.authority in ('common', 'organizations', 'consumers'):
            raise Refusal('invalid_request', 'AADSTS50059: No tenant-identifying information found in '
                          'either the request or implied by any provided credentials.')
        meaning = dialect.resolve(form.get('scope', ''), 'application')
        if client['consent'] == 'admin':
            raise Refusal('unauthorized_client', 'AADSTS7000112: Application is disabled.')
        return self.issue(dialect, client, meaning, None, secrets.token_hex(8), False)

    def take_code(self, form, client, dialect):
        code = form.get('code', '')
        known = self.store.take('code', code)
        if known is None:
            # Who shows a code twice may have stolen it (RFC 6749, section 4.1.2).
            grant = (self.store.get('used-code', code) or {}).get('grant')
            self.end_grant(grant)
            raise Refusal('invalid_grant', 'AADSTS54005: OAuth2 Authorization code was already redeemed'
                          if grant else 'AADSTS70008: The provided authorization code has expired')
        self.store.put('used-code', code, {'grant': known['grant']})
        if known['client'] != client['id'] or known['dialect'] != dialect.name:
            raise Refusal('invalid_grant', 'AADSTS70000: the code was issued to another client')
        if known['ends'] < time.time():
            raise Refusal('invalid_grant', 'AADSTS70008: The provided authorization code has expired')
        if form.get('redirect_uri') != known['redirect']:
            raise Refusal('invalid_grant', 'AADSTS500112: The reply address does not match the one '
                          'provided when requesting the code')
        verifier = form.get('code_verifier', '')
        digest = oauth_jwt.encode(hashlib.sha256(verifier.encode()).digest())
        if not 43 <= len(verifier) <= 128 or not same(digest, known['challenge']):
            raise Refusal('invalid_grant', 'AADSTS501481: The Code_Verifier does not match the '
                          'code_challenge supplied in the authorization request.')
        meaning = dialect.resolve(form.get('scope') or known['scope'], 'delegated')
        self.check_consent(client, known['user'], meaning, dialect, grant_it=True)
        return self.issue(dialect, client, meaning, known['user'], known['grant'],
                          dialect.may_refresh(meaning, known), known['nonce'])

    def take_device(self, form, client, dialect):
        name = form.get('device_code', '')
        device = self.store.get('device', name)
        if device is None or device['client'] != client['id']:
            raise Refusal(dialect.unknown_device, 'AADSTS70016: the device code is unknown')
        now = time.time()
        if device['ends'] < now:
            raise Refusal('expired_token', 'AADSTS70020: The provided value for the input parameter '
                          "'device_code' is not valid. This device code has expired.")
        early = now < device['next'] - 0.2
        device['interval'] += 5 * (early and dialect.name == 'custom')
        device['next'] = now + device['interval']
        self.store.put('device', name, device)
        if early:
            raise Refusal(dialect.slow[0], 'AADSTS70016: polled too soon', dialect.slow[1])
        state = self.store.get('user-code', device['code'])
        if state['state'] == 'pending':
            raise Refusal(dialect.pending[0], 'AADSTS70016: OAuth 2.0 device flow error. Authorization '
                          'is pending. Continue polling.', dialect.pending[1])
        self.store.remove('device', name)
        if state['state'] == 'denied':
            raise Refusal(dialect.denied, 'AADSTS65004: User declined to consent to access the app.')
        meaning = dialect.resolve(device['scope'], 'delegated')
        self.check_consent(client, state['user'], meaning, dialect, grant_it=True)
        return self.issue(dialect, client, meaning, state['user'], secrets.token_hex(8),
                          dialect.name == 'google' or dialect.may_refresh(meaning, device))

    def take_refresh(self, form, client, dialect):
        token = form.get('refresh_token', '')
        known = self.store.get('refresh', token)
        if known is None or known['client'] != client['id'] or known['dialect'] != dialect.name:
            raise Refusal('invalid_grant', 'AADSTS9002313: Invalid request. Request is malformed or '
                          'invalid.' if dialect.name == 'microsoft' else 'Bad Request')
        if known.get('used'):
            self.end_grant(known['grant'])
            raise Refusal('invalid_grant', 'AADSTS70000: the refresh token was used before')
        if known['ends'] < time.time():
            raise Refusal('invalid_grant', 'AADSTS700082: The refresh token has expired due to '
                          'inactivity.' if dialect.name == 'microsoft'
                          else 'Token has been expired or revoked.', suberror='token_expired')
        meaning = dialect.resolve(form.get('scope') or known['scope'], 'delegated')
        self.check_consent(client, known['user'], meaning, dialect)
        if dialect.name == 'custom' and not set(meaning['rights']) <= set(
                dialect.resolve(known['scope'], 'delegated')['rights']):
            raise Refusal('invalid_scope', 'more than was granted')
        rotation = self.options['rotation'] or dialect.rotation
        if rotation == 'once':
            self.store.put('refresh', token, {**known, 'used': True})
        return self.issue(dialect, client, meaning, known['user'], known['grant'], rotation != 'none')

    def take_assertion(self, form, dialect):
        """Google's service accounts (RFC 7523, section 2.1)."""
        account = self.options['service_account']
        token = form.get('assertion', '')
        try:
            header, claims = oauth_jwt.split(token)
        except oauth_jwt.Malformed as error:
            raise Refusal('invalid_request', 'Bad Request') from error
        if claims.get('iss') != account['email'] or header.get('kid', account['kid']) != account['kid']:
            raise Refusal('invalid_grant', 'Invalid grant: account not found')
        if header.get('alg') != 'RS256' or not oauth_jwt.is_signed_by(token, account['public_key']):
            raise Refusal('invalid_grant', 'Invalid JWT Signature.')
        if claims.get('aud') not in dialect.audiences():
            raise Refusal('invalid_grant', f'Failed audience check. The right audience is {dialect.token}')
        start, end, now = claims.get('iat'), claims.get('exp'), time.time()
        if not (self.is_time(start) and self.is_time(end) and start <= now + SKEW and end > now - SKEW
                and end - start <= SERVICE_LIFETIME):
            raise Refusal('invalid_grant', 'Invalid JWT: Token must be a short-lived token (60 minutes) '
                          'and in a reasonable timeframe. Check your iat and exp values in the JWT claim.')
        meaning = dialect.resolve(str(claims.get('scope', '')), 'delegated')
        user = str(claims.get('sub', '')).partition('@')[0]
        if claims.get('sub') and user not in self.options['USERS'].split(','):
            raise Refusal('invalid_grant', 'Invalid email or User ID')
        if not set(meaning['rights']) <= set(account['scopes']) or not claims.get('sub'):
            raise Refusal('unauthorized_client', 'Client is unauthorized to retrieve access tokens using '
                          'this method, or client not authorized for any of the scopes requested.', 401)
        client = {'id': account['email'], 'consent': 'granted'}
        return self.issue(dialect, client, meaning, user, secrets.token_hex(8), False)

    # What was agreed to.

    def check_consent(self, client, user, meaning, dialect, grant_it=False):
        """Microsoft's users agree to each right once; signing in by hand is agreeing."""
        key = f'{client["id"]} {user} {meaning["aud"]}'
        agreed = set(self.store.get('consent', key) or ())
        if grant_it and client['consent'] != 'admin':
            self.store.put('consent', key, sorted(agreed | set(meaning['rights'])))
        elif dialect.name == 'microsoft' and client['consent'] != 'granted' \
                and not set(meaning['rights']) <= agreed:
            raise Refusal('invalid_grant', 'AADSTS65001: The user or administrator has not consented to '
                          f"use the application with ID '{client['id']}'.", suberror='consent_required')

    def end_grant(self, grant):
        for kind in ('refresh', 'access'):
            self.store.remove_where(kind, lambda value: grant and value.get('grant') == grant)

    # Tokens.

    def issue(self, dialect, client, meaning, user, grant, with_refresh, nonce=None):
        token = issue_access(self.options, self.store, dialect, client['id'], meaning, user, grant)
        lifetime = self.options['lifetime']
        answer = {'token_type': 'Bearer', 'expires_in': lifetime, 'access_token': token}
        if user:
            answer['scope'] = dialect.say(meaning)
        if dialect.name == 'microsoft':
            answer['ext_expires_in'] = lifetime
        if with_refresh:
            answer['refresh_token'] = issue_refresh(self.options, self.store, dialect, client['id'],
                                                    meaning, user, grant)
        if user and 'openid' in meaning['openid']:
            answer['id_token'] = self.identify(dialect, client, user, nonce)
        if user and dialect.name == 'microsoft':
            answer['client_info'] = oauth_jwt.encode(json.dumps(
                {'uid': object_id(user), 'utid': self.options['TENANT']}).encode())
        return answer

    def identify(self, dialect, client, user, nonce):
        now = int(time.time())
        claims = {'iss': dialect.issuer, 'aud': client['id'], 'sub': object_id(user), 'iat': now,
                  'nbf': now, 'exp': now + 3600, 'oid': object_id(user), 'tid': self.options['TENANT'],
                  'preferred_username': address(self.options, user), 'name': user,
                  'email': address(self.options, user)}
        if nonce:
            claims['nonce'] = nonce
        return oauth_jwt.sign(claims, f'{self.options["run"]}/token.key', self.options['KID'])


def object_id(user):
    digest = hashlib.sha256(user.encode()).hexdigest()
    return f'{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}'


def address(options, user):
    return f'{user}@{options["DOMAIN"]}'


def issue_access(options, store, dialect, client, meaning, user, grant, lifetime=None):
    """A token; what it says is known to the store, too."""
    now = int(time.time())
    lifetime = options['lifetime'] if lifetime is None else lifetime
    # What is over began before it ended.
    start = min(now, now + lifetime) - 60
    claims = {'iss': dialect.issuer, 'aud': meaning['aud'], 'iat': start, 'nbf': start,
              'exp': now + lifetime, 'appid': client, 'tid': options['TENANT'], 'ver': '1.0',
              'jti': secrets.token_hex(16)}
    if user:
        claims.update(sub=user, upn=address(options, user), oid=object_id(user), idtyp='user',
                      scp=' '.join(meaning['rights']), scope=' '.join(meaning['rights']))
    else:
        claims.update(sub=object_id(client), oid=object_id(client), idtyp='app', roles=meaning['rights'])
    token = oauth_jwt.sign(claims, f'{options["run"]}/token.key', options['KID'])
    store.put('access', token, {**claims, 'grant': grant})
    return token


def issue_refresh(options, store, dialect, client, meaning, user, grant):
    token = secrets.token_urlsafe(64)
    store.put('refresh', token, {
        'client': client, 'user': user, 'scope': dialect.say(meaning), 'dialect': dialect.name,
        'grant': grant, 'ends': time.time() + options['refresh_lifetime']})
    return token
