/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/session.h"

G_BEGIN_DECLS

/**
 * TocsinSignInOffer:
 * @mechanisms: (array zero-terminated=1): the SASL mechanisms that the server offers
 * @own: whether the protocol's own command with user name and password may be used
 * @disabled: whether the server says that it takes no password on this line
 * @timestamp: (nullable): APOP's challenge (tocsin_apop_find_timestamp())
 * @max_initial: the longest initial response that fits behind the command, in bytes of base64; 0 if
 *   the server takes none there
 *
 * What the server offers. Borrowed.
 */
typedef struct
{
  const char *const *mechanisms;
  gboolean own;
  gboolean disabled;
  const char *timestamp;
  gsize max_initial;
} TocsinSignInOffer;

/**
 * TocsinSignInReply:
 * @challenge: the server goes on: what it said, in base64
 * @refusal: the server said no: what it means, one of `auth.*` as a rule
 *
 * What came back. With neither the server has said yes.
 */
typedef struct
{
  char *challenge;
  GError *refusal;
} TocsinSignInReply;

/**
 * TocsinSignInDialect:
 * @authenticate: begins a mechanism, with @initial in base64 (perhaps "") if it is not %NULL
 * @respond: answers a challenge with @response in base64; %NULL ends the exchange, in whatever way
 *   the protocol has for that
 * @log_in: (nullable): the protocol's own command with user name and password
 * @prove: (nullable): POP3's APOP
 *
 * What a protocol brings along for tocsin_sign_in(): the form on the line and the meaning of a no.
 * Each call sends, waits for the answer and says what it is. It fails only if the conversation is
 * out of step or over. None of them decides anything. What they send is secret, and so are
 * challenges. Static data; the calls get @user_data.
 */
typedef struct
{
  gboolean (*authenticate) (gpointer user_data,
                            const char *mechanism,
                            TocsinSecret *initial,
                            TocsinSignInReply *reply,
                            GCancellable *cancellable,
                            GError **error);
  gboolean (*respond) (gpointer user_data,
                       TocsinSecret *response,
                       TocsinSignInReply *reply,
                       GCancellable *cancellable,
                       GError **error);
  gboolean (*log_in) (gpointer user_data,
                      const char *username,
                      TocsinSecret *password,
                      TocsinSignInReply *reply,
                      GCancellable *cancellable,
                      GError **error);
  gboolean (*prove) (gpointer user_data,
                     const char *username,
                     TocsinSecret *digest,
                     TocsinSignInReply *reply,
                     GCancellable *cancellable,
                     GError **error);
} TocsinSignInDialect;

gboolean tocsin_sign_in (TocsinSession *session,
                         TocsinTls *tls,
                         const TocsinSignInOffer *offer,
                         const TocsinSignInDialect *dialect,
                         gpointer user_data,
                         gboolean *again,
                         GCancellable *cancellable,
                         GError **error);

G_END_DECLS
