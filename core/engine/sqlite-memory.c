/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a feed remembers: positions, decisions, identities. */
#include "core/base/error.h"
#include "core/engine/sqlite-read.h"
#include "core/engine/sqlite-variant.h"

#include <glib/gi18n-lib.h>

typedef TocsinSqliteConnection Connection;

static gpointer
table_or_null (gboolean success, GHashTable *table)
{
  if (success)
    return table;

  g_hash_table_unref (table);

  return NULL;
}

static void
take_found (sqlite3_stmt *rows, gpointer user_data)
{
  *(gboolean *) user_data = sqlite3_column_int (rows, 0) != 0;
}

/*< private >
 * tocsin_sqlite_has_cursors: see tocsin_journal_has_cursors()
 */
gboolean
tocsin_sqlite_has_cursors (Connection *connection,
                           const char *folder,
                           gboolean *found,
                           GError **error)
{
  /* All that begin with it: the character behind the slash is the digit 0. */
  g_autofree char *from = g_strconcat (folder, "/", NULL);
  g_autofree char *to = g_strconcat (folder, "0", NULL);
  sqlite3_stmt *rows = tocsin_sqlite_query (
      connection, error, "SELECT EXISTS (SELECT 1 FROM cursors WHERE scope >= ?1 AND scope < ?2)",
      "ss", from, to);

  return tocsin_sqlite_read_rows (connection, rows, take_found, found, error);
}

typedef struct
{
  gboolean found;
  GVariant *value;
} FoundCursor;

static void
take_cursor (sqlite3_stmt *rows, gpointer user_data)
{
  FoundCursor *cursor = user_data;

  cursor->found = TRUE;
  cursor->value = tocsin_sqlite_variant_read (rows, 1, tocsin_sqlite_peek_text (rows, 0));
}

/*< private >
 * tocsin_sqlite_get_cursor: see tocsin_journal_get_cursor()
 */
gboolean
tocsin_sqlite_get_cursor (Connection *connection,
                          const char *scope,
                          GVariant **value,
                          GError **error)
{
  FoundCursor cursor = { FALSE, NULL };
  sqlite3_stmt *rows = tocsin_sqlite_query (
      connection, error, "SELECT type, value FROM cursors WHERE scope = ?1", "s", scope);

  if (!tocsin_sqlite_read_rows (connection, rows, take_cursor, &cursor, error))
    return FALSE;
  if (cursor.found && cursor.value == NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
                   _ ("The journal %s holds a position for %s that can't be read"),
                   connection->path, scope);
      return FALSE;
    }

  *value = cursor.value;

  return TRUE;
}

static void
take_named_cursor (sqlite3_stmt *rows, gpointer user_data)
{
  GVariant *value = tocsin_sqlite_variant_read (rows, 2, tocsin_sqlite_peek_text (rows, 1));

  if (value != NULL)
    g_hash_table_insert (user_data, tocsin_sqlite_text (rows, 0), value);
}

/*< private >
 * tocsin_sqlite_list_cursors: see tocsin_journal_list_cursors()
 */
GHashTable *
tocsin_sqlite_list_cursors (Connection *connection, const char *folder, GError **error)
{
  g_autofree char *from = g_strconcat (folder, "/", NULL);
  g_autofree char *to = g_strconcat (folder, "0", NULL);
  GHashTable *cursors =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  sqlite3_stmt *rows = tocsin_sqlite_query (
      connection, error, "SELECT scope, type, value FROM cursors WHERE scope >= ?1 AND scope < ?2",
      "ss", from, to);

  return table_or_null (
      tocsin_sqlite_read_rows (connection, rows, take_named_cursor, cursors, error), cursors);
}

static void
take_decision (sqlite3_stmt *rows, gpointer user_data)
{
  TocsinJournalDecision *decision = g_new0 (TocsinJournalDecision, 1);

  decision->generation = sqlite3_column_int64 (rows, 1);
  decision->round = sqlite3_column_int (rows, 2);
  decision->matched = sqlite3_column_int (rows, 3) != 0;
  g_hash_table_insert (user_data, tocsin_sqlite_text (rows, 0), decision);
}

/*< private >
 * tocsin_sqlite_get_decisions: see tocsin_journal_get_decisions()
 */
GHashTable *
tocsin_sqlite_get_decisions (Connection *connection,
                             const char *scope,
                             const char *task,
                             GError **error)
{
  GHashTable *decisions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  sqlite3_stmt *rows = tocsin_sqlite_query (connection, error,
                                            "SELECT key, generation, round, matched FROM decisions"
                                            " WHERE scope = ?1 AND task = ?2",
                                            "ss", scope, task);

  return table_or_null (tocsin_sqlite_read_rows (connection, rows, take_decision, decisions, error),
                        decisions);
}

static void
take_pair (sqlite3_stmt *rows, gpointer user_data)
{
  g_hash_table_insert (user_data, tocsin_sqlite_text (rows, 0), tocsin_sqlite_text (rows, 1));
}

/*< private >
 * tocsin_sqlite_find_seen: see tocsin_journal_find_seen()
 */
GHashTable *
tocsin_sqlite_find_seen (Connection *connection,
                         const char *scope,
                         const char *const *fingerprints,
                         GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (gsize i = 0; fingerprints[i] != NULL; i++)
    {
      sqlite3_stmt *rows = tocsin_sqlite_query (connection, error,
                                                "SELECT fingerprint, key FROM seen"
                                                " WHERE scope = ?1 AND fingerprint = ?2",
                                                "ss", scope, fingerprints[i]);

      if (!tocsin_sqlite_read_rows (connection, rows, take_pair, seen, error))
        return NULL;
    }

  return g_steal_pointer (&seen);
}
