/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/preset.h"

#include "core/base/error.h"
#include "core/net/discovery/data-file.h"
#include "core/settings/connection-settings.h"
#include "core/settings/key-info.h"
#include "tests/unit/net/discovery/common.h"

#include <glib/gstdio.h>
#include <string.h>

typedef void (*Check) (const TocsinPreset *preset);

/* Those that are shipped, all of which have to be readable. */
static void
for_each_preset (Check check)
{
  g_autoptr (GPtrArray) paths = tocsin_data_file_list ("presets", ".preset");

  g_assert_cmpuint (paths->len, >=, 15);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinPreset) preset = tocsin_preset_load (paths->pdata[i], &error);

      g_assert_no_error (error);
      g_test_message ("%s", preset->id);
      check (preset);
    }
}

static void
check_facts (const TocsinPreset *preset)
{
  static const char *const ways[] = { "password", "app-password", "oauth2", NULL };

  g_assert_cmpstr (preset->name, !=, preset->id);
  g_assert_true (preset->domains[0] != NULL || preset->mx[0] != NULL);
  g_assert_nonnull (preset->prepare);
  g_assert_true (g_uri_is_valid (preset->documentation, G_URI_FLAGS_NONE, NULL));
  g_assert_true (g_str_has_prefix (preset->documentation, "https://"));
  g_assert_nonnull (preset->sign_in[0]);
  for (gsize i = 0; preset->sign_in[i] != NULL; i++)
    g_assert_true (g_strv_contains (ways, preset->sign_in[i]));
}

static void
test_facts (void)
{
  for_each_preset (check_facts);
}

/* Every key is one of the schemas, with a value that it takes. A protocol whose plugin is not here
 * has the keys that all have. */
static void
check_settings (const TocsinPreset *preset)
{
  g_auto (GStrv) protocols = tocsin_preset_list_protocols (preset);

  g_assert_nonnull (protocols[0]);
  for (gsize i = 0; protocols[i] != NULL; i++)
    {
      g_auto (GStrv) settings = tocsin_preset_list_settings (preset, protocols[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinConnectionSettings) made = tocsin_connection_settings_new_from_assignments (
          "x", protocols[i], (const char *const *) settings, &error);

      g_assert_no_error (error);
      g_assert_nonnull (made);
    }
}

static void
test_settings (void)
{
  for_each_preset (check_settings);
}

static void
check_safety (const TocsinPreset *preset)
{
  g_autoptr (TocsinMailAddress) who = test_address ("ada@example.org");
  g_autoptr (GPtrArray) candidates = tocsin_preset_make_candidates (preset, who);
  g_autoptr (GPtrArray) services = test_services ();

  for (guint i = 0; i < candidates->len; i++)
    {
      const TocsinCandidate *candidate = candidates->pdata[i];
      const TocsinService *service = tocsin_service_find (services, candidate->protocol);
      g_auto (GStrv) settings = tocsin_candidate_list_settings (candidate);

      g_assert_nonnull (service);
      g_assert_true (candidate->is_safe && !candidate->needs_consent);
      g_assert_cmpint (candidate->encryption, <=, TOCSIN_ENCRYPTION_STARTTLS);
      g_assert_true ((service->implicit_port != 0) == (candidate->host[0] != '\0'));
      g_assert_true ((service->implicit_port != 0) == (candidate->port != 0));
      g_assert_nonnull (candidate->username);
      g_assert_null (strchr (candidate->username, '{'));
      for (gsize j = 0; settings[j] != NULL; j++)
        g_assert_null (strstr (settings[j], "allow-cleartext"));
    }
}

static void
test_safety (void)
{
  for_each_preset (check_safety);
}

/* A domain leads to one provider. */
static void
test_domains_are_unique (void)
{
  g_autoptr (GPtrArray) presets = tocsin_preset_list ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < presets->len; i++)
    {
      const TocsinPreset *preset = presets->pdata[i];

      for (gsize j = 0; preset->domains[j] != NULL; j++)
        {
          g_test_message ("%s: %s", preset->id, preset->domains[j]);
          g_assert_true (g_hash_table_add (seen, preset->domains[j]));
          g_assert_true (tocsin_preset_find_domain (presets, preset->domains[j]) == preset);
        }
    }
}

