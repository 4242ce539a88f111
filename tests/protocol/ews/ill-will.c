/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/ews/box.h"
#include "tests/protocol/ews/desk.h"

#include "core/base/error.h"
#include "plugins/ews/wire/parser.h"

#include <string.h>

/* More requests than anybody needs; who asks more often asks without end. */
#define PATIENCE 2500

#define MESSAGE(id) "<t:Message><t:ItemId Id='" id "' ChangeKey='k'/></t:Message>"
#define FOLDER(id, parent, name)                                                                   \
  "<t:Folder><t:FolderId Id='" id "'/><t:ParentFolderId Id='" parent "'/>"                         \
  "<t:FolderClass>IPF.Note</t:FolderClass><t:DisplayName>" name "</t:DisplayName></t:Folder>"

/* Every well-known folder is the Inbox, which harms nobody. */
static gboolean
answer_for_known (DeskAnswer *answer, const char *operation)
{
  if (!g_str_equal (operation, "GetFolder"))
    return FALSE;
  answer->head =
      box_answer (operation, "<m:Folders>" FOLDER ("inbox", "root", "Inbox") "</m:Folders>");

  return TRUE;
}

static void
expect_patience (Desk *desk, const char *operation)
{
  g_assert_cmpuint (desk_count (desk, operation), >, 0);
  g_assert_cmpuint (desk_count (desk, operation), <, PATIENCE);
}

/* Always another page; always the same. */
static void
answer_circling_pages (
    DeskAnswer *answer, const char *operation, const char *request, guint count, gpointer user_data)
{
  g_autofree char *page = NULL;

  if (answer_for_known (answer, operation))
    return;
  page = g_strdup_printf ("<m:RootFolder IndexedPagingOffset='%u' TotalItemsInView='9999' "
                          "IncludesLastItemInRange='false'><t:Folders>" FOLDER ("a", "inbox", "A")
                              FOLDER ("b", "inbox", "B") "</t:Folders>"
                                                         "</m:RootFolder>",
                          count % 2 == 0 ? 500 : 250);
  answer->head = box_answer (operation, page);
}

/* Folders that are in each other, in themselves, in nothing, and without a name. */
static void
answer_circling_folders (
    DeskAnswer *answer, const char *operation, const char *request, guint count, gpointer user_data)
{
  if (answer_for_known (answer, operation))
    return;
  answer->head = box_answer (
      operation,
      "<m:RootFolder IncludesLastItemInRange='true'><t:Folders>" FOLDER ("a", "b", "A")
          FOLDER ("b", "a", "B") FOLDER ("c", "c", "C/../../etc") FOLDER ("d", "nowhere", "D")
              FOLDER ("e", "inbox", "") "<t:Folder><t:DisplayName>no id</t:DisplayName></t:Folder>"
                                        "</t:Folders></m:RootFolder>");
}

static void
test_folders (gconstpointer data)
{
  g_autoptr (Desk) desk = desk_new ((DeskFunc) data, NULL);
  g_autofree char *endpoint = desk_get_endpoint (desk);
  g_autoptr (TocsinMailStore) store = box_open (endpoint);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) folders = tocsin_mail_store_list_folders (store, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (folders->len, >=, 2);
  for (guint i = 0; i < folders->len; i++)
    g_assert_cmpstr (((TocsinFolder *) folders->pdata[i])->id, !=, NULL);
  expect_patience (desk, "FindFolder");
}

/* Always more changes: nothing new each time, or the same message each time. */
static void
answer_endless_changes (
    DeskAnswer *answer, const char *operation, const char *request, guint count, gpointer user_data)
{
  gboolean says_something = GPOINTER_TO_INT (user_data);
  g_autofree char *page =
      g_strdup_printf ("<m:SyncState>S%u</m:SyncState><m:IncludesLastItemInRange>false"
                       "</m:IncludesLastItemInRange><m:Changes>%s</m:Changes>",
                       count, says_something ? "<t:Create>" MESSAGE ("same") "</t:Create>" : "");

  if (!answer_for_known (answer, operation))
    answer->head = box_answer (operation, page);
}

