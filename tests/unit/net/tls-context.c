/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/tls-context.h"

#include "core/net/tls-trust.h"
#include "tests/unit/net/test-endpoint.h"

static gpointer
make_many (gpointer data)
{
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (TocsinTlsContext) context = NULL;
      g_autoptr (GError) error = NULL;

      context = tocsin_tls_context_new (data, NULL, &error);
      g_assert_no_error (error);
    }

  return NULL;
}

/* Stores and priorities come and go under several threads; ThreadSanitizer looks on. */
static void
test_crowd (void)
{
  g_autoptr (TocsinEndpoint) none = test_endpoint_new (993, "encryption.verify=none", NULL);
  g_autoptr (TocsinEndpoint) strict =
      test_endpoint_new (993, "encryption.verify=none", "encryption.level=strict", NULL);
  GThread *threads[6];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("make", make_many, i % 2 == 0 ? none : strict);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static gboolean
holds_same (TocsinTlsTrust *kept, gboolean authorities)
{
  g_autoptr (TocsinTlsTrust) again = tocsin_tls_trust_get (authorities, "", "", NULL);

  return again == kept;
}

/* Between two sessions of a connection that is alone the store stays, if no other came between. */
static void
test_idle (void)
{
  g_autoptr (TocsinEndpoint) endpoint = test_endpoint_new (993, "encryption.verify=none", NULL);
  g_autoptr (TocsinTlsTrust) other = NULL;
  TocsinTlsTrust *first = tocsin_tls_trust_get (FALSE, "", "", NULL);

  tocsin_tls_trust_unref (first);
  g_assert_true (holds_same (first, FALSE));
  other = tocsin_tls_trust_get (TRUE, "", "", NULL);
  if (other == NULL)
    {
      g_test_skip ("this machine has no certificate authorities");
      return;
    }
  g_assert_true (holds_same (other, TRUE));
  g_assert_true (holds_same (first, FALSE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tls-context/crowd", test_crowd);
  g_test_add_func ("/tls-context/idle", test_idle);

  return g_test_run ();
}
