/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/endpoint.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/host-name.h"
#include "core/net/pace.h"
#include "core/net/proxy.h"
#include "core/net/refusal.h"
#include "core/net/tls-trust.h"

struct _TocsinEndpoint
{
  GObject parent_instance;

  TocsinConnectionSettings *settings;
  const TocsinEndpointDefaults *defaults;
  char *host;
  guint16 port;
  char *text;
  char *server_name;
  char *key;
  TocsinEncryption encryption;
  TocsinFamilies families;
  GInetAddress *local_address;
  guint16 local_port;
  TocsinProxy *proxy;
  TocsinEndpointLimits limits;
  TocsinPace *pace;
};

G_DEFINE_FINAL_TYPE (TocsinEndpoint, tocsin_endpoint, G_TYPE_OBJECT)

static const char *const encryption_names[] = {
  [TOCSIN_ENCRYPTION_IMPLICIT] = "implicit",
  [TOCSIN_ENCRYPTION_STARTTLS] = "starttls",
  [TOCSIN_ENCRYPTION_OPPORTUNISTIC] = "opportunistic",
  [TOCSIN_ENCRYPTION_NONE] = "none",
};

static const char *const family_names[] = {
  [TOCSIN_FAMILIES_ANY] = "auto",        [TOCSIN_FAMILIES_PREFER4] = "prefer4",
  [TOCSIN_FAMILIES_PREFER6] = "prefer6", [TOCSIN_FAMILIES_ONLY4] = "4",
  [TOCSIN_FAMILIES_ONLY6] = "6",
};

static void
tocsin_endpoint_finalize (GObject *object)
{
  TocsinEndpoint *self = TOCSIN_ENDPOINT (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->local_address);
  g_clear_object (&self->pace);
  g_clear_pointer (&self->proxy, tocsin_proxy_free);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->server_name, g_free);
  g_clear_pointer (&self->key, g_free);
  tocsin_tls_trust_release ();

  G_OBJECT_CLASS (tocsin_endpoint_parent_class)->finalize (object);
}

static void
tocsin_endpoint_class_init (TocsinEndpointClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_endpoint_finalize;
}

static void
tocsin_endpoint_init (TocsinEndpoint *self)
{
  tocsin_tls_trust_hold ();
}

static const char *
get_string (TocsinEndpoint *self, const char *key)
{
  return tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (self->settings), key);
}

static guint
get_uint (TocsinEndpoint *self, const char *key)
{
  return tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (self->settings), key);
}

static int
find_name (const char *const *names, gsize n_names, const char *wanted)
{
  for (gsize i = 0; i < n_names; i++)
    if (g_str_equal (names[i], wanted))
      return (int) i;

  return -1;
}

static gboolean
read_host (TocsinEndpoint *self, GError **error)
{
  const char *address = get_string (self, "address");
  const char *server_name = get_string (self, "encryption.server-name");

  if (*address == '\0')
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("address: is empty; set it to the server's host name"));
      return FALSE;
    }
  self->host = tocsin_host_name_parse ("address", address, error);
  if (self->host == NULL)
    return FALSE;

  self->server_name = *server_name != '\0'
                          ? tocsin_host_name_parse ("encryption.server-name", server_name, error)
                          : g_strdup (self->host);
  if (self->server_name == NULL)
    return FALSE;

  /* RFC 6066, section 3: the root's dot is not part of SNI; certificates don't have it either. */
  if (g_str_has_suffix (self->server_name, "."))
    self->server_name[strlen (self->server_name) - 1] = '\0';
  return TRUE;
}

static gboolean
read_port_number (TocsinEndpoint *self, const char *key, guint16 *port, GError **error)
{
  guint value = get_uint (self, key);
  g_autofree char *text = NULL;

  if (value <= G_MAXUINT16)
    {
      *port = (guint16) value;
      return TRUE;
    }

  text = g_strdup_printf ("%u", value);
  return tocsin_refuse_value (key, text, _ ("is no port; 0 to 65535 are"), error);
}

static TocsinEncryption
encryption_by_port (TocsinEndpoint *self)
{
  if (self->port != 0
      && (self->port == self->defaults->plain_port || self->port == self->defaults->relay_port))
    return TOCSIN_ENCRYPTION_STARTTLS;

  return TOCSIN_ENCRYPTION_IMPLICIT;
}

static guint16
standard_port (TocsinEndpoint *self)
{
  if (self->encryption == TOCSIN_ENCRYPTION_IMPLICIT)
    return self->defaults->tls_port;
  if (self->encryption == TOCSIN_ENCRYPTION_NONE && self->defaults->relay_port != 0
      && *get_string (self, "authentication.username") == '\0')
    return self->defaults->relay_port;

  return self->defaults->plain_port;
}

