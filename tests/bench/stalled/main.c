/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* How long it takes to reach a good server (its name, TCP, TLS, the greeting) alone, and beside
 * servers that stall in every phase: names that are never looked up, a SYN without an answer,
 * silence, half a TLS record, no greeting. Everything goes through the engine's own workers, pools,
 * resolver and dialer. Fails above MOST_RATIO.
 *
 * stalled [N]: beside so many that stall (30). */
#include <glib/gstdio.h>
#include <stdlib.h>

#include "core/base/error.h"
#include "core/engine/workers.h"
#include "core/net/session-pool.h"
#include "core/net/tls-context.h"
#include "tests/bench/stalled/street.h"

#define MOST_RATIO 1.2
#define ROUNDS 5
#define TRIES 40 /* in each half of a round */

/* As the engine has by default. */
#define WORKERS 64

/* A session is open when the server has greeted. */
#define BENCH_TYPE_SESSION (bench_session_get_type ())
G_DECLARE_FINAL_TYPE (BenchSession, bench_session, BENCH, SESSION, TocsinSession)

struct _BenchSession
{
  TocsinSession parent_instance;

  TocsinLineStream *stream;
};

G_DEFINE_FINAL_TYPE (BenchSession, bench_session, TOCSIN_TYPE_SESSION)

static gboolean
bench_session_open (TocsinSession *session, GCancellable *cancellable, GError **error)
{
  BenchSession *self = BENCH_SESSION (session);

  self->stream = tocsin_session_connect_stream (session, cancellable, error);

  return self->stream != NULL
         && tocsin_line_stream_read_line (self->stream, NULL, cancellable, error) != NULL;
}

static gboolean
bench_session_probe (TocsinSession *session, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
bench_session_close (TocsinSession *session, GCancellable *cancellable)
{
  g_clear_object (&BENCH_SESSION (session)->stream);
}

static void
bench_session_class_init (BenchSessionClass *klass)
{
  TOCSIN_SESSION_CLASS (klass)->open = bench_session_open;
  TOCSIN_SESSION_CLASS (klass)->probe = bench_session_probe;
  TOCSIN_SESSION_CLASS (klass)->close = bench_session_close;
}

static void
bench_session_init (BenchSession *self)
{
}

/* Knows one name; for all others the name server hangs. */
#define BENCH_TYPE_RESOLVER (bench_resolver_get_type ())
G_DECLARE_FINAL_TYPE (BenchResolver, bench_resolver, BENCH, RESOLVER, TocsinResolver)

struct _BenchResolver
{
  TocsinResolver parent_instance;

  GMutex mutex;
  GCond cond;
  gboolean over;
};

G_DEFINE_FINAL_TYPE (BenchResolver, bench_resolver, TOCSIN_TYPE_RESOLVER)

static GPtrArray *
bench_resolver_look_up (TocsinResolver *resolver, const char *host, GError **error)
{
  BenchResolver *self = BENCH_RESOLVER (resolver);
  GPtrArray *addresses;

  g_mutex_lock (&self->mutex);
  while (!g_str_equal (host, "good.test") && !self->over)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);

  addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (addresses, g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4));

  return addresses;
}

static void
bench_resolver_class_init (BenchResolverClass *klass)
{
  TOCSIN_RESOLVER_CLASS (klass)->look_up = bench_resolver_look_up;
}

static void
bench_resolver_init (BenchResolver *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
}

