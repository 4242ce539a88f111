/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/gss.h"
#include "core/net/http-digest.h"
#include "core/net/http-login.h"

G_BEGIN_DECLS

/* A login is written in two pieces: which one, and whether it goes on, in http-login.c; what is
 * sent of it, and what the other side proves, in http-proof.c. Private to them. */

struct _TocsinHttpLogin
{
  const TocsinHttpLoginTask *task;
  TocsinHttpMechanism mechanism;
  TocsinSecret *password;
  gboolean has_password; /* whether it was looked for */
  TocsinGss *gss;
  gboolean answered; /* whether a token of theirs has been taken */
  TocsinHttpDigest *digest;
  GBytes *token;     /* the next to be sent of Negotiate and NTLM */
  GString *unusable; /* what was offered but can't be done here, and why */
};

gboolean tocsin_http_login_step (TocsinHttpLogin *self,
                                 const TocsinHttpChallenge *challenge,
                                 GError **error);

G_END_DECLS
