/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/discovery.h"
#include "ui/cli/cli.h"

G_BEGIN_DECLS

/**
 * TocsinFinder:
 * @email: (nullable): whose mailbox is looked for
 * @preset: (nullable): the provider, if a person names it
 * @candidate: which one to take, 0 if none was named
 * @yes: take the best without asking
 * @dry_run: only show
 * @use_database: ask a database that others keep, too
 * @discovery: (nullable): what was found
 * @chosen: (nullable): what was chosen, borrowed from @discovery
 *
 * Finds the settings of a connection that is about to be added.
 */
typedef struct
{
  char *email;
  char *preset;
  int candidate;
  gboolean yes;
  gboolean dry_run;
  gboolean use_database;
  TocsinDiscovery *discovery;
  const TocsinCandidate *chosen;
} TocsinFinder;

gboolean tocsin_finder_is_wanted (const TocsinFinder *self);
GStrv tocsin_finder_find (TocsinFinder *self,
                          TocsinCli *cli,
                          const char *const *arguments,
                          GError **error);

G_END_DECLS
