/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/autodiscover/found.h"

G_BEGIN_DECLS

/* How the forms fill in what they found. */

EwsFound *ews_found_new (void);
void ews_found_add_url (EwsFound *self, const char *url);
void ews_found_redirect (EwsFound *self, EwsFoundKind kind, const char *redirect);
void ews_found_refuse (EwsFound *self, const char *code, const char *text);

G_END_DECLS
