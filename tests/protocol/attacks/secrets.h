/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "tests/protocol/scripted-server.h"

G_BEGIN_DECLS

#define SECRET_USER "jane.doe@example.org"
#define SECRET_PASSWORD "Geh3im-Wort;42"

/**
 * secrets_find:
 * @record: what a client sent
 * @user_too: whether not even the user's name may be seen
 *
 * Looks for the password and the name, as they are, in base64 whatever stands before them, in hex
 * and in UTF-16, anywhere on the wire; and, in what was not encrypted, for any command that begins
 * a sign-in, whose proof could be guessed against.
 *
 * Returns: (nullable) (transfer full): the first that was found, for people.
 */
char *secrets_find (const ScriptedRecord *record, gboolean user_too);

/** As secrets_find() for the password alone, in what we wrote down ourselves. */
char *secrets_find_in_text (const char *text);

G_END_DECLS
