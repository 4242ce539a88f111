/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/sqlite-connection.h"

#include "core/base/error.h"
#include "core/engine/storage.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

/* How long another process may hold the file before we say so, in milliseconds. */
#define BUSY_TIMEOUT 5000

/* SQLite reports a quota or a size limit as an I/O error; the system call's errno tells. */
static int
code_from_io_error (int saved_errno)
{
  switch (saved_errno)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return TOCSIN_ERROR_STORAGE_FULL;
    case EACCES:
    case EPERM:
    case EROFS:
      return TOCSIN_ERROR_STORAGE_READONLY;
    default:
      return TOCSIN_ERROR_STORAGE_FAILED;
    }
}

static int
code_from_sqlite (sqlite3 *db)
{
  switch (sqlite3_errcode (db))
    {
    case SQLITE_FULL:
      return TOCSIN_ERROR_STORAGE_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return TOCSIN_ERROR_STORAGE_READONLY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return TOCSIN_ERROR_STORAGE_LOCKED;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return code_from_io_error (sqlite3_system_errno (db));
    default:
      return TOCSIN_ERROR_STORAGE_FAILED;
    }
}

static gboolean
is_damaged (sqlite3 *db)
{
  int code = sqlite3_errcode (db);

  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

/*< private >
 * tocsin_sqlite_set_error:
 * @self: the connection whose last call failed
 * @error: (out) (optional): where to put it
 */
void
tocsin_sqlite_set_error (TocsinSqliteConnection *self, GError **error)
{
  if (error == NULL)
    return;

  if (is_damaged (self->db))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
                   _ ("The journal %s is damaged: %s"), self->path, sqlite3_errmsg (self->db));
      tocsin_error_set_hint (*error,
                             _ ("Nothing was changed. Put back a copy of it, or try `sqlite3 %s "
                                ".recover`. If it is moved away, the next start makes a new one: "
                                "tasks then begin as their `start` says"),
                             self->path);
      return;
    }

  g_set_error (error, TOCSIN_ERROR, code_from_sqlite (self->db), _ ("The journal %s: %s"),
               self->path, sqlite3_errmsg (self->db));
  tocsin_storage_explain (error, self->path);
}

/*< private >
 * tocsin_sqlite_connection_open:
 * @path: a file as messages name it, or `:memory:`
 * @uri: (nullable): how to open it, if not by its path; with %SQLITE_OPEN_URI
 * @flags: SQLITE_OPEN_ flags
 * @error: one of the storage codes
 *
 * Returns: (transfer full): the connection.
 */
TocsinSqliteConnection *
tocsin_sqlite_connection_open (const char *path, const char *uri, int flags, GError **error)
{
  TocsinSqliteConnection *self = g_new0 (TocsinSqliteConnection, 1);
  int result;

  g_mutex_init (&self->lock);
  self->path = g_strdup (path);
  self->statements =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sqlite3_finalize);
  result = sqlite3_open_v2 (uri != NULL ? uri : path, &self->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
  if (result != SQLITE_OK)
    {
      tocsin_sqlite_set_error (self, error);
      tocsin_sqlite_connection_close (self);
      return NULL;
    }
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT);

  return self;
}

/*< private >
 * tocsin_sqlite_connection_close:
 * @self: (transfer full): a connection nobody uses any more
 */
void
tocsin_sqlite_connection_close (TocsinSqliteConnection *self)
{
  g_hash_table_unref (self->statements);
  sqlite3_close (self->db);
  g_mutex_clear (&self->lock);
  g_free (self->path);
  g_free (self);
}

/*< private >
 * tocsin_sqlite_exec:
 * @self: a connection
 * @sql: statements without parameters
 * @error: one of the storage codes
 */
gboolean
tocsin_sqlite_exec (TocsinSqliteConnection *self, const char *sql, GError **error)
{
  if (sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  tocsin_sqlite_set_error (self, error);

  return FALSE;
}

static sqlite3_stmt *
prepare (TocsinSqliteConnection *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL)
    {
      sqlite3_reset (statement);
      return statement;
    }
  if (sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL)
      != SQLITE_OK)
    {
      tocsin_sqlite_set_error (self, error);
      return NULL;
    }
  g_hash_table_insert (self->statements, g_strdup (sql), statement);

  return statement;
}

