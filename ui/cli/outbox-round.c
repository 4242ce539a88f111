/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The postman's one round where no engine runs: what waits is tried once, and nothing else is
 * looked at. */
#include "ui/cli/outbox-round.h"

#include "core/base/trouble.h"
#include "core/engine/postman.h"
#include "ui/cli/progress.h"

#include <glib/gi18n.h>

/* A round while it lasts. */
typedef struct
{
  TocsinCli *cli;
  TocsinConnections *connections;
  TocsinPostman *postman;
  GMainLoop *loop;
} Round;

static gboolean
end_when_idle (gpointer data)
{
  Round *round = data;

  if (tocsin_postman_is_idle (round->postman))
    g_main_loop_quit (round->loop);

  return G_SOURCE_REMOVE;
}

static void
on_changed (TocsinPostman *postman, gpointer user_data)
{
  end_when_idle (user_data);
}

static gboolean
cut_off (gpointer data)
{
  tocsin_postman_stop (data);
  tocsin_postman_cancel (data);

  return G_SOURCE_REMOVE;
}

/* Called on the thread that waits for signals: the postman belongs to the main one. */
static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Round *round = user_data;

  g_idle_add_full (G_PRIORITY_DEFAULT, cut_off, g_object_ref (round->postman), g_object_unref);
}

static void
apply_connections (Round *round)
{
  g_auto (GStrv) senders = tocsin_connections_list_senders (round->connections);
  g_autoptr (GHashTable) unchanged = g_hash_table_new (g_str_hash, g_str_equal);

  tocsin_postman_apply (round->postman, (const char *const *) senders, unchanged);
}

/* What keeps all mail of a connection waiting is told once, as a look at all tasks does. */
static void
tell_problems (Round *round)
{
  g_autoptr (GPtrArray) errors = tocsin_postman_get_errors (round->postman);

  for (guint i = 0; i < errors->len; i++)
    {
      const GError *error = g_ptr_array_index (errors, i);

      tocsin_cli_print_error ("", error);
      round->cli->status = MAX (round->cli->status, tocsin_trouble_exit_status (error));
    }
}

static gboolean
go (Round *round, GError **error)
{
  g_autoptr (TocsinProgress) progress = tocsin_progress_new (_ ("sending"));
  gulong handler;

  if (!tocsin_postman_start (round->postman, error))
    return FALSE;

  apply_connections (round);
  g_signal_connect (round->postman, "changed", G_CALLBACK (on_changed), round);
  handler = g_cancellable_connect (round->cli->cancellable, G_CALLBACK (on_cancelled), round, NULL);
  /* Where there is nothing to send nothing changes. */
  g_idle_add (end_when_idle, round);
  g_main_loop_run (round->loop);
  g_cancellable_disconnect (round->cli->cancellable, handler);
  g_clear_pointer (&progress, tocsin_progress_free);
  tell_problems (round);

  return TRUE;
}

static gboolean
make_round (TocsinCli *cli, TocsinOutbox *outbox, GError **error)
{
  g_autoptr (TocsinConnections) connections = NULL;
  Round round = { .cli = cli };
  gboolean done;

  if (tocsin_cli_get_config (cli, error) == NULL)
    return FALSE;

  connections = tocsin_cli_open_connections (cli);
  round.connections = connections;
  round.postman =
      tocsin_postman_new (outbox, TOCSIN_HOST (round.connections), tocsin_clock_get_default (),
                          tocsin_state_directory_get_outbox_path (cli->state), TRUE, error);
  if (round.postman == NULL)
    return FALSE;

  round.loop = g_main_loop_new (NULL, FALSE);
  done = go (&round, error);
  tocsin_postman_stop (round.postman);
  tocsin_postman_close (round.postman);
  tocsin_connections_close_all (round.connections);
  g_main_loop_unref (round.loop);
  g_object_unref (round.postman);

  return done;
}

/* What is to be told of afterwards. */
static GPtrArray *
list_waiting (TocsinOutbox *outbox, const char *connection, guint n, GError **error)
{
  const TocsinOutboxFilter filter = { .connection = connection,
                                      .states =
                                          1u << TOCSIN_OUTBOX_WAITING | 1u << TOCSIN_OUTBOX_FAILED,
                                      .limit = n,
                                      .oldest_first = TRUE };

  return tocsin_outbox_list (outbox, &filter, error);
}

static GVariant *
describe (TocsinCli *cli, TocsinOutbox *outbox, GPtrArray *mails)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < mails->len; i++)
    {
      const TocsinOutboxMail *before = g_ptr_array_index (mails, i);
      g_autoptr (TocsinOutboxMail) mail = tocsin_outbox_get (outbox, before->id, NULL);

      if (mail == NULL)
        continue;
      if (mail->state != TOCSIN_OUTBOX_SENT)
        cli->status = MAX (cli->status, 1);
      g_variant_builder_add_value (&builder, tocsin_outbox_mail_describe (mail));
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/**
 * tocsin_outbox_round_send:
 * @cli: the run, which has the state directory; its exit status tells whether all of it was sent
 * @outbox: its outbox
 * @connection: (nullable): id of the connection whose mail is not to wait for its time
 * @error: where to put what went wrong with the outbox itself
 *
 * Sends what is due, and what would wait for its next try, as an engine would.
 *
 * Returns: (transfer full): an `aa{sv}`: what became of it, mail by mail.
 */
GVariant *
tocsin_outbox_round_send (TocsinCli *cli,
                          TocsinOutbox *outbox,
                          const char *connection,
                          GError **error)
{
  g_autoptr (GPtrArray) mails = NULL;
  guint n = 0;

  if (!tocsin_outbox_flush (outbox, connection, &n, error))
    return NULL;
  mails = list_waiting (outbox, connection, MAX (n, 1), error);
  if (mails == NULL || (n > 0 && !make_round (cli, outbox, error)))
    return NULL;

  return describe (cli, outbox, mails);
}
