/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/sqlite-schema.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

/* `PRAGMA application_id`: the letters "Tocs"; file(1) and we know the file by it. */
#define APPLICATION_ID 0x546f6373

/* One entry for each version of the schema, carried out in turn: never change one that was
 * released, add the next. The numbers of the states are those of TocsinJournalState. */
static const char *const migrations[] = {
  "CREATE TABLE events ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT," /* never used again, whatever was pruned */
  "  task TEXT NOT NULL,"
  "  generation INTEGER NOT NULL,"
  "  key TEXT NOT NULL,"
  "  round INTEGER NOT NULL,"
  "  type TEXT NOT NULL,"
  "  source TEXT NOT NULL,"
  "  subject TEXT,"
  "  received INTEGER NOT NULL,"
  "  created INTEGER NOT NULL,"
  "  due INTEGER NOT NULL,"
  "  state INTEGER NOT NULL DEFAULT 0,"
  "  owner TEXT,"
  "  attempts INTEGER NOT NULL DEFAULT 0,"
  "  finished INTEGER NOT NULL DEFAULT 0,"
  "  error_code TEXT,"
  "  error_message TEXT,"
  "  spool TEXT,"
  "  data TEXT," /* last: the long one, so that the rest is read without it */
  "  UNIQUE (task, key, round)"
  ") STRICT;"
  "CREATE INDEX events_by_state ON events (state, task);"
  "CREATE INDEX events_open ON events (task, id, due, state) WHERE state IN (0, 3);"
  "CREATE INDEX events_due ON events (task, due) WHERE state IN (0, 3);"
  "CREATE TABLE steps ("
  "  event INTEGER NOT NULL,"
  "  attempt INTEGER NOT NULL,"
  "  position INTEGER NOT NULL,"
  "  action TEXT NOT NULL,"
  "  repeatable INTEGER NOT NULL,"
  "  plan TEXT,"
  "  outcome INTEGER NOT NULL,"
  "  summary TEXT,"
  "  output TEXT,"
  "  started INTEGER NOT NULL,"
  "  finished INTEGER NOT NULL DEFAULT 0,"
  "  PRIMARY KEY (event, attempt, position)"
  ") STRICT;"
  "CREATE TABLE cursors ("
  "  scope TEXT NOT NULL PRIMARY KEY,"
  "  type TEXT NOT NULL,"
  "  value BLOB NOT NULL"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE decisions ("
  "  scope TEXT NOT NULL,"
  "  task TEXT NOT NULL,"
  "  key TEXT NOT NULL,"
  "  generation INTEGER NOT NULL,"
  "  round INTEGER NOT NULL,"
  "  matched INTEGER NOT NULL,"
  "  PRIMARY KEY (scope, task, key)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE seen ("
  "  scope TEXT NOT NULL,"
  "  fingerprint TEXT NOT NULL,"
  "  key TEXT NOT NULL,"
  "  age INTEGER NOT NULL," /* rises within the scope; the lowest is the oldest */
  "  PRIMARY KEY (scope, fingerprint)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE INDEX seen_by_age ON seen (scope, age);"
  "CREATE TABLE counters ("
  "  task TEXT NOT NULL,"
  "  day INTEGER NOT NULL," /* since 1970, UTC; 0 = ever */
  "  examined INTEGER NOT NULL,"
  "  matched INTEGER NOT NULL,"
  "  PRIMARY KEY (task, day)"
  ") STRICT, WITHOUT ROWID;",

  /* The outbox. The numbers of its states are those of TocsinOutboxState. */
  "CREATE TABLE mails ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  connection TEXT NOT NULL,"
  "  key TEXT,"
  "  name TEXT,"
  "  subject TEXT,"
  "  state INTEGER NOT NULL DEFAULT 0,"
  "  owner TEXT,"
  "  size INTEGER NOT NULL,"
  "  spool TEXT," /* NULL: the bytes are in contents, or not needed any more */
  "  created INTEGER NOT NULL,"
  "  due INTEGER NOT NULL,"
  "  failing_since INTEGER NOT NULL DEFAULT 0,"
  "  finished INTEGER NOT NULL DEFAULT 0,"
  "  attempts INTEGER NOT NULL DEFAULT 0,"
  "  filed INTEGER NOT NULL DEFAULT 0," /* whether its directory shows how it ended */
  "  error_code TEXT,"
  "  error_message TEXT,"
  "  envelope BLOB NOT NULL,"
  "  results BLOB"
  ") STRICT;"
  "CREATE UNIQUE INDEX mails_by_key ON mails (key) WHERE key IS NOT NULL;"
  /* What is in hand stays in it, so that taking it there changes one page. */
  "CREATE INDEX mails_open ON mails (connection, due, id) WHERE state IN (0, 1, 2, 4);"
  "CREATE INDEX mails_left ON mails (connection, state) WHERE state IN (5, 6, 7);"
  "CREATE INDEX mails_over ON mails (finished) WHERE finished > 0;"
  "CREATE INDEX mails_unfiled ON mails (connection, id) WHERE finished > 0 AND filed = 0;"
  "CREATE TABLE contents ("
  "  mail INTEGER PRIMARY KEY,"
  "  bytes BLOB NOT NULL"
  ") STRICT;"
  "CREATE TABLE addressees (" /* whom an origin has written to, as long as that is asked */
  "  origin TEXT NOT NULL,"
  "  address TEXT NOT NULL,"
  "  created INTEGER NOT NULL,"
  "  mail INTEGER NOT NULL,"
  "  PRIMARY KEY (origin, address, created, mail)"
  ") STRICT, WITHOUT ROWID;",
};

#define NEWEST ((int) G_N_ELEMENTS (migrations))

static gboolean
read_number (TocsinSqliteConnection *connection, const char *sql, gint64 *number, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  sqlite3_stmt *rows = tocsin_sqlite_query (connection, error, sql, "");

  if (rows == NULL)
    return FALSE;

  *number = 0;
  while (tocsin_sqlite_next (connection, rows, &local_error))
    *number = sqlite3_column_int64 (rows, 0);
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static gboolean
refuse_foreign (TocsinSqliteConnection *connection, GError **error)
{
  GError *refusal =
      g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
                   _ ("%s is a database of another program, not a journal"), connection->path);

  tocsin_error_set_hint (refusal, _ ("Nothing was changed. Move it away, or choose another state "
                                     "directory with TOCSIN_STATE"));
  g_propagate_error (error, refusal);

  return FALSE;
}

static gboolean
refuse_newer (TocsinSqliteConnection *connection, gint64 version, GError **error)
{
  GError *refusal = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_NEWER,
                                 _ ("The journal %s was written by a newer version of Tocsin (its "
                                    "format is %d, this one knows up to %d)"),
                                 connection->path, (int) version, NEWEST);

  tocsin_error_set_hint (refusal, _ ("Nothing was changed. Install that version again, or choose "
                                     "another state directory with TOCSIN_STATE"));
  g_propagate_error (error, refusal);

  return FALSE;
}

