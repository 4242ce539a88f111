/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/dialect.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"

/**
 * ews_dialect_parse:
 * @setting: the setting `exchange-version`
 * @version: (out): what it means; unknown when it is empty
 * @error: `config.invalid`
 *
 * Returns: whether it means something.
 */
gboolean
ews_dialect_parse (const char *setting, EwsVersion *version, GError **error)
{
  *version = EWS_VERSION_UNKNOWN;
  if (*setting == '\0' || ews_version_from_setting (setting, version))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("exchange.exchange-version: “%s” is no version; there are 2007_SP1, 2010, "
                  "2010_SP1, 2010_SP2, 2010_SP3, 2013, 2013_SP1 and 2016"),
               setting);
  return FALSE;
}

/**
 * ews_dialect_init:
 * @self: what to fill in
 * @wanted: what the settings say; unknown: the newest that the server knows
 */
void
ews_dialect_init (EwsDialect *self, EwsVersion wanted)
{
  *self = (EwsDialect){ .wanted = wanted };
}

/**
 * ews_dialect_get_server:
 * @self: a dialect
 *
 * Returns: the oldest server that answered; unknown when none did.
 */
EwsVersion
ews_dialect_get_server (EwsDialect *self)
{
  return (EwsVersion) g_atomic_int_get (&self->known);
}

/**
 * ews_dialect_get:
 * @self: a dialect
 *
 * Returns: what to speak.
 */
EwsVersion
ews_dialect_get (EwsDialect *self)
{
  EwsVersion server = ews_dialect_get_server (self);

  if (self->wanted == EWS_VERSION_UNKNOWN)
    return server;
  if (!g_atomic_int_get (&self->refused))
    return self->wanted;

  return MIN (self->wanted, server);
}

/**
 * ews_dialect_note:
 * @self: a dialect
 * @server: what a server says it is; unknown tells nothing
 */
void
ews_dialect_note (EwsDialect *self, EwsVersion server)
{
  EwsVersion known = ews_dialect_get_server (self);

  if (server != EWS_VERSION_UNKNOWN && (known == EWS_VERSION_UNKNOWN || server < known))
    g_atomic_int_set (&self->known, (int) server);
}

/**
 * ews_dialect_lower:
 * @self: a dialect that a server did not understand
 *
 * Returns: whether there is an older one to try.
 */
gboolean
ews_dialect_lower (EwsDialect *self)
{
  EwsVersion before = ews_dialect_get (self);

  g_atomic_int_set (&self->refused, TRUE);

  return before != EWS_VERSION_UNKNOWN && ews_dialect_get (self) < before;
}

/**
 * ews_dialect_settle:
 * @self: a dialect in which a server has answered
 */
void
ews_dialect_settle (EwsDialect *self)
{
  g_atomic_int_set (&self->settled, TRUE);
}

/**
 * ews_dialect_is_settled:
 * @self: a dialect
 *
 * Returns: whether a server has answered in it.
 */
gboolean
ews_dialect_is_settled (EwsDialect *self)
{
  return g_atomic_int_get (&self->settled);
}
