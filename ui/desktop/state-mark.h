/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_STATE_MARK (tocsin_state_mark_get_type ())

/**
 * TocsinStateMark:
 *
 * A small picture of the state of a row (property `state`, of #TocsinFacts): of another shape, not
 * only of another colour, in each. Says nothing to a screen reader, as the words stand beside it.
 */
G_DECLARE_FINAL_TYPE (TocsinStateMark, tocsin_state_mark, TOCSIN, STATE_MARK, GtkWidget)

G_END_DECLS
