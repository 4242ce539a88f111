/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/plugin.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_MAILBOX_ACTION (tocsin_mailbox_action_get_type ())

/**
 * TocsinMailboxAction:
 *
 * Does something to the message in its mailbox.
 */
G_DECLARE_FINAL_TYPE (TocsinMailboxAction, tocsin_mailbox_action, TOCSIN, MAILBOX_ACTION, GObject)

G_END_DECLS
