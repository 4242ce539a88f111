/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/sqlite-outbox.h"
#include "core/engine/sqlite-read.h"
#include "core/engine/sqlite-variant.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

typedef TocsinSqliteConnection Connection;

/* The statements below name states by the numbers that journals keep. */
G_STATIC_ASSERT (TOCSIN_OUTBOX_WAITING == 0 && TOCSIN_OUTBOX_SENDING == 1);
G_STATIC_ASSERT (TOCSIN_OUTBOX_COMMITTING == 2 && TOCSIN_OUTBOX_SENT == 3);
G_STATIC_ASSERT (TOCSIN_OUTBOX_FAILED == 4 && TOCSIN_OUTBOX_UNKNOWN == 6);
G_STATIC_ASSERT (TOCSIN_OUTBOX_PARTIAL == 7 && TOCSIN_OUTBOX_REMOVED == 8);

static gboolean
add_addressees (Connection *connection, const TocsinOutboxMail *mail, GError **error)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (mail->envelope);

  for (guint i = 0; mail->origin != NULL && i < recipients->len; i++)
    {
      const TocsinRecipient *recipient = g_ptr_array_index (recipients, i);
      g_autofree char *address = g_utf8_strdown (recipient->address, -1);

      if (!tocsin_sqlite_run (connection, error,
                              "INSERT OR IGNORE INTO addressees (origin, address, created, mail)"
                              " VALUES (?1, ?2, ?3, ?4)",
                              "ssii", mail->origin, address, mail->created, mail->id))
        return FALSE;
    }

  return TRUE;
}

static gboolean
add_mail (Connection *connection, TocsinOutboxMail *mail, GError **error)
{
  g_autoptr (GVariant) envelope = g_variant_ref_sink (tocsin_envelope_to_variant (mail->envelope));
  g_autoptr (GBytes) packed = tocsin_sqlite_variant_pack (envelope);

  mail->duplicate = FALSE;
  if (!tocsin_sqlite_run (connection, error,
                          "INSERT INTO mails (connection, key, name, size, spool, created, due,"
                          " envelope, subject) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
                          " ON CONFLICT (key) WHERE key IS NOT NULL DO NOTHING",
                          "sssisiibs", mail->connection, mail->key, mail->name, mail->size,
                          mail->spool, mail->created, mail->due, packed, mail->subject))
    return FALSE;
  if (sqlite3_changes (connection->db) == 0)
    {
      mail->duplicate = TRUE;
      return tocsin_sqlite_find_mail (connection, mail->key, &mail->id, error);
    }

  mail->id = sqlite3_last_insert_rowid (connection->db);

  if (mail->content != NULL
      && !tocsin_sqlite_run (connection, error,
                             "INSERT INTO contents (mail, bytes) VALUES (?1, ?2)", "ib", mail->id,
                             mail->content))
    return FALSE;

  return add_addressees (connection, mail, error);
}

/*< private >
 * tocsin_sqlite_add_mails: see tocsin_outbox_journal_add()
 */
gboolean
tocsin_sqlite_add_mails (Connection *connection, GPtrArray *mails, GError **error)
{
  for (guint i = 0; i < mails->len; i++)
    if (!add_mail (connection, g_ptr_array_index (mails, i), error))
      return FALSE;

  return TRUE;
}

static int
compare_due (gconstpointer a, gconstpointer b)
{
  const TocsinOutboxMail *first = *(const TocsinOutboxMail *const *) a;
  const TocsinOutboxMail *second = *(const TocsinOutboxMail *const *) b;

  if (first->due != second->due)
    return (first->due > second->due) - (first->due < second->due);

  return (first->id > second->id) - (first->id < second->id);
}

/*< private >
 * tocsin_sqlite_claim_mails: see tocsin_outbox_journal_claim()
 */
GPtrArray *
tocsin_sqlite_claim_mails (Connection *connection,
                           const char *owner,
                           const char *through,
                           guint limit,
                           gint64 now,
                           GError **error)
{
  sqlite3_stmt *rows =
      tocsin_sqlite_query (connection, error,
                           "UPDATE mails SET state = 1, owner = ?1 WHERE id IN"
                           " (SELECT id FROM mails INDEXED BY mails_open WHERE connection = ?2"
                           "  AND " TOCSIN_SQLITE_MAIL_OPEN " AND state IN (0, 4) AND due <= ?4"
                           "  ORDER BY due, id LIMIT ?3) RETURNING " TOCSIN_SQLITE_MAIL_COLUMNS,
                           "ssui", owner, through, limit, now);
  GPtrArray *mails = tocsin_sqlite_read_mails (connection, rows, error);

  /* RETURNING promises no order. */
  if (mails != NULL)
    g_ptr_array_sort (mails, compare_due);

  return mails;
}

