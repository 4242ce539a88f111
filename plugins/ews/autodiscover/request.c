/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/autodiscover/request.h"

#include "plugins/ews/wire/xml.h"

#define OUTLOOK "http://schemas.microsoft.com/exchange/autodiscover/outlook/"
#define AUTODISCOVER "http://schemas.microsoft.com/exchange/2010/Autodiscover"

static const char head[] = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

/* Takes the document apart from its writer. */
static GBytes *
finish (EwsXml *xml)
{
  GBytes *bytes = ews_xml_finish (xml);

  ews_xml_free (xml);

  return bytes;
}

/**
 * ews_autodiscover_pox_build:
 * @address: whose mailbox
 *
 * Returns: (transfer full): what to POST as `text/xml` to `/autodiscover/autodiscover.xml`.
 */
GBytes *
ews_autodiscover_pox_build (const char *address)
{
  EwsXml *xml = ews_xml_new ();

  ews_xml_raw (xml, head, sizeof head - 1);
  ews_xml_open (xml, "Autodiscover");
  ews_xml_attribute (xml, "xmlns", OUTLOOK "requestschema/2006");
  ews_xml_open (xml, "Request");
  ews_xml_leaf (xml, "EMailAddress", address);
  ews_xml_leaf (xml, "AcceptableResponseSchema", OUTLOOK "responseschema/2006a");
  ews_xml_close (xml);
  ews_xml_close (xml);

  return finish (xml);
}

static void
write_settings (EwsXml *xml)
{
  static const char *const names[] = { "ExternalEwsUrl", "InternalEwsUrl", "EwsSupportedSchemas",
                                       "CasVersion" };

  ews_xml_open (xml, "a:RequestedSettings");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    ews_xml_leaf (xml, "a:Setting", names[i]);
  ews_xml_close (xml);
}

static void
write_user (EwsXml *xml, const char *address)
{
  ews_xml_open (xml, "a:Users");
  ews_xml_open (xml, "a:User");
  ews_xml_leaf (xml, "a:Mailbox", address);
  ews_xml_close (xml);
  ews_xml_close (xml);
}

/**
 * ews_autodiscover_soap_build:
 * @address: whose mailbox
 * @url: where it will be sent
 *
 * Returns: (transfer full): what to POST as `text/xml` to `/autodiscover/autodiscover.svc`: a
 *   GetUserSettings request.
 */
GBytes *
ews_autodiscover_soap_build (const char *address, const char *url)
{
  EwsXml *xml = ews_xml_new ();

  ews_xml_raw (xml, head, sizeof head - 1);
  ews_xml_open (xml, "s:Envelope");
  ews_xml_attribute (xml, "xmlns:s", "http://schemas.xmlsoap.org/soap/envelope/");
  ews_xml_attribute (xml, "xmlns:wsa", "http://www.w3.org/2005/08/addressing");
  ews_xml_attribute (xml, "xmlns:a", AUTODISCOVER);
  ews_xml_open (xml, "s:Header");
  ews_xml_leaf (xml, "a:RequestedServerVersion", "Exchange2010");
  ews_xml_leaf (xml, "wsa:Action", AUTODISCOVER "/Autodiscover/GetUserSettings");
  ews_xml_leaf (xml, "wsa:To", url);
  ews_xml_close (xml);
  ews_xml_open (xml, "s:Body");
  ews_xml_open (xml, "a:GetUserSettingsRequestMessage");
  ews_xml_open (xml, "a:Request");
  write_user (xml, address);
  write_settings (xml);
  ews_xml_close (xml);
  ews_xml_close (xml);
  ews_xml_close (xml);
  ews_xml_close (xml);

  return finish (xml);
}

/**
 * ews_autodiscover_json_target:
 * @address: whose mailbox
 *
 * Returns: (transfer full): the path and query to GET.
 */
char *
ews_autodiscover_json_target (const char *address)
{
  g_autofree char *escaped = g_uri_escape_string (address, NULL, FALSE);

  return g_strdup_printf ("/autodiscover/autodiscover.json?Email=%s&Protocol=EWS", escaped);
}
