# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""A web server that is told of events: it writes down what it gets, answers as it is told, and checks
what it got by the published rules, with nothing but Python's standard library and openssl."""

import base64
import hashlib
import hmac
import http.server
import re
import ssl
import subprocess
import sys
import tempfile
import threading
import urllib.parse
from datetime import datetime

TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
# RFC 8410: what stands before the seed of an Ed25519 key in PKCS #8.
SEED_HEAD = bytes.fromhex('302e020100300506032b657004220420')


class Request:
    """What one client sent once."""

    def __init__(self, handler, body):
        self.method, self.target = handler.command, handler.path
        self.headers = list(handler.headers.items())
        self.body = body
        self.peer = handler.client_address

    def get(self, name):
        """The value of a header that may stand there once."""
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(found) < 2, f'{name} comes {len(found)} times: {self.headers}'
        return found[0] if found else None

    @property
    def path(self):
        return urllib.parse.urlsplit(self.target).path

    @property
    def query(self):
        return urllib.parse.parse_qsl(urllib.parse.urlsplit(self.target).query,
                                      keep_blank_values=True, strict_parsing=True)


class Handler(http.server.BaseHTTPRequestHandler):
    """Takes anything, but nothing that is no HTTP."""

    protocol_version = 'HTTP/1.1'
    # The head and the body of an answer in one packet.
    wbufsize = -1

    def do_POST(self):  # pylint: disable=invalid-name
        receiver = self.server.receiver
        for name, value in self.headers.items():
            assert TOKEN.fullmatch(name) and '\r' not in value and '\n' not in value, (name, value)
        body = self.rfile.read(int(self.headers['Content-Length']))
        receiver.requests.append(Request(self, body))
        status, headers, text = receiver.answers.pop(0) if receiver.answers else (204, {}, '')
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header('Content-Length', str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    do_PUT = do_PATCH = do_POST

    def log_message(self, *_arguments):
        """Nobody reads it."""


class Quiet(http.server.ThreadingHTTPServer):
    """Somebody who hangs up in the middle is nothing to talk about."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            self.receiver.problems.append(error)


class Receiver:
    """A private server on loopback; with @certificates, a directory of fixture's, one for TLS."""

    def __init__(self, certificates=None):
        self.requests = []
        self.answers = []
        self.problems = []
        self.server = Quiet(('127.0.0.1', 0), Handler)
        self.server.receiver = self
        self.port = self.server.server_address[1]
        self.scheme = 'https' if certificates else 'http'
        if certificates:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(f'{certificates}/server.pem', f'{certificates}/server.key')
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                     do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f'{self.scheme}://127.0.0.1:{self.port}'

    def close(self):
        assert not self.problems, self.problems
        self.server.shutdown()
        self.server.server_close()


def check_signatures(request, *secrets):
    """Standard Webhooks: one signature for each secret, in order."""
    identifier, time = request.get('webhook-id'), request.get('webhook-timestamp')
    signed = f'{identifier}.{time}.'.encode() + request.body
    given = request.get('webhook-signature').split(' ')
    assert len(given) == len(secrets), given
    assert abs(int(time) - datetime.now().timestamp()) < 300, time
    for secret, signature in zip(secrets, given):
        kind, value = signature.split(',')
        key = base64.b64decode(secret.split('_', 1)[1], validate=True)
        if secret.startswith('whsec_'):
            wanted = hmac.new(key, signed, hashlib.sha256).digest()
            assert kind == 'v1' and hmac.compare_digest(wanted, base64.b64decode(value)), signature
        else:
            assert kind == 'v1a', signature
            check_ed25519(key, signed, base64.b64decode(value))


def check_ed25519(seed, signed, signature):
    def openssl(*arguments, data):
        return subprocess.run(['openssl', *arguments], input=data, check=True,
                              stdout=subprocess.PIPE).stdout

    private = openssl('pkey', '-inform', 'DER', data=SEED_HEAD + seed)
    with tempfile.TemporaryDirectory() as directory:
        paths = {name: f'{directory}/{name}' for name in ('key', 'data', 'signature')}
        for name, content in (('key', private), ('data', signed), ('signature', signature)):
            with open(paths[name], 'wb') as file:
                file.write(content)
        openssl('pkeyutl', '-verify', '-inkey', paths['key'], '-rawin', '-in', paths['data'],
                '-sigfile', paths['signature'], data=b'')


def check_attributes(event):
    """CloudEvents 1.0.2, section 3: of an event's attributes, what has to be there and how."""
    assert event['specversion'] == '1.0', event
    for name in ('id', 'source', 'type'):
        assert isinstance(event[name], str) and event[name], (name, event)
    for name, value in event.items():
        assert re.fullmatch('[a-z0-9]{1,20}', name), name
        if isinstance(value, str):
            assert not re.search('[\x00-\x1f\x7f-\x9f]', value), (name, value)
    assert urllib.parse.quote(event['source'], safe="%/:=&?~#+!$,;'@()*[]") == event['source'], event
    if 'time' in event:
        assert datetime.fromisoformat(event['time'].replace('Z', '+00:00')).tzinfo, event['time']


def binary_attributes(request):
    """The attributes of a CloudEvent in binary mode (HTTP binding, section 3.1.3)."""
    found = {}
    for name, value in request.headers:
        if name.lower().startswith('ce-'):
            assert re.fullmatch('[\x21\x23-\x7e]*', value), (name, value)
            found[name.lower()[3:]] = urllib.parse.unquote(value, errors='strict')
    assert 'datacontenttype' not in found, found
    return found
