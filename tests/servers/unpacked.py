# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Servers whose Debian packages can't be installed beside others': downloaded and unpacked below
/var/tmp, without installing anything. One that is installed in / is taken as it is."""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

import fixture


class Unpacked:
    """`packages` of a server; of what installing them would bring, what `needed` matches. `programs`
    are those that have to be there, as paths below the tree."""

    def __init__(self, name, packages, needed, programs):
        self.name, self.packages, self.programs = name, packages, programs
        self.needed = re.compile(rf'^Inst ((?:{needed})\S*) ', re.MULTILINE)

    def cache(self):
        return os.environ.get(f'TOCSIN_{self.name.upper()}') or \
            f'/var/tmp/tocsin-{self.name}-{os.geteuid()}'

    def prefix(self):
        """Where it is, or None. What others may have put below /var/tmp is not run."""
        for path in (self.cache(), '/'):
            if all(os.path.exists(f'{path}/{program}') for program in self.programs) and \
                    os.stat(path).st_uid in (0, os.geteuid()):
                return path
        return None

    def libraries(self):
        """LD_LIBRARY_PATH for its programs."""
        tree = self.prefix()
        return ':'.join(glob.glob(f'{tree}/usr/lib/*-linux-*') + glob.glob(f'{tree}/lib/*-linux-*'))

    def names(self):
        simulation = subprocess.run(
            ['apt-get', '--simulate', '-o', 'Debug::NoLocking=1', '--no-install-recommends',
             'install', *self.packages], check=False, capture_output=True, text=True)
        names = self.needed.findall(simulation.stdout)
        if simulation.returncode or not names:
            raise fixture.FixtureError(f'apt-get does not know {self.name} (apt-get update?)\n'
                                       f'{simulation.stderr}')
        return names

    def fetch(self):
        if self.prefix():
            return
        needed = self.names()
        parent, name = os.path.split(self.cache())
        with tempfile.TemporaryDirectory(dir=parent, prefix=f'{name}.') as directory:
            subprocess.run(['apt-get', '-qq', '-o', 'APT::Sandbox::User=root', 'download', *needed],
                           cwd=directory, check=True, stdin=subprocess.DEVNULL)
            tree = f'{directory}/tree'
            for package in glob.glob(f'{directory}/*.deb'):
                subprocess.run(['dpkg-deb', '--extract', package, tree], check=True)
            os.chmod(tree, 0o755)
            self.put_in_place(tree, f'{directory}/old')

    def put_in_place(self, tree, old):
        """An older one, with fewer programs, gives way."""
        if os.path.exists(self.cache()):
            os.rename(self.cache(), old)
        os.rename(tree, self.cache())
        shutil.rmtree(old, ignore_errors=True)

    def main(self, otherwise):
        """The command `fetch`; whatever else is @otherwise's."""
        if sys.argv[1:] != ['fetch']:
            return otherwise()
        try:
            self.fetch()
        except (fixture.FixtureError, subprocess.CalledProcessError, FileNotFoundError) as error:
            print(f'{self.name}: {error}', file=sys.stderr)
            return 1
        return 0
