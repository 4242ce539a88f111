# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""The recording SMTP server itself: what its sessions share, and its sockets."""

import argparse
import email
import hashlib
import json
import os
import socket
import ssl
import threading
import time

from smtp_faults import Faults
from smtp_session import MAX_RECIPIENTS, Session

BACKLOG = 128


class Recorder:
    def __init__(self, options):
        self.run = options.run
        self.name, self.domain = 'recorder.example.org', 'example.org'
        self.users, self.password = options.users.split(','), open_line(f'{options.run}/secret')
        self.mechanisms = options.mechanisms.upper().split()
        self.extends, self.needs_login = not options.helo_only, options.login_needed
        self.plaintext, self.size = options.plaintext, options.size
        self.grace = options.grace / 1000
        self.limits = dict(word.split('=') for word in options.limits.upper().split())
        self.extensions = self.all_extensions(options)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(f'{self.run}/server.pem', f'{self.run}/server.key')
        self.faults = Faults(f'{self.run}/faults')
        self.lock, self.count, self.sessions = threading.Lock(), 0, 0
        self.log = open(f'{self.run}/transcript', 'a', encoding='utf-8') if options.transcript else None
        self.violations = open(f'{self.run}/violations', 'a', encoding='utf-8')
        self.records = os.open(f'{self.run}/record', os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with open(f'{self.run}/record', encoding='utf-8') as file:
            self.count = sum(1 for _ in file)
        self.messages = f'{self.run}/messages' if options.keep else None

    def all_extensions(self, options):
        names = {'PIPELINING': '', 'SIZE': str(self.size), '8BITMIME': '', 'SMTPUTF8': '',
                 'CHUNKING': '', 'BINARYMIME': '', 'DSN': '', 'ENHANCEDSTATUSCODES': '', 'VRFY': '',
                 'EXPN': ''}
        if self.limits:
            names['LIMITS'] = ' '.join(f'{name}={value}' for name, value in self.limits.items())
        names.update({verb: '' for verb in options.verbs.upper().split()})
        names.update({'REQUIRETLS': '', 'STARTTLS': '', 'AUTH': ' '.join(self.mechanisms)})
        return {name: value for name, value in names.items()
                if name not in options.without.upper().split()}

    def offered(self, session):
        """The extensions that this session has."""
        hidden = ['STARTTLS'] if session.stream.is_tls else ['REQUIRETLS']
        if not session.stream.is_tls and not self.plaintext:
            hidden.append('AUTH')
        return {name: value for name, value in self.extensions.items() if name not in hidden}

    def limit(self, session, name):
        """RFC 9422; without that extension what RFC 5321 has every server take, and more."""
        return int(self.limits.get(name, MAX_RECIPIENTS)) if name == 'RCPTMAX' or \
            session.offers('LIMITS') and name in self.limits else float('inf')

    def record(self, session, transaction, content):
        """On the disk before anybody is told; returns its number."""
        message = email.message_from_bytes(content.partition(b'\r\n\r\n')[0])
        with self.lock:
            self.count += 1
            line = json.dumps({
                'number': self.count, 'session': session.number, 'host': session.host,
                'verb': transaction.verb, 'tls': session.stream.is_tls, 'user': session.user, 'from': transaction.sender,
                'parameters': transaction.parameters, 'to': transaction.recipients,
                'bdat': transaction.is_chunked, 'size': len(content),
                'sha256': hashlib.sha256(content).hexdigest(),
                'message-id': message['Message-ID'], 'subject': str(message['Subject'] or '')})
            if self.messages:
                with open(f'{self.messages}/{self.count}.eml', 'wb') as file:
                    file.write(content)
            os.write(self.records, line.encode() + b'\n')
            os.fsync(self.records)
            return self.count

    def note(self, text):
        if self.log:
            print(text, file=self.log, flush=True)

    def violate(self, text):
        self.note(f'violation: {text}')
        print(f'violation: {text}', file=self.violations, flush=True)

    @staticmethod
    def wait(seconds):
        time.sleep(seconds)

    def serve(self, listener, is_tls):
        while True:
            connection, _ = listener.accept()
            with self.lock:
                self.sessions += 1
                number = self.sessions
            threading.Thread(target=Session(self, connection, number, is_tls).run,
                             daemon=True).start()


def open_line(path):
    with open(path, encoding='utf-8') as file:
        return file.readline().rstrip('\n')


def listen(host, port):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(BACKLOG)
    return listener


def add_options(add):
    """Those of the server's own, which its fixture passes on."""
    add('--without', default='', help='extensions it does not offer')
    add('--limits', default='', help='as "RCPTMAX=5 MAILMAX=10" (RFC 9422)')
    add('--verbs', default='', help='as "SEND SOML SAML"')
    add('--size', type=int, default=32 << 20, help='octets a message may have')
    add('--helo-only', action='store_true', help='EHLO is refused')
    add('--plaintext', action='store_true', help='AUTH without TLS too')
    add('--login-needed', action='store_true', help='MAIL only after AUTH')
    add('--keep', action='store_true', help='keep every message in MESSAGES, as NUMBER.eml')
    add('--transcript', action='store_true', help='write all commands to TRANSCRIPT')
    add('--grace', type=float, default=1, help='milliseconds in which who talks too soon is caught')


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in ('--run', '--host', '--users', '--mechanisms'):
        parser.add_argument(name, required=True)
    for name in ('--port', '--tls-port'):
        parser.add_argument(name, type=int, required=True)
    add_options(parser.add_argument)
    options = parser.parse_args()
    recorder = Recorder(options)
    plain, tls = (listen(options.host, port) for port in (options.port, options.tls_port))
    threading.Thread(target=recorder.serve, args=(tls, True), daemon=True).start()
    recorder.serve(plain, False)


if __name__ == '__main__':
    main()
