/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_CONNECTIONS_PAGE (tocsin_connections_page_get_type ())

/**
 * TocsinConnectionsPage:
 *
 * The page “Connections”. Property: `workbench`.
 */
G_DECLARE_FINAL_TYPE (
    TocsinConnectionsPage, tocsin_connections_page, TOCSIN, CONNECTIONS_PAGE, AdwBin)

void tocsin_connections_page_show (TocsinConnectionsPage *self, const char *id);

G_END_DECLS
