/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/mail/mail-search.h"
#include "plugins/pop3/connection.h"
#include "tests/servers/mail-server.h"

#include <string.h>

/* Everything against Dovecot and Cyrus, whose POP3 servers have nothing in common. */

static TocsinMailStore *
open_store (MailServer *server, const char *first, ...)
{
  g_autoptr (GPtrArray) assignments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (GError) error = NULL;
  va_list args;

  g_ptr_array_add (assignments, g_strconcat ("address=", mail_server_get (server, "HOST"), NULL));
  g_ptr_array_add (assignments, g_strconcat ("port=", mail_server_get (server, "POP3_PORT"), NULL));
  g_ptr_array_add (assignments, g_strdup ("encryption.mode=starttls"));
  g_ptr_array_add (assignments, g_strdup ("authentication.username=alice"));
  g_ptr_array_add (assignments, g_strconcat ("authentication.password=file:",
                                             mail_server_get (server, "PASSWORD_FILE"), NULL));
  g_ptr_array_add (assignments,
                   g_strconcat ("encryption.ca-file=", mail_server_get (server, "CA_FILE"), NULL));
  va_start (args, first);
  for (const char *more = first; more != NULL; more = va_arg (args, const char *))
    g_ptr_array_add (assignments, g_strdup (more));
  va_end (args);
  g_ptr_array_add (assignments, NULL);

  settings = tocsin_connection_settings_new_from_assignments (
      "live", "pop3", (const char *const *) assignments->pdata, &error);
  g_assert_no_error (error);

  return g_object_new (TOCSIN_TYPE_POP3_CONNECTION, "settings", settings, NULL);
}

