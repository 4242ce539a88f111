#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Lays icons out as a theme's folder: icons.py FOLDER APPLICATION.svg SYMBOLIC.svg…

The application's icon is also rendered in the sizes that menus without SVG want.
"""

import os
import shutil
import subprocess
import sys

SIZES = (48, 64, 128, 256)


def main(folder, application, *symbolic):
    name = os.path.splitext(os.path.basename(application))[0]
    shutil.rmtree(folder, ignore_errors=True)
    for size in SIZES:
        apps = os.path.join(folder, f'{size}x{size}', 'apps')
        os.makedirs(apps)
        subprocess.run(['rsvg-convert', f'--width={size}', f'--output={apps}/{name}.png',
                        application], check=True)
    for kind, icons in (('scalable', [application]), ('symbolic', symbolic)):
        apps = os.path.join(folder, kind, 'apps')
        os.makedirs(apps)
        for icon in icons:
            shutil.copy(icon, apps)


main(*sys.argv[1:])
