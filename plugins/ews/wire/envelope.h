/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/version.h"
#include "plugins/ews/wire/xml.h"

G_BEGIN_DECLS

/**
 * EWS_CONTENT_TYPE:
 *
 * What every request is (SOAP 1.1).
 */
#define EWS_CONTENT_TYPE "text/xml; charset=utf-8"

/**
 * EwsEnvelope:
 * @version: the dialect of the request; unknown: as Exchange 2007 SP1, which all servers take
 * @impersonate: (nullable): the primary SMTP address of the user the request acts as. The request
 *   also needs a header `X-AnchorMailbox` with it, which is HTTP's and not ours
 *
 * What all requests of an account begin with.
 */
typedef struct
{
  EwsVersion version;
  const char *impersonate;
} EwsEnvelope;

EwsXml *ews_envelope_begin (const EwsEnvelope *self);
GBytes *ews_envelope_end (EwsXml *xml);

G_END_DECLS