static void
test_endless_changes (gconstpointer says_something)
{
  g_autoptr (Desk) desk = desk_new (answer_endless_changes, (gpointer) says_something);
  g_autofree char *endpoint = desk_get_endpoint (desk);
  g_autoptr (TocsinMailStore) store = box_open (endpoint);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinMailChanges) changes =
      tocsin_mail_store_changes (store, "inbox", NULL, NULL, 0, NULL, &error);

  g_assert_null (changes);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
  expect_patience (desk, "SyncFolderItems");
}

typedef struct
{
  GString *raw;
  GString *told; /* of each message: its key, and whether it is there */
  guint begun;
} Fetched;

static gboolean
begin (TocsinMessageRef *ref, guint64 size, gpointer user_data, GError **error)
{
  ((Fetched *) user_data)->begun++;
  g_string_truncate (((Fetched *) user_data)->raw, 0);

  return TRUE;
}

static gboolean
take_bytes (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  g_string_append_len (((Fetched *) user_data)->raw, bytes, (gssize) length);

  return TRUE;
}

static gboolean
take_message (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  Fetched *self = user_data;

  g_string_append_printf (self->told, "%s=%s;", ref->key,
                          message != NULL ? self->raw->str : "gone");

  return TRUE;
}

#define MIME(base64, id)                                                                           \
  "<m:GetItemResponseMessage ResponseClass='Success'>" BOX_FINE "<m:Items><t:Message>"             \
  "<t:MimeContent CharacterSet='UTF-8'>" base64 "</t:MimeContent><t:ItemId Id='" id "'/>"          \
  "</t:Message></m:Items></m:GetItemResponseMessage>"
#define PLAIN(id)                                                                                  \
  "<m:GetItemResponseMessage ResponseClass='Success'>" BOX_FINE                                    \
  "<m:Items>" MESSAGE (id) "</m:Items></m:GetItemResponseMessage>"
#define GONE                                                                                       \
  "<m:GetItemResponseMessage ResponseClass='Error'><m:ResponseCode>ErrorItemNotFound"              \
  "</m:ResponseCode></m:GetItemResponseMessage>"

/* Answers to GetItem for two messages, a and b; “ A” is QQ==, “B” is Qg==. */
static const struct
{
  const char *about;
  const char *responses;
  int code; /* of the error, -1 when there is none */
  const char *told;
} readings[] = {
  { "as it ought to be", MIME ("QQ==", "a") MIME ("Qg==", "b"), -1, "a=A;b=B;" },
  { "one is gone", GONE MIME ("Qg==", "b"), -1, "b=B;a=gone;" },
  { "more than was asked for", MIME ("QQ==", "a") MIME ("Qg==", "b") MIME ("Qw==", "c"), -1,
    "a=A;b=B;" },
  { "two contents in one",
    "<m:GetItemResponseMessage ResponseClass='Success'>" BOX_FINE
    "<m:Items><t:Message><t:MimeContent>QQ==</t:MimeContent><t:MimeContent>Qw==</t:MimeContent>"
    "</t:Message></m:Items></m:GetItemResponseMessage>" MIME ("Qg==", "b"),
    -1, "a=A;b=B;" },
  { "no base64", MIME ("QQ==", "a") MIME ("!!!", "b"), TOCSIN_ERROR_PROTOCOL_PARSE, NULL },
  { "half of it", MIME ("QQ==", "a") MIME ("Qg", "b"), TOCSIN_ERROR_PROTOCOL_PARSE, NULL },
};

static void
answer_readings (
    DeskAnswer *answer, const char *operation, const char *request, guint count, gpointer user_data)
{
  const char *responses = user_data;

  if (strstr (request, "IncludeMimeContent") == NULL)
    responses = PLAIN ("a") PLAIN ("b");
  answer->head =
      g_strdup_printf (BOX_HEAD "<m:GetItemResponse><m:ResponseMessages>%s</m:ResponseMessages>"
                                "</m:GetItemResponse>" BOX_TAIL,
                       responses);
}

