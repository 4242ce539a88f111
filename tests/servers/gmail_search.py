# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""SEARCH as Gmail does it: whole words only, labels by their decoded names, and the web's own language."""

import datetime
import email.utils
import re

import words_only
from imap_program import Program, Wrong, tokens_of

MONTHS = [''] + 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()
FLAGS = {'ANSWERED', 'DELETED', 'DRAFT', 'FLAGGED', 'SEEN'}


class Refusal(Exception):
    """NO, and why."""


class Search:
    """The part of a client that looks for messages."""

    def do_search(self, pieces, by_uid=False):
        tokens, options, charset = tokens_of(pieces), None, 'US-ASCII'
        if tokens and tokens[0].word() == 'RETURN':
            end = next(i for i, token in enumerate(tokens) if token.word() == ')')
            options, tokens = [token.word() for token in tokens[2:end]] or ['ALL'], tokens[end + 1:]
        if tokens and tokens[0].word() == 'CHARSET':
            charset, tokens = tokens[1].value.decode('latin-1').upper(), tokens[2:]
        if charset not in ('UTF-8', 'US-ASCII'):
            raise Refusal('[BADCHARSET (UTF-8 US-ASCII)] Unsupported (Failure)')
        program = Program(tokens, self.capabilities().split())
        if charset == 'US-ASCII' and not self.utf8 and any(not text.isascii() for text in program.texts()):
            raise Wrong('8-bit text without a charset')
        found = [uid if by_uid else number for number, uid in enumerate(self.shown, 1)
                 if uid in self.folder.uids and self.matches(program.tree, number, uid)]
        if options is None:
            self.say('* SEARCH' + ''.join(f' {one}' for one in found))
        else:
            self.say_esearch(options, found, by_uid)
        return 'OK SEARCH completed (Success)'

    def say_esearch(self, options, found, by_uid):
        words = {'COUNT': [f'COUNT {len(found)}']}
        if found:
            words.update(MIN=[f'MIN {min(found)}'], MAX=[f'MAX {max(found)}'],
                         ALL=['ALL ' + ','.join(map(str, found))])
        said = [word for option in options for word in words.get(option, [])]
        self.say(' '.join(['* ESEARCH', *(['UID'] if by_uid else []), *said]))

    def matches(self, tree, number, uid):
        if tree[0] == 'AND':
            return all(self.matches(child, number, uid) for child in tree[1:])
        if tree[0] == 'OR':
            return any(self.matches(child, number, uid) for child in tree[1:])
        if tree[0] == 'NOT':
            return not self.matches(tree[1], number, uid)
        return self.key(tree, self.folder.uids[uid], number, uid)

    def key(self, key, message, number, uid):
        name, rest = key[1], key[2:]
        if name == 'ALL':
            return True
        if name in FLAGS or name.removeprefix('UN') in FLAGS:
            there = '\\' + name.removeprefix('UN').capitalize() in message.flags
            return there == (name in FLAGS)
        if name in ('KEYWORD', 'UNKEYWORD'):
            there = rest[0].lower() in {flag.lower() for flag in message.flags}
            return there == (name == 'KEYWORD')
        if name in ('NEW', 'RECENT', 'OLD'):
            return name == 'OLD'
        if name == 'UID' or re.match(r'[\d*]', name):
            return (number, uid) in self.choose(rest[0] if rest else name, name == 'UID')
        if name in ('LARGER', 'SMALLER'):
            return (len(message.raw) > int(rest[0])) if name == 'LARGER' else len(message.raw) < int(rest[0])
        if name in ('X-GM-MSGID', 'X-GM-THRID'):
            return int(rest[0]) == (message.id if name == 'X-GM-MSGID' else message.thread)
        if name == 'MODSEQ':
            return message.modseq >= int(rest[0])
        if name in ('BEFORE', 'ON', 'SINCE', 'SENTBEFORE', 'SENTON', 'SENTSINCE'):
            return by_day(name, message, rest[0])
        if name == 'X-GM-RAW':
            return self.mailbox.search_raw(message, rest[0].decode('utf-8', 'replace'))
        if name == 'X-GM-LABELS':
            # By the decoded name; whether that of the open folder is searched nobody has said.
            wanted = rest[0].decode('utf-8', 'replace').lower()
            return any(wanted == label.lower() for label in message.labels - {self.folder.label})
        return words_only.key_finds(message.letter, key)


def by_day(name, message, text):
    day, month, year = text.strip('"').split('-')
    wanted = datetime.date(int(year), MONTHS.index(month.capitalize()), int(day))
    if name.startswith('SENT'):
        sent = email.utils.parsedate_tz(message.letter.header('Date')) or (0,)
        try:
            at = datetime.date(*sent[:3])
        except (TypeError, ValueError):
            return False
    else:
        at = datetime.datetime.fromtimestamp(message.received, datetime.timezone.utc).date()
    kind = name.removeprefix('SENT')
    return at < wanted if kind == 'BEFORE' else at == wanted if kind == 'ON' else at >= wanted
