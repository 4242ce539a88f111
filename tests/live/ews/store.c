/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <string.h>

#include "core/base/error.h"
#include "tests/live/ews/office.h"

#define LETTER(subject)                                                                            \
  "From: Bob <bob@example.org>\r\nTo: alice@example.org\r\nSubject: " subject                      \
  "\r\nMessage-ID: <" subject "@example.org>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n\r\n"     \
  "The text of " subject ".\r\n"

/* One server for all that need nothing particular of it, and a mailbox for each. */
static MailServer *common;

static MailServer *
get_common (void)
{
  if (common == NULL)
    common = mail_server_start ("ews", "--users", "alice,bob,carol,dave,erin,fred,gina,hank", NULL);

  return common;
}

static void
deliver_to (MailServer *server, const char *user, const char *subject)
{
  g_autofree char *letter =
      g_strdup_printf ("From: Bob <bob@example.org>\r\nTo: alice@example.org\r\nSubject: %s\r\n"
                       "Message-ID: <%s@example.org>\r\n\r\nThe text of %s.\r\n",
                       subject, subject, subject);

  mail_server_deliver (server, user, "inbox", letter);
}

static void
test_folders (void)
{
  MailServer *server = get_common ();
  g_autoptr (TocsinEwsConnection) self = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL, *again = NULL, *slash = NULL;

  if (server == NULL)
    return;
  self = office_open (server, "alice@example.org", NULL);
  g_assert_true (tocsin_mail_store_create_folder (TOCSIN_MAIL_STORE (self), "INBOX/Projects/2026",
                                                  NULL, &error));
  g_assert_no_error (error);
  g_assert_true (
      tocsin_mail_store_create_folder (TOCSIN_MAIL_STORE (self), "In∕Out", NULL, &error));
  g_assert_no_error (error);
  folders = tocsin_mail_store_list_folders (TOCSIN_MAIL_STORE (self), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((TocsinFolder *) g_ptr_array_index (folders, 0))->name, ==, "INBOX");
  for (guint i = 0; i < folders->len; i++)
    g_assert_cmpstr (((TocsinFolder *) g_ptr_array_index (folders, i))->name, !=, "Calendar");

  id = office_find (self, "INBOX/Projects/2026");
  slash = office_find (self, "In∕Out");
  /* What is there is not made again, in whatever letters. */
  g_assert_true (tocsin_mail_store_create_folder (TOCSIN_MAIL_STORE (self), "inbox/projects/2026",
                                                  NULL, &error));
  g_assert_no_error (error);
  again = office_find (self, "INBOX/Projects/2026");
  g_assert_cmpstr (id, ==, again);
  g_free (office_find (self, "role:trash"));
  g_free (office_find (self, "role:sent"));
}

/* Whatever the server forgets, nothing is told twice and nothing is left out. */
static void
test_changes (void)
{
  MailServer *server = get_common ();
  g_autoptr (TocsinEwsConnection) self = NULL;
  g_autoptr (GVariant) cursor = NULL;
  g_autofree char *inbox = NULL;
  static const struct
  {
    const char *why;
    const char *forget;
    const char *fault;
    const char *delivered;
    const char *news;
  } rows[] = {
    { "what is there is not new", NULL, NULL, NULL, "" },
    { "oldest first", NULL, NULL, "one,two", "one,two" },
    { "nothing happened", NULL, NULL, NULL, "" },
    { "the state is lost", "states", NULL, NULL, "" },
    { "the state is lost, and mail came", "states", NULL, "three", "three" },
    { "the server begins anew without a word", NULL, "SyncFolderItems*1=resync", "four", "four" },
    { "it says that it knows the state no more", NULL, "SyncFolderItems*1=forget", "five", "five" },
    { "a reference to no character", NULL, "Any=zero", "seven", "seven" },
    { "a byte order mark", NULL, "Any=bom", "eight", "eight" },
    { "elements under other names", NULL, "Any=renamed", "nine", "nine" },
    { "elements of another age", NULL, "Any=unknown", "ten", "ten" },
  };

  if (server == NULL)
    return;
  self = office_open (server, "bob@example.org", NULL);
  deliver_to (server, "bob", "before");
  inbox = office_find (self, "INBOX");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) subjects =
          g_strsplit (rows[i].delivered != NULL ? rows[i].delivered : "", ",", -1);
      g_autofree char *news = NULL;

      g_test_message ("%s", rows[i].why);
      for (char **subject = subjects; *subject != NULL; subject++)
        deliver_to (server, "bob", *subject);
      if (rows[i].forget != NULL)
        g_free (mail_server_run (server, "forget", rows[i].forget, NULL));
      if (rows[i].fault != NULL)
        office_fault (server, rows[i].fault);
      news = office_news (self, inbox, &cursor, 0);
      g_assert_cmpstr (news, ==, rows[i].news);
      if (rows[i].fault != NULL)
        g_free (mail_server_run (server, "soap-fault", NULL));
    }
}

