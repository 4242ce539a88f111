/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/engine.h"
#include "service/notifier.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_STATUS_LINE (tocsin_status_line_get_type ())

/**
 * TocsinStatusLine:
 *
 * Keeps the line that `systemctl status` shows true: “12 watching, 1 stalled”.
 */
G_DECLARE_FINAL_TYPE (TocsinStatusLine, tocsin_status_line, TOCSIN, STATUS_LINE, GObject)

TocsinStatusLine *tocsin_status_line_new (TocsinEngine *engine, TocsinNotifier *notifier);
char *tocsin_status_line_make (const TocsinRosterCounts *counts);

G_END_DECLS
