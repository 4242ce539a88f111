/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/net/tls-context.h"

G_BEGIN_DECLS

/**
 * TocsinChannelBinding:
 * @TOCSIN_CHANNEL_BINDING_TLS_UNIQUE: RFC 5929; TLS 1.2 and older only
 * @TOCSIN_CHANNEL_BINDING_TLS_EXPORTER: RFC 9266
 * @TOCSIN_CHANNEL_BINDING_TLS_SERVER_END_POINT: RFC 5929, section 4: the server's certificate
 */
typedef enum
{
  TOCSIN_CHANNEL_BINDING_TLS_UNIQUE,
  TOCSIN_CHANNEL_BINDING_TLS_EXPORTER,
  TOCSIN_CHANNEL_BINDING_TLS_SERVER_END_POINT,
} TocsinChannelBinding;

#define TOCSIN_TYPE_TLS (tocsin_tls_get_type ())

/**
 * TocsinTls:
 *
 * TLS on one raw descriptor. Made and driven by #TocsinLineStream; others only ask it for facts
 * and channel bindings. One owner at a time, no locks.
 */
G_DECLARE_FINAL_TYPE (TocsinTls, tocsin_tls, TOCSIN, TLS, GObject)

char *tocsin_tls_describe (TocsinTls *self);
void tocsin_tls_report (TocsinTls *self, TocsinReport *report);
GBytes *tocsin_tls_get_channel_binding (TocsinTls *self, TocsinChannelBinding type);

G_END_DECLS
