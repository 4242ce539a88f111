/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/secret.h"
#include "plugins/webhook/body.h"

G_BEGIN_DECLS

/* Standard Webhooks: proof that a request comes from who knows the secret, and is not an old one.
 */

/**
 * SIGNATURE_MAX_PRIVATE:
 *
 * Bytes of a body that a private key signs; it has to be in memory for it.
 */
#define SIGNATURE_MAX_PRIVATE (16 * 1024 * 1024)

char *signature_make (
    TocsinSecret *secrets, const char *id, gint64 timestamp, const Body *body, GError **error);

G_END_DECLS