static void
fetch (TocsinMailStore *store, Fetched *fetched, GError **error)
{
  g_autoptr (GPtrArray) refs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  TocsinMailSink sink = { begin, take_bytes, take_message, fetched };

  g_ptr_array_add (refs, tocsin_message_ref_new ("inbox", "a"));
  g_ptr_array_add (refs, tocsin_message_ref_new ("inbox", "b"));
  tocsin_mail_store_fetch (store, refs, TOCSIN_MAIL_PARTS_RAW, &sink, NULL, error);
}

/* No message is ever taken for another one, and half of one for a whole one. */
static void
test_readings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (readings); i++)
    {
      g_autoptr (Desk) desk = desk_new (answer_readings, (gpointer) readings[i].responses);
      g_autofree char *endpoint = desk_get_endpoint (desk);
      g_autoptr (TocsinMailStore) store = box_open (endpoint);
      g_autoptr (GString) raw = g_string_new (NULL);
      g_autoptr (GString) told = g_string_new (NULL);
      Fetched fetched = { raw, told, 0 };
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", readings[i].about);
      fetch (store, &fetched, &error);
      if (readings[i].code >= 0)
        g_assert_error (error, TOCSIN_ERROR, readings[i].code);
      else
        {
          g_assert_no_error (error);
          g_assert_cmpstr (told->str, ==, readings[i].told);
        }
      expect_patience (desk, "GetItem");
    }
}

/* What a server, or somebody in between, may say to anything. */
static const struct
{
  const char *about;
  guint status;
  const char *type;
  const char *text;
  int code;
} refusals[] = {
  { "a page of a gateway, as success", 200, "text/html", "<html><body>Log in</body></html>",
    TOCSIN_ERROR_HTTP_CONTENT },
  { "a page that says it is XML", 200, NULL, "<html><body>Log in</body></html>",
    TOCSIN_ERROR_PROTOCOL_PARSE },
  { "JSON", 200, "application/json", "{}", TOCSIN_ERROR_HTTP_CONTENT },
  { "nothing", 200, NULL, "", TOCSIN_ERROR_HTTP_CONTENT },
  { "a document type", 200, NULL, "<!DOCTYPE a [<!ENTITY b 'c'>]><Envelope/>",
    TOCSIN_ERROR_PROTOCOL_PARSE },
  { "a fault with 500", 500, NULL,
    BOX_HEAD "<s:Fault><faultcode>a:ErrorNonExistentMailbox</faultcode></s:Fault>" BOX_TAIL,
    TOCSIN_ERROR_MAILBOX_MISSING },
  { "a fault with 200", 200, NULL,
    BOX_HEAD "<s:Fault><faultcode>a:ErrorNonExistentMailbox</faultcode></s:Fault>" BOX_TAIL,
    TOCSIN_ERROR_MAILBOX_MISSING },
  { "a refusal of a code that is new", 200, NULL,
    BOX_HEAD "<m:SyncFolderItemsResponse><m:ResponseMessages><m:R ResponseClass='Error'>"
             "<m:ResponseCode>ErrorNew</m:ResponseCode></m:R></m:ResponseMessages>"
             "</m:SyncFolderItemsResponse>" BOX_TAIL,
    TOCSIN_ERROR_SERVICE_FAULT },
  { "no response", 200, NULL,
    BOX_HEAD
    "<m:SyncFolderItemsResponse><m:ResponseMessages/></m:SyncFolderItemsResponse>" BOX_TAIL,
    TOCSIN_ERROR_PROTOCOL_PARSE },
  { "no state to go on from", 200, NULL,
    BOX_HEAD "<m:SyncFolderItemsResponse><m:ResponseMessages><m:R ResponseClass='Success'>" BOX_FINE
             "</m:R></m:ResponseMessages></m:SyncFolderItemsResponse>" BOX_TAIL,
    TOCSIN_ERROR_PROTOCOL_PARSE },
  { "switched off", 403, "text/html", "<html/>", TOCSIN_ERROR_SERVICE_DISABLED },
  { "gone", 410, "text/plain", "gone", TOCSIN_ERROR_HTTP_GONE },
};

