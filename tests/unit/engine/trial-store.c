/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/trial-store.h"
#include "tests/unit/engine/guard-store.h"

#include <string.h>

/* What a trial does to a mailbox is to be seen in its picture of it, and nowhere else. */

typedef struct
{
  FakeStore *fake;
  TocsinMailStore *guard;
  TocsinTrialStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const inbox[] = { "INBOX", NULL };

  fixture->fake = fake_store_new (NULL, NULL);
  fake_store_add_folder (fixture->fake, "Done");
  fixture->guard = guard_store_new (fake_store_get (fixture->fake), "box");
  fixture->store = tocsin_trial_store_new (NULL, fixture->guard);
  tocsin_trial_store_show (fixture->store, inbox, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->store);
  g_object_unref (fixture->guard);
  fake_store_free (fixture->fake);
}

static void
deliver (Fixture *fixture, guint count)
{
  for (guint i = 1; i <= count; i++)
    {
      g_autofree char *subject = g_strdup_printf ("m%u", i);

      fake_store_deliver (fixture->fake, "INBOX", subject, (gint64) i * 100 * G_USEC_PER_SEC);
    }
}

/* All that comes in, window by window; the first look sees nothing. */
static GPtrArray *
look (Fixture *fixture, const char *folder, GArray *windows)
{
  TocsinMailStore *store = TOCSIN_MAIL_STORE (fixture->store);
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_message_ref_unref);
  g_autoptr (GVariant) cursor = NULL;
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinMailChanges) changes = NULL;
      gboolean first = cursor == NULL;

      changes = tocsin_mail_store_changes (store, folder, cursor, NULL, 100, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (!first || changes->refs->len == 0);
      more = first || changes->more;
      if (windows != NULL && !first)
        g_array_append_val (windows, changes->refs->len);
      for (guint i = 0; i < changes->refs->len; i++)
        g_ptr_array_add (all, tocsin_message_ref_ref (g_ptr_array_index (changes->refs, i)));
      g_clear_pointer (&cursor, g_variant_unref);
      cursor = g_variant_ref (changes->cursor);
    }

  return all;
}

static gboolean
write_down (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  GString *text = user_data;
  const char *const *keywords;

  if (message == NULL)
    {
      g_string_append (text, "gone ");
      return TRUE;
    }
  g_string_append_printf (text, "%s:%x", tocsin_message_get_subject (message),
                          tocsin_message_get_flags (message));
  keywords = tocsin_message_get_keywords (message);
  for (gsize i = 0; keywords != NULL && keywords[i] != NULL; i++)
    g_string_append_printf (text, ",%s", keywords[i]);
  g_string_append_c (text, ' ');

  return TRUE;
}

static char *
fetch (Fixture *fixture, GPtrArray *refs)
{
  g_autoptr (GString) text = g_string_new (NULL);
  TocsinMailSink sink = { .message = write_down, .user_data = text };
  g_autoptr (GError) error = NULL;

  tocsin_mail_store_fetch (TOCSIN_MAIL_STORE (fixture->store), refs,
                           TOCSIN_MAIL_PARTS_FLAGS | TOCSIN_MAIL_PARTS_HEADERS, &sink, NULL,
                           &error);
  g_assert_no_error (error);

  return g_strchomp (g_string_free (g_steal_pointer (&text), FALSE));
}

static GPtrArray *
apply (
    Fixture *fixture, GPtrArray *refs, TocsinMailVerb verb, const char *argument, gboolean create)
{
  TocsinMailOperation operation = { verb, argument, create };
  GPtrArray *results = NULL;
  g_autoptr (GError) error = NULL;

  tocsin_mail_store_apply (TOCSIN_MAIL_STORE (fixture->store), refs, &operation, &results, NULL,
                           &error);
  g_assert_no_error (error);

  return results;
}

static void
test_newest_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GArray) windows = g_array_new (FALSE, FALSE, sizeof (guint));
  const guint expected[] = { 10, 20, 40, 30, 100, 50 };

  deliver (fixture, 250);
  refs = look (fixture, "INBOX", windows);
  g_assert_cmpuint (refs->len, ==, 250);
  for (guint i = 0; i < refs->len; i++)
    g_assert_cmpuint (((TocsinMessageRef *) g_ptr_array_index (refs, i))->uid, ==, 250 - i);
  g_assert_cmpmem (windows->data, windows->len * sizeof (guint), expected, sizeof expected);
}

