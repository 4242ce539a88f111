# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""What a web server of the tests does wrong on demand.

A line each of a file that may be replaced at any time, METHOD[:TEXT][*N|%N]=ACTION: at requests of this
method (ANY: of each) with TEXT in their target, the first N times or every Nth time.

    NNN [WORDS] [@S]   is refused with this status, the service's own kind of body about WORDS, and, with
                       @S, Retry-After; nothing is done
    page:NNN           is refused with a page of HTML, as what stands in front of a service sends
    drop               the connection is reset; nothing is done
    hang               nothing is done, or said, any more
    delay:MS           is answered later
    lose               is done, and the connection reset instead of an answer
    cut:N              is done, and the connection reset after N bytes of the answer's body
    type:TEXT          is done; the answer says that its content is this
    body:FILE          is done; the answer's body is this file
    to:URL             is sent elsewhere (302); nothing is done
"""

import os
import re
import threading

LINE = re.compile(r'(?P<method>[A-Z]+)(?::(?P<text>.+?))?(?:(?P<how>[*%])(?P<count>\d+))?='
                  r'(?P<action>\d{3}(?: .*)?|page:\d{3}|drop|hang|lose|delay:\d+|cut:\d+|'
                  r'(?:type|body|to):.+)')
METHODS = ('ANY', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')


class Fault:
    def __init__(self, line):
        match = LINE.fullmatch(line)
        if match is None or match['method'] not in METHODS:
            raise ValueError(f'no fault: {line!r}')
        self.method, self.text, self.how = match['method'], match['text'] or '', match['how']
        self.count, self.seen, self.line = int(match['count'] or 0), 0, line
        action = match['action']
        self.status, self.words, self.retry_after = 0, '', None
        if action[:3].isdigit():
            self.name, self.argument, self.status = 'refuse', '', int(action[:3])
            words = re.fullmatch(r'(.*?) ?(?:@([\d.]+))?', action[4:])
            self.words, self.retry_after = words[1], words[2]
        else:
            self.name, _, self.argument = action.partition(':')

    def fits(self, method, target):
        return self.method in ('ANY', method) and self.text in target

    def is_due(self):
        self.seen += 1
        if self.how == '*':
            return self.seen <= self.count
        return self.how != '%' or self.seen % self.count == 0


class Faults:
    """Those of one file, which need not be there."""

    def __init__(self, path):
        self.path, self.lock, self.faults, self.version = path, threading.Lock(), [], None

    def find(self, method, target):
        """The fault that is due, or None."""
        with self.lock:
            self.reload()
            for fault in self.faults:
                if fault.fits(method, target) and fault.is_due():
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
