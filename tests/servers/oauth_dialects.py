# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""How Microsoft, Google and a server by the letter of the RFCs differ: names, refusals, what a token is
for and whether a refresh token is changed at each use."""

import time
import uuid

import oauth_scopes as scopes

SERVICE_LIFETIME = 3600


class Refusal(Exception):
    """An error of RFC 6749, section 5.2; `text` may begin with one of Microsoft's codes."""

    def __init__(self, error, text, status=400, **more):
        super().__init__(error)
        self.error, self.text, self.status, self.more = error, text, status, more


class Custom:
    """By the letter: refresh tokens are good once, and using one twice ends all that came of it."""

    name, prefix, rotation = 'custom', '/custom', 'once'
    uri_name = 'verification_uri'
    pending, slow = ('authorization_pending', 400), ('slow_down', 400)
    denied, unknown_device = 'access_denied', 'invalid_grant'
    needs_offline = None

    def __init__(self, url, tenant):
        self.url, self.tenant = url, tenant
        self.issuer = f'{url}{self.prefix}'
        self.token = f'{url}{self.prefix}/token'

    def audiences(self):
        """What the assertion of a client may be addressed to (RFC 7523, section 3)."""
        return self.token, self.issuer

    def resolve(self, text, _kind):
        """What a scope parameter means: {audience, rights, openid}."""
        words = text.split() or ['mail']
        for scope in words:
            if scope not in scopes.CUSTOM:
                raise Refusal('invalid_scope', f'there is no scope {scope}')
        return {'aud': scopes.CUSTOM_AUDIENCE, 'openid': [w for w in words if w in scopes.OPENID],
                'rights': [w for w in words if w not in scopes.OPENID]}

    def say(self, meaning):
        return ' '.join([*meaning['openid'], *meaning['rights']])

    def may_refresh(self, meaning, _parameters):
        return 'offline_access' in meaning['openid']

    def check_device(self, meaning):
        """Refuses what a device must not ask for."""

    def explain(self, refusal):
        return {'error': refusal.error, 'error_description': refusal.text, **refusal.more}


class Google(Custom):
    name, prefix, rotation = 'google', '', 'none'
    uri_name = 'verification_url'
    pending, slow = ('authorization_pending', 428), ('slow_down', 403)

    def __init__(self, url, tenant):
        super().__init__(url, tenant)
        self.issuer = url

    def audiences(self):
        return (self.token,)

    def resolve(self, text, _kind):
        words = text.split()
        if not words:
            raise Refusal('invalid_request', 'Missing required parameter: scope')
        for scope in words:
            if scope not in scopes.GOOGLE_SCOPES:
                raise Refusal('invalid_scope', f'Some requested scopes were invalid. {{invalid=[{scope}]}}')
        return {'aud': scopes.GOOGLE, 'openid': [w for w in words if w in scopes.OPENID],
                'rights': [w for w in words if w not in scopes.OPENID]}

    def may_refresh(self, _meaning, parameters):
        return parameters.get('access_type') == 'offline'

    def check_device(self, meaning):
        for scope in meaning['rights']:
            if scope not in scopes.GOOGLE_DEVICE:
                raise Refusal('invalid_scope', f'Invalid device flow scope: {scope}')


class Microsoft(Custom):
    name, rotation = 'microsoft', 'keep'
    denied, unknown_device = 'authorization_declined', 'bad_verification_code'
    slow = ('authorization_pending', 400)

    def __init__(self, url, tenant, authority):
        super().__init__(url, tenant)
        self.authority, self.prefix = authority, f'/{authority}'
        self.issuer = f'{url}/{tenant}/v2.0'
        self.token = f'{url}/{authority}/oauth2/v2.0/token'

    def audiences(self):
        return (self.token, f'{self.url}/{self.tenant}/oauth2/v2.0/token', self.issuer)

    def resolve(self, text, kind):
        if not text.strip():
            raise Refusal('invalid_request', "AADSTS900144: The request body must contain the "
                                             "following parameter: 'scope'.")
        if kind == 'application' and (len(text.split()) != 1 or not text.endswith('/.default')):
            raise Refusal('invalid_scope', f'AADSTS1002012: The provided value for scope {text} is not '
                          'valid. Client credential flows must have a scope value with /.default '
                          'suffixed to the resource identifier (application ID URI).')
        try:
            resource, rights, openid = scopes.read_microsoft(text, kind)
        except scopes.Unknown as error:
            name = 'invalid_resource' if 'AADSTS500011' in str(error) else 'invalid_scope'
            raise Refusal(name, str(error)) from error
        return {'aud': resource, 'rights': rights, 'openid': openid}

    def say(self, meaning):
        return scopes.say_microsoft(meaning['aud'], meaning['rights'], meaning['openid'])

    def explain(self, refusal):
        code = refusal.text.partition(':')[0].removeprefix('AADSTS')
        trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
        now = time.strftime('%Y-%m-%d %H:%M:%SZ', time.gmtime())
        return {'error': refusal.error, 'error_description':
                f'{refusal.text} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {now}',
                'error_codes': [int(code)] if code.isdigit() else [], 'timestamp': now,
                'trace_id': trace, 'correlation_id': correlation, **refusal.more}
