# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""One client's conversation with the recording server: RFC 5321 to the letter."""

import base64
import binascii
import hmac
import secrets

import smtp_grammar as grammar
from smtp_grammar import Wrong
from smtp_stream import Gone, Stream

COMMAND_OCTETS = 512   # with CRLF
PATH_COMMAND_OCTETS = 512 + 26 + 17 + 500 + 10 + 11 + 140 + 528  # what extensions add to MAIL and RCPT
AUTH_OCTETS = 12288
# Whatever follows one of these has to wait for its answer (RFC 2920, 3207, 4954).
LAST_IN_GROUP = ('EHLO', 'HELO', 'DATA', 'VRFY', 'EXPN', 'NOOP', 'QUIT', 'STARTTLS', 'AUTH')
WITHOUT_ARGUMENT = ('DATA', 'RSET', 'QUIT', 'STARTTLS')
# MAIL, or mail to the terminal too (RFC 821; RFC 5321, appendix F.6).
BEGINNINGS = ('MAIL', 'SEND', 'SOML', 'SAML')
TRANSACTION = (*BEGINNINGS, 'RCPT', 'DATA', 'BDAT')
MAX_RECIPIENTS = 1000


class Transaction:
    """From MAIL to the end of the message."""

    def __init__(self, verb, path):
        self.verb, self.sender, self.parameters = verb, path.address, path.parameters
        self.recipients, self.chunks, self.is_chunked = [], b'', False

    def needs(self, name):
        return name in self.parameters


