/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/address.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (TocsinAddress, tocsin_address, tocsin_address_ref, tocsin_address_unref)

static char *
with_readable_domain (const char *address)
{
  const char *at = strrchr (address, '@');
  g_autofree char *domain = NULL;

  if (at == NULL || !g_hostname_is_ascii_encoded (at + 1))
    return g_strdup (address);
  domain = g_hostname_to_unicode (at + 1);
  if (domain == NULL)
    return g_strdup (address);

  return g_strdup_printf ("%.*s%s", (int) (at + 1 - address), address, domain);
}

/**
 * tocsin_address_new:
 * @name: (nullable): display name
 * @address: (nullable): `local@domain`; a domain in punycode becomes readable
 * @group: (nullable): the group it stands in
 *
 * Returns: (transfer full): an address.
 */
TocsinAddress *
tocsin_address_new (const char *name, const char *address, const char *group)
{
  TocsinAddress *self = g_new0 (TocsinAddress, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name != NULL ? name : "");
  self->address = with_readable_domain (address != NULL ? address : "");
  self->group = g_strdup (group);

  return self;
}

/**
 * tocsin_address_ref:
 * @self: an address
 *
 * Returns: (transfer full): @self.
 */
TocsinAddress *
tocsin_address_ref (TocsinAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_address_unref:
 * @self: (transfer full): an address
 */
void
tocsin_address_unref (TocsinAddress *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->name);
  g_free (self->address);
  g_free (self->group);
  g_free (self);
}

/**
 * tocsin_address_get_domain:
 * @self: an address
 *
 * Returns: (transfer none): what stands behind the last @, empty when there is none.
 */
const char *
tocsin_address_get_domain (const TocsinAddress *self)
{
  const char *at;

  g_return_val_if_fail (self != NULL, NULL);

  at = strrchr (self->address, '@');

  return at != NULL ? at + 1 : "";
}

/**
 * tocsin_address_to_string:
 * @self: an address
 *
 * Returns: (transfer full): it as a person reads it, `Ada Lovelace <ada@example.com>`; no header
 *   syntax, nothing is quoted.
 */
char *
tocsin_address_to_string (const TocsinAddress *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (*self->name == '\0')
    return g_strdup (self->address);
  if (*self->address == '\0')
    return g_strdup (self->name);

  return g_strdup_printf ("%s <%s>", self->name, self->address);
}
