/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/http/faults.h"

#define INTRODUCTION                                                                               \
  "# What web services answer, and what comes of it\n"                                             \
  "\n"                                                                                             \
  "Made by `tests/protocol/http`, which plays each row against an account above HTTP, against a\n" \
  "mailbox by Exchange Web Services and one by Microsoft Graph, all three with an access token.\n" \
  "It fails where another code comes of it, where another host hears so much as a byte, and\n"     \
  "where a message shows the token.\n"

/* How many are played at once: some wait before they ask again. */
#define AT_ONCE 6

typedef struct
{
  const FaultRow *row;
  FaultService service;
  const char *expected;
  const char *seen;
  char *wrong;
} Play;

static GPtrArray *plays;

static void
play (Play *self, TocsinRegistry *registry)
{
  self->seen = fault_play (registry, self->service, self->row, &self->wrong);
}

static gpointer
play_some (gpointer registry)
{
  static guint next = FAULT_N_SERVICES;

  for (guint i; (i = g_atomic_int_add (&next, 1)) < plays->len;)
    play (plays->pdata[i], registry);

  return NULL;
}

static void
check (gconstpointer data)
{
  const Play *self = data;

  if (!g_str_equal (self->seen, self->expected))
    g_test_fail_printf ("expected %s, seen %s", self->expected, self->seen);
  if (self->wrong != NULL)
    g_test_fail_printf ("%s", self->wrong);
}

static void
add (const FaultRow *row)
{
  const char *expected = NULL;

  for (FaultService service = 0; service < FAULT_N_SERVICES; service++)
    {
      Play *self = g_new0 (Play, 1);
      g_autofree char *path =
          g_strdup_printf ("/faults/%s/%s", fault_service_to_string (service), row->what);

      expected = row->expected[service] != NULL ? row->expected[service] : expected;
      *self = (Play){ .row = row, .service = service, .expected = expected };
      g_ptr_array_add (plays, self);
      g_test_add_data_func (path, self, check);
    }
}

/* The first row comes before there are threads: GLib sets classes up under locks of its own, which
 * ThreadSanitizer does not see. */
static void
play_all (void)
{
  g_autoptr (TocsinRegistry) registry = tocsin_registry_new ();
  GThread *threads[AT_ONCE];

  tocsin_registry_load (registry);
  for (guint i = 0; i < FAULT_N_SERVICES; i++)
    play (plays->pdata[i], registry);
  for (guint i = 0; i < AT_ONCE; i++)
    threads[i] = g_thread_new ("faults", play_some, registry);
  for (guint i = 0; i < AT_ONCE; i++)
    g_thread_join (threads[i]);
}

static char *
print (void)
{
  GString *text = g_string_new (INTRODUCTION "\n| what is answered |");

  for (FaultService service = 0; service < FAULT_N_SERVICES; service++)
    g_string_append_printf (text, " %s |", fault_service_to_string (service));
  g_string_append (text, "\n|---|---|---|---|");
  for (guint i = 0; i < plays->len; i++)
    {
      const Play *self = plays->pdata[i];

      if (self->service == 0)
        g_string_append_printf (text, "\n| %s |", self->row->what);
      g_string_append_printf (text, " %s |", self->seen);
    }
  g_string_append_c (text, '\n');

  return g_string_free (text, FALSE);
}

static int
compare (void)
{
  g_autofree char *written = g_test_build_filename (G_TEST_BUILT, "web-faults.md", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "web-faults.md", NULL);
  g_autofree char *text = print ();
  g_autofree char *there = NULL;

  g_file_set_contents (written, text, -1, NULL);
  if (g_file_get_contents (path, &there, NULL, NULL) && g_str_equal (there, text))
    return 0;

  g_printerr ("docs/web-faults.md is not the table of these rows: copy %s there\n", written);
  return 1;
}

static void
play_free (gpointer data)
{
  Play *self = data;

  g_free (self->wrong);
  g_free (self);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_setenv ("FAULT_TOKEN", FAULT_TOKEN, TRUE);
  plays = g_ptr_array_new_with_free_func (play_free);
  for (gsize i = 0; i < n_fault_rows; i++)
    add (&fault_rows[i]);
  play_all ();
  status = g_test_run ();
  if (status == 0)
    status = compare ();
  g_ptr_array_unref (plays);

  return status;
}
