/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/base/file-name.h"
#include "tests/unit/plugins/workshop.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A message with attachments: pairs of a parameter of Content-Disposition and a content. */
static char *
make_message (const char *const *pairs)
{
  GString *text = g_string_new ("From: Ann <ann@example.com>\r\n"
                                "To: bob@example.org\r\n"
                                "Subject: Your invoice\r\n"
                                "Message-ID: <1@example.com>\r\n"
                                "Date: Sun, 1 Nov 2026 10:00:00 +0000\r\n"
                                "MIME-Version: 1.0\r\n"
                                "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                                "--b\r\nContent-Type: text/plain\r\n\r\nHello.\r\n");

  for (gsize i = 0; pairs[i] != NULL; i += 2)
    {
      g_autofree char *encoded =
          g_base64_encode ((const guchar *) pairs[i + 1], strlen (pairs[i + 1]));

      g_string_append_printf (text,
                              "--b\r\nContent-Type: application/octet-stream\r\n"
                              "Content-Transfer-Encoding: base64\r\n"
                              "Content-Disposition: attachment%s%s\r\n\r\n%s\r\n",
                              pairs[i][0] != '\0' ? "; " : "", pairs[i], encoded);
    }
  g_string_append (text, "--b--\r\n");

  return g_string_free (text, FALSE);
}

static TocsinEvent *
make_event (const char *const *pairs)
{
  g_autofree char *raw = make_message (pairs);

  return workshop_new_event (raw);
}

static TocsinAction *
make_action (Workshop *workshop, const char *first, const char *second)
{
  g_autofree char *directory = g_strconcat ("directory=", workshop->directory, NULL);

  return workshop_new_action (workshop, "save", WITH (directory, first, second));
}

static void
test_plain (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = make_action (workshop, NULL, NULL);
  g_autoptr (TocsinEvent) event =
      make_event (WITH ("filename=a.pdf", "one", "filename=b.pdf", "two"));
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinPlan) plan = tocsin_action_plan (action, event, &error);
  g_autoptr (TocsinOutcome) outcome = NULL;
  g_autofree char *before = workshop_list (workshop->directory);
  g_autofree char *after = NULL;
  g_autofree char *content = NULL;
  g_autofree char *path = g_build_filename (workshop->directory, "a.pdf", NULL);
  struct stat info;

  g_assert_no_error (error);
  g_assert_cmpstr (before, ==, "");
  g_assert_nonnull (strstr (plan->summary, "save 2 files"));
  g_assert_nonnull (strstr (plan->summary, "a.pdf, b.pdf"));

  outcome = tocsin_action_perform (action, plan, event, TOCSIN_HOST (workshop->host), NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (outcome->summary, "saved 2 files"));
  after = workshop_list (workshop->directory);
  g_assert_cmpstr (after, ==, "a.pdf|b.pdf");
  content = workshop_read (workshop, "b.pdf");
  g_assert_cmpstr (content, ==, "two");
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 07777, ==, 0600);
}

typedef struct
{
  const char *about;
  const char *parameter;
  const char *expected;
} Row;

static const Row hostile[] = {
  { "climbing", "filename=\"../../etc/passwd\"", "_.._etc_passwd" },
  { "absolute", "filename=\"/etc/x\"", "_etc_x" },
  { "an option", "filename=\"-rf\"", "_-rf" },
  { "the directory itself", "filename=\".\"", "attachment" },
  { "the directory above", "filename=\"..\"", "attachment" },
  { "hidden", "filename=\".profile\"", "profile" },
  { "our temporary file", "filename=\".0123456789abcdef-0.part\"", "0123456789abcdef-0.part" },
  { "line break in RFC 2231", "filename*=utf-8''a%0D%0Ab.txt", "a  b.txt" },
  { "slash in RFC 2231", "filename*=utf-8''..%2F..%2Fx.txt", "_.._x.txt" },
  { "right-to-left override", "filename*=utf-8''ann%E2%80%AEfdp.exe", "annfdp.exe" },
  { "no name at all", "", "attachment" },
};

static void
test_hostile_names (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = make_action (workshop, "collision=replace", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (TocsinEvent) event = make_event (WITH (hostile[i].parameter, "x"));
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinOutcome) outcome = workshop_act (workshop, action, event, &error);
      g_autofree char *list = workshop_list (workshop->directory);
      g_autofree char *path = g_build_filename (workshop->directory, hostile[i].expected, NULL);

      g_test_message ("%s", hostile[i].about);
      g_assert_no_error (error);
      g_assert_cmpstr (list, ==, hostile[i].expected);
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
}

