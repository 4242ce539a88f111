# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""The rules of the house, each a function from a House to findings, one line of text each.

An exception stands in a table here, with its reason; one that no longer excuses anything is a
finding too.
"""

import os
import re
import shutil
import subprocess

import keys
from house import code_only, functions, includes, strings_only, words

# A room may include itself and these; the most particular row counts.
LAYERS = {
    'core/base': (),
    'core/settings': ('core/base',),
    'core/net': ('core/base', 'core/settings'),
    'core/mail': ('core/base', 'core/settings'),
    'core/plugin': ('core/base', 'core/settings', 'core/net', 'core/mail'),
    'core/engine': ('core',),
    'core': ('core',),
    'plugins': ('core',),
    # Two plugins offer what one library does.
    'plugins/exchange': ('core', 'plugins/ews'),
    'plugins/office365': ('core', 'plugins/ews'),
    'service': ('core',),
    'ui': ('core',),
    'tests': ('core', 'plugins', 'service', 'ui'),
}

ROOMS = ('core', 'plugins', 'service', 'ui', 'tests')

# Libraries, and the only rooms where they may be seen; tests may see all.
LIBRARIES = {
    'gtk/': ('ui/desktop',),
    'gdk/': ('ui/desktop',),
    'adwaita.h': ('ui/desktop',),
    # The command line's doctor tells its version.
    'gnutls/': ('core/base', 'core/net', 'plugins', 'ui/cli'),
    'gsasl.h': ('core/net',),
    'sqlite3.h': ('core/engine',),
    'gmime/': ('core/mail', 'plugins'),
    'libsecret/': ('core/settings',),
    'libsoup/': ('core/net', 'plugins', 'service'),
    'libxml/': ('core/mail', 'core/net', 'plugins'),
}

PROTOCOLS = {'imap', 'imap4', 'imaps', 'pop3', 'pop3s', 'smtp', 'smtps', 'ews', 'office365',
             'gmail', 'maildir', 'outlook', 'microsoft', 'google'}
# "exchange" and "graph" are English too; as a whole string they name the protocol.
PROTOCOL_STRINGS = {'exchange', 'graph'}
# (file, word): why the core may say it there.
PROTOCOL_REASONS = {
    ('core/base/error.c', 'smtp'): 'stable names of what goes wrong when mail is sent, however it is',
    ('core/base/error.c', 'ews'): 'stable names of what services over HTTP answer',
    ('core/net/discovery/autodiscover.c', 'microsoft'): 'part of the names of its XML namespaces',
    ('core/net/discovery/autodiscover.c', 'outlook'): 'part of the names of its XML namespaces',
    ('core/settings/connection-settings.c', 'imap4'): 'an example in a hint to the user',
    ('core/mail/offline-file.c', 'outlook'): 'the program that can save what is no message here',
    ('core/net/first-words.c', 'imap'): 'data: by what greeting a server is recognised',
    ('core/net/first-words.c', 'pop3'): 'data: by what greeting a server is recognised',
    ('core/net/first-words.c', 'smtp'): 'data: by what greeting a server is recognised',
} | {(f'core/mail/{name}', 'maildir'): 'a form of directory, which is read without a connection'
     for name in ('maildir.c', 'maildir.h', 'maildir-directory.c', 'maildir-directory.h',
                  'maildir-entry.c', 'maildir-entry.h', 'maildir-folders.c', 'maildir-folders.h',
                  'maildir-keywords.c', 'maildir-keywords.h', 'maildir-listing.c',
                  'maildir-listing.h', 'offline-file.c', 'offline-sieve.c', 'offline-sieve.h',
                  'offline-store.c', 'offline-store.h')}

MOST_FILE_LINES = 500
# Tables of cases may be long.
MOST_TEST_LINES = 800
# Why it may be longer.
LONG_FILES = {}
MOST_FUNCTION_LINES = 80
LONG_FUNCTIONS = {}

# Why it may sleep.
SLEEPS = {
    'core/engine/executor.c': 'a wait between tries; with a cancellable it is a poll',
    'core/settings/file-store.c': 'flock has no deadline: it is tried again until ours',
}

README_LINES = 10
# Folders that only mirror another's, or hold nothing to explain.
NO_README = re.compile(r'^(tests/unit/.*|data/.*|\.ci|tests/fuzz/.*|docs/.*)$')

TRANSLATED = re.compile(r'\b(?:_|N_|C_|NC_|ngettext|g_dngettext|g_dgettext|dngettext|g_dpgettext2?)'
                        r' ?\(')
# Put together so that this file does not find itself.
MARKS = re.compile(r'\b(?:' + '|'.join(['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK']) + r')\b')
HOSTS = re.compile(r'(?:registry|deb|snapshot|security|files|proxy|static|ftp)\.'
                   r'(?:npm' + r'js|deb' + r'ian|pypi|python' + r'hosted|go' + r'lang|crates)\.'
                   r'|\bpypi\.' + r'org|\bcrates\.' + r'io')
WORKPLACE = re.compile('/work/' + r'(?:main|rooms|shared)|\.\./' + 'shared')


def room_of(path):
    """core/net, plugins/imap4, ui/cli; service, tests."""
    parts = path.split('/')
    if parts[0] in ('core', 'plugins', 'ui') and len(parts) > 2:
        return '/'.join(parts[:2])
    return parts[0]


def within(path, folders):
    return any(path == folder or path.startswith(folder + '/') for folder in folders)


def includes_follow_the_layers(house):
    for path in house.c_files():
        room = room_of(path)
        allowed = LAYERS.get(room, LAYERS.get(room.split('/', maxsplit=1)[0], ()))
        for line, kind, name in includes(house.text(path)):
            if kind == '"' and name != 'config.h' and not within(name, (room, *allowed)):
                yield f'{path}:{line}: {room} may not include "{name}"'


def includes_are_from_the_root(house):
    """Generated headers too: they lie below the build's root as their folder below the house's."""
    for path in house.c_files():
        for line, kind, name in includes(house.text(path)):
            if kind == '"' and name != 'config.h' and not within(name, ROOMS):
                yield f'{path}:{line}: "{name}" is no path from the root'


def plugins_see_only_public_headers(house):
    for path in house.c_files():
        if not path.startswith('plugins/'):
            continue
        for line, _, name in includes(house.text(path)):
            folder, file = os.path.split(name)
            if not name.startswith('core/') or name == 'core/tocsin.h':
                continue
            if f"'{file}'" not in installed_by(house, folder):
                yield f'{path}:{line}: {name} is not an installed header'


def installed_by(house, folder):
    """The meson files that may install a header of this folder."""
    names = (f'{folder}/meson.build', f'{os.path.dirname(folder)}/meson.build')
    return ''.join(house.text(name).replace(os.path.basename(folder) + '/', '')
                   for name in names if name in house.files)


def libraries_stay_in_their_rooms(house):
    for path in house.c_files():
        if path.startswith('tests/'):
            continue
        for line, _, name in includes(house.text(path)):
            for library, rooms in LIBRARIES.items():
                if name.startswith(library) and not within(path, rooms):
                    yield f'{path}:{line}: <{name}> belongs to {", ".join(rooms)}'


def core_names_no_protocol(house):
    excused = set()
    for path in house.c_files():
        if not path.startswith('core/'):
            continue
        text = house.text(path)
        for line, word in protocol_words(text):
            if (path, word) in PROTOCOL_REASONS:
                excused.add((path, word))
            else:
                yield f'{path}:{line}: the core names a protocol: {word}'
    yield from unused('PROTOCOL_REASONS', PROTOCOL_REASONS, excused)


def protocol_words(text):
    for number, line in enumerate(code_only(text).split('\n'), 1):
        for identifier in re.findall(r'\w+', line):
            yield from ((number, word) for word in words(identifier) if word in PROTOCOLS)
    for number, string in strings_only(text):
        for word in words(string):
            if word in PROTOCOLS or (word in PROTOCOL_STRINGS and string.lower() == word):
                yield number, word


def unused(table, entries, used):
    for entry in entries:
        if entry not in used:
            yield f'tests/layers/rules.py: {table}: {entry} excuses nothing any more'


def files_are_short(house):
    used = set()
    for path in house.ending('.c'):
        lines = house.text(path).count('\n')
        most = MOST_TEST_LINES if path.startswith('tests/') else MOST_FILE_LINES
        if lines > most:
            used.add(path)
            if path not in LONG_FILES:
                yield f'{path}: {lines} lines, {most} at most: it is two things'
    yield from unused('LONG_FILES', LONG_FILES, used)


def functions_are_short(house):
    used = set()
    for path in house.ending('.c'):
        for name, line, length in functions(house.text(path)):
            if length > MOST_FUNCTION_LINES:
                used.add((path, name))
                if (path, name) not in LONG_FUNCTIONS:
                    yield f'{path}:{line}: {name} has {length} lines, {MOST_FUNCTION_LINES} at most'
    yield from unused('LONG_FUNCTIONS', LONG_FUNCTIONS, used)


def headers_say_pragma_once(house):
    for path in house.ending('.h'):
        if '\n#pragma once\n' not in house.text(path):
            yield f'{path}: no #pragma once'


def sources_carry_their_licence(house):
    for path in house.sources():
        head = '\n'.join(house.text(path).split('\n')[:6])
        if 'SPDX-License-Identifier: ' not in head:
            yield f'{path}: no SPDX-License-Identifier in its first lines'
        elif path.endswith(('.c', '.h', '.py')) and 'SPDX-FileCopyrightText: ' not in head:
            yield f'{path}: no SPDX-FileCopyrightText in its first lines'


def folders_have_a_readme(house):
    folders = {os.path.dirname(path) for path in house.sources()} - {''}
    for folder in sorted(folders):
        readme = f'{folder}/README.md'
        if NO_README.match(folder):
            continue
        if readme not in house.files:
            if os.path.dirname(folder) + '/README.md' not in house.files or room_of(
                    folder + '/x') == folder:
                yield f'{readme} is missing'
        elif house.text(readme).count('\n') > README_LINES:
            yield f'{readme}: more than {README_LINES} lines'


def text_is_clean(house):
    for path in house.sources():
        text = house.text(path)
        for number, line in enumerate(text.split('\n'), 1):
            if '\t' in line:
                yield f'{path}:{number}: a tab'
            if line != line.rstrip():
                yield f'{path}:{number}: blanks at the end of the line'
        if text and not text.endswith('\n'):
            yield f'{path}: no line end at the end'


def nothing_is_left_open(house):
    for path in house.sources() + house.ending('.md'):
        for number, line in enumerate(house.text(path).split('\n'), 1):
            if MARKS.search(line):
                yield f'{path}:{number}: left open: {line.strip()}'
            if HOSTS.search(line) or WORKPLACE.search(line):
                yield f'{path}:{number}: names a place the project knows nothing of: {line.strip()}'


def nothing_jumps(house):
    for path in house.ending('.c'):
        for number, line in enumerate(code_only(house.text(path)).split('\n'), 1):
            if re.search(r'\bgoto\b', line):
                yield f'{path}:{number}: goto'


def nothing_sleeps(house):
    used = set()
    for path in house.ending('.c'):
        for number, line in enumerate(code_only(house.text(path)).split('\n'), 1):
            if re.search(r'\b(?:g_usleep|usleep|sleep|nanosleep|clock_nanosleep) \(', line):
                used.add(path)
                if path not in SLEEPS:
                    yield f'{path}:{number}: a sleep'
    yield from unused('SLEEPS', SLEEPS, used)


def translatable(house):
    return [path for path in house.files
            if (path.endswith(('.c', '.h')) and not path.startswith('tests/')
                and TRANSLATED.search(code_only(house.text(path))))
            or (path.endswith('.gschema.xml') and 'gettext-domain' in house.text(path))
            or path.endswith(('.ui', '.desktop.in', '.metainfo.xml.in', '.form.xml', '.policy.in'))]


def all_texts_reach_the_translators(house):
    listed = [line for line in house.text('po/POTFILES.in').split('\n')
              if line and not line.startswith('#')]
    wanted = translatable(house)
    for path in sorted(set(wanted) - set(listed)):
        yield f'po/POTFILES.in: {path} is missing (tests/layers/layers --potfiles)'
    for path in sorted(set(listed) - set(wanted)):
        yield f'po/POTFILES.in: {path} has nothing to translate'


def texts_are_whole_for_translators(house):
    """xgettext knows the macros of <inttypes.h>; at any other it cuts the text off."""
    for path in house.c_files():
        code = code_only(house.text(path))
        for match in TRANSLATED.finditer(code):
            if re.match(r'[^;]*?\bG_G\w+_FORMAT\b', inside(code[match.end():])):
                yield (f'{path}:{code.count(chr(10), 0, match.start()) + 1}: write PRId64, PRIu64 or '
                       f'%zu in a text that is translated')


def inside(code):
    """Up to the bracket that closes what was opened before."""
    depth = 1
    for at, char in enumerate(code):
        depth += {'(': 1, ')': -1}.get(char, 0)
        if depth == 0:
            return code[:at]
    return code


def formatting_follows_the_style(house):
    program = shutil.which('clang-format-14') or shutil.which('clang-format')
    if program is None:
        if 'CI' in os.environ:
            yield 'clang-format 14 is not installed'
        return
    paths = house.c_files()
    done = subprocess.run([program, '--dry-run', '-Werror', '--ferror-limit=1', *paths],
                          cwd=house.root, check=False, capture_output=True, text=True)
    found = set(re.findall(r'^(\S+?):\d+:\d+: error', done.stderr, re.MULTILINE))
    for path in sorted(found):
        yield f'{path}: clang-format -i {path}'


def core_functions_are_documented(house):
    documented = set()
    for path in house.c_files():
        documented.update(re.findall(r'^ \* (\w+):', house.text(path), re.MULTILINE))
    for path in house.ending('.h'):
        if not path.startswith('core/'):
            continue
        public = re.sub(r'/\*< private >\*/.*?\n\n', '', house.text(path), flags=re.DOTALL)
        for name in re.findall(r'^[\w ]+[ *](tocsin_\w+) \(', code_only(public), re.MULTILINE):
            # What GObject and GError expect explains itself.
            if name not in documented and not name.endswith(('_get_type', '_quark')):
                yield f'{path}: {name} has no comment that begins with its name'


def shell_scripts_are_clean(house):
    scripts = [path for path in house.files if house.is_script(path) or path.endswith('.sh')]
    scripts = [path for path in scripts if re.match(r'#!.*\b(?:ba)?sh\b', house.text(path))]
    if not scripts:
        return
    if shutil.which('shellcheck') is None:
        if 'CI' in os.environ:
            yield 'shellcheck is not installed'
        return
    done = subprocess.run(['shellcheck', '--format=gcc', *scripts], cwd=house.root, check=False,
                          capture_output=True, text=True)
    yield from done.stdout.splitlines()


def every_key_has_a_test(house):
    yield from keys.find_untested(house)


RULES = [
    includes_follow_the_layers, includes_are_from_the_root, plugins_see_only_public_headers,
    libraries_stay_in_their_rooms, core_names_no_protocol, files_are_short, functions_are_short,
    headers_say_pragma_once, sources_carry_their_licence, folders_have_a_readme, text_is_clean,
    nothing_is_left_open, nothing_jumps, nothing_sleeps, all_texts_reach_the_translators,
    texts_are_whole_for_translators,
    formatting_follows_the_style, core_functions_are_documented, shell_scripts_are_clean,
    every_key_has_a_test,
]


def write_potfiles(house):
    with open(os.path.join(house.root, 'po/POTFILES.in'), 'w', encoding='utf-8') as file:
        file.write('# SPDX-License-Identifier: LGPL-2.1-or-later\n'
                   '# Made by tests/layers/layers --potfiles; the same test keeps it complete.\n'
                   + ''.join(f'{path}\n' for path in translatable(house)))
