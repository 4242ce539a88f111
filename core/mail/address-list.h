/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/header-block.h"

G_BEGIN_DECLS

GPtrArray *tocsin_address_list_read (const TocsinHeaderBlock *headers,
                                     const char *name,
                                     const char *code_page);

G_END_DECLS
