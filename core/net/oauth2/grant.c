/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/grant.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/net/access-token.h"

/* Secrets are kept apart: these say where. */
static const char *const secret_keys[] = {
  "authentication.bearer-token",
  "authentication.client-secret",
  "authentication.refresh-token",
  "authentication.service-account-key",
};

static TocsinGrantKind
read_kind (const TocsinGrant *self)
{
  static const char *const names[] = { "client-credentials", "refresh-token", "device-code",
                                       "authorization-code", "service-account" };
  if (tocsin_access_token_is_set (self->settings))
    return TOCSIN_GRANT_READY;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (self->name, names[i]))
      return (TocsinGrantKind) i;

  return TOCSIN_GRANT_AUTHORIZATION_CODE;
}

static gboolean
require (const TocsinGrant *self, const char *key, GError **error)
{
  if (*tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (self->settings), key) != '\0')
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("authentication.oauth2-grant=%s needs %s"), self->name, key);
  return FALSE;
}

static gboolean
check_keys (const TocsinGrant *self, GError **error)
{
  switch (self->kind)
    {
    case TOCSIN_GRANT_READY:
      return TRUE;
    case TOCSIN_GRANT_CLIENT_CREDENTIALS:
      return require (self, "authentication.client-id", error)
             && require (self, "authentication.client-secret", error);
    case TOCSIN_GRANT_SERVICE_ACCOUNT:
      return require (self, "authentication.service-account-key", error);
    case TOCSIN_GRANT_REFRESH_TOKEN:
      return require (self, "authentication.client-id", error)
             && require (self, "authentication.refresh-token", error);
    case TOCSIN_GRANT_DEVICE_CODE:
    case TOCSIN_GRANT_AUTHORIZATION_CODE:
    default:
      return require (self, "authentication.client-id", error);
    }
}

/* A provider that the protocol does not know takes what its administrator wrote, or has a scope of
 * its own (RFC 6749, section 3.3). */
static gboolean
choose_scope (TocsinGrant *self, const TocsinTokenScope *scopes, GError **error)
{
  const char *set =
      tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (self->settings), "authentication.scope");
  const char *known =
      tocsin_token_scope_find (scopes, self->provider, tocsin_grant_is_app_only (self));

  if (*set == '\0' && known == NULL && self->kind != TOCSIN_GRANT_READY
      && !g_str_equal (self->provider, "custom"))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("authentication.scope has to be set: what this protocol needs of “%s” with "
                      "this grant is not known"),
                   self->provider);
      return FALSE;
    }
  self->scope = g_strdup (*set != '\0' ? set : known != NULL ? known : "");

  return TRUE;
}

/* Whether there is something that belongs to the connection and to none that says the same. */
static gboolean
has_own_secret (const TocsinGrant *self)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (self->settings);

  for (gsize i = 0; i < G_N_ELEMENTS (secret_keys); i++)
    if (g_str_equal (tocsin_snapshot_get_string (settings, secret_keys[i]), "keyring:"))
      return TRUE;

  return tocsin_grant_needs_sign_in (self)
         && !tocsin_snapshot_has_secret (settings, "authentication.refresh-token");
}

/* All that a token is made from, and the way on which it is fetched; secrets by their references.
 */
static void
make_key (TocsinGrant *self)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (self->settings);
  g_autofree char *authentication = tocsin_snapshot_digest (settings, "authentication");
  g_autofree char *encryption = tocsin_snapshot_digest (settings, "encryption");
  g_autofree char *proxy = tocsin_snapshot_digest (settings, "proxy");

  self->key = g_strjoin ("\n", has_own_secret (self) ? tocsin_snapshot_get_id (settings) : "",
                         authentication, encryption, proxy, self->scope, NULL);
}

static void
read_settings (TocsinGrant *self, TocsinConnectionSettings *settings)
{
  TocsinSnapshot *snapshot = TOCSIN_SNAPSHOT (settings);
  const char *mailbox = tocsin_snapshot_get_string (snapshot, "authentication.mailbox");

  self->settings = g_object_ref (settings);
  self->name = tocsin_snapshot_get_string (snapshot, "authentication.oauth2-grant");
  self->kind = read_kind (self);
  self->provider = tocsin_snapshot_get_string (snapshot, "authentication.oauth2-provider");
  self->authority = tocsin_snapshot_get_string (snapshot, "authentication.authority");
  self->tenant = tocsin_snapshot_get_string (snapshot, "authentication.tenant-id");
  self->client_id = tocsin_snapshot_get_string (snapshot, "authentication.client-id");
  self->margin = tocsin_snapshot_get_uint (snapshot, "authentication.token-expiry-margin");
  self->subject =
      *mailbox != '\0' ? mailbox : tocsin_snapshot_get_string (snapshot, "authentication.username");
}

/**
 * tocsin_grant_new_unchecked: (skip)
 * @settings: a connection
 *
 * Returns: (transfer full): its grant as far as it goes, to look at how it stands.
 */
TocsinGrant *
tocsin_grant_new_unchecked (TocsinConnectionSettings *settings)
{
  TocsinGrant *self = g_new0 (TocsinGrant, 1);

  read_settings (self, settings);

  return self;
}

/**
 * tocsin_grant_new: (skip)
 * @settings: a connection
 * @scopes: (nullable): what its protocol needs
 * @error: `config.invalid`, naming the key
 *
 * Returns: (transfer full): its grant.
 */
TocsinGrant *
tocsin_grant_new (TocsinConnectionSettings *settings,
                  const TocsinTokenScope *scopes,
                  GError **error)
{
  g_autoptr (TocsinGrant) self = tocsin_grant_new_unchecked (settings);

  if (!check_keys (self, error) || !choose_scope (self, scopes, error))
    return NULL;
  make_key (self);

  return g_steal_pointer (&self);
}

/**
 * tocsin_grant_free: (skip)
 * @self: (transfer full): a grant
 */
void
tocsin_grant_free (TocsinGrant *self)
{
  g_object_unref (self->settings);
  g_free (self->scope);
  g_free (self->key);
  g_free (self);
}

/**
 * tocsin_grant_is_app_only: (skip)
 * @self: a grant
 *
 * Returns: whether the program signs in for itself, not for a person.
 */
gboolean
tocsin_grant_is_app_only (const TocsinGrant *self)
{
  return self->kind == TOCSIN_GRANT_CLIENT_CREDENTIALS;
}

/**
 * tocsin_grant_needs_sign_in: (skip)
 * @self: a grant
 *
 * Returns: whether a person has to sign in before there are tokens.
 */
gboolean
tocsin_grant_needs_sign_in (const TocsinGrant *self)
{
  return self->kind == TOCSIN_GRANT_DEVICE_CODE || self->kind == TOCSIN_GRANT_AUTHORIZATION_CODE
         || self->kind == TOCSIN_GRANT_REFRESH_TOKEN;
}
