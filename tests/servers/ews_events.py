# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Notifications: subscriptions, which outlive connections, pulled or streamed."""

import base64
import threading
import time
import uuid

from lxml import etree

from ews_folders import each, good
from ews_mailbox import Failure, now
from ews_xml import add, add_message, envelope, find, new_response, text_of, time_text
from web_server import Answer, Lost

SINCE = {'GetStreamingEvents': 'Exchange2010_SP1'}
STREAM_MINUTES = 30  # a streaming subscription lives so long without a connection
HEARTBEAT_MINUTES = 0.75
CONNECTIONS_MAX = 10  # streaming, of one account
IDS_MAX = 200  # in one GetStreamingEvents
SUBSCRIPTIONS_MAX = 5000
EVENTS_MAX = 200  # in one notification


class Event:
    """What happened: an item's or folder's, as it was then."""

    def __init__(self, number, kind, thing, more):
        self.number, self.kind, self.time = number, kind, now()
        self.is_item = hasattr(thing, 'path')
        self.identity = (thing.id, thing.change_key)
        self.parent = thing.folder if self.is_item else thing.parent or thing
        self.old_id, self.old_parent = more.get('old_id'), more.get('old_folder')
        self.unread = more.get('unread')

    @property
    def watermark(self):
        return base64.b64encode(b'\x01\x00' + self.number.to_bytes(14, 'big')).decode()

    def write(self, parent):
        """Appends its element."""
        element = add(parent, f't:{self.kind}Event')
        add(element, 't:Watermark', self.watermark)
        add(element, 't:TimeStamp', time_text(self.time))
        noun = 'Item' if self.is_item else 'Folder'
        add(element, f't:{noun}Id', Id=self.identity[0], ChangeKey=self.identity[1])
        add(element, 't:ParentFolderId', Id=self.parent.id, ChangeKey=self.parent.change_key)
        if self.kind in ('Moved', 'Copied'):
            add(element, f't:Old{noun}Id', Id=self.old_id, ChangeKey=self.identity[1])
            add(element, 't:OldParentFolderId', Id=self.old_parent.id,
                ChangeKey=self.old_parent.change_key)
        if self.unread is not None:
            add(element, 't:UnreadCount', self.unread)


class Subscription:
    def __init__(self, session, kind, mailbox, folders, types, minutes):
        self.id = base64.b64encode(uuid.uuid4().bytes * 3).decode()
        self.owner, self.kind, self.mailbox = session.user, kind, mailbox
        self.folders, self.types, self.minutes = folders, types, minutes
        self.events, self.used, self.stream = [], time.monotonic(), None

    def wants(self, event):
        if f'{event.kind}Event' not in self.types or event.parent.mailbox is not self.mailbox and \
                getattr(event.old_parent, 'mailbox', None) is not self.mailbox:
            return False
        places = {event.parent.id, getattr(event.old_parent, 'id', None)}
        if not event.is_item:
            places.add(event.identity[0])
        return self.folders is None or bool(places & self.folders)


