/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/event.h"

G_BEGIN_DECLS

/**
 * COMMAND_MAX_VALUE:
 *
 * Bytes of one field within an argument.
 */
#define COMMAND_MAX_VALUE (32 * 1024)

/**
 * COMMAND_MAX_ELEMENT:
 *
 * Bytes of one argument; the kernel takes no more (MAX_ARG_STRLEN).
 */
#define COMMAND_MAX_ELEMENT (128 * 1024 - 1)

/**
 * Command:
 *
 * A program and the patterns of its arguments.
 */
typedef struct _Command Command;

Command *command_new (const char *const *elements, GError **error);
void command_free (Command *self);
void command_list_fields (Command *self, GHashTable *fields);
GStrv command_expand (Command *self, TocsinEvent *event, GError **error);
char *command_find_program (const char *name, GError **error);
GStrv command_lock_in (const char *const *argv,
                       const char *directory,
                       const char *attachments,
                       GError **error);
char *command_describe (const char *const *argv);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Command, command_free)

G_END_DECLS
