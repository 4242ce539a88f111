/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/editor/settings-editor.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_ACTION_LIST (tocsin_action_list_get_type ())

/**
 * TocsinActionList:
 *
 * The actions of a task in their order, each with its settings: added from a menu of all kinds
 * there are, moved by drag or keyboard, taken away. Emits "changed".
 */
G_DECLARE_FINAL_TYPE (TocsinActionList, tocsin_action_list, TOCSIN, ACTION_LIST, AdwBin)

TocsinActionList *tocsin_action_list_new (TocsinWorkbench *workbench);
void tocsin_action_list_fill (TocsinActionList *self, TocsinSnapshot *task);
void tocsin_action_list_set_mailbox (TocsinActionList *self, const char *connection);
void tocsin_action_list_add (TocsinActionList *self, const char *type);
guint tocsin_action_list_get_count (TocsinActionList *self);
void tocsin_action_list_collect (TocsinActionList *self,
                                 GStrvBuilder *assignments,
                                 GStrvBuilder *resets);
GPtrArray *tocsin_action_list_list_editors (TocsinActionList *self);
gboolean tocsin_action_list_has_changes (TocsinActionList *self);
void tocsin_action_list_store_secrets_async (TocsinActionList *self,
                                             const char *task,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
gboolean tocsin_action_list_store_secrets_finish (TocsinActionList *self,
                                                  GAsyncResult *result,
                                                  GError **error);

G_END_DECLS
