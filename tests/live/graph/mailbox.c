/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/plugin/connection.h"
#include "plugins/office365/account.h"
#include "tests/live/graph/office.h"

#include <string.h>

/* Reading, finding and changing messages; other people's mailboxes; servers that mean ill. */

#define LETTER(subject, header)                                                                    \
  "From: Ada <ada@example.org>\n"                                                                  \
  "To: alice@example.org\n"                                                                        \
  "Subject: " subject "\n"                                                                         \
  "Date: Sat, 21 Nov 2026 10:00:00 +0000\n" header "\n"                                            \
  "Text of " subject "\n"

typedef struct
{
  Office office;
  TocsinMailStore *store;
  char *inbox;
} Box;

static void
box_clear (Box *self)
{
  g_clear_object (&self->store);
  g_clear_pointer (&self->inbox, g_free);
  office_clear (&self->office);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Box, box_clear)

static gboolean
box_open (Box *self)
{
  g_autoptr (TocsinFolder) folder = NULL;

  if (!office_start (&self->office))
    return FALSE;
  self->store = office_connect (&self->office, NULL);
  folder = office_find (self->store, "INBOX");
  self->inbox = g_strdup (folder->id);

  return TRUE;
}

static GPtrArray *
make_refs (const char *folder, const char *id)
{
  GPtrArray *refs = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);

  g_ptr_array_add (refs, tocsin_message_ref_new (folder, id));

  return refs;
}

/* What was fetched of one message. */
typedef struct
{
  TocsinMessage *message;
  GString *raw;
  guint begun;
} Fetched;

static void
fetched_clear (Fetched *self)
{
  g_clear_object (&self->message);
  if (self->raw != NULL)
    g_string_free (self->raw, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fetched, fetched_clear)

static gboolean
begin (TocsinMessageRef *ref, guint64 size, gpointer user_data, GError **error)
{
  ((Fetched *) user_data)->begun++;

  return TRUE;
}

static gboolean
write_bytes (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  g_string_append_len (((Fetched *) user_data)->raw, bytes, (gssize) length);

  return TRUE;
}

static gboolean
take (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  g_set_object (&((Fetched *) user_data)->message, message);

  return TRUE;
}

static void
fetch (Box *self, const char *id, TocsinMailParts parts, Fetched *fetched, GError **error)
{
  g_autoptr (GPtrArray) refs = make_refs (self->inbox, id);
  TocsinMailSink sink = { begin, write_bytes, take, fetched };

  fetched_clear (fetched);
  *fetched = (Fetched){ .raw = g_string_new (NULL) };
  tocsin_mail_store_fetch (self->store, refs, parts, &sink, NULL, error);
}

static void
fetch_well (Box *self, const char *id, TocsinMailParts parts, Fetched *fetched)
{
  g_autoptr (GError) error = NULL;

  fetch (self, id, parts, fetched, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fetched->message);
}

static void
test_read (void)
{
  g_auto (Box) box = { 0 };
  g_auto (Fetched) fetched = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  if (!box_open (&box))
    return;
  id = office_deliver (&box.office, "inbox", LETTER ("read", "X-Own: a\n b\nX-Own: c\n"));
  office_set (&box.office, id, "categories=[\"red\", \"two words\"]");
  office_set (&box.office, id, "flag={\"flagStatus\": \"flagged\"}");
  fetch_well (&box, id, TOCSIN_MAIL_PARTS_FLAGS | TOCSIN_MAIL_PARTS_HEADERS, &fetched);
  g_assert_cmpint (tocsin_message_get_flags (fetched.message), ==, TOCSIN_MESSAGE_FLAGS_FLAGGED);
  g_assert_true (tocsin_message_has_keyword (fetched.message, "red"));
  g_assert_true (tocsin_message_has_keyword (fetched.message, "two words"));
  g_assert_cmpstr (tocsin_message_get_subject (fetched.message), ==, "read");
  g_assert_cmpstr (tocsin_message_get_header (fetched.message, "X-Own"), ==, "a b");
  g_assert_cmpint (tocsin_message_get_received (fetched.message), >, 0);
  /* Its size as it was sent is not known before it is read. */
  g_assert_cmpuint (tocsin_message_get_size (fetched.message), ==, 0);
  g_assert_cmpuint (fetched.begun, ==, 0);

  fetch_well (&box, id, TOCSIN_MAIL_PARTS_RAW | TOCSIN_MAIL_PARTS_HEADERS, &fetched);
  g_assert_cmpuint (fetched.begun, ==, 1);
  g_assert_true (g_str_has_suffix (fetched.raw->str, "\r\n\r\nText of read\r\n"));
  g_assert_cmpstr (tocsin_message_get_subject (fetched.message), ==, "read");
  /* Reading marks nothing. */
  fetch_well (&box, id, TOCSIN_MAIL_PARTS_FLAGS, &fetched);
  g_assert_cmpint (tocsin_message_get_flags (fetched.message), ==, TOCSIN_MESSAGE_FLAGS_FLAGGED);
  /* One that is refused for a reason that we do not know must not keep us from the others. */
  office_fault (&box.office, "GET:$value*1=400 ErrorOfItsOwn");
  fetch (&box, id, TOCSIN_MAIL_PARTS_RAW, &fetched, &error);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE);
  office_assert_no_violation (&box.office);
}

