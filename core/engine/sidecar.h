/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/mail-defaults.h"
#include "core/mail/raw-envelope.h"

G_BEGIN_DECLS

/**
 * TOCSIN_SIDECAR_MOST_BYTES:
 *
 * A larger file is none that somebody wrote on purpose.
 */
#define TOCSIN_SIDECAR_MOST_BYTES (4 * 1024 * 1024)

/**
 * TOCSIN_SIDECAR_MOST_DEPTH:
 *
 * So deep arrays and objects may be in one another; two are needed.
 */
#define TOCSIN_SIDECAR_MOST_DEPTH 8

/**
 * TocsinSidecar:
 *
 * What stands beside a message that is dropped into a queue directory: who sends it to whom, and
 * how, where the message's own headers are not to say it. One JSON object with any of
 * - `from`: an address, '' for none
 * - `to`, `cc`, `bcc`: an address or a list of them; given any, the headers name nobody
 * - `dsn`: a list of `never`, `success`, `failure`, `delay`
 * - `dsn-return`: `headers` or `full`
 * - `envelope-id`: a text
 * - `require-tls`: true or false
 * - `verb`: `mail`, `send`, `soml` or `saml`
 * - `not-before`: a time as in ISO 8601, with its zone, or seconds since 1970
 * - `key`: the same key is queued only once
 */
typedef struct _TocsinSidecar TocsinSidecar;

TocsinSidecar *tocsin_sidecar_new (void);
TocsinSidecar *tocsin_sidecar_parse (const char *text, gsize length, GError **error);
void tocsin_sidecar_free (TocsinSidecar *self);

const char *tocsin_sidecar_get_key (TocsinSidecar *self);
gint64 tocsin_sidecar_get_not_before (TocsinSidecar *self);
TocsinEnvelope *tocsin_sidecar_make_envelope (TocsinSidecar *self,
                                              TocsinRawEnvelope *headers,
                                              const TocsinMailDefaults *defaults,
                                              GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinSidecar, tocsin_sidecar_free)

G_END_DECLS
