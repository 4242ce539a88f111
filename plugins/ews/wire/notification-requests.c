/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/notification-requests.h"

static void
write_kinds (EwsEventKinds kinds, EwsXml *xml)
{
  static const struct
  {
    EwsEventKinds kind;
    const char *name;
  } names[] = {
    { EWS_EVENT_COPIED, "CopiedEvent" },   { EWS_EVENT_CREATED, "CreatedEvent" },
    { EWS_EVENT_DELETED, "DeletedEvent" }, { EWS_EVENT_MODIFIED, "ModifiedEvent" },
    { EWS_EVENT_MOVED, "MovedEvent" },     { EWS_EVENT_NEW_MAIL, "NewMailEvent" },
  };

  ews_xml_open (xml, "t:EventTypes");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if ((kinds & names[i].kind) != 0)
      ews_xml_leaf (xml, "t:EventType", names[i].name);
  ews_xml_close (xml);
}

/* No folder at all means every folder of the mailbox. */
static void
write_what (const EwsFolderRef *folders, guint n_folders, EwsEventKinds kinds, EwsXml *xml)
{
  if (n_folders == 0)
    ews_xml_attribute (xml, "SubscribeToAllFolders", "true");
  else
    ews_folder_ref_write_list (folders, n_folders, "t:FolderIds", xml);
  write_kinds (kinds, xml);
}

/**
 * ews_subscribe_streaming_build:
 * @envelope: what all requests begin with
 * @folders: (nullable): which folders
 * @n_folders: how many; 0 = all of the mailbox
 * @kinds: what is to be told, at least one
 *
 * Returns: (transfer full): a Subscribe request for ews_get_streaming_events_build() (from 2010 SP1
 *   on).
 */
GBytes *
ews_subscribe_streaming_build (const EwsEnvelope *envelope,
                               const EwsFolderRef *folders,
                               guint n_folders,
                               EwsEventKinds kinds)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:Subscribe");
  ews_xml_open (xml, "m:StreamingSubscriptionRequest");
  write_what (folders, n_folders, kinds, xml);
  ews_xml_close (xml);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}

/**
 * ews_subscribe_pull_build:
 * @envelope: what all requests begin with
 * @folders: (nullable): which folders
 * @n_folders: how many; 0 = all of the mailbox
 * @kinds: what is to be told, at least one
 * @watermark: (nullable): from where on; %NULL = from now on
 * @minutes: how long it lives without being asked, at most %EWS_MAX_PULL_MINUTES
 *
 * Returns: (transfer full): a Subscribe request for ews_get_events_build().
 */
GBytes *
ews_subscribe_pull_build (const EwsEnvelope *envelope,
                          const EwsFolderRef *folders,
                          guint n_folders,
                          EwsEventKinds kinds,
                          const char *watermark,
                          guint minutes)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:Subscribe");
  ews_xml_open (xml, "m:PullSubscriptionRequest");
  write_what (folders, n_folders, kinds, xml);
  ews_xml_leaf (xml, "t:Watermark", watermark);
  ews_xml_leaf_number (xml, "t:Timeout", CLAMP (minutes, 1, EWS_MAX_PULL_MINUTES));
  ews_xml_close (xml);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}

/**
 * ews_get_streaming_events_build:
 * @envelope: what all requests begin with
 * @subscriptions: (array zero-terminated=1): their ids; one bad id may silence all
 * @minutes: how long the connection stays open, at most %EWS_MAX_STREAMING_MINUTES
 *
 * Returns: (transfer full): a GetStreamingEvents request, which is answered by one document after
 *   the other.
 */
GBytes *
ews_get_streaming_events_build (const EwsEnvelope *envelope,
                                const char *const *subscriptions,
                                guint minutes)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:GetStreamingEvents");
  ews_xml_open (xml, "m:SubscriptionIds");
  for (; *subscriptions != NULL; subscriptions++)
    ews_xml_leaf (xml, "t:SubscriptionId", *subscriptions);
  ews_xml_close (xml);
  ews_xml_leaf_number (xml, "m:ConnectionTimeout", CLAMP (minutes, 1, EWS_MAX_STREAMING_MINUTES));
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}

/**
 * ews_get_events_build:
 * @envelope: what all requests begin with
 * @subscription: the id of a pull subscription
 * @watermark: the last one seen, or that of the subscription
 *
 * Returns: (transfer full): a GetEvents request.
 */
GBytes *
ews_get_events_build (const EwsEnvelope *envelope, const char *subscription, const char *watermark)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:GetEvents");
  ews_xml_leaf (xml, "m:SubscriptionId", subscription);
  ews_xml_leaf (xml, "m:Watermark", watermark);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}

/**
 * ews_unsubscribe_build:
 * @envelope: what all requests begin with
 * @subscription: its id
 *
 * Returns: (transfer full): an Unsubscribe request.
 */
GBytes *
ews_unsubscribe_build (const EwsEnvelope *envelope, const char *subscription)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:Unsubscribe");
  ews_xml_leaf (xml, "m:SubscriptionId", subscription);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}
