# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""One client of Gmail's IMAP service (RFC 3501 with what the service says it can): what is outside of the
grammar or was not offered is refused and noted as a violation."""

import base64
import calendar
import json
import re
import time

import gmail_body
import oauth_tokens
from gmail_search import MONTHS, Refusal, Search
from gmail_store import SYSTEM, now
from imap_program import LITERAL, Wrong

BEFORE = 'IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 XYZZY SASL-IR'
AFTER = ('IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS ENABLE MOVE '
         'CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE '
         'APPENDLIMIT=35651584')
AUDIENCE = 'https://mail.google.com/'
MOST_LITERAL = 35651584
MOST_UNASKED = 4096
FLAGS = '\\Answered \\Flagged \\Draft \\Deleted \\Seen'
APP_PASSWORDS = 'https://support.google.com/accounts/answer/185833'
WORD = re.compile(rb'"((?:[^"\\\r\n]|\\["\\])*)"|\(|\)|((?:[^\s()"\[]|\[[^\]]*\])+)')


def encode(name):
    """Modified UTF-7 (RFC 3501, section 5.1.3)."""
    def shift(match):
        raw = base64.b64encode(match.group().encode('utf-16-be')).rstrip(b'=').replace(b'/', b',')
        return '&' + raw.decode() + '-'
    return re.sub('[^\x20-\x7e]+', shift, name.replace('&', '&-'))


def decode(name):
    def unshift(match):
        raw = match.group(1).replace(',', '/')
        return base64.b64decode(raw + '=' * (-len(raw) % 4)).decode('utf-16-be') if raw else '&'
    return re.sub('&([^-]*)-', unshift, name)


def read_words(pieces):
    """Nested lists of str, of a command's lines and literals."""
    top = []
    stack = [top]
    for index, piece in enumerate(pieces):
        if index % 2:
            stack[-1].append(piece.decode('utf-8', 'surrogateescape'))
            continue
        at, piece = 0, LITERAL.sub(b'', piece) if index + 1 < len(pieces) else piece
        while piece[at:].strip():
            match = WORD.match(piece, at + len(piece[at:]) - len(piece[at:].lstrip()))
            if match is None:
                raise Wrong(f'{piece[at:]!r}')
            at = match.end()
            if match.group() == b'(':
                stack[-1].append([])
                stack.append(stack[-1][-1])
            elif match.group() == b')':
                stack.pop()
                if not stack:
                    raise Wrong('a bracket too many')
            else:
                text = match.group(2) if match.group(2) is not None else \
                    re.sub(rb'\\(.)', rb'\1', match.group(1))
                stack[-1].append(text.decode('utf-8', 'surrogateescape'))
    if len(stack) > 1:
        raise Wrong('a bracket is missing')
    return top


