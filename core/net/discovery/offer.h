/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/answer.h"
#include "core/net/discovery/service.h"

G_BEGIN_DECLS

/**
 * TocsinOffer:
 * @service: which protocol
 * @who: whose mailbox
 * @host: (nullable): the host as the source wrote it
 * @port: (nullable): the port as the source wrote it; %NULL or "" for the service's own
 * @encryption: how it is to be encrypted
 * @username: (nullable): what to sign in as, if the source says so; or else the whole address
 *
 * A place that a source names, not yet looked at.
 */
typedef struct
{
  const TocsinService *service;
  const TocsinMailAddress *who;
  const char *host;
  const char *port;
  TocsinEncryption encryption;
  const char *username;
} TocsinOffer;

TocsinCandidate *tocsin_offer_make (TocsinAnswer *answer, const TocsinOffer *offer);
TocsinCandidate *tocsin_offer_url (TocsinAnswer *answer,
                                   const TocsinService *service,
                                   const char *url,
                                   const TocsinMailAddress *who);

G_END_DECLS
