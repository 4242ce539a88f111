# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""What every fixture server does, and its command line.

    start   --dir DIR [options]      prints KEY=VALUE lines when it is ready; on a DIR that was
                                     started before: the same ports, users and mail
    deliver --dir DIR --user U [--folder F] [--flags '\\\\Seen'] FILE.eml…      ('-' is stdin)
    imap    --dir DIR --user U       an authenticated IMAP session on stdin and stdout
    stop    --dir DIR                returns when it is gone; ports and mail stay as they are
    pause   --dir DIR                connected but dumb, until resume
    resume  --dir DIR
    remove  --dir DIR                ends it at once, and deletes what start made

deliver and imap work on the stopped server too. Exit status 77: the server is not installed.
"""

import argparse
import contextlib
import os
import re
import shutil
import signal
import sys

import fixture

START_TRIES = 5


class Server:
    """One fixture. Subclasses say what is particular: where it is installed, how it is configured and
    started, and how to get at a mailbox."""

    kind = ''
    has_mail = True
    further_ports = ()  # properties, for each of which a free port is chosen
    greeting = b'* OK'  # None: whoever takes the connection is ready

    def __init__(self, directory):
        self.directory = os.path.abspath(directory)
        self.account = fixture.Account()
        self.properties = fixture.Properties(self.directory)

    # What a subclass has to say.

    @classmethod
    def require(cls):
        """Exits with fixture.MISSING if it is not installed."""
        raise NotImplementedError

    def prepare(self, options):
        """Writes what stays as it is: users, mail."""
        raise NotImplementedError

    def configure(self, options):
        """Writes the configuration, once the ports are chosen."""
        raise NotImplementedError

    def command(self):
        """The server's argv, in the foreground, and its environment."""
        raise NotImplementedError

    def session(self, user):
        """A Session of this user."""
        raise NotImplementedError

    # What is the same for all.

    @property
    def run(self):
        return self.properties['RUN']

    @property
    def pid(self):
        return int(self.properties['PID'])

    def open(self):
        try:
            self.properties.load()
        except FileNotFoundError as error:
            raise fixture.FixtureError(
                f'{self.directory}: no {self.kind} was started here') from error
        return self

    def check_user(self, user):
        if user not in self.properties['USERS'].split(','):
            raise fixture.FixtureError(f'no user {user} (there are {self.properties["USERS"]})')

    def listeners(self):
        host = self.properties['HOST']
        return [(host, int(self.properties['PORT']), False),
                (host, int(self.properties['TLS_PORT']), True)]

    def launch(self):
        command, environment = self.command()
        return fixture.start_session(command, self.account, self.properties['LOG'],
                                     self.listeners(), self.greeting, environment)

    def write(self, name, text):
        path = f'{self.run}/{name}'
        fixture.write_private(path, text)
        self.account.own(self.run)
        return path

    def hide(self, command, *files):
        """The command in a mount namespace where these files (theirs, ours) are others."""
        wrapper = fixture.find_program('bwrap')
        if wrapper is None:
            print(f'{self.kind}: needs bwrap (Debian: bubblewrap)', file=sys.stderr)
            sys.exit(fixture.MISSING)
        mounts = [word for theirs, ours in files for word in ('--ro-bind', ours, theirs)]
        return [wrapper, '--bind', '/', '/', '--dev-bind', '/dev', '/dev', *mounts, *command]

    def lay_out(self, options, address):
        os.makedirs(self.directory, exist_ok=True)
        run = fixture.new_run_directory(self.kind)
        self.properties.update({
            'KIND': self.kind, 'DIR': self.directory, 'RUN': run, 'HOST': address, 'USERS': options.users,
            'USER': options.users.split(',')[0],
            'PASSWORD': options.password or fixture.new_password(),
            'PASSWORD_FILE': os.path.join(self.directory, 'password'),
            'CA_FILE': os.path.join(self.directory, 'ca.pem'), 'LOG': f'{run}/log',
        })
        fixture.make_certificates(run, options.certificate_names.split(','))
        shutil.copyfile(f'{run}/ca.pem', self.properties['CA_FILE'])
        fixture.write_private(self.properties['PASSWORD_FILE'], self.properties['PASSWORD'] + '\n')
        fixture.write_private(self.properties['LOG'], '')

    def start_anew(self, options):
        self.lay_out(options, options.address or self.default_address(options))
        try:
            session = self.try_ports(options)
        except BaseException:
            self.delete()
            raise
        if not session:
            log = fixture.tail(self.properties['LOG'])
            self.delete()
            raise fixture.FixtureError(f'{self.kind} did not come up:\n{log}')
        return session

    def start_again(self):
        self.open()
        if fixture.session_members(self.pid):
            raise fixture.FixtureError(f'{self.directory}: already running')
        session = self.launch()
        if not session:
            log = fixture.tail(self.properties['LOG'])
            raise fixture.FixtureError(f'{self.kind} did not come back:\n{log}')
        return session

    def try_ports(self, options):
        self.prepare(options)
        self.account.own(self.run)
        given = {name: str(port) for name, port in (('PORT', options.port),
                                                    ('TLS_PORT', options.tls_port)) if port}
        for _ in range(START_TRIES):
            self.properties.update(given)
            self.choose_ports(name for name in ('PORT', 'TLS_PORT', *self.further_ports)
                              if name not in given)
            self.configure(options)
            session = self.launch()
            if session or options.port:
                return session
        return None

    def choose_ports(self, names):
        """A free port for each of these properties."""
        names = list(names)
        taken = {int(value) for name, value in self.properties.items()
                 if name.endswith('PORT') and name not in names}
        for name in names:
            self.properties[name] = fixture.free_port(self.properties['HOST'], taken)
            taken.add(int(self.properties[name]))

    def default_address(self, _options):
        return '127.0.0.1'

    def start(self, options):
        if os.path.exists(self.properties.path):
            session = self.start_again()
        else:
            session = self.start_anew(options)
        self.properties['PID'] = str(session)
        self.properties.save()
        print(self.properties, end='', flush=True)
        if options.owner:
            fixture.keep_watch(options.owner, session, lambda: self.remove(options))

    def reachable(self):
        """A context in which session() works, whether the server runs or not."""
        return contextlib.nullcontext()

    def deliver(self, options):
        self.open().check_user(options.user)
        with self.reachable():
            session = self.session(options.user)
            for name in options.files:
                with open(sys.stdin.fileno() if name == '-' else name, 'rb') as file:
                    message = re.sub(rb'\r?\n', b'\r\n', file.read())
                session.append(options, message)
            session.close()

    def stop(self, _options):
        fixture.stop_session(self.open().pid)
        self.properties['PID'] = '0'
        self.properties.save()

    def pause(self, _options):
        fixture.signal_session(self.open().pid, signal.SIGSTOP)

    def resume(self, _options):
        fixture.signal_session(self.open().pid, signal.SIGCONT)

    def remove(self, _options):
        fixture.kill_session(self.open().pid)
        self.delete()

    def delete(self):
        shutil.rmtree(self.run, ignore_errors=True)
        for path in (self.properties['PASSWORD_FILE'], self.properties['CA_FILE'],
                     self.properties.path):
            if os.path.exists(path):
                os.unlink(path)
        with contextlib.suppress(OSError):
            os.rmdir(self.directory)


