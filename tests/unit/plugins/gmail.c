/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A Google account made of an IMAP and an SMTP connection. Nothing here leaves this machine. */
#include "core/base/error.h"
#include "core/mail/mail-store.h"
#include "core/mail/mail-transport.h"
#include "core/plugin/registry.h"
#include "plugins/gmail/parts.h"

#include <string.h>

static TocsinConnectionSettings *
make_account (const char *const *more)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) assignments = NULL;
  TocsinConnectionSettings *settings;

  g_strv_builder_add_many (builder, "name=Mine", "authentication.username=ada@gmail.com",
                           "authentication.password=env:NOBODY", NULL);
  g_strv_builder_addv (builder, (const char **) more);
  assignments = g_strv_builder_end (builder);
  settings = tocsin_connection_settings_new_from_assignments (
      "mine", "gmail", (const char *const *) assignments, &error);
  g_assert_no_error (error);

  return settings;
}

#define NONE                                                                                       \
  (const char *const[])                                                                            \
  {                                                                                                \
    NULL                                                                                           \
  }

static void
assert_text (TocsinConnectionSettings *settings, const char *key, const char *value)
{
  g_assert_cmpstr (tocsin_snapshot_get_string (TOCSIN_SNAPSHOT (settings), key), ==, value);
}

static void
assert_port (TocsinConnectionSettings *settings, guint port)
{
  g_assert_cmpuint (tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (settings), "port"), ==, port);
}

static TocsinConnectionSettings *
make_part (TocsinConnectionSettings *account, GmailPart part)
{
  g_autoptr (GError) error = NULL;
  TocsinConnectionSettings *settings = gmail_part_settings (account, part, &error);

  g_assert_no_error (error);

  return settings;
}

/* What a person set elsewhere is ignored: the account is Google's. */
static void
test_parts (void)
{
  g_autoptr (TocsinConnectionSettings) account =
      make_account ((const char *const[]){ "address=mail.example.org", "port=25",
                                           "encryption.mode=none", "smtp.hello=me.example", NULL });
  g_autoptr (TocsinConnectionSettings) mail = make_part (account, GMAIL_PART_MAIL);
  g_autoptr (TocsinConnectionSettings) sending = make_part (account, GMAIL_PART_SENDING);

  g_assert_cmpstr (tocsin_connection_settings_get_protocol (mail), ==, "imap4");
  assert_text (mail, "address", "imap.gmail.com");
  assert_port (mail, 993);
  assert_text (mail, "encryption.mode", "implicit");
  assert_text (mail, "authentication.oauth2-provider", "google");
  assert_text (mail, "authentication.username", "ada@gmail.com");
  g_assert_true (tocsin_connection_settings_has_secret (mail, "authentication.password"));

  g_assert_cmpstr (tocsin_connection_settings_get_protocol (sending), ==, "smtp");
  assert_text (sending, "address", "smtp.gmail.com");
  assert_port (sending, 465);
  assert_text (sending, "encryption.mode", "implicit");
  assert_text (sending, "smtp.hello", "me.example");
}

static void
test_endpoint (void)
{
  g_autoptr (TocsinConnectionSettings) account =
      make_account ((const char *const[]){ "endpoint=smtps://[::1]:4650 imaps://gate.example:9930",
                                           "authentication.oauth2-provider=custom", NULL });
  g_autoptr (TocsinConnectionSettings) mail = make_part (account, GMAIL_PART_MAIL);
  g_autoptr (TocsinConnectionSettings) sending = make_part (account, GMAIL_PART_SENDING);

  assert_text (mail, "address", "gate.example");
  assert_port (mail, 9930);
  assert_text (mail, "authentication.oauth2-provider", "custom");
  assert_text (sending, "address", "::1");
  assert_port (sending, 4650);
}

static void
test_bad_endpoint (void)
{
  static const char *const bad[] = {
    "endpoint=https://gmail.googleapis.com",
    "endpoint=imap://gate.example",
    "endpoint=imaps://",
    "endpoint=imaps://ada:secret@gate.example",
    "endpoint=imaps://gate.example/x",
    "endpoint=gate.example",
    "endpoint=imaps://gate.example:99999",
    "endpoint=smtps://gate.example?x",
    "endpoint=imaps://gate.example imaps://other.example",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (TocsinConnectionSettings) account =
          make_account ((const char *const[]){ bad[i], NULL });
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (gmail_part_settings (account, GMAIL_PART_MAIL, &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
    }
}

static void
test_mailbox (void)
{
  g_autoptr (TocsinConnectionSettings) robot =
      make_account ((const char *const[]){ "authentication.oauth2-grant=service-account",
                                           "authentication.mailbox=bob@corp.example", NULL });
  g_autoptr (TocsinConnectionSettings) person =
      make_account ((const char *const[]){ "authentication.mailbox=bob@corp.example", NULL });
  g_autoptr (TocsinConnectionSettings) mail = make_part (robot, GMAIL_PART_MAIL);
  g_autoptr (GError) error = NULL;

  assert_text (mail, "authentication.username", "bob@corp.example");
  assert_text (mail, "authentication.mailbox", "");

  g_assert_null (gmail_part_settings (person, GMAIL_PART_MAIL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
}

/* Through the loaded plugins, as everybody gets one. */
static void
test_connection (void)
{
  g_autoptr (TocsinRegistry) registry = tocsin_registry_new ();
  g_autoptr (TocsinConnectionSettings) account = make_account (NONE);
  g_autoptr (TocsinConnection) connection = NULL;
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (TocsinMailDefaults) defaults = NULL;
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  tocsin_registry_load (registry);
  connection = tocsin_registry_new_connection (registry, account, &error);
  g_assert_no_error (error);
  g_assert_true (TOCSIN_IS_MAIL_STORE (connection));
  g_assert_true (TOCSIN_IS_MAIL_TRANSPORT (connection));
  g_assert_true (tocsin_mail_store_can_watch (TOCSIN_MAIL_STORE (connection)));

  endpoint = tocsin_connection_get_endpoint (connection, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_endpoint_get_host (endpoint), ==, "imap.gmail.com");
  defaults = tocsin_mail_transport_get_defaults (TOCSIN_MAIL_TRANSPORT (connection), &error);
  g_assert_no_error (error);
  settings = tocsin_connection_get_settings (connection);
  g_assert_cmpstr (tocsin_connection_settings_get_protocol (settings), ==, "gmail");

  tocsin_connection_close (connection);
  g_assert_null (tocsin_mail_store_list_folders (TOCSIN_MAIL_STORE (connection), NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/gmail/parts", test_parts);
  g_test_add_func ("/gmail/endpoint", test_endpoint);
  g_test_add_func ("/gmail/bad-endpoint", test_bad_endpoint);
  g_test_add_func ("/gmail/mailbox", test_mailbox);
  g_test_add_func ("/gmail/connection", test_connection);

  return g_test_run ();
}
