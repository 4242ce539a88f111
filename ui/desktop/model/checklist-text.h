/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/checklist.h"

G_BEGIN_DECLS

char *tocsin_checklist_text_make (TocsinChecklist *checklist, const char *const *private_words);

G_END_DECLS
