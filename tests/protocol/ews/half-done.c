/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/ews/box.h"
#include "tests/protocol/ews/desk.h"

#include "core/base/error.h"
#include "core/mail/mail-transport.h"

#include <string.h>

#define LETTER "From: ada@example.org\r\nTo: bea@example.org\r\nSubject: once\r\n\r\nOnce.\r\n"
#define MESSAGE(id) "<t:Message><t:ItemId Id='" id "' ChangeKey='k'/></t:Message>"
#define CREATED(id) "<t:Create>" MESSAGE (id) "</t:Create>"
#define UPDATED(id) "<t:Update>" MESSAGE (id) "</t:Update>"
#define DELETED(id) "<t:Delete><t:ItemId Id='" id "'/></t:Delete>"
#define BUSY                                                                                       \
  "<s:Fault><faultcode>a:ErrorServerBusy</faultcode><faultstring>Later.</faultstring><detail>"     \
  "<e:ResponseCode xmlns:e='e'>ErrorServerBusy</e:ResponseCode><t:MessageXml>"                     \
  "<t:Value Name='BackOffMilliseconds'>3600000</t:Value></t:MessageXml></detail></s:Fault>"

static gboolean
answer_greeting (DeskAnswer *answer, const char *operation)
{
  if (!g_str_equal (operation, "GetFolder"))
    return FALSE;
  answer->head = box_answer (operation, "<m:Folders><t:Folder><t:FolderId Id='inbox'/>"
                                        "<t:FolderClass>IPF.Note</t:FolderClass><t:DisplayName>"
                                        "Inbox</t:DisplayName></t:Folder></m:Folders>");

  return TRUE;
}

/* Of two messages the server tells of one. */
static void
answer_for_one (
    DeskAnswer *answer, const char *operation, const char *request, guint count, gpointer user_data)
{
  if (!answer_greeting (answer, operation))
    answer->head = box_answer (operation, "<m:Items>" MESSAGE ("a") "</m:Items>");
}

