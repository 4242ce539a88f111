/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/live/graph/office.h"

#include <string.h>

/* What fires and what does not: the same mailbox seen over and over, with others busy in it. */

#define LETTER(subject)                                                                            \
  "From: Ada <ada@example.org>\n"                                                                  \
  "To: alice@example.org\n"                                                                        \
  "Subject: " subject "\n"                                                                         \
  "Date: Sat, 21 Nov 2026 10:00:00 +0000\n"                                                        \
  "Message-ID: <" subject "@example.org>\n"                                                        \
  "\n"                                                                                             \
  "Text of " subject "\n"

typedef struct
{
  Office office;
  TocsinMailStore *store;
  char *inbox;
  GVariant *cursor;
} Box;

static void
box_clear (Box *self)
{
  g_clear_object (&self->store);
  g_clear_pointer (&self->inbox, g_free);
  g_clear_pointer (&self->cursor, g_variant_unref);
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

static void
assert_news (Box *self, const char *subjects)
{
  g_autoptr (TocsinMailChanges) changes = office_look (self->store, self->inbox, &self->cursor);
  g_autofree char *seen = office_subjects (self->store, changes->refs);

  g_assert_false (changes->rebuilt);
  g_assert_cmpstr (seen, ==, subjects);
}

static void
reconnect (Box *self)
{
  g_object_unref (self->store);
  self->store = office_connect (&self->office, NULL);
}

static void
test_arrivals (void)
{
  g_auto (Box) box = { 0 };
  g_autofree char *old = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  if (!box_open (&box))
    return;
  old = office_deliver (&box.office, "inbox", LETTER ("old"));
  assert_news (&box, "");
  assert_news (&box, "");
  one = office_deliver (&box.office, "inbox", LETTER ("one"));
  assert_news (&box, "one;");
  /* Others mark and delete; that is no news. */
  office_set (&box.office, old, "isRead=true");
  office_set (&box.office, one, "categories=[\"red\"]");
  assert_news (&box, "");
  office_delete (&box.office, old);
  assert_news (&box, "");
  two = office_deliver (&box.office, "inbox", LETTER ("two"));
  office_set (&box.office, two, "isRead=true");
  assert_news (&box, "two;");
  office_assert_no_violation (&box.office);
}

static void
test_moves (void)
{
  g_auto (Box) box = { 0 };
  g_autofree char *there = NULL;
  g_autofree char *here = NULL;
  g_autofree char *shy = NULL;
  g_autoptr (TocsinMailChanges) changes = NULL;
  g_autofree char *seen = NULL;

  if (!box_open (&box))
    return;
  there = office_deliver (&box.office, "archive", LETTER ("there"));
  here = office_deliver (&box.office, "inbox", LETTER ("here"));
  assert_news (&box, "");
  office_move (&box.office, here, "archive");
  assert_news (&box, "");
  office_move (&box.office, there, "inbox");
  assert_news (&box, "there;");
  /* One that leaves between the look and the reading is gone. */
  shy = office_deliver (&box.office, "inbox", LETTER ("shy"));
  changes = office_look (box.store, box.inbox, &box.cursor);
  g_assert_cmpuint (changes->refs->len, ==, 1);
  office_move (&box.office, shy, "archive");
  seen = office_subjects (box.store, changes->refs);
  g_assert_cmpstr (seen, ==, "gone;");
  office_assert_no_violation (&box.office);
}

/* The server forgets where we were: nothing is told twice, and nothing is lost. */
static void
test_lost_state (void)
{
  g_auto (Box) box = { 0 };
  g_autofree char *old = NULL;
  g_autofree char *one = NULL;

  if (!box_open (&box))
    return;
  old = office_deliver (&box.office, "inbox", LETTER ("old"));
  assert_news (&box, "");
  g_free (mail_server_run (box.office.graph, "lose-sync", NULL));
  assert_news (&box, "");
  one = office_deliver (&box.office, "inbox", LETTER ("one"));
  g_free (mail_server_run (box.office.graph, "lose-sync", "--code", "resyncRequired", NULL));
  assert_news (&box, "one;");
  office_assert_no_violation (&box.office);
}

/* What the changes do not tell of is found by the list, once a new connection is made. */
static void
test_hint (void)
{
  g_auto (Box) box = { 0 };
  g_autofree char *body = NULL;
  g_autofree char *fault = NULL;
  g_autofree char *quiet = NULL;
  g_autofree char *one = NULL;
  g_autoptr (GError) error = NULL;

  if (!box_open (&box))
    return;
  assert_news (&box, "");
  quiet = g_build_filename (mail_server_get (box.office.graph, "RUN"), "quiet", NULL);
  body = g_strdup_printf ("{\"value\":[],\"@odata.deltaLink\":\"%s/v1.0/me/mailFolders/%s/messages/"
                          "delta?$deltatoken=lost\"}",
                          mail_server_get (box.office.graph, "URL"), box.inbox);
  g_file_set_contents (quiet, body, -1, &error);
  g_assert_no_error (error);
  fault = g_strconcat ("GET:delta=body:", quiet, NULL);
  office_fault (&box.office, fault);
  one = office_deliver (&box.office, "inbox", LETTER ("one"));
  assert_news (&box, "");
  reconnect (&box);
  assert_news (&box, "one;");
  /* And it is known when the changes tell of it after all. */
  office_fault (&box.office, NULL);
  assert_news (&box, "");
}

/* Where no changes are told (some clouds, folders that are searches), the folder is listed. */
static void
test_no_changes (void)
{
  g_auto (Box) box = { 0 };
  g_autofree char *one = NULL;

  if (!box_open (&box))
    return;
  office_fault (&box.office, "GET:delta=501 NotImplemented");
  assert_news (&box, "");
  one = office_deliver (&box.office, "inbox", LETTER ("listed"));
  assert_news (&box, "listed;");
  assert_news (&box, "");
  /* And once they are told, it goes on by them. */
  office_fault (&box.office, NULL);
  assert_news (&box, "");
  g_free (office_deliver (&box.office, "inbox", LETTER ("told")));
  assert_news (&box, "told;");
}

static GPtrArray *
look_for_two (Box *self, gboolean *more)
{
  g_autoptr (GError) error = NULL;
  TocsinMailChanges *changes =
      tocsin_mail_store_changes (self->store, self->inbox, self->cursor, NULL, 2, NULL, &error);
  g_autoptr (TocsinMailChanges) owned = changes;

  g_assert_no_error (error);
  g_clear_pointer (&self->cursor, g_variant_unref);
  self->cursor = g_variant_ref (changes->cursor);
  *more = changes->more;

  return g_ptr_array_ref (changes->refs);
}

/* In portions, also over the end of a process. */
static void
test_portions (void)
{
  g_auto (Box) box = { 0 };
  g_autoptr (GString) seen = g_string_new (NULL);
  gboolean more = TRUE;

  if (!box_open (&box))
    return;
  assert_news (&box, "");
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *message = g_strdup_printf (LETTER ("%c"), 'a' + i, 'a' + i, 'a' + i);

      g_free (office_deliver (&box.office, "inbox", message));
    }
  for (guint i = 0; more; i++)
    {
      g_autoptr (GPtrArray) refs = look_for_two (&box, &more);
      g_autofree char *subjects = office_subjects (box.store, refs);

      g_assert_cmpuint (refs->len, <=, 2);
      g_string_append (seen, subjects);
      if (i == 0)
        reconnect (&box);
    }
  for (char letter = 'a'; letter < 'f'; letter++)
    {
      char one[] = { letter, ';', '\0' };

      g_assert_nonnull (strstr (seen->str, one));
    }
  g_assert_cmpuint (seen->len, ==, 10);
  assert_news (&box, "");
}

