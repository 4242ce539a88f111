/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/template.h"

G_BEGIN_DECLS

/**
 * NOTIFY_MAX_SUMMARY:
 *
 * Characters of a first line.
 */
#define NOTIFY_MAX_SUMMARY 200

/**
 * NOTIFY_MAX_TEXT:
 *
 * Characters of a text.
 */
#define NOTIFY_MAX_TEXT 2000

char *notify_text_expand (TocsinTemplate *pattern, JsonObject *data, gboolean lines);

G_END_DECLS