static void
test_unanswered (void)
{
  g_autoptr (Desk) desk = desk_new (answer_for_one, NULL);
  g_autofree char *endpoint = desk_get_endpoint (desk);
  g_autoptr (TocsinMailStore) store = box_open (endpoint);
  g_autoptr (GPtrArray) refs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  const TocsinMailOperation operation = { .verb = TOCSIN_MAIL_MARK_READ };
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (refs, tocsin_message_ref_new ("inbox", "a"));
  g_ptr_array_add (refs, tocsin_message_ref_new ("inbox", "b"));
  g_assert_false (tocsin_mail_store_apply (store, refs, &operation, NULL, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
}

/* Nothing comes back of what is sent, and of the first time it is deleted a page of a gateway. */
static void
answer_lost (
    DeskAnswer *answer, const char *operation, const char *request, guint count, gpointer user_data)
{
  if (g_str_equal (operation, "CreateItem"))
    answer->head = box_answer (operation, "<m:Items>" MESSAGE ("draft") "</m:Items>");
  else if (g_str_equal (operation, "DeleteItem") && count > 0)
    answer->head = box_refuse (operation, "ErrorItemNotFound");
  else if (!answer_greeting (answer, operation))
    {
      answer->status = 502;
      answer->type = "text/html";
    }
}

/* From now on nobody is listened to. */
static void
answer_busy (
    DeskAnswer *answer, const char *operation, const char *request, guint count, gpointer user_data)
{
  if (g_str_equal (operation, "CreateItem"))
    answer->head = box_answer (operation, "<m:Items>" MESSAGE ("draft") "</m:Items>");
  else if (!answer_greeting (answer, operation))
    answer->head = g_strdup (BOX_HEAD BUSY BOX_TAIL);
}

static const struct
{
  const char *about;
  DeskFunc func;
  int code;
  TocsinSendState state;
} sendings[] = {
  { "deleted, though not by having been sent", answer_lost, TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN,
    TOCSIN_SEND_STATE_UNKNOWN },
  { "put off, and not listened to afterwards", answer_busy, TOCSIN_ERROR_HTTP_THROTTLED,
    TOCSIN_SEND_STATE_UNTRIED },
};

static void
test_sending (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sendings); i++)
    {
      g_autoptr (Desk) desk = desk_new (sendings[i].func, NULL);
      g_autofree char *endpoint = desk_get_endpoint (desk);
      g_autoptr (TocsinMailStore) store = box_open (endpoint);
      g_autoptr (TocsinEnvelope) envelope = tocsin_envelope_new ("ada@example.org", NULL);
      g_autoptr (GInputStream) letter = g_memory_input_stream_new_from_data (LETTER, -1, NULL);
      g_autoptr (TocsinSendReport) report = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", sendings[i].about);
      tocsin_envelope_add_recipient (envelope, "bea@example.org", TOCSIN_RECIPIENT_TO, 0, NULL,
                                     NULL);
      g_assert_false (tocsin_mail_transport_send (TOCSIN_MAIL_TRANSPORT (store), envelope, letter,
                                                  strlen (LETTER), NULL, &report, NULL, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, TOCSIN_ERROR, sendings[i].code);
      g_assert_cmpint (tocsin_send_report_get_result (report, 0)->state, ==, sendings[i].state);
      g_assert_cmpuint (desk_count (desk, "DeleteItem"), <=, 1);
    }
}

/* What each visit of the folder is told. */
static void
answer_changes (
    DeskAnswer *answer, const char *operation, const char *request, guint count, gpointer user_data)
{
  static const char *const visits[] = {
    CREATED ("a"),
    DELETED ("a") CREATED ("a") DELETED ("b") CREATED ("b") CREATED ("c") DELETED ("c"),
    UPDATED ("a") UPDATED ("b"),
    DELETED ("a"),
    CREATED ("a"),
  };
  g_autofree char *page = NULL;

  if (answer_greeting (answer, operation))
    return;
  page = g_strdup_printf ("<m:SyncState>S%u</m:SyncState><m:IncludesLastItemInRange>true"
                          "</m:IncludesLastItemInRange><m:Changes>%s</m:Changes>",
                          count, visits[MIN (count, G_N_ELEMENTS (visits) - 1)]);
  answer->head = box_answer (operation, page);
}

/* Of what is told about a message the last counts, so that each fires once for each time it came.
 */
static void
test_last_word (void)
{
  static const char *const news[] = { "", "b", "", "", "a" };
  g_autoptr (Desk) desk = desk_new (answer_changes, NULL);
  g_autofree char *endpoint = desk_get_endpoint (desk);
  g_autoptr (TocsinMailStore) store = box_open (endpoint);
  g_autoptr (GVariant) cursor = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (news); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinMailChanges) changes =
          tocsin_mail_store_changes (store, "inbox", cursor, NULL, 0, NULL, &error);
      g_autoptr (GString) keys = g_string_new (NULL);

      g_assert_no_error (error);
      for (guint k = 0; k < changes->refs->len; k++)
        g_string_append (keys, ((TocsinMessageRef *) changes->refs->pdata[k])->key);
      g_assert_cmpstr (keys->str, ==, news[i]);
      g_clear_pointer (&cursor, g_variant_unref);
      cursor = g_variant_ref (changes->cursor);
    }
}

/* There is a folder “Ärger”; one that is called “hidden” is there and not shown. */
static void
answer_folders (
    DeskAnswer *answer, const char *operation, const char *request, guint count, gpointer user_data)
{
  static const char tree[] =
      "<m:RootFolder IncludesLastItemInRange='true'><t:Folders><t:Folder><t:FolderId Id='anger'/>"
      "<t:DisplayName>Ärger</t:DisplayName></t:Folder></t:Folders></m:RootFolder>";

  if (answer_greeting (answer, operation))
    return;
  if (g_str_equal (operation, "FindFolder"))
    answer->head = box_answer (operation, tree);
  else if (strstr (request, ">hidden<") != NULL || strstr (request, ">ärger<") != NULL)
    answer->head = box_refuse (operation, "ErrorFolderExists");
  else
    {
      g_assert_nonnull (strstr (request, "\"anger\""));
      answer->head = box_answer (
          operation, "<m:Folders><t:Folder><t:FolderId Id='made'/></t:Folder></m:Folders>");
    }
}

static void
test_folders (void)
{
  g_autoptr (Desk) desk = desk_new (answer_folders, NULL);
  g_autofree char *endpoint = desk_get_endpoint (desk);
  g_autoptr (TocsinMailStore) store = box_open (endpoint);
  g_autoptr (GError) error = NULL;

  g_assert_true (tocsin_mail_store_create_folder (store, "ärger/new", NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (desk_count (desk, "CreateFolder"), ==, 1);
  g_assert_false (tocsin_mail_store_create_folder (store, "hidden/new", NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/half-done/unanswered", test_unanswered);
  g_test_add_func ("/ews/half-done/sending", test_sending);
  g_test_add_func ("/ews/half-done/last-word", test_last_word);
  g_test_add_func ("/ews/half-done/folders", test_folders);

  return g_test_run ();
}
