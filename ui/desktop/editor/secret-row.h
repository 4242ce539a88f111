/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_SECRET_ROW (tocsin_secret_row_get_type ())

/**
 * TocsinSecretRow:
 *
 * A secret: typed here it goes to the keyring and is never shown again; or else where it is kept.
 */
G_DECLARE_FINAL_TYPE (TocsinSecretRow, tocsin_secret_row, TOCSIN, SECRET_ROW, AdwEntryRow)

GtkWidget *tocsin_secret_row_new (TocsinEditorRow *row);

G_END_DECLS
