/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/sasl.h"

#include <gsasl.h>

#include "core/base/error.h"
#include "tests/unit/net/test-endpoint.h"

#define USER "joe"
#define PASSWORD "geheim, wirklich"

/* GNU SASL's own server side, in this process. */

static int
on_server_property (Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
  switch (property)
    {
    case GSASL_PASSWORD:
      gsasl_property_set (session, GSASL_PASSWORD, PASSWORD);
      return GSASL_OK;
    case GSASL_VALIDATE_SIMPLE:
      return g_strcmp0 (gsasl_property_fast (session, GSASL_AUTHID), USER) == 0
                     && g_strcmp0 (gsasl_property_fast (session, GSASL_PASSWORD), PASSWORD) == 0
                 ? GSASL_OK
                 : GSASL_AUTHENTICATION_ERROR;
    case GSASL_VALIDATE_EXTERNAL:
      return g_strcmp0 (gsasl_property_fast (session, GSASL_AUTHZID), "ann") == 0
                 ? GSASL_OK
                 : GSASL_AUTHENTICATION_ERROR;
    case GSASL_VALIDATE_ANONYMOUS:
      return GSASL_OK;
    default:
      return GSASL_NO_CALLBACK;
    }
}

static TocsinSasl *
new_client (const char *mechanism, const char *password, const char *authorization_identity)
{
  g_autoptr (TocsinSecret) secret = tocsin_secret_new (password, -1);
  g_autoptr (GError) error = NULL;
  TocsinSasl *client = tocsin_sasl_new (mechanism, "imap", "mail.example.org", &error);

  g_assert_no_error (error);
  tocsin_sasl_set_identity (client, USER, secret, authorization_identity);

  return client;
}

/* Lets both talk to the end and returns the server's verdict. */
static int
talk (Gsasl_session *server, TocsinSasl *client)
{
  g_autoptr (TocsinSecret) response = NULL;
  g_autoptr (GError) error = NULL;

  if (tocsin_sasl_has_initial (client))
    response = tocsin_sasl_step (client, NULL, NULL, &error);
  for (guint i = 0; i < 10; i++)
    {
      char *challenge = NULL;
      int status =
          gsasl_step64 (server, response != NULL ? tocsin_secret_peek (response) : "", &challenge);
      g_autofree char *text = g_strdup (challenge);

      gsasl_free (challenge);
      if (status == GSASL_OK && (text == NULL || *text == '\0'))
        return status;
      if (status != GSASL_OK && status != GSASL_NEEDS_MORE)
        return status;
      g_clear_pointer (&response, tocsin_secret_unref);
      response = tocsin_sasl_step (client, text, NULL, &error);
      g_assert_no_error (error);
      if (status == GSASL_OK)
        return status;
    }

  g_assert_not_reached ();
}

static int
authenticate (const char *mechanism, const char *password, TocsinSasl **client)
{
  Gsasl *library = NULL;
  Gsasl_session *server = NULL;
  int status;

  g_assert_cmpint (gsasl_init (&library), ==, GSASL_OK);
  gsasl_callback_set (library, on_server_property);
  g_assert_cmpint (gsasl_server_start (library, mechanism, &server), ==, GSASL_OK);
  gsasl_property_set (server, GSASL_SERVICE, "imap");
  gsasl_property_set (server, GSASL_HOSTNAME, "mail.example.org");
  *client = new_client (mechanism, password, g_str_equal (mechanism, "EXTERNAL") ? "ann" : NULL);
  status = talk (server, *client);
  gsasl_finish (server);
  gsasl_done (library);

  return status;
}

static void
test_mechanisms (void)
{
  static const char *const mechanisms[] = { "PLAIN",      "LOGIN",       "CRAM-MD5",
                                            "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256",
                                            "EXTERNAL",   "ANONYMOUS" };

  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      g_autoptr (TocsinSasl) client = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", mechanisms[i]);
      g_assert_cmpint (authenticate (mechanisms[i], PASSWORD, &client), ==, GSASL_OK);
      g_assert_true (tocsin_sasl_is_proven (client, &error));
      g_assert_cmpstr (tocsin_sasl_get_mechanism (client), ==, mechanisms[i]);
    }
}

static void
test_wrong_password (void)
{
  static const char *const mechanisms[] = { "PLAIN",      "LOGIN",       "CRAM-MD5",
                                            "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256" };

  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      g_autoptr (TocsinSasl) client = NULL;

      g_test_message ("%s", mechanisms[i]);
      g_assert_cmpint (authenticate (mechanisms[i], "wrong", &client), ==,
                       GSASL_AUTHENTICATION_ERROR);
    }
}

