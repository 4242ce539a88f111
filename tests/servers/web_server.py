# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""A web server for tests, of which a service says what it answers: HTTP/1.1 with TLS on one port, and on
another one without, where no service listens and nobody may show a secret.

A line of JSON a request in RUN/requests, before it is answered: method, target, kind of authorization
(never what is in it), status, fault, and what the service notes; `violation` where the client did what
no client may.
"""

import argparse
import http.server
import json
import os
import re
import socket
import ssl
import struct
import sys
import threading
import time
import traceback
import urllib.parse

from web_faults import Faults

PIECE = 64 << 10
HEADER = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
SECRETS = re.compile(r'(?<=[?&])(access_token|code|client_secret|refresh_token|assertion|token)=[^&]*')


class Request:
    """What one client sent once."""

    def __init__(self, handler, body):
        self.method, self.target, self.headers = handler.command, handler.path, handler.headers
        parts = urllib.parse.urlsplit(handler.path)
        self.path, self.query_text, self.body = parts.path, parts.query, body
        self.connection = handler.memory  # what is remembered of this connection (a dict)
        self.notes = {}

    @property
    def query(self):
        """The parameters in their order, percent-decoded."""
        return urllib.parse.parse_qsl(self.query_text, keep_blank_values=True)

    @property
    def authorization(self):
        """(kind in lower case, the rest)."""
        kind, _, rest = (self.headers.get('Authorization') or '').partition(' ')
        return kind.lower(), rest.strip()

    def content_type(self):
        return (self.headers.get('Content-Type') or '').partition(';')[0].strip().lower()


class Answer:
    """`body`: bytes, or an iterable of such, which together have `length`, or are sent in chunks."""

    def __init__(self, status=200, body=b'', content_type=None, headers=(), length=None):
        self.status, self.body, self.headers = status, body, list(headers)
        self.length = len(body) if length is None and isinstance(body, bytes) else length
        if content_type:
            self.headers.append(('Content-Type', content_type))

    @classmethod
    def of_json(cls, status, value, headers=(), content_type='application/json; charset=utf-8'):
        return cls(status, json.dumps(value).encode(), content_type, headers)

    def pieces(self):
        return [self.body] if isinstance(self.body, bytes) else self.body


class Body:
    """What a request brings, in memory."""

    def __init__(self):
        self.pieces = []

    def write(self, piece):
        self.pieces.append(piece)

    def finish(self):
        """What Request.body is to be."""
        return b''.join(self.pieces)


class Service:
    """What a subclass has to say."""

    body_max = 256 << 20
    new_body = Body

    def __init__(self, options):
        self.options = options
        self.faults = None  # what goes wrong, for a service that has requests in requests

    def fault_text(self, request):
        """What the TEXT of a fault is looked for in."""
        return urllib.parse.unquote(request.target)

    def answer(self, request):
        """The Answer to a request."""
        raise NotImplementedError

    def refuse(self, status, words, headers=()):
        """The service's own kind of refusal."""
        return Answer.of_json(status, {'error': words}, headers)


