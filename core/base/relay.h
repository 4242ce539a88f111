/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/base/transcript.h"

G_BEGIN_DECLS

/* What a thread tells, told once more in the main context of who wants to know: user interfaces may
 * touch their widgets there only. */

TocsinReport *tocsin_relay_report (TocsinReport *target, GMainContext *context);
TocsinTranscript *tocsin_relay_transcript (TocsinTranscript *target, GMainContext *context);

G_END_DECLS