static void
test_recognition (void)
{
  static const struct
  {
    const char *domain;
    const char *mx;
    const char *id;
  } rows[] = {
    { "gmail.com", NULL, "gmail" },
    { NULL, "aspmx.l.google.com", "gmail" },
    { NULL, "alt1.aspmx.l.google.com", "gmail" },
    { "contoso.onmicrosoft.com", NULL, "office365" },
    { NULL, "example-org.mail.protection.outlook.com", "office365" },
    { NULL, "outlook-com.olc.protection.outlook.com", "outlook" },
    { "hotmail.de", NULL, "outlook" },
    { "yahoo.de", NULL, "yahoo" },
    { NULL, "mta5.am0.yahoodns.net", "yahoo" },
    { "me.com", NULL, "icloud" },
    { NULL, "mx01.mail.icloud.com", "icloud" },
    { "gmx.de", NULL, "gmx" },
    { "gmx.com", NULL, "gmx-com" },
    { "web.de", NULL, "web-de" },
    { "fastmail.com", NULL, "fastmail" },
    { NULL, "in1-smtp.messagingengine.com", "fastmail" },
    { NULL, "mx.zoho.com", "zoho" },
    { NULL, "mx2.zoho.eu", "zoho-eu" },
    { NULL, "mx.zoho.com.au", "zoho-au" },
    { NULL, "mx3.zohocloud.ca", "zoho-ca" },
    { "yandex.ru", NULL, "yandex" },
    { NULL, "mx.yandex.net", "yandex" },
    { "proton.me", NULL, "proton-bridge" },
    { NULL, "mail.protonmail.ch", "proton-bridge" },
    { "mailbox.org", NULL, "mailbox-org" },
    { NULL, "mxext1.mailbox.org", "mailbox-org" },
    { NULL, "mx00.ionos.de", "ionos-de" },
    { NULL, "mx01.kundenserver.de", "ionos-de" },
    { NULL, "mx00.ionos.com", "ionos-com" },
    { NULL, "mx00.ionos.co.uk", "ionos-co-uk" },
    { NULL, "smtpin.rzone.de", "strato" },
    { NULL, "mx1.mail.ovh.net", "ovh-eu" },
    { NULL, "mx1.mail.ovh.ca", "ovh-ca" },
    { "example.org", NULL, NULL },
    { "notgmail.com", NULL, NULL },
    { NULL, "google.com.evil.example", NULL },
  };
  g_autoptr (GPtrArray) presets = tocsin_preset_list ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const TocsinPreset *preset = rows[i].domain != NULL
                                       ? tocsin_preset_find_domain (presets, rows[i].domain)
                                       : tocsin_preset_find_mx (presets, rows[i].mx);

      g_test_message ("%s", rows[i].domain != NULL ? rows[i].domain : rows[i].mx);
      g_assert_cmpstr (preset != NULL ? preset->id : NULL, ==, rows[i].id);
    }
}

/* What whoever administers a machine writes is looked at too. */
static void
test_bad_files (void)
{
  static const char *const rows[][2] = {
    { "an unknown key", "[preset]\ncolour=red\n" },
    { "in clear", "[imap4]\nencryption.mode=none\n" },
    { "perhaps in clear", "[imap4]\nencryption.mode=opportunistic\n" },
    { "by itself", "[imap4]\nencryption.mode=auto\n" },
    { "a password in clear", "[imap4]\nencryption.allow-cleartext=true\n" },
    { "nobody checked", "[imap4]\nencryption.verify=none\n" },
    { "no host name checked", "[imap4]\nencryption.verify=chain\n" },
    { "no port", "[imap4]\nport=0\n" },
    { "too large a port", "[imap4]\nport=70000\n" },
    { "no host", "[imap4]\naddress=a b\n" },
    { "no key", "hello\n" },
  };
  g_autofree char *directory = g_dir_make_tmp ("tocsin-preset-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "x.preset", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i][0]);
      g_assert_true (g_file_set_contents (path, rows[i][1], -1, NULL));
      g_assert_null (tocsin_preset_load (path, &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_assert_nonnull (strstr (error->message, "x.preset"));
    }
  g_unlink (path);
  g_rmdir (directory);
}

static void
test_long_file (void)
{
  g_autofree char *directory = g_dir_make_tmp ("tocsin-preset-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "x.preset", NULL);
  g_autofree char *text = g_strnfill (256 * 1024 + 1, '\n');
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_null (tocsin_preset_load (path, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_unlink (path);
  g_rmdir (directory);
}

static void
test_find (void)
{
  g_autoptr (GPtrArray) presets = tocsin_preset_list ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (tocsin_preset_find (presets, "GMail", NULL)->id, ==, "gmail");
  g_assert_null (tocsin_preset_find (presets, "gmial", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "“gmail”"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/discovery/presets/facts", test_facts);
  g_test_add_func ("/discovery/presets/settings", test_settings);
  g_test_add_func ("/discovery/presets/safety", test_safety);
  g_test_add_func ("/discovery/presets/domains-are-unique", test_domains_are_unique);
  g_test_add_func ("/discovery/presets/recognition", test_recognition);
  g_test_add_func ("/discovery/presets/bad-files", test_bad_files);
  g_test_add_func ("/discovery/presets/long-file", test_long_file);
  g_test_add_func ("/discovery/presets/find", test_find);

  return g_test_run ();
}
