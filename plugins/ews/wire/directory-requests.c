/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/directory-requests.h"

/**
 * ews_resolve_names_build:
 * @envelope: what all requests begin with
 * @entry: part of a name or of an address; one that ought to be found exactly may be written as
 *   `smtp:ada@example.org`
 *
 * Returns: (transfer full): a ResolveNames request, in the directory and in the user's contacts.
 */
GBytes *
ews_resolve_names_build (const EwsEnvelope *envelope, const char *entry)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:ResolveNames");
  ews_xml_attribute (xml, "ReturnFullContactData", "false");
  ews_xml_attribute (xml, "SearchScope", "ActiveDirectoryContacts");
  ews_xml_leaf (xml, "m:UnresolvedEntry", entry);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}

/**
 * ews_expand_dl_build:
 * @envelope: what all requests begin with
 * @address: the address of a distribution list
 *
 * Returns: (transfer full): an ExpandDL request.
 */
GBytes *
ews_expand_dl_build (const EwsEnvelope *envelope, const char *address)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:ExpandDL");
  ews_xml_open (xml, "m:Mailbox");
  ews_xml_leaf (xml, "t:EmailAddress", address);
  ews_xml_close (xml);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}
