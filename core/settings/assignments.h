/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/layout.h"

G_BEGIN_DECLS

/**
 * TocsinAssignments:
 *
 * Changes to one item that have been asked for and not yet been made: values over those that it
 * has, all of them checked before any is written.
 */
typedef struct _TocsinAssignments TocsinAssignments;

/**
 * TocsinAssignmentFilter:
 *
 * Looks at each value before it is taken, to refuse it or to put another in its place; for what
 * can only be judged by who knows the other items.
 */
typedef char *(*TocsinAssignmentFilter) (const TocsinKeyInfo *info,
                                         const char *name,
                                         const char *text,
                                         gpointer user_data,
                                         GError **error);

TocsinAssignments *tocsin_assignments_new (TocsinConfigKind kind, const TocsinValues *below);
void tocsin_assignments_free (TocsinAssignments *self);
void tocsin_assignments_set_filter (TocsinAssignments *self,
                                    TocsinAssignmentFilter filter,
                                    gpointer user_data);
gboolean tocsin_assignments_set (TocsinAssignments *self,
                                 const char *name,
                                 const char *text,
                                 GError **error);
gboolean
tocsin_assignments_apply (TocsinAssignments *self, const char *const *assignments, GError **error);
gboolean tocsin_assignments_reset (TocsinAssignments *self, const char *name, GError **error);
gboolean tocsin_assignments_remove_action (TocsinAssignments *self, const char *id, GError **error);
gboolean tocsin_assignments_drop_orphans (TocsinAssignments *self,
                                          const char *const *set_paths,
                                          GError **error);
TocsinValues tocsin_assignments_get_values (TocsinAssignments *self);
GHashTable *tocsin_assignments_get_changes (TocsinAssignments *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinAssignments, tocsin_assignments_free)

G_END_DECLS
