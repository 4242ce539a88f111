/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/address-spec.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"

/* Bytes of an address that is shown in an error. */
#define SHOWN 100

static gboolean
refuse (const char *spec, const char *why, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (spec, -1, SHOWN);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("“%s” is no mail address: %s"),
               shown, why);
  return FALSE;
}

static gboolean
has_control (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if ((guchar) *c < ' ' || *c == 0x7f)
      return TRUE;

  return FALSE;
}

/* RFC 5321, section 4.1.2: Dot-string, taken generously about dots, as it is by those who have such
 * addresses. What would end or split the argument of a command is never in it. */
static gboolean
is_plain_local (const char *local, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (strchr (" \"(),:;<>@[\\]", local[i]) != NULL)
      return FALSE;

  return length > 0;
}

static gboolean
is_quoted_local (const char *local, gsize length)
{
  if (length < 2 || local[0] != '"' || local[length - 1] != '"')
    return FALSE;
  for (gsize i = 1; i < length - 1; i++)
    {
      if (local[i] == '"')
        return FALSE;
      if (local[i] == '\\' && ++i >= length - 1)
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_domain (const char *domain)
{
  gsize length = strlen (domain);

  if (length > 2 && domain[0] == '[' && domain[length - 1] == ']')
    return strcspn (domain + 1, "[]\\<>@ \"") == length - 2;

  return length > 0 && domain[strcspn (domain, " \"(),:;<>@[\\]")] == '\0' && domain[0] != '.'
         && strstr (domain, "..") == NULL;
}

/**
 * tocsin_address_spec_check: (skip)
 * @spec: what is to be a bare `local@domain`, or the lone `postmaster` that every server knows
 * @error: %TOCSIN_ERROR_CONFIG_INVALID saying what is wrong with it
 *
 * What passes can stand between the angle brackets of an envelope (RFC 5321, section 4.1.2) and
 * holds nothing that could end them: no control characters, no blanks and brackets but in quotes.
 * It may be UTF-8 (RFC 6531).
 *
 * Returns: whether it is one.
 */
gboolean
tocsin_address_spec_check (const char *spec, GError **error)
{
  const char *at;
  gsize length;

  g_return_val_if_fail (spec != NULL, FALSE);

  if (!g_utf8_validate (spec, -1, NULL))
    return refuse (spec, _ ("it is no UTF-8"), error);
  if (has_control (spec))
    return refuse (spec, _ ("it holds a control character"), error);
  if (strlen (spec) > TOCSIN_ADDRESS_SPEC_MAX_LENGTH)
    return refuse (spec, _ ("it is too long"), error);
  if (g_ascii_strcasecmp (spec, "postmaster") == 0)
    return TRUE;

  at = strrchr (spec, '@');
  if (at == NULL)
    return refuse (spec, _ ("there is no @ in it"), error);
  length = (gsize) (at - spec);
  if (!is_plain_local (spec, length) && !is_quoted_local (spec, length))
    return refuse (spec, _ ("what stands before the @ needs quotes, or is empty"), error);
  if (!is_domain (at + 1))
    return refuse (spec, _ ("what stands behind the @ is no domain"), error);

  return TRUE;
}

/**
 * tocsin_address_spec_needs_utf8: (skip)
 * @spec: an address
 *
 * Returns: whether it can't be written in ASCII: its local part is not.
 */
gboolean
tocsin_address_spec_needs_utf8 (const char *spec)
{
  const char *at;

  g_return_val_if_fail (spec != NULL, FALSE);

  at = strrchr (spec, '@');
  for (const char *c = spec; *c != '\0' && c != at; c++)
    if (!g_ascii_isprint (*c))
      return TRUE;

  return FALSE;
}

/**
 * tocsin_address_spec_to_ascii: (skip)
 * @spec: an address
 *
 * Writes an international domain in its ASCII form (RFC 5890, A-labels), which needs nothing of the
 * server.
 *
 * Returns: (transfer full) (nullable): the address in ASCII; %NULL if its local part is not, or if
 *   the domain has no such form.
 */
char *
tocsin_address_spec_to_ascii (const char *spec)
{
  g_autofree char *domain = NULL;
  const char *at;

  g_return_val_if_fail (spec != NULL, NULL);

  if (g_str_is_ascii (spec))
    return g_strdup (spec);
  at = strrchr (spec, '@');
  if (at == NULL || tocsin_address_spec_needs_utf8 (spec))
    return NULL;
  domain = g_hostname_to_ascii (at + 1);
  if (domain == NULL || !g_str_is_ascii (domain))
    return NULL;

  return g_strdup_printf ("%.*s%s", (int) (at + 1 - spec), spec, domain);
}
