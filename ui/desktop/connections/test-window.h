/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/connection-draft.h"
#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_TEST_WINDOW (tocsin_test_window_get_type ())

/**
 * TocsinTestWindow:
 *
 * The test of a connection as a live checklist, with its certificate, the cause of a failure and
 * what can be done about it. Closing it stops the test.
 *
 * Signals: `remedy` (#TocsinRemedy: one was chosen), `again` (another test is wanted), `save` (what
 * was tried is to be saved: it passed, or the person wants it all the same).
 */
G_DECLARE_FINAL_TYPE (TocsinTestWindow, tocsin_test_window, TOCSIN, TEST_WINDOW, AdwWindow)

TocsinTestWindow *
tocsin_test_window_new (GtkWindow *parent, TocsinWorkbench *workbench, const char *name);
void tocsin_test_window_run (TocsinTestWindow *self,
                             TocsinConnectionDraft *draft,
                             TocsinSnapshot *settings,
                             gboolean saves);

G_END_DECLS
