/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/autoconfig.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/discovery/element.h"
#include "core/net/discovery/offer.h"
#include "core/net/discovery/service.h"

/* Such as %REALNAME%, which nobody but the person knows. */
static gboolean
has_other_placeholder (const char *text)
{
  static const char *const known[] = { "%EMAILADDRESS%", "%EMAILLOCALPART%", "%EMAILDOMAIN%" };
  g_autoptr (GString) rest = g_string_new (text);

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    g_string_replace (rest, known[i], "", 0);

  return strchr (rest->str, '%') != NULL;
}

static char *
fill_in (const char *text, const TocsinMailAddress *who)
{
  return has_other_placeholder (text) ? NULL : tocsin_mail_address_fill_in (who, text);
}

static const char *
translate_authentication (const char *text)
{
  static const char *const known[][2] = {
    { "password-cleartext", "password" },
    { "plain", "password" },
    { "password-encrypted", "password" },
    { "secure", "password" },
    { "ntlm", "password" },
    { "gssapi", "kerberos" },
    { "oauth2", "oauth2" },
    { "tls-client-cert", "certificate" },
    { "client-ip-address", "none" },
    { "none", "none" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_ascii_strcasecmp (text, known[i][0]) == 0)
      return known[i][1];

  return NULL;
}

static void
add_authentication (TocsinCandidate *candidate, const TocsinElement *server)
{
  for (guint i = 0; i < server->children->len; i++)
    {
      const TocsinElement *child = server->children->pdata[i];
      const char *way = g_str_equal (child->name, "authentication")
                            ? translate_authentication (child->text)
                            : NULL;

      if (way != NULL)
        tocsin_candidate_add_authentication (candidate, way);
    }
}

static gboolean
translate_socket_type (const char *text, TocsinEncryption *encryption)
{
  static const struct
  {
    const char *text;
    TocsinEncryption encryption;
  } known[] = {
    { "SSL", TOCSIN_ENCRYPTION_IMPLICIT },
    { "STARTTLS", TOCSIN_ENCRYPTION_STARTTLS },
    { "plain", TOCSIN_ENCRYPTION_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_ascii_strcasecmp (text, known[i].text) == 0)
      {
        *encryption = known[i].encryption;
        return TRUE;
      }

  return FALSE;
}

static void
add_url (const TocsinElement *server,
         const TocsinService *service,
         const TocsinMailAddress *who,
         TocsinAnswer *answer)
{
  g_autofree char *name = g_strconcat (service->autodiscover, "url", NULL);

  for (guint i = 0; i < server->children->len; i++)
    {
      const TocsinElement *child = server->children->pdata[i];
      TocsinCandidate *candidate = NULL;

      if (g_ascii_strcasecmp (child->name, name) == 0)
        candidate = tocsin_offer_url (answer, service, child->text, who);
      if (candidate != NULL)
        add_authentication (candidate, server);
    }
}

static void
add_server (const TocsinElement *server,
            const TocsinMailAddress *who,
            GPtrArray *services,
            TocsinAnswer *answer)
{
  const char *type = tocsin_element_get_attribute (server, "type");
  const TocsinService *service = type != NULL ? tocsin_service_find_type (services, type) : NULL;
  TocsinOffer offer = { .service = service, .who = who };
  g_autofree char *host = fill_in (tocsin_element_get_child_text (server, "hostname"), who);
  g_autofree char *username = fill_in (tocsin_element_get_child_text (server, "username"), who);
  TocsinCandidate *candidate;

  if (service == NULL)
    return;
  if (service->autodiscover != NULL)
    add_url (server, service, who, answer);
  if (service->implicit_port == 0)
    return;
  if (!translate_socket_type (tocsin_element_get_child_text (server, "socketType"),
                              &offer.encryption))
    {
      tocsin_answer_note (answer, _ ("it names a %s server without a kind of encryption"),
                          service->title);
      return;
    }
  offer.host = host;
  offer.port = tocsin_element_get_child_text (server, "port");
  offer.username = username;
  candidate = tocsin_offer_make (answer, &offer);
  if (candidate != NULL)
    add_authentication (candidate, server);
}

/* The page where a person switches access on, or else the one that explains the settings. */
static const char *
find_page (const TocsinElement *config, const TocsinElement *provider)
{
  const TocsinElement *enable = tocsin_element_get_child (provider, "enable");
  const TocsinElement *documentation = tocsin_element_get_child (provider, "documentation");
  const char *page = NULL;

  if (enable == NULL)
    enable = tocsin_element_get_child (config, "enable");
  if (enable != NULL)
    page = tocsin_element_get_attribute (enable, "visiturl");
  if (page == NULL && documentation != NULL)
    page = tocsin_element_get_attribute (documentation, "url");

  return page != NULL && g_str_has_prefix (page, "https://") ? page : NULL;
}

/**
 * tocsin_autoconfig_parse:
 * @document: a document of the form that Thunderbird began (`clientConfig`)
 * @who: whose address fills its placeholders
 * @services: (element-type TocsinService): the protocols to look for
 * @answer: where candidates and notes go
 * @error: `protocol.parse`
 *
 * Servers in plain text are taken as unsafe candidates; those without a usable place are noted.
 *
 * Returns: whether it is such a document.
 */
gboolean
tocsin_autoconfig_parse (GBytes *document,
                         const TocsinMailAddress *who,
                         GPtrArray *services,
                         TocsinAnswer *answer,
                         GError **error)
{
  g_autoptr (TocsinElement) config = tocsin_element_parse (document, error);
  const TocsinElement *provider;
  const char *page;

  if (config == NULL)
    return FALSE;
  provider = tocsin_element_get_child (config, "emailProvider");
  if (!g_str_equal (config->name, "clientConfig") || provider == NULL)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                           _ ("the document is no mail configuration"));
      return FALSE;
    }

  for (guint i = 0; i < provider->children->len; i++)
    {
      const TocsinElement *child = provider->children->pdata[i];

      if (g_str_equal (child->name, "incomingServer")
          || g_str_equal (child->name, "outgoingServer"))
        add_server (child, who, services, answer);
    }
  page = find_page (config, provider);
  for (guint i = 0; page != NULL && i < answer->candidates->len; i++)
    {
      TocsinCandidate *candidate = answer->candidates->pdata[i];

      g_free (candidate->documentation);
      candidate->documentation = g_strdup (page);
    }

  return TRUE;
}
