# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""What is wrong with what a window shows, for who does not see it or has no mouse."""

import re

# GTK tells the class of what has no name.
CLASS = re.compile(r'^(?:Gtk|Adw|Tocsin|Gizmo)[A-Z]\w*$')
# Told as focusable although the keyboard never stops there: what scrolls, and what only groups.
NOT_REACHED = {'group', 'widget', 'window', 'scroll bar', 'application', 'separator'}
# What popovers and lists of choices are made of by the toolkit.
TOOLKIT_PARTS = {'GtkPopover', 'GtkPopoverContent'}


def find_nameless(program):
    """What the keyboard reaches and a screen reader would have no word for."""
    for widget in program.tree().all():
        if 'focusable' not in widget.states or widget.role in NOT_REACHED or has_name(widget):
            continue
        if widget.role == 'list item' and any(widget.texts()):
            continue  # It is read with what is in it.
        if widget.role == 'list' and widget.parent.parent.role == 'combo box':
            continue  # The one row of a combo box that shows what is chosen.
        if widget.role in ('list', 'menu') and any(above.told_name in TOOLKIT_PARTS
                                                   for above in widget.ancestors()):
            continue
        if hidden_part_of_entry(widget):
            continue
        yield f'{widget} in {where(widget)}'


def has_name(widget):
    return bool(widget.name) and not CLASS.match(widget.name)


def hidden_part_of_entry(widget):
    """libadwaita 1.2 puts a button without a name into a password's row, which shows the letters."""
    return widget.role in ('button', 'toggle button') and any(
        above.role == 'text box' for above in widget.ancestors())


def where(widget):
    return ' · '.join(above.name for above in reversed(list(widget.ancestors()))
                      if above.name and above.role not in ('application',)
                      and not above.name.startswith(('Gtk', 'AdwGizmo')))


def find_doubled(program):
    """Letters that lead to several things in one window."""
    letters = {}
    for window, letter, target, label in program.mnemonics():
        letters.setdefault((window, letter), {}).setdefault(target, label)
    for (window, letter), targets in sorted(letters.items()):
        if len(targets) > 1:
            yield f'Alt+{letter} in {window}: {", ".join(sorted(targets.values()))}'


def find_all(program):
    return [*find_nameless(program), *find_doubled(program)]
