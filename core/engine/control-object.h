/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The objects below /org/tocsin/Engine1: what they are called, and what the dictionaries that
 * core/engine/describe makes are as their properties. */

typedef enum
{
  TOCSIN_CONTROL_OBJECT_CONNECTION,
  TOCSIN_CONTROL_OBJECT_TASK,
  TOCSIN_CONTROL_OBJECT_EVENT,
} TocsinControlObjectKind;

#define TOCSIN_N_CONTROL_OBJECT_KINDS (TOCSIN_CONTROL_OBJECT_EVENT + 1)

const char *tocsin_control_object_get_root (TocsinControlObjectKind kind);
const GDBusInterfaceInfo *tocsin_control_object_get_interface (TocsinControlObjectKind kind);
char *tocsin_control_object_make_path (TocsinControlObjectKind kind, const char *id);
char *tocsin_control_object_parse_path (const char *path, TocsinControlObjectKind *kind);
char *tocsin_control_object_parse_node (const char *node);
GVariant *tocsin_control_object_describe (TocsinControlObjectKind kind, GVariant *description);
GVariant *tocsin_control_object_compare (GVariant *before, GVariant *now);

G_END_DECLS
