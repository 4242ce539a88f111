/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/webhook/signature.h"

#include "core/base/error.h"

#include <string.h>

/* The test vectors that Standard Webhooks publishes for its libraries. */
#define ID "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define TIME 1614265330
#define PAYLOAD "{\"test\": 2432232314}"
#define SHARED "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define SHARED_SIGNS "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define PRIVATE "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk="
#define PRIVATE_SIGNS                                                                              \
  "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag=="

static char *
sign (const char *secret, const char *payload, GError **error)
{
  g_autoptr (TocsinSecret) secrets = tocsin_secret_new (secret, -1);
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));
  const Body body = { .length = strlen (payload), .bytes = bytes, .fd = -1 };

  return signature_make (secrets, ID, TIME, &body, error);
}

static void
test_published (void)
{
  static const struct
  {
    const char *why;
    const char *secret;
    const char *signature;
  } rows[] = {
    { "a shared secret", SHARED, SHARED_SIGNS },
    { "a private key", PRIVATE, PRIVATE_SIGNS },
    { "as a file has it", SHARED "\n", SHARED_SIGNS },
    { "both while one is being changed", PRIVATE " " SHARED, PRIVATE_SIGNS " " SHARED_SIGNS },
    { "each on its line", SHARED "\r\n" PRIVATE "\r\n", SHARED_SIGNS " " PRIVATE_SIGNS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *signature = sign (rows[i].secret, PAYLOAD, &error);

      g_assert_no_error (error);
      if (g_strcmp0 (signature, rows[i].signature) != 0)
        g_error ("%s: %s", rows[i].why, signature);
    }
}

/* What is signed is all of it. */
static void
test_differs (void)
{
  g_autofree char *other = sign (SHARED, "{\"test\": 2432232315}", NULL);
  g_autofree char *empty = sign (SHARED, "", NULL);

  g_assert_cmpstr (other, !=, SHARED_SIGNS);
  g_assert_cmpstr (empty, !=, SHARED_SIGNS);
  g_assert_true (g_str_has_prefix (empty, "v1,"));
}

/* Nothing of a secret is in what a person reads, not even of one that is none. */
static void
test_refused (void)
{
  static const char *const rows[] = {
    "",
    "  \n",
    "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "whsec_",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
    "whsec_geheim!geheim!geheim!geheim!",
    "whsec_Z2VoZWlt",
    "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    SHARED " whsec_Z2VoZWlt",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *signature = sign (rows[i], PAYLOAD, &error);

      g_assert_null (signature);
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_assert_nonnull (strstr (error->message, "signing-secret"));
      g_assert_null (strstr (error->message, "MfKQ"));
      g_assert_null (strstr (error->message, "geheim"));
      g_assert_null (strstr (error->message, "Z2Vo"));
    }
}

/* A private key signs only what fits into memory. */
static void
test_too_large (void)
{
  g_autoptr (TocsinSecret) secret = tocsin_secret_new (PRIVATE, -1);
  const Body body = { .length = SIGNATURE_MAX_PRIVATE + 1, .fd = -1 };
  g_autoptr (GError) error = NULL;

  g_assert_null (signature_make (secret, ID, TIME, &body, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/webhook/signature/published", test_published);
  g_test_add_func ("/webhook/signature/differs", test_differs);
  g_test_add_func ("/webhook/signature/refused", test_refused);
  g_test_add_func ("/webhook/signature/too-large", test_too_large);

  return g_test_run ();
}
