/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/plugin.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_SAVE_ACTION (tocsin_save_action_get_type ())

/**
 * TocsinSaveAction:
 *
 * Saves attachments, or the message, into a directory.
 */
G_DECLARE_FINAL_TYPE (TocsinSaveAction, tocsin_save_action, TOCSIN, SAVE_ACTION, GObject)

G_END_DECLS
