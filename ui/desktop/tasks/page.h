/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_TASKS_PAGE (tocsin_tasks_page_get_type ())

/**
 * TocsinTasksPage:
 *
 * The page “Tasks”. Property: `workbench`.
 */
G_DECLARE_FINAL_TYPE (TocsinTasksPage, tocsin_tasks_page, TOCSIN, TASKS_PAGE, AdwBin)

void tocsin_tasks_page_show (TocsinTasksPage *self, const char *id);

G_END_DECLS
