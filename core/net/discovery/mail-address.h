/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TocsinMailAddress:
 * @full: the address with its domain in ASCII and lower case, as servers want it
 * @local: what stands before the last @
 * @domain: what stands behind it, in ASCII and lower case
 *
 * Whose servers are looked for.
 */
typedef struct
{
  char *full;
  char *local;
  char *domain;
} TocsinMailAddress;

TocsinMailAddress *tocsin_mail_address_parse (const char *text, GError **error);
void tocsin_mail_address_free (TocsinMailAddress *self);
gboolean tocsin_mail_address_owns (const TocsinMailAddress *self, const char *host);
char *tocsin_mail_address_fill_in (const TocsinMailAddress *self, const char *template);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinMailAddress, tocsin_mail_address_free)

G_END_DECLS