class Lost(Exception):
    """The connection is over."""


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = 'HTTP/1.1'
    server_version = 'TocsinTest/1'
    sys_version = ''
    wbufsize = -1
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        self.memory = {}

    def log_message(self, *_arguments):
        """There is a log of our own."""

    def take(self):
        try:
            self.take_request()
        except (Lost, OSError):
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = take

    def read_body(self):
        body = self.server.service.new_body()
        length = self.headers.get('Content-Length')
        if 'chunked' in (self.headers.get('Transfer-Encoding') or '').lower():
            self.read_chunks(body)
        elif length is not None:
            if not length.isdigit() or int(length) > self.server.service.body_max:
                raise ValueError('Content-Length')
            self.copy_body(int(length), body)
        return body.finish()

    def copy_body(self, left, body):
        while left:
            piece = self.rfile.read(min(left, PIECE))
            if not piece:
                raise Lost
            body.write(piece)
            left -= len(piece)

    def read_chunks(self, body):
        total = 0
        while True:
            size = int(self.rfile.readline(1024).partition(b';')[0], 16)
            total += size
            if total > self.server.service.body_max:
                raise ValueError('body')
            if size == 0:
                while self.rfile.readline(PIECE).strip():
                    pass
                return
            self.copy_body(size, body)
            self.rfile.readline(8)

    def find_violation(self):
        """What the grammar of HTTP does not allow."""
        for name, value in self.headers.items():
            if not HEADER.fullmatch(name) or re.search('[\x00-\x08\x0a-\x1f\x7f]', value):
                return f'header {name}'
        for name in ('Host', 'Content-Length', 'Authorization', 'Content-Type'):
            if len(self.headers.get_all(name, [])) > 1:
                return f'{name} twice'
        if not self.headers.get('Host'):
            return 'no Host'
        if re.search('[^\x21-\x7e]', self.path) or re.search('%(?![0-9A-Fa-f]{2})', self.path):
            return 'target'
        return None

    def take_request(self):
        violation = self.find_violation()
        try:
            request = Request(self, self.read_body())
        except ValueError as error:
            violation, request = str(error), Request(self, self.server.service.new_body().finish())
            self.close_connection = True
        if not self.server.is_tls:
            if request.authorization[0]:
                violation = 'authorization without TLS'
            self.finish_request(request, Answer(403, b'', 'text/plain'), None, violation)
        elif violation:
            self.finish_request(request, self.server.service.refuse(400, violation), None, violation)
        else:
            self.serve(request)

    def serve(self, request):
        service = self.server.service
        fault = self.server.faults.find(request.method, service.fault_text(request))
        name = fault.name if fault else None
        if name in ('drop', 'hang'):
            self.server.note(request, 0, fault, None)
            self.break_off(name)
        if name == 'delay':
            time.sleep(int(fault.argument) / 1000)
        if name == 'refuse':
            headers = [('Retry-After', fault.retry_after)] if fault.retry_after else []
            answer = service.refuse(fault.status, fault.words, headers)
        elif name == 'page':
            answer = Answer(int(fault.argument), b'<html><body>The gateway is unwell.</body></html>',
                            'text/html')
        elif name == 'to':
            answer = Answer(302, b'', headers=[('Location', fault.argument)])
        else:
            answer = self.obtain(request)
        self.spoil(answer, fault)
        self.finish_request(request, answer, fault, None)

    def obtain(self, request):
        try:
            return self.server.service.answer(request)
        except Exception as error:  # a bug of ours has to be seen, not hung on
            self.server.note(request, 500, None, None)
            print(f'{request.method} {request.path}: {error!r}', file=sys.stderr, flush=True)
            traceback.print_exc()
            return self.server.service.refuse(500, f'internalServerError {error!r}')

    @staticmethod
    def spoil(answer, fault):
        if fault and fault.name == 'type':
            answer.headers = [header for header in answer.headers if header[0] != 'Content-Type']
            answer.headers.append(('Content-Type', fault.argument))
        elif fault and fault.name == 'body':
            with open(fault.argument, 'rb') as file:
                answer.body = file.read()
            answer.length = len(answer.body)

    def break_off(self, name):
        if name == 'hang':
            self.connection.settimeout(None)
            while self.rfile.read(1):
                pass
        else:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            socket.socket.close(self.connection)
        raise Lost

    def finish_request(self, request, answer, fault, violation):
        self.server.note(request, answer.status, fault, violation)
        if fault and fault.name == 'lose':
            self.break_off('drop')
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.length is not None and answer.status not in (204, 304):
            self.send_header('Content-Length', str(answer.length))
        elif answer.length is None:
            self.send_header('Transfer-Encoding', 'chunked')
        self.end_headers()
        self.send_body(request, answer, fault)

    def send_body(self, request, answer, fault):
        if request.method == 'HEAD' or answer.status in (204, 304):
            return
        left = int(fault.argument) if fault and fault.name == 'cut' else None
        for piece in answer.pieces():
            if left is not None and len(piece) >= left:
                self.wfile.write(piece[:left])
                self.wfile.flush()
                self.break_off('drop')
            self.write_piece(piece, answer.length is None)
            left = None if left is None else left - len(piece)
        if answer.length is None:
            self.wfile.write(b'0\r\n\r\n')

    def write_piece(self, piece, is_chunked):
        if not is_chunked:
            self.wfile.write(piece)
        elif piece:
            self.wfile.write(b'%x\r\n%s\r\n' % (len(piece), piece))
            self.wfile.flush()  # who streams has something to say now


class WebServer(http.server.ThreadingHTTPServer):
    """One listener."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, address, service, run, context):
        super().__init__(address, Handler)
        self.service, self.is_tls, self.lock = service, context is not None, threading.Lock()
        self.faults = Faults(f'{run}/faults')
        service.faults = self.faults
        self.log = os.open(f'{run}/requests', os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True,
                                              do_handshake_on_connect=False)

    def server_bind(self):
        # Without looking up our own name.
        http.server.socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], (OSError, Lost)):
            super().handle_error(request, client_address)

    def note(self, request, status, fault, violation):
        line = {'method': request.method, 'target': SECRETS.sub(r'\1=…', request.target),
                'auth': request.authorization[0] or None, 'status': status, **request.notes}
        if fault:
            line['fault'] = fault.line
        if violation:
            line['violation'] = violation
        os.write(self.log, json.dumps(line).encode() + b'\n')


def main(service_class):
    """A process of one service; everything about it is in RUN/options.json."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument('--run', required=True)
    run = parser.parse_args().run
    with open(f'{run}/options.json', encoding='utf-8') as file:
        options = json.load(file)
    options['run'] = run
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f'{run}/server.pem', f'{run}/server.key')
    service = service_class(options)
    host = options['HOST']
    plain = WebServer((host, int(options['PORT'])), service, run, None)
    tls = WebServer((host, int(options['TLS_PORT'])), service, run, context)
    threading.Thread(target=plain.serve_forever, daemon=True).start()
    tls.serve_forever()
