/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/gss.h"
#include "core/net/http-challenge.h"
#include "core/net/http-digest.h"
#include "core/net/proxy-login.h"

G_BEGIN_DECLS

/* A login is written in two pieces: which one, and whether it goes on, in proxy-login.c; what is
 * sent of it, and what the proxy proves, in proxy-proof.c. Private to them. */

typedef enum
{
  LOGIN_NONE,
  LOGIN_NEGOTIATE,
  LOGIN_NTLM,
  LOGIN_DIGEST,
  LOGIN_BASIC,
} TocsinProxyMechanism;

struct _TocsinProxyLogin
{
  TocsinProxyTalk *talk;
  TocsinProxyMechanism mechanism;
  TocsinSecret *password;
  TocsinGss *gss;
  gboolean answered; /* whether a token of the proxy's has been taken */
  TocsinHttpDigest *digest;
  GBytes *token;     /* the next to be sent of Negotiate and NTLM */
  GString *unusable; /* what was offered but can't be done here, and why */
};

GError *tocsin_proxy_login_fail (TocsinProxyLogin *self,
                                 const TocsinHttpAnswer *answer,
                                 const char *format,
                                 ...) G_GNUC_PRINTF (3, 4);
const TocsinHttpChallenge *
tocsin_proxy_login_find (GPtrArray *challenges, TocsinProxyMechanism mechanism);
const char *tocsin_proxy_login_get_scheme (TocsinProxyMechanism mechanism);
gboolean tocsin_proxy_login_step (TocsinProxyLogin *self,
                                  const TocsinHttpChallenge *challenge,
                                  GError **error);

G_END_DECLS