/* A message that is put into a folder, whose headers Graph does not tell. */
static void
test_append (void)
{
  static const char letter[] = "From: a@example.org\r\nSubject: own\r\n\r\nText\r\n";
  g_auto (Box) box = { 0 };
  g_auto (Fetched) fetched = { 0 };
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (letter, sizeof letter - 1, NULL);
  g_autoptr (GVariant) cursor = NULL;
  g_autoptr (TocsinMailChanges) before = NULL;
  g_autoptr (TocsinMailChanges) after = NULL;
  g_autofree char *subjects = NULL;
  g_autoptr (GError) error = NULL;

  if (!box_open (&box))
    return;
  before = office_look (box.store, box.inbox, &cursor);
  tocsin_mail_store_append (box.store, box.inbox, stream, sizeof letter - 1, NULL, &error);
  g_assert_no_error (error);
  after = office_look (box.store, box.inbox, &cursor);
  subjects = office_subjects (box.store, after->refs);
  g_assert_cmpstr (subjects, ==, "own;");
  office_assert_no_violation (&box.office);
}

static TocsinMessageRef *
apply (Box *self, const char *id, TocsinMailVerb verb, const char *argument, gboolean create)
{
  g_autoptr (GPtrArray) refs = make_refs (self->inbox, id);
  g_autoptr (GPtrArray) results = NULL;
  TocsinMailOperation operation = { verb, argument, create };
  g_autoptr (GError) error = NULL;
  TocsinMessageRef *result;

  tocsin_mail_store_apply (self->store, refs, &operation, &results, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 1);
  result = g_ptr_array_index (results, 0);

  return result != NULL ? tocsin_message_ref_ref (result) : NULL;
}

static void
assert_state (Box *self, const char *id, TocsinMessageFlags flags, const char *keywords)
{
  g_auto (Fetched) fetched = { 0 };
  g_autofree char *own = NULL;

  fetch_well (self, id, TOCSIN_MAIL_PARTS_FLAGS, &fetched);
  own = g_strjoinv (",", (char **) tocsin_message_get_keywords (fetched.message));
  g_assert_cmpint (tocsin_message_get_flags (fetched.message), ==, flags);
  g_assert_cmpstr (own, ==, keywords);
}

static void
test_mark (void)
{
  g_auto (Box) box = { 0 };
  g_autofree char *id = NULL;

  if (!box_open (&box))
    return;
  id = office_deliver (&box.office, "inbox", LETTER ("mark", ""));
  apply (&box, id, TOCSIN_MAIL_MARK_READ, NULL, FALSE);
  apply (&box, id, TOCSIN_MAIL_FLAG, NULL, FALSE);
  apply (&box, id, TOCSIN_MAIL_ADD_KEYWORD, "red", FALSE);
  apply (&box, id, TOCSIN_MAIL_ADD_KEYWORD, "blue", FALSE);
  apply (&box, id, TOCSIN_MAIL_ADD_KEYWORD, "RED", FALSE);
  assert_state (&box, id, TOCSIN_MESSAGE_FLAGS_SEEN | TOCSIN_MESSAGE_FLAGS_FLAGGED, "red,blue");
  apply (&box, id, TOCSIN_MAIL_MARK_UNREAD, NULL, FALSE);
  apply (&box, id, TOCSIN_MAIL_UNFLAG, NULL, FALSE);
  apply (&box, id, TOCSIN_MAIL_REMOVE_KEYWORD, "Red", FALSE);
  assert_state (&box, id, 0, "blue");
  office_assert_no_violation (&box.office);
}

