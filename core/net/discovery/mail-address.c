/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/mail-address.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/host-name.h"

/* RFC 5321, section 4.5.3.1.1. */
#define MAX_LOCAL_LENGTH 64

static TocsinMailAddress *
fail (const char *text, const char *why, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (text, -1, 200);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "“%s” %s", shown, why);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("Give an address such as you@example.org."));

  return NULL;
}

/* RFC 5321, section 4.1.2: atoms and dots; RFC 6531 adds everything beyond ASCII. Who has quotes in
 * the address types the settings. */
static gboolean
is_local_part (const char *local)
{
  if (local[0] == '\0' || strlen (local) > MAX_LOCAL_LENGTH || !g_utf8_validate (local, -1, NULL))
    return FALSE;
  for (const char *p = local; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c <= ' ' || c == 0x7f || (c < 0x80 && strchr ("()<>[]:;@\\,\"", (int) c) != NULL)
          || !g_unichar_isdefined (c) || g_unichar_iscntrl (c) || g_unichar_isspace (c)
          || g_unichar_type (c) == G_UNICODE_FORMAT)
        return FALSE;
    }

  return TRUE;
}

static char *
parse_domain (const char *text, GError **error)
{
  g_autofree char *host = NULL;
  g_autofree char *lower = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    return (char *) fail (text, _ ("is no e-mail address"), error);
  if (text[0] == '[' || g_hostname_is_ip_address (text))
    return (char *) fail (text, _ ("is an address of a machine; nothing can be looked up for it"),
                          error);
  host = tocsin_host_name_parse (_ ("domain"), text, error);
  if (host == NULL)
    return NULL;
  if (g_str_has_suffix (host, "."))
    host[strlen (host) - 1] = '\0';
  lower = g_ascii_strdown (host, -1);
  if (strchr (lower, '.') == NULL)
    return (char *) fail (text, _ ("is no full domain"), error);

  return g_steal_pointer (&lower);
}

/**
 * tocsin_mail_address_parse:
 * @text: what a person typed
 * @error: `config.invalid`
 *
 * Takes what RFC 5321 and RFC 6531 allow but for quoted local parts; the domain may be typed in any
 * script (RFC 5890).
 *
 * Returns: (transfer full): the address in two parts.
 */
TocsinMailAddress *
tocsin_mail_address_parse (const char *text, GError **error)
{
  const char *at = strrchr (text, '@');
  g_autofree char *local = NULL;
  g_autofree char *domain = NULL;
  TocsinMailAddress *self;

  if (at == NULL || at[1] == '\0')
    return fail (text, _ ("is no e-mail address: there is no domain behind an @"), error);
  local = g_strndup (text, (gsize) (at - text));
  if (!is_local_part (local))
    return fail (text, _ ("is no e-mail address: what stands before the @ can't be a name"), error);
  domain = parse_domain (at + 1, error);
  if (domain == NULL)
    return NULL;

  self = g_new0 (TocsinMailAddress, 1);
  self->full = g_strconcat (local, "@", domain, NULL);
  self->local = g_steal_pointer (&local);
  self->domain = g_steal_pointer (&domain);

  return self;
}

/**
 * tocsin_mail_address_free:
 * @self: (transfer full): an address
 */
void
tocsin_mail_address_free (TocsinMailAddress *self)
{
  g_free (self->full);
  g_free (self->local);
  g_free (self->domain);
  g_free (self);
}

/**
 * tocsin_mail_address_owns:
 * @self: an address
 * @host: a host name in ASCII
 *
 * Returns: whether @host is the address's domain or lies within it.
 */
gboolean
tocsin_mail_address_owns (const TocsinMailAddress *self, const char *host)
{
  gsize length = strlen (host);
  gsize domain = strlen (self->domain);

  if (length < domain || g_ascii_strcasecmp (host + length - domain, self->domain) != 0)
    return FALSE;

  return length == domain || host[length - domain - 1] == '.';
}

/**
 * tocsin_mail_address_fill_in:
 * @self: an address
 * @template: text with `{address}`, `{local}` and `{domain}` in it, or with `%EMAILADDRESS%`,
 *   `%EMAILLOCALPART%` and `%EMAILDOMAIN%`, as autoconfiguration documents write them
 *
 * Returns: (transfer full): the text with the address's parts in their places.
 */
char *
tocsin_mail_address_fill_in (const TocsinMailAddress *self, const char *template)
{
  const struct
  {
    const char *name;
    const char *value;
  } parts[] = {
    { "{address}", self->full },  { "%EMAILADDRESS%", self->full },
    { "{local}", self->local },   { "%EMAILLOCALPART%", self->local },
    { "{domain}", self->domain }, { "%EMAILDOMAIN%", self->domain },
  };
  GString *text = g_string_new (NULL);
  const char *p = template;

  while (*p != '\0')
    {
      gsize i = 0;

      while (i < G_N_ELEMENTS (parts) && !g_str_has_prefix (p, parts[i].name))
        i++;
      if (i < G_N_ELEMENTS (parts))
        {
          g_string_append (text, parts[i].value);
          p += strlen (parts[i].name);
        }
      else
        g_string_append_c (text, *p++);
    }

  return g_string_free (text, FALSE);
}
