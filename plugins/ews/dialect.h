/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/version.h"

G_BEGIN_DECLS

/**
 * EwsDialect:
 *
 * In which version of the service's language an account is spoken to. Several servers of different
 * ages may answer behind one address: what is spoken is what the oldest of them understands, and
 * never more than the settings say. Thread safe.
 */
typedef struct
{
  EwsVersion wanted;
  /*< private >*/
  int known; /* atomic: an EwsVersion */
  int refused;
  int settled;
} EwsDialect;

gboolean ews_dialect_parse (const char *setting, EwsVersion *version, GError **error);
void ews_dialect_init (EwsDialect *self, EwsVersion wanted);
EwsVersion ews_dialect_get (EwsDialect *self);
EwsVersion ews_dialect_get_server (EwsDialect *self);
void ews_dialect_note (EwsDialect *self, EwsVersion server);
void ews_dialect_settle (EwsDialect *self);
gboolean ews_dialect_is_settled (EwsDialect *self);
gboolean ews_dialect_lower (EwsDialect *self);

G_END_DECLS
