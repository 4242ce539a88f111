/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/live/imap4/account.h"

#include <string.h>

/* What actions do to a real mailbox, with and without the extensions that make it easy. */

#define PLAIN_SERVER "IMAP4rev1 SASL-IR LITERAL+ NAMESPACE AUTH=PLAIN"
#define WITH_UIDPLUS PLAIN_SERVER " UIDPLUS"

typedef struct
{
  const char *about;
  const char *capability;
  gboolean expunges;
} Server;

static const Server servers[] = {
  { "all", NULL, TRUE },
  { "uidplus", WITH_UIDPLUS, TRUE },
  { "plain", PLAIN_SERVER, FALSE },
};

static MailServer *
start (const Server *kind)
{
  return kind->capability != NULL
             ? mail_server_start ("dovecot", "--capability", kind->capability, NULL)
             : mail_server_start ("dovecot", NULL);
}

static TocsinMailStore *
open_plain (MailServer *server)
{
  g_autofree char *port = g_strdup_printf ("port=%u", mail_server_get_port (server));

  return account_open (server, "alice", port, "encryption.mode=none",
                       "encryption.allow-cleartext=true", NULL);
}

static GPtrArray *
all_messages (TocsinMailStore *store, const char *folder)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *refs = tocsin_mail_store_search (store, folder, NULL, NULL, &error);

  g_assert_no_error (error);

  return refs;
}

static void
deliver_three (MailServer *server)
{
  mail_server_deliver (server, "alice", "INBOX", "Subject: one\n\n1\n");
  mail_server_deliver (server, "alice", "INBOX", "Subject: two\n\n2\n");
  mail_server_deliver (server, "alice", "INBOX", "Subject: three\n\n3\n");
}

static char *
look (MailServer *server, const char *command)
{
  g_autofree char *commands = g_strdup_printf ("a SELECT INBOX\r\nb %s\r\nc LOGOUT\r\n", command);

  return mail_server_imap (server, "alice", commands);
}

static void
test_flags (gconstpointer data)
{
  g_autoptr (MailServer) server = start (data);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (GPtrArray) refs = NULL;
  g_autofree char *flags = NULL;

  if (server == NULL)
    return;
  deliver_three (server);
  store = open_plain (server);
  refs = all_messages (store, "INBOX");
  g_ptr_array_remove_index (refs, 1);
  account_apply (store, refs, TOCSIN_MAIL_MARK_READ, NULL, FALSE, NULL);
  account_apply (store, refs, TOCSIN_MAIL_FLAG, NULL, FALSE, NULL);
  account_apply (store, refs, TOCSIN_MAIL_ADD_KEYWORD, "booked", FALSE, NULL);
  account_apply (store, refs, TOCSIN_MAIL_UNFLAG, NULL, FALSE, NULL);

  flags = look (server, "UID SEARCH SEEN KEYWORD booked UNFLAGGED");
  g_assert_nonnull (strstr (flags, "SEARCH 1 3"));
}

/* The server says where messages went only with UIDPLUS; without it the result is "not known". */
static void
test_move (gconstpointer data)
{
  const Server *kind = data;
  g_autoptr (MailServer) server = start (kind);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GPtrArray) there = NULL;
  g_autoptr (GPtrArray) here = NULL;
  g_autofree char *marked = NULL;

  if (server == NULL)
    return;
  deliver_three (server);
  /* Somebody else's mark, which is none of our business. */
  g_free (look (server, "UID STORE 2 +FLAGS (\\Deleted)"));
  store = open_plain (server);
  refs = all_messages (store, "INBOX");
  g_ptr_array_set_size (refs, 1);
  account_apply (store, refs, TOCSIN_MAIL_MOVE, "Done/Büro", TRUE, &results);

  there = all_messages (store, "Done/B&APw-ro");
  g_assert_cmpuint (there->len, ==, 1);
  g_assert_cmpuint (results->len, ==, 1);
  /* Without UIDPLUS this server tells all the same; another would not. */
  if (kind->expunges || g_ptr_array_index (results, 0) != NULL)
    g_assert_cmpstr (((TocsinMessageRef *) g_ptr_array_index (results, 0))->key, ==,
                     ((TocsinMessageRef *) g_ptr_array_index (there, 0))->key);

  here = all_messages (store, "INBOX");
  g_assert_cmpuint (here->len, ==, kind->expunges ? 2 : 3);
  marked = look (server, "UID SEARCH DELETED");
  g_assert_nonnull (strstr (marked, kind->expunges ? "SEARCH 2" : "SEARCH 1 2"));
}

static void
test_delete (gconstpointer data)
{
  const Server *kind = data;
  g_autoptr (MailServer) server = start (kind);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (GPtrArray) refs = NULL;
  g_autofree char *marked = NULL;

  if (server == NULL)
    return;
  deliver_three (server);
  g_free (look (server, "UID STORE 2 +FLAGS (\\Deleted)"));
  store = open_plain (server);
  refs = all_messages (store, "INBOX");
  g_ptr_array_remove_index (refs, 1);
  account_apply (store, refs, TOCSIN_MAIL_DELETE, NULL, FALSE, NULL);
  /* Twice is once. */
  account_apply (store, refs, TOCSIN_MAIL_DELETE, NULL, FALSE, NULL);

  marked = look (server, "UID SEARCH ALL");
  g_assert_nonnull (strstr (marked, kind->expunges ? "SEARCH 2\r\n" : "SEARCH 1 2 3\r\n"));
}

