/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/guess.h"

#include <glib/gi18n-lib.h>

#include "core/net/discovery/offer.h"
#include "core/net/line-stream.h"

/* For name, TCP and TLS together. */
#define SECONDS 6

static TocsinEndpoint *
make_endpoint (const TocsinService *service,
               const TocsinEndpointDefaults *defaults,
               const char *host,
               guint seconds,
               GError **error)
{
  g_autofree char *address = g_strconcat ("address=", host, NULL);
  g_autofree char *port = g_strdup_printf ("port=%u", service->implicit_port);
  g_autofree char *timeout = g_strdup_printf ("timeout=%u", seconds);
  const char *const assignments[] = {
    address, port, timeout, "encryption.mode=implicit", "encryption.session-resumption=false", NULL
  };
  g_autoptr (TocsinConnectionSettings) settings = tocsin_connection_settings_new_from_assignments (
      "guess", service->protocol, assignments, error);

  return settings != NULL ? tocsin_endpoint_new (settings, defaults, error) : NULL;
}

/* Shakes hands by TLS, the certificate checked in full, and hangs up without a word. */
static void
try_host (const TocsinService *service,
          const char *host,
          const TocsinMailAddress *who,
          TocsinAnswer *answer,
          guint seconds,
          GCancellable *cancellable)
{
  /* Outlives the stream, which knows the endpoint. */
  const TocsinEndpointDefaults defaults = { .service = service->protocol,
                                            .plain_port = service->starttls_port,
                                            .tls_port = service->implicit_port,
                                            .pool_size = 1 };
  g_autoptr (TocsinEndpoint) endpoint =
      make_endpoint (service, &defaults, host, seconds, &answer->error);
  g_autoptr (TocsinLineStream) stream = NULL;
  TocsinOffer offer = { .service = service, .who = who, .host = host };
  TocsinCandidate *candidate;

  if (endpoint != NULL)
    stream = tocsin_line_stream_connect (endpoint, NULL, NULL, cancellable, &answer->error);
  if (stream == NULL)
    return;
  tocsin_line_stream_close (stream);

  offer.encryption = TOCSIN_ENCRYPTION_IMPLICIT;
  candidate = tocsin_offer_make (answer, &offer);
  if (candidate != NULL)
    tocsin_candidate_warn (candidate, _ ("only a guess: a server is there, nobody says that it is "
                                         "the right one"));
}

static void
try_place (TocsinInquiry *inquiry,
           TocsinAnswer *answer,
           gint64 deadline,
           GCancellable *cancellable,
           gpointer user_data)
{
  TocsinQuestionTask *task = user_data;

  try_host (task->service, task->place, task->subject->who, answer, SECONDS, cancellable);
}

/**
 * tocsin_guess_ask: (skip)
 * @inquiry: what it is part of
 * @subject: what is looked for
 *
 * Tries the usual names within the domain: a TLS handshake and nothing more.
 */
void
tocsin_guess_ask (TocsinInquiry *inquiry, TocsinSubject *subject)
{
  for (guint i = 0; i < subject->services->len; i++)
    {
      const TocsinService *service = subject->services->pdata[i];

      for (gsize j = 0; service->implicit_port != 0 && service->guesses[j] != NULL; j++)
        {
          char *host = g_strdup_printf ("%s.%s", service->guesses[j], subject->who->domain);
          TocsinAnswer *answer = tocsin_answer_new (TOCSIN_SOURCE_GUESS, "%s %s:%u", _ ("guess"),
                                                    host, service->implicit_port);

          answer->is_vouched = TRUE;
          tocsin_inquiry_ask (inquiry, answer, SECONDS, try_place,
                              tocsin_question_task_new (subject, service, host),
                              tocsin_question_task_free);
        }
    }
}
