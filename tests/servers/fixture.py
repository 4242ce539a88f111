# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""What the private mail servers of the tests have in common.

A fixture has two places: DIR, given by the caller, with what a client needs (properties, password,
CA), and a run directory of its own below /tmp with configuration, sockets and mail. The second must
be reachable by the unprivileged user the server runs as when the tests run as root, and its socket
names must stay below 108 bytes; a build tree promises neither.
"""

import grp
import os
import pwd
import random
import secrets
import select
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time

MISSING = 77  # exit status: this server is not installed here
READY_SECONDS = 30
GONE_SECONDS = 15
POLL_SECONDS = 0.02
# Below the kernel's own range of ephemeral ports, so no outgoing connection can take one of ours
# while the server is away.
PORTS = range(20000, 32000)
PROPERTIES = 'server.properties'


class FixtureError(Exception):
    """Ends the command with a message and exit status 1."""


def fail_or_skip(reason):
    """Ends a program of tests that lacks something; where every test has to run that is a failure."""
    if 'CI' in os.environ:
        print(f'1..1\nnot ok 1 {reason}')
        sys.exit(1)
    print(f'1..0 # SKIP {reason}')
    sys.exit(0)


def find_program(name, *places):
    """A path for a program that may live where an ordinary user's PATH does not lead."""
    path = os.pathsep.join([os.environ.get('PATH', ''), '/usr/sbin', '/sbin', *places])
    return shutil.which(name, path=path)


class Account:
    """Who the server runs as: ourselves, or, as root, `nobody`: mail servers refuse uid 0."""

    def __init__(self):
        entry = pwd.getpwnam('nobody') if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self.uid, self.gid, self.user = entry.pw_uid, entry.pw_gid, entry.pw_name
        self.group = grp.getgrgid(entry.pw_gid).gr_name

    def popen_options(self):
        if os.geteuid() != 0:
            return {}
        return {'user': self.uid, 'group': self.gid, 'extra_groups': []}

    def own(self, path):
        """Gives a tree to the account."""
        if os.geteuid() != 0:
            return
        for top, folders, files in os.walk(path):
            for name in [top] + [os.path.join(top, file) for file in folders + files]:
                os.chown(name, self.uid, self.gid, follow_symlinks=False)


class Properties(dict):
    """What `start` prints: one KEY=VALUE a line, kept in DIR for the other commands."""

    def __init__(self, directory):
        super().__init__()
        self.path = os.path.join(directory, PROPERTIES)

    def load(self):
        with open(self.path, encoding='utf-8') as file:
            self.update(line.rstrip('\n').split('=', 1) for line in file)
        return self

    def save(self):
        with open(self.path + '.new', 'w', encoding='utf-8') as file:
            file.write(str(self))
        os.replace(self.path + '.new', self.path)

    def __str__(self):
        return ''.join(f'{key}={value}\n' for key, value in self.items())


def free_port(address, taken=()):
    for port in random.sample(PORTS, len(PORTS)):
        if port not in taken and port_is_free(address, port):
            return str(port)
    raise FixtureError(f'no free port on {address} in {PORTS.start}–{PORTS.stop - 1}')


def port_is_free(address, port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def write_private(path, text):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'w') as file:
        file.write(text)


def new_password():
    # Not with a dash in front, which would make it an option.
    return 'p' + secrets.token_urlsafe(12)


def md5_crypt(password):
    """A password as Apache has it in its files, and others after it; openssl makes it."""
    return subprocess.run(['openssl', 'passwd', '-apr1', '-stdin'], check=True, text=True,
                          input=password, stdout=subprocess.PIPE).stdout.strip()


