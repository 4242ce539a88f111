/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/token-answer.h"

#include <string.h>

#include "core/base/error.h"
#include "core/net/access-token.h"
#include "core/net/oauth2/token-refusal.h"
#include "core/net/oauth2/token-talk.h"

static JsonObject *
read_text (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return tocsin_token_talk_read (bytes);
}

typedef struct
{
  const char *why;
  const char *text;
  guint lifetime; /* 0: it is refused */
} Row;

/* {"exp": in the year 2100} */
#define LATE "e30.eyJleHAiOjQxMDI0NDQ4MDB9.c2ln"
/* {"exp":1} */
#define EARLY "e30.eyJleHAiOjF9.c2ln"

static const Row rows[] = {
  { "plain", "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":3599}", 3599 },
  { "in small letters", "{\"access_token\":\"t\",\"token_type\":\"bearer\",\"expires_in\":10}",
    10 },
  { "seconds as text", "{\"access_token\":\"t\",\"expires_in\":\"3600\"}", 3600 },
  { "seconds with a fraction", "{\"access_token\":\"t\",\"expires_in\":59.9}", 59 },
  { "no seconds", "{\"access_token\":\"t\"}", TOCSIN_TOKEN_LIFETIME },
  { "no seconds, the token knows", "{\"access_token\":\"" LATE "\"}", TOCSIN_TOKEN_MAX_LIFETIME },
  { "no seconds, the token is over", "{\"access_token\":\"" EARLY "\"}", 0 },
  { "for ever", "{\"access_token\":\"t\",\"expires_in\":1e300}", TOCSIN_TOKEN_MAX_LIFETIME },
  { "over", "{\"access_token\":\"t\",\"expires_in\":0}", 0 },
  { "before it began", "{\"access_token\":\"t\",\"expires_in\":-5}", 0 },
  { "not a number", "{\"access_token\":\"t\",\"expires_in\":\"nan\"}", 0 },
  { "text that is no number", "{\"access_token\":\"t\",\"expires_in\":\"soon\"}", 3600 },
  { "seconds as an object", "{\"access_token\":\"t\",\"expires_in\":{}}", 3600 },
  { "of another kind", "{\"access_token\":\"t\",\"token_type\":\"mac\",\"expires_in\":9}", 0 },
  { "none", "{\"token_type\":\"Bearer\",\"expires_in\":9}", 0 },
  { "null", "{\"access_token\":null,\"expires_in\":9}", 0 },
  { "a number", "{\"access_token\":5,\"expires_in\":9}", 0 },
  { "empty", "{\"access_token\":\"\",\"expires_in\":9}", 0 },
  { "with a line end", "{\"access_token\":\"a\\r\\nX: y\",\"expires_in\":9}", 0 },
  { "a NUL ends it", "{\"access_token\":\"a\\u0000b\",\"expires_in\":9}", 9 },
  { "not ASCII", "{\"access_token\":\"ä\",\"expires_in\":9}", 0 },
  { "a refresh token over two lines",
    "{\"access_token\":\"t\",\"refresh_token\":\"a\\nb\",\"expires_in\":9}", 0 },
  { "an empty refresh token", "{\"access_token\":\"t\",\"refresh_token\":\"\",\"expires_in\":9}",
    9 },
};

static void
test_answer (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (JsonObject) object = read_text (row->text);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinTokenAnswer) answer = NULL;

  g_assert_nonnull (object);
  answer = tocsin_token_answer_read (object, &error);
  if (row->lifetime == 0)
    {
      g_assert_null (answer);
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_CONTENT);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (answer->lifetime, ==, row->lifetime);
}

static void
test_too_long (void)
{
  g_autofree char *token = g_strnfill (TOCSIN_ACCESS_TOKEN_MAX + 1, 'x');
  g_autofree char *text = g_strdup_printf ("{\"access_token\":\"%s\"}", token);
  g_autoptr (JsonObject) object = read_text (text);

  g_assert_null (tocsin_token_answer_read (object, NULL));
}

/* What is deep enough ends a parser's stack. */
static void
test_too_deep (void)
{
  g_autoptr (GString) text = g_string_new ("{\"a\":");

  for (int i = 0; i < TOCSIN_TOKEN_TALK_MAX_DEPTH; i++)
    g_string_append_c (text, '[');
  for (int i = 0; i < TOCSIN_TOKEN_TALK_MAX_DEPTH; i++)
    g_string_append_c (text, ']');
  g_string_append (text, "}");
  g_assert_null (read_text (text->str));
  g_assert_null (read_text ("[1]"));
  g_assert_null (read_text (""));
  g_assert_null (read_text ("<html>"));
}

static void
test_user (void)
{
  /* {"preferred_username":"joe@example.org","email":"other"} */
  g_autoptr (JsonObject) object =
      read_text ("{\"access_token\":\"t\",\"scope\":\"mail\",\"id_token\":\"e30."
                 "eyJwcmVmZXJyZWRfdXNlcm5hbWUiOiJqb2VAZXhhbXBsZS5vcmciLCJlbWFpbCI6Im90aGVyIn0."
                 "c2ln\"}");
  g_autoptr (TocsinTokenAnswer) answer = tocsin_token_answer_read (object, NULL);

  g_assert_cmpstr (answer->user, ==, "joe@example.org");
  g_assert_cmpstr (answer->scope, ==, "mail");
}

typedef struct
{
  const char *why;
  const char *grant;
  const char *text;
  int code; /* -1: no refusal */
} Refused;

