/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/oauth2/consent.h"
#include "core/net/oauth2/form.h"
#include "core/net/oauth2/provider.h"
#include "core/net/oauth2/token-answer.h"

G_BEGIN_DECLS

/**
 * TocsinConsent:
 * @grant: what is asked for
 * @provider: who is asked
 * @scope: the same as the grant's, and what says who signed in
 * @prompts: how the person is spoken to
 * @user_data: for @prompts
 *
 * A person signing in. Private to core/net/oauth2.
 */
typedef struct
{
  const TocsinGrant *grant;
  const TocsinProvider *provider;
  const char *scope;
  const TocsinConsentPrompts *prompts;
  gpointer user_data;
} TocsinConsent;

TocsinTokenAnswer *
tocsin_consent_by_browser (const TocsinConsent *self, GCancellable *cancellable, GError **error);
TocsinTokenAnswer *
tocsin_consent_by_device (const TocsinConsent *self, GCancellable *cancellable, GError **error);
TocsinTokenAnswer *tocsin_consent_ask (const TocsinConsent *self,
                                       TocsinForm *form,
                                       GCancellable *cancellable,
                                       GError **error);

G_END_DECLS