/* A decoded NUL must neither make two names of one nor get into it. */
static void
test_nul_in_name (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = make_action (workshop, NULL, NULL);
  g_autoptr (TocsinEvent) event = make_event (WITH ("filename*=utf-8''a.exe%00.pdf", "x"));
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) outcome = workshop_act (workshop, action, event, &error);
  g_autofree char *list = workshop_list (workshop->directory);

  g_assert_no_error (error);
  g_assert_nonnull (outcome);
  g_assert_null (strchr (list, '|'));
  g_assert_true (g_utf8_validate (list, -1, NULL));
  g_assert_cmpuint (strlen (list), >, 0);
}

static void
test_long_name (Workshop *workshop, gconstpointer data)
{
  g_autofree char *stem = g_strnfill (10000, 'n');
  g_autofree char *parameter = g_strdup_printf ("filename=\"%s.pdf\"", stem);
  g_autoptr (TocsinAction) action = make_action (workshop, NULL, NULL);
  g_autoptr (TocsinEvent) event = make_event (WITH (parameter, "x"));
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) outcome = workshop_act (workshop, action, event, &error);
  g_autofree char *list = workshop_list (workshop->directory);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (list), <=, TOCSIN_FILE_NAME_MAX_LENGTH);
  g_assert_cmpuint (strlen (list), >, 0);
}

/* Fields that are empty or climb, beside each other and as whole levels. */
static void
test_pattern (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action =
      make_action (workshop,
                   "name={received:%Y/%m}/{from.domain}/{header.X-Evil}{header.X-Evil}/"
                   "{header.None}/{attachment.name}",
                   NULL);
  g_autofree char *raw = make_message (WITH ("filename=a.pdf", "x"));
  g_autofree char *evil = g_strconcat ("X-Evil: .\r\n", raw, NULL);
  g_autoptr (TocsinEvent) event = workshop_new_event (evil);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) outcome = workshop_act (workshop, action, event, &error);
  g_autofree char *list = workshop_list (workshop->directory);

  g_assert_no_error (error);
  g_assert_cmpstr (list, ==, "2026_11/example.com/unknown/unknown/a.pdf");
}

static void
test_number (Workshop *workshop, gconstpointer data)
{
  static const char *const names[] = { "a.pdf", "a-2.pdf", "a-3.pdf" };
  g_autoptr (TocsinAction) action = make_action (workshop, NULL, NULL);
  g_autoptr (TocsinEvent) event = make_event (WITH ("filename=a.pdf", "one"));
  g_autofree char *list = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinOutcome) outcome = workshop_act (workshop, action, event, &error);

      g_assert_no_error (error);
      g_assert_true (g_str_has_suffix (outcome->summary, names[i]));
    }
  list = workshop_list (workshop->directory);
  g_assert_cmpstr (list, ==, "a-2.pdf|a-3.pdf|a.pdf");
  g_assert_false (tocsin_action_get_traits (action) & TOCSIN_ACTION_REPEATABLE);
}

static void
put (Workshop *workshop, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (workshop->directory, name, NULL);

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static void
test_skip (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = make_action (workshop, "collision=skip", NULL);
  g_autoptr (TocsinEvent) event =
      make_event (WITH ("filename=a.pdf", "new", "filename=b.pdf", "b"));
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) outcome = NULL;
  g_autofree char *list = NULL;
  g_autofree char *content = NULL;

  put (workshop, "a.pdf", "old");
  outcome = workshop_act (workshop, action, event, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (outcome->summary, "saved 1 file"));
  g_assert_nonnull (strstr (outcome->summary, "1 there already"));
  content = workshop_read (workshop, "a.pdf");
  g_assert_cmpstr (content, ==, "old");
  list = workshop_list (workshop->directory);
  g_assert_cmpstr (list, ==, "a.pdf|b.pdf");
  g_assert_true (tocsin_action_get_traits (action) & TOCSIN_ACTION_REPEATABLE);
}

static void
test_replace (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = make_action (workshop, "collision=replace", "mode=0640");
  g_autoptr (TocsinEvent) event = make_event (WITH ("filename=a.pdf", "new"));
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) outcome = NULL;
  g_autofree char *path = g_build_filename (workshop->directory, "a.pdf", NULL);
  g_autofree char *content = NULL;
  struct stat info;

  put (workshop, "a.pdf", "old");
  outcome = workshop_act (workshop, action, event, &error);
  g_assert_no_error (error);
  content = workshop_read (workshop, "a.pdf");
  g_assert_cmpstr (content, ==, "new");
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 07777, ==, 0640);
}

