/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/control.h"
#include "core/engine/login.h"
#include "core/net/oauth2/consent.h"
#include "core/net/oauth2/token-state.h"
#include "core/plugin/connection.h"
#include "ui/cli/command.h"
#include "ui/cli/item.h"
#include "ui/cli/output.h"
#include "ui/cli/sign-in-output.h"

#include <glib/gi18n.h>

static gboolean by_device;
static gboolean by_browser;
static char *file;

static gboolean
has_desktop (void)
{
  const char *wayland = g_getenv ("WAYLAND_DISPLAY");
  const char *x11 = g_getenv ("DISPLAY");

  return (wayland != NULL && *wayland != '\0') || (x11 != NULL && *x11 != '\0');
}

/* The address is printed always: a browser may open where nobody looks. */
static void
show_address (const char *address, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_printerr (_ ("To sign in, open this address in a browser on this machine:\n\n  %s\n\n"),
              address);
  if (!has_desktop ())
    g_printerr (_ ("On another machine, have it reach the port in redirect_uri first (ssh -L).\n"));
  else if (!g_app_info_launch_default_for_uri (address, NULL, &error))
    g_printerr (_ ("No browser could be opened: %s\n"), error->message);
  g_printerr (_ ("Waiting for the sign-in; Ctrl-C gives up.\n"));
}

static void
show_code (
    const char *address, const char *complete, const char *code, guint seconds, gpointer user_data)
{
  g_printerr (_ ("To sign in, open this address in a browser on any machine:\n\n  %s\n\n"
                 "and type this code there:\n\n  %s\n\n"),
              address, code);
  if (complete != NULL)
    g_printerr (_ ("Here it is filled in already: %s\n"), complete);
  g_printerr (_ ("Waiting for the sign-in, %u minutes at most; Ctrl-C gives up.\n"), seconds / 60);
}

/* What signs in may be another connection that this one works through. */
static TocsinEndpoint *
open_endpoint (TocsinCli *cli, const char *id, GError **error)
{
  g_autoptr (TocsinConnection) connection = tocsin_cli_open_connection (cli, id, error);

  return connection != NULL ? tocsin_connection_get_endpoint (connection, error) : NULL;
}

static gboolean
sign_in_by (TocsinCli *cli, TocsinEndpoint *endpoint, TocsinConsentWay way, GError **error)
{
  static const TocsinConsentPrompts prompts = { show_address, show_code };

  return tocsin_oauth2_sign_in (tocsin_endpoint_get_settings (endpoint),
                                tocsin_endpoint_get_defaults (endpoint)->scopes, way, &prompts,
                                NULL, cli->cancellable, error);
}

/* Without a desktop a code does it, where the provider has such a thing. */
static gboolean
sign_in (TocsinCli *cli, TocsinEndpoint *endpoint, GError **error)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (tocsin_endpoint_get_settings (endpoint));
  const char *grant = tocsin_snapshot_get_string (settings, "authentication.oauth2-grant");
  g_autoptr (GError) reason = NULL;

  if (by_browser)
    return sign_in_by (cli, endpoint, TOCSIN_CONSENT_BROWSER, error);
  if (by_device || g_str_equal (grant, "device-code"))
    return sign_in_by (cli, endpoint, TOCSIN_CONSENT_DEVICE, error);
  if (has_desktop ())
    return sign_in_by (cli, endpoint, TOCSIN_CONSENT_BROWSER, error);

  if (sign_in_by (cli, endpoint, TOCSIN_CONSENT_DEVICE, &reason))
    return TRUE;
  if (reason->code == TOCSIN_ERROR_CONFIG_NOT_SUPPORTED)
    return sign_in_by (cli, endpoint, TOCSIN_CONSENT_BROWSER, error);
  g_propagate_error (error, g_steal_pointer (&reason));

  return FALSE;
}

static gboolean
note_user (TocsinCli *cli, const char *id, const TocsinTokenState *state, GError **error)
{
  g_autofree char *other = NULL;

  if (!tocsin_login_note_user (cli->config, id, state, &other, error))
    return FALSE;
  if (other != NULL)
    g_printerr (_ ("You have signed in as %s, but authentication.username is %s.\n"), state->user,
                other);

  return TRUE;
}

/* A running engine may have given up for want of just this; or have no use for the connection. */
static void
tell_engine (TocsinCli *cli, const char *id)
{
  GDBusConnection *engine = tocsin_cli_get_engine (cli);
  g_autoptr (GVariant) reply = NULL;

  if (engine != NULL)
    reply = tocsin_control_call (engine, "RetryConnection", g_variant_new ("(s)", id), NULL,
                                 cli->cancellable, NULL);
}

static gboolean
run_login (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *id = tocsin_item_find (cli, TOCSIN_CONFIG_CONNECTION, arguments[0], error);
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (TocsinTokenState) state = NULL;
  g_autoptr (GVariant) description = NULL;

  if (id == NULL || !tocsin_login_prepare (cli->config, id, file, has_desktop (), error)
      || (endpoint = open_endpoint (cli, id, error)) == NULL || !sign_in (cli, endpoint, error))
    return FALSE;

  state = tocsin_token_state_read (tocsin_endpoint_get_settings (endpoint));
  description = g_variant_ref_sink (tocsin_token_state_describe (state));
  if (cli->json)
    tocsin_output_json (description);
  else
    tocsin_sign_in_output_print (id, description);
  tell_engine (cli, id);

  return note_user (cli, id, state, error);
}

static const GOptionEntry login_options[] = {
  { "device", 0, 0, G_OPTION_ARG_NONE, &by_device, N_ ("Sign in on another device, with a code"),
    NULL },
  { "browser", 0, 0, G_OPTION_ARG_NONE, &by_browser, N_ ("Sign in with a browser on this machine"),
    NULL },
  { "file", 0, 0, G_OPTION_ARG_FILENAME, &file,
    N_ ("Keep the refresh token in FILE, which only you can read"), N_ ("FILE") },
  { NULL },
};

const TocsinCommand tocsin_login_commands[] = {
  { "login", N_ ("CONNECTION"), 1, 1,
    N_ ("Sign in with OAuth 2, by a browser or with a code on another device"), login_options,
    run_login },
  { NULL },
};