class Hub:
    """All subscriptions, and the connections that wait for their events."""

    def __init__(self, exchange, schema, minute):
        self.exchange, self.schema, self.minute = exchange, schema, minute
        self.subscriptions, self.connections = {}, {}
        self.changed, self.count, self.cuts = threading.Condition(exchange.lock), 0, 0
        exchange.hub = self
        exchange.watchers.append(self.take)

    def take(self, kind, thing, more):
        """Under the lock: something happened. What concerns an item concerns its folder's numbers, too."""
        self.note(kind, thing, more)
        if hasattr(thing, 'path') and kind != 'NewMail':
            folder = thing.folder
            unread = sum(not item.is_read for item in folder.items.values())
            self.note('Modified', folder, {'unread': unread})
        self.changed.notify_all()

    def note(self, kind, thing, more):
        self.count += 1
        event = Event(self.count, kind, thing, more)
        for subscription in self.subscriptions.values():
            if subscription.wants(event):
                subscription.events.append(event)

    def get(self, identifier, session):
        found = self.subscriptions.get(identifier)
        if found and found.stream is None and \
                time.monotonic() - found.used > found.minutes * self.minute:
            found = self.subscriptions.pop(identifier, None) and None
        # An account behind another back end than its mailbox's finds nothing there.
        if found is None or found.owner != session.user or not session.anchored:
            raise Failure('ErrorSubscriptionNotFound', 'The specified subscription was not found.')
        return found

    def forget(self):
        """The server has lost them."""
        self.subscriptions.clear()
        self.changed.notify_all()

    def cut(self):
        """All connections that stream are gone, without a word."""
        self.cuts += 1
        self.changed.notify_all()

    # Streaming.

    def stream(self, session, body, version, request):
        ids = [element.text for element in find(body, 'm:SubscriptionIds')]
        minutes = int(text_of(body, 'm:ConnectionTimeout'))
        with self.exchange.lock:
            failure, bad = self.check_stream(ids, session)
            connection = object()
            if not failure:
                self.connections[connection] = session.user
                for identifier in ids:
                    self.subscriptions[identifier].stream = connection
                self.changed.notify_all()
            silent = session.faults.find(('silent',), 'GetStreamingEvents')
        request.notes['subscriptions'] = len(ids)
        if failure:
            request.notes['codes'] = [failure.code]
            return Answer(200, self.document(version, failure=failure, bad=bad, declare=True),
                          'text/xml; charset=utf-8')
        return Answer(200, self.documents(connection, ids, minutes, version, silent),
                      'text/xml; charset=utf-8')

    def check_stream(self, ids, session):
        """What is wrong with a request for events, and with which ids."""
        bad = []
        for identifier in ids:
            try:
                if self.get(identifier, session).kind != 'streaming':
                    bad.append(identifier)
            except Failure:
                bad.append(identifier)
        if bad:
            return Failure('ErrorInvalidSubscription', 'The subscription is not valid.'), bad
        if len(ids) > IDS_MAX:
            return Failure('ErrorInvalidRequest', 'There are too many subscriptions.'), []
        mine = sum(owner == session.user for owner in self.connections.values())
        if mine >= CONNECTIONS_MAX:
            return Failure('ErrorExceededConnectionCount', 'You have exceeded the available '
                           'concurrent connections for your account.'), []
        return None, []

    def documents(self, connection, ids, minutes, version, silent):
        """The documents of one connection, until its time is over."""
        end, cuts, told = time.monotonic() + minutes * self.minute, self.cuts, False
        try:
            yield self.document(version, status='OK', declare=True)
            while True:
                with self.changed:
                    mine = [self.subscriptions[identifier] for identifier in ids
                            if identifier in self.subscriptions]
                    taken = any(one.stream is not connection for one in mine)
                    mine = [one for one in mine if one.stream is connection]
                    news = [] if silent else self.collect(mine)
                    beat = min(time.monotonic() + HEARTBEAT_MINUTES * self.minute, end)
                    if not news and mine and cuts == self.cuts and beat > time.monotonic():
                        self.changed.wait(beat - time.monotonic())
                        news = [] if silent else self.collect(mine)
                if cuts != self.cuts:
                    raise Lost
                if taken and not told:
                    told = True
                    yield self.document(version, failure=Failure(
                        'ErrorNewEventStreamConnectionOpened', 'Another connection has been opened.'))
                if not mine or time.monotonic() >= end:
                    yield self.document(version, status='Closed')
                    return
                yield self.document(version, news=news) if news else self.document(version, status='OK') \
                    if time.monotonic() >= beat else b''
        finally:
            with self.exchange.lock:
                del self.connections[connection]
                for identifier in ids:
                    subscription = self.subscriptions.get(identifier)
                    if subscription and subscription.stream is connection:
                        subscription.stream, subscription.used = None, time.monotonic()

    def document(self, version, status=None, news=(), failure=None, bad=(), declare=False):
        """One of the many that a connection brings; only the first has an XML declaration."""
        root, messages = new_response('GetStreamingEvents')
        message = add_message(messages, 'GetStreamingEventsResponseMessage', failure)
        outer = add(message, 'm:Notifications') if news else None
        for identifier, events in news:
            inner = add(outer, 't:Notification')
            add(inner, 't:SubscriptionId', identifier)
            for event in events:
                event.write(inner)
        outer = add(message, 'm:ErrorSubscriptionIds') if bad else None
        for identifier in bad:
            add(outer, 't:SubscriptionId', identifier)
        if status:
            add(message, 'm:ConnectionStatus', status)
        complaint = self.schema.complain(root)
        if complaint:
            raise ValueError(complaint)  # ours: the connection ends, and the log tells
        return etree.tostring(envelope(version, root), xml_declaration=declare, encoding='utf-8')

    @staticmethod
    def collect(subscriptions):
        news = []
        for subscription in subscriptions:
            if subscription.events:
                news.append((subscription.id, subscription.events[:EVENTS_MAX]))
                del subscription.events[:EVENTS_MAX]
        return news


