/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_CONNECTION_NOTES (tocsin_connection_notes_get_type ())

/**
 * TocsinConnectionNotes:
 *
 * What a person should know before editing a connection: why it does not work and what helps, what
 * has to be done at the provider first, how the sign-in stands. Hidden while there is nothing.
 *
 * Signals: `remedy` (#TocsinRemedy: one was chosen), `sign-in` (somebody wants to).
 */
G_DECLARE_FINAL_TYPE (
    TocsinConnectionNotes, tocsin_connection_notes, TOCSIN, CONNECTION_NOTES, AdwBin)

void tocsin_connection_notes_show_error (TocsinConnectionNotes *self,
                                         const GError *error,
                                         TocsinSnapshot *settings);
void
tocsin_connection_notes_show_note (TocsinConnectionNotes *self, const char *note, const char *uri);
void tocsin_connection_notes_show_sign_in (TocsinConnectionNotes *self, gboolean visible);
void tocsin_connection_notes_look (TocsinConnectionNotes *self,
                                   TocsinWorkbench *workbench,
                                   TocsinSnapshot *settings);

G_END_DECLS
