/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/template.h"

G_BEGIN_DECLS

/**
 * TocsinTemplateField:
 *
 * What stands in the braces of a pattern: `from.domain`, `date:%Y-%m`.
 */
typedef struct _TocsinTemplateField TocsinTemplateField;

TocsinTemplateField *
tocsin_template_field_parse (const char *text, TocsinTemplateFlags flags, GError **error);
GStrv tocsin_template_field_list_known (TocsinTemplateFlags flags);
void tocsin_template_field_free (TocsinTemplateField *self);
const char *tocsin_template_field_get_name (const TocsinTemplateField *self);
gboolean tocsin_template_field_is_of_attachment (const TocsinTemplateField *self);
char *tocsin_template_field_expand (const TocsinTemplateField *self,
                                    JsonObject *data,
                                    JsonObject *attachment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinTemplateField, tocsin_template_field_free)

G_END_DECLS