static gboolean
refuse_older (TocsinSqliteConnection *connection, GError **error)
{
  GError *refusal = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
                                 _ ("The journal %s has an older format and can't be read yet"),
                                 connection->path);

  tocsin_error_set_hint (refusal, _ ("The next `tocsin run` brings it up to date"));
  g_propagate_error (error, refusal);

  return FALSE;
}

/* An empty database is one that is still to be made into a journal. */
static gboolean
check_identity (TocsinSqliteConnection *connection, gint64 version, GError **error)
{
  gint64 application;
  gint64 tables;

  if (!read_number (connection, "PRAGMA application_id", &application, error)
      || !read_number (connection, "SELECT count(*) FROM sqlite_schema", &tables, error))
    return FALSE;
  if (application == APPLICATION_ID)
    return TRUE;
  if (application == 0 && version == 0 && tables == 0)
    return TRUE;

  return refuse_foreign (connection, error);
}

static gboolean
read_version (TocsinSqliteConnection *connection, gint64 *version, GError **error)
{
  return read_number (connection, "PRAGMA user_version", version, error)
         && check_identity (connection, *version, error);
}

/*< private >
 * tocsin_sqlite_schema_check:
 * @connection: a connection, may be read-only
 * @current: whether an older format won't do, because it is only to be read
 * @error: `storage.newer`, or `storage.failed` for a foreign or damaged file
 *
 * Returns: whether the file is a journal that this version may open.
 */
gboolean
tocsin_sqlite_schema_check (TocsinSqliteConnection *connection, gboolean current, GError **error)
{
  gint64 version;

  if (!read_version (connection, &version, error))
    return FALSE;
  if (version > NEWEST)
    return refuse_newer (connection, version, error);

  return !current || version == NEWEST || refuse_older (connection, error);
}

static gboolean
migrate (TocsinSqliteConnection *connection, gint64 version, GError **error)
{
  g_autofree char *marks = NULL;

  for (int i = (int) version; i < NEWEST; i++)
    if (!tocsin_sqlite_exec (connection, migrations[i], error))
      return FALSE;

  marks = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d;", APPLICATION_ID,
                           NEWEST);

  return tocsin_sqlite_exec (connection, marks, error);
}

/*< private >
 * tocsin_sqlite_schema_prepare:
 * @connection: a writable connection to a file that was checked
 * @error: one of the storage codes
 *
 * Brings the file to the newest version, in one transaction.
 *
 * Returns: whether it is there.
 */
gboolean
tocsin_sqlite_schema_prepare (TocsinSqliteConnection *connection, GError **error)
{
  gint64 version;

  /* Asked inside the transaction: two processes may come here at the same time. */
  if (!tocsin_sqlite_exec (connection, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (read_version (connection, &version, error)
      && (version >= NEWEST || migrate (connection, version, error))
      && tocsin_sqlite_exec (connection, "COMMIT", error))
    return TRUE;

  tocsin_sqlite_exec (connection, "ROLLBACK", NULL);

  return FALSE;
}
