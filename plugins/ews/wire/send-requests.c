/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/send-requests.h"

#include "plugins/ews/wire/body-stream.h"
#include "plugins/ews/wire/node.h"

/* PR_MESSAGE_FLAGS ([MS-OXCMSG], section 2.2.1.6): without it what is saved is a draft. */
#define MESSAGE_FLAGS 0x0e07
#define MSGFLAG_READ 0x1
/* PR_MESSAGE_DELIVERY_TIME. */
#define DELIVERY_TIME 0x0e06

static void
write_extended (guint16 tag, const char *type, const char *value, EwsXml *xml)
{
  EwsFieldChange change = { .property = { .tag = tag, .type = type },
                            .values = (const char *const[]){ value, NULL } };

  ews_field_change_write_value (&change, xml);
}

static void
write_mailbox (const char *address, EwsXml *xml)
{
  ews_xml_open (xml, "t:Mailbox");
  ews_xml_leaf (xml, "t:EmailAddress", address);
  ews_xml_close (xml);
}

static void
write_recipients (const char *name, const char *const *addresses, EwsXml *xml)
{
  if (addresses == NULL || *addresses == NULL)
    return;
  ews_xml_open (xml, name);
  for (; *addresses != NULL; addresses++)
    write_mailbox (*addresses, xml);
  ews_xml_close (xml);
}

/* The changes of one property, or with %NULL those of extended ones: the schema wants all in its
 * order. */
static void
write_changes (const EwsNewItem *what, const char *field, EwsXml *xml)
{
  for (guint i = 0; i < what->n_changes; i++)
    if (g_strcmp0 (what->changes[i].property.field, field) == 0 && what->changes[i].values != NULL)
      ews_field_change_write_value (&what->changes[i], xml);
}

static void
write_flags (const EwsNewItem *what, EwsXml *xml)
{
  if (what->disposition != EWS_DISPOSITION_SAVE_ONLY)
    return;
  if (!what->is_draft)
    write_extended (MESSAGE_FLAGS, "Integer", what->is_read ? "1" : "0", xml);
  if (what->received > 0)
    {
      g_autofree char *time = ews_time_format (what->received);

      write_extended (DELIVERY_TIME, "SystemTime", time, xml);
    }
}

static void
write_rest (const EwsNewItem *what, EwsXml *xml)
{
  write_changes (what, "item:Categories", xml);
  write_changes (what, "item:Importance", xml);
  write_flags (what, xml);
  write_changes (what, NULL, xml);
  write_changes (what, "item:Flag", xml);
  write_recipients ("t:ToRecipients", what->to, xml);
  write_recipients ("t:CcRecipients", what->cc, xml);
  write_recipients ("t:BccRecipients", what->bcc, xml);
  if (what->from != NULL)
    {
      ews_xml_open (xml, "t:From");
      write_mailbox (what->from, xml);
      ews_xml_close (xml);
    }
  if (what->disposition == EWS_DISPOSITION_SAVE_ONLY)
    ews_xml_leaf_boolean (xml, "t:IsRead", what->is_read);
}

static void
write_opening (const EwsNewItem *what, EwsXml *xml)
{
  static const char *const names[] = { "SaveOnly", "SendOnly", "SendAndSaveCopy" };

  ews_xml_open (xml, "m:CreateItem");
  ews_xml_attribute (xml, "MessageDisposition", names[what->disposition]);
  if (what->folder != NULL)
    ews_folder_ref_write_list (what->folder, 1, "m:SavedItemFolderId", xml);
  ews_xml_open (xml, "m:Items");
  ews_xml_open (xml, "t:Message");
  ews_xml_open (xml, "t:MimeContent");
}

/**
 * ews_create_item_open:
 * @envelope: what all requests begin with
 * @what: what is to be made of it
 * @mime: (transfer none): the message, from where the stream stands; #GSeekable if the request may
 *   have to be sent again
 * @size: how many bytes it has
 * @length: (out): how many bytes the request has
 *
 * Returns: (transfer full): a CreateItem request, whose message is read and encoded piece by piece
 *   while it is sent.
 */
GInputStream *
ews_create_item_open (const EwsEnvelope *envelope,
                      const EwsNewItem *what,
                      GInputStream *mime,
                      guint64 size,
                      guint64 *length)
{
  EwsXml *xml = ews_envelope_begin (envelope);
  g_autoptr (GBytes) whole = NULL;
  gsize cut;

  write_opening (what, xml);
  cut = ews_xml_get_length (xml);
  ews_xml_close (xml);
  write_rest (what, xml);
  ews_xml_close (xml);
  ews_xml_close (xml);
  ews_xml_close (xml);
  whole = ews_envelope_end (xml);

  return ews_body_stream_new (g_bytes_new_from_bytes (whole, 0, cut), mime, size,
                              g_bytes_new_from_bytes (whole, cut, g_bytes_get_size (whole) - cut),
                              length);
}

/**
 * ews_send_item_build:
 * @envelope: what all requests begin with
 * @items: which drafts, with their change keys
 * @n_items: how many
 * @save_to: (nullable): where a copy is kept; %NULL = nowhere
 *
 * Returns: (transfer full): a SendItem request.
 */
GBytes *
ews_send_item_build (const EwsEnvelope *envelope,
                     const EwsItemRef *items,
                     guint n_items,
                     const EwsFolderRef *save_to)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:SendItem");
  ews_xml_attribute (xml, "SaveItemToFolder", save_to != NULL ? "true" : "false");
  ews_item_ref_write_list (items, n_items, xml);
  if (save_to != NULL)
    ews_folder_ref_write_list (save_to, 1, "m:SavedItemFolderId", xml);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}
