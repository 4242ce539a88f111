/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/outbox-client.h"

#include "core/base/error.h"
#include "core/engine/control.h"
#include "core/engine/mail-desk.h"
#include "core/engine/resting-journal.h"

/* How long a state directory that another command has in hand is waited for. */
#define LONGEST_WAIT (30 * G_USEC_PER_SEC)

struct _TocsinOutboxClient
{
  TocsinCli *cli;
  TocsinOutbox *outbox;
};

/**
 * tocsin_outbox_client_new:
 * @cli: the run
 *
 * Returns: (transfer full): the outbox, not opened yet.
 */
TocsinOutboxClient *
tocsin_outbox_client_new (TocsinCli *cli)
{
  TocsinOutboxClient *self = g_new0 (TocsinOutboxClient, 1);

  self->cli = cli;

  return self;
}

/**
 * tocsin_outbox_client_free:
 * @self: (transfer full): the outbox
 */
void
tocsin_outbox_client_free (TocsinOutboxClient *self)
{
  g_clear_object (&self->outbox);
  g_free (self);
}

/**
 * tocsin_outbox_client_has_engine:
 * @self: the outbox
 *
 * Returns: whether an engine runs, which sends what is in it.
 */
gboolean
tocsin_outbox_client_has_engine (TocsinOutboxClient *self)
{
  return tocsin_cli_get_engine (self->cli) != NULL;
}

static gboolean
is_in_hand (const GError *problem)
{
  return g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_LOCKED);
}

/* Commands take turns, for each has the directory for a moment only; and an engine may start
 * meanwhile, which is asked then. */
static gboolean
open_to_write (TocsinOutboxClient *self, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + LONGEST_WAIT;
  TocsinStateDirectory *state;

  if (tocsin_outbox_client_has_engine (self))
    return TRUE;
  state = tocsin_cli_get_state (self->cli, error);
  if (state == NULL)
    return FALSE;
  while (self->outbox == NULL && !tocsin_outbox_client_has_engine (self))
    {
      g_autoptr (GError) problem = NULL;

      self->outbox = tocsin_resting_journal_open_outbox (state, &problem);
      if (self->outbox != NULL
          || (is_in_hand (problem) && g_get_monotonic_time () < deadline
              && !g_cancellable_is_cancelled (self->cli->cancellable)))
        continue;
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  return TRUE;
}

static gboolean
open_to_read (TocsinOutboxClient *self, GError **error)
{
  TocsinStateDirectory *state;
  g_autoptr (TocsinJournal) journal = NULL;

  if (self->outbox != NULL || tocsin_outbox_client_has_engine (self))
    return TRUE;
  state = tocsin_cli_get_state (self->cli, error);
  journal = state != NULL ? tocsin_resting_journal_read (state, error) : NULL;
  if (journal == NULL)
    return FALSE;
  self->outbox =
      tocsin_outbox_new (TOCSIN_OUTBOX_JOURNAL (journal), NULL, tocsin_clock_get_default ());

  return TRUE;
}

/**
 * tocsin_outbox_client_settle:
 * @self: the outbox
 * @error: where to put what went wrong
 *
 * Has it decided what became of mail that an engine had in hand when it was killed. A running
 * engine has done that.
 *
 * Returns: whether all of it is decided.
 */
gboolean
tocsin_outbox_client_settle (TocsinOutboxClient *self, GError **error)
{
  return open_to_write (self, error);
}

/**
 * tocsin_outbox_client_get_outbox:
 * @self: the outbox, settled
 *
 * Returns: (transfer none) (nullable): the outbox itself; %NULL where an engine has it.
 */
TocsinOutbox *
tocsin_outbox_client_get_outbox (TocsinOutboxClient *self)
{
  return self->outbox;
}

static GVariant *
ask_engine (TocsinOutboxClient *self,
            const char *method,
            GVariant *arguments,
            const char *type,
            GError **error)
{
  g_autoptr (GVariant) reply = tocsin_control_call (self->cli->engine, method, arguments, type,
                                                    self->cli->cancellable, error);

  return reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
}

static gboolean
tell_engine (TocsinOutboxClient *self, const char *method, gint64 mail, GError **error)
{
  g_autoptr (GVariant) reply = tocsin_control_call (
      self->cli->engine, method, g_variant_new ("(x)", mail), NULL, self->cli->cancellable, error);

  return reply != NULL;
}

/**
 * tocsin_outbox_client_list_connections:
 * @self: the outbox
 *
 * Returns: (transfer full) (nullable): an `aa{sv}` of how connections do, as `tocsin status` shows
 *   it; %NULL where no engine runs.
 */
GVariant *
tocsin_outbox_client_list_connections (TocsinOutboxClient *self)
{
  g_autoptr (GVariant) status = NULL;

  if (!tocsin_outbox_client_has_engine (self))
    return NULL;
  status = ask_engine (self, "GetStatus", NULL, "(a{sv})", NULL);

  return status != NULL ? g_variant_lookup_value (status, "connections", G_VARIANT_TYPE ("aa{sv}"))
                        : NULL;
}

/**
 * tocsin_outbox_client_queue:
 * @self: the outbox
 * @connection: id of a connection that sends
 * @letter: a message
 * @error: where to put why it is not queued
 *
 * Writes a message down; when the call returns it is on the disk.
 *
 * Returns: its number, or -1.
 */
gint64
tocsin_outbox_client_queue (TocsinOutboxClient *self,
                            const char *connection,
                            TocsinLetter *letter,
                            GError **error)
{
  TocsinOutboxOrder order = { .connection = connection, .envelope = letter->envelope };
  g_autoptr (GInputStream) message = NULL;

  if (!open_to_write (self, error))
    return -1;
  if (self->outbox == NULL)
    return tocsin_control_queue_mail (self->cli->engine, connection, letter->envelope, letter->fd,
                                      NULL, self->cli->cancellable, error);
  message = tocsin_letter_open (letter, error);
  order.message = message;
  if (message == NULL
      || !tocsin_outbox_queue_all (self->outbox, &order, 1, self->cli->cancellable, error))
    return -1;

  return order.id;
}

/**
 * tocsin_outbox_client_list:
 * @self: the outbox
 * @filter: as for tocsin_mail_desk_list()
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): an `aa{sv}`.
 */
GVariant *
tocsin_outbox_client_list (TocsinOutboxClient *self, GVariant *filter, GError **error)
{
  GVariant *mails;

  if (!open_to_read (self, error))
    return NULL;
  if (self->outbox == NULL)
    return ask_engine (self, "ListMail", g_variant_new ("(@a{sv})", filter), "(aa{sv})", error);
  mails = tocsin_mail_desk_list (self->outbox, filter, error);

  return mails != NULL ? g_variant_ref_sink (mails) : NULL;
}

/**
 * tocsin_outbox_client_has_waiting:
 * @self: the outbox
 * @connection: id of a connection
 * @waiting: (out): whether there is mail that is still to go through it
 * @error: where to put what went wrong
 *
 * Returns: whether the outbox could be looked at.
 */
gboolean
tocsin_outbox_client_has_waiting (TocsinOutboxClient *self,
                                  const char *connection,
                                  gboolean *waiting,
                                  GError **error)
{
  static const char *const states[] = { "waiting", "failed", "sending", "committing" };

  *waiting = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (states) && !*waiting; i++)
    {
      g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
      g_autoptr (GVariant) filter = NULL;
      g_autoptr (GVariant) mails = NULL;

      g_variant_dict_insert (&dict, "connection", "s", connection);
      g_variant_dict_insert (&dict, "state", "s", states[i]);
      g_variant_dict_insert (&dict, "limit", "u", 1u);
      filter = g_variant_ref_sink (g_variant_dict_end (&dict));
      mails = tocsin_outbox_client_list (self, filter, error);
      if (mails == NULL)
        return FALSE;
      *waiting = g_variant_n_children (mails) > 0;
    }

  return TRUE;
}

