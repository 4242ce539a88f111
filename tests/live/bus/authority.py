# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""A stand-in for polkit on the system bus: allows the actions that a file names, one a line.

    authority.py FILE

Says a line when it answers on the bus that DBUS_SYSTEM_BUS_ADDRESS names."""

import sys

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402  (after the line above)

# As polkit describes itself.
INTERFACE = '''<node><interface name="org.freedesktop.PolicyKit1.Authority">
  <method name="CheckAuthorization">
    <arg type="(sa{sv})" name="subject" direction="in"/>
    <arg type="s" name="action_id" direction="in"/>
    <arg type="a{ss}" name="details" direction="in"/>
    <arg type="u" name="flags" direction="in"/>
    <arg type="s" name="cancellation_id" direction="in"/>
    <arg type="(bba{ss})" name="result" direction="out"/>
  </method></interface></node>'''


def main(path):
    def answer(_bus, _sender, _object, _interface, _method, arguments, invocation):
        with open(path, encoding='utf-8') as file:
            allowed = arguments.unpack()[1] in file.read().split()
        invocation.return_value(GLib.Variant('((bba{ss}))', ((allowed, not allowed, {}),)))

    def said(_bus, _name):
        print('ready', flush=True)

    def on_bus(bus, _name):
        node = Gio.DBusNodeInfo.new_for_xml(INTERFACE)
        bus.register_object('/org/freedesktop/PolicyKit1/Authority', node.interfaces[0], answer, None,
                            None)

    Gio.bus_own_name(Gio.BusType.SYSTEM, 'org.freedesktop.PolicyKit1', Gio.BusNameOwnerFlags.NONE,
                     on_bus, said, None)
    GLib.MainLoop().run()


main(sys.argv[1])
