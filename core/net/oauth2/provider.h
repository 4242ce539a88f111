/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/oauth2/grant.h"

G_BEGIN_DECLS

/**
 * TocsinProvider:
 * @authority: who issues the tokens: the beginning of its addresses, without a slash at the end
 * @tenant: which organisation's users; "" where there is no such thing
 * @token: where tokens are asked for
 * @authorize: where a person is sent with a browser; "" if nowhere
 * @device: where a code for another device is asked for; "" if nowhere
 * @issuer: (nullable): how it calls itself, if that is known (RFC 9207)
 * @identity: what to ask for besides, so that it says who signed in
 * @redirect_host: what a browser here is sent back to: "127.0.0.1" or a name for it
 * @authorize_parameters: what is to be added to @authorize, as in a query
 * @consent_codes: its numbers for "nobody has agreed to that"
 * @shared_tenants: words for a tenant that stand for no organisation of its own
 * @by_header: whether a client's secret goes into a header and not into the form
 *
 * Where a grant's tokens come from. Immutable once it is found.
 */
typedef struct
{
  char *authority;
  char *tenant;
  char *token;
  char *authorize;
  char *device;
  char *issuer;
  char *identity;
  char *redirect_host;
  char *authorize_parameters;
  GStrv consent_codes;
  GStrv shared_tenants;
  gboolean by_header;
} TocsinProvider;

TocsinProvider *
tocsin_provider_find (const TocsinGrant *grant, GCancellable *cancellable, GError **error);
void tocsin_provider_free (TocsinProvider *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinProvider, tocsin_provider_free)

G_END_DECLS
