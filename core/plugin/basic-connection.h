/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/connection.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_BASIC_CONNECTION (tocsin_basic_connection_get_type ())

/**
 * TocsinBasicConnection:
 *
 * What every #TocsinConnection has: the settings that it was made from, and an end, which calls in
 * progress hear of. What the connection can do is said by who derives from it; one whose work is
 * done in sessions derives #TocsinServerConnection.
 *
 * Thread safe.
 */
G_DECLARE_DERIVABLE_TYPE (
    TocsinBasicConnection, tocsin_basic_connection, TOCSIN, BASIC_CONNECTION, GObject)

/**
 * TocsinBasicConnectionClass:
 *
 * Nothing to fill in.
 */
struct _TocsinBasicConnectionClass
{
  GObjectClass parent_class;

  /*< private >*/
  gpointer padding[4];
};

TocsinConnectionSettings *tocsin_basic_connection_get_settings (TocsinBasicConnection *self);
GCancellable *tocsin_basic_connection_get_closing (TocsinBasicConnection *self);
gboolean tocsin_basic_connection_check_open (TocsinBasicConnection *self, GError **error);

G_END_DECLS
