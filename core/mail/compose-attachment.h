/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/compose-part.h"

G_BEGIN_DECLS

TocsinComposePart *tocsin_compose_attachment (TocsinRawSource *content,
                                              const char *name,
                                              const char *type,
                                              GError **error);

G_END_DECLS
