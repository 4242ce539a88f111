/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/provider.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/discovery/data-file.h"
#include "core/net/oauth2/provider-metadata.h"

typedef struct
{
  TocsinProvider *provider;
  gboolean elsewhere;
} Reading;

/**
 * tocsin_provider_free: (skip)
 * @self: (transfer full): a provider
 */
void
tocsin_provider_free (TocsinProvider *self)
{
  g_free (self->authority);
  g_free (self->tenant);
  g_free (self->token);
  g_free (self->authorize);
  g_free (self->device);
  g_free (self->issuer);
  g_free (self->identity);
  g_free (self->redirect_host);
  g_free (self->authorize_parameters);
  g_strfreev (self->consent_codes);
  g_strfreev (self->shared_tenants);
  g_free (self);
}

static char **
find_text (TocsinProvider *self, const char *key)
{
  const struct
  {
    const char *key;
    char **place;
  } rows[] = {
    { "authority", &self->authority },
    { "tenant", &self->tenant },
    { "token", &self->token },
    { "authorize", &self->authorize },
    { "device", &self->device },
    { "identity", &self->identity },
    { "redirect-host", &self->redirect_host },
    { "authorize-parameters", &self->authorize_parameters },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].key, key))
      return rows[i].place;

  return NULL;
}

static GStrv *
find_words (TocsinProvider *self, const char *key)
{
  if (g_str_equal (key, "consent-codes"))
    return &self->consent_codes;

  return g_str_equal (key, "shared-tenants") ? &self->shared_tenants : NULL;
}

static gboolean
take_value (
    const char *group, const char *key, const char *text, gpointer user_data, GError **error)
{
  Reading *reading = user_data;
  char **place = find_text (reading->provider, key);
  GStrv *words = find_words (reading->provider, key);

  if ((place == NULL && words == NULL)
      || (!g_str_equal (group, "provider") && !g_str_equal (group, "elsewhere")))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("unknown key: %s"), key);
      return FALSE;
    }
  if (g_str_equal (group, "elsewhere") && !reading->elsewhere)
    return TRUE;

  if (place != NULL)
    {
      g_free (*place);
      *place = g_strdup (text);
      return TRUE;
    }
  g_strfreev (*words);
  *words = tocsin_data_file_split (text);

  return TRUE;
}

/* Returns NULL without an error if there is no such file. */
static TocsinProvider *
read_file (const TocsinGrant *grant, GError **error)
{
  g_autoptr (GPtrArray) paths = tocsin_data_file_list ("oauth2", ".oauth2");
  g_autoptr (TocsinProvider) self = g_new0 (TocsinProvider, 1);
  Reading reading = { self, *grant->authority != '\0' };

  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *id = tocsin_data_file_get_id (paths->pdata[i]);

      if (!g_str_equal (id, grant->provider))
        continue;
      return tocsin_data_file_read (paths->pdata[i], take_value, &reading, error)
                 ? g_steal_pointer (&self)
                 : NULL;
    }

  return NULL;
}

/* A host stands for itself over HTTPS. Plain text is for a server on this machine. */
static gboolean
set_authority (TocsinProvider *self, const TocsinGrant *grant, GError **error)
{
  const char *given = grant->authority;
  gsize length;

  if (*given == '\0' && (self->authority == NULL || *self->authority == '\0'))
    {
      g_set_error (
          error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
          _ ("authentication.authority has to be set for authentication.oauth2-provider=%s"),
          grant->provider);
      return FALSE;
    }
  if (*given != '\0')
    {
      g_free (self->authority);
      self->authority =
          strstr (given, "://") != NULL ? g_strdup (given) : g_strconcat ("https://", given, NULL);
    }
  length = strlen (self->authority);
  while (length > 0 && self->authority[length - 1] == '/')
    self->authority[--length] = '\0';
  if (g_uri_is_valid (self->authority, G_URI_FLAGS_ENCODED, NULL)
      && strpbrk (self->authority, "?#@") == NULL)
    return TRUE;

  g_set_error (
      error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
      _ ("authentication.authority: “%s” is neither a host nor an address without a query"), given);
  return FALSE;
}

static gboolean
set_tenant (TocsinProvider *self, const TocsinGrant *grant, GError **error)
{
  const char *tenant = *grant->tenant != '\0' ? grant->tenant : self->tenant;
  char *encoded;

  if (self->shared_tenants != NULL && tocsin_grant_is_app_only (grant)
      && g_strv_contains ((const char *const *) self->shared_tenants, tenant))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("authentication.tenant-id has to name your organisation's directory: "
                      "with %s nobody signs in from whom it could be learned"),
                   grant->name);
      return FALSE;
    }

  encoded = g_uri_escape_string (tenant != NULL ? tenant : "", NULL, FALSE);
  g_free (self->tenant);
  self->tenant = encoded;

  return TRUE;
}

static void
fill_in (const TocsinProvider *self, char **address)
{
  g_autoptr (GString) filled = g_string_new (*address);

  g_string_replace (filled, "{authority}", self->authority, 0);
  g_string_replace (filled, "{tenant}", self->tenant, 0);
  g_free (*address);
  *address = g_string_free (g_steal_pointer (&filled), FALSE);
}

static void
fill_in_all (TocsinProvider *self)
{
  fill_in (self, &self->token);
  fill_in (self, &self->authorize);
  fill_in (self, &self->device);
  if (self->identity == NULL)
    self->identity = g_strdup ("");
  if (self->redirect_host == NULL)
    self->redirect_host = g_strdup ("127.0.0.1");
  if (self->authorize_parameters == NULL)
    self->authorize_parameters = g_strdup ("");
}

/**
 * tocsin_provider_find: (skip)
 * @grant: how tokens are to be come by
 * @cancellable: (nullable): to stop it
 * @error: `config.*`; for one that is no preset, what its metadata could not be read for
 *
 * Where the tokens of @grant come from: a preset (data/oauth2), or what `authentication.authority`
 * says of itself.
 *
 * Returns: (transfer full): the provider.
 */
TocsinProvider *
tocsin_provider_find (const TocsinGrant *grant, GCancellable *cancellable, GError **error)
{
  GError *problem = NULL;
  g_autoptr (TocsinProvider) self = read_file (grant, &problem);
  gboolean preset = self != NULL;

  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  if (self == NULL)
    self = g_new0 (TocsinProvider, 1);
  if (!set_authority (self, grant, error) || !set_tenant (self, grant, error))
    return NULL;
  if (!preset && !tocsin_provider_read_metadata (self, grant, cancellable, error))
    return NULL;
  fill_in_all (self);

  return g_steal_pointer (&self);
}