static TocsinMailChanges *
look (TocsinMailStore *store, GVariant **cursor)
{
  g_autoptr (GError) error = NULL;
  TocsinMailChanges *changes =
      tocsin_mail_store_changes (store, "INBOX", *cursor, NULL, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_false (changes->rebuilt);
  g_clear_pointer (cursor, g_variant_unref);
  *cursor = g_variant_ref (changes->cursor);

  return changes;
}

static gboolean
write_bytes (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  g_string_append_len (user_data, bytes, (gssize) length);

  return TRUE;
}

static gboolean
take_message (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  if (message == NULL)
    g_string_append (user_data, "gone;");
  else if (*tocsin_message_get_subject (message) != '\0')
    g_string_append_printf (user_data, "%s;", tocsin_message_get_subject (message));

  return TRUE;
}

static char *
fetch (TocsinMailStore *store, GPtrArray *refs, TocsinMailParts parts)
{
  g_autoptr (GString) text = g_string_new (NULL);
  TocsinMailSink sink = { NULL, write_bytes, take_message, text };
  g_autoptr (GError) error = NULL;

  tocsin_mail_store_fetch (store, refs, parts, &sink, NULL, &error);
  g_assert_no_error (error);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
remove_first (TocsinMailStore *store, GPtrArray *refs)
{
  TocsinMailOperation operation = { TOCSIN_MAIL_DELETE, NULL, FALSE };
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (one, g_ptr_array_index (refs, 0));
  tocsin_mail_store_apply (store, one, &operation, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* What comes is seen in the next look, is removed when somebody says so, and nothing else is. */
static void
test_mail (gconstpointer kind)
{
  g_autoptr (MailServer) server = mail_server_start (kind, "--pop3", NULL);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (GVariant) cursor = NULL;
  g_autoptr (TocsinMailChanges) before = NULL;
  g_autoptr (TocsinMailChanges) after = NULL;
  g_autoptr (TocsinMailChanges) last = NULL;
  g_autofree char *headers = NULL;
  g_autofree char *raw = NULL;
  g_autofree char *left = NULL;

  if (server == NULL)
    return;
  store = open_store (server, NULL, NULL);
  mail_server_deliver (server, "alice", "INBOX", "Subject: old\n\nold\n");
  before = look (store, &cursor);
  g_assert_cmpuint (before->refs->len, ==, 0);
  tocsin_mail_store_rest (store, NULL);

  mail_server_deliver (server, "alice", "INBOX", "Subject: one\n\n.one\n..\n.\nend\n");
  mail_server_deliver (server, "alice", "INBOX", "Subject: two\n\ntwo\n");
  after = look (store, &cursor);
  g_assert_cmpuint (after->refs->len, ==, 2);
  headers = fetch (store, after->refs, TOCSIN_MAIL_PARTS_HEADERS);
  g_assert_cmpstr (headers, ==, "one;two;");
  raw = fetch (store, after->refs, TOCSIN_MAIL_PARTS_RAW);
  g_assert_cmpstr (raw, ==,
                   "Subject: one\r\n\r\n.one\r\n..\r\n.\r\nend\r\nSubject: two\r\n\r\ntwo\r\n");
  tocsin_mail_store_rest (store, NULL);

  remove_first (store, after->refs);
  remove_first (store, after->refs);
  last = look (store, &cursor);
  g_assert_cmpuint (last->refs->len, ==, 0);
  left = fetch (store, after->refs, TOCSIN_MAIL_PARTS_HEADERS);
  g_assert_cmpstr (left, ==, "gone;two;");
  g_clear_pointer (&left, g_free);
  tocsin_mail_store_rest (store, NULL);

  left = mail_server_imap (
      server, "alice",
      "1 SELECT INBOX\r\n2 FETCH 1:* BODY[HEADER.FIELDS (Subject)]\r\n3 LOGOUT\r\n");
  g_assert_nonnull (strstr (left, "Subject: old"));
  g_assert_null (strstr (left, "Subject: one"));
  g_assert_nonnull (strstr (left, "Subject: two"));
}

/* While the server is away nothing is lost, and afterwards nothing is told twice. */
static void
test_restart (gconstpointer kind)
{
  g_autoptr (MailServer) server = mail_server_start (kind, "--pop3", NULL);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (GVariant) cursor = NULL;
  g_autoptr (TocsinMailChanges) before = NULL;
  g_autoptr (TocsinMailChanges) after = NULL;
  TocsinMailChanges *none;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  store = open_store (server, NULL, NULL);
  mail_server_deliver (server, "alice", "INBOX", "Subject: old\n\nold\n");
  before = look (store, &cursor);
  tocsin_mail_store_rest (store, NULL);
  mail_server_stop (server);
  none = tocsin_mail_store_changes (store, "INBOX", cursor, NULL, 0, NULL, &error);
  g_assert_null (none);
  g_assert_true (tocsin_error_is_network (error));
  mail_server_restart (server);
  mail_server_deliver (server, "alice", "INBOX", "Subject: new\n\nnew\n");
  tocsin_mail_store_rest (store, NULL);
  after = look (store, &cursor);
  g_assert_cmpuint (after->refs->len, ==, 1);
}

static void
expect_test (MailServer *server, const char *setting, const char *other, int code)
{
  g_autoptr (TocsinMailStore) store = open_store (server, setting, other, NULL);
  g_autoptr (GError) error = NULL;

  tocsin_connection_test (TOCSIN_CONNECTION (store), NULL, NULL, NULL, &error);
  if ((error != NULL ? error->code : -1) != code)
    g_test_fail_printf ("%s: %s", setting, error != NULL ? error->message : "nothing went wrong");
}

static void
test_sign_in (gconstpointer kind)
{
  static const char *const ways[] = {
    "authentication.mechanisms=PLAIN",         "authentication.mechanisms=LOGIN",
    "authentication.mechanisms=CRAM-MD5",      "authentication.mechanisms=SCRAM-SHA-1",
    "authentication.mechanisms=SCRAM-SHA-256",
  };
  g_autoptr (MailServer) server = mail_server_start (kind, "--pop3", NULL);
  g_autofree char *port = NULL;

  if (server == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    expect_test (server, ways[i], NULL, -1);
  port = g_strconcat ("port=", mail_server_get (server, "POP3S_PORT"), NULL);
  expect_test (server, port, "encryption.mode=implicit", -1);
  expect_test (server, "authentication.username=nobody", NULL, TOCSIN_ERROR_AUTH_REJECTED);
}

static gboolean
count_found (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  ++*(guint *) user_data;

  return TRUE;
}

/* Questions that the headers answer, that the structure does and that the text does. */
static void
test_search (gconstpointer kind)
{
  static const struct
  {
    const char *query;
    guint found;
  } rows[] = {
    { "subject:invoice", 2 },
    { "has:attachment", 1 },
    { "filename:bill.pdf", 1 },
    { "body:hidden", 1 },
    { "subject:invoice -has:attachment", 1 },
    { "is:unread", 3 },
    { "larger:2k", 1 },
    { "from:nobody", 0 },
  };
  g_autoptr (MailServer) server = mail_server_start (kind, "--pop3", NULL);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autofree char *filler = g_strnfill (3000, 'x');
  g_autofree char *large = g_strconcat ("Subject: large\n\n", filler, "\n", NULL);

  if (server == NULL)
    return;
  mail_server_deliver (server, "alice", "INBOX", "Subject: Invoice 1\n\nhidden words\n");
  mail_server_deliver (server, "alice", "INBOX",
                       "Subject: Invoice 2\nMIME-Version: 1.0\n"
                       "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nsee there\n--x\n"
                       "Content-Type: application/pdf\n"
                       "Content-Disposition: attachment; filename=bill.pdf\n\nPDF\n--x--\n");
  mail_server_deliver (server, "alice", "INBOX", large);
  store = open_store (server, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinQuery) query = tocsin_query_parse (rows[i].query, &error);
      guint found = 0;

      g_assert_no_error (error);
      tocsin_mail_search (store, "INBOX", query, g_get_real_time (), count_found, &found, NULL,
                          &error);
      g_assert_no_error (error);
      if (found != rows[i].found)
        g_test_fail_printf ("%s: found %u", rows[i].query, found);
    }
}

/* Two connections with other settings share no session: the second is told to come back, and gets
 * in when the first has ended. */
static void
test_lock (void)
{
  g_autoptr (MailServer) server =
      mail_server_start ("dovecot", "--pop3", "--set", "pop3_lock_session=yes", NULL);
  g_autoptr (TocsinMailStore) first = NULL;
  g_autoptr (TocsinMailStore) second = NULL;
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  first = open_store (server, NULL, NULL);
  second = open_store (server, "limits.linger=4", NULL);
  refs = tocsin_mail_store_search (first, "INBOX", NULL, NULL, &error);
  g_assert_no_error (error);
  g_clear_pointer (&refs, g_ptr_array_unref);
  refs = tocsin_mail_store_search (second, "INBOX", NULL, NULL, &error);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY);
  g_clear_error (&error);
  tocsin_mail_store_rest (first, NULL);
  refs = tocsin_mail_store_search (second, "INBOX", NULL, NULL, &error);
  g_assert_no_error (error);
}

/* A server that wants a while from one sign-in to the next: we keep to it, and others are told. */
static void
test_login_delay (void)
{
  g_autoptr (MailServer) server =
      mail_server_start ("cyrus", "--pop3", "--set", "popminpoll=10", NULL);
  g_autoptr (TocsinMailStore) first = NULL;
  g_autoptr (TocsinMailStore) second = NULL;
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  first = open_store (server, NULL, NULL);
  second = open_store (server, "limits.linger=4", NULL);
  refs = tocsin_mail_store_search (first, "INBOX", NULL, NULL, &error);
  g_assert_no_error (error);
  g_clear_pointer (&refs, g_ptr_array_unref);
  g_assert_cmpuint (tocsin_mail_store_rest (first, NULL), >, 500);
  refs = tocsin_mail_store_search (first, "INBOX", NULL, NULL, &error);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY);
  g_assert_cmpint (tocsin_error_get_retry_after (error), >, 500);
  g_clear_error (&error);
  refs = tocsin_mail_store_search (second, "INBOX", NULL, NULL, &error);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY);
  g_assert_cmpstr (tocsin_error_get_response_code (error), ==, "LOGIN-DELAY");
}

static void
add (const char *path, GTestDataFunc func)
{
  static const char *const kinds[] = { "dovecot", "cyrus" };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *name = g_strdup_printf ("/pop3/live/%s/%s", kinds[i], path);

      g_test_add_data_func (name, kinds[i], func);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("mail", test_mail);
  add ("restart", test_restart);
  add ("sign-in", test_sign_in);
  add ("search", test_search);
  g_test_add_func ("/pop3/live/dovecot/lock", test_lock);
  g_test_add_func ("/pop3/live/cyrus/login-delay", test_login_delay);

  return g_test_run ();
}
