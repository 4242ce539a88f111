/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

#include "core/settings/secret.h"

G_BEGIN_DECLS

/**
 * TOCSIN_GSS_MAX_TOKEN:
 *
 * The longest token taken from or sent to a peer, in bytes. Tickets with many groups in them reach
 * 48 KiB.
 */
#define TOCSIN_GSS_MAX_TOKEN 65535

/**
 * TocsinGssMechanism:
 * @TOCSIN_GSS_KERBEROS: Kerberos 5 (RFC 4121)
 * @TOCSIN_GSS_NEGOTIATE: SPNEGO (RFC 4178), which agrees with the peer on Kerberos or NTLM
 * @TOCSIN_GSS_NTLM: NTLMv2, by the plugin gss-ntlmssp
 */
typedef enum
{
  TOCSIN_GSS_KERBEROS,
  TOCSIN_GSS_NEGOTIATE,
  TOCSIN_GSS_NTLM,
} TocsinGssMechanism;

#define TOCSIN_TYPE_GSS (tocsin_gss_get_type ())

/**
 * TocsinGss:
 *
 * Our side of a GSS-API security context (RFC 2743). Its tokens go back and forth in whatever form
 * a protocol has for them, until tocsin_gss_is_complete() and the peer has nothing more to say.
 * After a step has failed only freeing it is left.
 *
 * Kerberos asks its servers (KDC) over the network, by its own means: not through a proxy. That
 * happens on a thread of our own, so that a step can be cancelled and ends at its deadline.
 *
 * With Kerberos the peer proves itself to us, too, before the context is complete; NTLM has nothing
 * of the kind, and Negotiate may come to it.
 */
G_DECLARE_FINAL_TYPE (TocsinGss, tocsin_gss, TOCSIN, GSS, GObject)

TocsinGss *tocsin_gss_new (TocsinGssMechanism mechanism, const char *service, const char *host);
void tocsin_gss_set_user (TocsinGss *self,
                          const char *username,
                          const char *domain,
                          TocsinSecret *password);
void tocsin_gss_set_binding (TocsinGss *self, GBytes *binding);
char *tocsin_gss_find_ticket (TocsinGss *self,
                              gint64 deadline,
                              GCancellable *cancellable,
                              GError **error);

gboolean tocsin_gss_step (TocsinGss *self,
                          GBytes *token,
                          GBytes **reply,
                          gint64 deadline,
                          GCancellable *cancellable,
                          GError **error);
gboolean tocsin_gss_is_complete (TocsinGss *self);

GBytes *tocsin_gss_wrap (TocsinGss *self, GBytes *message, GError **error);
GBytes *tocsin_gss_unwrap (TocsinGss *self, GBytes *token, GError **error);

G_END_DECLS