static const Refused refused[] = {
  { "the token has run out", "refresh-token", "{\"error\":\"invalid_grant\"}",
    TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED },
  { "something was set wrong", "client-credentials", "{\"error\":\"invalid_grant\"}",
    TOCSIN_ERROR_AUTH_OAUTH_INVALID },
  { "a second factor", "refresh-token", "{\"error\":\"interaction_required\"}",
    TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED },
  { "nobody has agreed", "refresh-token",
    "{\"error\":\"invalid_grant\",\"suberror\":\"consent_required\"}",
    TOCSIN_ERROR_AUTH_OAUTH_CONSENT },
  { "the same by number", "refresh-token",
    "{\"error\":\"invalid_grant\",\"error_codes\":[1,65001]}", TOCSIN_ERROR_AUTH_OAUTH_CONSENT },
  { "the same by its own word", "refresh-token", "{\"error\":\"consent_required\"}",
    TOCSIN_ERROR_AUTH_OAUTH_CONSENT },
  { "numbers that are none", "refresh-token",
    "{\"error\":\"invalid_grant\",\"error_codes\":[{},\"65001\",null]}",
    TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED },
  { "the person said no", "device-code", "{\"error\":\"access_denied\"}",
    TOCSIN_ERROR_AUTH_OAUTH_CONSENT },
  { "scope", "refresh-token", "{\"error\":\"invalid_scope\"}", TOCSIN_ERROR_AUTH_OAUTH_SCOPE },
  { "client", "client-credentials", "{\"error\":\"invalid_client\"}",
    TOCSIN_ERROR_AUTH_OAUTH_INVALID },
  { "busy", "refresh-token", "{\"error\":\"temporarily_unavailable\"}", TOCSIN_ERROR_SERVER_BUSY },
  { "a word nobody knows", "refresh-token", "{\"error\":\"\\u001b[2J\"}",
    TOCSIN_ERROR_AUTH_OAUTH_INVALID },
  { "a word that is no word", "refresh-token", "{\"error\":{\"code\":5}}", -1 },
  { "no word", "refresh-token", "{\"message\":\"no\"}", -1 },
};

static TocsinGrant *
make_grant (const char *name)
{
  g_autofree char *kind = g_strconcat ("authentication.oauth2-grant=", name, NULL);
  const char *const assignments[] = {
    kind,
    "authentication.client-id=me",
    "authentication.client-secret=env:SECRET",
    "authentication.refresh-token=env:REFRESH",
    "authentication.scope=mail",
    NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("one", "test", assignments, &error);
  TocsinGrant *grant;

  g_assert_no_error (error);
  grant = tocsin_grant_new (settings, NULL, &error);
  g_assert_no_error (error);

  return grant;
}

static void
test_refusal (gconstpointer data)
{
  const Refused *row = data;
  char *codes[] = { (char *) "65001", NULL };
  const TocsinProvider provider = { .consent_codes = codes };
  g_autoptr (TocsinGrant) grant = make_grant (row->grant);
  g_autoptr (TocsinForm) form = tocsin_form_new ("x");
  g_autoptr (JsonObject) object = read_text (row->text);
  g_autoptr (GError) refusal = tocsin_token_refusal_read (object, grant, &provider, form);

  if (row->code < 0)
    {
      g_assert_null (refusal);
      return;
    }
  g_assert_error (refusal, TOCSIN_ERROR, row->code);
  g_assert_null (strchr (refusal->message, '\33'));
}

/* A provider that repeats what it was sent must not get it into our logs. */
static void
test_echo (void)
{
  const TocsinProvider provider = { NULL };
  g_autoptr (TocsinGrant) grant = make_grant ("refresh-token");
  g_autoptr (TocsinSecret) secret = tocsin_secret_new ("very+secret/token", -1);
  g_autoptr (TocsinForm) form = tocsin_form_new ("refresh_token");
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) refusal = NULL;

  tocsin_form_add_secret (form, "refresh_token", secret);
  object = read_text ("{\"error\":\"very+secret/token\",\"error_description\":"
                      "\"your very+secret/token is bad\"}");
  refusal = tocsin_token_refusal_read (object, grant, &provider, form);
  g_assert_null (strstr (refusal->message, "very"));
  g_assert_null (strstr (tocsin_error_get_server_text (refusal), "very"));
  g_assert_null (strstr (tocsin_error_get_response_code (refusal), "very"));
}

static void
test_form (void)
{
  g_autoptr (TocsinForm) form = tocsin_form_new ("refresh_token");
  g_autoptr (TocsinSecret) secret = tocsin_secret_new ("a&b=c +%\n", -1);
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  const char *text;

  tocsin_form_add_secret (form, "refresh_token", secret);
  tocsin_form_add (form, "scope", "");
  tocsin_form_add (form, "client_id", "ä");
  bytes = tocsin_form_to_bytes (form);
  text = g_bytes_get_data (bytes, &length);
  g_assert_cmpmem (text, length,
                   "grant_type=refresh_token&refresh_token=a%26b%3Dc%20%2B%25%0A&client_id=%C3%A4",
                   strlen ("grant_type=refresh_token&refresh_token=a%26b%3Dc%20%2B%25%0A&client_id="
                           "%C3%A4"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/token-answer/read/", rows[i].why, NULL);

      g_test_add_data_func (path, &rows[i], test_answer);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/token-answer/refused/", refused[i].why, NULL);

      g_test_add_data_func (path, &refused[i], test_refusal);
    }
  g_test_add_func ("/token-answer/too-long", test_too_long);
  g_test_add_func ("/token-answer/too-deep", test_too_deep);
  g_test_add_func ("/token-answer/user", test_user);
  g_test_add_func ("/token-answer/echo", test_echo);
  g_test_add_func ("/token-answer/form", test_form);

  return g_test_run ();
}
