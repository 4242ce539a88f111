/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/server-search.h"

#include "core/base/error.h"

static TocsinRegistry *
load (void)
{
  TocsinRegistry *registry = tocsin_registry_new ();

  tocsin_registry_load (registry);

  return registry;
}

static TocsinCandidate *
make_candidate (const char *protocol, TocsinEncryption encryption)
{
  TocsinCandidate *candidate = tocsin_candidate_new (protocol, TOCSIN_SOURCE_SRV);

  g_free (candidate->host);
  candidate->host = g_strdup ("imap.example.org");
  candidate->port = 993;
  candidate->encryption = encryption;
  candidate->is_safe = encryption == TOCSIN_ENCRYPTION_IMPLICIT;
  candidate->username = g_strdup ("ada@example.org");
  tocsin_candidate_add_origin (candidate, "SRV \x1b_imaps");

  return candidate;
}

static void
test_candidate (void)
{
  g_autoptr (TocsinRegistry) registry = load ();
  g_autoptr (TocsinCandidate) candidate = make_candidate ("imap4", TOCSIN_ENCRYPTION_IMPLICIT);
  g_autoptr (TocsinCandidateItem) item = tocsin_candidate_item_new (candidate, registry);
  const char *const *assignments = tocsin_candidate_item_get_assignments (item);

  g_assert_true (tocsin_candidate_item_can_choose (item));
  g_assert_cmpstr (tocsin_candidate_item_get_protocol (item), ==, "imap4");
  g_assert_cmpstr (tocsin_candidate_item_get_title (item), !=, "imap4");
  g_assert_nonnull (strstr (tocsin_candidate_item_get_place (item), "imap.example.org:993"));
  g_assert_null (strchr (tocsin_candidate_item_get_source (item), '\x1b'));
  g_assert_cmpstr (tocsin_candidate_item_get_warnings (item), ==, "");
  g_assert_true (g_strv_contains (assignments, "address=imap.example.org"));
  g_assert_true (g_strv_contains (assignments, "authentication.username=ada@example.org"));
}

static void
test_unsafe_candidate (void)
{
  g_autoptr (TocsinRegistry) registry = load ();
  g_autoptr (TocsinCandidate) candidate = make_candidate ("imap4", TOCSIN_ENCRYPTION_NONE);
  g_autoptr (TocsinCandidateItem) item = NULL;

  tocsin_candidate_warn (candidate, "passwords in clear");
  item = tocsin_candidate_item_new (candidate, registry);
  g_assert_false (tocsin_candidate_item_can_choose (item));
  g_assert_cmpstr (tocsin_candidate_item_get_warnings (item), ==, "passwords in clear");
}

static void
test_unspoken_candidate (void)
{
  g_autoptr (TocsinRegistry) registry = load ();
  g_autoptr (TocsinCandidate) candidate = make_candidate ("jmap", TOCSIN_ENCRYPTION_IMPLICIT);
  g_autoptr (TocsinCandidateItem) item = NULL;

  candidate->needs_consent = TRUE;
  item = tocsin_candidate_item_new (candidate, registry);
  g_assert_false (tocsin_candidate_item_can_choose (item));
  g_assert_true (tocsin_candidate_item_needs_consent (item));
  g_assert_nonnull (strstr (tocsin_candidate_item_get_warnings (item), "jmap"));
  g_assert_nonnull (strstr (tocsin_candidate_item_get_warnings (item), "domain"));
}

static void
test_addresses (void)
{
  static const struct
  {
    const char *about, *text;
    gboolean is_known;
  } rows[] = {
    { "whole", "ada@example.org", TRUE },
    { "with blanks around it, as it is pasted", " ada@example.org ", TRUE },
    { "in the middle of typing", "ada@example", FALSE },
    { "no domain", "ada@", FALSE },
    { "no address", "ada", FALSE },
    { "nothing", "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].about);
      g_assert_cmpint (tocsin_server_search_knows_address (rows[i].text), ==, rows[i].is_known);
    }
}

static void
test_bad_address_is_told (void)
{
  g_autoptr (TocsinRegistry) registry = load ();
  g_autoptr (TocsinServerSearch) search = tocsin_server_search_new (registry, "nobody");
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_server_search_run (search, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
}

/* Who names a provider is not asked for an address. */
static void
test_preset (void)
{
  g_autoptr (TocsinRegistry) registry = load ();
  g_autoptr (TocsinServerSearch) search = tocsin_server_search_new (registry, "");
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinServersFound) found = NULL;
  const char *const *assignments;

  tocsin_server_search_set_preset (search, "gmx");
  found = tocsin_server_search_run (search, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->candidates->len, >=, 2);
  g_assert_no_error (found->error);
  assignments = tocsin_candidate_item_get_assignments (found->candidates->pdata[0]);
  g_assert_true (g_strv_contains (assignments, "address=imap.gmx.net"));
  g_assert_nonnull (tocsin_candidate_item_get_prepare (found->candidates->pdata[0]));
}

static void
test_unknown_preset (void)
{
  g_autoptr (TocsinRegistry) registry = load ();
  g_autoptr (TocsinServerSearch) search = tocsin_server_search_new (registry, "");
  g_autoptr (GError) error = NULL;

  tocsin_server_search_set_preset (search, "nobody");
  g_assert_null (tocsin_server_search_run (search, NULL, &error));
  g_assert_nonnull (error);
}

static void
test_stopped (void)
{
  g_autoptr (TocsinRegistry) registry = load ();
  g_autoptr (TocsinServerSearch) search = tocsin_server_search_new (registry, "ada@example.org");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (tocsin_server_search_run (search, cancellable, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/server-search/candidate", test_candidate);
  g_test_add_func ("/desktop/server-search/unsafe-candidate", test_unsafe_candidate);
  g_test_add_func ("/desktop/server-search/unspoken-candidate", test_unspoken_candidate);
  g_test_add_func ("/desktop/server-search/addresses", test_addresses);
  g_test_add_func ("/desktop/server-search/bad-address", test_bad_address_is_told);
  g_test_add_func ("/desktop/server-search/preset", test_preset);
  g_test_add_func ("/desktop/server-search/unknown-preset", test_unknown_preset);
  g_test_add_func ("/desktop/server-search/stopped", test_stopped);

  return g_test_run ();
}
