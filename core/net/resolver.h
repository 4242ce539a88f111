/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TocsinFamilies:
 * @TOCSIN_FAMILIES_ANY: both, in the resolver's order
 * @TOCSIN_FAMILIES_PREFER4: both, IPv4 first
 * @TOCSIN_FAMILIES_PREFER6: both, IPv6 first
 * @TOCSIN_FAMILIES_ONLY4: IPv4 only
 * @TOCSIN_FAMILIES_ONLY6: IPv6 only
 *
 * The setting `ip-version`.
 */
typedef enum
{
  TOCSIN_FAMILIES_ANY,
  TOCSIN_FAMILIES_PREFER4,
  TOCSIN_FAMILIES_PREFER6,
  TOCSIN_FAMILIES_ONLY4,
  TOCSIN_FAMILIES_ONLY6,
} TocsinFamilies;

#define TOCSIN_TYPE_RESOLVER (tocsin_resolver_get_type ())

/**
 * TocsinResolver:
 *
 * Looks host names up on threads of its own, so that a name server that hangs delays nobody but
 * those who asked for that name. Callers of the same name share one look-up. Thread safe.
 */
G_DECLARE_DERIVABLE_TYPE (TocsinResolver, tocsin_resolver, TOCSIN, RESOLVER, GObject)

/**
 * TocsinResolverClass:
 * @look_up: asks the system for the addresses of @host, blocking as long as it likes; runs on one
 *   of the resolver's threads. Returns (transfer full) (element-type GInetAddress) or sets one of
 *   the `dns.*` errors
 */
struct _TocsinResolverClass
{
  GObjectClass parent_class;

  GPtrArray *(*look_up) (TocsinResolver *self, const char *host, GError **error);

  /*< private >*/
  gpointer padding[4];
};

TocsinResolver *tocsin_resolver_get_default (void);
void tocsin_resolver_set_default (TocsinResolver *resolver);
GPtrArray *tocsin_resolver_resolve (TocsinResolver *self,
                                    const char *host,
                                    TocsinFamilies families,
                                    gint64 deadline,
                                    GCancellable *cancellable,
                                    GError **error);

G_END_DECLS
