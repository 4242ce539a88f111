/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A polkit on a private bus: allows the actions that a test names, and remembers who asked. */
typedef struct
{
  GDBusConnection *bus;
  GDBusNodeInfo *node;
  guint registration;
  const char *allowed[4];
  char *subject;
  guint asked;
} FakePolkit;

GDBusConnection *fake_polkit_connect (const char *address);
void fake_polkit_own (GDBusConnection *bus, const char *name);
void fake_polkit_start (FakePolkit *self, const char *address);
void fake_polkit_stop (FakePolkit *self);

G_END_DECLS
