/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"

G_BEGIN_DECLS

const char *tocsin_fact_label_get (const char *name);
char *tocsin_fact_label_sum_up (TocsinStep step, GVariant *facts);

G_END_DECLS
