# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Stands between a client and a real IMAP server and makes it a worse one: run by `middleman`."""

import argparse
import asyncio
import random
import re

from imap_program import LITERAL, Program, Wrong, tokens_of, write, write_key
import words_only

ALWAYS = {'CAPABILITY', 'NOOP', 'LOGOUT', 'AUTHENTICATE', 'LOGIN', 'SELECT', 'EXAMINE', 'CREATE',
          'DELETE', 'RENAME', 'SUBSCRIBE', 'UNSUBSCRIBE', 'LIST', 'LSUB', 'STATUS', 'APPEND', 'CHECK',
          'CLOSE', 'EXPUNGE', 'SEARCH', 'FETCH', 'STORE', 'COPY', 'UID'}
# Commands and words of extensions.
COMMANDS = {'IDLE': 'IDLE', 'NAMESPACE': 'NAMESPACE', 'ID': 'ID', 'UNSELECT': 'UNSELECT',
            'ENABLE': 'ENABLE', 'MOVE': 'MOVE', 'GETQUOTAROOT': 'QUOTA', 'GETQUOTA': 'QUOTA',
            'MYRIGHTS': 'ACL', 'COMPRESS': 'COMPRESS=DEFLATE', 'NOTIFY': 'NOTIFY', 'SORT': 'SORT',
            'THREAD': 'THREAD=REFERENCES', 'GETMETADATA': 'METADATA'}
ITEMS = {'CONDSTORE': 'CONDSTORE', 'MODSEQ': 'CONDSTORE', 'CHANGEDSINCE': 'CONDSTORE',
         'QRESYNC': 'QRESYNC', 'EMAILID': 'OBJECTID', 'SAVEDATE': 'SAVEDATE', 'PREVIEW': 'PREVIEW',
         'X-GM-MSGID': 'X-GM-EXT-1', 'X-GM-LABELS': 'X-GM-EXT-1'}
OFFERED = {
    'crippled': {'IMAP4rev1', 'AUTH=PLAIN', 'NAMESPACE', 'IDLE', 'ID'},
    'words': {'IMAP4rev1', 'AUTH=PLAIN', 'NAMESPACE', 'IDLE', 'ID', 'UNSELECT', 'UIDPLUS', 'ESEARCH',
              'LITERAL+', 'MOVE'},
    'gmail': {'IMAP4rev1', 'AUTH=PLAIN', 'NAMESPACE', 'IDLE', 'ID', 'UNSELECT', 'UIDPLUS', 'ESEARCH',
              'LITERAL+', 'MOVE', 'X-GM-EXT-1'},
    'moody': {'IMAP4rev1', 'AUTH=PLAIN', 'NAMESPACE', 'IDLE', 'ID', 'UNSELECT', 'UIDPLUS', 'ESEARCH',
              'LITERAL+'},
}
MOST_LINE = 1000
MOST_DEPTH = 10
# Of a hundred searches of a moody server, so many end each way.
MOODS = ('NO', 'BAD', 'drop')
MOODY = 8


def filter_capabilities(line, offered):
    """In an untagged answer and in a response code."""
    def keep(match):
        words = [word for word in match.group(2).split() if word.decode() in offered]
        more = [b'X-GM-EXT-1'] if 'X-GM-EXT-1' in offered else []
        return match.group(1) + b' '.join(words + more)

    line = re.sub(rb'(\[CAPABILITY )([^\]]*)', keep, line)
    return re.sub(rb'^(\* CAPABILITY )([^\r]*)', keep, line)


async def read_pieces(reader, grant=None):
    """A command or an answer with its literals: lines (without CRLF) and literals by turns."""
    pieces = []
    while True:
        line = await reader.readline()
        if not line.endswith(b'\n'):
            raise EOFError
        line = line.rstrip(b'\r\n')
        pieces.append(line)
        literal = LITERAL.search(line)
        if literal is None:
            return pieces
        if grant is not None:
            await grant(bool(literal.group(2)))
        pieces.append(await reader.readexactly(int(literal.group(1))))


def join(pieces):
    return b''.join(piece + b'\r\n' if index % 2 == 0 else piece for index, piece in enumerate(pieces))


