/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/connection-draft.h"

#include "core/base/error.h"

static const char *const none[] = { NULL };

static TocsinSnapshot *
make_saved (void)
{
  static const char *const assignments[] = { "name=Office", "address=imap.example.org", "port=1143",
                                             "authentication.username=ada", NULL };
  g_autoptr (GError) error = NULL;
  TocsinConnectionSettings *settings =
      tocsin_connection_settings_new_from_assignments ("office", "imap4", assignments, &error);

  g_assert_no_error (error);
  return TOCSIN_SNAPSHOT (settings);
}

static void
test_changes_over_what_is_saved (void)
{
  static const char *const changes[] = { "address=mail.example.org", NULL };
  static const char *const resets[] = { "port", NULL };
  g_autoptr (TocsinSnapshot) saved = make_saved ();
  g_autoptr (TocsinConnectionDraft) draft = tocsin_connection_draft_new ("imap4", saved);
  g_autoptr (TocsinConnectionSettings) made = NULL;
  g_autoptr (GError) error = NULL;
  TocsinSnapshot *snapshot;

  tocsin_connection_draft_change (draft, changes, resets);
  made = tocsin_connection_draft_make_settings (draft, &error);
  g_assert_no_error (error);
  snapshot = TOCSIN_SNAPSHOT (made);
  g_assert_cmpstr (tocsin_snapshot_get_id (snapshot), ==, "office");
  g_assert_cmpstr (tocsin_snapshot_get_string (snapshot, "address"), ==, "mail.example.org");
  g_assert_cmpstr (tocsin_snapshot_get_string (snapshot, "authentication.username"), ==, "ada");
  g_assert_cmpuint (tocsin_snapshot_get_uint (snapshot, "port"), ==, 0);
}

static void
test_bad_value_is_told (void)
{
  static const char *const changes[] = { "port=70000", NULL };
  g_autoptr (TocsinConnectionDraft) draft = tocsin_connection_draft_new ("imap4", NULL);
  g_autoptr (TocsinConnectionSettings) made = NULL;
  g_autoptr (GError) error = NULL;

  tocsin_connection_draft_change (draft, changes, none);
  made = tocsin_connection_draft_make_settings (draft, &error);
  g_assert_null (made);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
}

/* A typed password is tried though it is kept nowhere, as often as is wanted, and the settings that
 * are saved say nothing of it. */
static void
test_typed_secret (void)
{
  static const char *const changes[] = { "authentication.password=keyring:", NULL };
  g_autoptr (TocsinConnectionDraft) draft = tocsin_connection_draft_new ("imap4", NULL);
  g_autoptr (TocsinSecret) typed = tocsin_secret_new ("s3cret", -1);
  g_autoptr (TocsinConnectionSettings) saved = NULL;
  g_autoptr (GError) error = NULL;

  tocsin_connection_draft_change (draft, changes, none);
  tocsin_connection_draft_add_secret (draft, "authentication.password", typed);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (TocsinConnectionSettings) made =
          tocsin_connection_draft_make_for_test (draft, &error);
      g_autoptr (TocsinSecret) read = NULL;

      g_assert_no_error (error);
      read =
          tocsin_connection_settings_resolve_secret (made, "authentication.password", NULL, &error);
      g_assert_no_error (error);
      g_assert_true (tocsin_secret_equal (read, typed));
    }
  saved = tocsin_connection_draft_make_settings (draft, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (saved), "authentication.password"),
                   ==, "keyring:");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/connection-draft/changes", test_changes_over_what_is_saved);
  g_test_add_func ("/desktop/connection-draft/bad-value", test_bad_value_is_told);
  g_test_add_func ("/desktop/connection-draft/typed-secret", test_typed_secret);

  return g_test_run ();
}
