/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/connection-settings.h"

G_BEGIN_DECLS

/**
 * TocsinTokenState:
 * @signed_in: whether there is, as far as is known, something to get tokens with
 * @user: (nullable): as whom, if the provider said so
 * @since: when a person signed in, in microseconds since 1970; 0 if that is not known
 * @expires: when the latest access token ends, in microseconds since 1970; 0 if that is not known
 * @scope: (nullable): what it is good for
 * @needs_sign_in: whether a person has to sign in (again) before there is another token
 * @place: (nullable): the file in which the refresh token is kept in place of where the settings
 *   say, because nothing can be written there
 * @problem: (nullable): why the last try to get a token failed
 *
 * How a grant stands, to be shown. Tells no secret.
 */
typedef struct
{
  gboolean signed_in;
  char *user;
  gint64 since;
  gint64 expires;
  char *scope;
  gboolean needs_sign_in;
  char *place;
  GError *problem;
} TocsinTokenState;

#define TOCSIN_TYPE_TOKEN_STATE (tocsin_token_state_get_type ())
GType tocsin_token_state_get_type (void);

TocsinTokenState *tocsin_token_state_new (void);
TocsinTokenState *tocsin_token_state_read (TocsinConnectionSettings *settings);
TocsinTokenState *tocsin_token_state_copy (const TocsinTokenState *self);
GVariant *tocsin_token_state_describe (const TocsinTokenState *self);
void tocsin_token_state_free (TocsinTokenState *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinTokenState, tocsin_token_state_free)

G_END_DECLS