class Conversation:
    """One client, and the line to the server behind."""

    def __init__(self, options, client, server, log):
        self.options, self.offered, self.log = options, OFFERED[options.kind], log
        self.reader, self.writer = client
        self.upstream, self.upward = server
        self.outstanding, self.raw, self.own = set(), None, None
        self.letters, self.mailbox, self.idle = {}, b'', asyncio.Event()
        self.idle.set()
        self.luck = random.Random(options.seed)

    def note(self, kind, text):
        self.log.write(f'{kind}: {text}\n')
        self.log.flush()

    def say(self, line):
        self.writer.write(line + b'\r\n')

    # From the server to the client.

    async def answers(self):
        while True:
            pieces = await read_pieces(self.upstream)
            tag = pieces[0].split(b' ', 1)[0]
            if self.own is not None and self.take_own(tag, pieces):
                continue
            self.writer.write(self.worsen(pieces))
            await self.writer.drain()
            if tag in self.outstanding:
                self.outstanding.discard(tag)
                self.raw = None if self.raw == tag else self.raw
                if not self.outstanding:
                    self.idle.set()

    def take_own(self, tag, pieces):
        answers, done = self.own
        if tag == b'middle':
            self.own = None
            done.set_result(answers)
            return True
        if re.match(rb'\* \d+ FETCH ', pieces[0]):
            answers.append(pieces)
            return True
        return False

    def worsen(self, pieces):
        pieces[0] = filter_capabilities(pieces[0], self.offered)
        found = re.match(rb'\* SEARCH((?: \d+)+)$', pieces[0])
        if found and self.options.kind == 'crippled':
            # Quirk 37: the order is the server's.
            uids = found.group(1).split()
            self.luck.shuffle(uids)
            pieces[0] = b'* SEARCH ' + b' '.join(uids)
        return join(pieces)

    async def ask(self, command):
        """A command of our own, once the client's are answered."""
        await self.idle.wait()
        done = asyncio.get_running_loop().create_future()
        self.own = ([], done)
        self.upward.write(b'middle ' + command + b'\r\n')
        return await done

    # From the client to the server.

    async def grant(self, impatient):
        if impatient and 'LITERAL+' not in self.offered:
            raise Wrong('a literal that does not wait')
        if not impatient:
            self.say(b'+ go ahead')

    async def commands(self):
        while True:
            if self.raw is not None:
                # What belongs to AUTHENTICATE and IDLE is no command.
                self.upward.write(await self.reader.readline())
                await asyncio.sleep(0)
                continue
            pieces = await read_pieces(self.reader, self.grant)
            await self.command(pieces)

    async def command(self, pieces):
        tag, _, rest = pieces[0].partition(b' ')
        name = rest.split(b' ', 1)[0].upper().decode('latin-1')
        try:
            if len(pieces[0]) > MOST_LINE and self.options.kind == 'crippled':
                self.note('refused', f'a line of {len(pieces[0])} bytes')
                self.say(tag + b' BAD line too long')
                return
            self.check(name, pieces)
            pieces = await self.search(tag, name, [rest, *pieces[1:]], pieces)
        except Wrong as wrong:
            self.note('violation', f'{wrong} in {join(pieces)!r}')
            self.say(tag + b' BAD ' + str(wrong).encode('ascii', 'replace'))
            return
        if pieces is None:
            return
        if name in ('SELECT', 'EXAMINE'):
            self.mailbox, self.letters = rest, {}
        if name in ('AUTHENTICATE', 'IDLE'):
            self.raw = tag
        if 'X-GM-EXT-1' in self.offered:
            # The server behind has none of these, and an answer without them is one.
            pieces = [re.sub(rb' X-GM-(?:MSGID|LABELS)', b'', pieces[0]), *pieces[1:]] \
                if re.search(rb' FETCH ', pieces[0]) else pieces
        self.outstanding.add(tag)
        self.idle.clear()
        self.upward.write(join(pieces))
        await self.upward.drain()

    def check(self, name, pieces):
        if name not in ALWAYS and COMMANDS.get(name) not in self.offered:
            raise Wrong(f'{name} was not offered')
        if name in ('APPEND', 'AUTHENTICATE', 'LOGIN'):
            return
        for token in tokens_of(pieces) if name in ('SELECT', 'EXAMINE', 'STATUS') else []:
            if ITEMS.get(token.word(), 'IMAP4rev1') not in self.offered:
                raise Wrong(f'{token.word()} was not offered')
        if re.search(rb'\b(FETCH|STORE)\b', pieces[0][:40], re.I):
            for word, extension in ITEMS.items():
                if extension not in self.offered and word.encode() in pieces[0].upper():
                    raise Wrong(f'{word} was not offered')

    async def search(self, tag, name, pieces, whole):
        """The command as the server behind gets it; None if it was answered here."""
        words = pieces[0].decode('latin-1').upper().split(' ')[:2]
        if words[:1] != ['SEARCH'] and words != ['UID', 'SEARCH']:
            return whole
        tokens, at = tokens_of(pieces), words.index('SEARCH') + 1
        program, options = self.read_search(tag, tokens[at:])
        if program is None or await self.is_moody(tag):
            return None
        if self.options.kind in ('words', 'gmail'):
            await self.learn()
        command = tag + b' ' + b' '.join(token.value for token in tokens[:at]) + options
        text = write(program.tree, self.translate)
        # A bracket around the whole is the command's own.
        return [command + b' CHARSET UTF-8 ' + text[1:-1]] if self.options.kind != 'crippled' \
            else [command + b' ' + text[1:-1]]

    def read_search(self, tag, tokens):
        options, charset = b'', 'US-ASCII'
        if tokens and tokens[0].word() == 'RETURN':
            if 'ESEARCH' not in self.offered:
                raise Wrong('RETURN was not offered')
            end = next(i for i, token in enumerate(tokens) if token.word() == ')')
            options = b' RETURN (' + b' '.join(token.value for token in tokens[2:end]) + b')'
            tokens = tokens[end + 1:]
        if tokens and tokens[0].word() == 'CHARSET':
            charset, tokens = tokens[1].value.decode('latin-1').upper(), tokens[2:]
        program = Program(tokens, self.offered)
        if charset not in (('US-ASCII',) if self.options.kind == 'crippled' else ('US-ASCII', 'UTF-8')):
            self.note('refused', f'charset {charset}')
            self.say(tag + b' NO [BADCHARSET (US-ASCII)] not that one')
            return None, options
        if charset == 'US-ASCII' and any(not text.isascii() for text in program.texts()):
            raise Wrong('8-bit text without a charset')
        if program.depth > MOST_DEPTH and self.options.kind == 'crippled':
            self.note('refused', f'{program.depth} levels')
            self.say(tag + b' BAD too deep')
            return None, options
        return program, options

    async def is_moody(self, tag):
        if self.options.kind != 'moody' or self.luck.randrange(100) >= MOODY:
            return False
        mood = self.luck.choice(MOODS)
        self.note('mood', mood)
        if mood == 'drop':
            raise EOFError
        await self.idle.wait()
        self.say(tag + b' ' + mood.encode() + b' not now')
        return True

    async def learn(self):
        """The messages of the folder, each once."""
        answers = await self.ask(b'UID FETCH 1:* (UID)')
        uids = {int(re.search(rb'UID (\d+)', pieces[0]).group(1)) for pieces in answers}
        new = sorted(uids - set(self.letters))
        if new:
            wanted = ','.join(map(str, new)).encode()
            for pieces in await self.ask(b'UID FETCH ' + wanted + b' (UID BODY.PEEK[])'):
                uid = int(re.search(rb'UID (\d+)', b' '.join(pieces[::2])).group(1))
                self.letters[uid] = words_only.Letter(pieces[1] if len(pieces) > 1 else b'')

    def translate(self, key):
        """A text key, answered by our engine, is a set of UIDs for the server behind."""
        if self.options.kind not in ('words', 'gmail') or not any(
                isinstance(part, bytes) for part in key[2:]):
            return write_key(key)
        found = [uid for uid, letter in self.letters.items() if words_only.key_finds(letter, key)]
        return b'UID ' + ','.join(map(str, found)).encode() if found else b'NOT ALL'


async def converse(options, log, reader, writer):
    try:
        server = await asyncio.open_connection(options.host, options.behind, limit=1 << 24)
    except OSError:
        writer.close()
        return
    conversation = Conversation(options, (reader, writer), server, log)
    tasks = [asyncio.ensure_future(part) for part in (conversation.answers(), conversation.commands())]
    done, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in rest:
        task.cancel()
    for task in done:
        error = task.exception()
        if isinstance(error, Wrong):
            conversation.note('violation', str(error))
        elif not isinstance(error, (EOFError, ConnectionError)):
            conversation.note('broken', repr(error))
    for stream in (writer, server[1]):
        stream.close()


async def main():
    parser = argparse.ArgumentParser()
    for name in ('--host', '--kind', '--log'):
        parser.add_argument(name, required=True)
    for name in ('--port', '--behind', '--seed'):
        parser.add_argument(name, type=int, required=True)
    options = parser.parse_args()
    with open(options.log, 'a', encoding='utf-8') as log:
        server = await asyncio.start_server(
            lambda reader, writer: converse(options, log, reader, writer), options.host, options.port,
            limit=1 << 24)
        async with server:
            await server.serve_forever()


if __name__ == '__main__':
    asyncio.run(main())
