/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/retry.h"

#include "core/base/error.h"
#include "core/base/trouble.h"

static TocsinRetry
from_trouble (TocsinTrouble trouble)
{
  switch (trouble)
    {
    case TOCSIN_TROUBLE_PARK:
    case TOCSIN_TROUBLE_ASK:
      return TOCSIN_RETRY_USER;
    case TOCSIN_TROUBLE_GIVE_UP:
      return TOCSIN_RETRY_NEVER;
    case TOCSIN_TROUBLE_RETRY:
    default:
      return TOCSIN_RETRY_LATER;
    }
}

/**
 * tocsin_error_get_retry:
 * @error: any error
 *
 * Returns: when it makes sense to try again what failed with @error.
 */
TocsinRetry
tocsin_error_get_retry (const GError *error)
{
  g_return_val_if_fail (error != NULL, TOCSIN_RETRY_NEVER);

  if (error->domain != TOCSIN_ERROR)
    return TOCSIN_RETRY_LATER;

  switch ((TocsinError) error->code)
    {
    case TOCSIN_ERROR_TLS_INJECTED:
    case TOCSIN_ERROR_TLS_PREAUTH:
    case TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN:
    case TOCSIN_ERROR_CANCELLED:
      return TOCSIN_RETRY_NEVER;
    /* The engine goes on trying, for they may come right by themselves; somebody who looks should
     * do something. */
    case TOCSIN_ERROR_DNS_NOT_FOUND:
    case TOCSIN_ERROR_DNS_NO_ADDRESS:
    case TOCSIN_ERROR_TLS_HANDSHAKE:
    case TOCSIN_ERROR_TLS_CERT_EXPIRED:
    case TOCSIN_ERROR_TLS_CERT_NOT_YET_VALID:
    case TOCSIN_ERROR_MAILBOX_MISSING:
    case TOCSIN_ERROR_MAILBOX_NO_PERMISSION:
    case TOCSIN_ERROR_SECRET_UNAVAILABLE:
    case TOCSIN_ERROR_SECRET_LOCKED:
      return TOCSIN_RETRY_USER;
    case TOCSIN_ERROR_AUTH_OAUTH_EXPIRED:
    case TOCSIN_ERROR_MAILBOX_UIDVALIDITY_CHANGED:
      return TOCSIN_RETRY_NOW;
    default:
      return from_trouble (tocsin_trouble_judge (error, TOCSIN_TROUBLE_REFUSALS));
    }
}

/**
 * tocsin_retry_to_string:
 * @retry: a class
 *
 * Returns: (transfer none): "never", "user", "later" or "now", for scripts.
 */
const char *
tocsin_retry_to_string (TocsinRetry retry)
{
  static const char *const names[] = { "never", "user", "later", "now" };

  g_return_val_if_fail ((gsize) retry < G_N_ELEMENTS (names), NULL);

  return names[retry];
}
