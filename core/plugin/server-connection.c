/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/server-connection.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GMutex lock;
  TocsinSessionPool *pool;
} TocsinServerConnectionPrivate;

/* Its functions need the private part, which the definition gives. */
static void connection_init (TocsinConnectionInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (TocsinServerConnection,
                                  tocsin_server_connection,
                                  TOCSIN_TYPE_BASIC_CONNECTION,
                                  G_ADD_PRIVATE (TocsinServerConnection)
                                      G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_CONNECTION,
                                                             connection_init))

static TocsinServerConnectionPrivate *
get_private (TocsinServerConnection *self)
{
  return tocsin_server_connection_get_instance_private (self);
}

static TocsinEndpoint *
make_endpoint (TocsinServerConnection *self, GError **error)
{
  return tocsin_endpoint_new (tocsin_basic_connection_get_settings (TOCSIN_BASIC_CONNECTION (self)),
                              TOCSIN_SERVER_CONNECTION_GET_CLASS (self)->endpoint_defaults, error);
}

/**
 * tocsin_server_connection_get_pool:
 * @self: a connection
 * @error: where to put what is wrong with its settings, %TOCSIN_ERROR_CANCELLED once it is closed
 *
 * Asks no network.
 *
 * Returns: (transfer full): its sessions, which it shares with all connections of equal settings.
 */
TocsinSessionPool *
tocsin_server_connection_get_pool (TocsinServerConnection *self, GError **error)
{
  TocsinServerConnectionPrivate *priv;
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (TocsinEndpoint) endpoint = NULL;

  g_return_val_if_fail (TOCSIN_IS_SERVER_CONNECTION (self), NULL);

  priv = get_private (self);
  locker = g_mutex_locker_new (&priv->lock);
  if (!tocsin_basic_connection_check_open (TOCSIN_BASIC_CONNECTION (self), error))
    return NULL;
  if (priv->pool != NULL)
    return g_object_ref (priv->pool);
  endpoint = make_endpoint (self, error);
  if (endpoint == NULL)
    return NULL;
  priv->pool = tocsin_session_pool_get_shared (
      endpoint, TOCSIN_SERVER_CONNECTION_GET_CLASS (self)->session_type);

  return g_object_ref (priv->pool);
}

/**
 * tocsin_server_connection_borrow: (skip)
 * @self: a connection
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Takes a session out of the pool, opened if it has to be: blocking. Its work is done with
 * tocsin_session_loan_get_cancellable(), which stops when @cancellable does and when the connection
 * is closed.
 *
 * Returns: (transfer full): the session, until the loan is freed.
 */
TocsinSessionLoan *
tocsin_server_connection_borrow (TocsinServerConnection *self,
                                 GCancellable *cancellable,
                                 GError **error)
{
  g_autoptr (TocsinSessionPool) pool = tocsin_server_connection_get_pool (self, error);

  return pool != NULL ? tocsin_session_loan_new (
             pool, tocsin_basic_connection_get_closing (TOCSIN_BASIC_CONNECTION (self)),
             cancellable, error)
                      : NULL;
}

static gboolean
test (TocsinConnection *connection,
      TocsinEndpoint *endpoint,
      const char *const *folders,
      TocsinReport *report,
      TocsinTranscript *transcript,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (TocsinSession) session = g_object_new (
      TOCSIN_SERVER_CONNECTION_GET_CLASS (connection)->session_type, "endpoint", endpoint, NULL);

  return tocsin_session_check (session, folders, report, transcript, cancellable, error);
}

static TocsinEndpoint *
get_endpoint (TocsinConnection *connection, GError **error)
{
  return make_endpoint (TOCSIN_SERVER_CONNECTION (connection), error);
}

static char *
command (TocsinConnection *connection, const char *line, GCancellable *cancellable, GError **error)
{
  TocsinServerConnection *self = TOCSIN_SERVER_CONNECTION (connection);
  TocsinServerConnectionClass *klass = TOCSIN_SERVER_CONNECTION_GET_CLASS (self);
  g_autoptr (TocsinSessionLoan) loan = NULL;

  if (klass->command == NULL)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                           _ ("this kind of connection knows no raw commands"));
      return NULL;
    }
  loan = tocsin_server_connection_borrow (self, cancellable, error);
  if (loan == NULL)
    return NULL;

  return klass->command (self, tocsin_session_loan_get_session (loan), line,
                         tocsin_session_loan_get_cancellable (loan), error);
}

static void
close_connection (TocsinConnection *connection)
{
  TocsinServerConnectionPrivate *priv = get_private (TOCSIN_SERVER_CONNECTION (connection));
  TocsinSessionPool *pool;

  g_cancellable_cancel (tocsin_basic_connection_get_closing (TOCSIN_BASIC_CONNECTION (connection)));
  g_mutex_lock (&priv->lock);
  pool = g_steal_pointer (&priv->pool);
  g_mutex_unlock (&priv->lock);
  /* Its sessions end with the last connection that shares them. */
  g_clear_object (&pool);
}

static void
connection_init (TocsinConnectionInterface *iface)
{
  iface->test = test;
  iface->command = command;
  iface->close = close_connection;
  iface->get_endpoint = get_endpoint;
}

static void
tocsin_server_connection_finalize (GObject *object)
{
  TocsinServerConnectionPrivate *priv = get_private (TOCSIN_SERVER_CONNECTION (object));

  g_clear_object (&priv->pool);
  g_mutex_clear (&priv->lock);

  G_OBJECT_CLASS (tocsin_server_connection_parent_class)->finalize (object);
}

static void
tocsin_server_connection_class_init (TocsinServerConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tocsin_server_connection_finalize;
}

static void
tocsin_server_connection_init (TocsinServerConnection *self)
{
  g_mutex_init (&get_private (self)->lock);
}
