/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/ews/wire/feed.h"

#include "core/base/error.h"
#include "plugins/ews/wire/changes.h"
#include "plugins/ews/wire/notification.h"
#include "plugins/ews/wire/page.h"
#include "plugins/ews/wire/resolution.h"

#include <string.h>

static const gsize steps[] = { 1, 7, 100000 };

static const char message[] = FEED_ONE (
    "GetItem",
    FEED_SUCCESS,
    FEED_NO_ERROR
    "<m:Items><t:Message><t:ItemId Id=\"AAMk=\" ChangeKey=\"CQAA\"/>"
    "<t:ParentFolderId Id=\"AAMf\" ChangeKey=\"AQ\"/><t:ItemClass>IPM.Note</t:ItemClass>"
    "<t:Subject>A &amp; B &lt;C&gt;</t:Subject><t:Sensitivity>Normal</t:Sensitivity>"
    "<t:Body BodyType=\"HTML\">&lt;p&gt;Hi&lt;/p&gt;</t:Body>"
    "<t:Attachments><t:FileAttachment><t:AttachmentId Id=\"ATT1\"/><t:Name>a.pdf</t:Name>"
    "<t:ContentType>application/pdf</t:ContentType><t:ContentId>x@y</t:ContentId>"
    "<t:Size>1234</t:Size><t:IsInline>true</t:IsInline></t:FileAttachment>"
    "<t:ItemAttachment><t:AttachmentId Id=\"ATT2\"/><t:Name>Fwd</t:Name>"
    "<t:Message><t:ItemId Id=\"in\"/><t:Subject>inner</t:Subject></t:Message></t:ItemAttachment>"
    "<t:ReferenceAttachment><t:Name>cloud</t:Name></t:ReferenceAttachment></t:Attachments>"
    "<t:DateTimeReceived>2026-11-21T08:30:00Z</t:DateTimeReceived><t:Size>5678</t:Size>"
    "<t:Categories><t:String>Red</t:String><t:String>Work</t:String></t:Categories>"
    "<t:Importance>High</t:Importance><t:InReplyTo>&lt;p@x&gt;</t:InReplyTo>"
    "<t:IsDraft>false</t:IsDraft><t:InternetMessageHeaders>"
    "<t:InternetMessageHeader HeaderName=\"List-Id\">a.b</t:InternetMessageHeader>"
    "<t:InternetMessageHeader>nameless</t:InternetMessageHeader></t:InternetMessageHeaders>"
    "<t:HasAttachments>1</t:HasAttachments>"
    "<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag=\"0x1090\" PropertyType=\"Integer\"/>"
    "<t:Value>2</t:Value></t:ExtendedProperty>"
    "<t:ExtendedProperty><t:ExtendedFieldURI DistinguishedPropertySetId=\"PublicStrings\" "
    "PropertyName=\"Keywords\" PropertyType=\"StringArray\"/>"
    "<t:Values><t:Value>a</t:Value><t:Value>b</t:Value></t:Values></t:ExtendedProperty>"
    "<t:Flag><t:FlagStatus>Flagged</t:FlagStatus></t:Flag><t:Wholly><t:New/></t:Wholly>"
    "<t:Sender><t:Mailbox><t:Name>Ada</t:Name><t:EmailAddress>ada@x</t:EmailAddress>"
    "<t:RoutingType>SMTP</t:RoutingType></t:Mailbox></t:Sender>"
    "<t:ToRecipients><t:Mailbox><t:Name>Bob</t:Name></t:Mailbox><t:Mailbox/></t:ToRecipients>"
    "<t:InternetMessageId>&lt;m@x&gt;</t:InternetMessageId>"
    "</t:Message></m:Items>");

static void
check_people (const EwsItem *item)
{
  const EwsMailbox *to = item->to->pdata[0];

  g_assert_cmpstr (item->sender->name, ==, "Ada");
  g_assert_cmpstr (item->sender->address, ==, "ada@x");
  g_assert_cmpstr (item->sender->routing, ==, "SMTP");
  g_assert_null (item->from);
  g_assert_cmpuint (item->to->len, ==, 2);
  g_assert_cmpstr (to->name, ==, "Bob");
  g_assert_null (to->address);
  g_assert_cmpuint (item->cc->len + item->bcc->len + item->reply_to->len, ==, 0);
}

