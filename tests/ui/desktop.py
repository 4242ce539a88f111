# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Tests of windows: a screen with a program on it, and what a person does there.

    def adds(desktop):
        window = desktop.start()                        # tocsin-manager
        window.find('button', 'Add connection').press()
        window.find('text box', 'E-mail address').type('alice@example.org')
        window.find('combo box', 'Encryption').choose('STARTTLS required')
        window.wait('the row', lambda: 'Watching' in window.find('list item', 'work').texts())
        window.picture('connections')

    run_tests('ui-connections', [('adds', adds)])

A Desktop is also a Place (tests/live/cli/place.py): its settings, and the command line on them.
"""

import os
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'live', 'cli'))
import place  # noqa: E402  (found through the line above)
from place import PATIENCE, MailServer, Place, expect, fixture, mail  # noqa: E402,F401

try:
    import accessible
except (ImportError, ValueError) as error:
    fixture.fail_or_skip(f'python3-gi or python3-dbus is not installed: {error}')
import session  # noqa: E402


def built(*path):
    return os.path.join(os.environ['TOCSIN_BUILD_ROOT'], *path)


MANAGER = built('ui', 'desktop', 'tocsin-manager')
LOOK_SECONDS = 0.1  # until the next look, if the program tells of no change
# What a program may not say on its way.
WRONG = ('CRITICAL', 'WARNING', 'Sanitizer', 'runtime error', 'assertion')
WHEEL_TURNS = 100
PICTURES = 20  # something may always move
# GLib leaves its first table of quarks to those who may still read it when it makes a larger one, at
# the 2,049th; what tells of it has no name that could be suppressed.
QUARKS = 'SUMMARY: AddressSanitizer: 16384 byte(s) leaked in 1 allocation(s).'


class Desktop(Place):
    """A home of its own with a screen, a session bus and a keyring."""

    def __init__(self, size='1280x900'):
        reason = session.missing()
        if reason:
            fixture.fail_or_skip(reason)
        super().__init__()
        self.programs = []
        self.environment.update(GTK_A11Y='atspi', ADW_DEBUG_COLOR_SCHEME='prefer-light')
        # For the icons.
        self.environment['XDG_DATA_DIRS'] = ':'.join((
            built('data'), os.environ.get('XDG_DATA_DIRS') or '/usr/local/share:/usr/share'))
        self.session = session.Session(self.home, self.environment)
        try:
            self.session.start_screen(size)
            self.accessibility = accessible.connect(self.session.start_bus())
            self.session.start_keyring()
        except BaseException:
            self.remove()
            raise

    def start(self, *arguments, program=None, environment=None):
        """Starts tocsin-manager, or another program with windows, and waits for its first."""
        return self.wait_for_window(self.launch([program or MANAGER, *arguments], environment))

    def start_alone(self, *arguments, program=None):
        """The same where there is no session bus, and with it no keyring. GTK 4.8 then offers itself
        to no assistive technology either: what it shows is known to be there, and that is all."""
        started = self.launch([program or MANAGER, *arguments], {
            'DBUS_SESSION_BUS_ADDRESS': f'unix:path={self.home}/no-bus', 'GTK_A11Y': 'none'})
        started.wait('the first window', started.is_on_screen)
        return started

    def start_offline(self, *arguments):
        """The same in a network of its own, with nothing in it."""
        own = ['unshare', '--net'] + ([] if os.geteuid() == 0 else ['--map-root-user'])
        return self.wait_for_window(self.launch([*own, MANAGER, *arguments]))

    def launch(self, command, environment=None):
        self.programs.append(Program(self, command, environment or {}))
        return self.programs[-1]

    @staticmethod
    def wait_for_window(program):
        program.wait('the first window', lambda: program.owner() and program.tree().windows())
        return program

    def offer_service(self):
        """Lets the session bus start tocsind, as an installation does."""
        self.session.add_service('org.tocsin.Engine1', built('service', 'tocsind'), '--user')

    def remove(self):
        for program in self.programs:
            program.end()
        self.session.end()
        super().remove()


# For start(environment=…).
DARK = {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'}


def in_language(language):
    return {'LANGUAGE': language, 'TOCSIN_LOCALE_PATH': built('po')}


class Program:
    """A program with windows, and a person before it."""

    def __init__(self, desktop, command, environment):
        self.desktop = desktop
        self.session = desktop.session
        self.log_path = desktop.path(f'program-{len(desktop.programs)}.log')
        self.name = os.path.basename(command[0])
        self.stalls_path = self.log_path + '.stalls'
        self.lens_path = self.log_path + '.lens'
        # Under a sanitizer and beside other tests 50 ms are nothing; who waits for a server or a file
        # that does not answer waits longer than this. tests/bench/desktop looks for the 50 ms.
        own = {'TOCSIN_STALL_FILE': self.stalls_path, 'TOCSIN_STALL_LIMIT': '3000',
               'TOCSIN_LENS_FILE': self.lens_path}
        if any(word.startswith(built()) for word in command):
            # Made with the same sanitizer.
            own['GIO_EXTRA_MODULES'] = built('tests', 'ui', 'lens')
        self.known_owner = None
        with open(self.log_path, 'wb') as log:
            self.process = subprocess.Popen(
                command, env={**desktop.environment, **own, **environment}, cwd=desktop.home,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=session.end_with_us)

    # What is there.

    def is_on_screen(self):
        """Whether the screen has a window of it, which needs no accessibility."""
        found = subprocess.run(['xdotool', 'search', '--all', '--onlyvisible',
                                '--pid', str(self.process.pid), '--name', '.'], env=self.desktop.environment,
                               check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return bool(found.stdout)

    def owner(self):
        if self.known_owner is None:
            self.known_owner = self.desktop.accessibility.find_program(self.process.pid)
        return self.known_owner

    def tree(self):
        return accessible.Tree(self.desktop.accessibility, self.owner())

    def said(self):
        with open(self.log_path, encoding='utf-8', errors='replace') as file:
            return file.read()

    def wait(self, what, condition):
        """Looks again whenever the program shows something else, until the condition holds; returns
        what it was. One that never does fails and tells what is shown."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                found = condition()
            except accessible.Gone:
                found = None
            if found:
                return found
            assert self.process.poll() is None, f'{self.name} ended:\n{self.said()}'
            if time.monotonic() > deadline:
                raise AssertionError(f'{what} did not happen\n{self.describe()}\n{self.said()}')
            self.wait_for_change()

    def describe(self):
        if not self.owner():
            return 'It tells nothing of itself.'
        try:
            return str(self.tree())
        except accessible.Gone as gone:
            return str(gone)

    def find_all(self, role=None, name=None, inside=None):
        """What is there now, by role and by name, or what of a name satisfies a function, in the
        order in which it is shown; only within another widget, if one is given, or the dialog that
        keeps a person from all else."""
        tree = self.tree()
        top = tree.in_reach() if inside is None else tree.widgets.get(inside.path)
        if top is None:
            return []
        fits = name if callable(name) else lambda told: name in (None, told)
        return [Control(self, widget) for widget in top.walk()
                if fits(widget.name) and role in (None, widget.role)]

    def find(self, role=None, name=None, inside=None):
        """Waits until it is there."""
        return self.wait(f'{role} “{name}”',
                         lambda: self.find_all(role, name, inside))[0]

    def find_text(self, text, inside=None):
        """Waits until a label, wherever it is, has this in it."""
        return self.wait(f'the text “{text}”', lambda: [
            found for found in self.find_all(inside=inside)
            if accessible.TEXT in found.interfaces and text in found.text()])[0]

    def gone(self, role=None, name=None, inside=None):
        """Waits until it is no longer there, nor behind a dialog."""
        self.wait(f'{role} “{name}” to go',
                  lambda: not self.find_all(role, name, inside or self.tree().root))

    def mnemonics(self):
        """Window, letter, what it leads to, label: of all that can be pressed with Alt."""
        if os.path.exists(self.lens_path):
            os.unlink(self.lens_path)
        self.process.send_signal(signal.SIGUSR1)
        self.wait('the look from inside', lambda: os.path.exists(self.lens_path))
        with open(self.lens_path, encoding='utf-8') as file:
            return [line.rstrip('\n').split('\t') for line in file]

    def focused(self):
        """What has the keyboard."""
        return next((Control(self, widget) for widget in self.tree().all()
                     if 'focused' in widget.states), None)

    def focused_path(self):
        """Which widget has the keyboard, without looking at the others if it was told."""
        told = self.desktop.accessibility.keyboard.get(self.owner())
        return told or getattr(self.focused(), 'path', None)

    # What a person does.

    def key(self, *keys):
        """Presses keys, as xdotool calls them (Tab, Return, ctrl+s, alt+a)."""
        self.session.xdotool('key', '--clearmodifiers', *keys)

    def write(self, text):
        """By the keyboard, wherever it is."""
        self.session.xdotool('type', '--clearmodifiers', '--delay', '2', text)

    def wait_for_change(self):
        self.desktop.accessibility.wait_for_change(LOOK_SECONDS)

    def resize(self, width, height):
        """The window in front; it gets no smaller than it says it can be."""
        window = self.session.active_window()[0]
        self.session.xdotool('windowsize', window, str(width), str(height))

    def picture(self, name, window=False):
        """A PNG of the screen, or only of the window in front, in $TOCSIN_UI_PICTURES or in the
        build tree; of the moment when nothing moves any more."""
        folder = os.environ.get('TOCSIN_UI_PICTURES') or built('tests', 'ui', 'pictures')
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, f'{name}.png')
        shown = self.session.active_window()[0] if window else 'root'
        before = None
        for _ in range(PICTURES):
            self.session.picture(path, shown)
            with open(path, 'rb') as file:
                now = file.read()
            if now == before:
                break
            before = now
            self.wait_for_change()
        return path

    def end(self):
        """Asks it to end, as a session does that ends."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode

    def check(self):
        """That it had nothing to complain of."""
        said = self.said()
        left = QUARKS in said
        complaints = [line for line in said.splitlines()
                      if any(word in line for word in WRONG) and not (left and 'Sanitizer' in line)]
        assert not complaints, said
        if os.path.exists(self.stalls_path):
            with open(self.stalls_path, encoding='utf-8') as file:
                stalls = file.read()
            assert not stalls, f'the window stood still:\n{stalls}'
        assert left or self.process.returncode in (0, -signal.SIGTERM), self.process.returncode


class Control(accessible.Widget):
    """A widget with hands on it."""

    def __init__(self, program, widget):
        self.__dict__.update(widget.__dict__)
        self.program = program

    def again(self):
        """The same as it is now."""
        widget = self.program.tree().widgets.get(self.path)
        if widget is None:
            raise accessible.Gone(f'{self} is gone')
        return Control(self.program, widget)

    def has(self, state):
        low, high = self.call(accessible.ACCESSIBLE, 'GetState')[0]
        return state in accessible.named_states(low | high << 32)

    def press(self):
        """Does what a click does: of a menu button or a row, what its button or switch does. It has to
        be there for a person, too: on a page that was shown, and sensitive."""
        self.program.wait(f'{self} to be sensitive and shown',
                          lambda: self.has('sensitive') and self.is_laid_out())
        for widget in self.again().walk():
            names = widget.actions()
            for name in ('Click', 'Toggle', 'Activate'):
                if name in names:
                    assert widget.call(accessible.ACTION, 'DoAction', '(i)', names.index(name))[0], \
                        f'{widget} would not be pressed'
                    return
        self.click()

    def place(self):
        """Left, top, width and height on the screen."""
        frame, around = self.frame(), self.program.session.active_window()
        _, _, width, height = frame.extents()
        x, y, own_width, own_height = self.extents()
        # GTK draws a frame around a window on a screen without a compositor.
        return (x + around[1] + (around[3] - width) // 2,
                y + around[2] + (around[4] - height) // 2, own_width, own_height)

    def frame(self):
        """The window it is in."""
        widget = self
        while widget.parent is not None and widget.parent.parent is not None:
            widget = widget.parent
        return widget

    def viewport(self):
        """What may hide a part of it: the nearest that scrolls, or the window."""
        for widget in self.ancestors():
            if any(child.role == 'scroll bar' for child in widget.children):
                return Control(self.program, widget)
        return Control(self.program, self.frame())

    def point(self):
        """Its middle, after turning the mouse's wheel until that is in sight."""
        xdotool, viewport = self.program.session.xdotool, self.viewport()
        for _ in range(WHEEL_TURNS):
            left, top, width, height = self.place()
            x, y = left + width // 2, top + height // 2
            left, top, width, height = viewport.place()
            if top <= y < top + height:
                return str(x), str(y)
            # At the edge, where nothing else takes the wheel.
            xdotool('mousemove', str(left + width - 3), str(top + height // 2), 'click',
                    '5' if y >= top + height else '4')
            self.program.wait_for_change()
        raise AssertionError(f'{self} does not come into sight')

    def click(self, button=1, times=1):
        """With the mouse in its middle."""
        self.program.session.xdotool('mousemove', *self.point(), 'click', '--repeat', str(times),
                                     str(button))

    def type(self, text):
        """Puts the text in place of what is there."""
        assert accessible.EDITABLE in self.interfaces, f'{self} takes no text'
        assert self.call(accessible.EDITABLE, 'SetTextContents', '(s)', text)[0], \
            f'{self} would not take the text'
        self.program.wait(f'{self} to say “{text}”', lambda: self.text() == text)

    def set_value(self, value):
        self.call('org.freedesktop.DBus.Properties', 'Set', '(ssv)', accessible.VALUE,
                  'CurrentValue', accessible.GLib.Variant('d', value))

    def switch(self, on):
        """A switch or check button, or the row it is in."""
        widget = next((found for found in self.again().walk()
                       if found.role in ('switch', 'check box', 'toggle button')), self)
        control = Control(self.program, widget)
        if ('checked' in widget.states) != on:
            control.press()
        self.program.wait(f'{self} to be {"on" if on else "off"}',
                          lambda: control.has('checked') == on)

    def choose(self, choice):
        """In a combo row or drop-down: opens its list with the mouse and goes to the choice by the
        keyboard."""
        program = self.program
        self.click()
        option = program.wait(f'“{choice}” in {self}', lambda: self.find_option(choice))
        places = [item.path for item in option.parent.children]
        wanted = places.index(option.path)
        program.wait('the list to have the keyboard', lambda: program.focused_path() in places)
        at = places.index(program.focused_path())
        while at != wanted:
            step, key = (1, 'Down') if at < wanted else (-1, 'Up')
            at += step
            program.key(key)
            program.wait(f'choice {at}', lambda: program.focused_path() == places[at])
        program.key('Return')
        program.wait('the list to close', lambda: program.focused_path() not in places)

    def find_option(self, choice):
        for widget in self.again().walk():
            if widget.role == 'list item' and choice in widget.texts() and \
                    any(above.told_name == 'GtkPopover' for above in widget.ancestors()):
                return widget
        return None


def run_tests(prefix, tests, make=Desktop):
    """As place.run_tests; a test that fails leaves a picture of the moment, and one that does not is
    asked what its programs had to say."""
    def checked(name, test):
        def run(desktop):
            try:
                test(desktop)
            except Exception:
                for program in desktop.programs[-1:]:
                    print(f'# {program.picture(f"{prefix}-{name}-failed")}')
                raise
            for program in desktop.programs:
                program.end()
                program.check()
        return run

    place.run_tests(prefix, [(name, checked(name, test)) for name, test in tests], make)
