/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/backoff.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/fault.h"
#include "core/base/report.h"
#include "core/base/text.h"
#include "core/base/transcript.h"
#include "core/base/trouble.h"
#include "core/engine/journal-batch.h"
#include "core/engine/journal-event.h"
#include "core/engine/journal-step.h"
#include "core/engine/journal.h"
#include "core/engine/schedule.h"
#include "core/engine/spool-batch.h"
#include "core/engine/spool.h"
#include "core/engine/sqlite-journal.h"
#include "core/engine/state-directory.h"
#include "core/engine/time-window.h"