/* To have it in hand is what lets an owner write. Not `storage.locked`, which passes. */
static gboolean
require_change (Connection *connection, gint64 mail, const char *owner, GError **error)
{
  if (sqlite3_changes (connection->db) > 0)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("Mail %" PRId64 " is not in the hands of %s"), mail, owner);

  return FALSE;
}

static gboolean
drop_content (Connection *connection, gint64 mail, GError **error)
{
  return tocsin_sqlite_run (connection, error, "DELETE FROM contents WHERE mail = ?1", "i", mail);
}

static gboolean
settle (Connection *connection, const TocsinOutboxMark *mark, GError **error)
{
  gboolean over = tocsin_outbox_state_is_over (mark->state);
  gboolean spent = mark->state == TOCSIN_OUTBOX_SENT && !mark->to_file;
  g_autoptr (GBytes) results = tocsin_sqlite_variant_pack (mark->results);

  if (!tocsin_sqlite_run (connection, error,
                          "UPDATE mails SET state = ?3, owner = NULL, due = ?4, attempts = ?5,"
                          " failing_since = ?6, results = ?7, error_code = ?8, error_message = ?9,"
                          " finished = ?10, filed = ?11, spool = iif (?12, NULL, spool)"
                          " WHERE id = ?1 AND owner = ?2 AND state IN (1, 2)",
                          "isuiuibssiuu", mark->mail, mark->owner, (guint) mark->state, mark->due,
                          mark->attempts, mark->failing_since, results, mark->error_code,
                          mark->error_message, over ? mark->now : (gint64) 0,
                          mark->to_file ? 0u : 1u, spent ? 1u : 0u)
      || !require_change (connection, mark->mail, mark->owner, error))
    return FALSE;

  return !spent || drop_content (connection, mark->mail, error);
}

static gboolean
begin_commit (Connection *connection, const TocsinOutboxMark *mark, GError **error)
{
  return tocsin_sqlite_run (connection, error,
                            "UPDATE mails SET state = 2 WHERE id = ?1 AND owner = ?2"
                            " AND state IN (1, 2)",
                            "is", mark->mail, mark->owner)
         && require_change (connection, mark->mail, mark->owner, error);
}

/*< private >
 * tocsin_sqlite_mark_mails: see tocsin_outbox_journal_mark()
 */
gboolean
tocsin_sqlite_mark_mails (Connection *connection, GPtrArray *marks, GError **error)
{
  for (guint i = 0; i < marks->len; i++)
    {
      const TocsinOutboxMark *mark = g_ptr_array_index (marks, i);

      if (!(mark->state == TOCSIN_OUTBOX_COMMITTING ? begin_commit (connection, mark, error)
                                                    : settle (connection, mark, error)))
        return FALSE;
    }

  return TRUE;
}

/* Whether the journal has the results of the try that was noted. */
static gboolean
has_results (const TocsinOutboxMail *mail)
{
  const char *outcome = "";

  if (mail->results != NULL)
    g_variant_lookup (mail->results, "outcome", "&s", &outcome);

  return mail->state == TOCSIN_OUTBOX_FAILED && g_str_equal (outcome, "partial");
}

/* What was noted is on the disk before the claim need be, so mail that seems to wait may have gone,
 * too. */
static TocsinOutboxState
find_fate (const TocsinOutboxMail *mail, GHashTable *intents)
{
  gpointer noted = GUINT_TO_POINTER (TOCSIN_OUTBOX_WAITING);

  if (mail->state == TOCSIN_OUTBOX_COMMITTING)
    return TOCSIN_OUTBOX_UNKNOWN;

  g_hash_table_lookup_extended (intents, &mail->id, NULL, &noted);
  switch ((TocsinOutboxState) GPOINTER_TO_UINT (noted))
    {
    case TOCSIN_OUTBOX_COMMITTING:
    case TOCSIN_OUTBOX_UNKNOWN:
      return TOCSIN_OUTBOX_UNKNOWN;
    case TOCSIN_OUTBOX_SENT:
      return TOCSIN_OUTBOX_SENT;
    /* It went to some; who they are is known only if it was written down. */
    case TOCSIN_OUTBOX_PARTIAL:
      return has_results (mail) ? TOCSIN_OUTBOX_FAILED : TOCSIN_OUTBOX_UNKNOWN;
    default:
      return mail->state == TOCSIN_OUTBOX_FAILED ? TOCSIN_OUTBOX_FAILED : TOCSIN_OUTBOX_WAITING;
    }
}