class Session:
    """@server: what all sessions share, a smtp_recorder.Recorder."""

    def __init__(self, server, connection, number, is_tls):
        self.server, self.number = server, number
        self.stream = Stream(connection)
        self.implicit_tls = is_tls
        self.host, self.extended, self.user, self.transaction = None, False, None, None
        self.mails, self.verb = 0, ''

    # The conversation.

    def run(self):
        try:
            if self.implicit_tls:
                self.stream.start_tls(self.server.context)
            self.greet()
            while self.converse():
                pass
        except Gone as reason:
            if self.transaction is not None:
                self.server.note(f'{self.number}: gone within a transaction: {reason}')
        except OSError as error:
            self.server.note(f'{self.number}: {error}')
        finally:
            self.stream.connection.close()

    def greet(self):
        if self.stream.talks(self.server.grace):
            self.violate('talks before the greeting')
        self.say(f'220 {self.server.name} ESMTP recorder', 'connect')

    def converse(self):
        """One command; whether there may be more."""
        line = self.stream.line(AUTH_OCTETS)
        try:
            command = self.check_line(line)
            verb, _, argument = command.partition(' ')
            self.server.note(f'{self.number} C: {command if verb.upper() != "AUTH" else "AUTH …"}')
            return self.obey(verb.upper(), argument, command)
        except Wrong as wrong:
            self.violate(str(wrong))
            self.stream.say(wrong.answer)
            return True

    @staticmethod
    def check_line(line):
        if not line.endswith(b'\r\n') or b'\r' in line[:-2] or b'\0' in line:
            raise Wrong('500 5.5.2 Line ends are CRLF', f'line {line[:80]!r}')
        verb = line[:5].upper()
        limit = (PATH_COMMAND_OCTETS if verb in (b'MAIL ', b'RCPT ') else
                 AUTH_OCTETS if verb == b'AUTH ' else COMMAND_OCTETS)
        if len(line) > limit:
            raise Wrong('500 5.5.6 Too long', f'a command of {len(line)} octets')
        try:
            return line[:-2].decode()
        except UnicodeDecodeError as error:
            raise Wrong('500 5.5.2 No UTF-8', f'line {line[:80]!r}') from error

    def obey(self, verb, argument, line):
        known = 'MAIL' if verb in BEGINNINGS[1:] and self.offers(verb) else verb
        method = getattr(self, f'do_{known.lower()}', None) if verb.isascii() else None
        if method is None:
            raise Wrong('500 5.5.1 What?', f'command {line[:80]!r}')
        if verb in WITHOUT_ARGUMENT and line != line[:len(verb)]:
            raise Wrong('501 5.5.4 No argument here', f'{line!r}')
        self.check_group(verb)
        if verb in TRANSACTION and self.host is None:
            raise Wrong('503 5.5.1 EHLO first', f'{verb} before EHLO')
        self.verb = verb
        return method(argument) is not False

    def check_group(self, verb):
        """Who talks on without having been told that it may is not obeyed, and who did it where an
        answer decides how to go on is not understood any more."""
        if verb == 'BDAT':
            return
        if verb in LAST_IN_GROUP or not self.offers('PIPELINING'):
            if self.stream.talks(self.server.grace):
                self.stream.buffer = b''
                raise Wrong('503 5.5.0 Wait for the answer', f'talks on behind {verb}')

    def say(self, answer, phase=None, line=''):
        """The answer, or what a fault makes of it; whether it was the right one."""
        fault = self.server.faults.find(phase, line) if phase else None
        if fault is None:
            self.stream.say(answer)
            return True
        self.note_fault(fault)
        if fault.is_answer:
            self.stream.say(fault.action)
            if fault.action.startswith('421'):
                raise Gone('told so')
        elif fault.action == 'delay':
            self.server.wait(fault.argument / 1000)
            self.stream.say(answer)
            return True
        else:
            self.leave(fault.action)
        return False

    def note_fault(self, fault):
        self.server.note(f'{self.number}: fault at {fault.phase}: {fault.action}')

    def leave(self, how):
        if how == 'drop':
            self.stream.drop()
        elif how == 'hang':
            self.stream.wait_for_goodbye()
        raise Gone('as told')

    def violate(self, text):
        self.server.violate(f'{self.number}: {text}')

    def offers(self, extension):
        return self.extended and extension in self.server.offered(self)

    # The commands.

    def do_ehlo(self, argument):
        if not self.server.extends:
            self.stream.say('502 5.5.1 HELO is enough for us')
            return
        grammar.check_host(argument, 'EHLO')
        self.host, self.extended, self.transaction = argument, True, None
        lines = [self.server.name] + [f'{name} {value}'.strip() for name, value
                                      in self.server.offered(self).items()]
        text = '\r\n'.join(f'250-{line}' for line in lines[:-1])
        self.say(f'{text}\r\n250 {lines[-1]}' if text else f'250 {lines[-1]}', 'ehlo')

    def do_helo(self, argument):
        grammar.check_host(argument, 'HELO')
        self.host, self.extended, self.transaction = argument, False, None
        self.say(f'250 {self.server.name}', 'ehlo')

    def do_starttls(self, _argument):
        if not self.offers('STARTTLS') or self.transaction is not None:
            raise Wrong('503 5.5.1 Not now', 'STARTTLS that was not offered, or within a transaction')
        if self.say('220 2.0.0 Go ahead', 'starttls'):
            self.stream.start_tls(self.server.context)
            self.host, self.extended, self.user = None, False, None

    def do_auth(self, argument):
        name, _, first = argument.partition(' ')
        if not self.offers('AUTH') or self.user is not None or self.transaction is not None:
            raise Wrong('503 5.5.1 Not now', 'AUTH not offered, twice, or within a transaction')
        if name.upper() not in self.server.mechanisms:
            raise Wrong('504 5.5.4 Which?', f'AUTH {name}, which was not offered')
        user = getattr(self, 'auth_' + name.lower().replace('-', '_'))(first)
        if self.say('235 2.7.0 Come in' if user else '535 5.7.8 No', 'auth'):
            self.user = user

    def do_mail(self, argument):
        if self.transaction is not None:
            raise Wrong('503 5.5.1 One at a time', 'MAIL within a transaction')
        if self.server.needs_login and self.user is None:
            self.stream.say('530 5.7.0 Sign in first')
            return
        path = grammar.read_path(argument, 'FROM', grammar.MAIL_PARAMETERS, self.offered_parameters())
        grammar.check_mail(path, self.server.offered(self), self.stream.is_tls)
        if int(path.parameters.get('SIZE') or 0) > self.server.size:
            self.stream.say('552 5.3.4 Too big')
            return
        if self.mails >= self.server.limit(self, 'MAILMAX'):
            self.stream.say('421 4.5.3 Enough of them in this session')
            raise Gone('MAILMAX')
        if self.say('250 2.1.0 Sender', 'mail', argument):
            self.transaction = Transaction(self.verb, path)
            self.mails += 1

    def offered_parameters(self):
        return self.server.offered(self) if self.extended else ()

    def do_rcpt(self, argument):
        if self.transaction is None:
            # The rest of a group whose MAIL was refused.
            self.bad_sequence('RCPT without MAIL')
            return
        path = grammar.read_path(argument, 'TO', grammar.RCPT_PARAMETERS, self.offered_parameters())
        grammar.check_rcpt(path, self.transaction.needs('SMTPUTF8'))
        if path.address.lower().startswith('nobody@'):
            self.stream.say('550 5.1.1 Nobody of that name')
        elif len(self.transaction.recipients) >= self.server.limit(self, 'RCPTMAX'):
            self.stream.say('452 4.5.3 Enough of them')
        elif self.say('250 2.1.5 Recipient', 'rcpt', argument):
            self.transaction.recipients.append({'address': path.address, **path.parameters})

    def bad_sequence(self, what):
        """No violation where commands may come in groups: it could not know."""
        if not self.offers('PIPELINING'):
            self.violate(what)
        self.stream.say('503 5.5.1 Bad sequence')

    def do_data(self, _argument):
        if self.transaction is None:
            self.bad_sequence('DATA without MAIL')
        elif self.transaction.is_chunked or \
                self.transaction.parameters.get('BODY', '').upper() == 'BINARYMIME':
            raise Wrong('503 5.5.1 Not with BDAT', 'DATA among BDAT, or for BINARYMIME')
        elif not self.transaction.recipients:
            if not self.offers('PIPELINING'):
                self.violate('DATA without a recipient')
            self.stream.say('554 5.5.1 No valid recipients')
        elif self.say('354 Go on', 'data'):
            self.interrupt_content()
            self.finish(self.stream.until_dot(), stuffed=True)

    def interrupt_content(self):
        fault = self.server.faults.find('content')
        if fault is not None:
            self.stream.octets(fault.argument)
            self.note_fault(fault)
            self.leave(fault.action)

    def do_bdat(self, argument):
        words = argument.upper().split(' ')
        if not words[0].isdigit() or words[1:] not in ([], ['LAST']):
            raise Wrong('501 5.5.4 Syntax', f'BDAT {argument!r}')
        self.interrupt_content()
        chunk = self.stream.octets(int(words[0]))
        if not self.offers('CHUNKING'):
            raise Wrong('503 5.5.1 Not offered', 'BDAT, which was not offered')
        if self.transaction is None or not self.transaction.recipients:
            self.bad_sequence('BDAT without MAIL or RCPT')
            return
        self.transaction.is_chunked = True
        self.transaction.chunks += chunk
        if words[1:]:
            self.finish(self.transaction.chunks, stuffed=False)
        else:
            self.say(f'250 2.0.0 {len(chunk)} octets', 'content')

    def finish(self, text, stuffed):
        transaction, self.transaction = self.transaction, None
        content = grammar.read_stuffed(text) if stuffed else text
        grammar.check_content(content, transaction.parameters)
        declared = transaction.parameters.get('SIZE')
        if declared is not None and len(content) > int(declared):
            raise Wrong('552 5.3.4 More than SIZE', f'{len(content)} octets, SIZE={declared}')
        if len(content) > self.server.size:
            self.stream.say('552 5.3.4 Too big')
            return
        fault = self.server.faults.find('dot')
        if fault is not None and fault.action != 'delay':
            self.note_fault(fault)
            if fault.is_answer:
                self.stream.say(fault.action)
                return
            self.leave(fault.action)
        number = self.server.record(self, transaction, content)
        self.say(f'250 2.0.0 Recorded as {number}', 'recorded')

    def do_rset(self, _argument):
        self.transaction = None
        self.say('250 2.0.0 Forgotten', 'rset')

    def do_noop(self, _argument):
        self.stream.say('250 2.0.0 Yes')

    def do_help(self, _argument):
        self.stream.say('214 2.0.0 RFC 5321')

    def do_vrfy(self, argument):
        name = argument.removesuffix(' SMTPUTF8').strip('<>').split('@')[0]
        if not name:
            raise Wrong('501 5.5.4 Whom?', 'VRFY without a name')
        self.stream.say(f'250 2.1.5 <{name}@{self.server.domain}>' if name in self.server.users
                        else '550 5.1.1 Nobody' if name == 'nobody' else '252 2.0.0 Send it and see')

    def do_expn(self, argument):
        if argument.removesuffix(' SMTPUTF8') != 'everybody':
            self.stream.say('550 5.1.1 No such list')
            return
        members = [f'<{user}@{self.server.domain}>' for user in self.server.users]
        self.stream.say('\r\n'.join([f'250-2.1.5 {member}' for member in members[:-1]] +
                                    [f'250 2.1.5 {members[-1]}']))

    def do_quit(self, _argument):
        self.say('221 2.0.0 Goodbye', 'quit')
        return False

    # Ways to sign in; each returns the user, or None.

    def ask(self, challenge):
        self.stream.say('334 ' + base64.b64encode(challenge).decode())
        return self.proof(self.check_line(self.stream.line(AUTH_OCTETS)))

    @staticmethod
    def proof(text):
        if text == '*':
            raise Wrong('501 5.7.0 Cancelled', 'AUTH cancelled')
        try:
            return base64.b64decode('' if text == '=' else text, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Wrong('501 5.5.2 No base64', 'AUTH with what is no base64') from error

    def is_right(self, user, password):
        return user in self.server.users and hmac.compare_digest(password, self.server.password)

    def auth_plain(self, first):
        parts = (self.proof(first) if first else self.ask(b'')).split('\0')
        if len(parts) != 3:
            raise Wrong('501 5.5.2 Syntax', 'PLAIN without its two NULs')
        return parts[1] if self.is_right(parts[1], parts[2]) and parts[0] in ('', parts[1]) else None

    def auth_login(self, first):
        user = self.proof(first) if first else self.ask(b'Username:')
        return user if self.is_right(user, self.ask(b'Password:')) else None

    def auth_cram_md5(self, first):
        if first:
            raise Wrong('501 5.5.4 Not yet', 'CRAM-MD5 with an initial response')
        challenge = f'<{secrets.token_hex(8)}@{self.server.name}>'.encode()
        user, _, digest = self.ask(challenge).rpartition(' ')
        right = hmac.new(self.server.password.encode(), challenge, 'md5').hexdigest()
        return user if user in self.server.users and hmac.compare_digest(digest, right) else None
