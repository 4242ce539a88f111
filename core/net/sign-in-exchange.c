/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/sign-in-exchange.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/net/apop.h"

static void
reply_clear (TocsinSignInReply *reply)
{
  g_clear_pointer (&reply->challenge, g_free);
  g_clear_error (&reply->refusal);
}

typedef TocsinSignInReply Reply;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reply, reply_clear)

/* The name as it was sent: a wrong one is the commonest reason. */
static gboolean
take_refusal (const TocsinSignInLine *self, TocsinSignInReply *reply, GError **error)
{
  if (reply->refusal->code == TOCSIN_ERROR_AUTH_REJECTED && *self->means->username != '\0')
    g_prefix_error (&reply->refusal, _ ("user “%s”: "), self->means->username);
  g_propagate_error (error, g_steal_pointer (&reply->refusal));

  return FALSE;
}

/* After a failure of the line nothing more can be said on it. */
static gboolean
take_reply (const TocsinSignInLine *self,
            gboolean answered,
            TocsinSignInReply *reply,
            GError **error)
{
  if (!answered)
    {
      tocsin_session_mark_broken (self->session);
      return FALSE;
    }

  return reply->refusal == NULL || take_refusal (self, reply, error);
}

/**
 * tocsin_sign_in_line_log_in: (skip)
 * @self: a line
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Signs in with the protocol's own command.
 *
 * Returns: whether the server knows us.
 */
gboolean
tocsin_sign_in_line_log_in (const TocsinSignInLine *self, GCancellable *cancellable, GError **error)
{
  g_auto (Reply) reply = { NULL, NULL };
  gboolean answered;

  if (!tocsin_sasl_policy_check_plain (&self->means->policy, error))
    return FALSE;

  answered = self->dialect->log_in (self->user_data, self->means->username, self->means->password,
                                    &reply, cancellable, error);

  return take_reply (self, answered, &reply, error);
}

static gboolean
use_apop (const TocsinSignInLine *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinSecret) digest =
      tocsin_apop_digest (self->offer->timestamp, self->means->password);
  g_auto (Reply) reply = { NULL, NULL };
  gboolean answered = self->dialect->prove (self->user_data, self->means->username, digest, &reply,
                                            cancellable, error);

  return take_reply (self, answered, &reply, error);
}

static TocsinSasl *
make_sasl (const TocsinSignInLine *self, const char *mechanism, GError **error)
{
  TocsinEndpoint *endpoint = self->means->endpoint;
  TocsinSasl *sasl = tocsin_sasl_new (mechanism, tocsin_endpoint_get_defaults (endpoint)->service,
                                      tocsin_endpoint_get_server_name (endpoint), error);

  if (sasl == NULL)
    return NULL;
  tocsin_sasl_set_port (sasl, tocsin_endpoint_get_port (endpoint));
  tocsin_sasl_set_timeout (sasl, tocsin_endpoint_get_limits (endpoint)->timeout);
  tocsin_sasl_set_tls (sasl, self->tls, self->offers_bound);
  tocsin_sign_in_means_identify (self->means, sasl);

  return sasl;
}

/* The mechanism can't go on: the server is told so and says no, or what it likes. */
static gboolean
give_up (const TocsinSignInLine *self, GError *problem, GCancellable *cancellable, GError **error)
{
  g_auto (Reply) reply = { NULL, NULL };

  if (!self->dialect->respond (self->user_data, NULL, &reply, cancellable, NULL)
      || reply.challenge != NULL)
    tocsin_session_mark_broken (self->session);
  g_propagate_error (error, problem);

  return FALSE;
}

/* Says yes or no for the mechanism, after the server's yes or no. */
static gboolean
conclude (const TocsinSignInLine *self, TocsinSasl *sasl, TocsinSignInReply *reply, GError **error)
{
  if (reply->refusal == NULL)
    return tocsin_sasl_is_proven (sasl, error);

  tocsin_sasl_explain (sasl, reply->refusal);
  return take_refusal (self, reply, error);
}

/* @initial is what waits to be said, where it didn't go along with the command. */
static gboolean
exchange (const TocsinSignInLine *self,
          TocsinSasl *sasl,
          TocsinSecret *initial,
          GCancellable *cancellable,
          GError **error)
{
  gboolean along = initial != NULL && self->offer->max_initial > 0
                   && tocsin_secret_get_length (initial) <= self->offer->max_initial;
  g_autoptr (TocsinSecret) response =
      initial != NULL && !along ? tocsin_secret_ref (initial) : NULL;
  g_auto (Reply) reply = { NULL, NULL };
  gboolean answered =
      self->dialect->authenticate (self->user_data, tocsin_sasl_get_mechanism (sasl),
                                   along ? initial : NULL, &reply, cancellable, error);

  while (answered && reply.challenge != NULL)
    {
      GError *problem = NULL;

      if (response == NULL)
        response = tocsin_sasl_step (sasl, reply.challenge, cancellable, &problem);
      if (response == NULL)
        return give_up (self, problem, cancellable, error);
      reply_clear (&reply);
      answered = self->dialect->respond (self->user_data, response, &reply, cancellable, error);
      g_clear_pointer (&response, tocsin_secret_unref);
    }
  if (!answered)
    {
      tocsin_session_mark_broken (self->session);
      return FALSE;
    }

  return conclude (self, sasl, &reply, error);
}

/**
 * tocsin_sign_in_line_authenticate: (skip)
 * @self: a line
 * @mechanism: with what, as tocsin_sasl_choose() gave it
 * @told: (out): set once the server knows that we try
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Signs in with a mechanism.
 *
 * Returns: whether the server knows us, and has proven itself where the mechanism can that.
 */
gboolean
tocsin_sign_in_line_authenticate (const TocsinSignInLine *self,
                                  const char *mechanism,
                                  gboolean *told,
                                  GCancellable *cancellable,
                                  GError **error)
{
  g_autoptr (TocsinSasl) sasl = NULL;
  g_autoptr (TocsinSecret) initial = NULL;

  *told = g_str_equal (mechanism, "APOP");
  if (*told)
    return use_apop (self, cancellable, error);

  sasl = make_sasl (self, mechanism, error);
  if (sasl == NULL)
    return FALSE;
  if (tocsin_sasl_has_initial (sasl))
    {
      initial = tocsin_sasl_step (sasl, NULL, cancellable, error);
      if (initial == NULL)
        return FALSE;
    }

  *told = TRUE;
  return exchange (self, sasl, initial, cancellable, error);
}
