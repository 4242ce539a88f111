/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/autodiscover.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/json-shape.h"
#include "core/base/text.h"
#include "core/net/discovery/element.h"
#include "core/net/discovery/offer.h"

#define SCHEMAS "http://schemas.microsoft.com/exchange/autodiscover/outlook/"

/* An answer has two members; JSON-GLib recurses. */
#define MAX_JSON_DEPTH 16

static gboolean
fail (const char *why, GError **error)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE, why);

  return FALSE;
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

static const TocsinService *
find_service (GPtrArray *services, const char *name)
{
  for (guint i = 0; i < services->len; i++)
    {
      const TocsinService *service = services->pdata[i];

      if (service->autodiscover != NULL && g_ascii_strcasecmp (service->autodiscover, name) == 0)
        return service;
    }

  return NULL;
}

static void
note_error (JsonObject *object, TocsinAnswer *answer)
{
  const char *code = get_string (object, "ErrorCode");
  g_autofree char *shown = NULL;

  if (code == NULL)
    return;
  shown = tocsin_text_escape (code, -1, 100);
  tocsin_answer_note (answer, _ ("the server says: %s"), shown);
}

/**
 * tocsin_autodiscover_parse_json:
 * @document: an answer of Autodiscover's short form, `{"Protocol": …, "Url": …}`
 * @who: whose mailbox
 * @services: (element-type TocsinService): the protocols to look for
 * @answer: where candidates and notes go
 * @error: `protocol.parse`
 *
 * Returns: whether it is such an answer, be it a refusal.
 */
gboolean
tocsin_autodiscover_parse_json (GBytes *document,
                                const TocsinMailAddress *who,
                                GPtrArray *services,
                                TocsinAnswer *answer,
                                GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (document, &length);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  const char *protocol;
  const char *url;
  const TocsinService *service;
  JsonObject *object;

  if (length == 0 || !g_utf8_validate (text, (gssize) length, NULL)
      || !tocsin_json_shape_is_object (text, length, MAX_JSON_DEPTH)
      || !json_parser_load_from_data (parser, text, (gssize) length, NULL)
      || json_parser_get_root (parser) == NULL
      || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return fail (_ ("the answer is no JSON object"), error);

  object = json_node_get_object (json_parser_get_root (parser));
  note_error (object, answer);
  protocol = get_string (object, "Protocol");
  url = get_string (object, "Url");
  service = protocol != NULL ? find_service (services, protocol) : NULL;
  if (service != NULL && url != NULL)
    tocsin_offer_url (answer, service, url, who);

  return TRUE;
}

/* SSL is from the first byte where that is the port's custom, or else after STARTTLS. */
static TocsinEncryption
read_encryption (const TocsinElement *protocol, const TocsinService *service)
{
  const char *named = tocsin_element_get_child_text (protocol, "Encryption");
  const char *ssl = tocsin_element_get_child_text (protocol, "SSL");
  const char *port = tocsin_element_get_child_text (protocol, "Port");

  if (g_ascii_strcasecmp (named, "SSL") == 0)
    return TOCSIN_ENCRYPTION_IMPLICIT;
  if (g_ascii_strcasecmp (named, "TLS") == 0)
    return TOCSIN_ENCRYPTION_STARTTLS;
  if (g_ascii_strcasecmp (named, "None") == 0 || g_ascii_strcasecmp (ssl, "off") == 0)
    return TOCSIN_ENCRYPTION_NONE;

  return g_ascii_strtoull (port, NULL, 10) == service->starttls_port ? TOCSIN_ENCRYPTION_STARTTLS
                                                                     : TOCSIN_ENCRYPTION_IMPLICIT;
}

static void
add_url (const TocsinElement *protocol,
         const TocsinService *service,
         const TocsinMailAddress *who,
         TocsinAnswer *answer)
{
  g_autofree char *name = g_strconcat (service->autodiscover, "Url", NULL);

  for (guint i = 0; i < protocol->children->len; i++)
    {
      const TocsinElement *child = protocol->children->pdata[i];

      if (g_ascii_strcasecmp (child->name, name) == 0 && child->text[0] != '\0')
        tocsin_offer_url (answer, service, child->text, who);
    }
}

static void
add_protocol (const TocsinElement *protocol,
              const TocsinMailAddress *who,
              GPtrArray *services,
              TocsinAnswer *answer)
{
  const TocsinService *service =
      tocsin_service_find_type (services, tocsin_element_get_child_text (protocol, "Type"));
  TocsinOffer offer = { .service = service, .who = who };

  for (guint i = 0; i < services->len; i++)
    if (((TocsinService *) services->pdata[i])->autodiscover != NULL)
      add_url (protocol, services->pdata[i], who, answer);
  if (service == NULL || service->implicit_port == 0)
    return;

  offer.host = tocsin_element_get_child_text (protocol, "Server");
  offer.port = tocsin_element_get_child_text (protocol, "Port");
  offer.username = tocsin_element_get_child_text (protocol, "LoginName");
  offer.encryption = read_encryption (protocol, service);
  tocsin_offer_make (answer, &offer);
}

/* Where it sends us is shown and not followed: it is inside an answer that nobody signed in for. */
static void
note_redirection (const TocsinElement *account, TocsinAnswer *answer)
{
  static const char *const names[] = { "RedirectUrl", "RedirectAddr" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *to = tocsin_element_get_child_text (account, names[i]);
      g_autofree char *shown = tocsin_text_escape (to, -1, 200);

      if (to[0] != '\0')
        tocsin_answer_note (answer, _ ("it refers to %s; not followed"), shown);
    }
}

/**
 * tocsin_autodiscover_parse_xml:
 * @document: an answer of Autodiscover's XML form
 * @who: whose mailbox
 * @services: (element-type TocsinService): the protocols to look for
 * @answer: where candidates and notes go
 * @error: `protocol.parse`
 *
 * Hosters give their settings to everybody in this form; Exchange itself does only after a sign-in,
 * which is never tried here.
 *
 * Returns: whether it is such an answer.
 */
gboolean
tocsin_autodiscover_parse_xml (GBytes *document,
                               const TocsinMailAddress *who,
                               GPtrArray *services,
                               TocsinAnswer *answer,
                               GError **error)
{
  g_autoptr (TocsinElement) root = tocsin_element_parse (document, error);
  const TocsinElement *response;
  const TocsinElement *account;

  if (root == NULL)
    return FALSE;
  response = tocsin_element_get_child (root, "Response");
  account = response != NULL ? tocsin_element_get_child (response, "Account") : NULL;
  if (!g_str_equal (root->name, "Autodiscover") || response == NULL)
    return fail (_ ("the document is no Autodiscover answer"), error);
  if (account == NULL)
    return TRUE;

  note_redirection (account, answer);
  for (guint i = 0; i < account->children->len; i++)
    if (g_str_equal (((TocsinElement *) account->children->pdata[i])->name, "Protocol"))
      add_protocol (account->children->pdata[i], who, services, answer);

  return TRUE;
}

/**
 * tocsin_autodiscover_make_request:
 * @who: whose mailbox
 *
 * Returns: (transfer full): the question in Autodiscover's XML form.
 */
char *
tocsin_autodiscover_make_request (const TocsinMailAddress *who)
{
  return g_markup_printf_escaped ("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                                  "<Autodiscover xmlns=\"" SCHEMAS "requestschema/2006\"><Request>"
                                  "<EMailAddress>%s</EMailAddress>"
                                  "<AcceptableResponseSchema>" SCHEMAS
                                  "responseschema/2006a</AcceptableResponseSchema>"
                                  "</Request></Autodiscover>\n",
                                  who->full);
}
