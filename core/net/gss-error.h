/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>
#include <gssapi/gssapi.h>

G_BEGIN_DECLS

/* What GSS-API and Kerberos mean by their numbers. Private to core/net. */

void tocsin_gss_error_set (
    GError **error, OM_uint32 major, OM_uint32 minor, gss_OID mechanism, const char *what);

G_END_DECLS
