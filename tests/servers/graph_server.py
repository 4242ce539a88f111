# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Mail of Microsoft Graph, v1.0, by its documentation: who may do what, where a request goes, batches, and
the check of every request and every answer against the description of the service."""

import base64
import json
import re
import threading
import urllib.parse
import uuid

import graph_folders
import graph_mail
import graph_schema
import graph_send
import oauth_tokens
import web_server
from graph_delta import Tokens
from graph_errors import GraphError, denied, malformed_id, not_found
from graph_store import Missing, Store
from web_server import Answer

AUDIENCES = ('https://graph.microsoft.com', 'https://graph.microsoft.com/',
             '00000003-0000-0000-c000-000000000000')
JSON = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'
BATCH_MAX = 20
# name('key') is name/key.
KEYED = re.compile(r"([^/(]+)\('([^/]*?)'\)")
OPTIONS = ('$select', '$filter', '$search', '$orderby', '$top', '$skip', '$skiptoken', '$deltatoken',
           '$count', '$expand', 'changeType', 'includeHiddenFolders')


class Call:
    """One request, as far as it is understood: whose mailbox, which path in there, what is asked for."""

    def __init__(self, service, request, claims):
        self.service, self.store, self.request, self.claims = service, service.store, request, claims
        self.method, self.headers, self.body = request.method, request.headers, request.body
        self.query = self.read_query(request)
        self.prefer = self.read_prefer(request)
        self.applied = []
        self.user, self.me = None, (claims.get('upn') or '').partition('@')[0]
        self.segments = []

    @staticmethod
    def read_query(request):
        query = {}
        for name, value in request.query:
            if name not in OPTIONS:
                if name.startswith('$') or name.lower() in (one.lower() for one in OPTIONS):
                    raise GraphError(400, 'BadRequest', f"The query parameter '{name}' is not supported.")
                continue
            if name in query:
                raise GraphError(400, 'BadRequest', f"Query option '{name}' was specified more than once.")
            query[name] = value
        return query

    @staticmethod
    def read_prefer(request):
        found = {}
        for line in request.headers.get_all('Prefer', []):
            for word in re.findall(r'[^,"]+(?:"[^"]*")?', line):
                name, _, value = word.strip().partition('=')
                if name:
                    found[name.lower()] = value.strip('"')
        return found

    @property
    def is_app(self):
        return self.claims.get('idtyp') == 'app'

    def rights(self):
        return self.claims.get('roles', []) if self.is_app else self.claims.get('scp', '').split()

    def require(self, wanted, folder=None, right='read'):
        """Whether the token, and the owner of the mailbox, allow it."""
        if self.is_app or self.user == self.me:
            if not set(wanted) & set(self.rights()):
                raise denied()
            return
        shared = {f'{name}.Shared' for name in wanted}
        if not shared & set(self.rights()) or not self.is_shared(folder, right):
            raise denied()

    def is_shared(self, folder, right):
        for share in self.store.get_fact('shares', []):
            if share['owner'] == self.user and share['delegate'] == self.me and right in share['rights'] \
                    and share['folder'] in (None, folder and folder['id']):
                return True
        return False

    def read_json(self):
        if self.request.content_type() != 'application/json':
            raise GraphError(415, 'UnsupportedMediaType', 'The content type must be application/json')
        try:
            value = json.loads(self.body)
        except ValueError as error:
            raise GraphError(400, 'BadRequest', 'Unable to read JSON request payload.') from error
        if not isinstance(value, dict):
            raise GraphError(400, 'BadRequest', 'The payload is no object')
        wrong = self.service.schema.find_wrong(self.method, self.path, 'request', value)
        if wrong:
            self.request.notes['violation'] = wrong
            raise GraphError(400, 'RequestBodyRead', wrong)
        return value

    @property
    def path(self):
        return '/v1.0/' + '/'.join(urllib.parse.quote(part, safe='$=') for part in self.segments)

    def number(self, name, default, most):
        text = self.query.get(name)
        if text is None:
            return default
        if not text.isdigit() or not (name == '$skip' or 1 <= int(text)) or int(text) > most:
            raise GraphError(400, 'BadRequest', f"Invalid value '{text}' for {name} query option")
        return int(text)

    def page_size(self, default):
        text = self.prefer.get('odata.maxpagesize')
        if text and text.isdigit() and int(text) > 0:
            self.applied.append(f'odata.maxpagesize={text}')
            return min(int(text), 1000)
        return self.number('$top', default, 1000)

    def folder(self, name):
        try:
            return self.store.find_folder(self.user, name)
        except Missing as error:
            raise self.lost(name) from error

    def message(self, name, folder=None):
        try:
            row = self.store.find(self.user, name)
        except Missing as error:
            raise self.lost(name) from error
        if folder and row['folder'] != folder['id']:
            raise not_found()
        return row

    @staticmethod
    def lost(name):
        return not_found() if name.startswith(('AAMk', 'AAkA', 'AQMk')) else malformed_id()

    def link(self, **options):
        """An absolute URL of the same collection; in the form with keys, as the service's own are."""
        parts = [self.segments[0] if self.segments[0] == 'me' else f"users('{self.segments[1]}')"]
        rest = self.segments[1 if self.segments[0] == 'me' else 2:]
        while rest:
            if len(rest) > 1 and rest[0].lower() in ('mailfolders', 'childfolders') and rest[1] != 'delta':
                parts.append(f"{rest[0]}('{urllib.parse.quote(rest[1], safe='=')}')")
                rest = rest[2:]
            else:
                parts.append(rest.pop(0))
        query = '&'.join(f'{name}={urllib.parse.quote(value, safe="")}' for name, value in options.items())
        return f'{self.service.url}/v1.0/{"/".join(parts)}?{query}'

    def json(self, status, value, context=None):
        """The answer, if it is as the description has it."""
        wrong = self.service.schema.find_wrong(self.method, self.path, 'answer', value, status)
        if wrong:
            self.request.notes['answer-violation'] = wrong
            raise GraphError(500, 'generalException', f'The answer is invalid: {wrong}')
        if context:
            value = {'@odata.context': f'{self.service.url}/v1.0/$metadata#{context}', **value}
        return Answer.of_json(status, value, self.answer_headers(), JSON)

    def answer_headers(self):
        applied = list(self.applied)
        if self.prefer.get('idtype', '').lower() == 'immutableid':
            applied.append('IdType="ImmutableId"')
        return [('Preference-Applied', ', '.join(applied))] if applied else []


