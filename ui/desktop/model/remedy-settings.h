/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/remedy.h"

G_BEGIN_DECLS

TocsinRemedy *tocsin_remedy_new_for_assignments (const GError *error,
                                                 const char *const *assignments,
                                                 TocsinSnapshot *settings);

G_END_DECLS
