/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/parser.h"

G_BEGIN_DECLS

/**
 * EwsBuilder:
 *
 * Makes a tree of what a parser tells, within limits, and lets contents pass by to where they go.
 */
typedef struct _EwsBuilder EwsBuilder;

EwsBuilder *ews_builder_new (const char *root, EwsContentFunc content, gpointer user_data);
void ews_builder_free (EwsBuilder *self);
void ews_builder_clear (EwsBuilder *self);
gboolean ews_builder_open (EwsBuilder *self, const char *name, GStrv attributes, GError **error);
gboolean ews_builder_add_text (EwsBuilder *self, const char *text, gsize length, GError **error);
gboolean ews_builder_close (EwsBuilder *self, EwsNode **document, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsBuilder, ews_builder_free)

G_END_DECLS
