/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/oauth2/token-state.h"
#include "core/settings/config.h"

G_BEGIN_DECLS

gboolean tocsin_login_prepare (
    TocsinConfig *config, const char *id, const char *file, gboolean use_keyring, GError **error);
gboolean tocsin_login_note_user (TocsinConfig *config,
                                 const char *id,
                                 const TocsinTokenState *state,
                                 char **other,
                                 GError **error);

G_END_DECLS
