/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/engine.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_METRICS (tocsin_metrics_get_type ())

/**
 * TocsinMetrics:
 *
 * Figures for Prometheus at `/metrics` and the engine's health at `/healthz`, where the engine's
 * setting `metrics` says; nowhere where it says nothing.
 */
G_DECLARE_FINAL_TYPE (TocsinMetrics, tocsin_metrics, TOCSIN, METRICS, GObject)

TocsinMetrics *tocsin_metrics_new (TocsinEngine *engine);
void tocsin_metrics_apply (TocsinMetrics *self);
void tocsin_metrics_close (TocsinMetrics *self);

G_END_DECLS
