/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/field-info.h"

G_BEGIN_DECLS

char *tocsin_query_guess_moment (const char *typed);
char *tocsin_query_guess_date (const TocsinQueryFieldInfo *info, const char *typed);
char *tocsin_query_guess_age (const TocsinQueryFieldInfo *info, const char *typed);
char *tocsin_query_guess_number (const TocsinQueryFieldInfo *info, const char *typed);

G_END_DECLS
