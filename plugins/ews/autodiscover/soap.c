/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/autodiscover/found-private.h"

#include "plugins/ews/wire/answer.h"
#include "plugins/ews/wire/parser.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

/* `Exchange2007, Exchange2010, Exchange2013_SP1`: the newest we know. */
static EwsVersion
read_schemas (const char *text)
{
  g_auto (GStrv) names = g_strsplit (text, ",", -1);
  EwsVersion newest = EWS_VERSION_UNKNOWN;

  for (guint i = 0; names[i] != NULL; i++)
    {
      EwsVersion version = ews_version_from_build (0, 0, g_strstrip (names[i]));

      newest = MAX (newest, version);
    }

  return newest;
}

/* `15.01.2507.006` */
static EwsVersion
read_build (const char *text)
{
  g_auto (GStrv) numbers = g_strsplit (text, ".", 3);

  if (g_strv_length (numbers) < 2)
    return EWS_VERSION_UNKNOWN;

  return ews_version_from_build ((guint) CLAMP (ews_number_parse (numbers[0], 0), 0, G_MAXINT),
                                 (guint) CLAMP (ews_number_parse (numbers[1], 0), 0, G_MAXINT),
                                 NULL);
}

static const char *
find_setting (const EwsNode *settings, const char *name)
{
  for (guint i = 0; i < ews_node_get_n_children (settings); i++)
    {
      const EwsNode *setting = ews_node_get_nth (settings, i);

      if (g_strcmp0 (ews_node_find_text (setting, "Name"), name) == 0)
        return ews_node_find_text (setting, "Value");
    }

  return NULL;
}

static void
read_settings (EwsFound *self, const EwsNode *settings)
{
  const char *schemas = find_setting (settings, "EwsSupportedSchemas");
  const char *build = find_setting (settings, "CasVersion");

  ews_found_add_url (self, find_setting (settings, "ExternalEwsUrl"));
  ews_found_add_url (self, find_setting (settings, "InternalEwsUrl"));
  if (schemas != NULL)
    self->version = read_schemas (schemas);
  if (self->version == EWS_VERSION_UNKNOWN && build != NULL)
    self->version = read_build (build);
}

/* The answer as a whole has a code, and so has each of its users. */
static void
read_outcome (EwsFound *self, const EwsNode *node)
{
  const char *code = ews_node_find_text (node, "ErrorCode");
  const char *target = ews_node_find_text (node, "RedirectTarget");

  if (g_strcmp0 (code, "RedirectUrl") == 0)
    ews_found_redirect (self, EWS_FOUND_REDIRECT_URL, target);
  else if (g_strcmp0 (code, "RedirectAddress") == 0)
    ews_found_redirect (self, EWS_FOUND_REDIRECT_ADDRESS, target);
  else if (code != NULL && !g_str_equal (code, "NoError"))
    ews_found_refuse (self, code, ews_node_find_text (node, "ErrorMessage"));
}

/**
 * ews_found_parse_soap:
 * @document: an answer of `/autodiscover/autodiscover.svc` to GetUserSettings
 * @error: `protocol.parse` of what is none
 *
 * Returns: (transfer full): what it says.
 */
EwsFound *
ews_found_parse_soap (GBytes *document, GError **error)
{
  g_autoptr (EwsNode) envelope = ews_parser_read (document, "Envelope", error);
  g_autoptr (EwsAnswer) answer = NULL;
  g_autoptr (EwsFound) self = ews_found_new ();
  const EwsNode *response;
  const EwsNode *user;

  if (envelope == NULL)
    return NULL;
  answer = ews_answer_new (g_steal_pointer (&envelope), error);
  if (answer == NULL)
    return NULL;
  if (answer->fault != NULL)
    {
      ews_found_refuse (self, answer->fault->code, answer->fault->text);
      return g_steal_pointer (&self);
    }
  response = ews_node_find (((EwsResponse *) answer->responses->pdata[0])->node, "Response");
  if (response == NULL)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                           _ ("the document is no answer of Autodiscover"));
      return NULL;
    }

  user = ews_node_find (ews_node_find (response, "UserResponses"), "UserResponse");
  read_outcome (self, response);
  if (self->kind == EWS_FOUND_SETTINGS)
    read_outcome (self, user);
  if (self->kind == EWS_FOUND_SETTINGS)
    read_settings (self, ews_node_find (user, "UserSettings"));

  return g_steal_pointer (&self);
}
