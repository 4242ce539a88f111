# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""What a program shows, as assistive technology sees and works it: AT-SPI, spoken over D-Bus without
a library in between, so that nothing is remembered that is no longer so.

What GTK 4.8 tells and does not tell is in README.md.
"""

import dbus
import dbus.bus
import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402  (after the line above)

ROOT = '/org/a11y/atspi/accessible/root'
REGISTRY = 'org.a11y.atspi.Registry'
ACCESSIBLE = 'org.a11y.atspi.Accessible'
ACTION = 'org.a11y.atspi.Action'
TEXT = 'org.a11y.atspi.Text'
EDITABLE = 'org.a11y.atspi.EditableText'
VALUE = 'org.a11y.atspi.Value'
COMPONENT = 'org.a11y.atspi.Component'
SELECTION = 'org.a11y.atspi.Selection'

# AtspiStateType, as far as it is of use here.
STATES = {1: 'active', 4: 'checked', 7: 'editable', 9: 'expandable', 10: 'expanded', 11: 'focusable',
          12: 'focused', 16: 'modal', 20: 'pressed', 22: 'selectable', 23: 'selected', 24: 'sensitive',
          25: 'showing', 30: 'visible', 33: 'required', 36: 'invalid', 41: 'checkable', 42: 'has-popup',
          43: 'read-only'}
CALL_MILLISECONDS = 30000
WINDOW_COORDINATES = 1


class Gone(Exception):
    """The widget is no longer there."""


class Connection:
    """The bus of the accessible programs."""

    def __init__(self, address):
        self.bus = Gio.DBusConnection.new_for_address_sync(
            address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        self.quick = dbus.bus.BusConnection(address)
        self.changes = 0
        self.keyboard = {}  # by owner: the path of what has the keyboard, as far as it was told
        self.roles = {}  # by owner and path: a widget keeps its role
        self.bus.signal_subscribe(None, 'org.a11y.atspi.Event.Object', None, None, None,
                                  Gio.DBusSignalFlags.NONE, self.on_event)

    def on_event(self, _bus, owner, path, _interface, member, arguments):
        self.changes += 1
        if member == 'StateChanged' and arguments.get_child_value(0).get_string() == 'focused':
            if arguments.get_child_value(1).get_int32():
                self.keyboard[owner] = path
            elif self.keyboard.get(owner) == path:
                del self.keyboard[owner]

    def call(self, owner, path, interface, method, arguments=None):
        try:
            return self.bus.call_sync(owner, path, interface, method, arguments, None,
                                      Gio.DBusCallFlags.NONE, CALL_MILLISECONDS, None).unpack()
        except GLib.Error as error:
            raise Gone(f'{interface}.{method} of {path}: {error.message}') from error

    def items(self, owner):
        """All the widgets of a program that it knows to be there. There may be thousands: dbus-python
        takes the answer apart in a fraction of the time that GLib needs from Python."""
        try:
            return self.quick.call_blocking(owner, '/org/a11y/atspi/cache', 'org.a11y.atspi.Cache',
                                            'GetItems', '', (), CALL_MILLISECONDS / 1000)
        except dbus.DBusException as error:
            raise Gone(str(error)) from error

    def get(self, owner, path, interface, name):
        return self.call(owner, path, 'org.freedesktop.DBus.Properties', 'Get',
                         GLib.Variant('(ss)', (interface, name)))[0]

    def wait_for_change(self, seconds):
        """Until a program tells of any change, or so long: not everything is told."""
        before, context = self.changes, GLib.MainContext.default()
        deadline = GLib.get_monotonic_time() + seconds * 1e6
        ticking = GLib.timeout_add(int(seconds * 1000), lambda: True)
        while self.changes == before and GLib.get_monotonic_time() < deadline:
            context.iteration(True)
        GLib.source_remove(ticking)

    def find_program(self, pid):
        """The unique name of the accessible program that is process @pid, or None."""
        for owner, _path in self.call(REGISTRY, ROOT, ACCESSIBLE, 'GetChildren')[0]:
            try:
                found = self.call('org.freedesktop.DBus', '/org/freedesktop/DBus',
                                  'org.freedesktop.DBus', 'GetConnectionUnixProcessID',
                                  GLib.Variant('(s)', (owner,)))[0]
            except Gone:
                continue
            if found == pid:
                return owner
        return None

    def close(self):
        self.bus.close_sync(None)
        self.quick.close()


def connect(session_address):
    """The bus of the accessible programs of a session, which the session bus starts for this."""
    session = Connection(session_address)
    address = session.call('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress')[0]
    session.close()
    return Connection(address)


class Tree:
    """Everything a program shows at one moment."""

    def __init__(self, connection, owner):
        self.connection = connection
        self.owner = owner
        self.read()
        # GTK tells all it knows in one answer, but knows a widget only since somebody asked for its
        # parent's children.
        while self.ask_for_children():
            self.read()

    def read(self):
        self.widgets = {item[0][1]: Widget(self, item)
                        for item in self.connection.items(self.owner)}
        for widget in self.widgets.values():
            if widget.parent is not None:
                widget.parent.children.append(widget)
        for widget in self.widgets.values():
            widget.children.sort(key=lambda child: child.index)

    def ask_for_children(self):
        """Whether there are some that were not known. What is closed or taken away stays known for a
        while, below its parent or the program: what the parent says of itself counts."""
        return any([self.has_unknown_child(widget) for widget in self.widgets.values()
                    if widget.path == ROOT or len(widget.children) != widget.child_count])

    def has_unknown_child(self, widget):
        paths = [path for _, path in self.connection.call(self.owner, widget.path, ACCESSIBLE,
                                                          'GetChildren')[0]]
        widget.children = [self.widgets[path] for path in paths if path in self.widgets]
        return len(widget.children) < len(paths)

    @property
    def root(self):
        return self.widgets[ROOT]

    def all(self):
        """In the order in which they are shown, each after what it is in."""
        return list(self.root.walk())

    def windows(self):
        return self.root.children

    def in_reach(self):
        """The newest of the modal windows, or everything."""
        modal = [window for window in self.windows() if 'modal' in window.states]
        return modal[-1] if modal else self.root

    def __str__(self):
        return '\n'.join('  ' * widget.depth() + str(widget) for widget in self.all())


class Widget:
    """One thing on the screen. Its name, role, states and children are those of the moment when it
    was looked up; text, value and place are asked for anew."""

    def __init__(self, tree, item):
        self.tree = tree
        self.path = item[0][1]
        self.parent_path = item[2][1]
        self.index = item[3]
        self.child_count = item[4]
        self.interfaces = item[5]
        self.told_name = item[6]
        self.description = item[8]
        self.states = named_states(item[9][0] | item[9][1] << 32)
        self.children = []
        self._role = None

    def __str__(self):
        states = ' '.join(sorted(self.states - {'visible', 'sensitive', 'focusable', 'showing'}))
        off = '' if 'sensitive' in self.states else ' (insensitive)'
        return f'{self.role} “{self.name}”{off}{" [" + states + "]" if states else ""}'

    @property
    def parent(self):
        return self.tree.widgets.get(self.parent_path)

    def ancestors(self):
        """From what it is in to the program."""
        widget = self.parent
        while widget is not None:
            yield widget
            widget = widget.parent

    def depth(self):
        return len(list(self.ancestors()))

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def role(self):
        if self._role is None:
            roles, key = self.tree.connection.roles, (self.tree.owner, self.path)
            if key not in roles:
                roles[key] = self.call(ACCESSIBLE, 'GetRoleName')[0]
            self._role = roles[key]
        return self._role

    @property
    def name(self):
        return spoken(self.told_name)

    def call(self, interface, method, signature=None, *arguments):
        packed = None if signature is None else GLib.Variant(signature, arguments)
        return self.tree.connection.call(self.tree.owner, self.path, interface, method, packed)

    def get(self, interface, name):
        return self.tree.connection.get(self.tree.owner, self.path, interface, name)

    def actions(self):
        if ACTION not in self.interfaces:
            return []
        return [action[0] for action in self.call(ACTION, 'GetActions')[0]]

    def text(self):
        """What is written in it; of something that is no text, its name."""
        if TEXT not in self.interfaces:
            return self.name
        count = self.get(TEXT, 'CharacterCount')
        return self.call(TEXT, 'GetText', '(ii)', 0, count)[0]

    def texts(self):
        """All that is written in it and below, in order, for a row or a page as a whole."""
        return [text for text in (widget.text() for widget in self.walk()
                                  if TEXT in widget.interfaces) if text]

    def value(self):
        return self.get(VALUE, 'CurrentValue')

    def extents(self):
        """x, y, width, height within its window."""
        return self.call(COMPONENT, 'GetExtents', '(u)', WINDOW_COORDINATES)[0]

    def is_laid_out(self):
        """Whether it has ever had a place: pages of a stack that nobody has seen yet have none."""
        if COMPONENT not in self.interfaces:
            return True
        extents = self.extents()
        return extents[2] > 0 and extents[3] > 0


def named_states(bits):
    return {name for bit, name in STATES.items() if bits >> bit & 1}


def spoken(name):
    """GTK 4.8 tells a button with a mnemonic as “_Press me Press me”."""
    half = len(name) // 2
    for cut in (half, half + 1):
        first, second = name[:cut].strip(), name[cut:].strip()
        if first != second and first.replace('_', '', 1) == second:
            return second
    return name