static void
check_attachments (const EwsItem *item)
{
  const EwsAttachment *file = item->attachments->pdata[0];
  const EwsAttachment *inner = item->attachments->pdata[1];

  g_assert_cmpuint (item->attachments->len, ==, 2);
  g_assert_cmpstr (file->id, ==, "ATT1");
  g_assert_cmpstr (file->name, ==, "a.pdf");
  g_assert_cmpstr (file->content_type, ==, "application/pdf");
  g_assert_cmpstr (file->content_id, ==, "x@y");
  g_assert_cmpuint (file->size, ==, 1234);
  g_assert_true (file->is_inline && !file->is_item);
  g_assert_true (inner->is_item && !inner->is_inline);
  g_assert_cmpstr (ews_node_find_text (inner->item, "Subject"), ==, "inner");
}

static void
check_properties (const EwsItem *item)
{
  static const EwsProperty flag = { .tag = 0x1090, .type = "Integer" };
  static const EwsProperty words = { .set = "PublicStrings",
                                     .name = "Keywords",
                                     .type = "StringArray" };
  static const EwsProperty other = { .tag = 0x1091, .type = "Integer" };
  g_auto (GStrv) one = ews_item_find_property (item, &flag);
  g_auto (GStrv) two = ews_item_find_property (item, &words);
  const EwsHeader *header = item->headers->pdata[0];

  g_assert_cmpstr (one[0], ==, "2");
  g_assert_null (one[1]);
  g_assert_true (g_strv_equal ((const char *const *) two, (const char *[]){ "a", "b", NULL }));
  g_assert_null (ews_item_find_property (item, &other));
  g_assert_cmpuint (item->headers->len, ==, 1);
  g_assert_cmpstr (header->name, ==, "List-Id");
  g_assert_cmpstr (header->value, ==, "a.b");
}

static void
check_facts (const EwsItem *item)
{
  g_assert_cmpstr (item->kind, ==, "Message");
  g_assert_cmpstr (item->id, ==, "AAMk=");
  g_assert_cmpstr (item->change_key, ==, "CQAA");
  g_assert_cmpstr (item->parent, ==, "AAMf");
  g_assert_cmpstr (item->item_class, ==, "IPM.Note");
  g_assert_cmpstr (item->subject, ==, "A & B <C>");
  g_assert_cmpstr (item->body, ==, "<p>Hi</p>");
  g_assert_true (item->body_is_html);
  g_assert_cmpuint (item->size, ==, 5678);
  g_assert_cmpint (item->received, ==, G_GINT64_CONSTANT (1795249800000000));
  g_assert_cmpint (item->sent, ==, 0);
  g_assert_cmpstr (item->importance, ==, "High");
  g_assert_cmpstr (item->flag, ==, "Flagged");
  g_assert_cmpstr (item->categories[0], ==, "Red");
  g_assert_cmpstr (item->categories[1], ==, "Work");
  g_assert_null (item->categories[2]);
  g_assert_cmpint (item->is_read, ==, EWS_UNSAID);
  g_assert_cmpint (item->is_draft, ==, EWS_NO);
  g_assert_cmpint (item->has_attachments, ==, EWS_YES);
  g_assert_cmpstr (item->message_id, ==, "<m@x>");
  g_assert_cmpstr (item->in_reply_to, ==, "<p@x>");
}

static void
test_item (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (EwsAnswer) answer = NULL;
      const EwsResponse *response = feed_only (&answer, message, steps[i]);
      g_autoptr (GPtrArray) items = ews_response_read_items (response);

      g_assert_cmpstr (answer->operation, ==, "GetItemResponse");
      g_assert_cmpint (answer->version, ==, EWS_VERSION_2016);
      g_assert_cmpuint (items->len, ==, 1);
      check_facts (items->pdata[0]);
      check_people (items->pdata[0]);
      check_attachments (items->pdata[0]);
      check_properties (items->pdata[0]);
    }
}

