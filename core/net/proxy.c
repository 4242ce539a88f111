/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/proxy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/host-name.h"
#include "core/net/proxy-system.h"
#include "core/net/proxy-socks5.h"
#include "core/net/refusal.h"

#define MAX_HEADERS 32
#define MAX_HEADER_LENGTH 4096
#define MAX_USERNAME_LENGTH 1024

struct _TocsinProxy
{
  TocsinConnectionSettings *settings;
  TocsinProxyBypass *bypass;
  TocsinProxyHop *hop; /* as the settings have it; NULL with none and system */
  gboolean system;
};

/* Lines of ours that decide what the request means, and the login, whose secret is no setting. */
static const char *const own_headers[] = {
  "Host",
  "Proxy-Authorization",
  "Authorization",
  "Connection",
  "Proxy-Connection",
  "Keep-Alive",
  "Content-Length",
  "Content-Type",
  "Transfer-Encoding",
  "TE",
  "Trailer",
  "Upgrade",
  "Content-Encoding",
  NULL,
};

static const char *
get_string (const TocsinProxy *self, const char *key)
{
  return tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (self->settings), key);
}

static const char *const *
get_list (const TocsinProxy *self, const char *key)
{
  return tocsin_snapshot_get_strv (TOCSIN_SNAPSHOT (self->settings), key);
}

static gboolean
fail_empty (const char *key, const char *why, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("%s: is empty; %s"), key, why);
  return FALSE;
}

