# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""A screen, buses and a keyring that belong to one test, without anybody's desktop."""

import ctypes
import os
import re
import shutil
import signal
import subprocess

import fixture

# What a person's session has and a program may ask for by D-Bus; whatever else is installed here
# must not be started by a test.
ACCESSIBILITY_SERVICE = '/usr/share/dbus-1/services/org.a11y.Bus.service'
BUS_CONFIGURATION = '''\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={home}/{name}</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
'''
# No animation: a test sees a page when it is there, not while it slides in.
GTK_SETTINGS = '''\
[Settings]
gtk-enable-animations=false
gtk-font-name=Cantarell 11
gtk-icon-theme-name=Adwaita
gtk-cursor-blink=false
'''
# One window at a time at the upper left, without decorations: GTK draws its own.
WINDOW_MANAGER = '''\
<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><followMouse>no</followMouse></focus>
  <placement><policy>Smart</policy><center>no</center></placement>
  <desktops><number>1</number><popupTime>0</popupTime></desktops>
  <keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard><mouse/>
  <applications>
    <application class="*"><decor>no</decor><focus>yes</focus></application>
  </applications>
</openbox_config>
'''
PROGRAMS = ('Xvfb', 'openbox', 'dbus-daemon', 'xdotool', 'import')
_libc = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG = 1


def end_with_us():
    """In the child: so that a test that is killed leaves nothing behind."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def missing():
    """What the machine lacks for a test of windows, or an empty string."""
    absent = [name for name in PROGRAMS if shutil.which(name) is None]
    if not os.path.exists(ACCESSIBILITY_SERVICE):
        absent.append('at-spi2-core')
    return f'not installed: {", ".join(absent)}' if absent else ''


class Session:
    """What runs around the program under test; `environment` is what the program is told of it."""

    def __init__(self, home, environment):
        self.home = home
        self.environment = environment
        self.processes = []
        self.services = os.path.join(home, 'services')
        os.makedirs(self.services)
        self.log = open(os.path.join(home, 'session.log'), 'ab')
        self.bus_process = None
        self.keyring = None

    def spawn(self, *command, stdout=None, **options):
        process = subprocess.Popen(
            command, env=self.environment, cwd=self.home, preexec_fn=end_with_us,
            stdin=options.pop('stdin', subprocess.DEVNULL), stdout=stdout or self.log,
            stderr=self.log, **options)
        self.processes.append(process)
        return process

    def start_screen(self, size):
        reading, writing = os.pipe()
        self.spawn('Xvfb', '-displayfd', str(writing), '-screen', '0', f'{size}x24', '-nolisten',
                   'tcp', '-noreset', pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        assert number, 'Xvfb did not start'
        self.environment.update(DISPLAY=f':{number}', GDK_BACKEND='x11', GSK_RENDERER='cairo',
                                ADW_DISABLE_PORTAL='1', GTK_USE_PORTAL='0')
        self.environment.pop('WAYLAND_DISPLAY', None)
        self.write('config_home/gtk-4.0/settings.ini', GTK_SETTINGS)
        self.spawn('openbox', '--sm-disable', '--config-file',
                   self.write('config_home/openbox/rc.xml', WINDOW_MANAGER))

    def write(self, name, text):
        path = os.path.join(self.home, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return path

    def start_bus(self):
        """A session bus that can start the accessibility bus and what add_service() adds."""
        shutil.copy(ACCESSIBILITY_SERVICE, self.services)
        path = self.write('bus.conf', BUS_CONFIGURATION.format(
            home=self.home, name='bus', services=self.services))
        self.bus_process = self.spawn('dbus-daemon', '--nofork', '--nopidfile', '--print-address',
                                      f'--config-file={path}', stdout=subprocess.PIPE,
                                      start_new_session=True)
        address = self.bus_process.stdout.readline().decode().strip()
        assert address, 'dbus-daemon did not start'
        self.environment['DBUS_SESSION_BUS_ADDRESS'] = address
        return address

    def add_service(self, name, *command):
        """Lets the bus start this program when somebody asks for the name."""
        quoted = ' '.join("'" + word.replace("'", "'\\''") + "'" for word in command)
        self.write(f'services/{name}.service', f'[D-BUS Service]\nName={name}\nExec={quoted}\n')

    def start_keyring(self):
        self.keyring = self.spawn('gnome-keyring-daemon', '--foreground', '--unlock',
                                  '--components=secrets', stdin=subprocess.PIPE)
        self.keyring.stdin.write(b'key to the keyring')
        self.keyring.stdin.close()

    def stop_keyring(self):
        self.keyring.terminate()
        self.keyring.wait()

    def xdotool(self, *words):
        return subprocess.run(['xdotool', *words], env=self.environment, check=True, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout

    def active_window(self):
        """Its id of X11, left, top, width and height."""
        told = dict(re.findall(r'^(\w+)=(-?\d+)$', self.xdotool(
            'getactivewindow', 'getwindowgeometry', '--shell'), re.MULTILINE))
        return told['WINDOW'], *(int(told[name]) for name in ('X', 'Y', 'WIDTH', 'HEIGHT'))

    def picture(self, path, window='root'):
        """A PNG of the screen or of a window."""
        subprocess.run(['import', '-silent', '-window', window, path], env=self.environment,
                       check=True, stdin=subprocess.DEVNULL)

    def end(self):
        if self.bus_process is not None:
            # With all that it started for whoever asked.
            fixture.stop_session(self.bus_process.pid)
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()
        self.log.close()
