/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-gate.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/net/http-reply.h"
#include "core/net/wait.h"

struct _TocsinHttpGate
{
  GObject parent_instance;

  GMutex mutex;
  gint64 until; /* closed until then, in g_get_monotonic_time() units */
  char *words;  /* why */
};

G_DEFINE_FINAL_TYPE (TocsinHttpGate, tocsin_http_gate, G_TYPE_OBJECT)

/* Gates by key, held weakly: one that nobody uses goes. */
static GMutex gates_mutex;
static GHashTable *gates = NULL; /* key → GWeakRef */

static void
tocsin_http_gate_finalize (GObject *object)
{
  TocsinHttpGate *self = TOCSIN_HTTP_GATE (object);

  g_mutex_clear (&self->mutex);
  g_free (self->words);

  G_OBJECT_CLASS (tocsin_http_gate_parent_class)->finalize (object);
}

static void
tocsin_http_gate_class_init (TocsinHttpGateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_http_gate_finalize;
}

static void
tocsin_http_gate_init (TocsinHttpGate *self)
{
  g_mutex_init (&self->mutex);
}

static void
free_weak (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static gboolean
is_gone (gpointer key, gpointer weak, gpointer user_data)
{
  g_autoptr (TocsinHttpGate) gate = g_weak_ref_get (weak);

  return gate == NULL;
}

/**
 * tocsin_http_gate_get_shared: (skip)
 * @key: who asks whom
 *
 * Returns: (transfer full): the one gate for that.
 */
TocsinHttpGate *
tocsin_http_gate_get_shared (const char *key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&gates_mutex);
  TocsinHttpGate *gate = NULL;
  GWeakRef *weak;

  if (gates == NULL)
    gates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_weak);
  weak = g_hash_table_lookup (gates, key);
  if (weak != NULL)
    gate = g_weak_ref_get (weak);
  if (gate != NULL)
    return gate;

  g_hash_table_foreach_remove (gates, is_gone, NULL);
  gate = g_object_new (TOCSIN_TYPE_HTTP_GATE, NULL);
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, gate);
  g_hash_table_replace (gates, g_strdup (key), weak);

  return gate;
}

/**
 * tocsin_http_gate_hold: (skip)
 * @self: a gate
 * @seconds: how long it is to be closed; at least one, at most %TOCSIN_HTTP_MAX_RETRY_AFTER
 * @words: why, for the message
 *
 * Closes it. Who was told to stay away for longer before still does.
 */
void
tocsin_http_gate_hold (TocsinHttpGate *self, gint64 seconds, const char *words)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 wait = CLAMP (seconds, 1, TOCSIN_HTTP_MAX_RETRY_AFTER) * G_TIME_SPAN_SECOND;
  gint64 until = g_get_monotonic_time () + wait;

  if (until <= self->until)
    return;

  self->until = until;
  g_free (self->words);
  self->words = g_strdup (words);
}

/* Returns in microseconds how long it stays closed, and why in @words. */
static gint64
get_wait (TocsinHttpGate *self, char **words)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 wait = self->until - g_get_monotonic_time ();

  *words = wait > 0 ? g_strdup (self->words) : NULL;

  return MAX (wait, 0);
}

static gboolean
refuse (const char *words, gint64 wait, GError **error)
{
  gint64 seconds = (wait + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_THROTTLED, words);
  if (error != NULL)
    tocsin_error_set_retry_after (*error, seconds);
  return FALSE;
}

/**
 * tocsin_http_gate_pass: (skip)
 * @self: a gate
 * @patience: (inout): microseconds that may be waited; less by what was
 * @cancellable: (nullable): ends the wait
 * @error: `http.throttled` with when to come again, `cancelled`
 *
 * Waits until the gate is open, if that is worth it.
 *
 * Returns: whether it is.
 */
gboolean
tocsin_http_gate_pass (TocsinHttpGate *self,
                       gint64 *patience,
                       GCancellable *cancellable,
                       GError **error)
{
  for (;;)
    {
      g_autofree char *words = NULL;
      gint64 wait = get_wait (self, &words);

      if (wait == 0)
        return TRUE;
      if (wait > *patience)
        return refuse (words, wait, error);
      *patience -= wait;
      if (tocsin_wait_fds (NULL, 0, g_get_monotonic_time () + wait, cancellable, error) < 0)
        return FALSE;
    }
}
