/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a person asks of the outbox. */
#include "core/engine/outbox-private.h"

#include "core/base/error.h"
#include "core/mail/raw-stream.h"
#include "core/mail/send-report.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <unistd.h>

/**
 * tocsin_outbox_get_spool:
 * @self: an outbox
 *
 * Returns: (transfer none) (nullable): where the bytes of larger mail are.
 */
TocsinSpool *
tocsin_outbox_get_spool (TocsinOutbox *self)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX (self), NULL);

  return self->spool;
}

/**
 * tocsin_outbox_get_intents_path:
 * @self: an outbox with a spool
 *
 * Returns: (transfer full): where it is noted what is just being sent (#TocsinOutboxIntents).
 */
char *
tocsin_outbox_get_intents_path (TocsinOutbox *self)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX (self) && self->spool != NULL, NULL);

  return g_build_filename (tocsin_spool_get_path (self->spool), "outbox.intents", NULL);
}

/**
 * tocsin_outbox_get:
 * @self: an outbox
 * @mail: a number
 * @error: `config.not-found` or one of the storage codes
 *
 * Returns: (transfer full): the mail.
 */
TocsinOutboxMail *
tocsin_outbox_get (TocsinOutbox *self, gint64 mail, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX (self), NULL);

  return tocsin_outbox_journal_get (self->journal, mail, error);
}

/**
 * tocsin_outbox_list: (skip)
 * @self: an outbox
 * @filter: which mail
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type TocsinOutboxMail): the mail.
 */
GPtrArray *
tocsin_outbox_list (TocsinOutbox *self, const TocsinOutboxFilter *filter, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX (self) && filter != NULL, NULL);

  return tocsin_outbox_journal_list (self->journal, filter, error);
}

/**
 * tocsin_outbox_find:
 * @self: an outbox
 * @key: what a mail was queued with
 * @mail: (out): its number; 0 when there is none
 * @error: one of the storage codes
 *
 * Returns: whether it could be found out.
 */
gboolean
tocsin_outbox_find (TocsinOutbox *self, const char *key, gint64 *mail, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX (self) && key != NULL && mail != NULL, FALSE);

  return tocsin_outbox_journal_find (self->journal, key, mail, error);
}

/**
 * tocsin_outbox_count_from:
 * @self: an outbox
 * @origin: who had mail sent
 * @recipient: (nullable): only what went to this address; case does not count
 * @since: µs since 1970; at least %TOCSIN_OUTBOX_LEAST_MEMORY back is remembered
 * @count: (out): how many mails were queued since then, whatever became of them
 * @error: one of the storage codes
 *
 * For those who must not write too much.
 *
 * Returns: whether it could be found out.
 */
gboolean
tocsin_outbox_count_from (TocsinOutbox *self,
                          const char *origin,
                          const char *recipient,
                          gint64 since,
                          guint64 *count,
                          GError **error)
{
  g_autofree char *folded = recipient != NULL ? g_utf8_strdown (recipient, -1) : NULL;

  g_return_val_if_fail (TOCSIN_IS_OUTBOX (self) && origin != NULL && count != NULL, FALSE);

  return tocsin_outbox_journal_count_from (self->journal, origin, folded, since, count, error);
}

/**
 * tocsin_outbox_count: (skip)
 * @self: an outbox
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type TocsinOutboxCount): the connections that have mail left.
 */
GPtrArray *
tocsin_outbox_count (TocsinOutbox *self, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX (self), NULL);

  return tocsin_outbox_journal_count (self->journal, error);
}

static TocsinRawSource *
open_spooled (TocsinOutbox *self, const char *reference, GError **error)
{
  TocsinRawSource *source;
  gint64 offset;
  gint64 length;
  int fd = tocsin_spool_open_file (self->spool, reference, &offset, &length, error);

  if (fd < 0)
    return NULL;

  source = tocsin_raw_source_new_from_fd (fd, (guint64) offset, (guint64) length, error);
  close (fd);

  return source;
}

/* Once: what failed has time. */
static GBytes *
take_fresh (TocsinOutbox *self, gint64 mail)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gpointer key = NULL;
  gpointer content = NULL;

  if (g_hash_table_steal_extended (self->fresh, &mail, &key, &content))
    self->fresh_bytes -= g_bytes_get_size (content);
  g_free (key);

  return content;
}

static TocsinRawSource *
open_kept (TocsinOutbox *self, gint64 mail, GError **error)
{
  g_autoptr (GBytes) content = take_fresh (self, mail);

  if (content != NULL)
    return tocsin_raw_source_new_from_bytes (content);
  if (!tocsin_outbox_journal_read (self->journal, mail, &content, error))
    return NULL;
  if (content != NULL)
    return tocsin_raw_source_new_from_bytes (content);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE,
               _ ("What mail %" PRId64 " says is not kept any more"), mail);

  return NULL;
}

