/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Everybody on this machine, and every web page in the browser, can knock at the port. So an answer
 * counts only with the state that nobody else knows, asked for by the address we gave out (a page
 * that has its own name resolved to this machine says another), and once. The rest is told off, and
 * the wait goes on. */
#include "core/net/oauth2/loopback.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "core/base/error.h"
#include "core/settings/secret.h"

struct _TocsinLoopback
{
  GMainContext *context;
  SoupServer *server;
  char *address;
  char *authority; /* host and port, as a browser says them */
  TocsinSecret *state;
  GHashTable *answer;
  gboolean over;
};

static const char page[] =
    "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>Tocsin</title>"
    "</head><body><h1>Tocsin</h1><p>%s</p></body></html>";

/* Our address has the code in it: it is not to be handed on, kept or framed. */
static void
reply (SoupServerMessage *message, guint status, const char *text)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *safe = g_markup_escape_text (text, -1);
  char *body = g_strdup_printf (page, safe);

  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "Content-Security-Policy", "default-src 'none'");
  soup_message_headers_replace (headers, "Connection", "close");
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_TAKE, body,
                                    strlen (body));
  soup_server_message_set_status (message, status, NULL);
}

static gboolean
is_for_us (TocsinLoopback *self, SoupServerMessage *message)
{
  const char *host =
      soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Host");

  return host != NULL && g_ascii_strcasecmp (host, self->authority) == 0;
}

static gboolean
knows_state (TocsinLoopback *self, GHashTable *query)
{
  const char *given = query != NULL ? g_hash_table_lookup (query, "state") : NULL;
  g_autoptr (TocsinSecret) state = given != NULL ? tocsin_secret_new (given, -1) : NULL;

  return state != NULL && tocsin_secret_equal (state, self->state);
}

static GHashTable *
copy_query (GHashTable *query)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, query);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (copy, g_strdup (name), g_strdup (value));

  return copy;
}

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  TocsinLoopback *self = user_data;

  if (!g_str_equal (path, "/"))
    reply (message, SOUP_STATUS_NOT_FOUND, _ ("There is nothing here."));
  else if (soup_server_message_get_method (message) != SOUP_METHOD_GET)
    reply (message, SOUP_STATUS_METHOD_NOT_ALLOWED, _ ("There is nothing here."));
  else if (!is_for_us (self, message) || !knows_state (self, query))
    reply (message, SOUP_STATUS_FORBIDDEN,
           _ ("This does not belong to the sign-in that Tocsin waits for."));
  else if (self->answer != NULL)
    reply (message, SOUP_STATUS_CONFLICT, _ ("This sign-in is done."));
  else
    {
      self->answer = copy_query (query);
      reply (message, SOUP_STATUS_OK,
             g_hash_table_contains (query, "code")
                 ? _ ("That is all. You can close this page and go back to Tocsin.")
                 : _ ("The sign-in was refused. Go back to Tocsin for the reason."));
    }
}

static void
on_finished (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  TocsinLoopback *self = user_data;

  /* The page is on its way before the port is closed. */
  self->over = self->answer != NULL;
}

static gboolean
listen_on (TocsinLoopback *self, const char *host, GError **error)
{
  g_autoptr (GSList) addresses = NULL;

  if (!soup_server_listen_local (self->server, 0, 0, error))
    {
      tocsin_error_translate (error, _ ("Listening for the browser"));
      return FALSE;
    }

  addresses = soup_server_get_uris (self->server);
  self->authority = g_strdup_printf ("%s:%d", host, g_uri_get_port (addresses->data));
  self->address = g_strdup_printf ("http://%s/", self->authority);
  g_slist_foreach (addresses, (GFunc) g_uri_unref, NULL);

  return TRUE;
}

/**
 * tocsin_loopback_new: (skip)
 * @host: what a browser is told to come back to: "127.0.0.1" or "localhost"
 * @state: what only who was sent by us knows
 * @error: why there is no port
 *
 * Returns: (transfer full): a server that listens.
 */
TocsinLoopback *
tocsin_loopback_new (const char *host, const char *state, GError **error)
{
  g_autoptr (TocsinLoopback) self = g_new0 (TocsinLoopback, 1);
  gboolean listens;

  self->context = g_main_context_new ();
  self->state = tocsin_secret_new (state, -1);
  g_main_context_push_thread_default (self->context);
  self->server = soup_server_new ("server-header", "", NULL);
  soup_server_add_handler (self->server, NULL, on_request, self, NULL);
  g_signal_connect (self->server, "request-finished", G_CALLBACK (on_finished), self);
  listens = listen_on (self, host, error);
  g_main_context_pop_thread_default (self->context);

  return listens ? g_steal_pointer (&self) : NULL;
}

/**
 * tocsin_loopback_free: (skip)
 * @self: (transfer full): a server
 */
void
tocsin_loopback_free (TocsinLoopback *self)
{
  g_main_context_push_thread_default (self->context);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_clear_pointer (&self->answer, g_hash_table_unref);
  tocsin_secret_unref (self->state);
  g_free (self->address);
  g_free (self->authority);
  g_free (self);
}

/**
 * tocsin_loopback_get_address: (skip)
 * @self: a server
 *
 * Returns: (transfer none): where the browser is to come back to.
 */
const char *
tocsin_loopback_get_address (TocsinLoopback *self)
{
  return self->address;
}

static gboolean
on_timeout (gpointer user_data)
{
  TocsinLoopback *self = user_data;

  self->over = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  return on_timeout (user_data);
}

static void
attach (TocsinLoopback *self, GSource *source, GSourceFunc function)
{
  g_source_set_callback (source, function, self, NULL);
  g_source_attach (source, self->context);
}

static void
detach (GSource *source)
{
  if (source == NULL)
    return;

  g_source_destroy (source);
  g_source_unref (source);
}

static void
serve (TocsinLoopback *self, guint seconds, GCancellable *cancellable)
{
  GSource *timeout = g_timeout_source_new_seconds (seconds);
  GSource *cancelled = cancellable != NULL ? g_cancellable_source_new (cancellable) : NULL;

  g_main_context_push_thread_default (self->context);
  attach (self, timeout, on_timeout);
  if (cancelled != NULL)
    attach (self, cancelled, G_SOURCE_FUNC (on_cancelled));
  while (!self->over)
    g_main_context_iteration (self->context, TRUE);
  detach (timeout);
  detach (cancelled);
  g_main_context_pop_thread_default (self->context);
}

/**
 * tocsin_loopback_wait: (skip)
 * @self: a server
 * @seconds: how long
 * @cancellable: (nullable): to stop it
 * @error: `auth.oauth-refresh-failed` if nobody came, `cancelled`
 *
 * Returns: (transfer full) (element-type utf8 utf8): the names and values that the browser brought.
 */
GHashTable *
tocsin_loopback_wait (TocsinLoopback *self,
                      guint seconds,
                      GCancellable *cancellable,
                      GError **error)
{
  serve (self, seconds, cancellable);
  if (self->answer != NULL)
    return g_hash_table_ref (self->answer);

  if (g_cancellable_is_cancelled (cancellable))
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("interrupted"));
  else
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED,
                 _ ("nobody has signed in with a browser within %u minutes"), seconds / 60);
  return NULL;
}
