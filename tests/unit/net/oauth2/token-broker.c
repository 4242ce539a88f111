/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/token-broker-private.h"

#include <string.h>

#include "core/base/error.h"
#include "tests/unit/net/oauth2/wound-clock.h"

#define MANY 16

/* A provider that does as it is told. */
static struct
{
  GMutex mutex;
  GCond changed;
  int asked;
  int failure; /* a code, or -1 */
  gint64 retry_after;
  guint lifetime;
  gboolean holding; /* it answers only when let go, or its caller has had enough */
  int held;
} provider;

static TocsinTokenAnswer *
fetch (const TocsinGrant *grant, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&provider.mutex);
  int number = ++provider.asked;

  provider.held++;
  g_cond_broadcast (&provider.changed);
  while (provider.holding && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait (&provider.changed, &provider.mutex);
  provider.held--;

  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, "enough");
      return NULL;
    }
  if (provider.failure >= 0)
    {
      g_set_error (error, TOCSIN_ERROR, provider.failure, "no number %d", number);
      tocsin_error_set_retry_after (*error, provider.retry_after);
      return NULL;
    }

  return tocsin_token_answer_new (tocsin_secret_new_take (g_strdup_printf ("token-%d", number), -1),
                                  provider.lifetime);
}

typedef struct
{
  TocsinClock *clock;
  TocsinTokenBroker *broker;
} Fixture;

static TocsinConnectionSettings *
make_settings (const char *const *more)
{
  static const char *const always[] = {
    "authentication.oauth2-grant=client-credentials",
    "authentication.client-id=me",
    "authentication.client-secret=env:CLIENT",
    "authentication.scope=mail",
  };
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_auto (GStrv) assignments = NULL;
  g_autoptr (GError) error = NULL;
  TocsinConnectionSettings *settings;

  for (gsize i = 0; i < G_N_ELEMENTS (always); i++)
    g_strv_builder_add (all, always[i]);
  for (; *more != NULL; more++)
    g_strv_builder_add (all, *more);
  assignments = g_strv_builder_end (all);
  settings = tocsin_connection_settings_new_from_assignments (
      "one", "test", (const char *const *) assignments, &error);
  g_assert_no_error (error);

  return settings;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *const margin[] = { "authentication.token-expiry-margin=100", NULL };
  g_autoptr (TocsinConnectionSettings) settings = make_settings (margin);
  g_autoptr (GError) error = NULL;
  TocsinGrant *grant = tocsin_grant_new (settings, NULL, &error);

  g_assert_no_error (error);
  fixture->clock = wound_clock_new ();
  fixture->broker = tocsin_token_broker_new (grant, fetch, fixture->clock);
  provider.asked = provider.held = 0;
  provider.failure = -1;
  provider.retry_after = -1;
  provider.lifetime = 3600;
  provider.holding = FALSE;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->broker);
  g_clear_object (&fixture->clock);
}

static TocsinSecret *
expect (Fixture *fixture, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  TocsinSecret *token = tocsin_token_broker_obtain (fixture->broker, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_secret_peek (token), ==, wanted);

  return token;
}

static void
expect_quietly (Fixture *fixture, const char *wanted)
{
  tocsin_secret_unref (expect (fixture, wanted));
}

static void
expect_no (Fixture *fixture, int code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_token_broker_obtain (fixture->broker, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, code);
  g_assert_cmpstr (error->message, ==, words);
}

/* 3600 seconds, a margin of 100. */
static void
test_margin (Fixture *fixture, gconstpointer data)
{
  expect_quietly (fixture, "token-1");
  wound_clock_pass (fixture->clock, 3499);
  expect_quietly (fixture, "token-1");
  wound_clock_pass (fixture->clock, 1);
  expect_quietly (fixture, "token-2");
}

/* A lifetime below the margin must not make each use a trip to the provider. */
static void
test_short_life (Fixture *fixture, gconstpointer data)
{
  provider.lifetime = 60;
  expect_quietly (fixture, "token-1");
  wound_clock_pass (fixture->clock, 29);
  expect_quietly (fixture, "token-1");
  wound_clock_pass (fixture->clock, 1);
  expect_quietly (fixture, "token-2");
}

static void
test_suspend (Fixture *fixture, gconstpointer data)
{
  expect_quietly (fixture, "token-1");
  wound_clock_suspend (fixture->clock, 4000);
  expect_quietly (fixture, "token-2");
}

