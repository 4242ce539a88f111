/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/event.h"

G_BEGIN_DECLS

/**
 * NOTIFY_MAX_BUTTONS:
 *
 * Buttons of a notification; no desktop shows as many.
 */
#define NOTIFY_MAX_BUTTONS 10

/**
 * NOTIFY_BUTTONS_TYPE:
 *
 * Buttons as they are planned: a label, and what is run when it is pressed.
 */
#define NOTIFY_BUTTONS_TYPE "a(sas)"

/**
 * NotifyButton:
 *
 * A button as a person wrote it.
 */
typedef struct _NotifyButton NotifyButton;

GPtrArray *notify_buttons_new (GVariant *settings, GError **error);
void notify_buttons_list_fields (GPtrArray *buttons, GHashTable *fields);
GVariant *notify_buttons_expand (GPtrArray *buttons, TocsinEvent *event, GError **error);

G_END_DECLS