/* Only the folders that are asked for come in; the other has what is put there. */
static void
test_other_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) refs = NULL;

  fake_store_deliver (fixture->fake, "Done", "old", 0);
  refs = look (fixture, "Done", NULL);
  g_assert_cmpuint (refs->len, ==, 0);
}

static void
test_since (Fixture *fixture, gconstpointer data)
{
  static const char *const inbox[] = { "INBOX", NULL };
  g_autoptr (GPtrArray) refs = NULL;

  deliver (fixture, 30);
  tocsin_trial_store_show (fixture->store, inbox, 2100 * G_USEC_PER_SEC + 1);
  refs = look (fixture, "INBOX", NULL);
  g_assert_cmpuint (refs->len, ==, 10);
}

static void
test_no_more (Fixture *fixture, gconstpointer data)
{
  TocsinMailStore *store = TOCSIN_MAIL_STORE (fixture->store);
  g_autoptr (GVariant) cursor = g_variant_ref_sink (g_variant_new_uint32 (0));
  g_autoptr (TocsinMailChanges) first = NULL;
  g_autoptr (TocsinMailChanges) second = NULL;

  deliver (fixture, 30);
  first = tocsin_mail_store_changes (store, "INBOX", cursor, NULL, 100, NULL, NULL);
  g_assert_true (first->more);
  tocsin_trial_store_show_no_more (fixture->store);
  second = tocsin_mail_store_changes (store, "INBOX", first->cursor, NULL, 100, NULL, NULL);
  g_assert_cmpuint (second->refs->len, ==, 0);
  g_assert_false (second->more);
}

static const struct
{
  const char *about;
  TocsinMailVerb verb;
  const char *argument;
  const char *expected;
} marks[] = {
  { "read", TOCSIN_MAIL_MARK_READ, NULL, "m1:1" },
  { "again, no other", TOCSIN_MAIL_MARK_READ, NULL, "m1:1" },
  { "flagged", TOCSIN_MAIL_FLAG, NULL, "m1:5" },
  { "a keyword", TOCSIN_MAIL_ADD_KEYWORD, "$One", "m1:5,$One" },
  { "the same in other letters", TOCSIN_MAIL_ADD_KEYWORD, "$ONE", "m1:5,$ONE" },
  { "unread", TOCSIN_MAIL_MARK_UNREAD, NULL, "m1:4,$ONE" },
  { "without it", TOCSIN_MAIL_REMOVE_KEYWORD, "$one", "m1:4" },
  { "not flagged", TOCSIN_MAIL_UNFLAG, NULL, "m1:0" },
};

static void
test_marks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) refs = NULL;

  deliver (fixture, 1);
  refs = look (fixture, "INBOX", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      g_autoptr (GPtrArray) results =
          apply (fixture, refs, marks[i].verb, marks[i].argument, FALSE);
      g_autofree char *text = fetch (fixture, refs);

      g_test_message ("%s", marks[i].about);
      g_assert_cmpstr (text, ==, marks[i].expected);
      g_assert_null (g_ptr_array_index (results, 0));
    }
}

static GPtrArray *
just (TocsinMessageRef *ref)
{
  GPtrArray *refs = g_ptr_array_new ();

  g_ptr_array_add (refs, ref);

  return refs;
}

/* It is there, as it was left, and comes in where it was put. */
static void
test_move (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GPtrArray) nothing = look (fixture, "Done", NULL);
  g_autoptr (GPtrArray) one = NULL;
  g_autoptr (GPtrArray) marked = NULL;
  g_autoptr (GPtrArray) moved = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;
  TocsinMessageRef *arrival;

  deliver (fixture, 2);
  refs = look (fixture, "INBOX", NULL);
  one = just (g_ptr_array_index (refs, 0));
  marked = apply (fixture, one, TOCSIN_MAIL_MARK_READ, NULL, FALSE);
  moved = apply (fixture, one, TOCSIN_MAIL_MOVE, "Done", FALSE);
  arrival = g_ptr_array_index (moved, 0);
  g_assert_cmpstr (arrival->folder, ==, "Done");
  here = fetch (fixture, refs);
  g_assert_cmpstr (here, ==, "gone m1:0");
  there = fetch (fixture, moved);
  g_assert_cmpstr (there, ==, "m2:1");
  g_assert_cmpuint (tocsin_trial_store_get_n_arrivals (fixture->store), ==, 1);

  /* What is gone is no error. */
  again = apply (fixture, one, TOCSIN_MAIL_MOVE, "Done", FALSE);
  g_assert_null (g_ptr_array_index (again, 0));
  g_assert_cmpuint (tocsin_trial_store_get_n_arrivals (fixture->store), ==, 1);
}

