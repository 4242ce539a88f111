/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_SECRET (tocsin_secret_get_type ())

/**
 * TocsinSecret:
 *
 * A password, token or key while it is in use. The bytes are overwritten when the last reference
 * goes, and are never printed, logged or compared with anything that ends early. Thread safe.
 */
typedef struct _TocsinSecret TocsinSecret;

GType tocsin_secret_get_type (void);

TocsinSecret *tocsin_secret_new (const char *text, gssize length);
TocsinSecret *tocsin_secret_new_take (char *text, gssize length);
TocsinSecret *tocsin_secret_ref (TocsinSecret *self);
void tocsin_secret_unref (TocsinSecret *self);
const char *tocsin_secret_peek (const TocsinSecret *self);
gsize tocsin_secret_get_length (const TocsinSecret *self);
gboolean tocsin_secret_equal (const TocsinSecret *self, const TocsinSecret *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinSecret, tocsin_secret_unref)

G_END_DECLS
