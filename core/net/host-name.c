/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/host-name.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/net/refusal.h"

/* RFC 1035, section 3.1, as text. */
#define MAX_LENGTH 253
#define MAX_LABEL_LENGTH 63

/* [::1] is how people write an IPv6 address beside a port. */
static char *
strip_brackets (const char *text)
{
  gsize length = strlen (text);

  if (length > 2 && text[0] == '[' && text[length - 1] == ']')
    return g_strndup (text + 1, length - 2);

  return g_strdup (text);
}

static gboolean
is_host_like (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if ((guchar) *c <= ' ' || *c == 0x7f || strchr (":/@[]\"<>\\", *c) != NULL)
      return FALSE;

  return TRUE;
}

static gboolean
has_good_labels (const char *name)
{
  g_auto (GStrv) labels = g_strsplit (name, ".", -1);

  for (guint i = 0; labels[i] != NULL; i++)
    {
      gsize length = strlen (labels[i]);

      /* A dot at the end is the root's: "mail.example.org." is a full name. */
      if (length > MAX_LABEL_LENGTH || (length == 0 && (i == 0 || labels[i + 1] != NULL)))
        return FALSE;
    }

  return TRUE;
}

/**
 * tocsin_host_name_parse: (skip)
 * @key: the setting that holds it, for the error
 * @text: what a person wrote
 * @error: `config.invalid` naming @key
 *
 * Returns: (transfer full): an address, or the name's ASCII form, which is what goes over the wire
 *   in SNI and into comparisons.
 */
char *
tocsin_host_name_parse (const char *key, const char *text, GError **error)
{
  g_autofree char *bare = strip_brackets (text);
  g_autofree char *host = NULL;

  if (g_hostname_is_ip_address (bare))
    return g_steal_pointer (&bare);

  if (!is_host_like (bare))
    {
      tocsin_refuse_value (key, text,
                           _ ("is no host name or address; the port has a key of its own"), error);
      return NULL;
    }
  host = g_hostname_to_ascii (bare);
  if (host == NULL || strlen (host) > MAX_LENGTH || !has_good_labels (host))
    {
      tocsin_refuse_value (key, text, _ ("is no valid host name"), error);
      return NULL;
    }

  return g_steal_pointer (&host);
}
