/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * NOTIFY_MAX_WAITING:
 *
 * Notifications whose buttons are remembered; beyond it those of the oldest do nothing.
 */
#define NOTIFY_MAX_WAITING 1000

/**
 * NotifyPresses:
 *
 * What is run when somebody presses a button. May be used from any thread.
 */
typedef struct _NotifyPresses NotifyPresses;

NotifyPresses *notify_presses_new (void);
void notify_presses_free (NotifyPresses *self);
GVariant *notify_presses_make_actions (GVariant *buttons);
void notify_presses_expect (NotifyPresses *self, guint32 id, GVariant *buttons);
void notify_presses_take (NotifyPresses *self, guint32 id, const char *action);
void notify_presses_take_token (NotifyPresses *self, guint32 id, const char *token);
void notify_presses_forget (NotifyPresses *self, guint32 id);
void notify_presses_forget_all (NotifyPresses *self);

G_END_DECLS
