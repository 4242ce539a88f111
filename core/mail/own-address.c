/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/own-address.h"

#include <string.h>

/* Case in a local part means something to the standard (RFC 5321, section 2.4) and to nobody else.
 */
static gboolean
is_same (const char *a, const char *b)
{
  g_autofree char *folded_a = g_utf8_casefold (a, -1);
  g_autofree char *folded_b = g_utf8_casefold (b, -1);

  return g_str_equal (folded_a, folded_b);
}

/* `ada+lists@example.org` reaches Ada (RFC 5233). */
static char *
without_detail (const char *address)
{
  const char *at = strrchr (address, '@');
  const char *plus = strchr (address, '+');

  if (at == NULL || plus == NULL || plus == address || plus > at)
    return NULL;

  return g_strdup_printf ("%.*s%s", (int) (plus - address), address, at);
}

/**
 * tocsin_own_address_is: (skip)
 * @own: (nullable) (array zero-terminated=1): addresses of one's own, bare
 * @address: an address
 *
 * Returns: whether mail to @address is mail to one of @own, as far as addresses tell.
 */
gboolean
tocsin_own_address_is (const char *const *own, const TocsinAddress *address)
{
  g_autofree char *base = without_detail (address->address);

  for (; own != NULL && *own != NULL; own++)
    {
      g_autoptr (TocsinAddress) mine = tocsin_address_new (NULL, *own, NULL);

      if (*mine->address == '\0')
        continue;
      if (is_same (mine->address, address->address)
          || (base != NULL && is_same (mine->address, base)))
        return TRUE;
    }

  return FALSE;
}
