/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/wire/found.h"

#include "plugins/imap4/wire/uid-set.h"

#include <string.h>

/* "* SEARCH 2 3 6 (MODSEQ 917)" */
static gboolean
parse_search (const Imap4Response *response, GArray *uids, GError **error)
{
  Imap4Scanner scanner = response->rest;

  for (;;)
    {
      const char *begin;

      imap4_scanner_skip_blanks (&scanner);
      if (imap4_scanner_is_at_end (&scanner) || imap4_scanner_peek (&scanner) == '(')
        return TRUE;
      begin = scanner.p;
      while (!imap4_scanner_is_at_end (&scanner) && *scanner.p != ' ')
        scanner.p++;
      if (!imap4_uids_add_number (uids, begin, (gsize) (scanner.p - begin)))
        return imap4_scanner_fail (&scanner, "number", error);
    }
}

/* "* ESEARCH (TAG "A1") UID COUNT 3 ALL 2:4" (RFC 4731) */
static gboolean
parse_esearch (const Imap4Response *response, GArray *uids, GError **error)
{
  Imap4Scanner scanner = response->rest;

  for (;;)
    {
      g_autoptr (Imap4Value) name = NULL;
      g_autoptr (Imap4Value) value = NULL;

      imap4_scanner_skip_blanks (&scanner);
      if (imap4_scanner_is_at_end (&scanner))
        return TRUE;
      name = imap4_scanner_take_value (&scanner, error);
      if (name == NULL)
        return FALSE;
      if (name->kind == IMAP4_VALUE_LIST || imap4_value_is (name, "UID"))
        continue;

      value = imap4_scanner_take_value (&scanner, error);
      if (value == NULL)
        return FALSE;
      if (imap4_value_is (name, "ALL") && imap4_value_get_text (value) != NULL
          && !imap4_uids_add_set (uids, imap4_value_get_text (value), error))
        return FALSE;
    }
}

/**
 * imap4_found_parse:
 * @response: a SEARCH or ESEARCH response
 * @uids: (element-type guint64): where to add what was found
 * @error: where to put %TOCSIN_ERROR_PROTOCOL_PARSE
 *
 * Returns: whether it could be read.
 */
gboolean
imap4_found_parse (const Imap4Response *response, GArray *uids, GError **error)
{
  return imap4_response_is (response, "ESEARCH") ? parse_esearch (response, uids, error)
                                                 : parse_search (response, uids, error);
}