static gboolean
recover_mail (Connection *connection,
              TocsinOutboxMail *mail,
              TocsinOutboxState fate,
              gint64 now,
              const GError *reason,
              GError **error)
{
  gboolean unknown = fate == TOCSIN_OUTBOX_UNKNOWN;
  gboolean over = tocsin_outbox_state_is_over (fate);

  if (fate == mail->state)
    return TRUE;
  mail->state = fate;

  return tocsin_sqlite_run (connection, error,
                            "UPDATE mails SET state = ?2, owner = NULL, finished = ?3, filed = ?4,"
                            " error_code = coalesce (?5, error_code),"
                            " error_message = coalesce (?6, error_message) WHERE id = ?1",
                            "iuiuss", mail->id, (guint) fate, over ? now : (gint64) 0,
                            over ? 0u : 1u, unknown ? tocsin_error_get_code_name (reason) : NULL,
                            unknown ? reason->message : NULL);
}

typedef struct
{
  GArray *ids;
  GHashTable *intents;
} Suspects;

/* What waits and was never noted is as it was. */
static void
take_suspect (sqlite3_stmt *rows, gpointer user_data)
{
  Suspects *suspects = user_data;
  gint64 id = sqlite3_column_int64 (rows, 0);
  int state = sqlite3_column_int (rows, 1);

  if (state == TOCSIN_OUTBOX_SENDING || state == TOCSIN_OUTBOX_COMMITTING
      || g_hash_table_contains (suspects->intents, &id))
    g_array_append_val (suspects->ids, id);
}

/*< private >
 * tocsin_sqlite_recover_mails: see tocsin_outbox_journal_recover()
 */
GPtrArray *
tocsin_sqlite_recover_mails (Connection *connection,
                             const char *owner,
                             gint64 now,
                             GHashTable *intents,
                             const GError *reason,
                             GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  Suspects suspects = { ids, intents };
  sqlite3_stmt *rows = tocsin_sqlite_query (
      connection, error,
      "SELECT id, state FROM mails INDEXED BY mails_open WHERE " TOCSIN_SQLITE_MAIL_OPEN
      " AND (owner IS NULL OR owner = ?1)",
      "s", owner);
  g_autoptr (GPtrArray) unknown =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_outbox_mail_unref);

  if (!tocsin_sqlite_read_rows (connection, rows, take_suspect, &suspects, error))
    return NULL;
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (TocsinOutboxMail) mail =
          tocsin_sqlite_get_mail (connection, g_array_index (ids, gint64, i), error);

      if (mail == NULL
          || !recover_mail (connection, mail, find_fate (mail, intents), now, reason, error))
        return NULL;
      if (mail->state == TOCSIN_OUTBOX_UNKNOWN)
        g_ptr_array_add (unknown, g_steal_pointer (&mail));
    }

  return g_steal_pointer (&unknown);
}

/* What a person may decide about. */
static gboolean
require_state (const TocsinOutboxMail *mail, guint states, const char *wish, GError **error)
{
  if ((states >> mail->state & 1) != 0)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("Mail %" PRId64 " is %s: it can't be %s"), mail->id,
               tocsin_outbox_state_to_string (mail->state), wish);

  return FALSE;
}

#define AT_REST                                                                                    \
  (1u << TOCSIN_OUTBOX_WAITING | 1u << TOCSIN_OUTBOX_FAILED | 1u << TOCSIN_OUTBOX_DEAD             \
   | 1u << TOCSIN_OUTBOX_UNKNOWN | 1u << TOCSIN_OUTBOX_PARTIAL)

/*< private >
 * tocsin_sqlite_retry_mail: see tocsin_outbox_journal_retry()
 */
gboolean
tocsin_sqlite_retry_mail (
    Connection *connection, gint64 mail, GVariant *results, gint64 now, GError **error)
{
  g_autoptr (TocsinOutboxMail) row = tocsin_sqlite_get_mail (connection, mail, error);
  g_autoptr (GBytes) packed = tocsin_sqlite_variant_pack (results);

  return row != NULL && require_state (row, AT_REST, _ ("sent again"), error)
         && tocsin_sqlite_run (connection, error,
                               "UPDATE mails SET state = 0, due = ?2, attempts = 0,"
                               " failing_since = 0, finished = 0, filed = 0, error_code = NULL,"
                               " error_message = NULL, results = ?3 WHERE id = ?1",
                               "iib", mail, now, packed);
}