/* What becomes of a copy does not become of the message. */
static void
test_copy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GPtrArray) copied = NULL;
  g_autoptr (GPtrArray) marked = NULL;
  g_autoptr (GPtrArray) deleted = NULL;
  g_autoptr (GPtrArray) both = NULL;
  g_autofree char *text = NULL;
  g_autofree char *after = NULL;

  deliver (fixture, 1);
  refs = look (fixture, "INBOX", NULL);
  copied = apply (fixture, refs, TOCSIN_MAIL_COPY, "Done", FALSE);
  marked = apply (fixture, copied, TOCSIN_MAIL_FLAG, NULL, FALSE);
  /* Both have one origin. */
  both = just (g_ptr_array_index (copied, 0));
  g_ptr_array_add (both, g_ptr_array_index (refs, 0));
  text = fetch (fixture, both);
  g_assert_cmpstr (text, ==, "m1:4 m1:0");
  deleted = apply (fixture, refs, TOCSIN_MAIL_DELETE, NULL, FALSE);
  after = fetch (fixture, both);
  g_assert_nonnull (strstr (after, "gone"));
  g_assert_nonnull (strstr (after, "m1:4"));
}

static void
test_missing_target (Fixture *fixture, gconstpointer data)
{
  TocsinMailOperation operation = { TOCSIN_MAIL_MOVE, "Nowhere", FALSE };
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GPtrArray) moved = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GError) error = NULL;

  deliver (fixture, 1);
  refs = look (fixture, "INBOX", NULL);
  g_assert_false (tocsin_mail_store_apply (TOCSIN_MAIL_STORE (fixture->store), refs, &operation,
                                           NULL, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);

  moved = apply (fixture, refs, TOCSIN_MAIL_MOVE, "Nowhere", TRUE);
  g_assert_nonnull (g_ptr_array_index (moved, 0));
  g_assert_true (tocsin_trial_store_take_new_folders (fixture->store));
  g_assert_false (tocsin_trial_store_take_new_folders (fixture->store));
  folders = tocsin_mail_store_list_folders (TOCSIN_MAIL_STORE (fixture->store), NULL, NULL);
  g_assert_cmpuint (folders->len, ==, 3);
  g_clear_pointer (&folders, g_ptr_array_unref);
  folders = tocsin_mail_store_list_folders (fixture->guard, NULL, NULL);
  g_assert_cmpuint (folders->len, ==, 2);
}

/* A search sees what was shown, what is changed there without the server knowing it too, and
 * nothing that is gone. */
static void
test_search (Fixture *fixture, gconstpointer data)
{
  TocsinMailStore *store = TOCSIN_MAIL_STORE (fixture->store);
  g_autoptr (TocsinQuery) read = tocsin_query_parse ("is:read", NULL);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GPtrArray) one = NULL;
  g_autoptr (GPtrArray) other = NULL;
  g_autoptr (GPtrArray) marked = NULL;
  g_autoptr (GPtrArray) deleted = NULL;
  g_autoptr (GPtrArray) after = NULL;
  gboolean found = FALSE;

  deliver (fixture, 3);
  before = tocsin_mail_store_search (store, "INBOX", NULL, NULL, NULL);
  g_assert_cmpuint (before->len, ==, 0);
  refs = look (fixture, "INBOX", NULL);
  one = just (g_ptr_array_index (refs, 0));
  other = just (g_ptr_array_index (refs, 1));
  marked = apply (fixture, one, TOCSIN_MAIL_MARK_READ, NULL, FALSE);
  deleted = apply (fixture, other, TOCSIN_MAIL_DELETE, NULL, FALSE);
  after = tocsin_mail_store_search (store, "INBOX", read, NULL, NULL);
  for (guint i = 0; i < after->len; i++)
    {
      const TocsinMessageRef *ref = g_ptr_array_index (after, i);

      found = found || ref->uid == 3;
      g_assert_cmpuint (ref->uid, !=, 2);
    }
  g_assert_true (found);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/engine/trial-store/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("newest-first", test_newest_first);
  ADD ("other-folder", test_other_folder);
  ADD ("since", test_since);
  ADD ("no-more", test_no_more);
  ADD ("marks", test_marks);
  ADD ("move", test_move);
  ADD ("copy", test_copy);
  ADD ("missing-target", test_missing_target);
  ADD ("search", test_search);

  return g_test_run ();
}
