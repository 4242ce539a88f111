/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/answer.h"
#include "core/net/discovery/preset.h"
#include "core/net/discovery/service.h"

G_BEGIN_DECLS

/**
 * TocsinDiscovery:
 * @candidates: (element-type TocsinCandidate): what was found, the one to be preferred first
 * @answers: (element-type TocsinAnswer): who was asked, and what else they said
 *
 * What is known and published about the servers behind an e-mail address.
 */
typedef struct
{
  GPtrArray *candidates;
  GPtrArray *answers;
} TocsinDiscovery;

/**
 * TocsinDiscoveryOptions:
 * @services: (element-type TocsinService): the protocols to look for
 * @presets: (element-type TocsinPreset): the providers that are known
 * @timeout: seconds for all of it, 0 for 20
 * @use_network: whether anything is asked beyond what is known on this machine
 * @use_database: whether a database that others keep is asked, which is told the domain
 */
typedef struct
{
  GPtrArray *services;
  GPtrArray *presets;
  guint timeout;
  gboolean use_network;
  gboolean use_database;
} TocsinDiscoveryOptions;

TocsinDiscovery *tocsin_discovery_run (const TocsinMailAddress *who,
                                       const TocsinDiscoveryOptions *options,
                                       GCancellable *cancellable,
                                       GError **error);
TocsinDiscovery *tocsin_discovery_new_for_preset (const TocsinPreset *preset,
                                                  const TocsinMailAddress *who,
                                                  const TocsinDiscoveryOptions *options);
void tocsin_discovery_free (TocsinDiscovery *self);
gboolean tocsin_discovery_check_found (const TocsinDiscovery *self,
                                       const TocsinMailAddress *who,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinDiscovery, tocsin_discovery_free)

G_END_DECLS
