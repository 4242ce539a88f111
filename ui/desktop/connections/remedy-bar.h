/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/remedy.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_REMEDY_BAR (tocsin_remedy_bar_get_type ())

/**
 * TocsinRemedyBar:
 *
 * Why a connection does not work, in plain words, and a button for each way out. Hidden while all
 * is well. The signal `chosen` (#TocsinRemedy) comes when a person has pressed one, and agreed
 * where that is asked.
 */
G_DECLARE_FINAL_TYPE (TocsinRemedyBar, tocsin_remedy_bar, TOCSIN, REMEDY_BAR, AdwBin)

void
tocsin_remedy_bar_show_error (TocsinRemedyBar *self, const GError *error, TocsinSnapshot *settings);

G_END_DECLS
