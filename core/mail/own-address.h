/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/address.h"

G_BEGIN_DECLS

gboolean tocsin_own_address_is (const char *const *own, const TocsinAddress *address);

G_END_DECLS
