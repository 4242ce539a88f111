# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""One request's view of the mailboxes: whose they are, and what its sender may do with them."""

import base64
import binascii

from ews_contents import Contents
from ews_mailbox import Failure
from ews_properties import Values, Writer
from ews_xml import VERSIONS, Fault, find, local_name

# What a right includes.
RIGHTS = {'read': ('read', 'full'), 'write': ('full',)}


class Session:
    def __init__(self, service, caller, call, intake):
        self.exchange, self.faults = service.exchange, service.soap_faults
        self.caller, self.user, self.intake = caller, caller.name, intake
        self.version = call.version
        self.contents = Contents()
        self.writer = Writer(self.exchange, self.contents)
        self.failures, self.anchored = [], True
        self.acting = self.impersonate(call.impersonated)

    def knows(self, version):
        return VERSIONS.index(self.version) >= VERSIONS.index(version)

    def note_failure(self, failure):
        self.failures.append(failure.code)

    # Whose mailbox.

    def impersonate(self, header):
        """The address the request acts as, which is its sender's, or of an application's choice."""
        if header is None:
            if self.caller.is_app:
                raise Fault('ErrorImpersonationRequired', 'ExchangeImpersonation SOAP header must be '
                            'present for this type of OAuth token.')
            return self.caller.address
        kind, who = header
        if kind == 'SID':
            raise Fault('ErrorInvalidUserSid', 'The user SID is not known.')
        if who.lower() not in self.exchange.mailboxes:
            raise Fault('ErrorNonExistentMailbox',
                        'The SMTP address has no mailbox associated with it.')
        if not self.caller.is_app and \
                (self.caller.name, who.lower(), 'impersonate') not in self.exchange.rights:
            raise Fault('ErrorImpersonateUserDenied', 'The account does not have permission to '
                        'impersonate the requested user.')
        return who.lower()

    def own_mailbox(self):
        return self.exchange.mailbox(self.acting)

    def may(self, mailbox, *rights):
        user = self.acting.partition('@')[0]
        return any((user, mailbox.address.lower(), right) in self.exchange.rights for right in rights)

    def check_right(self, mailbox, right):
        if mailbox.address.lower() != self.acting.lower() and not self.may(mailbox, *RIGHTS[right]):
            raise Failure('ErrorAccessDenied', 'Access is denied. Check credentials and try again.')

    def sending_as(self, author):
        """The Sender of a message that @author wrote."""
        mailbox = self.exchange.mailboxes.get(author.lower())
        if mailbox is not None and self.may(mailbox, 'send-as'):
            return author
        if mailbox is not None and self.may(mailbox, 'send-on-behalf'):
            return self.own_mailbox().address
        raise Failure('ErrorSendAsDenied', 'The user account which was used to submit this request does '
                      'not have the right to send mail on behalf of the specified sending account.')

    # What an id means.

    def folder(self, element, right='read'):
        if local_name(element) == 'DistinguishedFolderId':
            address = find(element, 't:Mailbox', 't:EmailAddress')
            mailbox = self.own_mailbox() if address is None else self.exchange.mailbox(address.text)
            folder = mailbox.distinguished.get(element.get('Id'))
            self.check_right(mailbox, right)
            if folder is None:
                raise Failure('ErrorFolderNotFound',
                              'The specified folder could not be found in the store.')
            return folder
        check_id(element.get('Id'))
        folder = self.exchange.find_folder(element.get('Id'))
        if folder is None:
            raise not_found()
        self.check_right(folder.mailbox, right)
        return folder

    def item(self, element, right='read'):
        check_id(element.get('Id'))
        item = self.exchange.find_item(element.get('Id'))
        if item is None:
            if self.exchange.find_folder(element.get('Id')):
                raise Failure('ErrorCannotUseFolderIdForItemId', 'The id is one of a folder.')
            raise not_found()
        self.check_right(item.folder.mailbox, right)
        return item

    def known(self, state, folder):
        """What the client with this SyncState knows of a folder."""
        if not state or self.faults.find(('resync',), 'SyncState', folder.name):
            return {}
        found = self.exchange.snapshots.get(state)
        if found is None or found[0] != folder.id or \
                self.faults.find(('forget',), 'SyncState', folder.name):
            raise Failure('ErrorInvalidSyncStateData',
                          'Synchronization state data is corrupt or otherwise invalid.')
        return found[1]

    # What a fault's TEXT is looked for in.

    def subject(self, item):
        return Values(self.exchange, item).get('item:Subject') or ''

    def describe(self, element):
        """The subject of the item, or the name of the folder, that an element of a request is about."""
        for one in element.iter():
            if not isinstance(one.tag, str):
                continue
            if local_name(one) in ('ItemId', 'ParentItemId'):
                item = self.exchange.find_item(one.get('Id'))
                return self.subject(item) if item else ''
            if local_name(one) == 'FolderId':
                folder = self.exchange.find_folder(one.get('Id'))
                return folder.name if folder else ''
            if local_name(one) == 'DistinguishedFolderId':
                return one.get('Id')
        return ''


def check_id(identifier):
    try:
        is_ours = base64.b64decode(identifier, validate=True)[:2] == b'\x00\x02'
    except (binascii.Error, ValueError):
        is_ours = False
    if not is_ours:
        raise Failure('ErrorInvalidIdMalformed', 'Id is malformed.')


def not_found():
    return Failure('ErrorItemNotFound', 'The specified object was not found in the store.')
