/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TocsinRetry:
 * @TOCSIN_RETRY_NEVER: it would fail again, or must not be tried: somebody may be in between
 * @TOCSIN_RETRY_USER: after a person has changed something
 * @TOCSIN_RETRY_LATER: by itself, after a wait
 * @TOCSIN_RETRY_NOW: at once
 *
 * What makes sense after a failure.
 */
typedef enum
{
  TOCSIN_RETRY_NEVER,
  TOCSIN_RETRY_USER,
  TOCSIN_RETRY_LATER,
  TOCSIN_RETRY_NOW,
} TocsinRetry;

TocsinRetry tocsin_error_get_retry (const GError *error);
const char *tocsin_retry_to_string (TocsinRetry retry);

G_END_DECLS
