#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The Tocsin authors
"""Makes the shells' completions from what `tocsin help --json` says of itself."""

import json
import sys



def first_word(command):
    return command["name"].split(" ")[0]


def tree(commands):
    """First word -> second words ('' for a command of one word)."""
    words = {}
    for command in commands:
        first, _, second = command["name"].partition(" ")
        words.setdefault(first, []).append((second, command))
    return words


def kind_of_names(command):
    """Which names a command takes as its first argument."""
    if "CONNECTION" in command["arguments"] or (
            first_word(command) == "connection" and command["arguments"].startswith("NAME")):
        return "connection"
    if first_word(command) == "task" and command["arguments"].startswith("NAME"):
        return "task"
    return None


def options(entries):
    return ["--" + entry["name"] for entry in entries]


IDS = """python3 -c 'import json,sys
for item in json.load(sys.stdin): print(item["id"])' 2>/dev/null"""


def bash(commands, common):
    words = tree(commands)
    lines = ["# bash completion for tocsin; made from its own table of commands", "",
             "_tocsin_ids () {", "  tocsin \"$1\" list --json 2>/dev/null | " + IDS, "}", "",
             "_tocsin () {",
             "  local current=${COMP_WORDS[COMP_CWORD]} first=${COMP_WORDS[1]} "
             "second=${COMP_WORDS[2]}", "  local candidates=\"\"",
             "  if [ \"$COMP_CWORD\" -eq 1 ]; then",
             "    candidates=\"%s\"" % " ".join(words), "  else", "    case \"$first\" in"]
    for first, entries in words.items():
        seconds = [second for second, _ in entries if second]
        lines.append("      %s)" % first)
        if seconds:
            lines += ["        if [ \"$COMP_CWORD\" -eq 2 ]; then",
                      "          candidates=\"%s\"" % " ".join(seconds), "        else",
                      "          case \"$second\" in"]
            for second, command in entries:
                lines.append("            %s) candidates=\"%s\"" % (
                    second, " ".join(options(command["options"]) + options(common))))
                if kind_of_names(command):
                    lines.append("              [ \"$COMP_CWORD\" -eq 3 ] && candidates="
                                 "\"$candidates $(_tocsin_ids %s)\"" % kind_of_names(command))
                lines.append("              ;;")
            lines += ["          esac", "        fi", "        ;;"]
        else:
            command = entries[0][1]
            lines.append("        candidates=\"%s\"" % " ".join(
                options(command["options"]) + options(common)))
            if kind_of_names(command):
                lines.append("        [ \"$COMP_CWORD\" -eq 2 ] && candidates="
                             "\"$candidates $(_tocsin_ids %s)\"" % kind_of_names(command))
            lines.append("        ;;")
    lines += ["    esac", "  fi",
              "  mapfile -t COMPREPLY < <(compgen -W \"$candidates\" -- \"$current\")", "}",
              "complete -o default -F _tocsin tocsin"]
    return "\n".join(lines) + "\n"


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def zsh(commands, common):
    words = tree(commands)
    lines = ["#compdef tocsin", "# zsh completion for tocsin; made from its own table of commands",
             "", "_tocsin_ids () {",
             "  local -a ids", "  ids=(${(f)\"$(tocsin $1 list --json 2>/dev/null | " + IDS
             + ")\"})", "  compadd -a ids", "}", "", "_tocsin () {", "  local -a candidates",
             "  if (( CURRENT == 2 )); then", "    candidates=("]
    for first, entries in words.items():
        summary = entries[0][1]["summary"] if not entries[0][0] else first
        lines.append("      " + quoted("%s:%s" % (first, summary)))
    lines += ["    )", "    _describe command candidates", "    return", "  fi",
              "  case \"$words[2] $words[3]\" in"]
    for first, entries in words.items():
        for second, command in entries:
            if second:
                lines.append("    %s)" % quoted("%s %s" % (first, second)))
            else:
                lines.append("    %s*)" % quoted(first + " "))
            lines.append("      candidates=(%s)" % " ".join(
                quoted("--%s:%s" % (entry["name"], entry["summary"]))
                for entry in command["options"] + common))
            lines.append("      _describe option candidates")
            if kind_of_names(command):
                lines.append("      _tocsin_ids %s" % kind_of_names(command))
            lines.append("      _files")
            lines.append("      return ;;")
    lines += ["  esac", "  case $words[2] in"]
    for first, entries in words.items():
        if entries[0][0]:
            lines.append("    %s)" % first)
            lines.append("      candidates=(%s)" % " ".join(
                quoted("%s:%s" % (second, command["summary"])) for second, command in entries))
            lines.append("      _describe command candidates ;;")
    lines += ["  esac", "}", "", "_tocsin \"$@\""]
    return "\n".join(lines) + "\n"


def fish_argument(entry):
    """What fish is told of an option's argument; it offers no files unless it is told to."""
    if not entry["argument"]:
        return ""
    return " -r -F" if "FILE" in entry["argument"] or "DIR" in entry["argument"] else " -x"


def fish(commands, common):
    words = tree(commands)
    lines = ["# fish completion for tocsin; made from its own table of commands", "",
             "function __tocsin_ids", "  tocsin $argv[1] list --json 2>/dev/null | " + IDS, "end",
             "", "complete -c tocsin -f"]
    for entry in common:
        lines.append("complete -c tocsin -l %s%s -d %s" % (
            entry["name"], fish_argument(entry), quoted(entry["summary"])))
    for first, entries in words.items():
        summary = entries[0][1]["summary"] if not entries[0][0] else first
        lines.append("complete -c tocsin -n __fish_use_subcommand -a %s -d %s" % (
            first, quoted(summary)))
        for second, command in entries:
            test = "__fish_seen_subcommand_from " + first
            if second:
                seconds = " ".join(name for name, _ in entries)
                lines.append("complete -c tocsin -n '%s; and not __fish_seen_subcommand_from %s' "
                             "-a %s -d %s" % (test, seconds, second, quoted(command["summary"])))
                test += "; and __fish_seen_subcommand_from " + second
            for entry in command["options"]:
                lines.append("complete -c tocsin -n '%s' -l %s%s -d %s" % (
                    test, entry["name"], fish_argument(entry), quoted(entry["summary"])))
            if "FILE" in command["arguments"]:
                lines.append("complete -c tocsin -n '%s' -F" % test)
            if kind_of_names(command):
                lines.append("complete -c tocsin -n '%s' -a '(__tocsin_ids %s)'" % (
                    test, kind_of_names(command)))
    return "\n".join(lines) + "\n"


def main():
    shell, source, target = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        described = json.load(file)
    maker = {"bash": bash, "zsh": zsh, "fish": fish}[shell]
    with open(target, "w", encoding="utf-8") as file:
        file.write(maker(described["commands"], described["options"]))


main()
