/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <json-glib/json-glib.h>

#include "core/settings/secret.h"

G_BEGIN_DECLS

/**
 * TOCSIN_TOKEN_LIFETIME:
 *
 * Seconds that a token is taken to hold if neither the answer nor the token says it.
 */
#define TOCSIN_TOKEN_LIFETIME 3600

/**
 * TOCSIN_TOKEN_MAX_LIFETIME:
 *
 * Seconds: no token is believed to hold longer, whatever the answer says.
 */
#define TOCSIN_TOKEN_MAX_LIFETIME (7 * 24 * 60 * 60)

/**
 * TocsinTokenAnswer:
 * @access: the access token
 * @refresh: (nullable): a new refresh token, which replaces the old one
 * @lifetime: seconds from the answer on that @access holds
 * @scope: (nullable): what it is good for, if that was said
 * @user: (nullable): who signed in, if that was said; to be shown, not to be trusted
 * @place: (nullable): where the refresh token is kept if not where the settings say
 *
 * What a token endpoint gave.
 */
typedef struct
{
  TocsinSecret *access;
  TocsinSecret *refresh;
  guint lifetime;
  char *scope;
  char *user;
  char *place;
} TocsinTokenAnswer;

TocsinTokenAnswer *tocsin_token_answer_new (TocsinSecret *access, guint lifetime);
TocsinTokenAnswer *tocsin_token_answer_read (JsonObject *object, GError **error);
void tocsin_token_answer_free (TocsinTokenAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinTokenAnswer, tocsin_token_answer_free)

G_END_DECLS
