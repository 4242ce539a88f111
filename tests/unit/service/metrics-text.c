/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "service/metrics-text.h"

#include <string.h>

/* 2026-11-01T00:15:00Z */
#define NOW (G_GINT64_CONSTANT (1793492100) * G_USEC_PER_SEC)

static char *
write_text (const char *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) parsed =
      g_variant_parse (G_VARIANT_TYPE ("a{sv}"), status, NULL, NULL, &error);

  g_assert_no_error (error);

  return tocsin_metrics_write (parsed, NOW);
}

static void
assert_has (const char *text, const char *line)
{
  g_autofree char *whole = g_strconcat ("\n", line, "\n", NULL);

  if (strstr (text, whole) == NULL)
    g_error ("“%s” is not in\n%s", line, text);
}

static const char start[] = "{'engine': <@a{sv} {'version': <'0.1.0'>, 'paused': <true>,"
                            "  'started': <'2026-11-01T00:00:00Z'>,"
                            "  'sessions': <uint32 7>, 'workers': <uint32 1>,"
                            "  'actions': <@a{st} {'done': 5, 'failed': 1}>}>,"
                            " 'queue': <@a{sv} {'waiting': <uint32 3>}>,"
                            " 'outbox': <[@a{sv} {'connection': <'out'>, 'failed': <uint32 2>},"
                            "   {'connection': <'else'>, 'failed': <uint32 1>}]>,"
                            " 'problems': <@aa{sv} []>,";

static void
test_figures (void)
{
  g_autofree char *status = g_strconcat (
      start,
      "'connections': <[@a{sv} {'id': <'work'>, 'state': <'watching'>, 'stalled': <false>,"
      "  'failures': <uint32 0>, 'last-check': <'2026-11-01T00:10:00Z'>,"
      "  'expected': <'2026-11-01T00:25:00Z'>,"
      "  'sign-in': <@a{sv} {'needs-sign-in': <false>, 'expires': <'2026-11-01T01:00:00Z'>}>},"
      " {'id': <'home'>, 'state': <'waiting'>, 'stalled': <true>, 'failures': <uint32 4>,"
      "  'expected': <'2026-11-01T00:05:00Z'>}]>,"
      "'tasks': <[@a{sv} {'id': <'bills'>, 'state': <'on'>,"
      "  'events': <@a{sv} {'examined': <uint64 12>, 'matched': <uint64 3>}>}]>}",
      NULL);
  g_autofree char *text = write_text (status);

  assert_has (text, "tocsin_info{version=\"0.1.0\"} 1");
  assert_has (text, "tocsin_start_time_seconds 1793491200");
  assert_has (text, "tocsin_paused 1");
  assert_has (text, "tocsin_actions_total{outcome=\"failed\"} 1");
  assert_has (text, "tocsin_connections{state=\"waiting\"} 1");
  assert_has (text,
              "tocsin_connection_last_success_timestamp_seconds{connection=\"work\"} 1793491800");
  assert_has (text, "tocsin_connection_lag_seconds{connection=\"work\"} 0");
  assert_has (text, "tocsin_connection_lag_seconds{connection=\"home\"} 600");
  assert_has (text, "tocsin_connection_failures{connection=\"home\"} 4");
  assert_has (text, "tocsin_connection_stalled{connection=\"home\"} 1");
  assert_has (text, "tocsin_token_expiry_timestamp_seconds{connection=\"work\"} 1793494800");
  assert_has (text, "tocsin_token_needs_sign_in{connection=\"work\"} 0");
  assert_has (text, "tocsin_messages_total{task=\"bills\",outcome=\"matched\"} 3");
  assert_has (text, "tocsin_events{state=\"waiting\"} 3");
  assert_has (text, "tocsin_outbox_mails{state=\"failed\"} 3");
  g_assert_null (strstr (text, "token_needs_sign_in{connection=\"home\""));
  g_assert_null (strstr (text, "success_timestamp_seconds{connection=\"home\""));
}

/* Identifiers come from a file that a person may write; nothing of it becomes a line of its own. */
static void
test_escapes (void)
{
  g_autofree char *status = g_strconcat (
      start, "'connections': <[@a{sv} {'id': <'a\"} 1\\nevil 2\\\\'>, 'failures': <uint32 9>}]>,",
      "'tasks': <@aa{sv} []>}", NULL);
  g_autofree char *text = write_text (status);

  assert_has (text, "tocsin_connection_failures{connection=\"a\\\"} 1\\nevil 2\\\\\"} 9");
  g_assert_null (strstr (text, "\nevil"));
}

/* Whatever another version of the engine tells or leaves out. */
static void
test_little (void)
{
  g_autofree char *status =
      g_strconcat (start, "'connections': <[@a{sv} {}]>, 'tasks': <[@a{sv} {}]>}", NULL);
  g_autofree char *text = write_text (status);

  assert_has (text, "tocsin_connections{state=\"\"} 1");
  g_assert_null (strstr (text, " -1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/service/metrics-text/figures", test_figures);
  g_test_add_func ("/service/metrics-text/escapes", test_escapes);
  g_test_add_func ("/service/metrics-text/little", test_little);

  return g_test_run ();
}
