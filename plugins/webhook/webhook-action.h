/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/plugin.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_WEBHOOK_ACTION (tocsin_webhook_action_get_type ())

/**
 * TocsinWebhookAction:
 *
 * The action webhook.
 */
G_DECLARE_FINAL_TYPE (TocsinWebhookAction, tocsin_webhook_action, TOCSIN, WEBHOOK_ACTION, GObject)

G_END_DECLS