/**
 * tocsin_outbox_client_show:
 * @self: the outbox
 * @mail: a number
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): an `a{sv}`.
 */
GVariant *
tocsin_outbox_client_show (TocsinOutboxClient *self, gint64 mail, GError **error)
{
  GVariant *shown;

  if (!open_to_read (self, error))
    return NULL;
  if (self->outbox == NULL)
    return ask_engine (self, "GetMail", g_variant_new ("(x)", mail), "(a{sv})", error);
  shown = tocsin_mail_desk_show (self->outbox, mail, error);

  return shown != NULL ? g_variant_ref_sink (shown) : NULL;
}

/**
 * tocsin_outbox_client_flush:
 * @self: the outbox of a running engine
 * @connection: (nullable): id of a connection, %NULL for all
 * @n_flushed: (out): how many there are
 * @error: where to put what went wrong
 *
 * Has the engine try what waits for its next try now.
 *
 * Returns: whether it does.
 */
gboolean
tocsin_outbox_client_flush (TocsinOutboxClient *self,
                            const char *connection,
                            guint *n_flushed,
                            GError **error)
{
  g_autoptr (GVariant) flushed = ask_engine (
      self, "FlushMail", g_variant_new ("(s)", connection != NULL ? connection : ""), "(u)", error);

  if (flushed == NULL)
    return FALSE;
  *n_flushed = g_variant_get_uint32 (flushed);

  return TRUE;
}

/**
 * tocsin_outbox_client_retry:
 * @self: the outbox
 * @mail: a number
 * @error: where to put why not
 *
 * Has a mail sent again, to all who don't have it for sure.
 *
 * Returns: whether it will be.
 */
gboolean
tocsin_outbox_client_retry (TocsinOutboxClient *self, gint64 mail, GError **error)
{
  if (!open_to_write (self, error))
    return FALSE;

  return self->outbox != NULL ? tocsin_outbox_retry (self->outbox, mail, error)
                              : tell_engine (self, "RetryMail", mail, error);
}

/**
 * tocsin_outbox_client_remove:
 * @self: the outbox
 * @mail: a number
 * @error: where to put why not
 *
 * Returns: whether it is gone.
 */
gboolean
tocsin_outbox_client_remove (TocsinOutboxClient *self, gint64 mail, GError **error)
{
  if (!open_to_write (self, error))
    return FALSE;

  return self->outbox != NULL ? tocsin_outbox_remove (self->outbox, mail, error)
                              : tell_engine (self, "RemoveMail", mail, error);
}
