/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/discovery/answer.h"

G_BEGIN_DECLS

GPtrArray *tocsin_candidate_list_merge (GPtrArray *answers);

G_END_DECLS
