/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/proxy-system.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/net/errand.h"

/* The thread that asks and who waits hold a reference each. */
typedef struct
{
  gatomicrefcount references;
  char *uri;
  GCancellable *cancellable;
  char **answer;
  GError *error;
} Question;

static void
question_unref (gpointer data)
{
  Question *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_free (self->uri);
  g_object_unref (self->cancellable);
  g_strfreev (self->answer);
  g_clear_error (&self->error);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_unref)

static void
ask (gpointer data)
{
  Question *question = data;

  question->answer = g_proxy_resolver_lookup (g_proxy_resolver_get_default (), question->uri,
                                              question->cancellable, &question->error);
}

static void
set_failure (GError **error, const char *why)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROXY_PROTOCOL,
               _ ("The system does not say through which proxy to go: %s"), why);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("Set proxy.type to the proxy's kind, with proxy.address, or "
                                      "to none to connect directly."));
}

/**
 * tocsin_proxy_system_ask: (skip)
 * @uri: where to; `none://host:port` for what is not the web
 * @deadline: until when, in g_get_monotonic_time() units; 0 for no limit
 * @cancellable: (nullable): ends the wait
 * @error: `proxy.protocol`, `proxy.timeout` or `cancelled`
 *
 * Asks GProxyResolver, which may run a script from the network, on a thread of our own.
 *
 * Returns: (transfer full): proxies in the order to be tried, as addresses; at least one.
 */
char **
tocsin_proxy_system_ask (const char *uri,
                         gint64 deadline,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (Question) question = g_new0 (Question, 1);
  int ready;

  g_atomic_ref_count_init (&question->references);
  g_atomic_ref_count_inc (&question->references);
  question->uri = g_strdup (uri);
  question->cancellable = g_cancellable_new ();

  ready = tocsin_errand_run (ask, question, question_unref, deadline, cancellable, error);
  if (ready <= 0)
    g_cancellable_cancel (question->cancellable);
  if (ready == 0)
    g_set_error (
        error, TOCSIN_ERROR, TOCSIN_ERROR_PROXY_TIMEOUT,
        _ ("The system did not say in time through which proxy to go (proxy.type=system)"));
  if (ready <= 0)
    return NULL;

  if (question->answer == NULL || question->answer[0] == NULL)
    {
      set_failure (error, question->error != NULL ? question->error->message : _ ("no answer"));
      return NULL;
    }

  return g_steal_pointer (&question->answer);
}
