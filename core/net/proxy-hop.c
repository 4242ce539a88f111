/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/proxy-hop.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/host-name.h"

#define HTTP_PORT 8080
#define SOCKS_PORT 1080

static const struct
{
  const char *scheme;
  TocsinProxyKind kind;
} schemes[] = {
  { "direct", TOCSIN_PROXY_DIRECT },   { "http", TOCSIN_PROXY_HTTP },
  { "socks", TOCSIN_PROXY_SOCKS5 },    { "socks5", TOCSIN_PROXY_SOCKS5 },
  { "socks5h", TOCSIN_PROXY_SOCKS5 },  { "socks4", TOCSIN_PROXY_SOCKS4 },
  { "socks4a", TOCSIN_PROXY_SOCKS4A },
};

/**
 * tocsin_proxy_hop_new: (skip)
 * @kind: what it speaks
 * @host: (nullable): where it is
 * @port: its port; 0 for the usual one
 *
 * Returns: (transfer full): a proxy that nobody logs in to.
 */
TocsinProxyHop *
tocsin_proxy_hop_new (TocsinProxyKind kind, const char *host, guint16 port)
{
  TocsinProxyHop *self = g_atomic_rc_box_new0 (TocsinProxyHop);

  self->kind = kind;
  self->host = g_strdup (host);
  self->port = port != 0 ? port : (kind == TOCSIN_PROXY_HTTP ? HTTP_PORT : SOCKS_PORT);
  if (host != NULL)
    self->text =
        g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%u" : "%s:%u", host, self->port);

  return self;
}

static gboolean
find_kind (const char *scheme, TocsinProxyKind *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strcasecmp (schemes[i].scheme, scheme) == 0)
      {
        *kind = schemes[i].kind;
        return TRUE;
      }

  return FALSE;
}

static gboolean
take_login (TocsinProxyHop *self, GUri *parsed)
{
  const char *user = g_uri_get_user (parsed);
  const char *password = g_uri_get_password (parsed);

  if (user == NULL || *user == '\0')
    return TRUE;
  if (!tocsin_proxy_is_plain (user) || (password != NULL && !tocsin_proxy_is_plain (password)))
    return FALSE;

  self->username = g_strdup (user);
  self->password = password != NULL ? tocsin_secret_new (password, -1) : NULL;
  return TRUE;
}

static TocsinProxyHop *
convert_uri (GUri *parsed)
{
  g_autoptr (TocsinProxyHop) self = NULL;
  g_autofree char *host = NULL;
  TocsinProxyKind kind;
  int port = g_uri_get_port (parsed);

  if (!find_kind (g_uri_get_scheme (parsed), &kind))
    return NULL;
  if (kind == TOCSIN_PROXY_DIRECT)
    return tocsin_proxy_hop_new (kind, NULL, 0);
  if (g_uri_get_host (parsed) == NULL || *g_uri_get_host (parsed) == '\0')
    return NULL;

  host = tocsin_host_name_parse ("proxy.type", g_uri_get_host (parsed), NULL);
  if (host == NULL)
    return NULL;
  self = tocsin_proxy_hop_new (kind, host, (guint16) MAX (port, 0));

  return take_login (self, parsed) ? g_steal_pointer (&self) : NULL;
}

/**
 * tocsin_proxy_hop_new_from_uri: (skip)
 * @uri: a proxy as GProxyResolver names it, `socks5://user:password@host:port`, or `direct://`
 * @error: `proxy.protocol` if it is of no kind known here; not `config.*`, since in another network
 *   the system may say something else. Its login is not in the message
 *
 * Returns: (transfer full): that proxy.
 */
TocsinProxyHop *
tocsin_proxy_hop_new_from_uri (const char *uri, GError **error)
{
  const GUriFlags flags = G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_PARSE_RELAXED;
  g_autoptr (GUri) parsed = g_uri_parse (uri, flags, NULL);
  TocsinProxyHop *self = parsed != NULL ? convert_uri (parsed) : NULL;
  g_autofree char *shown = NULL;
  g_autofree char *escaped = NULL;

  if (self != NULL)
    return self;

  shown = parsed != NULL ? g_uri_to_string_partial (parsed, G_URI_HIDE_USERINFO) : g_strdup ("?");
  escaped = tocsin_text_escape (shown, -1, 200);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROXY_PROTOCOL,
               _ ("proxy.type=system: the system says to go through “%s”, which is no proxy that "
                  "can be used here; nothing goes around it"),
               escaped);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("Set proxy.type to http, socks4, socks4a or socks5 with "
                                      "proxy.address, or to none to connect directly."));
  return NULL;
}

