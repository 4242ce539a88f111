/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/roster.h"

G_BEGIN_DECLS

/* Shared by roster.c, which brings everybody in line, and roster-desk.c, which answers. */

struct _TocsinRoster
{
  GObject parent_instance;

  TocsinConfig *config;
  TocsinRegistry *registry;
  TocsinRunner *runner;
  TocsinSupervisorServices services;
  gboolean once;

  TocsinPauses *pauses;
  GHashTable *tasks;
  GHashTable *supervisors;
  GHashTable *tickers;
  GPtrArray *leaving;
  GPtrArray *problems;
};

G_END_DECLS
