# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""What the tests of the program share: a home of its own, a server of its own, TAP."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from email.message import EmailMessage

HERE = os.path.dirname(os.path.abspath(__file__))
SERVERS = os.path.join(HERE, '..', '..', 'servers')
sys.path.insert(0, SERVERS)
import fixture  # noqa: E402  (found through the line above)

# Seconds until something that normally takes a moment counts as never happening.
PATIENCE = 60
MISSING = fixture.MISSING


class Place:
    """Settings, state and runtime directory of one test, and the program in it."""

    def __init__(self):
        self.home = tempfile.mkdtemp(prefix='tocsin-cli.')
        self.program = os.path.join(os.environ['TOCSIN_BUILD_ROOT'], 'ui', 'cli', 'tocsin')
        self.environment = {
            name: value for name, value in os.environ.items()
            if not name.startswith(('XDG_', 'TOCSIN_CONFIG', 'TOCSIN_STATE', 'DBUS_'))}
        self.environment.update(HOME=self.home, LC_ALL='C.UTF-8', TZ='UTC')
        for name in ('CONFIG_HOME', 'STATE_HOME', 'RUNTIME_DIR'):
            os.mkdir(f'{self.home}/{name.lower()}', 0o700)
            self.environment[f'XDG_{name}'] = f'{self.home}/{name.lower()}'
        self.config = f'{self.home}/config_home/tocsin/tocsin.conf'
        self.state = f'{self.home}/state_home/tocsin'

    def path(self, *names):
        return os.path.join(self.home, *names)

    def write(self, name, text, mode=0o600):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def settings(self):
        with open(self.config, encoding='utf-8') as file:
            return file.read()

    def run(self, *arguments, stdin=None, environment=None):
        return subprocess.run(
            [self.program, *arguments], env={**self.environment, **(environment or {})},
            cwd=self.home, check=False, text=True, input=stdin if stdin is not None else '',
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=2 * PATIENCE)

    def done(self, *arguments):
        """Runs a command that has to succeed; returns what it printed."""
        result = self.run(*arguments)
        assert result.returncode == 0, told(arguments, result)
        return result.stdout

    def json(self, *arguments):
        return json.loads(self.done(*arguments, '--json'))

    def remove(self):
        shutil.rmtree(self.home)


class Engine:
    """`tocsin run` in the background."""

    def __init__(self, place):
        self.place = place
        self.log = open(place.path('engine.log'), 'w+', encoding='utf-8')
        self.process = subprocess.Popen([place.program, 'run'], env=place.environment,
                                        cwd=place.home, stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=subprocess.STDOUT)

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def end(self):
        """SIGTERM; returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def connection(self, name='work'):
        for connection in self.place.json('status')['connections']:
            if connection['id'] == name:
                return connection
        return {}

    def until(self, what, condition):
        """Asks again until it holds; a test that waits for nothing fails and says for what."""
        def holds():
            assert self.process.poll() is None, f'the engine ended:\n{self.said()}'
            return condition()

        assert fixture.poll_until(holds, PATIENCE), (
            f'{what} did not happen\n{self.place.run("status", "--json").stdout}\n{self.said()}')


class MailServer:
    """A private server, and what tests do with it."""

    def __init__(self, kind, place, *options, directory='server'):
        self.program = os.path.join(SERVERS, kind)
        self.directory = place.path(directory)
        self.place = place
        started = self.call('start', '--owner', str(os.getpid()), *options)
        self.properties = dict(line.split('=', 1) for line in started.splitlines())

    def call(self, command, *arguments, stdin=None):
        result = subprocess.run([self.program, command, '--dir', self.directory, *arguments],
                                check=False, input=stdin, text=True, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)
        if result.returncode == MISSING:
            fixture.fail_or_skip(result.stderr.strip())
        assert result.returncode == 0, f'{command}: {result.stdout}{result.stderr}'
        return result.stdout

    def __getitem__(self, name):
        return self.properties[name]

    def deliver(self, *messages, folder='INBOX'):
        files = []
        for number, message in enumerate(messages):
            path = self.place.path(f'{number}.eml')
            with open(path, 'wb') as file:
                file.write(message.as_bytes())
            files.append(path)
        self.call('deliver', '--folder', folder, *files)

    def flags(self, folder='INBOX'):
        """The flags of every message, as another client sees them."""
        lines = (f'1 EXAMINE {folder}', '2 FETCH 1:* FLAGS', '3 LOGOUT', '')
        answer = self.call('imap', stdin='\r\n'.join(lines))
        return [line.split('FLAGS (', 1)[1].split(')', 1)[0].split()
                for line in answer.splitlines() if ' FETCH (' in line]

    def settings(self):
        return (f'address={self["HOST"]}', f'port={self["TLS_PORT"]}',
                'authentication.username=alice',
                f'authentication.password=file:{self["PASSWORD_FILE"]}',
                f'encryption.ca-file={self["CA_FILE"]}')

    def stop(self):
        self.call('stop')

    def start(self):
        self.call('start', '--owner', str(os.getpid()))

    def remove(self):
        self.call('remove')


def mail(subject, attachment=None):
    message = EmailMessage()
    message['From'] = 'Northwind <billing@northwind.example>'
    message['To'] = 'Alice <alice@example.org>'
    message['Subject'] = subject
    message['Message-ID'] = f'<{subject.replace(" ", "-")}@northwind.example>'
    message.set_content(f'{subject}\n')
    if attachment:
        message.add_attachment(b'%PDF-1.4 ' + subject.encode(), maintype='application',
                               subtype='pdf', filename=attachment)
    return message


def told(arguments, result):
    return (f'tocsin {" ".join(arguments)}\nexit status {result.returncode}\n'
            f'stdout: {result.stdout}\nstderr: {result.stderr}')


def expect(result, arguments, status, stdout=(), stderr=()):
    """The exit status, and what both streams have to hold."""
    story = told(arguments, result)
    assert result.returncode == status, f'not exit status {status}\n{story}'
    for text in stdout:
        assert text in result.stdout, f'stdout lacks “{text}”\n{story}'
    for text in stderr:
        assert text in result.stderr, f'stderr lacks “{text}”\n{story}'
    for word in ('Sanitizer', 'CRITICAL', 'assertion'):
        assert word not in result.stderr, story


def run_tests(prefix, tests, make=Place):
    """Runs each with a fresh place, or what else @make makes, and prints TAP."""
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        place = make()  # which ends the program if a server is missing: that is told in place of a plan
        if number == 1:
            print(f'1..{len(tests)}', flush=True)
        try:
            test(place)
            verdict = 'ok'
        except Exception:  # pylint: disable=broad-except
            verdict = 'not ok'
            failed += 1
            for line in traceback.format_exc().splitlines():
                print(f'# {line}')
        finally:
            place.remove()
        print(f'{verdict} {number} {prefix}/{name}', flush=True)
    sys.exit(failed > 0)
