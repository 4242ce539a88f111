/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/access-token.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "core/base/error.h"

static const char key[] = "authentication.bearer-token";

/**
 * tocsin_access_token_is_set:
 * @settings: a connection
 *
 * Returns: whether there is a way to get an access token.
 */
gboolean
tocsin_access_token_is_set (TocsinConnectionSettings *settings)
{
  return tocsin_connection_settings_has_secret (settings, key);
}

/**
 * tocsin_access_token_obtain:
 * @settings: a connection
 * @cancellable: (nullable): to stop it
 * @error: `config.not-supported` if the settings have no ready token, `secret.*`
 *
 * Where every access token comes from.
 *
 * Returns: (transfer full): the token.
 */
TocsinSecret *
tocsin_access_token_obtain (TocsinConnectionSettings *settings,
                            GCancellable *cancellable,
                            GError **error)
{
  GError *reason;

  g_return_val_if_fail (TOCSIN_IS_CONNECTION_SETTINGS (settings), NULL);

  if (tocsin_access_token_is_set (settings))
    return tocsin_connection_settings_resolve_secret (settings, key, cancellable, error);

  reason = g_error_new (
      TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
      _ ("authentication.oauth2-grant=%s is not supported by this version, and "
         "authentication.bearer-token is not set"),
      tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), "authentication.oauth2-grant"));
  tocsin_error_set_hint (reason, _ ("let another program get the token, and name it: "
                                    "authentication.bearer-token=command:PROGRAM"));
  g_propagate_error (error, reason);
  return NULL;
}

/**
 * tocsin_access_token_check:
 * @token: an access token
 * @error: `config.invalid`
 *
 * Returns: whether it looks like one (RFC 6750, section 2.1), so that nothing in it ends the line
 * or the message it is put into.
 */
gboolean
tocsin_access_token_check (TocsinSecret *token, GError **error)
{
  const char *text = tocsin_secret_peek (token);
  gsize length = tocsin_secret_get_length (token);
  gsize good = 0;

  while (good < length && g_ascii_isgraph (text[good]))
    good++;
  if (length > 0 && good == length && length <= TOCSIN_ACCESS_TOKEN_MAX)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("%s: what it leads to is no access token"), key);
  return FALSE;
}

/* RFC 7519: what stands between the first two dots, in base64 for URLs without its padding. */
static JsonObject *
read_claims (TocsinSecret *token, JsonParser *parser)
{
  g_auto (GStrv) parts = g_strsplit (tocsin_secret_peek (token), ".", 4);
  g_autofree char *encoded = NULL;
  g_autofree guchar *json = NULL;
  gsize length = 0;
  JsonNode *root;

  if (g_strv_length (parts) != 3)
    return NULL;
  encoded = g_strconcat (parts[1], &"==="[(strlen (parts[1]) + 3) % 4], NULL);
  g_strdelimit (encoded, "-", '+');
  g_strdelimit (encoded, "_", '/');
  json = g_base64_decode (encoded, &length);
  if (length == 0 || !g_utf8_validate ((char *) json, (gssize) length, NULL)
      || !json_parser_load_from_data (parser, (char *) json, (gssize) length, NULL))
    return NULL;
  root = json_parser_get_root (parser);

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
}

/**
 * tocsin_access_token_get_age:
 * @token: an access token
 *
 * Returns: what the token says about itself, if it is a JWT. Good for explaining a refusal, not for
 *   trusting it.
 */
TocsinAccessTokenAge
tocsin_access_token_get_age (TocsinSecret *token)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *claims = read_claims (token, parser);
  JsonNode *end = claims != NULL ? json_object_get_member (claims, "exp") : NULL;

  if (end == NULL || !JSON_NODE_HOLDS_VALUE (end)
      || json_node_get_value_type (end) == G_TYPE_STRING)
    return TOCSIN_ACCESS_TOKEN_UNKNOWN;

  return json_node_get_double (end) <= (double) g_get_real_time () / G_USEC_PER_SEC
             ? TOCSIN_ACCESS_TOKEN_OUTDATED
             : TOCSIN_ACCESS_TOKEN_CURRENT;
}

static const char *
get_scopes (JsonObject *claims)
{
  /* RFC 8693, section 4.2, and Microsoft's. */
  static const char *const names[] = { "scope", "scp" };

  for (gsize i = 0; claims != NULL && i < G_N_ELEMENTS (names); i++)
    {
      JsonNode *node = json_object_get_member (claims, names[i]);

      if (node != NULL && JSON_NODE_HOLDS_VALUE (node)
          && json_node_get_value_type (node) == G_TYPE_STRING)
        return json_node_get_string (node);
    }

  return NULL;
}

/**
 * tocsin_access_token_lacks_scope:
 * @token: an access token
 * @wanted: (nullable): scopes that a server wants, with blanks between them
 *
 * Returns: whether the token, if it is a JWT, says what it is good for, and one of them is not
 * among that. For explaining, as above.
 */
gboolean
tocsin_access_token_lacks_scope (TocsinSecret *token, const char *wanted)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  const char *scopes = get_scopes (read_claims (token, parser));
  g_auto (GStrv) has = NULL;
  g_auto (GStrv) wants = NULL;

  if (scopes == NULL || wanted == NULL)
    return FALSE;

  has = g_strsplit (scopes, " ", -1);
  wants = g_strsplit (wanted, " ", -1);
  for (gsize i = 0; wants[i] != NULL; i++)
    if (*wants[i] != '\0' && !g_strv_contains ((const char *const *) has, wants[i]))
      return TRUE;

  return FALSE;
}