static TocsinSecret *
step (TocsinSasl *client, const char *challenge, GError **error)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) challenge, strlen (challenge));

  return tocsin_sasl_step (client, encoded, NULL, error);
}

/* Quirk 8: colons, NULs, odd or wrong words, no base64 at all: the first answer is the name, the
 * second the password. */
static void
test_login_by_position (void)
{
  static const char *const prompts[][2] = {
    { "VXNlcm5hbWU6", "UGFzc3dvcmQ6" },
    { "VXNlcm5hbWU6AA==", "UGFzc3dvcmQ6AA==" },
    { "UGFzc3dvcmQ6", "VXNlcm5hbWU6" },
    { "", "" },
    { "V2VyIGJpc3QgZHU/", "V2llIGhlacOfdCBlcw==" },
    { "not base64!", "nor this" },
  };
  g_autofree char *user = g_base64_encode ((const guchar *) USER, strlen (USER));
  g_autofree char *password = g_base64_encode ((const guchar *) PASSWORD, strlen (PASSWORD));

  for (gsize i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      g_autoptr (TocsinSasl) client = new_client ("login", PASSWORD, NULL);
      g_autoptr (TocsinSecret) first = NULL;
      g_autoptr (TocsinSecret) second = NULL;

      g_assert_false (tocsin_sasl_has_initial (client));
      first = tocsin_sasl_step (client, prompts[i][0], NULL, NULL);
      second = tocsin_sasl_step (client, prompts[i][1], NULL, NULL);
      g_assert_cmpstr (tocsin_secret_peek (first), ==, user);
      g_assert_cmpstr (tocsin_secret_peek (second), ==, password);
    }
}

static void
test_plain_identities (void)
{
  static const char plain[] = "ann\0" USER "\0" PASSWORD;
  g_autoptr (TocsinSasl) client = new_client ("PLAIN", PASSWORD, "ann");
  g_autofree char *expected = g_base64_encode ((const guchar *) plain, sizeof plain - 1);
  g_autoptr (TocsinSecret) response = tocsin_sasl_step (client, NULL, NULL, NULL);

  g_assert_true (tocsin_sasl_has_initial (client));
  g_assert_cmpstr (tocsin_secret_peek (response), ==, expected);
}

