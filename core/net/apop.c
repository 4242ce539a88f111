/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/apop.h"

#include <string.h>

/* RFC 1939, section 7, wants a msg-id: printable ASCII with one @ in it. Who picks other bytes can
 * make challenges that collide in MD5, and so learn the password piece by piece. */
static gboolean
is_message_id (const char *text, gsize length)
{
  const char *at = memchr (text, '@', length);

  if (at == NULL || at == text || at == text + length - 1)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (text[i]) || text[i] == '<' || text[i] == '>'
        || (text[i] == '@' && text + i != at))
      return FALSE;

  return TRUE;
}

/**
 * tocsin_apop_find_timestamp:
 * @greeting: a POP3 server's greeting
 *
 * Returns: (transfer full) (nullable): the challenge in it with its angle brackets; %NULL if there
 *   is none, or none that an honest server makes: then there is no APOP.
 */
char *
tocsin_apop_find_timestamp (const char *greeting)
{
  const char *begin, *end;
  gsize length;

  g_return_val_if_fail (greeting != NULL, NULL);

  begin = strchr (greeting, '<');
  end = begin != NULL ? strchr (begin, '>') : NULL;
  if (end == NULL)
    return NULL;
  length = (gsize) (end - begin) + 1;
  if (length > TOCSIN_APOP_MAX_TIMESTAMP || !is_message_id (begin + 1, length - 2))
    return NULL;

  return g_strndup (begin, length);
}

/**
 * tocsin_apop_digest:
 * @timestamp: the challenge with its angle brackets
 * @password: the shared secret
 *
 * Returns: (transfer full): the proof in hexadecimal digits (RFC 1939, section 7). The password can
 *   be guessed from it, so it goes only where a password may go.
 */
TocsinSecret *
tocsin_apop_digest (const char *timestamp, TocsinSecret *password)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);

  g_return_val_if_fail (timestamp != NULL && password != NULL, NULL);

  g_checksum_update (checksum, (const guchar *) timestamp, -1);
  g_checksum_update (checksum, (const guchar *) tocsin_secret_peek (password),
                     (gssize) tocsin_secret_get_length (password));

  return tocsin_secret_new (g_checksum_get_string (checksum), -1);
}