/**
 * tocsin_outbox_open_message: (skip)
 * @self: an outbox
 * @mail: one of its mails
 * @error: `message.gone` where its bytes are not kept any more, or one of the storage codes
 *
 * Returns: (transfer full): its bytes, as a stream that can seek.
 */
GInputStream *
tocsin_outbox_open_message (TocsinOutbox *self, const TocsinOutboxMail *mail, GError **error)
{
  g_autoptr (TocsinRawSource) source = NULL;

  g_return_val_if_fail (TOCSIN_IS_OUTBOX (self) && mail != NULL, NULL);

  source = mail->spool != NULL ? open_spooled (self, mail->spool, error)
                               : open_kept (self, mail->id, error);

  return source != NULL ? tocsin_raw_stream_new (source) : NULL;
}

/**
 * tocsin_outbox_flush:
 * @self: an outbox
 * @connection: (nullable): id of a connection, %NULL for all
 * @n_flushed: (out) (optional): how many there are
 * @error: one of the storage codes
 *
 * Makes mail that waits for its next try due now.
 *
 * Returns: whether it did.
 */
gboolean
tocsin_outbox_flush (TocsinOutbox *self, const char *connection, guint *n_flushed, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_OUTBOX (self), FALSE);

  if (!tocsin_outbox_journal_flush (self->journal, connection, tocsin_clock_get_real (self->clock),
                                    n_flushed, error))
    return FALSE;

  g_signal_emit_by_name (self, "queued", connection);

  return TRUE;
}

/* Who has the mail is not sent it twice, whatever a person says. */
static GVariant *
forgive (GVariant *results)
{
  g_autoptr (TocsinSendReport) report = NULL;

  if (results == NULL)
    return NULL;

  report = tocsin_send_report_new_from_variant (results);
  for (guint i = 0; i < tocsin_send_report_get_n_results (report); i++)
    if (!tocsin_send_report_was_accepted (report, i))
      tocsin_send_report_set_state (report, i, TOCSIN_SEND_STATE_UNTRIED);

  return g_variant_ref_sink (tocsin_send_report_to_variant (report));
}

/**
 * tocsin_outbox_retry:
 * @self: an outbox
 * @mail: a number
 * @error: `config.not-found`; `config.invalid` where it is being sent, was sent or removed; or one
 *   of the storage codes
 *
 * Has a mail sent now, to all who don't have it for sure; for mail whose outcome is unknown that
 * may be the second time, so only a person can say so.
 *
 * Returns: whether it will be.
 */
gboolean
tocsin_outbox_retry (TocsinOutbox *self, gint64 mail, GError **error)
{
  g_autoptr (TocsinOutboxMail) row = NULL;
  g_autoptr (GVariant) results = NULL;

  g_return_val_if_fail (TOCSIN_IS_OUTBOX (self), FALSE);

  row = tocsin_outbox_journal_get (self->journal, mail, error);
  if (row == NULL)
    return FALSE;
  results = forgive (row->results);
  if (!tocsin_outbox_journal_retry (self->journal, mail, results,
                                    tocsin_clock_get_real (self->clock), error))
    return FALSE;

  g_signal_emit_by_name (self, "queued", row->connection);

  return TRUE;
}

/**
 * tocsin_outbox_remove:
 * @self: an outbox
 * @mail: a number
 * @error: `config.not-found`, `config.invalid` while it is being sent, or one of the storage codes
 *
 * Takes a mail away. Its key stays until history ends: what was queued is not queued again.
 *
 * Returns: whether it is gone.
 */
gboolean
tocsin_outbox_remove (TocsinOutbox *self, gint64 mail, GError **error)
{
  g_autofree char *spool = NULL;

  g_return_val_if_fail (TOCSIN_IS_OUTBOX (self), FALSE);

  if (!tocsin_outbox_journal_remove (self->journal, mail, tocsin_clock_get_real (self->clock),
                                     &spool, error))
    return FALSE;
  if (spool != NULL && self->spool != NULL)
    tocsin_spool_release (self->spool, spool);

  return TRUE;
}

/**
 * tocsin_outbox_prune:
 * @self: an outbox
 * @before: µs since 1970
 * @error: one of the storage codes
 *
 * Forgets mail that was over before a time; what is dead or unknown waits for a person.
 *
 * Returns: whether it did.
 */
gboolean
tocsin_outbox_prune (TocsinOutbox *self, gint64 before, GError **error)
{
  g_autoptr (GPtrArray) spool = NULL;
  gint64 remembered;

  g_return_val_if_fail (TOCSIN_IS_OUTBOX (self), FALSE);

  remembered = tocsin_clock_get_real (self->clock) - TOCSIN_OUTBOX_LEAST_MEMORY;
  if (!tocsin_outbox_journal_prune (self->journal, before, MIN (before, remembered), &spool, error))
    return FALSE;
  for (guint i = 0; self->spool != NULL && i < spool->len; i++)
    tocsin_spool_release (self->spool, g_ptr_array_index (spool, i));

  return TRUE;
}
