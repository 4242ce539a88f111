/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/status-output.h"

#include "core/base/text.h"
#include "ui/cli/output.h"
#include "ui/cli/sign-in-output.h"

#include <glib/gi18n.h>

static GVariant *
lookup (GVariant *dict, const char *key, const char *type)
{
  return g_variant_lookup_value (dict, key, G_VARIANT_TYPE (type));
}

static void
print_engine (GVariant *engine)
{
  gboolean running = FALSE;
  guint pid = 0;
  g_autofree char *started = tocsin_output_when (tocsin_output_field (engine, "started"));
  gboolean paused = FALSE;
  g_autofree char *since = tocsin_output_when (tocsin_output_field (engine, "paused-since"));

  g_variant_lookup (engine, "running", "b", &running);
  g_variant_lookup (engine, "pid", "u", &pid);
  if (running)
    g_print (_ ("Engine: running (process %u, started %s)\n"), pid, started);
  else
    g_print (_ ("Engine: not running; “tocsin run” starts it\n"));
  g_variant_lookup (engine, "paused", "b", &paused);
  if (paused)
    g_print (_ ("Paused since %s; “tocsin resume” lets it go on\n"), since);
}

static char *
say_error (GVariant *dict)
{
  g_autoptr (GVariant) error = lookup (dict, "error", "a{sv}");
  const char *paused = tocsin_output_field (dict, "paused-since");
  g_autofree char *since = tocsin_output_when (paused);

  /* TRANSLATORS: a connection; %s is a time. */
  if (paused[0] != '\0')
    return g_strdup_printf (_ ("paused since %s; “tocsin connection resume” lets it go on"), since);
  if (error == NULL)
    return g_strdup ("");

  return tocsin_text_escape (tocsin_output_field (error, "message"), -1, 120);
}