/* One mail, one name twice: neither may take the other's place, whatever the collision says. */
static void
test_same_name_twice (Workshop *workshop, gconstpointer data)
{
  static const char *const collisions[] = { "collision=number", "collision=skip",
                                            "collision=replace" };

  for (gsize i = 0; i < G_N_ELEMENTS (collisions); i++)
    {
      g_autofree char *name = g_strdup_printf ("name=%" G_GSIZE_FORMAT "/{attachment.name}", i);
      g_autofree char *below = g_strdup_printf ("%s/%" G_GSIZE_FORMAT, workshop->directory, i);
      g_autoptr (TocsinAction) action = make_action (workshop, collisions[i], name);
      g_autoptr (TocsinEvent) event =
          make_event (WITH ("filename=a.pdf", "1", "filename=A.PDF", "2", "filename=a.pdf", "3"));
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinOutcome) outcome = workshop_act (workshop, action, event, &error);
      g_autofree char *list = workshop_list (below);

      g_assert_no_error (error);
      g_assert_cmpstr (list, ==, "A-2.PDF|a-3.pdf|a.pdf");
    }
}

/* Somebody else's link at the place of a directory or a file is never followed. */
static void
test_links (Workshop *workshop, gconstpointer data)
{
  g_autofree char *elsewhere = g_dir_make_tmp ("tocsin-elsewhere-XXXXXX", NULL);
  g_autofree char *link = g_build_filename (workshop->directory, "example.com", NULL);
  g_autofree char *file_link = g_build_filename (workshop->directory, "a.pdf", NULL);
  g_autofree char *target = g_build_filename (elsewhere, "target", NULL);
  g_autoptr (TocsinAction) below =
      make_action (workshop, "name={from.domain}/{attachment.name}", NULL);
  g_autoptr (TocsinAction) replace = make_action (workshop, "collision=replace", NULL);
  g_autoptr (TocsinEvent) event = make_event (WITH ("filename=a.pdf", "x"));
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) outcome = NULL;
  g_autofree char *list = NULL;

  g_assert_cmpint (symlink (elsewhere, link), ==, 0);
  g_assert_cmpint (symlink (target, file_link), ==, 0);

  g_assert_null (workshop_act (workshop, below, event, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
  g_assert_nonnull (strstr (error->message, "example.com"));
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), "link"));
  g_clear_error (&error);

  outcome = workshop_act (workshop, replace, event, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (file_link, G_FILE_TEST_IS_SYMLINK));
  list = workshop_list (elsewhere);
  g_assert_cmpstr (list, ==, "");
  g_rmdir (elsewhere);
}

static void
remove_all (Workshop *workshop, const char *list)
{
  g_auto (GStrv) names = g_strsplit (list, "|", -1);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (workshop->directory, names[i], NULL);

      g_unlink (path);
    }
}

static void
test_filters (Workshop *workshop, gconstpointer data)
{
  static const Row rows[] = {
    { "name, any case", "names=*.pdf", "Big.PDF|a.pdf" },
    { "several names", "names=*.txt,b*", "Big.PDF|c.txt" },
    { "type", "types=application/*", "Big.PDF|a.pdf|c.txt" },
    { "no such type", "types=image/*", "" },
    { "smallest", "min-size=4", "Big.PDF" },
    { "largest", "max-size=2", "a.pdf|c.txt" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinAction) action = make_action (workshop, rows[i].parameter, NULL);
      g_autoptr (TocsinEvent) event = make_event (
          WITH ("filename=a.pdf", "1", "filename=Big.PDF", "12345", "filename=c.txt", "12"));
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinOutcome) outcome = workshop_act (workshop, action, event, &error);
      g_autofree char *list = workshop_list (workshop->directory);

      g_test_message ("%s", rows[i].about);
      g_assert_no_error (error);
      g_assert_cmpstr (list, ==, rows[i].expected);
      if (rows[i].expected[0] == '\0')
        g_assert_cmpstr (outcome->summary, ==, "0 attachments matched");
      remove_all (workshop, list);
    }
}

static const char *const letter_with_logo =
    "From: ann@example.com\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/related; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/html\r\n\r\n<img src=\"cid:logo\">\r\n"
    "--b\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <logo>\r\n"
    "Content-Disposition: inline; filename=logo.png\r\n\r\nPNG\r\n"
    "--b\r\nContent-Type: application/pdf; name=bill.pdf\r\n"
    "Content-Disposition: inline; filename=bill.pdf\r\n\r\nPDF\r\n"
    "--b--\r\n";