/* A few at a time, also where all is gone through again. */
static void
test_changes_in_portions (void)
{
  MailServer *server = get_common ();
  g_autoptr (TocsinEwsConnection) self = NULL;
  g_autoptr (GVariant) cursor = NULL;
  g_autofree char *inbox = NULL;

  if (server == NULL)
    return;
  self = office_open (server, "carol@example.org", NULL);
  inbox = office_find (self, "INBOX");
  for (guint lost = 0; lost < 2; lost++)
    {
      g_autoptr (GString) all = g_string_new (NULL);
      gboolean more = TRUE;

      g_free (office_news (self, inbox, &cursor, 0));
      for (guint i = 0; i < 5; i++)
        {
          g_autofree char *subject = g_strdup_printf ("m%u", i);

          deliver_to (server, "carol", subject);
        }
      if (lost)
        g_free (mail_server_run (server, "forget", "states", NULL));
      while (more)
        {
          g_autofree char *news = office_news (self, inbox, &cursor, 2);
          g_autoptr (TocsinEwsConnection) other = NULL;

          more = g_str_has_suffix (news, "…");
          g_string_append_printf (all, "%.*s;", (int) strcspn (news, "\xe2"), news);
          /* Whoever goes on need not be who began. */
          other = office_open (server, "carol@example.org", NULL);
          g_object_unref (self);
          self = g_steal_pointer (&other);
        }
      g_test_message ("%s", all->str);
      g_string_replace (all, ";", ",", 0);
      g_string_replace (all, ",,", ",", 0);
      g_assert_cmpstr (all->str, ==, "m0,m1,m2,m3,m4,");
    }
}

static void
test_fetch (void)
{
  MailServer *server = get_common ();
  g_autoptr (TocsinEwsConnection) self = NULL;
  g_autoptr (GPtrArray) first = NULL, both = NULL;
  g_autofree char *inbox = NULL, *raw = NULL, *gone = NULL, *rebuilt = NULL;
  TocsinMessageRef *plain, *parts;

  if (server == NULL)
    return;
  self = office_open (server, "dave@example.org", NULL);
  inbox = office_find (self, "INBOX");
  mail_server_deliver (server, "dave", "inbox", LETTER ("plain"));
  first = office_refs (self, inbox);
  g_assert_cmpuint (first->len, ==, 1);
  plain = g_ptr_array_index (first, 0);
  mail_server_deliver (
      server, "dave", "inbox",
      "From: bob@example.org\r\nTo: alice@example.org\r\nSubject: parts\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n"
      "Words within.\r\n--x\r\nContent-Type: application/pdf; name=a.pdf\r\n"
      "Content-Disposition: attachment; filename=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
      "JVBERi0xLjQK\r\n--x--\r\n");
  both = office_refs (self, inbox);
  g_assert_cmpuint (both->len, ==, 2);
  parts = g_ptr_array_index (both, 0);
  if (g_str_equal (parts->key, plain->key))
    parts = g_ptr_array_index (both, 1);
  raw = office_raw (self, plain);
  g_assert_cmpstr (raw, ==, LETTER ("plain"));

  /* What the server can't write is written here. */
  office_fault (server, "GetItem.mime=code:ErrorMimeContentConversionFailed");
  rebuilt = office_raw (self, parts);
  g_assert_nonnull (strstr (rebuilt, "Subject: parts"));
  g_assert_nonnull (strstr (rebuilt, "Words within."));
  g_assert_nonnull (strstr (rebuilt, "a.pdf"));
  g_assert_nonnull (strstr (rebuilt, "JVBERi0xLjQK"));
  g_free (mail_server_run (server, "soap-fault", NULL));

  g_free (mail_server_run (server, "delete", "--user", "dave", "--subject", "plain", "--how",
                           "HardDelete", NULL));
  gone = office_raw (self, plain);
  g_assert_cmpstr (gone, ==, "(gone)");
}

