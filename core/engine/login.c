/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a person's sign-in has to do with the settings, before and after it: the same for every
 * program in which one can sign in. */
#include "core/engine/login.h"

#include <string.h>

#define TOKEN_KEY "authentication.refresh-token"

static gboolean
set (TocsinConfig *config, const char *id, const char *key, const char *value, GError **error)
{
  g_autofree char *assignment = g_strdup_printf ("%s=%s", key, value);
  const char *const assignments[] = { assignment, NULL };

  return tocsin_config_set (config, TOCSIN_CONFIG_CONNECTION, id, assignments, error);
}

/**
 * tocsin_login_prepare:
 * @config: the settings
 * @id: a connection's id
 * @file: (nullable): the file to keep the refresh token in, %NULL for the usual place
 * @use_keyring: whether that is the keyring, where nothing else is said; or else the state
 *   directory
 * @error: a settings error
 *
 * Where the token is to be kept has to be known before there is one; and that the connection signs
 * in so.
 *
 * Returns: whether somebody can sign in now.
 */
gboolean
tocsin_login_prepare (
    TocsinConfig *config, const char *id, const char *file, gboolean use_keyring, GError **error)
{
  g_autoptr (TocsinConnectionSettings) settings = tocsin_config_load_connection (config, id, error);
  g_autofree char *path = file != NULL ? g_canonicalize_filename (file, NULL) : NULL;
  g_autofree char *reference = path != NULL ? g_strconcat ("file:", path, NULL) : NULL;
  TocsinSnapshot *snapshot = TOCSIN_SNAPSHOT (settings);

  if (settings == NULL)
    return FALSE;
  if (g_str_equal (tocsin_snapshot_get_string (snapshot, "authentication.method"), "auto")
      && !set (config, id, "authentication.method", "oauth2", error))
    return FALSE;
  if (reference != NULL)
    return set (config, id, TOKEN_KEY, reference, error);
  if (tocsin_snapshot_has_secret (snapshot, TOKEN_KEY) || !use_keyring)
    return TRUE;

  return set (config, id, TOKEN_KEY, "keyring:", error);
}

/* Some servers want the name without its domain. */
static gboolean
is_same_user (const char *username, const char *user)
{
  gsize length = strlen (username);

  return g_ascii_strcasecmp (username, user) == 0
         || (g_ascii_strncasecmp (username, user, length) == 0 && user[length] == '@');
}

/**
 * tocsin_login_note_user:
 * @config: the settings
 * @id: a connection's id
 * @state: how its sign-in stands
 * @other: (out) (nullable) (transfer full): the user name of the settings, where somebody else has
 *   signed in; or else %NULL
 * @error: a settings error
 *
 * Mail servers want to be told the user's name besides the token: fills it in where there is none.
 *
 * Returns: whether the settings could be read and written.
 */
gboolean
tocsin_login_note_user (TocsinConfig *config,
                        const char *id,
                        const TocsinTokenState *state,
                        char **other,
                        GError **error)
{
  g_autoptr (TocsinConnectionSettings) settings = tocsin_config_load_connection (config, id, error);
  const char *username;

  *other = NULL;
  if (settings == NULL)
    return FALSE;
  username = tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), "authentication.username");
  if (state->user == NULL)
    return TRUE;
  if (*username == '\0')
    return set (config, id, "authentication.username", state->user, error);
  if (!is_same_user (username, state->user))
    *other = g_strdup (username);

  return TRUE;
}
