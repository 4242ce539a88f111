/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/compare.h"

#include "core/mail/fold.h"

#include <string.h>

/**
 * tocsin_query_compare_text:
 * @text: (nullable): some text of a message
 * @folded: what is looked for, folded
 *
 * Returns: whether it is somewhere in @text.
 */
gboolean
tocsin_query_compare_text (const char *text, const char *folded)
{
  g_autofree char *haystack = text != NULL ? tocsin_mail_fold (text) : NULL;

  return haystack != NULL && strstr (haystack, folded) != NULL;
}

/**
 * tocsin_query_compare_glob:
 * @text: (nullable): a name of a message
 * @folded: what is looked for, folded
 *
 * Returns: whether the whole of @text fits @folded where that has a `*` or a `?`, or else holds
 *   it.
 */
gboolean
tocsin_query_compare_glob (const char *text, const char *folded)
{
  g_autofree char *name = NULL;

  if (strpbrk (folded, "*?") == NULL)
    return tocsin_query_compare_text (text, folded);
  if (text == NULL)
    return FALSE;

  name = tocsin_mail_fold (text);

  return g_pattern_match_simple (folded, name);
}

/**
 * tocsin_query_compare_type:
 * @type: a MIME type in lower case
 * @folded: what is looked for, folded
 *
 * Returns: whether @type is `image/png` for `image/png`, `image/\*`, `image` or `png`.
 */
gboolean
tocsin_query_compare_type (const char *type, const char *folded)
{
  const char *slash = strchr (type, '/');

  if (strpbrk (folded, "*?") != NULL)
    return g_pattern_match_simple (folded, type);
  if (strchr (folded, '/') != NULL || slash == NULL)
    return g_str_equal (type, folded);

  return g_str_equal (slash + 1, folded)
         || (strlen (folded) == (gsize) (slash - type)
             && strncmp (type, folded, slash - type) == 0);
}

static gboolean
is_in_domain (const TocsinAddress *address, const char *folded)
{
  g_autofree char *domain = tocsin_mail_fold (tocsin_address_get_domain (address));

  return g_str_equal (domain, folded);
}

/**
 * tocsin_query_compare_address:
 * @address: an address of a message
 * @folded: what is looked for, folded
 *
 * Returns: for `@example.com` and `*@example.com` whether it is in that domain; for anything else
 *   with a star whether the whole address fits; else whether name, address or group hold it, or
 *   both of the former as in `Ada Lovelace <ada@example.com>`.
 */
gboolean
tocsin_query_compare_address (const TocsinAddress *address, const char *folded)
{
  const char *domain = folded[0] == '*' ? folded + 1 : folded;
  g_autofree char *both = NULL;

  if (domain[0] == '@' && domain[1] != '\0' && strpbrk (domain, "*? ") == NULL)
    return is_in_domain (address, domain + 1);
  if (strchr (folded, '*') != NULL)
    return tocsin_query_compare_glob (address->address, folded);

  if (tocsin_query_compare_text (address->name, folded)
      || tocsin_query_compare_text (address->address, folded)
      || tocsin_query_compare_text (address->group, folded))
    return TRUE;
  if (strchr (folded, '<') == NULL)
    return FALSE;
  both = tocsin_address_to_string (address);

  return tocsin_query_compare_text (both, folded);
}
