# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""What an Exchange server does wrong on demand, beyond what web_faults.py has.

A line each of a file that may be replaced at any time, OPERATION[:TEXT][*N|%N]=ACTION: at this operation
(GetItem.mime: when the MIME is asked for; Any: at each), for items with TEXT in their subject or folders
with TEXT in their name, the first N times or every Nth time.

    code:CODE     the response message is an error of this code
    fault:CODE    instead of an answer there is a SOAP fault, status 500; fault200: the same with 200
    busy:MS       ErrorServerBusy with BackOffMilliseconds, and so is everything this user asks until then
    forget        the SyncState is not known any more (ErrorInvalidSyncStateData)
    resync        the same, but it is begun anew without a word
    bom, zero     the answer begins with a BOM; has a reference to a character that XML does not have
    renamed       ResponseMessages are called Responses
    unknown       elements nobody has heard of are in the answer
    torn          the answer's XML ends in the middle
    silent        GetStreamingEvents: the connection stays, and tells nothing but that it is there
"""

import os
import re
import threading

from ews_mailbox import Failure
from ews_xml import Fault

LINE = re.compile(r'(?P<operation>[A-Z][A-Za-z]+(?:\.mime)?)(?::(?P<text>.+?))?'
                  r'(?:(?P<how>[*%])(?P<count>\d+))?='
                  r'(?P<action>(?:code|fault|fault200):\w+|busy:\d+|forget|resync|bom|zero|renamed|'
                  r'unknown|torn|silent)')
# They spoil an answer that is otherwise as it should be.
SPOILING = ('bom', 'zero', 'renamed', 'unknown', 'torn')
UNKNOWN = b'<x:Novelty xmlns:x="urn:x-test:novelty" X="1"><x:Inner>word</x:Inner></x:Novelty>'


class SoapFault:
    def __init__(self, line):
        match = LINE.fullmatch(line)
        if match is None or match['operation'].isupper():
            raise ValueError(f'no fault: {line!r}')
        self.operation, self.text = match['operation'], match['text'] or ''
        self.how, self.count, self.seen = match['how'], int(match['count'] or 0), 0
        self.name, _, self.argument = match['action'].partition(':')

    def fits(self, operation, text):
        return self.operation in ('Any', operation) and self.text in text

    def is_due(self):
        self.seen += 1
        if self.how == '*':
            return self.seen <= self.count
        return self.how != '%' or self.seen % self.count == 0


class SoapFaults:
    """Those of one file, which need not be there."""

    def __init__(self, path):
        self.path, self.lock, self.faults, self.version = path, threading.Lock(), [], None

    def find(self, names, operation, text=''):
        with self.lock:
            self.reload()
            for fault in self.faults:
                if fault.name in names and fault.fits(operation, text) and fault.is_due():
                    return fault
        return None

    def check(self, operation, text):
        """Raises what a single response message is to be."""
        found = self.find(('code',), operation, text)
        if found:
            raise Failure(found.argument, 'As ordered.')

    def check_operation(self, operation):
        """Raises what the whole request is to end with."""
        found = self.find(('fault', 'fault200'), operation)
        if found:
            raise Fault(found.argument, 'As ordered.', status=200 if found.name == 'fault200' else 500)

    def reload(self):
        try:
            status = os.stat(self.path)
        except FileNotFoundError:
            return
        version = (status.st_ino, status.st_mtime_ns)
        if version != self.version:
            with open(self.path, encoding='utf-8') as file:
                self.faults = [SoapFault(line) for line in file.read().splitlines() if line]
            self.version = version


def spoil(pieces, fault):
    """An answer's pieces as a fault has them."""
    pieces = list(pieces)
    if fault.name == 'bom':
        return [b'\xef\xbb\xbf', *pieces]
    if fault.name == 'torn':
        return [*pieces[:-1], pieces[-1][:len(pieces[-1]) // 2]]
    if fault.name == 'renamed':
        return [piece.replace(b'ResponseMessages>', b'Responses>') for piece in pieces]
    if fault.name == 'unknown':
        return [re.sub(rb'(<(?:\w+:)?(?:ResponseMessages|ResponseCode|Items|Changes)>)',
                       lambda match: UNKNOWN + match.group(1)
                       if b'ResponseMessages' not in match.group(1) else match.group(1) + UNKNOWN, piece)
                for piece in pieces]
    return [piece.replace(b'</t:Subject>', b'&#x0;</t:Subject>').replace(
        b'</t:DisplayName>', b'&#x0;</t:DisplayName>') for piece in pieces]
