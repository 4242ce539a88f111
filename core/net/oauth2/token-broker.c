/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Whoever finds no token that still holds renews it, for all; who comes meanwhile waits for that.
 * The provider is talked to without the mutex. A renewal that is called off by its own caller is no
 * failure: the next who waits begins another. */
#include "core/net/oauth2/token-broker-private.h"

#include <glib/gi18n-lib.h>

#include "core/base/backoff.h"
#include "core/base/error.h"
#include "core/net/access-token.h"
#include "core/net/oauth2/token-record.h"

struct _TocsinTokenBroker
{
  GObject parent_instance;

  TocsinGrant *grant;
  TocsinTokenFetch fetch;
  TocsinClock *clock;

  GMutex mutex;
  GCond changed;
  /* Under the mutex. */
  gboolean renewing;
  gboolean renew_for_refusal;
  TocsinSecret *token;
  gint64 monotonic_end;   /* when it is to be renewed; a clock that stands still in suspend */
  gint64 real_end;        /* the same; a clock that may be set */
  gint64 token_end;       /* when it ends, on the real clock */
  gint64 refusal_renewal; /* when a refusal last made us renew; monotonic */
  TocsinBackoff backoff;
  gint64 next_try;
  gint64 failed_at; /* on the real clock */
  GError *problem;
};

G_DEFINE_FINAL_TYPE (TocsinTokenBroker, tocsin_token_broker, G_TYPE_OBJECT)

static void
tocsin_token_broker_finalize (GObject *object)
{
  TocsinTokenBroker *self = TOCSIN_TOKEN_BROKER (object);

  g_clear_pointer (&self->grant, tocsin_grant_free);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->token, tocsin_secret_unref);
  g_clear_error (&self->problem);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);

  G_OBJECT_CLASS (tocsin_token_broker_parent_class)->finalize (object);
}

static void
tocsin_token_broker_class_init (TocsinTokenBrokerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_token_broker_finalize;
}

static void
tocsin_token_broker_init (TocsinTokenBroker *self)
{
  const TocsinBackoff backoff =
      TOCSIN_BACKOFF_INIT (TOCSIN_TOKEN_FIRST_WAIT, TOCSIN_TOKEN_MOST_WAIT);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  self->backoff = backoff;
}

/* A token that lives shorter than twice the margin is renewed in the middle of its life, or else
 * it would be asked for again and again. */
static gint64
get_useful_life (const TocsinTokenBroker *self, guint lifetime)
{
  guint margin = MIN (self->grant->margin, lifetime / 2);

  return (gint64) (lifetime - margin) * G_TIME_SPAN_SECOND;
}

static void
take_answer (TocsinTokenBroker *self, TocsinTokenAnswer *answer)
{
  gint64 real = tocsin_clock_get_real (self->clock);
  gint64 monotonic = tocsin_clock_get_monotonic (self->clock);
  gint64 life = get_useful_life (self, answer->lifetime);

  g_clear_pointer (&self->token, tocsin_secret_unref);
  self->token = tocsin_secret_ref (answer->access);
  self->monotonic_end = monotonic + life;
  self->real_end = real + life;
  self->token_end = real + (gint64) answer->lifetime * G_TIME_SPAN_SECOND;
  if (self->renew_for_refusal)
    self->refusal_renewal = monotonic;
  self->renew_for_refusal = FALSE;
  self->next_try = 0;
  tocsin_backoff_reset (&self->backoff);
  g_clear_error (&self->problem);
}

/* Who called a renewal off says nothing about the provider. */
static void
take_problem (TocsinTokenBroker *self, const GError *problem)
{
  if (g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED))
    return;

  g_clear_error (&self->problem);
  self->problem = g_error_copy (problem);
  self->failed_at = tocsin_clock_get_real (self->clock);
  self->next_try = tocsin_clock_get_monotonic (self->clock)
                   + tocsin_backoff_next (&self->backoff, tocsin_error_get_retry_after (problem));
}

static gboolean
has_good_token (TocsinTokenBroker *self)
{
  return self->token != NULL && tocsin_clock_get_monotonic (self->clock) < self->monotonic_end
         && tocsin_clock_get_real (self->clock) < self->real_end;
}

static gboolean
asks_for_person (const TocsinTokenBroker *self, const GError *problem)
{
  return tocsin_grant_needs_sign_in (self->grant)
         && (g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED)
             || g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_CONSENT)
             || g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_SCOPE));
}

/* Somebody may have done with another program what was asked for. */
static gboolean
has_signed_in_since (TocsinTokenBroker *self)
{
  g_autoptr (TocsinTokenState) state = NULL;

  if (!asks_for_person (self, self->problem))
    return FALSE;
  state = tocsin_token_record_read (self->grant);

  return state->since > self->failed_at;
}

static gboolean
is_resting (TocsinTokenBroker *self)
{
  return self->problem != NULL && tocsin_clock_get_monotonic (self->clock) < self->next_try
         && !has_signed_in_since (self);
}

