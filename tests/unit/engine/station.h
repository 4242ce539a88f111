/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/control.h"

G_BEGIN_DECLS

/* An engine with settings and a state directory of its own, in this process, and the control socket
 * on which it answers. */
typedef struct
{
  char *folder;
  char *socket;
  TocsinConfig *config;
  TocsinRegistry *registry;
  TocsinEngine *engine;
  TocsinControl *control;
  GDBusConnection *bus; /* a message bus on which it answers, too */
  gboolean stopped;
} Station;

void station_set_up (Station *self, gconstpointer settings);
void station_tear_down (Station *self, gconstpointer settings);
void station_open (Station *self);
void station_close (Station *self);
void station_write (Station *self, const char *settings);

/* Goes round until it holds; what never does fails the test by its time. */
#define station_until(condition)                                                                   \
  while (!(condition))                                                                             \
  g_main_context_iteration (NULL, TRUE)

G_END_DECLS
