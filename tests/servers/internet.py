# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""A private internet: a network of one machine with a name server and web servers of its own.

enter() puts the program into namespaces where there is nothing but loopback, so the standard ports
are free and nothing leaves. Internet then is the network: dnsmasq answers for all names, web servers
on 443 and 80 show what a test publishes, and both write down what they were asked. What the machine
believes (name server, authorities) is changed by mounts that only these namespaces see.
"""

import http.server
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading

import fixture

INSIDE = 'TOCSIN_PRIVATE_INTERNET'
BUNDLE = '/etc/ssl/certs/ca-certificates.crt'
# A web server that is not there, and one that says nothing.
WEB, NO_HTTPS, SILENT = '127.0.0.1', '127.0.0.2', '127.0.0.3'


def namespace_command():
    who = [] if os.geteuid() == 0 else ['--user', '--map-current-user', '--keep-caps']
    return ['unshare', *who, '--net', '--mount', '--propagation', 'private', '--']


def enter():
    """Starts the program over within namespaces of its own; returns there."""
    if INSIDE in os.environ:
        return
    for program in ('unshare', 'setpriv', 'ip', 'mount', 'dnsmasq'):
        if fixture.find_program(program) is None:
            fixture.fail_or_skip(f'{program} is not installed')
    probe = subprocess.run([*namespace_command(), 'ip', 'link', 'set', 'lo', 'up'], check=False,
                           capture_output=True, text=True, env=path_environment())
    if probe.returncode != 0:
        fixture.fail_or_skip(f'no network namespace here: {probe.stderr.strip()}')
    os.environ[INSIDE] = '1'
    os.execvpe('unshare', [*namespace_command(), sys.executable, *sys.argv], path_environment())


def path_environment():
    return {**os.environ, 'PATH': os.environ.get('PATH', '') + ':/usr/sbin:/sbin'}


def run(*command):
    subprocess.run(command, check=True, env=path_environment())


class Page:
    """What a web server answers."""

    def __init__(self, body='', status=200, headers=()):
        self.body, self.status, self.headers = body, status, headers


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def answer(self):
        length = int(self.headers.get('Content-Length', 0))
        host = self.headers.get('Host', '').split(':')[0]
        scheme = self.server.scheme
        page = self.server.pages.get(f'{scheme}://{host}{self.path.split("?")[0]}', Page('', 404))
        self.server.requests.append({
            'scheme': scheme, 'host': host, 'method': self.command, 'path': self.path,
            'headers': {name.lower(): value for name, value in self.headers.items()},
            'body': self.rfile.read(length).decode(errors='replace')})
        body = page.body.encode()
        self.send_response(page.status)
        for name, value in page.headers:
            self.send_header(name, value)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_HEAD = answer  # pylint: disable=invalid-name

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        """Everything is in the list of requests."""


class WebServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address, port, scheme, pages, requests, context=None):
        super().__init__((address, port), Handler)
        self.scheme, self.pages, self.requests, self.context = scheme, pages, requests, context

    def finish_request(self, request, client_address):
        """The handshake is done on the request's own thread."""
        if self.context is not None:
            request = self.context.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        """A client that doesn't like the certificate is no news."""


class Internet:
    """One for a whole program. @records are dnsmasq's own, @hosts a name and its address, @names
    those that the certificate is for."""

    def __init__(self, directory, hosts, records, names):
        self.directory = directory
        self.pages, self.requests = {}, []
        self.servers, self.sockets = [], []
        self.dns = None
        fixture.make_certificates(directory, names)
        self.set_up_machine()
        self.start_web()
        self.start_dns(hosts, records)

    def path(self, name):
        return os.path.join(self.directory, name)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as file:
            file.write(text)
        os.chmod(self.path(name), 0o644)
        return self.path(name)

    def set_up_machine(self):
        run('ip', 'link', 'set', 'lo', 'up')
        with open('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'w', encoding='ascii') as file:
            file.write('0')
        for target, text in (('/etc/resolv.conf', 'nameserver 127.0.0.1\n'),
                             ('/etc/nsswitch.conf', 'hosts: files dns\n'),
                             ('/etc/hosts', '127.0.0.1 localhost\n')):
            run('mount', '--bind', self.write(os.path.basename(target), text),
                os.path.realpath(target))
        with open(self.path('ca.pem'), encoding='ascii') as file:
            run('mount', '--bind', self.write('bundle', file.read()), os.path.realpath(BUNDLE))

    def trust(self, path):
        """One more authority that the whole machine believes."""
        with open(path, encoding='ascii') as file, open(self.path('bundle'), 'a',
                                                        encoding='ascii') as bundle:
            bundle.write(file.read())

    def start_web(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path('server.pem'), self.path('server.key'))
        for address, port, scheme, tls in ((WEB, 443, 'https', context), (WEB, 80, 'http', None),
                                           (NO_HTTPS, 80, 'http', None)):
            server = WebServer(address, port, scheme, self.pages, self.requests, tls)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self.servers.append(server)
        for kind, address, port in ((socket.SOCK_STREAM, SILENT, 443),
                                    (socket.SOCK_DGRAM, SILENT, 53)):
            silent = socket.socket(socket.AF_INET, kind)
            silent.bind((address, port))
            if kind == socket.SOCK_STREAM:
                silent.listen()
            self.sockets.append(silent)

    def start_dns(self, hosts, records):
        lines = ['no-resolv', 'no-hosts', 'no-daemon', 'bind-interfaces', 'listen-address=127.0.0.1',
                 'log-queries', f'log-facility={self.path("dns.log")}', 'pid-file=', 'local=/test/',
                 f'server=/hang.test/{SILENT}', 'cache-size=0']
        lines += ['user=root', 'group=root'] if os.geteuid() == 0 else []
        lines += [f'host-record={name},{address}' for name, address in hosts.items()]
        config = self.write('dnsmasq.conf', '\n'.join([*lines, *records]) + '\n')
        # Gone when we are, whatever ends us.
        self.dns = subprocess.Popen(
            ['setpriv', '--pdeathsig', 'KILL', fixture.find_program('dnsmasq'),
             '--keep-in-foreground', f'--conf-file={config}'],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=open(self.path('dns.stderr'), 'wb'))  # pylint: disable=consider-using-with
        if not fixture.poll_until(self.dns_answers, fixture.READY_SECONDS):
            raise fixture.FixtureError('dnsmasq did not come up: ' + fixture.tail(
                self.path('dns.stderr')) + fixture.tail(self.path('dns.log')))

    def dns_answers(self):
        try:
            return socket.gethostbyname('ready.test') == WEB
        except OSError:
            return False

    def publish(self, url, body='', status=200, headers=()):
        self.pages[url] = Page(body, status, headers)

    def forget(self):
        """Before the next test: nothing published, nothing asked."""
        self.pages.clear()
        self.requests.clear()
        if self.dns is not None:
            os.truncate(self.path('dns.log'), 0)

    def questions(self):
        """`TYPE NAME` of each question that the name server was asked."""
        with open(self.path('dns.log'), encoding='utf-8', errors='replace') as file:
            words = [line.split() for line in file if ' query[' in line]
        return {f'{word[6:-1]} {line[line.index(word) + 1]}' for line in words
                for word in line if word.startswith('query[')}

    def story(self):
        return f'web: {json.dumps(self.requests, indent=1)}\nDNS: {sorted(self.questions())}'

    def end(self):
        self.dns.send_signal(signal.SIGKILL)
        self.dns.wait()
        for server in self.servers:
            server.shutdown()
            server.server_close()
        for silent in self.sockets:
            silent.close()
