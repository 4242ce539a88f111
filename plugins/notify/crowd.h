/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NOTIFY_CROWD_PAUSE:
 *
 * Microseconds without a notification after which the next ones are shown one by one again.
 */
#define NOTIFY_CROWD_PAUSE (10 * G_USEC_PER_SEC)

/**
 * NOTIFY_CROWD_LINES:
 *
 * How many of those that are counted are named.
 */
#define NOTIFY_CROWD_LINES 5

/**
 * NotifyCrowd:
 *
 * The notifications of one task that come close together.
 */
typedef struct _NotifyCrowd NotifyCrowd;

NotifyCrowd *notify_crowd_new (void);
void notify_crowd_free (NotifyCrowd *self);
guint notify_crowd_take (NotifyCrowd *self, gint64 now, guint most, const char *summary);
char *notify_crowd_name_last (NotifyCrowd *self);

G_END_DECLS