static void
deliver_many (Box *self, guint n_messages)
{
  g_autofree char *path =
      g_build_filename (mail_server_get (self->office.graph, "RUN"), "many.eml", NULL);

  g_file_set_contents (path, LETTER ("many"), -1, NULL);
  for (guint i = 0; i < n_messages; i += 15)
    g_free (mail_server_run (self->office.graph, "deliver", path, path, path, path, path, path,
                             path, path, path, path, path, path, path, path, path, NULL));
}

/* A gateway that gives up on large pages, and a list in many pages. */
static void
test_pages (void)
{
  g_auto (Box) box = { 0 };
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *requests = NULL;

  if (!box_open (&box))
    return;
  deliver_many (&box, 45);
  office_fault (&box.office, "GET:messages*4=page:504");
  refs = tocsin_mail_store_search (box.store, box.inbox, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (refs->len, >=, 45);
  assert_news (&box, "");
  requests = office_requests (&box.office);
  g_assert_nonnull (strstr (requests, "skip"));
  office_assert_no_violation (&box.office);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/graph/changes/arrivals", test_arrivals);
  g_test_add_func ("/graph/changes/moves", test_moves);
  g_test_add_func ("/graph/changes/lost-state", test_lost_state);
  g_test_add_func ("/graph/changes/hint", test_hint);
  g_test_add_func ("/graph/changes/no-changes", test_no_changes);
  g_test_add_func ("/graph/changes/portions", test_portions);
  g_test_add_func ("/graph/changes/pages", test_pages);

  status = g_test_run ();
  office_end ();

  return status;
}
