# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Gmail's mail servers, run by `gmail`: IMAP and SMTP with TLS from the first byte, for clients that sign in;
and a plain port on which the fixture itself is whom it says it is (a line `USER alice@example.org`)."""

import argparse
import base64
import json
import re
import select
import socket
import ssl
import sys
import threading

import gmail_imap
from gmail_store import Mailbox, now
from imap_program import Wrong

PIECE = 1 << 16
APP_PASSWORD = ('[ALERT] Application-specific password required: '
                f'{gmail_imap.APP_PASSWORDS} (Failure)')


class Stream:
    """A socket with a buffer that can be looked into."""

    def __init__(self, connection):
        self.socket, self.buffer, self.out = connection, b'', []

    def fill(self):
        piece = self.socket.recv(PIECE)
        if not piece:
            raise EOFError
        self.buffer += piece

    def has_input(self):
        pending = getattr(self.socket, 'pending', lambda: 0)
        return bool(self.buffer) or pending() > 0 or bool(select.select([self.socket], [], [], 0)[0])

    def readline(self, most=PIECE):
        while b'\n' not in self.buffer and len(self.buffer) < most:
            self.fill()
        end = self.buffer.find(b'\n') + 1 or most
        line, self.buffer = self.buffer[:end], self.buffer[end:]
        return line

    def read(self, count):
        while len(self.buffer) < count:
            self.fill()
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def write(self, data):
        self.out.append(data)

    def flush(self):
        data, self.out = b''.join(self.out), []
        self.socket.sendall(data)


class Server:
    def __init__(self, options):
        self.options = options
        self.users = [f'{name}@{options["DOMAIN"]}' for name in options['USERS'].split(',')]
        self.mailboxes = {user: Mailbox(options['LANGUAGE']) for user in self.users}
        self.mechanisms = options['MECHANISMS'].split()
        self.lock = threading.Lock()

    def note(self, kind, text):
        with self.lock, open(self.options['NOTES'], 'a', encoding='utf-8', errors='replace') as file:
            file.write(f'{kind}: {text}\n')

    # Who signs in. Each returns None, or what is said instead.

    def check_password(self, user, password):
        self.note('auth', 'password')
        if user not in self.users or password not in (self.options['PASSWORD'],
                                                      self.options['APP_PASSWORD']):
            return '[AUTHENTICATIONFAILED] Invalid credentials (Failure)'
        return None if password == self.options['APP_PASSWORD'] else APP_PASSWORD

    def check_sasl(self, mechanism, raw):
        """(user, verdict)"""
        text = raw.decode('utf-8', 'replace')
        if mechanism == 'PLAIN':
            words = text.split('\0')
            if len(words) != 3:
                raise Wrong('PLAIN')
            return words[1], self.check_password(words[1], words[2])
        pattern = r'user=([^\x01]*)\x01auth=Bearer ([^\x01]+)\x01\x01' if mechanism == 'XOAUTH2' else \
            r'n,a=([^,]*),\x01(?:host=[^\x01]*\x01port=\d+\x01)?auth=Bearer ([^\x01]+)\x01\x01'
        match = re.fullmatch(pattern, text)
        if match is None:
            raise Wrong(mechanism)
        self.note('auth', mechanism)
        user = match.group(1)
        if user not in self.users:
            return user, '[AUTHENTICATIONFAILED] Invalid credentials (Failure)'
        return user, gmail_imap.check_token(self.options['STORE'], user, match.group(2))

    # Who is served.

    def imap(self, stream):
        gmail_imap.Client(self, stream).run()

    def own(self, stream):
        stream.write(b'* OK here\r\n')
        stream.flush()
        user = stream.readline().decode().split()[1]
        gmail_imap.Client(self, stream, user).run()

    def smtp(self, stream):
        Sending(self, stream).run()

    def serve(self, connection, context, handler):
        try:
            connection.settimeout(600)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if context is not None:
                connection = context.wrap_socket(connection, server_side=True)
            handler(Stream(connection))
        except (OSError, EOFError):
            pass
        except Exception as error:  # noqa: BLE001 (a bug of ours is to be seen, and not to be silent)
            self.note('broken', repr(error))
            raise
        finally:
            connection.close()

    def listen(self, port, context, handler):
        listener = socket.create_server((self.options['HOST'], int(port)), backlog=100)

        def accept():
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=self.serve, args=(connection, context, handler),
                                 daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()


class Sending:
    """One client of smtp.gmail.com. What is sent lies in Sent, and comes to those who are here."""

    def __init__(self, server, stream):
        self.server, self.stream, self.user, self.sender, self.to = server, stream, None, None, []

    def say(self, text):
        self.stream.write(text.encode() + b'\r\n')
        self.stream.flush()

    def run(self):
        self.say('220 smtp.gmail.com ESMTP t0csin - gsmtp')
        while True:
            line = self.stream.readline().decode('utf-8', 'replace').rstrip('\r\n')
            name = line.split(' ')[0].upper()
            self.server.note('smtp', name)
            if name == 'QUIT':
                self.say('221 2.0.0 closing connection - gsmtp')
                return
            try:
                self.say(getattr(self, 'do_' + name.lower())(line))
            except (AttributeError, Wrong) as error:
                self.server.note('violation', f'SMTP {line}: {error}')
                self.say('502 5.5.1 Unrecognized command. - gsmtp')

    def do_ehlo(self, _line):
        return ('250-smtp.gmail.com at your service, [127.0.0.1]\r\n250-SIZE 35882577\r\n250-8BITMIME\r\n'
                '250-AUTH ' + ' '.join(self.server.mechanisms) + '\r\n250-ENHANCEDSTATUSCODES\r\n'
                '250-PIPELINING\r\n250-CHUNKING\r\n250 SMTPUTF8')

    def do_auth(self, line):
        words = line.split(' ')
        if len(words) < 3:
            self.say('334 ')
            words.append(self.stream.readline().decode().strip())
        user, verdict = self.server.check_sasl(words[1].upper(), base64.b64decode(words[2]))
        if verdict is None:
            self.user = user
            return '235 2.7.0 Accepted'
        if words[1].upper() != 'PLAIN':
            self.say('334 ' + base64.b64encode(b'{"status":"400","schemes":"Bearer","scope":'
                                               b'"https://mail.google.com/"}').decode())
            self.stream.readline()
        if verdict is APP_PASSWORD:
            return '534-5.7.9 Application-specific password required. For more information, go to\r\n' \
                   f'534 5.7.9  {gmail_imap.APP_PASSWORDS} - gsmtp'
        return '535 5.7.8 Username and Password not accepted. - gsmtp'

    def do_mail(self, line):
        if self.user is None:
            return '530 5.7.0 Authentication Required. - gsmtp'
        self.sender, self.to = line, []
        return '250 2.1.0 OK - gsmtp'

    def do_rcpt(self, line):
        if self.sender is None:
            return '503 5.5.1 MAIL first. - gsmtp'
        self.to.append(re.search(r'<([^>]*)>', line).group(1))
        return '250 2.1.5 OK - gsmtp'

    def do_data(self, _line):
        if not self.to:
            return '503 5.5.1 RCPT first. - gsmtp'
        self.say('354 Go ahead - gsmtp')
        lines = []
        while (line := self.stream.readline()) != b'.\r\n':
            lines.append(line[1:] if line.startswith(b'.') else line)
        return self.take(b''.join(lines))

    def do_bdat(self, line):
        words = line.split(' ')
        self.chunks = getattr(self, 'chunks', b'') + self.stream.read(int(words[1]))
        if len(words) < 3:
            return '250 2.0.0 OK - gsmtp'
        raw, self.chunks = self.chunks, b''
        return self.take(raw)

    def take(self, raw):
        for user, place in [(self.user, '\\Sent'), *((to, None) for to in self.to)]:
            mailbox = self.server.mailboxes.get(user)
            if mailbox is not None:
                with mailbox.lock:
                    mailbox.add(raw, now(), [], mailbox.special(place) if place else mailbox.find('INBOX'))
        self.sender, self.to = None, []
        return '250 2.0.0 OK  - gsmtp'

    def do_rset(self, _line):
        self.sender, self.to = None, []
        return '250 2.1.5 Flushed - gsmtp'

    def do_noop(self, _line):
        return '250 2.0.0 OK - gsmtp'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--run', required=True)
    run = parser.parse_args().run
    with open(f'{run}/options.json', encoding='utf-8') as file:
        server = Server(json.load(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f'{run}/server.pem', f'{run}/server.key')
    server.listen(server.options['SMTP_PORT'], context, server.smtp)
    server.listen(server.options['PORT'], None, server.own)
    server.listen(server.options['TLS_PORT'], context, server.imap)
    threading.Event().wait()


if __name__ == '__main__':
    sys.exit(main())