class Client(Search):
    """A conversation; `stream` has readline, read and write."""

    def __init__(self, server, stream, user=None):
        self.server, self.stream, self.user = server, stream, user
        self.mailbox, self.own = server.mailboxes[user] if user else None, user is not None
        self.folder, self.shown, self.writable = None, [], False
        self.utf8, self.condstore, self.known = False, False, {}

    def say(self, text):
        self.stream.write((text if isinstance(text, bytes) else
                           text.encode('utf-8', 'surrogateescape')) + b'\r\n')
        self.stream.flush()

    # The conversation.

    def run(self):
        self.say('* PREAUTH here' if self.own else
                 '* OK Gimap ready for requests from 127.0.0.1 t0csin')
        while True:
            pieces = self.read_pieces()
            tag, _, rest = pieces[0].partition(b' ')
            name, _, rest = rest.partition(b' ')
            name, tag = name.decode('latin-1').upper(), tag.decode('latin-1')
            self.server.note('command', name)
            try:
                answer = self.dispatch(name, [rest, *pieces[1:]])
            except Wrong as wrong:
                self.server.note('violation', f'{name}: {wrong}')
                answer = 'BAD Could not parse command'
            except Refusal as refusal:
                answer = f'NO {refusal}'
            self.say(f'{tag} {answer}')
            if name == 'LOGOUT':
                return

    def read_pieces(self):
        pieces = []
        while True:
            line = self.stream.readline(1 << 16)
            if not line.endswith(b'\r\n'):
                raise EOFError
            pieces.append(line[:-2])
            literal = LITERAL.search(line[:-2])
            if literal is None:
                return pieces
            size, unasked = int(literal.group(1)), bool(literal.group(2))
            if unasked and size > MOST_UNASKED and not self.own:
                self.server.note('violation', f'a literal of {size} bytes that does not wait')
                raise EOFError
            if not unasked:
                self.say('+ go ahead')
            pieces.append(self.stream.read(min(size, MOST_LITERAL + 1)))

    def dispatch(self, name, pieces):
        always = {'CAPABILITY', 'NOOP', 'LOGOUT', 'ID'}
        method = getattr(self, 'do_' + name.lower(), None)
        if method is None:
            raise Wrong('is not offered')
        if name not in always and (self.mailbox is None) != (name in ('AUTHENTICATE', 'LOGIN')):
            raise Wrong('not in this state')
        if self.mailbox is None:
            return method(pieces)
        with self.mailbox.lock:
            answer = method(pieces)
            if name not in ('FETCH', 'STORE', 'SEARCH', 'IDLE', 'LOGOUT'):
                self.tell_news()
        return answer

    def tell_news(self):
        """What changed in the open folder since this client was told."""
        if self.folder is None:
            return
        alive = self.folder.uids
        for number in range(len(self.shown), 0, -1):
            if self.shown[number - 1] not in alive:
                self.say(f'* {number} EXPUNGE')
                self.known.pop(self.shown.pop(number - 1), None)
        new = [uid for uid in sorted(alive) if uid not in set(self.shown)]
        if new:
            self.shown += new
            self.say(f'* {len(self.shown)} EXISTS')
        for number, uid in enumerate(self.shown, 1):
            modseq = alive[uid].modseq
            if self.known.get(uid, modseq) != modseq:
                self.say(f'* {number} FETCH (UID {uid} FLAGS ({" ".join(sorted(alive[uid].flags))}))')
            self.known[uid] = modseq

    # Before and beside the mailbox.

    def do_capability(self, _pieces):
        self.say(f'* CAPABILITY {self.capabilities()}')
        return 'OK Success'

    def capabilities(self):
        if self.mailbox is not None:
            return AFTER
        return f'{BEFORE} ' + ' '.join(f'AUTH={name}' for name in self.server.mechanisms)

    def do_id(self, _pieces):
        self.say('* ID ("name" "GImap" "vendor" "Google, Inc." "support-url" '
                 '"http://mail.google.com/support")')
        return 'OK Success'

    def do_noop(self, _pieces):
        return 'OK Success'

    def do_logout(self, _pieces):
        self.say('* BYE LOGOUT Requested')
        return 'OK 73 good day (Success)'

    def do_login(self, pieces):
        user, password = read_words(pieces)
        return self.enter(user, self.server.check_password(user, password))

    def do_authenticate(self, pieces):
        words = read_words(pieces)
        mechanism = words[0].upper()
        if mechanism not in self.server.mechanisms:
            raise Wrong(f'{mechanism} was not offered')
        if len(words) == 1:
            self.say('+ ')
        raw = words[1] if len(words) > 1 else self.stream.readline().decode('latin-1').strip()
        user, verdict = self.server.check_sasl(mechanism, base64.b64decode('' if raw == '=' else raw))
        if verdict is not None and mechanism != 'PLAIN':
            self.say('+ ' + base64.b64encode(json.dumps(
                {'status': '400', 'schemes': 'Bearer', 'scope': AUDIENCE}).encode()).decode())
            if self.stream.readline() not in (b'\r\n', b'AQ==\r\n'):
                raise Wrong('an answer to the error')
        return self.enter(user, verdict)

    def enter(self, user, verdict):
        if verdict is not None:
            raise Refusal(verdict)
        self.user, self.mailbox = user, self.server.mailboxes[user]
        self.say(f'* CAPABILITY {AFTER}')
        return f'OK {user} authenticated (Success)'

    # Folders.

    def name_of(self, word):
        return word if self.utf8 else decode(word)

    def quoted(self, name):
        text = name if self.utf8 else encode(name)
        return '"' + re.sub(r'(["\\])', r'\\\1', text) + '"'

    def find(self, word, code='NONEXISTENT'):
        folder = self.mailbox.find(self.name_of(word))
        if folder is None:
            raise Refusal(f'[{code}] Unknown Mailbox: {word} (Failure)')
        return folder

    def do_enable(self, pieces):
        for word in read_words(pieces):
            if word.upper() == 'UTF8=ACCEPT':
                self.utf8 = True
                self.say('* ENABLED UTF8=ACCEPT')
            elif word.upper() == 'CONDSTORE':
                self.condstore = True
                self.say('* ENABLED CONDSTORE')
        return 'OK Success'

    def do_namespace(self, _pieces):
        self.say('* NAMESPACE (("" "/")) NIL NIL')
        return 'OK Success'

    def do_getquotaroot(self, pieces):
        self.find(read_words(pieces)[0])
        self.say('* QUOTAROOT "INBOX" ""')
        self.say('* QUOTA "" (STORAGE 100 15728640)')
        return 'OK Success'

    def do_list(self, pieces, word='LIST'):
        words = read_words(pieces)
        if len(words) not in (2, 4) or (len(words) == 4 and words[2].upper() != 'RETURN'):
            raise Wrong(f'{words}')
        pattern = '.*'.join('[^/]*'.join(map(re.escape, part.split('%')))
                            for part in self.name_of(words[1]).split('*'))
        status = next((words[3][i + 1] for i, w in enumerate(words[3]) if w == 'STATUS'), None) \
            if len(words) == 4 else None
        if re.fullmatch(pattern, '[Gmail]'):
            self.say(f'* {word} (\\HasChildren \\Noselect) "/" "[Gmail]"')
        for folder in self.mailbox.folders.values():
            if re.fullmatch(pattern, folder.name, re.I if words[1].upper() == 'INBOX' else 0):
                special = f' {folder.attribute}' if folder.attribute else ''
                self.say(f'* {word} (\\HasNoChildren{special}) "/" {self.quoted(folder.name)}')
                if status:
                    self.say_status(folder, status)
        return 'OK Success'

    def do_xlist(self, pieces):
        return self.do_list(pieces, 'XLIST')

    def say_status(self, folder, items):
        values = {'MESSAGES': len(folder.uids), 'UIDNEXT': folder.next, 'UIDVALIDITY': folder.uid_validity,
                  'UNSEEN': sum('\\Seen' not in m.flags for m in folder.uids.values()), 'RECENT': 0,
                  'HIGHESTMODSEQ': self.mailbox.modseq}
        if not set(map(str.upper, items)) <= set(values):
            raise Wrong(f'STATUS {items}')
        self.say(f'* STATUS {self.quoted(folder.name)} (' +
                 ' '.join(f'{item.upper()} {values[item.upper()]}' for item in items) + ')')

    def do_status(self, pieces):
        name, items = read_words(pieces)
        self.say_status(self.find(name), items)
        return 'OK Success'

    def do_create(self, pieces):
        name = self.name_of(read_words(pieces)[0]).rstrip('/')
        if self.mailbox.find(name):
            raise Refusal('[ALREADYEXISTS] Duplicate folder name (Failure)')
        if name.startswith('[Gmail]'):
            raise Refusal('[CANNOT] Cannot create reserved names (Failure)')
        self.mailbox.add_folder(name, name, None)
        return 'OK Success'

    def do_delete(self, pieces):
        folder = self.find(read_words(pieces)[0])
        if folder.attribute or folder.name == 'INBOX':
            raise Refusal('[CANNOT] System folder (Failure)')
        self.mailbox.remove_folder(folder.name)
        return 'OK Success'

    def do_select(self, pieces, writable=True):
        words = read_words(pieces)
        self.folder = None
        folder = self.find(words[0])
        self.condstore = self.condstore or words[1:] == [['CONDSTORE']]
        self.folder, self.writable = folder, writable
        self.shown = sorted(folder.uids)
        self.known = {uid: folder.uids[uid].modseq for uid in self.shown}
        self.say(f'* FLAGS ({FLAGS} $NotPhishing $Phishing)')
        permanent = f'{FLAGS} $NotPhishing $Phishing \\*' if writable else ''
        self.say(f'* OK [PERMANENTFLAGS ({permanent})] Flags permitted.')
        self.say(f'* OK [UIDVALIDITY {folder.uid_validity}] UIDs valid.')
        self.say(f'* {len(self.shown)} EXISTS')
        self.say('* 0 RECENT')
        self.say(f'* OK [UIDNEXT {folder.next}] Predicted next UID.')
        self.say(f'* OK [HIGHESTMODSEQ {self.mailbox.modseq}]')
        return f'OK [READ-{"WRITE" if writable else "ONLY"}] {words[0]} selected. (Success)'

    def do_examine(self, pieces):
        return self.do_select(pieces, False)

    def do_unselect(self, _pieces):
        self.folder = None
        return 'OK Returned to authenticated state. (Success)'

    def do_close(self, pieces):
        if self.folder and self.writable:
            self.expunge(set(self.folder.uids))
        return self.do_unselect(pieces)

    def do_append(self, pieces):
        words = read_words(pieces)
        folder = self.find(words[0], 'TRYCREATE')
        flags = next((word for word in words[1:-1] if isinstance(word, list)), [])
        dates = [word for word in words[1:-1] if isinstance(word, str)]
        received = read_date_time(dates[0]) if dates else now()
        labels = [flag for flag in flags if self.own and flag[0] != '\\'
                  and self.server.options['KEYWORDS'] == 'labels']
        message = self.mailbox.add(pieces[-2] if len(pieces) > 2 else pieces[-1], received,
                                   set(flags) - set(labels), folder)
        for label in labels:
            self.mailbox.label(message, label, True)
        self.mailbox.settle()
        return f'OK [APPENDUID {folder.uid_validity} {folder.has[message.id]}] (Success)'

    def do_idle(self, _pieces):
        self.say('+ idling')
        while not self.stream.has_input():
            self.mailbox.changed.wait(0.05)
            self.tell_news()
        if self.stream.readline().upper() != b'DONE\r\n':
            raise Wrong('something in IDLE that is not DONE')
        return 'OK IDLE terminated (Success)'

    # Messages.

    def do_uid(self, pieces):
        name, _, rest = pieces[0].partition(b' ')
        name = name.decode('latin-1').upper()
        if name not in ('FETCH', 'STORE', 'SEARCH', 'COPY', 'MOVE', 'EXPUNGE'):
            raise Wrong(f'UID {name}')
        return getattr(self, 'do_' + name.lower())([rest, *pieces[1:]], True)

    def choose(self, text, by_uid):
        """(number, uid) of a set."""
        if self.folder is None:
            raise Wrong('no folder is open')
        if not re.fullmatch(r'(\d+|\*)(:(\d+|\*))?(,(\d+|\*)(:(\d+|\*))?)*', text):
            raise Wrong(f'the set {text}')
        last = (self.shown[-1] if by_uid else len(self.shown)) if self.shown else 0
        ranges = []
        for part in text.split(','):
            ends = [last if end == '*' else int(end) for end in part.split(':')]
            ranges.append((min(ends), max(ends)))
        return [(number, uid) for number, uid in enumerate(self.shown, 1) if uid in self.folder.uids
                and any(a <= (uid if by_uid else number) <= b for a, b in ranges)]

    def do_fetch(self, pieces, by_uid=False):
        words = read_words(pieces)
        items = words[1] if isinstance(words[1], list) else [words[1]]
        for number, uid in self.choose(words[0], by_uid):
            message = self.folder.uids[uid]
            parts = [self.item(item, message, uid) for item in items if item.upper() != 'UID']
            if by_uid or 'UID' in map(str.upper, items):
                parts.append(b'UID %d' % uid)
            # In an order of its own, the ids first.
            parts.sort(key=lambda part: not part.startswith(b'X-GM-'))
            self.say(b'* %d FETCH (' % number + b' '.join(parts) + b')')
        return 'OK Success'

    def item(self, item, message, uid):
        name = item.upper()
        plain = {'FLAGS': '(' + ' '.join(sorted(message.flags)) + ')', 'X-GM-MSGID': message.id,
                 'RFC822.SIZE': len(message.raw), 'X-GM-THRID': message.thread,
                 'MODSEQ': f'({message.modseq})', 'INTERNALDATE': say_date_time(message.received),
                 'X-GM-LABELS': self.labels(message)}
        if name in plain:
            return f'{name} {plain[name]}'.encode('utf-8', 'surrogateescape')
        if name == 'BODYSTRUCTURE':
            return b'BODYSTRUCTURE ' + gmail_body.structure(gmail_body.parse(message.raw))
        match = gmail_body.SECTION.match(item)
        if match is None:
            raise Wrong(f'FETCH {item}')
        if 'PEEK' not in name and '\\Seen' not in message.flags and self.writable:
            self.mailbox.flag(message, message.flags | {'\\Seen'})
        data, partial = gmail_body.find(message.raw, match.group(1)), b''
        if match.group(2) is not None and data is not None:
            start = int(match.group(2))
            data, partial = data[start:start + int(match.group(3))], b'<%d>' % start
        head = b'BODY[' + match.group(1).upper().encode() + b']' + partial
        return head + (b' NIL' if data is None else b' {%d}\r\n%s' % (len(data), data))

    def labels(self, message):
        """Without that of the open folder; Gmail's own in quotes, the user's as atoms where they can be."""
        words = []
        for label in sorted(message.labels - {self.folder.label}):
            text = label if self.utf8 else encode(label)
            words.append(text if re.fullmatch(r'[^\s()"\\{%*\x7f-\uffff]+', text) else
                         '"' + re.sub(r'(["\\])', r'\\\1', text) + '"')
        return '(' + ' '.join(words) + ')'

    def do_store(self, pieces, by_uid=False):
        words = read_words(pieces)
        if not self.writable:
            raise Refusal('[READ-ONLY] Not permitted (Failure)')
        match = re.fullmatch(r'([+-]?)(FLAGS|X-GM-LABELS)(\.SILENT)?', words[1].upper())
        if match is None:
            raise Wrong(f'STORE {words[1]}')
        values = words[2] if isinstance(words[2], list) else words[2:]
        for number, uid in self.choose(words[0], by_uid):
            message = self.folder.uids[uid]
            if match.group(2) == 'FLAGS':
                self.mailbox.flag(message, change(message.flags, match.group(1), values))
            else:
                self.store_labels(message, match.group(1), [self.name_of(word) for word in values])
            if not match.group(3):
                self.say(b'* %d FETCH (' % number + self.item(match.group(2), message, uid) +
                         (b' UID %d)' % uid if by_uid else b')'))
            self.known[uid] = message.modseq
        self.mailbox.settle()
        return 'OK Success'

    def store_labels(self, message, sign, labels):
        """The label of the open folder stays, whatever is asked."""
        wanted = change(message.labels, sign, labels)
        for label in (message.labels ^ wanted) - {self.folder.label}:
            if label.startswith('\\') and label not in SYSTEM:
                raise Refusal('[CANNOT] Invalid label (Failure)')
            self.mailbox.label(message, label, label in wanted)

    def do_copy(self, pieces, by_uid=False, move=False):
        words = read_words(pieces)
        target, source = self.find(words[1], 'TRYCREATE'), self.folder
        chosen = self.choose(words[0], by_uid)
        messages = [self.folder.uids[uid] for _, uid in chosen]
        for message in messages:
            if move and source.label and target is not source and not message.mode:
                self.mailbox.label(message, source.label, False)
            self.mailbox.enter(message, target)
        self.mailbox.settle()
        there = [target.has.get(message.id) for message in messages]
        if not chosen or None in there:
            return 'OK (Success)'
        code = (f'[COPYUID {target.uid_validity} {",".join(str(uid) for _, uid in chosen)} '
                f'{",".join(map(str, there))}]')
        if move:
            self.say(f'* OK {code} (Success)')
            return 'OK (Success)'
        return f'OK {code} (Success)'

    def do_move(self, pieces, by_uid=False):
        if not self.writable:
            raise Refusal('[READ-ONLY] Not permitted (Failure)')
        return self.do_copy(pieces, by_uid, True)

    def do_expunge(self, pieces, by_uid=False):
        if not self.writable:
            raise Refusal('[READ-ONLY] Not permitted (Failure)')
        chosen = self.choose(read_words(pieces)[0], True) if by_uid else \
            [(0, uid) for uid in self.folder.uids]
        self.expunge({uid for _, uid in chosen})
        return 'OK Success'

    def expunge(self, uids):
        for uid in sorted(uids):
            message = self.folder.uids.get(uid)
            if message is not None and '\\Deleted' in message.flags:
                self.mailbox.leave(message, self.folder)
        self.mailbox.settle()


