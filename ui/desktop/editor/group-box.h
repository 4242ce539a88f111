/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-page.h"
#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_GROUP_BOX (tocsin_group_box_get_type ())

/**
 * TocsinGroupBox:
 *
 * Settings that belong together: their rows one below the other, or folded below a headline until
 * a person, or a problem in one of them, unfolds it.
 */
G_DECLARE_FINAL_TYPE (TocsinGroupBox, tocsin_group_box, TOCSIN, GROUP_BOX, AdwPreferencesGroup)

GtkWidget *tocsin_group_box_new (const char *title, const char *description, gboolean folded);
void tocsin_group_box_add (TocsinGroupBox *self, TocsinEditorRow *row, TocsinWorkbench *workbench);
GtkWidget *tocsin_group_box_find (TocsinGroupBox *self, TocsinEditorRow *row);
void tocsin_group_box_set_mnemonics (TocsinGroupBox *self, GHashTable *taken);
void tocsin_group_box_update (TocsinGroupBox *self);

G_END_DECLS
