/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/query-builder.h"
#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_QUERY_VIEW (tocsin_query_view_get_type ())

/**
 * TocsinQueryView:
 *
 * Which mail a task is for: conditions and the query as text, two views of one tree, and how much
 * of the newest mail it finds. Emits "changed".
 */
G_DECLARE_FINAL_TYPE (TocsinQueryView, tocsin_query_view, TOCSIN, QUERY_VIEW, AdwBin)

TocsinQueryView *tocsin_query_view_new (TocsinWorkbench *workbench);
void tocsin_query_view_set_text (TocsinQueryView *self, const char *text);
const char *tocsin_query_view_get_text (TocsinQueryView *self);
const char *tocsin_query_view_get_count (TocsinQueryView *self);
void tocsin_query_view_set_mailbox (TocsinQueryView *self,
                                    const char *connection,
                                    const char *const *folders);
gboolean tocsin_query_view_show_error (TocsinQueryView *self);

G_END_DECLS
