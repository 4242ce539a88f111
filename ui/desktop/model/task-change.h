/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/task.h"
#include "core/settings/config.h"

G_BEGIN_DECLS

/**
 * TocsinTaskChange:
 * @id: (nullable): the task that is changed, %NULL for a new one
 * @name: the name it is to have
 * @assignments: what is set, `KEY=VALUE`
 * @resets: the keys that go back to their defaults
 *
 * What a person did in the editor of a task, before it is written down. Thread safe as long as
 * nobody changes it.
 */
typedef struct
{
  char *id;
  char *name;
  GStrv assignments;
  GStrv resets;
} TocsinTaskChange;

TocsinTaskChange *tocsin_task_change_new (const char *id,
                                          const char *name,
                                          const char *const *assignments,
                                          const char *const *resets);
void tocsin_task_change_free (TocsinTaskChange *self);
TocsinTask *tocsin_task_change_make_task (const TocsinTaskChange *self,
                                          TocsinConfig *config,
                                          TocsinRegistry *registry,
                                          GError **error);
char *tocsin_task_change_save (const TocsinTaskChange *self,
                               TocsinConfig *config,
                               TocsinRegistry *registry,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinTaskChange, tocsin_task_change_free)

G_END_DECLS