/**
 * tocsin_proxy_hop_ref: (skip)
 * @self: a proxy
 *
 * Returns: (transfer full): @self.
 */
TocsinProxyHop *
tocsin_proxy_hop_ref (TocsinProxyHop *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  TocsinProxyHop *self = data;

  g_free (self->host);
  g_free (self->text);
  g_free (self->username);
  g_free (self->domain);
  g_strfreev (self->headers);
  g_clear_pointer (&self->password, tocsin_secret_unref);
  g_clear_object (&self->settings);
}

/**
 * tocsin_proxy_hop_unref: (skip)
 * @self: (transfer full): a proxy
 */
void
tocsin_proxy_hop_unref (TocsinProxyHop *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * tocsin_proxy_hop_check_target: (skip)
 * @self: a proxy
 * @host: where it should lead
 * @error: `config.invalid` naming `proxy.type`
 *
 * Returns: whether its protocol can name @host.
 */
gboolean
tocsin_proxy_hop_check_target (const TocsinProxyHop *self, const char *host, GError **error)
{
  if (strchr (host, '%') != NULL && self->kind != TOCSIN_PROXY_DIRECT)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("proxy.type: %s is an address of this network only, which no proxy can reach"),
                 host);
  else if (strchr (host, ':') != NULL
           && (self->kind == TOCSIN_PROXY_SOCKS4 || self->kind == TOCSIN_PROXY_SOCKS4A))
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("proxy.type: %s knows no IPv6 addresses such as %s; socks5 and http do"),
                 tocsin_proxy_kind_to_string (self->kind), host);
  else
    return TRUE;

  return FALSE;
}

/**
 * tocsin_proxy_hop_has_password: (skip)
 * @self: a proxy
 *
 * Returns: whether there is a password to log in with.
 */
gboolean
tocsin_proxy_hop_has_password (const TocsinProxyHop *self)
{
  return self->password != NULL
         || (self->settings != NULL
             && tocsin_connection_settings_has_secret (self->settings, "proxy.password"));
}

/**
 * tocsin_proxy_hop_get_password: (skip)
 * @self: a proxy that has one
 * @cancellable: (nullable): ends the wait
 * @error: `secret.*`, or `config.invalid` if it has line ends in it
 *
 * Returns: (transfer full): the password, in Unicode's composed form if it is text.
 */
TocsinSecret *
tocsin_proxy_hop_get_password (const TocsinProxyHop *self,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (TocsinSecret) secret = NULL;
  char *composed;

  if (self->password != NULL)
    secret = tocsin_secret_ref (self->password);
  else
    secret = tocsin_connection_settings_resolve_secret (self->settings, "proxy.password",
                                                        cancellable, error);
  if (secret == NULL)
    return NULL;
  if (strlen (tocsin_secret_peek (secret)) != tocsin_secret_get_length (secret)
      || !tocsin_proxy_is_plain (tocsin_secret_peek (secret)))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("proxy.password: has a line end or another control character in it"));
      return NULL;
    }

  composed = g_utf8_normalize (tocsin_secret_peek (secret), -1, G_NORMALIZE_NFC);
  return composed != NULL ? tocsin_secret_new_take (composed, -1) : g_steal_pointer (&secret);
}

/**
 * tocsin_proxy_is_plain: (skip)
 * @text: a user name, a password, a header line
 *
 * Returns: whether it has no control characters, so that it can't end the line it stands in.
 */
gboolean
tocsin_proxy_is_plain (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if ((guchar) *c < ' ' || *c == 0x7f)
      return FALSE;

  return TRUE;
}

/**
 * tocsin_proxy_kind_to_string: (skip)
 * @kind: a kind
 *
 * Returns: (transfer none): its name as `proxy.type` has it.
 */
const char *
tocsin_proxy_kind_to_string (TocsinProxyKind kind)
{
  static const char *const names[] = { "none", "http", "socks4", "socks4a", "socks5" };

  g_return_val_if_fail ((gsize) kind < G_N_ELEMENTS (names), NULL);

  return names[kind];
}