/* The clock is set back, as after a start without network: the token does not hold longer. */
static void
test_clock_set_back (Fixture *fixture, gconstpointer data)
{
  expect_quietly (fixture, "token-1");
  wound_clock_suspend (fixture->clock, -86400);
  wound_clock_pass (fixture->clock, 3500);
  expect_quietly (fixture, "token-2");
}

static void
test_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinSecret) token = expect (fixture, "token-1");
  g_autoptr (TocsinSecret) other = tocsin_secret_new ("another", -1);
  gint64 now = tocsin_clock_get_real (fixture->clock);

  g_assert_cmpint (tocsin_token_broker_get_end (fixture->broker, token) - now, ==,
                   3500 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (tocsin_token_broker_get_end (fixture->broker, other), ==, 0);
}

/* The provider is left alone for a while, and longer from one failure to the next. */
static void
test_rest (Fixture *fixture, gconstpointer data)
{
  provider.failure = TOCSIN_ERROR_NET_TIMEOUT;
  expect_no (fixture, TOCSIN_ERROR_NET_TIMEOUT, "no number 1");
  expect_no (fixture, TOCSIN_ERROR_NET_TIMEOUT, "no number 1");
  wound_clock_pass (fixture->clock, TOCSIN_TOKEN_FIRST_WAIT);
  expect_no (fixture, TOCSIN_ERROR_NET_TIMEOUT, "no number 2");
  for (int i = 0; i < 10; i++)
    {
      g_autofree char *words = g_strdup_printf ("no number %d", i + 3);

      wound_clock_pass (fixture->clock, TOCSIN_TOKEN_MOST_WAIT);
      expect_no (fixture, TOCSIN_ERROR_NET_TIMEOUT, words);
    }
  wound_clock_pass (fixture->clock, TOCSIN_TOKEN_MOST_WAIT / 2 - 1);
  expect_no (fixture, TOCSIN_ERROR_NET_TIMEOUT, "no number 12");

  provider.failure = -1;
  wound_clock_pass (fixture->clock, TOCSIN_TOKEN_MOST_WAIT);
  expect_quietly (fixture, "token-13");
}

static void
test_retry_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  provider.failure = TOCSIN_ERROR_HTTP_THROTTLED;
  provider.retry_after = 1000;
  expect_no (fixture, TOCSIN_ERROR_HTTP_THROTTLED, "no number 1");
  wound_clock_pass (fixture->clock, 990);
  g_assert_null (tocsin_token_broker_obtain (fixture->broker, NULL, &error));
  g_assert_cmpstr (error->message, ==, "no number 1");
  g_assert_cmpint (tocsin_error_get_retry_after (error), >=, 10);
  g_assert_cmpint (tocsin_error_get_retry_after (error), <=, 11);
  wound_clock_pass (fixture->clock, 10);
  expect_no (fixture, TOCSIN_ERROR_HTTP_THROTTLED, "no number 2");
}

static void
test_refuse (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinSecret) first = expect (fixture, "token-1");
  g_autoptr (TocsinSecret) second = NULL;

  g_assert_true (tocsin_token_broker_refuse (fixture->broker, first));
  second = expect (fixture, "token-2");
  /* Another user of the first comes late with the same news. */
  g_assert_true (tocsin_token_broker_refuse (fixture->broker, first));
  expect_quietly (fixture, "token-2");
  /* Refused fresh: it's no use. */
  g_assert_false (tocsin_token_broker_refuse (fixture->broker, second));
  expect_quietly (fixture, "token-2");
  g_assert_cmpint (provider.asked, ==, 2);
  /* An hour later it may well be the token's age again. */
  wound_clock_pass (fixture->clock, TOCSIN_TOKEN_FRESH);
  g_assert_true (tocsin_token_broker_refuse (fixture->broker, second));
  expect_quietly (fixture, "token-3");
}

static gpointer
obtain (gpointer data)
{
  Fixture *fixture = data;

  return tocsin_token_broker_obtain (fixture->broker, NULL, NULL);
}

static void
wait_until_held (int times)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&provider.mutex);

  while (provider.held == 0 || provider.asked < times)
    g_cond_wait (&provider.changed, &provider.mutex);
}

static void
let_go (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&provider.mutex);

  provider.holding = FALSE;
  g_cond_broadcast (&provider.changed);
}