class Session:
    """An authenticated IMAP conversation, for putting mail where it belongs, as it is."""

    def __init__(self, reader, writer, end=lambda: None):
        self.reader, self.writer, self.end = reader, writer, end

    def command(self, line, literal=None):
        self.writer.write(b'a ' + line + (b'' if literal is None else b'\r\n' + literal) + b'\r\n')
        self.writer.flush()
        for answer in self.reader:
            if answer.startswith(b'a '):
                return answer[2:].decode(errors='replace').strip()
        raise fixture.FixtureError('the server ended the session')

    def append(self, options, message):
        name = '"' + re.sub(r'(["\\])', r'\\\1', options.folder) + '"'
        received = f' "{options.received}"' if options.received else ''
        line = f'APPEND {name} ({options.flags}){received} {{{len(message)}+}}'.encode()
        answer = self.command(line, message)
        if '[TRYCREATE]' in answer:
            self.command(f'CREATE {name}'.encode())
            answer = self.command(line, message)
        if not answer.startswith('OK'):
            raise fixture.FixtureError(f'{options.folder}: {answer}')

    def close(self):
        self.command(b'LOGOUT')
        self.end()


class CommandLine(argparse.ArgumentParser):
    """The commands above; a subclass of Server may add options and commands."""

    def __init__(self, server):
        super().__init__(description=f'A private {server.kind} for tests.', allow_abbrev=False)
        self.server = server
        self.commands = self.add_subparsers(required=True, metavar='COMMAND',
                                            parser_class=argparse.ArgumentParser)
        self.start = self.command('start', 'start a server, or one that was stopped')
        self.add_start_options()
        if server.has_mail:
            self.add_mail()
        self.command('stop', 'stop, keep mail and ports')
        self.command('pause', 'stop answering without closing anything')
        self.command('resume', 'answer again')
        self.command('remove', 'stop and delete everything')

    def add_mail(self):
        deliver = self.command('deliver', 'put messages into a mailbox')
        deliver.add_argument('--user', default='alice')
        deliver.add_argument('--folder', default='INBOX', help='in modified UTF-7; made if missing')
        deliver.add_argument('--flags', default='')
        deliver.add_argument('--received', help="as '21-Nov-2026 10:00:00 +0000' (default: now)")
        deliver.add_argument('files', nargs='+', metavar='FILE')
        imap = self.command('imap', 'an authenticated session on stdin and stdout')
        imap.add_argument('--user', default='alice')

    def add_start_options(self):
        add = self.start.add_argument
        add('--address', help='listen here (default: on loopback)')
        add('--port', type=int, default=0, help='plain port with STARTTLS (default: a free one)')
        add('--tls-port', type=int, default=0, help='port with TLS from the first byte')
        add('--users', default='alice,bob,carol', help='comma-separated')
        add('--password', help='of every user (default: made up)')
        add('--mechanisms', default='PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256')
        add('--no-plaintext', action='store_true', help='LOGINDISABLED and no PLAIN without TLS')
        add('--certificate-names', default='localhost,127.0.0.1,127.0.0.2,::1')
        add('--set', action='append', default=[], metavar='KEY=VALUE', help='any of its settings')
        add('--owner', type=int, help='stop and remove when this process is gone')

    def command(self, name, summary):
        parser = self.commands.add_parser(name, help=summary, description=summary)
        parser.add_argument('--dir', required=True, help='directory of this server')
        parser.set_defaults(method=name)
        return parser

    def main(self):
        options = self.parse_args()
        try:
            self.server.require()
            return getattr(self.server(options.dir), options.method)(options) or 0
        except fixture.FixtureError as error:
            print(f'{os.path.basename(sys.argv[0])}: {error}', file=sys.stderr)
            return 1
