/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "core/base/error.h"
#include "core/net/access-token.h"
#include "core/net/oauth2/jwt.h"
#include "core/net/oauth2/loopback-request.h"
#include "core/net/oauth2/provider-metadata.h"
#include "core/net/oauth2/token-answer.h"
#include "core/net/oauth2/token-refusal.h"
#include "core/net/oauth2/token-talk.h"

/* A token is taken whole and on one line, or not at all. */
static void
try_answer (JsonObject *object)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinTokenAnswer) answer = tocsin_token_answer_read (object, &error);

  g_assert_true ((answer == NULL) == (error != NULL));
  if (answer == NULL)
    return;
  g_assert_true (tocsin_access_token_check (answer->access, NULL));
  g_assert_cmpuint (answer->lifetime, >, 0);
  g_assert_cmpuint (answer->lifetime, <=, TOCSIN_TOKEN_MAX_LIFETIME);
  g_assert_true (answer->refresh == NULL
                 || strpbrk (tocsin_secret_peek (answer->refresh), "\r\n") == NULL);
}

static void
try_refusal (JsonObject *object)
{
  static const char *const assignments[] = { "authentication.oauth2-grant=device-code",
                                             "authentication.client-id=me", NULL };
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("one", "test", assignments, NULL);
  g_autoptr (TocsinGrant) grant = tocsin_grant_new_unchecked (settings);
  g_autoptr (TocsinForm) form = tocsin_form_new ("x");
  g_autoptr (TocsinSecret) secret = tocsin_secret_new ("secret", -1);
  g_autoptr (GError) refusal = NULL;
  const TocsinProvider provider = { NULL };

  tocsin_form_add_secret (form, "refresh_token", secret);
  refusal = tocsin_token_refusal_read (object, grant, &provider, form);
  if (refusal == NULL)
    return;
  g_assert_null (strstr (refusal->message, "secret"));
  for (const char *c = refusal->message; *c != '\0'; c++)
    g_assert_false (g_ascii_iscntrl (*c));
}

static void
try_metadata (JsonObject *object)
{
  g_autoptr (TocsinProvider) provider = g_new0 (TocsinProvider, 1);
  g_autoptr (GError) error = NULL;

  provider->authority = g_strdup ("https://a");
  if (!tocsin_provider_take_metadata (provider, object, &error))
    g_assert_nonnull (error);
}

static void
try_json (const char *text, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (JsonObject) object = tocsin_token_talk_read (bytes);

  if (object == NULL)
    return;
  try_answer (object);
  try_refusal (object);
  try_metadata (object);
}

static void
try_token (const char *text)
{
  g_autoptr (TocsinSecret) token = tocsin_secret_new (text, -1);
  g_autoptr (JsonObject) claims = tocsin_jwt_read_claims (text);

  g_assert_cmpint (tocsin_jwt_get_time (claims, "exp"), >=, -1);
  g_assert_cmpint (tocsin_access_token_get_end (token), >=, 0);
  tocsin_access_token_get_age (token);
  tocsin_access_token_is_app_only (token);
  tocsin_access_token_lacks_scope (token, "a b");
}

static void
try_visitor (const char *text, gsize length)
{
  g_autoptr (TocsinLoopbackRequest) request = tocsin_loopback_request_parse (text, length);

  if (request == NULL)
    return;
  g_assert_true (request->path[0] == '/');
  g_assert_nonnull (request->query);
}

/* The first byte says what the rest is. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data + 1, size - 1) : NULL;

  if (text == NULL)
    return 0;
  if (data[0] == 't')
    try_token (text);
  else if (data[0] == 'v')
    try_visitor ((const char *) data + 1, size - 1);
  else
    try_json ((const char *) data + 1, size - 1);

  return 0;
}
