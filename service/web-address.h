/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TocsinWebAddress:
 *
 * Where programs of this machine find something: the path of a socket, or a loopback address and a
 * port. Nothing else is taken: who wants it seen from elsewhere puts a web server before it, with
 * passwords and TLS.
 */
typedef struct _TocsinWebAddress TocsinWebAddress;

TocsinWebAddress *tocsin_web_address_parse (const char *text, GError **error);
void tocsin_web_address_free (TocsinWebAddress *self);
gboolean
tocsin_web_address_listen (TocsinWebAddress *self, GSocketListener *listener, GError **error);
void tocsin_web_address_leave (TocsinWebAddress *self);
gboolean tocsin_web_address_is_meant (TocsinWebAddress *self, const char *host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinWebAddress, tocsin_web_address_free)

G_END_DECLS
