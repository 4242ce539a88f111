/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/unit/plugins/workshop.h"

#include <glib/gstdio.h>
#include <string.h>

/* What an action says of the world before it is done, against what comes of it. */

#define LETTER                                                                                     \
  "From: Ann <ann@example.com>\r\nSubject: Invoice\r\nMIME-Version: 1.0\r\n"                       \
  "Content-Type: application/pdf\r\nContent-Disposition: attachment; "                             \
  "filename=a.pdf\r\n\r\nPDF\r\n"

static gboolean
foresee (TocsinAction *action, GHashTable *promised, char **told, GError **error)
{
  g_autoptr (TocsinEvent) event = workshop_new_event (LETTER);
  g_autoptr (TocsinPlan) plan = tocsin_action_plan (action, event, error);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  gboolean good;

  g_assert_nonnull (plan);
  good = tocsin_action_foresee (action, plan, event, NULL, promised, notes, error);
  g_ptr_array_add (notes, NULL);
  *told = g_strjoinv ("; ", (char **) notes->pdata);

  return good;
}

static GHashTable *
new_promises (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static TocsinAction *
new_save (Workshop *workshop, const char *assignment)
{
  g_autofree char *directory = g_strconcat ("directory=", workshop->directory, NULL);

  return workshop_new_action (workshop, "save", WITH (directory, assignment));
}

static const struct
{
  const char *about;
  const char *assignment;
  const char *second; /* what is told of the second message of the same name */
  const char *files;  /* what two messages leave */
} collisions[] = {
  { "a number", "collision=number", "a.pdf is taken: it would become a-2.pdf", "a-2.pdf|a.pdf" },
  { "the old one stays", "collision=skip",
    "a.pdf is there already: it would stay, and this one would not be saved", "a.pdf" },
  { "the new one wins", "collision=replace", "a.pdf is there already: it would be replaced",
    "a.pdf" },
};

/* Two messages with a file of one name: what is foreseen without writing is what is written. */
static void
test_save_collisions (Workshop *workshop, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (collisions); i++)
    {
      g_autoptr (TocsinAction) action = new_save (workshop, collisions[i].assignment);
      g_autoptr (GHashTable) promised = new_promises ();
      g_autoptr (TocsinEvent) event = workshop_new_event (LETTER);
      g_autoptr (GError) error = NULL;
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      g_test_message ("%s", collisions[i].about);
      g_assert_true (foresee (action, promised, &first, &error));
      g_assert_true (foresee (action, promised, &second, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (first, ==, "");
      g_assert_cmpstr (second, ==, collisions[i].second);
      before = workshop_list (workshop->directory);
      g_assert_cmpstr (before, ==, "");

      for (guint j = 0; j < 2; j++)
        {
          g_autoptr (TocsinOutcome) outcome = workshop_act (workshop, action, event, &error);

          g_assert_no_error (error);
        }
      after = workshop_list (workshop->directory);
      g_assert_cmpstr (after, ==, collisions[i].files);
      workshop_remove (workshop->directory);
      g_assert_cmpint (g_mkdir (workshop->directory, 0700), ==, 0);
    }
}

static void
test_save_there_before (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = new_save (workshop, "collision=number");
  g_autoptr (GHashTable) promised = new_promises ();
  g_autofree char *path = g_build_filename (workshop->directory, "a.pdf", NULL);
  g_autofree char *told = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  g_assert_true (foresee (action, promised, &told, &error));
  g_assert_cmpstr (told, ==, "a.pdf is taken: it would become a-2.pdf");
}

/* A directory that is missing fails as it will, or is announced once. */
static void
test_save_directory (Workshop *workshop, gconstpointer data)
{
  g_autofree char *missing = g_strdup_printf ("directory=%s/new", workshop->directory);
  g_autofree char *deeper = g_strdup_printf ("directory=%s/no/new", workshop->directory);
  g_autoptr (TocsinAction) fails =
      workshop_new_action (workshop, "save", WITH (missing, "create=false"));
  g_autoptr (TocsinAction) makes =
      workshop_new_action (workshop, "save", WITH (missing, "create=true"));
  g_autoptr (TocsinAction) can_not =
      workshop_new_action (workshop, "save", WITH (deeper, "create=true"));
  g_autoptr (GHashTable) promised = new_promises ();
  g_autoptr (TocsinEvent) event = workshop_new_event (LETTER);
  g_autoptr (GError) foreseen = NULL;
  g_autoptr (GError) met = NULL;
  g_autofree char *told[4] = { NULL };

  g_assert_false (foresee (fails, promised, &told[0], &foreseen));
  g_assert_null (workshop_act (workshop, fails, event, &met));
  g_assert_cmpint (foreseen->code, ==, met->code);
  g_assert_cmpstr (foreseen->message, ==, met->message);
  g_clear_error (&foreseen);

  g_assert_false (foresee (can_not, promised, &told[1], &foreseen));
  g_assert_nonnull (strstr (foreseen->message, "no/new"));
  g_clear_error (&foreseen);

  g_assert_true (foresee (makes, promised, &told[2], &foreseen));
  g_assert_true (g_str_has_suffix (told[2], "/new would be made"));
  g_assert_true (foresee (makes, promised, &told[3], &foreseen));
  g_assert_null (strstr (told[3], "would be made"));
  for (gsize i = 0; i < G_N_ELEMENTS (told); i++)
    g_clear_pointer (&told[i], g_free);
}

/* The same error as the action itself would meet. */
static void
test_same_error (Workshop *workshop, gconstpointer data)
{
  g_autofree char *file = g_strdup_printf ("file=%s/no/log", workshop->directory);
  g_autofree char *folder = g_strdup_printf ("file=%s", workshop->directory);
  g_autoptr (TocsinAction) no_folder = workshop_new_action (workshop, "log", WITH (file));
  g_autoptr (TocsinAction) no_file = workshop_new_action (workshop, "log", WITH (folder));
  g_autoptr (TocsinAction) no_directory = workshop_new_action (
      workshop, "run", WITH ("command=['/bin/true']", "directory=/nonexistent"));
  TocsinAction *actions[] = { no_folder, no_file, no_directory };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (TocsinEvent) event = workshop_new_event (LETTER);
      g_autoptr (GHashTable) promised = new_promises ();
      g_autoptr (GError) foreseen = NULL;
      g_autoptr (GError) met = NULL;
      g_autofree char *told = NULL;

      g_assert_false (foresee (actions[i], promised, &told, &foreseen));
      g_assert_null (workshop_act (workshop, actions[i], event, &met));
      g_assert_nonnull (strstr (foreseen->message, i == 2 ? "/nonexistent" : workshop->directory));
      if (i != 1)
        g_assert_cmpstr (foreseen->message, ==, met->message);
    }
}

static void
test_nothing_in_the_way (Workshop *workshop, gconstpointer data)
{
  g_autofree char *file = g_strdup_printf ("file=%s/log", workshop->directory);
  g_autoptr (TocsinAction) log = workshop_new_action (workshop, "log", WITH (file));
  g_autoptr (TocsinAction) run =
      workshop_new_action (workshop, "run", WITH ("command=['/bin/true']"));
  g_autoptr (TocsinAction) mailbox =
      workshop_new_action (workshop, "mailbox", WITH ("operations=flag"));
  TocsinAction *actions[] = { log, run, mailbox };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GHashTable) promised = new_promises ();
      g_autoptr (GError) error = NULL;
      g_autofree char *told = NULL;
      g_autofree char *left = NULL;

      g_assert_true (foresee (actions[i], promised, &told, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (told, ==, "");
      left = workshop_list (workshop->directory);
      g_assert_cmpstr (left, ==, "");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  workshop_add ("/plugins/foresee/save/collisions", test_save_collisions);
  workshop_add ("/plugins/foresee/save/there-before", test_save_there_before);
  workshop_add ("/plugins/foresee/save/directory", test_save_directory);
  workshop_add ("/plugins/foresee/same-error", test_same_error);
  workshop_add ("/plugins/foresee/nothing-in-the-way", test_nothing_in_the_way);

  return g_test_run ();
}
