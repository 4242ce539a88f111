/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Autodiscover refers to other places, and whoever is asked there is shown who we are. So it is
 * followed only where it was to be expected: within the domain of the mail address, and to the
 * service that many domains have their mail at. For anything else a person has to vouch, by
 * setting the address. */
#include "plugins/ews/referral.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"

/* Hosts of Exchange Online and its national clouds. */
static const char *const hosted[] = { "outlook.com", "office365.com", "office.com",
                                      "outlook.cn",  "office365.us",  "outlook.de" };

/* Domains of mailboxes there that have an address of their own besides. */
static const char *const tenants[] = { "onmicrosoft.com", "partner.onmschina.cn",
                                       "onmicrosoft.us" };

static gboolean
is_within (const char *host, const char *domain)
{
  gsize host_length = strlen (host), length = strlen (domain);

  return host_length >= length && g_ascii_strcasecmp (host + host_length - length, domain) == 0
         && (host_length == length || host[host_length - length - 1] == '.');
}

static gboolean
is_within_any (const char *host, const char *const *domains, gsize n_domains)
{
  for (gsize i = 0; i < n_domains; i++)
    if (is_within (host, domains[i]))
      return TRUE;

  return FALSE;
}

/**
 * ews_referral_is_domain:
 * @domain: the domain of another mail address that is to be asked for
 * @domains: (element-type utf8): those that were asked for
 *
 * Returns: whether that was to be expected.
 */
gboolean
ews_referral_is_domain (const char *domain, GPtrArray *domains)
{
  return is_within_any (domain, (const char *const *) domains->pdata, domains->len)
         || is_within_any (domain, tenants, G_N_ELEMENTS (tenants));
}

/**
 * ews_referral_check:
 * @url: where we are sent
 * @domains: (element-type utf8): the domains of the mail addresses that were asked for
 * @error: `http.redirected` naming the host, `protocol.parse` for what is no address, and
 *   `auth.plain-refused-without-tls` for one without encryption
 *
 * Returns: whether it may be shown who we are.
 */
gboolean
ews_referral_check (const char *url, GPtrArray *domains, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD, NULL);
  g_autofree char *shown = tocsin_text_escape (url, -1, 200);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                   _ ("Autodiscover refers to “%s”, which is no address of a server"), shown);
      return FALSE;
    }
  if (!g_str_equal (g_uri_get_scheme (uri), "https"))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
                   _ ("Autodiscover refers to %s, where nothing is encrypted"), shown);
      return FALSE;
    }
  if (is_within_any (host, (const char *const *) domains->pdata, domains->len)
      || is_within_any (host, hosted, G_N_ELEMENTS (hosted)))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_REDIRECTED,
               _ ("Autodiscover refers to %s, which is none of the mail address's own hosts"),
               shown);
  if (error != NULL)
    {
      tocsin_error_set_hint (*error,
                             _ ("Whoever is asked there is shown the password or token. Set "
                                "the address, if you trust it."));
      tocsin_error_add_remedy (*error, "address", url);
    }
  return FALSE;
}
