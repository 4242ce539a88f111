/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/unit/mail/place.h"
#include "tests/unit/maildir/box.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLAIN "Subject: x\n\ny\n"

static void
rename_file (Box *self, const char *from, const char *to)
{
  g_autofree char *old = g_build_filename (self->path, from, NULL);
  g_autofree char *new = g_build_filename (self->path, to, NULL);

  g_assert_cmpint (g_rename (old, new), ==, 0);
}

static void
apply_to_all (Box *self, TocsinMailVerb verb, const char *argument)
{
  g_autoptr (GPtrArray) refs = box_refs (self, "INBOX");
  g_autoptr (GPtrArray) results = box_apply (self, refs, verb, argument, FALSE);

  g_assert_cmpuint (results->len, ==, refs->len);
}

static void
test_flags (void)
{
  static const struct
  {
    const char *before;
    TocsinMailVerb verb;
    const char *argument;
    const char *after;
    const char *why;
  } rows[] = {
    { "new/m", TOCSIN_MAIL_MARK_READ, NULL, "cur/m:2,S",
      "with its first flag it is no longer new" },
    { "new/m", TOCSIN_MAIL_MARK_UNREAD, NULL, "new/m", "what is unread stays where it is" },
    { "new/m", TOCSIN_MAIL_UNFLAG, NULL, "new/m", "and what has no flag" },
    { "new/m,S=14,W=17", TOCSIN_MAIL_FLAG, NULL, "cur/m,S=14,W=17:2,F", "sizes stay" },
    { "new/m:2,", TOCSIN_MAIL_FLAG, NULL, "cur/m:2,F", "some deliver with info" },
    { "cur/m", TOCSIN_MAIL_MARK_READ, NULL, "cur/m:2,S", "without info" },
    { "cur/m:2,", TOCSIN_MAIL_MARK_READ, NULL, "cur/m:2,S", "without flags" },
    { "cur/m:2,S", TOCSIN_MAIL_MARK_READ, NULL, "cur/m:2,S", "set already" },
    { "cur/m:2,RT", TOCSIN_MAIL_MARK_READ, NULL, "cur/m:2,RST", "in the order of the alphabet" },
    { "cur/m:2,TSaF", TOCSIN_MAIL_MARK_UNREAD, NULL, "cur/m:2,FTa", "also when it was not" },
    { "cur/m:2,S", TOCSIN_MAIL_MARK_UNREAD, NULL, "cur/m:2,", "the last one" },
    { "cur/m:2,XS", TOCSIN_MAIL_FLAG, NULL, "cur/m:2,FSX", "letters without a meaning stay" },
    { "cur/m:2,S,x=1", TOCSIN_MAIL_FLAG, NULL, "cur/m:2,FS,x=1", "what comes behind them, too" },
    { "cur/m:1,x", TOCSIN_MAIL_FLAG, NULL, "cur/m:2,F", "another info has no place for flags" },
    { "cur/m;2,S", TOCSIN_MAIL_FLAG, NULL, "cur/m;2,FS", "where there can be no colon" },
    { "cur/m:2,", TOCSIN_MAIL_ADD_KEYWORD, "$Forwarded", "cur/m:2,P", "passed on" },
    { "cur/m:2,P", TOCSIN_MAIL_REMOVE_KEYWORD, "$forwarded", "cur/m:2,", "in any case" },
    { "cur/m:2,a", TOCSIN_MAIL_REMOVE_KEYWORD, "unknown", "cur/m:2,a", "none to take away" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Box self = { NULL };
      g_autofree char *after = NULL;
      g_autofree char *text = NULL;

      g_test_message ("%s", rows[i].why);
      box_set_up (&self, NULL);
      box_write (&self, rows[i].before, PLAIN);
      apply_to_all (&self, rows[i].verb, rows[i].argument);
      after = box_list (&self);
      g_assert_cmpstr (after, ==, rows[i].after);
      text = box_read (&self, after);
      g_assert_cmpstr (text, ==, PLAIN);
      box_tear_down (&self, NULL);
    }
}

static void
test_keywords (Box *self, gconstpointer data)
{
  g_autofree char *list = NULL;
  g_autofree char *files = NULL;

  box_write (self, "dovecot-keywords", "0 $Junk\n2 work\n");
  box_write (self, "cur/m:2,S", PLAIN);
  apply_to_all (self, TOCSIN_MAIL_ADD_KEYWORD, "WORK");
  apply_to_all (self, TOCSIN_MAIL_ADD_KEYWORD, "later");
  list = box_read (self, "dovecot-keywords");
  files = box_list (self);
  g_assert_cmpstr (list, ==, "0 $Junk\n1 later\n2 work\n");
  g_assert_cmpstr (files, ==, "cur/m:2,Sbc dovecot-keywords");
}

/* The list is made where there is none, so that what was set can be asked for. */
static void
test_first_keyword (Box *self, gconstpointer data)
{
  g_autofree char *list = NULL;

  box_write (self, "new/m", PLAIN);
  apply_to_all (self, TOCSIN_MAIL_ADD_KEYWORD, "todo");
  list = box_read (self, "dovecot-keywords");
  g_assert_cmpstr (list, ==, "0 todo\n");
}

static void
expect_refusal (Box *self, TocsinMailVerb verb, const char *argument, int code)
{
  TocsinMailOperation operation = { verb, argument, FALSE };
  g_autoptr (GPtrArray) refs = box_refs (self, "INBOX");
  g_autoptr (GError) error = NULL;

  g_assert_false (tocsin_mail_store_apply (self->store, refs, &operation, NULL, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, code);
}

static void
test_bad_keywords (Box *self, gconstpointer data)
{
  static const char *const wrong[] = { "", "two words", "line\nbreak", "(", "Ü" };
  g_autoptr (GString) full = g_string_new (NULL);
  g_autofree char *files = NULL;

  box_write (self, "new/m", PLAIN);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    expect_refusal (self, TOCSIN_MAIL_ADD_KEYWORD, wrong[i], TOCSIN_ERROR_CONFIG_INVALID);
  for (guint i = 0; i < 26; i++)
    g_string_append_printf (full, "%u keyword%u\n", i, i);
  box_write (self, "dovecot-keywords", full->str);
  expect_refusal (self, TOCSIN_MAIL_ADD_KEYWORD, "more", TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
  files = box_list (self);
  g_assert_cmpstr (files, ==, "dovecot-keywords new/m");
}

/* A program that ended left its lock behind. */
static void
test_stale_lock (Box *self, gconstpointer data)
{
  g_autofree char *files = NULL;

  box_write (self, "new/m", PLAIN);
  box_write (self, "dovecot-keywords.lock", "");
  apply_to_all (self, TOCSIN_MAIL_ADD_KEYWORD, "todo");
  files = box_list (self);
  g_assert_cmpstr (files, ==, "cur/m:2,a dovecot-keywords");
}

/* Whoever was quicker: a reader that saw it, set a flag, or moved it out of `new`. */
static void
test_renamed_meanwhile (Box *self, gconstpointer data)
{
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *files = NULL;

  box_write (self, "new/m", PLAIN);
  refs = box_refs (self, "INBOX");
  rename_file (self, "new/m", "cur/m:2,RS");
  results = box_apply (self, refs, TOCSIN_MAIL_FLAG, NULL, FALSE);
  files = box_list (self);
  g_assert_cmpstr (files, ==, "cur/m:2,FRS");
}

static void
test_gone (Box *self, gconstpointer data)
{
  static const TocsinMailVerb verbs[] = { TOCSIN_MAIL_MARK_READ, TOCSIN_MAIL_FLAG,
                                          TOCSIN_MAIL_DELETE };
  g_autofree char *path = g_build_filename (self->path, "new/m", NULL);
  g_autoptr (GPtrArray) refs = NULL;
  g_autofree char *files = NULL;

  box_write (self, "new/m", PLAIN);
  box_write (self, "new/other", PLAIN);
  refs = box_refs (self, "INBOX");
  g_ptr_array_remove_index (refs, 1);
  g_assert_cmpint (g_unlink (path), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autoptr (GPtrArray) results = box_apply (self, refs, verbs[i], NULL, FALSE);

      g_assert_null (g_ptr_array_index (results, 0));
    }
  files = box_list (self);
  g_assert_cmpstr (files, ==, "new/other");
}

static void
test_delete (Box *self, gconstpointer data)
{
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *files = NULL;

  box_write (self, "new/a", PLAIN);
  box_write (self, "cur/b:2,T", PLAIN);
  refs = box_refs (self, "INBOX");
  g_ptr_array_remove_index (refs, 1);
  results = box_apply (self, refs, TOCSIN_MAIL_DELETE, NULL, FALSE);
  files = box_list (self);
  g_assert_cmpstr (files, ==, "cur/b:2,T");
}

/* Where a message is now, by its result, and that it is as it was. */
static void
check_result (Box *self, GPtrArray *results, const char *folder, TocsinMessageFlags flags)
{
  const TocsinMessageRef *result = g_ptr_array_index (results, 0);
  g_autoptr (GPtrArray) refs = box_refs (self, folder);
  const TocsinMessageRef *ref;

  g_assert_cmpuint (refs->len, ==, 1);
  ref = g_ptr_array_index (refs, 0);
  g_assert_nonnull (result);
  g_assert_cmpstr (result->folder, ==, folder);
  g_assert_cmpstr (result->key, ==, ref->key);
  g_assert_cmpint (ref->received, ==, 1000 * (gint64) G_USEC_PER_SEC);
  g_assert_nonnull (strstr (ref->key, ",S=14,W=17"));
}

static void
test_move (Box *self, gconstpointer data)
{
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GPtrArray) back = NULL;
  g_autofree char *files = NULL;

  box_write (self, "cur/m,S=14,W=17:2,FS", PLAIN);
  refs = box_refs (self, "INBOX");
  results = box_apply (self, refs, TOCSIN_MAIL_MOVE, "Done/2026", TRUE);
  check_result (self, results, ".Done.2026", 0);
  files = box_list (self);
  g_assert_true (g_str_has_prefix (files, ".Done.2026/cur/"));
  g_assert_nonnull (strstr (files, ":2,FS"));
  g_assert_null (strstr (files, " cur/"));

  back = box_apply (self, results, TOCSIN_MAIL_MOVE, "inbox", FALSE);
  check_result (self, back, "INBOX", 0);
}

/* A keyword has another letter in each folder. */
static void
test_move_keywords (Box *self, gconstpointer data)
{
  g_autofree char *there = place_make_maildir (self->path, ".There");
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *list = NULL;
  g_autofree char *files = NULL;

  box_write (self, "dovecot-keywords", "0 work\n1 later\n");
  box_write (self, ".There/dovecot-keywords", "0 $Junk\n1 work\n");
  box_write (self, "cur/m:2,PSabz", PLAIN);
  refs = box_refs (self, "INBOX");
  results = box_apply (self, refs, TOCSIN_MAIL_MOVE, "There", FALSE);
  list = box_read (self, ".There/dovecot-keywords");
  files = box_list (self);
  g_assert_cmpstr (list, ==, "0 $Junk\n1 work\n2 later\n");
  g_assert_nonnull (strstr (files, ":2,PSbc "));
}

/* What nobody has seen here is unseen there. */
static void
test_move_new (Box *self, gconstpointer data)
{
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GPtrArray) same = NULL;
  g_autofree char *files = NULL;

  box_write (self, "new/m,S=14,W=17", PLAIN);
  g_free (place_make_maildir (self->path, ".Trash"));
  refs = box_refs (self, "INBOX");
  same = box_apply (self, refs, TOCSIN_MAIL_MOVE, "INBOX", FALSE);
  g_assert_true (g_ptr_array_index (same, 0) == g_ptr_array_index (refs, 0));
  results = box_apply (self, refs, TOCSIN_MAIL_MOVE, "role:trash", FALSE);
  check_result (self, results, ".Trash", 0);
  files = box_list (self);
  g_assert_true (g_str_has_prefix (files, ".Trash/new/"));
}

static void
test_copy (Box *self, gconstpointer data)
{
  g_autoptr (GPtrArray) refs = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autofree char *files = NULL;
  g_autoptr (GPtrArray) copies = NULL;

  box_write (self, "cur/m,S=14,W=17:2,S", PLAIN);
  g_free (place_make_maildir (self->path, ".Copies"));
  refs = box_refs (self, "INBOX");
  results = box_apply (self, refs, TOCSIN_MAIL_COPY, "Copies", FALSE);
  check_result (self, results, ".Copies", 0);
  again = box_apply (self, refs, TOCSIN_MAIL_COPY, "Copies", FALSE);
  copies = box_refs (self, ".Copies");
  g_assert_cmpuint (copies->len, ==, 2);
  files = box_list (self);
  g_assert_nonnull (strstr (files, " cur/m,S=14,W=17:2,S"));
}

static void
test_no_target (Box *self, gconstpointer data)
{
  static const char *const outside[] = { "../x", "..", "a/../../b", "/etc", "a//b", "", "∕etc" };

  box_write (self, "new/m", PLAIN);
  expect_refusal (self, TOCSIN_MAIL_MOVE, "Missing", TOCSIN_ERROR_MAILBOX_MISSING);
  for (gsize i = 0; i < G_N_ELEMENTS (outside); i++)
    {
      TocsinMailOperation operation = { TOCSIN_MAIL_MOVE, outside[i], TRUE };
      g_autoptr (GPtrArray) refs = box_refs (self, "INBOX");
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", outside[i]);
      g_assert_false (tocsin_mail_store_apply (self->store, refs, &operation, NULL, NULL, &error));
      g_assert_nonnull (error);
    }
}

/* Links in the place of directories are not followed, and nothing goes through them. */
static void
test_link_target (Box *self, gconstpointer data)
{
  g_autofree char *elsewhere = place_make_maildir (self->place, "elsewhere");
  g_autofree char *link = g_build_filename (self->path, ".Out", NULL);
  g_autofree char *files = NULL;

  g_assert_cmpint (symlink (elsewhere, link), ==, 0);
  box_write (self, "new/m", PLAIN);
  expect_refusal (self, TOCSIN_MAIL_MOVE, "Out", TOCSIN_ERROR_MAILBOX_MISSING);
  files = box_list (self);
  g_assert_cmpstr (files, ==, ".Out new/m");
}

/* Other programs change flags and we do, all at once: every letter that was set is there in the
 * end, and no message is lost or twice. */
#define MESSAGES 20
#define ROUNDS 50

typedef struct
{
  Box *box;
  TocsinMailVerb set;
  TocsinMailVerb clear;
} Flagger;

static gpointer
flag_in_thread (gpointer data)
{
  Flagger *self = data;
  g_autoptr (GPtrArray) refs = box_refs (self->box, "INBOX");

  g_assert_cmpuint (refs->len, ==, MESSAGES);
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GPtrArray) set = box_apply (self->box, refs, self->set, NULL, FALSE);
      g_autoptr (GPtrArray) cleared =
          i + 1 < ROUNDS ? box_apply (self->box, refs, self->clear, NULL, FALSE) : NULL;
    }

  return NULL;
}

