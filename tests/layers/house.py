# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""The source tree as the rules see it: its files, and C text in pieces."""

import os
import re

# Not the house's: builds, version control, and what is not written by hand.
LEFT_OUT = re.compile(r'^(build.*|\.git|\.cache|__pycache__|corpus|messages|data-files)$')
C_TOKEN = re.compile(r'''
      (?P<comment> /\*.*?\*/ | //[^\n]* )
    | (?P<string> "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' )
''', re.VERBOSE | re.DOTALL)


class House:
    """Files below a root, by their path from there; texts are read once."""

    def __init__(self, root):
        self.root = root
        self.files = sorted(self._walk())
        self._texts = {}

    def _walk(self):
        for top, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders if not LEFT_OUT.match(name)]
            for name in files:
                yield os.path.relpath(os.path.join(top, name), self.root)

    def text(self, path):
        if path not in self._texts:
            with open(os.path.join(self.root, path), encoding='utf-8', errors='replace') as file:
                self._texts[path] = file.read()
        return self._texts[path]

    def ending(self, *suffixes):
        return [path for path in self.files if path.endswith(suffixes)]

    def c_files(self):
        return self.ending('.c', '.h')

    def sources(self):
        """All that a person writes as a program, whatever the language."""
        suffixes = ('.c', '.h', '.py', '.sh', '.build', '.xml', '.in', '.ui', '.css', '.fish')
        return [path for path in self.files if path.endswith(suffixes)
                or os.path.basename(path) == 'meson_options.txt' or self.is_script(path)]

    def is_script(self, path):
        full = os.path.join(self.root, path)
        if '.' in os.path.basename(path) or not os.access(full, os.X_OK):
            return False
        return self.text(path).startswith('#!')


def blank(text):
    """As many lines as there were."""
    return '\n' * text.count('\n') or ' '


def without_comments(text):
    return C_TOKEN.sub(lambda m: m.group() if m.group('string') else blank(m.group()), text)


def code_only(text):
    return C_TOKEN.sub(lambda m: '""' if m.group('string') else blank(m.group()), text)


def strings_only(text):
    """Per line, the string literals of C source; include lines have none."""
    for number, line in enumerate(without_comments(text).split('\n'), 1):
        if not line.lstrip().startswith('#include'):
            for match in C_TOKEN.finditer(line):
                yield number, match.group()[1:-1]


def includes(text):
    for number, line in enumerate(text.split('\n'), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if match:
            yield number, match.group(1), match.group(2)


def functions(text):
    """(name, first line, number of lines) of each function: a brace alone in the first column
    after a line that ends a parameter list."""
    lines = code_only(text).split('\n')
    for start, line in enumerate(lines):
        if line != '{' or start == 0 or not lines[start - 1].rstrip().endswith(')'):
            continue
        end = next((n for n in range(start, len(lines)) if lines[n].startswith('}')), start)
        yield function_name(lines, start), start + 1, end - start + 1


def function_name(lines, start):
    for line in reversed(lines[:start]):
        match = re.match(r'(\w+) \(', line)
        if match:
            return match.group(1)
    return '?'


def words(identifier):
    """The words of an identifier or a name: snake_case, kebab-case, CamelCase."""
    spaced = re.sub(r'([a-z0-9])([A-Z])', r'\1 \2', identifier)
    return re.split(r'[^a-z0-9]+', spaced.lower())
