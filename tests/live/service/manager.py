# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""A stand-in for the service manager, written from sd_notify(3) and systemd.service(5), and the
service under it."""

import itertools
import os
import signal
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from place import PATIENCE, Engine, fixture  # noqa: E402  (found through the line above)

NUMBERS = itertools.count(1)
KNOWN = {'READY', 'RELOADING', 'STOPPING', 'STATUS', 'WATCHDOG', 'MONOTONIC_USEC'}


class Manager:
    """Hears what the service says."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        self.address = path.replace('\0', '@', 1)
        self.heard = []

    def listen(self, seconds=PATIENCE):
        """The next message as a dictionary; None when there is none in time."""
        self.socket.settimeout(seconds)
        try:
            text = self.socket.recv(65536).decode()
        except socket.timeout:
            return None
        message = dict(line.split('=', 1) for line in text.splitlines())
        assert message and set(message) <= KNOWN, text
        self.heard.append(message)
        return message

    def until(self, **wanted):
        """Listens until somebody says just that; returns what was said before."""
        before = []
        while True:
            message = self.listen()
            assert message is not None, f'{wanted} was never said, but {before}'
            if all(message.get(name) == value for name, value in wanted.items()):
                return before
            before.append(message)

    def guard(self, service, seconds, beats):
        """What WatchdogSec= does: whoever is not heard in time is aborted. False when that was
        necessary, True after so many beats."""
        deadline = time.monotonic() + seconds
        while beats > 0:
            message = self.listen(max(deadline - time.monotonic(), 0.001))
            if message is None:
                service.process.send_signal(signal.SIGABRT)
                service.process.wait(PATIENCE)
                return False
            if message.get('WATCHDOG') == '1':
                deadline = time.monotonic() + seconds
                beats -= 1
        return True

    def close(self):
        self.socket.close()


class Service(Engine):
    """`tocsind`, as a manager starts it."""

    def __init__(self, place, *arguments, watchdog=None, address=None, wrapper=(), **environment):
        # pylint: disable=super-init-not-called
        self.place = place
        name = f'service-{next(NUMBERS)}'
        self.manager = Manager(address if address is not None else place.path(name))
        self.log = open(place.path(f'{name}.log'), 'w+', encoding='utf-8')
        environment = {**place.environment, 'NOTIFY_SOCKET': self.manager.address, **environment}
        if watchdog is not None:
            environment['WATCHDOG_USEC'] = str(int(watchdog * 1000000))
        program = os.path.join(os.environ['TOCSIN_BUILD_ROOT'], 'service', 'tocsind')
        self.process = subprocess.Popen([*wrapper, program, *arguments], env=environment, cwd=place.home,
                                        stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=subprocess.STDOUT)

    def __exit__(self, *exception):
        super().__exit__(*exception)
        self.manager.close()

    def ready(self):
        """Listens until it is ready; returns the service."""
        self.manager.until(READY='1')
        return self

    def reload(self):
        """SIGHUP, and what has to follow."""
        self.process.send_signal(signal.SIGHUP)
        before = self.manager.until(READY='1')
        reloading = [message for message in before if message.get('RELOADING') == '1']
        assert len(reloading) == 1, before
        moment = int(reloading[0]['MONOTONIC_USEC'])
        assert 0 < moment <= time.monotonic() * 1000000, reloading

    def until_said(self, text):
        assert fixture.poll_until(lambda: text in self.said(), PATIENCE), (
            f'“{text}” was never said, but: {self.said()}')


def wall(*options):
    """What runs a program where some places are others, or are only read."""
    program = fixture.find_program('bwrap')
    if program is None:
        fixture.fail_or_skip('bubblewrap is not installed')
    return [program, '--dev-bind', '/', '/', *options, '--die-with-parent', '--']


def add_maildir(place, name):
    place.done('connection', 'add', 'maildir', name, f'address={place.path(name)}',
               'maildir.create=true')
    place.done('task', 'add', f'{name}-task', f'trigger.connection={name}',
               f'action.log.file={place.path("log")}')


class Bus:
    """A message bus of the test's own, which starts what its folder of services names."""

    CONFIGURATION = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
      "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
    <busconfig><type>session</type><listen>unix:path={address}</listen><servicedir>{services}</servicedir>
    <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
    <allow own="*"/></policy></busconfig>'''

    def __init__(self, place):
        self.place = place
        self.address = f'unix:path={place.path("bus")}'
        place.write('services/org.tocsin.Engine1.service', '')
        self.configuration = place.write('bus.conf', self.CONFIGURATION.format(
            address=place.path('bus'), services=place.path('services')))
        place.environment['DBUS_SESSION_BUS_ADDRESS'] = self.address
        self.process = None

    def serve(self, exec_line):
        """Says how the engine is started by its name."""
        self.place.write('services/org.tocsin.Engine1.service',
                         f'[D-BUS Service]\nName=org.tocsin.Engine1\nExec={exec_line}\n')

    def start(self):
        program = fixture.find_program('dbus-daemon')
        if program is None:
            fixture.fail_or_skip('dbus-daemon is not installed')
        self.process = subprocess.Popen(
            [program, '--nofork', '--print-address=1', f'--config-file={self.configuration}'],
            env=self.place.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL)
        assert self.process.stdout.readline(), 'the bus does not start'
        self.process.stdout.close()
        return self

    def call(self, method, *arguments, path='/org/freedesktop/DBus', name='org.freedesktop.DBus'):
        return subprocess.run(
            ['gdbus', 'call', '--session', '--timeout', str(PATIENCE), '--dest', name, '--object-path',
             path, '--method', method, *arguments], env=self.place.environment, check=False,
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def ask(self, method, *arguments):
        """A call to the engine, which has to succeed."""
        answer = self.call(f'org.tocsin.Engine1.{method}', *arguments, path='/org/tocsin/Engine1',
                           name='org.tocsin.Engine1')
        assert answer.returncode == 0, answer.stdout
        return answer.stdout

    def has_owner(self):
        answer = self.call('org.freedesktop.DBus.NameHasOwner', 'org.tocsin.Engine1')
        return answer.stdout.strip() == '(true,)'

    def stop(self):
        self.process.kill()
        self.process.wait()
        os.remove(self.place.path('bus'))

    def __enter__(self):
        return self.start()

    def __exit__(self, *_exception):
        self.stop()
