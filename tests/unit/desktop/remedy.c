/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/remedy.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/settings/connection-settings.h"

#define OLD "encryption.verify=pin"

typedef struct
{
  const char *about;
  TocsinError code;
  const char *proposed; /* what the error itself proposes, KEY=VALUE parted by blanks */
  const char *settings; /* likewise, what is set */
  const char *remedies; /* kinds and what they are for, in order */
  gboolean asks;        /* whether the first asks before it does it */
} Case;

static const Case cases[] = {
  { "a private authority", TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER,
    "encryption.verify=pin encryption.pinned-certificate=AB:CD", "",
    "set:encryption.verify=pin,encryption.pinned-certificate=AB:CD file:encryption.ca-file", TRUE },
  { "a pin that no longer fits", TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER,
    "encryption.pinned-certificate=AB:CD", OLD,
    "set:encryption.pinned-certificate=AB:CD file:encryption.ca-file", TRUE },
  { "a revoked certificate is believed by no button", TOCSIN_ERROR_TLS_CERT_REVOKED, "", "",
    "again", FALSE },
  { "plain bytes before TLS are an attack", TOCSIN_ERROR_TLS_INJECTED, "", "", "", FALSE },
  { "a server that proves nothing", TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN, "", "", "", FALSE },
  { "the port of TLS", TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH,
    "port=993 encryption.mode=implicit", "", "set:port=993,encryption.mode=implicit edit:port",
    FALSE },
  { "the port of plain text", TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH,
    "encryption.mode=starttls", "", "set:encryption.mode=starttls edit:port", FALSE },
  { "old versions are not switched on unasked", TOCSIN_ERROR_TLS_PROTOCOL_TOO_OLD,
    "encryption.versions=tls1.0,tls1.2", "", "set:encryption.versions=tls1.0,tls1.2", TRUE },
  { "versions of today may be", TOCSIN_ERROR_TLS_HANDSHAKE, "encryption.versions=tls1.2,tls1.3", "",
    "set:encryption.versions=tls1.2,tls1.3 edit:encryption.mode", FALSE },
  { "another name in the certificate", TOCSIN_ERROR_TLS_CERT_HOSTNAME,
    "encryption.server-name=mx.example.org", "",
    "set:encryption.server-name=mx.example.org edit:address", TRUE },
  { "a server that sends us elsewhere", TOCSIN_ERROR_HTTP_REDIRECTED,
    "address=https://ews.example.org/", "", "set:address=https://ews.example.org/", TRUE },
  { "what has no words of its own is shown", TOCSIN_ERROR_SEND_SENDER_REFUSED,
    "exchange.allow-delegate=true", "", "set:exchange.allow-delegate=true", TRUE },
  { "a wrong password", TOCSIN_ERROR_AUTH_REJECTED, "", "authentication.method=password",
    "password:authentication.password edit:authentication.username", FALSE },
  { "a token refused", TOCSIN_ERROR_AUTH_REJECTED, "", "authentication.method=oauth2",
    "sign-in edit:authentication.username", FALSE },
  { "a token refused, and nothing said of how", TOCSIN_ERROR_AUTH_REJECTED, "",
    "authentication.refresh-token=keyring:", "sign-in edit:authentication.username", FALSE },
  { "a password where none are taken", TOCSIN_ERROR_AUTH_BASIC_DISABLED, "", "",
    "sign-in:authentication.method=oauth2", FALSE },
  { "nobody signed in", TOCSIN_ERROR_AUTH_OAUTH_CONSENT, "", "authentication.method=oauth2",
    "sign-in", FALSE },
  { "a locked keyring", TOCSIN_ERROR_SECRET_LOCKED, "", "", "again", FALSE },
  { "no password yet", TOCSIN_ERROR_SECRET_UNAVAILABLE, "", "", "password:authentication.password",
    FALSE },
  { "no token yet", TOCSIN_ERROR_SECRET_UNAVAILABLE, "", "authentication.method=oauth2", "sign-in",
    FALSE },
  { "the proxy's password", TOCSIN_ERROR_PROXY_AUTH, "", "",
    "password:proxy.password edit:proxy.username", FALSE },
  { "a typing error", TOCSIN_ERROR_DNS_NOT_FOUND, "", "", "edit:address", FALSE },
  { "trouble that passes", TOCSIN_ERROR_SERVER_BUSY, "", "", "again", FALSE },
  { "an account that somebody has to unlock", TOCSIN_ERROR_AUTH_LOCKED, "", "", "again", FALSE },
  { "stopped by the person", TOCSIN_ERROR_CANCELLED, "", "", "again", FALSE },
};

static char *
describe (const TocsinRemedy *remedy)
{
  static const char *const kinds[] = {
    "set", "password", "sign-in", "file", "edit", "page", "again"
  };
  g_autofree char *assignments = g_strjoinv (",", remedy->assignments);
  const char *what = *assignments != '\0'  ? assignments
                     : remedy->key != NULL ? remedy->key
                                           : remedy->uri;

  if (what == NULL)
    return g_strdup (kinds[remedy->kind]);

  return g_strdup_printf ("%s:%s", kinds[remedy->kind], what);
}

static char *
describe_all (GPtrArray *remedies)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < remedies->len; i++)
    g_ptr_array_add (texts, describe (remedies->pdata[i]));
  g_ptr_array_add (texts, NULL);

  return g_strjoinv (" ", (char **) texts->pdata);
}

static TocsinSnapshot *
make_settings (const char *text)
{
  g_auto (GStrv) assignments = g_strsplit (text, " ", -1);
  g_autoptr (GError) error = NULL;
  TocsinConnectionSettings *settings = tocsin_connection_settings_new_from_assignments (
      "office", "imap4", (const char *const *) assignments, &error);

  g_assert_no_error (error);
  return TOCSIN_SNAPSHOT (settings);
}

