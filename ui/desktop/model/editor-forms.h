/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-form.h"

G_BEGIN_DECLS

const TocsinEditorForm *tocsin_editor_forms_find (const char *schema);
void tocsin_editor_forms_warm (void);

G_END_DECLS