static gboolean
read_port (TocsinEndpoint *self, GError **error)
{
  const char *mode = get_string (self, "encryption.mode");
  int found = find_name (encryption_names, G_N_ELEMENTS (encryption_names), mode);

  if (!read_port_number (self, "port", &self->port, error)
      || !read_port_number (self, "local-port", &self->local_port, error))
    return FALSE;
  if (found < 0 && !g_str_equal (mode, "auto"))
    return tocsin_refuse_value ("encryption.mode", mode,
                                _ ("is none of auto, implicit, starttls, opportunistic and none"),
                                error);

  self->encryption = found >= 0 ? (TocsinEncryption) found : encryption_by_port (self);
  if (self->port == 0)
    self->port = standard_port (self);
  self->text = g_strdup_printf (strchr (self->host, ':') != NULL ? "[%s]:%u" : "%s:%u", self->host,
                                self->port);
  return TRUE;
}

static gboolean
read_addresses (TocsinEndpoint *self, GError **error)
{
  const char *version = get_string (self, "ip-version");
  const char *local = get_string (self, "local-address");
  int found = find_name (family_names, G_N_ELEMENTS (family_names), version);

  if (found < 0)
    return tocsin_refuse_value ("ip-version", version,
                                _ ("is none of auto, prefer4, prefer6, 4 and 6"), error);
  self->families = (TocsinFamilies) found;

  if (*local == '\0')
    return TRUE;
  self->local_address = g_inet_address_new_from_string (local);
  if (self->local_address == NULL)
    return tocsin_refuse_value ("local-address", local, _ ("is no IP address"), error);

  return TRUE;
}

static gboolean
read_proxy (TocsinEndpoint *self, GError **error)
{
  self->proxy = tocsin_proxy_new (self->settings, self->host, error);

  return self->proxy != NULL;
}

/* Two connections may share a session only if nothing that made it, bounds it or writes it down
 * differs: not only user, encryption and proxy, but limits and transcript, too. Secrets count by
 * their references. */
static void
make_key (TocsinEndpoint *self)
{
  /* What a person calls it; and where it leads, which is known better by now. */
  static const char *const apart[] = { "name", "description", "address", "port", NULL };
  g_autofree char *digest =
      tocsin_snapshot_digest_without (TOCSIN_SNAPSHOT (self->settings), apart);
  gboolean written_down =
      tocsin_snapshot_get_boolean (TOCSIN_SNAPSHOT (self->settings), "transcript");

  /* A transcript has the name of its connection: it is to find there all that was done for it. */
  self->key = g_strdup_printf (
      "%s %s %s%s%s%s", tocsin_connection_settings_get_protocol (self->settings), self->text,
      digest, self->defaults->public_only ? " public" : "", written_down ? " " : "",
      written_down ? tocsin_snapshot_get_id (TOCSIN_SNAPSHOT (self->settings)) : "");
}

/**
 * tocsin_endpoint_new:
 * @settings: a connection
 * @defaults: what its protocol takes where the settings say nothing; static data
 * @error: `config.invalid` or `config.not-supported`, naming the key
 *
 * Returns: (transfer full): where the connection leads.
 */
TocsinEndpoint *
tocsin_endpoint_new (TocsinConnectionSettings *settings,
                     const TocsinEndpointDefaults *defaults,
                     GError **error)
{
  g_autoptr (TocsinEndpoint) self = NULL;

  g_return_val_if_fail (TOCSIN_IS_CONNECTION_SETTINGS (settings), NULL);
  g_return_val_if_fail (defaults != NULL, NULL);

  self = g_object_new (TOCSIN_TYPE_ENDPOINT, NULL);
  self->settings = g_object_ref (settings);
  self->defaults = defaults;
  if (!read_host (self, error) || !read_port (self, error) || !read_addresses (self, error)
      || !read_proxy (self, error))
    return NULL;
  tocsin_endpoint_limits_read (&self->limits, settings, defaults->pool_size,
                               defaults->protocol_timeout);
  if (defaults->most_sessions > 0)
    self->limits.pool_size = MIN (self->limits.pool_size, defaults->most_sessions);
  if (self->limits.max_transfer_rate > 0)
    self->pace = tocsin_pace_new (self->limits.max_transfer_rate, NULL);
  make_key (self);

  return g_steal_pointer (&self);
}