/* A message of which the server says nothing but that it can't must not keep us from the others. */
static void
test_one_bad_message (void)
{
  MailServer *server = get_common ();
  g_autoptr (TocsinEwsConnection) self = NULL;
  g_autoptr (GPtrArray) refs = NULL;
  g_autofree char *inbox = NULL;
  TocsinMailSink sink = { .message = NULL };
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  self = office_open (server, "erin@example.org", NULL);
  inbox = office_find (self, "INBOX");
  deliver_to (server, "erin", "bad");
  refs = office_refs (self, inbox);
  office_fault (server, "GetItem:bad=code:ErrorInternalServerError");
  g_assert_false (tocsin_mail_store_fetch (TOCSIN_MAIL_STORE (self), refs,
                                           TOCSIN_MAIL_PARTS_HEADERS, &sink, NULL, &error));
  g_assert_true (tocsin_mail_is_about_one_message (error));
  g_free (mail_server_run (server, "soap-fault", NULL));
}

static void
test_write (void)
{
  MailServer *server = get_common ();
  g_autoptr (TocsinEwsConnection) self = NULL;
  g_autoptr (GPtrArray) refs = NULL, moved = NULL, gone = NULL;
  g_autofree char *inbox = NULL, *found = NULL, *in_done = NULL, *in_inbox = NULL, *in_trash = NULL,
                  *unflagged = NULL;

  if (server == NULL)
    return;
  self = office_open (server, "fred@example.org", NULL);
  inbox = office_find (self, "INBOX");
  deliver_to (server, "fred", "one");
  deliver_to (server, "fred", "two");
  refs = office_refs (self, inbox);
  office_apply (self, refs, TOCSIN_MAIL_MARK_READ, NULL, NULL);
  office_apply (self, refs, TOCSIN_MAIL_FLAG, NULL, NULL);
  office_apply (self, refs, TOCSIN_MAIL_ADD_KEYWORD, "booked", NULL);
  office_apply (self, refs, TOCSIN_MAIL_ADD_KEYWORD, "second", NULL);
  office_apply (self, refs, TOCSIN_MAIL_REMOVE_KEYWORD, "Booked", NULL);
  found = office_search (self, inbox, "is:read is:flagged keyword:second -keyword:booked");
  g_assert_cmpstr (found, ==, "one,two");
  office_apply (self, refs, TOCSIN_MAIL_UNFLAG, NULL, NULL);
  office_apply (self, refs, TOCSIN_MAIL_MARK_UNREAD, NULL, NULL);
  office_apply (self, refs, TOCSIN_MAIL_REMOVE_KEYWORD, "second", NULL);
  unflagged = office_search (self, inbox, "is:unread -is:flagged -keyword:second");
  g_assert_cmpstr (unflagged, ==, "one,two");

  office_apply (self, refs, TOCSIN_MAIL_COPY, "Copies", NULL);
  office_apply (self, refs, TOCSIN_MAIL_MOVE, "Done", &moved);
  g_assert_cmpuint (moved->len, ==, 2);
  in_done = office_list (server, "fred", "Done");
  g_assert_cmpstr (in_done, ==, "one,two");
  in_inbox = office_list (server, "fred", "inbox");
  g_assert_cmpstr (in_inbox, ==, "");
  /* Those that are gone are no trouble. */
  office_apply (self, refs, TOCSIN_MAIL_MARK_READ, NULL, &gone);
  g_assert_null (g_ptr_array_index (gone, 0));

  office_apply (self, moved, TOCSIN_MAIL_DELETE, NULL, NULL);
  in_trash = office_list (server, "fred", "deleteditems");
  g_assert_cmpstr (in_trash, ==, "one,two");
}