static void
test_transfer (void)
{
  g_auto (Box) box = { 0 };
  g_auto (Fetched) fetched = { 0 };
  g_autofree char *id = NULL;
  g_autoptr (TocsinMessageRef) copy = NULL;
  g_autoptr (TocsinMessageRef) moved = NULL;
  g_autoptr (TocsinMessageRef) again = NULL;
  g_autoptr (TocsinFolder) target = NULL;
  g_autoptr (GError) error = NULL;

  if (!box_open (&box))
    return;
  id = office_deliver (&box.office, "inbox", LETTER ("transfer", ""));
  copy = apply (&box, id, TOCSIN_MAIL_COPY, "Work/2026", TRUE);
  target = office_find (box.store, "Work/2026");
  g_assert_cmpstr (copy->folder, ==, target->id);
  g_assert_cmpstr (copy->key, !=, id);
  moved = apply (&box, id, TOCSIN_MAIL_MOVE, "Work/2026", FALSE);
  g_assert_cmpstr (moved->folder, ==, target->id);
  g_assert_cmpstr (moved->key, ==, id);
  /* It is not here any more, so there is nothing to be done. */
  fetch (&box, id, TOCSIN_MAIL_PARTS_FLAGS, &fetched, &error);
  g_assert_no_error (error);
  g_assert_null (fetched.message);
  again = apply (&box, id, TOCSIN_MAIL_DELETE, NULL, FALSE);
  g_assert_null (again);
  /* A folder that is deleted behind our back is made again. */
  g_free (mail_server_run (box.office.graph, "folder", "--delete", "Work/2026", NULL));
  g_clear_pointer (&id, g_free);
  id = office_deliver (&box.office, "inbox", LETTER ("transfer2", ""));
  again = apply (&box, id, TOCSIN_MAIL_MOVE, "Work/2026", TRUE);
  g_assert_nonnull (again);
  g_assert_cmpstr (again->folder, !=, target->id);
  office_assert_no_violation (&box.office);
}

static guint
count_found (Box *self, const char *text)
{
  g_autoptr (TocsinQuery) query = tocsin_query_parse (text, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) refs =
      tocsin_mail_store_search (self->store, self->inbox, query, NULL, &error);

  g_assert_no_error (error);

  return refs->len;
}

static void
test_search (void)
{
  g_auto (Box) box = { 0 };
  g_autofree char *path = NULL;
  g_autofree char *old = NULL;
  guint all;

  if (!box_open (&box))
    return;
  g_free (office_deliver (&box.office, "inbox", LETTER ("search", "")));
  all = count_found (&box, "subject:search");
  path = g_build_filename (mail_server_get (box.office.graph, "RUN"), "old.eml", NULL);
  g_file_set_contents (path, LETTER ("old", ""), -1, NULL);
  old = mail_server_run (box.office.graph, "deliver", "--received", "2020-01-02T03:04:05Z",
                         "--read", path, NULL);
  g_assert_cmpuint (count_found (&box, "before:2020-01-02"), ==, 0);
  g_assert_cmpuint (count_found (&box, "before:2020-01-03 is:read"), ==, 1);
  g_assert_cmpuint (count_found (&box, "before:2020-01-03 is:unread"), ==, 0);
  g_assert_cmpuint (count_found (&box, "before:2020-01-03 -is:read"), ==, 0);
  g_assert_cmpuint (count_found (&box, "before:2020-01-03 -(is:unread OR is:flagged)"), ==, 1);
  /* What it can't be asked for is decided here. */
  g_assert_cmpuint (count_found (&box, "subject:nothing-like-it OR larger:1M"), ==, all + 1);
  office_assert_no_violation (&box.office);
}

