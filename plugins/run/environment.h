/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/event.h"

G_BEGIN_DECLS

/**
 * ENVIRONMENT_MAX_VALUE:
 *
 * Bytes of one variable that an event fills.
 */
#define ENVIRONMENT_MAX_VALUE (32 * 1024)

/**
 * ENVIRONMENT_MAX_TOTAL:
 *
 * Bytes of all variables that an event fills.
 */
#define ENVIRONMENT_MAX_TOTAL (256 * 1024)

gboolean environment_check (const char *const *assignments, GError **error);
GStrv environment_new (const char *const *assignments,
                       TocsinEvent *event,
                       const char *attachments,
                       gboolean sandbox);

G_END_DECLS
