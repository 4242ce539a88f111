/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/assignments.h"

G_BEGIN_DECLS

struct _TocsinAssignments
{
  TocsinConfigKind kind;
  TocsinValues below;
  GHashTable *changes; /* path to value, NULL where it is to be reset */
  TocsinAssignmentFilter filter;
  gpointer filter_data;
};

TocsinLayout *tocsin_assignments_lay_out (TocsinAssignments *self, GError **error);
TocsinKeyInfo *tocsin_assignments_find_own_key (TocsinAssignments *self, const char *name);
gboolean tocsin_assignments_ensure_action (TocsinAssignments *self, const char *id, GError **error);

G_END_DECLS