static void
fail_resting (TocsinTokenBroker *self, GError **error)
{
  gint64 left = self->next_try - tocsin_clock_get_monotonic (self->clock);
  GError *problem = g_error_copy (self->problem);

  tocsin_error_set_retry_after (problem, left / G_TIME_SPAN_SECOND + 1);
  g_propagate_error (error, problem);
}

static void
put_text (char **place, const char *text)
{
  if (text == NULL)
    return;

  g_free (*place);
  *place = g_strdup (text);
}

/* For those who look, in this program and in others. What is not said again stays as it was. */
static void
write_record (TocsinTokenBroker *self, const TocsinTokenAnswer *answer, const GError *problem)
{
  g_autoptr (TocsinTokenState) state = NULL;

  if (g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED))
    return;

  state = tocsin_token_record_read (self->grant);
  g_clear_error (&state->problem);
  state->problem = problem != NULL ? g_error_copy (problem) : NULL;
  state->needs_sign_in = asks_for_person (self, problem);
  state->signed_in = answer != NULL || (state->signed_in && !state->needs_sign_in);
  if (answer != NULL)
    {
      state->expires =
          tocsin_clock_get_real (self->clock) + (gint64) answer->lifetime * G_TIME_SPAN_SECOND;
      put_text (&state->user, answer->user);
      put_text (&state->scope, answer->scope);
      g_clear_pointer (&state->place, g_free);
      put_text (&state->place, answer->place);
    }
  tocsin_token_record_write (self->grant, state);
}

static void
renew (TocsinTokenBroker *self, GCancellable *cancellable)
{
  g_autoptr (TocsinTokenAnswer) answer = NULL;
  g_autoptr (GError) problem = NULL;

  self->renewing = TRUE;
  g_mutex_unlock (&self->mutex);
  answer = self->fetch (self->grant, cancellable, &problem);
  write_record (self, answer, problem);
  g_mutex_lock (&self->mutex);
  self->renewing = FALSE;
  g_cond_broadcast (&self->changed);

  if (answer != NULL)
    take_answer (self, answer);
  else
    take_problem (self, problem);
}

static gboolean
is_cancelled (GCancellable *cancellable, GError **error)
{
  if (!g_cancellable_is_cancelled (cancellable))
    return FALSE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED,
                       _ ("Waiting for an access token was cancelled"));
  return TRUE;
}

static TocsinSecret *
obtain_locked (TocsinTokenBroker *self, GCancellable *cancellable, GError **error)
{
  for (;;)
    {
      if (is_cancelled (cancellable, error))
        return NULL;
      if (has_good_token (self))
        return tocsin_secret_ref (self->token);
      if (is_resting (self))
        {
          fail_resting (self, error);
          return NULL;
        }
      if (self->renewing)
        g_cond_wait (&self->changed, &self->mutex);
      else
        renew (self, cancellable);
    }
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  TocsinTokenBroker *self = data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_cond_broadcast (&self->changed);
}

static TocsinSecret *
obtain_granted (TocsinTokenBroker *self, GCancellable *cancellable, GError **error)
{
  gulong handler = cancellable != NULL
                       ? g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL)
                       : 0;
  TocsinSecret *token;

  g_mutex_lock (&self->mutex);
  token = obtain_locked (self, cancellable, error);
  g_mutex_unlock (&self->mutex);
  g_cancellable_disconnect (cancellable, handler);

  return token;
}

/* What another program keeps fresh is asked for each time. */
static TocsinSecret *
obtain_ready (TocsinTokenBroker *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinSecret) token = tocsin_connection_settings_resolve_secret (
      self->grant->settings, "authentication.bearer-token", cancellable, error);
  g_autoptr (GMutexLocker) locker = NULL;

  if (token == NULL || !tocsin_access_token_check (token, error))
    return NULL;

  locker = g_mutex_locker_new (&self->mutex);
  g_clear_pointer (&self->token, tocsin_secret_unref);
  self->token = tocsin_secret_ref (token);
  self->token_end = tocsin_access_token_get_end (token);

  return g_steal_pointer (&token);
}

/**
 * tocsin_token_broker_obtain:
 * @self: a broker
 * @cancellable: (nullable): to stop waiting
 * @error: `auth.oauth-refresh-failed`, `auth.oauth-expired`, `auth.oauth-consent`,
 *   `auth.oauth-scope`, `auth.oauth-invalid`, `config.*`, `secret.*`, `http.*`, `net.*`, `tls.*`
 * and the like, `cancelled`. After a failure the provider is left alone for a while, and the same
 *   error comes with the seconds to wait in tocsin_error_get_retry_after()
 *
 * Blocks while a token is fetched, on any thread but the main one.
 *
 * Returns: (transfer full): a token that holds for a while.
 */
