/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/shift.h"
#include "service/notifier.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_SERVICE (tocsin_service_get_type ())

/**
 * TocsinService:
 *
 * The engine as a service: it says when it is ready, reloads on SIGHUP, ends on SIGTERM, and has
 * its name on a bus.
 */
G_DECLARE_FINAL_TYPE (TocsinService, tocsin_service, TOCSIN, SERVICE, GObject)

TocsinService *tocsin_service_new (TocsinShift *shift, TocsinNotifier *notifier, GBusType bus);
gboolean tocsin_service_run (TocsinService *self, GError **error);

G_END_DECLS