/* Some programs send the bill itself as inline; only what the text shows is left out. */
static void
test_inline (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) without = make_action (workshop, "collision=replace", NULL);
  g_autoptr (TocsinAction) with = make_action (workshop, "collision=replace", "inline=true");
  g_autoptr (TocsinEvent) event = workshop_new_event (letter_with_logo);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) first = workshop_act (workshop, without, event, &error);
  g_autofree char *list = workshop_list (workshop->directory);
  g_autoptr (TocsinOutcome) second = workshop_act (workshop, with, event, &error);
  g_autofree char *both = workshop_list (workshop->directory);

  g_assert_no_error (error);
  g_assert_cmpstr (list, ==, "bill.pdf");
  g_assert_cmpstr (both, ==, "bill.pdf|logo.png");
}

static void
test_message_and_text (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) message = make_action (workshop, "what=message", NULL);
  g_autoptr (TocsinAction) text = make_action (workshop, "what=text", "name={subject}.txt");
  g_autofree char *raw = make_message (WITH ("filename=a.pdf", "x"));
  g_autoptr (TocsinEvent) event = workshop_new_event (raw);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) first = workshop_act (workshop, message, event, &error);
  g_autoptr (TocsinOutcome) second = workshop_act (workshop, text, event, &error);
  g_autofree char *list = workshop_list (workshop->directory);
  g_autofree char *whole = NULL;
  g_autofree char *shown = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (list, ==, "2026-11-01 080000 Your invoice.eml|Your invoice.txt");
  whole = workshop_read (workshop, "2026-11-01 080000 Your invoice.eml");
  g_assert_cmpstr (whole, ==, raw);
  shown = workshop_read (workshop, "Your invoice.txt");
  g_assert_nonnull (strstr (shown, "Hello."));
}

static void
test_missing_directory (Workshop *workshop, gconstpointer data)
{
  g_autofree char *one = g_strdup_printf ("directory=%s/new", workshop->directory);
  g_autofree char *two = g_strdup_printf ("directory=%s/not/there", workshop->directory);
  g_autoptr (TocsinAction) makes = workshop_new_action (workshop, "save", WITH (one, "mode=0640"));
  g_autoptr (TocsinAction) never =
      workshop_new_action (workshop, "save", WITH (one, "create=false"));
  g_autoptr (TocsinAction) lost = workshop_new_action (workshop, "save", WITH (two));
  g_autoptr (TocsinEvent) event = make_event (WITH ("filename=a.pdf", "x"));
  g_autoptr (TocsinOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *list = NULL;

  g_assert_null (workshop_act (workshop, never, event, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), "create=true"));
  g_clear_error (&error);
  g_assert_null (workshop_act (workshop, lost, event, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
  g_assert_nonnull (strstr (error->message, "/not/there"));
  g_clear_error (&error);

  outcome = workshop_act (workshop, makes, event, &error);
  g_assert_no_error (error);
  list = workshop_list (workshop->directory);
  g_assert_cmpstr (list, ==, "new/a.pdf");
}

static void
test_no_message (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = make_action (workshop, NULL, NULL);
  g_autoptr (TocsinEvent) event = workshop_new_bare_event ();
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_action_plan (action, event, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
}

static const struct
{
  const char *about;
  const char *key;
  const char *settings[4];
} bad[] = {
  { "no directory", "directory", { "what=attachments" } },
  { "relative directory", "directory", { "directory=invoices" } },
  { "absolute name", "name", { "directory=/tmp", "name=/etc/{attachment.name}" } },
  { "climbing name", "name", { "directory=/tmp", "name=../{attachment.name}" } },
  { "climbing in the middle", "name", { "directory=/tmp", "name=a/../{attachment.name}" } },
  { "hidden name", "name", { "directory=/tmp", "name=.{attachment.name}" } },
  { "empty level", "name", { "directory=/tmp", "name=a//b" } },
  { "a directory for a name", "name", { "directory=/tmp", "name=a/" } },
  { "nothing for a name", "name", { "directory=/tmp", "name=" } },
  { "unknown field", "name", { "directory=/tmp", "name={nonsense}" } },
  { "open brace", "name", { "directory=/tmp", "name={subject" } },
  { "attachment of a text", "name", { "directory=/tmp", "what=text", "name={attachment.name}" } },
  { "not octal", "mode", { "directory=/tmp", "mode=rw" } },
  { "executable", "mode", { "directory=/tmp", "mode=0755" } },
  { "set-uid", "mode", { "directory=/tmp", "mode=4600" } },
  { "unreadable", "mode", { "directory=/tmp", "mode=0200" } },
  { "sizes crossed", "max-size", { "directory=/tmp", "min-size=5", "max-size=4" } },
  { "not a choice", "collision", { "directory=/tmp", "collision=overwrite" } },
};

static void
test_bad_settings (Workshop *workshop, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i].about);
      g_assert_null (workshop_try_action (workshop, &error, "save", bad[i].settings));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_assert_nonnull (strstr (error->message, bad[i].key));
    }
}