def subscribe(session, body):
    hub, request = session.exchange.hub, body[0]
    kind = {'PullSubscriptionRequest': 'pull',
            'StreamingSubscriptionRequest': 'streaming'}.get(etree.QName(request).localname)

    def work(_element):
        if kind is None:
            raise Failure('ErrorInvalidPushSubscriptionUrl', 'Nobody is called from here.')
        if kind == 'streaming' and not session.knows('Exchange2010_SP1'):
            raise Failure('ErrorInvalidSubscriptionRequest', 'Streaming is not of this version.')
        everything = request.get('SubscribeToAllFolders') in ('true', '1')
        ids = find(request, 't:FolderIds')
        if everything == (ids is not None):
            raise Failure('ErrorInvalidSubscriptionRequest', 'Either all folders or some.')
        folders = [session.folder(element) for element in ids] if ids is not None else []
        mailboxes = {folder.mailbox for folder in folders} or {session.own_mailbox()}
        if len(mailboxes) > 1:
            raise Failure('ErrorInvalidSubscriptionRequest', 'The folders are of several mailboxes.')
        mine = sum(one.owner == session.user for one in hub.subscriptions.values())
        if mine >= SUBSCRIPTIONS_MAX:
            raise Failure('ErrorExceededSubscriptionCount', 'There are too many subscriptions.')
        minutes = int(text_of(request, 't:Timeout') or STREAM_MINUTES)
        subscription = Subscription(session, kind, mailboxes.pop(),
                                    None if everything else {folder.id for folder in folders},
                                    {one.text for one in find(request, 't:EventTypes')}, minutes)
        hub.subscriptions[subscription.id] = subscription
        subscription.start = hub.count
        message = good('Subscribe')
        add(message, 'm:SubscriptionId', subscription.id)
        if kind == 'pull':
            add(message, 'm:Watermark', watermark(hub.count))
        return message

    return each('Subscribe', session, [body], work)


def watermark(number):
    return base64.b64encode(b'\x01\x00' + number.to_bytes(14, 'big')).decode()


def get_events(session, body):
    hub = session.exchange.hub

    def work(_element):
        subscription = hub.get(text_of(body, 'm:SubscriptionId'), session)
        if subscription.kind != 'pull':
            raise Failure('ErrorInvalidPullSubscriptionId', 'The subscription is not pulled.')
        given = text_of(body, 'm:Watermark')
        known = [watermark(subscription.start), *(event.watermark for event in subscription.events)]
        last = getattr(subscription, 'last', None)
        if given not in known and given != last:
            raise Failure('ErrorInvalidWatermark', 'The watermark is not valid.')
        if given in known[1:]:
            del subscription.events[:known.index(given)]
        subscription.used, subscription.last = time.monotonic(), given
        message = good('GetEvents')
        outer = add(message, 'm:Notification')
        add(outer, 't:SubscriptionId', subscription.id)
        add(outer, 't:PreviousWatermark', given)
        add(outer, 't:MoreEvents', len(subscription.events) > EVENTS_MAX)
        for event in subscription.events[:EVENTS_MAX]:
            event.write(outer)
        if not subscription.events:
            add(add(outer, 't:StatusEvent'), 't:Watermark', given)
        return message

    return each('GetEvents', session, [body], work)


def unsubscribe(session, body):
    hub = session.exchange.hub

    def work(_element):
        subscription = hub.get(text_of(body, 'm:SubscriptionId'), session)
        del hub.subscriptions[subscription.id]
        hub.changed.notify_all()
        return good('Unsubscribe')

    return each('Unsubscribe', session, [body], work)


OPERATIONS = {'Subscribe': subscribe, 'GetEvents': get_events, 'Unsubscribe': unsubscribe}
