/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/plugin.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_SEND_ACTION (tocsin_send_action_get_type ())

/**
 * TocsinSendAction:
 *
 * Answers a message, sends it on or writes a new one, through the outbox.
 */
G_DECLARE_FINAL_TYPE (TocsinSendAction, tocsin_send_action, TOCSIN, SEND_ACTION, GObject)

G_END_DECLS
