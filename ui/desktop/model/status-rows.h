/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/item-list.h"

G_BEGIN_DECLS

/* Brings the rows in line with what the engine tells. */

void tocsin_status_rows_apply (TocsinItemList *connections,
                               TocsinItemList *tasks,
                               GVariant *status,
                               gint64 now);

G_END_DECLS
