/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/discover.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"

/**
 * ews_discover_domain:
 * @settings: a connection's
 * @address: (nullable): the address of the mailbox
 * @error: `config.invalid`
 *
 * Returns: (transfer full): where Autodiscover begins to look.
 */
char *
ews_discover_domain (TocsinConnectionSettings *settings, const char *address, GError **error)
{
  const char *domain = address != NULL ? strrchr (address, '@') : NULL;

  if (domain != NULL && domain[1] != '\0')
    return g_ascii_strdown (domain + 1, -1);

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("the server's address is not set, and without a mail address as the user "
                          "name, or authentication.mailbox, it can't be looked for"));
  return NULL;
}

char *
ews_discover (TocsinConnectionSettings *settings,
              const TocsinEndpointDefaults *defaults,
              const char *address,
              GCancellable *cancellable,
              GError **error)
{
  g_autofree char *domain = ews_discover_domain (settings, address, error);

  return NULL;
}