/**
 * tocsin_endpoint_get_settings:
 * @self: an endpoint
 *
 * Returns: (transfer none): the settings it was made from.
 */
TocsinConnectionSettings *
tocsin_endpoint_get_settings (TocsinEndpoint *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (self), NULL);

  return self->settings;
}

/**
 * tocsin_endpoint_get_defaults:
 * @self: an endpoint
 *
 * Returns: (transfer none): what the plugin knows of its protocol.
 */
const TocsinEndpointDefaults *
tocsin_endpoint_get_defaults (TocsinEndpoint *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (self), NULL);

  return self->defaults;
}

/**
 * tocsin_endpoint_get_host:
 * @self: an endpoint
 *
 * Returns: (transfer none): the host name in ASCII, or the address, to connect to.
 */
const char *
tocsin_endpoint_get_host (TocsinEndpoint *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (self), NULL);

  return self->host;
}

/**
 * tocsin_endpoint_get_port:
 * @self: an endpoint
 *
 * Returns: the port; never 0 unless the protocol has none.
 */
guint16
tocsin_endpoint_get_port (TocsinEndpoint *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (self), 0);

  return self->port;
}

/**
 * tocsin_endpoint_get_server_name:
 * @self: an endpoint
 *
 * Returns: (transfer none): the name that the server's certificate must have.
 */
const char *
tocsin_endpoint_get_server_name (TocsinEndpoint *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (self), NULL);

  return self->server_name;
}

/**
 * tocsin_endpoint_get_encryption:
 * @self: an endpoint
 *
 * Returns: how TLS comes in.
 */
TocsinEncryption
tocsin_endpoint_get_encryption (TocsinEndpoint *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (self), TOCSIN_ENCRYPTION_IMPLICIT);

  return self->encryption;
}

/**
 * tocsin_encryption_to_string:
 * @encryption: how TLS comes in
 *
 * Returns: (transfer none): what `encryption.mode` says for it.
 */
const char *
tocsin_encryption_to_string (TocsinEncryption encryption)
{
  g_return_val_if_fail ((gsize) encryption < G_N_ELEMENTS (encryption_names), NULL);

  return encryption_names[encryption];
}

/**
 * tocsin_endpoint_get_families:
 * @self: an endpoint
 *
 * Returns: which IP versions to use.
 */
TocsinFamilies
tocsin_endpoint_get_families (TocsinEndpoint *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (self), TOCSIN_FAMILIES_ANY);

  return self->families;
}

/**
 * tocsin_endpoint_get_local_address:
 * @self: an endpoint
 *
 * Returns: (transfer none) (nullable): the address to connect from.
 */
GInetAddress *
tocsin_endpoint_get_local_address (TocsinEndpoint *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (self), NULL);

  return self->local_address;
}

/**
 * tocsin_endpoint_get_local_port:
 * @self: an endpoint
 *
 * Returns: the port to connect from, 0 for any.
 */
guint16
tocsin_endpoint_get_local_port (TocsinEndpoint *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (self), 0);

  return self->local_port;
}

/**
 * tocsin_endpoint_get_limits:
 * @self: an endpoint
 *
 * Returns: (transfer none): timeouts and limits, defaults filled in.
 */
const TocsinEndpointLimits *
tocsin_endpoint_get_limits (TocsinEndpoint *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (self), NULL);

  return &self->limits;
}

/**
 * tocsin_endpoint_get_pace: (skip)
 * @self: an endpoint
 *
 * Returns: (transfer none) (nullable): how fast all that lead there may read together; %NULL for as
 *   fast as they can.
 */
TocsinPace *
tocsin_endpoint_get_pace (TocsinEndpoint *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (self), NULL);

  return self->pace;
}

/**
 * tocsin_endpoint_get_proxy: (skip)
 * @self: an endpoint
 *
 * Returns: (transfer none): the settings under `proxy`.
 */
const TocsinProxy *
tocsin_endpoint_get_proxy (TocsinEndpoint *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (self), NULL);

  return self->proxy;
}

/**
 * tocsin_endpoint_get_key:
 * @self: an endpoint
 *
 * Returns: (transfer none): equal for endpoints whose sessions may be shared.
 */
const char *
tocsin_endpoint_get_key (TocsinEndpoint *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (self), NULL);

  return self->key;
}

/**
 * tocsin_endpoint_to_string:
 * @self: an endpoint
 *
 * Returns: (transfer none): "host:port", for messages.
 */
const char *
tocsin_endpoint_to_string (TocsinEndpoint *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (self), NULL);

  return self->text;
}
