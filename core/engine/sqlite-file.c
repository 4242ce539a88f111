/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/sqlite-file.h"

#include "core/base/error.h"
#include "core/engine/sqlite-schema.h"
#include "core/engine/storage.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

/* How many pages the log may hold before they are carried over, each only once however often it was
 * written; and what a file that grew in a busy hour may keep of the disk afterwards, in bytes. */
#define SETTINGS                                                                                   \
  "PRAGMA synchronous = FULL;"                                                                     \
  "PRAGMA wal_autocheckpoint = 4000;"                                                              \
  "PRAGMA temp_store = MEMORY;"                                                                    \
  "PRAGMA journal_size_limit = 67108864;"

/* Made by us and not by SQLite, so that nobody else can read it from the first moment. */
static gboolean
create_file (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    {
      tocsin_error_set_errno (error, errno, _ ("Opening the journal %s"), path);
      tocsin_storage_explain (error, path);
      return FALSE;
    }
  close (fd);

  return TRUE;
}

/* What a clean end left needs no companion files to be read, and must not be given any. */
static char *
make_look_uri (const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *log = g_strconcat (absolute, "-wal", NULL);
  g_autofree char *uri = g_filename_to_uri (absolute, NULL, NULL);
  gboolean is_clean = !g_file_test (log, G_FILE_TEST_EXISTS);

  return g_strconcat (uri, is_clean ? "?immutable=1" : "", NULL);
}

/* Looked at through a connection that can change nothing, not even by closing. */
static gboolean
check_file (const char *path, gboolean current, GError **error)
{
  g_autofree char *uri = make_look_uri (path);
  g_autoptr (TocsinSqliteConnection) connection =
      tocsin_sqlite_connection_open (path, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error);

  return connection != NULL && tocsin_sqlite_schema_check (connection, current, error);
}

/* A network file system has no shared memory, and SQLite then stays with another mode. */
static gboolean
use_write_ahead_log (TocsinSqliteConnection *connection, GError **error)
{
  sqlite3_stmt *rows = tocsin_sqlite_query (connection, error, "PRAGMA journal_mode = WAL", "");
  g_autofree char *mode = NULL;

  if (rows == NULL || !tocsin_sqlite_next (connection, rows, error))
    return FALSE;

  mode = tocsin_sqlite_text (rows, 0);
  sqlite3_reset (rows);
  if (g_strcmp0 (mode, "wal") == 0)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
               _ ("The journal %s is on a file system without shared memory (a network share?); "
                  "choose a local state directory with TOCSIN_STATE"),
               connection->path);

  return FALSE;
}

/*< private >
 * tocsin_sqlite_file_open:
 * @path: the journal's file; made if it is not there
 * @error: one of the storage codes
 *
 * Returns: (transfer full): a connection to write with, the file being of this version.
 */
TocsinSqliteConnection *
tocsin_sqlite_file_open (const char *path, GError **error)
{
  g_autoptr (TocsinSqliteConnection) connection = NULL;

  if (!create_file (path, error) || !check_file (path, FALSE, error))
    return NULL;

  connection = tocsin_sqlite_connection_open (path, NULL, SQLITE_OPEN_READWRITE, error);
  if (connection == NULL || !use_write_ahead_log (connection, error)
      || !tocsin_sqlite_exec (connection, SETTINGS, error)
      || !tocsin_sqlite_schema_prepare (connection, error))
    return NULL;

  return g_steal_pointer (&connection);
}

/*< private >
 * tocsin_sqlite_file_open_readonly:
 * @path: the journal's file
 * @error: `config.not-found` when there is none, or one of the storage codes
 *
 * Returns: (transfer full): a connection to read with.
 */
TocsinSqliteConnection *
tocsin_sqlite_file_open_readonly (const char *path, GError **error)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND,
                   _ ("There is no journal %s yet; `tocsin run` makes it"), path);
      return NULL;
    }

  return check_file (path, TRUE, error)
             ? tocsin_sqlite_connection_open (path, NULL, SQLITE_OPEN_READONLY, error)
             : NULL;
}
