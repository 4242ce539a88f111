/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

#include "tests/protocol/test-certificates.h"

G_BEGIN_DECLS

/* A server that greets, and servers that stall, each in its own way. */

typedef enum
{
  STREET_GOOD,        /* shakes hands and greets */
  STREET_HOLE,        /* never answers to a SYN: its backlog is full */
  STREET_SILENT,      /* accepts, and says nothing at all */
  STREET_HALF,        /* begins a TLS record and never ends it */
  STREET_NO_GREETING, /* shakes hands, and says nothing */
  STREET_N_HOUSES,
} StreetHouse;

typedef struct _Street Street;

Street *street_new (TestCertificate *certificate);
guint16 street_get_port (Street *self, StreetHouse house);
void street_free (Street *self);

G_END_DECLS
