/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

G_BEGIN_DECLS

char *tocsin_task_sentence_make (TocsinWorkbench *workbench, TocsinSnapshot *task);

G_END_DECLS
