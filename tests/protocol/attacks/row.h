/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/base/transcript.h"
#include "core/settings/connection-settings.h"
#include "tests/protocol/attacks/script.h"

G_BEGIN_DECLS

/**
 * Protocol:
 * @name: for the table
 * @scheme: of connection settings
 * @tagged: whether commands bear tags
 * @run: connects, signs in, looks around, as the Test button does
 * @setting: (nullable): what its scripts rely on
 *
 * Who is attacked.
 */
typedef struct
{
  const char *name;
  const char *scheme;
  gboolean tagged;
  gboolean (*run) (TocsinConnectionSettings *settings,
                   TocsinReport *report,
                   TocsinTranscript *transcript,
                   GCancellable *cancellable,
                   GError **error);
  const char *setting;
} Protocol;

/**
 * Row:
 * @id: as the paper or errors.md calls it, with a word of its own behind a slash
 * @what: what happens
 * @script: the server's part (script.h); %NULL if none listens
 * @expected: the stable code, or "ok"
 * @settings: (nullable): besides those that every row has, separated by blanks; %PORT% is the
 *   server's port, %CA% the file of the authority, %CRL% its list of what is revoked
 * @certificate: (nullable): the server's, by its name in certificates.h; %NULL for a good one
 * @alpn: (nullable): the only protocol that the server speaks inside TLS
 * @priority: (nullable): of the server's TLS
 * @call: (nullable): what the server computes
 * @run: (nullable): what is done instead of the protocol's @run
 * @gives_away: (nullable): what the recorder has to find; %NULL for nothing
 * @shows: (nullable): what some fact of the report has to hold
 *
 * One attack or fault. Words of somebody in between hold EVIL, which no report may show as the
 * server's.
 */
typedef struct
{
  const char *id;
  const char *what;
  const char *script;
  const char *expected;
  const char *settings;
  const char *certificate;
  const char *alpn;
  const char *priority;
  ScriptedCall call;
  gboolean (*run) (TocsinConnectionSettings *settings,
                   TocsinReport *report,
                   TocsinTranscript *transcript,
                   GCancellable *cancellable,
                   GError **error);
  const char *shows;
  const char *gives_away;
} Row;

/**
 * row_play:
 * @row: what happens
 * @protocol: to whom
 * @settings: what all rows of its kind have set, separated by blanks
 * @seen: (out) (transfer full): the code that came out
 *
 * Returns: (transfer full) (nullable): what was wrong beside the code: the client said something
 *   else than the script has, a secret was seen, or words of somebody in between were shown.
 */
char *row_play (const Row *row, const Protocol *protocol, const char *settings, char **seen);

G_END_DECLS