/* Hostile servers: the client's nonce goes where %s stands. */
static void
test_hostile_scram (void)
{
  static const struct
  {
    const char *about;
    const char *first;
    const char *final; /* NULL: the first already fails */
    int code;
  } rows[] = {
    { "a bomb", "r=%sxyz,s=c2FsdA==,i=1000001", NULL, TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
    { "a bigger bomb", "r=%sxyz,s=c2FsdA==,i=4294967297", NULL,
      TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
    { "an endless bomb", "r=%sxyz,s=c2FsdA==,i=99999999999999999999999", NULL,
      TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
    { "a second count", "r=%sxyz,s=c2FsdA==,i=4096,i=99999999", NULL,
      TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
    { "no rounds", "r=%sxyz,s=c2FsdA==,i=0", NULL, TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
    { "negative", "r=%sxyz,s=c2FsdA==,i=-1", NULL, TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
    { "another's nonce", "r=abcdefghijklmnop,s=c2FsdA==,i=4096", NULL,
      TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN },
    { "our nonce alone", "r=%s,s=c2FsdA==,i=4096", NULL, TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN },
    { "an extension that must be known", "m=x,r=%sxyz,s=c2FsdA==,i=4096", NULL,
      TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
    { "the same in another place", "r=%sxyz,s=c2FsdA==,i=4096,m=x", NULL,
      TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
    { "no at once", "e=other-error", NULL, TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
    { "we said that it has no binding, and it has one", "r=%sxyz,s=c2FsdA==,i=4096",
      "e=server-does-support-channel-binding", TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN },
    { "a wrong signature with an extension", "r=%sxyz,s=c2FsdA==,i=4096",
      "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=,x=y", TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN },
    { "nonsense", "what?", NULL, TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
    { "a wrong signature", "r=%sxyz,s=c2FsdA==,i=4096",
      "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN },
    { "no signature", "r=%sxyz,s=c2FsdA==,i=4096", "v=", TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN },
    { "a wrong proof", "r=%sxyz,s=c2FsdA==,i=4096", "e=invalid-proof", TOCSIN_ERROR_AUTH_REJECTED },
    { "a wrong binding", "r=%sxyz,s=c2FsdA==,i=4096", "e=channel-bindings-dont-match",
      TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinSasl) client = new_client ("SCRAM-SHA-1", PASSWORD, NULL);
      g_autoptr (TocsinSecret) encoded = tocsin_sasl_step (client, NULL, NULL, NULL);
      gsize length = 0;
      g_autofree guchar *bytes = g_base64_decode (tocsin_secret_peek (encoded), &length);
      g_autofree char *initial = g_strndup ((char *) bytes, length);
      g_auto (GStrv) parts = g_strsplit (rows[i].first, "%s", 2);
      g_autofree char *first =
          parts[1] != NULL ? g_strconcat (parts[0], strstr (initial, ",r=") + 3, parts[1], NULL)
                           : g_strdup (parts[0]);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinSecret) response = step (client, first, &error);
      g_autoptr (TocsinSecret) last = NULL;

      g_test_message ("%s", rows[i].about);
      if (rows[i].final != NULL)
        {
          g_assert_no_error (error);
          last = step (client, rows[i].final, &error);
        }
      test_endpoint_expect_error (error, rows[i].code, rows[i].about);
      g_assert_false (tocsin_sasl_is_proven (client, NULL));
    }
}

/* The server says OK before it has shown anything. */
static void
test_success_without_proof (void)
{
  g_autoptr (TocsinSasl) client = new_client ("SCRAM-SHA-256", PASSWORD, NULL);
  g_autoptr (TocsinSecret) initial = tocsin_sasl_step (client, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (initial);
  g_assert_false (tocsin_sasl_is_proven (client, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN, "OK at once");
}

static void
test_limits (void)
{
  g_autoptr (TocsinSasl) flooded = new_client ("CRAM-MD5", PASSWORD, NULL);
  g_autofree char *flood = g_strnfill (TOCSIN_SASL_MAX_CHALLENGE + 4, 'A');
  g_autofree char *fits = g_strnfill (TOCSIN_SASL_MAX_CHALLENGE, 'Q');
  g_autoptr (TocsinSasl) asked = new_client ("LOGIN", PASSWORD, NULL);
  g_autoptr (TocsinSecret) answer = NULL;
  g_autoptr (GError) error = NULL;
  guint n_answers = 0;

  g_assert_null (tocsin_sasl_step (flooded, flood, NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, "too long");
  g_clear_error (&error);
  answer = tocsin_sasl_step (flooded, fits, NULL, &error);
  g_assert_no_error (error);

  while (error == NULL)
    {
      g_autoptr (TocsinSecret) next = tocsin_sasl_step (asked, "QUFB", NULL, &error);

      n_answers++;
      g_assert_cmpuint (n_answers, <=, TOCSIN_SASL_MAX_CHALLENGES + 1);
    }
  test_endpoint_expect_error (error, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, "on and on");
}

static void
test_bad_input (void)
{
  g_autoptr (TocsinSasl) client = new_client ("CRAM-MD5", PASSWORD, NULL);
  g_autoptr (TocsinSecret) cut = tocsin_secret_new ("half\0of it", 10);
  g_autoptr (TocsinSasl) other = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_sasl_step (client, "!!!!", NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, "no base64");
  g_clear_error (&error);

  g_assert_null (tocsin_sasl_new ("NO-SUCH-THING", "imap", "localhost", &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM, "no such mechanism");
  g_clear_error (&error);

  other = tocsin_sasl_new ("PLAIN", "imap", "localhost", NULL);
  tocsin_sasl_set_identity (other, USER, cut, NULL);
  g_assert_null (tocsin_sasl_step (other, NULL, NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, "a NUL in the password");
}

/* A -PLUS mechanism without a TLS session is no -PLUS mechanism. */
static void
test_plus_without_tls (void)
{
  g_autoptr (TocsinSasl) client = new_client ("SCRAM-SHA-256-PLUS", PASSWORD, NULL);
  g_autoptr (GError) error = NULL;

  tocsin_sasl_set_tls (client, NULL, TRUE);
  g_assert_null (tocsin_sasl_step (client, NULL, NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, "no binding");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sasl/mechanisms", test_mechanisms);
  g_test_add_func ("/sasl/wrong-password", test_wrong_password);
  g_test_add_func ("/sasl/login-by-position", test_login_by_position);
  g_test_add_func ("/sasl/plain-identities", test_plain_identities);
  g_test_add_func ("/sasl/hostile-scram", test_hostile_scram);
  g_test_add_func ("/sasl/success-without-proof", test_success_without_proof);
  g_test_add_func ("/sasl/limits", test_limits);
  g_test_add_func ("/sasl/bad-input", test_bad_input);
  g_test_add_func ("/sasl/plus-without-tls", test_plus_without_tls);

  return g_test_run ();
}
