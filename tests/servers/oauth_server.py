# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""An OAuth 2 server as three providers are: /TENANT/oauth2/v2.0/… as Microsoft's, /token and its like as
Google's, /custom/… by the letter of the RFCs. oauth_grants.py has the token endpoint; here are the other
ones, and the pages that a person sees."""

import html
import secrets
import time
import urllib.parse

import oauth_jwt
import web_server
from oauth_dialects import Custom, Google, Microsoft, Refusal
from oauth_grants import Grants, read_form
from oauth_tokens import Refused, Store, check
from web_server import Answer

NO_STORE = [('Cache-Control', 'no-store'), ('Pragma', 'no-cache')]
USER_CODE = 'BCDFGHJKLMNPQRSTVWXZ'
LOOPBACK = ('localhost', '127.0.0.1', '[::1]')
TENANTS = ('common', 'organizations', 'consumers')
ENDPOINTS = {'authorize': 'authorization_endpoint', 'token': 'token_endpoint',
             'devicecode': 'device_authorization_endpoint', 'keys': 'jwks_uri',
             'introspect': 'introspection_endpoint', 'revoke': 'revocation_endpoint'}
GOOGLE_PATHS = {'/o/oauth2/v2/auth': 'authorize', '/o/oauth2/auth': 'authorize', '/token': 'token',
                '/o/oauth2/token': 'token', '/device/code': 'devicecode', '/device': 'device',
                '/oauth2/v3/certs': 'keys', '/revoke': 'revoke', '/tokeninfo': 'introspect',
                '/.well-known/openid-configuration': 'metadata'}
PAGE = '''<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p>
{form}</body></html>'''
FORM = '''<form method="post">{fields}<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button></form>'''


def page(status, title, text, fields=()):
    """What a person sees; @fields are asked for."""
    inputs = ''.join(f'<label>{name}<input name="{name}"></label>' for name in fields)
    form = FORM.format(fields=inputs) if fields else ''
    return Answer(status, PAGE.format(title=html.escape(title), text=html.escape(text), form=form)
                  .encode(), 'text/html; charset=utf-8', NO_STORE)


class OAuthService(web_server.Service):
    def __init__(self, options):
        super().__init__(options)
        self.url, self.tenant = options['URL'], options['TENANT']
        self.clients = {client['id']: client for client in options['clients']}
        self.store = Store(options['STORE'])
        self.grants = Grants(self)

    # Where a request goes.

    def find(self, path):
        """(dialect, endpoint), or None."""
        if path in GOOGLE_PATHS:
            return Google(self.url, self.tenant), GOOGLE_PATHS[path]
        if path in ('/.well-known/oauth-authorization-server/custom',
                    '/custom/.well-known/openid-configuration'):
            return Custom(self.url, self.tenant), 'metadata'
        first, *rest = path.strip('/').split('/')
        if first == 'custom' and len(rest) == 1:
            return Custom(self.url, self.tenant), rest[0]
        known = (self.tenant, self.options['DOMAIN'], *TENANTS)
        dialect = Microsoft(self.url, self.tenant, first) if first in known else None
        if dialect and rest == ['v2.0', '.well-known', 'openid-configuration']:
            return dialect, 'metadata'
        if dialect and rest == ['discovery', 'v2.0', 'keys']:
            return dialect, 'keys'
        if dialect and rest[:2] == ['oauth2', 'v2.0'] and len(rest) == 3:
            return dialect, rest[2]
        return None

    def answer(self, request):
        found = self.find(request.path)
        if found is None and request.path.count('/') > 1:
            # As Microsoft says it of a tenant nobody has heard of.
            tenant = request.path.split('/')[1]
            return self.explain(Microsoft(self.url, self.tenant, tenant), Refusal(
                'invalid_request', f"AADSTS90002: Tenant '{tenant}' not found."))
        method = getattr(self, f'serve_{found[1]}', None) if found else None
        if method is None:
            return page(404, 'Not found', request.path)
        try:
            return method(request, found[0])
        except Refusal as refusal:
            return self.explain(found[0], refusal)

    @staticmethod
    def explain(dialect, refusal):
        headers = list(NO_STORE)
        if refusal.status == 401:
            headers.append(('WWW-Authenticate', f'Basic realm="{dialect.issuer}"'))
        return Answer.of_json(refusal.status, dialect.explain(refusal), headers)

    def refuse(self, status, words, headers=()):
        error, _, text = words.partition(' ')
        refusal = Refusal(error or 'temporarily_unavailable', text, status)
        answer = self.explain(Microsoft(self.url, self.tenant, self.tenant), refusal)
        answer.headers += headers
        return answer

    # Documents.

    def serve_metadata(self, _request, dialect):
        paths = {name: f'{dialect.issuer}/{name}' for name in ENDPOINTS}
        if dialect.name == 'google':
            paths.update({name: self.url + path for path, name in reversed(GOOGLE_PATHS.items())})
        elif dialect.name == 'microsoft':
            base = f'{self.url}{dialect.prefix}'
            paths = {name: f'{base}/oauth2/v2.0/{name}' for name in ENDPOINTS}
            paths['keys'] = f'{base}/discovery/v2.0/keys'
            del paths['introspect'], paths['revoke']
        return Answer.of_json(200, {
            'issuer': dialect.issuer,
            **{ENDPOINTS[name]: path for name, path in paths.items() if name in ENDPOINTS},
            'response_types_supported': ['code'], 'subject_types_supported': ['pairwise'],
            'id_token_signing_alg_values_supported': ['RS256'],
            'code_challenge_methods_supported': ['S256'],
            'token_endpoint_auth_methods_supported': ['client_secret_post', 'client_secret_basic',
                                                      'private_key_jwt'],
            'scopes_supported': ['openid', 'profile', 'email', 'offline_access']})

    def serve_keys(self, _request, _dialect):
        key = oauth_jwt.make_jwk(f'{self.options["run"]}/token.pub', self.options['KID'])
        return Answer.of_json(200, {'keys': [key]})

    def serve_token(self, request, dialect):
        return Answer.of_json(200, self.grants.serve(request, dialect), NO_STORE)

    def serve_introspect(self, request, _dialect):
        """RFC 7662; a token that is not good is not active, whatever it is."""
        token = dict(request.query).get('access_token') or read_form(request).get('token', '')
        try:
            claims = check(self.store.path, token)
        except Refused:
            return Answer.of_json(200, {'active': False}, NO_STORE)
        return Answer.of_json(200, {
            'active': True, 'token_type': 'Bearer', 'client_id': claims['appid'],
            'scope': claims.get('scp') or ' '.join(claims.get('roles', ())),
            'username': claims.get('upn', claims['sub']), 'email': claims.get('upn'), **claims}, NO_STORE)

    def serve_revoke(self, request, _dialect):
        """RFC 7009."""
        token = read_form(request).get('token', '')
        grant = (self.store.get('refresh', token) or self.store.get('access', token) or {}).get('grant')
        for kind in ('refresh', 'access'):
            self.store.remove_where(kind, lambda value: grant and value.get('grant') == grant)
        return Answer.of_json(200, {}, NO_STORE)

    # Devices (RFC 8628).

    def serve_devicecode(self, request, dialect):
        form = read_form(request)
        client = self.grants.find_client(form.get('client_id', ''), dialect)
        meaning = dialect.resolve(form.get('scope', ''), 'delegated')
        dialect.check_device(meaning)
        device = secrets.token_urlsafe(32)
        code = ''.join(secrets.choice(USER_CODE) for _ in range(8))
        lifetime, interval = self.options['device_lifetime'], self.options['device_interval']
        self.store.put('device', device, {
            'client': client['id'], 'scope': form.get('scope', ''), 'code': code, 'dialect': dialect.name,
            'ends': time.time() + lifetime, 'interval': interval, 'next': time.time() + interval})
        self.store.put('user-code', code, {'device': device, 'state': 'pending'})
        request.notes['client_id'] = client['id']
        path = '/device' if dialect.name == 'google' else f'{dialect.prefix}/oauth2/v2.0/device' \
            if dialect.name == 'microsoft' else '/custom/device'
        uri = f'{self.url}{path}'
        answer = {'user_code': code, 'device_code': device, dialect.uri_name: uri,
                  'expires_in': lifetime, 'interval': interval}
        if dialect.name == 'microsoft':
            answer['message'] = f'To sign in, open {uri} and enter the code {code}.'
        elif dialect.name == 'custom':
            answer['verification_uri_complete'] = f'{uri}?user_code={code}'
        return Answer.of_json(200, answer, NO_STORE)

    def serve_device(self, request, _dialect):
        fields = ('user_code', 'user', 'password')
        if request.method == 'GET':
            return page(200, 'Enter the code', 'that your device shows.', fields)
        form = read_form(request)
        state = self.store.get('user-code', form.get('user_code', '').replace('-', '').upper())
        user = self.check_person(form)
        if state is None or state['state'] != 'pending' or user is None:
            return page(403, 'That was wrong', 'Code, user or password.', fields)
        allowed = form.get('decision') == 'allow'
        state.update(state='allowed' if allowed else 'denied', user=user)
        self.store.put('user-code', form['user_code'].replace('-', '').upper(), state)
        return page(200, 'Done', 'Go back to your device.')

    def check_person(self, form):
        """The user who signs in with this form, or None."""
        user = form.get('user', '').partition('@')[0]
        known = user in self.options['USERS'].split(',')
        return user if known and form.get('password') == self.options['PASSWORD'] else None

    # A browser (RFC 6749, section 4.1; RFC 7636; RFC 8252).

    def is_registered(self, client, uri):
        """A loopback redirect may have any port, and nothing else that was not registered."""
        parts = urllib.parse.urlsplit(uri)
        if parts.hostname and parts.netloc.rpartition(':')[0] in LOOPBACK and parts.port:
            uri = f'{parts.scheme}://{parts.netloc.rpartition(":")[0]}{parts.path.rstrip("/")}'
            uri += f'?{parts.query}' * bool(parts.query)
        return not parts.fragment and uri in client['redirects']

    def find_wrong(self, wanted, dialect):
        """The error of an authorization request whose redirect is good; or None."""
        if wanted.get('response_type') != 'code':
            return 'unsupported_response_type', 'only code'
        if wanted.get('code_challenge_method') != 'S256' or len(wanted.get('code_challenge', '')) != 43:
            return 'invalid_request', 'PKCE with S256 is required'
        if len(wanted.get('state', '')) < 8:
            return 'invalid_request', 'state is missing, or can be guessed'
        if wanted.get('prompt') == 'none':
            return 'login_required', 'nobody is signed in'
        try:
            dialect.resolve(wanted.get('scope', ''), 'delegated')
        except Refusal as refusal:
            return refusal.error, refusal.text
        return None

    def serve_authorize(self, request, dialect):
        wanted = dict(request.query)
        client = self.clients.get(wanted.get('client_id', ''))
        if client is None or len(wanted) != len(request.query):
            return page(400, 'Sign in', 'AADSTS700016: Application not found in the directory')
        if not self.is_registered(client, wanted.get('redirect_uri', '')):
            return page(400, 'Sign in', 'AADSTS50011: The redirect URI specified in the request does '
                                        'not match the redirect URIs configured for the application')
        wrong = self.find_wrong(wanted, dialect)
        if wrong:
            return self.go_back(wanted, error=wrong[0], error_description=wrong[1])
        if request.method == 'GET':
            return page(200, 'Sign in', f'{client["id"]} asks for {wanted.get("scope", "")}',
                        ('user', 'password'))
        form = read_form(request)
        user = self.check_person(form)
        if user is None:
            return page(403, 'That was wrong', 'User or password.', ('user', 'password'))
        if form.get('decision') != 'allow' or client['consent'] == 'admin':
            return self.go_back(wanted, error='access_denied', error_description='AADSTS65004: User '
                                'declined to consent to access the app.')
        code = secrets.token_urlsafe(48)
        self.store.put('code', code, {
            'client': client['id'], 'user': user, 'scope': wanted.get('scope', ''),
            'redirect': wanted['redirect_uri'], 'challenge': wanted['code_challenge'],
            'nonce': wanted.get('nonce'), 'dialect': dialect.name, 'grant': secrets.token_hex(8),
            'access_type': wanted.get('access_type'), 'ends': time.time() + self.options['code_lifetime']})
        more = {'iss': dialect.issuer} if dialect.name == 'custom' else {}
        return self.go_back(wanted, code=code, **more)

    @staticmethod
    def go_back(wanted, **values):
        if 'state' in wanted:
            values['state'] = wanted['state']
        uri = wanted['redirect_uri']
        separator = '&' if urllib.parse.urlsplit(uri).query else '?'
        return Answer(302, b'', headers=[
            ('Location', uri + separator + urllib.parse.urlencode(values)), *NO_STORE])


if __name__ == '__main__':
    web_server.main(OAuthService)
