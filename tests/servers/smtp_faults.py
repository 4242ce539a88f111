# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""What a recording server does wrong on demand.

A line each of a file that may be replaced at any time, PHASE[:TEXT][*N|/N]=ACTION: at this phase (of
commands with TEXT in their line), the first N times or every Nth time.

    NNN TEXT     says this instead of what it should
    drop[:N]     resets the connection; in the phase `content` these three wait for N bytes
    close[:N]    ends it in order
    hang[:N]     says nothing more
    delay:MS     says it later
"""

import os
import re
import threading

PHASES = ('connect', 'ehlo', 'starttls', 'auth', 'mail', 'rcpt', 'data', 'content', 'dot', 'recorded',
          'rset', 'quit')
LINE = re.compile(r'(?P<phase>[a-z]+)(?::(?P<text>[^*/=]+))?(?:(?P<how>[*/])(?P<count>\d+))?='
                  r'(?P<action>\d{3} .*|(?:drop|close|hang)(?::\d+)?|delay:\d+)')


class Fault:
    def __init__(self, line):
        match = LINE.fullmatch(line)
        if match is None or match['phase'] not in PHASES:
            raise ValueError(f'no fault: {line!r}')
        self.phase, self.text, self.how = match['phase'], match['text'] or '', match['how']
        self.count, self.seen = int(match['count'] or 0), 0
        name, _, argument = match['action'].partition(':')
        self.is_answer = match['action'][:3].isdigit()
        self.action = match['action'] if self.is_answer else name
        self.argument = int(argument) if argument and not self.is_answer else 0

    def is_due(self):
        self.seen += 1
        if self.how == '*':
            return self.seen <= self.count
        return self.how != '/' or self.seen % self.count == 0


class Faults:
    """Those of one file, which need not be there."""

    def __init__(self, path):
        self.path, self.lock, self.faults, self.version = path, threading.Lock(), [], None

    def find(self, phase, line=''):
        """The fault that is due, or None."""
        with self.lock:
            self.reload()
            for fault in self.faults:
                if fault.phase == phase and fault.text.lower() in line.lower() and fault.is_due():
                    return fault
        return None

    def reload(self):
        try:
            status = os.stat(self.path)
        except FileNotFoundError:
            return
        version = (status.st_ino, status.st_mtime_ns)
        if version != self.version:
            with open(self.path, encoding='utf-8') as file:
                self.faults = [Fault(line) for line in file.read().splitlines() if line]
            self.version = version
