# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Exchange Web Services at /EWS/Exchange.asmx, and Autodiscover beside it: what an HTTP request comes to."""

import os
import pickle
import re
import signal
import sys
import threading
import time

import ews_autodiscover
import ews_control
import ews_events
import ews_folders
import ews_items
import ews_sending
import web_server
from ews_contents import Contents, Intake
from ews_faults import SPOILING, SoapFaults, spoil
from ews_folders import each
from ews_login import Denied, Login
from ews_mailbox import Exchange, Failure
from ews_session import Session
from ews_xml import (FURTHER_VERSIONS, VERSIONS, Call, Fault, Schema, envelope, fault_body, parse)
from web_server import Answer

OPERATIONS = {**ews_folders.OPERATIONS, **ews_items.OPERATIONS, **ews_sending.OPERATIONS,
              **ews_events.OPERATIONS}
PATH = '/ews/exchange.asmx'
XML = 'text/xml; charset=utf-8'
LARGE = 1 << 20
OPERATION = re.compile(rb'<(?:\w+:)?Body\b[^>]*>\s*<(?:\w+:)?(\w+)')


class EwsService(web_server.Service):
    body_max = 1 << 30

    def __init__(self, options):
        super().__init__(options)
        self.run = options['run']
        self.login, self.schema = Login(options), Schema(options['schema'])
        self.versions, self.asked = options['versions'], 0
        self.soap_faults = SoapFaults(f'{self.run}/soap-faults')
        self.exchange = self.load()
        self.hub = ews_events.Hub(self.exchange, self.schema, options['minute'] / 1000)
        self.busy, self.busy_lock = {}, threading.Lock()

    def load(self):
        return load_exchange(self.run) or new_exchange(self.options)

    def save(self):
        with self.exchange.lock, open(f'{self.run}/exchange', 'wb') as file:
            pickle.dump(self.exchange, file)

    def new_body(self):
        return Intake(f'{self.run}/messages')

    def fault_text(self, request):
        match = OPERATION.search(bytes(request.body.xml[:8192]))
        return f'{super().fault_text(request)} {match.group(1).decode() if match else ""}'

    def refuse(self, status, words, headers=()):
        return Answer(status, f'<html><body>{status} {words}</body></html>'.encode(), 'text/html', headers)

    def answer(self, request):
        try:
            return self.route(request)
        finally:
            request.body.discard()

    def route(self, request):
        path = request.path.lower()
        if path.startswith('/autodiscover/autodiscover.json'):
            return ews_autodiscover.answer_json(self, request)
        if path not in (PATH, *ews_autodiscover.PATHS):
            return self.refuse(404, 'Not Found')
        try:
            caller = self.login.check(request)
        except Denied as denied:
            return self.refuse(401, 'Unauthorized', self.login.challenges(denied))
        request.notes['user'] = caller.name
        if path in ews_autodiscover.PATHS:
            return ews_autodiscover.answer(self, request, caller)
        if request.method != 'POST':
            return self.refuse(405, 'Method Not Allowed', [('Allow', 'POST')])
        if request.content_type() not in ('text/xml', 'application/soap+xml'):
            return self.refuse(415, 'Unsupported Media Type')
        return self.serve_soap(request, caller)

    # SOAP.

    def next_version(self):
        """Several back ends answer in turn, of one version or of several."""
        self.asked += 1
        return self.versions[self.asked % len(self.versions)]

    def serve_soap(self, request, caller):
        version, contents, fault = self.next_version(), Contents(), None
        try:
            self.refuse_while_busy(caller, request)
            call = Call(self.schema, parse(bytes(request.body.xml)))
            request.notes.update({'operation': call.operation, 'version': call.version})
            self.check_version(call)
            self.order_faults(call, caller)
            session = Session(self, caller, call, request.body)
            self.note_session(request, session, call)
            if call.operation == 'GetStreamingEvents':
                return self.hub.stream(session, call.body, version, request)
            with self.exchange.lock:
                body = self.perform(session, call)
            contents, fault = session.contents, self.soap_faults.find(SPOILING, call.operation)
            request.notes['codes'] = sorted(set(session.failures))
            return self.reply(200, version, body, contents, fault)
        except Fault as error:
            request.notes['soap_fault'] = error.code
            return self.reply(error.status, version, fault_body(error), contents, fault)

    def perform(self, session, call):
        work = OPERATIONS.get(call.operation)
        if work is None:
            raise Fault('ErrorInvalidOperation', f'{call.operation} is not done here.')
        try:
            return work(session, call.body)
        except Failure as failure:
            # One that concerns the request as a whole.
            session.note_failure(failure)
            return each(call.operation, session, [failure], None)

    def check_version(self, call):
        if call.version in FURTHER_VERSIONS:
            call.version = VERSIONS[-1]
        newest = max(self.versions, key=VERSIONS.index)
        if call.version not in VERSIONS or VERSIONS.index(call.version) > VERSIONS.index(newest):
            raise Fault('ErrorInvalidServerVersion', 'The specified server version is invalid.')
        since = ews_events.SINCE.get(call.operation)
        if since and VERSIONS.index(call.version) < VERSIONS.index(since):
            raise Fault('ErrorInvalidRequest', f'{call.operation} is not of {call.version}.')

    def order_faults(self, call, caller):
        self.soap_faults.check_operation(call.operation)
        busy = self.soap_faults.find(('busy',), call.operation)
        if busy:
            with self.busy_lock:
                self.busy[caller.name] = time.monotonic() + int(busy.argument) / 1000
            raise server_busy(int(busy.argument))

    def refuse_while_busy(self, caller, request):
        """Who is told to wait and does not is told again."""
        with self.busy_lock:
            left = self.busy.get(caller.name, 0) - time.monotonic()
        if left > 0:
            request.notes['early'] = round(left, 3)
            raise server_busy(int(left * 1000) + 1)

    def note_session(self, request, session, call):
        request.notes['mailbox'] = session.acting
        anchor = request.headers.get('X-AnchorMailbox')
        if call.impersonated:
            session.anchored = (anchor or '').lower() == session.acting
            request.notes['anchored'] = session.anchored

    def reply(self, status, version, body, contents, fault):
        complaint = self.schema.complain(body) if body.tag.endswith('Response') else None
        if complaint:
            # An answer of ours that is none: to be mended here.
            print(f'{body.tag}: {complaint}', file=sys.stderr, flush=True)
            return self.refuse(500, f'invalid answer: {complaint}')
        pieces = contents.pieces(envelope(version, body))
        if fault:
            pieces = spoil(pieces, fault)
        if contents.sources:
            return Answer(status, pieces, XML)
        return Answer(status, b''.join(pieces), XML)


def server_busy(milliseconds):
    return Fault('ErrorServerBusy', 'The server cannot service this request right now. Try again later.',
                 back_off=milliseconds)


def load_exchange(run):
    """What a server that was stopped has left, or None."""
    path = f'{run}/exchange'
    if not os.path.exists(path):
        return None
    with open(path, 'rb') as file:
        return pickle.load(file)


def new_exchange(options):
    exchange = Exchange(options['run'])
    for user in options['USERS'].split(','):
        exchange.add_mailbox(f'{user}@{options["DOMAIN"]}')
    for address in options['shared']:
        exchange.add_mailbox(address)
    exchange.rights.update(tuple(right) for right in options['rights'])
    exchange.lists.update({name: list(members) for name, members in options['lists'].items()})
    return exchange


def serve(options):
    service = EwsService(options)

    def stop(_number, _frame):
        service.save()
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    ews_control.listen(service)
    return service


if __name__ == '__main__':
    web_server.main(serve)
