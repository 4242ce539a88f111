/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/cli/cli.h"

G_BEGIN_DECLS

/* What connections and tasks have in common on the command line. */

/**
 * TocsinItemDescribe:
 * @cli: the run
 * @id: an item's id
 *
 * Returns: (transfer none) (nullable): a floating `a{sv}` for a list, %NULL when its settings can't
 *   be read; that was said on stderr when they were opened.
 */
typedef GVariant *(*TocsinItemDescribe) (TocsinCli *cli, const char *id);

char *tocsin_item_find (TocsinCli *cli, TocsinConfigKind kind, const char *name, GError **error);
gboolean tocsin_item_list (TocsinCli *cli,
                           TocsinConfigKind kind,
                           TocsinItemDescribe describe,
                           const char *const *headings,
                           const char *const *fields,
                           GError **error);
gboolean tocsin_item_rename (TocsinCli *cli,
                             TocsinConfigKind kind,
                             const char *const *arguments,
                             GError **error);
gboolean tocsin_item_copy (TocsinCli *cli,
                           TocsinConfigKind kind,
                           const char *const *arguments,
                           GError **error);
gboolean tocsin_item_remove (TocsinCli *cli,
                             TocsinConfigKind kind,
                             const char *const *arguments,
                             GError **error);

G_END_DECLS
