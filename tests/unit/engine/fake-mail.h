/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/task.h"

G_BEGIN_DECLS

/* A trigger `letter` that waits for mail as its keys say, an action `keep` that wants the raw
 * message and an action `note` that does not. */

TocsinRegistry *fake_mail_registry_new (void);
TocsinTask *
fake_mail_task_new (TocsinRegistry *registry, const char *id, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
