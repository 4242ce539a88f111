/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/connections.h"

#include "core/base/error.h"

static gboolean
put (TocsinConnections *connections, const char *port)
{
  g_autofree char *assignment = g_strdup_printf ("port=%s", port);
  const char *const assignments[] = { "address=localhost", assignment, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_connection_settings_new_from_assignments ("box", "imap4", assignments, &error);

  g_assert_no_error (error);

  return tocsin_connections_put (connections, settings);
}

static TocsinConnection *
get (TocsinConnections *connections)
{
  g_autoptr (GError) error = NULL;
  TocsinConnection *connection =
      tocsin_host_get_connection (TOCSIN_HOST (connections), "box", &error);

  g_assert_no_error (error);

  return connection;
}

static void
assert_port (TocsinConnection *connection, guint expected)
{
  g_autoptr (TocsinConnectionSettings) settings = tocsin_connection_get_settings (connection);

  g_assert_cmpuint (tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (settings), "port"), ==, expected);
}

static TocsinConnections *
make (void)
{
  g_autoptr (TocsinRegistry) registry = tocsin_registry_new ();

  tocsin_registry_load (registry);

  return tocsin_connections_new (registry, "/nonexistent");
}

/* Who is at work goes on with the settings it began with, everybody else gets the new ones. */
static void
test_change (void)
{
  g_autoptr (TocsinConnections) connections = make ();
  g_autoptr (TocsinConnection) at_work = NULL;
  g_autoptr (TocsinConnection) same = NULL;
  g_autoptr (TocsinConnection) next = NULL;

  g_assert_true (put (connections, "1143"));
  at_work = get (connections);
  g_assert_false (put (connections, "1143"));
  same = get (connections);
  g_assert_true (same == at_work);

  g_assert_true (put (connections, "2143"));
  next = get (connections);
  assert_port (at_work, 1143);
  assert_port (next, 2143);
}

static void
expect_leaving (TocsinConnections *connections, gpointer *weak)
{
  g_autoptr (GPtrArray) leaving = NULL;

  g_assert_nonnull (*weak);
  leaving = tocsin_connections_take_leaving (connections);
  g_assert_cmpuint (leaving->len, ==, 1);
  g_assert_nonnull (*weak);
  g_ptr_array_set_size (leaving, 0);
  g_assert_null (*weak);
}

/* What is needed no more is not dropped in passing, where its goodbyes would keep everybody
 * waiting: whoever can wait takes it away. */
static void
test_leaving (void)
{
  static const char *const none[] = { NULL };
  g_autoptr (TocsinConnections) connections = make ();
  gpointer changed, removed;

  put (connections, "1143");
  changed = get (connections);
  g_object_add_weak_pointer (changed, &changed);
  g_object_unref (changed);
  put (connections, "2143");
  expect_leaving (connections, &changed);

  removed = get (connections);
  g_object_add_weak_pointer (removed, &removed);
  g_object_unref (removed);
  tocsin_connections_keep (connections, none);
  expect_leaving (connections, &removed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/connections/change", test_change);
  g_test_add_func ("/engine/connections/leaving", test_leaving);

  return g_test_run ();
}