static void
test_one_in_flight (Fixture *fixture, gconstpointer data)
{
  GThread *threads[MANY];

  provider.holding = TRUE;
  for (int i = 0; i < MANY; i++)
    threads[i] = g_thread_new ("obtain", obtain, fixture);
  wait_until_held (1);
  let_go ();
  for (int i = 0; i < MANY; i++)
    {
      g_autoptr (TocsinSecret) token = g_thread_join (threads[i]);

      g_assert_cmpstr (tocsin_secret_peek (token), ==, "token-1");
    }
  g_assert_cmpint (provider.asked, ==, 1);
}

typedef struct
{
  Fixture *fixture;
  GCancellable *cancellable;
} Impatient;

static gpointer
give_up (gpointer data)
{
  Impatient *impatient = data;
  GError *error = NULL;

  g_assert_null (
      tocsin_token_broker_obtain (impatient->fixture->broker, impatient->cancellable, &error));

  return error;
}

static void
cancel (GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
  g_mutex_lock (&provider.mutex);
  g_cond_broadcast (&provider.changed);
  g_mutex_unlock (&provider.mutex);
}

/* Who renews is called off: the next does it, and none of them fails for it. */
static void
test_cancelled_renewer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Impatient impatient = { fixture, cancellable };
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinSecret) token = NULL;
  GThread *first, *second;

  provider.holding = TRUE;
  first = g_thread_new ("first", give_up, &impatient);
  wait_until_held (1);
  second = g_thread_new ("second", obtain, fixture);
  cancel (cancellable);
  error = g_thread_join (first);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
  wait_until_held (2);
  let_go ();
  token = g_thread_join (second);
  g_assert_cmpstr (tocsin_secret_peek (token), ==, "token-2");
}

/* Who waits for another's renewal can be called off, too. */
static void
test_cancelled_waiter (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Impatient impatient = { fixture, cancellable };
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinSecret) token = NULL;
  GThread *first, *second;

  provider.holding = TRUE;
  first = g_thread_new ("first", obtain, fixture);
  wait_until_held (1);
  second = g_thread_new ("second", give_up, &impatient);
  g_cancellable_cancel (cancellable);
  error = g_thread_join (second);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
  let_go ();
  token = g_thread_join (first);
  g_assert_cmpstr (tocsin_secret_peek (token), ==, "token-1");
}

static void
test_shared (void)
{
  static const struct
  {
    const char *setting;
    gboolean same;
  } rows[] = {
    { "name=another", TRUE },
    { "authentication.client-id=you", FALSE },
    { "authentication.client-secret=env:OTHER", FALSE },
    { "authentication.tenant-id=there", FALSE },
    { "authentication.authority=https://login.example.org", FALSE },
    { "authentication.oauth2-provider=custom", FALSE },
    { "authentication.scope=calendar", FALSE },
    { "authentication.refresh-token=env:REFRESH", FALSE },
    { "authentication.service-account-key=env:KEY", FALSE },
    { "authentication.mailbox=joe@example.org", FALSE },
    { "encryption.verify=none", FALSE },
    { "proxy.address=proxy.example.org", FALSE },
  };
  const char *const none[] = { NULL };
  g_autoptr (TocsinConnectionSettings) settings = make_settings (none);
  g_autoptr (TocsinTokenBroker) broker = tocsin_token_broker_get (settings, NULL, NULL);

  g_assert_nonnull (broker);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const more[] = { rows[i].setting, NULL };
      g_autoptr (TocsinConnectionSettings) others = make_settings (more);
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinTokenBroker) other = tocsin_token_broker_get (others, NULL, &error);

      g_test_message ("%s", rows[i].setting);
      g_assert_no_error (error);
      g_assert_cmpint (other == broker, ==, rows[i].same);
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/token-broker/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *state = g_dir_make_tmp ("tocsin-XXXXXX", NULL);
  const char *const remove[] = { "rm", "-r", state, NULL };
  int status;

  /* Before there are threads. */
  g_setenv ("TOCSIN_STATE", state, TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("margin", test_margin);
  ADD ("short-life", test_short_life);
  ADD ("suspend", test_suspend);
  ADD ("clock-set-back", test_clock_set_back);
  ADD ("end", test_end);
  ADD ("rest", test_rest);
  ADD ("retry-after", test_retry_after);
  ADD ("refuse", test_refuse);
  ADD ("one-in-flight", test_one_in_flight);
  ADD ("cancelled-renewer", test_cancelled_renewer);
  ADD ("cancelled-waiter", test_cancelled_waiter);
  g_test_add_func ("/token-broker/shared", test_shared);

  status = g_test_run ();
  g_spawn_sync (NULL, (char **) remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);

  return status;
}
