/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/candidate.h"

G_BEGIN_DECLS

/**
 * TocsinPreset:
 * @id: its name on the command line, the file's name
 * @name: the provider
 * @domains: (array zero-terminated=1): the provider's own domains, `*` for any characters
 * @mx: (array zero-terminated=1): the hosts that take mail for domains it serves
 * @sign_in: (array zero-terminated=1): ways to sign in, see #TocsinCandidate
 * @prepare: (nullable): what the person has to do first
 * @documentation: (nullable): where the provider explains that
 *
 * What is known of a provider: data of a file `presets/ID.preset`, to which whoever administers a
 * machine can add.
 */
typedef struct
{
  char *id;
  char *name;
  char **domains;
  char **mx;
  char **sign_in;
  char *prepare;
  char *documentation;

  /*< private >*/
  GPtrArray *ways;
} TocsinPreset;

TocsinPreset *tocsin_preset_load (const char *path, GError **error);
void tocsin_preset_free (TocsinPreset *self);
GPtrArray *tocsin_preset_list (void);
const TocsinPreset *tocsin_preset_find (GPtrArray *presets, const char *id, GError **error);
const TocsinPreset *tocsin_preset_find_domain (GPtrArray *presets, const char *domain);
const TocsinPreset *tocsin_preset_find_mx (GPtrArray *presets, const char *host);
GStrv tocsin_preset_list_protocols (const TocsinPreset *self);
GStrv tocsin_preset_list_settings (const TocsinPreset *self, const char *protocol);
GPtrArray *tocsin_preset_make_candidates (const TocsinPreset *self, const TocsinMailAddress *who);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinPreset, tocsin_preset_free)

G_END_DECLS
