/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean ews_referral_check (const char *url, GPtrArray *domains, GError **error);
gboolean ews_referral_is_domain (const char *domain, GPtrArray *domains);

G_END_DECLS
