/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/template.h"

G_BEGIN_DECLS

/**
 * Address:
 *
 * Where a webhook goes. Fields may stand in its path and its query, never in what says whose
 * server it is. Immutable.
 */
typedef struct _Address Address;

Address *address_new (const char *text, GError **error);
void address_free (Address *self);
const char *address_get_server (const Address *self);
gboolean address_says_local (const Address *self);
void address_list_fields (const Address *self, GHashTable *fields);
char *address_expand (const Address *self, JsonObject *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Address, address_free)

G_END_DECLS
