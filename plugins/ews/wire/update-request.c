/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/update-request.h"

static void
write_item (const EwsItemChange *self, EwsXml *xml)
{
  ews_xml_open (xml, "t:ItemChange");
  ews_item_ref_write (&self->item, xml);
  ews_xml_open (xml, "t:Updates");
  for (guint i = 0; i < self->n_changes; i++)
    ews_field_change_write (&self->changes[i], xml);
  ews_xml_close (xml);
  ews_xml_close (xml);
}

/**
 * ews_update_item_build:
 * @envelope: what all requests begin with
 * @items: the items and their changes
 * @n_items: how many
 * @conflict: what happens when somebody else has changed one too
 *
 * Nobody is sent anything because of it: neither a receipt (from 2013 SP1 on; before, a message
 * that asks for one and is marked as read answers it) nor an update of a meeting.
 *
 * Returns: (transfer full): an UpdateItem request; its answer has a response for each item, in
 *   order.
 */
GBytes *
ews_update_item_build (const EwsEnvelope *envelope,
                       const EwsItemChange *items,
                       guint n_items,
                       EwsConflict conflict)
{
  static const char *const names[] = { "NeverOverwrite", "AutoResolve", "AlwaysOverwrite" };
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:UpdateItem");
  ews_xml_attribute (xml, "ConflictResolution", names[conflict]);
  ews_xml_attribute (xml, "MessageDisposition", "SaveOnly");
  ews_xml_attribute (xml, "SendMeetingInvitationsOrCancellations", "SendToNone");
  if (envelope->version >= EWS_VERSION_2013_SP1)
    ews_xml_attribute (xml, "SuppressReadReceipts", "true");
  ews_xml_open (xml, "m:ItemChanges");
  for (guint i = 0; i < n_items; i++)
    write_item (&items[i], xml);
  ews_xml_close (xml);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}
