/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_HISTORY_PAGE (tocsin_history_page_get_type ())

/**
 * TocsinHistoryPage:
 *
 * The page “History”. Property: `workbench`.
 */
G_DECLARE_FINAL_TYPE (TocsinHistoryPage, tocsin_history_page, TOCSIN, HISTORY_PAGE, AdwBin)

void tocsin_history_page_show (TocsinHistoryPage *self, const char *id);

G_END_DECLS