static GError *
make_error (TocsinError code, const char *proposed)
{
  g_auto (GStrv) assignments = g_strsplit (proposed, " ", -1);
  GError *error = g_error_new_literal (TOCSIN_ERROR, (int) code, "x");

  for (gsize i = 0; assignments[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (assignments[i], "=", 2);

      tocsin_error_add_remedy (error, parts[0], parts[1]);
    }

  return error;
}

static void
test_list (gconstpointer data)
{
  const Case *row = data;
  g_autoptr (GError) error = make_error (row->code, row->proposed);
  g_autoptr (TocsinSnapshot) settings = make_settings (row->settings);
  g_autoptr (GPtrArray) remedies = tocsin_remedy_list (error, settings);
  g_autofree char *described = describe_all (remedies);

  g_assert_cmpstr (described, ==, row->remedies);
  if (remedies->len > 0)
    g_assert_cmpint (((TocsinRemedy *) remedies->pdata[0])->question != NULL, ==, row->asks);
}

/* Each row of buttons can be worked with the keyboard: a mnemonic each, and none of them twice. */
static void
test_mnemonics (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = make_error (cases[i].code, cases[i].proposed);
      g_autoptr (TocsinSnapshot) settings = make_settings (cases[i].settings);
      g_autoptr (GPtrArray) remedies = tocsin_remedy_list (error, settings);
      g_autofree char *taken = g_strdup ("");

      for (guint j = 0; j < remedies->len; j++)
        {
          const TocsinRemedy *remedy = remedies->pdata[j];
          const char *mark = strchr (remedy->label, '_');
          char letter[2] = { 0 };
          g_autofree char *before = taken;

          g_test_message ("%s: %s", cases[i].about, remedy->label);
          g_assert_nonnull (mark);
          letter[0] = g_ascii_tolower (mark[1]);
          g_assert_null (strstr (taken, letter));
          taken = g_strconcat (before, letter, NULL);
        }
    }
}

/* A certificate that is not the pinned one is another matter than one never seen. */
static void
test_new_certificate (void)
{
  g_autoptr (GError) error =
      make_error (TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, "encryption.pinned-certificate=AB:CD");
  g_autoptr (TocsinSnapshot) pinned = make_settings (OLD);
  g_autoptr (TocsinSnapshot) fresh = make_settings ("");
  g_autoptr (GPtrArray) again = tocsin_remedy_list (error, pinned);
  g_autoptr (GPtrArray) first = tocsin_remedy_list (error, fresh);
  const TocsinRemedy *one = again->pdata[0];
  const TocsinRemedy *other = first->pdata[0];

  g_assert_cmpstr (one->label, !=, other->label);
  g_assert_nonnull (strstr (one->question, "AB:CD"));
  g_assert_nonnull (strstr (other->question, "AB:CD"));
}

static void
test_page (void)
{
  static const struct
  {
    const char *about, *text, *page;
  } pages[] = {
    { "at the end of a sentence", "Please log in via https://mail.example.org/x?y=1.",
      "https://mail.example.org/x?y=1" },
    { "in brackets", "[WEBALERT https://example.org/a] sign in", "https://example.org/a" },
    { "plain http can be altered on the way", "see http://example.org/", NULL },
    { "a name before the host misleads", "https://bank.example@evil.example/", NULL },
    { "no host", "https:///etc/passwd", NULL },
    { "no address", "nothing here", NULL },
    { "what a shell would like", "https://example.org/`id`", "https://example.org/" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *page = tocsin_remedy_find_page (pages[i].text);

      g_test_message ("%s", pages[i].about);
      g_assert_cmpstr (page, ==, pages[i].page);
    }
}

static void
test_page_is_offered (void)
{
  g_autoptr (GError) error = make_error (TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED, "");
  g_autoptr (GPtrArray) remedies = NULL;
  const TocsinRemedy *first;

  tocsin_error_set_server_text (error, "Web login required: https://accounts.example.org/unlock");
  remedies = tocsin_remedy_list (error, NULL);
  g_assert_cmpuint (remedies->len, >, 0);
  first = remedies->pdata[0];
  g_assert_cmpint (first->kind, ==, TOCSIN_REMEDY_OPEN_PAGE);
  g_assert_cmpstr (first->uri, ==, "https://accounts.example.org/unlock");
  g_assert_nonnull (strstr (first->label, "accounts.example.org"));
  g_assert_nonnull (first->question);
}

/* None of the codes brings the list down, whatever is known of the settings. */
static void
test_every_code (void)
{
  for (int code = 0; code <= TOCSIN_ERROR_LAST; code++)
    {
      g_autoptr (GError) error = make_error ((TocsinError) code, "");
      g_autoptr (GPtrArray) remedies = tocsin_remedy_list (error, NULL);

      for (guint i = 0; i < remedies->len; i++)
        {
          g_autoptr (TocsinRemedy) copy = tocsin_remedy_copy (remedies->pdata[i]);

          g_assert_nonnull (copy->label);
          g_assert_nonnull (copy->assignments);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *slug = tocsin_text_slug (cases[i].about);
      g_autofree char *path = g_strconcat ("/desktop/remedy/list/", slug, NULL);

      g_test_add_data_func (path, &cases[i], test_list);
    }
  g_test_add_func ("/desktop/remedy/mnemonics", test_mnemonics);
  g_test_add_func ("/desktop/remedy/new-certificate", test_new_certificate);
  g_test_add_func ("/desktop/remedy/page", test_page);
  g_test_add_func ("/desktop/remedy/page-is-offered", test_page_is_offered);
  g_test_add_func ("/desktop/remedy/every-code", test_every_code);

  return g_test_run ();
}