static void
print_connections (GVariant *connections)
{
  static const char *const headings[] = {
    N_ ("CONNECTION"), N_ ("STATE"),   N_ ("MODE"), N_ ("LAST CHECK"),
    N_ ("NEXT TRY"),   N_ ("TROUBLE"), NULL
  };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  GVariantIter iter;
  GVariant *dict;

  g_variant_iter_init (&iter, connections);
  while ((dict = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autofree char *last = tocsin_output_when (tocsin_output_field (dict, "last-check"));
      g_autofree char *next = tocsin_output_next (tocsin_output_field (dict, "next-try"));
      g_autofree char *trouble = say_error (dict);
      const char *const cells[] = { tocsin_output_field (dict, "id"),
                                    tocsin_output_field (dict, "state"),
                                    tocsin_output_field (dict, "mode"),
                                    last,
                                    next,
                                    trouble,
                                    NULL };

      g_ptr_array_add (rows, g_strdupv ((char **) cells));
      g_variant_unref (dict);
    }
  tocsin_output_table (headings, rows);
}

static void
print_remedy (const char *id, GVariant *error)
{
  g_autoptr (GVariant) remedy = lookup (error, "remedy", "as");
  GVariantIter iter;
  const char *assignment;

  if (remedy == NULL)
    return;

  g_print ("  tocsin connection set %s", id);
  g_variant_iter_init (&iter, remedy);
  while (g_variant_iter_next (&iter, "&s", &assignment))
    {
      g_autofree char *quoted = g_shell_quote (assignment);

      g_print (" %s", quoted);
    }
  g_print ("\n");
}

/**
 * tocsin_status_output_trouble:
 * @connection: one of the connections of what tocsin_status_describe() made
 *
 * Prints what a table has no room for: the whole reason why it does not work, and what a person can
 * do. Nothing of one that works.
 */
void
tocsin_status_output_trouble (GVariant *connection)
{
  g_autoptr (GVariant) error = lookup (connection, "error", "a{sv}");
  const char *id = tocsin_output_field (connection, "id");
  const char *hint, *server_says;

  if (error == NULL)
    return;

  hint = tocsin_output_field (error, "hint");
  server_says = tocsin_output_field (error, "server-says");
  g_print ("\n%s: [%s] %s\n", id, tocsin_output_field (error, "code"),
           tocsin_output_field (error, "message"));
  if (server_says[0] != '\0')
    g_print ("  %s %s\n", tocsin_output_speaker (tocsin_output_field (error, "code")), server_says);
  if (hint[0] != '\0')
    g_print ("  → %s\n", hint);
  print_remedy (id, error);
  if (g_str_equal (tocsin_output_field (connection, "state"), "parked"))
    g_print (_ ("  parked until its settings change or you say: tocsin retry %s\n"), id);
}

/* Of those who sign in with tokens: as whom, and how long that holds. */
static void
print_sign_ins (GVariant *connections)
{
  GVariantIter iter;
  GVariant *dict;

  g_variant_iter_init (&iter, connections);
  while ((dict = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autoptr (GVariant) sign_in = lookup (dict, "sign-in", "a{sv}");

      if (sign_in != NULL)
        tocsin_sign_in_output_print (tocsin_output_field (dict, "id"), sign_in);
      g_variant_unref (dict);
    }
}

static void
print_troubles (GVariant *connections)
{
  GVariantIter iter;
  GVariant *dict;

  g_variant_iter_init (&iter, connections);
  while ((dict = g_variant_iter_next_value (&iter)) != NULL)
    {
      tocsin_status_output_trouble (dict);
      g_variant_unref (dict);
    }
}

static char *
count_events (GVariant *dict, const char *state)
{
  g_autoptr (GVariant) events = lookup (dict, "events", "a{sv}");
  guint number = 0;

  if (events != NULL)
    g_variant_lookup (events, state, "u", &number);

  return g_strdup_printf ("%u", number);
}

static char *
say_task_trouble (GVariant *dict)
{
  const char *pause = tocsin_output_field (dict, "paused");

  return pause[0] != '\0' ? tocsin_text_escape (pause, -1, 120) : say_error (dict);
}

static void
print_tasks (GVariant *tasks)
{
  static const char *const headings[] = { N_ ("TASK"),    N_ ("STATE"),   N_ ("WAITING"),
                                          N_ ("RUNNING"), N_ ("DONE"),    N_ ("FAILED"),
                                          N_ ("DEAD"),    N_ ("TROUBLE"), NULL };
  static const char *const states[] = { "waiting", "running", "done", "failed", "dead" };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  GVariantIter iter;
  GVariant *dict;

  g_variant_iter_init (&iter, tasks);
  while ((dict = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autoptr (GStrvBuilder) cells = g_strv_builder_new ();
      g_autofree char *trouble = say_task_trouble (dict);

      g_strv_builder_add (cells, tocsin_output_field (dict, "id"));
      g_strv_builder_add (cells, tocsin_output_field (dict, "state"));
      for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
        {
          g_autofree char *number = count_events (dict, states[i]);

          g_strv_builder_add (cells, number);
        }
      g_strv_builder_add (cells, trouble);
      g_ptr_array_add (rows, g_strv_builder_end (cells));
      g_variant_unref (dict);
    }
  tocsin_output_table (headings, rows);
}

/* How much of a connection's mail is in a state; what is being committed is being sent. */
static char *
count_mail (GVariant *dict, const char *state)
{
  guint number = 0, committing = 0;

  g_variant_lookup (dict, state, "u", &number);
  if (g_str_equal (state, "sending"))
    g_variant_lookup (dict, "committing", "u", &committing);

  return g_strdup_printf ("%u", number + committing);
}

static void
print_outbox (GVariant *outbox)
{
  static const char *const headings[] = {
    N_ ("OUTBOX"),  N_ ("WAITING"), N_ ("SENDING"), N_ ("FAILED"),   N_ ("DEAD"),
    N_ ("PARTIAL"), N_ ("UNKNOWN"), N_ ("OLDEST"),  N_ ("NEXT TRY"), NULL
  };
  static const char *const states[] = {
    "waiting", "sending", "failed", "dead", "partial", "unknown"
  };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (gsize i = 0; i < g_variant_n_children (outbox); i++)
    {
      g_autoptr (GVariant) dict = g_variant_get_child_value (outbox, i);
      g_autoptr (GStrvBuilder) cells = g_strv_builder_new ();
      g_autofree char *oldest = tocsin_output_when (tocsin_output_field (dict, "oldest"));
      g_autofree char *next = tocsin_output_next (tocsin_output_field (dict, "next-try"));

      g_strv_builder_add (cells, tocsin_output_field (dict, "connection"));
      for (gsize state = 0; state < G_N_ELEMENTS (states); state++)
        {
          g_autofree char *number = count_mail (dict, states[state]);

          g_strv_builder_add (cells, number);
        }
      g_strv_builder_add (cells, oldest);
      g_strv_builder_add (cells, next);
      g_ptr_array_add (rows, g_strv_builder_end (cells));
    }
  tocsin_output_table (headings, rows);
}

static void
print_problems (GVariant *problems)
{
  GVariantIter iter;
  GVariant *dict;

  g_variant_iter_init (&iter, problems);
  while ((dict = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_print ("[%s] %s\n", tocsin_output_field (dict, "code"),
               tocsin_output_field (dict, "message"));
      g_variant_unref (dict);
    }
}

/**
 * tocsin_status_output_print:
 * @status: what tocsin_status_describe() made
 *
 * Prints it for a person.
 */
void
tocsin_status_output_print (GVariant *status)
{
  g_autoptr (GVariant) engine = lookup (status, "engine", "a{sv}");
  g_autoptr (GVariant) connections = lookup (status, "connections", "aa{sv}");
  g_autoptr (GVariant) tasks = lookup (status, "tasks", "aa{sv}");
  g_autoptr (GVariant) outbox = lookup (status, "outbox", "aa{sv}");
  g_autoptr (GVariant) problems = lookup (status, "problems", "aa{sv}");

  if (engine != NULL)
    print_engine (engine);
  if (connections != NULL)
    {
      print_connections (connections);
      print_sign_ins (connections);
    }
  if (tasks != NULL)
    print_tasks (tasks);
  if (outbox != NULL)
    print_outbox (outbox);
  if (connections != NULL)
    print_troubles (connections);
  if (problems != NULL)
    print_problems (problems);
}
