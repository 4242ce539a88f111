/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/oauth2/consent.h"
#include "ui/desktop/model/workbench.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_SIGN_IN (tocsin_sign_in_get_type ())

/**
 * TocsinSignIn:
 *
 * A person's sign-in with OAuth 2 for a saved connection, while it goes on. Belongs to the main
 * context, in which its signals come: `address` (a string: to be opened in a browser here), `code`
 * (a string each: the page to go to, the same with the code filled in or %NULL, the code; and the
 * seconds there are), `ended` (a #GError or %NULL; and the user name in the settings where somebody
 * else has signed in, or %NULL).
 */
G_DECLARE_FINAL_TYPE (TocsinSignIn, tocsin_sign_in, TOCSIN, SIGN_IN, GObject)

TocsinSignIn *
tocsin_sign_in_start (TocsinWorkbench *workbench, const char *id, TocsinConsentWay way);
void tocsin_sign_in_stop (TocsinSignIn *self);

G_END_DECLS
