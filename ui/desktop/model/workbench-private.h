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
  TocsinEngineClient *engine;
  GNetworkMonitor *network;
  GError *bus_error;     /* why there is no session bus */
  GError *keyring_error; /* why there is no keyring */
  GError *engine_error;  /* why it could not be started, paused or resumed */
  gboolean starting;
  gboolean paused;
  GThreadPool *workers;
  GHashTable *errands; /* the tasks of those that have not returned */
  GMainContext *context;
  TocsinItemList *connections;
  TocsinItemList *tasks;
  GListStore *problems;
  TocsinSettingsReport *report;
  guint ticker;
};

void tocsin_workbench_begin_errands (TocsinWorkbench *self);
void tocsin_workbench_end_errands (TocsinWorkbench *self);
void tocsin_workbench_begin_engine (TocsinWorkbench *self);
void tocsin_workbench_end_engine (TocsinWorkbench *self);
void tocsin_workbench_probe (TocsinWorkbench *self);
void tocsin_workbench_show_problems (TocsinWorkbench *self);
void tocsin_workbench_show_status (TocsinWorkbench *self);
void tocsin_workbench_notify_paused (TocsinWorkbench *self);

G_END_DECLS