static void
answer_refusals (
    DeskAnswer *answer, const char *operation, const char *request, guint count, gpointer user_data)
{
  guint row = GPOINTER_TO_UINT (user_data);

  answer->status = refusals[row].status;
  answer->type = refusals[row].type;
  answer->head = g_strdup (refusals[row].text);
}

static void
test_refusals (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (Desk) desk = desk_new (answer_refusals, GUINT_TO_POINTER (i));
      g_autofree char *endpoint = desk_get_endpoint (desk);
      g_autoptr (TocsinMailStore) store = box_open (endpoint);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refusals[i].about);
      g_assert_null (tocsin_mail_store_changes (store, "inbox", NULL, NULL, 0, NULL, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, TOCSIN_ERROR, refusals[i].code);
    }
}

/* An answer that is cut, at any place, is none; one that never ends is not kept. */
static void
answer_cut (
    DeskAnswer *answer, const char *operation, const char *request, guint count, gpointer user_data)
{
  answer->head = box_answer (
      operation,
      "<m:SyncState>S</m:SyncState><m:IncludesLastItemInRange>true"
      "</m:IncludesLastItemInRange><m:Changes><t:Create>" MESSAGE ("a") "</t:Create></m:Changes>");
  answer->cut = *(guint *) user_data;
}

static void
test_cut (void)
{
  static guint cuts[] = { 1, 13, 40, 150, 300, 700 };

  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autoptr (Desk) desk = desk_new (answer_cut, &cuts[i]);
      g_autofree char *endpoint = desk_get_endpoint (desk);
      g_autoptr (TocsinMailStore) store = box_open (endpoint);
      g_autoptr (GError) error = NULL;

      g_assert_null (tocsin_mail_store_changes (store, "inbox", NULL, NULL, 0, NULL, &error));
      g_test_message ("%u bytes short: %s", cuts[i], error->message);
      g_assert_true (tocsin_error_is_network (error));
    }
}

static void
answer_huge (
    DeskAnswer *answer, const char *operation, const char *request, guint count, gpointer user_data)
{
  answer->head = g_strdup (BOX_HEAD "<m:SyncFolderItemsResponse><m:ResponseMessages>"
                                    "<m:R ResponseClass='Success'><m:SyncState>");
  answer->filler = user_data;
  answer->times = 2 * EWS_MAX_KEPT / strlen (user_data);
}

static void
test_huge (void)
{
  static const char *const fillers[] = {
    "SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS",
    "<a b='c'/><a b='c'/><a b='c'/><a b='c'/><a b='c'/><a b='c'/><a b='c'/><a b='c'/>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (fillers); i++)
    {
      g_autoptr (Desk) desk = desk_new (answer_huge, (gpointer) fillers[i]);
      g_autofree char *endpoint = desk_get_endpoint (desk);
      g_autoptr (TocsinMailStore) store = box_open (endpoint);
      g_autoptr (GError) error = NULL;

      g_assert_null (tocsin_mail_store_changes (store, "inbox", NULL, NULL, 0, NULL, &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/ews/ill-will/circling-pages", answer_circling_pages, test_folders);
  g_test_add_data_func ("/ews/ill-will/circling-folders", answer_circling_folders, test_folders);
  g_test_add_data_func ("/ews/ill-will/endless-silence", GINT_TO_POINTER (FALSE),
                        test_endless_changes);
  g_test_add_data_func ("/ews/ill-will/endless-changes", GINT_TO_POINTER (TRUE),
                        test_endless_changes);
  g_test_add_func ("/ews/ill-will/readings", test_readings);
  g_test_add_func ("/ews/ill-will/refusals", test_refusals);
  g_test_add_func ("/ews/ill-will/cut", test_cut);
  g_test_add_func ("/ews/ill-will/huge", test_huge);

  return g_test_run ();
}
