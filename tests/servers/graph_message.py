# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""A message as Microsoft Graph shows it, from MIME, and MIME from what a client says of one in JSON."""

import base64
import email
import email.policy
import email.utils
import hashlib
import html
import re
from datetime import datetime, timezone
from email.message import EmailMessage

# Of a larger message only the beginning is looked into: nobody asks for the attachments of those.
PARSE_MAX = 16 << 20
PREVIEW = 255
IMPORTANCE = {'high': 'high', '1': 'high', '2': 'high', 'low': 'low', '4': 'low', '5': 'low'}


def say_time(moment=None):
    moment = moment or datetime.now(timezone.utc)
    return moment.astimezone(timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')


def parse(mime):
    data = mime if len(mime) <= PARSE_MAX else mime[:64 << 10]
    return email.message_from_bytes(data, policy=email.policy.default)


def get_header(message, name):
    """The text of one header, or None; what is malformed is what it looks like."""
    try:
        value = message[name]
    except Exception:  # pylint: disable=broad-except
        value = dict(message.raw_items()).get(name)
    return None if value is None else str(value).replace('\r', '').replace('\n', '')


def read_people(message, name):
    found = []
    for value in message.get_all(name, []):
        for one in getattr(value, 'addresses', ()):
            found.append(recipient(one.addr_spec, one.display_name))
    return found


def recipient(address, name=''):
    return {'emailAddress': {'name': name or address, 'address': address}}


def read_time(text):
    try:
        return say_time(email.utils.parsedate_to_datetime(text))
    except (TypeError, ValueError, OverflowError):
        return None


def read_text(message, kinds):
    part = message.get_body(preferencelist=kinds)
    if part is None:
        return None
    try:
        return part.get_content()
    except (LookupError, ValueError, AttributeError, KeyError):
        return (part.get_payload(decode=True) or b'').decode('latin-1')


def strip_markup(text):
    return html.unescape(re.sub(r'<[^>]*>', '', re.sub(r'(?is)<(script|style).*?</\1>', '', text)))


def read_body(message):
    """(text, html): one is made from the other."""
    plain, markup = (read_text(message, (kind,)) for kind in ('plain', 'html'))
    if plain is None:
        plain = strip_markup(markup or '')
    if markup is None:
        markup = f'<html><head></head><body><pre>{html.escape(plain)}</pre></body></html>'
    return plain.replace('\r\n', '\n'), markup


def list_attachments(message):
    """[(properties, part)]."""
    found = []
    for part in message.iter_attachments() if message.is_multipart() else ():
        is_item = part.get_content_type() == 'message/rfc822'
        content = part.get_payload(0).as_bytes() if is_item else part.get_payload(decode=True) or b''
        number = hashlib.sha256(content + str(len(found)).encode()).digest()[:12]
        content_id = get_header(part, 'Content-ID')
        found.append(({
            '@odata.type': '#microsoft.graph.itemAttachment' if is_item
                           else '#microsoft.graph.fileAttachment',
            'id': 'AAkAATT' + base64.urlsafe_b64encode(number).decode() + 'A=',
            'name': part.get_filename() or ('message.eml' if is_item else 'attachment'),
            'contentType': None if is_item else part.get_content_type(), 'size': len(content),
            'isInline': part.get_content_disposition() == 'inline',
            **({} if is_item else {'contentId': content_id and content_id.strip('<>')})}, content))
    return found


def describe(mime, received=None):
    """What there is to know of a message that came in, as Graph names it."""
    message = parse(mime)
    plain, markup = read_body(message)
    sent = read_time(get_header(message, 'Date'))
    received = received or say_time()
    people = {name: read_people(message, header) for name, header in (
        ('from', 'From'), ('sender', 'Sender'), ('toRecipients', 'To'), ('ccRecipients', 'Cc'),
        ('bccRecipients', 'Bcc'), ('replyTo', 'Reply-To'))}
    first = people['from'][0] if people['from'] else None
    attachments = [properties for properties, _ in list_attachments(message)]
    subject = get_header(message, 'Subject') or ''
    identifier = get_header(message, 'Message-ID')
    topic = re.sub(r'(?i)^((re|fwd?|aw|wg):\s*)+', '', subject)
    importance = (get_header(message, 'Importance') or get_header(message, 'X-Priority') or '')
    return as_text({
        'receivedDateTime': received, 'sentDateTime': sent or received,
        'subject': subject, 'bodyPreview': ' '.join(plain.split())[:PREVIEW],
        'internetMessageId': identifier and identifier.strip(),
        'importance': IMPORTANCE.get(importance.strip().lower()[:4].strip(), 'normal'),
        'conversationId': 'AAQk' + hashlib.sha256(topic.encode()).hexdigest()[:24] + 'AAA=',
        'conversationIndex': base64.b64encode(hashlib.sha256(topic.encode()).digest()[:22]).decode(),
        'hasAttachments': any(not one['isInline'] for one in attachments),
        'isDeliveryReceiptRequested': None,
        'isReadReceiptRequested': message['Disposition-Notification-To'] is not None,
        'from': first, 'sender': (people['sender'] or [first])[0],
        **{name: people[name] for name in ('toRecipients', 'ccRecipients', 'bccRecipients', 'replyTo')},
        'internetMessageHeaders': [{'name': name, 'value': str(value).replace('\r\n', '')}
                                   for name, value in message.raw_items()],
        '_text': plain, '_html': markup, '_attachments': attachments})


def as_text(value):
    """The same, with what no Unicode text has made readable: bytes beyond ASCII that have no charset."""
    if isinstance(value, str):
        return value.encode('utf-8', 'surrogateescape').decode('utf-8', 'replace')
    if isinstance(value, dict):
        return {key: as_text(one) for key, one in value.items()}
    return [as_text(one) for one in value] if isinstance(value, list) else value


def split_people(values):
    return ', '.join(email.utils.formataddr((one['emailAddress'].get('name') or '',
                                             one['emailAddress']['address'])) for one in values)


HEADERS = (('toRecipients', 'To'), ('ccRecipients', 'Cc'), ('bccRecipients', 'Bcc'),
           ('replyTo', 'Reply-To'))


def compose(properties, sender, domain):
    """The MIME of a message that a client described in JSON."""
    message = EmailMessage(policy=email.policy.SMTP)
    message['From'] = split_people([properties.get('from') or recipient(sender)])
    for name, header in HEADERS:
        if properties.get(name):
            message[header] = split_people(properties[name])
    message['Subject'] = properties.get('subject') or ''
    message['Date'] = email.utils.format_datetime(datetime.now(timezone.utc))
    message['Message-ID'] = properties.get('internetMessageId') or email.utils.make_msgid(domain=domain)
    if (properties.get('importance') or 'normal').lower() != 'normal':
        message['Importance'] = properties['importance']
    if properties.get('isReadReceiptRequested'):
        message['Disposition-Notification-To'] = sender
    for header in properties.get('internetMessageHeaders') or ():
        message[header['name']] = header['value']
    body = properties.get('body') or {'contentType': 'text', 'content': ''}
    is_html = body.get('contentType', 'text').lower() == 'html'
    message.set_content(body.get('content') or '', subtype='html' if is_html else 'plain')
    for attachment in properties.get('attachments') or ():
        add_attachment(message, attachment)
    return message.as_bytes()


def add_attachment(message, attachment):
    content = base64.b64decode(attachment.get('contentBytes') or '')
    kind, _, subtype = (attachment.get('contentType') or 'application/octet-stream').partition('/')
    options = {'filename': attachment.get('name'),
               'disposition': 'inline' if attachment.get('isInline') else 'attachment'}
    if attachment.get('contentId'):
        options['cid'] = f'<{attachment["contentId"]}>'
    message.add_attachment(content, maintype=kind, subtype=subtype, **options)


def read_attachments(mime):
    return list_attachments(parse(mime))
