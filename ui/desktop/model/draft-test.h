/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/checklist.h"
#include "ui/desktop/model/connection-draft.h"
#include "ui/desktop/model/workbench.h"

G_BEGIN_DECLS

TocsinChecklist *tocsin_draft_test_start (TocsinWorkbench *workbench,
                                          TocsinConnectionDraft *draft,
                                          GCancellable *cancellable);

G_END_DECLS
