/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/resolver.h"

#include "core/base/error.h"
#include "tests/unit/net/test-endpoint.h"

/* A name server by the name of the host: "gone", "ill", "empty", "mixed"; "slow" answers when the
 * gate is opened. */

#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, TocsinResolver)

struct _TestResolver
{
  TocsinResolver parent_instance;

  GMutex mutex;
  GCond changed;
  gboolean open;
  guint n_asked;
};

G_DEFINE_FINAL_TYPE (TestResolver, test_resolver, TOCSIN_TYPE_RESOLVER)

static GPtrArray *
make_list (const char *const *texts)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (; *texts != NULL; texts++)
    g_ptr_array_add (list, g_inet_address_new_from_string (*texts));

  return list;
}

static void
wait_at_gate (TestResolver *self, gboolean slow)
{
  g_mutex_lock (&self->mutex);
  self->n_asked++;
  g_cond_broadcast (&self->changed);
  while (slow && !self->open)
    g_cond_wait (&self->changed, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

static GPtrArray *
look_up (TocsinResolver *resolver, const char *host, GError **error)
{
  static const char *const mixed[] = { "2001:db8::1", "2001:db8::2", "2001:db8::3",
                                       "192.0.2.1",   "192.0.2.2",   NULL };
  static const char *const none[] = { NULL };

  wait_at_gate (TEST_RESOLVER (resolver), g_str_has_prefix (host, "slow"));
  if (g_str_equal (host, "gone"))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_DNS_NOT_FOUND, "gone");
      return NULL;
    }
  if (g_str_equal (host, "ill"))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_DNS_TEMPORARY, "ill");
      return NULL;
    }

  return make_list (g_str_equal (host, "empty") ? none : mixed);
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  TOCSIN_RESOLVER_CLASS (klass)->look_up = look_up;
}

static void
test_resolver_init (TestResolver *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
}

static void
open_gate (TestResolver *self)
{
  g_mutex_lock (&self->mutex);
  self->open = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
}

