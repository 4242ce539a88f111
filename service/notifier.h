/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_NOTIFIER (tocsin_notifier_get_type ())

/**
 * TocsinNotifier:
 *
 * Tells whoever started the service how it does, in the words of sd_notify(3): ready, reloading,
 * stopping, alive. Nothing happens where nobody wants to know.
 */
G_DECLARE_FINAL_TYPE (TocsinNotifier, tocsin_notifier, TOCSIN, NOTIFIER, GObject)

TocsinNotifier *tocsin_notifier_new (void);
void tocsin_notifier_say (TocsinNotifier *self, const char *message);
void tocsin_notifier_say_ready (TocsinNotifier *self);
void tocsin_notifier_say_reloading (TocsinNotifier *self);
void tocsin_notifier_say_stopping (TocsinNotifier *self);
void tocsin_notifier_say_status (TocsinNotifier *self, const char *status);
guint64 tocsin_notifier_get_watchdog (TocsinNotifier *self);

G_END_DECLS
