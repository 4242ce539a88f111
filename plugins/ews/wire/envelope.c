/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/envelope.h"

#define SERVICES "http://schemas.microsoft.com/exchange/services/2006/"

static void
write_header (const EwsEnvelope *self, EwsXml *xml)
{
  ews_xml_open (xml, "s:Header");
  ews_xml_open (xml, "t:RequestServerVersion");
  ews_xml_attribute (xml, "Version", ews_version_to_string (self->version));
  ews_xml_close (xml);
  if (self->impersonate != NULL)
    {
      ews_xml_open (xml, "t:ExchangeImpersonation");
      ews_xml_open (xml, "t:ConnectingSID");
      ews_xml_leaf (xml, "t:PrimarySmtpAddress", self->impersonate);
      ews_xml_close (xml);
      ews_xml_close (xml);
    }
  ews_xml_close (xml);
}

/**
 * ews_envelope_begin:
 * @self: what all requests of an account begin with
 *
 * Returns: (transfer full): a document in whose open element the request goes.
 */
EwsXml *
ews_envelope_begin (const EwsEnvelope *self)
{
  static const char head[] = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
  EwsXml *xml = ews_xml_new ();

  ews_xml_raw (xml, head, sizeof head - 1);
  ews_xml_open (xml, "s:Envelope");
  ews_xml_attribute (xml, "xmlns:s", "http://schemas.xmlsoap.org/soap/envelope/");
  ews_xml_attribute (xml, "xmlns:m", SERVICES "messages");
  ews_xml_attribute (xml, "xmlns:t", SERVICES "types");
  write_header (self, xml);
  ews_xml_open (xml, "s:Body");

  return xml;
}

/**
 * ews_envelope_end:
 * @xml: (transfer full): a document from ews_envelope_begin() with its request
 *
 * Returns: (transfer full): the body of the HTTP request.
 */
GBytes *
ews_envelope_end (EwsXml *xml)
{
  GBytes *bytes;

  ews_xml_close (xml);
  ews_xml_close (xml);
  bytes = ews_xml_finish (xml);
  ews_xml_free (xml);

  return bytes;
}
