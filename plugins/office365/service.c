/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/office365/service.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define VERSION "/v1.0"

/* Who signs people in, and where Graph is then. */
static const struct
{
  const char *authority;
  GraphCloud cloud;
} authorities[] = {
  { "login.microsoftonline.us", GRAPH_CLOUD_AMERICA },
  { "login.chinacloudapi.cn", GRAPH_CLOUD_CHINA },
  { "login.partner.microsoftonline.cn", GRAPH_CLOUD_CHINA },
};

static const char *const urls[] = {
  [GRAPH_CLOUD_WORLD] = "https://graph.microsoft.com",
  [GRAPH_CLOUD_AMERICA] = "https://graph.microsoft.us",
  [GRAPH_CLOUD_CHINA] = "https://microsoftgraph.chinacloudapi.cn",
};

static const char *
get (TocsinConnectionSettings *settings, const char *key)
{
  return tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), key);
}

/* An authority may be written as a host or as an address. */
static gboolean
is_authority (const char *text, const char *host)
{
  const char *begin = strstr (text, "://");
  const char *name = begin != NULL ? begin + strlen ("://") : text;
  gsize length = strcspn (name, "/:");

  return length == strlen (host) && g_ascii_strncasecmp (name, host, length) == 0;
}

/**
 * graph_service_find_cloud:
 * @settings: a connection
 *
 * Returns: the cloud that `authentication.authority` belongs to; Microsoft's own when it is none
 *   that is known.
 */
GraphCloud
graph_service_find_cloud (TocsinConnectionSettings *settings)
{
  const char *authority = get (settings, "authentication.authority");

  for (gsize i = 0; i < G_N_ELEMENTS (authorities); i++)
    if (is_authority (authority, authorities[i].authority))
      return authorities[i].cloud;

  return GRAPH_CLOUD_WORLD;
}

/* A gateway may have Graph under a path of its own, with the version or without. */
static gboolean
set_place (GraphService *self, const char *url, GError **error)
{
  g_autoptr (GUri) uri =
      g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  g_autofree char *path = NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_query (uri) != NULL
      || g_uri_get_fragment (uri) != NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("endpoint: “%s” is no address such as https://graph.microsoft.com"), url);
      return FALSE;
    }
  path = g_strdup (g_uri_get_path (uri));
  while (g_str_has_suffix (path, "/"))
    path[strlen (path) - 1] = '\0';
  self->url = g_strdup (url);
  self->version = path[0] != '\0' ? g_steal_pointer (&path) : g_strdup (VERSION);

  return TRUE;
}

static char *
name_user (const char *name)
{
  g_autofree char *escaped = g_uri_escape_string (name, "@", FALSE);

  return g_strconcat ("/users/", escaped, NULL);
}

/* An application that signs in as itself is nobody's: it has to say whose mailbox it means. */
static gboolean
set_users (GraphService *self, TocsinConnectionSettings *settings, GError **error)
{
  const char *mailbox = get (settings, "authentication.mailbox");
  const char *username = get (settings, "authentication.username");
  const char *send_as = get (settings, "exchange.send-as");
  gboolean alone = g_str_equal (get (settings, "authentication.oauth2-grant"), "client-credentials")
                   && *get (settings, "authentication.bearer-token") == '\0';
  const char *owner = *mailbox != '\0' ? mailbox : username;

  if (alone && *owner == '\0')
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                           _ ("authentication.mailbox: an application that signs in as itself "
                              "(client-credentials) has to name the mailbox it is for"));
      return FALSE;
    }
  self->user = alone || *mailbox != '\0' ? name_user (owner) : g_strdup ("/me");
  self->sender =
      g_str_equal (send_as, "mailbox") || alone ? g_strdup (self->user) : g_strdup ("/me");

  return TRUE;
}

/**
 * graph_service_init:
 * @self: (out caller-allocates): the service
 * @settings: a connection
 * @error: `config.invalid`, naming the key
 *
 * Returns: whether the settings make sense.
 */
gboolean
graph_service_init (GraphService *self, TocsinConnectionSettings *settings, GError **error)
{
  const char *endpoint = get (settings, "endpoint");
  const char *url = *endpoint != '\0' ? endpoint : urls[graph_service_find_cloud (settings)];

  memset (self, 0, sizeof *self);
  if (set_place (self, url, error) && set_users (self, settings, error))
    return TRUE;
  graph_service_clear (self);

  return FALSE;
}

/**
 * graph_service_clear:
 * @self: a service
 */
void
graph_service_clear (GraphService *self)
{
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->version, g_free);
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->sender, g_free);
}