class GraphService(web_server.Service):
    def __init__(self, options):
        super().__init__(options)
        self.url = options['URL']
        self.store = Store(options['run'], options['USERS'].split(','), options['language'])
        self.schema = graph_schema.Schema(options['openapi'])
        self.tokens = Tokens(self.store)
        self.uploads, self.lock, self.busy = {}, threading.Lock(), {}

    def refuse(self, status, words, headers=()):
        code, _, message = words.partition(' ')
        defaults = {429: 'TooManyRequests', 503: 'serviceNotAvailable', 504: 'UnknownError',
                    507: 'ErrorQuotaExceeded', 401: 'InvalidAuthenticationToken'}
        return self.explain(GraphError(status, code or defaults.get(status, 'generalException'),
                                       message or 'Please retry again later.', headers))

    @staticmethod
    def explain(error):
        number = str(uuid.uuid4())
        inner = {'date': graph_mail.now(), 'request-id': number, 'client-request-id': number}
        return Answer.of_json(error.status, {'error': {
            'code': error.code, 'message': error.message, 'innerError': inner}}, error.headers, JSON)

    def answer(self, request):
        try:
            if request.path.startswith('/uploads/'):
                return graph_send.take_upload(self, request)
            claims = self.authenticate(request)
            if request.path.lower() == '/v1.0/$batch':
                return self.serve_batch(request, claims)
            return self.serve(request, claims)
        except GraphError as error:
            answer = self.explain(error)
        answer.headers += [('request-id', str(uuid.uuid4())), ('Strict-Transport-Security',
                                                               'max-age=31536000')]
        return answer

    def authenticate(self, request):
        kind, token = request.authorization
        try:
            if kind != 'bearer':
                raise oauth_tokens.Refused('invalid_token: CompactToken parsing failed')
            claims = oauth_tokens.check(self.options['STORE'], token, AUDIENCES)
        except oauth_tokens.Refused as error:
            challenge = ('Bearer realm="", authorization_uri='
                         f'"https://login.microsoftonline.com/common/oauth2/authorize", error="{error}"')
            raise GraphError(401, 'InvalidAuthenticationToken', f'Access token: {error}.',
                             [('WWW-Authenticate', challenge)]) from error
        request.notes['who'] = claims.get('upn') or claims['appid']
        return claims

    # Where a request goes.

    @staticmethod
    def split(path):
        path = KEYED.sub(r'\1/\2', path)
        if not path.startswith('/v1.0/'):
            raise GraphError(404 if path.count('/') < 2 else 400, 'BadRequest', 'Invalid version: '
                             f'{path.split("/")[1]}')
        return [urllib.parse.unquote(part) for part in path[len('/v1.0/'):].rstrip('/').split('/')]

    def find_mailbox(self, call):
        """Whose it is; returns the rest of the path."""
        segments = call.segments
        if segments[0].lower() == 'me':
            if call.is_app:
                raise GraphError(400, 'BadRequest', '/me request is only valid with delegated '
                                 'authentication flow.')
            call.user = call.me
            return segments[1:]
        if segments[0].lower() != 'users' or len(segments) < 2:
            raise GraphError(400, 'BadRequest', f"Resource not found for the segment '{segments[0]}'.")
        name, _, domain = segments[1].lower().partition('@')
        is_here = domain == self.options['DOMAIN']
        found = [user for user in self.options['USERS'].split(',')
                 if user == name and is_here or graph_mail.object_id(user) == segments[1].lower()]
        if not found:
            raise GraphError(404, 'Request_ResourceNotFound', f"Resource '{segments[1]}' does not exist or "
                             'one of its queried reference-property objects are not present.')
        call.user = found[0]
        return segments[2:]

    def serve(self, request, claims):
        call = Call(self, request, claims)
        call.segments = self.split(request.path)
        rest = self.find_mailbox(call)
        key = f'{claims["appid"]} {call.user}'
        with self.lock:
            if self.busy.get(key, 0) >= self.options['concurrent']:
                raise GraphError(429, 'ApplicationThrottled', 'Application is over its MailboxConcurrency '
                                 'limit.', [('Retry-After', '1')])
            self.busy[key] = self.busy.get(key, 0) + 1
        try:
            return self.route(call, rest)
        finally:
            with self.lock:
                self.busy[key] -= 1

    def route(self, call, rest):
        words = [part.lower() for part in rest]
        if not words:
            return graph_mail.serve_user(call)
        if words == ['sendmail']:
            return graph_send.serve_send_mail(call)
        if words[0] == 'mailfolders':
            return graph_folders.serve(call, rest[1:])
        if words[0] == 'messages':
            return graph_mail.serve(call, None, rest[1:])
        raise GraphError(400, 'BadRequest', f"Resource not found for the segment '{rest[0]}'.")

    # Batches.

    def serve_batch(self, request, claims):
        try:
            entries = json.loads(request.body)['requests']
            names = [entry['id'] for entry in entries]
            if request.method != 'POST' or request.content_type() != 'application/json' \
                    or not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
                raise ValueError
        except (ValueError, KeyError, TypeError) as error:
            raise GraphError(400, 'BadRequest', 'Invalid batch payload format.') from error
        if not 1 <= len(entries) <= BATCH_MAX:
            raise GraphError(400, 'BadRequest', f'Number of batch request steps exceeds the maximum value '
                             f'of {BATCH_MAX}.')
        request.notes['batch'] = [f'{entry.get("method")} {entry.get("url")}' for entry in entries]
        statuses, answers = {}, []
        for entry in entries:
            answer = self.serve_part(entry, claims, statuses)
            statuses[entry['id']] = answer['status']
            answers.append(answer)
        # Who looks at the order, not at the ids, has been lucky so far.
        answers.reverse()
        return Answer.of_json(200, {'responses': answers}, (), JSON)

    def serve_part(self, entry, claims, statuses):
        for name in entry.get('dependsOn', ()):
            if statuses.get(name, 500) >= 400:
                return self.pack(entry, self.explain(GraphError(424, 'FailedDependency', name)))
        try:
            part = Part(entry)
            fault = self.faults.find(part.method, urllib.parse.unquote(part.target))
            if fault and fault.name == 'refuse':
                headers = [('Retry-After', fault.retry_after)] if fault.retry_after else []
                return self.pack(entry, self.refuse(fault.status, fault.words, headers))
            return self.pack(entry, self.serve(part, claims))
        except GraphError as error:
            return self.pack(entry, self.explain(error))

    @staticmethod
    def pack(entry, answer):
        body = b''.join(answer.pieces())
        headers = dict(answer.headers)
        packed = {'id': entry['id'], 'status': answer.status, 'headers': headers}
        if body and 'json' in headers.get('Content-Type', ''):
            packed['body'] = json.loads(body)
        elif body:
            packed['body'] = base64.b64encode(body).decode()
        return packed


class Part:
    """A request that came in a batch."""

    def __init__(self, entry):
        if not isinstance(entry.get('url'), str) or not isinstance(entry.get('method'), str) \
                or '://' in entry['url']:
            raise GraphError(400, 'BadRequest', 'Invalid batch payload format.')
        self.method, self.target = entry['method'], '/v1.0/' + entry['url'].lstrip('/')
        parts = urllib.parse.urlsplit(self.target)
        self.path, self.query_text = parts.path, parts.query
        self.notes, self.headers = {}, Headers(entry.get('headers') or {})
        body = entry.get('body')
        if body is None:
            self.body = b''
        elif not self.headers.get('Content-Type'):
            raise GraphError(400, 'BadRequest', 'A body in a batch needs a Content-Type.')
        else:
            self.body = body.encode() if isinstance(body, str) else json.dumps(body).encode()

    query = web_server.Request.query
    content_type = web_server.Request.content_type


class Headers:
    def __init__(self, values):
        self.values = {name.lower(): str(value) for name, value in values.items()}

    def get(self, name, default=None):
        return self.values.get(name.lower(), default)

    def get_all(self, name, default=None):
        value = self.get(name)
        return default if value is None else [value]


if __name__ == '__main__':
    web_server.main(GraphService)
