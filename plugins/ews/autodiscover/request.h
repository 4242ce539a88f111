/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Autodiscover's three forms: a plain document (from Exchange 2007 on), SOAP (from 2010 on), and
 * the short one of JSON (2016 and Exchange Online), which needs no sign-in. */

GBytes *ews_autodiscover_pox_build (const char *address);
GBytes *ews_autodiscover_soap_build (const char *address, const char *url);
char *ews_autodiscover_json_target (const char *address);

G_END_DECLS
