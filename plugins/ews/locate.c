/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Where the service is, as far as that needs no asking. */
#include "plugins/ews/locate.h"

#include <string.h>

/* Where every Exchange server has it. */
#define PATH "/EWS/Exchange.asmx"

/* An address with nothing behind the host means the usual place there. */
static char *
complete_url (const char *url)
{
  const char *host = strstr (url, "://");
  const char *path = host != NULL ? strchr (host + strlen ("://"), '/') : NULL;

  if (path != NULL && path[1] != '\0')
    return g_strdup (url);

  return g_strdup_printf ("%.*s%s", (int) (path != NULL ? path - url : (gssize) strlen (url)), url,
                          PATH);
}

static char *
make_url (const char *host, guint port)
{
  gboolean is_v6 = strchr (host, ':') != NULL && *host != '[';

  if (port == 0 || port == 443)
    return g_strdup_printf (is_v6 ? "https://[%s]" PATH : "https://%s" PATH, host);

  return g_strdup_printf (is_v6 ? "https://[%s]:%u" PATH : "https://%s:%u" PATH, host, port);
}

/**
 * ews_locate_by_settings:
 * @settings: a connection's
 *
 * Returns: (transfer full) (nullable): the URL of the service; %NULL when it has to be looked for
 * by Autodiscover.
 */
char *
ews_locate_by_settings (TocsinConnectionSettings *settings)
{
  TocsinSnapshot *snapshot = TOCSIN_SNAPSHOT (settings);
  const char *endpoint = tocsin_snapshot_get_string (snapshot, "endpoint");
  const char *address = tocsin_snapshot_get_string (snapshot, "address");

  if (*endpoint != '\0')
    return complete_url (endpoint);
  if (*address == '\0')
    return NULL;
  if (strstr (address, "://") != NULL)
    return complete_url (address);

  return make_url (address, tocsin_snapshot_get_uint (snapshot, "port"));
}
