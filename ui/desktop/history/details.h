/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_EVENT_DETAILS (tocsin_event_details_get_type ())

/**
 * TocsinEventDetails:
 *
 * One event: what fired it, what each action did with it, and what a person may do about it.
 */
G_DECLARE_FINAL_TYPE (TocsinEventDetails, tocsin_event_details, TOCSIN, EVENT_DETAILS, AdwBin)

void tocsin_event_details_set_workbench (TocsinEventDetails *self, TocsinWorkbench *workbench);
void tocsin_event_details_show (TocsinEventDetails *self, gint64 event);

G_END_DECLS
