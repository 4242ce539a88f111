/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_NOTE_ROW (tocsin_note_row_get_type ())

/**
 * TocsinNoteRow:
 *
 * What is wrong with a setting, or what to know of it; below its row, as long as there is
 * something.
 */
G_DECLARE_FINAL_TYPE (TocsinNoteRow, tocsin_note_row, TOCSIN, NOTE_ROW, AdwActionRow)

GtkWidget *tocsin_note_row_new (TocsinEditorRow *row);

G_END_DECLS