TocsinSecret *
tocsin_token_broker_obtain (TocsinTokenBroker *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_TOKEN_BROKER (self), NULL);

  if (self->grant->kind == TOCSIN_GRANT_READY)
    return obtain_ready (self, cancellable, error);

  return obtain_granted (self, cancellable, error);
}

/**
 * tocsin_token_broker_refuse:
 * @self: a broker
 * @token: what tocsin_token_broker_obtain() had given
 *
 * Tells that a server has refused @token, as by 401. The next tocsin_token_broker_obtain() then
 * gives another, unless the last such renewal is not %TOCSIN_TOKEN_FRESH seconds ago: what is
 * refused fresh is wrong, and stays so.
 *
 * Returns: whether another token is to be had, so that it makes sense to try once more.
 */
gboolean
tocsin_token_broker_refuse (TocsinTokenBroker *self, TocsinSecret *token)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gint64 now;

  g_return_val_if_fail (TOCSIN_IS_TOKEN_BROKER (self) && token != NULL, FALSE);

  if (self->grant->kind == TOCSIN_GRANT_READY)
    return FALSE;

  locker = g_mutex_locker_new (&self->mutex);
  /* Somebody else has said so before. */
  if (self->token == NULL || !tocsin_secret_equal (self->token, token))
    return TRUE;
  now = tocsin_clock_get_monotonic (self->clock);
  if (self->refusal_renewal != 0
      && now - self->refusal_renewal < TOCSIN_TOKEN_FRESH * G_TIME_SPAN_SECOND)
    return FALSE;

  g_clear_pointer (&self->token, tocsin_secret_unref);
  self->renew_for_refusal = TRUE;

  return TRUE;
}

/**
 * tocsin_token_broker_get_end:
 * @self: a broker
 * @token: what it had given
 *
 * Returns: when @token is to be used no longer, the margin taken off: microseconds on the real
 *   clock (g_get_real_time()); 0 if that is not known.
 */
gint64
tocsin_token_broker_get_end (TocsinTokenBroker *self, TocsinSecret *token)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gint64 margin, end;

  g_return_val_if_fail (TOCSIN_IS_TOKEN_BROKER (self) && token != NULL, 0);

  locker = g_mutex_locker_new (&self->mutex);
  if (self->token == NULL || !tocsin_secret_equal (self->token, token))
    return 0;
  if (self->grant->kind != TOCSIN_GRANT_READY)
    return self->real_end;

  margin = (gint64) self->grant->margin * G_TIME_SPAN_SECOND;
  end = self->token_end;
  return end > margin ? end - margin : end;
}

/**
 * tocsin_token_broker_is_app_only:
 * @self: a broker
 *
 * Returns: whether its tokens are the program's own and not a person's.
 */
gboolean
tocsin_token_broker_is_app_only (TocsinTokenBroker *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (TOCSIN_IS_TOKEN_BROKER (self), FALSE);

  if (self->grant->kind != TOCSIN_GRANT_READY)
    return tocsin_grant_is_app_only (self->grant);

  locker = g_mutex_locker_new (&self->mutex);
  return self->token != NULL && tocsin_access_token_is_app_only (self->token);
}

/* Of what another program keeps ready nothing is known but the token. */
static TocsinTokenState *
describe_ready (TocsinTokenBroker *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  TocsinTokenState *state = tocsin_token_state_new ();

  state->signed_in = TRUE;
  state->expires = self->token != NULL ? self->token_end : 0;

  return state;
}

/**
 * tocsin_token_broker_get_state:
 * @self: a broker
 *
 * Asks nobody: it is what this or another program has seen when it last got a token.
 *
 * Returns: (transfer full): how the grant stands.
 */
TocsinTokenState *
tocsin_token_broker_get_state (TocsinTokenBroker *self)
{
  g_return_val_if_fail (TOCSIN_IS_TOKEN_BROKER (self), NULL);

  if (self->grant->kind == TOCSIN_GRANT_READY)
    return describe_ready (self);

  return tocsin_token_record_describe (self->grant);
}

/**
 * tocsin_token_broker_new: (skip)
 * @grant: (transfer full): how tokens are come by
 * @fetch: who gets them
 * @clock: (nullable): what tells the time
 *
 * Returns: (transfer full): a broker that is shared with nobody.
 */
TocsinTokenBroker *
tocsin_token_broker_new (TocsinGrant *grant, TocsinTokenFetch fetch, TocsinClock *clock)
{
  TocsinTokenBroker *self = g_object_new (TOCSIN_TYPE_TOKEN_BROKER, NULL);

  self->grant = grant;
  self->fetch = fetch;
  self->clock = g_object_ref (clock != NULL ? clock : tocsin_clock_get_default ());

  return self;
}

/**
 * tocsin_token_broker_get_key: (skip)
 * @self: a broker
 *
 * Returns: (transfer none): which grant it is for.
 */
const char *
tocsin_token_broker_get_key (TocsinTokenBroker *self)
{
  return self->grant->key;
}