def make_certificates(directory, names):
    """An authority of our own and a server certificate for names and addresses, all made now."""
    def openssl(*arguments):
        subprocess.run(['openssl', *arguments], cwd=directory, check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    alternatives = ','.join(('IP:' if name.replace('.', '').isdigit() or ':' in name else 'DNS:')
                            + name for name in names)
    with open(os.path.join(directory, 'server.ext'), 'w', encoding='ascii') as file:
        file.write(f'subjectAltName={alternatives}\nextendedKeyUsage=serverAuth\n'
                   'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\n')
    openssl('req', '-x509', *key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30',
            '-subj', '/CN=Tocsin test authority', '-addext', 'keyUsage=keyCertSign,cRLSign')
    openssl('req', *key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', f'/CN={names[0]}')
    openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key',
            '-CAcreateserial', '-days', '30', '-extfile', 'server.ext', '-out', 'server.pem')


def make_client_certificate(directory, user, path):
    """By the authority of make_certificates, for a user: certificate and key in one file."""
    key, request, certificate = (f'{directory}/{user}.{kind}' for kind in ('key', 'csr', 'crt'))
    with open(f'{directory}/client.ext', 'w', encoding='ascii') as file:
        file.write('extendedKeyUsage=clientAuth\nbasicConstraints=CA:FALSE\n'
                   'keyUsage=digitalSignature\n')
    for arguments in (
            ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
             '-keyout', key, '-out', request, '-subj', f'/CN={user}'],
            ['x509', '-req', '-in', request, '-CA', 'ca.pem', '-CAkey', 'ca.key',
             '-CAcreateserial', '-days', '30', '-extfile', 'client.ext', '-out', certificate]):
        subprocess.run(['openssl', *arguments], cwd=directory, check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.PIPE, text=True)
    with open(certificate, encoding='ascii') as one, open(key, encoding='ascii') as other:
        write_private(path, one.read() + other.read())


def session_members(session):
    """The living processes of a session, a server's master and all it started; 0 is no session."""
    members = []
    for entry in os.listdir('/proc') if session else []:
        if not entry.isdigit():
            continue
        try:
            with open(f'/proc/{entry}/stat', encoding='utf-8', errors='replace') as file:
                fields = file.read().rsplit(')', 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == session and fields[0] not in 'ZX':
            members.append(int(entry))
    return members


def signal_session(session, number):
    for pid in session_members(session):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def poll_until(condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def kill_session(session):
    """Ends a server without a goodbye."""
    def gone():
        signal_session(session, signal.SIGKILL)
        return not session_members(session)

    if not poll_until(gone, GONE_SECONDS):
        raise FixtureError(f'processes {session_members(session)} would not end')


def stop_session(session):
    """Ends a server in order and returns when none of its processes is left."""
    if session in session_members(session):
        os.kill(session, signal.SIGTERM)
        poll_until(lambda: not session_members(session), GONE_SECONDS)
    kill_session(session)


def greets(address, port, implicit_tls, greeting):
    try:
        with socket.create_connection((address, port), timeout=5) as plain:
            if greeting is None:
                return True
            if not implicit_tls:
                return plain.recv(4096).startswith(greeting)
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            with context.wrap_socket(plain) as stream:
                return stream.recv(4096).startswith(greeting)
    except OSError:
        return False


def start_session(command, account, log, listeners, greeting=b'* OK', environment=None):
    """Starts a server as the leader of a session of its own; returns it when every listener,
    (address, port, implicit TLS), greets (or is there, if greeting is None), or None if it ended
    before."""
    with open(log, 'ab') as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                   start_new_session=True, cwd='/', env=environment,
                                   **account.popen_options())

    def settled():
        return process.poll() is not None or \
            all(greets(*listener, greeting) for listener in listeners)

    if poll_until(settled, READY_SECONDS) and process.poll() is None:
        return process.pid
    kill_session(process.pid)
    return None


def keep_watch(owner, session, remove):
    """Leaves a process behind that ends the server when its owner is gone, so that a crashed test
    leaves nothing running."""
    watched = [os.pidfd_open(owner), os.pidfd_open(session)]
    if os.fork() != 0:
        return
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(null, descriptor)
    poller = select.poll()
    for descriptor in watched:
        poller.register(descriptor, select.POLLIN)
    if any(descriptor == watched[0] for descriptor, _ in poller.poll()):
        remove()
    os._exit(0)


def new_run_directory(name):
    path = tempfile.mkdtemp(prefix=f'tocsin-{name}-', dir='/tmp')
    os.chmod(path, 0o711)
    return path


def tail(path, lines=15):
    try:
        with open(path, encoding='utf-8', errors='replace') as file:
            return ''.join(file.readlines()[-lines:])
    except FileNotFoundError:
        return ''
