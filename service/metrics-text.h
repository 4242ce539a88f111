/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_METRICS_TYPE:
 *
 * What the text of tocsin_metrics_write() is.
 */
#define TOCSIN_METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

char *tocsin_metrics_write (GVariant *status, gint64 now);

G_END_DECLS
