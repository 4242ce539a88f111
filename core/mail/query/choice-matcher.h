/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/look.h"

G_BEGIN_DECLS

gboolean tocsin_query_choice_match (TocsinQueryLook *look);

G_END_DECLS
