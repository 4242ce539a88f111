/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/candidate-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *tocsin_candidate_row_new (TocsinCandidateItem *item, gboolean is_best);

G_END_DECLS