/*< private >
 * tocsin_sqlite_flush_mails: see tocsin_outbox_journal_flush()
 */
gboolean
tocsin_sqlite_flush_mails (
    Connection *connection, const char *through, gint64 now, guint *n_flushed, GError **error)
{
  if (!tocsin_sqlite_run (connection, error,
                          "UPDATE mails INDEXED BY mails_open SET due = min (due, ?2)"
                          " WHERE " TOCSIN_SQLITE_MAIL_OPEN " AND state IN (0, 4)"
                          " AND (?1 IS NULL OR connection = ?1)",
                          "si", through, now))
    return FALSE;

  *n_flushed = (guint) sqlite3_changes (connection->db);

  return TRUE;
}

/*< private >
 * tocsin_sqlite_remove_mail: see tocsin_outbox_journal_remove()
 */
gboolean
tocsin_sqlite_remove_mail (
    Connection *connection, gint64 mail, gint64 now, char **spool, GError **error)
{
  g_autoptr (TocsinOutboxMail) row = tocsin_sqlite_get_mail (connection, mail, error);

  if (row == NULL || !require_state (row, AT_REST | 1u << TOCSIN_OUTBOX_SENT, _ ("removed"), error)
      || !tocsin_sqlite_run (connection, error,
                             "UPDATE mails SET state = 8, finished = ?2, filed = 1, spool = NULL"
                             " WHERE id = ?1",
                             "ii", mail, now)
      || !drop_content (connection, mail, error))
    return FALSE;

  *spool = g_steal_pointer (&row->spool);

  return TRUE;
}

#define SELECT_PRUNABLE                                                                            \
  "SELECT id FROM mails INDEXED BY mails_over WHERE finished > 0 AND finished < ?1"                \
  " AND state IN (3, 7, 8) ORDER BY finished LIMIT ?2"

static void
take_text (sqlite3_stmt *rows, gpointer user_data)
{
  g_ptr_array_add (user_data, tocsin_sqlite_text (rows, 0));
}

/*< private >
 * tocsin_sqlite_prune_mails:
 * @connection: a connection inside a transaction
 * @before: µs since 1970
 * @remembered: µs since 1970: whom origins have written to before is forgotten, too
 * @limit: at most so much mail in one go, so that others get their turn
 * @spool: gets the spool references that were given up
 * @n_pruned: (out): how many there were; fewer than @limit: that was all
 * @error: one of the storage codes
 */
gboolean
tocsin_sqlite_prune_mails (Connection *connection,
                           gint64 before,
                           gint64 remembered,
                           guint limit,
                           GPtrArray *spool,
                           guint *n_pruned,
                           GError **error)
{
  sqlite3_stmt *rows = tocsin_sqlite_query (connection, error,
                                            "SELECT spool FROM mails WHERE spool IS NOT NULL"
                                            " AND id IN (" SELECT_PRUNABLE ")",
                                            "iu", before, limit);

  if (!tocsin_sqlite_read_rows (connection, rows, take_text, spool, error)
      || !tocsin_sqlite_run (connection, error,
                             "DELETE FROM contents WHERE mail IN (" SELECT_PRUNABLE ")", "iu",
                             before, limit)
      || !tocsin_sqlite_run (connection, error,
                             "DELETE FROM mails WHERE id IN (" SELECT_PRUNABLE ")", "iu", before,
                             limit))
    return FALSE;

  *n_pruned = (guint) sqlite3_changes (connection->db);

  return tocsin_sqlite_run (connection, error, "DELETE FROM addressees WHERE created < ?1", "i",
                            remembered);
}

/*< private >
 * tocsin_sqlite_set_mail_filed: see tocsin_outbox_journal_set_filed()
 */
gboolean
tocsin_sqlite_set_mail_filed (Connection *connection, gint64 mail, char **spool, GError **error)
{
  g_autoptr (TocsinOutboxMail) row = tocsin_sqlite_get_mail (connection, mail, error);
  gboolean spent = row != NULL && row->state == TOCSIN_OUTBOX_SENT;

  if (row == NULL
      || !tocsin_sqlite_run (connection, error,
                             "UPDATE mails SET filed = 1, spool = iif (?2, NULL, spool)"
                             " WHERE id = ?1 AND finished > 0",
                             "iu", mail, spent ? 1u : 0u)
      || (spent && !drop_content (connection, mail, error)))
    return FALSE;

  *spool = spent ? g_steal_pointer (&row->spool) : NULL;

  return TRUE;
}