/* The values live as long as the caller's, which is until the statement was stepped through. */
static int
bind (sqlite3_stmt *statement, const char *types, va_list *values)
{
  int result = SQLITE_OK;

  for (int i = 0; types[i] != '\0' && result == SQLITE_OK; i++)
    switch (types[i])
      {
      case 's':
        result =
            sqlite3_bind_text (statement, i + 1, va_arg (*values, const char *), -1, SQLITE_STATIC);
        break;
      case 'i':
        result = sqlite3_bind_int64 (statement, i + 1, va_arg (*values, gint64));
        break;
      case 'u':
        result = sqlite3_bind_int64 (statement, i + 1, va_arg (*values, guint));
        break;
      case 'b':
        {
          GBytes *bytes = va_arg (*values, GBytes *);
          gsize length = 0;
          const void *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

          result = bytes == NULL ? sqlite3_bind_null (statement, i + 1)
                                 : sqlite3_bind_blob64 (statement, i + 1, data != NULL ? data : "",
                                                        length, SQLITE_STATIC);
          break;
        }
      default:
        g_assert_not_reached ();
      }

  return result;
}

static sqlite3_stmt *
prepare_bound (TocsinSqliteConnection *self,
               GError **error,
               const char *sql,
               const char *types,
               va_list *values)
{
  sqlite3_stmt *statement = prepare (self, sql, error);

  if (statement == NULL)
    return NULL;
  if (bind (statement, types, values) == SQLITE_OK)
    return statement;

  tocsin_sqlite_set_error (self, error);

  return NULL;
}

/*< private >
 * tocsin_sqlite_query:
 * @self: a connection
 * @error: one of the storage codes
 * @sql: one statement with numbered parameters
 * @types: a letter for each parameter: `s` const char * or %NULL, `i` gint64, `u` guint,
 *   `b` #GBytes or %NULL
 *
 * Returns: (transfer none) (nullable): the statement, to be read to its end with
 *   tocsin_sqlite_next() while the values given are still there.
 */
sqlite3_stmt *
tocsin_sqlite_query (
    TocsinSqliteConnection *self, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, types);
  statement = prepare_bound (self, error, sql, types, &values);
  va_end (values);

  return statement;
}

/*< private >
 * tocsin_sqlite_next:
 * @self: a connection
 * @rows: a query
 * @error: one of the storage codes; untouched at the end of the rows
 *
 * Returns: whether there is a further row. The statement is reset when there is none.
 */
gboolean
tocsin_sqlite_next (TocsinSqliteConnection *self, sqlite3_stmt *rows, GError **error)
{
  int result = sqlite3_step (rows);

  if (result == SQLITE_ROW)
    return TRUE;
  if (result != SQLITE_DONE)
    tocsin_sqlite_set_error (self, error);
  sqlite3_reset (rows);
  sqlite3_clear_bindings (rows);

  return FALSE;
}

/*< private >
 * tocsin_sqlite_run:
 * @self: a connection
 * @error: one of the storage codes
 * @sql: one statement whose rows nobody wants
 * @types: as for tocsin_sqlite_query()
 */
gboolean
tocsin_sqlite_run (
    TocsinSqliteConnection *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (GError) local_error = NULL;
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, types);
  statement = prepare_bound (self, error, sql, types, &values);
  va_end (values);
  if (statement == NULL)
    return FALSE;

  while (tocsin_sqlite_next (self, statement, &local_error))
    continue;
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/*< private >
 * tocsin_sqlite_text:
 * @rows: a query at a row
 * @column: from 0
 *
 * Returns: (transfer full) (nullable): the text, %NULL for NULL.
 */
char *
tocsin_sqlite_text (sqlite3_stmt *rows, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (rows, column));
}