/* Run again in a process of its own, where a fault is armed. One that dies of it tidies up nothing,
 * so all its directories are in one of ours. */
static void
in_faulty_process (const char *fault)
{
  g_autofree char *scratch = g_dir_make_tmp ("tocsin-fault-XXXXXX", NULL);

  g_setenv ("TOCSIN_FAULT", fault, TRUE);
  g_setenv ("TMPDIR", scratch, TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_unsetenv ("TMPDIR");
  g_unsetenv ("TOCSIN_FAULT");
  workshop_remove (scratch);
}

/* The second of two files does not fit: the first does not stay either. */
static void
test_full_disk (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = make_action (workshop, NULL, NULL);
  g_autoptr (TocsinEvent) event = make_event (WITH ("filename=a.pdf", "1", "filename=b.pdf", "2"));
  g_autoptr (GError) error = NULL;
  g_autofree char *list = NULL;

  if (!g_test_subprocess ())
    {
      in_faulty_process ("save-write=ENOSPC:2");
      g_test_trap_assert_passed ();
      in_faulty_process ("save-place=ENOSPC:2");
      g_test_trap_assert_passed ();
      return;
    }

  g_assert_null (workshop_act (workshop, action, event, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL);
  g_assert_nonnull (strstr (error->message, workshop->directory));
  g_assert_nonnull (strstr (error->message, "b.pdf"));
  list = workshop_list (workshop->directory);
  g_assert_cmpstr (list, ==, "");
}

/* What a power cut leaves behind under a temporary name is cleared up by the next attempt. */
static void
test_power_cut (Workshop *workshop, gconstpointer data)
{
  const char *shared = g_getenv ("TOCSIN_TEST_SHARED");
  g_autofree char *directory =
      g_strconcat ("directory=", shared != NULL ? shared : workshop->directory, NULL);
  g_autoptr (TocsinAction) action =
      workshop_new_action (workshop, "save", WITH (directory, "collision=skip"));
  g_autoptr (TocsinEvent) event = make_event (WITH ("filename=a.pdf", "1", "filename=b.pdf", "2"));
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) outcome = NULL;
  g_autofree char *torn = NULL;
  g_autofree char *whole = NULL;

  if (g_test_subprocess ())
    {
      workshop_act (workshop, action, event, NULL);
      g_assert_not_reached ();
    }

  g_setenv ("TOCSIN_TEST_SHARED", workshop->directory, TRUE);
  in_faulty_process ("save-place:2");
  g_unsetenv ("TOCSIN_TEST_SHARED");
  g_test_trap_assert_failed ();
  torn = workshop_list (workshop->directory);
  g_assert_cmpstr (torn, ==, ".0123456789abcdef-1.part|a.pdf");

  outcome = workshop_act (workshop, action, event, &error);
  g_assert_no_error (error);
  whole = workshop_list (workshop->directory);
  g_assert_cmpstr (whole, ==, "a.pdf|b.pdf");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  workshop_add ("/plugins/save/plain", test_plain);
  workshop_add ("/plugins/save/hostile-names", test_hostile_names);
  workshop_add ("/plugins/save/nul-in-name", test_nul_in_name);
  workshop_add ("/plugins/save/long-name", test_long_name);
  workshop_add ("/plugins/save/pattern", test_pattern);
  workshop_add ("/plugins/save/number", test_number);
  workshop_add ("/plugins/save/skip", test_skip);
  workshop_add ("/plugins/save/replace", test_replace);
  workshop_add ("/plugins/save/same-name-twice", test_same_name_twice);
  workshop_add ("/plugins/save/links", test_links);
  workshop_add ("/plugins/save/filters", test_filters);
  workshop_add ("/plugins/save/inline", test_inline);
  workshop_add ("/plugins/save/message-and-text", test_message_and_text);
  workshop_add ("/plugins/save/missing-directory", test_missing_directory);
  workshop_add ("/plugins/save/no-message", test_no_message);
  workshop_add ("/plugins/save/bad-settings", test_bad_settings);
  workshop_add ("/plugins/save/full-disk", test_full_disk);
  workshop_add ("/plugins/save/power-cut", test_power_cut);

  return g_test_run ();
}
