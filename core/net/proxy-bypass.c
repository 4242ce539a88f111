/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/proxy-bypass.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/host-name.h"

#define KEY "proxy.exceptions"
#define IPV4_LENGTH 4
#define IPV6_LENGTH 16

typedef enum
{
  EVERYTHING, /* "*" */
  LOCAL,      /* "<local>" */
  HOST,       /* "mail.example.org" */
  DOMAIN,     /* ".example.org", the domain itself, too */
  BELOW,      /* "*.example.org" */
  NETWORK,    /* "10.0.0.0/8", "::1" */
} Kind;

typedef struct
{
  Kind kind;
  char *name;
  GInetAddressMask *network;
} Rule;

struct _TocsinProxyBypass
{
  GArray *rules;
};

static void
clear_rule (Rule *rule)
{
  g_free (rule->name);
  g_clear_object (&rule->network);
}

static gboolean
fail (const char *text, const char *why, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (text, -1, 200);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, KEY ": “%s” %s", shown, why);
  return FALSE;
}

/* Without the root's dot, which says nothing here. */
static char *
fold_name (const char *name)
{
  char *folded = g_ascii_strdown (name, -1);
  gsize length = strlen (folded);

  if (length > 1 && folded[length - 1] == '.')
    folded[length - 1] = '\0';

  return folded;
}

/* GLib's own parser takes lengths that no address has. */
static GInetAddressMask *
make_mask (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", 2);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (parts[0]);
  guint64 bits;
  guint most;

  if (address == NULL)
    return NULL;

  most = 8 * (guint) g_inet_address_get_native_size (address);
  bits = most;
  if (parts[1] != NULL && !g_ascii_string_to_unsigned (parts[1], 10, 0, most, &bits, NULL))
    return NULL;

  return g_inet_address_mask_new (address, (guint) bits, NULL);
}

static gboolean
parse_network (const char *text, Rule *rule, GError **error)
{
  rule->kind = NETWORK;
  rule->network = make_mask (text);
  if (rule->network != NULL)
    return TRUE;

  return fail (text, _ ("is no network; 10.0.0.0/8 and 2001:db8::/32 are"), error);
}

static gboolean
parse_name (const char *text, Rule *rule, GError **error)
{
  g_autofree char *host = NULL;
  const char *name = text;

  rule->kind = HOST;
  if (g_str_has_prefix (text, "*."))
    {
      rule->kind = BELOW;
      name = text + 2;
    }
  else if (*text == '.')
    {
      rule->kind = DOMAIN;
      name = text + 1;
    }
  if (*name == '\0' || strchr (name, '*') != NULL
      || (rule->kind != HOST && g_hostname_is_ip_address (name)))
    return fail (text,
                 _ ("is none of a host name, .domain, *.domain, an address, a network, * "
                    "and <local>"),
                 error);

  host = tocsin_host_name_parse (KEY, name, error);
  if (host == NULL)
    return FALSE;
  if (g_hostname_is_ip_address (host))
    return parse_network (host, rule, error);
  rule->name = fold_name (host);

  return TRUE;
}

static gboolean
parse_rule (const char *text, Rule *rule, GError **error)
{
  if (g_str_equal (text, "*"))
    rule->kind = EVERYTHING;
  else if (g_str_equal (text, "<local>"))
    rule->kind = LOCAL;
  else if (strchr (text, '/') != NULL)
    return parse_network (text, rule, error);
  else
    return parse_name (text, rule, error);

  return TRUE;
}

/**
 * tocsin_proxy_bypass_new: (skip)
 * @exceptions: (array zero-terminated=1): host names, `.domain` with all below it, `*.domain` for
 *   what is below it only, addresses, networks, `*` for all, `<local>` for names without a dot
 * @error: `config.invalid` naming `proxy.exceptions`
 *
 * Returns: (transfer full): who is reached directly.
 */
TocsinProxyBypass *
tocsin_proxy_bypass_new (const char *const *exceptions, GError **error)
{
  g_autoptr (TocsinProxyBypass) self = g_new0 (TocsinProxyBypass, 1);

  self->rules = g_array_new (FALSE, TRUE, sizeof (Rule));
  g_array_set_clear_func (self->rules, (GDestroyNotify) clear_rule);
  for (guint i = 0; exceptions[i] != NULL; i++)
    {
      g_autofree char *text = g_strstrip (g_strdup (exceptions[i]));
      Rule rule = { 0 };
      gboolean good = parse_rule (text, &rule, error);

      g_array_append_val (self->rules, rule);
      if (!good)
        return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * tocsin_proxy_bypass_free: (skip)
 * @self: (transfer full): who is reached directly
 */
void
tocsin_proxy_bypass_free (TocsinProxyBypass *self)
{
  g_array_unref (self->rules);
  g_free (self);
}

/* RFC 4291, section 2.5.5.2: ::ffff:10.0.0.1 is 10.0.0.1. */
static GInetAddress *
parse_address (const char *host)
{
  static const guint8 prefix[IPV6_LENGTH - IPV4_LENGTH] = { [10] = 0xff, [11] = 0xff };
  GInetAddress *address = g_inet_address_new_from_string (host);
  GInetAddress *inner;

  if (address == NULL || g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6
      || memcmp (g_inet_address_to_bytes (address), prefix, sizeof prefix) != 0)
    return address;

  inner = g_inet_address_new_from_bytes (g_inet_address_to_bytes (address) + sizeof prefix,
                                         G_SOCKET_FAMILY_IPV4);
  g_object_unref (address);
  return inner;
}

static gboolean
is_below (const char *host, const char *domain)
{
  gsize length = strlen (host), suffix = strlen (domain);

  return length > suffix && host[length - suffix - 1] == '.'
         && g_str_equal (host + length - suffix, domain);
}

static gboolean
rule_matches (const Rule *rule, const char *host, GInetAddress *address)
{
  switch (rule->kind)
    {
    case EVERYTHING:
      return TRUE;
    case NETWORK:
      return address != NULL && g_inet_address_mask_matches (rule->network, address);
    case LOCAL:
      return address == NULL && strchr (host, '.') == NULL;
    case HOST:
      return g_str_equal (host, rule->name);
    case DOMAIN:
      return g_str_equal (host, rule->name) || is_below (host, rule->name);
    case BELOW:
    default:
      return is_below (host, rule->name);
    }
}

/**
 * tocsin_proxy_bypass_matches: (skip)
 * @self: who is reached directly
 * @host: a host name in ASCII, or an address
 *
 * Returns: whether @host is.
 */
gboolean
tocsin_proxy_bypass_matches (const TocsinProxyBypass *self, const char *host)
{
  g_autoptr (GInetAddress) address = parse_address (host);
  g_autofree char *folded = fold_name (host);

  for (guint i = 0; i < self->rules->len; i++)
    if (rule_matches (&g_array_index (self->rules, Rule, i), folded, address))
      return TRUE;

  return FALSE;
}
