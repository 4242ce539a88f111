/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/cli/cli.h"

G_BEGIN_DECLS

gsize tocsin_output_measure (const char *text);
char *tocsin_output_to_json (GVariant *value);
void tocsin_output_json (GVariant *value);
void tocsin_output_json_line (GVariant *value);
void tocsin_output_table (const char *const *headings, GPtrArray *rows);
void tocsin_output_dicts (const char *const *headings, const char *const *fields, GVariant *dicts);
void tocsin_output_row (const char *const *fields, GVariant *dict, const gsize *widths);
void tocsin_output_value (TocsinCli *cli, const char *key, const char *value);
void tocsin_output_lines (const char *text);
void tocsin_output_done (TocsinCli *cli, const char *id);
void tocsin_output_id (TocsinCli *cli, const char *id);
char *tocsin_output_when (const char *iso);
char *tocsin_output_next (const char *iso);
const char *tocsin_output_field (GVariant *dict, const char *key);
const char *tocsin_output_speaker (const char *code);

G_END_DECLS