static void
test_page (void)
{
  static const struct
  {
    const char *attributes;
    EwsPage page;
    const char *about;
  } rows[] = {
    { "IndexedPagingOffset='10' TotalItemsInView='25' IncludesLastItemInRange='false'",
      { 10, 25, FALSE },
      "in the middle" },
    { "TotalItemsInView='25' IncludesLastItemInRange='true'", { 0, 25, TRUE }, "the last" },
    { "", { 0, -1, TRUE }, "says nothing: asking on would never end" },
    { "IndexedPagingOffset='7'", { 7, -1, FALSE }, "says only where it goes on" },
    { "IndexedPagingOffset='-3' IncludesLastItemInRange='maybe'", { 0, -1, TRUE }, "rubbish" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf (
          FEED_ONE ("FindItem", FEED_SUCCESS,
                    FEED_NO_ERROR "<m:RootFolder %s><t:Items><t:Message><t:ItemId Id='a'/>"
                                  "</t:Message><t:Item><t:ItemId Id='b'/></t:Item></t:Items>"
                                  "</m:RootFolder>"),
          rows[i].attributes);
      g_autoptr (EwsAnswer) answer = NULL;
      const EwsResponse *response = feed_only (&answer, text, 3);
      EwsPage page = ews_response_read_page (response);
      g_autoptr (GPtrArray) items = ews_response_read_items (response);

      g_test_message ("%s", rows[i].about);
      g_assert_cmpuint (page.next, ==, rows[i].page.next);
      g_assert_cmpint (page.total, ==, rows[i].page.total);
      g_assert_cmpint (page.is_last, ==, rows[i].page.is_last);
      g_assert_cmpuint (items->len, ==, 2);
    }
}

static void
test_changes (void)
{
  static const struct
  {
    EwsChangeKind kind;
    const char *id;
  } wanted[] = { { EWS_CHANGE_CREATE, "new" },
                 { EWS_CHANGE_UPDATE, "generic" },
                 { EWS_CHANGE_DELETE, "gone" },
                 { EWS_CHANGE_READ_FLAG, "read" } };
  g_autoptr (EwsAnswer) answer = NULL;
  const EwsResponse *response = feed_only (
      &answer,
      FEED_ONE ("SyncFolderItems", FEED_SUCCESS,
                FEED_NO_ERROR
                "<m:SyncState>H4sI</m:SyncState>"
                "<m:IncludesLastItemInRange>false</m:IncludesLastItemInRange><m:Changes>"
                "<t:Create><t:Message><t:ItemId Id='new' ChangeKey='1'/></t:Message></t:Create>"
                "<t:Update><t:Item><t:ItemId Id='generic' ChangeKey='2'/></t:Item></t:Update>"
                "<t:Create><t:Message><t:Subject>without an id</t:Subject></t:Message></t:Create>"
                "<t:Delete><t:ItemId Id='gone' ChangeKey='3'/></t:Delete>"
                "<t:Invented><t:ItemId Id='what'/></t:Invented>"
                "<t:ReadFlagChange><t:ItemId Id='read'/><t:IsRead>true</t:IsRead>"
                "</t:ReadFlagChange></m:Changes>"),
      11);
  g_autoptr (EwsChanges) changes = ews_response_read_changes (response);

  g_assert_cmpstr (changes->sync_state, ==, "H4sI");
  g_assert_false (changes->is_last);
  g_assert_cmpuint (changes->list->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      const EwsChange *change = changes->list->pdata[i];

      g_assert_cmpint (change->kind, ==, wanted[i].kind);
      g_assert_cmpstr (change->id, ==, wanted[i].id);
      g_assert_cmpint (change->item != NULL, ==, i < 2);
      g_assert_cmpint (change->is_read, ==, i == 3);
    }
}

static void
test_folders (void)
{
  g_autoptr (EwsAnswer) answer = NULL;
  const EwsResponse *response = feed_only (
      &answer,
      FEED_ONE ("FindFolder", FEED_SUCCESS,
                FEED_NO_ERROR
                "<m:RootFolder TotalItemsInView='3' IncludesLastItemInRange='true'><t:Folders>"
                "<t:Folder><t:FolderId Id='f1' ChangeKey='k'/><t:ParentFolderId Id='root'/>"
                "<t:FolderClass>IPF.Note</t:FolderClass><t:DisplayName>Inbox</t:DisplayName>"
                "<t:TotalCount>5</t:TotalCount><t:ChildFolderCount>2</t:ChildFolderCount>"
                "<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag='0x10F4' "
                "PropertyType='Boolean'/><t:Value>true</t:Value></t:ExtendedProperty>"
                "<t:UnreadCount>3</t:UnreadCount>"
                "<t:DistinguishedFolderId>inbox</t:DistinguishedFolderId></t:Folder>"
                "<t:SearchFolder><t:DisplayName>no id, no class</t:DisplayName></t:SearchFolder>"
                "<t:CalendarFolder/></t:Folders></m:RootFolder>"),
      5);
  g_autoptr (GPtrArray) folders = ews_response_read_folders (response);
  const EwsFolder *inbox = folders->pdata[0];
  const EwsFolder *odd = folders->pdata[1];

  g_assert_cmpuint (folders->len, ==, 3);
  g_assert_cmpstr (inbox->id, ==, "f1");
  g_assert_cmpstr (inbox->parent, ==, "root");
  g_assert_cmpstr (inbox->folder_class, ==, "IPF.Note");
  g_assert_cmpstr (inbox->name, ==, "Inbox");
  g_assert_cmpstr (inbox->distinguished, ==, "inbox");
  g_assert_cmpint (inbox->total, ==, 5);
  g_assert_cmpint (inbox->unread, ==, 3);
  g_assert_cmpint (inbox->children, ==, 2);
  g_assert_true (inbox->is_hidden);
  g_assert_cmpstr (odd->kind, ==, "SearchFolder");
  g_assert_null (odd->id);
  g_assert_null (odd->folder_class);
  g_assert_cmpint (odd->total, ==, -1);
  g_assert_false (odd->is_hidden);
}

static void
test_hierarchy (void)
{
  g_autoptr (EwsAnswer) answer = NULL;
  const EwsResponse *response = feed_only (
      &answer,
      FEED_ONE ("SyncFolderHierarchy", FEED_SUCCESS,
                FEED_NO_ERROR
                "<m:SyncState>S</m:SyncState><m:IncludesLastFolderInRange>true"
                "</m:IncludesLastFolderInRange><m:Changes><t:Create><t:Folder>"
                "<t:FolderId Id='f'/><t:DisplayName>New</t:DisplayName></t:Folder></t:Create>"
                "<t:Delete><t:FolderId Id='g'/></t:Delete></m:Changes>"),
      9);
  g_autoptr (EwsChanges) changes = ews_response_read_changes (response);
  const EwsChange *created = changes->list->pdata[0];
  const EwsChange *deleted = changes->list->pdata[1];

  g_assert_true (changes->is_last);
  g_assert_cmpuint (changes->list->len, ==, 2);
  g_assert_cmpstr (created->folder->name, ==, "New");
  g_assert_cmpstr (created->id, ==, "f");
  g_assert_null (created->item);
  g_assert_cmpstr (deleted->id, ==, "g");
}

#define NOTIFICATIONS                                                                              \
  "<m:Notifications><m:Notification><t:SubscriptionId>s1</t:SubscriptionId>"                       \
  "<t:PreviousWatermark>w0</t:PreviousWatermark><t:MoreEvents>true</t:MoreEvents>"                 \
  "<t:NewMailEvent><t:Watermark>w1</t:Watermark><t:TimeStamp>2026-11-21T08:30:00Z"                 \
  "</t:TimeStamp><t:ItemId Id='i'/><t:ParentFolderId Id='p'/></t:NewMailEvent>"                    \
  "<t:MovedEvent><t:Watermark>w2</t:Watermark><t:FolderId Id='f'/><t:OldFolderId Id='g'/>"         \
  "<t:ParentFolderId Id='p'/><t:OldParentFolderId Id='q'/></t:MovedEvent>"                         \
  "<t:InventedEvent/></m:Notification>"                                                            \
  "<m:Notification><t:SubscriptionId>s2</t:SubscriptionId><t:StatusEvent/></m:Notification>"       \
  "</m:Notifications>"

static void
test_notifications (void)
{
  g_autoptr (EwsAnswer) answer = NULL;
  const EwsResponse *response = feed_only (
      &answer, FEED_ONE ("GetStreamingEvents", FEED_SUCCESS, FEED_NO_ERROR NOTIFICATIONS), 4);
  g_autoptr (GPtrArray) list = ews_response_read_notifications (response);
  const EwsNotification *first = list->pdata[0];
  const EwsNotification *second = list->pdata[1];
  const EwsEvent *mail = first->events->pdata[0];
  const EwsEvent *moved = first->events->pdata[1];
  const EwsEvent *odd = first->events->pdata[2];
  const EwsEvent *status = second->events->pdata[0];

  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (first->subscription, ==, "s1");
  g_assert_cmpstr (first->watermark, ==, "w2");
  g_assert_true (first->more);
  g_assert_cmpuint (first->events->len, ==, 3);
  g_assert_cmpint (mail->kind, ==, EWS_EVENT_NEW_MAIL);
  g_assert_cmpstr (mail->id, ==, "i");
  g_assert_cmpstr (mail->parent, ==, "p");
  g_assert_cmpint (mail->time, ==, G_GINT64_CONSTANT (1795249800000000));
  g_assert_false (mail->is_folder);
  g_assert_true (moved->is_folder);
  g_assert_cmpstr (moved->old_parent, ==, "q");
  g_assert_cmpint (odd->kind, ==, EWS_EVENT_NONE);
  g_assert_cmpint (status->kind, ==, EWS_EVENT_STATUS);
  g_assert_cmpint (ews_response_read_connection_status (response), ==, EWS_CONNECTION_UNSAID);
}

/* Documents of one connection, wherever it is cut, with or without declarations, blanks and byte
 * order marks between them. */
static void
test_streaming (void)
{
  static const char *const between[] = { "", "\r\n", "\xef\xbb\xbf", " \n\xef\xbb\xbf" };
  static const char heartbeat[] =
      FEED_ONE ("GetStreamingEvents", FEED_SUCCESS,
                FEED_NO_ERROR "<m:ConnectionStatus>OK</m:ConnectionStatus>");
  static const char closed[] = FEED_ONE (
      "GetStreamingEvents", "ResponseClass='Error'",
      "<m:MessageText>bad</m:MessageText><m:ResponseCode>ErrorInvalidSubscription</m:ResponseCode>"
      "<m:ErrorSubscriptionIds><m:SubscriptionId>s9</m:SubscriptionId></m:ErrorSubscriptionIds>"
      "<m:ConnectionStatus>Closed</m:ConnectionStatus>");

  for (guint i = 0; i < G_N_ELEMENTS (between); i++)
    for (gsize step = 1; step < 4000; step = step * 3 + 1)
      {
        g_autofree char *text =
            g_strconcat (between[i], heartbeat, between[i],
                         heartbeat + strlen ("<?xml version=\"1.0\" encoding=\"utf-8\"?>"),
                         between[i], closed, between[i], NULL);
        g_autoptr (EwsReader) reader = ews_reader_new_streaming ();
        g_autoptr (GPtrArray) answers =
            g_ptr_array_new_with_free_func ((GDestroyNotify) ews_answer_free);
        g_autoptr (GError) error = NULL;
        g_auto (GStrv) bad = NULL;
        const EwsResponse *last;

        for (gsize at = 0; at < strlen (text); at += step)
          {
            EwsAnswer *answer;

            ews_reader_feed (reader, text + at, MIN (step, strlen (text) - at), &error);
            g_assert_no_error (error);
            while ((answer = ews_reader_take (reader)) != NULL)
              g_ptr_array_add (answers, answer);
          }
        g_assert_cmpuint (answers->len, ==, 3);
        last = ((EwsAnswer *) answers->pdata[2])->responses->pdata[0];
        bad = ews_response_read_bad_subscriptions (last);
        g_assert_cmpstr (bad[0], ==, "s9");
        g_assert_null (bad[1]);
        g_assert_cmpint (ews_response_read_connection_status (last), ==, EWS_CONNECTION_CLOSED);
        g_assert_true (ews_response_is (last, "ErrorInvalidSubscription"));
      }
}

static void
test_subscription (void)
{
  g_autoptr (EwsAnswer) answer = NULL;
  g_autoptr (EwsAnswer) empty = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EwsSubscription) subscription = ews_response_read_subscription (
      feed_only (&answer,
                 FEED_ONE ("Subscribe", FEED_SUCCESS,
                           FEED_NO_ERROR "<m:SubscriptionId>s</m:SubscriptionId>"
                                         "<m:Watermark>w</m:Watermark>"),
                 2),
      &error);

  g_assert_cmpstr (subscription->id, ==, "s");
  g_assert_cmpstr (subscription->watermark, ==, "w");
  g_assert_null (ews_response_read_subscription (
      feed_only (&empty, FEED_ONE ("Subscribe", FEED_SUCCESS, FEED_NO_ERROR), 2), &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
}

static void
test_resolution (void)
{
  g_autoptr (EwsAnswer) answer = NULL;
  g_autoptr (EwsAnswer) list = NULL;
  gboolean complete;
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GPtrArray) members = NULL;

  people = ews_response_read_resolutions (
      feed_only (&answer,
                 FEED_ONE ("ResolveNames", FEED_SUCCESS,
                           FEED_NO_ERROR
                           "<m:ResolutionSet IncludesLastItemInRange='false'><t:Resolution>"
                           "<t:Mailbox><t:EmailAddress>a@x</t:EmailAddress></t:Mailbox>"
                           "</t:Resolution><t:Resolution/></m:ResolutionSet>"),
                 6),
      &complete);
  g_assert_cmpuint (people->len, ==, 1);
  g_assert_false (complete);
  members = ews_response_read_expansion (
      feed_only (&list,
                 FEED_ONE ("ExpandDL", FEED_SUCCESS,
                           FEED_NO_ERROR
                           "<m:DLExpansion><t:Mailbox><t:MailboxType>PublicDL</t:MailboxType>"
                           "</t:Mailbox></m:DLExpansion>"),
                 6),
      &complete);
  g_assert_cmpuint (members->len, ==, 1);
  g_assert_true (complete);
  g_assert_cmpstr (((EwsMailbox *) members->pdata[0])->type, ==, "PublicDL");
}

/* `Responses` was seen for `ResponseMessages`; the order is that of the request. */
static void
test_names_vary (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EwsAnswer) answer =
      feed (FEED_HEAD "<m:DeleteItemResponse><m:Responses>"
                      "<m:DeleteItemResponseMessage ResponseClass='Success'>" FEED_NO_ERROR
                      "</m:DeleteItemResponseMessage>"
                      "<m:DeleteItemResponseMessage><m:ResponseCode>ErrorItemNotFound</"
                      "m:ResponseCode></m:DeleteItemResponseMessage>"
                      "</m:Responses></m:DeleteItemResponse>" FEED_TAIL,
            13, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (answer->responses->len, ==, 2);
  g_assert_cmpint (((EwsResponse *) answer->responses->pdata[0])->outcome, ==, EWS_OUTCOME_SUCCESS);
  g_assert_cmpint (((EwsResponse *) answer->responses->pdata[1])->outcome, ==, EWS_OUTCOME_ERROR);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/answers/item", test_item);
  g_test_add_func ("/ews/answers/page", test_page);
  g_test_add_func ("/ews/answers/changes", test_changes);
  g_test_add_func ("/ews/answers/folders", test_folders);
  g_test_add_func ("/ews/answers/hierarchy", test_hierarchy);
  g_test_add_func ("/ews/answers/notifications", test_notifications);
  g_test_add_func ("/ews/answers/streaming", test_streaming);
  g_test_add_func ("/ews/answers/subscription", test_subscription);
  g_test_add_func ("/ews/answers/resolution", test_resolution);
  g_test_add_func ("/ews/answers/names-vary", test_names_vary);

  return g_test_run ();
}
