# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Which children, in which order, and which attributes the requests of Exchange Web Services have: for
where Microsoft's schema is not at hand. Elements of one name that mean several things by their place are
told apart by it."""

import re

from lxml import etree

MESSAGES = 'http://schemas.microsoft.com/exchange/services/2006/messages'
TYPES = 'http://schemas.microsoft.com/exchange/services/2006/types'
FOLDER_ID = '(FolderId |DistinguishedFolderId )'
ITEM_IDS = '(ItemId )+'
PATH = '(FieldURI |IndexedFieldURI |ExtendedFieldURI )'
EXPRESSION = ('(And |Or |Not |Contains |Exists |Excludes |IsEqualTo |IsNotEqualTo |IsGreaterThan |'
              'IsGreaterThanOrEqualTo |IsLessThan |IsLessThanOrEqualTo )')
VIEW = '(IndexedPage{0}View |FractionalPage{0}View )?'
EVENTS = '(FolderIds )?EventTypes (Watermark )?'

# Name: (children, required attributes, further attributes).
ELEMENTS = {
    'GetFolder': ('FolderShape FolderIds ', '', ''),
    'FindFolder': ('FolderShape ' + VIEW.format('Folder') + '(Restriction )?ParentFolderIds ',
                   'Traversal', ''),
    'CreateFolder': ('ParentFolderId Folders ', '', ''),
    'UpdateFolder': ('FolderChanges ', '', ''),
    'DeleteFolder': ('FolderIds ', 'DeleteType', ''),
    'EmptyFolder': ('FolderIds ', 'DeleteType DeleteSubFolders', ''),
    'SyncFolderHierarchy': ('FolderShape (SyncFolderId )?(SyncState )?', '', ''),
    'FindItem': ('ItemShape ' + VIEW.format('Item') + '(Restriction )?(SortOrder )?ParentFolderIds '
                 '(QueryString )?', 'Traversal', ''),
    'GetItem': ('ItemShape ItemIds ', '', ''),
    'SyncFolderItems': ('ItemShape SyncFolderId (SyncState )?(Ignore )?MaxChangesReturned '
                        '(SyncScope )?', '', ''),
    'GetAttachment': ('(AttachmentShape )?AttachmentIds ', '', ''),
    'CreateAttachment': ('ParentItemId Attachments ', '', ''),
    'DeleteAttachment': ('AttachmentIds ', '', ''),
    'CreateItem': ('(SavedItemFolderId )?Items ', '', 'MessageDisposition SendMeetingInvitations'),
    'UpdateItem': ('(SavedItemFolderId )?ItemChanges ', 'ConflictResolution',
                   'MessageDisposition SendMeetingInvitationsOrCancellations SuppressReadReceipts'),
    'MoveItem': ('ToFolderId ItemIds (ReturnNewItemIds )?', '', ''),
    'CopyItem': ('ToFolderId ItemIds (ReturnNewItemIds )?', '', ''),
    'DeleteItem': ('ItemIds ', 'DeleteType',
                   'SendMeetingCancellations AffectedTaskOccurrences SuppressReadReceipts'),
    'SendItem': ('ItemIds (SavedItemFolderId )?', 'SaveItemToFolder', ''),
    'ResolveNames': ('(ParentFolderIds )?UnresolvedEntry ', 'ReturnFullContactData',
                     'SearchScope ContactDataShape'),
    'ExpandDL': ('Mailbox ', '', ''),
    'Subscribe': ('(PullSubscriptionRequest |StreamingSubscriptionRequest )', '', ''),
    'Unsubscribe': ('SubscriptionId ', '', ''),
    'GetEvents': ('SubscriptionId Watermark ', '', ''),
    'GetStreamingEvents': ('SubscriptionIds ConnectionTimeout ', '', ''),
    # Headers.
    'RequestServerVersion': ('', 'Version', ''),
    'ExchangeImpersonation': ('ConnectingSID ', '', ''),
    'ConnectingSID': ('(PrincipalName |SID |PrimarySmtpAddress |SmtpAddress )', '', ''),
    # Parts of them.
    'FolderShape': ('BaseShape (AdditionalProperties )?', '', ''),
    'ItemShape': ('BaseShape (IncludeMimeContent )?(BodyType )?(UniqueBodyType )?'
                  '(NormalizedBodyType )?(FilterHtmlContent )?(ConvertHtmlCodePageToUTF8 )?'
                  '(InlineImageUrlTemplate )?(BlockExternalImages )?(AddBlankTargetToLinks )?'
                  '(MaximumBodySize )?(AdditionalProperties )?', '', ''),
    'AttachmentShape': ('(IncludeMimeContent )?(BodyType )?(FilterHtmlContent )?'
                        '(AdditionalProperties )?', '', ''),
    'AdditionalProperties': (PATH + '+', '', ''),
    'FolderIds': (FOLDER_ID + '+', '', ''), 'ParentFolderIds': (FOLDER_ID + '+', '', ''),
    'ParentFolderId': (FOLDER_ID, '', ''), 'ToFolderId': (FOLDER_ID, '', ''),
    'SavedItemFolderId': (FOLDER_ID, '', ''), 'SyncFolderId': (FOLDER_ID, '', ''),
    'FolderId': ('', 'Id', 'ChangeKey'), 'DistinguishedFolderId': ('(Mailbox )?', 'Id', 'ChangeKey'),
    'ItemIds': (ITEM_IDS, '', ''), 'Ignore': ('(ItemId )*', '', ''),
    'ItemId': ('', 'Id', 'ChangeKey'), 'ParentItemId': ('', 'Id', 'ChangeKey'),
    'AttachmentIds': ('(AttachmentId )+', '', ''), 'AttachmentId': ('', 'Id', ''),
    'IndexedPageItemView': ('', 'Offset BasePoint', 'MaxEntriesReturned'),
    'IndexedPageFolderView': ('', 'Offset BasePoint', 'MaxEntriesReturned'),
    'FieldURI': ('', 'FieldURI', ''), 'IndexedFieldURI': ('', 'FieldURI FieldIndex', ''),
    'ExtendedFieldURI': ('', 'PropertyType', 'DistinguishedPropertySetId PropertySetId PropertyTag '
                         'PropertyName PropertyId'),
    'Restriction': (EXPRESSION, '', ''), 'And': (EXPRESSION + '+', '', ''),
    'Or': (EXPRESSION + '+', '', ''), 'Not': (EXPRESSION, '', ''), 'Exists': (PATH, '', ''),
    'Contains': (PATH + 'Constant ', '', 'ContainmentMode ContainmentComparison'),
    'Excludes': (PATH + 'Bitmask ', '', ''), 'Bitmask': ('', 'Value', ''),
    'Constant': ('', 'Value', ''),
    'FieldURIOrConstant': ('(Constant |FieldURI |IndexedFieldURI |ExtendedFieldURI )', '', ''),
    'SortOrder': ('(FieldOrder )+', '', ''), 'FieldOrder': (PATH, 'Order', ''),
    'ItemChanges': ('(ItemChange )+', '', ''), 'ItemChange': ('ItemId Updates ', '', ''),
    'Updates': ('(AppendToItemField |SetItemField |DeleteItemField )+|'
                '(AppendToFolderField |SetFolderField |DeleteFolderField )+', '', ''),
    'FolderChanges': ('(FolderChange )+', '', ''), 'FolderChange': (FOLDER_ID + 'Updates ', '', ''),
    'SetItemField': (PATH + '(Item |Message )', '', ''), 'DeleteItemField': (PATH, '', ''),
    'SubscriptionIds': ('(SubscriptionId )+', '', ''),
    'StreamingSubscriptionRequest': ('(FolderIds )?EventTypes ', '', 'SubscribeToAllFolders'),
    'PullSubscriptionRequest': (EVENTS + 'Timeout ', '', 'SubscribeToAllFolders'),
    'EventTypes': ('(EventType )+', '', ''),
    'Mailbox': ('(Name )?(EmailAddress )?(RoutingType )?(MailboxType )?(ItemId )?'
                '(OriginalDisplayName )?', '', ''),
    'Message': ('(MimeContent )?(ItemId )?(ParentFolderId )?(ItemClass )?(Subject )?(Sensitivity )?'
                '(Body )?(Attachments )?(DateTimeReceived )?(Size )?(Categories )?(Importance )?'
                '(InReplyTo )?(InternetMessageHeaders )?(DateTimeSent )?(ReminderDueBy )?'
                '(ReminderIsSet )?(ReminderMinutesBeforeStart )?(ExtendedProperty )*(Culture )?'
                '(Flag )?(Sender )?(ToRecipients )?(CcRecipients )?(BccRecipients )?(IsReadReceiptRequested )?'
                '(IsDeliveryReceiptRequested )?(From )?(InternetMessageId )?(IsRead )?'
                '(IsResponseRequested )?(References )?(ReplyTo )?', '', ''),
    'ExtendedProperty': ('ExtendedFieldURI (Value |Values )', '', ''),
    'Categories': ('(String )*', '', ''),
    'Flag': ('FlagStatus (StartDate )?(DueDate )?(CompleteDate )?', '', ''),
}
for _name in ('IsEqualTo', 'IsNotEqualTo', 'IsGreaterThan', 'IsGreaterThanOrEqualTo', 'IsLessThan',
              'IsLessThanOrEqualTo'):
    ELEMENTS[_name] = (PATH + 'FieldURIOrConstant ', '', '')

# What the text of an element, or an attribute, may be.
BOOLEAN = 'true|false|0|1'
VALUES = {
    'BaseShape': 'IdOnly|Default|AllProperties', 'BodyType': 'Best|HTML|Text',
    'IncludeMimeContent': BOOLEAN, 'IsRead': BOOLEAN, 'ReturnNewItemIds': BOOLEAN,
    'ConnectionTimeout': '[1-9]|[12][0-9]|30', 'Timeout': '[1-9][0-9]{0,3}',
    'MaxChangesReturned': r'\d{1,3}', 'SyncScope': 'NormalItems|NormalAndAssociatedItems',
    'EventType': 'CopiedEvent|CreatedEvent|DeletedEvent|ModifiedEvent|MovedEvent|NewMailEvent|'
                 'FreeBusyChangedEvent',
    'FlagStatus': 'NotFlagged|Flagged|Complete', 'Importance': 'Low|Normal|High',
    'Sensitivity': 'Normal|Personal|Private|Confidential',
    '@Traversal': 'Shallow|Deep|SoftDeleted|Associated',
    '@DeleteType': 'HardDelete|SoftDelete|MoveToDeletedItems', '@Order': 'Ascending|Descending',
    '@MessageDisposition': 'SaveOnly|SendOnly|SendAndSaveCopy', '@BasePoint': 'Beginning|End',
    '@ConflictResolution': 'NeverOverwrite|AutoResolve|AlwaysOverwrite',
    '@SaveItemToFolder': BOOLEAN, '@SubscribeToAllFolders': BOOLEAN,
    '@ReturnFullContactData': BOOLEAN, '@SuppressReadReceipts': BOOLEAN, '@Offset': r'-?\d+',
    '@MaxEntriesReturned': r'\d+',
    '@ContainmentMode': 'FullString|Prefixed|Substring|PrefixOnWords|ExactPhrase',
    '@ContainmentComparison': 'Exact|IgnoreCase|IgnoreNonSpacingCharacters|Loose|'
                              'IgnoreCaseAndNonSpacingCharacters|LooseAndIgnoreCase|'
                              'LooseAndIgnoreNonSpace|LooseAndIgnoreCaseAndIgnoreNonSpace',
    '@Version': 'Exchange20(07(_SP1)?|09|10(_SP[12])?|12|13(_SP1)?|15|16)|V201[567]_\\d\\d_\\d\\d',
}
# Of the types' namespace, whatever stands around them; the others are of the messages'.
IN_MESSAGES = {'FolderShape', 'ItemShape', 'AttachmentShape', 'FolderIds', 'ParentFolderIds',
               'ParentFolderId', 'ToFolderId', 'SavedItemFolderId', 'SyncFolderId', 'SyncState', 'Ignore',
               'MaxChangesReturned', 'SyncScope', 'ItemIds', 'AttachmentIds', 'ParentItemId', 'Attachments',
               'Items', 'ItemChanges', 'ReturnNewItemIds', 'IndexedPageItemView', 'IndexedPageFolderView',
               'FractionalPageItemView', 'FractionalPageFolderView', 'Restriction', 'SortOrder',
               'QueryString', 'UnresolvedEntry', 'PullSubscriptionRequest', 'StreamingSubscriptionRequest',
               'SubscriptionIds', 'ConnectionTimeout', 'Folders', 'FolderChanges'}
IN_BOTH = {'SubscriptionId', 'Watermark', 'Mailbox', 'Attachments', 'ParentFolderId', 'FolderIds'}


def complain(element, depth=0):
    """What is wrong with a request or a header, or None. Answers are not looked at."""
    name, namespace = etree.QName(element).localname, etree.QName(element).namespace
    if depth == 0 and (name not in ELEMENTS or name.endswith('Response')):
        return None
    if depth and name not in IN_BOTH and namespace != (MESSAGES if name in IN_MESSAGES else TYPES):
        return f'{name} is of the namespace {namespace}'
    children = [child for child in element if isinstance(child.tag, str)]
    complaint = complain_about_shape(element, name, children) or complain_about_values(element, name)
    for child in children:
        complaint = complaint or complain(child, depth + 1)
    return complaint


def complain_about_shape(element, name, children):
    if name not in ELEMENTS:
        return None
    pattern, required, further = ELEMENTS[name]
    found = ''.join(etree.QName(child).localname + ' ' for child in children)
    if not re.fullmatch(pattern, found):
        return f'{name} has the children {found or "none"}'
    given = {key for key in element.attrib if not key.startswith('{')}
    if not set(required.split()) <= given or given - set(required.split()) - set(further.split()):
        return f'{name} has the attributes {sorted(given)}'
    return None


def complain_about_values(element, name):
    if name in VALUES and not re.fullmatch(VALUES[name], (element.text or '').strip()):
        return f'{name} is {element.text!r}'
    for key, value in element.attrib.items():
        if not re.fullmatch(VALUES.get(f'@{key}', '(?s).*'), value):
            return f'{key} of {name} is {value!r}'
    return None