static void
test_append (void)
{
  MailServer *server = get_common ();
  g_autoptr (TocsinEwsConnection) self = NULL;
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (LETTER ("filed"), strlen (LETTER ("filed")), NULL);
  g_autofree char *inbox = NULL, *found = NULL;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  self = office_open (server, "gina@example.org", NULL);
  inbox = office_find (self, "INBOX");
  g_assert_true (tocsin_mail_store_append (TOCSIN_MAIL_STORE (self), inbox, stream,
                                           strlen (LETTER ("filed")), NULL, &error));
  g_assert_no_error (error);
  found = office_search (self, inbox, "subject:filed -is:draft");
  g_assert_cmpstr (found, ==, "filed");
}

/* By one's own rights, as somebody else, and without any right. */
static void
test_other_mailboxes (void)
{
  g_autoptr (MailServer) server =
      mail_server_start ("ews", "--grant", "bob:alice@example.org:full", "--grant",
                         "carol:alice@example.org:impersonate", NULL);
  g_autoptr (TocsinEwsConnection) by_right = NULL, as_other = NULL, closed = NULL;
  g_autofree char *inbox = NULL, *same = NULL, *found = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  deliver_to (server, "alice", "hers");
  by_right =
      office_open (server, "bob@example.org", "authentication.mailbox=alice@example.org", NULL);
  as_other = office_open (server, "carol@example.org", "authentication.access=impersonate",
                          "authentication.mailbox=alice@example.org", NULL);
  closed =
      office_open (server, "bob@example.org", "authentication.mailbox=carol@example.org", NULL);
  inbox = office_find (by_right, "INBOX");
  found = office_search (by_right, inbox, "subject:hers");
  g_assert_cmpstr (found, ==, "hers");
  same = office_find (as_other, "INBOX");
  g_assert_cmpstr (inbox, ==, same);
  none = tocsin_mail_store_list_folders (TOCSIN_MAIL_STORE (closed), NULL, &error);
  g_assert_null (none);
  g_test_message ("%s", error->message);
  g_assert_true (error->code == TOCSIN_ERROR_MAILBOX_NO_PERMISSION
                 || error->code == TOCSIN_ERROR_MAILBOX_MISSING);
}

/* An older server than the settings say, and several behind one address. */
static void
test_versions (void)
{
  static const char *const versions[] = { "2010_SP2", "2010", "2007_SP1",
                                          "2016,2013_SP1,2010_SP2" };

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autoptr (MailServer) server = mail_server_start ("ews", "--versions", versions[i], NULL);
      g_autoptr (TocsinEwsConnection) self = NULL;
      g_autofree char *inbox = NULL, *found = NULL;

      if (server == NULL)
        return;
      g_test_message ("%s", versions[i]);
      self = office_open (server, "alice@example.org", "exchange.exchange-version=2013", NULL);
      deliver_to (server, "alice", "any");
      inbox = office_find (self, "INBOX");
      found = office_search (self, inbox, "subject:any is:unread");
      g_assert_cmpstr (found, ==, "any");
    }
}

/* What is asked too often is asked later, and what waits long says for how long. */
static void
test_throttling (void)
{
  MailServer *server = get_common ();
  g_autoptr (TocsinEwsConnection) self = NULL;
  g_autoptr (GPtrArray) folders = NULL, none = NULL;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  self = office_open (server, "hank@example.org", NULL);
  office_fault (server, "FindFolder*1=busy:100");
  folders = tocsin_mail_store_list_folders (TOCSIN_MAIL_STORE (self), NULL, &error);
  g_assert_no_error (error);
  office_fault (server, "FindFolder*1=busy:300000");
  none = tocsin_mail_store_list_folders (TOCSIN_MAIL_STORE (self), NULL, &error);
  g_assert_null (none);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_THROTTLED);
  g_assert_cmpint (tocsin_error_get_retry_after (error), >, 200);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/store/folders", test_folders);
  g_test_add_func ("/ews/store/changes", test_changes);
  g_test_add_func ("/ews/store/changes-in-portions", test_changes_in_portions);
  g_test_add_func ("/ews/store/fetch", test_fetch);
  g_test_add_func ("/ews/store/one-bad-message", test_one_bad_message);
  g_test_add_func ("/ews/store/write", test_write);
  g_test_add_func ("/ews/store/append", test_append);
  g_test_add_func ("/ews/store/other-mailboxes", test_other_mailboxes);
  g_test_add_func ("/ews/store/versions", test_versions);
  g_test_add_func ("/ews/store/throttling", test_throttling);

  result = g_test_run ();
  g_clear_pointer (&common, mail_server_free);

  return result;
}
