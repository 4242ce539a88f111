#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Makes the manual pages: tocsin(1) from the program's table of commands, tocsin.conf(5) from the
schemas of all settings."""

import json
import re
import sys
import xml.etree.ElementTree as xml


def roff(text):
    """Text fit for a roff line."""
    text = re.sub(r"\s+", " ", text or "").strip()
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text


def option_lines(options):
    lines = []
    for option in options:
        lines.append(".TP")
        argument = " \\fI%s\\fR" % roff(option["argument"]) if option["argument"] else ""
        lines.append("\\fB\\-\\-%s\\fR%s" % (roff(option["name"]), argument))
        lines.append(roff(option["summary"]))
    return lines


def commands_page(described, version):
    lines = [".TH TOCSIN 1 \"\" \"tocsin %s\" \"User commands\"" % version,
             ".SH NAME", "tocsin \\- rings when mail arrives", ".SH SYNOPSIS",
             ".B tocsin", "[\\fIOPTION\\fR...] \\fICOMMAND\\fR [\\fIARGUMENT\\fR...]",
             ".SH DESCRIPTION",
             "Watches mailboxes, finds the messages that a task asks for, and does what the task "
             "says: saves attachments, runs programs, answers or forwards mail, files it away. It "
             "sends mail, too, at once or through an outbox that survives crashes. It is the "
             "command line for connections, tasks and the outbox, and the engine in the "
             "foreground.",
             ".SH OPTIONS"]
    lines += option_lines(described["options"])
    lines.append(".SH COMMANDS")
    for command in described["commands"]:
        lines.append(".SS tocsin %s %s" % (roff(command["name"]), roff(command["arguments"])))
        lines.append(roff(command["summary"]) + ".")
        lines += option_lines(command["options"])
    lines += [".SH EXIT STATUS"]
    for status, meaning in (
            ("0", "done"), ("1", "it was tried and failed"), ("2", "wrong usage or settings"),
            ("3", "no such connection, task, event or mail"), ("4", "authentication refused"),
            ("5", "network or TLS"), ("6", "another engine owns this state directory"),
            ("130", "interrupted")):
        lines += [".TP", "\\fB%s\\fR" % status, meaning]
    lines += [".SH ENVIRONMENT"]
    for name, meaning in (
            ("TOCSIN_CONFIG", "the settings file"),
            ("TOCSIN_STATE", "the state directory"),
            ("TOCSIN_PLUGIN_PATH", "folders of plugins, parted by colons, instead of the "
                                   "installed ones"),
            ("NO_COLOR", "no colours (none are used where the output is not a terminal)")):
        lines += [".TP", "\\fB%s\\fR" % name, roff(meaning)]
    lines += [".SH FILES", ".TP", "\\fI~/.config/tocsin/tocsin.conf\\fR", "settings, see",
              ".BR tocsin.conf (5)", ".TP", "\\fI~/.local/state/tocsin/\\fR",
              "the journal, kept messages, the outbox, transcripts",
              ".SH SEE ALSO", ".BR tocsin.conf (5)"]
    return "\n".join(lines) + "\n"


def describe_values(key):
    choices = [choice.get("value") for choice in key.findall("choices/choice")]
    if choices:
        return "one of " + ", ".join(choices)
    limits = key.find("range")
    if limits is not None:
        return "%s to %s" % (limits.get("min", ""), limits.get("max", ""))
    return {"s": "text", "b": "true or false", "u": "a number", "t": "a number", "x": "a number",
            "i": "a number", "as": "a list"}.get(key.get("type"), key.get("type"))


def key_lines(schema, prefix):
    lines = []
    for key in schema.findall("key"):
        default = (key.findtext("default") or "").strip()
        lines += [".TP", "\\fB%s%s\\fR = %s" % (roff(prefix), roff(key.get("name")),
                                                roff(default) or "''"),
                  roff("%s. %s (%s)" % ((key.findtext("summary") or "").strip().rstrip("."),
                                        (key.findtext("description") or "").strip(),
                                        describe_values(key)))]
    return lines


HEADINGS = (
    (r"org\.tocsin\.engine$", "The engine: [engine]", ""),
    (r"org\.tocsin\.connection$", "A connection: [connections/ID]", ""),
    (r"org\.tocsin\.connection\.(authentication|encryption|proxy|limits)$",
     "A connection: [connections/ID/%s]", "%s."),
    (r"org\.tocsin\.connection\.(.+)$", "A connection of protocol %s: [connections/ID/%s]", "%s."),
    (r"org\.tocsin\.task$", "A task: [tasks/ID]", ""),
    (r"org\.tocsin\.trigger\.(.+)$", "The trigger %s: [tasks/ID/trigger]", "trigger."),
    (r"org\.tocsin\.action\.(.+)$", "The action %s: [tasks/ID/actions/ID]", "action.ID."),
)


def borrowers(schemas):
    """Of a protocol's schema, the protocols that have its keys too."""
    users = {}
    for name, schema in schemas.items():
        match = re.match(r"org\.tocsin\.connection\.(.+)$", name)
        for child in schema.findall("child") if match else []:
            users.setdefault(child.get("schema"), []).append(match.group(1))
    return users


def settings_page(files, version):
    lines = [".TH TOCSIN.CONF 5 \"\" \"tocsin %s\" \"File formats\"" % version,
             ".SH NAME", "tocsin.conf \\- connections and tasks of tocsin", ".SH DESCRIPTION",
             "A key file: groups in brackets, one key a line. It is written by",
             ".BR tocsin (1)",
             "and may be edited by hand while the engine runs. Names are given here as the command "
             "line takes them; in the file the part before the last dot is the group. No secret is "
             "ever a setting: a key for one holds a reference: keyring:, file:PATH, env:NAME, "
             "credential:NAME or command:ARGV."]
    schemas = {}
    for file in files:
        for schema in xml.parse(file).getroot().iter("schema"):
            schemas[schema.get("id")] = schema
    seen, users = set(), borrowers(schemas)
    for pattern, heading, prefix in HEADINGS:
        for name in sorted(schemas):
            match = re.match(pattern, name)
            if not match or name in seen:
                continue
            seen.add(name)
            if name not in users and not schemas[name].findall("key"):
                continue  # it has nothing but another's keys
            part = match.group(1) if match.groups() else ""
            lines.append(".SH " + roff(heading % ((part,) * heading.count("%s"))).upper())
            if users.get(name):
                lines.append(roff("Also of protocol %s." % ", ".join(sorted(users[name]))))
            lines += key_lines(schemas[name], prefix % part if "%s" in prefix else prefix)
    lines += [".SH SEE ALSO", ".BR tocsin (1)"]
    return "\n".join(lines) + "\n"


def main():
    page, version, target, *sources = sys.argv[1:]
    if page == "commands":
        with open(sources[0], encoding="utf-8") as file:
            text = commands_page(json.load(file), version)
    else:
        text = settings_page(sources, version)
    with open(target, "w", encoding="utf-8") as file:
        file.write(text)


main()