static void
wait_until_asked (TestResolver *self, guint times)
{
  g_mutex_lock (&self->mutex);
  while (self->n_asked < times)
    g_cond_wait (&self->changed, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

static char *
resolve (TocsinResolver *resolver, const char *host, TocsinFamilies families, GError **error)
{
  g_autoptr (GPtrArray) addresses =
      tocsin_resolver_resolve (resolver, host, families, 0, NULL, error);
  g_autoptr (GString) text = g_string_new (NULL);

  if (addresses == NULL)
    return NULL;

  for (guint i = 0; i < addresses->len; i++)
    {
      g_autofree char *one = g_inet_address_to_string (addresses->pdata[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", one);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_answers (void)
{
  static const struct
  {
    const char *host;
    TocsinFamilies families;
    const char *expected;
    int code;
  } rows[] = {
    { "127.0.0.1", TOCSIN_FAMILIES_ANY, "127.0.0.1", 0 },
    { "::1", TOCSIN_FAMILIES_ANY, "::1", 0 },
    { "127.0.0.1", TOCSIN_FAMILIES_ONLY6, NULL, TOCSIN_ERROR_DNS_NO_ADDRESS },
    { "LocalHost", TOCSIN_FAMILIES_ANY, "::1 127.0.0.1", 0 },
    { "localhost", TOCSIN_FAMILIES_PREFER4, "127.0.0.1 ::1", 0 },
    { "localhost", TOCSIN_FAMILIES_ONLY4, "127.0.0.1", 0 },
    { "mixed", TOCSIN_FAMILIES_ANY, "2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2 2001:db8::3", 0 },
    { "mixed", TOCSIN_FAMILIES_PREFER4, "192.0.2.1 2001:db8::1 192.0.2.2 2001:db8::2 2001:db8::3",
      0 },
    { "mixed", TOCSIN_FAMILIES_ONLY4, "192.0.2.1 192.0.2.2", 0 },
    { "mixed", TOCSIN_FAMILIES_ONLY6, "2001:db8::1 2001:db8::2 2001:db8::3", 0 },
    { "gone", TOCSIN_FAMILIES_ANY, NULL, TOCSIN_ERROR_DNS_NOT_FOUND },
    { "ill", TOCSIN_FAMILIES_ANY, NULL, TOCSIN_ERROR_DNS_TEMPORARY },
    { "empty", TOCSIN_FAMILIES_ANY, NULL, TOCSIN_ERROR_DNS_NO_ADDRESS },
  };
  g_autoptr (TestResolver) resolver = g_object_new (TEST_TYPE_RESOLVER, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text =
          resolve (TOCSIN_RESOLVER (resolver), rows[i].host, rows[i].families, &error);

      g_test_message ("%s", rows[i].host);
      g_assert_cmpstr (text, ==, rows[i].expected);
      if (text == NULL)
        test_endpoint_expect_error (error, rows[i].code, rows[i].host);
    }
}

/* RFC 6761: names under .invalid exist nowhere; without any network the answer is "later". */
static void
test_system (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (resolve (tocsin_resolver_get_default (), "no-such-host.invalid",
                          TOCSIN_FAMILIES_ANY, &error));
  g_assert_true (g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_DNS_NOT_FOUND)
                 || g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_DNS_TEMPORARY));
}

static void
test_deadline (void)
{
  g_autoptr (TestResolver) resolver = g_object_new (TEST_TYPE_RESOLVER, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_resolver_resolve (TOCSIN_RESOLVER (resolver), "slow", TOCSIN_FAMILIES_ANY,
                                          g_get_monotonic_time () + 20000, NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_DNS_TEMPORARY, "a look-up that hangs");
  open_gate (resolver);
}

static gpointer
cancel_when_asked (gpointer data)
{
  gpointer *both = data;

  wait_until_asked (both[0], 1);
  g_cancellable_cancel (both[1]);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (TestResolver) resolver = g_object_new (TEST_TYPE_RESOLVER, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gpointer both[] = { resolver, cancellable };
  GThread *thread = g_thread_new ("cancel", cancel_when_asked, both);
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_resolver_resolve (TOCSIN_RESOLVER (resolver), "slow", TOCSIN_FAMILIES_ANY,
                                          0, cancellable, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_CANCELLED, "cancelled");
  g_thread_join (thread);
  open_gate (resolver);
}

static gpointer
resolve_slow (gpointer data)
{
  return resolve (data, "slow", TOCSIN_FAMILIES_ONLY4, NULL);
}

/* Ten thousand mailboxes of one provider ask once. */
static void
test_shared (void)
{
  g_autoptr (TestResolver) resolver = g_object_new (TEST_TYPE_RESOLVER, NULL);
  GThread *thread = g_thread_new ("resolve", resolve_slow, resolver);
  g_autofree char *text = NULL;

  wait_until_asked (resolver, 1);
  for (guint i = 0; i < 3; i++)
    g_assert_null (tocsin_resolver_resolve (TOCSIN_RESOLVER (resolver), "slow", TOCSIN_FAMILIES_ANY,
                                            g_get_monotonic_time () + 1000, NULL, NULL));
  g_mutex_lock (&resolver->mutex);
  g_assert_cmpuint (resolver->n_asked, ==, 1);
  g_mutex_unlock (&resolver->mutex);

  open_gate (resolver);
  text = g_thread_join (thread);
  g_assert_cmpstr (text, ==, "192.0.2.1 192.0.2.2");
}

static gpointer
resolve_slow_name (gpointer data)
{
  gpointer *both = data;

  return resolve (both[0], both[1], TOCSIN_FAMILIES_ONLY4, NULL);
}

/* Name servers that hang hold up nobody else, as long as there are threads left. */
static void
test_hanging_beside_good (void)
{
  g_autoptr (TestResolver) resolver = g_object_new (TEST_TYPE_RESOLVER, NULL);
  GThread *threads[20];
  gpointer arguments[20][2];
  g_autofree char *text = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      arguments[i][0] = resolver;
      arguments[i][1] = g_strdup_printf ("slow%u", (guint) i);
      threads[i] = g_thread_new ("resolve", resolve_slow_name, arguments[i]);
    }
  wait_until_asked (resolver, G_N_ELEMENTS (threads));
  text = resolve (TOCSIN_RESOLVER (resolver), "mixed", TOCSIN_FAMILIES_ONLY4, NULL);
  g_assert_cmpstr (text, ==, "192.0.2.1 192.0.2.2");

  open_gate (resolver);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_free (g_thread_join (threads[i]));
      g_free (arguments[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resolver/answers", test_answers);
  g_test_add_func ("/resolver/system", test_system);
  g_test_add_func ("/resolver/deadline", test_deadline);
  g_test_add_func ("/resolver/cancel", test_cancel);
  g_test_add_func ("/resolver/shared", test_shared);
  g_test_add_func ("/resolver/hanging-beside-good", test_hanging_beside_good);

  return g_test_run ();
}
