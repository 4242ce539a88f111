# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""The server's side of a connection: lines, counted bytes, and whether somebody talked too soon."""

import select
import socket
import ssl
import struct

PIECE = 1 << 16
IDLE_SECONDS = 300


class Gone(Exception):
    """The client is."""


class Stream:
    def __init__(self, connection):
        self.connection, self.buffer, self.is_tls = connection, b'', False
        connection.settimeout(IDLE_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def start_tls(self, context):
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.is_tls = True

    def fill(self):
        try:
            piece = self.connection.recv(PIECE)
        except (OSError, ssl.SSLError) as error:
            raise Gone(str(error)) from error
        if not piece:
            raise Gone('closed')
        self.buffer += piece

    def line(self, limit):
        """A line without its CRLF. One that is too long comes as it is so far."""
        while b'\n' not in self.buffer and len(self.buffer) <= limit:
            self.fill()
        line, end, rest = self.buffer.partition(b'\n')
        if end and len(line) < limit:
            self.buffer = rest
            return line + end
        self.buffer = self.buffer[limit + 1:]
        return line[:limit + 1]

    def octets(self, count):
        while len(self.buffer) < count:
            self.fill()
        octets, self.buffer = self.buffer[:count], self.buffer[count:]
        return octets

    def until_dot(self):
        """All up to the line with nothing but a dot, without that line."""
        start = 0
        while True:
            if self.buffer.startswith(b'.\r\n'):
                text, self.buffer = b'', self.buffer[3:]
                return text
            at = self.buffer.find(b'\r\n.\r\n', max(0, start - 4))
            if at >= 0:
                text, self.buffer = self.buffer[:at + 2], self.buffer[at + 5:]
                return text
            start = len(self.buffer)
            self.fill()

    def talks(self, seconds):
        """Whether there is more, now or within @seconds."""
        if self.buffer:
            return True
        pending = self.is_tls and self.connection.pending()
        if not pending and not select.select([self.connection], [], [], seconds)[0]:
            return False
        try:
            self.fill()
        except Gone:
            return False
        return True

    def say(self, text):
        try:
            self.connection.sendall(text.encode() + b'\r\n')
        except OSError as error:
            raise Gone(str(error)) from error

    def drop(self):
        """With a reset, as a machine that goes down and up again."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.connection.close()

    def wait_for_goodbye(self):
        try:
            while True:
                self.fill()
                self.buffer = b''
        except Gone:
            pass
