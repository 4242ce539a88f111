/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/task.h"

G_BEGIN_DECLS

/* A trigger `knock` and an action `deed` that do what a test tells them and note what they did. */

TocsinRegistry *fake_registry_new (void);
TocsinTask *fake_task_new (TocsinRegistry *registry, const char *id, ...) G_GNUC_NULL_TERMINATED;
void fake_deeds_clear (void);
char *fake_deeds_list (void);
void fake_knock_add (const char *key);
void fake_knock_fail (gboolean fail);

G_END_DECLS
