/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/assignments.h"
#include "core/settings/config-private.h"

G_BEGIN_DECLS

/**
 * TocsinConfigEdit:
 *
 * One change of the settings in one step: taken from what is in the backend at that moment, with
 * the lock held on a file, written together or not at all.
 */
typedef struct
{
  TocsinConfig *config;
  GTree *changes;        /* full relative path to GVariant, NULL to reset */
  GPtrArray *ids[2];     /* the lists as they are to be, NULL-terminated */
  GHashTable *listed[2]; /* the same ids, to be looked up */
  GHashTable *names[2];  /* folded name to id */
  GHashTable *ever_used; /* "connections/ID", also of what is not listed */
  gboolean list_changed[2];
} TocsinConfigEdit;

TocsinConfigEdit *tocsin_config_edit_begin (TocsinConfig *config, GError **error);
void tocsin_config_edit_free (TocsinConfigEdit *self);
gboolean tocsin_config_edit_commit (TocsinConfigEdit *self, GError **error);
gboolean
tocsin_config_edit_is_listed (TocsinConfigEdit *self, TocsinConfigKind kind, const char *id);
gboolean tocsin_config_edit_require (TocsinConfigEdit *self,
                                     TocsinConfigKind kind,
                                     const char *id,
                                     GError **error);
gboolean tocsin_config_edit_claim_name (TocsinConfigEdit *self,
                                        TocsinConfigKind kind,
                                        const char *id,
                                        const char *name,
                                        GError **error);
char *tocsin_config_edit_new_id (TocsinConfigEdit *self, TocsinConfigKind kind, const char *name);
void tocsin_config_edit_list (TocsinConfigEdit *self, TocsinConfigKind kind, const char *id);
void tocsin_config_edit_unlist (TocsinConfigEdit *self, TocsinConfigKind kind, const char *id);
void tocsin_config_edit_put (TocsinConfigEdit *self,
                             TocsinConfigKind kind,
                             const char *id,
                             const char *path,
                             GVariant *value);
void tocsin_config_edit_put_all (TocsinConfigEdit *self,
                                 TocsinConfigKind kind,
                                 const char *id,
                                 TocsinAssignments *assignments);
void tocsin_config_edit_note_enabled (TocsinConfigEdit *self,
                                      const char *task_id,
                                      const TocsinValues *before,
                                      const TocsinValues *after);
char *tocsin_config_edit_find_connection (TocsinConfigEdit *self,
                                          const char *key,
                                          const char *text,
                                          GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinConfigEdit, tocsin_config_edit_free)

G_END_DECLS