static void
test_at_once (Box *self, gconstpointer data)
{
  Box other = { self->place, self->path, box_open (self->path, NULL) };
  Flagger flaggers[] = { { self, TOCSIN_MAIL_MARK_READ, TOCSIN_MAIL_MARK_UNREAD },
                         { &other, TOCSIN_MAIL_FLAG, TOCSIN_MAIL_UNFLAG } };
  GThread *threads[G_N_ELEMENTS (flaggers)];
  g_autofree char *files = NULL;
  g_auto (GStrv) names = NULL;

  for (guint i = 0; i < MESSAGES; i++)
    {
      g_autofree char *name = g_strdup_printf ("new/m%02u", i);

      box_write (self, name, PLAIN);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (flaggers); i++)
    threads[i] = g_thread_new ("flagger", flag_in_thread, &flaggers[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (flaggers); i++)
    g_thread_join (threads[i]);

  files = box_list (self);
  names = g_strsplit (files, " ", -1);
  g_assert_cmpuint (g_strv_length (names), ==, MESSAGES);
  for (guint i = 0; i < MESSAGES; i++)
    {
      g_autofree char *expected = g_strdup_printf ("cur/m%02u:2,FS", i);

      g_assert_cmpstr (names[i], ==, expected);
    }
  g_object_unref (other.store);
}

#define ADD(path, func) g_test_add (path, Box, NULL, box_set_up, func, box_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/maildir/change/flags", test_flags);
  ADD ("/maildir/change/keywords", test_keywords);
  ADD ("/maildir/change/first-keyword", test_first_keyword);
  ADD ("/maildir/change/bad-keywords", test_bad_keywords);
  ADD ("/maildir/change/stale-lock", test_stale_lock);
  ADD ("/maildir/change/renamed-meanwhile", test_renamed_meanwhile);
  ADD ("/maildir/change/gone", test_gone);
  ADD ("/maildir/change/delete", test_delete);
  ADD ("/maildir/change/move", test_move);
  ADD ("/maildir/change/move-keywords", test_move_keywords);
  ADD ("/maildir/change/move-new", test_move_new);
  ADD ("/maildir/change/copy", test_copy);
  ADD ("/maildir/change/no-target", test_no_target);
  ADD ("/maildir/change/link-target", test_link_target);
  ADD ("/maildir/change/at-once", test_at_once);

  return g_test_run ();
}
