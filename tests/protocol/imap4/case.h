/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/retry.h"
#include "tests/protocol/imap4/play.h"

G_BEGIN_DECLS

/**
 * Case:
 * @about: what the row is about
 * @script: what the server does, a line each: `S:` says it, `C:` expects a command, `L:` a line
 * without a tag, `A:` answers it, `R:` says bytes without a line end, `long` two thousand of them,
 * `inject` answers and says one line more, `tls` begins TLS, `fail-tls` refuses to, `cut`, `reset`,
 * `silence`, `eof` waits for the client to close; %NULL when nobody connects
 * @settings: what differs from an account of a Play
 * @step: (nullable): the step that fails, %NULL when all goes well
 * @code: the error
 * @retry: what makes sense then
 * @command: (nullable): the command that failed
 * @response_code: (nullable): the server's own code
 * @hint: (nullable): a part of it
 * @remedy: (nullable): the settings that put it right, parted by blanks
 * @words: (nullable): a part of what the server says
 *
 * A row of the taxonomy: something a server does, and all that a person reads then.
 */
typedef struct
{
  const char *about;
  const char *script;
  const char *settings[5];
  const char *step;
  int code;
  TocsinRetry retry;
  const char *command;
  const char *response_code;
  const char *hint;
  const char *remedy;
  const char *words;
} Case;

void case_play_script (Play *play, const char *script);
void case_run (const Case *row, Play *play);
void case_add (const char *path, const Case *rows, gsize n_rows);

G_END_DECLS
