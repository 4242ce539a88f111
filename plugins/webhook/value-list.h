/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/template.h"

G_BEGIN_DECLS

/**
 * ValueList:
 *
 * Names with patterns for their values: headers, and the fields of a form. Immutable.
 */
typedef struct _ValueList ValueList;

/**
 * ValueListFunc:
 * @name: a name
 * @value: what its pattern makes of an event
 * @user_data: the caller's
 */
typedef void (*ValueListFunc) (const char *name, const char *value, gpointer user_data);

ValueList *
value_list_new (const char *key, const char *const *texts, const char *between, GError **error);
void value_list_free (ValueList *self);
guint value_list_get_length (const ValueList *self);
const char *value_list_get_name (const ValueList *self, guint index);
void value_list_list_fields (const ValueList *self, GHashTable *fields);
void value_list_expand (const ValueList *self,
                        JsonObject *data,
                        TocsinTemplateEncoder encode,
                        ValueListFunc take,
                        gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValueList, value_list_free)

G_END_DECLS
