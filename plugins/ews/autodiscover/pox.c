/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/autodiscover/found-private.h"

#include "plugins/ews/wire/parser.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

/* A server's version in one number ([MS-OXDSCLI], section 2.2.4.1.1.2.7.34): four bits that say so,
 * six of the major, six of the minor number, a flag, fifteen of the build. */
static EwsVersion
read_version (const char *text)
{
  guint64 number = text != NULL ? g_ascii_strtoull (text, NULL, 16) : 0;

  if (number >> 28 != 0x7)
    return EWS_VERSION_UNKNOWN;

  return ews_version_from_build ((number >> 22) & 0x3f, (number >> 16) & 0x3f, NULL);
}

static const char *
find_url (const EwsNode *protocol)
{
  const char *url = ews_node_find_text (protocol, "EwsUrl");

  return url != NULL ? url : ews_node_find_text (protocol, "ASUrl");
}

/* EXPR is the way in from outside; EXHTTP both ways, the outer one first ([MS-OXDSCLI]); EXCH the
 * way inside. */
static void
add_protocols (EwsFound *self, const EwsNode *account, const char *type)
{
  for (guint i = 0; i < ews_node_get_n_children (account); i++)
    {
      const EwsNode *protocol = ews_node_get_nth (account, i);

      if (g_strcmp0 (ews_node_find_text (protocol, "Type"), type) != 0)
        continue;
      ews_found_add_url (self, find_url (protocol));
      if (self->version == EWS_VERSION_UNKNOWN)
        self->version = read_version (ews_node_find_text (protocol, "ServerVersion"));
    }
}

/* Of old servers the way inside stands in WEB, next to that of the browser. */
static void
read_account (EwsFound *self, const EwsNode *account)
{
  const char *action = ews_node_find_text (account, "Action");

  if (g_strcmp0 (action, "redirectUrl") == 0)
    ews_found_redirect (self, EWS_FOUND_REDIRECT_URL, ews_node_find_text (account, "RedirectUrl"));
  else if (g_strcmp0 (action, "redirectAddr") == 0)
    ews_found_redirect (self, EWS_FOUND_REDIRECT_ADDRESS,
                        ews_node_find_text (account, "RedirectAddr"));
  else
    {
      add_protocols (self, account, "EXPR");
      add_protocols (self, account, "EXHTTP");
      add_protocols (self, account, "EXCH");
    }
}

/**
 * ews_found_parse_pox:
 * @document: an answer of `/autodiscover/autodiscover.xml`
 * @error: `protocol.parse` of what is none
 *
 * Returns: (transfer full): what it says.
 */
EwsFound *
ews_found_parse_pox (GBytes *document, GError **error)
{
  g_autoptr (EwsNode) root = ews_parser_read (document, "Autodiscover", error);
  g_autoptr (EwsFound) self = ews_found_new ();
  const EwsNode *response;
  const EwsNode *refusal;

  if (root == NULL)
    return NULL;
  response = ews_node_find (root, "Response");
  refusal = ews_node_find (response != NULL ? response : root, "Error");
  if (refusal != NULL)
    {
      ews_found_refuse (self, ews_node_find_text (refusal, "ErrorCode"),
                        ews_node_find_text (refusal, "Message"));
      return g_steal_pointer (&self);
    }
  if (response == NULL)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                           _ ("the document is no answer of Autodiscover"));
      return NULL;
    }

  self->mailbox =
      g_strdup (ews_node_find_text (ews_node_find (response, "User"), "AutoDiscoverSMTPAddress"));
  read_account (self, ews_node_find (response, "Account"));

  return g_steal_pointer (&self);
}
