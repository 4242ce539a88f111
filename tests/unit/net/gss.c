/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/gss.h"

#include <glib/gstdio.h>
#include <gssapi/gssapi_ext.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/errand.h"
#include "core/net/sasl.h"

#define PASSWORD "geheim, wirklich"

/* GSS-API's other side, in this process, with gss-ntlmssp's file of users. */

static gss_OID_desc ntlm = { 10, (void *) "\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a" };

typedef struct
{
  gss_ctx_id_t context;
  gss_cred_id_t credential;
  OM_uint32 status;
  const char *binding; /* that it insists on */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->context = GSS_C_NO_CONTEXT;
  fixture->credential = GSS_C_NO_CREDENTIAL;
  fixture->binding = NULL;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  OM_uint32 minor;

  gss_delete_sec_context (&minor, &fixture->context, GSS_C_NO_BUFFER);
  gss_release_cred (&minor, &fixture->credential);
}

static GBytes *
accept_token (Fixture *fixture, GBytes *token)
{
  gss_buffer_desc in, out = GSS_C_EMPTY_BUFFER;
  gss_OID_set_desc mechanisms = { 1, &ntlm };
  struct gss_channel_bindings_struct binding = { 0 };
  OM_uint32 minor;
  GBytes *answer;

  if (fixture->credential == GSS_C_NO_CREDENTIAL)
    g_assert_cmpuint (gss_acquire_cred (&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &mechanisms,
                                        GSS_C_ACCEPT, &fixture->credential, NULL, NULL),
                      ==, GSS_S_COMPLETE);
  in.value = (void *) g_bytes_get_data (token, &in.length);
  if (fixture->binding != NULL)
    {
      binding.application_data.value = (void *) fixture->binding;
      binding.application_data.length = strlen (fixture->binding);
    }
  fixture->status =
      gss_accept_sec_context (&minor, &fixture->context, fixture->credential, &in,
                              fixture->binding != NULL ? &binding : GSS_C_NO_CHANNEL_BINDINGS, NULL,
                              NULL, &out, NULL, NULL, NULL);
  answer = g_bytes_new (out.value, out.length);
  gss_release_buffer (&minor, &out);

  return answer;
}

/* Lets both talk to the end. */
static void
talk (Fixture *fixture, TocsinGss *client)
{
  g_autoptr (GBytes) token = NULL;

  do
    {
      g_autoptr (GBytes) reply = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (tocsin_gss_step (client, token, &reply, 0, NULL, &error));
      g_assert_no_error (error);
      g_clear_pointer (&token, g_bytes_unref);
      if (g_bytes_get_size (reply) > 0)
        token = accept_token (fixture, reply);
    }
  while (!tocsin_gss_is_complete (client));
}

static TocsinGss *
new_ntlm (const char *user, const char *domain, const char *password)
{
  TocsinGss *client = tocsin_gss_new (TOCSIN_GSS_NTLM, "imap", "mail.example.org");
  g_autoptr (TocsinSecret) secret = tocsin_secret_new (password, -1);

  tocsin_gss_set_user (client, user, domain, secret);

  return client;
}

static void
test_ntlm (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinGss) client = new_ntlm ("joe", "EXAMPLE", PASSWORD);

  talk (fixture, client);
  g_assert_cmpuint (fixture->status, ==, GSS_S_COMPLETE);
}

static void
test_ntlm_domain_in_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinGss) client = new_ntlm ("EXAMPLE\\joe", NULL, PASSWORD);

  talk (fixture, client);
  g_assert_cmpuint (fixture->status, ==, GSS_S_COMPLETE);
}

/* What is said on one line is of no use on another; who does not ask for it is not told. */
static void
test_ntlm_binding (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *theirs;
    const char *ours;
    gboolean fine;
  } rows[] = {
    { "tls-server-end-point:a", "tls-server-end-point:a", TRUE },
    { "tls-server-end-point:a", "tls-server-end-point:b", FALSE },
    { NULL, "tls-server-end-point:a", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinGss) client = new_ntlm ("joe", "EXAMPLE", PASSWORD);
      g_autoptr (GBytes) binding = g_bytes_new_static (rows[i].ours, strlen (rows[i].ours));

      set_up (fixture, NULL);
      fixture->binding = rows[i].theirs;
      tocsin_gss_set_binding (client, binding);
      talk (fixture, client);
      g_assert_cmpint (fixture->status == GSS_S_COMPLETE, ==, rows[i].fine);
      if (i + 1 < G_N_ELEMENTS (rows))
        tear_down (fixture, NULL);
    }
}

