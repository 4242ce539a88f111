/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/key-info.h"

G_BEGIN_DECLS

/**
 * TocsinValueForm:
 * @TOCSIN_VALUE_TYPED: on a command line, where text is what was typed
 * @TOCSIN_VALUE_FILE: in the settings file, where text that would be read otherwise is quoted
 *
 * Where a value is written as text.
 */
typedef enum
{
  TOCSIN_VALUE_TYPED,
  TOCSIN_VALUE_FILE,
} TocsinValueForm;

GVariant *tocsin_value_parse (const TocsinKeyInfo *info,
                              const char *name,
                              const char *text,
                              TocsinValueForm form,
                              GError **error);
GVariant *
tocsin_value_check (const TocsinKeyInfo *info, const char *name, GVariant *value, GError **error);
GVariant *tocsin_value_parse_type (const GVariantType *type, const char *text);
char *tocsin_value_print (GVariant *value, TocsinValueForm form);

G_END_DECLS
