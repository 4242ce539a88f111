/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "core/net/sasl.h"

#define MAX_STEPS 24

static const char *const mechanisms[] = {
  "PLAIN",    "LOGIN",     "CRAM-MD5", "DIGEST-MD5",  "SCRAM-SHA-1", "SCRAM-SHA-256",
  "EXTERNAL", "ANONYMOUS", "XOAUTH2",  "OAUTHBEARER", "NTLM",
};

static TocsinSasl *
new_client (const char *mechanism)
{
  g_autoptr (TocsinSecret) password = tocsin_secret_new ("secret", -1);
  g_autoptr (TocsinSecret) token = tocsin_secret_new ("a.eyJleHAiOjF9.b", -1);
  TocsinSasl *client = tocsin_sasl_new (mechanism, "imap", "mail.example.org", NULL);

  tocsin_sasl_set_identity (client, "DOMAIN\\joe", password, NULL);
  tocsin_sasl_set_token (client, token);

  return client;
}

/* A line that begins with a colon is a challenge as it is, others are encoded first. */
static char *
make_challenge (const char *line)
{
  return *line == ':' ? g_strdup (line + 1)
                      : g_base64_encode ((const guchar *) line, strlen (line));
}

/* Whatever a server says, each step gives an answer or an error, never both or neither; the answer
 * is base64 on one line; and whoever made one up has not proven anything. */
static void
check_step (TocsinSasl *client, const char *challenge, gboolean *over)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinSecret) response = tocsin_sasl_step (client, challenge, NULL, &error);

  g_assert_true ((response == NULL) == (error != NULL));
  *over = response == NULL;
  if (response == NULL)
    return;
  g_assert_true (strspn (tocsin_secret_peek (response),
                         "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
                 == tocsin_secret_get_length (response));
  if (g_str_has_prefix (tocsin_sasl_get_mechanism (client), "SCRAM"))
    g_assert_false (tocsin_sasl_is_proven (client, NULL));
}

/* The first byte picks the mechanism, each line after it is a challenge. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (TocsinSasl) client = NULL;
  gboolean over = FALSE;

  if (size == 0)
    return 0;
  text = g_strndup ((const char *) data + 1, size - 1);
  lines = g_strsplit (text, "\n", MAX_STEPS);
  client = new_client (mechanisms[data[0] % G_N_ELEMENTS (mechanisms)]);

  if (tocsin_sasl_has_initial (client))
    check_step (client, NULL, &over);
  for (gsize i = 0; !over && lines[i] != NULL; i++)
    {
      g_autofree char *challenge = make_challenge (lines[i]);

      check_step (client, challenge, &over);
    }

  return 0;
}
