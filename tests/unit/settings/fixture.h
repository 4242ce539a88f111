/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

#include "core/settings/config.h"

G_BEGIN_DECLS

#define KEYS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* A settings file in a folder of its own, and what opens it. */
typedef struct
{
  char *folder;
  char *path;
  TocsinConfig *config;
  GString *told; /* what ::changed has said, "connection work, " */
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer text);
void fixture_tear_down (Fixture *fixture, gconstpointer text);
void fixture_write (Fixture *fixture, const char *text);
void fixture_expect (Fixture *fixture, const char *text);
void fixture_listen (Fixture *fixture);
void fixture_wait (Fixture *fixture, const char *told);
char *fixture_problems (Fixture *fixture);

#define fixture_add(path, text, function)                                                          \
  g_test_add (path, Fixture, text, fixture_set_up, function, fixture_tear_down)

G_END_DECLS
