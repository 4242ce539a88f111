/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/composer.h"
#include "core/plugin/event.h"
#include "plugins/send/send-settings.h"

G_BEGIN_DECLS

/* A draft is an `a{sv}` that a message can be made from without the settings. Under "why" it holds,
 * alone, why there is none. */

GVariant *draft_make (const SendSettings *settings, TocsinEvent *event, GError **error);
char *draft_describe (GVariant *draft, const SendSettings *settings);
char *draft_refuse_self (GVariant *draft, const char *from);
const char *draft_get (GVariant *draft, const char *key);

TocsinComposer *draft_compose (GVariant *draft, GError **error);
gboolean draft_attach (GVariant *draft,
                       TocsinComposer *composer,
                       TocsinEvent *event,
                       const char *directory,
                       GCancellable *cancellable,
                       GError **error);

G_END_DECLS
