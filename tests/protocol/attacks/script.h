/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/protocol/scripted-server.h"

G_BEGIN_DECLS

/**
 * script_write:
 * @server: who is to play it
 * @script: lines, each a letter and, behind a blank, a text
 * @tagged: whether commands bear tags that answers repeat
 * @call: (nullable): what `!` does
 *
 * | letter | |
 * |---|---|
 * | S | the server says the line |
 * | s | the server says the text, which may hold escapes as in C, without an end of line |
 * | C | the client says the command; its tag is taken |
 * | c | the client says the line |
 * | A | the server answers the last command |
 * | a | as A, but with escapes and no end of line |
 * | B | as s, and each @ is a NUL
 * | M | a number, then what the server says so many times; with escapes |
 * | D | the server says the text, with escapes, in single bytes with a pause after each |
 * | d | as D, without pauses |
 * | T | TLS begins |
 * | H | the client has begun its ClientHello
 * | F | the client must refuse TLS |
 * | E | the client closes |
 * | X | the server closes, without a goodbye inside TLS |
 * | Q | the server closes, with a goodbye inside TLS |
 * | R | the server resets the connection |
 * | Z | the server says no more |
 * | N | the next connection begins |
 * | ! | the server computes |
 *
 * In a text, %PORT% stands for the server's port. The first connection begins by itself.
 */
void script_write (ScriptedServer *server, const char *script, gboolean tagged, ScriptedCall call);

G_END_DECLS
