/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/token-record.h"

#include <glib/gstdio.h>

#include "core/base/error-carry.h"
#include "core/net/access-token.h"
#include "core/net/oauth2/refresh-store.h"

#define GROUP "state"

static char *
get_text (GKeyFile *file, const char *key)
{
  return g_key_file_get_string (file, GROUP, key, NULL);
}

static gint64
get_time (GKeyFile *file, const char *key)
{
  return g_key_file_get_int64 (file, GROUP, key, NULL);
}

static GError *
get_problem (GKeyFile *file)
{
  g_autofree char *name = get_text (file, "problem");
  g_autofree char *message = get_text (file, "message");
  g_autofree char *hint = get_text (file, "hint");
  int code = name != NULL ? tocsin_error_find_code (name) : -1;
  GError *problem;

  if (code < 0 || message == NULL)
    return NULL;
  problem = g_error_new_literal (TOCSIN_ERROR, code, message);
  if (hint != NULL)
    tocsin_error_set_hint (problem, "%s", hint);

  return problem;
}

/**
 * tocsin_token_record_read: (skip)
 * @grant: a grant
 *
 * Returns: (transfer full): how it stood; nothing but zeros if nobody knows.
 */
TocsinTokenState *
tocsin_token_record_read (const TocsinGrant *grant)
{
  g_autofree char *path = tocsin_refresh_store_choose_path (grant, ".state");
  g_autoptr (GKeyFile) file = g_key_file_new ();
  TocsinTokenState *state = tocsin_token_state_new ();

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return state;

  state->signed_in = g_key_file_get_boolean (file, GROUP, "signed-in", NULL);
  state->needs_sign_in = g_key_file_get_boolean (file, GROUP, "needs-sign-in", NULL);
  state->user = get_text (file, "user");
  state->scope = get_text (file, "scope");
  state->place = get_text (file, "place");
  state->since = get_time (file, "since");
  state->expires = get_time (file, "expires");
  state->problem = get_problem (file);

  return state;
}

static void
set_text (GKeyFile *file, const char *key, const char *text)
{
  if (text != NULL)
    g_key_file_set_string (file, GROUP, key, text);
}

static void
set_problem (GKeyFile *file, const GError *problem)
{
  if (problem == NULL)
    return;

  set_text (file, "problem", tocsin_error_get_code_name (problem));
  set_text (file, "message", problem->message);
  set_text (file, "hint", tocsin_error_get_hint (problem));
}

/**
 * tocsin_token_record_write: (skip)
 * @grant: a grant
 * @state: how it stands
 *
 * Nothing hangs on it but what is shown, so that it is no failure if it can't be written.
 */
void
tocsin_token_record_write (const TocsinGrant *grant, const TocsinTokenState *state)
{
  g_autofree char *path = tocsin_refresh_store_choose_path (grant, ".state");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_key_file_set_boolean (file, GROUP, "signed-in", state->signed_in);
  g_key_file_set_boolean (file, GROUP, "needs-sign-in", state->needs_sign_in);
  set_text (file, "user", state->user);
  set_text (file, "scope", state->scope);
  set_text (file, "place", state->place);
  g_key_file_set_int64 (file, GROUP, "since", state->since);
  g_key_file_set_int64 (file, GROUP, "expires", state->expires);
  set_problem (file, state->problem);
  text = g_key_file_to_data (file, NULL, NULL);
  g_mkdir_with_parents (folder, 0700);
  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("%s", error->message);
}

/**
 * tocsin_token_record_describe: (skip)
 * @grant: a grant
 *
 * Returns: (transfer full): as tocsin_token_record_read(), and what is known without a record.
 */
TocsinTokenState *
tocsin_token_record_describe (const TocsinGrant *grant)
{
  TocsinTokenState *state = tocsin_token_record_read (grant);

  if (grant->kind == TOCSIN_GRANT_READY)
    state->signed_in = TRUE;
  else if (!state->signed_in && state->problem == NULL)
    state->needs_sign_in =
        tocsin_grant_needs_sign_in (grant)
        && !tocsin_connection_settings_has_secret (grant->settings, "authentication.refresh-token");

  return state;
}

/**
 * tocsin_token_state_read:
 * @settings: a connection
 *
 * How its tokens stand by what this or another program has seen when it last got one. Asks nobody.
 *
 * Returns: (transfer full) (nullable): that; %NULL for who signs in without tokens.
 */
TocsinTokenState *
tocsin_token_state_read (TocsinConnectionSettings *settings)
{
  g_autoptr (TocsinGrant) grant = NULL;

  g_return_val_if_fail (TOCSIN_IS_CONNECTION_SETTINGS (settings), NULL);

  if (!tocsin_access_token_is_wanted (settings))
    return NULL;
  grant = tocsin_grant_new_unchecked (settings);

  return tocsin_token_record_describe (grant);
}
