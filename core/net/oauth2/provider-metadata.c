/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/provider-metadata.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/oauth2/jwt.h"
#include "core/net/oauth2/token-talk.h"

#define MAX_SHOWN 200

static char *
dup_text (JsonObject *metadata, const char *name)
{
  const char *text = tocsin_jwt_get_text (metadata, name);

  return g_strdup (text != NULL ? text : "");
}

/* RFC 8414, section 3.3: whoever says to be another is not to be believed. */
static gboolean
check_issuer (const TocsinProvider *self, const char *issuer, GError **error)
{
  gsize length = issuer != NULL ? strlen (issuer) : 0;
  g_autofree char *shown = NULL;

  while (length > 0 && issuer[length - 1] == '/')
    length--;
  if (length == strlen (self->authority) && strncmp (issuer, self->authority, length) == 0)
    return TRUE;

  shown = tocsin_text_escape (issuer != NULL ? issuer : "", -1, MAX_SHOWN);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("authentication.authority: %s says of itself that it is “%s”"), self->authority,
               shown);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("set authentication.authority to that, if you trust it"));
  return FALSE;
}

static gboolean
has_word (JsonObject *metadata, const char *name, const char *word)
{
  JsonNode *node = json_object_get_member (metadata, name);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *one = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (one) && json_node_get_value_type (one) == G_TYPE_STRING
          && g_str_equal (json_node_get_string (one), word))
        return TRUE;
    }

  return FALSE;
}

/* RFC 8414, section 2: without a word about it, a client's secret goes into a header. */
static gboolean
wants_header (JsonObject *metadata)
{
  return !has_word (metadata, "token_endpoint_auth_methods_supported", "client_secret_post");
}

/* Asking for a scope that a server does not know may be refused. */
static char *
choose_identity (JsonObject *metadata)
{
  static const char *const wanted[] = { "openid", "profile", "email" };
  g_autoptr (GString) scopes = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (has_word (metadata, "scopes_supported", wanted[i]))
      g_string_append_printf (scopes, "%s%s", scopes->len > 0 ? " " : "", wanted[i]);

  return g_string_free (g_steal_pointer (&scopes), FALSE);
}

/**
 * tocsin_provider_take_metadata: (skip)
 * @self: a provider of which only the authority is known
 * @metadata: what it says of itself
 * @error: `config.invalid` if it says to be another, `http.content` if it names no place for tokens
 *
 * Returns: whether it makes sense.
 */
gboolean
tocsin_provider_take_metadata (TocsinProvider *self, JsonObject *metadata, GError **error)
{
  const char *token = tocsin_jwt_get_text (metadata, "token_endpoint");

  if (!check_issuer (self, tocsin_jwt_get_text (metadata, "issuer"), error))
    return FALSE;
  if (token == NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_CONTENT,
                   _ ("%s does not say where it gives tokens"), self->authority);
      return FALSE;
    }

  self->token = g_strdup (token);
  self->authorize = dup_text (metadata, "authorization_endpoint");
  self->device = dup_text (metadata, "device_authorization_endpoint");
  self->issuer = dup_text (metadata, "issuer");
  self->identity = choose_identity (metadata);
  self->by_header = wants_header (metadata);

  return TRUE;
}

/* RFC 8414, section 3.1: the path of an issuer comes behind the well-known one. */
static char *
make_rfc_address (const TocsinProvider *self)
{
  const char *host = strstr (self->authority, "://") + strlen ("://");
  const char *path = strchrnul (host, '/');

  return g_strdup_printf ("%.*s/.well-known/oauth-authorization-server%s",
                          (int) (path - self->authority), self->authority, path);
}

/**
 * tocsin_provider_read_metadata: (skip)
 * @self: a provider of which only the authority is known
 * @grant: whose settings lead the way there
 * @cancellable: (nullable): to stop it
 * @error: `config.invalid`, `http.*`, or trouble on the way
 *
 * Returns: whether all of it is known now.
 */
gboolean
tocsin_provider_read_metadata (TocsinProvider *self,
                               const TocsinGrant *grant,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autofree char *usual = g_strconcat (self->authority, "/.well-known/openid-configuration", NULL);
  g_autofree char *by_rfc = make_rfc_address (self);
  g_autoptr (GError) first = NULL;
  g_autoptr (JsonObject) metadata = tocsin_token_talk_get (grant, usual, cancellable, &first);

  if (metadata == NULL && g_error_matches (first, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_STATUS))
    metadata = tocsin_token_talk_get (grant, by_rfc, cancellable, error);
  else if (metadata == NULL)
    g_propagate_error (error, g_steal_pointer (&first));

  return metadata != NULL && tocsin_provider_take_metadata (self, metadata, error);
}
