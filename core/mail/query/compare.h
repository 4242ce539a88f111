/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/address.h"

G_BEGIN_DECLS

gboolean tocsin_query_compare_text (const char *text, const char *folded);
gboolean tocsin_query_compare_glob (const char *text, const char *folded);
gboolean tocsin_query_compare_type (const char *type, const char *folded);
gboolean tocsin_query_compare_address (const TocsinAddress *address, const char *folded);

G_END_DECLS
