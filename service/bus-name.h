/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/control.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_BUS_NAME (tocsin_bus_name_get_type ())

/**
 * TocsinBusName:
 *
 * The engine's place on the session or system bus, by which it is found and activated. It is taken
 * again when the bus was restarted; without any bus the control socket is there all the same.
 */
G_DECLARE_FINAL_TYPE (TocsinBusName, tocsin_bus_name, TOCSIN, BUS_NAME, GObject)

TocsinBusName *tocsin_bus_name_new (TocsinControl *control, GBusType bus);
void tocsin_bus_name_close (TocsinBusName *self);

G_END_DECLS
