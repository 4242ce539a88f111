/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/notice.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_NOTICE_ROW (tocsin_notice_row_get_type ())

/**
 * TocsinNoticeRow:
 *
 * A #TocsinNotice as a row with its button.
 */
G_DECLARE_FINAL_TYPE (TocsinNoticeRow, tocsin_notice_row, TOCSIN, NOTICE_ROW, AdwActionRow)

GtkWidget *tocsin_notice_row_new (TocsinNotice *notice);

G_END_DECLS
