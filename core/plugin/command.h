/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/event.h"

G_BEGIN_DECLS

/**
 * TOCSIN_COMMAND_MAX_VALUE:
 *
 * Bytes of one field within an argument.
 */
#define TOCSIN_COMMAND_MAX_VALUE (32 * 1024)

/**
 * TOCSIN_COMMAND_MAX_ELEMENT:
 *
 * Bytes of one argument; the kernel takes no more (MAX_ARG_STRLEN).
 */
#define TOCSIN_COMMAND_MAX_ELEMENT (128 * 1024 - 1)

/**
 * TocsinCommand:
 *
 * A program and the patterns of its arguments.
 */
typedef struct _TocsinCommand TocsinCommand;

TocsinCommand *tocsin_command_new (const char *key, const char *const *elements, GError **error);
void tocsin_command_free (TocsinCommand *self);
void tocsin_command_list_fields (TocsinCommand *self, GHashTable *fields);
GStrv tocsin_command_expand (TocsinCommand *self, TocsinEvent *event, GError **error);
char *tocsin_command_find_program (const char *name, GError **error);
char *tocsin_command_describe (const char *const *argv);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinCommand, tocsin_command_free)

G_END_DECLS