static void
test_folders (void)
{
  g_auto (Box) box = { 0 };
  g_autoptr (TocsinFolder) trash = NULL;
  g_autoptr (TocsinFolder) deep = NULL;
  g_autoptr (GError) error = NULL;

  if (!box_open (&box))
    return;
  g_assert_true (tocsin_mail_store_create_folder (box.store, "Deep/er/st", NULL, &error));
  g_assert_true (tocsin_mail_store_create_folder (box.store, "Deep/er/st", NULL, &error));
  g_assert_no_error (error);
  deep = office_find (box.store, "Deep/er/st");
  trash = office_find (box.store, "role:trash");
  g_assert_cmpint (trash->role, ==, TOCSIN_FOLDER_ROLE_TRASH);
  g_assert_false (tocsin_mail_store_create_folder (box.store, "a//b", NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_clear_error (&error);
  /* One that is there and not shown. What was to be in it is not made elsewhere. */
  office_fault (&box.office, "POST:mailFolders*1=409 ErrorFolderExists");
  g_assert_false (tocsin_mail_store_create_folder (box.store, "Hidden/new", NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
  office_assert_no_violation (&box.office);
}

/* Somebody else's mailbox, with leave and without; the application itself. */
static void
test_others (void)
{
  g_auto (Box) box = { 0 };
  g_autoptr (TocsinMailStore) of_bob = NULL;
  g_autoptr (TocsinMailStore) by_app = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;

  if (!box_open (&box))
    return;
  of_bob = office_connect (&box.office, "authentication.mailbox=bob@example.org", NULL);
  none = tocsin_mail_store_list_folders (of_bob, NULL, &error);
  g_assert_null (none);
  g_assert_true (g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_NO_PERMISSION)
                 || g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_NOT_CONNECTED));
  g_clear_error (&error);
  g_free (mail_server_run (box.office.graph, "share", "--owner", "bob", "--delegate", "alice",
                           "--folder", "inbox", "--rights", "read", NULL));
  folders = tocsin_mail_store_list_folders (of_bob, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (folders->len, ==, 1);
  by_app = office_connect_as (&box.office, NULL, "authentication.mailbox=carol@example.org", NULL);
  all = tocsin_mail_store_list_folders (by_app, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, >, 5);
  office_assert_no_violation (&box.office);
}

static void
assert_refused (Box *self, const char *body, TocsinError code)
{
  g_autofree char *path =
      g_build_filename (mail_server_get (self->office.graph, "RUN"), "answer", NULL);
  g_autofree char *fault = g_strconcat ("GET:messages=body:", path, NULL);
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, body, -1, &error);
  g_assert_no_error (error);
  office_fault (&self->office, fault);
  refs = tocsin_mail_store_search (self->store, self->inbox, NULL, NULL, &error);
  g_assert_null (refs);
  g_assert_error (error, TOCSIN_ERROR, (int) code);
}

/* Links to other places, circles, pages that are none. */
/* A page of what stands in between is no mail. */
static void
test_page (void)
{
  g_auto (Box) box = { 0 };
  TocsinMailSink sink = { .message = NULL };
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GError) error = NULL;

  if (!box_open (&box))
    return;
  g_free (office_deliver (&box.office, "inbox", LETTER ("page", "")));
  refs = tocsin_mail_store_search (box.store, box.inbox, NULL, NULL, &error);
  g_assert_no_error (error);
  office_fault (&box.office, "GET:value=type:text/html");
  g_assert_false (
      tocsin_mail_store_fetch (box.store, refs, TOCSIN_MAIL_PARTS_RAW, &sink, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_CONTENT);
}

static void
test_ill_will (void)
{
  g_auto (Box) box = { 0 };
  g_autofree char *circle = NULL;
  g_autofree char *large = NULL;
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GError) error = NULL;

  if (!box_open (&box))
    return;
  circle = g_strdup_printf ("{\"value\": [], \"@odata.nextLink\": \"%s/v1.0/me/messages?a=1\"}",
                            mail_server_get (box.office.graph, "URL"));
  assert_refused (&box, circle, TOCSIN_ERROR_PROTOCOL_PARSE);
  assert_refused (&box, "{\"value\": [], \"@odata.nextLink\": \"https://evil.example/v1.0/me\"}",
                  TOCSIN_ERROR_HTTP_REDIRECTED);
  assert_refused (&box, "{\"value\": [], \"@odata.nextLink\": \"http://localhost/v1.0/me\"}",
                  TOCSIN_ERROR_HTTP_REDIRECTED);
  assert_refused (&box, "{\"value\": 7}", TOCSIN_ERROR_PROTOCOL_PARSE);
  assert_refused (&box, "{\"value\": [", TOCSIN_ERROR_PROTOCOL_PARSE);
  large = g_strnfill (GRAPH_MAX_ANSWER + 1, ' ');
  large[0] = '{';
  assert_refused (&box, large, TOCSIN_ERROR_HTTP_CONTENT);
  office_fault (&box.office, "GET:messages=type:text/html");
  refs = tocsin_mail_store_search (box.store, box.inbox, NULL, NULL, &error);
  g_assert_null (refs);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_CONTENT);
  g_clear_error (&error);
  office_fault (&box.office, "GET:messages=to:https://evil.example/");
  refs = tocsin_mail_store_search (box.store, box.inbox, NULL, NULL, &error);
  g_assert_null (refs);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_REDIRECTED);
}

static void
test_button (void)
{
  g_auto (Box) box = { 0 };
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autofree char *answer = NULL;
  g_autoptr (GError) error = NULL;

  if (!box_open (&box))
    return;
  g_assert_true (
      tocsin_connection_test (TOCSIN_CONNECTION (box.store), report, NULL, NULL, &error));
  g_assert_no_error (error);
  answer = tocsin_connection_command (TOCSIN_CONNECTION (box.store), "GET /me/mailFolders/inbox",
                                      NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (answer, box.inbox));
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/graph/mailbox/read", test_read);
  g_test_add_func ("/graph/mailbox/append", test_append);
  g_test_add_func ("/graph/mailbox/mark", test_mark);
  g_test_add_func ("/graph/mailbox/transfer", test_transfer);
  g_test_add_func ("/graph/mailbox/search", test_search);
  g_test_add_func ("/graph/mailbox/folders", test_folders);
  g_test_add_func ("/graph/mailbox/others", test_others);
  g_test_add_func ("/graph/mailbox/ill-will", test_ill_will);
  g_test_add_func ("/graph/mailbox/page", test_page);
  g_test_add_func ("/graph/mailbox/button", test_button);

  status = g_test_run ();
  office_end ();

  return status;
}
