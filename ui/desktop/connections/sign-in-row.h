/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_SIGN_IN_ROW (tocsin_sign_in_row_get_type ())

/**
 * TocsinSignInRow:
 *
 * How the sign-in of a connection stands that works by OAuth 2: who, until when, and a button. The
 * signal `wanted` comes when somebody wants to sign in.
 */
G_DECLARE_FINAL_TYPE (TocsinSignInRow, tocsin_sign_in_row, TOCSIN, SIGN_IN_ROW, AdwActionRow)

void tocsin_sign_in_row_look (TocsinSignInRow *self,
                              TocsinWorkbench *workbench,
                              TocsinSnapshot *settings);

G_END_DECLS