static void
test_append (gconstpointer data)
{
  static const char message[] = "Subject: stored\r\n\r\nbody\r\n";
  g_autoptr (MailServer) server = start (data);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (GInputStream) input =
      g_memory_input_stream_new_from_data (message, strlen (message), NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GPtrArray) fetched = NULL;

  if (server == NULL)
    return;
  store = open_plain (server);
  tocsin_mail_store_append (store, "INBOX", input, strlen (message), NULL, &error);
  g_assert_no_error (error);
  refs = all_messages (store, "INBOX");
  fetched = account_fetch (store, refs, TOCSIN_MAIL_PARTS_RAW | TOCSIN_MAIL_PARTS_FLAGS);
  g_assert_cmpuint (fetched->len, ==, 1);
  g_assert_cmpstr (((Fetched *) g_ptr_array_index (fetched, 0))->raw->str, ==, message);

  g_seekable_seek (G_SEEKABLE (input), 0, G_SEEK_SET, NULL, NULL);
  g_assert_false (
      tocsin_mail_store_append (store, "Nowhere", input, strlen (message), NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
}

static void
test_missing_folder (void)
{
  g_autoptr (MailServer) server = mail_server_start ("dovecot", NULL);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (TocsinMailChanges) changes = NULL;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  store = open_plain (server);
  changes = tocsin_mail_store_changes (store, "Nowhere", NULL, NULL, 0, NULL, &error);
  g_assert_null (changes);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
  g_assert_nonnull (tocsin_error_get_server_text (error));
}

static void
test_gone (void)
{
  g_autoptr (MailServer) server = mail_server_start ("dovecot", NULL);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GPtrArray) fetched = NULL;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  deliver_three (server);
  store = open_plain (server);
  tocsin_mail_store_create_folder (store, "Other", NULL, &error);
  g_assert_no_error (error);
  refs = all_messages (store, "INBOX");
  g_free (look (server, "UID STORE 2 +FLAGS (\\Deleted)\r\nd EXPUNGE"));
  /* A session that has just looked would see it a moment longer, so it looks elsewhere first. */
  g_ptr_array_unref (all_messages (store, "Other"));
  fetched = account_fetch (store, refs, TOCSIN_MAIL_PARTS_HEADERS | TOCSIN_MAIL_PARTS_STRUCTURE);
  g_assert_cmpuint (fetched->len, ==, 3);
  g_assert_true (((Fetched *) g_ptr_array_index (fetched, 2))->gone);
}

static void
test_new_identity (void)
{
  g_autoptr (MailServer) server = mail_server_start ("dovecot", NULL);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (GVariant) cursor = NULL;
  g_autoptr (GVariant) kept = NULL;
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (TocsinMailChanges) begin = NULL;
  g_autoptr (TocsinMailChanges) all = NULL;
  g_autoptr (TocsinMailChanges) more = NULL;
  g_autoptr (TocsinMailChanges) end = NULL;
  g_autoptr (GError) error = NULL;
  TocsinMailOperation seen = { TOCSIN_MAIL_MARK_READ };

  if (server == NULL)
    return;
  store = open_plain (server);
  tocsin_mail_store_create_folder (store, "Box", NULL, &error);
  g_assert_no_error (error);
  mail_server_deliver (server, "alice", "Box", "Subject: one\n\n1\n");
  refs = all_messages (store, "Box");
  begin = account_changes (store, "Box", &cursor);
  g_free (look (server, "DELETE Box\r\nd CREATE Box"));
  mail_server_deliver (server, "alice", "Box", "Subject: one\n\n1\n");
  mail_server_deliver (server, "alice", "Box", "Subject: two\n\n2\n");
  mail_server_deliver (server, "alice", "Box", "Subject: three\n\n3\n");

  all = tocsin_mail_store_changes (store, "Box", cursor, NULL, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (all->rebuilt && all->more);
  g_assert_cmpuint (all->refs->len, ==, 2);
  more = tocsin_mail_store_changes (store, "Box", all->cursor, NULL, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (more->rebuilt && !more->more);
  g_assert_cmpuint (more->refs->len, ==, 1);
  end = tocsin_mail_store_changes (store, "Box", more->cursor, NULL, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (end->rebuilt);
  g_assert_cmpuint (end->refs->len, ==, 0);

  /* An old number must never hit a new message. */
  g_assert_false (tocsin_mail_store_apply (store, refs, &seen, NULL, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_UIDVALIDITY_CHANGED);
}

static void
add (const char *name, GTestDataFunc func)
{
  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/imap4/live/%s/%s", name, servers[i].about);

      g_test_add_data_func (path, &servers[i], func);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("flags", test_flags);
  add ("move", test_move);
  add ("delete", test_delete);
  add ("append", test_append);
  g_test_add_func ("/imap4/live/missing-folder", test_missing_folder);
  g_test_add_func ("/imap4/live/gone", test_gone);
  g_test_add_func ("/imap4/live/new-identity", test_new_identity);

  return g_test_run ();
}