/* What stands behind the @ is no domain, but part of the name. */
static void
test_ntlm_principal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinGss) client = new_ntlm ("joe@example.org", NULL, PASSWORD);
  gss_name_t name = GSS_C_NO_NAME;
  gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
  OM_uint32 minor;

  talk (fixture, client);
  g_assert_cmpuint (fixture->status, ==, GSS_S_COMPLETE);
  g_assert_cmpuint (
      gss_inquire_context (&minor, fixture->context, &name, NULL, NULL, NULL, NULL, NULL, NULL), ==,
      GSS_S_COMPLETE);
  gss_display_name (&minor, name, &text, NULL);
  g_assert_nonnull (g_strrstr_len (text.value, (gssize) text.length, "joe@example.org"));
  gss_release_buffer (&minor, &text);
  gss_release_name (&minor, &name);
}

static void
test_ntlm_wrong_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinGss) client = new_ntlm ("joe", "EXAMPLE", "falsch");

  talk (fixture, client);
  g_assert_cmpuint (fixture->status, !=, GSS_S_COMPLETE);
}

static void
test_ntlm_garbage (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinGss) client = new_ntlm ("joe", "EXAMPLE", PASSWORD);
  g_autoptr (GBytes) garbage = g_bytes_new_static ("NTLMSSP\0\2\0\0\0garbage", 19);
  g_autoptr (GBytes) reply = NULL;
  g_autoptr (GBytes) nothing = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tocsin_gss_step (client, NULL, &reply, 0, NULL, NULL));
  g_assert_false (tocsin_gss_step (client, garbage, &nothing, 0, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_MECHANISM_FAILED);
  g_assert_null (nothing);
  g_clear_error (&error);

  /* After a failure it stays failed. */
  g_assert_false (tocsin_gss_step (client, garbage, &nothing, 0, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_MECHANISM_FAILED);
}

static void
test_long_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinGss) client = new_ntlm ("joe", "EXAMPLE", PASSWORD);
  g_autofree char *zeros = g_malloc0 (TOCSIN_GSS_MAX_TOKEN + 1);
  g_autoptr (GBytes) token = g_bytes_new_static (zeros, TOCSIN_GSS_MAX_TOKEN + 1);
  g_autoptr (GBytes) reply = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (tocsin_gss_step (client, token, &reply, 0, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_MECHANISM_FAILED);
  g_assert_nonnull (strstr (error->message, "too long"));
}

static void
test_no_ticket (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinGss) client = tocsin_gss_new (TOCSIN_GSS_KERBEROS, "imap", "mail.example.org");
  g_autoptr (GBytes) reply = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (tocsin_gss_step (client, NULL, &reply, 0, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_NO_TICKET);
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), "kinit"));
}

static void
test_find_no_ticket (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinGss) client = tocsin_gss_new (TOCSIN_GSS_KERBEROS, "imap", "mail.example.org");
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_gss_find_ticket (client, 0, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_NO_TICKET);
}

/* In 32 bits so many microseconds are none. */
static void
test_long_timeout (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinSasl) sasl = tocsin_sasl_new ("GSSAPI", "imap", "mail.example.org", &error);

  g_assert_no_error (error);
  tocsin_sasl_set_timeout (sasl, 1u << 26);
  g_assert_null (tocsin_sasl_step (sasl, NULL, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_NO_TICKET);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinGss) client = new_ntlm ("joe", "EXAMPLE", PASSWORD);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) reply = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (tocsin_gss_step (client, NULL, &reply, 0, cancellable, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

/* Users for NTLM, and no ticket whoever runs the test. */
static char *
set_environment (void)
{
  g_autoptr (GError) error = NULL;
  char *directory = g_dir_make_tmp ("gss-XXXXXX", &error);
  g_autofree char *users = g_build_filename (directory, "users", NULL);
  g_autofree char *nowhere = g_build_filename (directory, "nowhere", NULL);

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (
      users, "EXAMPLE:joe:" PASSWORD "\n:joe@example.org:" PASSWORD "\n", -1, NULL));
  g_setenv ("NTLM_USER_FILE", users, TRUE);
  g_setenv ("KRB5CCNAME", nowhere, TRUE);
  g_setenv ("KRB5_CLIENT_KTNAME", nowhere, TRUE);

  return directory;
}

int
main (int argc, char **argv)
{
  g_autofree char *directory = set_environment ();
  int status;

  g_test_init (&argc, &argv, NULL);

  ADD ("/gss/ntlm", test_ntlm);
  ADD ("/gss/ntlm-domain-in-name", test_ntlm_domain_in_name);
  ADD ("/gss/ntlm-principal", test_ntlm_principal);
  ADD ("/gss/ntlm-wrong-password", test_ntlm_wrong_password);
  ADD ("/gss/ntlm-binding", test_ntlm_binding);
  ADD ("/gss/ntlm-garbage", test_ntlm_garbage);
  ADD ("/gss/long-token", test_long_token);
  ADD ("/gss/no-ticket", test_no_ticket);
  ADD ("/gss/find-no-ticket", test_find_no_ticket);
  ADD ("/gss/long-timeout", test_long_timeout);
  ADD ("/gss/cancelled", test_cancelled);

  status = g_test_run ();
  tocsin_errand_wait_for_all ();
  g_unlink (g_getenv ("NTLM_USER_FILE"));
  g_rmdir (directory);

  return status;
}
