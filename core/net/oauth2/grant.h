/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/oauth2/token-scope.h"
#include "core/settings/connection-settings.h"

G_BEGIN_DECLS

/**
 * TocsinGrantKind:
 * @TOCSIN_GRANT_CLIENT_CREDENTIALS: the program signs in for itself
 * @TOCSIN_GRANT_REFRESH_TOKEN: from an earlier sign-in, made elsewhere
 * @TOCSIN_GRANT_DEVICE_CODE: from a sign-in on another device
 * @TOCSIN_GRANT_AUTHORIZATION_CODE: from a sign-in with a browser here
 * @TOCSIN_GRANT_SERVICE_ACCOUNT: a program's own account that acts for a user
 * @TOCSIN_GRANT_READY: `authentication.bearer-token` has one
 *
 * How access tokens are come by.
 */
typedef enum
{
  TOCSIN_GRANT_CLIENT_CREDENTIALS,
  TOCSIN_GRANT_REFRESH_TOKEN,
  TOCSIN_GRANT_DEVICE_CODE,
  TOCSIN_GRANT_AUTHORIZATION_CODE,
  TOCSIN_GRANT_SERVICE_ACCOUNT,
  TOCSIN_GRANT_READY,
} TocsinGrantKind;

/**
 * TocsinGrant:
 * @settings: the connection whose grant it is
 * @kind: how tokens are come by
 * @name: the same, as the settings say it
 * @provider: who issues them, as the settings say it
 * @authority: where, "" for the provider's usual place
 * @tenant: which organisation's users, "" for any
 * @client_id: under which name the program is known there
 * @scope: what is asked for; may be empty
 * @subject: for whom a service account acts; "" for itself
 * @margin: seconds before its end at which a token is renewed
 * @key: equal for connections that may share a token
 *
 * What the settings say about tokens, checked. Immutable.
 */
typedef struct
{
  TocsinConnectionSettings *settings;
  TocsinGrantKind kind;
  const char *name;
  const char *provider;
  const char *authority;
  const char *tenant;
  const char *client_id;
  char *scope;
  const char *subject;
  guint margin;
  char *key;
} TocsinGrant;

TocsinGrant *tocsin_grant_new (TocsinConnectionSettings *settings,
                               const TocsinTokenScope *scopes,
                               GError **error);
TocsinGrant *tocsin_grant_new_unchecked (TocsinConnectionSettings *settings);
void tocsin_grant_free (TocsinGrant *self);
gboolean tocsin_grant_is_app_only (const TocsinGrant *self);
gboolean tocsin_grant_needs_sign_in (const TocsinGrant *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinGrant, tocsin_grant_free)

G_END_DECLS
