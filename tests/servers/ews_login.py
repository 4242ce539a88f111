# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Who a request comes from: Basic, Bearer with the OAuth server's tokens, NTLM."""

import base64
import binascii
import hmac

import ews_ntlm
import oauth_tokens

DOMAIN = 'CORP'  # as Windows calls it
AUDIENCES = ('https://outlook.office365.com', 'https://outlook.office.com')


class Denied(Exception):
    """401, with what to offer: `words` of a Bearer challenge, or the next token of NTLM."""

    def __init__(self, words=None, ntlm=None):
        super().__init__(words)
        self.words, self.ntlm = words, ntlm


class Caller:
    """Who asks: a user's mailbox, or an application without one."""

    def __init__(self, name, address, is_app=False):
        self.name, self.address, self.is_app = name, address, is_app


class Login:
    def __init__(self, options):
        self.domain = options['DOMAIN']
        self.users, self.password = options['USERS'].split(','), options['PASSWORD']
        self.kinds, self.store = options['logins'], options.get('store')

    def challenges(self, denied):
        """The WWW-Authenticate lines of a refusal."""
        if denied.ntlm:
            return [('WWW-Authenticate', f'NTLM {denied.ntlm}')]
        lines = {'ntlm': 'NTLM', 'basic': f'Basic realm="{self.domain}"',
                 'bearer': 'Bearer client_id="00000002-0000-0ff1-ce00-000000000000", '
                           f'trusted_issuers="00000001-0000-0000-c000-000000000000@{self.domain}", '
                           'token_types="app_asserted_user_v1 service_asserted_app_v1"'}
        if denied.words:
            error, _, description = denied.words.partition(': ')
            lines['bearer'] += f', error="{error}", error_description="{description}"'
        return [('WWW-Authenticate', lines[kind]) for kind in self.kinds]

    def check(self, request):
        kind, value = request.authorization
        if kind not in self.kinds:
            # A connection that NTLM has let in stays so.
            if 'ntlm-user' in request.connection and not kind:
                return self.caller(request.connection['ntlm-user'])
            raise Denied
        return getattr(self, f'check_{kind}')(value, request)

    def caller(self, name):
        """By the names an Exchange knows: user, user@domain, DOMAIN\\user."""
        user = name.rpartition('\\')[2].partition('@')[0].lower()
        domain = name.partition('@')[2].lower()
        if user not in self.users or domain not in ('', self.domain):
            raise Denied
        return Caller(user, f'{user}@{self.domain}')

    def check_basic(self, value, _request):
        try:
            name, _, password = base64.b64decode(value, validate=True).decode().partition(':')
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Denied from error
        if not hmac.compare_digest(password.encode(), self.password.encode()):
            raise Denied
        return self.caller(name)

    def check_bearer(self, value, _request):
        try:
            claims = oauth_tokens.check(self.store, value, AUDIENCES)
        except oauth_tokens.Refused as error:
            raise Denied(str(error)) from error
        if claims.get('idtyp') == 'app':
            if 'full_access_as_app' not in claims.get('roles', []):
                raise Denied('invalid_token: the application may not use EWS')
            return Caller(claims.get('appid', 'app'), '', is_app=True)
        if 'EWS.AccessAsUser.All' not in claims.get('scp', '').split():
            raise Denied('invalid_token: the scope does not allow EWS')
        return self.caller(claims['upn'])

    def check_ntlm(self, value, request):
        """The handshake is one of a connection."""
        nonce = request.connection.pop('ntlm-nonce', None)
        try:
            message = base64.b64decode(value, validate=True)
            if ews_ntlm.kind_of(message) == ews_ntlm.NEGOTIATE:
                answer, request.connection['ntlm-nonce'] = ews_ntlm.make_challenge(
                    message, DOMAIN, self.domain)
                raise Denied(ntlm=base64.b64encode(answer).decode())
            if nonce is None or ews_ntlm.kind_of(message) != ews_ntlm.AUTHENTICATE:
                raise Denied
            domain, user = ews_ntlm.check_answer(message, nonce, self.password)
        except (binascii.Error, ews_ntlm.Refused, UnicodeDecodeError) as error:
            raise Denied from error
        # user@domain stands alone; a user's domain is known by two names.
        if domain.lower() not in ('', DOMAIN.lower(), self.domain) or '@' in user and domain:
            raise Denied
        request.connection['ntlm-user'] = user
        return self.caller(user)
