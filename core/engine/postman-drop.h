/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/postman-lane.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_POSTMAN_DROP (tocsin_postman_drop_get_type ())

/**
 * TocsinPostmanDrop:
 *
 * Looks after the queue directory of one connection: when something is put there, and every minute
 * besides, a worker takes over what is whole, and shows what became of mail. Lives in the main
 * context.
 */
G_DECLARE_FINAL_TYPE (TocsinPostmanDrop, tocsin_postman_drop, TOCSIN, POSTMAN_DROP, GObject)

TocsinPostmanDrop *
tocsin_postman_drop_new (TocsinPostmanServices *services, const char *connection);
void tocsin_postman_drop_look (TocsinPostmanDrop *self);
void tocsin_postman_drop_stop (TocsinPostmanDrop *self);
gboolean tocsin_postman_drop_is_idle (TocsinPostmanDrop *self);
GError *tocsin_postman_drop_get_error (TocsinPostmanDrop *self);

G_END_DECLS
