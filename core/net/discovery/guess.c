/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/guess.h"

#include <glib/gi18n-lib.h>

#include "core/net/discovery/offer.h"
#include "core/net/line-stream.h"

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

/**
 * tocsin_guess_try: (skip)
 * @service: a protocol
 * @host: a host that may speak it
 * @who: whose mailbox
 * @answer: where the candidate goes, or why there is none
 * @seconds: for name, TCP and TLS together
 * @cancellable: ends it
 *
 * Shakes hands by TLS, the certificate checked in full, and hangs up without a word.
 */
void
tocsin_guess_try (const TocsinService *service,
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