static void
bench_resolver_let_go (BenchResolver *self)
{
  g_mutex_lock (&self->mutex);
  self->over = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/* One session that is opened by a worker. */
typedef struct
{
  TocsinSessionPool *pool;
  GError *error;
  guint *pending;
} Visit;

typedef struct
{
  TocsinWorkers *workers;
  Street *street;
  char *ca_file;
  TocsinSessionPool *good;
  guint n_stalled;
} Bench;

static TocsinEndpoint *
make_endpoint (Bench *self, const char *host, guint16 port, const char *user)
{
  static const TocsinEndpointDefaults defaults = { .service = "bench", .pool_size = 4 };
  g_autofree char *address = g_strdup_printf ("address=%s", host);
  g_autofree char *user_name = g_strdup_printf ("authentication.username=%s", user);
  g_autofree char *port_text = g_strdup_printf ("port=%u", port);
  g_autofree char *ca_file = g_strdup_printf ("encryption.ca-file=%s", self->ca_file);
  const char *const assignments[] = { address,
                                      port_text,
                                      user_name,
                                      ca_file,
                                      "encryption.mode=implicit",
                                      "encryption.session-resumption=false",
                                      "limits.linger=0",
                                      "timeout=600",
                                      NULL };
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (GError) error = NULL;
  TocsinEndpoint *endpoint;

  settings =
      tocsin_connection_settings_new_from_assignments ("bench", "bench", assignments, &error);
  g_assert_no_error (error);
  endpoint = tocsin_endpoint_new (settings, &defaults, &error);
  g_assert_no_error (error);

  return endpoint;
}

static TocsinSessionPool *
make_pool (Bench *self, const char *host, guint16 port, const char *user)
{
  g_autoptr (TocsinEndpoint) endpoint = make_endpoint (self, host, port, user);

  return tocsin_session_pool_get_shared (endpoint, BENCH_TYPE_SESSION);
}

static void
pay_visit (gpointer data, GCancellable *cancellable)
{
  Visit *visit = data;
  TocsinSession *session = tocsin_session_pool_acquire (visit->pool, cancellable, &visit->error);

  /* Closed, so that the next visit begins at the beginning. */
  if (session != NULL)
    tocsin_session_pool_release (visit->pool, session, FALSE);
}

static void
end_visit (gpointer data)
{
  Visit *visit = data;

  (*visit->pending)--;
  g_object_unref (visit->pool);
  g_clear_error (&visit->error);
  g_free (visit);
}

static void
end_good_visit (gpointer data)
{
  g_assert_no_error (((Visit *) data)->error);
  end_visit (data);
}

static void
begin_visit (Bench *self,
             TocsinSessionPool *pool,
             TocsinWorkDone done,
             guint *pending,
             GCancellable *cancellable)
{
  Visit *visit = g_new0 (Visit, 1);

  visit->pool = g_object_ref (pool);
  visit->pending = pending;
  (*pending)++;
  tocsin_workers_run (self->workers, pay_visit, done, visit, cancellable);
}

static void
await (guint *pending)
{
  while (*pending > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
measure (Bench *self, GArray *times)
{
  for (guint i = 0; i < TRIES; i++)
    {
      gint64 began = g_get_monotonic_time (), took;
      guint pending = 0;

      begin_visit (self, self->good, end_good_visit, &pending, NULL);
      await (&pending);
      took = g_get_monotonic_time () - began;
      g_array_append_val (times, took);
    }
}

static TocsinSessionPool *
make_stalled_pool (Bench *self, guint i)
{
  static const StreetHouse houses[] = { STREET_HOLE, STREET_SILENT, STREET_HALF,
                                        STREET_NO_GREETING };
  /* Accounts of their own, or they would queue for the sessions of one. */
  g_autofree char *name = g_strdup_printf ("stalled-%u.test", i);
  guint kind = i % (G_N_ELEMENTS (houses) + 1);

  if (kind == G_N_ELEMENTS (houses))
    return make_pool (self, name, 993, name);

  return make_pool (self, "127.0.0.1", street_get_port (self->street, houses[kind]), name);
}

static void
measure_beside (Bench *self, GArray *times)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint pending = 0;

  for (guint i = 0; i < self->n_stalled; i++)
    {
      g_autoptr (TocsinSessionPool) pool = make_stalled_pool (self, i);

      begin_visit (self, pool, end_visit, &pending, cancellable);
    }
  /* All are on their way when the last good one has come. */
  measure (self, times);
  g_assert_cmpuint (pending, ==, self->n_stalled);
  g_cancellable_cancel (cancellable);
  await (&pending);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const gint64 *one = a, *other = b;

  return (*one > *other) - (*one < *other);
}

static double
take_median (GArray *times)
{
  g_array_sort (times, compare_times);

  return (double) g_array_index (times, gint64, times->len / 2);
}

static gboolean
compare (Bench *self)
{
  g_autoptr (GArray) alone = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) beside = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) warm_up = g_array_new (FALSE, FALSE, sizeof (gint64));
  double ratio;

  measure (self, warm_up);
  for (guint i = 0; i < ROUNDS; i++)
    {
      measure (self, alone);
      measure_beside (self, beside);
    }
  ratio = take_median (beside) / take_median (alone);
  g_print ("a good server alone:               %6.2f ms (median of %u)\n",
           take_median (alone) / 1000, alone->len);
  g_print ("beside %3u servers that stall:     %6.2f ms (median of %u)\n", self->n_stalled,
           take_median (beside) / 1000, beside->len);
  g_print ("ratio:                             %6.2f, at most %.1f\n", ratio, MOST_RATIO);

  return ratio <= MOST_RATIO;
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "good.test", NULL };
  const TestCertificateOptions options = { .common_name = "good.test", .dns_names = names };
  g_autoptr (TestCertificate) authority = test_certificate_new_authority ("bench", NULL);
  g_autoptr (TestCertificate) certificate = test_certificate_new (authority, &options);
  g_autoptr (BenchResolver) resolver = g_object_new (BENCH_TYPE_RESOLVER, NULL);
  g_autofree char *directory = g_dir_make_tmp ("tocsin-bench-XXXXXX", NULL);
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (TocsinTlsContext) context = NULL;
  Bench self = { .n_stalled = argc > 1 ? (guint) atoi (argv[1]) : 30 };
  gboolean good;

  tocsin_resolver_set_default (TOCSIN_RESOLVER (resolver));
  self.workers = tocsin_workers_new (WORKERS);
  self.street = street_new (certificate);
  self.ca_file = test_certificate_write_pem (authority, directory);
  endpoint = make_endpoint (&self, "good.test", street_get_port (self.street, STREET_GOOD), "good");
  self.good = tocsin_session_pool_get_shared (endpoint, BENCH_TYPE_SESSION);
  /* Certificates are loaded once for all that use them: not what is measured here. */
  context = tocsin_tls_context_new (endpoint, NULL, NULL);
  good = compare (&self);

  bench_resolver_let_go (resolver);
  g_object_unref (self.good);
  g_object_unref (self.workers);
  street_free (self.street);
  g_remove (self.ca_file);
  g_rmdir (directory);
  g_free (self.ca_file);

  return good ? 0 : 1;
}