static gboolean
find_kind (const char *type, TocsinProxyKind *kind)
{
  for (guint i = TOCSIN_PROXY_DIRECT; i <= TOCSIN_PROXY_SOCKS5; i++)
    if (g_str_equal (type, tocsin_proxy_kind_to_string ((TocsinProxyKind) i)))
      {
        *kind = (TocsinProxyKind) i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
check_header (const char *line, GError **error)
{
  const char *colon = strchr (line, ':');
  g_autofree char *name = colon != NULL ? g_strndup (line, (gsize) (colon - line)) : g_strdup ("");

  if (*name == '\0' || strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_.") != strlen (name)
      || strlen (line) > MAX_HEADER_LENGTH || !tocsin_proxy_is_plain (line))
    return tocsin_refuse_value ("proxy.headers", line, _ ("is no header line; “Name: value” is"),
                                error);
  for (guint i = 0; own_headers[i] != NULL; i++)
    if (g_ascii_strcasecmp (name, own_headers[i]) == 0)
      return tocsin_refuse_value (
          "proxy.headers", name,
          _ ("is not for you to set; the login has proxy.username and proxy.password"), error);

  return TRUE;
}

static gboolean
read_headers (const TocsinProxy *self, TocsinProxyHop *hop, GError **error)
{
  const char *const *lines = get_list (self, "proxy.headers");

  if (hop->kind != TOCSIN_PROXY_HTTP)
    return TRUE;
  if (g_strv_length ((char **) lines) > MAX_HEADERS)
    return tocsin_refuse_value ("proxy.headers", lines[MAX_HEADERS], _ ("is one line too many"),
                                error);
  for (guint i = 0; lines[i] != NULL; i++)
    if (!check_header (lines[i], error))
      return FALSE;

  hop->headers = g_strdupv ((char **) lines);
  return TRUE;
}

static gboolean
check_username (const char *username, TocsinProxyKind kind, GError **error)
{
  gsize most = kind == TOCSIN_PROXY_HTTP ? MAX_USERNAME_LENGTH : TOCSIN_SOCKS_MAX_WORD;

  /* Only with Negotiate the ticket says who it is. */
  if (*username == '\0' && kind != TOCSIN_PROXY_HTTP)
    return fail_empty ("proxy.username", _ ("who is to log in to the proxy?"), error);
  if (!tocsin_proxy_is_plain (username))
    return tocsin_refuse_value ("proxy.username", username, _ ("has control characters in it"),
                                error);
  if (strlen (username) > most)
    return tocsin_refuse_value ("proxy.username", username, _ ("is too long"), error);

  return TRUE;
}

/* Also for a proxy that the system names, if its address has no login in it. */
static gboolean
read_login (const TocsinProxy *self, TocsinProxyHop *hop, GError **error)
{
  const char *username = get_string (self, "proxy.username");
  const char *domain = get_string (self, "proxy.domain");

  if (!tocsin_snapshot_get_boolean (TOCSIN_SNAPSHOT (self->settings), "proxy.use-credentials"))
    return TRUE;
  if (!check_username (username, hop->kind, error))
    return FALSE;
  if (!tocsin_proxy_is_plain (domain) || strchr (domain, '\\') != NULL)
    return tocsin_refuse_value ("proxy.domain", domain, _ ("is no Windows domain"), error);

  hop->username = g_utf8_normalize (username, -1, G_NORMALIZE_NFC);
  hop->domain = g_strdup (domain);
  hop->settings = g_object_ref (self->settings);
  if (hop->kind == TOCSIN_PROXY_SOCKS5 && !tocsin_proxy_hop_has_password (hop))
    return fail_empty ("proxy.password", _ ("socks5 has no login without one"), error);

  return TRUE;
}

static gboolean
read_hop (TocsinProxy *self, TocsinProxyKind kind, GError **error)
{
  const char *address = get_string (self, "proxy.address");
  guint port = tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (self->settings), "proxy.port");
  g_autofree char *host = NULL;

  if (*address == '\0')
    return fail_empty ("proxy.address", _ ("set it to the proxy's host name"), error);
  host = tocsin_host_name_parse ("proxy.address", address, error);
  if (host == NULL)
    return FALSE;
  if (port > G_MAXUINT16)
    {
      g_autofree char *text = g_strdup_printf ("%u", port);

      return tocsin_refuse_value ("proxy.port", text, _ ("is no port; 0 to 65535 are"), error);
    }

  self->hop = tocsin_proxy_hop_new (kind, host, (guint16) port);
  return read_headers (self, self->hop, error) && read_login (self, self->hop, error);
}

static gboolean
read_type (TocsinProxy *self, const char *host, GError **error)
{
  const char *type = get_string (self, "proxy.type");
  TocsinProxyKind kind;

  self->system = g_str_equal (type, "system");
  if (self->system)
    return TRUE;
  if (!find_kind (type, &kind))
    return tocsin_refuse_value (
        "proxy.type", type, _ ("is none of none, system, http, socks4, socks4a and socks5"), error);
  if (kind == TOCSIN_PROXY_DIRECT)
    return TRUE;

  return read_hop (self, kind, error)
         && (!tocsin_proxy_is_used (self, host)
             || tocsin_proxy_hop_check_target (self->hop, host, error));
}

/**
 * tocsin_proxy_new: (skip)
 * @settings: the connection's settings
 * @host: the server they are for
 * @error: `config.invalid` naming the key
 *
 * Returns: (transfer full): what they say about proxies.
 */
TocsinProxy *
tocsin_proxy_new (TocsinConnectionSettings *settings, const char *host, GError **error)
{
  g_autoptr (TocsinProxy) self = g_new0 (TocsinProxy, 1);

  self->settings = g_object_ref (settings);
  self->bypass = tocsin_proxy_bypass_new (get_list (self, "proxy.exceptions"), error);
  if (self->bypass == NULL || !read_type (self, host, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * tocsin_proxy_free: (skip)
 * @self: (transfer full): the settings
 */
void
tocsin_proxy_free (TocsinProxy *self)
{
  g_clear_object (&self->settings);
  g_clear_pointer (&self->bypass, tocsin_proxy_bypass_free);
  g_clear_pointer (&self->hop, tocsin_proxy_hop_unref);
  g_free (self);
}

/**
 * tocsin_proxy_is_used: (skip)
 * @self: the settings
 * @host: a server
 *
 * Returns: whether a proxy may stand before @host; with `system` it is the system that decides.
 */
gboolean
tocsin_proxy_is_used (const TocsinProxy *self, const char *host)
{
  return (self->system || self->hop != NULL) && !tocsin_proxy_bypass_matches (self->bypass, host);
}

static gboolean
add_uri (const TocsinProxy *self, GPtrArray *route, const char *uri, GError **error)
{
  TocsinProxyHop *hop = tocsin_proxy_hop_new_from_uri (uri, error);

  if (hop == NULL)
    return FALSE;

  g_ptr_array_add (route, hop);
  if (hop->kind == TOCSIN_PROXY_DIRECT)
    return TRUE;
  return read_headers (self, hop, error)
         && (hop->username != NULL || read_login (self, hop, error));
}

/* A proxy that can't be used here ends the list: what the system would go through is not gone
 * around. It is an error if nothing stands before it. */
static gboolean
ask_system (const TocsinProxy *self,
            GPtrArray *route,
            const char *place,
            gint64 deadline,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree char *uri = g_strdup_printf ("none://%s", place);
  g_auto (GStrv) answer = tocsin_proxy_system_ask (uri, deadline, cancellable, error);

  if (answer == NULL)
    return FALSE;

  for (guint i = 0; answer[i] != NULL && i < TOCSIN_PROXY_SYSTEM_MAX_HOPS; i++)
    {
      g_autoptr (GError) unusable = NULL;

      if (add_uri (self, route, answer[i], &unusable))
        continue;
      if (i == 0)
        g_propagate_error (error, g_steal_pointer (&unusable));
      g_ptr_array_set_size (route, (int) i);
      return i > 0;
    }

  return TRUE;
}

/**
 * tocsin_proxy_find_route: (skip)
 * @self: the settings
 * @host: a server
 * @place: the same with its port, "[::1]:993"
 * @deadline: until when, in g_get_monotonic_time() units; 0 for no limit
 * @cancellable: (nullable): ends the wait
 * @error: `proxy.protocol`, `proxy.timeout`, `config.*` or `cancelled`
 *
 * Returns: (transfer full) (element-type TocsinProxyHop): the ways there, in the order to be tried;
 *   at least one, which may be the direct one.
 */
GPtrArray *
tocsin_proxy_find_route (const TocsinProxy *self,
                         const char *host,
                         const char *place,
                         gint64 deadline,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GPtrArray) route =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_proxy_hop_unref);

  if (!tocsin_proxy_is_used (self, host))
    g_ptr_array_add (route, tocsin_proxy_hop_new (TOCSIN_PROXY_DIRECT, NULL, 0));
  else if (self->hop != NULL)
    g_ptr_array_add (route, tocsin_proxy_hop_ref (self->hop));
  else if (!ask_system (self, route, place, deadline, cancellable, error))
    return NULL;

  return g_steal_pointer (&route);
}