def change(old, sign, values):
    if sign == '+':
        return set(old) | set(values)
    return set(old) - set(values) if sign == '-' else set(values)


def read_date_time(text):
    match = re.match(r' ?(\d+)-(\w{3})-(\d{4}) (\d+):(\d+):(\d+) ([+-])(\d\d)(\d\d)$', text)
    if match is None:
        raise Wrong(f'the date {text}')
    day, month, year, hour, minute, second = match.group(1, 2, 3, 4, 5, 6)
    zone = int(match.group(8)) * 3600 + int(match.group(9)) * 60
    moment = calendar.timegm((int(year), MONTHS.index(month), int(day), int(hour), int(minute),
                              int(second)))
    return moment + (zone if match.group(7) == '-' else -zone)


def say_date_time(moment):
    at = time.gmtime(moment)
    return f'"{at.tm_mday:02d}-{MONTHS[at.tm_mon]}-{at.tm_year} ' \
           f'{at.tm_hour:02d}:{at.tm_min:02d}:{at.tm_sec:02d} +0000"'


def check_token(store, user, token):
    """None, or why not."""
    try:
        claims = oauth_tokens.check(store, token, (AUDIENCE,))
    except oauth_tokens.Refused as refused:
        return f'[AUTHENTICATIONFAILED] Invalid credentials (Failure) {refused}'
    if claims.get('upn') != user or AUDIENCE not in claims.get('scp', '').split():
        return '[AUTHENTICATIONFAILED] Invalid credentials (Failure)'
    return None
