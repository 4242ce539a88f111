/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Mechanisms that GNU SASL speaks, and the checks that it leaves to us. */
#include "core/net/sasl-backend.h"

#include <glib/gi18n-lib.h>
#include <gsasl.h>
#include <string.h>

#include "core/base/error.h"

typedef struct
{
  const TocsinSaslFacts *facts;
  Gsasl_session *session;
  gboolean is_digest;
  gboolean finished;
} Gnu;

/* Read only once it is set up, so all threads share it. */
static Gsasl *
get_library (void)
{
  static gsize once = 0;
  static Gsasl *library = NULL;

  if (g_once_init_enter (&once))
    {
      if (gsasl_init (&library) != GSASL_OK)
        library = NULL;
      g_once_init_leave (&once, 1);
    }

  return library;
}

/* What GNU SASL keeps and doesn't wipe. */
static void
wipe_password (Gsasl_session *session)
{
  char *password = (char *) gsasl_property_fast (session, GSASL_PASSWORD);

  if (password != NULL)
    explicit_bzero (password, strlen (password));
}

static void
gnu_free (gpointer state)
{
  Gnu *self = state;

  if (self->session != NULL)
    {
      wipe_password (self->session);
      gsasl_finish (self->session);
    }
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Gnu, gnu_free)

/* With a user name set, EXTERNAL says whom we mean: the server then checks that the certificate is
 * theirs, and nobody signs in as somebody else by mistake. */
static const char *
get_authorization (const TocsinSaslFacts *facts)
{
  if (*facts->authorization == '\0' && g_str_equal (facts->mechanism, "EXTERNAL"))
    return facts->username;

  return facts->authorization;
}

static void
set_properties (Gnu *self)
{
  const TocsinSaslFacts *facts = self->facts;
  const char *authorization = get_authorization (facts);

  gsasl_property_set (self->session, GSASL_SERVICE, facts->service);
  gsasl_property_set (self->session, GSASL_HOSTNAME, facts->host);
  gsasl_property_set (self->session, GSASL_AUTHID, facts->username);
  gsasl_property_set (self->session, GSASL_QOP, "qop-auth");
  /* RFC 4505: something by which the server's people know who comes. */
  gsasl_property_set (self->session, GSASL_ANONYMOUS_TOKEN,
                      *facts->username != '\0' ? facts->username : "tocsin");
  if (*authorization != '\0')
    gsasl_property_set (self->session, GSASL_AUTHZID, authorization);
  if (facts->password != NULL)
    gsasl_property_set (self->session, GSASL_PASSWORD, tocsin_secret_peek (facts->password));
}

static gpointer
gnu_begin (const TocsinSaslFacts *facts, GError **error)
{
  g_autoptr (Gnu) self = g_new0 (Gnu, 1);
  Gsasl *library = get_library ();

  if (!tocsin_sasl_check_text_password (facts, error))
    return NULL;
  if (library == NULL || gsasl_client_start (library, facts->mechanism, &self->session) != GSASL_OK)
    {
      tocsin_sasl_fail (facts, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                        _ ("this GNU SASL doesn't have it"), error);
      return NULL;
    }
  self->facts = facts;
  self->is_digest = g_str_equal (facts->mechanism, "DIGEST-MD5");
  set_properties (self);

  return g_steal_pointer (&self);
}

static void
fail_step (Gnu *self, int status, GError **error)
{
  const TocsinSaslFacts *facts = self->facts;

  switch (status)
    {
    case GSASL_AUTHENTICATION_ERROR:
      tocsin_sasl_fail (facts,
                        self->is_digest ? TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN
                                        : TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                        _ ("the server could not prove that it knows the password: possibly "
                           "somebody in between"),
                        error);
      return;
    case GSASL_MECHANISM_CALLED_TOO_MANY_TIMES:
      tocsin_sasl_fail (facts, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                        _ ("the server asks once more after the end"), error);
      return;
    case GSASL_NO_AUTHID:
    case GSASL_NO_PASSWORD:
      tocsin_sasl_fail (facts, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                        _ ("authentication.username and authentication.password are needed"),
                        error);
      return;
    default:
      tocsin_sasl_fail (facts, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, gsasl_strerror (status), error);
    }
}

/* RFC 2831, section 2.1.1: "auth" is meant where the list is missing; we have no other. */
static gboolean
check_digest (Gnu *self, const char *challenge, GError **error)
{
  g_autoptr (GRegex) qop = g_regex_new ("(?:^|,)\\s*qop\\s*=\\s*(\"[^\"]*\"|[^,]*)",
                                        G_REGEX_CASELESS | G_REGEX_RAW, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *list = NULL;
  g_auto (GStrv) words = NULL;

  if (!g_regex_match (qop, challenge, 0, &match))
    return TRUE;
  list = g_match_info_fetch (match, 1);
  words = g_strsplit_set (list, "\", \t", -1);
  for (gsize i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (words[i], "auth") == 0)
      return TRUE;

  return tocsin_sasl_fail (self->facts, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                           _ ("the server wants to protect the session with it, which TLS does"),
                           error);
}

static gboolean
check_challenge (Gnu *self, const char *challenge, gsize length, GError **error)
{
  /* GNU SASL would answer with a proof of any challenge, as often as it is asked. */
  if (self->finished)
    return tocsin_sasl_fail (self->facts, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                             _ ("the server asks once more after the end"), error);
  if (length == 0)
    return TRUE;
  if (strlen (challenge) != length)
    return tocsin_sasl_fail (self->facts, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
                             _ ("the server's challenge contains a NUL"), error);

  return !self->is_digest || check_digest (self, challenge, error);
}

static TocsinSecret *
gnu_step (gpointer state,
          const char *challenge,
          gsize length,
          gboolean *done,
          GCancellable *cancellable,
          GError **error)
{
  Gnu *self = state;
  char *output = NULL;
  size_t output_length = 0;
  TocsinSecret *response;
  int status;

  if (!check_challenge (self, challenge, length, error))
    return NULL;

  status = gsasl_step (self->session, challenge, length, &output, &output_length);
  if (status != GSASL_OK && status != GSASL_NEEDS_MORE)
    {
      gsasl_free (output);
      fail_step (self, status, error);
      return NULL;
    }

  self->finished = *done = status == GSASL_OK;
  response = tocsin_secret_new (output != NULL ? output : "", output_length);
  if (output != NULL)
    explicit_bzero (output, output_length);
  gsasl_free (output);

  return response;
}

const TocsinSaslBackend tocsin_sasl_gnu = { gnu_begin, gnu_step, NULL, gnu_free };
