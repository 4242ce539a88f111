/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/item-list.h"
#include "ui/desktop/model/settings-thread.h"
#include "ui/desktop/model/workbench.h"

G_BEGIN_DECLS

struct _TocsinWorkbench
{
  GObject parent_instance;

  TocsinRegistry *registry;
  TocsinStateDirectory *state;
  GError *state_error;
  TocsinSettingsThread *settings;
  GThreadPool *workers;
  GHashTable *errands; /* those that have not returned */
  GMainContext *context;
  TocsinItemList *connections;
  TocsinItemList *tasks;
  GListStore *problems;
  TocsinSettingsReport *report;
  guint ticker;
};

void tocsin_workbench_begin_errands (TocsinWorkbench *self);
void tocsin_workbench_end_errands (TocsinWorkbench *self);

G_END_DECLS
