/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/offer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/host-name.h"

/* RFC 5321: a local part, an @ and a domain. */
#define MAX_USERNAME 320
#define MAX_URL 1000

static char *
read_host (const char *text, GError **error)
{
  g_autofree char *host = NULL;
  g_autofree char *lower = NULL;

  if (text == NULL || text[0] == '\0')
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                           _ ("there is no host"));
      return NULL;
    }
  host = tocsin_host_name_parse (_ ("host"), text, error);
  if (host == NULL)
    return NULL;
  lower = g_ascii_strdown (host, -1);
  if (g_str_has_suffix (lower, "."))
    lower[strlen (lower) - 1] = '\0';

  return g_steal_pointer (&lower);
}

static gboolean
read_port (const TocsinOffer *offer, guint16 *port, GError **error)
{
  guint64 number = offer->encryption == TOCSIN_ENCRYPTION_IMPLICIT ? offer->service->implicit_port
                                                                   : offer->service->starttls_port;

  if (offer->port != NULL && offer->port[0] != '\0'
      && !g_ascii_string_to_unsigned (offer->port, 10, 1, G_MAXUINT16, &number, NULL))
    number = 0;
  if (number == 0)
    {
      g_autofree char *shown = tocsin_text_escape (offer->port != NULL ? offer->port : "", -1, 40);

      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("“%s” is no port"), shown);
      return FALSE;
    }
  *port = (guint16) number;

  return TRUE;
}

static gboolean
is_username (const char *text)
{
  return text != NULL && text[0] != '\0' && strlen (text) <= MAX_USERNAME
         && g_utf8_validate (text, -1, NULL) && tocsin_text_is_line_safe (text);
}

static void
judge_host (TocsinCandidate *self, const TocsinAnswer *answer, const TocsinMailAddress *who)
{
  if (tocsin_mail_address_owns (who, self->host))
    return;

  self->needs_consent = !answer->is_vouched;
  tocsin_candidate_warn (self, _ ("the host lies outside %s: is it your provider's?"), who->domain);
}

static void
judge_encryption (TocsinCandidate *self)
{
  if (self->encryption != TOCSIN_ENCRYPTION_NONE)
    return;

  self->is_safe = FALSE;
  tocsin_candidate_warn (self, _ ("not encrypted: never chosen, whoever is in between could read "
                                  "the password"));
}

/**
 * tocsin_offer_make:
 * @answer: where the candidate goes, or a note on why there is none
 * @offer: what the source says
 *
 * Believes nothing: a host, port or user name that can't be one is left out, and a person is warned
 * of what leads elsewhere or in clear.
 *
 * Returns: (nullable) (transfer none): the candidate.
 */
TocsinCandidate *
tocsin_offer_make (TocsinAnswer *answer, const TocsinOffer *offer)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *host = read_host (offer->host, &problem);
  guint16 port = 0;
  TocsinCandidate *self;

  if (host == NULL || !read_port (offer, &port, &problem))
    {
      tocsin_answer_note (answer, _ ("its %s server is left out: %s"), offer->service->title,
                          problem->message);
      return NULL;
    }

  self = tocsin_candidate_new (offer->service->protocol, answer->source);
  self->rank = offer->service->rank;
  g_free (self->host);
  self->host = g_steal_pointer (&host);
  self->port = port;
  self->encryption = offer->encryption;
  self->username = g_strdup (is_username (offer->username) ? offer->username : offer->who->full);
  tocsin_candidate_add_origin (self, "%s", answer->question);
  judge_host (self, answer, offer->who);
  judge_encryption (self);
  tocsin_answer_add (answer, self);

  return self;
}

/**
 * tocsin_offer_url:
 * @answer: where the candidate goes, or a note on why there is none
 * @service: which protocol
 * @url: the address that the source names
 * @who: whose mailbox
 *
 * Returns: (nullable) (transfer none): the candidate; only for HTTPS without user, password and
 *   fragment.
 */
TocsinCandidate *
tocsin_offer_url (TocsinAnswer *answer,
                  const TocsinService *service,
                  const char *url,
                  const TocsinMailAddress *who)
{
  g_autoptr (GUri) uri =
      strlen (url) <= MAX_URL ? g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD, NULL) : NULL;
  g_autofree char *host = NULL;
  TocsinCandidate *self;

  if (uri != NULL && g_strcmp0 (g_uri_get_scheme (uri), "https") == 0
      && g_uri_get_userinfo (uri) == NULL && g_uri_get_fragment (uri) == NULL)
    host = read_host (g_uri_get_host (uri), NULL);
  if (host == NULL)
    {
      g_autofree char *shown = tocsin_text_escape (url, -1, 200);

      tocsin_answer_note (answer, _ ("its address for %s is left out: “%s”"), service->title,
                          shown);
      return NULL;
    }

  self = tocsin_candidate_new (service->protocol, answer->source);
  self->rank = service->rank;
  g_free (self->host);
  self->host = g_steal_pointer (&host);
  self->port = g_uri_get_port (uri) > 0 ? (guint16) g_uri_get_port (uri) : 443;
  self->url = g_uri_to_string (uri);
  self->username = g_strdup (who->full);
  tocsin_candidate_add_origin (self, "%s", answer->question);
  judge_host (self, answer, who);
  tocsin_answer_add (answer, self);

  return self;
}
